//! Which plain files may be one delivery. A manifest says so; files named one by one, or lying in a folder without a
//! manifest, are told apart by what they are: AWS never delivers two forms in one, so files of two forms are two
//! deliveries, and if both hold the same month the import says so instead of charging it twice.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::csv::Chunks;
use super::error::ImportError;
use super::file::{Form, with_text};
use super::manifest::is_period;
use super::origin::Origin;
use super::parquet::ParquetReader;
use super::progress::Progress;
use super::sources::Source;
use crate::ledger::BillForm;

/// The deliveries that the files make, in the order of their first files.
///
/// # Errors
/// What is wrong with a file's header; [`ImportError::PackedTwice`].
pub(super) fn deliveries(name: &Path, files: Vec<PathBuf>) -> Result<Vec<Source>, ImportError> {
    let plain = |name: PathBuf, files: Vec<PathBuf>| Source {
        name,
        files: files.into_iter().map(Origin::from).collect(),
        manifest: None,
    };
    if files.len() < 2 {
        return Ok(vec![plain(name.to_owned(), files)]);
    }
    packed_once(&files)?;
    let mut kinds: Vec<((BillForm, bool), Vec<PathBuf>)> = Vec::new();
    for file in files {
        let kind = kind(&file.clone().into())?;
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, together)) => together.push(file),
            None => kinds.push((kind, vec![file])),
        }
    }
    if let [(_, all)] = &mut kinds[..] {
        return Ok(vec![plain(name.to_owned(), std::mem::take(all))]);
    }
    Ok(kinds.into_iter().map(|(_, together)| plain(together[0].clone(), together)).collect())
}

/// The form, and whether it is Parquet.
pub(super) fn kind(origin: &Origin) -> Result<(BillForm, bool), ImportError> {
    let form = Form::of(origin)?;
    let unseen = Progress::default();
    match form {
        Form::Parquet => Ok((ParquetReader::open(origin)?.file().header.form, true)),
        Form::Csv | Form::Gzip | Form::Zip => {
            let of_text = |text: &mut dyn Read| Ok(Chunks::open(text, origin.path())?.file().header.form);
            with_text(origin, form, &unseen, of_text).map(|form| (form, false))
        }
    }
}

/// `bill.csv` beside `bill.csv.gz` is one bill, packed and unpacked.
fn packed_once(files: &[PathBuf]) -> Result<(), ImportError> {
    let mut stems: BTreeMap<PathBuf, &PathBuf> = BTreeMap::new();
    for file in files {
        if let Some(stem) = stem(file)
            && let Some(first) = stems.insert(stem, file)
        {
            return Err(ImportError::PackedTwice { first: first.clone(), second: file.clone() });
        }
    }
    Ok(())
}

/// The path without what packing adds to it.
fn stem(file: &Path) -> Option<PathBuf> {
    let name = file.file_name()?.to_str()?.to_ascii_lowercase();
    let packed = [".csv", ".csv.gz", ".csv.zip", ".gz", ".zip"].into_iter().filter_map(|end| name.strip_suffix(end));
    let stem = packed.min_by_key(|stem| stem.len())?;
    Some(file.with_file_name(stem))
}

/// A month's folder holds one delivery, or a folder for each; which of several counts, only a manifest says.
///
/// # Errors
/// [`ImportError::TwoDeliveries`].
pub(super) fn one_for_each_month(root: &Path, files: &[PathBuf]) -> Result<(), ImportError> {
    let mut deliveries: BTreeMap<&Path, String> = BTreeMap::new();
    for file in files {
        let Some((month, below)) = month_of(root, file) else { continue };
        let delivery = match below.components().count() {
            1 => String::new(),
            _ => below.components().next().map(|folder| folder.as_os_str().to_string_lossy().into_owned()).unwrap_or_default(),
        };
        match deliveries.get(month) {
            Some(first) if *first != delivery => {
                let named = |delivery: &str| if delivery.is_empty() { ".".to_owned() } else { delivery.to_owned() };
                return Err(ImportError::TwoDeliveries {
                    folder: month.to_owned(),
                    first: named(first),
                    second: named(&delivery),
                });
            }
            Some(_) => {}
            None => {
                deliveries.insert(month, delivery);
            }
        }
    }
    Ok(())
}

/// The folder of the month that a file lies in, and the rest of its path.
fn month_of<'a>(root: &Path, file: &'a Path) -> Option<(&'a Path, &'a Path)> {
    let folders = file.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
    let month = folders.filter(|folder| folder.file_name().is_some_and(|name| is_period(&name.to_string_lossy()))).last()?;
    Some((month, file.strip_prefix(month).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(names: &[&str]) -> Vec<PathBuf> {
        names.iter().map(PathBuf::from).collect()
    }

    #[test]
    fn a_bill_packed_twice_is_told() {
        assert!(packed_once(&paths(&["a/bill.csv", "b/bill.csv.gz", "a/other.csv.gz"])).is_ok());
        for twice in [["a/bill.csv", "a/bill.csv.gz"], ["a/bill.csv.zip", "a/Bill.CSV"], ["a/bill.gz", "a/bill.csv"]] {
            assert!(matches!(packed_once(&paths(&twice)), Err(ImportError::PackedTwice { .. })), "{twice:?}");
        }
    }

    #[test]
    fn two_deliveries_of_one_month_need_a_manifest() {
        let check = |names: &[&str]| one_for_each_month(Path::new("r"), &paths(names));
        assert!(check(&["r/20181001-20181101/x/1.csv", "r/20181001-20181101/x/2.csv", "r/20181101-20181201/y/1.csv"]).is_ok());
        assert!(check(&["r/BILLING_PERIOD=2024-01/1.parquet", "r/BILLING_PERIOD=2024-02/1.parquet"]).is_ok());
        let twice = check(&["r/20181001-20181101/x/1.csv", "r/20181001-20181101/y/1.csv"]).unwrap_err().to_string();
        assert_eq!(
            twice,
            "r/20181001-20181101: two deliveries of one month, x and y, and no manifest says which counts: name one of them"
        );
        assert!(check(&["r/BILLING_PERIOD=2024-01/1.csv", "r/BILLING_PERIOD=2024-01/z/1.csv"]).is_err());
        // The folder named by the user is a delivery, whatever stands above it.
        assert!(check(&["20181001-20181101/r/1.csv", "20181001-20181101/r/2.csv"]).is_ok());
    }
}

//! Writes a bill as AWS delivers it: several files a month, in the folders of the form, and a manifest.

use std::fs;
use std::io;
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::Bill;
use super::calendar::{BillingMonth, day_of};
use super::focus::{self, FocusVersion};
use super::layout::{self, Layout};
use super::manifest::{self, Contents};
use super::month::{Month, Part};
use super::{parquet_file, text_file};

/// Lines that one file holds, at most.
const FILE: usize = 500_000;
/// Bills of more lines than this come in several files.
const SINGLE_FILE: usize = 1_000;

/// What AWS can deliver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    LegacyCsv,
    LegacyParquet,
    Cur2Csv,
    Cur2Parquet,
    FocusCsv(FocusVersion),
    FocusParquet(FocusVersion),
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub files: usize,
    pub lines: u64,
    /// On disk.
    pub bytes: u64,
}

impl Form {
    /// Cost and Usage Reports: they all say the same.
    pub const ALL: [Form; 4] = [Form::LegacyCsv, Form::LegacyParquet, Form::Cur2Csv, Form::Cur2Parquet];

    /// They say less, and of what they say the same.
    pub const FOCUS: [Form; 6] = [
        Form::FocusCsv(FocusVersion::V1_0),
        Form::FocusParquet(FocusVersion::V1_0),
        Form::FocusCsv(FocusVersion::V1_1),
        Form::FocusParquet(FocusVersion::V1_1),
        Form::FocusCsv(FocusVersion::V1_2),
        Form::FocusParquet(FocusVersion::V1_2),
    ];

    /// Name of the report or export; the first folder below the output.
    pub fn report(self) -> &'static str {
        match self {
            Form::LegacyCsv => "cur-csv",
            Form::LegacyParquet => "cur-parquet",
            Form::Cur2Csv => "cur2-csv",
            Form::Cur2Parquet => "cur2-parquet",
            Form::FocusCsv(FocusVersion::V1_0) => "focus-1-0-csv",
            Form::FocusCsv(FocusVersion::V1_1) => "focus-1-1-csv",
            Form::FocusCsv(FocusVersion::V1_2) => "focus-1-2-csv",
            Form::FocusParquet(FocusVersion::V1_0) => "focus-1-0-parquet",
            Form::FocusParquet(FocusVersion::V1_1) => "focus-1-1-parquet",
            Form::FocusParquet(FocusVersion::V1_2) => "focus-1-2-parquet",
        }
    }

    fn layout(self, enterprise_discount: i64) -> Layout {
        match self {
            Form::LegacyCsv => layout::legacy_csv(enterprise_discount),
            Form::LegacyParquet => layout::legacy_parquet(enterprise_discount),
            Form::Cur2Csv | Form::Cur2Parquet => layout::cur2(enterprise_discount),
            Form::FocusCsv(version) | Form::FocusParquet(version) => version.layout(),
        }
    }

    /// Key of file number `index`, from the output folder on.
    fn key(self, month: &Month, index: usize) -> String {
        let (report, number) = (self.report(), index + 1);
        let name = month.name.name();
        match self {
            Form::LegacyCsv => {
                format!("{report}/{}/{}/{report}-{number}.csv.gz", span(month.name), manifest::assembly_id(month))
            }
            Form::LegacyParquet => {
                let partition = month.name.first_day().format("year=%Y/month=%-m");
                format!("{report}/{report}/{partition}/{report}-{number:05}.snappy.parquet")
            }
            Form::Cur2Csv | Form::FocusCsv(_) => format!("{report}/data/BILLING_PERIOD={name}/{report}-{number:05}.csv.gz"),
            Form::Cur2Parquet | Form::FocusParquet(_) => {
                format!("{report}/data/BILLING_PERIOD={name}/{report}-{number:05}.snappy.parquet")
            }
        }
    }

    /// Where the manifest stands: the last is the one that readers look for, so it is written last.
    fn manifests(self, month: &Month) -> Vec<String> {
        let (report, span) = (self.report(), span(month.name));
        let current = format!("{report}/{span}/{report}-Manifest.json");
        match self {
            Form::LegacyCsv => {
                vec![format!("{report}/{span}/{}/{report}-Manifest.json", manifest::assembly_id(month)), current]
            }
            Form::LegacyParquet => vec![current],
            Form::Cur2Csv | Form::Cur2Parquet | Form::FocusCsv(_) | Form::FocusParquet(_) => {
                vec![format!("{report}/metadata/BILLING_PERIOD={}/{report}-Manifest.json", month.name.name())]
            }
        }
    }
}

/// `20181001-20181101`.
fn span(month: BillingMonth) -> String {
    format!("{}-{}", month.first_day().format("%Y%m%d"), day_of(month.end()).format("%Y%m%d"))
}

/// Writes all months below `output`.
pub fn write(bill: &Bill, form: Form, output: &Path) -> io::Result<Written> {
    bill.months().try_fold(Written::default(), |sum, month| {
        let written = write_month(&month, form, output)?;
        Ok(Written { files: sum.files + written.files, lines: sum.lines + written.lines, bytes: sum.bytes + written.bytes })
    })
}

/// Writes one month below `output`, its manifest last.
pub fn write_month(month: &Month, form: Form, output: &Path) -> io::Result<Written> {
    let layout = form.layout(month.header.enterprise_discount);
    let parts = month.size().div_ceil(FILE).max(if month.size() > SINGLE_FILE { 2 } else { 1 });
    let keys: Vec<String> = (0..parts).map(|index| form.key(month, index)).collect();
    for key in keys.iter().chain(&form.manifests(month)) {
        fs::create_dir_all(output.join(key).parent().unwrap_or(output))?;
    }
    let files = Files { month, form, layout: &layout, keys: &keys, output };
    let lines = files.write()?;

    let contents = Contents { month, report: form.report(), keys: &keys, layout: &layout };
    let manifest = match form {
        Form::LegacyCsv => manifest::legacy(&contents, ("text/csv", "GZIP")),
        Form::LegacyParquet => manifest::legacy(&contents, ("Parquet", "Parquet")),
        Form::Cur2Csv | Form::Cur2Parquet | Form::FocusCsv(_) | Form::FocusParquet(_) => manifest::cur2(&contents),
    };
    for key in form.manifests(month) {
        fs::write(output.join(key), serde_json::to_vec_pretty(&manifest)?)?;
    }
    let sizes = keys.iter().map(|key| Ok(fs::metadata(output.join(key))?.len()));
    Ok(Written { files: parts, lines, bytes: sizes.sum::<io::Result<u64>>()? })
}

/// The data files of a month.
struct Files<'a> {
    month: &'a Month,
    form: Form,
    layout: &'a Layout,
    keys: &'a [String],
    output: &'a Path,
}

impl Files<'_> {
    /// Writes them, one thread a processor, and returns the lines.
    fn write(&self) -> io::Result<u64> {
        let workers = thread::available_parallelism().map_or(1, NonZero::get).min(self.keys.len());
        let next = AtomicUsize::new(0);
        let run = || {
            let mut lines = 0;
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                match self.keys.get(index) {
                    Some(key) => lines += self.write_part(index, key)?,
                    None => return Ok(lines),
                }
            }
        };
        thread::scope(|scope| {
            let handles: Vec<_> = (0..workers).map(|_| scope.spawn(run)).collect();
            let joined = handles
                .into_iter()
                .map(|handle| handle.join().unwrap_or_else(|_| Err(io::Error::other("a file's writer stopped"))));
            joined.sum()
        })
    }

    fn write_part(&self, index: usize, key: &str) -> io::Result<u64> {
        let path = self.output.join(key);
        let lines = self.month.part(Part { index, of: self.keys.len() });
        match self.form {
            Form::LegacyCsv | Form::Cur2Csv => text_file::write(&path, self.layout, lines),
            Form::LegacyParquet | Form::Cur2Parquet => parquet_file::write(&path, self.layout, lines),
            Form::FocusCsv(_) => text_file::write(&path, self.layout, lines.flat_map(focus::charges)),
            Form::FocusParquet(_) => parquet_file::write(&path, self.layout, lines.flat_map(focus::charges)),
        }
    }
}

//! Sums by a tag that are kept beside an import's lines once somebody asked for them. No import makes them: a bill may
//! have thousands of tags. `import.json` does not name the file, and whoever finds none sums the lines up.

use std::io;
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::errors::ParquetError;

use super::RollupError;
use super::read::add;
use super::table::{Builder, Table};
use crate::ledger::CurrentImport;
use crate::ledger::cells::properties;
use crate::ledger::rollup::{ROLLUP, VERSION};
use crate::place;

impl CurrentImport {
    /// Where sums by this tag are kept. A key may have any character, and a file's name may not.
    pub fn sums_by_tag(&self, key: &str) -> PathBuf {
        let name = blake3::hash(key.as_bytes()).to_hex();
        self.folder.join(format!("tag-{}-{VERSION}.parquet", &name[..32]))
    }
}

/// Sums of an import's lines, in order, with the columns of its `rollup.parquet`.
pub struct SumsOfLines(pub(super) Vec<RecordBatch>);

impl SumsOfLines {
    /// # Errors
    /// [`RollupError::Day`] for a day out of range.
    pub fn table(&self) -> Result<Table, RollupError> {
        let mut builder = Builder::new(2);
        self.0.iter().try_for_each(|batch| add(&mut builder, batch))?;
        Ok(builder.finish())
    }

    /// Writes them so that [`Table::read`] reads the same table. `draft` tells two writers of one file apart.
    ///
    /// # Errors
    /// The store's; no file is there then.
    pub fn write(&self, file: &Path, draft: &str) -> io::Result<()> {
        let wrong = |error: ParquetError| io::Error::other(error);
        let sink = place::create_whole(file, draft)?;
        let mut writer = ArrowWriter::try_new(sink, ROLLUP.clone(), Some(properties())).map_err(wrong)?;
        self.0.iter().try_for_each(|batch| writer.write(batch)).map_err(wrong)?;
        writer.into_inner().map_err(wrong)?.finish()?;
        file.parent().map_or(Ok(()), place::settle)
    }
}

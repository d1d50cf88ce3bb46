//! Files of lines, and the places in them where row groups stand.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use arrow::datatypes::{DataType, SchemaRef};
use bytes::buf::Reader;
use bytes::{Buf, Bytes};
use datafusion::common::Statistics;
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::error::{DataFusionError, Result};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataOptions, ParquetMetaDataReader, ParquetStatisticsPolicy};
use parquet::file::reader::{ChunkReader, Length};

use super::{Coded, chunk};

/// Files that a plan scans, whole.
#[derive(Clone, Debug)]
pub(in super::super) struct Files {
    paths: Vec<PathBuf>,
    /// What each file says of its columns, where it does.
    statistics: Vec<Option<Arc<Statistics>>>,
    schema: SchemaRef,
    /// Once they have been looked at.
    places: Arc<OnceLock<Vec<Place>>>,
}

/// A row group of a file.
#[derive(Clone, Debug)]
pub(in super::super) struct Place {
    pub(super) file: Arc<Opened>,
    group: usize,
}

/// A file whose end has been read.
#[derive(Debug)]
pub(super) struct Opened {
    path: PathBuf,
    /// The table's columns, which the file need not have.
    pub(super) schema: SchemaRef,
    metadata: ParquetMetaData,
    /// Of each of the table's columns, its number in the file.
    leaves: Vec<Option<usize>>,
}

impl Files {
    /// `None` where some of them are not on this machine, or not all of them are wanted.
    pub(in super::super) fn of(scan: &FileScanConfig) -> Option<Self> {
        if scan.object_store_url.as_str() != "file:///" || scan.limit.is_some() || !scan.table_partition_cols().is_empty() {
            return None;
        }
        let (mut paths, mut statistics) = (Vec::new(), Vec::new());
        for file in scan.file_groups.iter().flat_map(|group| group.files()) {
            let path = path_of(file.object_meta.location.as_ref())?;
            // A file may have been dealt out in parts.
            if !paths.contains(&path) {
                paths.push(path);
                statistics.push(file.statistics.clone());
            }
        }
        Some(Self { paths, statistics, schema: Arc::clone(scan.file_schema()), places: Arc::default() })
    }

    #[cfg(test)]
    pub(super) fn by_hand(paths: Vec<PathBuf>, schema: SchemaRef) -> Self {
        Self { statistics: vec![None; paths.len()], paths, schema, places: Arc::default() }
    }

    pub(in super::super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// What all files say of themselves; `None` where one does not.
    pub(in super::super) fn statistics(&self) -> Option<Vec<Arc<Statistics>>> {
        self.statistics.iter().cloned().collect()
    }

    /// Leaves out the other files.
    pub(in super::super) fn retain(&mut self, wanted: &[bool]) {
        let wanted = |at: usize| wanted.get(at).copied().unwrap_or(true);
        let mut at = 0..;
        self.paths.retain(|_| at.next().is_some_and(wanted));
        let mut at = 0..;
        self.statistics.retain(|_| at.next().is_some_and(wanted));
    }

    /// Every row group, in the order of the files.
    ///
    /// # Errors
    /// The file system's.
    pub(in super::super) fn places(&self) -> Result<&[Place]> {
        if self.places.get().is_none() {
            let mut places = Vec::new();
            for path in &self.paths {
                let file = Arc::new(Opened::open(path, Arc::clone(&self.schema))?);
                places.extend((0..file.metadata.num_row_groups()).map(|group| Place { file: Arc::clone(&file), group }));
            }
            // Another partition may have been quicker; it has found the same.
            let _ = self.places.set(places);
        }
        self.places.get().map(Vec::as_slice).ok_or_else(|| DataFusionError::Internal("row groups were lost".to_owned()))
    }
}

/// The file that an object store of this machine means by that name.
fn path_of(location: &str) -> Option<PathBuf> {
    let mut url = url::Url::parse("file:///").ok()?;
    url.path_segments_mut().ok()?.pop_if_empty().extend(location.split('/'));
    url.to_file_path().ok()
}

impl Opened {
    fn open(path: &Path, schema: SchemaRef) -> Result<Self> {
        // What it says of values was asked when the plan was made, and a large bill has much of it.
        let options = ParquetMetaDataOptions::new().with_column_stats_policy(ParquetStatisticsPolicy::SkipAll);
        let reader = ParquetMetaDataReader::new().with_metadata_options(Some(options));
        let metadata = reader.parse_and_finish(&File::open(path)?)?;
        let columns = metadata.file_metadata().schema_descr().columns();
        let leaf = |name: &String| {
            let is_it = |column: &parquet::schema::types::ColumnDescPtr| matches!(column.path().parts(), [only] if only == name);
            columns.iter().position(is_it)
        };
        let leaves = schema.fields().iter().map(|field| leaf(field.name())).collect();
        Ok(Self { path: path.to_owned(), schema, metadata, leaves })
    }
}

impl Place {
    pub(in super::super) fn rows(&self) -> usize {
        usize::try_from(self.file.metadata.row_group(self.group).num_rows()).unwrap_or_default()
    }

    fn data_type(&self, column: usize) -> &DataType {
        self.file.schema.field(column).data_type()
    }

    /// A column of its rows, in the memory of `keys`.
    pub(super) fn read(&self, column: usize, keys: Vec<u32>) -> Result<Coded> {
        let of = self.data_type(column);
        let Some(leaf) = self.file.leaves[column] else { return Ok(Coded::absent(of, self.rows(), keys)) };
        let metadata = self.file.metadata.row_group(self.group).column(leaf);
        let (start, length) = metadata.byte_range();
        let mut file = File::open(&self.file.path)?;
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        file.take(length).read_to_end(&mut bytes)?;
        chunk::read(ChunkBytes { start, bytes: bytes.into() }, (metadata, self.rows()), of, keys)
    }
}

/// The bytes of one column of a row group; positions are those of the file.
pub(super) struct ChunkBytes {
    start: u64,
    bytes: Bytes,
}

impl ChunkBytes {
    fn from(&self, start: u64) -> Result<Bytes, ParquetError> {
        let at = start.checked_sub(self.start).and_then(|at| usize::try_from(at).ok()).filter(|at| *at <= self.bytes.len());
        at.map(|at| self.bytes.slice(at..)).ok_or_else(|| ParquetError::EOF(format!("{start} is outside of the column")))
    }
}

impl Length for ChunkBytes {
    fn len(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }
}

impl ChunkReader for ChunkBytes {
    type T = Reader<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        self.from(start).map(Buf::reader)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let bytes = self.from(start)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF(format!("{length} bytes at {start} are not all in the column")));
        }
        Ok(bytes.slice(..length))
    }
}

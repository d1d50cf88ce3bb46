//! One column of a row group as Parquet has it: pages, and what is said of them. The numbers of the values are known by
//! now, and they are what is written; Parquet's own writer would hash every value of every line to find them again.

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::column::page::{CompressedPage, Page, PageWriteSpec, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ColumnIndexBuilder, OffsetIndexBuilder};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedPageWriter, SerializedRowGroupWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;
use zstd::bulk::Compressor;

use super::hybrid;

/// Rows of a page.
pub(super) const PAGE_ROWS: usize = 20_000;

/// Of zstd: files are read more often than written, but an import is waited for.
const LEVEL: i32 = 1;

pub(super) fn compressor() -> Result<Compressor<'static>, ParquetError> {
    Compressor::new(LEVEL).map_err(|source| ParquetError::External(Box::new(source)))
}

/// A column that is written, but for its place in the file.
pub(super) struct Chunk {
    bytes: Bytes,
    close: ColumnCloseResult,
}

impl Chunk {
    pub(super) fn append_to<W: std::io::Write + Send>(
        self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        group.append_column(&self.bytes, self.close)
    }
}

/// A column being written.
pub(super) struct ChunkWriter<'a> {
    column: &'a ColumnDescPtr,
    compressor: &'a mut Compressor<'static>,
    sink: TrackedWrite<Vec<u8>>,
    encodings: Vec<Encoding>,
    uncompressed: usize,
    dictionary: Option<u64>,
    data: Option<u64>,
    values: u64,
    rows: u64,
    offsets: OffsetIndexBuilder,
    index: Option<ColumnIndexBuilder>,
}

/// What a page's rows have: the least and the greatest value as bytes, where there is any.
pub(super) struct Bounds {
    pub(super) between: Option<(Vec<u8>, Vec<u8>)>,
    pub(super) nulls: usize,
}

/// A data page before it is compressed.
pub(super) struct Data<'a> {
    pub(super) body: &'a [u8],
    pub(super) encoding: Encoding,
    /// Levels, where rows repeat.
    pub(super) values: usize,
    pub(super) rows: usize,
    /// Of columns that queries compare with.
    pub(super) bounds: Option<Bounds>,
}

impl<'a> ChunkWriter<'a> {
    pub(super) fn new(column: &'a ColumnDescPtr, compressor: &'a mut Compressor<'static>) -> Self {
        Self {
            column,
            compressor,
            sink: TrackedWrite::new(Vec::new()),
            encodings: vec![Encoding::RLE],
            uncompressed: 0,
            dictionary: None,
            data: None,
            values: 0,
            rows: 0,
            offsets: OffsetIndexBuilder::new(),
            index: None,
        }
    }

    /// The distinct values, one after the other.
    pub(super) fn write_dictionary(&mut self, body: &[u8], count: usize) -> Result<(), ParquetError> {
        let buf = self.compressed(body)?;
        let page = Page::DictionaryPage { buf, num_values: count as u32, encoding: Encoding::PLAIN, is_sorted: false };
        self.dictionary = Some(self.write(page, body.len())?.offset);
        self.encodings.push(Encoding::PLAIN);
        Ok(())
    }

    pub(super) fn write_data(&mut self, data: Data<'_>) -> Result<(), ParquetError> {
        let Data { body, encoding, values, rows, bounds } = data;
        let page = Page::DataPage {
            buf: self.compressed(body)?,
            num_values: values as u32,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let written = self.write(page, body.len())?;
        self.data.get_or_insert(written.offset);
        if !self.encodings.contains(&encoding) {
            self.encodings.push(encoding);
        }
        self.values += values as u64;
        self.rows += rows as u64;
        self.offsets.append_row_count(rows as i64);
        self.offsets.append_offset_and_size(written.offset as i64, written.compressed_size as i32);
        if let Some(Bounds { between, nulls }) = bounds {
            let index = self.index.get_or_insert_with(|| ColumnIndexBuilder::new(self.column.physical_type()));
            let is_empty = between.is_none();
            let (least, greatest) = between.unwrap_or_default();
            index.append(is_empty, least, greatest, nulls as i64);
        }
        Ok(())
    }

    fn compressed(&mut self, body: &[u8]) -> Result<Bytes, ParquetError> {
        let compressed = self.compressor.compress(body).map_err(|source| ParquetError::External(Box::new(source)))?;
        Ok(compressed.into())
    }

    fn write(&mut self, page: Page, uncompressed: usize) -> Result<PageWriteSpec, ParquetError> {
        let written = SerializedPageWriter::new(&mut self.sink).write_page(CompressedPage::new(page, uncompressed))?;
        self.uncompressed += written.uncompressed_size;
        Ok(written)
    }

    pub(super) fn finish(self, statistics: Option<Statistics>) -> Result<Chunk, ParquetError> {
        let bytes = self.sink.into_inner()?;
        let mut metadata = ColumnChunkMetaData::builder(self.column.clone())
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL)?))
            .set_encodings(self.encodings)
            .set_num_values(self.values as i64)
            .set_total_compressed_size(bytes.len() as i64)
            .set_total_uncompressed_size(self.uncompressed as i64)
            .set_dictionary_page_offset(self.dictionary.map(|offset| offset as i64))
            .set_data_page_offset(self.data.unwrap_or_default() as i64);
        if let Some(statistics) = statistics {
            metadata = metadata.set_statistics(statistics);
        }
        let close = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: self.rows,
            metadata: metadata.build()?,
            bloom_filter: None,
            column_index: self.index.map(ColumnIndexBuilder::build).transpose()?,
            offset_index: Some(self.offsets.build()),
        };
        Ok(Chunk { bytes: bytes.into(), close })
    }
}

/// Appends levels up to that one, with their length.
pub(super) fn write_levels(levels: &[u32], most: i16, out: &mut Vec<u8>) {
    if most == 0 {
        return;
    }
    let at = out.len();
    out.extend_from_slice(&[0; 4]);
    hybrid::encode(levels, hybrid::width(usize::from(most.unsigned_abs()) + 1), out);
    let length = (out.len() - at - 4) as u32;
    out[at..at + 4].copy_from_slice(&length.to_le_bytes());
}

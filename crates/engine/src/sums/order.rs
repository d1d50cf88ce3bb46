//! Sums put in order and added up: each batch is sorted by itself, and the sorted are merged. Of many, some are merged
//! into a run on disk before the rest comes.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Int64Array, RecordBatch};
use arrow::compute::interleave;
use arrow::datatypes::{DataType, Decimal128Type, Int64Type, SchemaRef};
use arrow::row::RowConverter;
use datafusion::error::DataFusionError;

use super::Failed;
use super::run::{Layout, Next, Run, Source, Written, read};

/// Rows that are written at a time.
const WRITTEN: usize = 8 << 10;

/// Batches that are held after their rows were added up, until the sums are written.
const PASSED: usize = 32;

/// Sums, in no order yet.
pub(super) struct Sorter {
    layout: Layout,
    folder: PathBuf,
    /// Rows that are held before they become a run.
    most: usize,
    /// Each in order.
    held: Vec<RecordBatch>,
    rows: usize,
    runs: Vec<File>,
}

impl Sorter {
    /// Of these columns, of which the first so many tell sums apart; files lie in the folder.
    pub(super) fn new((columns, keys): (SchemaRef, usize), folder: &Path, most: usize) -> Self {
        let layout = Layout { columns, keys };
        Self { layout, folder: folder.to_owned(), most, held: Vec::new(), rows: 0, runs: Vec::new() }
    }

    pub(super) fn add(&mut self, batch: &RecordBatch) -> Result<(), Failed> {
        self.held.push(self.layout.sorted(batch)?);
        self.rows += batch.num_rows();
        if self.rows >= self.most { self.cut() } else { Ok(()) }
    }

    /// Makes a run of what is held.
    fn cut(&mut self) -> Result<(), Failed> {
        if self.held.is_empty() {
            return Ok(());
        }
        let mut written = Written::create(&self.layout, &self.folder)?;
        let held = std::mem::take(&mut self.held).into_iter().map(|batch| Source::Memory(batch, 0));
        merge(held.collect(), &self.layout, |batch| written.write(&batch))?;
        self.runs.push(written.finish()?);
        self.rows = 0;
        Ok(())
    }

    /// Everything in order, those alike added up. Says how many rows that are.
    pub(super) fn merge(mut self, write: impl FnMut(RecordBatch) -> Result<(), Failed>) -> Result<u64, Failed> {
        if !self.runs.is_empty() {
            // A run that is read holds less than its rows.
            self.cut()?;
        }
        let runs = self.runs.into_iter().map(|run| read(run, &self.layout));
        let held = self.held.into_iter().map(|batch| Ok(Source::Memory(batch, 0)));
        merge(runs.chain(held).collect::<Result<_, _>>()?, &self.layout, write)
    }
}

fn merge(sources: Vec<Source>, layout: &Layout, mut write: impl FnMut(RecordBatch) -> Result<(), Failed>) -> Result<u64, Failed> {
    let converter = layout.converter()?;
    let mut merging = Merging::begin(sources, layout, &converter)?;
    let mut rows = 0;
    while let Some(batch) = merging.next()? {
        rows += batch.num_rows() as u64;
        write(batch)?;
    }
    Ok(rows)
}

/// Runs being merged.
struct Merging<'a> {
    layout: &'a Layout,
    converter: &'a RowConverter,
    runs: Vec<Run>,
    /// The runs that have a row, the one with the least row last.
    order: Vec<usize>,
    /// Of each run, where its batch stands among those below.
    places: Vec<usize>,
    batches: Vec<RecordBatch>,
    /// Of each sum, the first row.
    firsts: Vec<(usize, usize)>,
    sums: Vec<Added>,
    /// The key of the last one.
    last: Vec<u8>,
}

impl<'a> Merging<'a> {
    fn begin(sources: Vec<Source>, layout: &'a Layout, converter: &'a RowConverter) -> Result<Self, Failed> {
        let runs = sources.into_iter().map(|source| Run::begin(source, layout, converter));
        let runs: Vec<_> = runs.filter_map(Result::transpose).collect::<Result<_, _>>()?;
        let sums = layout.columns.fields()[layout.keys..].iter().map(|field| Added::of(field.data_type()));
        let mut merging = Self {
            layout,
            converter,
            order: (0..runs.len()).collect(),
            runs,
            places: Vec::new(),
            batches: Vec::new(),
            firsts: Vec::new(),
            sums: sums.collect(),
            last: Vec::new(),
        };
        let runs = &merging.runs;
        merging.order.sort_by(|a, b| runs[*b].keys.row(runs[*b].at).cmp(&runs[*a].keys.row(runs[*a].at)));
        merging.forget();
        Ok(merging)
    }

    /// Sums that no row to come is alike to.
    fn next(&mut self) -> Result<Option<RecordBatch>, Failed> {
        while let Some(first) = self.order.last().copied() {
            let run = &self.runs[first];
            let key = run.keys.row(run.at);
            if self.firsts.is_empty() || key.as_ref() != self.last {
                // Rows that were added to others hold their batches too.
                if self.firsts.len() >= WRITTEN || self.batches.len() >= self.runs.len() + PASSED {
                    return self.taken().map(Some);
                }
                self.last.clear();
                self.last.extend_from_slice(key.as_ref());
                self.firsts.push((self.places[first], run.at));
                self.sums.iter_mut().for_each(Added::begin);
            }
            for (sum, column) in self.sums.iter_mut().zip(&run.batch.columns()[self.layout.keys..]) {
                sum.add(column, run.at)?;
            }
            self.advance(first)?;
        }
        if self.firsts.is_empty() { Ok(None) } else { self.taken().map(Some) }
    }

    fn advance(&mut self, first: usize) -> Result<(), Failed> {
        self.order.pop();
        match self.runs[first].advance(self.layout, self.converter)? {
            Next::Nothing => return Ok(()),
            Next::Row => {}
            Next::Batch => {
                self.places[first] = self.batches.len();
                self.batches.push(self.runs[first].batch.clone());
            }
        }
        let runs = &self.runs;
        let key = runs[first].keys.row(runs[first].at);
        let place = self.order.partition_point(|other| runs[*other].keys.row(runs[*other].at) > key);
        self.order.insert(place, first);
        Ok(())
    }

    /// The sums so far; it begins anew.
    fn taken(&mut self) -> Result<RecordBatch, Failed> {
        let key = |column: usize| {
            let parts: Vec<&dyn Array> = self.batches.iter().map(|batch| batch.column(column).as_ref()).collect();
            interleave(&parts, &self.firsts)
        };
        let mut columns = (0..self.layout.keys).map(key).collect::<Result<Vec<_>, _>>()?;
        for sum in &mut self.sums {
            columns.push(sum.take()?);
        }
        self.firsts.clear();
        self.forget();
        Ok(RecordBatch::try_new(Arc::clone(&self.layout.columns), columns)?)
    }

    /// Lets go of batches whose rows have been taken.
    fn forget(&mut self) {
        self.batches = self.runs.iter().map(|run| run.batch.clone()).collect();
        self.places = (0..self.runs.len()).collect();
    }
}

/// A figure of every sum. It fits: see [`crate::cells::Width`].
enum Added {
    Whole(Vec<i64>),
    /// `true` where there was anything but NULL.
    Money(Vec<(i128, bool)>),
}

impl Added {
    fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Int64 => Self::Whole(Vec::new()),
            _ => Self::Money(Vec::new()),
        }
    }

    fn begin(&mut self) {
        match self {
            Self::Whole(sums) => sums.push(0),
            Self::Money(sums) => sums.push((0, false)),
        }
    }

    /// Adds a row to the last sum.
    fn add(&mut self, column: &ArrayRef, row: usize) -> Result<(), Failed> {
        let unexpected = || DataFusionError::Internal(format!("a sum of {}", column.data_type()));
        match self {
            Self::Whole(sums) => {
                let values = column.as_primitive_opt::<Int64Type>().ok_or_else(unexpected)?;
                if let Some(sum) = sums.last_mut() {
                    *sum = sum.wrapping_add(values.value(row));
                }
            }
            Self::Money(sums) => {
                let values = column.as_primitive_opt::<Decimal128Type>().ok_or_else(unexpected)?;
                if let Some((sum, seen)) = sums.last_mut().filter(|_| values.is_valid(row)) {
                    *sum = sum.wrapping_add(values.value(row));
                    *seen = true;
                }
            }
        }
        Ok(())
    }

    fn take(&mut self) -> Result<ArrayRef, Failed> {
        Ok(match self {
            Self::Whole(sums) => Arc::new(Int64Array::from(std::mem::take(sums))),
            Self::Money(sums) => {
                let sums = std::mem::take(sums).into_iter().map(|(sum, seen)| seen.then_some(sum));
                Arc::new(sums.collect::<Decimal128Array>().with_precision_and_scale(38, 12)?)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use arrow::array::StringViewArray;
    use arrow::datatypes::{Field, Schema};

    use super::*;

    type Sum = ((Option<String>, bool), (i64, Option<i128>));

    fn layout() -> (SchemaRef, usize) {
        let field = |name: &str, of: DataType, nullable| Field::new(name, of, nullable);
        let fields = vec![
            field("text", DataType::Utf8View, true),
            field("flag", DataType::Boolean, false),
            field("lines", DataType::Int64, false),
            field("money", DataType::Decimal128(38, 12), true),
        ];
        (Arc::new(Schema::new(fields)), 2)
    }

    fn batch(rows: &[Sum]) -> RecordBatch {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(rows.iter().map(|((text, _), _)| text.as_deref()).collect::<StringViewArray>()),
            Arc::new(rows.iter().map(|((_, flag), _)| Some(*flag)).collect::<arrow::array::BooleanArray>()),
            Arc::new(rows.iter().map(|(_, (lines, _))| *lines).collect::<Int64Array>()),
            Arc::new(
                rows.iter().map(|(_, (_, money))| *money).collect::<Decimal128Array>().with_precision_and_scale(38, 12).unwrap(),
            ),
        ];
        RecordBatch::try_new(layout().0, columns).unwrap()
    }

    fn rows(batch: &RecordBatch) -> Vec<Sum> {
        let (texts, flags) = (batch.column(0).as_string_view(), batch.column(1).as_boolean());
        let (lines, money) = (batch.column(2).as_primitive::<Int64Type>(), batch.column(3).as_primitive::<Decimal128Type>());
        let row = |row: usize| {
            let text = texts.is_valid(row).then(|| texts.value(row).to_owned());
            ((text, flags.value(row)), (lines.value(row), money.is_valid(row).then(|| money.value(row))))
        };
        (0..batch.num_rows()).map(row).collect()
    }

    /// More than one batch of every run, and more sums than are written at a time.
    fn sum(at: usize) -> Sum {
        let at = at * 7919 % 100_003;
        let text = (!at.is_multiple_of(13)).then(|| format!("a text of more than twelve bytes {}", at % 40_000));
        ((text, at.is_multiple_of(3)), (at as i64, (at % 5 > 1).then_some((at as i128 - 50_000) << 70)))
    }

    #[test]
    fn sums_that_are_alike_meet_however_many_runs_they_come_in() {
        let mut expected: BTreeMap<(Option<String>, bool), (i64, Option<i128>)> = BTreeMap::new();
        for (key, (lines, money)) in (0..100_000).map(sum) {
            let sum = expected.entry(key).or_default();
            *sum = (sum.0 + lines, if sum.1.is_none() { money } else { sum.1.map(|sum| sum + money.unwrap_or_default()) });
        }
        let expected: Vec<_> = expected.into_iter().collect();
        for most in [1_000, 30_000, usize::MAX] {
            let folder = tempfile::tempdir().unwrap();
            let mut sorter = Sorter::new(layout(), folder.path(), most);
            for some in (0..100_000).collect::<Vec<_>>().chunks(9_000) {
                assert!(sorter.add(&batch(&some.iter().map(|at| sum(*at)).collect::<Vec<_>>())).is_ok());
            }
            let mut found = Vec::new();
            let count = sorter.merge(|batch| {
                found.extend(rows(&batch));
                Ok(())
            });
            assert_eq!(count.ok(), Some(expected.len() as u64), "{most}");
            assert!(found == expected, "{most}");
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn nothing_is_no_sum() {
        let folder = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::new(layout(), folder.path(), 9);
        assert!(sorter.add(&batch(&[])).is_ok());
        assert_eq!(sorter.merge(|_| Ok(())).ok(), Some(0));
    }
}

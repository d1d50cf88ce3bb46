//! Cells that an import keeps on disk: what all built-in rules and most groups of reports can ask of a line, asked
//! once, when the lines are written. A report that asks for nothing else reads these instead of the lines, of which
//! they are a fraction, and gets the same bytes (billing.md section 2 says why sums of lines are as good as lines).
//!
//! They look like lines: a column that both have has one name and one meaning, so that what is asked of lines can be
//! asked of them. The differences:
//! - figures are sums, so [`Mark`]s that compare two figures of a line, and [`Share`]s, which are rounded for each, are
//!   columns of their own here;
//! - a description is there on credits, refunds and discounts only, which are few, and where rules read it;
//! - usage types, resources, tags and hours are gone: asked for those, a report reads the lines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::interleave_record_batch;
use arrow::datatypes::{DataType, Int64Type};
use arrow::row::{RowConverter, SortField};
use datafusion::error::{DataFusionError, Result};
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::physical_plan::execute_stream;
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit, when};
use datafusion::scalar::ScalarValue;
use futures::StreamExt;
use muster_domain::credit::CreditPatterns;
use muster_domain::workflow::Commitment;

use super::fees::Fees;
use super::{Keys, Mark, Share, Width};
use crate::ledger::LedgerError;
use crate::ledger::cells::{CELLS, CellsFile, CellsWriter, KEYS, LINES, SAVINGS, SUMMED};
use crate::ledger::schema::{DECIMAL, column};
use crate::rules::condition::{KNOWN_NAME, SUBSET_OF_LINE};
use crate::rules::line_type;
use crate::session::{Engine, Session};

/// Where a report's cells come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// The sums that imports keep.
    Kept,
    /// The lines themselves.
    Lines,
}

/// Marks that are columns of kept cells; the others are worked out from columns that they share with lines.
const FLAGS: [Mark; 3] = [Mark::Priced, Mark::OtherTier, Mark::FreeTier];

/// Types of lines whose description is kept.
const DESCRIBED: [&str; 3] = [line_type::CREDIT, line_type::REFUND, line_type::DISCOUNT];

/// Marks that read descriptions of such lines and of no others.
const READERS: [Mark; 2] = [Mark::CreditKind, Mark::Tax];

impl Source {
    /// A mark's value for a row of this source.
    pub(crate) fn mark(self, mark: Mark, patterns: &CreditPatterns) -> Result<Expr> {
        match self {
            Self::Kept if FLAGS.contains(&mark) => Ok(mark.cell()),
            Self::Kept | Self::Lines => mark.of_line(patterns),
        }
    }

    /// A share's value for a row of this source.
    pub(crate) fn share(self, share: Share, width: Width) -> Result<Expr> {
        match self {
            Self::Kept => Ok(width.of(ident(share.name()))),
            Self::Lines => share.of_line(width),
        }
    }

    /// How many lines some rows of this source are.
    pub(crate) fn count(self) -> Expr {
        match self {
            Self::Kept => sum(ident(LINES)),
            Self::Lines => count(lit(1_i64)),
        }
    }
}

/// Whether kept cells can tell apart what these keys tell apart. The keys must be those for kept cells.
pub(crate) fn can_tell(keys: &Keys) -> bool {
    keys.iter().all(|(name, key)| {
        let may_read = |column: &str| match column {
            column::DESCRIPTION => READERS.iter().any(|mark| mark.name() == name),
            // Worked out from account, name and day.
            KNOWN_NAME | SUBSET_OF_LINE => true,
            _ => KEYS.iter().any(|key| key.name() == column),
        };
        key.column_refs().into_iter().all(|column| may_read(&column.name))
    })
}

impl Engine {
    /// Sums the lines of one period up into the cells of its folder; an import does it before it counts. `None` where
    /// the sums might not fit the ledger's numbers: a bill such as nobody has, whose reports are made from its lines.
    ///
    /// # Errors
    /// The plan's, or the file system's.
    pub async fn keep_cells(&self, lines: &[PathBuf], folder: &Path) -> Result<Option<CellsFile>, LedgerError> {
        let session = self.session(lines).map_err(|source| LedgerError::cells(folder, source))?;
        let kept = {
            let folder = folder.to_owned();
            self.run(async move { keep(&session, &folder).await })
        };
        kept.await.map_err(|stopped| LedgerError::cells(folder, stopped))?
    }
}

async fn keep(session: &Session, folder: &Path) -> Result<Option<CellsFile>, LedgerError> {
    let failed = |source: DataFusionError| LedgerError::cells(folder, source);
    let bounds: BTreeSet<_> = Share::ALL.into_iter().flat_map(Share::bounds).chain(SUMMED).collect();
    if Width::for_sums_of(session.known().await.map_err(failed)?, bounds) != Width::Ledger {
        return Ok(None);
    }
    for most in PARTS {
        let mut writer = CellsWriter::create(folder)?;
        match write(session, &mut writer, most).await {
            Ok(()) => return writer.finish().map(Some),
            Err(Failed::Plan(source)) if matches!(source.find_root(), DataFusionError::ResourcesExhausted(_)) => {
                writer.give_up()?;
            }
            Err(Failed::Plan(source)) => return Err(failed(source)),
            Err(Failed::File(error)) => return Err(error),
        }
    }
    // Hardly any two lines are alike, so there is little to gain from sums.
    Ok(None)
}

/// Lines that are summed up at a time, if they are not one account's. Where they have more cells than there is memory
/// for, fewer are tried.
pub(crate) const PARTS: [i64; 3] = [16 << 20, 4 << 20, 512 << 10];

pub(crate) enum Failed {
    Plan(DataFusionError),
    File(LedgerError),
}

impl From<DataFusionError> for Failed {
    fn from(source: DataFusionError) -> Self {
        Self::Plan(source)
    }
}

/// Some accounts after the others, in the file's order: what is in memory depends on them and not on the bill.
async fn write(session: &Session, writer: &mut CellsWriter, most: i64) -> Result<(), Failed> {
    let lines = session.lines_that_count().await?;
    let fees = Fees::of(lines.clone(), session.context()).await?;
    for part in parts(lines.clone(), most).await? {
        let lines = match part {
            Some((first, last)) => lines.clone().filter(ident(column::USAGE_ACCOUNT_ID).between(lit(first), lit(last)))?,
            None => lines.clone(),
        };
        let mut cells = Gathered::default();
        for plan in of_lines(lines, &fees)? {
            let mut stream = execute_stream(plan.create_physical_plan().await?, session.context().task_ctx())?;
            while let Some(batch) = stream.next().await {
                cells.add(batch?)?;
            }
        }
        cells.write_sorted(writer)?;
    }
    Ok(())
}

/// The cells of some accounts, before they are in order.
#[derive(Default)]
struct Gathered {
    batches: Vec<RecordBatch>,
    rows: usize,
}

/// Cells that are put in order at a time: some hundred megabytes.
const MOST_CELLS: usize = 1 << 20;

/// Cells that are written at a time.
const WRITTEN: usize = 16 << 10;

impl Gathered {
    fn add(&mut self, batch: RecordBatch) -> Result<()> {
        self.rows += batch.num_rows();
        if self.rows > MOST_CELLS {
            return Err(DataFusionError::ResourcesExhausted(format!("more than {MOST_CELLS} cells at a time")));
        }
        self.batches.push(RecordBatch::try_new(CELLS.clone(), batch.columns().to_vec())?);
        Ok(())
    }

    /// Nothing comes first.
    fn write_sorted(self, writer: &mut CellsWriter) -> Result<(), Failed> {
        let fields = KEYS.iter().map(|key| SortField::new(key.data_type().clone())).collect();
        let converter = RowConverter::new(fields).map_err(DataFusionError::from)?;
        let mut keys = converter.empty_rows(self.rows, 0);
        let mut order: Vec<(usize, usize)> = Vec::with_capacity(self.rows);
        for (number, batch) in self.batches.iter().enumerate() {
            converter.append(&mut keys, &batch.columns()[..KEYS.len()]).map_err(DataFusionError::from)?;
            order.extend((0..batch.num_rows()).map(|row| (number, row)));
        }
        let mut sorted: Vec<usize> = (0..self.rows).collect();
        sorted.sort_unstable_by(|a, b| keys.row(*a).cmp(&keys.row(*b)));
        drop(keys);
        let batches: Vec<_> = self.batches.iter().collect();
        for some in sorted.chunks(WRITTEN) {
            let places: Vec<_> = some.iter().map(|cell| order[*cell]).collect();
            let batch = interleave_record_batch(&batches, &places).map_err(DataFusionError::from)?;
            writer.write(batch).map_err(Failed::File)?;
        }
        Ok(())
    }
}

/// The first and the last account of each part of so many lines, in order; `None` is all of them.
pub(crate) async fn parts(lines: DataFrame, most: i64) -> Result<Vec<Option<(String, String)>>> {
    const COUNT: &str = "count";
    let account = cast(ident(column::USAGE_ACCOUNT_ID), DataType::Utf8).alias(column::USAGE_ACCOUNT_ID);
    let counted = lines.aggregate(vec![ident(column::USAGE_ACCOUNT_ID)], vec![count(lit(1_i64)).alias(COUNT)])?;
    let counted = counted.select(vec![account, ident(COUNT)])?;
    let mut accounts: BTreeMap<String, i64> = BTreeMap::new();
    for batch in counted.collect().await? {
        let (names, counts) = (batch.column(0).as_string::<i32>(), batch.column(1).as_primitive::<Int64Type>());
        accounts.extend(names.iter().flatten().map(str::to_owned).zip(counts.values().iter().copied()));
    }
    if accounts.values().sum::<i64>() <= most {
        return Ok(vec![None]);
    }
    let (mut parts, mut lines) = (Vec::new(), most);
    for (account, count) in accounts {
        if lines >= most {
            parts.push(Some((account.clone(), account.clone())));
            lines = 0;
        }
        if let Some(Some((_, last))) = parts.last_mut() {
            *last = account;
        }
        lines += count;
    }
    Ok(parts)
}

/// The cells with the file's columns. Only what a Savings Plan covers is joined with the plans' fees; a cell is of one
/// type, so no cell is split by that.
fn of_lines(lines: DataFrame, fees: &Fees) -> Result<[DataFrame; 2]> {
    let covered = || line_type::is(line_type::SP_COVERED_USAGE);
    let by_plans = summed(fees.with_upfront(lines.clone().filter(covered())?)?, |_| true)?;
    let others = summed(lines.filter(covered().is_not_true())?, |share| share.commitment == Commitment::Ri)?;
    Ok([others, by_plans])
}

/// The cells of lines that have no shares but those of which `has` says so.
fn summed(lines: DataFrame, has: impl Fn(&Share) -> bool) -> Result<DataFrame> {
    let keys = KEYS.iter().map(|key| Ok(key_of_line(key.name())?.alias(key.name()))).collect::<Result<_>>()?;
    let mut sums =
        vec![count(lit(1_i64)).alias(LINES), sum(ident(column::ON_DEMAND_COST) - ident(column::EFFECTIVE_COST)).alias(SAVINGS)];
    sums.extend(SUMMED.map(|figure| sum(ident(figure)).alias(figure)));
    for share in Share::ALL.into_iter().filter(&has) {
        // What is exact to twelve decimals stays so in the ledger's type.
        sums.push(sum(cast(share.of_line(Width::Ledger)?, DECIMAL)).alias(share.name()));
    }
    let cells = lines.aggregate(keys, sums)?;
    let none = |name: &str| Share::ALL.iter().any(|share| share.name() == name && !has(share));
    let typed = CELLS.fields().iter().map(|field| {
        let value = if none(field.name()) { lit(ScalarValue::Null) } else { ident(field.name()) };
        cast(value, field.data_type().clone()).alias(field.name())
    });
    cells.select(typed.collect::<Vec<_>>())
}

fn key_of_line(name: &str) -> Result<Expr> {
    if let Some(mark) = FLAGS.into_iter().find(|mark| mark.name() == name) {
        return mark.of_line(&CreditPatterns::default());
    }
    match name {
        column::DESCRIPTION => when(line_type::is_any(&DESCRIBED), ident(name)).otherwise(lit(ScalarValue::Utf8View(None))),
        _ => Ok(ident(name)),
    }
}

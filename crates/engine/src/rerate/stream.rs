//! From charged lines to the file. The engine's threads read and charge; a thread of its own writes, so that a slow
//! disk holds up nothing but the lines behind it.

use std::io::Write;
use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Decimal128Type, Decimal256Type, i256};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::memory_pool::{FairSpillPool, MemoryLimit};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::functions_aggregate::expr_fn::{max, min};
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit};
use datafusion::scalar::ScalarValue;
use futures::StreamExt;
use muster_domain::report::GroupBy;
use muster_domain::workflow::Workflow;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::columns::{self, Column, Common};
use super::sheet::{CHARGE, Kind, Plan, Sheet, planned};
use super::trail::Trail;
use super::{RerateError, RerateRequest, Rerated, added};
use crate::cells::{LINES, ON_DEMAND, wide};
use crate::ledger::schema::column;
use crate::progress::Progress;
use crate::report::figures::{Figure, count};
use crate::report::run::Run;
use crate::report::single::Single;
use crate::report::{ReportError, ReportRequest};
use crate::rules::added::Added;
use crate::rules::charges;
use crate::session::Session;
use crate::trail::{facts, rows};

/// Batches under way between reading and writing.
const AHEAD: usize = 4;

/// Of the engine's memory, what sorting a bill may take beside it, in bytes at least so much.
const SHARE_OF_MEMORY: usize = 8;
const LEAST_MEMORY: usize = 32 << 20;
/// Of that, what merging may take, at least: as much as DataFusion keeps by itself.
const LEAST_FOR_MERGING: usize = 10 << 20;

/// What tells most lines apart.
const IDENTITY: [&str; 4] = ["SubAccountId", "ChargePeriodStart", "x_LineItemId", "ChargePeriodEnd"];

pub(super) async fn write<W: Write + Send + 'static>(
    session: &Session,
    request: RerateRequest<W>,
    progress: &Progress,
) -> Result<Rerated, RerateError> {
    // `x_Customer` is the first group of a report by subset.
    let report = ReportRequest { group_by: vec![GroupBy::Subset], ..request.report };
    let run = Run::new(session, &report).await?;
    let further = columns::ledger();
    let Single { lines, positions, added } = run.single_lines(further.clone()).await?;
    let scale = added.iter().map(|line| line.charge.scale()).fold(scale(&lines), i8::max);
    let columns = columns::all(&common(session).await?)?;
    let trail = Trail::new(&report.workflow, all_positions(&report.workflow, &positions, &added));
    let select = Selection { columns: &columns, trail: &trail, scale };
    let of_bill = select.in_order(select.of(rows::of_the_bill(lines.clone())?)?)?;
    let shared = select.of(sorted(rows::shared(lines, &positions, &further)?)?)?;
    let added = session.context().read_batch(added::batch(&added, &trail, scale)?)?;
    let added = select.of(rows::completed(added, further.keys().map(String::as_str).chain([ON_DEMAND]))?)?;
    let plan = Plan { columns: columns.iter().map(|column| (column.name, column.kind)).collect(), trail, scale };
    let sheet = Sheet::create(request.out, request.form, plan)?;
    progress.set_total(session.lines().await?.count().await? as u64);
    let (batches, written) = channel(AHEAD);
    let writing = tokio::task::spawn_blocking(move || write_all(sheet, written));
    let read = read_all([of_bill, shared, added], &batches, progress).await;
    drop(batches);
    let written = writing.await.map_err(|error| DataFusionError::External(error.into()))?;
    // Where writing failed, reading was broken off: the cause comes first.
    let sums = written?;
    read?;
    Ok(sums.rounded()?)
}

/// The payer, currency and seller of every line, where all have the same.
async fn common(session: &Session) -> Result<Common> {
    let named = [column::PAYER_ACCOUNT_ID, column::CURRENCY, column::LEGAL_ENTITY];
    let both = named.into_iter().flat_map(|name| [min(ident(name)), max(ident(name))]);
    let mut found = [None, None, None];
    for batch in session.lines().await?.aggregate(vec![], both.collect())?.collect().await? {
        let text = |place: usize| -> Result<Option<String>> {
            let texts = arrow::compute::cast(batch.column(place), &arrow::datatypes::DataType::Utf8)?;
            Ok(texts.as_string::<i32>().iter().next().flatten().map(str::to_owned))
        };
        for (place, found) in found.iter_mut().enumerate() {
            let (least, greatest) = (text(2 * place)?, text(2 * place + 1)?);
            *found = least.filter(|least| Some(least) == greatest.as_ref());
        }
    }
    let [payer, currency, issuer] = found;
    Ok(Common { payer, currency, issuer })
}

/// The rules that changed a line or added one, in the order in which they ran.
fn all_positions(workflow: &Workflow, traced: &[usize], added: &[Added]) -> Vec<usize> {
    let adding = |position: usize| added.iter().any(|line| line.trail.iter().any(|(known, _)| *known == position));
    let in_order = workflow.in_order().into_iter().map(|(place, _)| place + 1);
    in_order.filter(|position| traced.contains(position) || adding(*position)).collect()
}

/// What is taken of charged rows.
struct Selection<'a> {
    columns: &'a [Column],
    trail: &'a Trail,
    /// Decimals of the charge.
    scale: i8,
}

impl Selection<'_> {
    /// The file's columns, what the trail reads, and which rows are lines of the bill.
    fn of(&self, rows: DataFrame) -> Result<DataFrame> {
        let typed = |column: &Column| match column.kind {
            Kind::Charge => cast(column.value.clone(), wide(self.scale)),
            kind => planned(kind).map_or_else(|| column.value.clone(), |planned| cast(column.value.clone(), planned)),
        };
        let columns: Vec<Expr> = self.columns.iter().map(|column| typed(column).alias(column.name)).collect();
        // A rule that only adds lines has no effect on others.
        let effect = |name: &str| match rows.schema().has_column_with_unqualified_name(name) {
            true => ident(name),
            false => cast(lit(ScalarValue::Null), wide(12)).alias(name),
        };
        let effects: Vec<Expr> = self.trail.columns().map(effect).collect();
        rows.select(columns.into_iter().chain(effects).chain([ident(LINES)]).collect::<Vec<_>>())
    }

    /// By account, time and id, then by all else that a row says: what is left in any order is the same to the last byte,
    /// however the bill's rows and files came.
    fn in_order(&self, rows: DataFrame) -> Result<DataFrame> {
        let others = self.columns.iter().filter(|column| !matches!(column.value, Expr::Literal(..))).map(|column| column.name);
        let others = others.chain(self.trail.columns()).filter(|name| !IDENTITY.contains(name));
        on_its_own(rows.sort(IDENTITY.into_iter().chain(others).map(|name| ident(name).sort(true, true)).collect())?)
    }
}

/// A plan that sorts a whole bill, apart from other plans: it fills whatever memory it is given before it goes to disk,
/// and would leave nothing of what all share. One partition, because a merge of several needs memory that their sorts
/// have taken; small batches, because one of each file on disk is in memory while those are merged.
fn on_its_own(rows: DataFrame) -> Result<DataFrame> {
    const ROWS: usize = 1024;
    let (state, plan) = rows.into_parts();
    let shared = state.runtime_env();
    let memory = match shared.memory_pool.memory_limit() {
        MemoryLimit::Finite(bytes) => (bytes / SHARE_OF_MEMORY).max(LEAST_MEMORY),
        MemoryLimit::Infinite | MemoryLimit::Unknown => LEAST_MEMORY,
    };
    let own = RuntimeEnvBuilder::from_runtime_env(shared).with_memory_pool(Arc::new(FairSpillPool::new(memory))).build_arc()?;
    // A new default catalog would take the place of the session's, whose tables are meant.
    let config = state.config().clone().with_target_partitions(1).with_batch_size(ROWS);
    // A part is kept for the merge of what went to disk: a sort of ten million lines that had filled all there was failed.
    let config = config.with_create_default_catalog_and_schema(false);
    let config = config.with_sort_spill_reservation_bytes((memory / 4).max(LEAST_FOR_MERGING));
    let state = SessionStateBuilder::new_from_existing(state).with_config(config).with_runtime_env(own).build();
    Ok(DataFrame::new(state, plan))
}

/// Rows that rules added, which are few, in an order of their own.
fn sorted(rows: DataFrame) -> Result<DataFrame> {
    let by = [
        column::USAGE_ACCOUNT_ID,
        facts::DAY,
        column::CHARGE_TYPE,
        column::SERVICE,
        column::REGION,
        column::COMMITMENT_ARN,
        facts::CONSUMER,
    ];
    rows.sort(by.map(|name| ident(name).sort(true, true)).to_vec())
}

/// Decimals of the charge.
fn scale(lines: &DataFrame) -> i8 {
    match lines.schema().field_with_unqualified_name(charges::CHARGE).map(|field| field.data_type()) {
        Ok(arrow::datatypes::DataType::Decimal256(_, scale)) => *scale,
        _ => 12,
    }
}

async fn read_all(parts: [DataFrame; 3], batches: &Sender<RecordBatch>, progress: &Progress) -> Result<(), ReportError> {
    let mut read = 0;
    for part in parts {
        let mut stream = part.execute_stream().await?;
        while let Some(batch) = stream.next().await {
            let batch = batch?;
            read += batch.num_rows() as u64;
            if batches.send(batch).await.is_err() {
                return Ok(());
            }
            progress.set_read(read);
        }
    }
    Ok(())
}

/// Sums of what was written, exact.
#[derive(Default)]
struct Sums {
    lines: u64,
    rows: u64,
    /// Units of 10^-12.
    unblended: i256,
    charge: Figure,
}

fn write_all<W: Write + Send>(mut sheet: Sheet<W>, mut batches: Receiver<RecordBatch>) -> Result<Sums, RerateError> {
    let mut sums = Sums::default();
    while let Some(batch) = batches.blocking_recv() {
        sums.add(&batch)?;
        sheet.write(&batch)?;
    }
    sheet.finish()?;
    Ok(sums)
}

impl Sums {
    fn add(&mut self, batch: &RecordBatch) -> Result<(), ReportError> {
        let costs = batch["BilledCost"].as_primitive::<Decimal128Type>();
        let charges = batch[CHARGE].as_primitive::<Decimal256Type>();
        let unblended = costs.iter().flatten().map(i256::from_i128).fold(i256::ZERO, i256::wrapping_add);
        let charge = charges.iter().flatten().try_fold(i256::ZERO, i256::checked_add).ok_or(ReportError::TooLarge)?;
        self.rows += batch.num_rows() as u64;
        self.lines += (0..batch.num_rows()).map(|row| count(&batch[LINES], row)).sum::<u64>();
        self.unblended = self.unblended.checked_add(unblended).ok_or(ReportError::TooLarge)?;
        self.charge = self.charge.add(Figure::new(charge, charges.scale()))?;
        Ok(())
    }

    fn rounded(self) -> Result<Rerated, ReportError> {
        let unblended = Figure::new(self.unblended, 12).money()?;
        Ok(Rerated { lines: self.lines, rows: self.rows, unblended, charge: self.charge.money()? })
    }
}

//! What a person wants to know of a line, read from charged lines.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, TimeUnit, TimestampMicrosecondType};
use chrono::{DateTime, NaiveTime};
use datafusion::functions::expr_fn::coalesce;
use datafusion::logical_expr::SortExpr;
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit};
use muster_domain::Money;
use muster_domain::workflow::Workflow;

use super::formula;
use super::{Page, Step, TracedLine};
use crate::cells::{Keys, LINES, Mark, ON_DEMAND, UNBLENDED, wide};
use crate::ledger::schema::column;
use crate::report::ReportError;
use crate::report::figures::{Figure, count};
use crate::rules::added::Added;
use crate::rules::charges::{CHARGE, UNPRICED, effect, touched};

/// Whose use of a commitment a row is about, where the row itself is the purchaser's.
pub(crate) const CONSUMER: &str = "consumer";
/// The day, under a name that no rule looks at.
pub(crate) const DAY: &str = "trail_day";

const TEXTS: [&str; 10] = [
    column::LINE_ITEM_ID,
    column::USAGE_ACCOUNT_ID,
    column::SERVICE,
    column::REGION,
    column::LINE_ITEM_TYPE,
    column::CHARGE_TYPE,
    column::DESCRIPTION,
    column::RESOURCE_ID,
    column::USAGE_TYPE,
    column::COMMITMENT_ARN,
];

const AMOUNTS: [&str; 4] =
    [column::USAGE_AMOUNT, column::PUBLIC_ON_DEMAND_COST, column::PUBLIC_ON_DEMAND_RATE, column::NET_EFFECTIVE_COST];

/// Columns of the ledger that the trail needs beside those that the rules do.
pub(crate) fn columns() -> Keys {
    let further = [column::TIME_INTERVAL, column::USAGE_START, column::LIFECYCLE, column::PURCHASER_ACCOUNT_ID];
    let named = TEXTS.into_iter().chain(AMOUNTS).chain(further);
    let mut columns: Keys = named.map(|name| (name.to_owned(), ident(name))).collect();
    columns.insert(CONSUMER.to_owned(), ident(column::USAGE_ACCOUNT_ID));
    columns.insert(DAY.to_owned(), ident(column::USAGE_DAY));
    columns
}

/// What a formula is made of.
pub(super) struct Facts {
    pub(super) line_item_type: String,
    pub(super) charge_type: String,
    /// As workflows spell it; empty where no rule asks for it.
    pub(super) credit_kind: String,
    pub(super) purchaser: String,
    pub(super) consumer: String,
    pub(super) commitment: String,
    pub(super) usage_amount: Option<Money>,
    pub(super) public_cost: Option<Money>,
    pub(super) public_rate: Option<Money>,
    pub(super) on_demand: Option<Money>,
    pub(super) unblended: Money,
    /// Whether the bill says what the commitment cost after a private discount.
    pub(super) is_net: bool,
    /// Whether a rule added the row.
    pub(super) is_added: bool,
}

/// Reads charged lines, which have the columns of these positions.
pub(super) struct Reader<'a> {
    pub(super) workflow: &'a Workflow,
    pub(super) positions: Vec<usize>,
}

impl Reader<'_> {
    /// A page of the lines, by account, time and id.
    pub(super) async fn read(&self, lines: DataFrame, page: Page) -> Result<Vec<TracedLine>, ReportError> {
        let sorted = lines.sort(order())?.limit(usize::try_from(page.offset).unwrap_or(usize::MAX), Some(page.limit))?;
        let columns = self.selection(&sorted);
        let mut traced = Vec::new();
        for batch in sorted.select(columns)?.collect().await? {
            for row in 0..batch.num_rows() {
                traced.push(self.line(&Cells { batch: &batch, row })?);
            }
        }
        Ok(traced)
    }

    /// A line that a rule added.
    pub(super) fn added(&self, line: &Added) -> Result<TracedLine, ReportError> {
        let mut steps = Vec::with_capacity(line.trail.len());
        let mut charge = Figure::ZERO;
        for (position, effect) in &line.trail {
            let Some(rule) = self.workflow.rules.get(position - 1) else { continue };
            let before = charge.money()?;
            charge = charge.add(*effect)?;
            let formula = formula::of_added(rule);
            steps.push(Step { position: *position, rule: rule.kind(), before, after: charge.money()?, formula });
        }
        Ok(TracedLine {
            id: String::new(),
            start: line.month.first_day().and_time(NaiveTime::MIN).and_utc(),
            account: line.account().to_owned(),
            service: line.service.name().to_owned(),
            region: String::new(),
            line_item_type: String::new(),
            charge_type: line.charge_type.clone(),
            description: String::new(),
            resource: String::new(),
            usage_type: String::new(),
            usage_amount: None,
            unblended: Money::ZERO,
            charge: line.charge.money()?,
            steps,
        })
    }

    /// Texts as text, never NULL; effects at the scale of the charge, so that they add up.
    fn selection(&self, lines: &DataFrame) -> Vec<Expr> {
        let schema = lines.schema();
        let has = |name: &str| schema.field_with_unqualified_name(name).is_ok();
        let charge = schema.field_with_unqualified_name(CHARGE).map_or(wide(12), |field| field.data_type().clone());
        let text = |name: &str| {
            let text = if has(name) { cast(ident(name), DataType::Utf8) } else { lit("") };
            coalesce(vec![text, lit("")]).alias(name)
        };
        let amount = |name: &str| cast(ident(name), wide(12)).alias(name);
        let exact = |name: &str| cast(ident(name), charge.clone()).alias(name);
        let mut columns: Vec<Expr> = TEXTS.into_iter().map(text).collect();
        columns.extend([CONSUMER, column::PURCHASER_ACCOUNT_ID, Mark::CreditKind.name()].map(text));
        columns.extend(AMOUNTS.into_iter().chain([ON_DEMAND]).map(amount));
        columns.extend([UNBLENDED, CHARGE].map(exact));
        let start = DataType::Timestamp(TimeUnit::Microsecond, None);
        columns.push(
            cast(coalesce(vec![cast(ident(column::USAGE_START), start.clone()), cast(ident(DAY), start.clone())]), start)
                .alias(DAY),
        );
        columns.extend([LINES, UNPRICED].map(ident));
        for position in &self.positions {
            columns.extend([exact(&effect(*position)), ident(touched(*position))]);
        }
        columns
    }

    fn line(&self, cells: &Cells<'_>) -> Result<TracedLine, ReportError> {
        let facts = cells.facts()?;
        let steps = self.steps(cells, &facts)?;
        let start = cells.batch[DAY].as_primitive::<TimestampMicrosecondType>();
        Ok(TracedLine {
            id: cells.text(column::LINE_ITEM_ID),
            start: DateTime::from_timestamp_micros(start.value(cells.row)).unwrap_or_default(),
            account: cells.text(column::USAGE_ACCOUNT_ID),
            service: cells.text(column::SERVICE),
            region: cells.text(column::REGION),
            line_item_type: facts.line_item_type,
            charge_type: facts.charge_type,
            description: cells.text(column::DESCRIPTION),
            resource: cells.text(column::RESOURCE_ID),
            usage_type: cells.text(column::USAGE_TYPE),
            usage_amount: facts.usage_amount,
            unblended: facts.unblended,
            charge: cells.exact(CHARGE)?.money()?,
            steps,
        })
    }

    /// One per rule that set the charge, and one per rule that would have, had the bill a public price.
    fn steps(&self, cells: &Cells<'_>, facts: &Facts) -> Result<Vec<Step>, ReportError> {
        let mut steps = Vec::new();
        let mut charge = cells.exact(UNBLENDED)?;
        let unpriced = count(&cells.batch[UNPRICED], cells.row) > 0;
        for position in &self.positions {
            let Some(rule) = self.workflow.rules.get(position - 1) else { continue };
            let lines = count(&cells.batch[touched(*position).as_str()], cells.row);
            let formula = match lines {
                0 if unpriced && formula::wants_public_price(rule, facts) => formula::NO_PUBLIC_PRICE.to_owned(),
                0 => continue,
                lines => formula::words(rule, facts, lines),
            };
            let before = charge.money()?;
            charge = charge.add(cells.exact(&effect(*position))?)?;
            steps.push(Step { position: *position, rule: rule.kind(), before, after: charge.money()?, formula });
        }
        Ok(steps)
    }
}

/// A total order of the lines of most bills: those without ids are told apart by what else they have.
fn order() -> Vec<SortExpr> {
    let by = [
        column::USAGE_ACCOUNT_ID,
        DAY,
        column::USAGE_START,
        column::LINE_ITEM_ID,
        column::TIME_INTERVAL,
        column::LINE_ITEM_TYPE,
        column::SERVICE,
        column::REGION,
        column::USAGE_TYPE,
        column::RESOURCE_ID,
        column::COMMITMENT_ARN,
        CONSUMER,
        UNBLENDED,
        CHARGE,
    ];
    by.map(|name| ident(name).sort(true, true)).to_vec()
}

/// One row of a batch.
struct Cells<'a> {
    batch: &'a RecordBatch,
    row: usize,
}

impl Cells<'_> {
    fn text(&self, name: &str) -> String {
        self.batch[name].as_string::<i32>().value(self.row).to_owned()
    }

    fn exact(&self, name: &str) -> Result<Figure, ReportError> {
        Ok(Figure::read(&self.batch[name], self.row)?)
    }

    fn amount(&self, name: &str) -> Result<Option<Money>, ReportError> {
        if self.batch[name].is_null(self.row) { Ok(None) } else { self.exact(name)?.money().map(Some) }
    }

    fn facts(&self) -> Result<Facts, ReportError> {
        let has = |name: &str| self.batch[name].is_valid(self.row);
        Ok(Facts {
            line_item_type: self.text(column::LINE_ITEM_TYPE),
            charge_type: self.text(column::CHARGE_TYPE),
            credit_kind: self.text(Mark::CreditKind.name()),
            purchaser: self.text(column::PURCHASER_ACCOUNT_ID),
            consumer: self.text(CONSUMER),
            commitment: self.text(column::COMMITMENT_ARN),
            usage_amount: self.amount(column::USAGE_AMOUNT)?,
            public_cost: self.amount(column::PUBLIC_ON_DEMAND_COST)?,
            public_rate: self.amount(column::PUBLIC_ON_DEMAND_RATE)?,
            on_demand: self.amount(ON_DEMAND)?,
            unblended: self.exact(UNBLENDED)?.money()?,
            is_net: has(column::NET_EFFECTIVE_COST),
            is_added: count(&self.batch[LINES], self.row) == 0,
        })
    }
}

//! The trail of single lines: what stands behind one row of a report, line by line, each with its rules in the order
//! in which they ran, the charge before and after each, and how the one became the other, in words.
//!
//! The same rules as a report's, at the grain of single lines, over the columns that only a person asks for. Nothing is
//! kept between two pages; a page costs one pass over the lines of its accounts and as much memory as it has lines.

pub(crate) mod added;
mod cut;
pub(crate) mod facts;
mod formula;
pub mod unclassified;
pub mod unpriced;

use chrono::{DateTime, Utc};
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::prelude::{DataFrame, cast, ident};
use muster_domain::Money;
use muster_domain::workflow::Workflow;

use crate::cells::{LINES, UNBLENDED, wide};
use crate::report::figures::{Figure, count};
use crate::report::run::Run;
use crate::report::{ReportError, ReportRequest};
use crate::rules::charges::CHARGE;
use crate::session::{Engine, Session};

/// Which lines, on which page.
#[derive(Clone, Debug)]
pub struct TrailRequest {
    /// The report whose row it is.
    pub report: ReportRequest,
    pub cut: Cut,
    pub page: Page,
}

/// Part of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// All of it.
    Whole,
    /// The lines of one account.
    Account(String),
    /// The lines behind one row, given by the row's cells of the report's groups ([`crate::report::Row::groups`]).
    Row(Vec<String>),
}

/// Some of many lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many lines to pass over.
    pub offset: u64,
    /// How many to give, [`Page::MOST`] at most.
    pub limit: usize,
}

impl Page {
    pub const MOST: usize = 1000;
}

/// One page, and what is said of the whole cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineTrail {
    /// Lines of the bill.
    pub line_count: u64,
    /// Rows that rules added.
    pub rows_added: u64,
    pub unblended: Money,
    pub charge: Money,
    /// First the lines of the bill by account, time and id, then what rules added.
    pub lines: Vec<TracedLine>,
}

/// A line of the bill, or a row that a rule added to it. Texts that the bill does not have are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedLine {
    /// The bill's line item id; empty for a row that a rule added.
    pub id: String,
    pub start: DateTime<Utc>,
    /// Empty for rows that belong to no account.
    pub account: String,
    pub service: String,
    pub region: String,
    pub line_item_type: String,
    pub charge_type: String,
    pub description: String,
    pub resource: String,
    pub usage_type: String,
    pub usage_amount: Option<Money>,
    pub unblended: Money,
    pub charge: Money,
    /// The rules that touched it, in the order in which they ran.
    pub steps: Vec<Step>,
}

/// What one rule did to one line. Amounts are rounded to twelve decimals, as a report's are; the rules do not round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rule's place in the workflow as written, from 1.
    pub position: usize,
    /// The rule's kind, as the workflow file spells it.
    pub rule: &'static str,
    pub before: Money,
    pub after: Money,
    /// How the one became the other: `public on-demand 0.096 x 2 = 0.192`, `x 1.03`.
    pub formula: String,
}

impl Engine {
    /// The lines behind a part of a report.
    ///
    /// # Errors
    /// As [`Engine::report`].
    pub async fn line_trail(&self, session: &Session, request: TrailRequest) -> Result<LineTrail, ReportError> {
        let session = session.clone();
        self.run(async move { trail(&session, &request).await }).await?
    }
}

async fn trail(session: &Session, request: &TrailRequest) -> Result<LineTrail, ReportError> {
    let run = Run::new(session, &request.report)?;
    let charged = run.charged_lines(facts::columns()).await?;
    let lines = charged.lines.filter(cut::of(&request.cut, run.groups()))?;
    let whole = Whole::of(added::to_the_bill(lines.clone(), &charged.positions, &facts::columns())?, lines.clone()).await?;
    let reader = facts::Reader { workflow: &request.report.workflow, positions: charged.positions };
    let page = Page { limit: request.page.limit.min(Page::MOST), ..request.page };
    let mut traced = reader.read(added::of_the_bill(lines.clone())?, page).await?;
    // Pages go on from the lines of the bill to what was added to it.
    let rest = Page { offset: page.offset.saturating_sub(whole.lines), limit: page.limit - traced.len() };
    if rest.limit > 0 && whole.rows_added > 0 {
        traced.extend(reader.read(added::to_the_bill(lines, &reader.positions, &facts::columns())?, rest).await?);
    }
    let Whole { lines, rows_added, unblended, charge } = whole;
    Ok(LineTrail { line_count: lines, rows_added, unblended, charge, lines: traced })
}

struct Whole {
    lines: u64,
    rows_added: u64,
    unblended: Money,
    charge: Money,
}

impl Whole {
    async fn of(added: DataFrame, all: DataFrame) -> Result<Self, ReportError> {
        let unblended = cast(ident(UNBLENDED), wide(12));
        let sums = vec![sum(ident(LINES)), sum(unblended), sum(ident(CHARGE))];
        let mut whole = Self { lines: 0, rows_added: added.count().await? as u64, unblended: Money::ZERO, charge: Money::ZERO };
        for batch in all.aggregate(vec![], sums)?.collect().await? {
            for row in 0..batch.num_rows() {
                whole.lines = count(batch.column(0), row);
                whole.unblended = Figure::read(batch.column(1), row)?.money()?;
                whole.charge = Figure::read(batch.column(2), row)?.money()?;
            }
        }
        Ok(whole)
    }
}

/// What a page calls the rule at a position: for effects that stand beside lines.
pub(crate) fn label(workflow: &Workflow, position: usize) -> String {
    workflow.rules.get(position - 1).map_or_else(String::new, formula::label)
}

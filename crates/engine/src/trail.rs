//! The trail of single lines: what stands behind one row of a report, line by line, each with its rules in the order
//! in which they ran, the charge before and after each, and how the one became the other, in words.
//!
//! The same rules as a report's, at the grain of single lines, over the columns that only a person asks for. Nothing is
//! kept between two pages; a page costs one pass over the lines of its accounts and as much memory as it has lines.

mod cut;
pub(crate) mod facts;
mod formula;
pub(crate) mod rows;
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
use crate::report::single::Single;
use crate::report::{ReportError, ReportRequest};
use crate::rules::added::Added;
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
    /// First the lines of the bill by account, time and id, then what sharing gives back to purchasers, then what other
    /// rules added.
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
    let run = Run::new(session, &request.report).await?;
    let Single { lines, positions, mut added } = run.single_lines(facts::columns()).await?;
    let lines = lines.filter(cut::of(&request.cut, run.groups()))?;
    added.retain(|line| cut::takes(&request.cut, &run, line));
    let shared = rows::shared(lines.clone(), &positions, &facts::columns())?;
    let whole = Whole::of(lines.clone(), shared.clone(), &added).await?;
    let reader = facts::Reader { workflow: &request.report.workflow, positions };
    let page = Page { limit: request.page.limit.min(Page::MOST), ..request.page };
    let mut traced = reader.read(rows::of_the_bill(lines)?, page).await?;
    let page = page.beyond(whole.lines, traced.len());
    let given = traced.len();
    if page.limit > 0 && whole.shared > 0 {
        traced.extend(reader.read(shared, page).await?);
    }
    let page = page.beyond(whole.shared, traced.len() - given);
    let offset = usize::try_from(page.offset).unwrap_or(usize::MAX);
    for line in added.iter().skip(offset).take(page.limit) {
        traced.push(reader.added(line)?);
    }
    let rows_added = whole.shared + added.len() as u64;
    Ok(LineTrail {
        line_count: whole.lines,
        rows_added,
        unblended: whole.unblended.money()?,
        charge: whole.charge.money()?,
        lines: traced,
    })
}

impl Page {
    /// The rest of the page beyond the first `passed` lines, of which it has been given some.
    fn beyond(self, passed: u64, given: usize) -> Self {
        Self { offset: self.offset.saturating_sub(passed), limit: self.limit.saturating_sub(given) }
    }
}

/// Counts and sums of a cut.
#[derive(Default)]
struct Whole {
    lines: u64,
    /// Rows of purchasers.
    shared: u64,
    unblended: Figure,
    charge: Figure,
}

impl Whole {
    async fn of(lines: DataFrame, shared: DataFrame, added: &[Added]) -> Result<Self, ReportError> {
        let sums = vec![sum(ident(LINES)), sum(cast(ident(UNBLENDED), wide(12))), sum(ident(CHARGE))];
        let mut whole = Self { shared: shared.count().await? as u64, ..Self::default() };
        for batch in lines.aggregate(vec![], sums)?.collect().await? {
            whole.lines = count(batch.column(0), 0);
            whole.unblended = Figure::read(batch.column(1), 0)?;
            whole.charge = Figure::read(batch.column(2), 0)?;
        }
        whole.charge = added.iter().try_fold(whole.charge, |sum, line| sum.add(line.charge))?;
        Ok(whole)
    }
}

/// What a page calls the rule at a position: for effects that stand beside lines.
pub(crate) fn label(workflow: &Workflow, position: usize) -> String {
    workflow.rules.get(position - 1).map_or_else(String::new, formula::label)
}

//! A report from request to rows: checks, then the four steps of [`super`].

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::datatypes::Date32Type;
use chrono::Datelike;
use datafusion::error::Result;
use datafusion::prelude::{DataFrame, Expr, ident, lit};
use datafusion::scalar::ScalarValue;
use muster_domain::report::GroupBy;
use muster_domain::workflow::{RetainedFor, Rule};
use muster_domain::{Month, Period, subset, workflow};

use super::assemble::{Sums, sum_by};
use super::keep::keep;
use super::reconcile::{self, Bill, Reconciliation, Sides};
use super::sheet::{Columns, TallyColumns};
use super::source::{Rows, whole_bill};
use super::{Measure, Report, ReportError, ReportRequest, Scope, eco, groups};
use crate::cells::{self, Grain, Keys, Shape, Source};
use crate::explain::Effects;
use crate::ledger::schema::column;
use crate::membership::{Memberships, date};
use crate::progress::Progress;
use crate::rules::added::{self, Added};
use crate::rules::charges::{Charged, Charges, RuleError};
use crate::rules::tally::Tally;
use crate::rules::{Course, credit, eco_fee};
use crate::session::{Engine, Known, Session};

impl Engine {
    /// Generates a report on the engine's threads. Dropping the future cancels it.
    ///
    /// # Errors
    /// [`ReportError`]: what is wrong with the request, or why it could not be computed.
    pub async fn report(
        &self,
        session: &Session,
        request: ReportRequest,
        progress: Arc<Progress>,
    ) -> Result<Report, ReportError> {
        self.report_at(Grain::Cells, session.clone(), request, progress).await
    }

    /// The same report with the rules applied to each line by itself: slow, for checks that cells lose nothing.
    ///
    /// # Errors
    /// As [`Engine::report`].
    pub async fn report_line_by_line(
        &self,
        session: &Session,
        request: ReportRequest,
        progress: Arc<Progress>,
    ) -> Result<Report, ReportError> {
        self.report_at(Grain::Lines, session.clone(), request, progress).await
    }

    async fn report_at(
        &self,
        grain: Grain,
        session: Session,
        request: ReportRequest,
        progress: Arc<Progress>,
    ) -> Result<Report, ReportError> {
        self.run(async move {
            let report = Run::new(&session, &request).await?.report(grain, &progress).await?;
            if report.source == Source::Kept {
                session.hold_cells_later();
            }
            Ok(report)
        })
        .await?
    }
}

/// What the report's accounts come to, with the rows that rules add to them.
pub(super) struct Inside {
    pub(super) sums: Sums,
    pub(super) effects: Effects,
    added: Vec<Added>,
}

/// What a report comes to.
struct Summed {
    inside: Inside,
    /// Of the accounts outside its scope.
    other: Sums,
    reconciliation: Reconciliation,
}

/// Rows that the rules have charged, in a plan that has not run.
struct Ruled {
    charged: Charged,
    /// The rows in memory, whose lines and cost no rule has changed.
    before: DataFrame,
}

/// One report under way.
pub(crate) struct Run<'a> {
    pub(super) session: &'a Session,
    pub(super) request: &'a ReportRequest,
    pub(super) course: Course<'a>,
    /// The request's groups, each once.
    pub(super) groups: Vec<GroupBy>,
    pub(super) measures: Vec<Measure>,
    pub(super) memberships: Memberships,
    /// Whether a line's commitment is an Eco one; `None` where none is.
    pub(super) eco: Option<Expr>,
    /// The month of a line.
    pub(super) month: Expr,
}

impl<'a> Run<'a> {
    pub(crate) async fn new(session: &'a Session, request: &'a ReportRequest) -> Result<Self, ReportError> {
        check(request)?;
        let mut groups: Vec<GroupBy> = Vec::with_capacity(request.group_by.len());
        for group in &request.group_by {
            if !groups.contains(group) {
                groups.push(group.clone());
            }
        }
        let memberships = Memberships::new(&request.subsets, request.period);
        let eco = eco::of_line(&request.eco, whole_bill(session).await?).await?;
        let course = Course::of(&request.workflow);
        let (measures, month) = (Measure::of(&groups), groups::month());
        let mut run = Self { session, request, course, measures, groups, memberships, eco, month };
        if run.source(Grain::Cells)? == Source::Lines
            && let Some(only) = only_month(session.known().await?)
        {
            run.month = only;
        }
        Ok(run)
    }

    async fn report(self, grain: Grain, progress: &Progress) -> Result<Report, ReportError> {
        let source = self.source(grain)?;
        let Summed { inside: Inside { mut sums, effects, .. }, other, reconciliation } = self.summed(grain, progress).await?;
        sums.fill_names(&self.request.account_names);
        let (totals, lines, no_public_price) = (sums.totals(&self.measures)?, sums.lines(), sums.unpriced());
        let mut rows = sums.into_rows(&self.groups)?;
        rows.extend(other.into_other(&self.groups, &self.measures)?);
        let explain = effects.into_trail(&self.request.workflow)?;
        let Self { groups, measures, .. } = self;
        Ok(Report { groups, measures, rows, totals, explain, lines, no_public_price, source, reconciliation })
    }

    /// All four steps, exact.
    async fn summed(&self, grain: Grain, progress: &Progress) -> Result<Summed, ReportError> {
        let Ruled { charged, before } = self.ruled(grain, progress).await?;
        let bill = Bill::of(before).await?;
        let columns = self.columns(&charged.traced);
        let sheet = self.sheet(&columns, charged.cells).await?;
        let inside = self.inside(&columns, &sheet).await?;
        let other = match self.wants_other() {
            true => sum_by(columns.outside(sheet.clone())?, &[], &self.measures).await?,
            false => Default::default(),
        };
        let sides = Sides { bill, columns: &columns, added: &inside.added, workflow: &self.request.workflow };
        let reconciliation = sides.reconcile(sheet).await?;
        Ok(Summed { inside, other, reconciliation })
    }

    /// The same of the report's own accounts alone, held against nothing.
    pub(super) async fn summed_inside(&self) -> Result<Inside, ReportError> {
        let Ruled { charged, .. } = self.ruled(Grain::Cells, &Progress::default()).await?;
        let columns = Columns { movers: Vec::new(), ..self.columns(&charged.traced) };
        let sheet = self.sheet(&columns, charged.cells).await?;
        self.inside(&columns, &sheet).await
    }

    async fn inside(&self, columns: &Columns<'_>, sheet: &DataFrame) -> Result<Inside, ReportError> {
        let inside = columns.inside(sheet.clone())?;
        let mut sums = sum_by(inside.clone(), &self.groups, &self.measures).await?;
        let mut effects = Effects::of(inside, columns.traced).await?;
        let added = self.added(columns, sheet.clone()).await?;
        sums.add_charges(&self.measures, added.iter().map(|line| (groups::keys_of(&self.groups, line), line.charge)))?;
        effects.add_lines(&added)?;
        Ok(Inside { sums, effects, added })
    }

    /// The lines that rules add to the report.
    pub(crate) async fn added_lines(&self) -> Result<Vec<Added>, ReportError> {
        if !self.adds_lines() {
            return Ok(Vec::new());
        }
        let Ruled { charged, .. } = self.ruled(Grain::Cells, &Progress::default()).await?;
        let columns = self.columns(&charged.traced);
        let sheet = self.sheet(&columns, charged.cells).await?;
        self.added(&columns, sheet).await
    }

    async fn added(&self, columns: &Columns<'_>, sheet: DataFrame) -> Result<Vec<Added>, ReportError> {
        added::lines(&self.request.workflow, &self.tally(columns, sheet).await?)
    }

    /// Single lines of the period that the rules have charged, inside the report's scope and outside, with the
    /// purchasers' rows of sharing; a plan that has not run. `further` columns of the ledger come along.
    pub(crate) async fn charged_lines(&self, further: Keys) -> Result<Charged, ReportError> {
        let names: Vec<_> = further.keys().cloned().collect();
        let lines = self.with_subsets(self.rows(Grain::Lines, further).await?, self.session.context())?;
        let charges = Charges::before_rules(lines)?.carrying(names.into_iter());
        let charges = self.course.on_lines(charges).map_err(rule_error)?;
        Ok(self.course.on_cells(charges).map_err(rule_error)?.finish()?)
    }

    /// Steps 1 to 3, inside the report's scope and outside.
    async fn ruled(&self, grain: Grain, progress: &Progress) -> Result<Ruled, ReportError> {
        let context = self.session.context();
        let (charges, before) = if self.course.follows_lines() && grain == Grain::Cells {
            let lines = self.with_subsets(self.rows(Grain::Lines, Keys::new()).await?, context)?;
            let charges = self.course.on_lines(Charges::before_rules(lines)?).map_err(rule_error)?;
            let cells = charges.condense(&self.keys_on_cells()?, &self.course.carried()?)?;
            let cells = keep(cells, context, progress).await?;
            (charges.on(cells.clone()), cells)
        } else {
            let cells = keep(self.rows(grain, Keys::new()).await?, context, progress).await?;
            let charges = Charges::before_rules(self.with_subsets(cells.clone(), context)?)?;
            (self.course.on_lines(charges).map_err(rule_error)?, cells)
        };
        Ok(Ruled { charged: self.course.on_cells(charges).map_err(rule_error)?.finish()?, before })
    }

    /// Steps 1 and 2: cells or single lines of the period, told apart by `further` columns too.
    async fn rows(&self, grain: Grain, further: Keys) -> Result<DataFrame> {
        let Rows { source, bill, width } = self.bill(grain).await?;
        let rows = match self.request.period {
            Some(period) => bill.clone().filter(within(period))?,
            None => bill.clone(),
        };
        let rows = self.complete(source, (rows, bill)).await?;
        let mut keys = self.keys(source)?;
        keys.extend(self.carried()?);
        keys.extend(further);
        cells::of(rows, Shape { source, keys, figures: self.figures(source, width)?, names: self.names(), width, grain })
    }

    /// What step 4 sums up.
    fn columns<'b>(&'b self, traced: &'b [usize]) -> Columns<'b> {
        let tally = || TallyColumns { items: self.course.items(), subsets: self.subsets_asked().consumers };
        Columns {
            groups: &self.groups,
            measures: &self.measures,
            scope: &self.request.scope,
            traced,
            movers: reconcile::movers(&self.request.workflow, traced),
            tally: self.adds_lines().then(tally),
        }
    }

    /// The sheet, in memory where making it takes rules.
    async fn sheet(&self, columns: &Columns<'_>, charged: DataFrame) -> Result<DataFrame> {
        let sheet = columns.of(charged)?;
        match self.request.workflow.rules.is_empty() {
            true => Ok(sheet),
            false => keep(sheet, self.session.context(), &Progress::default()).await,
        }
    }

    /// What rules ask for that add lines.
    async fn tally(&self, columns: &Columns<'_>, sheet: DataFrame) -> Result<Tally<'_>, ReportError> {
        let entries = columns.entries(sheet).await?;
        let own = || entries.iter().filter(|entry| entry.lines > 0).map(|entry| entry.month);
        let months = match self.request.period {
            Some(period) => period.months().collect(),
            None => own().min().zip(own().max()).map_or_else(Vec::new, |(first, last)| between(first, last)),
        };
        let usage = match eco_fee::asks_for_usage(&self.request.workflow) {
            true => eco::usage(self.whole_months(&months).await?, self.eco.clone()).await?,
            false => Default::default(),
        };
        let request = self.request;
        let (subsets, scope, invoices) = (&request.subsets, &request.scope, &request.eco_invoices);
        Ok(Tally { entries, months, subsets, scope, usage, invoices })
    }

    /// The bill's part of these months and of the one before.
    async fn whole_months(&self, months: &[Month]) -> Result<DataFrame> {
        let lines = whole_bill(self.session).await?;
        match (months.first(), months.last()) {
            (Some(first), Some(last)) => {
                let day = || ident(column::USAGE_DAY);
                let (from, to) = (first.previous().first_day(), last.next().first_day());
                lines.filter(day().gt_eq(lit(date(from))).and(day().lt(lit(date(to)))))
            }
            _ => lines.filter(lit(false)),
        }
    }

    /// The row `Other` carries savings only, so a report without those columns has none.
    fn wants_other(&self) -> bool {
        self.request.scope != Scope::All
            && self.groups.contains(&GroupBy::Account)
            && self.measures.contains(&Measure::TotalSavings)
    }
}

/// The month of every line, where all are of one: then nobody needs to work it out for each.
fn only_month(known: &Known) -> Option<Expr> {
    let month = |day: &ScalarValue| match day {
        ScalarValue::Date32(Some(day)) => Date32Type::to_naive_date_opt(*day).map(|day| day.year() * 100 + day.month() as i32),
        _ => None,
    };
    let (first, last) = known.range(column::USAGE_DAY)?;
    let first = month(&first)?;
    (month(&last)? == first).then(|| lit(first))
}

fn between(first: Month, last: Month) -> Vec<Month> {
    std::iter::successors(Some(first), |month| Some(month.next())).take_while(|month| *month <= last).collect()
}

/// Refuses what a report cannot mean.
fn check(request: &ReportRequest) -> Result<(), ReportError> {
    if let Some(refusal) = workflow::check(&request.workflow).into_iter().next() {
        return Err(ReportError::Workflow(refusal));
    }
    credit::check(&request.credit_patterns).map_err(ReportError::CreditPatterns)?;
    subset::check(&request.subsets)?;
    let known: BTreeSet<_> = request.subsets.iter().map(|subset| subset.name.as_str()).collect();
    if let Scope::Subsets(names) = &request.scope
        && let Some(unknown) = names.iter().find(|name| !known.contains(name.as_str()))
    {
        return Err(ReportError::UnknownSubset(unknown.clone()));
    }
    for (position, rule) in (1..).zip(&request.workflow.rules) {
        if let Rule::RetainDiscounts(retain) = rule
            && let RetainedFor::Subset(name) = &retain.purchased_by
            && !known.contains(name.as_str())
        {
            return Err(ReportError::UnknownSubsetInRule { position, name: name.clone() });
        }
    }
    Ok(())
}

fn rule_error(error: RuleError) -> ReportError {
    match error {
        RuleError::TooManyDecimals => ReportError::TooManyDecimals,
        RuleError::Plan(error) => ReportError::Plan(error),
    }
}

fn within(period: Period) -> Expr {
    let day = || ident(column::USAGE_DAY);
    day().gt_eq(lit(date(period.from()))).and(day().lt(lit(date(period.to()))))
}

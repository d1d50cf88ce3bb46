//! A report from request to rows: checks, then the four steps of [`super`].

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::error::Result;
use datafusion::prelude::{DataFrame, Expr, ident, lit, when};
use muster_domain::report::{EcoCommitments, GroupBy};
use muster_domain::workflow::{RetainedFor, Rule};
use muster_domain::{Period, subset, workflow};

use super::assemble::sum_by;
use super::keep::keep;
use super::measure::ECO;
use super::reconcile::Sides;
use super::{Measure, Report, ReportError, ReportRequest, Scope, groups};
use crate::cells::{self, Grain, Keys, Mark, Names, Shape, Width};
use crate::explain;
use crate::ledger::schema::column;
use crate::membership::{self, Memberships, Whose, date};
use crate::progress::Progress;
use crate::rules::{self, charges::RuleError, line_type};
use crate::session::{Engine, Session};

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
        self.run(async move { Run::new(&session, &request)?.report(grain, &progress).await }).await?
    }
}

/// One report under way.
pub(crate) struct Run<'a> {
    session: &'a Session,
    request: &'a ReportRequest,
    /// The request's groups, each once.
    groups: Vec<GroupBy>,
    measures: Vec<Measure>,
    memberships: Memberships,
}

/// Lines charged one by one, with the columns that the rules and whoever asked for more need. Nothing of them is kept.
pub(crate) struct ChargedLines {
    pub(crate) lines: DataFrame,
    /// Of the rules that have effect columns.
    pub(crate) positions: Vec<usize>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(session: &'a Session, request: &'a ReportRequest) -> Result<Self, ReportError> {
        check(request)?;
        let mut groups: Vec<GroupBy> = Vec::with_capacity(request.group_by.len());
        for group in &request.group_by {
            if !groups.contains(group) {
                groups.push(group.clone());
            }
        }
        let memberships = Memberships::new(&request.subsets, request.period);
        Ok(Self { session, request, measures: Measure::of(&groups), groups, memberships })
    }

    async fn report(self, grain: Grain, progress: &Progress) -> Result<Report, ReportError> {
        let cells = self.cells(grain, progress).await?;
        let bill = cells.clone();
        let charges = rules::apply(self.with_subsets(cells)?, &self.request.workflow).map_err(rule_error)?;
        let (charged, positions) = charges.finish();
        let inside = charged.clone().filter(self.inside())?;
        let mut sums = sum_by(inside.clone(), &self.groups, &self.measures).await?;
        sums.fill_names(&self.request.account_names);
        let explain = explain::trail(inside, &self.request.workflow, &positions).await?;
        let (workflow, inside) = (&self.request.workflow, self.inside());
        let sides = Sides { bill, charged: charged.clone(), inside, workflow, positions: &positions };
        let reconciliation = sides.reconcile().await?;
        let other = match self.wants_other() {
            true => sum_by(charged.filter(self.inside().is_not_true())?, &[], &self.measures).await?,
            false => Default::default(),
        };
        let (totals, lines, no_public_price) = (sums.totals(&self.measures)?, sums.lines(), sums.unpriced());
        let mut rows = sums.into_rows(&self.groups)?;
        rows.extend(other.into_other(&self.groups, &self.measures)?);
        Ok(Report { groups: self.groups, measures: self.measures, rows, totals, explain, lines, no_public_price, reconciliation })
    }

    /// The lines of the report's scope, each charged, with `further` columns of the ledger beside what rules look at.
    pub(crate) async fn charged_lines(&self, further: Keys) -> Result<ChargedLines, ReportError> {
        let lines = self.condensed(Grain::Lines, further).await?;
        let charges = rules::apply(self.with_subsets(lines)?, &self.request.workflow).map_err(rule_error)?;
        let (charged, positions) = charges.finish();
        Ok(ChargedLines { lines: charged.filter(self.inside())?, positions })
    }

    /// The request's groups, each once.
    pub(crate) fn groups(&self) -> &[GroupBy] {
        &self.groups
    }

    /// Steps 1 and 2, kept in memory: every later step reads them more than once.
    async fn cells(&self, grain: Grain, progress: &Progress) -> Result<DataFrame> {
        let cells = self.condensed(grain, Keys::new()).await?;
        keep(cells, self.session.context(), progress).await
    }

    /// The lines of the period as cells that `further` keys tell apart too.
    async fn condensed(&self, grain: Grain, further: Keys) -> Result<DataFrame> {
        let lines = self.session.lines().await?;
        let width = Width::for_sums_of(lines.clone()).await?;
        let mut lines = lines.filter(ident(column::SPLIT_COST).is_not_true())?;
        if let Some(period) = self.request.period {
            lines = lines.filter(within(period))?;
        }
        let mut keys = self.keys()?;
        keys.extend(further);
        cells::of(lines, Shape { keys, names: self.names(), width, grain })
    }

    /// What tells the report's cells apart.
    fn keys(&self) -> Result<Keys> {
        let mut keys = Keys::new();
        for (position, group) in self.groups.iter().enumerate() {
            keys.extend([groups::key(position, group)]);
        }
        let mut marks = rules::marks(&self.request.workflow);
        if !self.request.workflow.rules.is_empty() || self.asks_for_subsets() {
            marks.insert(Mark::Account);
        }
        for mark in marks {
            keys.insert(mark.name().to_owned(), mark.of_line()?);
        }
        if self.asks_for_subsets() {
            keys.extend(self.memberships.key()?);
        }
        if let Some(eco) = eco_of_line(&self.request.eco)? {
            keys.insert(ECO.to_owned(), eco);
        }
        Ok(keys)
    }

    /// The cells with the columns that subsets and Eco columns are read from, where anything reads them.
    fn with_subsets(&self, cells: DataFrame) -> Result<DataFrame> {
        let mut cells = cells;
        if self.asks_for_subsets() {
            cells = self.memberships.number_segments(cells)?;
            cells = self.memberships.join(cells, self.session.context(), Whose::Consumer)?;
        }
        if rules::asks_for_subsets(&self.request.workflow) {
            cells = self.memberships.join(cells, self.session.context(), Whose::Purchaser)?;
        }
        if self.request.eco == EcoCommitments::None {
            cells = cells.with_column(ECO, lit(false))?;
        }
        Ok(cells)
    }

    fn asks_for_subsets(&self) -> bool {
        self.request.scope != Scope::All
            || self.groups.contains(&GroupBy::Subset)
            || rules::asks_for_subsets(&self.request.workflow)
    }

    /// Whether a cell is one of the report's.
    fn inside(&self) -> Expr {
        match &self.request.scope {
            Scope::All => lit(true),
            Scope::Subsets(names) => {
                ident(membership::SUBSET).in_list(names.iter().map(|name| lit(name.as_str())).collect(), false).is_true()
            }
        }
    }

    fn names(&self) -> Names {
        if self.groups.contains(&GroupBy::Account) { Names::Kept } else { Names::Left }
    }

    /// The row `Other` carries savings only, so a report without those columns has none.
    fn wants_other(&self) -> bool {
        self.request.scope != Scope::All
            && self.groups.contains(&GroupBy::Account)
            && self.measures.contains(&Measure::TotalSavings)
    }
}

/// Refuses what a report cannot mean.
fn check(request: &ReportRequest) -> Result<(), ReportError> {
    if let Some(refusal) = workflow::check(&request.workflow).into_iter().next() {
        return Err(ReportError::Workflow(refusal));
    }
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

/// Whether a covered line's commitment is an Eco one; `None` where there are none.
fn eco_of_line(eco: &EcoCommitments) -> Result<Option<Expr>> {
    let eco = match eco {
        EcoCommitments::None => return Ok(None),
        EcoCommitments::Listed(arns) => {
            ident(column::COMMITMENT_ARN).in_list(arns.iter().map(|arn| lit(arn.as_str())).collect(), false)
        }
        EcoCommitments::Since(day) => ident(column::COMMITMENT_START).gt_eq(lit(date(*day))),
    };
    when(line_type::is_any(&line_type::COVERED), eco.is_true()).otherwise(lit(false)).map(Some)
}

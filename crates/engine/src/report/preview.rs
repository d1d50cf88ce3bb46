//! Preview: what a workflow would do, in one row, for whoever is editing it. Nothing is grouped nor held against the
//! bill, and the cells of the imports are held in memory for the next change, so it answers while somebody types.

use std::collections::BTreeMap;

use muster_domain::Money;

use super::run::{Inside, Run};
use super::{Measure, ReportError, ReportRequest};
use crate::cells::{Grain, Source};
use crate::session::{Engine, Session};

/// What a workflow makes of the chosen subsets' lines, all together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub unblended: Money,
    pub charge: Money,
    /// Lines of the bill that are summed up.
    pub lines: u64,
    /// Lines that a rule would have charged at the public on-demand price, had the bill one.
    pub no_public_price: u64,
    /// One per rule, as listed in the workflow.
    pub effects: Vec<Effect>,
    /// What it was computed from: lines take longer.
    pub source: Source,
}

/// What one rule did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Lines whose charge the rule set, and lines that it added.
    pub lines: u64,
    /// Charge after the rule less charge before it.
    pub effect: Money,
}

impl Engine {
    /// What the request's workflow does to its subsets in its period; its groups do not matter. Dropping the future
    /// cancels it.
    ///
    /// # Errors
    /// As [`Engine::report`].
    pub async fn preview(&self, session: &Session, request: ReportRequest) -> Result<Preview, ReportError> {
        let (session, request) = (session.clone(), ReportRequest { group_by: Vec::new(), ..request });
        self.run(async move {
            session.hold_cells().await?;
            Run::new(&session, &request).await?.preview().await
        })
        .await?
    }
}

impl Run<'_> {
    async fn preview(self) -> Result<Preview, ReportError> {
        let source = self.source(Grain::Cells)?;
        let Inside { sums, effects, .. } = self.summed_inside().await?;
        let totals: BTreeMap<_, _> = self.measures.iter().copied().zip(sums.totals(&self.measures)?).collect();
        let total = |measure| totals.get(&measure).copied().unwrap_or_default();
        let rules = 1..=self.request.workflow.rules.len();
        Ok(Preview {
            unblended: total(Measure::Unblended),
            charge: total(Measure::Charge),
            lines: sums.lines(),
            no_public_price: sums.unpriced(),
            effects: rules.map(|position| effects.of_rule(position)).collect::<Result<_, _>>()?,
            source,
        })
    }
}

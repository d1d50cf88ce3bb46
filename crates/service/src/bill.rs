//! What reports and previews read: the organization's own bills as far as the question reaches, and the question
//! itself, with the subsets and names that there are now and the settings that it brings along.

use std::collections::BTreeSet;
use std::path::PathBuf;

use muster_domain::report::{EcoCommitments, GroupBy};
use muster_domain::view::billing::BillingSettings;
use muster_domain::workflow::{EcoFee, Rule, Workflow};
use muster_domain::{ImportId, Month, Period};
use muster_engine::forms::{self, NotExpressible};
use muster_engine::ledger::CurrentImport;
use muster_engine::report::{ReportRequest, Scope};
use muster_engine::session::Session;
use muster_store::reports::Scope as Chosen;
use muster_store::{OrgTx, linked_accounts};

use crate::analysis::tables;
use crate::subsets::members::Members;
use crate::{Error, Muster, ledgers};

const CURRENCY: &str = "USD";

/// What is asked, as people put it.
pub(crate) struct Asked<'a> {
    pub(crate) workflow: Workflow,
    pub(crate) scope: &'a Chosen,
    pub(crate) period: Period,
    pub(crate) group_by: &'a [GroupBy],
    pub(crate) settings: &'a BillingSettings,
}

/// The same, as the engine is asked.
///
/// # Errors
/// `Conflict` when a chosen subset is not there any more.
pub(crate) async fn request(tx: &mut OrgTx, asked: Asked<'_>) -> Result<ReportRequest, Error> {
    let members = Members::load(tx).await?;
    Ok(ReportRequest {
        workflow: asked.workflow,
        subsets: members.to_engine(),
        scope: scope(&members, asked.scope)?,
        period: Some(asked.period),
        group_by: asked.group_by.to_vec(),
        eco: asked.settings.eco_commitments.clone(),
        eco_invoices: asked.settings.eco_invoices.clone(),
        credit_patterns: asked.settings.credit_patterns.clone(),
        account_names: linked_accounts::list(tx).await?,
    })
}

/// The chosen subsets by the names they have now.
fn scope(members: &Members, chosen: &Chosen) -> Result<Scope, Error> {
    let Chosen::Subsets(chosen) = chosen else { return Ok(Scope::All) };
    let name = |(id, name): &(_, String)| match members.subsets().iter().find(|subset| subset.id == *id) {
        Some(subset) => Ok(subset.name.clone()),
        None => Err(Error::Conflict(format!("the subset “{name}” was deleted meanwhile"))),
    };
    chosen.iter().map(name).collect::<Result<_, _>>().map(Scope::Subsets)
}

/// Parts of the organization's bills.
pub(crate) struct Bill {
    parts: Vec<CurrentImport>,
}

impl Bill {
    /// The parts of these ledgers that the answer depends on.
    pub(crate) async fn open(folders: Vec<PathBuf>, request: &ReportRequest) -> Result<Self, Error> {
        let mut parts = ledgers::periods(folders).await?;
        if let Some(days) = reach(request) {
            parts.retain(|part| part.record.first_day < days.to() && days.from() <= part.record.last_day);
        }
        Ok(Self { parts })
    }

    /// A rule that asks what one of these bills cannot say in its form; nothing is guessed.
    pub(crate) fn refuse(&self, request: &ReportRequest) -> Result<(), NotExpressible> {
        forms::refuse(request, self.parts.iter().map(|part| &part.record))
    }

    /// Those with lines in a month.
    pub(crate) async fn of_month(folders: Vec<PathBuf>, month: Month) -> Result<Self, Error> {
        Self::open(folders, &ReportRequest { period: Some(month.period()), ..ReportRequest::default() }).await
    }

    /// In order of payer and month.
    pub(crate) fn imports(&self) -> Vec<ImportId> {
        self.parts.iter().filter_map(|part| part.record.import.parse().ok()).collect()
    }

    /// Has analyses by these tags find their sums. Without them they sum the lines up, so that nothing is lost if this fails.
    pub(crate) async fn keep_sums_by(&self, muster: &Muster, tags: &[String]) {
        for part in &self.parts {
            for key in tags {
                if let Err(error) = tables::keep_by_tag(muster, part, key).await {
                    tracing::warn!(%error, key, "sums by a tag could not be kept");
                }
            }
        }
    }

    /// What the forms of these bills cannot say, each once.
    pub(crate) fn notes(&self) -> Vec<String> {
        let notes: BTreeSet<_> = self.parts.iter().flat_map(|part| &part.record.notes).cloned().collect();
        notes.into_iter().collect()
    }

    /// Of the newest part.
    pub(crate) fn currency(&self) -> String {
        let newest = self.parts.iter().max_by_key(|part| part.record.month);
        newest.and_then(|part| part.record.currencies.first().cloned()).unwrap_or_else(|| CURRENCY.to_owned())
    }

    pub(crate) fn session(&self, muster: &Muster) -> Result<Session, Error> {
        muster.engine().open(&self.parts).map_err(Error::internal)
    }
}

/// The days whose lines an answer depends on; `None` is all there are. An Eco invoice is split by the whole month
/// before, and a commitment's start may stand in any month.
fn reach(request: &ReportRequest) -> Option<Period> {
    let period = request.period?;
    if matches!(request.eco, EcoCommitments::Since(_)) {
        return None;
    }
    if !request.workflow.rules.iter().any(|rule| matches!(rule, Rule::EcoFee(EcoFee::Actuals))) {
        return Some(period);
    }
    let first = Month::of(period.from()).previous().first_day();
    Period::new(first, Month::of(period.last_day()).next().first_day()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(rules: &str, eco: EcoCommitments) -> ReportRequest {
        let workflow = muster_domain::workflow::read(&format!(r#"{{"name":"W","rules":[{rules}]}}"#)).unwrap();
        let period = Period::new("2018-10-10".parse().unwrap(), "2018-10-12".parse().unwrap()).unwrap();
        ReportRequest { workflow, eco, period: Some(period), ..ReportRequest::default() }
    }

    fn reached(request: &ReportRequest) -> Option<(String, String)> {
        reach(request).map(|period| (period.from().to_string(), period.to().to_string()))
    }

    #[test]
    fn a_question_reaches_no_further_than_its_answer_needs() {
        let plain = request(r#"{"rule":"uplift","percent":"3"}"#, EcoCommitments::None);
        assert_eq!(reached(&plain), Some(("2018-10-10".into(), "2018-10-12".into())));
        let invoiced = request(r#"{"rule":"eco_fee","distributed":"actuals"}"#, EcoCommitments::None);
        assert_eq!(reached(&invoiced), Some(("2018-09-01".into(), "2018-11-01".into())));
        let since = request("", EcoCommitments::Since("2018-01-01".parse().unwrap()));
        assert_eq!(reached(&since), None);
    }
}

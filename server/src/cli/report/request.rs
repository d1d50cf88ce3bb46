//! From options and files to what the engine is asked.

use std::path::Path;

use muster_domain::credit::CreditPatterns;
use muster_domain::report::{EcoCommitments, EcoInvoices};
use muster_domain::subset::{self, Subset};
use muster_domain::workflow::{self, Refusal, Workflow};
use muster_domain::{Month, Period};
use muster_engine::ledger::Ledger;
use muster_engine::report::{ReportRequest, Scope};
use serde::de::DeserializeOwned;

use super::Arguments;
use crate::exit::Failure;

/// The request, but for its period, which [`period`] completes from the bill.
pub(super) fn of(arguments: &Arguments) -> Result<ReportRequest, Failure> {
    let workflow = match &arguments.workflow {
        Some(path) => workflow::read(&read_text(path)?).map_err(|refusals| refused(path, &refusals))?,
        None => Workflow::none(),
    };
    let subsets = subsets(arguments)?;
    let scope = match subsets.as_slice() {
        [] => Scope::All,
        chosen => Scope::Subsets(chosen.iter().map(|subset| subset.name.clone()).collect()),
    };
    Ok(ReportRequest {
        workflow,
        subsets,
        scope,
        group_by: arguments.group_by.clone(),
        eco: eco(arguments)?,
        eco_invoices: arguments.eco_invoices.as_deref().map_or_else(|| Ok(EcoInvoices::default()), read_json)?,
        credit_patterns: arguments.credit_patterns.as_deref().map_or_else(|| Ok(CreditPatterns::default()), credit_patterns)?,
        ..ReportRequest::default()
    })
}

/// Patterns from a file: `[{"kind":"edp","types":["Credit"],"pattern":"private program"}]`.
pub(crate) fn credit_patterns(path: &Path) -> Result<CreditPatterns, Failure> {
    let patterns: CreditPatterns = read_json(path)?;
    match patterns.check().as_slice() {
        [] => Ok(patterns),
        refusals => Err(refused(path, refusals)),
    }
}

fn subsets(arguments: &Arguments) -> Result<Vec<Subset>, Failure> {
    let mut subsets = arguments.subsets.clone();
    if let Some(path) = &arguments.subsets_file {
        subsets.extend(read_json::<Vec<Subset>>(path)?);
    }
    subset::check(&subsets).map_err(Failure::input)?;
    Ok(subsets)
}

fn eco(arguments: &Arguments) -> Result<EcoCommitments, Failure> {
    Ok(match (&arguments.eco_commitments, arguments.eco_since) {
        (Some(path), _) => {
            let text = read_text(path)?;
            EcoCommitments::Listed(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
        }
        (None, Some(day)) => EcoCommitments::Since(day),
        (None, None) => EcoCommitments::None,
    })
}

/// The period asked for. One end alone is completed by the bill's own first or last month.
pub(super) fn period(arguments: &Arguments, ledger: &Ledger) -> Result<Option<Period>, Failure> {
    if arguments.from.is_none() && arguments.to.is_none() {
        return Ok(None);
    }
    let months: Vec<Month> = ledger.periods().map_err(Failure::environment)?.iter().map(|period| period.record.month).collect();
    let (Some(first), Some(last)) = (months.iter().min(), months.iter().max()) else { return Ok(None) };
    let from = arguments.from.unwrap_or(first.first_day());
    let to = arguments.to.unwrap_or(last.next().first_day());
    Period::new(from, to).map(Some).map_err(|e| Failure::input(format!("--from, --to: {e}")))
}

fn refused(path: &Path, refusals: &[Refusal]) -> Failure {
    let reasons: Vec<_> = refusals.iter().map(ToString::to_string).collect();
    Failure::input(format!("{}: {}", path.display(), reasons.join("; ")))
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    serde_json::from_str(&read_text(path)?).map_err(|e| Failure::input(format!("{}: {e}", path.display())))
}

fn read_text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|e| Failure::input(format!("{}: {e}", path.display())))
}

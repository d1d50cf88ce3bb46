//! What billing.md section 5 promises of rules and reports, proved on one bill: by reports with every rule that can
//! stand in one workflow, made twice, of lines in another order, line by line, and of parts of the accounts.
//!
//! What cannot be proved on one bill within minutes is said, with the reason, and not passed over.

#[cfg(test)]
mod doctored;

use std::collections::BTreeSet;
use std::sync::Arc;

use muster_domain::subset::{Member, Subset};
use muster_domain::workflow::{self, Workflow};
use muster_domain::{AccountId, Money};

use super::{Check, Clause, Outcome, Statement, Watch, permuted};
use crate::forms;
use crate::ledger::{CurrentImport, Ledger, LedgerError};
use crate::report::{Measure, Report, ReportError, ReportRequest, Scope, Source, ZeroSum};
use crate::session::{Engine, Session, SetupError};

/// Why proofs could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error(transparent)]
    Report(#[from] ReportError),
    #[error("temporary folder: {0}")]
    Folder(#[from] std::io::Error),
}

/// Lines up to which rules are applied to each line by itself: as many fit the engine's memory.
const LINE_BY_LINE: u64 = 1_000_000;

/// A rule of every phase, as far as they can stand together: covered usage is replaced, so nothing of it is shared.
const REPLACED: &str = include_str!("replaced.json");

/// The same with commitments shared; the basis goes where `BASIS` stands.
const SHARED: &str = include_str!("shared.json");

impl Engine {
    /// Proves on the ledger's current periods what rules and reports promise. The bill holds when no check
    /// [`Outcome::Fails`].
    ///
    /// # Errors
    /// [`ProofError`]
    pub async fn prove(&self, ledger: &Ledger, watch: &Watch) -> Result<Vec<Check>, ProofError> {
        let periods = ledger.periods()?;
        let files: Vec<_> = periods.iter().flat_map(CurrentImport::lines).collect();
        let bill = Bill { engine: self, session: self.session(&files)?, periods, watch };
        let mut checks = vec![bill.without_rules().await?];
        let replaced = bill.report("a report with every rule", bill.request(REPLACED)?).await?;
        checks.push(trail("every difference is some rule's", &replaced));
        checks.extend(bill.sharing().await?);
        checks.push(bill.again(&replaced).await?);
        checks.push(bill.permuted(&replaced, &files).await?);
        checks.push(bill.line_by_line(&replaced).await?);
        checks.push(bill.kept(&replaced).await?);
        checks.push(
            says(Clause::Order, "the form of the bill does not matter")
                .skipped("one bill has one form: import another form of the same month and compare the reports"),
        );
        checks.push(says(Clause::Engines, "a distributed engine gives the same bytes").skipped("no distributed engine is named"));
        checks.push(bill.parts(&replaced).await?);
        Ok(checks)
    }
}

struct Bill<'a> {
    engine: &'a Engine,
    session: Session,
    periods: Vec<CurrentImport>,
    watch: &'a Watch,
}

impl Bill<'_> {
    fn request(&self, rules: &str) -> Result<ReportRequest, ReportError> {
        Ok(ReportRequest { workflow: read(rules)?, group_by: groups(), ..Default::default() })
    }

    async fn report(&self, step: &'static str, request: ReportRequest) -> Result<Report, ReportError> {
        self.engine.report(&self.session, request, Arc::clone(self.watch.begin(step))).await
    }

    /// What the imports said when they read the files.
    fn unblended(&self) -> Money {
        self.periods.iter().filter_map(|period| period.record.unblended_cost.parse::<Money>().ok()).sum()
    }

    fn lines(&self) -> u64 {
        self.periods.iter().map(|period| period.record.rows - period.record.split_cost_rows).sum()
    }

    async fn without_rules(&self) -> Result<Check, ReportError> {
        let request = ReportRequest { workflow: Workflow::none(), group_by: groups(), ..Default::default() };
        let report = self.report("a report without rules", request).await?;
        let row_differs = |row: &&crate::report::Row| row.amounts[0] != row.amounts[1];
        let differ = report.rows.iter().filter(row_differs).count();
        let of = says(Clause::NoRules, "without rules the charge is the bill");
        let total = |measure| total(&report, measure).exact();
        let expected = format!("{} in {} lines, 0 rows differ", self.unblended().exact(), self.lines());
        Ok(of.equal(expected, format!("{} in {} lines, {differ} rows differ", total(Measure::Charge), report.lines)))
    }

    async fn sharing(&self) -> Result<Vec<Check>, ReportError> {
        let mut checks = Vec::new();
        let bases = [
            ("effective", "shared effective cost nets to zero"),
            ("amortized_upfront", "shared up-front cost nets to zero"),
            ("recurring", "shared recurring cost nets to zero"),
        ];
        for (basis, check) in bases {
            let of = says(Clause::Sharing, check);
            let request = self.request(&SHARED.replace("BASIS", basis))?;
            if let Err(reason) = forms::refuse(&request, self.periods.iter().map(|period| &period.record)) {
                checks.push(of.skipped(&reason.to_string()));
                continue;
            }
            let report = self.report("a report with shared cost", request).await?;
            checks.push(zero_sum(&of, &report.reconciliation.zero_sums));
            if basis == "effective" {
                checks.push(trail("every difference is some rule's, also with shared cost", &report));
            }
        }
        Ok(checks)
    }

    async fn again(&self, report: &Report) -> Result<Check, ReportError> {
        let again = self.report("the same report again", self.request(REPLACED)?).await?;
        Ok(same_bytes(Clause::SameBytes, "the same imports give the same bytes", (report, &again)))
    }

    async fn permuted(&self, report: &Report, files: &[std::path::PathBuf]) -> Result<Check, ProofError> {
        let folder = tempfile::tempdir()?;
        let progress = self.watch.begin("writing the lines in another order");
        progress.set_total(self.periods.iter().map(|period| period.record.rows).sum());
        let files = permuted::write(files, folder.path(), progress)?;
        let session = self.engine.session(&files)?;
        let progress = Arc::clone(self.watch.begin("the same report of lines in another order"));
        let other = self.engine.report(&session, self.request(REPLACED)?, progress).await?;
        Ok(same_bytes(Clause::Order, "neither the order of rows nor the split into files matters", (report, &other)))
    }

    async fn line_by_line(&self, report: &Report) -> Result<Check, ReportError> {
        let of = says(Clause::SameBytes, "rules on sums of lines give the bytes of rules on lines");
        if self.lines() > LINE_BY_LINE {
            return Ok(of.skipped(&format!("more than {LINE_BY_LINE} lines: they do not fit in memory one by one")));
        }
        let progress = Arc::clone(self.watch.begin("the same report line by line"));
        let slowly = self.engine.report_line_by_line(&self.session, self.request(REPLACED)?, progress).await?;
        Ok(same_bytes(of.clause, of.check, (report, &slowly)))
    }

    /// What reports are made of where nothing asks for single lines.
    async fn kept(&self, report: &Report) -> Result<Check, ProofError> {
        let of = says(Clause::SameBytes, "sums kept by the imports give the bytes of the lines");
        let session = self.engine.open(&self.periods)?;
        let progress = Arc::clone(self.watch.begin("the same report of sums that the imports keep"));
        let kept = self.engine.report(&session, self.request(REPLACED)?, progress).await?;
        Ok(match kept.source {
            Source::Kept => same_bytes(of.clause, of.check, (report, &kept)),
            Source::Lines => of.skipped("the imports keep no sums of all lines: import them again"),
        })
    }

    /// Every other account in one subset, which the second of them joins late: both sides make the bill.
    async fn parts(&self, report: &Report) -> Result<Check, ReportError> {
        let of = says(Clause::NothingLost, "each line is in one account and one subset or none");
        let accounts: BTreeSet<_> = report.rows.iter().filter_map(|row| row.groups[0].parse::<AccountId>().ok()).collect();
        if accounts.is_empty() {
            return Ok(of.skipped("the bill has no lines"));
        }
        let mut members: Vec<_> = accounts.into_iter().step_by(2).map(Member::always).collect();
        if let (Some(member), Some(day)) = (members.get_mut(1), self.periods.first().map(|period| period.record.first_day)) {
            member.from = day.succ_opt();
        }
        let subset = Subset { name: "Half".to_owned(), accounts: members };
        let scope = Scope::Subsets(vec![subset.name.clone()]);
        let request = ReportRequest { subsets: vec![subset], scope, ..self.request(REPLACED)? };
        let half = self.report("a report on half of the accounts", request).await?.reconciliation;
        let expected = format!("{} in {} lines", self.unblended().exact(), self.lines());
        let (unblended, lines) = (half.inside.unblended + half.outside.unblended, half.inside.lines + half.outside.lines);
        let mut checked = of.equal(expected, format!("{} in {lines} lines", unblended.exact()));
        if !half.holds {
            checked.outcome = Outcome::Fails;
        }
        Ok(checked)
    }
}

fn says(clause: Clause, check: &'static str) -> Statement<'static> {
    Statement { clause, check, subject: "the whole bill" }
}

fn trail(check: &'static str, report: &Report) -> Check {
    let effects: Money = effects(report);
    let difference = report.reconciliation.bill.charge - report.reconciliation.bill.unblended;
    let mut checked = says(Clause::Trail, check).equal(difference.exact(), effects.exact());
    // The parts are rounded one by one; before that, nothing may be missing.
    checked.outcome = if report.reconciliation.holds { Outcome::Holds } else { Outcome::Fails };
    checked
}

fn zero_sum(of: &Statement<'_>, sums: &[ZeroSum]) -> Check {
    let (net, moved): (Money, Money) = (sums.iter().map(|sum| sum.net).sum(), sums.iter().map(|sum| sum.moved).sum());
    if moved.is_zero() && net.is_zero() {
        return of.skipped("no account uses what another purchased");
    }
    of.equal(format!("0.00 of {} moved", moved.exact()), format!("{} of {} moved", net.exact(), moved.exact()))
}

fn same_bytes(clause: Clause, check: &'static str, (one, other): (&Report, &Report)) -> Check {
    let digest = |report: &Report| {
        let mut bytes = Vec::new();
        let written = report.write_csv(&mut bytes).and_then(|()| report.write_explain(&mut bytes));
        let digest = written.map(|()| blake3::hash(&bytes).to_hex()[..16].to_owned());
        format!("{} rows, {}", report.rows.len(), digest.unwrap_or_else(|error| error.to_string()))
    };
    says(clause, check).equal(digest(one), digest(other))
}

fn read(rules: &str) -> Result<Workflow, ReportError> {
    workflow::read(rules).map_err(|mut refusals| ReportError::Workflow(refusals.remove(0)))
}

fn groups() -> Vec<muster_domain::report::GroupBy> {
    use muster_domain::report::GroupBy::{Account, Region, Service};
    vec![Account, Service, Region]
}

fn total(report: &Report, measure: Measure) -> Money {
    let place = report.measures.iter().position(|known| *known == measure);
    place.and_then(|place| report.totals.get(place)).copied().unwrap_or_default()
}

fn effects(report: &Report) -> Money {
    report.explain.iter().map(|trail| trail.effect).sum()
}

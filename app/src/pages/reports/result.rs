use leptos::prelude::*;
use muster_domain::view::reports::{ReportResult, ReportSource};
use muster_domain::{OrganizationId, ReportId};

use super::effects::Effects;
use super::reconciliation::Reconciled;
use super::rows::Rows;
use super::totals::Totals;
use crate::components::{Card, Icon, Picture, Tone};
use crate::pages::figures::{counted, thousands};
use crate::pages::notes::BillNotes;
use crate::routes;

/// The numbers of a finished report.
#[component]
pub(super) fn ReportOutcome(org: OrganizationId, id: ReportId, result: ReportResult, page: u32) -> impl IntoView {
    let (unblended, charge, currency) = (result.unblended, result.charge, result.currency.clone());
    let unpriced = (result.no_public_price > 0)
        .then(|| view! { <Unpriced lines=result.no_public_price href=routes::report_unpriced(org, id)/> });
    let notes = result.notes.clone();
    let reconciled = result.reconciliation.clone().map(|found| view! { <Reconciled found currency=currency.clone()/> });
    let said = rows_said(result.row_count);
    let effects = result.effects.clone();
    view! {
        <Totals currency unblended charge/>
        {unpriced}
        <BillNotes notes/>
        <Card title="From cost to charge" hint="What each rule adds or takes away, in the order in which they run.">
            <Effects unblended charge effects/>
        </Card>
        <Card title="Report" hint=said>
            <Rows org id result page/>
        </Card>
        {reconciled}
    }
}

#[component]
fn Unpriced(lines: u64, href: String) -> impl IntoView {
    let text = counted(lines, "line has no public price on the bill", "lines have no public price on the bill");
    view! {
        <p class=format!("notice {}", Tone::Warning.class())>
            <Icon picture=Picture::Warning/>
            <span>
                {format!("{text}: where a rule asks for one, the charge stays as before that rule. ")} <a href=href>"See which"</a>
            </span>
        </p>
    }
}

fn rows_said(rows: u64) -> String {
    match rows {
        0 => "No lines of the bill lie in this period and these accounts.".to_owned(),
        1 => "One row. Open it to see its lines; point at an amount to see every decimal.".to_owned(),
        many => format!("{} rows. Open one to see its lines; point at an amount to see every decimal.", thousands(many)),
    }
}

/// Which of the two ways to the same figures was taken.
pub(super) fn source(source: ReportSource) -> &'static str {
    match source {
        ReportSource::Kept => "The sums that the import keeps",
        ReportSource::Lines => "Every line of the bill",
    }
}

//! Reports: the list, asking for one, a report's page, and its removal.

mod delete;
mod effects;
mod files;
pub mod form;
mod generate;
mod list;
mod poll;
mod reconciliation;
mod report;
mod result;
mod rows;
mod settings;
mod table;
mod totals;
mod trail;
mod unpriced;
mod waterfall;

pub(crate) use delete::DeleteReportPage;
pub(crate) use generate::GenerateReportPage;
pub(crate) use list::ReportsPage;
pub(crate) use poll::{poll_after, poll_while};
pub(crate) use report::ReportPage;
pub(crate) use table::ReportTable;
pub(crate) use trail::TrailPage;
pub(crate) use unpriced::UnpricedPage;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use muster_domain::view::imports::WorkState;
use muster_domain::{Month, Period, ReportId};

use crate::components::{Badge, Tone};

/// The report in the address; `None` where its text is no id.
fn use_report_id() -> Memo<Option<ReportId>> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get("report")?.parse().ok()))
}

/// A whole month by its name, else first and last day, both included.
pub(crate) fn days(period: Period) -> String {
    let month = Month::of(period.from());
    if month.period() == period { month.to_string() } else { format!("{} to {}", period.from(), period.last_day()) }
}

/// Where a report stands.
#[component]
pub(crate) fn StateBadge(state: WorkState, percent: u8) -> impl IntoView {
    let (tone, text) = match state {
        WorkState::Queued => (Tone::Neutral, "Queued".to_owned()),
        WorkState::Processing => (Tone::Active, format!("Processing, {percent} %")),
        WorkState::Successful => (Tone::Good, "Successful".to_owned()),
        WorkState::Failed => (Tone::Bad, "Failed".to_owned()),
    };
    view! { <Badge tone text/> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_reads_as_its_month_or_as_its_days() {
        let october = Month::new(2018, 10).unwrap().period();
        assert_eq!(days(october), "2018-10");
        let week = Period::new(october.from(), "2018-10-08".parse().unwrap()).unwrap();
        assert_eq!(days(week), "2018-10-01 to 2018-10-07");
    }
}

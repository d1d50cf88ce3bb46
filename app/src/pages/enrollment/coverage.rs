use leptos::prelude::*;
use muster_domain::enrollment::{CoverageWeek, Tier};

use crate::components::{Load, Point, Trend};
use crate::error::ApiError;

/// Whether an account's coverage is worth watching: once there is a plan for it.
pub(crate) fn is_watched(tier: Tier) -> bool {
    matches!(tier, Tier::Scheduled | Tier::RampUp | Tier::Full)
}

/// The trend of a management account's coverage by commitments, week by week.
#[component]
pub(crate) fn Coverage(weeks: Resource<Result<Vec<CoverageWeek>, ApiError>>) -> impl IntoView {
    let skeleton = || view! { <p class="coverage-says">"…"</p> };
    view! { <Load data=weeks skeleton view=|weeks| view! { <Weeks weeks/> }/> }
}

#[component]
fn Weeks(weeks: Vec<CoverageWeek>) -> impl IntoView {
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else {
        return view! { <p class="coverage-says">"Coverage by commitments shows once there is a bill."</p> }.into_any();
    };
    let says = if weeks.len() == 1 {
        format!("Commitments cover {} % of the usage.", last.percent())
    } else {
        let since = format!("{} % in the week of {}", first.percent(), first.from);
        format!("Commitments cover {} % of the usage; it was {since}.", last.percent())
    };
    let points = weeks.iter().map(|week| Point { label: week.from.to_string(), percent: week.percent() }).collect();
    view! {
        <div class="coverage">
            <p class="coverage-says">{says}</p>
            <Trend title="Coverage, week by week" points/>
        </div>
    }
    .into_any()
}

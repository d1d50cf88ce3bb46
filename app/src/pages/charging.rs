//! What pages say while charges are being computed.

use leptos::prelude::*;
use muster_domain::view::charges::Computation;
use muster_domain::view::imports::WorkState;

use crate::components::{Badge, Notice, Tone};

/// Months whose charges are under way, or could not be computed; nothing where all are there.
#[component]
pub(crate) fn Computing(computing: Vec<Computation>) -> impl IntoView {
    let (failed, underway): (Vec<_>, Vec<_>) = computing.into_iter().partition(|of| of.state == WorkState::Failed);
    let failed = failed.into_iter().map(|of| {
        let text = format!("The charges of {} could not be computed: {}", of.month, of.error.unwrap_or_default());
        view! { <Notice tone=Tone::Bad text/> }
    });
    let months = underway.iter().map(said).collect::<Vec<_>>().join(", ");
    let underway = (!underway.is_empty()).then(|| {
        view! {
            <p class="computing" role="status">
                <Badge tone=Tone::Active text="Computing charges"/>
                <span>{months}</span>
            </p>
        }
    });
    (failed.collect_view(), underway)
}

/// `2026-03 computing 40 %`.
pub(crate) fn said(of: &Computation) -> String {
    match of.state {
        WorkState::Queued => format!("{} waiting", of.month),
        WorkState::Processing => format!("{} computing {} %", of.month, of.percent),
        WorkState::Successful => format!("{} computed", of.month),
        WorkState::Failed => format!("{} failed", of.month),
    }
}

/// Whether a page should look again.
pub(crate) fn is_underway(computing: &[Computation]) -> bool {
    computing.iter().any(|of| !of.state.is_over())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_says_where_its_computation_stands() {
        let of = |state, percent| Computation { month: "2026-03".parse().unwrap(), state, percent, error: None };
        assert_eq!(said(&of(WorkState::Processing, 40)), "2026-03 computing 40 %");
        assert!(is_underway(&[of(WorkState::Failed, 0), of(WorkState::Queued, 0)]));
        assert!(!is_underway(&[of(WorkState::Failed, 0)]));
    }
}

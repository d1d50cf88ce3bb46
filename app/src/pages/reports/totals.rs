use leptos::prelude::*;
use muster_domain::Money;

use crate::components::{Amount, Change, Stat, Stats};
use crate::pages::figures::share_of_cost;

/// What the bill says, what the workflow makes of it, and what is between them.
#[component]
pub(super) fn Totals(currency: String, unblended: Money, charge: Money) -> impl IntoView {
    let difference = charge - unblended;
    view! {
        <Stats>
            <Stat name=format!("Unblended ({currency})") hint="The cost on the bill">
                <Amount money=unblended/>
            </Stat>
            <Stat name=format!("Charge ({currency})") hint="What the workflow makes of it">
                <Amount money=charge/>
            </Stat>
            <Stat name="Difference" hint=share_of_cost(difference, unblended)>
                <Change money=difference/>
            </Stat>
        </Stats>
    }
}

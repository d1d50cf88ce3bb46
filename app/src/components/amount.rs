use leptos::prelude::*;
use muster_domain::Money;

/// Money to the cent; every decimal when pointed at.
#[component]
pub fn Amount(money: Money) -> impl IntoView {
    view! {
        <data class="amount" class:amount-negative=money.is_negative() value=money.exact() title=money.exact()>
            {money.cents()}
        </data>
    }
}

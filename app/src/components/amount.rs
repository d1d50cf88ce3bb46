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

/// What something adds or takes away: an [`Amount`] that says so by its sign.
#[component]
pub fn Change(money: Money) -> impl IntoView {
    let sign = if money.is_negative() || money.is_zero() { "" } else { "+" };
    view! {
        <data class="amount" class:amount-negative=money.is_negative() value=money.exact() title=money.exact()>
            {format!("{sign}{}", money.cents())}
        </data>
    }
}

use std::collections::BTreeSet;

use leptos::prelude::*;
use muster_domain::AccountId;
use muster_domain::view::accounts::AccountRow;

use crate::components::{Amount, Field};
use crate::query::{matches, use_param};

type Ticked = RwSignal<BTreeSet<AccountId>>;

/// Accounts to be ticked, sent as `accounts[]`. With script the list is filtered while typing, and what was ticked
/// stays so while it is filtered away. Without, a link ticks all.
#[component]
pub(super) fn AccountChecklist(
    accounts: Vec<AccountRow>,
    /// Accounts of other subsets, which would leave them; listed below, never ticked by what ticks all.
    #[prop(optional)]
    moved: Vec<AccountRow>,
) -> impl IntoView {
    let all = accounts.iter().map(|account| account.account_id.clone()).collect::<BTreeSet<_>>();
    let select = use_param("select");
    let ticked: Ticked = RwSignal::new(if select.get_untracked() == "all" { all } else { BTreeSet::new() });
    let filter = RwSignal::new(String::new());
    let count = accounts.len();
    let accounts = StoredValue::new(accounts);
    let items = accounts.with_value(|accounts| {
        accounts.iter().map(|account| view! { <Item account=account.clone() ticked filter/> }).collect_view()
    });
    let moved = moved.into_iter().map(|account| view! { <Item account ticked filter/> }).collect_view();
    view! {
        <Field id="accounts" name="accounts" label="Accounts" hint="An account is in one subset at a time.">
            <div class="checklist" id="accounts" role="group" aria-label="Accounts">
                <div class="checklist-head">
                    <input
                        class="input needs-script"
                        type="search"
                        aria-label="Filter accounts"
                        placeholder="Filter accounts"
                        on:input=move |event| filter.set(event_target_value(&event))
                    />
                    <SelectAll accounts ticked filter/>
                    <a class="link without-script" href="?select=all">
                        "Select all"
                    </a>
                    <span class="check-note needs-script" role="status">
                        {move || format!("{} of {count} selected", ticked.read().len())}
                    </span>
                </div>
                <ul class="checklist-items">{items} {moved}</ul>
                {(count == 0).then(|| view! { <p class="checklist-empty">"No account is without a subset."</p> })}
            </div>
        </Field>
    }
}

fn is_shown(account: &AccountRow, filter: &str) -> bool {
    matches(filter, &[&account.name, account.account_id.as_str()])
}

#[component]
fn SelectAll(accounts: StoredValue<Vec<AccountRow>>, ticked: Ticked, filter: RwSignal<String>) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let filter = filter.read();
        accounts.with_value(|accounts| {
            let shown = accounts.iter().filter(|account| is_shown(account, &filter));
            shown.map(|account| account.account_id.clone()).collect::<BTreeSet<_>>()
        })
    });
    let is_all = move || !shown.read().is_empty() && shown.read().is_subset(&ticked.read());
    let turn = move |event| {
        if event_target_checked(&event) {
            ticked.update(|ticked| ticked.extend(shown.get()));
        } else {
            ticked.update(|ticked| ticked.retain(|account| !shown.read().contains(account)));
        }
    };
    view! {
        <label class="check needs-script">
            <input type="checkbox" prop:checked=is_all on:change=turn/>
            <span>"Select all shown"</span>
        </label>
    }
}

#[component]
fn Item(account: AccountRow, ticked: Ticked, filter: RwSignal<String>) -> impl IntoView {
    let AccountRow { account_id: id, name, costs, subset, .. } = account.clone();
    let from = subset.map(|subset| format!("in {}", subset.name));
    let is_ticked = {
        let id = id.clone();
        move || ticked.read().contains(&id)
    };
    let at_first = ticked.read_untracked().contains(&id);
    let value = id.to_string();
    let note = (!name.is_empty()).then(|| value.clone());
    let title = if name.is_empty() { value.clone() } else { name };
    let turn = move |event| {
        ticked.update(|ticked| {
            if event_target_checked(&event) {
                ticked.insert(id.clone())
            } else {
                ticked.remove(&id)
            };
        });
    };
    view! {
        <li hidden=move || !is_shown(&account, &filter.read())>
            <label class="check">
                <input type="checkbox" name="accounts[]" value=value.clone() checked=at_first prop:checked=is_ticked on:change=turn/>
                <span class="check-title">{title}</span>
                <span class="check-note">{note}</span>
                <span class="check-note">{from}</span>
                <span class="check-note">
                    <Amount money=costs.month_to_date/>
                </span>
            </label>
        </li>
    }
}

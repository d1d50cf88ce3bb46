use leptos::prelude::*;

use crate::query::matches;

/// So many fit without a filter.
const FEW: usize = 8;

/// Something that can be ticked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickItem {
    pub value: String,
    pub label: String,
    /// Beside the label: an account's id, a subset's size.
    pub note: String,
}

/// Many checkboxes in a frame of their own, with a filter for those who have script. What the filter hides stays
/// ticked.
#[component]
pub fn PickList(
    #[prop(into)] name: Signal<String>,
    items: Vec<PickItem>,
    /// Values ticked to begin with.
    ticked: Vec<String>,
    /// Of what the list is: `accounts`.
    what: &'static str,
) -> impl IntoView {
    let filter = RwSignal::new(String::new());
    let is_long = items.len() > FEW;
    let rows = items.into_iter().map(|item| {
        let checked = ticked.contains(&item.value);
        let texts = [item.label.clone(), item.note.clone()];
        let hidden = move || filter.with(|filter| !matches(filter, &[&texts[0], &texts[1]]));
        view! {
            <label class="choice pick" hidden=hidden>
                <input type="checkbox" name=move || name.get() value=item.value checked=checked/>
                <span class="choice-label">{item.label}</span>
                <span class="pick-note">{item.note}</span>
            </label>
        }
    });
    let search = is_long.then(|| {
        view! {
            // Without a name it is no field of the form around it.
            <input
                class="input needs-script"
                type="search"
                aria-label=format!("Filter {what}")
                placeholder=format!("Filter {what}")
                autocomplete="off"
                on:input=move |event| filter.set(event_target_value(&event))
            />
        }
    });
    view! {
        <div class="pick-list">
            {search}
            <div class="pick-list-items">{rows.collect_view()}</div>
        </div>
    }
}

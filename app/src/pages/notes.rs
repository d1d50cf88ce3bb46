//! What should be known of a bill, as what its form cannot say (docs/forms.md); told wherever figures of it are read.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::pages::figures::counted;

/// The sentences, each once, folded away below a line that says that there are some; nothing where there are none.
#[component]
pub(crate) fn BillNotes(notes: Vec<String>) -> impl IntoView {
    let notes: BTreeSet<_> = notes.into_iter().collect();
    (!notes.is_empty()).then(|| {
        let count = counted(notes.len() as u64, "thing", "things");
        let lines = notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view();
        view! {
            <details class="bill-notes disclosure">
                <summary>{format!("{count} to know about this bill")}</summary>
                <ul>{lines}</ul>
            </details>
        }
    })
}

use leptos::html::Details;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A list that opens below its button: a `details` element, so it needs no script. With script it closes when
/// something else is clicked, by Escape, and when it has led to another page or to another question of the same one.
#[component]
pub fn Menu(
    /// What stands on the button.
    #[prop(into)]
    button: ViewFn,
    /// The button's name, where what stands on it does not say enough.
    #[prop(optional)]
    label: Option<&'static str>,
    #[prop(default = "menu")] class: &'static str,
    children: Children,
) -> impl IntoView {
    let menu = NodeRef::<Details>::new();
    close_when_left(menu);
    view! {
        <details class=class node_ref=menu on:keydown=move |event| if event.key() == "Escape" { close(menu) }>
            <summary aria-label=label>{button.run()}</summary>
            <div class="menu-list">{children()}</div>
        </details>
    }
}

fn close(menu: NodeRef<Details>) {
    if let Some(details) = menu.get_untracked() {
        // The attribute may be gone already.
        let _ = details.remove_attribute("open");
    }
}

fn close_when_left(menu: NodeRef<Details>) {
    let at = use_location();
    Effect::new(move || {
        at.pathname.track();
        at.search.track();
        close(menu);
    });
    Effect::new(move || {
        let clicks = window_event_listener(leptos::ev::click, move |event| {
            if let Some(details) = menu.get_untracked() {
                let target = event_target::<leptos::web_sys::Node>(&event);
                if !details.contains(Some(&target)) {
                    close(menu);
                }
            }
        });
        on_cleanup(move || clicks.remove());
    });
}

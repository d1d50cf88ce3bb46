use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;
use muster_domain::view::organizations::Me;

use super::navigation::{Sidebar, TopBar};
use super::organization::at;
use crate::api::people::{self, SendConfirmation};
use crate::components::{Notice, ServerForm, SubmitButton, Tone, use_action};
use crate::error::ApiError;
use crate::routes::Section;

/// Who is signed in, loaded once for the frame and the pages in it.
pub type MeResource = Resource<Result<Me, ApiError>>;

/// Who is signed in. Pages stand in [`ConsoleLayout`], which provides it.
pub fn use_me() -> MeResource {
    use_context::<MeResource>().unwrap_or_else(|| Resource::new(|| (), |()| people::me()))
}

/// For those who are signed in: navigation at the side, or above on a narrow screen.
#[component]
pub fn ConsoleLayout() -> impl IntoView {
    let path = use_location().pathname;
    let open = Memo::new(move |_| path.with(|path| at(path)));
    let section = Memo::new(move |_| path.with(|path| Section::at(path)));
    // Asked again when another organization or section is opened: it may have been created, or a feature enabled, a
    // moment ago.
    let me = Resource::new(move || (open.get(), section.get()), |_| people::me());
    provide_context::<MeResource>(me);
    let main = NodeRef::<leptos::html::Main>::new();
    focus_on_new_page(main);
    view! {
        <div class="console">
            <TopBar me/>
            <Sidebar me/>
            <main id="main" class="console-main" tabindex="-1" node_ref=main>
                <Unconfirmed me/>
                <Outlet/>
            </main>
        </div>
    }
}

/// Says so above every page, while Muster does not know whether the address is this person's.
#[component]
fn Unconfirmed(me: MeResource) -> impl IntoView {
    let send = use_action::<SendConfirmation>();
    let sent = move || send.value().with(|answer| matches!(answer, Some(Ok(()))));
    let content = move || {
        Suspend::new(async move {
            let email = me.await.ok().filter(|me| me.unconfirmed)?.email;
            let text = format!("Confirm {email}: open the link that was mailed there. Until then Muster sends no mail for you.");
            Some(view! {
                <div class="unconfirmed">
                    <Notice tone=Tone::Warning text/>
                    <ServerForm action=send>
                        <SubmitButton label="Mail it again"/>
                        <span class="saved" role="status">
                            {move || sent().then_some("Sent")}
                        </span>
                    </ServerForm>
                </div>
            })
        })
    };
    view! { <Transition>{content}</Transition> }
}

/// A page that came without a request to the server is announced by moving the focus to it.
fn focus_on_new_page(main: NodeRef<leptos::html::Main>) {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now)
            && let Some(main) = main.get_untracked()
        {
            // A page that cannot take the focus is read all the same.
            let _ = main.focus();
        }
        now
    });
}

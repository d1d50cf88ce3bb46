use leptos::prelude::*;
use leptos_router::components::Outlet;

use crate::components::Logo;
use crate::routes;

/// For those who are not signed in: one column in the middle.
#[component]
pub fn PublicLayout() -> impl IntoView {
    view! {
        <div class="public">
            <header class="public-header">
                <a class="brand" href=routes::HOME>
                    <Logo/>
                    <span>"Muster"</span>
                </a>
            </header>
            <main id="main" class="public-main" tabindex="-1">
                <Outlet/>
            </main>
            <footer class="public-footer">
                <p>"One AWS bill in, the right bill for every customer out."</p>
            </footer>
        </div>
    }
}

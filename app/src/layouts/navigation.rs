//! Where one can go: organizations, the sections of the one that is open, and what concerns oneself.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use muster_domain::OrganizationId;
use muster_domain::view::organizations::{Me, OrganizationRow};

use super::console::MeResource;
use super::organization::at;
use crate::api::people::SignOut;
use crate::components::{Icon, Logo, Menu, Picture};
use crate::query::matches;
use crate::routes::{self, Section};

/// The navigation at the side of a wide screen.
#[component]
pub fn Sidebar(me: MeResource) -> impl IntoView {
    view! {
        <aside class="sidebar">
            <a class="brand" href=routes::HOME>
                <Logo/>
                <span>"Muster"</span>
            </a>
            <Navigation me/>
        </aside>
    }
}

/// The same above a narrow screen, behind a button.
#[component]
pub fn TopBar(me: MeResource) -> impl IntoView {
    let button = || view! { <Icon picture=Picture::Menu/> };
    view! {
        <header class="topbar">
            <a class="brand" href=routes::HOME>
                <Logo/>
                <span>"Muster"</span>
            </a>
            <Menu class="menu drawer" label="Menu" button>
                <Navigation me/>
            </Menu>
        </header>
    }
}

#[component]
fn Navigation(me: MeResource) -> impl IntoView {
    let content = move || Suspend::new(async move { me.await.ok().map(|me| view! { <NavigationOf me/> }) });
    view! { <Transition>{content}</Transition> }
}

#[component]
fn NavigationOf(me: Me) -> impl IntoView {
    let path = use_location().pathname;
    let open = Memo::new(move |_| path.with(|path| at(path)));
    let organizations = me.organizations.clone();
    let switcher = move || view! { <Switcher organizations=organizations.clone() open=open.get()/> };
    let of = me.clone();
    let sections = move || open.get().map(|org| view! { <Sections org shown=Section::menu(&of, org)/> });
    view! {
        <div class="navigation">
            {switcher} {sections} {me.support.then(|| view! { <SupportSections/> })} <Bell unread=me.unread/> <UserMenu me open/>
        </div>
    }
}

#[component]
fn Switcher(organizations: Vec<OrganizationRow>, open: Option<OrganizationId>) -> impl IntoView {
    let name = organizations.iter().find(|row| Some(row.id) == open).map(|row| row.name.clone());
    let name = name.unwrap_or_else(|| "Choose an organization".to_owned());
    let button = move || {
        view! {
            <Icon picture=Picture::Building/>
            <span class="switcher-name">{name.clone()}</span>
            <Icon picture=Picture::ChevronDown/>
        }
    };
    let filter = RwSignal::new(String::new());
    let found = move || {
        let found = organizations.iter().filter(|row| filter.with(|filter| matches(filter, &[&row.name])));
        found.map(|row| switch_to(row, open)).collect_view()
    };
    view! {
        <Menu class="menu switcher" button>
            <input
                class="input needs-script"
                type="search"
                aria-label="Find an organization"
                placeholder="Find an organization"
                on:input=move |event| filter.set(event_target_value(&event))
            />
            <ul class="menu-items">{found}</ul>
            <a class="menu-item" href=routes::ORGANIZATIONS>
                <span>"All organizations"</span>
            </a>
        </Menu>
    }
}

fn switch_to(row: &OrganizationRow, open: Option<OrganizationId>) -> impl IntoView + use<> {
    let current = Some(row.id) == open;
    view! {
        <li>
            <a class="menu-item" href=routes::organization(row.id) aria-current=current.then_some("true")>
                <span>{row.name.clone()}</span>
                {current.then(|| view! { <Icon picture=Picture::Check/> })}
            </a>
        </li>
    }
}

#[component]
fn Sections(org: OrganizationId, shown: Vec<Section>) -> impl IntoView {
    let path = use_location().pathname;
    let links = shown.into_iter().map(|section| {
        let here = move || path.with(|path| (Section::at(path) == Some(section)).then_some("page"));
        view! {
            <li>
                <a class="section-link" href=section.of(org) aria-current=here>
                    <Icon picture=picture(section)/>
                    <span>{section.title()}</span>
                </a>
            </li>
        }
    });
    view! {
        <nav class="sections" aria-label="Sections">
            <ul>{links.collect_view()}</ul>
        </nav>
    }
}

/// The way to one's notifications, with how many are new.
#[component]
fn Bell(unread: u64) -> impl IntoView {
    let path = use_location().pathname;
    let here = move || path.with(|path| path.starts_with(routes::NOTIFICATIONS)).then_some("page");
    view! {
        <a class="section-link bell" href=routes::NOTIFICATIONS aria-current=here>
            <Icon picture=Picture::Bell/>
            <span>"Notifications"</span>
            {(unread > 0)
                .then(|| {
                    view! {
                        <span class="bell-count">
                            {unread.to_string()} <span class="visually-hidden">" unread"</span>
                        </span>
                    }
                })}
        </a>
    }
}

/// For the support staff, beside their own organizations.
#[component]
fn SupportSections() -> impl IntoView {
    let path = use_location().pathname;
    let pictures = [Picture::Ticket, Picture::Building, Picture::Chart, Picture::Mail];
    let links = routes::SUPPORT_MENU.into_iter().zip(pictures).map(|((title, href), picture)| {
        let here = move || path.with(|path| path.starts_with(href).then_some("page"));
        view! {
            <li>
                <a class="section-link" href=href aria-current=here>
                    <Icon picture/>
                    <span>{title}</span>
                </a>
            </li>
        }
    });
    view! {
        <nav class="sections" aria-label="Support">
            <ul>{links.collect_view()}</ul>
        </nav>
    }
}

fn picture(section: Section) -> Picture {
    match section {
        Section::Enrollment => Picture::Check,
        Section::Analysis | Section::ChargeAnalysis => Picture::Chart,
        Section::ManagementAccounts => Picture::Upload,
        Section::Accounts => Picture::Account,
        Section::Subsets => Picture::Subset,
        Section::Workflows => Picture::Workflow,
        Section::Reports => Picture::Report,
        Section::Schedules => Picture::Clock,
        Section::Associations => Picture::Link,
        Section::Months => Picture::Month,
        Section::Customers => Picture::Building,
        Section::Charges => Picture::Credit,
        Section::Statements => Picture::Report,
        Section::Billing => Picture::Credit,
        Section::Members => Picture::Person,
        Section::Tickets => Picture::Ticket,
        Section::Tokens => Picture::Key,
        Section::Audit => Picture::List,
        Section::Settings => Picture::Settings,
    }
}

#[component]
fn UserMenu(me: Me, open: Memo<Option<OrganizationId>>) -> impl IntoView {
    let sign_out = ServerAction::<SignOut>::new();
    let name = me.name.clone();
    let button = move || {
        view! {
            <Icon picture=Picture::Person/>
            <span class="user-name">{name.clone()}</span>
            <Icon picture=Picture::ChevronDown/>
        }
    };
    let my_organization = move || {
        open.get().map(|org| {
            view! {
                <a class="menu-item" href=Section::Settings.of(org)>
                    <Icon picture=Picture::Settings/>
                    <span>"My organization"</span>
                </a>
            }
        })
    };
    view! {
        <Menu class="menu user-menu" button>
            <p class="menu-note">{me.email}</p>
            <a class="menu-item" href=routes::ACCOUNT>
                <Icon picture=Picture::Person/>
                <span>"My account"</span>
            </a>
            {my_organization}
            <a class="menu-item" href=routes::API_DOCS rel="external">
                <Icon picture=Picture::Key/>
                <span>"HTTP API"</span>
            </a>
            <ActionForm action=sign_out>
                <button type="submit" class="menu-item">
                    <Icon picture=Picture::SignOut/>
                    <span>"Sign out"</span>
                </button>
            </ActionForm>
        </Menu>
    }
}

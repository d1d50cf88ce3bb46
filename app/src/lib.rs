//! The console's pages: rendered on the server, taken over by the browser where it runs WebAssembly, and readable and
//! usable where it does not.
//!
//! `routes` knows every address, `api` the server functions, `pages` one page each, `layouts` their frames and
//! `components` the building blocks, which know no feature.
#![recursion_limit = "256"]
// The component macro writes `pub` whatever the visibility of the function that it is given.
#![allow(unreachable_pub)]

pub mod api;
pub mod components;
pub mod error;
mod layouts;
mod pages;
pub mod query;
pub mod routes;

use leptos::config::LeptosOptions;
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

use layouts::{ConsoleLayout, PublicLayout};
#[cfg(feature = "ssr")]
pub use pages::api_docs;

/// The document around the page, on the server.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="stylesheet" href="/pkg/muster.css"/>
                <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml"/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// All pages. Each is sent complete, once its data is there: it reads without script, and its status is true.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Muster".to_owned() } else { format!("{title} · Muster") }/>
        <a class="skip-link" href="#main">"Skip to content"</a>
        <Router>
            <Routes fallback=pages::NotFound>
                <ParentRoute path=path!("") view=PublicLayout ssr=SsrMode::Async>
                    <Route path=path!("sign-in") view=pages::people::SignIn ssr=SsrMode::Async/>
                    <Route path=path!("sign-in/code") view=pages::people::SignInCodePage ssr=SsrMode::Async/>
                    <Route path=path!("reset") view=pages::people::ForgottenPage ssr=SsrMode::Async/>
                    <Route path=path!("reset/:token") view=pages::people::ResetPage ssr=SsrMode::Async/>
                    <Route path=path!("confirm/:token") view=pages::people::ConfirmPage ssr=SsrMode::Async/>
                    <Route path=path!("confirmed") view=pages::people::ConfirmedPage ssr=SsrMode::Async/>
                    <Route path=path!("sign-up") view=pages::people::SignUp ssr=SsrMode::Async/>
                    <Route path=path!("invitations/:token") view=pages::members::InvitationPage ssr=SsrMode::Async/>
                    <Route path=path!("unsubscribed") view=pages::notifications::UnsubscribedPage ssr=SsrMode::Async/>
                    <Route path=path!("unsubscribe/:link") view=pages::notifications::UnsubscribePage ssr=SsrMode::Async/>
                </ParentRoute>
                <ParentRoute path=path!("") view=ConsoleLayout ssr=SsrMode::Async>
                    <Route path=path!("") view=pages::organizations::Home ssr=SsrMode::Async/>
                    <Route path=path!("account") view=pages::account::AccountPage ssr=SsrMode::Async/>
                    <Route path=path!("account/two-factor") view=pages::account::TwoFactorPage ssr=SsrMode::Async/>
                    <Route path=path!("account/recovery-codes") view=pages::account::RecoveryCodesPage ssr=SsrMode::Async/>
                    <Route path=path!("notifications") view=pages::notifications::InboxPage ssr=SsrMode::Async/>
                    <Route path=path!("notifications/settings") view=pages::notifications::MailSettingsPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations") view=pages::organizations::Picker ssr=SsrMode::Async/>
                    <Route path=path!("organizations/new") view=pages::organizations::New ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org") view=pages::organizations::Open ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/settings") view=pages::organizations::Settings ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/billing") view=pages::billing::BillingPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/management-accounts") view=pages::management_accounts::List ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/management-accounts/new") view=pages::management_accounts::New ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/management-accounts/:account") view=pages::management_accounts::Account ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/management-accounts/:account/remove") view=pages::management_accounts::Remove ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/management-accounts/:account/connection") view=pages::connections::HealthPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/management-accounts/:account/connect") view=pages::connections::WizardPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/management-accounts/:account/disconnect") view=pages::connections::DisconnectPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/accounts") view=pages::accounts::List ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/subsets") view=pages::subsets::List ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/subsets/new") view=pages::subsets::Create ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/subsets/delete") view=pages::subsets::Delete ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/subsets/:subset") view=pages::subsets::Details ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/subsets/:subset/assign") view=pages::subsets::Assign ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/associations") view=pages::associations::List ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/customers") view=pages::customers::List ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/charges") view=pages::statements::OverviewPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/analysis") view=pages::analysis::CostsPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/analysis/days/:day") view=pages::analysis::LinesPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/charge-analysis") view=pages::analysis::ChargesPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/statements") view=pages::statements::List ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/statements/:source/:month") view=pages::statements::StatementPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/months") view=pages::months::List ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/months/:month") view=pages::months::MonthPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/workflows") view=pages::workflows::WorkflowsPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/workflows/new") view=pages::workflows::NewWorkflowPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/workflows/:workflow") view=pages::workflows::WorkflowPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/workflows/:workflow/edit") view=pages::workflows::EditWorkflowPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/workflows/:workflow/compare") view=pages::workflows::ComparePage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/workflows/:workflow/versions/:version") view=pages::workflows::VersionPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/workflows/:workflow/versions/:version/restore") view=pages::workflows::RestorePage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/workflows/:workflow/delete") view=pages::workflows::DeleteWorkflowPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/workflows/:workflow/reports/new") view=pages::reports::GenerateReportPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/reports") view=pages::reports::ReportsPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/reports/:report") view=pages::reports::ReportPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/reports/:report/rows/:row") view=pages::reports::TrailPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/reports/:report/unpriced") view=pages::reports::UnpricedPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/reports/:report/schedule") view=pages::schedules::NewSchedulePage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/schedules") view=pages::schedules::SchedulesPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/schedules/:schedule") view=pages::schedules::SchedulePage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/schedules/:schedule/edit") view=pages::schedules::EditSchedulePage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/schedules/:schedule/secret") view=pages::schedules::SecretPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/schedules/:schedule/delete") view=pages::schedules::DeleteSchedulePage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/reports/:report/delete") view=pages::reports::DeleteReportPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/members") view=pages::members::MembersPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/members/invite") view=pages::members::InvitePage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/members/invited") view=pages::members::InvitedPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/members/new-service-user") view=pages::members::ServiceUserPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/members/:member") view=pages::members::MemberPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/members/:member/remove") view=pages::members::RemoveMemberPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/tickets") view=pages::tickets::TicketsPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/tickets/new") view=pages::tickets::NewTicketPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/enrollment") view=pages::enrollment::EnrollmentPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/tickets/new/associate") view=pages::tickets::AssociateTicketPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/tickets/new/end-customer") view=pages::tickets::EndCustomerPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/tickets/new/strategy-call/:account") view=pages::tickets::StrategyCallPage ssr=SsrMode::Async/>
                    <Route path=path!("support/organizations") view=pages::support::DirectoryPage ssr=SsrMode::Async/>
                    <Route path=path!("support/organizations/:organization") view=pages::support::OrganizationPage ssr=SsrMode::Async/>
                    <Route path=path!("support/mail") view=pages::support::MailsPage ssr=SsrMode::Async/>
                    <Route path=path!("support/ramp-up") view=pages::support::BoardPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/tickets/:ticket") view=pages::tickets::TicketPage ssr=SsrMode::Async/>
                    <Route path=path!("support/tickets") view=pages::support::QueuePage ssr=SsrMode::Async/>
                    <Route path=path!("support/tickets/:ticket") view=pages::support::SupportTicketPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/tokens") view=pages::tokens::TokensPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/tokens/new") view=pages::tokens::NewTokenPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/tokens/made") view=pages::tokens::TokenMadePage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/audit") view=pages::audit::AuditListPage ssr=SsrMode::Async/>
                    <Route path=path!("organizations/:org/audit/:record") view=pages::audit::AuditRecordPage ssr=SsrMode::Async/>
                    // Last: whatever else somebody looks for in an organization keeps its menu.
                    <Route path=path!("organizations/:org/*rest") view=pages::Nowhere ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

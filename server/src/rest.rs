//! The HTTP API, `/api/v1`, on the same use cases as the pages: a file per resource, a handler of three lines per
//! route, and all routes below. What they share: [`problem`] for whatever is refused, [`page`] for lists,
//! [`gate`] for tokens and their limits, [`idempotency`] for writes that are sent twice.

mod accept;
mod accounts;
mod admit;
mod answer;
mod associations;
mod audit;
mod charges;
mod connections;
mod cost_analysis;
mod customers;
mod document;
mod enrollment;
mod example;
mod extract;
mod gate;
mod idempotency;
mod imports;
mod management_accounts;
mod members;
mod organizations;
mod page;
mod problem;
mod reports;
mod route;
mod schedules;
mod session;
mod shape;
mod subsets;
mod support;
mod tickets;
mod tokens;
mod workflows;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use muster_domain::permission::Permission::{
    AssignAccounts, AssociateWorkflow, CreateReport, CreateSubset, CreateWorkflow, DeleteReport, DeleteSubset, DeleteWorkflow,
    ManageOrganization, Read,
};

pub(crate) use document::document;
pub(crate) use gate::Limits;
#[cfg(test)]
pub(crate) use route::Access;
use route::Access::{Anyone, Asker, Either, Member, Person, Support, Ticket};
pub(crate) use route::{Route, Row};

use crate::router::AppState;

macro_rules! routes {
    ($($method:ident $path:literal $access:expr, $module:ident::$handler:ident, $says:literal;)+) => {
        vec![$(Route::new(
            Row {
                method: Method::$method,
                path: $path,
                access: $access,
                name: concat!(stringify!($module), "_", stringify!($handler)),
                says: $says,
            },
            $module::$handler,
        )),+]
    };
}

/// Every route there is.
#[rustfmt::skip]
pub(crate) fn routes() -> Vec<Route> {
    routes! {
        POST   "/session"                                    Anyone, session::begin, "Sign in: a token for twelve hours";
        DELETE "/session"                                    Person, session::end, "Sign out: the token is worth nothing any more";
        POST   "/sign-up"                                    Anyone, session::sign_up, "Sign up, with an organization";
        GET    "/me"                                         Asker, session::me, "Who asks, and where they belong";
        GET    "/organizations"                              Asker, organizations::list, "Organizations of whoever asks";
        POST   "/organizations"                              Person, organizations::create, "Make another organization";
        GET    "/organizations/{org}"                        Member(Read), organizations::find, "An organization";
        PATCH  "/organizations/{org}"                        Member(ManageOrganization), organizations::rename, "Rename it";

        GET    "/organizations/{org}/management-accounts"    Member(Read), management_accounts::list, "Management accounts, with their months";
        POST   "/organizations/{org}/management-accounts"    Member(ManageOrganization), management_accounts::create, "Connect one";
        GET    "/organizations/{org}/management-accounts/{ma}" Member(Read), management_accounts::find, "A management account";
        PATCH  "/organizations/{org}/management-accounts/{ma}" Member(ManageOrganization), management_accounts::rename, "Rename it";
        DELETE "/organizations/{org}/management-accounts/{ma}" Member(ManageOrganization), management_accounts::remove, "Remove it, with its imports and its ledger";
        GET    "/organizations/{org}/management-accounts/{ma}/connection" Member(Read), connections::find, "Where its bills come from by themselves, and how that does";
        PATCH  "/organizations/{org}/management-accounts/{ma}/connection" Member(ManageOrganization), connections::change, "Connect it: a bucket and a role, or a location on the server";
        DELETE "/organizations/{org}/management-accounts/{ma}/connection" Member(ManageOrganization), connections::end, "Read nothing more from there";
        POST   "/organizations/{org}/management-accounts/{ma}/check" Member(ManageOrganization), connections::check, "Look now at what is delivered; what that finds stands in its health";
        POST   "/organizations/{org}/management-accounts/{ma}/imports" Member(ManageOrganization), imports::upload, "Send a bill file: the body is the file itself";
        GET    "/organizations/{org}/imports"                Member(Read), imports::list, "Imports";
        GET    "/organizations/{org}/imports/{import}"       Member(Read), imports::find, "An import: state, progress, errors";
        POST   "/organizations/{org}/imports/{import}/retry" Member(ManageOrganization), imports::retry, "Run a failed import again";
        GET    "/organizations/{org}/accounts"               Member(Read), accounts::list, "Linked accounts: subset and costs around a month";
        PATCH  "/organizations/{org}/accounts/{account}"     Member(ManageOrganization), accounts::rename, "Name an account that bills do not name";
        GET    "/organizations/{org}/enrollment"             Member(Read), enrollment::list, "The eight steps of each management account";

        GET    "/organizations/{org}/subsets"                Member(Read), subsets::list, "Subsets: accounts, costs and charges around a month";
        POST   "/organizations/{org}/subsets"                Member(CreateSubset), subsets::create, "Make a subset";
        GET    "/organizations/{org}/subsets/{subset}"       Member(Read), subsets::find, "A subset";
        PATCH  "/organizations/{org}/subsets/{subset}"       Either(CreateSubset, AssignAccounts), subsets::change, "Rename it, or say which accounts are in it";
        DELETE "/organizations/{org}/subsets/{subset}"       Member(DeleteSubset), subsets::delete, "Delete it";
        GET    "/organizations/{org}/workflows"              Member(Read), workflows::list, "Billing workflows";
        POST   "/organizations/{org}/workflows"              Member(CreateWorkflow), workflows::create, "Make a workflow from a workflow file";
        GET    "/organizations/{org}/workflows/{workflow}"   Member(Read), workflows::find, "A workflow, with its file";
        PUT    "/organizations/{org}/workflows/{workflow}"   Member(CreateWorkflow), workflows::replace, "A new version";
        DELETE "/organizations/{org}/workflows/{workflow}"   Member(DeleteWorkflow), workflows::delete, "Delete it; its reports stay";
        GET    "/organizations/{org}/workflows/{workflow}/versions" Member(Read), workflows::versions, "Its versions";
        GET    "/organizations/{org}/workflows/{workflow}/versions/{version}" Member(Read), workflows::version, "One version as it was";
        POST   "/organizations/{org}/workflows/{workflow}/preview" Member(Read), workflows::preview, "The effect of each rule on a month of the bill";

        GET    "/organizations/{org}/reports"                Member(Read), reports::list, "Reports";
        POST   "/organizations/{org}/reports"                Member(CreateReport), reports::create, "Ask for a report";
        GET    "/organizations/{org}/reports/{report}"       Member(Read), reports::find, "A report: state, and what it comes to";
        DELETE "/organizations/{org}/reports/{report}"       Member(DeleteReport), reports::delete, "Delete it with its files";
        POST   "/organizations/{org}/reports/{report}/retry" Member(CreateReport), reports::retry, "Make a failed or expired report again";
        GET    "/organizations/{org}/reports/{report}/download" Member(Read), reports::download, "Its rows, as CSV, XLSX or Parquet";
        GET    "/organizations/{org}/reports/{report}/explain" Member(Read), reports::explain, "What each rule did to each account, as CSV";

        GET    "/organizations/{org}/schedules"              Member(Read), schedules::list, "Schedules: reports that are made again";
        POST   "/organizations/{org}/schedules"              Member(CreateReport), schedules::create, "Make a report again by a plan";
        GET    "/organizations/{org}/schedules/{schedule}"   Member(Read), schedules::find, "A schedule, and to whom its reports go";
        PATCH  "/organizations/{org}/schedules/{schedule}"   Member(CreateReport), schedules::change, "Change it; or pause or resume it";
        DELETE "/organizations/{org}/schedules/{schedule}"   Member(CreateReport), schedules::delete, "Delete it with its history; its reports stay";
        POST   "/organizations/{org}/schedules/{schedule}/run" Member(CreateReport), schedules::run, "Make its report now; its plan goes on";
        POST   "/organizations/{org}/schedules/{schedule}/secret" Member(CreateReport), schedules::renew_secret, "Another secret for its webhook, at once";
        GET    "/organizations/{org}/schedules/{schedule}/runs" Member(Read), schedules::runs, "What came of its days";
        GET    "/organizations/{org}/schedules/{schedule}/deliveries" Member(Read), schedules::deliveries, "What it sent, and every try";
        POST   "/organizations/{org}/schedules/{schedule}/deliveries/{delivery}/replay" Member(CreateReport), schedules::replay, "Send it again from the beginning, with the same id";

        GET    "/organizations/{org}/cost-analysis"          Member(Read), cost_analysis::costs, "Costs, charges or the margin between them, over time and by group";
        GET    "/organizations/{org}/cost-analysis/download" Member(Read), cost_analysis::costs_csv, "The same as CSV, with every decimal";
        GET    "/organizations/{org}/cost-analysis/lines"    Member(Read), cost_analysis::lines, "Lines of the bill on a day";
        GET    "/organizations/{org}/saved-views"            Member(Read), cost_analysis::views, "Questions that people keep: one's own, and those that are shared";
        POST   "/organizations/{org}/saved-views"            Member(Read), cost_analysis::keep, "Keep a question";
        PATCH  "/organizations/{org}/saved-views/{view}"     Member(ManageOrganization), cost_analysis::share, "Show it to every member, or to nobody else any more";
        DELETE "/organizations/{org}/saved-views/{view}"     Member(Read), cost_analysis::forget, "Remove it";

        GET    "/organizations/{org}/associations"           Member(Read), associations::list, "Which workflow charges which subset, from which month on";
        POST   "/organizations/{org}/associations"           Member(AssociateWorkflow), associations::create, "Associate a workflow with a subset, or ask support for it";
        GET    "/organizations/{org}/customers"              Member(Read), customers::list, "End customers";
        POST   "/organizations/{org}/customers"              Member(ManageOrganization), customers::create, "Add an end customer, or ask support for it";
        DELETE "/organizations/{org}/customers/{customer}"   Member(ManageOrganization), customers::remove, "End its sight of the subset";
        GET    "/organizations/{org}/charges"                Member(Read), charges::list, "What is charged: of one's subsets, and by one's providers";

        GET    "/organizations/{org}/charges/analysis"       Member(Read), cost_analysis::charges, "What one's providers charge, over time and by group";
        GET    "/organizations/{org}/charges/analysis/download" Member(Read), cost_analysis::charges_csv, "The same as CSV, with every decimal";

        GET    "/organizations/{org}/tickets"                Member(Read), tickets::list, "Tickets";
        POST   "/organizations/{org}/tickets"                Member(Read), tickets::create, "Ask support for something; 204 where it is granted at once";
        GET    "/tickets/{ticket}"                           Ticket, tickets::find, "A ticket, with what was said";
        PATCH  "/tickets/{ticket}"                           Ticket, tickets::change, "Take it back; for support: say who works on it";
        POST   "/tickets/{ticket}/comments"                  Ticket, tickets::comment, "Say more about it";
        GET    "/support/tickets"                            Support, support::tickets, "Tickets of all organizations";
        POST   "/support/tickets/{ticket}/approve"           Support, support::approve, "Grant what is asked for, at once";
        POST   "/support/tickets/{ticket}/decline"           Support, support::decline, "Refuse it, and say why";
        GET    "/support/organizations"                      Support, support::organizations, "Organizations of the installation";
        GET    "/support/organizations/{organization}"       Support, support::organization, "Who is in it, what it has, how far its accounts are";
        GET    "/support/ramp-ups"                           Support, support::board, "Management accounts with their tier of service";
        PATCH  "/support/ramp-ups/{ma}"                      Support, support::set_tier, "Move one to a tier";

        GET    "/organizations/{org}/members"                Member(Read), members::list, "Members and service users";
        POST   "/organizations/{org}/members"                Member(ManageOrganization), members::add, "Invite somebody, or make a service user";
        GET    "/organizations/{org}/members/{member}"       Member(Read), members::find, "A member";
        PATCH  "/organizations/{org}/members/{member}"       Member(ManageOrganization), members::change, "Another role, other grants";
        DELETE "/organizations/{org}/members/{member}"       Member(ManageOrganization), members::remove, "Take a member away";
        GET    "/organizations/{org}/invitations"            Member(Read), members::invitations, "Who is invited, for whoever may invite";
        POST   "/organizations/{org}/invitations/{invitation}/resend" Member(ManageOrganization), members::invite_again, "A new link; the old one is worth nothing";
        DELETE "/organizations/{org}/invitations/{invitation}" Member(ManageOrganization), members::revoke_invitation, "Take it back";
        GET    "/organizations/{org}/tokens"                 Member(Read), tokens::list, "Tokens: one's own, everybody's for administrators";
        POST   "/organizations/{org}/tokens"                 Person, tokens::create, "Make a token for oneself, or for a service user";
        DELETE "/organizations/{org}/tokens/{token}"         Person, tokens::revoke, "End a token at once";
        GET    "/organizations/{org}/audit"                  Member(ManageOrganization), audit::list, "Who did what";
    }
}

/// The API below `/api/v1`, with its layers; from the outermost: bodies of refusals, what the caller can read, who it
/// is and how often it may ask. Each route has its own behind them ([`Route::handler`]).
pub(crate) fn router(state: &AppState, limits: Limits) -> Router<AppState> {
    let gate = gate::Gate::new(state.muster.clone(), limits);
    let mut router = Router::new().route("/openapi.json", axum::routing::get(document::answer));
    for route in routes() {
        router = router.route(route.row.path, route.handler());
    }
    router
        .fallback(async || StatusCode::NOT_FOUND)
        .method_not_allowed_fallback(async || StatusCode::METHOD_NOT_ALLOWED)
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(gate, gate::pass))
        .layer(from_fn(accept::readable))
        .layer(from_fn(problem::finish))
}

//! Every write and every download of data leaves a record of who did it. A use case that is neither listed as reading
//! nor leaves one fails.

use muster_service::{Ctx, Error};

use crate::console::Console;
use crate::databases::{Database, on_sqlite};
use crate::tenancy::{cases, world};

/// What only reads, and leaves no record; everything else must.
const READS: &[&str] = &[
    "people::me",
    "account::find",
    "sessions::list",
    "two_factor::find",
    // What is done under the key leaves the record.
    "idempotency::claim",
    "organizations::get",
    "members::list",
    "members::find",
    "tokens::list",
    "audit::list",
    "audit::find",
    "audit::list_below",
    "notifications::inbox",
    "notifications::mail_choices",
    // What somebody has read concerns nobody else.
    "notifications::read_all",
    "analysis::page",
    "analysis::lines",
    "saved_views::visible_on",
    "statements::analysis",
    "management_accounts::list",
    "management_accounts::find",
    // The upload is in the record when it is whole.
    "imports::stage",
    "imports::list",
    "imports::list_all",
    "imports::find",
    "connections::settings",
    "connections::health",
    "connections::alerts",
    "connections::template",
    "accounts::list",
    "subsets::list",
    "subsets::page",
    "subsets::find",
    "subsets::impact",
    "workflows::list",
    "workflows::find",
    "workflows::version",
    "workflows::preview",
    "reports::list",
    "reports::find",
    "reports::trail",
    "reports::unpriced",
    "schedules::list",
    "schedules::find",
    "schedules::runs",
    "schedules::deliveries",
    "schedules::draft",
    "schedules::time_zone",
    "tickets::list",
    "tickets::find",
    "tickets::door",
    "tickets::read_pairs",
    "tickets::read_customers",
    "associations::list",
    "charged::list",
    "customers::list",
    "enrollment::list",
    "enrollment::validation",
    "enrollment::coverage",
    "months::list",
    "billing::find",
    "billing::unclassified",
];

/// What cannot succeed in this world: it wants a link, a failed job, an old version, a finished
/// file, an invoice, a charged month. Their own tests look for the record.
const ELSEWHERE: &[&str] = &[
    // They want mail, a link, a code, another session.
    "people::finish_sign_in",
    "people::send_confirmation",
    "resets::ask",
    "resets::find",
    "resets::reset",
    "account::confirm_email",
    "sessions::revoke",
    "two_factor::confirm",
    "two_factor::renew_codes",
    "two_factor::disable",
    "invitations::find",
    "invitations::accept",
    "invitations::join",
    "notifications::read",
    "notifications::unsubscribe",
    // Nothing is connected, and nothing on the server is open.
    "connections::connect",
    "connections::connect_location",
    "connections::check",
    "connections::disconnect",
    "api_sessions::end",
    "imports::retry",
    "workflows::restore",
    "reports::retry",
    "reports::bill",
    // A paused one; one with a webhook, and a delivery of it.
    "schedules::resume",
    "schedules::renew_secret",
    "schedules::replay",
    "months::close",
    "months::reopen",
    "months::restate",
    // An end customer, and its statements of charged months.
    "customers::add",
    "customers::remove",
    "statements::overview",
    "statements::list",
    "statements::overview_csv",
    "statements::find",
    "statements::csv",
    // Support staff work the queue; what they write is looked for where they do.
    "support::directory",
    "support::organization",
    "support::set_feature",
    "support::impact",
    "support::coverage",
    "support::schedule",
    "support::queue",
    "support::list",
    "support::ticket",
    "support::assign",
    "support::take",
    "support::comment",
    "support::board",
    "support::mails",
    "support::retry_mail",
    "support::set_tier",
    "support::approve",
    "support::decline",
    "billing::remove_eco_invoice",
    "billing::remove_charge_tag",
];

/// The world is made once and copied. What only reads shares a copy; each of the others has its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_write_and_every_download_leaves_a_record() {
    on_sqlite(async |database: &Database| {
        let made = Console::open(database).await;
        let ada = made.administrator("ada").await;
        let world = world(&made, &ada).await;
        let reading = made.copy().await;
        let mut wrong = Vec::new();
        for case in cases().into_iter().filter(|case| !ELSEWHERE.contains(&case.name)) {
            let reads = READS.contains(&case.name);
            let own = if reads { None } else { Some(made.copy().await) };
            let console = own.as_ref().unwrap_or(&reading);
            let before = records(console).await;
            let answer = (case.call)(&Ctx::user(console.muster.clone(), "test", ada.user), &world).await;
            let left = records(console).await - before;
            // What can be read of a report ends when its bill is imported anew, as it was in this world.
            let is_done = matches!(answer, Ok(()) | Err(Error::Conflict(_)));
            if !is_done || (left == 0) != reads {
                wrong.push(format!("{} left {left} records: {answer:?}", case.name));
            }
        }
        assert_eq!(wrong, [""; 0]);
    })
    .await;
}

async fn records(console: &Console) -> u64 {
    muster_store::audit::count_all(&mut console.store.read().await.unwrap()).await.unwrap()
}

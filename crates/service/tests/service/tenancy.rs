//! Who may call which use case. The list is complete: a use case without a row here fails the first test.

mod forms;
mod walks;

use std::collections::BTreeSet;
use std::fs;
use std::pin::Pin;

use muster_domain::analysis::{self as asked, Question as Analysed};
use muster_domain::connection::TemplateForm;
use muster_domain::credit::CreditPatterns;
use muster_domain::feature::{Feature, Switch};
use muster_domain::permission::Permission::{self, *};
use muster_domain::permission::{Membership, Role};
use muster_domain::report::EcoCommitments;
use muster_domain::schedule::{Range, Repeat, Zone};
use muster_domain::ticket::Request;
use muster_domain::view::audit::AuditFilter;
use muster_domain::view::charges::NewAssociation;
use muster_domain::view::customers::Look;
use muster_domain::view::directory::DirectoryFilter;
use muster_domain::view::reports::{ReportFormat, ReportScope, RerateForm};
use muster_domain::view::schedules::NewSchedule;
use muster_domain::view::support::QueueFilter;
use muster_domain::view::workflows::PreviewRequest;
use muster_domain::*;
use muster_service::reports::TrailPage;
use muster_service::*;
use muster_service::{account, analysis, enrollment};
use muster_store::analysis_views;

use crate::bill::{BILL, LABS, csv};
use crate::connections::{ROLE, form as place};
use crate::console::{Console, Person};
use crate::reports::march;
use crate::schedules::{new as plan_of, plan};
use crate::statements::{ada_of, customer_of, look_at};
use forms::*;

/// One of each thing of an organization.
#[derive(Clone)]
pub(crate) struct World {
    org: OrganizationId,
    ma: ManagementAccountId,
    import: ImportId,
    subset: SubsetId,
    workflow: WorkflowId,
    report: ReportId,
    member: UserId,
    invitation: InvitationId,
    ticket: TicketId,
    token: TokenId,
    schedule: ScheduleId,
    record: uuid::Uuid,
    /// Shared.
    view: SavedViewId,
    /// Of a provider whose end customer the organization is.
    link: CustomerLinkId,
}

type Call = for<'a> fn(&'a Ctx, &'a World) -> Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>>;

pub(crate) struct Case {
    pub(crate) name: &'static str,
    needs: Needs,
    pub(crate) call: Call,
}

/// What a use case asks of whoever calls it.
#[derive(Clone, Copy, PartialEq)]
enum Needs {
    /// Not even to be known.
    Nothing,
    SignIn,
    /// To be of the support staff.
    Support,
    /// Of the whole organization.
    In(Permission),
    /// Of one thing, named by its id.
    On(Permission),
    /// To be signed in, and that the thing be one's own.
    Own,
    /// A link that opens something; none of these does.
    Link,
    /// To have begun something before; nobody has.
    Begun,
    /// To be of the organization whose ticket it is, or of the support staff.
    Ticket,
}

macro_rules! cases {
    ($($module:ident::$function:ident $needs:expr, |$ctx:ident, $w:ident| $call:expr;)+) => {
        vec![$(Case {
            name: concat!(stringify!($module), "::", stringify!($function)),
            needs: $needs,
            call: |$ctx, $w| Box::pin(async move { let _ = $w; $call.await.map(drop) }),
        }),+]
    };
}

pub(crate) fn cases() -> Vec<Case> {
    use Needs::{Begun, In, Link, Nothing, On, Own, SignIn, Support, Ticket};
    cases![
        people::sign_up Nothing, |ctx, w| people::sign_up(ctx, new_person());
        people::sign_in Nothing, |ctx, w| people::sign_in(ctx, people::SignIn::new("ada@example.org", "correct horse"));
        people::finish_sign_in Begun, |ctx, w| people::finish_sign_in(ctx, people::HalfSignedIn::from_text("forged".into()), "000000");
        people::send_confirmation SignIn, |ctx, w| people::send_confirmation(ctx);
        api_sessions::begin Nothing, |ctx, w| api_sessions::begin(ctx, w.member);
        api_sessions::end SignIn, |ctx, w| api_sessions::end(ctx, "gone");
        idempotency::claim SignIn, |ctx, w| idempotency::claim(ctx, "key", "POST /");
        people::me SignIn, |ctx, w| people::me(ctx);
        resets::ask Nothing, |ctx, w| resets::ask(ctx, "ada@example.org");
        resets::find Link, |ctx, w| resets::find(ctx, "unknown");
        resets::reset Link, |ctx, w| resets::reset(ctx, "unknown", "correct horse".into());
        account::find SignIn, |ctx, w| account::find(ctx);
        account::rename SignIn, |ctx, w| account::rename(ctx, "Ada");
        account::change_password SignIn, |ctx, w| account::change_password(ctx, "correct horse", "correct horse");
        account::change_email SignIn, |ctx, w| account::change_email(ctx, "correct horse", &new_person().email);
        account::confirm_email Link, |ctx, w| account::confirm_email(ctx, "unknown");
        sessions::list SignIn, |ctx, w| sessions::list(ctx);
        sessions::revoke Own, |ctx, w| sessions::revoke(ctx, "unknown");
        sessions::revoke_others SignIn, |ctx, w| sessions::revoke_others(ctx);
        two_factor::find SignIn, |ctx, w| two_factor::find(ctx);
        two_factor::confirm Own, |ctx, w| two_factor::confirm(ctx, "000000");
        two_factor::renew_codes Own, |ctx, w| two_factor::renew_codes(ctx, proof());
        two_factor::disable Own, |ctx, w| two_factor::disable(ctx, proof());
        two_factor::begin SignIn, |ctx, w| two_factor::begin(ctx, "correct horse");
        members::list In(Read), |ctx, w| members::list(ctx, w.org);
        members::find On(Read), |ctx, w| members::find(ctx, w.org, w.member);
        members::set On(ManageOrganization), |ctx, w| members::set(ctx, w.org, w.member, reader());
        members::remove On(ManageOrganization), |ctx, w| members::remove(ctx, w.org, w.member);
        members::add_service_user In(ManageOrganization), |ctx, w| members::add_service_user(ctx, w.org, "Robot", reader());
        invitations::invite In(ManageOrganization), |ctx, w| invitations::invite(ctx, w.org, "new@example.org", reader());
        invitations::resend On(ManageOrganization), |ctx, w| invitations::resend(ctx, w.org, w.invitation);
        invitations::revoke On(ManageOrganization), |ctx, w| invitations::revoke(ctx, w.org, w.invitation);
        invitations::find Link, |ctx, w| invitations::find(ctx, "unknown");
        invitations::accept Own, |ctx, w| invitations::accept(ctx, "unknown");
        invitations::join Link, |ctx, w| invitations::join(ctx, "unknown", "New".into(), "correct horse".into());
        notifications::inbox SignIn, |ctx, w| notifications::inbox(ctx, 1);
        notifications::read Own, |ctx, w| notifications::read(ctx, NotificationId(uuid::Uuid::nil()));
        notifications::read_all SignIn, |ctx, w| notifications::read_all(ctx);
        notifications::mail_choices SignIn, |ctx, w| notifications::mail_choices(ctx);
        notifications::choose_mail SignIn, |ctx, w| notifications::choose_mail(ctx, &[]);
        notifications::unsubscribe Link, |ctx, w| notifications::unsubscribe(ctx, "unknown");
        tokens::list In(Read), |ctx, w| tokens::list(ctx, w.org);
        tokens::create In(Read), |ctx, w| tokens::create(ctx, w.org, token());
        tokens::revoke Own, |ctx, w| tokens::revoke(ctx, w.org, w.token);
        audit::list In(ManageOrganization), |ctx, w| audit::list(ctx, w.org, AuditFilter::default(), 1);
        audit::list_below In(ManageOrganization), |ctx, w| audit::list_below(ctx, w.org, AuditFilter::default(), audit::Below { limit: 2, record: None });
        audit::find On(ManageOrganization), |ctx, w| audit::find(ctx, w.org, w.record);
        audit::csv In(ManageOrganization), |ctx, w| audit::csv(ctx, w.org, AuditFilter::default());
        organizations::add SignIn, |ctx, w| organizations::add(ctx, "Another");
        organizations::get In(Read), |ctx, w| organizations::get(ctx, w.org);
        organizations::rename In(ManageOrganization), |ctx, w| organizations::rename(ctx, w.org, "Stolen");
        analysis::page In(Read), |ctx, w| analysis::page(ctx, w.org, Analysed::default());
        analysis::csv In(Read), |ctx, w| analysis::csv(ctx, w.org, Analysed::default());
        analysis::lines In(Read), |ctx, w| analysis::lines(ctx, w.org, Analysed::default(), month().first_day());
        saved_views::visible_on In(Read), |ctx, w| saved_views::visible_on(ctx, w.org, saved_views::Page::Costs);
        saved_views::add In(Read), |ctx, w| saved_views::add(ctx, w.org, kept("Another"));
        saved_views::set_shared On(ManageOrganization), |ctx, w| saved_views::set_shared(ctx, w.org, w.view, false);
        saved_views::remove On(ManageOrganization), |ctx, w| saved_views::remove(ctx, w.org, w.view);
        management_accounts::list In(Read), |ctx, w| management_accounts::list(ctx, w.org);
        management_accounts::find On(Read), |ctx, w| management_accounts::find(ctx, w.org, w.ma);
        management_accounts::add In(ManageOrganization), |ctx, w| management_accounts::add(ctx, w.org, "999988887777".into(), "M".into());
        management_accounts::rename On(ManageOrganization), |ctx, w| management_accounts::rename(ctx, w.org, w.ma, "Stolen");
        management_accounts::remove On(ManageOrganization), |ctx, w| management_accounts::remove(ctx, w.org, w.ma);
        connections::settings On(Read), |ctx, w| connections::settings(ctx, w.org, w.ma);
        connections::health On(Read), |ctx, w| connections::health(ctx, w.org, w.ma);
        connections::alerts In(Read), |ctx, w| connections::alerts(ctx, w.org);
        connections::template On(Read), |ctx, w| connections::template(ctx, w.org, w.ma, TemplateForm::Terraform);
        connections::save_place On(ManageOrganization), |ctx, w| connections::save_place(ctx, w.org, w.ma, place());
        connections::connect On(ManageOrganization), |ctx, w| connections::connect(ctx, w.org, w.ma, ROLE);
        connections::connect_location On(ManageOrganization), |ctx, w| connections::connect_location(ctx, w.org, w.ma, "/srv");
        connections::check On(ManageOrganization), |ctx, w| connections::check(ctx, w.org, w.ma);
        connections::disconnect On(ManageOrganization), |ctx, w| connections::disconnect(ctx, w.org, w.ma);
        imports::stage On(ManageOrganization), |ctx, w| imports::stage(ctx, w.org, w.ma);
        imports::list On(Read), |ctx, w| imports::list(ctx, w.org, w.ma);
        imports::list_all In(Read), |ctx, w| imports::list_all(ctx, w.org);
        imports::find On(Read), |ctx, w| imports::find(ctx, w.org, w.import);
        imports::retry On(ManageOrganization), |ctx, w| imports::retry(ctx, w.org, w.import);
        accounts::list In(Read), |ctx, w| accounts::list(ctx, w.org, None);
        accounts::rename On(ManageOrganization), |ctx, w| accounts::rename(ctx, w.org, labs().remove(0), "Stolen");
        subsets::list In(Read), |ctx, w| subsets::list(ctx, w.org, None);
        subsets::page In(Read), |ctx, w| subsets::page(ctx, w.org, Default::default());
        subsets::csv In(Read), |ctx, w| subsets::csv(ctx, w.org, None);
        subsets::find On(Read), |ctx, w| subsets::find(ctx, w.org, w.subset, None);
        subsets::create In(CreateSubset), |ctx, w| subsets::create(ctx, w.org, "Another", Vec::new());
        subsets::rename On(CreateSubset), |ctx, w| subsets::rename(ctx, w.org, w.subset, "Stolen");
        subsets::change On(CreateSubset), |ctx, w| subsets::change(ctx, w.org, w.subset, renamed());
        subsets::assign On(AssignAccounts), |ctx, w| subsets::assign(ctx, w.org, w.subset, moved());
        subsets::unassign On(AssignAccounts), |ctx, w| subsets::unassign(ctx, w.org, w.subset, moved());
        subsets::impact On(DeleteSubset), |ctx, w| subsets::impact(ctx, w.org, vec![w.subset]);
        subsets::delete On(DeleteSubset), |ctx, w| subsets::delete(ctx, w.org, vec![w.subset]);
        workflows::list In(Read), |ctx, w| workflows::list(ctx, w.org);
        workflows::find On(Read), |ctx, w| workflows::find(ctx, w.org, w.workflow);
        workflows::create In(CreateWorkflow), |ctx, w| workflows::create(ctx, w.org, file());
        workflows::edit On(CreateWorkflow), |ctx, w| workflows::edit(ctx, w.org, w.workflow, edit());
        workflows::version On(Read), |ctx, w| workflows::version(ctx, w.org, w.workflow, 1);
        workflows::file On(Read), |ctx, w| workflows::file(ctx, w.org, w.workflow, None);
        workflows::restore On(CreateWorkflow), |ctx, w| workflows::restore(ctx, w.org, w.workflow, 1);
        workflows::duplicate On(CreateWorkflow), |ctx, w| workflows::duplicate(ctx, w.org, w.workflow);
        workflows::preview In(Read), |ctx, w| workflows::preview(ctx, w.org, look());
        workflows::delete On(DeleteWorkflow), |ctx, w| workflows::delete(ctx, w.org, w.workflow);
        reports::list In(Read), |ctx, w| reports::list(ctx, w.org);
        reports::find On(Read), |ctx, w| reports::find(ctx, w.org, w.report, 0);
        reports::create In(CreateReport), |ctx, w| reports::create(ctx, w.org, march(w.workflow, ReportScope::All));
        reports::retry On(CreateReport), |ctx, w| reports::retry(ctx, w.org, w.report);
        reports::delete On(DeleteReport), |ctx, w| reports::delete(ctx, w.org, w.report);
        reports::download On(Read), |ctx, w| reports::download(ctx, w.org, w.report, ReportFormat::Xlsx);
        reports::explain_csv On(Read), |ctx, w| reports::explain_csv(ctx, w.org, w.report);
        reports::trail On(Read), |ctx, w| reports::trail(ctx, w.org, w.report, TrailPage { row: 0, page: 0 });
        reports::unpriced On(Read), |ctx, w| reports::unpriced(ctx, w.org, w.report, 0);
        reports::rerate On(CreateReport), |ctx, w| reports::rerate(ctx, w.org, w.report, RerateForm::Parquet);
        reports::bill On(Read), |ctx, w| reports::bill(ctx, w.org, w.report, RerateForm::Csv);
        schedules::list In(Read), |ctx, w| schedules::list(ctx, w.org);
        schedules::find On(Read), |ctx, w| schedules::find(ctx, w.org, w.schedule);
        schedules::runs On(Read), |ctx, w| schedules::runs(ctx, w.org, w.schedule);
        schedules::deliveries On(Read), |ctx, w| schedules::deliveries(ctx, w.org, w.schedule);
        schedules::draft On(CreateReport), |ctx, w| schedules::draft(ctx, w.org, w.report);
        schedules::create On(CreateReport), |ctx, w| schedules::create(ctx, w.org, w.report, daily());
        schedules::edit On(CreateReport), |ctx, w| schedules::edit(ctx, w.org, w.schedule, daily());
        schedules::pause On(CreateReport), |ctx, w| schedules::pause(ctx, w.org, w.schedule);
        schedules::resume On(CreateReport), |ctx, w| schedules::resume(ctx, w.org, w.schedule);
        schedules::run_now On(CreateReport), |ctx, w| schedules::run_now(ctx, w.org, w.schedule);
        schedules::delete On(CreateReport), |ctx, w| schedules::delete(ctx, w.org, w.schedule);
        schedules::renew_secret On(CreateReport), |ctx, w| schedules::renew_secret(ctx, w.org, w.schedule);
        schedules::replay On(CreateReport), |ctx, w| schedules::replay(ctx, w.org, DeliveryId(uuid::Uuid::nil()));
        schedules::time_zone In(Read), |ctx, w| schedules::time_zone(ctx, w.org);
        schedules::set_time_zone In(ManageOrganization), |ctx, w| schedules::set_time_zone(ctx, w.org, Zone::UTC);
        associations::list In(Read), |ctx, w| associations::list(ctx, w.org);
        associations::associate On(AssociateWorkflow), |ctx, w| associations::associate(ctx, w.org, pair(w));
        customers::list In(Read), |ctx, w| customers::list(ctx, w.org);
        customers::add On(ManageOrganization), |ctx, w| customers::add(ctx, w.org, ada_of(w.subset, w.org));
        customers::remove On(ManageOrganization), |ctx, w| customers::remove(ctx, w.org, w.link);
        statements::overview In(Read), |ctx, w| statements::overview(ctx, w.org, Look::default());
        statements::list In(Read), |ctx, w| statements::list(ctx, w.org);
        statements::overview_csv On(Read), |ctx, w| statements::overview_csv(ctx, w.org, look_at(w.link));
        statements::analysis In(Read), |ctx, w| statements::analysis(ctx, w.org, Analysed::default());
        statements::analysis_csv On(Read), |ctx, w| statements::analysis_csv(ctx, w.org, charged(w));
        statements::find On(Read), |ctx, w| statements::find(ctx, w.org, w.link, month());
        statements::csv On(Read), |ctx, w| statements::csv(ctx, w.org, w.link, month());
        charged::list In(Read), |ctx, w| charged::list(ctx, w.org, everything());
        months::list In(Read), |ctx, w| months::list(ctx, w.org);
        months::close In(ManageOrganization), |ctx, w| months::close(ctx, w.org, month(), "sent");
        months::reopen In(ManageOrganization), |ctx, w| months::reopen(ctx, w.org, month(), "a mistake");
        months::restate In(ManageOrganization), |ctx, w| months::restate(ctx, w.org, month(), "late lines");
        tickets::list In(Read), |ctx, w| tickets::list(ctx, w.org);
        tickets::door Ticket, |ctx, w| tickets::door(ctx, w.ticket);
        tickets::find On(Read), |ctx, w| tickets::find(ctx, w.org, w.ticket);
        tickets::ask In(Read), |ctx, w| tickets::ask(ctx, w.org, question());
        tickets::read_pairs In(AssociateWorkflow), |ctx, w| tickets::read_pairs(ctx, w.org, "S : W");
        enrollment::list In(Read), |ctx, w| enrollment::list(ctx, w.org);
        enrollment::validation On(Read), |ctx, w| enrollment::validation(ctx, w.org, w.report);
        enrollment::validate On(CreateWorkflow), |ctx, w| enrollment::validate(ctx, w.org, w.report);
        tickets::comment On(Read), |ctx, w| tickets::comment(ctx, w.org, w.ticket, "More");
        tickets::withdraw On(ManageOrganization), |ctx, w| tickets::withdraw(ctx, w.org, w.ticket);
        support::list Support, |ctx, w| support::list(ctx, QueueFilter::default(), newest());
        tickets::read_customers In(ManageOrganization), |ctx, w| tickets::read_customers(ctx, w.org, &line(w));
        enrollment::coverage On(Read), |ctx, w| enrollment::coverage(ctx, w.org, w.ma);
        support::directory Support, |ctx, w| support::directory(ctx, DirectoryFilter::default());
        support::organization Support, |ctx, w| support::organization(ctx, w.org);
        support::set_feature Support, |ctx, w| support::set_feature(ctx, w.org, Feature::Subsets, Switch::Off);
        support::impact Support, |ctx, w| support::impact(ctx, w.ticket);
        support::coverage Support, |ctx, w| support::coverage(ctx, w.ma);
        support::queue Support, |ctx, w| support::queue(ctx, QueueFilter::default());
        support::ticket Support, |ctx, w| support::ticket(ctx, w.ticket);
        support::assign Support, |ctx, w| support::assign(ctx, w.ticket, None);
        support::take Support, |ctx, w| support::take(ctx, w.ticket);
        support::comment Support, |ctx, w| support::comment(ctx, w.ticket, "More");
        support::mails Support, |ctx, w| support::mails(ctx);
        support::retry_mail Support, |ctx, w| support::retry_mail(ctx, MailId(uuid::Uuid::nil()));
        support::board Support, |ctx, w| support::board(ctx);
        support::set_tier Support, |ctx, w| support::set_tier(ctx, w.ma, scheduled());
        support::approve Support, |ctx, w| support::approve(ctx, w.ticket, "");
        support::schedule Support, |ctx, w| support::schedule(ctx, w.ticket, call());
        support::decline Support, |ctx, w| support::decline(ctx, w.ticket, "No");
        billing::find In(Read), |ctx, w| billing::find(ctx, w.org);
        billing::unclassified In(Read), |ctx, w| billing::unclassified(ctx, w.org, None, None);
        billing::save_patterns In(ManageOrganization), |ctx, w| billing::save_patterns(ctx, w.org, CreditPatterns::default());
        billing::reset_patterns In(ManageOrganization), |ctx, w| billing::reset_patterns(ctx, w.org);
        billing::save_eco_commitments In(ManageOrganization), |ctx, w| billing::save_eco_commitments(ctx, w.org, EcoCommitments::None);
        billing::add_charge_tag In(ManageOrganization), |ctx, w| billing::add_charge_tag(ctx, w.org, "user:Team");
        billing::remove_charge_tag In(ManageOrganization), |ctx, w| billing::remove_charge_tag(ctx, w.org, "user:Team");
        billing::save_eco_invoice In(ManageOrganization), |ctx, w| billing::save_eco_invoice(ctx, w.org, month(), Money::ZERO);
        billing::remove_eco_invoice In(ManageOrganization), |ctx, w| billing::remove_eco_invoice(ctx, w.org, month());
    ]
}

#[test]
fn every_use_case_has_a_row() {
    let library = source("lib");
    let modules = library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let mut found = BTreeSet::new();
    for module in modules {
        let text: String = source(module).split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(");
        for function in text.split("pub async fn ").skip(1).filter(|rest| rest.contains("(ctx: &Ctx")) {
            let (name, arguments) = function.split_once('(').unwrap();
            if arguments.starts_with("ctx: &Ctx") {
                found.insert(format!("{module}::{name}"));
            }
        }
    }
    let listed: BTreeSet<_> = cases().iter().map(|case| case.name.to_owned()).collect();
    assert_eq!(found, listed);
}

/// A module's file and those below it.
fn source(module: &str) -> String {
    let path = format!("{}/src/{module}", env!("CARGO_MANIFEST_DIR"));
    let mut text = fs::read_to_string(format!("{path}.rs")).unwrap();
    for entry in fs::read_dir(path).into_iter().flatten() {
        let file = entry.unwrap().path();
        if file.extension().is_some_and(|end| end == "rs") {
            text += &fs::read_to_string(file).unwrap();
        }
    }
    text
}

pub(crate) async fn world(console: &Console, ada: &Person) -> World {
    let ma = ada.management_account().await;
    let import = ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    let subset = subsets::create(&ada.ctx, ada.org, "S", Vec::new()).await.unwrap();
    let workflow = workflows::create(&ada.ctx, ada.org, r#"{"name":"W","rules":[]}"#.to_owned()).await.unwrap();
    let report = reports::create(&ada.ctx, ada.org, march(workflow, ReportScope::All)).await.unwrap();
    let member = members::add_service_user(&ada.ctx, ada.org, "Bot", reader()).await.unwrap();
    invitations::invite(&ada.ctx, ada.org, "invited@example.org", reader()).await.unwrap();
    let invitation = members::list(&ada.ctx, ada.org).await.unwrap().invitations[0].id;
    let ticket = match tickets::ask(&ada.ctx, ada.org, question()).await.unwrap() {
        tickets::Asked::Ticket(id) => id,
        tickets::Asked::Granted => panic!("nobody grants a question"),
    };
    tokens::create(&ada.ctx, ada.org, token()).await.unwrap();
    let token = tokens::list(&ada.ctx, ada.org).await.unwrap()[0].id;
    let schedule = schedules::create(&ada.ctx, ada.org, report, daily()).await.unwrap().id;
    let record = audit::list(&ada.ctx, ada.org, AuditFilter::default(), 1).await.unwrap().rows[0].id;
    let view = saved_views::add(&ada.ctx, ada.org, kept("Kept")).await.unwrap();
    saved_views::set_shared(&ada.ctx, ada.org, view, true).await.unwrap();
    console.work().await;
    let link = customer_of(console, ada).await;
    World { org: ada.org, ma, import, subset, workflow, report, member, invitation, ticket, token, schedule, record, view, link }
}

//! Who may call which use case. The list is complete: a use case without a row here fails the first test.

use std::collections::BTreeSet;
use std::fs;
use std::pin::Pin;

use muster_domain::permission::Permission::{self, *};
use muster_domain::view::reports::ReportScope;
use muster_domain::*;
use muster_service::*;

use crate::bill::{BILL, LABS, csv};
use crate::console::{Console, Person};
use crate::reports::march;

/// One of each thing of an organization.
#[derive(Clone)]
struct World {
    org: OrganizationId,
    ma: ManagementAccountId,
    import: ImportId,
    subset: SubsetId,
    workflow: WorkflowId,
    report: ReportId,
}

type Call = for<'a> fn(&'a Ctx, &'a World) -> Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>>;

struct Case {
    name: &'static str,
    needs: Needs,
    call: Call,
}

/// What a use case asks of whoever calls it.
#[derive(Clone, Copy, PartialEq)]
enum Needs {
    SignIn,
    /// Of the whole organization.
    In(Permission),
    /// Of one thing, named by its id.
    On(Permission),
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

fn labs() -> Vec<AccountId> {
    vec![LABS.parse().unwrap()]
}

fn file() -> String {
    r#"{"name":"Another","rules":[]}"#.to_owned()
}

fn cases() -> Vec<Case> {
    use Needs::{In, On, SignIn};
    cases![
        accounts_of_people::me SignIn, |ctx, w| accounts_of_people::me(ctx);
        organizations::add SignIn, |ctx, w| organizations::add(ctx, "Another");
        organizations::get In(Read), |ctx, w| organizations::get(ctx, w.org);
        organizations::rename In(ManageOrganization), |ctx, w| organizations::rename(ctx, w.org, "Stolen");
        management_accounts::list In(Read), |ctx, w| management_accounts::list(ctx, w.org);
        management_accounts::find On(Read), |ctx, w| management_accounts::find(ctx, w.org, w.ma);
        management_accounts::add In(ManageOrganization), |ctx, w| management_accounts::add(ctx, w.org, "999988887777".into(), "M".into());
        management_accounts::rename On(ManageOrganization), |ctx, w| management_accounts::rename(ctx, w.org, w.ma, "Stolen");
        management_accounts::remove On(ManageOrganization), |ctx, w| management_accounts::remove(ctx, w.org, w.ma);
        imports::stage On(ManageOrganization), |ctx, w| imports::stage(ctx, w.org, w.ma);
        imports::list On(Read), |ctx, w| imports::list(ctx, w.org, w.ma);
        imports::find On(Read), |ctx, w| imports::find(ctx, w.org, w.import);
        imports::retry On(ManageOrganization), |ctx, w| imports::retry(ctx, w.org, w.import);
        accounts::list In(Read), |ctx, w| accounts::list(ctx, w.org, None);
        accounts::rename On(ManageOrganization), |ctx, w| accounts::rename(ctx, w.org, labs().remove(0), "Stolen");
        subsets::list In(Read), |ctx, w| subsets::list(ctx, w.org, None);
        subsets::find On(Read), |ctx, w| subsets::find(ctx, w.org, w.subset, None);
        subsets::create In(CreateSubset), |ctx, w| subsets::create(ctx, w.org, "Another", Vec::new());
        subsets::rename On(CreateSubset), |ctx, w| subsets::rename(ctx, w.org, w.subset, "Stolen");
        subsets::assign On(AssignAccounts), |ctx, w| subsets::assign(ctx, w.org, w.subset, labs());
        subsets::unassign On(AssignAccounts), |ctx, w| subsets::unassign(ctx, w.org, w.subset, labs());
        subsets::impact On(DeleteSubset), |ctx, w| subsets::impact(ctx, w.org, vec![w.subset]);
        subsets::delete On(DeleteSubset), |ctx, w| subsets::delete(ctx, w.org, vec![w.subset]);
        workflows::list In(Read), |ctx, w| workflows::list(ctx, w.org);
        workflows::find On(Read), |ctx, w| workflows::find(ctx, w.org, w.workflow);
        workflows::create In(CreateWorkflow), |ctx, w| workflows::create(ctx, w.org, file());
        workflows::edit On(CreateWorkflow), |ctx, w| workflows::edit(ctx, w.org, w.workflow, file());
        workflows::delete On(DeleteWorkflow), |ctx, w| workflows::delete(ctx, w.org, w.workflow);
        reports::list In(Read), |ctx, w| reports::list(ctx, w.org);
        reports::find On(Read), |ctx, w| reports::find(ctx, w.org, w.report, 0);
        reports::create In(CreateReport), |ctx, w| reports::create(ctx, w.org, march(w.workflow, ReportScope::All));
        reports::retry On(CreateReport), |ctx, w| reports::retry(ctx, w.org, w.report);
        reports::delete On(DeleteReport), |ctx, w| reports::delete(ctx, w.org, w.report);
        reports::csv On(Read), |ctx, w| reports::csv(ctx, w.org, w.report);
        reports::explain_csv On(Read), |ctx, w| reports::explain_csv(ctx, w.org, w.report);
    ]
}

#[test]
fn every_use_case_has_a_row() {
    let source = |name: &str| fs::read_to_string(format!("{}/src/{name}.rs", env!("CARGO_MANIFEST_DIR"))).unwrap();
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

async fn world(console: &Console, ada: &Person) -> World {
    let ma = ada.management_account().await;
    let import = ada.upload(ma, "bill.csv", &csv(&BILL)).await;
    let subset = subsets::create(&ada.ctx, ada.org, "S", Vec::new()).await.unwrap();
    let workflow = workflows::create(&ada.ctx, ada.org, r#"{"name":"W","rules":[]}"#.to_owned()).await.unwrap();
    let report = reports::create(&ada.ctx, ada.org, march(workflow, ReportScope::All)).await.unwrap();
    console.work().await;
    World { org: ada.org, ma, import, subset, workflow, report }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_to_sign_in() {
    let console = Console::open().await;
    let ada = console.administrator("ada").await;
    let world = world(&console, &ada).await;
    let nobody = Ctx::anonymous(console.muster.clone(), "test");
    for case in cases() {
        let answer = (case.call)(&nobody, &world).await;
        assert!(matches!(answer, Err(Error::NotSignedIn)), "{}: {answer:?}", case.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_is_not_there_for_whoever_is_no_member() {
    let console = Console::open().await;
    let ada = console.administrator("ada").await;
    let world = world(&console, &ada).await;
    let eve = console.administrator("eve").await;
    for case in cases().into_iter().filter(|case| case.needs != Needs::SignIn) {
        let answer = (case.call)(&eve.ctx, &world).await;
        assert!(matches!(answer, Err(Error::NotFound)), "{}: {answer:?}", case.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_thing_is_not_there_in_ones_own_organization() {
    let console = Console::open().await;
    let ada = console.administrator("ada").await;
    let eve = console.administrator("eve").await;
    let world = World { org: eve.org, ..world(&console, &ada).await };
    for case in cases().into_iter().filter(|case| matches!(case.needs, Needs::On(_))) {
        let answer = (case.call)(&eve.ctx, &world).await;
        assert!(matches!(answer, Err(Error::NotFound)), "{}: {answer:?}", case.name);
    }
    let mine = reports::create(&eve.ctx, eve.org, march(world.workflow, ReportScope::All)).await;
    assert!(matches!(mine, Err(Error::Invalid(_))), "a foreign workflow: {mine:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_reads_and_is_told_which_permission_is_missing() {
    let console = Console::open().await;
    let ada = console.administrator("ada").await;
    let world = world(&console, &ada).await;
    let viewer = console.viewer(ada.org, &[]).await;
    for case in cases() {
        let answer = (case.call)(&viewer.ctx, &world).await;
        match case.needs {
            Needs::SignIn | Needs::In(Read) | Needs::On(Read) => assert!(answer.is_ok(), "{}: {answer:?}", case.name),
            Needs::In(permission) | Needs::On(permission) => {
                assert!(matches!(answer, Err(Error::Forbidden(p)) if p == permission), "{}: {answer:?}", case.name);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_does_what_was_granted_and_no_more() {
    let console = Console::open().await;
    let ada = console.administrator("ada").await;
    let world = world(&console, &ada).await;
    let viewer = console.viewer(ada.org, &[CreateSubset]).await;
    subsets::create(&viewer.ctx, world.org, "Mine", Vec::new()).await.unwrap();
    let assigned = subsets::create(&viewer.ctx, world.org, "Theirs", labs()).await;
    assert!(matches!(assigned, Err(Error::Forbidden(AssignAccounts))), "{assigned:?}");
}

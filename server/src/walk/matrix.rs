//! The access matrix: every page, server function and plain route, asked by every kind of actor. What has no row fails.

use axum::http::Method;
use muster_app::api::Access::{self, Anyone, Member, Person, Support};
use muster_domain::permission::Permission::*;

use super::*;

/// Every page, as `muster_app` writes its address, and whom it is for.
pub(super) const PAGES: &[(&str, Access)] = &[
    ("sign-in", Anyone),
    ("sign-in/code", Anyone),
    ("reset", Anyone),
    ("reset/:token", Anyone),
    ("confirm/:token", Anyone),
    ("confirmed", Anyone),
    ("sign-up", Anyone),
    ("invitations/:token", Anyone),
    ("unsubscribed", Anyone),
    ("unsubscribe/:link", Anyone),
    ("", Person),
    ("account", Person),
    ("account/two-factor", Person),
    ("account/recovery-codes", Person),
    ("notifications", Person),
    ("notifications/settings", Person),
    ("organizations", Person),
    ("organizations/new", Person),
    ("organizations/:org", Member(Read)),
    ("organizations/:org/settings", Member(Read)),
    ("organizations/:org/billing", Member(Read)),
    ("organizations/:org/management-accounts", Member(Read)),
    ("organizations/:org/management-accounts/new", Member(ManageOrganization)),
    ("organizations/:org/management-accounts/:account", Member(Read)),
    ("organizations/:org/management-accounts/:account/remove", Member(ManageOrganization)),
    ("organizations/:org/management-accounts/:account/connection", Member(Read)),
    ("organizations/:org/management-accounts/:account/connect", Member(ManageOrganization)),
    ("organizations/:org/management-accounts/:account/disconnect", Member(ManageOrganization)),
    ("organizations/:org/accounts", Member(Read)),
    ("organizations/:org/subsets", Member(Read)),
    ("organizations/:org/subsets/new", Member(CreateSubset)),
    ("organizations/:org/subsets/delete", Member(DeleteSubset)),
    ("organizations/:org/subsets/:subset", Member(Read)),
    ("organizations/:org/subsets/:subset/assign", Member(AssignAccounts)),
    ("organizations/:org/associations", Member(Read)),
    ("organizations/:org/customers", Member(Read)),
    ("organizations/:org/charges", Member(Read)),
    ("organizations/:org/analysis", Member(Read)),
    ("organizations/:org/analysis/days/:day", Member(Read)),
    ("organizations/:org/charge-analysis", Member(Read)),
    ("organizations/:org/statements", Member(Read)),
    ("organizations/:org/statements/:source/:month", Member(Read)),
    ("organizations/:org/months", Member(Read)),
    ("organizations/:org/months/:month", Member(Read)),
    ("organizations/:org/workflows", Member(Read)),
    ("organizations/:org/workflows/new", Member(CreateWorkflow)),
    ("organizations/:org/workflows/:workflow", Member(Read)),
    ("organizations/:org/workflows/:workflow/edit", Member(CreateWorkflow)),
    ("organizations/:org/workflows/:workflow/compare", Member(Read)),
    ("organizations/:org/workflows/:workflow/versions/:version", Member(Read)),
    ("organizations/:org/workflows/:workflow/versions/:version/restore", Member(CreateWorkflow)),
    ("organizations/:org/workflows/:workflow/delete", Member(DeleteWorkflow)),
    ("organizations/:org/workflows/:workflow/reports/new", Member(CreateReport)),
    ("organizations/:org/reports", Member(Read)),
    ("organizations/:org/reports/:report", Member(Read)),
    ("organizations/:org/reports/:report/rows/:row", Member(Read)),
    ("organizations/:org/reports/:report/unpriced", Member(Read)),
    ("organizations/:org/reports/:report/delete", Member(DeleteReport)),
    ("organizations/:org/reports/:report/schedule", Member(CreateReport)),
    ("organizations/:org/schedules", Member(Read)),
    ("organizations/:org/schedules/:schedule", Member(Read)),
    ("organizations/:org/schedules/:schedule/edit", Member(CreateReport)),
    ("organizations/:org/schedules/:schedule/secret", Member(CreateReport)),
    ("organizations/:org/schedules/:schedule/delete", Member(CreateReport)),
    ("organizations/:org/members", Member(Read)),
    ("organizations/:org/members/invite", Member(ManageOrganization)),
    ("organizations/:org/members/invited", Member(ManageOrganization)),
    ("organizations/:org/members/new-service-user", Member(ManageOrganization)),
    ("organizations/:org/members/:member", Member(Read)),
    ("organizations/:org/members/:member/remove", Member(ManageOrganization)),
    ("organizations/:org/tickets", Member(Read)),
    ("organizations/:org/tickets/new", Member(Read)),
    ("organizations/:org/enrollment", Member(Read)),
    ("organizations/:org/tickets/new/associate", Member(AssociateWorkflow)),
    ("organizations/:org/tickets/new/end-customer", Member(ManageOrganization)),
    ("organizations/:org/tickets/new/strategy-call/:account", Member(ManageOrganization)),
    ("support/organizations", Support),
    ("support/organizations/:organization", Support),
    ("support/mail", Support),
    ("support/ramp-up", Support),
    ("organizations/:org/tickets/:ticket", Member(Read)),
    ("support/tickets", Support),
    ("support/tickets/:ticket", Support),
    ("organizations/:org/tokens", Member(Read)),
    ("organizations/:org/tokens/new", Member(Read)),
    ("organizations/:org/tokens/made", Member(Read)),
    ("organizations/:org/audit", Member(ManageOrganization)),
    ("organizations/:org/audit/:record", Member(ManageOrganization)),
    ("organizations/:org/*rest", Member(Read)),
];

/// The plain routes of [`crate::router`], and whom they are for.
const ROUTES: &[(&str, &str, Access)] = &[
    ("POST", "/organizations/{org}/management-accounts/{account}/upload", Member(ManageOrganization)),
    ("GET", "/organizations/{org}/management-accounts/{account}/template", Member(Read)),
    ("GET", "/organizations/{org}/reports/{report}/download", Member(Read)),
    ("GET", "/organizations/{org}/reports/{report}/explain", Member(Read)),
    ("GET", "/organizations/{org}/reports/{report}/bill", Member(Read)),
    ("GET", "/organizations/{org}/subsets/download", Member(Read)),
    ("GET", "/organizations/{org}/analysis/download", Member(Read)),
    ("GET", "/organizations/{org}/charge-analysis/download", Member(Read)),
    ("GET", "/organizations/{org}/charges/download", Member(Read)),
    ("GET", "/organizations/{org}/statements/{source}/{month}/download", Member(Read)),
    ("GET", "/organizations/{org}/workflows/{workflow}/download", Member(Read)),
    ("GET", "/organizations/{org}/audit/download", Member(ManageOrganization)),
    // Whoever holds the link of a mail.
    ("POST", "/unsubscribe/{link}", Anyone),
    ("GET", "/api/docs", Anyone),
    ("GET", "/healthz", Anyone),
    ("GET", "/readyz", Anyone),
    ("GET", "/metrics", Anyone),
];

/// What asks for a second permission beside its own: a subset that is made with accounts in it.
const ALSO: &[(&str, Permission)] = &[("/api/pages/subsets/create", AssignAccounts)];

/// Who asks.
#[derive(Clone, Debug, PartialEq)]
enum Actor {
    Nobody,
    Viewer(Option<Permission>),
    Administrator,
    /// Administrator of another organization.
    Stranger,
    /// Administrator of an organization that sees charges of this one.
    Customer,
    Staff,
}

impl Actor {
    fn all() -> Vec<Self> {
        let viewers = Permission::GRANTS.map(|grant| Self::Viewer(Some(grant)));
        let mut all = vec![Self::Nobody, Self::Viewer(None), Self::Administrator, Self::Stranger, Self::Customer, Self::Staff];
        all.extend(viewers);
        all
    }

    fn may(&self, permission: Permission) -> bool {
        match self {
            Self::Administrator => true,
            Self::Viewer(grant) => permission == Read || *grant == Some(permission),
            Self::Nobody | Self::Stranger | Self::Customer | Self::Staff => false,
        }
    }

    /// What is answered; `None` is an answer of whatever it is, but no refusal.
    fn expected(&self, access: Access, also: Option<Permission>) -> Option<Refused> {
        match (access, self) {
            (Anyone, _) => None,
            (_, Self::Nobody) => Some(Refused::NotSignedIn),
            (Person, _) | (Support, Self::Staff) => None,
            (Support, _) | (Member(_), Self::Stranger | Self::Customer | Self::Staff) => Some(Refused::NotFound),
            (Member(permission), Self::Viewer(_) | Self::Administrator) => {
                let allowed = self.may(permission) && also.is_none_or(|also| self.may(also));
                (!allowed).then_some(Refused::Forbidden)
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    NotSignedIn,
    Forbidden,
    NotFound,
}

/// Says what is wrong about an answer; a page that is not there for lack of its thing is no refusal.
fn wrong(expected: Option<Refused>, answer: &Response) -> Option<String> {
    let status = answer.status();
    let place = answer.headers().get(header::LOCATION).and_then(|place| place.to_str().ok()).unwrap_or_default();
    let is_sent_to_sign_in = status.is_redirection() && place.starts_with("/sign-in");
    let is_right = match expected {
        Some(Refused::NotSignedIn) => status == 401 || is_sent_to_sign_in,
        Some(Refused::Forbidden) => status == 403,
        Some(Refused::NotFound) => status == 404,
        None => !matches!(status.as_u16(), 401 | 403) && !status.is_server_error() && !is_sent_to_sign_in,
    };
    (!is_right).then(|| format!("{status} {place}, not {expected:?}"))
}

/// Everything that one actor asks, each with what is expected and what is answered.
struct Asking<'a> {
    world: &'a World,
    actor: Actor,
    cookie: Option<String>,
    wrong: Vec<String>,
}

impl<'a> Asking<'a> {
    async fn new(world: &'a World, actor: Actor) -> Self {
        let name = match &actor {
            Actor::Nobody => None,
            Actor::Viewer(None) => Some("viewer".to_owned()),
            Actor::Viewer(Some(grant)) => {
                world.viewer(grant.name(), &[*grant]).await;
                Some(grant.name().to_owned())
            }
            Actor::Administrator => Some("administrator".to_owned()),
            Actor::Stranger => Some("stranger".to_owned()),
            Actor::Customer => Some("customer".to_owned()),
            Actor::Staff => Some("support".to_owned()),
        };
        let cookie = match name {
            Some(name) => Some(world.cookie(&name).await),
            None => None,
        };
        Self { world, actor, cookie, wrong: Vec::new() }
    }

    fn judge(&mut self, what: &str, access: Access, answer: &Response) {
        let also = ALSO.iter().find(|(path, _)| *path == what).map(|(_, permission)| *permission);
        if let Some(wrong) = wrong(self.actor.expected(access, also), answer) {
            self.wrong.push(format!("{:?} on {what}: {wrong}", self.actor));
        }
    }

    /// Those for anyone come last: signing in and out ends the session.
    async fn server_functions(&mut self) {
        let (last, first): (Vec<_>, Vec<_>) = endpoints().partition(|endpoint| endpoint.access == Anyone);
        for endpoint in first.into_iter().chain(last) {
            let answer = self.world.call(endpoint.path, self.cookie.as_deref()).await;
            self.judge(endpoint.path, endpoint.access, &answer);
        }
    }

    async fn pages(&mut self) {
        for (path, access) in PAGES {
            let mut request = request(Method::GET.as_str(), &self.world.filled(path), self.cookie.as_deref(), Body::empty());
            request.headers_mut().insert(header::ACCEPT, "text/html".parse().unwrap());
            let answer = self.world.ask(request).await;
            self.judge(path, *access, &answer);
        }
    }

    async fn routes(&mut self) {
        for (method, path, access) in ROUTES {
            let mut request = request(method, &self.world.filled(path), self.cookie.as_deref(), form_with_a_file(method));
            if *method == "POST" {
                request.headers_mut().insert(header::CONTENT_TYPE, "multipart/form-data; boundary=b".parse().unwrap());
            }
            let answer = self.world.ask(request).await;
            self.judge(path, *access, &answer);
        }
    }
}

fn form_with_a_file(method: &str) -> Body {
    let part = "--b\r\ncontent-disposition: form-data; name=\"files\"; filename=\"bill.csv\"\r\n\r\nx\r\n--b--\r\n";
    if method == "POST" { Body::from(part) } else { Body::empty() }
}

impl World {
    /// An address with ids in the place of its parameters; nothing but the organization is there.
    pub(super) fn filled(&self, path: &str) -> String {
        let id = uuid::Uuid::now_v7().to_string();
        let part = |part: &str| match part {
            ":org" | "{org}" => self.org.to_string(),
            ":month" | "{month}" => "2026-03".to_owned(),
            ":version" | ":row" => "1".to_owned(),
            part if part.starts_with([':', '{']) => id.clone(),
            part => part.replace('*', ""),
        };
        let parts: Vec<_> = path.trim_start_matches('/').split('/').map(part).collect();
        format!("/{}", parts.join("/"))
    }
}

#[tokio::test]
async fn every_actor_is_answered_by_every_server_function_as_its_row_says() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    for actor in Actor::all() {
        let mut asking = Asking::new(&world, actor).await;
        asking.server_functions().await;
        wrong.append(&mut asking.wrong);
    }
    assert_eq!(wrong, [""; 0]);
}

#[tokio::test]
async fn every_actor_is_answered_by_every_page_as_its_row_says() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    for actor in Actor::all() {
        let mut asking = Asking::new(&world, actor).await;
        asking.pages().await;
        wrong.append(&mut asking.wrong);
    }
    assert_eq!(wrong, [""; 0]);
}

#[tokio::test]
async fn every_actor_is_answered_by_every_plain_route_as_its_row_says() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    for actor in Actor::all() {
        let mut asking = Asking::new(&world, actor).await;
        asking.routes().await;
        wrong.append(&mut asking.wrong);
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn every_page_and_every_plain_route_has_a_row() {
    let app = include_str!("../../../app/src/lib.rs");
    let pages = app.lines().filter(|line| line.contains("<Route ")).filter_map(|line| line.split('"').nth(1));
    assert_eq!(pages.collect::<BTreeSet<_>>(), PAGES.iter().map(|(path, _)| *path).collect());
    let router = include_str!("../router.rs");
    let routes = router.split(".route(").skip(1).filter_map(|rest| rest.split('"').nth(1));
    assert_eq!(routes.collect::<BTreeSet<_>>(), ROUTES.iter().map(|(_, path, _)| *path).collect());
}

//! Signing up and in over the HTTP API, and who one is.

use axum::http::HeaderMap;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::{OrganizationId, UserId};
use muster_service::people::{self, SignIn, SignUp, SignedUp};
use muster_service::{Ctx, api_sessions};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::{Accepted, Created, Done, Either, Found};
use super::extract::Body;
use super::problem::Problem;
use super::route::Asker;

/// Who signs in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    email: String,
    password: String,
    /// The one-time code, or a recovery code, of whoever asks for one when signing in.
    #[serde(default)]
    totp: Option<String>,
}

/// Who signs up.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Newcomer {
    email: String,
    /// At least 8 characters.
    #[schemars(length(min = 8))]
    password: String,
    /// What the person is called.
    name: String,
    /// Name of the organization that is made with them as its administrator.
    organization: String,
}

/// A person.
#[derive(Serialize, JsonSchema)]
pub(super) struct User {
    id: UserId,
    email: String,
    name: String,
    /// Member of the installation's support staff.
    support: bool,
}

/// A token for twelve hours.
#[derive(Serialize, JsonSchema)]
pub(super) struct Session {
    /// Shown this once.
    token: String,
    user: User,
}

/// The same, with what was made.
#[derive(Serialize, JsonSchema)]
pub(super) struct FirstSession {
    #[serde(flatten)]
    session: Session,
    organization: OrganizationRow,
}

/// Where mail is sent: the person is there, and may sign in, once the link in it is opened.
#[derive(Serialize, JsonSchema)]
pub(super) struct Mailed {
    /// The address as it was given, whether or not somebody has it.
    mailed_to: String,
}

/// By whether the installation sends mail.
pub(super) type SignedUpOrMailed = Either<Created<FirstSession>, Accepted<Mailed>>;

/// Who asks, and where they belong; by a token of an organization, that one only.
#[derive(Serialize, JsonSchema)]
pub(super) struct Me {
    user: User,
    organizations: Vec<OrganizationRow>,
    /// Those among them that see charges as a provider's end customer.
    customers: Vec<OrganizationId>,
    unread_notifications: u64,
}

pub(super) async fn begin(Asker(ctx): Asker, Body(who): Body<Credentials>) -> Result<Created<Session>, Problem> {
    let form = SignIn { email: who.email, password: who.password, code: who.totp, device: None };
    let user = people::sign_in(&ctx, form).await?;
    Ok(Created(open(&ctx, user).await?.0))
}

pub(super) async fn sign_up(Asker(ctx): Asker, Body(new): Body<Newcomer>) -> Result<SignedUpOrMailed, Problem> {
    let Newcomer { email, password, name, organization } = new;
    let form = SignUp { email: email.clone(), password, name, organization };
    let user = match people::sign_up(&ctx, form).await? {
        SignedUp::Person(user) => user,
        SignedUp::Mailed => return Ok(Either::Other(Accepted(Mailed { mailed_to: email }))),
    };
    let (session, organizations) = open(&ctx, user).await?;
    let organization = organizations.into_iter().next().ok_or_else(|| Problem::internal("nobody belongs nowhere"))?;
    Ok(Either::One(Created(FirstSession { session, organization })))
}

pub(super) async fn end(Asker(ctx): Asker, headers: HeaderMap) -> Result<Done, Problem> {
    let token = crate::middleware::bearer(&headers).unwrap_or_default();
    api_sessions::end(&ctx, &token).await?;
    Ok(Done)
}

pub(super) async fn me(Asker(ctx): Asker) -> Result<Found<Me>, Problem> {
    let me = people::me(&ctx).await?;
    let user = User { id: me.id, email: me.email, name: me.name, support: me.support };
    Ok(Found(Me { user, organizations: me.organizations, customers: me.customers, unread_notifications: me.unread }))
}

/// A session of somebody who has just shown who they are, and where they belong.
async fn open(ctx: &Ctx, user: UserId) -> Result<(Session, Vec<OrganizationRow>), Problem> {
    let token = api_sessions::begin(ctx, user).await?;
    let me = people::me(&Ctx::user(ctx.muster().clone(), ctx.request_id(), user)).await?;
    let user = User { id: me.id, email: me.email, name: me.name, support: me.support };
    Ok((Session { token, user }, me.organizations))
}

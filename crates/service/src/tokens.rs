//! API tokens: by which a program acts for one member, in one organization, with what that member may do there at the
//! time it asks. A token is shown once; a digest of it is kept.
//!
//! Only somebody who signed in makes or ends tokens, so that a token that leaked cannot make itself a successor.

use chrono::Duration;
use muster_domain::permission::Permission;
use muster_domain::view::members::{ShownOnce, TokenRow};
use muster_domain::{OrganizationId, TokenId, UserId};
use muster_store::memberships::Member;
use muster_store::tokens::{self, Token};
use muster_store::{OrgTx, memberships, users};

use crate::audit::Deed;
use crate::secret::{digest, fresh};
use crate::{Ctx, Error, Muster, OrgScope, api_sessions, names};

/// What every token begins with, so that scanners of leaked secrets know one.
const PREFIX: &str = "muster_";
/// Days a token may be good for at most, where it ends at all.
const LONGEST: u32 = 3660;
/// How exactly its last use is known: writing it down for every request would cost a write for every read.
const USE_EVERY: Duration = Duration::minutes(1);

/// What a token is made for.
#[derive(Clone, Debug)]
pub struct NewToken {
    pub name: String,
    /// A service user; `None` is oneself.
    pub user: Option<UserId>,
    /// `None`: it is good until it is revoked.
    pub days: Option<u32>,
}

/// One's own tokens of the organization; everybody's for whoever manages it. Newest first.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn list(ctx: &Ctx, org: OrganizationId) -> Result<Vec<TokenRow>, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.read().await?;
    let members = memberships::list(&mut tx).await?;
    let found = tokens::list(&mut tx).await?.into_iter().filter(|token| is_ones(&scope, token));
    Ok(found.map(|token| row(token, &members)).collect())
}

/// Makes a token for oneself, or for a service user.
///
/// # Errors
/// `NotSignedIn` for a token; `Invalid` at `name`, `user` or `days`; `Forbidden` for a service user's without
/// permission to manage the organization.
pub async fn create(ctx: &Ctx, org: OrganizationId, new: NewToken) -> Result<ShownOnce, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let me = ctx.user_id()?;
    let name = names::checked("name", &new.name)?;
    if new.days.is_some_and(|days| !(1..=LONGEST).contains(&days)) {
        return Err(Error::invalid("days", format!("from 1 to {LONGEST} days")));
    }
    let user = new.user.unwrap_or(me);
    let mut tx = scope.write().await?;
    if user != me {
        scope.also(Permission::ManageOrganization)?;
        let is_service = memberships::list(&mut tx).await?.iter().any(|member| member.user == user && member.is_service);
        if !is_service {
            return Err(Error::invalid("user", "tokens of a person are made by that person only"));
        }
    }
    let issue = Issue { user, by: me, name, days: new.days };
    let (token, text) = add(scope.muster(), &mut tx, issue).await?;
    scope.note(&mut tx, deed("tokens.create", &token)).await?;
    tx.commit().await?;
    Ok(ShownOnce::Token { name: token.name, token: text })
}

/// Ends a token at once.
///
/// # Errors
/// `NotFound`, also for somebody else's without permission to manage the organization; `NotSignedIn` for a token.
pub async fn revoke(ctx: &Ctx, org: OrganizationId, id: TokenId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    ctx.user_id()?;
    let mut tx = scope.write().await?;
    let token = tokens::lookup(&mut tx, id).await?.filter(|token| is_ones(&scope, token)).ok_or(Error::NotFound)?;
    tokens::remove(&mut tx, id).await?;
    scope.note(&mut tx, deed("tokens.revoke", &token)).await?;
    Ok(tx.commit().await?)
}

/// Makes a token for a member: for the operator's command line, not for a page.
///
/// # Errors
/// `Invalid` at `email` or `name`; `NotFound` where that person is no member of the organization.
pub async fn issue(muster: &Muster, org: OrganizationId, (email, name): (&str, &str)) -> Result<String, Error> {
    let name = names::checked("name", name)?;
    let email = email.trim().to_lowercase();
    let found = users::find_by_email(&mut muster.store().read().await?, &email).await?;
    let user = found.ok_or_else(|| Error::invalid("email", "nobody has this address"))?.id;
    let ctx = Ctx::user(muster.clone(), format!("command-line-{}", muster.id()), user);
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.write().await?;
    let (token, text) = add(muster, &mut tx, Issue { user, by: user, name, days: None }).await?;
    scope.note(&mut tx, deed("tokens.create", &token)).await?;
    tx.commit().await?;
    Ok(text)
}

/// The same request, asked by the member whose token this is, in the token's organization and nowhere else; by a token
/// of [`crate::api_sessions`], asked by the person who signed in.
///
/// # Errors
/// `NotSignedIn` for a text that is no token, or not any more.
pub async fn bearer(ctx: Ctx, text: &str) -> Result<Ctx, Error> {
    if api_sessions::is_one(text) {
        return api_sessions::bearer(ctx, text).await;
    }
    let (muster, now) = (ctx.muster(), ctx.muster().now());
    let found = tokens::find_by_digest(&mut muster.store().read().await?, &digest(text), now).await?;
    let token = found.ok_or(Error::NotSignedIn)?;
    if token.used_at.is_none_or(|used| used + USE_EVERY <= now) {
        let mut tx = muster.store().write().await?;
        tokens::set_used(&mut tx, token.id, now, ctx.address()).await?;
        tx.commit().await?;
    }
    Ok(ctx.by_token(token.user, token.organization))
}

struct Issue {
    user: UserId,
    by: UserId,
    name: String,
    days: Option<u32>,
}

async fn add(muster: &Muster, tx: &mut OrgTx, issue: Issue) -> Result<(Token, String), Error> {
    let (text, now) = (format!("{PREFIX}{}", fresh()), muster.now());
    let token = Token {
        id: TokenId(muster.id()),
        organization: tx.organization(),
        user: issue.user,
        name: issue.name,
        digest: digest(&text),
        ending: text[text.len() - 4..].to_owned(),
        created_by: issue.by,
        created_at: now,
        expires_at: issue.days.map(|days| now + Duration::days(i64::from(days))),
        used_at: None,
        used_from: String::new(),
    };
    tokens::add(tx, &token).await?;
    Ok((token, text))
}

fn is_ones(scope: &OrgScope, token: &Token) -> bool {
    token.user == scope.user() || scope.membership().allows(Permission::ManageOrganization)
}

fn row(token: Token, members: &[Member]) -> TokenRow {
    let owner = members.iter().find(|member| member.user == token.user).map(|member| member.name.clone());
    let Token { id, name, ending, user, created_at, expires_at, used_at, used_from, .. } = token;
    TokenRow { id, name, ending, user, owner: owner.unwrap_or_default(), created_at, expires_at, used_at, used_from }
}

fn deed<'a>(action: &'a str, token: &Token) -> Deed<'a> {
    Deed { action, subject: token.id.to_string(), detail: format!("{} (…{})", token.name, token.ending) }
}

//! Tokens by which programs act for a member, in one organization.

use muster_domain::view::members::{ShownOnce, TokenRow};
use muster_domain::{OrganizationId, TokenId, UserId};
use muster_service::tokens;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::{Created, Done};
use super::extract::{At, Body};
use super::page::{Order, Page, Window};
use super::problem::Problem;
use super::route::Asker;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewToken {
    /// What it is for.
    name: String,
    /// A service user; oneself where none is given.
    #[serde(default)]
    user: Option<UserId>,
    /// How many days it is good for; until it is revoked where none is given.
    #[serde(default)]
    #[schemars(range(min = 1, max = 3660))]
    days: Option<u32>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct MadeToken {
    /// Shown this once.
    token: String,
    #[serde(flatten)]
    row: TokenRow,
}

pub(super) async fn list(Asker(ctx): Asker, At(org): At<OrganizationId>, window: Window) -> Result<Page<TokenRow>, Problem> {
    Ok(window.cut(tokens::list(&ctx, org).await?, Order::NewestFirst, |row| row.id.to_string()))
}

pub(super) async fn create(
    Asker(ctx): Asker,
    At(org): At<OrganizationId>,
    Body(new): Body<NewToken>,
) -> Result<Created<MadeToken>, Problem> {
    let new = tokens::NewToken { name: new.name, user: new.user, days: new.days };
    let ShownOnce::Token { token, .. } = tokens::create(&ctx, org, new).await? else {
        return Err(Problem::internal("another thing is shown than asked for"));
    };
    let made = tokens::list(&ctx, org).await?.into_iter().find(|row| token.ends_with(&row.ending));
    Ok(Created(MadeToken { token, row: made.ok_or_else(Problem::not_found)? }))
}

pub(super) async fn revoke(Asker(ctx): Asker, At((org, id)): At<(OrganizationId, TokenId)>) -> Result<Done, Problem> {
    tokens::revoke(&ctx, org, id).await?;
    Ok(Done)
}

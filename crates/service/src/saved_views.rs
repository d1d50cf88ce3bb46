//! Questions of cost analysis that people keep. Anybody keeps them for themselves; an administrator shares them with the
//! other members, who then see them in their lists.

use muster_domain::analysis::Question;
use muster_domain::permission::Permission;
use muster_domain::view::analysis::SavedView;
use muster_domain::{OrganizationId, SavedViewId};
use muster_store::OrgTx;
use muster_store::analysis_views::{self, AnalysisView};

pub use muster_store::analysis_views::Page;

use crate::audit::{Change, Deed};
use crate::{Ctx, Error, OrgScope, names};

/// What somebody keeps.
#[derive(Clone, Debug)]
pub struct NewView {
    pub page: Page,
    pub name: String,
    pub question: Question,
    pub shared: bool,
}

/// Those that whoever asks sees on a page, in order of name.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn visible_on(ctx: &Ctx, org: OrganizationId, page: Page) -> Result<Vec<SavedView>, Error> {
    list(&ctx.allow(org, Permission::Read).await?, page).await
}

/// Those that this person sees on a page.
pub(crate) async fn list(scope: &OrgScope, page: Page) -> Result<Vec<SavedView>, Error> {
    let kept = analysis_views::list(&mut scope.read().await?, page, scope.user()).await?;
    // A view that an older program kept and this one cannot read any more is left out, not guessed at.
    Ok(kept.into_iter().filter_map(|view| shown(scope, view)).collect())
}

fn shown(scope: &OrgScope, view: AnalysisView) -> Option<SavedView> {
    Some(SavedView {
        id: view.id,
        name: view.name,
        question: Question::parse(&view.question).ok()?,
        is_shared: view.shared,
        is_own: view.owner == scope.user(),
        by: view.by,
        made_at: view.at,
    })
}

/// Keeps a question under a name.
///
/// # Errors
/// `Invalid` at `name`; `Forbidden` to share it without being an administrator.
pub async fn add(ctx: &Ctx, org: OrganizationId, new: NewView) -> Result<SavedViewId, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    if new.shared {
        scope.also(Permission::ManageOrganization)?;
    }
    let name = names::checked("name", &new.name)?;
    let view = AnalysisView {
        id: SavedViewId(scope.muster().id()),
        name,
        page: new.page,
        question: Question { page: 0, ..new.question }.query(),
        shared: new.shared,
        owner: scope.user(),
        by: String::new(),
        at: scope.muster().now(),
    };
    let mut tx = scope.write().await?;
    analysis_views::add(&mut tx, &view).await?;
    let deed = Deed { action: "saved_views.add", subject: view.id.to_string(), detail: view.name.clone() };
    scope.note_change(&mut tx, deed, Change { after: Some(words(&view)), ..Change::default() }).await?;
    tx.commit().await?;
    Ok(view.id)
}

/// Shows a view to every member, or to nobody but its keeper any more.
///
/// # Errors
/// `NotFound` for a view that this person does not see; `Forbidden` without being an administrator.
pub async fn set_shared(ctx: &Ctx, org: OrganizationId, id: SavedViewId, shared: bool) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::ManageOrganization).await?;
    let mut tx = scope.write().await?;
    let view = visible(&scope, &mut tx, id).await?;
    analysis_views::set_shared(&mut tx, id, shared).await?;
    let action = if shared { "saved_views.share" } else { "saved_views.unshare" };
    scope.note(&mut tx, Deed { action, subject: id.to_string(), detail: view.name }).await?;
    Ok(tx.commit().await?)
}

/// Removes a view: one's own, or, by an administrator, a shared one.
///
/// # Errors
/// `NotFound` for a view that this person does not see; `Forbidden` for somebody else's.
pub async fn remove(ctx: &Ctx, org: OrganizationId, id: SavedViewId) -> Result<(), Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let mut tx = scope.write().await?;
    let view = visible(&scope, &mut tx, id).await?;
    if view.owner != scope.user() {
        scope.also(Permission::ManageOrganization)?;
    }
    analysis_views::remove(&mut tx, id).await?;
    let before = Some(words(&view));
    let deed = Deed { action: "saved_views.remove", subject: id.to_string(), detail: view.name };
    scope.note_change(&mut tx, deed, Change { before, ..Change::default() }).await?;
    Ok(tx.commit().await?)
}

/// Somebody else's private view is not there.
async fn visible(scope: &OrgScope, tx: &mut OrgTx, id: SavedViewId) -> Result<AnalysisView, Error> {
    let found = analysis_views::lookup(tx, id).await?;
    found.filter(|view| view.shared || view.owner == scope.user()).ok_or(Error::NotFound)
}

fn words(view: &AnalysisView) -> String {
    let who = if view.shared { "shared" } else { "private" };
    format!("{who}: {}", view.question)
}

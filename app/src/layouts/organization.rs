//! What every page of an organization begins with: which one it is, and what the person may do in it.

use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_domain::view::organizations::{Me, OrganizationRow};
use serde::{Serialize, de::DeserializeOwned};

use super::console::use_me;
use crate::components::Failure;
use crate::error::ApiError;
use crate::routes::organization_at;

/// The organization in the address; `None` where its text is no id.
fn use_organization() -> Memo<Option<OrganizationId>> {
    use_parameter("org")
}

/// Something else in the address, by the route's name for it; `None` where its text cannot be one.
pub fn use_parameter<T>(name: &'static str) -> Memo<Option<T>>
where
    T: std::str::FromStr + PartialEq + Send + Sync + 'static,
{
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get(name)?.parse().ok()))
}

/// The organization that an address lies in, for the frame, which knows no parameters of the pages in it.
pub(super) fn at(path: &str) -> Option<OrganizationId> {
    organization_at(path)
}

/// Loads something of the organization in the address, again whenever `source` changes. `source` gives `None` where
/// the address names nothing that can be (an id that is none): that is not found.
pub fn organization_resource<S, T, Fetch>(
    source: impl Fn() -> Option<S> + Send + Sync + 'static,
    fetch: impl Fn(OrganizationId, S) -> Fetch + Clone + Send + Sync + 'static,
) -> Resource<Result<T, ApiError>>
where
    S: Clone + PartialEq + Send + Sync + 'static,
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    Fetch: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    let org = use_organization();
    Resource::new(
        move || org.get().zip(source()),
        move |asked| {
            let fetch = fetch.clone();
            async move {
                let (org, source) = asked.ok_or(ApiError::NotFound)?;
                fetch(org, source).await
            }
        },
    )
}

/// Like [`crate::components::Load`], for a page of an organization: the view is given the organization too, so that
/// it offers only what this person may do.
#[component]
pub fn OrganizationLoad<T, F, V>(
    data: Resource<Result<T, ApiError>>,
    #[prop(into)] skeleton: ViewFnOnce,
    /// Without it the page is refused, as the service refuses what the page would send.
    #[prop(optional)]
    permission: Option<Permission>,
    view: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(OrganizationRow, T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let (me, path) = (use_me(), use_location().pathname);
    let content = move || {
        let view = view.clone();
        Suspend::new(async move {
            let (me, data) = (me.await, data.await);
            let org = me.and_then(|me| member(me, &path.get_untracked())).and_then(|org| permitted(org, permission));
            match org.and_then(|org| Ok((org, data?))) {
                Ok((org, data)) => Either::Left(view(org, data)),
                Err(error) => Either::Right(view! { <Failure error/> }),
            }
        })
    };
    view! { <Transition fallback=skeleton>{content}</Transition> }
}

fn permitted(org: OrganizationRow, permission: Option<Permission>) -> Result<OrganizationRow, ApiError> {
    match permission {
        Some(permission) if !org.membership.allows(permission) => Err(ApiError::Forbidden(permission)),
        Some(permission) => org.lacks(permission).map_or(Ok(org), |feature| Err(ApiError::NotEnabled(feature))),
        None => Ok(org),
    }
}

fn member(me: Me, path: &str) -> Result<OrganizationRow, ApiError> {
    let org = at(path).ok_or(ApiError::NotFound)?;
    me.organizations.into_iter().find(|row| row.id == org).ok_or(ApiError::NotFound)
}

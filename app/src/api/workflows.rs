//! Billing workflows of an organization.

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::workflows::{Preview, PreviewRequest, VersionDetail, WorkflowDetail, WorkflowRow};
use muster_domain::{OrganizationId, WorkflowId};

use super::{Access, Endpoint};
use crate::error::ApiError;
use crate::pages::workflows::form::Composed;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/workflows/list", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/workflows/find", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/workflows/version", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/workflows/preview", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/workflows/compose", Access::Member(Permission::CreateWorkflow)),
    Endpoint::new("/api/pages/workflows/restore", Access::Member(Permission::CreateWorkflow)),
    Endpoint::new("/api/pages/workflows/duplicate", Access::Member(Permission::CreateWorkflow)),
    Endpoint::new("/api/pages/workflows/delete", Access::Member(Permission::DeleteWorkflow)),
];

#[server(prefix = "/api/pages", endpoint = "workflows/list")]
pub async fn list(org: OrganizationId) -> Result<Vec<WorkflowRow>, ApiError> {
    Ok(muster_service::workflows::list(&super::context()?, org).await?)
}

#[server(prefix = "/api/pages", endpoint = "workflows/find")]
pub async fn find(org: OrganizationId, id: WorkflowId) -> Result<WorkflowDetail, ApiError> {
    Ok(muster_service::workflows::find(&super::context()?, org, id).await?)
}

/// One version as it was; what changed between two is worked out by [`muster_domain::workflow::compare`].
#[server(prefix = "/api/pages", endpoint = "workflows/version")]
pub async fn version(org: OrganizationId, id: WorkflowId, version: u32) -> Result<VersionDetail, ApiError> {
    Ok(muster_service::workflows::version(&super::context()?, org, id, version).await?)
}

/// What a workflow would do, without saving it. A newer preview of the same editor stops this one with a conflict.
#[server(name = FindPreview, prefix = "/api/pages", endpoint = "workflows/preview")]
pub async fn preview(org: OrganizationId, request: PreviewRequest) -> Result<Preview, ApiError> {
    Ok(muster_service::workflows::preview(&super::context()?, org, request).await?)
}

/// Makes an old version the newest again.
#[server(prefix = "/api/pages", endpoint = "workflows/restore")]
pub async fn restore(org: OrganizationId, id: WorkflowId, version: u32) -> Result<(), ApiError> {
    muster_service::workflows::restore(&super::context()?, org, id, version).await?;
    leptos_axum::redirect(&crate::routes::workflow(org, id));
    Ok(())
}

/// Makes a copy and opens it in the editor.
#[server(prefix = "/api/pages", endpoint = "workflows/duplicate")]
pub async fn duplicate(org: OrganizationId, id: WorkflowId) -> Result<(), ApiError> {
    let copy = muster_service::workflows::duplicate(&super::context()?, org, id).await?;
    leptos_axum::redirect(&crate::routes::edit_workflow(org, copy));
    Ok(())
}

/// Saves a workflow, new without `id`; other buttons of a form that the browser sent itself change the draft and
/// bring it back.
#[server(prefix = "/api/pages", endpoint = "workflows/compose")]
pub async fn compose(
    org: OrganizationId,
    #[server(default)] id: Option<WorkflowId>,
    #[server(default)] form: Composed,
) -> Result<(), ApiError> {
    composing::compose(super::context()?, composing::Editor { org, id }, form).await
}

#[server(prefix = "/api/pages", endpoint = "workflows/delete")]
pub async fn delete(org: OrganizationId, id: WorkflowId) -> Result<(), ApiError> {
    muster_service::workflows::delete(&super::context()?, org, id).await?;
    leptos_axum::redirect(&crate::routes::Section::Workflows.of(org));
    Ok(())
}

#[cfg(feature = "ssr")]
mod composing {
    use muster_domain::permission::Permission;
    use muster_domain::workflow::Refusal;
    use muster_domain::{OrganizationId, WorkflowId};
    use muster_service::workflows::Edit;
    use muster_service::{Ctx, Error, workflows};

    use crate::api::plain;
    use crate::error::ApiError;
    use crate::pages::workflows::form::{Composed, Intent, Round};
    use crate::routes;

    /// Which page the form stands on.
    #[derive(Clone, Copy)]
    pub(super) struct Editor {
        pub(super) org: OrganizationId,
        pub(super) id: Option<WorkflowId>,
    }

    pub(super) async fn compose(ctx: Ctx, editor: Editor, form: Composed) -> Result<(), ApiError> {
        ctx.allow(editor.org, Permission::CreateWorkflow).await?;
        match form.intent.parse::<Intent>().map_err(|wrong| ApiError::invalid("", wrong.to_string()))? {
            Intent::Save => save(ctx, editor, form).await,
            intent => {
                let (round, done) = form.after(intent);
                editor.send_back(round, &done.map(|done| done.focus).unwrap_or_default())
            }
        }
    }

    async fn save(ctx: Ctx, editor: Editor, form: Composed) -> Result<(), ApiError> {
        let refusals = form.draft.review().refusals;
        if !refusals.is_empty() {
            return editor.refuse(form, refusals);
        }
        let json = form.draft.json();
        let saved = match editor.id {
            Some(id) => workflows::edit(&ctx, editor.org, id, Edit { json, note: form.note.clone() }).await.map(|()| id),
            None => workflows::create(&ctx, editor.org, json).await,
        };
        match saved {
            Ok(id) => {
                leptos_axum::redirect(&routes::workflow(editor.org, id));
                Ok(())
            }
            Err(Error::Invalid(refusals)) => editor.refuse(form, refusals),
            Err(error) => Err(error.into()),
        }
    }

    impl Editor {
        fn page(self) -> String {
            match self.id {
                Some(id) => routes::edit_workflow(self.org, id),
                None => routes::new_workflow(self.org),
            }
        }

        fn refuse(self, form: Composed, refusals: Vec<Refusal>) -> Result<(), ApiError> {
            if plain::sent_by_browser() {
                let Composed { draft, note, preview, .. } = form;
                return self.send_back(Round { draft, note, preview, refusals, tried: true, ..Round::default() }, "refused");
            }
            Err(Error::Invalid(refusals).into())
        }

        fn send_back(self, round: Round, focus: &str) -> Result<(), ApiError> {
            plain::send_back(&self.page(), &round, focus).map_err(|error| crate::api::internal(&error))
        }
    }
}

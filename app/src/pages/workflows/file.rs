use leptos::prelude::*;

use crate::components::{CopyButton, LinkButton, Picture};

/// The workflow as a file, for the command line, the HTTP API and other installations.
#[component]
pub(super) fn File(json: String, #[prop(into)] download: String) -> impl IntoView {
    view! {
        <details class="workflow-file disclosure">
            <summary>"Workflow file (JSON)"</summary>
            <div class="workflow-file-actions">
                <CopyButton text=json.clone() what="workflow file"/>
                <LinkButton href=download label="Download" icon=Picture::Download rel="external"/>
            </div>
            <pre tabindex="0">
                <code>{json}</code>
            </pre>
        </details>
    }
}

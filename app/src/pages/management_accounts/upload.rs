//! The upload of a bill: a plain multipart form, which with script shows how far it is.

#[cfg(feature = "hydrate")]
mod send;

use leptos::prelude::*;
use muster_domain::{ManagementAccountId, OrganizationId};

use crate::components::{ButtonKind, Card, Icon, Notice, Picture, Progress, SubmitButton, Tone};
use crate::routes;

/// Where an upload with script stands.
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the server renders only forms at rest"))]
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sending {
    Idle,
    /// Bytes sent, and of how many.
    Under(u64, u64),
    Failed(String),
}

#[component]
pub(super) fn Upload(org: OrganizationId, id: ManagementAccountId, reload: Callback<()>) -> impl IntoView {
    let sending = RwSignal::new(Sending::Idle);
    let is_idle = move || !sending.with(|sending| matches!(sending, Sending::Under(..)));
    view! {
        <Card
            title="Upload a bill"
            hint="Cost and Usage Reports (legacy, 2.0) and FOCUS (1.0 to 1.2), as CSV (also .gz or .zip) or Parquet. Historic months are welcome."
        >
            <form
                class="upload"
                method="post"
                enctype="multipart/form-data"
                action=routes::upload(org, id)
                on:submit=move |event| begin(&event, sending, reload)
            >
                <label class="drop">
                    <Icon picture=Picture::Upload/>
                    <span class="drop-title">"Choose the files of one or more months"</span>
                    <span class="drop-hint">"All parts of a delivery together, with its manifest where you have it."</span>
                    <input type="file" name="files" multiple required accept=".csv,.gz,.zip,.parquet,.json"/>
                </label>
                <div aria-live="polite">{move || state(sending.get())}</div>
                <div class="form-actions" hidden=move || !is_idle()>
                    <SubmitButton label="Upload and import" icon=Picture::Upload kind=ButtonKind::Primary/>
                </div>
            </form>
        </Card>
    }
}

fn state(sending: Sending) -> AnyView {
    match sending {
        Sending::Idle => ().into_any(),
        Sending::Failed(reason) => view! { <Notice tone=Tone::Bad text=reason/> }.into_any(),
        Sending::Under(sent, total) => {
            let percent = sent.saturating_mul(100).checked_div(total).unwrap_or(0);
            let detail = format!("{} of {}", super::import::bytes(sent), super::import::bytes(total));
            view! { <Progress label="Sending" percent=Signal::stored(percent) detail=Signal::stored(detail)/> }.into_any()
        }
    }
}

fn begin(event: &leptos::ev::SubmitEvent, sending: RwSignal<Sending>, reload: Callback<()>) {
    #[cfg(feature = "hydrate")]
    {
        event.prevent_default();
        let form = event_target::<leptos::web_sys::HtmlFormElement>(event);
        sending.set(Sending::Under(0, 0));
        let progress = move |sent, total| {
            // The page may have been left meanwhile; the upload goes on.
            let _ = sending.try_set(Sending::Under(sent, total));
        };
        let sent = form.clone();
        let over = move |outcome: Result<(), String>| match outcome {
            Ok(()) => {
                sent.reset();
                let _ = sending.try_set(Sending::Idle);
                reload.run(());
            }
            Err(reason) => {
                let _ = sending.try_set(Sending::Failed(reason));
            }
        };
        if let Err(error) = send::send(&form, progress, over) {
            sending.set(Sending::Failed(format!("The browser refused to send: {error:?}")));
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (event, sending, reload);
}

//! The newest import: live while it runs, readable when it failed.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_domain::OrganizationId;
use muster_domain::view::imports::{ImportProgress, ImportRow, WorkState};

use crate::api::imports::{self, Retry};
use crate::components::{
    ButtonKind, Card, HiddenInputs, Notice, Picture, Progress, ReloadWithoutScript, ServerForm, SubmitButton, Tone, ids,
};
use crate::pages::figures::thousands;

const EVERY: Duration = Duration::from_secs(1);

#[component]
pub(super) fn LastImport(
    org: OrganizationId,
    import: ImportRow,
    retry: ServerAction<Retry>,
    may_retry: bool,
    reload: Callback<()>,
) -> impl IntoView {
    match import.state {
        WorkState::Queued | WorkState::Processing => view! { <Running org import reload/> }.into_any(),
        WorkState::Failed => view! { <Failed org import retry may_retry/> }.into_any(),
        // What it brought stands in the months and in the history.
        WorkState::Successful => ().into_any(),
    }
}

#[component]
fn Running(org: OrganizationId, import: ImportRow, reload: Callback<()>) -> impl IntoView {
    let (id, files) = (import.id, import.files.join(", "));
    let now = RwSignal::new(import);
    Effect::new(move || {
        let ask = move || {
            spawn_local(async move {
                // Whoever cannot be reached now is asked again in a second.
                if let Ok(row) = imports::find(org, id).await {
                    let over = row.state.is_over();
                    // The page may have been left meanwhile.
                    if now.try_set(row).is_none() && over {
                        reload.run(());
                    }
                }
            });
        };
        if let Ok(timer) = set_interval_with_handle(ask, EVERY) {
            on_cleanup(move || timer.clear());
        }
    });
    let percent = Signal::derive(move || now.read().progress.percent());
    let detail = Signal::derive(move || now.with(|import| doing(import.state, import.progress)));
    view! {
        <ReloadWithoutScript/>
        <Card title="Import under way" hint=files>
            <Progress label="Reading the bill" percent detail/>
        </Card>
    }
}

#[component]
fn Failed(org: OrganizationId, import: ImportRow, retry: ServerAction<Retry>, may_retry: bool) -> impl IntoView {
    let reason = import.error.unwrap_or_else(|| "The import failed without a reason.".to_owned());
    view! {
        <Card title="The last import failed" hint="Nothing of it is in the ledger; the months below are as they were before.">
            <Notice tone=Tone::Bad text=reason/>
            {may_retry
                .then(|| {
                    view! {
                        <ServerForm action=retry>
                            <HiddenInputs fields=ids(org, import.id)/>
                            <div class="form-actions">
                                <SubmitButton label="Try again" icon=Picture::Retry kind=ButtonKind::Secondary/>
                            </div>
                        </ServerForm>
                    }
                })}
        </Card>
    }
}

fn doing(state: WorkState, progress: ImportProgress) -> String {
    if state == WorkState::Queued {
        return "Waiting for its turn".to_owned();
    }
    format!("{} rows, {} of {}", thousands(progress.rows), bytes(progress.bytes), bytes(progress.bytes_total))
}

/// In the unit that leaves one to three digits before the point, `12.3 MB`.
pub(crate) fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if count < 1000 {
        return format!("{count} B");
    }
    let mut tenths = count / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_in_rows_and_bytes() {
        let progress = ImportProgress { rows: 1_234_567, bytes: 12_345_678, bytes_total: 4_000_000_000 };
        assert_eq!(doing(WorkState::Processing, progress), "1,234,567 rows, 12.3 MB of 4.0 GB");
        assert_eq!(doing(WorkState::Queued, progress), "Waiting for its turn");
        assert_eq!((bytes(999), bytes(1000), bytes(999_999)), ("999 B".into(), "1.0 KB".into(), "999.9 KB".into()));
    }
}

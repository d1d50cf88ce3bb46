//! What of a report can be carried away: its rows in every form, what each rule did, and the bill itself with charges.

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::imports::WorkState;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::reports::{ReportFormat, ReportRow, RerateForm, RerateRow};
use muster_domain::{OrganizationId, ReportId};

use crate::api::reports::Rerate;
use crate::components::{
    ActionButton, ButtonKind, Card, Icon, LinkButton, Menu, Notice, Picture, Progress, ReloadWithoutScript, Tone,
};
use crate::routes;

/// The links of a finished report.
#[component]
pub(super) fn Downloads(org: OrganizationId, id: ReportId) -> impl IntoView {
    let file = |label: &'static str, href: String| {
        view! {
            <a class="menu-item" href=href rel="external">
                <Icon picture=Picture::Download/>
                <span>{label}</span>
            </a>
        }
    };
    let of = move |format| routes::report_download(org, id, format);
    let button = || {
        view! {
            <span class="button button-secondary">
                <span>"Other forms"</span>
                <Icon picture=Picture::ChevronDown/>
            </span>
        }
    };
    view! {
        <Menu class="menu downloads" button>
            {file("Spreadsheet (XLSX)", of(ReportFormat::Xlsx))}
            {file("Parquet", of(ReportFormat::Parquet))}
            {file("What each rule did (CSV)", routes::report_explain(org, id))}
        </Menu>
        <LinkButton href=of(ReportFormat::Csv) label="Download CSV" kind=ButtonKind::Primary icon=Picture::Download rel="external"/>
    }
}

/// The re-rated bill: made when somebody asks for it, in either form.
#[component]
pub(super) fn Rerated(
    org: OrganizationRow,
    row: ReportRow,
    bills: Vec<RerateRow>,
    action: ServerAction<Rerate>,
) -> impl IntoView {
    let hint = "Every line of the report's accounts again, in FOCUS columns, with its charge and the rules behind it: the bill \
                that a reseller sends.";
    let forms = RerateForm::ALL.map(|form| {
        let bill = bills.iter().find(|bill| bill.form == form).cloned();
        view! { <Form org=org.clone() id=row.id form bill action/> }
    });
    let is_under_way = bills.iter().any(|bill| !bill.state.is_over());
    view! {
        <Card title="Re-rated bill" hint>
            {is_under_way.then(|| view! { <ReloadWithoutScript/> })}
            <ul class="bills">{forms.collect_view()}</ul>
        </Card>
    }
}

#[component]
fn Form(
    org: OrganizationRow,
    id: ReportId,
    form: RerateForm,
    bill: Option<RerateRow>,
    action: ServerAction<Rerate>,
) -> impl IntoView {
    let title = title(form);
    let may_make = org.allows(Permission::CreateReport);
    let make = |label: String| may_make.then(|| view! { <Make org=org.id id form label action/> });
    let state = match bill {
        None if !may_make => view! { <p class="bill-none">{format!("{title} was not made.")}</p> }.into_any(),
        None => make(format!("Make {title}")).into_any(),
        Some(RerateRow { state: WorkState::Queued, .. }) => {
            view! { <Progress label=title percent=Signal::stored(0) detail=Signal::stored("It waits for its turn.".to_owned())/> }
                .into_any()
        }
        Some(RerateRow { state: WorkState::Processing, percent, .. }) => {
            let detail = Signal::stored("Lines are written. You may leave this page.".to_owned());
            view! { <Progress label=title percent=Signal::stored(u64::from(percent)) detail/> }.into_any()
        }
        Some(RerateRow { state: WorkState::Successful, .. }) => {
            let href = routes::rerated_bill(org.id, id, form);
            view! { <LinkButton href label=format!("Download {title}") icon=Picture::Download rel="external"/> }.into_any()
        }
        Some(RerateRow { state: WorkState::Failed, error, .. }) => {
            let why = error.unwrap_or_else(|| "No reason was recorded.".to_owned());
            view! {
                <Notice tone=Tone::Bad text=why/>
                {make(format!("Try {title} again"))}
            }
            .into_any()
        }
    };
    view! { <li class="bill">{state}</li> }
}

fn title(form: RerateForm) -> &'static str {
    match form {
        RerateForm::Csv => "FOCUS as CSV",
        RerateForm::Parquet => "FOCUS as Parquet",
    }
}

#[component]
fn Make(org: OrganizationId, id: ReportId, form: RerateForm, label: String, action: ServerAction<Rerate>) -> impl IntoView {
    view! {
        <ActionButton
            action
            fields=vec![("org", org.to_string()), ("id", id.to_string()), ("file", form.name().to_owned())]
            label
        />
    }
}

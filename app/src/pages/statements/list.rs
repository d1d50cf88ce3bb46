use leptos::prelude::*;
use muster_domain::view::customers::StatementRow;
use muster_domain::view::organizations::OrganizationRow;

use super::Nothing;
use crate::api::statements;
use crate::components::{Amount, Badge, Column, LinkButton, PageHeader, Picture, RecordTable, TableSkeleton, Tone};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::{self, Section};

const COLUMNS: [Column; 6] = [("Month", ""), ("For", ""), ("From", ""), ("State", ""), ("Total", "number"), ("", "row-actions")];

/// Every month's statement.
#[component]
pub(crate) fn List() -> impl IntoView {
    let found = organization_resource(|| Some(()), |org, ()| statements::list(org));
    let skeleton = || view! { <TableSkeleton/> };
    view! { <OrganizationLoad data=found skeleton view=|org, rows| view! { <Statements org rows/> }/> }
}

#[component]
fn Statements(org: OrganizationRow, rows: Vec<StatementRow>) -> impl IntoView {
    let title = Section::Statements.title();
    if rows.is_empty() {
        return view! {
            <PageHeader title/>
            <Nothing/>
        }
        .into_any();
    }
    let rows = rows.into_iter().map(|row| cells(&org, row)).collect();
    view! {
        <PageHeader title hint="A statement is final once the provider has closed its month.".into_any()/>
        <RecordTable caption="Statements" columns=&COLUMNS rows/>
    }
    .into_any()
}

fn cells(org: &OrganizationRow, row: StatementRow) -> Vec<AnyView> {
    let (href, csv) =
        (routes::statement(org.id, (row.source.id, row.month)), routes::statement_download(org.id, (row.source.id, row.month)));
    let description = format!("Statement of {} for {} as CSV", row.month, row.source.name);
    vec![
        view! { <a class="row-link" href=href>{row.month.to_string()}</a> }.into_any(),
        row.source.name.into_any(),
        row.source.provider.into_any(),
        view! { <State is_final=row.is_final/> }.into_any(),
        view! {
            <span class="statement-amount">
                <Amount money=row.total/>
                <span class="currency">{row.currency}</span>
            </span>
        }
        .into_any(),
        view! { <LinkButton href=csv label="CSV" icon=Picture::Download rel="external" description/> }.into_any(),
    ]
}

#[component]
pub(super) fn State(is_final: bool) -> impl IntoView {
    match is_final {
        true => view! { <Badge tone=Tone::Good text="Final"/> },
        false => view! { <Badge tone=Tone::Neutral text="Preliminary"/> },
    }
}

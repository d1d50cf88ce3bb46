use leptos::prelude::*;
use muster_domain::view::charges::AssociationRow;
use muster_domain::view::organizations::OrganizationRow;

use crate::components::{Card, Column, LinkButton, RecordTable, Timestamp};
use crate::routes::Section;

const COLUMNS: [Column; 5] = [("Billing workflow", ""), ("Version", "number"), ("From", ""), ("Approved by", ""), ("On", "")];

/// What charges the subset, and did.
#[component]
pub(super) fn Charging(org: OrganizationRow, associations: Vec<AssociationRow>) -> impl IntoView {
    let actions = view! { <LinkButton href=Section::Associations.of(org.id) label="Associations"/> }.into_any();
    if associations.is_empty() {
        let hint = "No billing workflow is associated; the charge columns fill once one is.";
        return view! { <Card title="Charged by" hint actions>{None::<()>}</Card> }.into_any();
    }
    let rows = associations.into_iter().map(cells).collect();
    view! {
        <Card title="Charged by" hint="Of those whose month has come, the one made last counts." actions>
            <RecordTable caption="Associations" columns=&COLUMNS rows/>
        </Card>
    }
    .into_any()
}

fn cells(row: AssociationRow) -> Vec<AnyView> {
    vec![
        row.workflow_name.into_any(),
        row.version.into_any(),
        row.from.to_string().into_any(),
        row.by.into_any(),
        view! { <Timestamp at=row.at/> }.into_any(),
    ]
}

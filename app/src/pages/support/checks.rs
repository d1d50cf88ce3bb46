use leptos::prelude::*;
use muster_domain::view::support::CustomerCheck;

use crate::components::{Badge, Card, Column, RecordTable, Tone};
use crate::error::as_sentence;
use crate::routes;

const COLUMNS: [Column; 4] = [("Subset", ""), ("E-mail", ""), ("Organization", ""), ("Check", "text-wide")];

/// What was found out about the end customers that are asked for.
#[component]
pub(super) fn Checks(checks: Vec<CustomerCheck>) -> impl IntoView {
    let rows = checks.into_iter().map(cells).collect();
    view! {
        <Card title="Checked" hint="The e-mail must be an administrator's of the organization that is named.">
            <RecordTable caption="End customers that are asked for" columns=&COLUMNS rows/>
        </Card>
    }
}

fn cells(check: CustomerCheck) -> Vec<AnyView> {
    let CustomerCheck { subset_name, email, organization, organization_name, refused } = check;
    let named = match organization_name {
        Some(name) => view! { <a href=routes::support_organization(organization)>{name}</a> }.into_any(),
        None => format!("{organization} (unknown)").into_any(),
    };
    let found = match refused {
        None => view! { <Badge tone=Tone::Good text="An administrator's"/> }.into_any(),
        Some(reason) => view! {
            <Badge tone=Tone::Bad text="Cannot be approved"/>
            " "
            {as_sentence(&reason)}
        }
        .into_any(),
    };
    vec![subset_name.into_any(), email.into_any(), named, found]
}

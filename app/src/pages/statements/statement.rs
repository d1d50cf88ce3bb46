use leptos::prelude::*;
use muster_domain::view::customers::{By, Statement};
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::{CustomerLinkId, Month};

use super::Parts;
use super::list::State;
use crate::api::statements;
use crate::components::{Amount, Card, CardSkeleton, Crumb, Fact, Facts, LinkButton, PageHeader, Picture, Timestamp};
use crate::layouts::{OrganizationLoad, organization_resource, use_parameter};
use crate::routes::{self, Section};

/// A month's statement, as it is printed.
#[component]
pub(crate) fn StatementPage() -> impl IntoView {
    let (source, month) = (use_parameter::<CustomerLinkId>("source"), use_parameter::<Month>("month"));
    let found =
        organization_resource(move || source.get().zip(month.get()), |org, (source, month)| statements::find(org, source, month));
    let skeleton = || view! { <CardSkeleton/> };
    view! { <OrganizationLoad data=found skeleton view=|org, statement| view! { <Sheet org statement/> }/> }
}

#[component]
fn Sheet(org: OrganizationRow, statement: Statement) -> impl IntoView {
    let Statement { row, customer, computed_at, services, accounts, charge_types } = statement;
    let steps = vec![Crumb::new(Section::Statements.title(), Section::Statements.of(org.id))];
    let csv = routes::statement_download(org.id, (row.source.id, row.month));
    let actions = view! {
        <LinkButton href=csv label="CSV" icon=Picture::Download rel="external"/>
        // Printing is the browser's: without script its menu does the same.
        <button type="button" class="button button-secondary needs-script" on:click=|_| print()>
            "Print or save as PDF"
        </button>
    };
    let currency = row.currency.clone();
    view! {
        <PageHeader title=format!("Statement {}", row.month) steps actions=actions.into_any()/>
        <section class="statement">
            <Facts>
                <Fact name="From">{row.source.provider}</Fact>
                <Fact name="To">{customer}</Fact>
                <Fact name="For">{row.source.name}</Fact>
                <Fact name="Month">{row.month.to_string()}</Fact>
                <Fact name="State"><State is_final=row.is_final/></Fact>
                <Fact name="As of"><Timestamp at=computed_at/></Fact>
                <Fact name="Total">
                    <strong class="statement-total">
                        <Amount money=row.total/>
                        " "
                        {currency}
                    </strong>
                </Fact>
            </Facts>
        </section>
        <Card title="By service"><Parts by=By::Service parts=services/></Card>
        <Card title="By account"><Parts by=By::Account parts=accounts/></Card>
        <Card title="By charge type"><Parts by=By::ChargeType parts=charge_types/></Card>
        <p class="statement-note">"Amounts are shown to the cent; the CSV has every decimal."</p>
    }
}

/// Opens the browser's dialog.
fn print() {
    #[cfg(feature = "hydrate")]
    if let Err(error) = window().print() {
        leptos::logging::warn!("{error:?}");
    }
}

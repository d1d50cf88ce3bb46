use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_domain::subset::UNASSIGNED;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::subsets::{SubsetList, SubsetRow, Tally};

use crate::components::{ButtonKind, Picture, SortHeader, SubmitButton, Table};
use crate::pages::costs::{ChargeCells, ChargeHeaders, CostCells, CostHeaders};
use crate::query::{Direction, FILTER, SORT, Sort, use_param, use_parsed};
use crate::routes::{self, Section};

/// A page of the subsets, as the service cut it. Those ticked go to the confirmation of their deletion,
/// which is a page: it works without script and can be sent to a colleague.
#[component]
pub(super) fn Rows(org: OrganizationRow, list: SubsetList) -> impl IntoView {
    let order = use_parsed::<Sort>(SORT);
    let sort = Memo::new(move |_| order.get().filter(|sort| !sort.column.is_empty()).unwrap_or_else(by_name));
    let (id, may_delete) = (org.id, org.allows(Permission::DeleteSubset));
    let SubsetList { subsets, unassigned, total, .. } = list;
    let rows = if subsets.is_empty() {
        view! { <NothingFound filter=use_param(FILTER).get_untracked()/> }.into_any()
    } else {
        subsets.into_iter().map(|row| view! { <Row org=id row may_delete/> }).collect_view().into_any()
    };
    let to_accounts = format!("{}?q={UNASSIGNED}", Section::Accounts.of(id));
    view! {
        <form class="selection" method="get" action=routes::delete_subsets(id)>
            <Table caption="Subsets">
                <thead>
                    <tr>
                        {may_delete.then(|| view! { <th scope="col"><span class="visually-hidden">"Select"</span></th> })}
                        <SortHeader label="Name" column="name" sort/>
                        <SortHeader label="Accounts in Subset" column="accounts" sort first=Direction::Descending/>
                        <CostHeaders sort/>
                        <ChargeHeaders charges=total.charges sort/>
                    </tr>
                </thead>
                <tbody>
                    {rows} <tr class="row-muted">
                        {may_delete.then(|| view! { <td></td> })} <th scope="row">
                            <a class="row-link" href=to_accounts>{UNASSIGNED}</a>
                        </th> <TallyCells tally=unassigned/>
                    </tr>
                </tbody>
                <tfoot>
                    <tr>
                        {may_delete.then(|| view! { <td></td> })} <th scope="row">"Total"</th> <TallyCells tally=total/>
                    </tr>
                </tfoot>
            </Table>
            {may_delete
                .then(|| {
                    view! {
                        <div class="selection-actions">
                            <SubmitButton label="Delete selected" icon=Picture::Trash kind=ButtonKind::Quiet/>
                        </div>
                    }
                })}
        </form>
    }
}

#[component]
fn Row(org: OrganizationId, row: SubsetRow, may_delete: bool) -> impl IntoView {
    let select = format!("Select {}", row.name);
    view! {
        <tr>
            {may_delete
                .then(|| {
                    view! {
                        <td>
                            <input type="checkbox" name="id" value=row.id.to_string() aria-label=select/>
                        </td>
                    }
                })} <th scope="row" class="row-name">
                <a class="row-link" href=routes::subset(org, row.id)>
                    {row.name}
                </a>
            </th> <TallyCells tally=row.tally/>
        </tr>
    }
}

#[component]
fn TallyCells(tally: Tally) -> impl IntoView {
    view! {
        <td class="number">{tally.accounts}</td>
        <CostCells costs=tally.costs/>
        <ChargeCells charges=tally.charges/>
    }
}

#[component]
fn NothingFound(filter: String) -> impl IntoView {
    view! {
        <tr>
            <td class="nothing" colspan="9">
                {format!("No subset matches “{filter}”.")}
            </td>
        </tr>
    }
}

fn by_name() -> Sort {
    Sort { column: "name".to_owned(), direction: Direction::Ascending }
}

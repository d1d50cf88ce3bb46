use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_domain::subset::UNASSIGNED;
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::view::subsets::{SubsetList, SubsetRow, Tally};

use crate::components::{ButtonKind, Picture, SortHeader, SubmitButton, Table};
use crate::pages::costs::{ChargeCells, ChargeColumn, ChargeHeaders, CostCells, CostColumn, CostHeaders};
use crate::query::{Direction, FILTER, SORT, Sort, matches, use_param, use_parsed};
use crate::routes::{self, Section};

/// The subsets that the filter leaves, in the order asked for. Those ticked go to the confirmation of their deletion,
/// which is a page: it works without script and can be sent to a colleague.
#[component]
pub(super) fn Rows(org: OrganizationRow, list: SubsetList) -> impl IntoView {
    let (filter, order) = (use_param(FILTER), use_parsed::<Sort>(SORT));
    let sort = Memo::new(move |_| order.get().filter(|sort| !sort.column.is_empty()).unwrap_or_else(by_name));
    let (id, may_delete) = (org.id, org.allows(Permission::DeleteSubset));
    let SubsetList { subsets, unassigned, total, .. } = list;
    let rows = move || {
        let found = arrange(&subsets, &filter.read(), &sort.read());
        if found.is_empty() {
            return view! { <NothingFound filter=filter.get()/> }.into_any();
        }
        found.into_iter().map(|row| view! { <Row org=id row=row.clone() may_delete/> }).collect_view().into_any()
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

fn arrange<'a>(subsets: &'a [SubsetRow], filter: &str, sort: &Sort) -> Vec<&'a SubsetRow> {
    let mut found: Vec<_> = subsets.iter().filter(|row| matches(filter, &[&row.name])).collect();
    if let Some(column) = ChargeColumn::from_name(&sort.column) {
        sort.apply(&mut found, |row| column.of(row.tally.charges));
        return found;
    }
    match (CostColumn::from_name(&sort.column), sort.column.as_str()) {
        (Some(column), _) => sort.apply(&mut found, |row| column.of(row.tally.costs)),
        (None, "accounts") => sort.apply(&mut found, |row| row.tally.accounts),
        (None, _) => sort.apply(&mut found, |row| row.name.to_lowercase()),
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subsets_are_ordered_by_a_column_and_found_by_a_word() {
        let subset = |id: u8, name: &str, accounts: u64| SubsetRow {
            id: format!("01890000-0000-7000-8000-0000000000{id:02}").parse().unwrap(),
            name: name.to_owned(),
            tally: Tally { accounts, ..Tally::default() },
        };
        let subsets = [subset(1, "northwind", 2), subset(2, "Acme", 7), subset(3, "Initech", 1)];
        let order = |filter: &str, sort: &str| -> Vec<String> {
            let found = arrange(&subsets, filter, &sort.parse().unwrap());
            found.into_iter().map(|row| row.name.clone()).collect()
        };
        assert_eq!(order("", "name"), ["Acme", "Initech", "northwind"]);
        assert_eq!(order("", "-accounts"), ["Acme", "northwind", "Initech"]);
        assert_eq!(order("TECH", "name"), ["Initech"]);
    }
}

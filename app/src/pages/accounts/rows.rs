use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::subset::UNASSIGNED;
use muster_domain::view::accounts::AccountRow;

use crate::components::{EmptyState, Pagination, Picture, SortHeader, Table};
use crate::pages::costs::{AccountName, CostCells, CostColumn, CostHeaders, sum};
use crate::query::{FILTER, PAGE, SORT, Sort, matches, use_param, use_parsed};
use crate::routes;

/// More rows than this make a page slow to read and to send.
const PER_PAGE: usize = 100;

/// The accounts that the filter leaves, in the order asked for, page by page, with their sum.
#[component]
pub(super) fn Rows(org: OrganizationId, accounts: Vec<AccountRow>) -> impl IntoView {
    let (filter, page) = (use_param(FILTER), use_parsed::<u32>(PAGE));
    let order = use_parsed::<Sort>(SORT);
    let sort = Memo::new(move |_| order.get().filter(|sort| !sort.column.is_empty()).unwrap_or_else(by_cost));
    move || {
        let found = arrange(&accounts, &filter.read(), &sort.read());
        if found.is_empty() {
            let text = format!("No account matches “{}”.", filter.get());
            return view! { <EmptyState icon=Picture::Search title="Nothing found" text/> }.into_any();
        }
        let pages = u32::try_from(found.len().div_ceil(PER_PAGE)).unwrap_or(u32::MAX);
        let page = page.get().unwrap_or(1).clamp(1, pages);
        let shown = found.iter().skip((page as usize - 1) * PER_PAGE).take(PER_PAGE);
        let rows = shown.map(|account| view! { <Row org account=(*account).clone()/> }).collect_view();
        let (count, total) = (found.len(), sum(found.iter().map(|account| account.costs)));
        view! {
            <Table caption="Linked accounts">
                <thead>
                    <tr>
                        <SortHeader label="Account Name" column="name" sort/>
                        <SortHeader label="Account ID" column="id" sort/>
                        <SortHeader label="Subset" column="subset" sort/>
                        <CostHeaders sort/>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row" colspan="3">{format!("Total of {count}")}</th>
                        <CostCells costs=total/>
                    </tr>
                </tfoot>
            </Table>
            <Pagination page pages/>
        }
        .into_any()
    }
}

#[component]
fn Row(org: OrganizationId, account: AccountRow) -> impl IntoView {
    view! {
        <tr>
            <th scope="row" class="row-name">
                <AccountName name=account.name/>
            </th>
            <td>{account.account_id.to_string()}</td>
            <td>
                {match account.subset {
                    Some(subset) => {
                        view! { <a class="row-link" href=routes::subset(org, subset.id)>{subset.name}</a> }.into_any()
                    }
                    None => view! { <span class="nothing">{UNASSIGNED}</span> }.into_any(),
                }}
            </td>
            <CostCells costs=account.costs/>
        </tr>
    }
}

fn by_cost() -> Sort {
    Sort { column: CostColumn::MonthToDate.name().to_owned(), direction: crate::query::Direction::Descending }
}

fn subset_name(account: &AccountRow) -> &str {
    account.subset.as_ref().map_or(UNASSIGNED, |subset| &subset.name)
}

fn arrange<'a>(accounts: &'a [AccountRow], filter: &str, sort: &Sort) -> Vec<&'a AccountRow> {
    let texts = |account: &'a AccountRow| [account.name.as_str(), account.account_id.as_str(), subset_name(account)];
    let mut found: Vec<_> = accounts.iter().filter(|account| matches(filter, &texts(account))).collect();
    match (CostColumn::from_name(&sort.column), sort.column.as_str()) {
        (Some(column), _) => sort.apply(&mut found, |account| column.of(account.costs)),
        (None, "id") => sort.apply(&mut found, |account| account.account_id.clone()),
        (None, "subset") => sort.apply(&mut found, |account| subset_name(account).to_lowercase()),
        (None, _) => sort.apply(&mut found, |account| account.name.to_lowercase()),
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::view::accounts::Costs;

    fn account(id: &str, name: &str, cost: &str) -> AccountRow {
        let costs = Costs { month_to_date: cost.parse().unwrap(), ..Costs::default() };
        AccountRow { account_id: id.parse().unwrap(), name: name.to_owned(), subset: None, costs, charges: None }
    }

    #[test]
    fn accounts_are_filtered_and_ordered_as_the_address_says() {
        let accounts = [account("2", "beta", "10"), account("1", "Alpha", "-5"), account("3", "gamma", "7")];
        let order = |filter: &str, sort: &str| -> Vec<String> {
            let found = arrange(&accounts, filter, &sort.parse().unwrap());
            found.into_iter().map(|account| account.name.clone()).collect()
        };
        assert_eq!(order("", "-mtd"), ["beta", "gamma", "Alpha"]);
        assert_eq!(order("", "name"), ["Alpha", "beta", "gamma"]);
        assert_eq!(order("", "-id"), ["gamma", "beta", "Alpha"]);
        assert_eq!(order("unassigned amm", "name"), ["gamma"]);
    }
}

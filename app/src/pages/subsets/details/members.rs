use leptos::prelude::*;
use muster_domain::view::accounts::AccountRow;
use muster_domain::view::subsets::Tally;
use muster_domain::{OrganizationId, SubsetId};

use crate::api::subsets::Unassign;
use crate::components::{
    Badge, ButtonKind, EmptyState, HeaderCell, HiddenInputs, Picture, ServerForm, SortHeader, SubmitButton, Table, Tone, ids,
};
use crate::pages::costs::{AccountName, ChargeCells, ChargeColumn, ChargeHeaders, CostCells, CostColumn, CostHeaders};
use crate::pages::subsets::day::FromDay;
use crate::query::{Direction, SORT, Sort, use_parsed};

/// Whether an account that counts in the chosen month is in the subset today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Member,
    Left,
}

/// The accounts of a subset; those ticked can be taken out of it.
#[component]
pub(super) fn Members(
    org: OrganizationId,
    id: SubsetId,
    accounts: Vec<(AccountRow, Presence)>,
    tally: Tally,
    may_assign: bool,
    unassign: ServerAction<Unassign>,
) -> impl IntoView {
    if accounts.is_empty() {
        let text = "Assign the accounts of this customer or department; their costs are summed here.";
        return view! { <EmptyState icon=Picture::Account title="No account in this subset" text/> }.into_any();
    }
    let table = view! { <MembersTable accounts tally may_assign/> };
    if !may_assign {
        return table.into_any();
    }
    view! {
        <ServerForm action=unassign class="selection">
            <HiddenInputs fields=ids(org, id)/>
            {table}
            <div class="selection-actions">
                <FromDay id="unassign-from" label="From"/>
                <SubmitButton label="Unassign selected" kind=ButtonKind::Quiet/>
            </div>
        </ServerForm>
    }
    .into_any()
}

#[component]
fn MembersTable(accounts: Vec<(AccountRow, Presence)>, tally: Tally, may_assign: bool) -> impl IntoView {
    let order = use_parsed::<Sort>(SORT);
    let sort = Memo::new(move |_| order.get().filter(|sort| !sort.column.is_empty()).unwrap_or_else(by_name));
    let select = move || may_assign.then(|| view! { <th scope="col"><span class="visually-hidden">"Select"</span></th> });
    let rows = move || {
        let ordered = arrange(&accounts, &sort.read());
        ordered
            .into_iter()
            .map(|(account, presence)| view! { <Member account=account.clone() presence=*presence may_assign/> })
            .collect_view()
    };
    let columns = if may_assign { "3" } else { "2" };
    view! {
        <Table caption="Accounts in the subset">
            <thead>
                <tr>
                    {select()} <SortHeader label="Account Name" column="name" sort/>
                    <HeaderCell label="Account ID"/> <CostHeaders sort/> <ChargeHeaders charges=tally.charges sort/>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row" colspan=columns>
                        {format!("Total of {}", tally.accounts)}
                    </th>
                    <CostCells costs=tally.costs/>
                    <ChargeCells charges=tally.charges/>
                </tr>
            </tfoot>
        </Table>
    }
}

#[component]
fn Member(account: AccountRow, presence: Presence, may_assign: bool) -> impl IntoView {
    let id = account.account_id.to_string();
    let stays = presence == Presence::Member;
    let select = may_assign.then(|| {
        let label = format!("Select {} {id}", account.name);
        let value = id.clone();
        let tick = stays.then(|| view! { <input type="checkbox" name="accounts[]" value=value aria-label=label/> });
        view! { <td>{tick}</td> }
    });
    view! {
        <tr>
            {select}
            <th scope="row" class="row-name">
                <AccountName name=account.name/>
                {(!stays).then(|| view! { <Badge tone=Tone::Neutral text="Left since"/> })}
            </th>
            <td>{id}</td>
            <CostCells costs=account.costs/>
            <ChargeCells charges=account.charges/>
        </tr>
    }
}

fn by_name() -> Sort {
    Sort { column: "name".to_owned(), direction: Direction::Ascending }
}

fn arrange<'a>(accounts: &'a [(AccountRow, Presence)], sort: &Sort) -> Vec<&'a (AccountRow, Presence)> {
    let mut ordered: Vec<_> = accounts.iter().collect();
    if let Some(column) = ChargeColumn::from_name(&sort.column) {
        sort.apply(&mut ordered, |(account, _)| column.of(account.charges));
        return ordered;
    }
    match CostColumn::from_name(&sort.column) {
        Some(column) => sort.apply(&mut ordered, |(account, _)| column.of(account.costs)),
        None => sort.apply(&mut ordered, |(account, _)| account.name.to_lowercase()),
    }
    ordered
}

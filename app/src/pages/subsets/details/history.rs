use leptos::prelude::*;
use muster_domain::view::subsets::MembershipRow;

use crate::components::{Card, HeaderCell, Table};
use crate::pages::costs::AccountName;

/// Who was in the subset when, newest first.
#[component]
pub(super) fn History(history: Vec<MembershipRow>) -> impl IntoView {
    (!history.is_empty()).then(|| {
        view! {
            <Card title="Membership" hint="Moving an account never rewrites the days before.">
                <Table caption="Membership">
                    <thead>
                        <tr>
                            <HeaderCell label="Account Name"/>
                            <HeaderCell label="Account ID"/>
                            <HeaderCell label="First day"/>
                            <HeaderCell label="Last day"/>
                            <HeaderCell label="Assigned by"/>
                        </tr>
                    </thead>
                    <tbody>{history.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
                </Table>
            </Card>
        }
    })
}

#[component]
fn Row(row: MembershipRow) -> impl IntoView {
    let first = row.from.map_or_else(|| "always".to_owned(), |day| day.to_string());
    // `until` is the first day on which it is no longer in.
    let last = row.until.and_then(|day| day.pred_opt()).map_or_else(|| "still in".to_owned(), |day| day.to_string());
    view! {
        <tr>
            <th scope="row"><AccountName name=row.account_name/></th>
            <td>{row.account_id.to_string()}</td>
            <td>{first}</td>
            <td>{last}</td>
            <td>{row.by}</td>
        </tr>
    }
}

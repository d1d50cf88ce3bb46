use leptos::prelude::*;
use muster_domain::view::subsets::MembershipRow;

use crate::components::{Card, Column, RecordTable};
use crate::pages::costs::AccountName;

const COLUMNS: [Column; 5] = [("Account Name", ""), ("Account ID", ""), ("First day", ""), ("Last day", ""), ("Assigned by", "")];

/// Who was in the subset when, newest first.
#[component]
pub(super) fn History(history: Vec<MembershipRow>) -> impl IntoView {
    (!history.is_empty()).then(|| {
        let rows = history.into_iter().map(cells).collect();
        view! {
            <Card title="Membership" hint="Moving an account never rewrites the days before.">
                <RecordTable caption="Membership" columns=&COLUMNS rows/>
            </Card>
        }
    })
}

fn cells(row: MembershipRow) -> Vec<AnyView> {
    let first = row.from.map_or_else(|| "always".to_owned(), |day| day.to_string());
    // `until` is the first day on which it is no longer in.
    let last = row.until.and_then(|day| day.pred_opt()).map_or_else(|| "still in".to_owned(), |day| day.to_string());
    vec![
        view! { <AccountName name=row.account_name/> }.into_any(),
        row.account_id.to_string().into_any(),
        first.into_any(),
        last.into_any(),
        row.by.into_any(),
    ]
}

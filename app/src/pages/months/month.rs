use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::charges::{EventRow, LateRow, MonthList, MonthRow};
use muster_domain::view::organizations::OrganizationRow;
use muster_domain::{Month, OrganizationId};

use super::{State, late};
use crate::api::months::{self, CloseMonth, ReopenMonth, RestateMonth};
use crate::components::{
    Amount, ButtonKind, Card, CardSkeleton, Change, Column, Crumb, Failure, Notice, PageHeader, RecordTable, ServerForm, Stat,
    Stats, SubmitButton, TextField, Timestamp, Tone, use_action, use_successes,
};
use crate::error::ApiError;
use crate::layouts::{OrganizationLoad, organization_resource, use_parameter};
use crate::pages::charging::{Computing, is_underway};
use crate::pages::figures::thousands;
use crate::pages::reports::poll_while;
use crate::routes::{self, Section};

const LATE: [Column; 4] = [("Subset", ""), ("Charged", "number"), ("Would be now", "number"), ("Difference", "number")];
const EVENTS: [Column; 4] = [("What", ""), ("Why", "text-wide"), ("Who", ""), ("When", "")];

/// The forms of the page; they outlive each reload of its data.
#[derive(Clone, Copy)]
struct Actions {
    close: ServerAction<CloseMonth>,
    reopen: ServerAction<ReopenMonth>,
    restate: ServerAction<RestateMonth>,
}

/// One charged month: closed, opened again or restated here.
#[component]
pub(crate) fn MonthPage() -> impl IntoView {
    let actions = Actions { close: use_action(), reopen: use_action(), restate: use_action() };
    let saved = [use_successes(actions.close), use_successes(actions.reopen), use_successes(actions.restate)];
    let month = use_parameter::<Month>("month");
    let found = organization_resource(move || Some((month.get()?, saved.map(|saved| saved.get()))), |org, _| months::list(org));
    poll_while(found, |list: &MonthList| list.months.iter().any(|row| is_underway(std::slice::from_ref(&row.computation))));
    let view = move |org: OrganizationRow, list: MonthList| match list
        .months
        .into_iter()
        .find(|row| Some(row.month) == month.get_untracked())
    {
        Some(row) => view! { <Charged org row currency=list.currency actions/> }.into_any(),
        None => view! { <Failure error=ApiError::NotFound/> }.into_any(),
    };
    view! { <OrganizationLoad data=found skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn Charged(org: OrganizationRow, row: MonthRow, currency: String, actions: Actions) -> impl IntoView {
    let steps = vec![Crumb::new(Section::Months.title(), Section::Months.of(org.id))];
    let may_manage = org.allows(Permission::ManageOrganization);
    let computing = if is_there(&row.computation) { Vec::new() } else { vec![row.computation.clone()] };
    let (month, charge, count, difference) = (row.month, row.charge, thousands(row.subsets), late(&row));
    let (events, rows) = (row.events.clone(), row.late.clone());
    let computed = row.computed_at.map(|at| view! { <Stat name="Computed"><Timestamp at/></Stat> });
    let state = view! { <State row=row.clone()/> };
    let closing = may_manage.then(|| view! { <Closing org=org.id row actions/> });
    let late = (!rows.is_empty()).then(|| {
        let restate = may_manage.then_some(actions.restate);
        view! { <Late org=org.id month rows difference restate/> }
    });
    view! {
        <PageHeader title=month.to_string() steps hint=format!("Amounts in {currency}.").into_any()/>
        <Computing computing/>
        <Stats>
            <Stat name="Charge"><Amount money=charge/></Stat>
            <Stat name="Subsets charged">{count}</Stat>
            <Stat name="State">{state}</Stat>
            {computed}
        </Stats>
        {closing}
        {late}
        <Events events/>
    }
}

fn is_there(of: &muster_domain::view::charges::Computation) -> bool {
    of.state == muster_domain::view::imports::WorkState::Successful
}

/// Closing an open month, or opening a closed one.
#[component]
fn Closing(org: OrganizationId, row: MonthRow, actions: Actions) -> impl IntoView {
    if row.closed_at.is_some() {
        return view! {
            <Card title="Reopen the month" hint="Its charges follow its bill again.">
                <ServerForm action=actions.reopen fields=&["reason"] class="form form-inline">
                    <Reason org month=row.month label="Reopen month"/>
                </ServerForm>
            </Card>
        }
        .into_any();
    }
    if !row.may_close {
        let text = "This month can be closed once it is over and its charges are computed.";
        return view! { <Notice tone=Tone::Neutral text/> }.into_any();
    }
    view! {
        <Card title="Close the month" hint="Its charges do not change any more: do it when they are invoiced.">
            <ServerForm action=actions.close fields=&["reason"] class="form form-inline">
                    <Reason org month=row.month label="Close month"/>
                </ServerForm>
        </Card>
    }
    .into_any()
}

/// Why, and the button.
#[component]
fn Reason(org: OrganizationId, month: Month, label: &'static str) -> impl IntoView {
    let id = format!("reason-{}", label.to_lowercase().replace(' ', "-"));
    view! {
        <input type="hidden" name="org" value=org.to_string()/>
        <input type="hidden" name="month" value=month.to_string()/>
        <TextField name="reason" label="Reason" max_length=500 id/>
        <SubmitButton label kind=ButtonKind::Secondary/>
    }
}

/// What a closed month would come to now.
#[component]
fn Late(
    org: OrganizationId,
    month: Month,
    rows: Vec<LateRow>,
    difference: muster_domain::Money,
    restate: Option<ServerAction<RestateMonth>>,
) -> impl IntoView {
    let rows = rows.into_iter().map(|row| late_cells(org, row)).collect();
    let hint = format!("{} in all. It counts only when it is taken in on purpose.", difference.cents());
    let form = restate.map(|action| {
        view! {
            <ServerForm action fields=&["reason"] class="form form-inline">
                <Reason org month label="Restate month"/>
            </ServerForm>
        }
    });
    view! {
        <Card title="What came late" hint>
            <RecordTable caption="What came late" columns=&LATE rows/>
            {form}
        </Card>
    }
}

fn late_cells(org: OrganizationId, row: LateRow) -> Vec<AnyView> {
    vec![
        view! { <a class="row-link" href=routes::subset(org, row.subset)>{row.subset_name}</a> }.into_any(),
        view! { <Amount money=row.charge/> }.into_any(),
        view! { <Amount money=row.late/> }.into_any(),
        view! { <Change money=row.difference/> }.into_any(),
    ]
}

#[component]
fn Events(events: Vec<EventRow>) -> impl IntoView {
    (!events.is_empty()).then(|| {
        let cells = |row: EventRow| {
            let at = view! { <Timestamp at=row.at/> }.into_any();
            vec![row.event.label().into_any(), row.reason.into_any(), row.by.into_any(), at]
        };
        let rows = events.into_iter().map(cells).collect();
        view! {
            <Card title="History">
                <RecordTable caption="History" columns=&EVENTS rows/>
            </Card>
        }
    })
}

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use muster_domain::OrganizationId;
use muster_domain::permission::Permission;
use muster_domain::view::audit::{AuditFilter, AuditPage, AuditRow};
use muster_domain::view::organizations::OrganizationRow;

use crate::api::audit;
use crate::components::{
    ButtonKind, Column, EmptyState, LinkButton, PageHeader, Pagination, Picture, RecordTable, TableSkeleton, Timestamp,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::query::{PAGE, use_param, use_parsed};
use crate::routes::{self, Section};

const COLUMNS: &[Column] = &[("When", ""), ("Who", ""), ("What", ""), ("Detail", "text-wide"), ("From where", "")];

/// The record, filtered by what the address says.
#[component]
pub(crate) fn AuditListPage() -> impl IntoView {
    let (who, what) = (use_parsed("who"), use_param("what"));
    let (from, until, page) = (use_parsed("from"), use_parsed("until"), use_parsed::<u32>(PAGE));
    let filter = Memo::new(move |_| AuditFilter { who: who.get(), what: what.get(), from: from.get(), until: until.get() });
    let asked = move || Some((filter.get(), page.get().unwrap_or(1)));
    let found = organization_resource(asked, |org, (filter, page)| audit::list(org, filter, page));
    let view = move |org, found| view! { <Record org found filter=filter.get_untracked()/> };
    let skeleton = || view! { <TableSkeleton/> };
    view! { <OrganizationLoad data=found skeleton permission=Permission::ManageOrganization view/> }
}

#[component]
fn Record(org: OrganizationRow, found: AuditPage, filter: AuditFilter) -> impl IntoView {
    let id = org.id;
    let download = routes::audit_download(id, &query(&filter).to_query_string());
    let actions = view! {
        <LinkButton href=download label="Download CSV" icon=Picture::Download rel="external"/>
    };
    let hint = match found.total {
        1 => "1 record.".to_owned(),
        total => format!("{total} records."),
    };
    let is_empty = found.rows.is_empty();
    let (page, pages) = (found.page, found.pages);
    let rows = found.rows.into_iter().map(|row| cells(id, row)).collect();
    view! {
        <PageHeader title=Section::Audit.title() hint=hint.into_any() actions=actions.into_any()/>
        <Filters org=id filter people=found.people actions=found.actions/>
        {if is_empty {
            let text = "Choose other days, another person or another kind of deed.";
            view! { <EmptyState icon=Picture::Search title="Nothing was found" text/> }.into_any()
        } else {
            view! { <RecordTable caption="Audit record" columns=COLUMNS rows/> }.into_any()
        }}
        <Pagination page pages/>
    }
}

/// The filter as it stands in the address, without what is not asked for.
fn query(filter: &AuditFilter) -> ParamsMap {
    let mut query = ParamsMap::new();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let texts = [
        ("who", filter.who.map(|who| who.to_string())),
        ("what", Some(filter.what.clone()).filter(|what| !what.is_empty())),
        ("from", day(filter.from)),
        ("until", day(filter.until)),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            query.insert(name, text);
        }
    }
    query
}

fn cells(org: OrganizationId, row: AuditRow) -> Vec<AnyView> {
    let who = if row.who.is_empty() { "–".to_owned() } else { row.who };
    let href = routes::audit_record(org, &row.id.to_string());
    vec![
        view! { <a class="link" href=href><Timestamp at=row.at/></a> }.into_any(),
        who.into_any(),
        view! { <code>{row.action}</code> }.into_any(),
        row.detail.into_any(),
        row.address.into_any(),
    ]
}

/// A plain form: what it asks for is in the address, so that it can be sent to a colleague.
#[component]
fn Filters(
    org: OrganizationId,
    filter: AuditFilter,
    people: Vec<(muster_domain::UserId, String)>,
    actions: Vec<String>,
) -> impl IntoView {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let (from, until) = (day(filter.from), day(filter.until));
    let people = people.into_iter().map(|(id, name)| {
        view! { <option value=id.to_string() selected=filter.who == Some(id)>{name}</option> }
    });
    let people = people.collect_view();
    let mut whats: Vec<_> = actions.iter().filter_map(|action| Some(action.split_once('.')?.0.to_owned())).collect();
    whats.extend(actions);
    whats.sort();
    whats.dedup();
    let whats = whats.into_iter().map(|what| {
        let (selected, value) = (what == filter.what, what.clone());
        view! { <option value=value selected=selected>{what}</option> }
    });
    let whats = whats.collect_view();
    view! {
        <form class="audit-filter" method="get" action=Section::Audit.of(org) role="search">
            <label>
                <span>"Who"</span>
                <select class="input" name="who">
                    <option value="">"Everybody"</option>
                    {people}
                </select>
            </label>
            <label>
                <span>"What"</span>
                <select class="input" name="what">
                    <option value="">"Everything"</option>
                    {whats}
                </select>
            </label>
            <label>
                <span>"From"</span>
                <input class="input" type="date" name="from" value=from/>
            </label>
            <label>
                <span>"To"</span>
                <input class="input" type="date" name="until" value=until/>
            </label>
            <button type="submit" class="button button-secondary">
                "Show"
            </button>
            <LinkButton href=Section::Audit.of(org) label="Clear" kind=ButtonKind::Quiet/>
        </form>
    }
}

//! The lines of the bill on one day.

use chrono::NaiveDate;
use leptos::prelude::*;
use muster_domain::analysis::{Grain, Question, Window};
use muster_domain::view::analysis::{DayLine, DayLines};
use muster_domain::view::organizations::OrganizationRow;

use super::{Asked, use_question};
use crate::api::analysis;
use crate::components::{
    Amount, Card, CardSkeleton, Column, Crumb, EmptyState, LinkButton, PageHeader, Pagination, Picture, RecordTable, Stat, Stats,
};
use crate::layouts::{OrganizationLoad, organization_resource, use_parameter};
use crate::pages::figures::counted;
use crate::routes::{self, Section};

#[component]
pub(crate) fn LinesPage() -> impl IntoView {
    let (day, query) = (use_parameter::<NaiveDate>("day"), use_question());
    let asked = move || Some((day.get()?, query.get()));
    let found = organization_resource(asked, |org, (day, query)| analysis::lines(org, Some(day), query));
    let view = |org, found| view! { <Found org found/> };
    view! { <OrganizationLoad data=found skeleton=|| view! { <CardSkeleton/> } view/> }
}

const COLUMNS: &[Column] = &[
    ("Line", "text-wide"),
    ("Unblended", "number"),
    ("Amortized", "number"),
    ("Account", ""),
    ("Service", ""),
    ("Region", ""),
    ("Charge Type", ""),
    ("Usage Type", ""),
    ("Usage", "number"),
];

#[component]
fn Found(org: OrganizationRow, found: DayLines) -> impl IntoView {
    let DayLines { day, currency, question, count, unblended, amortized, lines, page, pages } = found;
    let question = Question { page: 0, ..question };
    let asked = Asked { org: org.id, section: Section::Analysis, day: Some(day), question };
    let month = muster_domain::Month::of(day);
    let window = Window::Days { from: Some(month.first_day()), until: Some(month.period().last_day()) };
    let question = Question { window, grain: Some(Grain::Day), ..asked.question.clone() };
    let up = routes::analysis(org.id, (Section::Analysis, &question));
    let steps = vec![Crumb::new(Section::Analysis.title(), up)];
    let is_empty = lines.is_empty();
    let rows = lines.into_iter().map(cells).collect();
    let hint = format!("The lines of the bill, the dearest first. Amounts in {currency}.");
    view! {
        <PageHeader title=format!("Lines of {day}") steps hint=hint.into_any() actions=view! { <Days asked=asked.clone() day/> }.into_any()/>
        <super::filters::Chosen asked facets=Default::default()/>
        <Stats>
            <Stat name="Unblended"><Amount money=unblended/></Stat>
            <Stat name="Amortized"><Amount money=amortized/></Stat>
            <Stat name="Lines">{crate::pages::figures::thousands(count)}</Stat>
        </Stats>
        {if is_empty {
            let text = "No line of the bill has this day and what the filters ask for.";
            view! { <EmptyState icon=Picture::Report title="No lines" text/> }.into_any()
        } else {
            view! {
                <Card title=counted(count, "line", "lines")>
                    <RecordTable caption=format!("Lines of {day}") columns=COLUMNS rows/>
                </Card>
            }
            .into_any()
        }}
        <Pagination page pages/>
    }
}

/// To the days beside it.
#[component]
fn Days(asked: Asked, day: NaiveDate) -> impl IntoView {
    let to = |day: Option<NaiveDate>, label: &'static str| {
        day.map(|day| view! { <LinkButton href=routes::analysis_lines(asked.org, day, &asked.question) label/> })
    };
    (to(day.pred_opt(), "Day before"), to(day.succ_opt(), "Day after"))
}

fn cells(line: DayLine) -> Vec<AnyView> {
    let about = if line.description.is_empty() { line.operation } else { line.description };
    let account = if line.account_name.is_empty() { line.account.clone() } else { line.account_name };
    let usage = line.usage_amount.map(|amount| amount.exact());
    let resource = (!line.resource.is_empty()).then(|| view! { <code class="line-resource">{line.resource}</code> });
    vec![
        view! {
            <span class="line-time">{line.start.format("%H:%M").to_string()}</span>
            " "
            <span title=line.id>{about}</span>
            {resource}
        }
        .into_any(),
        view! { <Amount money=line.unblended/> }.into_any(),
        view! { <Amount money=line.amortized/> }.into_any(),
        view! { <span title=line.account>{account}</span> }.into_any(),
        line.service.into_any(),
        line.region.into_any(),
        line.charge_type.into_any(),
        line.usage_type.into_any(),
        usage.into_any(),
    ]
}

//! Cost Analysis: what was spent or is charged, when, and for what. The question is the address; every choice on the
//! page is a link or a form that leads to another address, so that it works without script and can be kept or sent.

mod cards;
mod filters;
mod groups;
mod lines;
mod notes;
mod over;
mod toolbar;
mod views;
mod words;

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use muster_domain::OrganizationId;
use muster_domain::analysis::{By, CostType, Dimension, Question};
use muster_domain::permission::Permission;
use muster_domain::view::analysis::{Analysis, AnalysisPage, Note};
use muster_domain::view::organizations::OrganizationRow;

use crate::api::analysis::{self, RemoveView, SaveView, ShareView};
use crate::api::billing::AddChargeTag;
use crate::components::{CardSkeleton, LinkButton, PageHeader, Picture, Unbroken, use_action, use_successes};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::accounts::NoBill;
use crate::pages::charging::is_underway;
use crate::pages::reports::poll_while;
use crate::pages::statements::Nothing;
use crate::routes::{self, Section};

pub(crate) use lines::LinesPage;

/// A question on its page: of costs, or of what an end customer is charged.
#[derive(Clone)]
struct Asked {
    org: OrganizationId,
    section: Section,
    /// Of the page of a day's lines.
    day: Option<NaiveDate>,
    question: Question,
}

impl Asked {
    fn is_of_costs(&self) -> bool {
        self.section == Section::Analysis
    }

    /// Where another question leads on this page.
    fn href(&self, question: &Question) -> String {
        match self.day {
            Some(day) => routes::analysis_lines(self.org, day, question),
            None => routes::analysis(self.org, (self.section, question)),
        }
    }

    /// The same with one text of a dimension alone, told apart by what comes next.
    fn closer(&self, dimension: Dimension, text: &str) -> String {
        let by = match self.question.by.clone() {
            By::Dimension(same) if same == dimension => By::Dimension(words::next(dimension)),
            other => other,
        };
        self.href(&self.question.clone().only(dimension, text).by(by))
    }
}

/// What the provider's bills cost, and what it charges.
#[component]
pub(crate) fn CostsPage() -> impl IntoView {
    let forms = Forms::new();
    let query = use_question();
    let found =
        organization_resource(move || Some((query.get(), forms.successes())), |org, (query, _)| analysis::costs(org, query));
    poll_while(found, |page: &AnalysisPage| page.analysis.as_ref().is_some_and(is_computing));
    let view = move |org, page| view! { <Page org page section=Section::Analysis forms/> };
    view! { <OrganizationLoad data=found skeleton=|| view! { <CardSkeleton/> } view/> }
}

/// What an end customer is charged.
#[component]
pub(crate) fn ChargesPage() -> impl IntoView {
    let forms = Forms::new();
    let query = use_question();
    let found =
        organization_resource(move || Some((query.get(), forms.successes())), |org, (query, _)| analysis::charges(org, query));
    let view = move |org, page| view! { <Page org page section=Section::ChargeAnalysis forms/> };
    view! { <OrganizationLoad data=found skeleton=|| view! { <CardSkeleton/> } view/> }
}

/// The question in the address.
fn use_question() -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.to_query_string()))
}

fn is_computing(analysis: &Analysis) -> bool {
    analysis.notes.iter().any(|note| matches!(note, Note::Computing(computing) if is_underway(computing)))
}

/// The forms of the page; after each the page is loaded again.
#[derive(Clone, Copy)]
struct Forms {
    save: ServerAction<SaveView>,
    share: ServerAction<ShareView>,
    remove: ServerAction<RemoveView>,
    add_charge_tag: ServerAction<AddChargeTag>,
    successes: Memo<usize>,
}

impl Forms {
    fn new() -> Self {
        let (save, share, remove) = (use_action::<SaveView>(), use_action::<ShareView>(), use_action::<RemoveView>());
        let add_charge_tag = use_action::<AddChargeTag>();
        let (saved, shared, removed) = (use_successes(save), use_successes(share), use_successes(remove));
        let added = use_successes(add_charge_tag);
        let successes = Memo::new(move |_| saved.get() + shared.get() + removed.get() + added.get());
        Self { save, share, remove, add_charge_tag, successes }
    }

    fn successes(self) -> usize {
        self.successes.get()
    }
}

#[component]
fn Page(org: OrganizationRow, page: AnalysisPage, section: Section, forms: Forms) -> impl IntoView {
    let AnalysisPage { question, analysis, scopes, views } = page;
    let asked = Asked { org: org.id, section, day: None, question };
    let may_manage = org.allows(Permission::ManageOrganization);
    let title = section.title();
    let Some(analysis) = analysis else {
        let nothing = match asked.is_of_costs() {
            true => view! { <NoBill org/> }.into_any(),
            false => view! { <Nothing/> }.into_any(),
        };
        return view! { <PageHeader title/> {nothing} }.into_any();
    };
    let csv = routes::analysis_download(org.id, (section, &asked.question));
    let actions = view! {
        <views::Views org asked=asked.clone() views forms/>
        <LinkButton href=csv label="CSV" icon=Picture::Download rel="external"/>
    };
    let hint = view! { <Unbroken text=words::explanation(&asked.question, &analysis)/> };
    let facets = analysis.facets.clone();
    // Figures of a question that was not answered would be zeros that nobody counted.
    let is_asked_back = |note: &Note| matches!(note, Note::ChooseTag | Note::NotByTag);
    let is_answered = !analysis.notes.iter().any(is_asked_back);
    let answer = is_answered.then(|| view! { <Answer asked=asked.clone() analysis=analysis.clone()/> });
    view! {
        <PageHeader title hint=hint.into_any() actions=actions.into_any()/>
        <toolbar::Toolbar asked=asked.clone() scopes tags=facets.tags.clone() period=analysis.period grain=analysis.grain/>
        <filters::Filters asked=asked.clone() facets/>
        <notes::Notes asked=asked.clone() may_manage notes=analysis.notes currency=analysis.currency forms/>
        {answer}
    }
    .into_any()
}

/// The figures; nothing but the empty chart says that there are none.
#[component]
fn Answer(asked: Asked, analysis: Analysis) -> impl IntoView {
    let is_margin = asked.question.cost == CostType::Margin;
    let accounts = analysis.top_accounts.clone();
    let groups = (!analysis.layers.is_empty()).then(|| {
        view! {
            <cards::TopAccounts asked=asked.clone() accounts/>
            <div class="analysis-groups">
                <groups::Groups asked=asked.clone() analysis=analysis.clone()/>
            </div>
        }
    });
    view! {
        <div class="analysis-answer" class:of-margin=is_margin>
            <cards::Figures asked=asked.clone() analysis=analysis.clone()/>
            <over::Over asked analysis/>
            {groups}
        </div>
    }
}

/// Charges and margins are of what is charged, costs of the bill.
fn is_cost(cost: CostType) -> bool {
    match cost {
        CostType::Unblended | CostType::Amortized => true,
        CostType::Charge | CostType::Margin => false,
    }
}

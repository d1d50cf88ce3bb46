//! What the rules would do to a month of the bill, beside the form in which they are written.

mod state;

use leptos::prelude::*;
use muster_domain::view::reports::{ReportSource, RuleEffect};
use muster_domain::view::workflows::PreviewFigures;

use self::state::Standing;
pub(super) use self::state::{Begun, PreviewState};
use super::super::sentences::Sentences;
use super::state::EditorState;
use crate::components::{Amount, Change, Notice, PickItem, PickList, Tone};
use crate::pages::figures::{counted, share_of_cost, thousands};

#[component]
pub(super) fn PreviewPanel(state: EditorState) -> impl IntoView {
    view! {
        <aside id="preview" class="preview" aria-labelledby="preview-title" tabindex="-1">
            <header class="preview-head">
                <h2 id="preview-title">"Preview"</h2>
                <How preview=state.preview/>
            </header>
            <Choices state/>
            <Figures preview=state.preview/>
            <Running state/>
        </aside>
    }
}

/// How the figures stand to the form, in a word.
#[component]
fn How(preview: PreviewState) -> impl IntoView {
    let said = move || match preview.standing.get() {
        Standing::Computing => Some("Computing…".to_owned()),
        Standing::Current => preview.figures(how_long),
        Standing::Contradiction | Standing::NoBill | Standing::Failed(_) => None,
    };
    view! { <span class="preview-how needs-script">{said}</span> }
}

/// Lines are read where sums of them cannot tell what a rule asks; that takes longer, and is said.
fn how_long(figures: &PreviewFigures) -> String {
    match figures.source {
        ReportSource::Kept => format!("in {} ms", figures.milliseconds),
        ReportSource::Lines => format!("in {} ms, from every line", thousands(figures.milliseconds.into())),
    }
}

/// The month and the subsets that the figures are of.
#[component]
fn Choices(state: EditorState) -> impl IntoView {
    let fields = state.preview.fields.get_untracked();
    let (months, subsets) = state.choices.with_value(|choices| (choices.months.clone(), choices.subsets.clone()));
    if months.is_empty() {
        return ().into_any();
    }
    let options = months.into_iter().map(|month| {
        let month = month.to_string();
        let selected = month == fields.month;
        let title = month.clone();
        view! { <option value=month selected=selected>{title}</option> }
    });
    let options = options.collect_view();
    let items = subsets.into_iter().map(|(id, name)| PickItem { value: id.to_string(), label: name, note: String::new() });
    let items: Vec<_> = items.collect();
    let scope = move || match state.preview.fields.with(|fields| fields.subsets.len()) {
        0 => "All accounts".to_owned(),
        many => counted(many as u64, "subset", "subsets"),
    };
    let picker = (!items.is_empty()).then(|| {
        view! {
            <details class="preview-subsets">
                <summary class="input">{scope}</summary>
                <PickList name="form[preview][subsets][]" items ticked=fields.subsets what="subsets"/>
            </details>
        }
    });
    view! {
        <div class="preview-choices">
            <label class="preview-month">
                <span class="visually-hidden">"Month of the preview"</span>
                <select class="input" name="form[preview][month]">
                    {options}
                </select>
            </label>
            {picker}
            <button type="submit" name="form[intent]" value="preview" class="button button-secondary without-script">
                "Show the effects"
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn Figures(preview: PreviewState) -> impl IntoView {
    let trouble = move || match preview.standing.get() {
        Standing::Contradiction => {
            Some((Tone::Warning, "Rules contradict each other. The figures are of the rules before.".to_owned()))
        }
        Standing::NoBill => Some((Tone::Neutral, "Once a bill is imported, the effect of each rule is shown here.".to_owned())),
        Standing::Failed(why) => Some((Tone::Bad, why)),
        Standing::Current | Standing::Computing => None,
    };
    let trouble = move || trouble().map(|(tone, text)| view! { <Notice tone text/> });
    let figures = Memo::new(move |_| preview.figures(PreviewFigures::clone));
    let is_computing = move || preview.standing.with(|standing| *standing == Standing::Computing);
    let spoken = move || figures.with(|figures| figures.as_ref().filter(|_| !preview.is_stale()).map(spoken));
    view! {
        {trouble}
        <div class="preview-figures" class:is-stale=move || preview.is_stale() aria-busy=move || is_computing().then_some("true")>
            {move || match figures.get() {
                Some(figures) => view! { <Totals figures/> }.into_any(),
                None => view! { <Waiting preview/> }.into_any(),
            }}
        </div>
        <p class="visually-hidden" role="status">{spoken}</p>
    }
}

fn spoken(figures: &PreviewFigures) -> String {
    format!("Charge {} {}, unblended cost {}.", figures.charge.cents(), figures.currency, figures.unblended.cents())
}

/// The shape of figures that were never there yet.
#[component]
fn Waiting(preview: PreviewState) -> impl IntoView {
    let waits = move || preview.standing.with(|standing| *standing == Standing::Computing);
    move || waits().then(|| view! { <div class="preview-waiting needs-script" aria-hidden="true"></div> })
}

#[component]
fn Totals(figures: PreviewFigures) -> impl IntoView {
    let PreviewFigures { currency, lines, unblended, charge, no_public_price, .. } = figures;
    let difference = charge - unblended;
    let unpriced = (no_public_price > 0).then(|| {
        let text = counted(no_public_price, "line has no public price", "lines have no public price");
        view! { <p class="preview-note">{format!("{text}: where a rule asks for it, the charge stays.")}</p> }
    });
    view! {
        <dl class="preview-totals">
            <div>
                <dt>{format!("Unblended ({currency})")}</dt>
                <dd>
                    <Amount money=unblended/>
                </dd>
            </div>
            <div class="preview-charge">
                <dt>{format!("Charge ({currency})")}</dt>
                <dd>
                    <Amount money=charge/>
                </dd>
            </div>
            <div>
                <dt>"Difference"</dt>
                <dd>
                    <Change money=difference/>
                    <span class="preview-share">{share_of_cost(difference, unblended)}</span>
                </dd>
            </div>
        </dl>
        <p class="preview-note">{counted(lines, "line of the bill", "lines of the bill")}</p>
        {unpriced}
    }
}

/// The rules as they run, each with what it does.
#[component]
fn Running(state: EditorState) -> impl IntoView {
    let none = Memo::new(move |_| state.draft.with(|draft| draft.no_rules));
    let rules = Memo::new(move |_| if none.get() { Vec::new() } else { state.review.with(|review| review.in_order()) });
    let cards = move || state.draft.with(|draft| draft.rules.len());
    let note = move || match cards().saturating_sub(rules.with(Vec::len)) {
        _ if none.get() => None,
        0 if cards() == 0 => Some("The rules that you add are listed here as they run.".to_owned()),
        0 => None,
        1 => Some("One rule is not finished.".to_owned()),
        many => Some(format!("{many} rules are not finished.")),
    };
    let beside = move |place: usize| {
        let key = state.draft.with_untracked(|draft| draft.rules.get(place).map(|fields| fields.key));
        key.map(|card| view! { <EffectOf state card/> }).into_any()
    };
    let sentences = move || {
        let rules = rules.get();
        (none.get() || !rules.is_empty()).then(|| view! { <Sentences rules beside=Callback::new(beside)/> })
    };
    view! {
        <h3 class="preview-order">"In running order"</h3>
        {sentences}
        {move || note().map(|note| view! { <p class="preview-note">{note}</p> })}
    }
}

/// What the rule of a card adds or takes away; nothing while that is not known.
#[component]
pub(super) fn EffectOf(state: EditorState, card: u32) -> impl IntoView {
    let effect = Memo::new(move |_| state.preview.effect(card));
    let shown = move || {
        effect.get().map(|effect| {
            let touched = touched(&effect);
            view! {
                <Change money=effect.effect/>
                <span class="effect-touched">{touched}</span>
            }
        })
    };
    view! { <span class="effect" class:is-stale=move || state.preview.is_stale()>{shown}</span> }
}

/// `328 lines`, `2 rows added`, `no line touched`.
fn touched(effect: &RuleEffect) -> String {
    let lines = (effect.lines > 0).then(|| counted(effect.lines, "line", "lines"));
    let rows = (effect.rows > 0).then(|| counted(effect.rows, "row added", "rows added"));
    let said: Vec<_> = [lines, rows].into_iter().flatten().collect();
    if said.is_empty() { "no line touched".to_owned() } else { said.join(", ") }
}

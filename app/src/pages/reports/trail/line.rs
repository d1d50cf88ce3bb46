use chrono::{DateTime, Utc};
use leptos::prelude::*;
use muster_domain::view::reports::RuleEffect;
use muster_domain::view::trail::{TrailLine, TrailStep};

use crate::components::{Amount, Badge, Fact, Facts, Tone};
use crate::pages::figures::counted;
use crate::pages::workflows::form::Kind;

/// A line in one row; opened, what the bill says of it and what became of it, rule by rule.
#[component]
pub(super) fn Line(line: TrailLine, sentences: StoredValue<Vec<RuleEffect>>) -> impl IntoView {
    let (unblended, charge) = (line.unblended, line.charge);
    let touched = match line.steps.len() {
        0 => "no rule".to_owned(),
        many => counted(many as u64, "rule", "rules"),
    };
    let steps = line.steps.clone();
    view! {
        <details class="trail-line">
            <summary>
                <span class="trail-time">{when(line.start)}</span>
                <span class="trail-what">
                    <span class="trail-name">{name(&line)}</span>
                    <span class="trail-aside">{aside(&line)}</span>
                </span>
                <span class="number trail-cost">
                    <span class="trail-label">"Unblended "</span>
                    <Amount money=unblended/>
                </span>
                <span class="number trail-charge">
                    <span class="trail-label">"Charge "</span>
                    <Amount money=charge/>
                    <span class="trail-aside">{touched}</span>
                </span>
            </summary>
            <div class="trail-open">
                <Said line/>
                <Steps steps sentences/>
            </div>
        </details>
    }
}

/// Days are ISO, hours of the bill are UTC.
fn when(start: DateTime<Utc>) -> String {
    start.format("%Y-%m-%d %H:%M").to_string()
}

fn name(line: &TrailLine) -> String {
    [&line.description, &line.usage_type, &line.charge_type]
        .into_iter()
        .find(|text| !text.is_empty())
        .cloned()
        .unwrap_or_else(|| "A line without a description".to_owned())
}

/// Who used what, below the name.
fn aside(line: &TrailLine) -> String {
    let account = if line.account.is_empty() { "no account" } else { &line.account };
    let parts = [account, &line.service, &line.charge_type];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

/// What the bill says; what it does not say is left out.
#[component]
fn Said(line: TrailLine) -> impl IntoView {
    let amount = line.usage_amount.map(|amount| amount.exact()).unwrap_or_default();
    let id = if line.id.is_empty() { "None: a rule added this row".to_owned() } else { line.id };
    let facts = [
        ("Line item id", id),
        ("Line item type", line.line_item_type),
        ("Usage type", line.usage_type),
        ("Usage amount", amount),
        ("Region", line.region),
        ("Resource", line.resource),
        ("Unblended, exact", line.unblended.exact()),
        ("Charge, exact", line.charge.exact()),
    ];
    let facts = facts.into_iter().filter(|(_, text)| !text.is_empty());
    let facts = facts.map(|(name, text)| view! { <Fact name>{text}</Fact> }).collect_view();
    view! { <Facts>{facts}</Facts> }
}

#[component]
fn Steps(steps: Vec<TrailStep>, sentences: StoredValue<Vec<RuleEffect>>) -> impl IntoView {
    if steps.is_empty() {
        return view! { <p class="trail-untouched">"No rule touched this line: it is charged at its unblended cost."</p> }
            .into_any();
    }
    let steps = steps.into_iter().map(|step| {
        let sentence = sentences.with_value(|rules| sentence(rules, step.position));
        let title = Kind::from_name(&step.rule).map_or_else(|| step.rule.clone(), |kind| kind.title().to_owned());
        view! {
            <li class="trail-step">
                <span class="trail-step-head">
                    <Badge tone=Tone::Neutral text=format!("Rule {}", step.position)/>
                    <strong>{title}</strong>
                </span>
                {sentence.map(|sentence| view! { <span class="trail-sentence">{sentence}</span> })}
                <span class="trail-formula">
                    <span class="trail-label">"Before "</span>
                    <code>{step.before.exact()}</code>
                    <span aria-hidden="true">" → "</span>
                    <span class="trail-label">"after "</span>
                    <code>{step.after.exact()}</code>
                    <span class="trail-why">{step.formula}</span>
                </span>
            </li>
        }
    });
    view! { <ol class="trail-steps" aria-label="Rules in the order in which they ran">{steps.collect_view()}</ol> }.into_any()
}

fn sentence(rules: &[RuleEffect], position: u32) -> Option<String> {
    rules.iter().find(|rule| rule.position == position).map(|rule| rule.sentence.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> TrailLine {
        TrailLine {
            id: String::new(),
            start: "2018-10-01T13:00:00Z".parse().unwrap(),
            account: "111122223333".to_owned(),
            service: "AmazonEC2".to_owned(),
            region: String::new(),
            line_item_type: "Usage".to_owned(),
            charge_type: "Usage".to_owned(),
            description: String::new(),
            resource: String::new(),
            usage_type: "BoxUsage:t2.micro".to_owned(),
            usage_amount: None,
            unblended: Default::default(),
            charge: Default::default(),
            steps: Vec::new(),
        }
    }

    #[test]
    fn a_line_is_called_by_the_first_thing_that_the_bill_says_of_it() {
        assert_eq!(name(&line()), "BoxUsage:t2.micro");
        assert_eq!(name(&TrailLine { description: "An hour".to_owned(), ..line() }), "An hour");
        assert_eq!(aside(&line()), "111122223333 · AmazonEC2 · Usage");
        assert_eq!(aside(&TrailLine { account: String::new(), ..line() }), "no account · AmazonEC2 · Usage");
        assert_eq!(when(line().start), "2018-10-01 13:00");
    }
}

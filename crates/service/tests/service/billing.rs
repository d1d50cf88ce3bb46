//! What an organization decides about its bills, and what reports make of it.

use muster_domain::credit::{CreditPattern, CreditPatterns, CreditType};
use muster_domain::report::EcoCommitments;
use muster_domain::view::reports::ReportScope;
use muster_domain::workflow::CreditKind;
use muster_domain::{Money, Month};
use muster_service::{Error, billing, reports, workflows};

use crate::bill::{BILL, LABS, csv, described};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};
use crate::reports::march;

on_both!(
    what_was_decided_is_kept_and_written_down,
    tags_that_tell_charges_apart_are_chosen_one_by_one_and_few,
    patterns_that_cannot_be_run_are_refused_by_their_row,
    a_report_keeps_the_settings_that_it_was_asked_for_with,
    credits_that_no_pattern_catches_are_shown,
);

fn pattern(kind: CreditKind, pattern: &str) -> CreditPattern {
    CreditPattern { kind, types: vec![CreditType::Credit], pattern: pattern.to_owned() }
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

async fn what_was_decided_is_kept_and_written_down(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let before = billing::find(&ada.ctx, ada.org).await.unwrap();
    assert!(before.has_default_patterns && before.settings == Default::default());
    let patterns = CreditPatterns(vec![pattern(CreditKind::Edp, "promo"), pattern(CreditKind::ApnPartner, "partner")]);
    billing::save_patterns(&ada.ctx, ada.org, patterns.clone()).await.unwrap();
    let arn = "arn:aws:savingsplans::111122223333:savingsplan/1".to_owned();
    billing::save_eco_commitments(&ada.ctx, ada.org, EcoCommitments::Listed(vec![arn.clone(), arn.clone()])).await.unwrap();
    billing::save_eco_invoice(&ada.ctx, ada.org, month("2026-02"), money("120")).await.unwrap();
    billing::save_eco_invoice(&ada.ctx, ada.org, month("2026-02"), money("121.5")).await.unwrap();
    billing::save_eco_invoice(&ada.ctx, ada.org, month("2026-03"), money("-3")).await.unwrap();
    billing::remove_eco_invoice(&ada.ctx, ada.org, month("2026-03")).await.unwrap();
    assert!(matches!(billing::remove_eco_invoice(&ada.ctx, ada.org, month("2026-03")).await, Err(Error::NotFound)));
    let after = billing::find(&ada.ctx, ada.org).await.unwrap();
    assert_eq!((after.has_default_patterns, &after.settings.credit_patterns), (false, &patterns));
    assert_eq!(after.settings.eco_commitments, EcoCommitments::Listed(vec![arn]));
    assert_eq!(after.settings.eco_invoices.0.into_iter().collect::<Vec<_>>(), [(month("2026-02"), money("121.5"))]);
    billing::reset_patterns(&ada.ctx, ada.org).await.unwrap();
    assert!(billing::find(&ada.ctx, ada.org).await.unwrap().has_default_patterns);
    let records = muster_store::audit::list(&mut console.tables(ada.org).await).await.unwrap();
    let of_billing = records.iter().rev().filter(|record| record.action.starts_with("billing."));
    let said: Vec<_> = of_billing.map(|record| record.detail.as_str()).collect();
    assert_eq!(said[3], "2026-02: 120.00 -> 121.50");
    assert!(said[0].starts_with("Muster's own -> [{") && said[6].ends_with("}] -> Muster's own"), "{said:?}");
}

async fn tags_that_tell_charges_apart_are_chosen_one_by_one_and_few(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let add = async |key: &str| billing::add_charge_tag(&ada.ctx, ada.org, key).await;
    for key in ["user:Team", " user:Owner ", "aws:createdBy", "user:Stage", "user:Cost center"] {
        add(key).await.unwrap();
    }
    assert!(matches!(add("user:Owner").await, Err(Error::Conflict(_))));
    for wrong in ["", "user:Sixth"] {
        let refused = add(wrong).await;
        assert!(matches!(&refused, Err(Error::Invalid(refusals)) if refusals[0].path == "tag"), "{refused:?}");
    }
    billing::remove_charge_tag(&ada.ctx, ada.org, "user:Team").await.unwrap();
    assert!(matches!(billing::remove_charge_tag(&ada.ctx, ada.org, "user:Team").await, Err(Error::NotFound)));
    let chosen = billing::find(&ada.ctx, ada.org).await.unwrap().charge_tags;
    assert_eq!(chosen, ["aws:createdBy", "user:Cost center", "user:Owner", "user:Stage"]);
    let records = muster_store::audit::list(&mut console.tables(ada.org).await).await.unwrap();
    let of_tags = records.iter().rev().filter(|record| record.action == "billing.charge_tags");
    let said: Vec<_> = of_tags.map(|record| record.detail.as_str()).collect();
    assert_eq!((said.len(), said[0], said[5]), (6, "added user:Team", "removed user:Team"));
}

async fn patterns_that_cannot_be_run_are_refused_by_their_row(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let wrong = CreditPatterns(vec![pattern(CreditKind::Edp, "promo"), pattern(CreditKind::Edp, "prom(o")]);
    let Err(Error::Invalid(refusals)) = billing::save_patterns(&ada.ctx, ada.org, wrong).await else { panic!() };
    assert_eq!(refusals[0].path, "patterns[1].pattern");
    assert_eq!(refusals[0].reason, "`prom(o` is not a regular expression: unclosed group");
    let huge = CreditPatterns(vec![pattern(CreditKind::Edp, r"(\w{100}){100}")]);
    assert!(matches!(billing::save_patterns(&ada.ctx, ada.org, huge).await, Err(Error::Invalid(_))));
    assert!(billing::find(&ada.ctx, ada.org).await.unwrap().has_default_patterns);
}

/// The March bill with a credit called “Spring promo” of -1.
async fn with_a_credit(console: &Console) -> Person {
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    let bill = csv(&BILL) + &described((LABS, "2026-03-03", "Credit", "-1"), "Spring promo");
    ada.upload(ma, "bill.csv", &bill).await;
    console.work().await;
    ada
}

async fn a_report_keeps_the_settings_that_it_was_asked_for_with(database: &Database) {
    let console = Console::open(database).await;
    let ada = with_a_credit(&console).await;
    let json = r#"{"name":"W","rules":[{"rule":"remove_credits","kinds":["edp"]}]}"#;
    let workflow = workflows::create(&ada.ctx, ada.org, json.to_owned()).await.unwrap();
    let charge = async |patterns: Option<CreditPatterns>| {
        if let Some(patterns) = patterns {
            billing::save_patterns(&ada.ctx, ada.org, patterns).await.unwrap();
        }
        let id = reports::create(&ada.ctx, ada.org, march(workflow, ReportScope::All)).await.unwrap();
        console.work().await;
        (id, reports::find(&ada.ctx, ada.org, id, 0).await.unwrap().result.unwrap().charge.exact())
    };
    let (before, kept) = charge(None).await;
    assert_eq!(kept, "4.00", "a promo is no discount of the enterprise program");
    let patterns = CreditPatterns(vec![pattern(CreditKind::Edp, "PROMO")]);
    assert_eq!(charge(Some(patterns.clone())).await.1, "5.00");
    console.forward(chrono::Duration::days(31));
    reports::retry(&ada.ctx, ada.org, before).await.unwrap();
    console.work().await;
    let again = reports::find(&ada.ctx, ada.org, before, 0).await.unwrap();
    assert_eq!(again.result.unwrap().charge.exact(), "4.00", "made again with what was decided then");
    assert_eq!(again.settings.credit_patterns, CreditPatterns::default());
}

async fn credits_that_no_pattern_catches_are_shown(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    assert_eq!(billing::unclassified(&ada.ctx, ada.org, None, None).await.unwrap().month, None);
    let bob = console.administrator("bob").await;
    let ma = bob.management_account().await;
    let bill = csv(&BILL) + &described((LABS, "2026-03-03", "Credit", "-1"), "Spring promo");
    bob.upload(ma, "bill.csv", &bill).await;
    console.work().await;
    let shown = billing::unclassified(&bob.ctx, bob.org, None, None).await.unwrap();
    assert_eq!(shown.month, Some(month("2026-03")));
    let groups: Vec<_> = shown.groups.iter().map(|g| (g.line_type.as_str(), g.description.as_str(), g.kind, g.lines)).collect();
    assert_eq!(groups, [("Credit", "Spring promo", Some(CreditKind::OtherCredits), 1)]);
    assert_eq!(shown.groups[0].unblended.exact(), "-1.00");
    let tried = Some(CreditPatterns(vec![pattern(CreditKind::Edp, "promo")]));
    assert_eq!(billing::unclassified(&bob.ctx, bob.org, None, tried).await.unwrap().groups, []);
    let february = billing::unclassified(&bob.ctx, bob.org, Some(month("2026-02")), None).await.unwrap();
    assert_eq!(february.groups, []);
}

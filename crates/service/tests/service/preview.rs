//! Previews: what a workflow would do, before it is saved.

use muster_domain::view::reports::{ReportScope, ReportSource};
use muster_domain::view::workflows::{Preview, PreviewRequest};
use muster_service::{Error, subsets, workflows};

use crate::bill::{BILL, SHOP, csv};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};

on_both!(
    a_preview_says_what_each_rule_would_do_and_saves_nothing,
    a_preview_of_a_subset_reads_that_subset,
    a_workflow_that_cannot_run_is_refused_beside_its_rule,
    a_preview_is_of_the_sums_that_the_import_keeps_unless_a_rule_looks_at_single_lines,
    a_newer_preview_of_an_editor_stops_the_one_before,
);

fn asked(rules: &str, scope: ReportScope) -> PreviewRequest {
    let workflow = format!(r#"{{"name":"Draft","rules":[{rules}]}}"#);
    PreviewRequest { workflow, month: "2026-03".parse().unwrap(), scope, editor: "tab".to_owned() }
}

async fn imported(console: &Console, bill: &str) -> Person {
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    ada.upload(ma, "bill.csv", bill).await;
    console.work().await;
    ada
}

const RULES: &str = r#"{"rule":"remove_taxes"},{"rule":"uplift","percent":"10"}"#;

async fn a_preview_says_what_each_rule_would_do_and_saves_nothing(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console, &csv(&BILL)).await;
    let preview = workflows::preview(&ada.ctx, ada.org, asked(RULES, ReportScope::All)).await.unwrap();
    let figures = preview.figures.unwrap();
    assert_eq!((figures.unblended.exact(), figures.charge.exact(), figures.lines), ("5.00".into(), "4.40".into(), 4));
    let effects: Vec<_> = figures.effects.iter().map(|e| (e.position, e.rule.as_str(), e.lines, e.effect.exact())).collect();
    assert_eq!(effects, [(1, "remove_taxes", 1, "-1.00".to_owned()), (2, "uplift", 4, "0.40".to_owned())]);
    assert_eq!((preview.refusals, figures.currency.as_str()), (Vec::new(), "USD"));
    assert_eq!(workflows::list(&ada.ctx, ada.org).await.unwrap(), []);
    let elsewhere = PreviewRequest { month: "2020-01".parse().unwrap(), ..asked(RULES, ReportScope::All) };
    let figures = workflows::preview(&ada.ctx, ada.org, elsewhere).await.unwrap().figures.unwrap();
    assert_eq!((figures.lines, figures.charge.exact()), (0, "0.00".into()));
}

async fn a_preview_of_a_subset_reads_that_subset(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console, &csv(&BILL)).await;
    let shop = subsets::create(&ada.ctx, ada.org, "Shop", vec![SHOP.parse().unwrap()]).await.unwrap();
    let chosen = asked(RULES, ReportScope::Subsets(vec![shop]));
    let figures = workflows::preview(&ada.ctx, ada.org, chosen).await.unwrap().figures.unwrap();
    assert_eq!((figures.unblended.exact(), figures.charge.exact()), ("2.25".into(), "2.475".into()));
    let none = workflows::preview(&ada.ctx, ada.org, asked(RULES, ReportScope::Subsets(Vec::new()))).await;
    assert!(matches!(none, Err(Error::Invalid(refusals)) if refusals[0].path == "scope"));
}

async fn a_workflow_that_cannot_run_is_refused_beside_its_rule(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console, &csv(&BILL)).await;
    let path = async |rules: &str| {
        let Preview { refusals, figures } = workflows::preview(&ada.ctx, ada.org, asked(rules, ReportScope::All)).await.unwrap();
        assert_eq!(figures, None);
        refusals[0].path.clone()
    };
    assert_eq!(path(r#"{"rule":"uplift","percent":"3"},{"rule":"discount","percent":"3"}"#).await, "rules[1]");
    let retain = r#"{"rule":"retain_discounts","commitments":["ri"],"purchased_by":{"subset":"R&D"}}"#;
    assert_eq!(path(retain).await, "rules[0].purchased_by");
}

async fn a_preview_is_of_the_sums_that_the_import_keeps_unless_a_rule_looks_at_single_lines(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console, &csv(&BILL)).await;
    let figures = async |rules: &str| {
        let preview = workflows::preview(&ada.ctx, ada.org, asked(rules, ReportScope::All)).await.unwrap();
        let figures = preview.figures.unwrap();
        (figures.source, figures.charge.exact())
    };
    assert_eq!(figures(RULES).await, (ReportSource::Kept, "4.40".to_owned()));
    let single = r#"{"rule":"custom","label":"C","when":"description like '%'","action":{"percent":"0"}}"#;
    assert_eq!(figures(&format!("{RULES},{single}")).await, (ReportSource::Lines, "4.40".to_owned()));
}

async fn a_newer_preview_of_an_editor_stops_the_one_before(database: &Database) {
    let console = Console::open(database).await;
    let ada = imported(&console, &csv(&BILL)).await;
    let preview = |rules: &str| workflows::preview(&ada.ctx, ada.org, asked(rules, ReportScope::All));
    let other = PreviewRequest { editor: "other tab".to_owned(), ..asked("", ReportScope::All) };
    let other = workflows::preview(&ada.ctx, ada.org, other);
    let (first, other, second) = tokio::join!(preview(RULES), other, preview(""));
    assert!(matches!(first, Err(Error::Conflict(_))), "{first:?}");
    assert_eq!(second.unwrap().figures.unwrap().charge.exact(), "5.00");
    assert!(other.is_ok(), "another tab is another editor: {other:?}");
}

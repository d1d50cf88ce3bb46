//! Charges and margins by tags that the organization chose.

use std::collections::BTreeMap;

use muster_domain::analysis::{By, CostType, Dimension, NOT_KEPT, NOT_TOLD_APART, Question, Window};
use muster_domain::report::GroupBy;
use muster_domain::view::analysis::{Analysis, Note};
use muster_domain::view::reports::{NewReport, ReportFormat, ReportScope};
use muster_domain::{Money, Period};
use muster_service::{Ctx, analysis, billing, months, reports, statements};

use super::bill::{Line, lines, text};
use super::kept;
use crate::bill::LABS;
use crate::charges::{FEBRUARY, Provider, month};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};
use crate::statements::with_customer;

on_both!(
    charges_are_told_apart_by_a_tag_once_it_is_chosen,
    a_closed_month_is_told_apart_unless_it_would_change,
    an_end_customer_tells_its_charges_apart_by_the_tags_of_its_provider,
    sums_by_a_chosen_tag_are_kept_beside_the_bill,
    costs_by_a_tag_are_answered_where_their_sums_cannot_be_kept,
);

const TEAM: &str = "user:Team";

/// Labs charged at ten percent more from December on, for the bill of [`lines`].
async fn charged(console: &Console) -> (Provider, Vec<Line>) {
    let provider = Provider::new(console).await;
    let lines = charge_lines(console, &provider).await;
    (provider, lines)
}

async fn charge_lines(console: &Console, provider: &Provider) -> Vec<Line> {
    let lines = lines();
    provider.ada.upload(provider.ma, "lines.csv", &text(&lines)).await;
    console.work().await;
    let ten = provider.uplift("10").await;
    provider.associate((provider.labs, ten), "2025-12").await.unwrap();
    console.work().await;
    lines
}

async fn choose(console: &Console, ada: &Person, key: &str) {
    billing::add_charge_tag(&ada.ctx, ada.org, key).await.unwrap();
    console.work().await;
}

fn by_team(cost: CostType) -> Question {
    Question { cost, by: By::Tag(TEAM.to_owned()), ..Question::default() }
}

async fn asked(of: &Person, question: Question) -> Analysis {
    analysis::page(&of.ctx, of.org, question).await.unwrap().analysis.unwrap()
}

fn groups(analysis: &Analysis) -> BTreeMap<String, String> {
    analysis.groups.iter().map(|group| (group.named.key.clone(), group.amount.exact())).collect()
}

/// Percent of what lines of Labs cost, by team.
fn share(lines: &[Line], percent: i128, is_asked: impl Fn(&Line) -> bool) -> BTreeMap<String, String> {
    let mut sums: BTreeMap<String, i128> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.account == LABS && is_asked(line)) {
        *sums.entry(line.team.clone()).or_default() += line.units * percent;
    }
    sums.into_iter().map(|(team, units)| (team, Money::from_scaled(units).unwrap().exact())).collect()
}

async fn charges_are_told_apart_by_a_tag_once_it_is_chosen(database: &Database) {
    let console = Console::open(database).await;
    let (provider, lines) = charged(&console).await;
    let ada = &provider.ada;
    let unchosen = asked(ada, by_team(CostType::Charge)).await;
    assert_eq!((&unchosen.notes[..], &unchosen.facets.tags[..]), (&[Note::NotByTag][..], &[TEAM.to_owned()][..]));
    let total = share(&lines, 110, |_| true).values().map(|amount| amount.parse::<Money>().unwrap()).sum::<Money>();
    assert_eq!(groups(&unchosen), BTreeMap::from([(NOT_TOLD_APART.to_owned(), total.exact())]));
    choose(&console, ada, TEAM).await;
    choose(&console, ada, "user:Nobody").await;
    let charge = asked(ada, by_team(CostType::Charge)).await;
    assert_eq!((charge.notes.as_slice(), groups(&charge)), (&[][..], share(&lines, 110, |_| true)));
    assert_eq!(
        (charge.total, asked(ada, Question { cost: CostType::Charge, ..Question::default() }).await.total),
        (total, total)
    );
    let margin = asked(ada, by_team(CostType::Margin)).await;
    assert_eq!(groups(&margin), share(&lines, 10, |_| true));
    let boxes = by_team(CostType::Charge).only(Dimension::UsageType, "BoxUsage:1").only(Dimension::ChargeType, "Usage");
    let is_box = |line: &Line| line.usage_type == "BoxUsage:1" && line.kind == "Usage";
    assert_eq!(groups(&asked(ada, boxes.clone()).await), share(&lines, 110, is_box));
    assert_eq!(groups(&asked(ada, Question { cost: CostType::Margin, ..boxes }).await), share(&lines, 10, is_box));
    assert_eq!(of_report(&console, &provider).await, share(&lines, 110, |_| true));
    billing::remove_charge_tag(&ada.ctx, ada.org, TEAM).await.unwrap();
    console.work().await;
    assert_eq!(asked(ada, by_team(CostType::Charge)).await.notes, [Note::NotByTag]);
}

/// Half a year of Labs in a report by the tag.
async fn of_report(console: &Console, provider: &Provider) -> BTreeMap<String, String> {
    let ada = &provider.ada;
    let workflow = provider.uplift("10.0").await;
    let period = Period::new("2025-12-01".parse().unwrap(), "2026-04-01".parse().unwrap()).unwrap();
    let (scope, group_by) = (ReportScope::Subsets(vec![provider.labs]), vec![GroupBy::Tag(TEAM.to_owned())]);
    let new = NewReport { name: "R".to_owned(), workflow, period, scope, group_by };
    let id = reports::create(&ada.ctx, ada.org, new).await.unwrap();
    console.work().await;
    let file = reports::download(&ada.ctx, ada.org, id, ReportFormat::Csv).await.unwrap().path;
    let mut rows = csv::Reader::from_path(file).unwrap();
    let place = rows.headers().unwrap().iter().position(|header| header == "Charge From Report").unwrap();
    let rows: Vec<_> = rows.records().map(Result::unwrap).filter(|row| &row[0] != "Other" && &row[0] != "Total").collect();
    rows.iter().map(|row| (row[0].to_owned(), row[place].parse::<Money>().unwrap().exact())).collect()
}

async fn a_closed_month_is_told_apart_unless_it_would_change(database: &Database) {
    let console = Console::open(database).await;
    let (provider, lines) = charged(&console).await;
    let ada = &provider.ada;
    for of in ["2026-01", FEBRUARY] {
        months::close(&ada.ctx, ada.org, month(of), "invoiced").await.unwrap();
    }
    let charges = async |of: &str| {
        let row = provider.month(of).await;
        (row.charge, row.late.len())
    };
    let before = charges("2026-01").await;
    // A line of February came late, and February is not restated.
    let mut late = self::lines();
    late.iter_mut().find(|line| line.account == LABS && line.day.starts_with(FEBRUARY)).unwrap().units += 10_000_000_000;
    ada.upload(provider.ma, "late.csv", &text(&late)).await;
    console.work().await;
    choose(&console, ada, TEAM).await;
    assert_eq!((charges("2026-01").await, charges(FEBRUARY).await.1), (before, 1));
    let charge = asked(ada, by_team(CostType::Charge)).await;
    assert_eq!(charge.notes, [Note::MonthsNotByTag(vec![month(FEBRUARY)])]);
    let is_february = |line: &Line| line.day.starts_with(FEBRUARY);
    let february = share(&lines, 110, is_february).into_values().map(|amount| amount.parse::<Money>().unwrap()).sum::<Money>();
    let mut expected = share(&lines, 110, |line| !is_february(line));
    expected.insert(NOT_KEPT.to_owned(), february.exact());
    assert_eq!(groups(&charge), expected);
    let margin = asked(ada, by_team(CostType::Margin)).await;
    assert_eq!(groups(&margin).into_keys().collect::<Vec<_>>(), [NOT_TOLD_APART]);
    assert_eq!(margin.notes[..1], charge.notes);
    months::restate(&ada.ctx, ada.org, month(FEBRUARY), "credit note").await.unwrap();
    assert_eq!(groups(&asked(ada, by_team(CostType::Charge)).await), share(&late, 110, |_| true));
}

async fn an_end_customer_tells_its_charges_apart_by_the_tags_of_its_provider(database: &Database) {
    let console = Console::open(database).await;
    let (provider, eve) = with_customer(&console).await;
    let lines = charge_lines(&console, &provider).await;
    let ask = async || {
        let question = Question { cost: CostType::Unblended, ..by_team(CostType::Unblended) };
        statements::analysis(&eve.ctx, eve.org, question).await.unwrap().analysis.unwrap()
    };
    let before = ask().await;
    assert_eq!((before.notes, before.facets.tags.len()), (vec![Note::NotByTag], 0), "it does not learn which tags there are");
    choose(&console, &provider.ada, TEAM).await;
    let seen = ask().await;
    assert_eq!((groups(&seen), seen.facets.tags), (share(&lines, 110, |_| true), vec![TEAM.to_owned()]));
}

async fn sums_by_a_chosen_tag_are_kept_beside_the_bill(database: &Database) {
    let console = Console::open(database).await;
    let (provider, _) = charged(&console).await;
    let files = || kept::files(console.data.path(), "tag-");
    let (unchosen, none) = (asked(&provider.ada, by_team(CostType::Unblended)).await, files());
    choose(&console, &provider.ada, TEAM).await;
    assert_eq!((none.len(), files().len()), (0, 4), "a month each, before anybody asks");
    let again = kept::anew(&console).await;
    let ada = Person { ctx: Ctx::user(again, "test", provider.ada.user), ..provider.ada };
    assert_eq!(asked(&ada, by_team(CostType::Unblended)).await, unchosen);
    // They are read: without one it is made again.
    files().iter().for_each(|file| std::fs::remove_file(file).unwrap());
    let again = kept::anew(&console).await;
    let ada = Person { ctx: Ctx::user(again, "test", ada.user), ..ada };
    let march = asked(&ada, Question { window: Window::ThisMonth, ..by_team(CostType::Unblended) }).await;
    assert_eq!((march.notes.len(), files().len()), (0, 2), "the month asked for and the one before");
}

async fn costs_by_a_tag_are_answered_where_their_sums_cannot_be_kept(database: &Database) {
    let console = Console::open(database).await;
    let (provider, _) = charged(&console).await;
    let unchosen = asked(&provider.ada, by_team(CostType::Unblended)).await;
    choose(&console, &provider.ada, TEAM).await;
    // Where a folder is, no file can be written or read, whoever the tests run as.
    for file in kept::files(console.data.path(), "tag-") {
        std::fs::remove_file(&file).unwrap();
        std::fs::create_dir(&file).unwrap();
        std::fs::write(file.join("in-the-way"), "").unwrap();
    }
    let again = kept::anew(&console).await;
    let ada = Person { ctx: Ctx::user(again, "test", provider.ada.user), ..provider.ada };
    assert_eq!(asked(&ada, by_team(CostType::Unblended)).await, unchosen);
    let left = kept::files(console.data.path(), "").into_iter().filter(|file| file.extension().is_some_and(|end| end == "tmp"));
    assert_eq!(left.collect::<Vec<_>>(), Vec::<std::path::PathBuf>::new());
}

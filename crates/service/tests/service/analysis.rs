//! Cost Analysis, held against sums that these tests compute themselves from the lines of a bill that they make.

mod bill;
mod by_tag;
mod charged;
mod kept;

use std::collections::BTreeMap;

use muster_domain::analysis::{By, Dimension, Grain, Question, Scope, Window};
use muster_domain::report::GroupBy;
use muster_domain::view::analysis::{Analysis, Note};
use muster_domain::view::reports::{NewReport, ReportFormat, ReportScope};
use muster_domain::{Money, Period};
use muster_service::subsets::Moved;
use muster_service::{Error, analysis, reports, subsets, workflows};

use crate::bill::{LABS, SHOP};
use crate::console::{Console, Person};
use crate::databases::{Database, on_both};
use bill::{Line, exact, lines, sums, text};

on_both!(
    amounts_told_apart_by_anything_are_the_sums_of_the_lines,
    the_page_the_file_and_a_report_say_the_same_to_the_last_digit,
    days_that_no_bill_covers_are_said_beside_what_is_held_against_them,
    a_subset_has_the_days_on_which_accounts_were_in_it,
    a_bill_whose_import_kept_no_sums_is_read_from_its_lines,
    amounts_are_told_apart_by_the_values_of_a_tag,
    a_day_ends_at_its_lines,
    a_question_that_cannot_be_is_refused_at_its_parameter,
);

/// An organization with the bill of [`lines`].
async fn imported(console: &Console) -> (Person, Vec<Line>) {
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    let lines = lines();
    ada.upload(ma, "bill.csv", &text(&lines)).await;
    console.work().await;
    (ada, lines)
}

async fn asked(ada: &Person, question: &Question) -> Analysis {
    analysis::page(&ada.ctx, ada.org, question.clone()).await.unwrap().analysis.expect("there is a bill")
}

/// All of March and the five months before.
fn six_months(by: Dimension) -> Question {
    Question { by: By::Dimension(by), ..Question::default() }
}

/// What each group came to, without those that came to nothing.
fn amounts(analysis: &Analysis) -> BTreeMap<String, String> {
    analysis.groups.iter().map(|group| (group.named.key.clone(), group.amount.exact())).collect()
}

/// The last column of a file's rows, by the column of that name.
fn of_file(text: &str, name: &str) -> BTreeMap<String, Money> {
    let mut file = csv::Reader::from_reader(text.as_bytes());
    let headers = file.headers().unwrap().clone();
    let place = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (group, amount) = (place(name), headers.len() - 2);
    let mut sums: BTreeMap<String, Money> = BTreeMap::new();
    for row in file.records().map(Result::unwrap) {
        let sum = sums.entry(row[group].to_owned()).or_default();
        *sum = *sum + row[amount].parse().unwrap();
    }
    sums
}

async fn amounts_told_apart_by_anything_are_the_sums_of_the_lines(database: &Database) {
    let console = Console::open(database).await;
    let (ada, lines) = imported(&console).await;
    for by in Dimension::ALL {
        let analysis = asked(&ada, &six_months(by)).await;
        let expected = sums(&lines, |line| Some(line.key(by)));
        assert_eq!(amounts(&analysis), expected, "{by:?}");
        let total = exact(lines.iter().map(|line| line.units).sum());
        assert_eq!(analysis.total.exact(), total, "{by:?}");
        let drawn: Money = analysis.layers.iter().flat_map(|layer| layer.amounts.iter().copied()).sum();
        assert_eq!(drawn, analysis.total, "{by:?}");
    }
    let one = six_months(Dimension::Region).only(Dimension::Service, "AmazonEC2").only(Dimension::Lifecycle, "OnDemand");
    let expected = sums(&lines, |line| {
        (line.service == "AmazonEC2" && line.key(Dimension::Lifecycle) == "OnDemand").then(|| line.key(Dimension::Region))
    });
    assert_eq!(amounts(&asked(&ada, &one).await), expected);
    let months = asked(&ada, &six_months(Dimension::Service)).await;
    let by_month = (0..months.parts.len()).map(|part| months.layers.iter().map(|layer| layer.amounts[part]).sum::<Money>());
    let by_month: Vec<_> = by_month.into_iter().map(Money::exact).collect();
    let month = |line: &Line| Some(line.day[..7].to_owned());
    let expected: Vec<_> = sums(&lines, month).into_values().collect();
    assert_eq!(by_month[by_month.len() - expected.len()..], expected);
}

async fn the_page_the_file_and_a_report_say_the_same_to_the_last_digit(database: &Database) {
    let console = Console::open(database).await;
    let (ada, _) = imported(&console).await;
    let question = Question { window: Window::LastMonth, grain: Some(Grain::Week), ..six_months(Dimension::Account) };
    let analysis = asked(&ada, &question).await;
    let file = analysis::csv(&ada.ctx, ada.org, question).await.unwrap();
    assert_eq!(file.filename, "unblended-2026-02-01-to-2026-02-28-by-account.csv");
    let from_file = of_file(&file.text, "Usage Account");
    let shown: BTreeMap<_, _> = analysis.groups.iter().map(|group| (group.named.key.clone(), group.amount)).collect();
    assert_eq!(from_file, shown);
    let weeks = of_file(&file.text, "From");
    let drawn =
        analysis.parts.iter().enumerate().map(|(place, part)| {
            (part.from().to_string(), analysis.layers.iter().map(|layer| layer.amounts[place]).sum::<Money>())
        });
    assert_eq!(weeks, drawn.filter(|(_, amount)| !amount.is_zero()).collect());
    let workflow = workflows::create(&ada.ctx, ada.org, r#"{"name":"As it is","rules":[]}"#.to_owned()).await.unwrap();
    let (period, group_by) = (analysis.period, vec![GroupBy::Account]);
    let new = NewReport { name: "R".to_owned(), workflow, period, scope: ReportScope::All, group_by };
    let id = reports::create(&ada.ctx, ada.org, new).await.unwrap();
    console.work().await;
    let report =
        std::fs::read_to_string(reports::download(&ada.ctx, ada.org, id, ReportFormat::Csv).await.unwrap().path).unwrap();
    let mut rows = csv::Reader::from_reader(report.as_bytes());
    let of_report: BTreeMap<_, _> =
        rows.records().map(Result::unwrap).map(|row| (row[0].to_owned(), row[2].parse::<Money>().unwrap())).collect();
    assert_eq!(of_report, shown);
}

async fn days_that_no_bill_covers_are_said_beside_what_is_held_against_them(database: &Database) {
    let console = Console::open(database).await;
    let (ada, _) = imported(&console).await;
    let said = |spans: &[Period]| spans.iter().map(|span| format!("{} {}", span.from(), span.last_day())).collect::<Vec<_>>();
    let lacks = async |window| said(&asked(&ada, &Question { window, ..Question::default() }).await.before_lacks);
    // Bills begin in December.
    assert_eq!(lacks(Window::LastMonth).await, Vec::<String>::new());
    assert_eq!(lacks(Window::Months(3)).await, ["2025-10-01 2025-11-30"]);
    let six = asked(&ada, &six_months(Dimension::Service)).await;
    assert_eq!(said(&six.before_lacks), said(&[six.before]), "none covers a day of it");
    assert_eq!((said(&six.cards.last_month_to_date_lacks), said(&six.cards.last_month_lacks)), (vec![], vec![]));
    assert_eq!(six.cards.projected_from_days, Some(10));
    let mut two = lines();
    two.retain(|line| line.day.as_str() >= "2026-02-09");
    let bea = console.administrator("bea").await;
    let ma = bea.management_account().await;
    bea.upload(ma, "two.csv", &text(&two)).await;
    console.work().await;
    let cards = asked(&bea, &Question::default()).await.cards;
    assert_eq!(said(&cards.last_month_to_date_lacks), ["2026-02-01 2026-02-08"]);
    two.retain(|line| line.day.as_str() >= "2026-03-08");
    let cay = console.administrator("cay").await;
    let ma = cay.management_account().await;
    cay.upload(ma, "one.csv", &text(&two)).await;
    console.work().await;
    let cards = asked(&cay, &Question::default()).await.cards;
    assert_eq!((said(&cards.last_month_lacks), cards.projected_from_days), (vec!["2026-02-01 2026-02-28".to_owned()], Some(3)));
}

async fn a_subset_has_the_days_on_which_accounts_were_in_it(database: &Database) {
    let console = Console::open(database).await;
    let (ada, lines) = imported(&console).await;
    let labs = subsets::create(&ada.ctx, ada.org, "Labs", vec![LABS.parse().unwrap(), SHOP.parse().unwrap()]).await.unwrap();
    let moved = Moved { accounts: vec![SHOP.parse().unwrap()], from: "2026-02-10".parse().ok() };
    subsets::unassign(&ada.ctx, ada.org, labs, moved).await.unwrap();
    let is_in = |line: &Line| line.account == LABS || (line.account == SHOP && line.day.as_str() < "2026-02-10");
    let question = |scope| Question { scope, ..six_months(Dimension::Account) };
    let inside = asked(&ada, &question(Scope::Subset(labs))).await;
    assert_eq!(amounts(&inside), sums(&lines, |line| is_in(line).then(|| line.account.clone())));
    let outside = asked(&ada, &question(Scope::Unassigned)).await;
    assert_eq!(amounts(&outside), sums(&lines, |line| (!is_in(line)).then(|| line.account.clone())));
    let list = subsets::list(&ada.ctx, ada.org, None).await.unwrap();
    let costs = list.subsets[0].tally.costs;
    let cards = inside.cards;
    assert_eq!((cards.month_to_date, cards.projected), (costs.month_to_date, costs.expected));
    assert_eq!(cards.last_month, costs.last_month);
}

async fn a_bill_whose_import_kept_no_sums_is_read_from_its_lines(database: &Database) {
    let console = Console::open(database).await;
    let (ada, lines) = imported(&console).await;
    let question = six_months(Dimension::UsageType);
    let before = asked(&ada, &question).await;
    assert!(kept::forget_sums(console.data.path()) > 1);
    let console = kept::anew(&console).await;
    let ada = Person { ctx: muster_service::Ctx::user(console, "test", ada.user), ..ada };
    let after = asked(&ada, &question).await;
    assert_eq!(after, before);
    assert_eq!(amounts(&after), sums(&lines, |line| Some(line.usage_type.clone())));
}

async fn amounts_are_told_apart_by_the_values_of_a_tag(database: &Database) {
    let console = Console::open(database).await;
    let (ada, lines) = imported(&console).await;
    let question = |key: &str| Question { by: By::Tag(key.to_owned()), ..Question::default() };
    let unchosen = asked(&ada, &question("")).await;
    assert_eq!(
        (unchosen.notes.as_slice(), unchosen.facets.tags.as_slice()),
        (&[Note::ChooseTag][..], &["user:Team".to_owned()][..])
    );
    let by_team = asked(&ada, &question("user:Team")).await;
    assert_eq!(amounts(&by_team), sums(&lines, |line| Some(line.team.clone())));
    // Usage types choose lines beside a tag.
    let spot = question("user:Team").only(Dimension::UsageType, "SpotUsage:2");
    let expected = sums(&lines, |line| (line.usage_type == "SpotUsage:2").then(|| line.team.clone()));
    assert_eq!(amounts(&asked(&ada, &spot).await), expected);
    assert!(expected.len() > 1);
}

async fn a_day_ends_at_its_lines(database: &Database) {
    let console = Console::open(database).await;
    let (ada, lines) = imported(&console).await;
    let day = "2026-03-02";
    let question = six_months(Dimension::Service).only(Dimension::Service, "AmazonEC2");
    let found = analysis::lines(&ada.ctx, ada.org, question.clone(), day.parse().unwrap()).await.unwrap();
    let there: Vec<_> = lines.iter().filter(|line| line.day == day && line.service == "AmazonEC2").collect();
    assert!(there.len() > 1);
    assert_eq!(found.count, there.len() as u64);
    assert_eq!(found.unblended.exact(), exact(there.iter().map(|line| line.units).sum()));
    assert_eq!(found.lines.iter().map(|line| line.unblended).sum::<Money>(), found.unblended);
    assert!(found.lines.is_sorted_by(|one, other| one.unblended >= other.unblended));
    let window = Window::Days { from: day.parse().ok(), until: day.parse().ok() };
    assert_eq!(asked(&ada, &Question { window, ..question }).await.total, found.unblended);
    let none = six_months(Dimension::Service).only(Dimension::Region, "");
    let found = analysis::lines(&ada.ctx, ada.org, none, day.parse().unwrap()).await.unwrap();
    assert_eq!(found.count as usize, lines.iter().filter(|line| line.day == day && line.region.is_empty()).count());
}

async fn a_question_that_cannot_be_is_refused_at_its_parameter(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let nothing = analysis::page(&ada.ctx, ada.org, Question::default()).await.unwrap();
    assert_eq!(nothing.analysis, None);
    assert!(matches!(analysis::csv(&ada.ctx, ada.org, Question::default()).await, Err(Error::NotFound)));
    let (ada, _) = {
        let bea = console.administrator("bea").await;
        let ma = bea.management_account().await;
        bea.upload(ma, "bill.csv", &text(&lines())).await;
        console.work().await;
        (bea, ())
    };
    let window = Window::Days { from: "2026-03-02".parse().ok(), until: "2026-03-01".parse().ok() };
    let refused = analysis::page(&ada.ctx, ada.org, Question { window, ..Question::default() }).await;
    assert!(matches!(&refused, Err(Error::Invalid(refusals)) if refusals[0].path == "period"), "{refused:?}");
    let foreign = muster_domain::SubsetId(uuid::Uuid::nil());
    let refused = analysis::page(&ada.ctx, ada.org, Question { scope: Scope::Subset(foreign), ..Question::default() }).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    let whole = Period::new("2026-03-01".parse().unwrap(), "2026-04-01".parse().unwrap()).unwrap();
    let march = asked(&ada, &Question { window: Window::ThisMonth, ..Question::default() }).await;
    assert_eq!(march.period, whole);
}

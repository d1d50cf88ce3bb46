//! Random requests that can run: workflows of every rule, subsets with moving accounts, scopes, periods, groups.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use muster_domain::credit::{CreditPattern, CreditPatterns, CreditType};
use muster_domain::report::{EcoCommitments, EcoInvoices, GroupBy};
use muster_domain::subset::{Member, Subset};
use muster_domain::workflow::{self, CreditKind, Workflow};
use muster_domain::{AccountId, Period};
use muster_engine::report::{ReportRequest, Scope};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use super::case::Request;
use super::rules::rule;

/// A request about a bill of these accounts.
pub(crate) fn request(accounts: &[String]) -> impl Strategy<Value = Request> + use<> {
    let told = (subsets(accounts), names(accounts), eco(), invoices(), patterns());
    (workflow(rule()), told, scope(), period(), group_by()).prop_map(
        |(workflow, (subsets, account_names, eco, eco_invoices, credit_patterns), scope, period, group_by)| {
            Request(ReportRequest {
                workflow,
                subsets,
                scope,
                period,
                group_by,
                eco,
                account_names,
                eco_invoices,
                credit_patterns,
            })
        },
    )
}

/// A workflow of up to six of these rules, in any order; one that may not stand beside those before it stays out.
pub(crate) fn workflow(rule: impl Strategy<Value = Value>) -> impl Strategy<Value = Workflow> {
    proptest::collection::vec(rule, 0..6).prop_map(|rules| {
        let mut workflow = Workflow { name: "W".to_owned(), ..Workflow::none() };
        for rule in rules {
            let alone = json!({ "name": "W", "rules": [rule] }).to_string();
            let rule = workflow::read(&alone).unwrap_or_else(|refused| panic!("{refused:?}\n{alone}")).rules.remove(0);
            workflow.rules.push(rule);
            if !workflow::check(&workflow).is_empty() {
                workflow.rules.pop();
            }
        }
        workflow
    })
}

fn group_by() -> impl Strategy<Value = Vec<GroupBy>> {
    let known: Vec<_> = GroupBy::PLAIN.into_iter().chain([GroupBy::Tag("team".to_owned())]).collect();
    (0..4_usize).prop_flat_map(move |count| subsequence(known.clone(), count)).prop_shuffle()
}

fn period() -> impl Strategy<Value = Option<Period>> {
    let day = |month, day| NaiveDate::from_ymd_opt(2018, month, day).unwrap();
    prop_oneof![
        Just(None),
        Just(Period::new(day(10, 1), day(11, 1)).ok()),
        (1..20_u32, 21..=31_u32).prop_map(move |(from, to)| Period::new(day(10, from), day(10, to)).ok()),
        Just(Period::new(day(9, 30), day(12, 2)).ok()),
        Just(Period::new(day(11, 1), day(12, 1)).ok()),
    ]
}

fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![
        Just(Scope::All),
        select(vec![vec!["A"], vec!["B"], vec!["A", "B"]])
            .prop_map(|names| Scope::Subsets(names.into_iter().map(str::to_owned).collect()))
    ]
}

/// Two subsets; each account is in one, in none, or moves from one to the other on some day.
fn subsets(accounts: &[String]) -> impl Strategy<Value = Vec<Subset>> + use<> {
    let accounts: Vec<AccountId> = accounts.iter().map(|account| account.parse().unwrap()).collect();
    proptest::collection::vec((0..4_u8, 2..31_u32), accounts.len()).prop_map(move |places| {
        let mut members = [vec![], vec![]];
        for (account, (place, day)) in accounts.iter().zip(places) {
            let cut = NaiveDate::from_ymd_opt(2018, 10, day);
            match place {
                0 | 1 => members[usize::from(place)].push(Member::always(account.clone())),
                2 => {
                    members[0].push(Member { account: account.clone(), from: None, until: cut });
                    members[1].push(Member { account: account.clone(), from: cut, until: None });
                }
                _ => {}
            }
        }
        let [a, b] = members;
        vec![Subset { name: "A".to_owned(), accounts: a }, Subset { name: "B".to_owned(), accounts: b }]
    })
}

fn names(accounts: &[String]) -> impl Strategy<Value = BTreeMap<AccountId, String>> + use<> {
    let named = |account: &String| (account.parse().unwrap(), format!("Kept {}", &account[..3]));
    subsequence(accounts.iter().map(named).collect::<Vec<_>>(), 0..=accounts.len()).prop_map(|names| names.into_iter().collect())
}

fn eco() -> impl Strategy<Value = EcoCommitments> {
    let arn = |buyer: &str| {
        let (ri, sp) = ("arn:aws:ec2:us-east-1", "arn:aws:savingsplans:us-east-1");
        vec![format!("{ri}:{buyer}:reserved-instances/r-0"), format!("{sp}:{buyer}:savingsplan/s-1")]
    };
    prop_oneof![
        Just(EcoCommitments::None),
        Just(EcoCommitments::Listed([arn("836060457634"), arn("777788889999")].concat())),
        Just(EcoCommitments::Listed([arn("011254002932"), arn("222222222222"), arn("836060457634")].concat())),
        select(vec!["2018-01-01", "2018-10-02"]).prop_map(|day| EcoCommitments::Since(day.parse().unwrap())),
    ]
}

fn invoices() -> impl Strategy<Value = EcoInvoices> {
    let known = [("2018-08", "7.77"), ("2018-09", "120.00"), ("2018-10", "-0.000000000007"), ("2018-11", "0")];
    let invoices = subsequence(known.to_vec(), 0..=4);
    invoices.prop_map(|known| serde_json::from_value(json!(known.into_iter().collect::<BTreeMap<_, _>>())).unwrap())
}

/// The usual patterns, or some of them and others in any order.
fn patterns() -> impl Strategy<Value = CreditPatterns> {
    let mut known = CreditPatterns::default().0;
    for (kind, types, pattern) in [
        (CreditKind::Bundled, vec![CreditType::Credit, CreditType::Discount], "^über|funding$"),
        (CreditKind::Refunds, vec![CreditType::Refund], "^ *(tax|reserved)"),
        (CreditKind::OtherCredits, vec![CreditType::Credit], "."),
    ] {
        known.push(CreditPattern { kind, types, pattern: pattern.to_owned() });
    }
    let some = (0..=known.len()).prop_flat_map(move |count| subsequence(known.clone(), count)).prop_shuffle();
    prop_oneof![Just(CreditPatterns::default()), some.prop_map(CreditPatterns)]
}

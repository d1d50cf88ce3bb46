//! Random requests that can run: workflows of every rule, subsets with moving accounts, scopes, periods, groups.

use chrono::NaiveDate;
use muster_domain::report::GroupBy;
use muster_domain::subset::{Member, Subset};
use muster_domain::workflow::{self, Workflow};
use muster_domain::{AccountId, Period};
use muster_engine::report::{ReportRequest, Scope};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const CREDITS: [&str; 8] =
    ["edp", "solution_provider", "data_egress_waiver", "apn_partner", "other_credits", "refunds", "private_rate", "bundled"];

/// A request about a bill of these accounts.
pub(crate) fn request(accounts: &[String]) -> impl Strategy<Value = ReportRequest> + use<> {
    (workflow(accounts), subsets(accounts), scope(), period(), group_by()).prop_map(
        |(workflow, subsets, scope, period, group_by)| ReportRequest {
            workflow,
            subsets,
            scope,
            period,
            group_by,
            ..Default::default()
        },
    )
}

fn group_by() -> impl Strategy<Value = Vec<GroupBy>> {
    let known: Vec<_> = GroupBy::PLAIN.into_iter().filter(|group| *group != GroupBy::UsageType).collect();
    (0..4_usize).prop_flat_map(move |count| subsequence(known.clone(), count)).prop_shuffle()
}

fn period() -> impl Strategy<Value = Option<Period>> {
    let day = |day| NaiveDate::from_ymd_opt(2018, 10, day).unwrap();
    prop_oneof![Just(None), (1..20_u32, 21..=31_u32).prop_map(move |(from, to)| Period::new(day(from), day(to)).ok())]
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

/// Rules that may stand together, in any order.
fn workflow(accounts: &[String]) -> impl Strategy<Value = Workflow> + use<> {
    let rules = (credits(), maybe(r#"{"rule":"remove_taxes"}"#), volume(), commitments(accounts), scale());
    let listed = rules.prop_map(|(credits, taxes, volume, commitments, scale)| {
        [credits, taxes, volume, scale].into_iter().flatten().chain(commitments).collect::<Vec<_>>()
    });
    listed.prop_shuffle().prop_map(|rules| workflow::read(&format!(r#"{{"name":"W","rules":[{}]}}"#, rules.join(","))).unwrap())
}

fn maybe(rule: &'static str) -> impl Strategy<Value = Option<String>> {
    proptest::option::of(Just(rule.to_owned()))
}

fn credits() -> impl Strategy<Value = Option<String>> {
    let kinds = subsequence(CREDITS.to_vec(), 1..=8);
    proptest::option::of(kinds.prop_map(|kinds| format!(r#"{{"rule":"remove_credits","kinds":{kinds:?}}}"#)))
}

fn volume() -> impl Strategy<Value = Option<String>> {
    let usage = select(vec![r#""usage":"top_rate","#, r#""usage":"top_rate_for_free","#]);
    let options = prop_oneof![
        usage.clone().prop_map(|usage| format!(r#"{usage}"ri_volume":true"#)),
        usage.prop_map(|usage| format!(r#"{usage}"ri_volume":false"#)),
        Just(r#""ri_volume":true"#.to_owned())
    ];
    proptest::option::of(options.prop_map(|options| format!(r#"{{"rule":"remove_volume_discounts",{options}}}"#)))
}

/// For each commitment nothing, replace or retain; or one rule that retains both.
fn commitments(accounts: &[String]) -> impl Strategy<Value = Vec<String>> + use<> {
    let retain = |which: &'static str| {
        retained_for()
            .prop_map(move |whom| format!(r#"{{"rule":"retain_discounts","commitments":[{which}],"purchased_by":{whom}}}"#))
    };
    let one = |kind: &'static str, name: &'static str| proptest::option::of(prop_oneof![replace(kind, accounts), retain(name)]);
    prop_oneof![
        3 => (one("replace_ri_discounts", r#""ri""#), one("replace_sp_discounts", r#""sp""#)).prop_map(|(ri, sp)| ri.into_iter().chain(sp).collect()),
        1 => retain(r#""ri","sp""#).prop_map(|rule| vec![rule]),
    ]
}

fn replace(kind: &'static str, accounts: &[String]) -> impl Strategy<Value = String> + use<> {
    let listed = subsequence(accounts.to_vec(), 1..=accounts.len()).prop_map(|accounts| format!("{accounts:?}"));
    let whom = prop_oneof![Just(r#""any""#.to_owned()), listed];
    (whom, select(vec!["keep", "drop"]))
        .prop_map(move |(whom, fees)| format!(r#"{{"rule":"{kind}","purchased_by":{whom},"commitment_fees":"{fees}"}}"#))
}

fn retained_for() -> impl Strategy<Value = &'static str> {
    select(vec![r#""own_account""#, r#""own_subset""#, r#"{"subset":"A"}"#, r#"{"accounts":["1"]}"#])
}

fn scale() -> impl Strategy<Value = Option<String>> {
    let percent = (0..=100_000_000_u64).prop_map(|units| format!("{}.{:06}", units / 1_000_000, units % 1_000_000));
    let except = subsequence(vec!["tax", "credits", "marketplace", "support"], 0..=4);
    let rule = (select(vec!["uplift", "discount"]), percent, except)
        .prop_map(|(rule, percent, except)| format!(r#"{{"rule":"{rule}","percent":"{percent}","except":{except:?}}}"#));
    proptest::option::of(rule)
}

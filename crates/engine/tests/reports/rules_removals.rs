//! Phase 1: credits, taxes.

use muster_engine::report::Measure;

use super::bill::{Line, line, usage};
use super::run::{by_account, check, column, report, rules};

/// A credit of 5, told apart by a service name.
fn credit(line_type: &'static str, description: &str) -> Line {
    line(line_type).described(description).cost("-5")
}

fn one_of_each_kind() -> Vec<(&'static str, Line)> {
    vec![
        ("edp", credit("EdpDiscount", "Enterprise discount")),
        ("edp", credit("Credit", "ENTERPRISE Program Discount")),
        ("edp", credit("Refund", "enterprise discount program refund")),
        ("edp", credit("Discount", "Enterprise Discount Program")),
        ("solution_provider", credit("SppDiscount", "")),
        ("solution_provider", credit("DistributorDiscount", "")),
        ("solution_provider", credit("Credit", "AWS Solution Provider Program discount")),
        ("data_egress_waiver", credit("Credit", "Global Data Egress Waiver 2018")),
        ("data_egress_waiver", credit("Credit", "Data Transfer out fee waiver")),
        ("apn_partner", credit("Credit", "APN Innovation Sandbox")),
        ("apn_partner", credit("Credit", "Partner migration funding")),
        ("other_credits", credit("Credit", "AWS Activate")),
        ("refunds", credit("Refund", "Refund for unused EC2")),
        ("private_rate", credit("PrivateRateDiscount", "Enterprise program")),
        ("bundled", credit("BundledDiscount", "")),
    ]
}

#[test]
fn each_kind_of_credit_takes_its_own_lines_and_no_others() {
    let kinds = one_of_each_kind();
    for kind in
        ["edp", "solution_provider", "data_egress_waiver", "apn_partner", "other_credits", "refunds", "private_rate", "bundled"]
    {
        let lines: Vec<_> = (100..).zip(&kinds).map(|(account, (_, line))| line.clone().of(&account.to_string())).collect();
        let workflow = rules(&format!(r#"{{"rule":"remove_credits","kinds":["{kind}"]}}"#));
        let charges = column(&report(&lines, &by_account(workflow)), Measure::Charge);
        for (account, (own, _)) in (100..).zip(&kinds) {
            let expected = if *own == kind { "0.00" } else { "-5.00" };
            assert_eq!(charges[&account.to_string()], expected, "{kind} on line {account}, which is {own}");
        }
    }
}

#[test]
fn a_description_counts_on_adjusting_lines_only() {
    let lines = [usage("1", "7").described("Enterprise discount program"), credit("Tax", "enterprise program").of("2")];
    check(&lines, r#"{"rule":"remove_credits","kinds":["edp","other_credits"]}"#, &[("1", "7.00"), ("2", "-5.00")]);
}

#[test]
fn the_refund_of_a_purchase_is_no_credit() {
    let lines = [
        credit("Refund", "Refund for one-time fee for Savings Plan ID 11-22"),
        credit("Refund", "Refund of upfront Reserved Instance purchase").of("2"),
        credit("Refund", "").of("3"),
    ];
    let expected = [("1", "-5.00"), ("2", "-5.00"), ("3", "0.00")];
    check(&lines, r#"{"rule":"remove_credits","kinds":["refunds"]}"#, &expected);
}

#[test]
fn credits_of_both_signs_go() {
    let lines = [credit("Credit", "Promotion"), line("Credit").described("Promotion reversed").of("2").cost("3")];
    check(&lines, r#"{"rule":"remove_credits","kinds":["other_credits"]}"#, &[("1", "0.00"), ("2", "0.00")]);
}

#[test]
fn taxes_and_their_refunds_go() {
    let lines = [
        line("Tax").cost("1.9"),
        line("Refund").described("TAX refund for 2018").of("2").cost("-1.9"),
        line("Refund").described("Refund of taxed usage").of("3").cost("-1"),
        line("Refund").of("4").cost("-1"),
        usage("5", "3").described("Tax software"),
    ];
    let expected = [("1", "0.00"), ("2", "0.00"), ("3", "-1.00"), ("4", "-1.00"), ("5", "3.00")];
    check(&lines, r#"{"rule":"remove_taxes"}"#, &expected);
}

#[test]
fn unknown_line_item_types_pass_through_every_rule() {
    let lines = [line("FlatRateSubscription").described("Tax, enterprise program").cost("10").on_demand("20").bought_by("1")];
    let all = r#"{"rule":"remove_credits","kinds":["edp","other_credits","refunds"]},{"rule":"remove_taxes"},
        {"rule":"remove_volume_discounts","usage":"top_rate","ri_volume":true},
        {"rule":"replace_ri_discounts","purchased_by":"any","commitment_fees":"drop"},
        {"rule":"retain_discounts","commitments":["sp"],"purchased_by":"own_account"},{"rule":"uplift","percent":"3"}"#;
    check(&lines, all, &[("1", "10.00")]);
}

//! The FOCUS forms say the same as the others where FOCUS can say it.

use super::files::{Folder, delivered};
use super::*;
use crate::bill::delivery::{Form, write};

/// A charge as the file has it, by the names of the columns.
type Charge = BTreeMap<String, String>;

fn charges(bill: &Bill, version: FocusVersion) -> Vec<Charge> {
    let folder = Folder::new(&format!("focus-{version:?}"));
    write(bill, Form::FocusCsv(version), &folder.0).unwrap();
    let mut charges = Vec::new();
    for path in delivered(&folder.0) {
        let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()));
        let header = reader.headers().unwrap().clone();
        for record in reader.records() {
            charges.push(header.iter().zip(&record.unwrap()).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect());
        }
    }
    charges
}

fn sum(charges: &[Charge], column: &str, of: impl Fn(&Charge) -> bool) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for charge in charges.iter().filter(|charge| of(charge)) {
        *sums.entry(charge["SubAccountId"].clone()).or_default() += super::files::units(&charge[column]);
    }
    sums
}

fn on_bill(bill: &Bill, number: impl Fn(&Line) -> Option<Num>) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for month in bill.months() {
        for (account, number) in month.lines().filter_map(|line| Some((line.about.account.id.clone(), number(&line)?))) {
            *sums.entry(account).or_default() += number.units();
        }
    }
    sums
}

#[test]
fn each_account_is_billed_the_same() {
    let bill = generate(Spec { months: 2, lines: 4_400, ..Spec::small(4) });
    for version in [FocusVersion::V1_0, FocusVersion::V1_1, FocusVersion::V1_2] {
        let charges = charges(&bill, version);
        assert_eq!(
            sum(&charges, "BilledCost", |_| true),
            on_bill(&bill, |line| Some(line.figures.unblended_cost)),
            "{version:?}"
        );
    }
}

#[test]
fn what_is_used_and_what_is_not_make_the_commitment() {
    let bill = generate(Spec::small(4));
    let charges = charges(&bill, FocusVersion::V1_0);
    let status = |status: &'static str| move |charge: &Charge| charge["CommitmentDiscountStatus"] == status;
    let used = on_bill(&bill, |line| line.figures.reservation.effective_cost.or(line.figures.savings_plan.effective_cost));
    assert_eq!(sum(&charges, "EffectiveCost", status("Used")), used);
    let listed = on_bill(&bill, |line| {
        let covered = [LineType::DiscountedUsage, LineType::SavingsPlanCoveredUsage].contains(&line.about.line_type);
        covered.then_some(line.figures.public_on_demand_cost)
    });
    assert_eq!(sum(&charges, "ListCost", status("Used")), listed);
    let unused = on_bill(&bill, |line| {
        let (reservation, plan) = (&line.figures.reservation, &line.figures.savings_plan);
        match line.about.line_type {
            LineType::RiFee => {
                Some(reservation.unused_recurring_fee? + reservation.unused_amortized_upfront_fee_for_billing_period?)
            }
            _ => Some(plan.total_commitment_to_date? - plan.used_commitment?),
        }
    });
    assert_eq!(sum(&charges, "EffectiveCost", status("Unused")), unused);
    assert!(charges.iter().filter(|charge| status("Unused")(charge)).all(|charge| charge["BilledCost"] == "0.0"));
    assert!(charges.iter().all(|charge| charge["ChargeCategory"] != "Purchase" || charge["BilledCost"] != "0.0"));
}

#[test]
fn each_version_has_its_columns() {
    let bill = generate(Spec::tiny(1));
    let columns = |version| charges(&bill, version)[0].keys().cloned().collect::<BTreeSet<_>>();
    let [v1_0, v1_1, v1_2] = [FocusVersion::V1_0, FocusVersion::V1_1, FocusVersion::V1_2].map(columns);
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        one.difference(other).filter(|name| !name.starts_with("x_")).cloned().collect::<Vec<_>>()
    };
    assert_eq!(only(&v1_0, &v1_1), Vec::<String>::new());
    assert_eq!(only(&v1_1, &v1_0).len(), 7);
    assert_eq!(only(&v1_2, &v1_1), ["BillingAccountType", "InvoiceId", "PricingCurrency", "SubAccountType"]);
    assert_eq!(v1_0.iter().filter(|name| name.starts_with("x_")).count(), 5);
    assert_eq!(v1_2.iter().filter(|name| name.starts_with("x_")).count(), 3);
}

#[test]
fn what_is_not_there_is_null_in_the_text_of_1_0_and_nothing_later() {
    let bill = generate(Spec::tiny(1));
    let plain = |version| {
        let charges = charges(&bill, version);
        charges.into_iter().find(|charge| charge["ChargeCategory"] == "Tax").unwrap()["CommitmentDiscountId"].clone()
    };
    assert_eq!((plain(FocusVersion::V1_0).as_str(), plain(FocusVersion::V1_1).as_str()), ("NULL", ""));
}

//! What must sum to what, exactly.

use super::*;

/// Small, next to nothing, several months with purchases and an open end, and hourly.
fn bills() -> Vec<Bill> {
    let small = Spec::small(11);
    let long = Spec { months: 4, accounts: 12, lines: 40_000, until: NaiveDate::from_ymd_opt(2019, 1, 17), ..small.clone() };
    let hourly = Spec { accounts: 20, until: NaiveDate::from_ymd_opt(2018, 10, 9), ..Spec::bench(3, 50_000) };
    let least = Spec { accounts: 2, lines: 0, ..Spec::tiny(9) };
    vec![generate(small), generate(least), generate(long), generate(hourly)]
}

fn each_month(check: impl Fn(&Bill, &Month)) {
    for bill in bills() {
        bill.months().for_each(|month| check(&bill, &month));
    }
}

fn of(line_type: LineType, number: impl Fn(&Figures) -> Option<Num>) -> impl Fn(&Line) -> Num {
    move |line| match line.about.line_type == line_type {
        true => number(&line.figures).unwrap(),
        false => Num::ZERO,
    }
}

#[test]
fn recurring_fees_used_and_unused_make_the_reservation_fee() {
    each_month(|_, month| {
        let arn = |line: &Line| line.about.reservation_arn().to_owned();
        let used = sums(month, arn, of(LineType::DiscountedUsage, |figures| figures.reservation.recurring_fee_for_usage));
        let unused = sums(month, arn, of(LineType::RiFee, |figures| figures.reservation.unused_recurring_fee));
        let fees = sums(month, arn, of(LineType::RiFee, |figures| Some(figures.unblended_cost)));
        assert!(fees.values().any(|fee| *fee > Num::ZERO));
        for (arn, fee) in &fees {
            assert_eq!(used[arn] + unused[arn], *fee, "{arn}");
        }
    });
}

#[test]
fn upfront_parts_used_and_unused_make_that_of_the_month() {
    each_month(|_, month| {
        let arn = |line: &Line| line.about.reservation_arn().to_owned();
        let used =
            sums(month, arn, of(LineType::DiscountedUsage, |figures| figures.reservation.amortized_upfront_cost_for_usage));
        let unused =
            sums(month, arn, of(LineType::RiFee, |figures| figures.reservation.unused_amortized_upfront_fee_for_billing_period));
        let whole = sums(month, arn, of(LineType::RiFee, |figures| figures.reservation.amortized_upfront_fee_for_billing_period));
        for (arn, whole) in &whole {
            assert_eq!(used[arn] + unused[arn], *whole, "{arn}");
        }
    });
}

#[test]
fn effective_cost_is_amortized_upfront_and_recurring() {
    each_month(|_, month| {
        for line in month.lines().filter(|line| line.about.line_type == LineType::DiscountedUsage) {
            let share = line.figures.reservation;
            let parts = share.amortized_upfront_cost_for_usage.unwrap() + share.recurring_fee_for_usage.unwrap();
            assert_eq!(share.effective_cost.unwrap(), parts);
            assert_eq!(line.figures.unblended_cost, Num::ZERO);
            assert!(line.figures.public_on_demand_cost > parts);
        }
    });
}

#[test]
fn every_lease_leaves_something_unused_and_never_more_than_it_has() {
    each_month(|_, month| {
        for line in month.lines().filter(|line| line.about.line_type == LineType::RiFee) {
            let unused = line.figures.reservation.unused_quantity.unwrap();
            assert!(unused > Num::ZERO && unused <= line.figures.usage_amount);
        }
    });
}

#[test]
fn covered_usage_and_negation_cancel_per_plan_and_period() {
    each_month(|_, month| {
        let key = |line: &Line| (line.about.savings_plan_arn().to_owned(), line.start);
        let sums = sums(month, key, |line| match line.about.line_type {
            LineType::SavingsPlanCoveredUsage | LineType::SavingsPlanNegation => line.figures.unblended_cost,
            _ => Num::ZERO,
        });
        assert!(sums.values().all(|sum| sum.is_zero()));
    });
}

#[test]
fn used_commitment_is_what_covered_usage_costs_and_fits_in_the_whole() {
    each_month(|_, month| {
        let key = |line: &Line| (line.about.savings_plan_arn().to_owned(), line.start);
        let effective = sums(month, key, of(LineType::SavingsPlanCoveredUsage, |figures| figures.savings_plan.effective_cost));
        for line in month.lines().filter(|line| line.about.line_type == LineType::SavingsPlanRecurringFee) {
            let plan = line.figures.savings_plan;
            let (used, total) = (plan.used_commitment.unwrap(), plan.total_commitment_to_date.unwrap());
            assert_eq!(used, effective[&key(&line)]);
            assert!(used < total);
            let parts = plan.amortized_upfront_commitment.unwrap() + plan.recurring_commitment.unwrap();
            assert_eq!(parts, total);
            assert_eq!(line.figures.unblended_cost, plan.recurring_commitment.unwrap());
        }
    });
}

#[test]
fn each_payment_option_is_bought_in_the_first_month_where_it_has_a_price() {
    for bill in bills() {
        let month = bill.months().next().unwrap();
        let bought = |line_type| -> BTreeSet<PaymentOption> {
            let lines = month.lines().filter(|line| line.about.line_type == line_type);
            lines
                .filter_map(|line| {
                    let lease = line.about.lease.as_ref().map(|lease| lease.payment);
                    lease.or(line.about.plan.as_ref().map(|plan| plan.payment))
                })
                .collect()
        };
        let paid = BTreeSet::from([PaymentOption::PartialUpfront, PaymentOption::AllUpfront]);
        assert_eq!(bought(LineType::Fee), paid);
        assert_eq!(bought(LineType::SavingsPlanUpfrontFee), paid);
        assert_eq!(bought(LineType::RiFee), BTreeSet::from(PaymentOption::ALL));
        assert_eq!(bought(LineType::SavingsPlanRecurringFee), BTreeSet::from(PaymentOption::ALL));
    }
}

#[test]
fn every_number_survives_a_double() {
    each_month(|_, month| {
        for line in month.lines() {
            for column in columns::columns(7) {
                if let columns::Read::Number(read) = column.read
                    && let Some(number) = read(&line)
                {
                    assert_eq!(number, number.fitted(), "{} of {:?}", column.name, line);
                }
            }
        }
    });
}

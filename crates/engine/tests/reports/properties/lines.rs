//! Random lines of a bill: every type, few accounts and days, and whatever may be missing or strange about a line.
//! Texts and amounts come from small stores, so that conditions of random workflows meet them.

use muster_testkit::rows::Row;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

/// Two that differ by a leading zero, the payer, and two more.
pub(crate) const ACCOUNTS: [&str; 5] = ["011254002932", "11254002932", "836060457634", "222222222222", "333333333333"];
/// Purchasers: accounts of the bill, one that is nowhere on it, and nobody.
const BUYERS: [&str; 5] = ["836060457634", "011254002932", "222222222222", "777788889999", ""];
const PAYERS: [&str; 2] = ["836060457634", "999900001111"];

const KINDS: [(u32, &str); 20] = [
    (8, "Usage"),
    (8, "DiscountedUsage"),
    (8, "SavingsPlanCoveredUsage"),
    (3, "SavingsPlanRecurringFee"),
    (2, "SavingsPlanNegation"),
    (1, "SavingsPlanUpfrontFee"),
    (2, "RIFee"),
    (2, "Fee"),
    (2, "Tax"),
    (2, "Credit"),
    (2, "Refund"),
    (1, "Discount"),
    (1, "EdpDiscount"),
    (1, "PrivateRateDiscount"),
    (1, "BundledDiscount"),
    (1, "RiVolumeDiscount"),
    (1, "SppDiscount"),
    (1, "DistributorDiscount"),
    (1, "FlatRateSubscription"),
    (1, "SavingsPlanSomethingNew"),
];
/// Days on both sides of October, of a weekend, and of the middle of the month.
const STARTS: [&str; 10] = [
    "2018-09-29T00:00:00Z",
    "2018-09-30T23:00:00Z",
    "2018-10-01T00:00:00Z",
    "2018-10-02T13:00:00Z",
    "2018-10-02T14:00:00Z",
    "2018-10-14T23:00:00Z",
    "2018-10-15T00:00:00Z",
    "2018-10-16T13:00:00Z",
    "2018-10-31T23:00:00Z",
    "2018-11-01T00:00:00Z",
];
const TERMS: [&str; 3] = ["2017-06-01T00:00:00.000Z", "2018-10-01T00:00:00.000Z", "2018-10-15T08:00:00.000Z"];

pub(crate) const SERVICES: [&str; 5] = ["AmazonEC2", "AWSLambda", "AWSSupportBusiness", "=cmd()", "AmazonRDS, MySQL"];
pub(crate) const REGIONS: [&str; 4] = ["us-east-1", "us-east-2", "eu-west-1", "US-EAST-1"];
pub(crate) const USAGE_TYPES: [&str; 4] = ["BoxUsage:m5.large", "EU-SpotUsage:c5.large", "EU-BoxUsage", "DataTransfer_Out%"];
pub(crate) const TEAMS: [&str; 3] = ["blue", "red \"1\"", "grün"];
const DESCRIPTIONS: [&str; 16] = [
    "$0.10 per hour",
    "Enterprise Discount Program",
    "enterprise program credit",
    "Solution Provider Program Discount",
    "Data transfer egress waiver",
    "DATA TRANSFER OUT fee Waiver",
    "APN Partner Network",
    "Partner opportunity funding",
    "AWS Activate",
    "Tax for October",
    "TAX refund",
    "  tax",
    "Taxi services",
    "Refund for one-time fee for Savings Plan ID abc",
    "Reserved Instance subscription refund",
    "Über enterprise\nprogram",
];
/// Amounts that lines and conditions have in common.
pub(crate) const AMOUNTS: [&str; 8] = ["0", "1", "0.5", "2.25", "0.000000000001", "10", "3.0E-6", "-1"];

/// A bill of some lines, each with an identity of its own.
pub(crate) fn rows() -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec(row(), 1..24).prop_map(|mut rows| {
        for (number, row) in rows.iter_mut().enumerate() {
            row.insert("identity/LineItemId".to_owned(), format!("line-{number}"));
        }
        rows
    })
}

fn row() -> impl Strategy<Value = Row> {
    (kind(), who(), when(), what(), figures(), commitment()).prop_map(|(kind, who, when, what, figures, commitment)| {
        let cells = [who, when, what, figures].concat().into_iter().map(|(header, text)| (header.to_owned(), text));
        let mut row: Row = cells.chain(committed(kind, &commitment)).collect();
        row.insert("lineItem/LineItemType".to_owned(), kind.to_owned());
        row.retain(|_, text| !text.is_empty());
        row
    })
}

type Cells = Vec<(&'static str, String)>;

fn kind() -> impl Strategy<Value = &'static str> {
    proptest::strategy::Union::new_weighted(KINDS.iter().map(|(weight, kind)| (*weight, Just(*kind))).collect())
}

/// A text of a store, or now and then nothing.
fn some(store: &'static [&'static str]) -> impl Strategy<Value = String> {
    weighted(0.85, select(store)).prop_map(|text| text.unwrap_or_default().to_owned())
}

fn who() -> impl Strategy<Value = Cells> {
    (select(&PAYERS[..]), weighted(0.95, 0..ACCOUNTS.len()), any::<bool>()).prop_map(|(payer, account, is_named)| {
        const NAMES: [&str; 5] = ["Web", "=Shop", "Payer, main", "R&D", ""];
        let name = |account: usize| if is_named { NAMES[account] } else { "" };
        vec![
            ("bill/PayerAccountId", payer.to_owned()),
            ("lineItem/UsageAccountId", account.map(|account| ACCOUNTS[account]).unwrap_or_default().to_owned()),
            ("lineItem/UsageAccountName", account.map(name).unwrap_or_default().to_owned()),
        ]
    })
}

fn when() -> impl Strategy<Value = Cells> {
    (select(&STARTS[..]), prop_oneof![6 => Just(None), 1 => select(&["2018-10-01T00:00:00Z"][..]).prop_map(Some)]).prop_map(
        |(start, period)| {
            let own_month = format!("{}-01T00:00:00Z", &start[..7]);
            vec![
                ("lineItem/UsageStartDate", start.to_owned()),
                ("bill/BillingPeriodStartDate", period.map_or(own_month, str::to_owned)),
            ]
        },
    )
}

fn what() -> impl Strategy<Value = Cells> {
    const OPERATIONS: [&str; 4] = ["RunInstances", "RunInstances:0002", "Invoke", "EKSPod-EC2"];
    let place = (some(&SERVICES), some(&REGIONS), some(&["us-east-1a", "eu-west-1c"]), some(&["AWS", "AWS", "AWS Marketplace"]));
    let thing = (some(&USAGE_TYPES), some(&OPERATIONS), some(&["i-01", "vol-2"]), some(&["Compute Instance", "Storage"]));
    (place, thing, some(&DESCRIPTIONS), some(&TEAMS), some(&["Cobalt", "Fjord"])).prop_map(
        |(place, thing, description, team, customer)| {
            let (service, region, zone, seller) = place;
            let (usage_type, operation, resource, family) = thing;
            vec![
                ("lineItem/ProductCode", service),
                ("product/region", region),
                ("lineItem/AvailabilityZone", zone),
                ("bill/BillingEntity", seller),
                ("lineItem/UsageType", usage_type),
                ("lineItem/Operation", operation),
                ("lineItem/ResourceId", resource),
                ("product/productFamily", family),
                ("lineItem/LineItemDescription", description),
                ("resourceTags/team", team),
                ("costCategory/customer", customer),
            ]
        },
    )
}

fn figures() -> impl Strategy<Value = Cells> {
    let rate = prop_oneof![4 => maybe_amount(), 1 => Just("n/a".to_owned())];
    (amount(), maybe_amount(), maybe_amount(), rate).prop_map(|(cost, usage, public_cost, public_rate)| {
        vec![
            ("lineItem/UnblendedCost", cost),
            ("lineItem/UsageAmount", usage),
            ("pricing/publicOnDemandCost", public_cost),
            ("pricing/publicOnDemandRate", public_rate),
        ]
    })
}

/// What a commitment's line may say; which of it a line has is its type's business.
#[derive(Clone, Debug)]
struct Commitment {
    buyer: &'static str,
    number: u8,
    start: String,
    payment: String,
    /// Effective, up-front and recurring cost, and their net twins; unused or used parts.
    amounts: [String; 6],
}

fn commitment() -> impl Strategy<Value = Commitment> {
    let amounts = (amount(), amount(), amount(), net(), net(), net());
    let payment = some(&["No Upfront", "Partial Upfront", "All Upfront"]);
    (select(&BUYERS[..]), 0..2_u8, weighted(0.5, select(&TERMS[..])), payment, amounts).prop_map(
        |(buyer, number, start, payment, (a, b, c, d, e, f))| Commitment {
            buyer,
            number,
            start: start.unwrap_or_default().to_owned(),
            payment,
            amounts: [a, b, c, d, e, f],
        },
    )
}

/// A net amount is there or not; written as 0 it could as well be missing, so it never is.
fn net() -> impl Strategy<Value = String> {
    weighted(0.5, amount()).prop_map(|amount| amount.filter(|text| !is_zero(text)).unwrap_or_default())
}

fn is_zero(text: &str) -> bool {
    text.split(['e', 'E']).next().unwrap().bytes().all(|byte| matches!(byte, b'0' | b'.' | b'-'))
}

fn committed(kind: &str, commitment: &Commitment) -> Vec<(String, String)> {
    let Commitment { buyer, number, start, payment, amounts } = commitment;
    let reservation = format!("arn:aws:ec2:us-east-1:{buyer}:reserved-instances/r-{number}");
    let plan = format!("arn:aws:savingsplans:us-east-1:{buyer}:savingsplan/s-{number}");
    let cells: Vec<(&str, &str)> = match kind {
        "DiscountedUsage" => vec![
            ("reservation/ReservationARN", &reservation),
            ("reservation/EffectiveCost", &amounts[0]),
            ("reservation/AmortizedUpfrontCostForUsage", &amounts[1]),
            ("reservation/RecurringFeeForUsage", &amounts[2]),
            ("reservation/NetEffectiveCost", &amounts[3]),
            ("reservation/NetAmortizedUpfrontCostForUsage", &amounts[4]),
            ("reservation/NetRecurringFeeForUsage", &amounts[5]),
        ],
        // Usage may name a reservation without being covered by it.
        "Usage" if *number == 1 => vec![("reservation/ReservationARN", &reservation)],
        "RIFee" | "Fee" if *number == 0 || kind == "RIFee" => vec![
            ("reservation/ReservationARN", &reservation),
            ("reservation/StartTime", start),
            ("reservation/UnusedAmortizedUpfrontFeeForBillingPeriod", &amounts[1]),
            ("reservation/UnusedRecurringFee", &amounts[2]),
        ],
        "SavingsPlanRecurringFee" => vec![
            ("savingsPlan/SavingsPlanARN", &plan),
            ("savingsPlan/StartTime", start),
            ("savingsPlan/PaymentOption", payment),
            ("savingsPlan/TotalCommitmentToDate", &amounts[0]),
            ("savingsPlan/UsedCommitment", &amounts[3]),
            ("savingsPlan/AmortizedUpfrontCommitmentForBillingPeriod", &amounts[1]),
            ("savingsPlan/RecurringCommitmentForBillingPeriod", &amounts[2]),
        ],
        "SavingsPlanCoveredUsage" => vec![
            ("savingsPlan/SavingsPlanARN", &plan),
            ("savingsPlan/PaymentOption", payment),
            ("savingsPlan/SavingsPlanEffectiveCost", &amounts[0]),
            ("savingsPlan/NetSavingsPlanEffectiveCost", &amounts[3]),
        ],
        "SavingsPlanNegation" | "SavingsPlanUpfrontFee" => {
            vec![("savingsPlan/SavingsPlanARN", &plan), ("savingsPlan/StartTime", start)]
        }
        _ => vec![],
    };
    cells.into_iter().map(|(header, text)| (header.to_owned(), text.to_owned())).collect()
}

fn maybe_amount() -> impl Strategy<Value = String> {
    weighted(0.8, amount()).prop_map(Option::unwrap_or_default)
}

/// At most twelve digits, so that every form of the bill holds it; some have more decimals than the ledger.
fn amount() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(&AMOUNTS[..]).prop_map(str::to_owned),
        3 => (-999_999_i64..99_999_999, 0..8_usize).prop_map(|(units, scale)| plain(units, scale)),
        1 => (-99_999_i64..999_999, -16..3_i32).prop_map(|(units, exponent)| format!("{units}E{exponent}")),
    ]
}

fn plain(units: i64, scale: usize) -> String {
    let digits = format!("{:0width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if units < 0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

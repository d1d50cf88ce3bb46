//! Small legacy bills, line by line.

/// A line: account, day, type, unblended cost.
pub(crate) type Line<'a> = (&'a str, &'a str, &'a str, &'a str);

pub(crate) const LABS: &str = "011122223333";
pub(crate) const SHOP: &str = "444455556666";

/// February and the first days of March 2026.
///
/// | account | February | March to the 5th |
/// |---|---|---|
/// | LABS | 10.00 | 2.75 (1.00 of it tax) |
/// | SHOP | 5.00 | 2.25 |
pub(crate) const BILL: [Line<'static>; 6] = [
    (LABS, "2026-02-15", "Usage", "10"),
    (SHOP, "2026-02-16", "Usage", "5.00"),
    (LABS, "2026-03-01", "Usage", "1.5"),
    (LABS, "2026-03-01", "Tax", "1"),
    (SHOP, "2026-03-02", "Usage", "2.25"),
    (LABS, "2026-03-05", "Usage", "2.5E-1"),
];

/// The text of a bill file, of one payer.
pub(crate) fn csv(lines: &[Line<'_>]) -> String {
    let mut text = "identity/LineItemId,identity/TimeInterval,bill/PayerAccountId,bill/BillingPeriodStartDate,\
        bill/InvoiceId,lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,\
        lineItem/ProductCode,lineItem/UsageType,lineItem/UsageAmount,lineItem/CurrencyCode,lineItem/UnblendedCost,\
        product/region,lineItem/LineItemDescription\n"
        .to_owned();
    for (place, line) in lines.iter().enumerate() {
        text += &row(&place.to_string(), *line, "");
    }
    text
}

/// One more line below those of [`csv`], with a description.
pub(crate) fn described(line: Line<'_>, description: &str) -> String {
    row("-described", line, description)
}

fn row(id: &str, (account, day, kind, cost): Line<'_>, description: &str) -> String {
    let month = &day[..7];
    format!(
        "id{id},{day}T00:00:00Z/{day}T01:00:00Z,111122223333,{month}-01T00:00:00Z,,{account},{kind},\
         {day}T00:00:00Z,{day}T01:00:00Z,AmazonEC2,BoxUsage,1,USD,{cost},us-east-1,{description}\n"
    )
}

use super::*;

const REQUIRED: [&str; 3] = ["lineItem/UnblendedCost", "lineItem/LineItemType", "lineItem/UsageStartDate"];
const FOCUS: [&str; 3] = ["BilledCost", "ChargeCategory", "ChargePeriodStart"];

fn read(names: &[&str]) -> Result<Header, ImportError> {
    Header::read(names.iter().map(|name| (*name).to_owned()).collect(), Path::new("bill.csv"))
}

fn header(names: &[&str]) -> Result<Header, ImportError> {
    read(&[&REQUIRED, names].concat())
}

fn focus(names: &[&str]) -> Result<Header, ImportError> {
    read(&[&FOCUS, names].concat())
}

#[test]
fn every_spelling_of_a_column_is_one_column() {
    for name in ["savingsPlan/SavingsPlanARN", "savingsPlan/SavingsPlanArn", "savings_plan_savings_plan_a_r_n"] {
        assert_eq!(header(&[name]).unwrap().column(Field::SavingsPlanArn), Some(3), "{name}");
    }
    for name in ["CommitmentDiscountCategory", "commitment_discount_category", "commitmentdiscountcategory"] {
        assert_eq!(focus(&[name]).unwrap().column(Field::CommitmentCategory), Some(3), "{name}");
    }
}

#[test]
fn tag_keys_keep_their_text() {
    let header = header(&["resourceTags/user:Cost-Center", "resource_tags_user_cost_center", "costCategory/Team A"]).unwrap();
    assert_eq!(header.tags, [(3, "user:Cost-Center".to_owned()), (4, "user_cost_center".to_owned())]);
    assert_eq!(header.cost_categories, [(5, "Team A".to_owned())]);
}

#[test]
fn the_maps_of_cur_2_are_no_tags() {
    let header = header(&["resource_tags", "cost_category", "product"]).unwrap();
    assert!(header.tags.is_empty() && header.cost_categories.is_empty());
    assert_eq!(header.column(Field::TagMap), Some(3));
    assert_eq!(header.column(Field::ProductMap), Some(5));
}

#[test]
fn the_form_is_told_by_the_columns() {
    let snake = ["line_item_unblended_cost", "line_item_line_item_type", "line_item_usage_start_date"];
    let table: [(&[&str], &[&str], BillForm); 8] = [
        (&REQUIRED, &["product/region"], BillForm::CurLegacy),
        (&snake, &["resource_tags_user_team"], BillForm::CurLegacy),
        (&snake, &["resource_tags"], BillForm::Cur2),
        (&snake, &["line_item_usage_account_name"], BillForm::Cur2),
        (&FOCUS, &["x_ServiceCode", "CommitmentDiscountId", "CommitmentDiscountStatus"], BillForm::Focus1_0),
        (&FOCUS, &["SkuMeter"], BillForm::Focus1_1),
        (&FOCUS, &["SkuMeter", "InvoiceId"], BillForm::Focus1_2),
        (&["billed_cost", "charge_category", "charge_period_start"], &["sub_account_type"], BillForm::Focus1_2),
    ];
    for (required, more, form) in table {
        assert_eq!(read(&[required, more].concat()).unwrap().form, form, "{more:?}");
    }
}

#[test]
fn what_is_no_bill_is_refused_by_what_it_lacks() {
    let table: [(&[&str], &str); 6] = [
        (&["a", "b"], "bill.csv: not a Cost and Usage Report: no column lineItem/LineItemType"),
        (&["BilledCost", "x"], "bill.csv: not a FOCUS bill: no column ChargeCategory"),
        (&["ChargeCategory", "ChargePeriodStart"], "bill.csv: not a FOCUS bill: no column BilledCost"),
        (
            &["lineItem/UnblendedCost;lineItem/LineItemType"],
            "bill.csv: columns separated by `;` (lineItem/UnblendedCost;lineItem/LineItemType): expected commas",
        ),
        (&["BilledCost\tChargeCategory"], "bill.csv: columns separated by `\\t` (BilledCost\tChargeCategory): expected commas"),
        (
            &["lineItem/UnblendedCost", "lineItem/LineItemType", "lineItem/UsageStartDate", "lineItem/UnblendedCost"],
            "bill.csv: two columns lineItem/UnblendedCost: expected one",
        ),
    ];
    for (names, message) in table {
        assert_eq!(read(names).unwrap_err().to_string(), message);
    }
}

#[test]
fn a_column_that_nobody_reads_may_come_twice() {
    assert!(header(&["product/sku", "product/sku"]).is_ok());
    assert_eq!(header(&["product/region", "product_region"]).unwrap().column(Field::Region), Some(3));
}

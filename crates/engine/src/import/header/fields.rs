//! The columns that Muster reads: what each is called in a Cost and Usage Report and in FOCUS, and what it holds.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold;

/// What the cells of a column hold. Parquet files differ in types; the reader brings each column to this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Holds {
    Text,
    /// Digits, and leading zeros matter.
    Account,
    Number,
    Time,
    Map,
}

macro_rules! fields {
    ($($name:ident: $holds:ident $cur:literal, $focus:literal;)+) => {
        /// A column by its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in super::super) enum Field { $($name),+ }

        /// How many there are.
        pub(super) const COUNT: usize = [$(Field::$name),+].len();

        impl Field {
            pub(in super::super) fn holds(self) -> Holds {
                match self { $(Self::$name => Holds::$holds),+ }
            }

            /// Its name in a form of that family; empty where the form has no such column.
            pub(super) fn name(self, family: Family) -> &'static str {
                match (self, family) {
                    $((Self::$name, Family::Cur) => $cur, (Self::$name, Family::Focus) => $focus),+
                }
            }
        }

        pub(super) const ALL: [Field; COUNT] = [$(Field::$name),+];
    };
}

/// Who named the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Family {
    /// AWS, in both generations: the names fold to the same.
    Cur,
    /// The FinOps Open Cost and Usage Specification, with AWS's `x_` columns.
    Focus,
}

fields! {
    LineItemId: Text "identity/LineItemId", "";
    TimeInterval: Text "identity/TimeInterval", "";
    InvoiceId: Text "bill/InvoiceId", "InvoiceId";
    BillingEntity: Text "bill/BillingEntity", "ProviderName";
    PayerAccountId: Account "bill/PayerAccountId", "BillingAccountId";
    BillingPeriodStart: Time "bill/BillingPeriodStartDate", "BillingPeriodStart";
    UsageAccountId: Account "lineItem/UsageAccountId", "SubAccountId";
    UsageAccountName: Text "lineItem/UsageAccountName", "SubAccountName";
    LineItemType: Text "lineItem/LineItemType", "";
    UsageStart: Time "lineItem/UsageStartDate", "ChargePeriodStart";
    UsageEnd: Time "lineItem/UsageEndDate", "ChargePeriodEnd";
    ProductCode: Text "lineItem/ProductCode", "x_ServiceCode";
    UsageType: Text "lineItem/UsageType", "x_UsageType";
    Operation: Text "lineItem/Operation", "x_Operation";
    AvailabilityZone: Text "lineItem/AvailabilityZone", "AvailabilityZone";
    ResourceId: Text "lineItem/ResourceId", "ResourceId";
    UsageAmount: Number "lineItem/UsageAmount", "PricingQuantity";
    Currency: Text "lineItem/CurrencyCode", "BillingCurrency";
    UnblendedCost: Number "lineItem/UnblendedCost", "BilledCost";
    Description: Text "lineItem/LineItemDescription", "ChargeDescription";
    LegalEntity: Text "lineItem/LegalEntity", "PublisherName";
    ProductFamily: Text "product/productFamily", "";
    Region: Text "product/region", "RegionId";
    RegionCode: Text "product/regionCode", "";
    PublicOnDemandCost: Number "pricing/publicOnDemandCost", "ListCost";
    PublicOnDemandRate: Number "pricing/publicOnDemandRate", "ListUnitPrice";
    PurchaseOption: Text "pricing/PurchaseOption", "";
    ReservationArn: Text "reservation/ReservationARN", "";
    ReservationStart: Time "reservation/StartTime", "";
    ReservationEffectiveCost: Number "reservation/EffectiveCost", "";
    ReservationNetEffectiveCost: Number "reservation/NetEffectiveCost", "";
    ReservationUpfront: Number "reservation/AmortizedUpfrontCostForUsage", "";
    ReservationNetUpfront: Number "reservation/NetAmortizedUpfrontCostForUsage", "";
    ReservationRecurring: Number "reservation/RecurringFeeForUsage", "";
    ReservationNetRecurring: Number "reservation/NetRecurringFeeForUsage", "";
    ReservationUnusedUpfront: Number "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod", "";
    ReservationUnusedRecurring: Number "reservation/UnusedRecurringFee", "";
    SavingsPlanArn: Text "savingsPlan/SavingsPlanARN", "";
    SavingsPlanStart: Time "savingsPlan/StartTime", "";
    SavingsPlanPaymentOption: Text "savingsPlan/PaymentOption", "";
    SavingsPlanEffectiveCost: Number "savingsPlan/SavingsPlanEffectiveCost", "";
    SavingsPlanNetEffectiveCost: Number "savingsPlan/NetSavingsPlanEffectiveCost", "";
    SavingsPlanUpfront: Number "savingsPlan/AmortizedUpfrontCommitmentForBillingPeriod", "";
    SavingsPlanNetUpfront: Number "savingsPlan/NetAmortizedUpfrontCommitmentForBillingPeriod", "";
    SavingsPlanRecurring: Number "savingsPlan/RecurringCommitmentForBillingPeriod", "";
    SavingsPlanNetRecurring: Number "savingsPlan/NetRecurringCommitmentForBillingPeriod", "";
    SavingsPlanTotal: Number "savingsPlan/TotalCommitmentToDate", "";
    SavingsPlanUsed: Number "savingsPlan/UsedCommitment", "";
    ProductMap: Map "product", "";
    TagMap: Map "resource_tags", "Tags";
    CostCategoryMap: Map "cost_category", "x_CostCategories";
    ServiceName: Text "", "ServiceName";
    SkuMeter: Text "", "SkuMeter";
    ConsumedQuantity: Number "", "ConsumedQuantity";
    ChargeCategory: Text "", "ChargeCategory";
    ChargeClass: Text "", "ChargeClass";
    ChargeFrequency: Text "", "ChargeFrequency";
    PricingCategory: Text "", "PricingCategory";
    EffectiveCost: Number "", "EffectiveCost";
    CommitmentId: Text "", "CommitmentDiscountId";
    CommitmentCategory: Text "", "CommitmentDiscountCategory";
    CommitmentType: Text "", "CommitmentDiscountType";
    CommitmentStatus: Text "", "CommitmentDiscountStatus";
}

impl Family {
    /// The column that a folded name stands for.
    pub(super) fn field(self, folded: &str) -> Option<Field> {
        static CUR: LazyLock<HashMap<String, Field>> = LazyLock::new(|| by_folded_name(Family::Cur));
        static FOCUS: LazyLock<HashMap<String, Field>> = LazyLock::new(|| by_folded_name(Family::Focus));
        let names = match self {
            Self::Cur => &CUR,
            Self::Focus => &FOCUS,
        };
        names.get(folded).copied()
    }

    /// Without these a file is no bill.
    pub(super) fn required(self) -> [Field; 3] {
        match self {
            Self::Cur => [Field::LineItemType, Field::UsageStart, Field::UnblendedCost],
            Self::Focus => [Field::UnblendedCost, Field::ChargeCategory, Field::UsageStart],
        }
    }
}

fn by_folded_name(family: Family) -> HashMap<String, Field> {
    let named = ALL.into_iter().map(|field| (field.name(family), field)).filter(|(name, _)| !name.is_empty());
    named.map(|(name, field)| (fold(name), field)).collect()
}

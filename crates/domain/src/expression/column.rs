//! The columns that a condition can ask for.

/// A column of a line. `tag('key')` and `cost_category('name')` stand beside these as [`super::Operand`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    Account,
    AccountName,
    Subset,
    Payer,
    Service,
    ProductFamily,
    UsageType,
    Operation,
    Region,
    AvailabilityZone,
    Resource,
    LineItemType,
    ChargeType,
    Lifecycle,
    Description,
    UsageAmount,
    Unblended,
    Charge,
    PublicOnDemand,
    Purchaser,
    Start,
    Year,
    Month,
    Day,
    DayOfWeek,
    Hour,
}

/// What a value is, and so what it can be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Text,
    /// An exact decimal.
    Number,
    /// A moment, UTC.
    Time,
}

impl Kind {
    /// As a message calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "a number",
            Self::Time => "a time",
        }
    }
}

impl Column {
    /// In the order in which help lists them.
    pub const ALL: [Self; 26] = [
        Self::Account,
        Self::AccountName,
        Self::Subset,
        Self::Payer,
        Self::Service,
        Self::ProductFamily,
        Self::UsageType,
        Self::Operation,
        Self::Region,
        Self::AvailabilityZone,
        Self::Resource,
        Self::LineItemType,
        Self::ChargeType,
        Self::Lifecycle,
        Self::Description,
        Self::UsageAmount,
        Self::Unblended,
        Self::Charge,
        Self::PublicOnDemand,
        Self::Purchaser,
        Self::Start,
        Self::Year,
        Self::Month,
        Self::Day,
        Self::DayOfWeek,
        Self::Hour,
    ];

    /// As a condition spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::AccountName => "account_name",
            Self::Subset => "subset",
            Self::Payer => "payer",
            Self::Service => "service",
            Self::ProductFamily => "product_family",
            Self::UsageType => "usage_type",
            Self::Operation => "operation",
            Self::Region => "region",
            Self::AvailabilityZone => "availability_zone",
            Self::Resource => "resource",
            Self::LineItemType => "line_item_type",
            Self::ChargeType => "charge_type",
            Self::Lifecycle => "lifecycle",
            Self::Description => "description",
            Self::UsageAmount => "usage_amount",
            Self::Unblended => "unblended",
            Self::Charge => "charge",
            Self::PublicOnDemand => "public_on_demand",
            Self::Purchaser => "purchaser",
            Self::Start => "start",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::DayOfWeek => "day_of_week",
            Self::Hour => "hour",
        }
    }

    /// Lower and upper case are the same.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name().eq_ignore_ascii_case(name))
    }

    pub fn kind(self) -> Kind {
        match self {
            Self::Account | Self::AccountName | Self::Subset | Self::Payer | Self::Purchaser => Kind::Text,
            Self::Service | Self::ProductFamily | Self::UsageType | Self::Operation | Self::Description => Kind::Text,
            Self::Region | Self::AvailabilityZone | Self::Resource => Kind::Text,
            Self::LineItemType | Self::ChargeType | Self::Lifecycle | Self::DayOfWeek => Kind::Text,
            Self::UsageAmount | Self::Unblended | Self::Charge | Self::PublicOnDemand => Kind::Number,
            Self::Year | Self::Month | Self::Day | Self::Hour => Kind::Number,
            Self::Start => Kind::Time,
        }
    }

    /// What it holds, in one line for a help text.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Account => "the account that used it, as text: '011254002932'",
            Self::AccountName => "the name of that account, empty where none is known",
            Self::Subset => "the subset that the account is in on that day, 'Unassigned' in none",
            Self::Payer => "the management account that pays the bill",
            Self::Service => "the product code: 'AmazonEC2'",
            Self::ProductFamily => "the product family: 'Compute Instance'",
            Self::UsageType => "the usage type: 'BoxUsage:t3.micro'",
            Self::Operation => "the operation: 'RunInstances'",
            Self::Region => "the region's code: 'us-east-1'",
            Self::AvailabilityZone => "the availability zone: 'us-east-1a'",
            Self::Resource => "the resource's id or ARN, where the bill has them",
            Self::LineItemType => "the bill's own type of the line: 'DiscountedUsage'",
            Self::ChargeType => "the charge type as reports group by it: 'Usage', 'Tax'",
            Self::Lifecycle => "'OnDemand', 'Spot', 'Reserved' or 'Savings Plans'",
            Self::Description => "the line's description",
            Self::UsageAmount => "how much was used, in the line's own unit",
            Self::Unblended => "the bill's own cost of the line",
            Self::Charge => "the charge as the rules before this one left it",
            Self::PublicOnDemand => "the public on-demand cost of the line, null where the bill has none",
            Self::Purchaser => "the account that purchased the line's Reserved Instance or Savings Plan",
            Self::Start => "when the usage began: start >= '2018-10-15', or '2018-10-15T13:00:00Z'",
            Self::Year => "the year of the usage: 2018",
            Self::Month => "its month, 1 to 12",
            Self::Day => "its day of the month, 1 to 31",
            Self::DayOfWeek => "its day of the week: 'Monday' to 'Sunday'",
            Self::Hour => "its hour, 0 to 23",
        }
    }

    /// Every value that it can have, where those are few and known. Another one is a slip of the pen.
    pub fn values(self) -> Option<&'static [&'static str]> {
        match self {
            Self::DayOfWeek => Some(&["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
            Self::Lifecycle => Some(&["OnDemand", "Spot", "Reserved", "Savings Plans"]),
            Self::Account | Self::AccountName | Self::Subset | Self::Payer | Self::Purchaser => None,
            Self::Service | Self::ProductFamily | Self::UsageType | Self::Operation | Self::Description => None,
            Self::Region | Self::AvailabilityZone | Self::Resource | Self::LineItemType | Self::ChargeType => None,
            Self::UsageAmount | Self::Unblended | Self::Charge | Self::PublicOnDemand => None,
            Self::Start | Self::Year | Self::Month | Self::Day | Self::Hour => None,
        }
    }
}

impl std::fmt::Display for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_found_by_its_name_in_any_case() {
        for column in Column::ALL {
            assert_eq!(Column::from_name(column.name()), Some(column));
        }
        assert_eq!(Column::from_name("Usage_Type"), Some(Column::UsageType));
        assert_eq!(Column::from_name("lineItem/UsageType"), None);
    }

    #[test]
    fn the_documentation_describes_every_column_as_the_help_does() {
        let page = include_str!("../../../../docs/conditions.md");
        for column in Column::ALL {
            let kind = column.kind().name().trim_start_matches("a ");
            let row = format!("| `{column}` | {kind} | {} |", column.meaning());
            assert!(page.contains(&row), "{row}");
        }
    }

    #[test]
    fn only_columns_of_text_have_a_list_of_values() {
        for column in Column::ALL.into_iter().filter(|column| column.values().is_some()) {
            assert_eq!(column.kind(), Kind::Text);
        }
    }
}

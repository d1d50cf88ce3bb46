//! What of a line a condition reads.

use std::collections::BTreeSet;

use super::{Column, Expression, Operand};

impl Expression {
    pub fn columns(&self) -> BTreeSet<Column> {
        self.operands().into_iter().filter_map(|operand| if let Operand::Column(column) = operand { Some(*column) } else { None }).collect()
    }

    /// The keys of `tag('key')`.
    pub fn tags(&self) -> BTreeSet<&str> {
        self.operands().into_iter().filter_map(|operand| if let Operand::Tag(key) = operand { Some(key.as_str()) } else { None }).collect()
    }

    /// The names of `cost_category('name')`.
    pub fn cost_categories(&self) -> BTreeSet<&str> {
        let name = |operand| if let &Operand::CostCategory(name) = &operand { Some(name.as_str()) } else { None };
        self.operands().into_iter().filter_map(name).collect()
    }

    /// Every operand that is not of a list, in the order in which they stand.
    pub fn operands(&self) -> Vec<&Operand> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::operands).collect(),
            Self::Not(inner) => inner.operands(),
            Self::Compare { left, comparison: _, right } => vec![left, right],
            Self::Between { operand, low, high } => vec![operand, low, high],
            Self::In { operand, list: _ } | Self::Like { operand, pattern: _ } | Self::IsNull(operand) => vec![operand],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Condition;

    #[test]
    fn a_condition_knows_what_it_reads() {
        let text = "not (account = '1' or usage_amount > unblended) and tag('user:Team') in ('a') and cost_category('Env') is null";
        let condition = Condition::parse(text).unwrap();
        let columns = BTreeSet::from([Column::Account, Column::UsageAmount, Column::Unblended]);
        assert_eq!(condition.columns(), columns);
        assert_eq!(condition.tree().tags(), BTreeSet::from(["user:Team"]));
        assert_eq!(condition.tree().cost_categories(), BTreeSet::from(["Env"]));
    }
}

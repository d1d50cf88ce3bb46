//! What of a line a condition reads.

use std::collections::BTreeSet;

use super::{Column, Expression, Operand};

impl Expression {
    pub fn columns(&self) -> BTreeSet<Column> {
        let column = |operand: &Operand| match operand {
            Operand::Column(column) => Some(*column),
            Operand::Tag(_) | Operand::CostCategory(_) | Operand::Literal(_) => None,
        };
        self.operands().into_iter().filter_map(column).collect()
    }

    /// The keys of `tag('key')`.
    pub fn tags(&self) -> BTreeSet<&str> {
        self.operands().into_iter().filter_map(tag).collect()
    }

    /// The names of `cost_category('name')`.
    pub fn cost_categories(&self) -> BTreeSet<&str> {
        self.operands().into_iter().filter_map(cost_category).collect()
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

fn tag(operand: &Operand) -> Option<&str> {
    match operand {
        Operand::Tag(key) => Some(key),
        Operand::Column(_) | Operand::CostCategory(_) | Operand::Literal(_) => None,
    }
}

fn cost_category(operand: &Operand) -> Option<&str> {
    match operand {
        Operand::CostCategory(name) => Some(name),
        Operand::Column(_) | Operand::Tag(_) | Operand::Literal(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Condition;

    #[test]
    fn a_condition_knows_what_it_reads() {
        let text =
            "not (account = '1' or usage_amount > unblended) and tag('user:Team') in ('a') and cost_category('Env') is null";
        let condition = Condition::parse(text).unwrap();
        let columns = BTreeSet::from([Column::Account, Column::UsageAmount, Column::Unblended]);
        assert_eq!(condition.columns(), columns);
        assert_eq!(condition.tree().tags(), BTreeSet::from(["user:Team"]));
        assert_eq!(condition.tree().cost_categories(), BTreeSet::from(["Env"]));
    }
}

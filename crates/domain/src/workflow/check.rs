//! Which rules cannot stand together, and why (billing.md section 3, last paragraph).

use rust_decimal::Decimal;

use super::{Commitment, PurchasedBy, Refusal, Replace, RetainedFor, Rule, Scale, Workflow};
use crate::AccountId;

const NAME_LIMIT: usize = 200;

/// Everything that is refused about a workflow, each at its JSON path; empty when it can run.
pub fn check(workflow: &Workflow) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if workflow.name.trim().is_empty() {
        refusals.push(refuse("name", "a workflow needs a name"));
    }
    if workflow.name.chars().count() > NAME_LIMIT {
        refusals.push(refuse("name", format!("at most {NAME_LIMIT} characters")));
    }
    for (position, rule) in workflow.rules.iter().enumerate() {
        let path = format!("rules[{position}]");
        refusals.extend(check_options(&path, rule));
        refusals.extend(workflow.rules[..position].iter().enumerate().find_map(|(earlier, other)| {
            conflict(other, rule).map(|reason| refuse(path.clone(), format!("{reason} (rule {})", earlier + 1)))
        }));
    }
    refusals
}

fn refuse(path: impl Into<String>, reason: impl Into<String>) -> Refusal {
    Refusal { path: path.into(), reason: reason.into() }
}

fn check_options(path: &str, rule: &Rule) -> Option<Refusal> {
    let (field, reason) = match rule {
        Rule::RemoveCredits(rule) if rule.kinds.is_empty() => ("kinds", "choose at least one kind of credit"),
        Rule::RemoveVolumeDiscounts(rule) if rule.usage.is_none() && !rule.ri_volume => {
            ("usage", "choose usage tiers, RI volume discounts, or both")
        }
        Rule::ReplaceRiDiscounts(rule) | Rule::ReplaceSpDiscounts(rule) if names_no_account(rule) => {
            ("purchased_by", "name at least one account, or \"any\"")
        }
        Rule::RetainDiscounts(rule) if rule.commitments.is_empty() => ("commitments", "choose RI, Savings Plans, or both"),
        Rule::RetainDiscounts(rule) if matches!(&rule.purchased_by, RetainedFor::Accounts(list) if list.is_empty()) => {
            ("purchased_by", "name at least one account")
        }
        Rule::RetainDiscounts(rule) if matches!(&rule.purchased_by, RetainedFor::Subset(name) if name.trim().is_empty()) => {
            ("purchased_by", "name a subset")
        }
        Rule::Uplift(scale) if out_of(scale, 1000) => ("percent", "an uplift is 0 to 1000 percent"),
        Rule::Discount(scale) if out_of(scale, 100) => ("percent", "a discount is 0 to 100 percent"),
        Rule::RemoveCredits(_) | Rule::RemoveTaxes(_) | Rule::RemoveVolumeDiscounts(_) | Rule::ReplaceRiDiscounts(_) => {
            return None;
        }
        Rule::ReplaceSpDiscounts(_) | Rule::RetainDiscounts(_) | Rule::Uplift(_) | Rule::Discount(_) => return None,
    };
    Some(refuse(format!("{path}.{field}"), reason))
}

fn names_no_account(rule: &Replace) -> bool {
    matches!(&rule.purchased_by, PurchasedBy::Accounts(list) if list.is_empty())
}

fn out_of(scale: &Scale, most: i64) -> bool {
    let percent = scale.percent.value();
    percent < Decimal::ZERO || percent > Decimal::from(most)
}

/// Why `later` cannot stand beside `earlier`.
fn conflict(earlier: &Rule, later: &Rule) -> Option<String> {
    let reason = match (earlier, later) {
        (Rule::Uplift(_), Rule::Discount(_)) | (Rule::Discount(_), Rule::Uplift(_)) => {
            "an uplift and a discount contradict each other: use one, with the percentage that is meant"
        }
        (Rule::RemoveTaxes(_), Rule::RemoveTaxes(_)) => "taxes are removed already",
        (Rule::RemoveCredits(a), Rule::RemoveCredits(b)) => {
            let kind = b.kinds.iter().find(|kind| a.kinds.contains(kind))?;
            return Some(format!("credits of the kind `{}` are removed already", kind.name()));
        }
        (Rule::RemoveVolumeDiscounts(a), Rule::RemoveVolumeDiscounts(b))
            if (a.usage.is_some() && b.usage.is_some()) || (a.ri_volume && b.ri_volume) =>
        {
            "these volume discounts are removed already"
        }
        (Rule::RetainDiscounts(a), Rule::RetainDiscounts(b)) if a.commitments.iter().any(|c| b.commitments.contains(c)) => {
            "it is said already which discounts of this commitment stay"
        }
        _ => return replaced_twice(earlier, later).or_else(|| replaced_and_retained(earlier, later)),
    };
    Some(reason.to_owned())
}

fn replaced_twice(earlier: &Rule, later: &Rule) -> Option<String> {
    let ((first, a), (second, b)) = (replaced(earlier)?, replaced(later)?);
    if first != second {
        return None;
    }
    match (&a.purchased_by, &b.purchased_by) {
        (PurchasedBy::Accounts(a), PurchasedBy::Accounts(b)) => {
            let twice: &AccountId = b.iter().find(|account| a.contains(account))?;
            Some(format!("discounts purchased by {twice} are replaced already"))
        }
        _ => Some("the discounts of this commitment are replaced already, whoever purchased them".to_owned()),
    }
}

fn replaced_and_retained(earlier: &Rule, later: &Rule) -> Option<String> {
    let (commitment, retain) = match (earlier, later) {
        (Rule::RetainDiscounts(retain), rule) | (rule, Rule::RetainDiscounts(retain)) => (replaced(rule)?.0, retain),
        _ => return None,
    };
    let both = retain.commitments.contains(&commitment);
    both.then(|| "discounts of one commitment are either replaced or retained, not both".to_owned())
}

fn replaced(rule: &Rule) -> Option<(Commitment, &Replace)> {
    match rule {
        Rule::ReplaceRiDiscounts(replace) => Some((Commitment::Ri, replace)),
        Rule::ReplaceSpDiscounts(replace) => Some((Commitment::Sp, replace)),
        Rule::RemoveCredits(_) | Rule::RemoveTaxes(_) | Rule::RemoveVolumeDiscounts(_) => None,
        Rule::RetainDiscounts(_) | Rule::Uplift(_) | Rule::Discount(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::workflow::read;

    /// The paths refused in a workflow of these rules.
    fn refused(rules: &str) -> Vec<String> {
        match read(&format!(r#"{{"name":"W","rules":[{rules}]}}"#)) {
            Ok(_) => Vec::new(),
            Err(refusals) => refusals.into_iter().map(|refusal| refusal.path).collect(),
        }
    }

    #[test]
    fn rules_that_contradict_each_other_are_refused_at_the_later_one() {
        let replace = r#"{"rule":"replace_ri_discounts","purchased_by":"any"}"#;
        let retain = r#"{"rule":"retain_discounts","commitments":["ri","sp"],"purchased_by":"own_subset"}"#;
        assert_eq!(refused(&format!("{replace},{retain}")), ["rules[1]"]);
        assert_eq!(refused(&format!("{replace},{replace}")), ["rules[1]"]);
        assert_eq!(refused(r#"{"rule":"uplift","percent":"3"},{"rule":"discount","percent":"3"}"#), ["rules[1]"]);
        assert_eq!(refused(r#"{"rule":"remove_taxes"},{"rule":"remove_taxes"}"#), ["rules[1]"]);
    }

    #[test]
    fn different_purchasers_may_be_replaced_one_after_the_other() {
        let replace = |account: &str| format!(r#"{{"rule":"replace_sp_discounts","purchased_by":["{account}"]}}"#);
        assert_eq!(refused(&format!("{},{}", replace("1"), replace("2"))), [""; 0]);
        assert_eq!(refused(&format!("{},{}", replace("1"), replace("1"))), ["rules[1]"]);
    }

    #[test]
    fn options_that_say_nothing_or_too_much_are_refused_beside_their_field() {
        assert_eq!(refused(r#"{"rule":"remove_credits","kinds":[]}"#), ["rules[0].kinds"]);
        assert_eq!(refused(r#"{"rule":"remove_volume_discounts"}"#), ["rules[0].usage"]);
        assert_eq!(refused(r#"{"rule":"discount","percent":"100.5"}"#), ["rules[0].percent"]);
        assert_eq!(refused(r#"{"rule":"uplift","percent":"-1"}"#), ["rules[0].percent"]);
        assert_eq!(refused(r#"{"rule":"replace_ri_discounts","purchased_by":[]}"#), ["rules[0].purchased_by"]);
    }
}

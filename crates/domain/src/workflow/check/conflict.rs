//! Which rules cannot stand together.

use crate::AccountId;
use crate::workflow::{Commitment, EcoFee, PurchasedBy, Replace, Rule};

/// Why `later` cannot stand beside `earlier`.
pub(super) fn between(earlier: &Rule, later: &Rule) -> Option<String> {
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
        (Rule::EcoFee(a), Rule::EcoFee(b)) if same_fee(*a, *b) => "this kind of Eco fee is charged already",
        _ => {
            return replaced_twice(earlier, later)
                .or_else(|| replaced_and_retained(earlier, later))
                .or_else(|| shared_twice(earlier, later))
                .or_else(|| shared_and_replaced(earlier, later));
        }
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
        Rule::RetainDiscounts(_) | Rule::ShareRiCost(_) | Rule::ShareSpCost(_) => None,
        Rule::Custom(_) | Rule::CustomLineItem(_) | Rule::Uplift(_) | Rule::Discount(_) | Rule::EcoFee(_) => None,
    }
}

fn shared_twice(earlier: &Rule, later: &Rule) -> Option<String> {
    let both = shared(earlier)? == shared(later)?;
    both.then(|| "the cost of this commitment is shared already".to_owned())
}

/// Replacing leaves no covered line to share.
fn shared_and_replaced(earlier: &Rule, later: &Rule) -> Option<String> {
    let (commitment, (replaced, replace)) = match (shared(earlier), shared(later)) {
        (Some(commitment), None) => (commitment, replaced(later)?),
        (None, Some(commitment)) => (commitment, replaced(earlier)?),
        (Some(_), Some(_)) | (None, None) => return None,
    };
    let nothing_left = commitment == replaced && replace.purchased_by == PurchasedBy::Any;
    nothing_left.then(|| {
        "where every discount of a commitment is replaced, sharing its cost does nothing: use one of the two, or replace only \
         what named accounts purchased"
            .to_owned()
    })
}

fn shared(rule: &Rule) -> Option<Commitment> {
    match rule {
        Rule::ShareRiCost(_) => Some(Commitment::Ri),
        Rule::ShareSpCost(_) => Some(Commitment::Sp),
        Rule::RemoveCredits(_) | Rule::RemoveTaxes(_) | Rule::RemoveVolumeDiscounts(_) | Rule::ReplaceRiDiscounts(_) => None,
        Rule::ReplaceSpDiscounts(_) | Rule::RetainDiscounts(_) | Rule::Custom(_) | Rule::CustomLineItem(_) => None,
        Rule::Uplift(_) | Rule::Discount(_) | Rule::EcoFee(_) => None,
    }
}

/// A flat fee per subset and another per account may stand together.
fn same_fee(a: EcoFee, b: EcoFee) -> bool {
    match (a, b) {
        (EcoFee::Flat { per: a, .. }, EcoFee::Flat { per: b, .. }) => a == b,
        (EcoFee::PercentOfSavings(_), EcoFee::PercentOfSavings(_)) => true,
        (EcoFee::Estimate(_), EcoFee::Estimate(_)) | (EcoFee::Actuals, EcoFee::Actuals) => true,
        (EcoFee::PercentOfSavings(_) | EcoFee::Flat { .. } | EcoFee::Estimate(_) | EcoFee::Actuals, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::workflow::check::tests::refused;

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
    fn what_is_replaced_for_everybody_cannot_be_shared() {
        let share = r#"{"rule":"share_ri_cost","basis":"effective"}"#;
        let replace = |rule: &str, by: &str| format!(r#"{{"rule":"{rule}","purchased_by":{by}}}"#);
        assert_eq!(refused(&format!("{share},{}", replace("replace_ri_discounts", "\"any\""))), ["rules[1]"]);
        assert_eq!(refused(&format!("{},{share}", replace("replace_ri_discounts", "\"any\""))), ["rules[1]"]);
        assert_eq!(refused(&format!("{},{share}", replace("replace_ri_discounts", "[\"1\"]"))), [""; 0]);
        assert_eq!(refused(&format!("{},{share}", replace("replace_sp_discounts", "\"any\""))), [""; 0]);
    }

    #[test]
    fn a_commitment_is_shared_once_and_an_eco_fee_of_a_kind_charged_once() {
        let share = |rule: &str, basis: &str| format!(r#"{{"rule":"{rule}","basis":"{basis}"}}"#);
        let twice = format!("{},{}", share("share_sp_cost", "recurring"), share("share_sp_cost", "effective"));
        assert_eq!(refused(&twice), ["rules[1]"]);
        assert_eq!(refused(&format!("{},{}", share("share_sp_cost", "recurring"), share("share_ri_cost", "recurring"))), [""; 0]);
        let flat = |per: &str| format!(r#"{{"rule":"eco_fee","flat":"1","per":"{per}"}}"#);
        assert_eq!(refused(&format!("{},{}", flat("subset"), flat("subset"))), ["rules[1]"]);
        assert_eq!(refused(&format!("{},{}", flat("subset"), flat("account"))), [""; 0]);
        let actuals = r#"{"rule":"eco_fee","distributed":"actuals"}"#;
        assert_eq!(refused(&format!("{actuals},{actuals}")), ["rules[1]"]);
    }
}

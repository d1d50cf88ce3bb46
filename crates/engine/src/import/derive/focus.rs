//! What a FOCUS charge is in the words of the ledger (billing.md section 6). Pure.
//!
//! | ChargeCategory | | line item type |
//! |---|---|---|
//! | Usage | no commitment | `Usage` |
//! | Usage | Used | `DiscountedUsage`, `SavingsPlanCoveredUsage` |
//! | Usage | Unused | `RIFee`, `SavingsPlanRecurringFee`: what nobody used, at cost 0 |
//! | Purchase | of a commitment, one-time | `Fee`, `SavingsPlanUpfrontFee` |
//! | Purchase | of a commitment, else | `RIFee`, `SavingsPlanRecurringFee` |
//! | Purchase | of anything else | `Fee` |
//! | Tax, Credit | | the same, corrections included |
//! | Adjustment | | `Refund` |
//! | Usage, Purchase | ChargeClass Correction | `Refund` |
//! | any other | | as it stands: it passes through every rule |

use super::super::decimal::excerpt;
use super::super::error::Cause;
use super::LineType;

/// What FOCUS calls a commitment discount; AWS sells two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Commitment {
    Reservation,
    SavingsPlan,
}

impl Commitment {
    /// By the category, else the type, else the id. `None` for a charge that no commitment has to do with.
    pub(in super::super) fn of(id: Option<&str>, category: Option<&str>, kind: Option<&str>) -> Option<Self> {
        let named = match category {
            Some(category) if is(category, "Usage") => Some(Self::Reservation),
            Some(category) if is(category, "Spend") => Some(Self::SavingsPlan),
            Some(_) | None => None,
        };
        let says_plan = |text: &str| text.to_ascii_lowercase().replace(' ', "").contains("savingsplan");
        let says = |text: Option<&str>| text.map(|text| if says_plan(text) { Self::SavingsPlan } else { Self::Reservation });
        named.or_else(|| says(kind)).or_else(|| says(id))
    }
}

/// The columns that say what a charge is.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Charge<'a> {
    pub(in super::super) category: &'a str,
    pub(in super::super) class: Option<&'a str>,
    pub(in super::super) frequency: Option<&'a str>,
    pub(in super::super) status: Option<&'a str>,
    pub(in super::super) commitment: Option<Commitment>,
}

/// What a charge does with a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Role {
    /// Usage that it covers.
    Used,
    /// What nobody used of it.
    Unused,
    /// Everything else, its purchase included.
    Other,
}

impl<'a> Charge<'a> {
    /// # Errors
    /// [`Cause`] where a commitment's usage does not say whether it is used, or used usage not of which.
    pub(in super::super) fn role(self) -> Result<Role, Cause> {
        if !is(self.category, "Usage") || self.is_correction() {
            return Ok(Role::Other);
        }
        match (self.status, self.commitment) {
            (None, None) => Ok(Role::Other),
            (Some(status), None) => Err(Cause::NoCommitment(excerpt(status))),
            (Some(status), Some(_)) if is(status, "Used") => Ok(Role::Used),
            (Some(status), Some(_)) if is(status, "Unused") => Ok(Role::Unused),
            (Some(status), Some(_)) => Err(Cause::NotAStatus(excerpt(status))),
            (None, Some(_)) => Err(Cause::Nothing("Used or Unused as CommitmentDiscountStatus beside a CommitmentDiscountId")),
        }
    }

    pub(in super::super) fn line_type(self, role: Role) -> LineType<'a> {
        let of_plan = self.commitment == Some(Commitment::SavingsPlan);
        match role {
            Role::Used if of_plan => LineType::SavingsPlanCoveredUsage,
            Role::Used => LineType::DiscountedUsage,
            Role::Unused if of_plan => LineType::SavingsPlanRecurringFee,
            Role::Unused => LineType::RiFee,
            Role::Other => self.other_type(),
        }
    }

    fn other_type(self) -> LineType<'a> {
        let category = |name| is(self.category, name);
        let is_once = self.frequency.is_some_and(|frequency| is(frequency, "One-Time"));
        if category("Tax") {
            LineType::Tax
        } else if category("Credit") {
            LineType::Credit
        } else if category("Adjustment") || self.is_correction() && (category("Usage") || category("Purchase")) {
            LineType::Refund
        } else if category("Usage") {
            LineType::Usage
        } else if category("Purchase") {
            match (self.commitment, is_once) {
                (Some(Commitment::Reservation), false) => LineType::RiFee,
                (Some(Commitment::SavingsPlan), true) => LineType::SavingsPlanUpfrontFee,
                (Some(Commitment::SavingsPlan), false) => LineType::SavingsPlanRecurringFee,
                (Some(Commitment::Reservation), true) | (None, _) => LineType::Fee,
            }
        } else {
            LineType::Other(self.category)
        }
    }

    fn is_correction(self) -> bool {
        self.class.is_some_and(|class| is(class, "Correction"))
    }
}

/// Sold by AWS and made by somebody else: what a Cost and Usage Report bills under this entity.
pub(in super::super) fn billing_entity<'a>(provider: Option<&'a str>, publisher: Option<&str>) -> Option<&'a str> {
    let is_amazon = |name: &str| ["aws", "amazon"].iter().any(|start| starts_with(name, start));
    let sold_by_aws = provider.is_none_or(is_amazon);
    if sold_by_aws && publisher.is_some_and(|publisher| !is_amazon(publisher)) { Some("AWS Marketplace") } else { provider }
}

fn is(text: &str, word: &str) -> bool {
    text.eq_ignore_ascii_case(word)
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| is(head, start))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:savingsplans::011254002932:savingsplan/x";

    fn charge(category: &str) -> Charge<'_> {
        Charge { category, class: None, frequency: None, status: None, commitment: None }
    }

    fn check(charge: Charge<'_>, expected: &str) {
        let role = charge.role().unwrap();
        assert_eq!(charge.line_type(role).name(), expected, "{charge:?}");
    }

    #[test]
    fn a_charge_becomes_the_line_item_type_of_a_cost_and_usage_report() {
        let (ri, sp) = (Some(Commitment::Reservation), Some(Commitment::SavingsPlan));
        let of = |category, commitment, status| Charge { commitment, status, ..charge(category) };
        let bought = |commitment, frequency| Charge { commitment, frequency, ..charge("Purchase") };
        check(charge("Usage"), "Usage");
        check(of("Usage", ri, Some("Used")), "DiscountedUsage");
        check(of("Usage", sp, Some("Used")), "SavingsPlanCoveredUsage");
        check(of("Usage", ri, Some("Unused")), "RIFee");
        check(of("Usage", sp, Some("unused")), "SavingsPlanRecurringFee");
        check(bought(ri, Some("One-Time")), "Fee");
        check(bought(ri, Some("Recurring")), "RIFee");
        check(bought(sp, Some("One-Time")), "SavingsPlanUpfrontFee");
        check(bought(sp, None), "SavingsPlanRecurringFee");
        check(bought(None, Some("Recurring")), "Fee");
        check(charge("Tax"), "Tax");
        check(charge("Credit"), "Credit");
        check(charge("Adjustment"), "Refund");
        check(charge("Something New"), "Something New");
    }

    #[test]
    fn a_correction_is_a_refund_unless_it_corrects_a_tax_or_a_credit() {
        let corrected = |category| Charge { class: Some("Correction"), ..charge(category) };
        check(corrected("Usage"), "Refund");
        check(corrected("Purchase"), "Refund");
        check(corrected("Tax"), "Tax");
        check(corrected("Credit"), "Credit");
        // What a commitment covered is corrected as any other usage.
        check(Charge { commitment: Some(Commitment::Reservation), ..corrected("Usage") }, "Refund");
    }

    #[test]
    fn usage_of_a_commitment_says_whether_it_is_used() {
        let of = |status| Charge { status, commitment: Some(Commitment::SavingsPlan), ..charge("Usage") };
        assert!(of(None).role().is_err() && of(Some("Perhaps")).role().is_err());
        assert!(Charge { commitment: None, ..of(Some("Used")) }.role().is_err());
        assert_eq!(Charge { category: "Purchase", ..of(None) }.role(), Ok(Role::Other));
    }

    #[test]
    fn the_kind_of_a_commitment_is_its_category_else_its_type_else_its_id() {
        let table = [
            (None, None, None, None),
            (Some("x"), Some("Spend"), None, Some(Commitment::SavingsPlan)),
            (Some(ARN), Some("Usage"), Some("Savings Plan"), Some(Commitment::Reservation)),
            (Some("x"), None, Some("Compute Savings Plans"), Some(Commitment::SavingsPlan)),
            (Some("x"), None, Some("Reserved"), Some(Commitment::Reservation)),
            (Some(ARN), None, None, Some(Commitment::SavingsPlan)),
            (Some("arn:aws:rds:us-east-1:1:ri:x"), None, None, Some(Commitment::Reservation)),
        ];
        for (id, category, kind, expected) in table {
            assert_eq!(Commitment::of(id, category, kind), expected, "{id:?} {category:?} {kind:?}");
        }
    }

    #[test]
    fn what_another_publishes_is_the_marketplaces() {
        let table = [
            (Some("AWS"), Some("Amazon Web Services EMEA SARL"), Some("AWS")),
            (Some("AWS"), Some("Red Hat Inc."), Some("AWS Marketplace")),
            (Some("AWS"), None, Some("AWS")),
            (None, None, None),
            (Some("Microsoft"), Some("Microsoft"), Some("Microsoft")),
        ];
        for (provider, publisher, expected) in table {
            assert_eq!(billing_entity(provider, publisher), expected, "{provider:?} {publisher:?}");
        }
    }
}

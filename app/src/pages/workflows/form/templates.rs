//! Starting points for a first workflow.

use muster_domain::workflow::read;

use super::Draft;

/// A draft that somebody can begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    NoRules,
    Reseller,
    Showback,
    Uplift,
}

impl Template {
    pub const ALL: [Self; 4] = [Self::NoRules, Self::Reseller, Self::Showback, Self::Uplift];

    /// In the address: `?start=reseller`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoRules => "no-rules",
            Self::Reseller => "reseller",
            Self::Showback => "showback",
            Self::Uplift => "uplift",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.name() == name)
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::NoRules => "No billing rules",
            Self::Reseller => "Reseller standard",
            Self::Showback => "Department showback",
            Self::Uplift => "Cost plus a percentage",
        }
    }

    pub fn purpose(self) -> &'static str {
        match self {
            Self::NoRules => "The charge is the unblended cost. Compare every other workflow with it.",
            Self::Reseller => "Customers pay on-demand prices; commitments, credits and volume discounts stay yours.",
            Self::Showback => "Discounts stay with the department that bought them; credits stay central.",
            Self::Uplift => "The bill as it is, three percent up, taxes and Marketplace left alone.",
        }
    }

    /// The form that it fills.
    pub fn draft(self) -> Draft {
        let text = format!(r#"{{"name":"{}","description":"{}","rules":[{}]}}"#, self.title(), self.purpose(), self.rules());
        read(&text).map(|workflow| Draft::of(&workflow)).unwrap_or_default()
    }

    fn rules(self) -> &'static str {
        match self {
            Self::NoRules => "",
            Self::Reseller => {
                r#"{"rule":"remove_credits","kinds":["edp","solution_provider","data_egress_waiver","apn_partner","private_rate","bundled"]},
                {"rule":"replace_ri_discounts","purchased_by":"any"},{"rule":"replace_sp_discounts","purchased_by":"any"},
                {"rule":"remove_volume_discounts","usage":"top_rate","ri_volume":true}"#
            }
            Self::Showback => {
                r#"{"rule":"remove_credits","kinds":["apn_partner","other_credits"]},
                {"rule":"retain_discounts","commitments":["ri","sp"],"purchased_by":"own_subset"}"#
            }
            Self::Uplift => r#"{"rule":"uplift","percent":"3","except":["tax","marketplace"]}"#,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_starting_point_can_be_saved_as_it_is() {
        for template in Template::ALL {
            let draft = template.draft();
            assert_eq!(draft.name, template.title());
            assert_eq!(draft.review().refusals, []);
            assert_eq!(draft.no_rules, template == Template::NoRules);
        }
    }
}

//! Sentences of the rules that move cost, match a condition, or add lines.

use chrono::NaiveDate;

use crate::workflow::{Action, Custom, CustomLineItem, EcoFee, ItemValue, Per, Repeat, Share, ShareBasis};

pub(super) fn share(commitments: &str, rule: Share) -> String {
    let cost = match rule.basis {
        ShareBasis::Effective => "effective cost",
        ShareBasis::AmortizedUpfront => "amortized up-front fee",
        ShareBasis::Recurring => "recurring fee",
    };
    format!("Move the {cost} of {commitments} from the account that purchased them to the accounts that use them.")
}

pub(super) fn custom(rule: &Custom) -> String {
    let Custom { label, when, action, from, until } = rule;
    let action = match action {
        Action::Percent(percent) if percent.is_negative() => format!("lower the charge by {} %", percent.opposite()),
        Action::Percent(percent) => format!("raise the charge by {percent} %"),
        Action::ToOnDemand => "charge the public on-demand price".to_owned(),
        Action::SetRate(rate) => format!("charge {rate} for each unit of usage"),
        Action::Remove => "charge nothing".to_owned(),
    };
    format!("“{label}”: {action} where {}{}.", when.tree().in_words(), days(*from, *until))
}

pub(super) fn line_item(item: &CustomLineItem) -> String {
    let CustomLineItem { label, value, per, when, repeat, from, until } = item;
    let value = match value {
        ItemValue::Amount(amount) => format!("{amount} {}", to_each(*per)),
        ItemValue::Percent(percent) => format!("{percent} % of {} charge so far", whose(*per)),
    };
    let often = match repeat {
        Repeat::Monthly => "every month",
        Repeat::Once => "once",
    };
    let when = when.as_ref().map(|when| format!(", counting only usage where {}", when.tree().in_words())).unwrap_or_default();
    format!("Add “{label}”: {value}, {often}{}{when}.", days(*from, *until))
}

pub(super) fn eco_fee(fee: EcoFee) -> String {
    match fee {
        EcoFee::PercentOfSavings(percent) => format!("Charge each account {percent} % of its Eco savings."),
        EcoFee::Flat { amount, per } => format!("Add an Eco fee of {amount} {}, every month.", to_each(per)),
        EcoFee::Estimate(percent) => {
            format!("Split an Eco fee of {percent} % of all Eco savings over the accounts by their eligible usage.")
        }
        EcoFee::Actuals => {
            "Split the Eco invoice of the month before over the accounts by that month's eligible usage.".to_owned()
        }
    }
}

fn to_each(per: Per) -> &'static str {
    match per {
        Per::Subset => "to each subset",
        Per::Account => "to each account",
        Per::Report => "to the report",
    }
}

fn whose(per: Per) -> &'static str {
    match per {
        Per::Subset => "each subset's",
        Per::Account => "each account's",
        Per::Report => "the report's",
    }
}

fn days(from: Option<NaiveDate>, until: Option<NaiveDate>) -> String {
    match (from, until) {
        (None, None) => String::new(),
        (Some(from), None) => format!(", from {from} on"),
        (None, Some(until)) => format!(", before {until}"),
        (Some(from), Some(until)) => format!(", from {from} to before {until}"),
    }
}

#[cfg(test)]
mod tests {
    use crate::workflow::{Rule, read};

    fn sentence(rule: &str) -> String {
        let workflow = read(&format!(r#"{{"name":"W","rules":[{rule}]}}"#)).unwrap();
        workflow.rules.iter().map(Rule::sentence).collect()
    }

    #[test]
    fn a_custom_rule_says_what_happens_where_and_when() {
        assert_eq!(
            sentence(
                r#"{"rule":"custom","label":"Quiet Tuesdays","from":"2018-06-01","until":"2018-09-01","action":{"percent":"-2"},
                    "when":"day_of_week = 'Tuesday' and region like 'us-east-%'"}"#
            ),
            "“Quiet Tuesdays”: lower the charge by 2 % where the day of week is “Tuesday” and the region starts with “us-east-”, \
             from 2018-06-01 to before 2018-09-01."
        );
        assert_eq!(
            sentence(r#"{"rule":"custom","label":"Own price","action":{"set_rate":"0.050"},"when":"resource is not null"}"#),
            "“Own price”: charge 0.05 for each unit of usage where the resource is present."
        );
    }

    #[test]
    fn added_lines_say_how_much_to_whom_and_how_often() {
        assert_eq!(
            sentence(r#"{"rule":"custom_line_item","label":"Managed service","amount":"250","per":"subset"}"#),
            "Add “Managed service”: 250.00 to each subset, every month."
        );
        assert_eq!(
            sentence(
                r#"{"rule":"custom_line_item","label":"Care","percent":"5","per":"account","repeat":"once","from":"2018-06-01",
                    "when":"service = 'AmazonEC2'"}"#
            ),
            "Add “Care”: 5 % of each account's charge so far, once, from 2018-06-01 on, counting only usage where the service is \
             “AmazonEC2”."
        );
    }

    #[test]
    fn sharing_and_fees_name_who_pays() {
        assert_eq!(
            sentence(r#"{"rule":"share_sp_cost","basis":"recurring"}"#),
            "Move the recurring fee of Savings Plans from the account that purchased them to the accounts that use them."
        );
        assert_eq!(
            sentence(r#"{"rule":"eco_fee","flat":"100","per":"account"}"#),
            "Add an Eco fee of 100.00 to each account, every month."
        );
    }
}

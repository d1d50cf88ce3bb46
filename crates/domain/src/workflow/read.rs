//! Reading a workflow file. Strict: an unknown field or value is refused, with its JSON path.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::eco_fee::EcoFeeForm;
use super::line_item::CustomLineItemForm;
use super::{Refusal, Rule, Workflow, check};

/// Reads the JSON text of a workflow file and checks that its rules can stand together.
///
/// # Errors
/// Every [`Refusal`] found; the list is never empty.
pub fn read(json: &str) -> Result<Workflow, Vec<Refusal>> {
    let value = serde_json::from_str(json).map_err(|e| vec![refusal("$", format!("not JSON: {e}"))])?;
    let workflow = from_value(value)?;
    let refusals = check(&workflow);
    if refusals.is_empty() { Ok(workflow) } else { Err(refusals) }
}

fn from_value(value: Value) -> Result<Workflow, Vec<Refusal>> {
    let Value::Object(mut object) = value else {
        return Err(vec![refusal("$", "expected an object with `name` and `rules`")]);
    };
    let name = take_text(&mut object, "name")?.ok_or_else(|| vec![refusal("name", "missing")])?;
    let description = take_text(&mut object, "description")?;
    let rules = match object.remove("rules") {
        Some(Value::Array(rules)) => read_rules(rules)?,
        Some(_) => return Err(vec![refusal("rules", "expected a list of rules")]),
        None => return Err(vec![refusal("rules", "missing (an empty list means no billing rules)")]),
    };
    match object.keys().next() {
        Some(unknown) => Err(vec![refusal(unknown, "unknown field: expected `name`, `description` or `rules`")]),
        None => Ok(Workflow { name, description, rules }),
    }
}

fn take_text(object: &mut Map<String, Value>, field: &str) -> Result<Option<String>, Vec<Refusal>> {
    match object.remove(field) {
        Some(Value::String(text)) => Ok(Some(text)),
        None | Some(Value::Null) => Ok(None),
        Some(_) => Err(vec![refusal(field, "expected a text")]),
    }
}

fn read_rules(rules: Vec<Value>) -> Result<Vec<Rule>, Vec<Refusal>> {
    let mut read = Vec::with_capacity(rules.len());
    let mut refusals = Vec::new();
    for (position, value) in rules.into_iter().enumerate() {
        match read_rule(&format!("rules[{position}]"), value) {
            Ok(rule) => read.push(rule),
            Err(refusal) => refusals.push(refusal),
        }
    }
    if refusals.is_empty() { Ok(read) } else { Err(refusals) }
}

fn read_rule(path: &str, value: Value) -> Result<Rule, Refusal> {
    let Value::Object(mut object) = value else {
        return Err(refusal(path, "expected an object"));
    };
    let kind = match object.remove("rule") {
        Some(Value::String(kind)) => kind,
        Some(_) => return Err(refusal(&format!("{path}.rule"), "expected a text")),
        None => return Err(refusal(&format!("{path}.rule"), "missing")),
    };
    let options = Value::Object(object);
    Ok(match kind.as_str() {
        "remove_credits" => Rule::RemoveCredits(read_options(path, options)?),
        "remove_taxes" => Rule::RemoveTaxes(read_options(path, options)?),
        "remove_volume_discounts" => Rule::RemoveVolumeDiscounts(read_options(path, options)?),
        "replace_ri_discounts" => Rule::ReplaceRiDiscounts(read_options(path, options)?),
        "replace_sp_discounts" => Rule::ReplaceSpDiscounts(read_options(path, options)?),
        "retain_discounts" => Rule::RetainDiscounts(read_options(path, options)?),
        "share_ri_cost" => Rule::ShareRiCost(read_options(path, options)?),
        "share_sp_cost" => Rule::ShareSpCost(read_options(path, options)?),
        "custom" => Rule::Custom(read_options(path, options)?),
        "custom_line_item" => {
            Rule::CustomLineItem(read_options::<CustomLineItemForm>(path, options)?.read().map_err(|inner| below(path, inner))?)
        }
        "uplift" => Rule::Uplift(read_options(path, options)?),
        "discount" => Rule::Discount(read_options(path, options)?),
        "eco_fee" => Rule::EcoFee(read_options::<EcoFeeForm>(path, options)?.read().map_err(|inner| below(path, inner))?),
        _ => {
            let reason = format!("unknown rule `{kind}`: expected one of {}", Rule::KINDS.join(", "));
            return Err(refusal(&format!("{path}.rule"), reason));
        }
    })
}

fn below(path: &str, inner: Refusal) -> Refusal {
    Refusal { path: format!("{path}.{}", inner.path), ..inner }
}

fn read_options<T: DeserializeOwned>(path: &str, options: Value) -> Result<T, Refusal> {
    serde_path_to_error::deserialize(options).map_err(|error| {
        let inner = error.path().to_string();
        let at = if inner == "." { path.to_owned() } else { format!("{path}.{inner}") };
        let reason = error.into_inner().to_string();
        // Of a field that is not there serde knows the name and not the place.
        match reason.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
            Some(field) => refusal(&format!("{at}.{field}"), "missing"),
            None => refusal(&at, reason),
        }
    })
}

fn refusal(path: &str, reason: impl Into<String>) -> Refusal {
    Refusal::new(path, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_refusal(rules: &str) -> String {
        read(&format!(r#"{{"name":"W","rules":[{rules}]}}"#)).unwrap_err()[0].to_string()
    }

    #[test]
    fn a_workflow_is_written_as_it_was_read() {
        let rules = r#"[{"rule":"replace_ri_discounts","purchased_by":["836060457634"],"commitment_fees":"keep"},
            {"rule":"retain_discounts","commitments":["sp"],"purchased_by":{"subset":"R&D"}},
            {"rule":"remove_credits","kinds":["edp","other_credits"]},{"rule":"remove_taxes"},
            {"rule":"remove_volume_discounts","usage":"top_rate_for_free","ri_volume":true},
            {"rule":"uplift","percent":"3"}]"#;
        let workflow = read(&format!(r#"{{"name":"Reseller standard","rules":{rules}}}"#)).unwrap();
        let written: Value = serde_json::from_str(&workflow.to_json()).unwrap();
        assert_eq!(written["rules"], serde_json::from_str::<Value>(rules).unwrap());
        assert_eq!(read(&workflow.to_json()), Ok(workflow));
    }

    #[test]
    fn what_is_wrong_is_named_by_its_path() {
        assert!(first_refusal(r#"{"rule":"uplift","percent":3}"#).starts_with("rules[0].percent: "));
        assert!(first_refusal(r#"{"rule":"remove_taxes","all":true}"#).starts_with("rules[0].all: unknown field `all`"));
        assert!(first_refusal(r#"{"rule":"remove_tax"}"#).starts_with("rules[0].rule: unknown rule `remove_tax`"));
        assert!(first_refusal(r#"{"rule":"replace_ri_discounts","purchased_by":[12]}"#).starts_with("rules[0].purchased_by"));
        assert_eq!(read("[]").unwrap_err()[0].path, "$");
    }
}

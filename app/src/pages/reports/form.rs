//! The form that asks for a report, apart from its page: texts as typed, and the report that they ask for.
//!
//! Pure, so that the browser and the server refuse the same, beside the same field. The page speaks of last days,
//! which people mean; what is stored ends on the day after.

use chrono::{Days, NaiveDate};
use muster_domain::report::GroupBy;
use muster_domain::view::reports::{NewReport, ReportScope};
use muster_domain::workflow::Refusal;
use muster_domain::{Month, Period, SubsetId, WorkflowId};
use serde::{Deserialize, Serialize};

/// How many groups a form offers.
pub const MOST_GROUPS: usize = 6;

/// What a choice of a group says for a tag, whose key stands in a field of its own.
pub const TAG: &str = "tag";

const NAME_LIMIT: usize = 200;

/// What the form holds. The field names are the form's, below `form[...]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportForm {
    pub name: String,
    /// `month` or `dates`.
    pub when: String,
    pub month: String,
    pub from: String,
    /// The last day, included.
    pub to: String,
    /// `all` or `subsets`.
    pub scope: String,
    pub subsets: Vec<String>,
    /// In order; empty texts are choices left open.
    pub groups: Vec<String>,
    pub tag_key: String,
}

/// The form on its way through the address of a page without WebAssembly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Round {
    pub form: ReportForm,
    pub refusals: Vec<Refusal>,
}

impl ReportForm {
    /// What is proposed: the newest month, all accounts, each subset with its accounts.
    pub fn proposed(workflow: &str, newest: Option<Month>) -> Self {
        let month = newest.map(|month| month.to_string()).unwrap_or_default();
        Self {
            name: format!("{workflow} {month}").trim().to_owned(),
            when: if newest.is_some() { "month" } else { "dates" }.to_owned(),
            month,
            scope: "all".to_owned(),
            groups: vec![GroupBy::Subset.to_string(), GroupBy::Account.to_string()],
            ..Self::default()
        }
    }

    /// The report asked for.
    ///
    /// # Errors
    /// Every refusal, at the name of its field; never empty.
    pub fn read(&self, workflow: WorkflowId) -> Result<NewReport, Vec<Refusal>> {
        let mut refusals = Vec::new();
        let name = keep(self.read_name(), &mut refusals);
        let period = self.read_period(&mut refusals);
        let scope = keep(self.read_scope(), &mut refusals);
        let group_by = keep(self.read_groups(), &mut refusals);
        match (name, period, scope, group_by) {
            (Some(name), Some(period), Some(scope), Some(group_by)) => Ok(NewReport { name, workflow, period, scope, group_by }),
            _ => Err(refusals),
        }
    }

    fn read_name(&self) -> Result<String, Refusal> {
        let name = self.name.trim();
        match name.chars().count() {
            0 => Err(refusal("name", "Enter a name, by which you will find the report.")),
            1..=NAME_LIMIT => Ok(name.to_owned()),
            _ => Err(refusal("name", format!("At most {NAME_LIMIT} characters."))),
        }
    }

    fn read_period(&self, refusals: &mut Vec<Refusal>) -> Option<Period> {
        if self.when == "month" {
            let month = self.month.parse().map_err(|_| refusal("month", "Choose a month."));
            return keep(month.map(Month::period), refusals);
        }
        let from = keep(day("from", &self.from), refusals);
        let last = keep(day("to", &self.to), refusals);
        keep(inclusive(from?, last?), refusals)
    }

    fn read_scope(&self) -> Result<ReportScope, Refusal> {
        if self.scope != "subsets" {
            return Ok(ReportScope::All);
        }
        let ids: Result<Vec<SubsetId>, _> = self.subsets.iter().map(|id| id.parse()).collect();
        match ids {
            Ok(ids) if !ids.is_empty() => Ok(ReportScope::Subsets(ids)),
            Ok(_) => Err(refusal("scope", "Choose at least one subset, or all accounts.")),
            Err(_) => Err(refusal("scope", "One of the subsets does not exist. Choose again.")),
        }
    }

    fn read_groups(&self) -> Result<Vec<GroupBy>, Refusal> {
        let mut groups = Vec::new();
        for chosen in self.groups.iter().filter(|chosen| !chosen.is_empty()) {
            let group = self.read_group(chosen)?;
            if groups.contains(&group) {
                return Err(refusal("group_by", format!("{} is chosen twice.", group.title())));
            }
            groups.push(group);
        }
        if groups.is_empty() { Err(refusal("group_by", "Choose at least one group.")) } else { Ok(groups) }
    }

    fn read_group(&self, chosen: &str) -> Result<GroupBy, Refusal> {
        if chosen != TAG {
            return chosen.parse().map_err(|_| refusal("group_by", "One of the groups does not exist. Choose again."));
        }
        match self.tag_key.trim() {
            "" => Err(refusal("tag_key", "Enter the key of the tag.")),
            key => Ok(GroupBy::Tag(key.to_owned())),
        }
    }
}

/// The days from one to another, both included.
fn inclusive(from: NaiveDate, last: NaiveDate) -> Result<Period, Refusal> {
    let end = last.checked_add_days(Days::new(1)).ok_or_else(|| refusal("to", "Enter an earlier day."))?;
    Period::new(from, end).map_err(|_| refusal("to", "The last day lies before the first."))
}

fn keep<T>(read: Result<T, Refusal>, refusals: &mut Vec<Refusal>) -> Option<T> {
    read.map_err(|refusal| refusals.push(refusal)).ok()
}

fn day(field: &str, text: &str) -> Result<NaiveDate, Refusal> {
    text.trim().parse().map_err(|_| refusal(field, "Enter a day as YYYY-MM-DD."))
}

fn refusal(path: &str, reason: impl Into<String>) -> Refusal {
    Refusal { path: path.to_owned(), reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workflow() -> WorkflowId {
        "01890000-0000-7000-8000-000000000000".parse().unwrap()
    }

    fn form() -> ReportForm {
        ReportForm::proposed("Reseller standard", "2018-10".parse().ok())
    }

    fn refused(form: &ReportForm) -> Vec<String> {
        form.read(workflow()).unwrap_err().into_iter().map(|refusal| refusal.path).collect()
    }

    #[test]
    fn what_is_proposed_can_be_asked_for_as_it_is() {
        let report = form().read(workflow()).unwrap();
        assert_eq!(report.name, "Reseller standard 2018-10");
        assert_eq!(report.period, Month::new(2018, 10).unwrap().period());
        assert_eq!(report.group_by, [GroupBy::Subset, GroupBy::Account]);
    }

    #[test]
    fn the_last_day_that_was_entered_is_in_the_report() {
        let dates = ReportForm { when: "dates".into(), from: "2018-10-01".into(), to: "2018-10-01".into(), ..form() };
        let period = dates.read(workflow()).unwrap().period;
        assert_eq!((period.last_day(), period.to().to_string().as_str()), (period.from(), "2018-10-02"));
        assert_eq!(refused(&ReportForm { from: "2018-10-02".into(), ..dates }), ["to"]);
    }

    #[test]
    fn everything_wrong_is_refused_at_once_beside_its_field() {
        let form = ReportForm {
            name: " ".into(),
            month: String::new(),
            scope: "subsets".into(),
            groups: vec![String::new(), "service".into(), "service".into()],
            ..form()
        };
        assert_eq!(refused(&form), ["name", "month", "scope", "group_by"]);
        assert_eq!(refused(&ReportForm { when: "dates".into(), ..form }), ["name", "from", "to", "scope", "group_by"]);
    }

    #[test]
    fn groups_keep_their_order_and_a_tag_needs_its_key() {
        let groups = vec!["service".to_owned(), String::new(), TAG.to_owned(), "account".to_owned()];
        let form = ReportForm { groups, ..form() };
        assert_eq!(refused(&form), ["tag_key"]);
        let report = ReportForm { tag_key: "user:Team".into(), ..form }.read(workflow()).unwrap();
        assert_eq!(report.group_by, [GroupBy::Service, GroupBy::Tag("user:Team".into()), GroupBy::Account]);
    }
}

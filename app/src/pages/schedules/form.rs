//! The form of a schedule, apart from its page: texts as typed, and the schedule that they ask for. Pure, so that the
//! browser shows the days while somebody chooses, and the server the same where there is no script.

use muster_domain::UserId;
use muster_domain::connection::{Destination, DestinationForm};
use muster_domain::schedule::{Plan, Range, Repeat};
use muster_domain::view::schedules::{NewSchedule, Recipients, ScheduleDetail, ScheduleDraft};
use muster_domain::workflow::Refusal;
use serde::{Deserialize, Serialize};

/// What the button says that only asks for the days.
pub const SHOW: &str = "show";

/// What the form holds. The field names are the form's, below `form[...]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScheduleForm {
    /// Which button sent it.
    pub intent: String,
    pub name: String,
    pub start: String,
    pub range: String,
    pub repeat: String,
    pub members: Vec<String>,
    /// `yes`, or empty.
    pub attach: String,
    pub webhook: String,
    pub bucket: DestinationForm,
}

/// The form on its way through the address of a page without WebAssembly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Round {
    pub form: ScheduleForm,
    pub refusals: Vec<Refusal>,
}

impl ScheduleForm {
    /// What is proposed: the whole month before, each month, from today on.
    pub fn proposed(draft: &ScheduleDraft) -> Self {
        Self {
            name: draft.name.clone(),
            start: draft.today.to_string(),
            range: Range::PreviousMonth.name().to_owned(),
            repeat: Repeat::Monthly.name().to_owned(),
            ..Self::default()
        }
    }

    /// What a schedule is now.
    pub fn of(found: &ScheduleDetail) -> Self {
        let (row, recipients) = (&found.row, &found.recipients);
        Self {
            intent: String::new(),
            name: row.name.clone(),
            start: row.plan.start().to_string(),
            range: row.plan.range.name().to_owned(),
            repeat: row.plan.repeat.name().to_owned(),
            members: recipients.members.iter().map(ToString::to_string).collect(),
            attach: if recipients.attach { "yes" } else { "" }.to_owned(),
            webhook: recipients.webhook.clone().unwrap_or_default(),
            bucket: recipients.bucket.clone().unwrap_or_default(),
        }
    }

    /// When it runs.
    ///
    /// # Errors
    /// Every refusal, at the name of its field; never empty.
    pub fn plan(&self) -> Result<Plan, Vec<Refusal>> {
        let start = self.start.trim().parse().map_err(|_| refusal("start", "Enter a day as YYYY-MM-DD."));
        let range = Range::from_name(&self.range).ok_or_else(|| refusal("range", "Choose what a report covers."));
        let repeat = Repeat::from_name(&self.repeat).ok_or_else(|| refusal("repeat", "Choose how often it runs."));
        match (start, range, repeat) {
            (Ok(start), Ok(range), Ok(repeat)) => {
                Plan::new(start, (range, repeat)).map_err(|error| vec![refusal("start", &format!("{error}."))])
            }
            (start, range, repeat) => Err([start.err(), range.err(), repeat.err()].into_iter().flatten().collect()),
        }
    }

    /// The schedule asked for.
    ///
    /// # Errors
    /// As [`ScheduleForm::plan`].
    pub fn read(&self) -> Result<NewSchedule, Vec<Refusal>> {
        let named = match self.name.trim() {
            "" => Err(refusal("name", "Enter a name, by which you will find its reports.")),
            name => Ok(name.to_owned()),
        };
        let members: Result<Vec<UserId>, _> = self.members.iter().map(|id| id.parse()).collect();
        let members = members.map_err(|_| refusal("members", "One of the members does not exist. Choose again."));
        let bucket = Destination::read(&self.bucket).map_err(|refusals| {
            let within = |wrong: Refusal| Refusal { path: format!("bucket.{}", wrong.path), ..wrong };
            refusals.into_iter().map(within).collect::<Vec<_>>()
        });
        match (named, self.plan(), members, bucket) {
            (Ok(name), Ok(plan), Ok(members), Ok(bucket)) => {
                let webhook = Some(self.webhook.trim().to_owned()).filter(|url| !url.is_empty());
                let bucket = bucket.map(|bucket| bucket.form());
                let recipients = Recipients { members, attach: self.attach == "yes", webhook, bucket };
                Ok(NewSchedule { name, plan, recipients })
            }
            (name, plan, members, bucket) => {
                let (plan, bucket) = (plan.err().unwrap_or_default(), bucket.err().unwrap_or_default());
                Err(name.err().into_iter().chain(plan).chain(members.err()).chain(bucket).collect())
            }
        }
    }
}

fn refusal(path: &str, reason: &str) -> Refusal {
    Refusal { path: path.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use muster_domain::schedule::Zone;
    use muster_domain::view::schedules::Stores;

    use super::*;

    fn form() -> ScheduleForm {
        let today = "2026-03-10".parse().unwrap();
        ScheduleForm::proposed(&ScheduleDraft {
            name: "March".into(),
            zone: Zone::UTC,
            today,
            members: Vec::new(),
            stores: Stores::default(),
        })
    }

    #[test]
    fn what_is_proposed_can_be_asked_for_as_it_is() {
        let new = form().read().unwrap();
        assert_eq!((new.name.as_str(), new.plan.start().to_string().as_str()), ("March", "2026-03-10"));
        assert_eq!(
            (new.plan.range, new.plan.repeat, new.recipients),
            (Range::PreviousMonth, Repeat::Monthly, Recipients::default())
        );
    }

    #[test]
    fn everything_wrong_is_refused_at_once_beside_its_field() {
        let wrong = ScheduleForm {
            name: " ".into(),
            start: "soon".into(),
            range: String::new(),
            repeat: "yearly".into(),
            members: vec!["ada".into()],
            bucket: DestinationForm { url: "s3://acme-reports".into(), ..DestinationForm::default() },
            ..form()
        };
        let paths: Vec<_> = wrong.read().unwrap_err().into_iter().map(|refusal| refusal.path).collect();
        assert_eq!(paths, ["name", "start", "range", "repeat", "members", "bucket.region"]);
        let late = ScheduleForm { start: "2300-01-01".into(), ..form() };
        assert_eq!(late.plan().unwrap_err()[0].path, "start");
    }
}

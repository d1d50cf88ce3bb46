//! What people are told without asking: in the console, and by mail unless they want none of that kind.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::NotificationId;

/// What happened; mail is declined kind by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// A bill was imported.
    DataReady,
    /// A bill could not be imported.
    ImportFailing,
    /// A ticket was answered.
    TicketAnswered,
    ReportReady,
    ReportFailed,
    /// A schedule is about to run while bill lines are still missing.
    ScheduleIncomplete,
    MonthClosed,
}

impl NotificationKind {
    pub const ALL: [Self; 7] = [
        Self::DataReady,
        Self::ImportFailing,
        Self::TicketAnswered,
        Self::ReportReady,
        Self::ReportFailed,
        Self::ScheduleIncomplete,
        Self::MonthClosed,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::DataReady => "data_ready",
            Self::ImportFailing => "import_failing",
            Self::TicketAnswered => "ticket_answered",
            Self::ReportReady => "report_ready",
            Self::ReportFailed => "report_failed",
            Self::ScheduleIncomplete => "schedule_incomplete",
            Self::MonthClosed => "month_closed",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What a person reads beside the switch.
    pub fn words(self) -> &'static str {
        match self {
            Self::DataReady => "A bill was imported",
            Self::ImportFailing => "An import failed",
            Self::TicketAnswered => "A ticket was answered",
            Self::ReportReady => "A report is ready",
            Self::ReportFailed => "A report failed",
            Self::ScheduleIncomplete => "A schedule runs while bill lines are missing",
            Self::MonthClosed => "A month was closed",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationRow {
    pub id: NotificationId,
    pub kind: NotificationKind,
    /// By name.
    pub organization: String,
    pub title: String,
    pub body: String,
    /// Path of the page it is about.
    pub path: String,
    pub at: DateTime<Utc>,
    pub read: bool,
}

/// A page of somebody's inbox, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    pub rows: Vec<NotificationRow>,
    pub unread: u64,
    pub page: u32,
    pub pages: u32,
}

/// One kind, and whether it is mailed to this person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailChoice {
    pub kind: NotificationKind,
    pub mailed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_the_name_it_is_kept_by() {
        for kind in NotificationKind::ALL {
            assert_eq!(NotificationKind::from_name(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
        assert_eq!(NotificationKind::from_name("spam"), None);
    }
}

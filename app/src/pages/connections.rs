//! Where the bills of a management account come from by themselves: the wizard that connects it, and how it does.

mod alerts;
mod card;
mod disconnect;
mod events;
mod finding;
pub mod form;
mod health;
mod months;
mod place;
mod role;
mod server_place;
mod wizard;

pub(crate) use alerts::ConnectionAlerts;
pub(crate) use card::ConnectionCard;
pub(crate) use disconnect::DisconnectPage;
pub(crate) use health::HealthPage;
pub(crate) use wizard::WizardPage;

use muster_domain::view::connections::{Health, MonthState};
use muster_domain::{ManagementAccountId, OrganizationId};

use crate::components::Crumb;
use crate::routes::{self, Section};

/// The way up from a page of an account.
fn above(org: OrganizationId, id: ManagementAccountId, name: &str) -> Vec<Crumb> {
    vec![
        Crumb::new(Section::ManagementAccounts.title(), Section::ManagementAccounts.of(org)),
        Crumb::new(name, routes::management_account(org, id)),
    ]
}

/// Whether it will have changed in a second.
pub(crate) fn is_under_way(health: &Health) -> bool {
    let is_at_work = |state| matches!(state, MonthState::Queued | MonthState::Importing);
    health.is_checking || health.months.iter().any(|month| is_at_work(month.state))
}

/// Days, hours and minutes, the two largest that count.
fn span(minutes: i64) -> String {
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours) {
        (0, 0) => format!("{rest} min"),
        (0, hours) => format!("{hours} h {rest} min"),
        (days, hours) => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn a_span_is_told_in_its_two_largest_units() {
        assert_eq!([0, 59, 60, 186, 1440, 4000].map(span), ["0 min", "59 min", "1 h 0 min", "3 h 6 min", "1 d 0 h", "2 d 18 h"]);
    }
}

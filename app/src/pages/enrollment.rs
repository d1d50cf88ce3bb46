//! The way of management accounts from signing up to end customers.

mod coverage;
mod steps;
mod tier;
mod validation;

pub(crate) use coverage::{Coverage, is_watched};
pub(crate) use tier::{TierBadge, TierFacts};
pub(crate) use validation::ValidationCard;

use leptos::prelude::*;
use muster_domain::enrollment::{Actor, StepRow, StepState};
use muster_domain::permission::Permission;
use muster_domain::view::enrollment::{EnrolledAccount, Enrollment};
use muster_domain::view::organizations::OrganizationRow;

use super::reports::poll_while;
use crate::api::enrollment;
use crate::components::{Card, CardSkeleton, PageHeader};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::pages::connections::ConnectionAlerts;
use crate::routes::Section;
use steps::Steps;
use tier::ServiceCard;

/// Every management account with its eight steps.
#[component]
pub(crate) fn EnrollmentPage() -> impl IntoView {
    let found = organization_resource(|| Some(()), |org, ()| enrollment::list(org));
    poll_while(found, |found: &Vec<Enrollment>| found.iter().flat_map(|enrollment| &enrollment.steps).any(is_moving));
    let skeleton = || view! { <CardSkeleton/> };
    view! { <OrganizationLoad data=found skeleton view=|org, found| view! { <Found org found/> }/> }
}

/// Whether a step goes on by itself, without anybody.
fn is_moving(row: &StepRow) -> bool {
    row.state == StepState::UnderWay && row.actor == Some(Actor::Muster)
}

#[component]
fn Found(org: OrganizationRow, found: Vec<Enrollment>) -> impl IntoView {
    let hint = "Eight steps from signing up to charges that customers see; each says who must act.".into_any();
    let may_ask = org.allows(Permission::ManageOrganization);
    let accounts = found.into_iter().map(|Enrollment { account, steps }| {
        let (title, note) = match &account {
            Some(EnrolledAccount { account_id, name, .. }) => (name.clone(), format!("Management account {account_id}")),
            None => (org.name.clone(), "No management account yet".to_owned()),
        };
        let service = account.map(|account| view! { <ServiceCard org=org.id account may_ask/> });
        view! {
            <Card title hint=note>
                <Steps org=org.id steps/>
                {service}
            </Card>
        }
    });
    view! {
        <PageHeader title=Section::Enrollment.title() hint/>
        <ConnectionAlerts/>
        {accounts.collect_view()}
    }
}

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::audit::AuditRow;
use muster_domain::view::organizations::OrganizationRow;

use crate::api::audit;
use crate::components::{Card, CardSkeleton, Crumb, Fact, Facts, PageHeader, Timestamp};
use crate::layouts::{OrganizationLoad, organization_resource, use_parameter};
use crate::routes::Section;

/// One record, with what the thing was before and after.
#[component]
pub(crate) fn AuditRecordPage() -> impl IntoView {
    let id = use_parameter::<String>("record");
    let found = organization_resource(move || id.get(), audit::find);
    let skeleton = || view! { <CardSkeleton/> };
    let view = |org, row| view! { <Record org row/> };
    view! { <OrganizationLoad data=found skeleton permission=Permission::ManageOrganization view/> }
}

#[component]
fn Record(org: OrganizationRow, row: AuditRow) -> impl IntoView {
    let steps = vec![Crumb::new(Section::Audit.title(), Section::Audit.of(org.id))];
    let who = if row.who.is_empty() { "Nobody who was signed in".to_owned() } else { row.who };
    let address = if row.address.is_empty() { "The server itself".to_owned() } else { row.address };
    let changed = row.before.is_some() || row.after.is_some();
    view! {
        <PageHeader title=row.action steps/>
        <Card title="Record">
            <Facts>
                <Fact name="When">
                    <Timestamp at=row.at/>
                </Fact>
                <Fact name="Who">{who}</Fact>
                <Fact name="Subject">{row.subject}</Fact>
                <Fact name="Detail">{row.detail}</Fact>
                <Fact name="From where">{address}</Fact>
                <Fact name="Request">{row.request_id}</Fact>
            </Facts>
        </Card>
        {changed
            .then(|| {
                view! {
                    <Card title="What changed">
                        <div class="audit-change">
                            <Side title="Before" text=row.before/>
                            <Side title="After" text=row.after/>
                        </div>
                    </Card>
                }
            })}
    }
}

#[component]
fn Side(title: &'static str, text: Option<String>) -> impl IntoView {
    view! {
        <div>
            <h3>{title}</h3>
            {match text {
                Some(text) => view! { <pre class="audit-text">{text}</pre> }.into_any(),
                None => view! { <p class="audit-none">"Nothing was there."</p> }.into_any(),
            }}
        </div>
    }
}

//! The second step: a role that Muster may assume, described as a template, and its ARN.

use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::connection::{Finding, TemplateForm};
use muster_domain::view::connections::ConnectionSettings;

use super::finding::FindingNotice;
use crate::api::connections::{self, Connect};
use crate::components::{
    ButtonKind, Card, CopyButton, CopyText, Fact, Facts, HiddenInputs, LinkButton, Load, Picture, ServerForm, SubmitButton,
    TextField, ids,
};
use crate::query::use_param;
use crate::routes;

#[component]
pub(super) fn RoleStep(org: OrganizationId, settings: ConnectionSettings, connect: ServerAction<Connect>) -> impl IntoView {
    let id = settings.account;
    let has_principal = settings.principal.is_some();
    let template = if has_principal {
        view! { <TemplateCard org settings=settings.clone()/> }.into_any()
    } else {
        view! {
            <Card title="Make a role in your account">
                <FindingNotice finding=Finding::NoIdentity/>
            </Card>
        }
        .into_any()
    };
    view! {
        {template}
        <Card title="The role's ARN" hint="It stands in the stack's Outputs as RoleArn.">
            <ServerForm action=connect fields=&["role"] class="form form-wide">
                <HiddenInputs fields=ids(org, id)/>
                <TextField
                    name="role"
                    label="Role ARN"
                    value=settings.role
                    hint="Like arn:aws:iam::111122223333:role/Name. Muster keeps it, and no key."
                    max_length=600
                />
                <div class="form-actions">
                    <SubmitButton label="Connect and check" kind=ButtonKind::Primary icon=Picture::Check/>
                    <LinkButton href=routes::connect(org, id) label="Back"/>
                </div>
            </ServerForm>
        </Card>
    }
}

#[component]
fn TemplateCard(org: OrganizationId, settings: ConnectionSettings) -> impl IntoView {
    let id = settings.account;
    let described = use_param(routes::DESCRIBED);
    let form = TemplateForm::from_name(&described.get_untracked()).unwrap_or(TemplateForm::CloudFormation);
    let text = Resource::new(move || described.get(), move |described| connections::template(org, id, described));
    let tabs = TemplateForm::ALL.map(|each| {
        let current = (each == form).then_some("true");
        view! { <a href=routes::connect_role_as(org, id, each) aria-current=current>{each.label()}</a> }
    });
    let how = match form {
        TemplateForm::CloudFormation => [
            "Download the template.",
            "In the management account: CloudFormation > Create stack > Upload a template file. Confirm that it makes an IAM role.",
            "When the stack is complete, copy RoleArn from its Outputs into the field below.",
        ],
        TemplateForm::Terraform => [
            "Download the file into a module that works on your management account.",
            "Run terraform apply.",
            "Copy the output role_arn into the field below.",
        ],
    };
    view! {
        <Card
            title="Make a role in your account"
            hint="It may list and read this one delivery, and nothing else; only Muster may assume it, and only with your external ID."
        >
            <Facts>
                <Fact name="External ID">
                    <CopyText text=settings.external_id.unwrap_or_default() what="external ID"/>
                </Fact>
                <Fact name="Trusts">
                    <CopyText text=settings.principal.unwrap_or_default() what="principal"/>
                </Fact>
            </Facts>
            <nav class="kinds" aria-label="Described as">{tabs.into_iter().collect_view()}</nav>
            <ol class="how">{how.map(|step| view! { <li>{step}</li> }).into_iter().collect_view()}</ol>
            <Load
                data=text
                skeleton=|| view! { <p class="card-hint">"Writing the template…"</p> }
                view=move |text| view! { <TemplateText text download=routes::template_download(org, id, form)/> }
            />
        </Card>
    }
}

#[component]
fn TemplateText(text: String, download: String) -> impl IntoView {
    view! {
        <div class="template-actions">
            <LinkButton href=download label="Download" icon=Picture::Download rel="external"/>
            <CopyButton text=text.clone() what="template"/>
        </div>
        <details class="disclosure">
            <summary>"Read it"</summary>
            <pre class="role-template" tabindex="0" role="region" aria-label="Template"><code>{text}</code></pre>
        </details>
    }
}

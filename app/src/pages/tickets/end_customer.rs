use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::ticket::TicketKind;
use muster_domain::view::customers::CustomerList;
use muster_domain::view::organizations::OrganizationRow;

use super::above;
use crate::api::customers;
use crate::api::tickets::EndCustomer;
use crate::components::{
    ButtonKind, Card, CardSkeleton, EmptyState, Field, LinkButton, Needed, PageHeader, Picture, ServerForm, SubmitButton,
    TextArea, TextField, use_action,
};
use crate::layouts::{OrganizationLoad, organization_resource};
use crate::routes::Section;

/// Asks for customers to see the charges of subsets: one, or several in the text that is pasted.
#[component]
pub(crate) fn EndCustomerPage() -> impl IntoView {
    let ask = use_action::<EndCustomer>();
    let found = organization_resource(|| Some(()), |org, ()| customers::list(org));
    let skeleton = || view! { <CardSkeleton/> };
    let view = move |org, list| view! { <AskForm org list ask/> };
    view! { <OrganizationLoad data=found skeleton permission=Permission::ManageOrganization view/> }
}

#[component]
fn AskForm(org: OrganizationRow, list: CustomerList, ask: ServerAction<EndCustomer>) -> impl IntoView {
    let header = view! { <PageHeader title=TicketKind::EndCustomer.label() steps=vec![above(org.id)]/> };
    if list.subsets.is_empty() {
        let text = "A customer sees what a subset is charged; create its subset first.";
        let action = view! { <LinkButton href=Section::Subsets.of(org.id) label="To the subsets"/> }.into_any();
        return view! { {header} <EmptyState icon=Picture::Subset title="No subset yet" text action/> }.into_any();
    }
    let options = list.subsets.into_iter().map(|(id, name)| view! { <option value=id.to_string()>{name}</option> });
    let options = options.collect_view();
    let hint = "Support checks that the e-mail is an administrator's of that organization, and approves it.";
    let several = "One a line: <Subset name> : <console email> : <Org ID>. Then the fields above do not count.";
    view! {
        {header}
        <Card title="Who is to see its charges" hint>
            <ServerForm action=ask fields=&["subset", "email", "organization", "text"] class="form form-wide">
                <input type="hidden" name="org" value=org.id.to_string()/>
                <Field id="customer-subset" name="subset" label="Subset">
                    <select id="customer-subset" class="input" name="subset" aria-describedby="customer-subset-notes">
                        {options}
                    </select>
                </Field>
                <TextField name="email" label="Administrator's e-mail" kind="email" needed=Needed::Sometimes/>
                <TextField
                    name="organization"
                    label="Their Organization ID"
                    hint="They find it under My organization."
                    max_length=36
                    needed=Needed::Sometimes
                />
                <TextArea name="text" label="Several, as text" hint=several rows=4 needed=Needed::Sometimes/>
                <div class="form-actions">
                    <SubmitButton label="Send to support" kind=ButtonKind::Primary/>
                    <LinkButton href=Section::Customers.of(org.id) label="Cancel" kind=ButtonKind::Quiet/>
                </div>
            </ServerForm>
        </Card>
    }
    .into_any()
}

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use muster_domain::view::notifications::{MailChoice, NotificationKind};

use crate::api::notifications::{self, ChooseMail, Unsubscribe};
use crate::components::{
    ButtonKind, Card, CardSkeleton, Choice, ChoiceGroup, Crumb, Load, Mark, Notice, PageHeader, ServerForm, SubmitButton, Tone,
    use_action, use_successes,
};
use crate::query::use_param;
use crate::routes;

/// Which kinds of notification are mailed to oneself.
#[component]
pub(crate) fn MailSettingsPage() -> impl IntoView {
    let choose = use_action::<ChooseMail>();
    let chosen = use_successes(choose);
    let choices = Resource::new(move || chosen.get(), |_| notifications::mail_choices());
    let view = move |choices| view! { <Choices choices choose/> };
    view! { <Load data=choices skeleton=|| view! { <CardSkeleton/> } view/> }
}

#[component]
fn Choices(choices: Vec<MailChoice>, choose: ServerAction<ChooseMail>) -> impl IntoView {
    let saved = move || choose.value().with(|answer| matches!(answer, Some(Ok(()))));
    let list = choices.into_iter().map(|choice| {
        let (value, label) = (choice.kind.name(), choice.kind.words());
        view! { <Choice mark=Mark::Checkbox name="kinds[]".to_owned() value checked=choice.mailed label/> }
    });
    let list = list.collect_view();
    view! {
        <PageHeader title="Mail settings" steps=vec![Crumb::new("Notifications", routes::NOTIFICATIONS)]/>
        <Card title="Mail me when" hint="The console's inbox has all of them, whatever is ticked here.">
            <ServerForm action=choose>
                <ChoiceGroup id="kinds" legend="Kinds">
                    {list}
                </ChoiceGroup>
                <div class="form-actions">
                    <SubmitButton label="Save" kind=ButtonKind::Primary/>
                    <span class="saved" role="status">
                        {move || saved().then_some("Saved")}
                    </span>
                </div>
            </ServerForm>
        </Card>
    }
}

/// Ends mails of one kind for whoever was mailed the link. It asks first: programs that look into mails open links.
#[component]
pub(crate) fn UnsubscribePage() -> impl IntoView {
    let params = use_params_map();
    let link = move || params.with(|params| params.get("link")).unwrap_or_default();
    let unsubscribe = use_action::<Unsubscribe>();
    view! {
        <Title text="Unsubscribe"/>
        <div class="sign">
            <h1>"Fewer mails"</h1>
            <p class="sign-lead">"Mails like the one you came from end. The console's inbox goes on telling you."</p>
            <ServerForm action=unsubscribe>
                <input type="hidden" name="link" value=link/>
                <SubmitButton label="Unsubscribe" kind=ButtonKind::Primary/>
            </ServerForm>
            <AllKinds/>
        </div>
    }
}

/// Where it leads.
#[component]
pub(crate) fn UnsubscribedPage() -> impl IntoView {
    let name = use_param("kind");
    let text = move || match NotificationKind::from_name(&name.get()) {
        Some(kind) => format!("No mails any more of this kind: {}.", kind.words().to_lowercase()),
        None => "No mails any more of this kind.".to_owned(),
    };
    view! {
        <Title text="Unsubscribed"/>
        <div class="sign">
            <h1>"Unsubscribed"</h1>
            {move || view! { <Notice tone=Tone::Good text=text()/> }}
            <AllKinds/>
        </div>
    }
}

#[component]
fn AllKinds() -> impl IntoView {
    view! {
        <p class="sign-aside">
            "All kinds at once: " <a href=routes::NOTIFICATION_SETTINGS>"mail settings"</a>
        </p>
    }
}

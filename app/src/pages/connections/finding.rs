use leptos::prelude::*;
use muster_domain::connection::{Finding, Mender, Severity};

use crate::components::{Badge, Icon, Picture, Tone};

/// What is so, and what to do about it.
#[component]
pub(super) fn FindingNotice(finding: Finding) -> impl IntoView {
    let tone = tone(&finding);
    let who = match finding.mender() {
        Mender::Nobody => "Nobody has to act",
        Mender::Organization => "Your organization acts",
        Mender::Operator => "Whoever runs this server acts",
    };
    view! {
        <div class=format!("finding {}", tone.class())>
            <Icon picture=Picture::Warning/>
            <div class="finding-text">
                <p class="finding-title">
                    <strong>{finding.title()}</strong>
                    <Badge tone text=who/>
                </p>
                <p>{finding.what()}</p>
                <p>{finding.remedy()}</p>
            </div>
        </div>
    }
}

pub(super) fn tone(finding: &Finding) -> Tone {
    match finding.severity() {
        Severity::Waits => Tone::Active,
        Severity::Warns => Tone::Warning,
        Severity::Fails => Tone::Bad,
    }
}

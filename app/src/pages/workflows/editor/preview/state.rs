//! Figures that follow the form: asked for when typing pauses, an older request broken off, and old figures stay,
//! dimmed, until newer ones are there.

use std::time::Duration;

use leptos::prelude::*;
use muster_domain::OrganizationId;
use muster_domain::view::reports::RuleEffect;
use muster_domain::view::workflows::{Preview, PreviewFigures};
use serde::{Deserialize, Serialize};

use super::super::super::form::{Draft, PreviewFields, Previewed, Review};
use crate::api::workflows;
use crate::error::{ApiError, as_sentence};

/// Longer than the pause between two keys, shorter than anybody's patience.
const PAUSE: Duration = Duration::from_millis(200);

/// Figures, and whose card each of their effects is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Shown {
    pub(super) figures: PreviewFigures,
    cards: Vec<u32>,
}

/// How the figures stand to the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) enum Standing {
    /// They are of the form as it is.
    Current,
    /// Newer ones are on their way.
    Computing,
    /// Nothing can be shown of rules that contradict each other.
    Contradiction,
    /// There is no bill to show it on.
    NoBill,
    Failed(String),
}

/// What the preview begins with.
pub(in super::super) type Begun = Option<(Vec<u32>, Result<Preview, ApiError>)>;

#[derive(Clone, Copy)]
pub(in super::super) struct PreviewState {
    pub(super) fields: RwSignal<PreviewFields>,
    shown: RwSignal<Option<Shown>>,
    pub(super) standing: RwSignal<Standing>,
}

/// A request, and how to break it off.
#[derive(Clone, Copy)]
struct Asking {
    ask: Action<Previewed, (Result<Preview, ApiError>, Vec<u32>)>,
    under_way: StoredValue<Option<ActionAbortHandle>>,
}

impl Asking {
    fn new(org: OrganizationId) -> Self {
        let ask = Action::new(move |asked: &Previewed| {
            let Previewed { request, cards } = asked.clone();
            async move { (workflows::preview(org, request).await, cards) }
        });
        Self { ask, under_way: StoredValue::new(None) }
    }

    fn begin(self, asked: Previewed) {
        self.break_off();
        self.under_way.set_value(Some(self.ask.dispatch(asked)));
    }

    /// Whatever is still under way is of no use any more.
    fn break_off(self) {
        if let Some(handle) = self.under_way.try_update_value(Option::take).flatten() {
            handle.abort();
        }
    }
}

impl PreviewState {
    pub(in super::super) fn new(fields: PreviewFields, begun: Begun) -> Self {
        let standing = if fields.month.is_empty() { Standing::NoBill } else { Standing::Computing };
        let state = Self { fields: RwSignal::new(fields), shown: RwSignal::new(None), standing: RwSignal::new(standing) };
        if let Some((cards, answer)) = begun {
            state.take(answer, cards);
        }
        state
    }

    pub(in super::super) fn chosen(self, fields: PreviewFields) {
        // Without a bill there is nothing to choose.
        if !fields.month.is_empty() {
            self.fields.set(fields);
        }
    }

    /// Follows the draft from now on. Only in the browser: effects do not run on the server.
    pub(in super::super) fn follow(self, org: OrganizationId, draft: RwSignal<Draft>, review: Memo<Review>) {
        let asked = Memo::new(move |_| {
            review.with(|review| draft.with(|draft| self.fields.with(|fields| draft.previewed(review, fields))))
        });
        let (asking, editor) = (Asking::new(org), StoredValue::new(name_of_editor()));
        Effect::new(move |before: Option<()>| {
            asking.break_off();
            if self.fields.with(|fields| fields.month.is_empty()) {
                return;
            }
            let Some(mut asked) = asked.get() else {
                self.standing.set(Standing::Contradiction);
                return;
            };
            asked.request.editor = editor.get_value();
            self.standing.set(Standing::Computing);
            let pause = if before.is_some() { PAUSE } else { Duration::ZERO };
            if let Ok(timer) = set_timeout_with_handle(move || asking.begin(asked), pause) {
                on_cleanup(move || timer.clear());
            }
        });
        let answer = asking.ask.value();
        Effect::new(move || {
            if let Some((answer, cards)) = answer.get() {
                self.take(answer, cards);
            }
        });
        on_cleanup(move || asking.break_off());
    }

    fn take(self, answer: Result<Preview, ApiError>, cards: Vec<u32>) {
        let standing = match answer {
            Ok(Preview { figures: Some(figures), .. }) => {
                self.shown.set(Some(Shown { figures, cards }));
                Standing::Current
            }
            Ok(Preview { refusals, figures: None }) => {
                let reasons: Vec<_> = refusals.iter().map(|refusal| as_sentence(&refusal.reason)).collect();
                Standing::Failed(reasons.join(" "))
            }
            Err(error) => Standing::Failed(error.to_string()),
        };
        self.standing.set(standing);
    }

    /// Something of the figures, once there are some.
    pub(super) fn figures<T>(self, of: impl FnOnce(&PreviewFigures) -> T) -> Option<T> {
        self.shown.with(|shown| shown.as_ref().map(|shown| of(&shown.figures)))
    }

    /// What the rule of a card does.
    pub(in super::super) fn effect(self, card: u32) -> Option<RuleEffect> {
        self.shown.with(|shown| {
            let shown = shown.as_ref()?;
            let place = shown.cards.iter().position(|key| *key == card)?;
            shown.figures.effects.iter().find(|effect| effect.position as usize == place + 1).cloned()
        })
    }

    /// The figures are not of the form as it is now.
    pub(in super::super) fn is_stale(self) -> bool {
        self.standing.with(|standing| *standing != Standing::Current)
    }
}

/// Tells this editor from others of the same person, so that a newer preview stops only its own.
fn name_of_editor() -> String {
    #[cfg(feature = "hydrate")]
    if let Some(clock) = window().performance() {
        return format!("{}+{}", clock.time_origin(), clock.now());
    }
    String::new()
}

//! What the parts of the editor share.

use leptos::prelude::*;
use muster_domain::workflow::{Refusal, Rule};
use muster_domain::{AccountId, Month, SubsetId};
use serde::{Deserialize, Serialize};

use super::super::form::{Composed, Draft, Import, Intent, Review, Round, RuleFields, beside};
use super::preview::{Begun, PreviewState};
use crate::components::focus;

/// What an organization has that rules can name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Choices {
    /// With their names, which may be empty.
    pub(super) accounts: Vec<(AccountId, String)>,
    pub(super) subsets: Vec<(SubsetId, String)>,
    /// Months with lines, newest first.
    pub(super) months: Vec<Month>,
}

/// The draft as it stands in the form, and what is said of it. The inputs belong to the browser: they are read into
/// the draft at every change, and written only when their card is made.
#[derive(Clone, Copy)]
pub(super) struct EditorState {
    pub(super) draft: RwSignal<Draft>,
    pub(super) review: Memo<Review>,
    /// It was tried to save: from then on unfinished fields are refused too, not only contradictions.
    tried: RwSignal<bool>,
    /// What only the server knew to refuse, until the next change.
    from_server: RwSignal<Vec<Refusal>>,
    pub(super) said: RwSignal<String>,
    pub(super) import: RwSignal<Import>,
    /// Counts how often the whole form was filled anew: its inputs are made again then.
    pub(super) filled: RwSignal<u32>,
    /// What was written of the new version before the page was sent back.
    pub(super) note: StoredValue<String>,
    pub(super) preview: PreviewState,
    pub(super) choices: StoredValue<Choices>,
}

impl EditorState {
    pub(super) fn new(round: Round, begun: Begun, choices: Choices) -> Self {
        let draft = RwSignal::new(round.draft);
        Self {
            draft,
            import: RwSignal::new(round.import),
            filled: RwSignal::new(0),
            note: StoredValue::new(round.note),
            preview: PreviewState::new(round.preview, begun),
            review: Memo::new(move |_| draft.with(Draft::review)),
            tried: RwSignal::new(round.tried),
            from_server: RwSignal::new(round.refusals),
            said: RwSignal::new(round.said),
            choices: StoredValue::new(choices),
        }
    }

    /// Takes over what the form holds after somebody typed or ticked.
    pub(super) fn typed(self, form: Composed) {
        self.draft.set(form.draft);
        self.preview.chosen(form.preview);
        self.from_server.update(Vec::clear);
    }

    /// Does what a button says, at once.
    pub(super) fn apply(self, form: Composed, intent: Intent) {
        let (round, done) = form.after(intent);
        self.draft.set(round.draft);
        self.from_server.update(Vec::clear);
        if intent == Intent::Import {
            let was_read = round.import.refusals.is_empty();
            self.import.set(round.import);
            if was_read {
                self.filled.update(|times| *times += 1);
            }
        }
        if let Some(done) = done {
            self.said.set(done.said);
            focus(done.focus);
        }
    }

    /// Whether the draft can be sent; where not, everything refused is shown and gets the focus.
    pub(super) fn can_be_saved(self, form: Composed) -> bool {
        self.typed(form);
        self.said.set(String::new());
        self.tried.set(true);
        let is_right = self.review.with_untracked(|review| review.refusals.is_empty());
        if !is_right {
            focus("refused".to_owned());
        }
        is_right
    }

    /// Shows what the server refused.
    pub(super) fn refuse(self, refusals: Vec<Refusal>) {
        self.from_server.set(refusals);
        focus("refused".to_owned());
    }

    /// What is to be shown: contradictions between cards at once, unfinished fields once it was tried to save.
    pub(super) fn refusals(self) -> Vec<Refusal> {
        let tried = self.tried.get();
        let is_shown = |refusal: &&Refusal| tried || refusal.path.ends_with(']');
        let mut shown: Vec<_> = self.review.with(|review| review.refusals.iter().filter(is_shown).cloned().collect());
        self.from_server.with(|refused| {
            let new = refused.iter().filter(|refusal| !shown.contains(refusal)).cloned().collect::<Vec<_>>();
            shown.extend(new);
        });
        shown
    }

    /// What is refused at a path itself, not below it.
    pub(super) fn refused_at(self, path: impl Fn() -> String + Send + Sync + 'static) -> Signal<Option<String>> {
        Signal::derive(move || {
            let (path, refusals) = (path(), self.refusals());
            let here: Vec<_> = refusals.into_iter().filter(|refusal| refusal.path == path).collect();
            beside(&here, &path)
        })
    }
}

/// One card: its number, which it keeps, and its place, which changes.
#[derive(Clone, Copy)]
pub(super) struct CardState {
    pub(super) editor: EditorState,
    pub(super) key: u32,
    pub(super) place: ReadSignal<usize>,
}

impl CardState {
    /// The name of a field, as the form sends it.
    pub(super) fn field(self, name: &'static str) -> Signal<String> {
        let place = self.place;
        Signal::derive(move || format!("form[draft][rules][{}][{name}]", place.get()))
    }

    /// The name of a field that may be sent several times.
    pub(super) fn list(self, name: &'static str) -> Signal<String> {
        let field = self.field(name);
        Signal::derive(move || format!("{}[]", field.get()))
    }

    pub(super) fn id(self, part: &str) -> String {
        format!("rule-{}-{part}", self.key)
    }

    /// Something of what the card holds now.
    pub(super) fn fields<T: Default>(self, of: impl FnOnce(&RuleFields) -> T) -> T {
        self.editor.draft.with(|draft| draft.rules.get(self.place.get()).map(of).unwrap_or_default())
    }

    /// What is refused about one option.
    pub(super) fn refusal(self, option: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || beside(&self.editor.refusals(), &format!("rules[{}].{option}", self.place.get())))
    }

    /// What is refused about any of some options that are chosen between in one place.
    pub(super) fn refusal_of(self, options: &'static [&'static str]) -> Signal<Option<String>> {
        Signal::derive(move || {
            let refusals = self.editor.refusals();
            let place = self.place.get();
            options.iter().find_map(|option| beside(&refusals, &format!("rules[{place}].{option}")))
        })
    }

    /// What is refused about the rule as a whole, beside the others.
    pub(super) fn conflict(self) -> Signal<Option<String>> {
        let place = self.place;
        self.editor.refused_at(move || format!("rules[{}]", place.get()))
    }

    /// The rule, once its options make one.
    pub(super) fn rule(self) -> Option<Rule> {
        self.editor.review.with(|review| review.rules.get(self.place.get()).cloned().flatten())
    }
}

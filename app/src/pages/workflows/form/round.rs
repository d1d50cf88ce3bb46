//! The editor's form on its way: as it is sent, and as it comes back through the address of a page without
//! WebAssembly.

use muster_domain::workflow::{Refusal, read};
use serde::{Deserialize, Serialize};

use super::intent::Done;
use super::{Draft, Intent, PreviewFields};

/// A draft on its way through the address of a page without WebAssembly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Round {
    pub draft: Draft,
    /// What was done, for the status line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub said: String,
    /// It was tried to save this, so that every refusal is to be shown.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub tried: bool,
    /// What only the server knows to refuse (a name that is taken).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<Refusal>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    pub preview: PreviewFields,
    /// The figures are to come with the page.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub shows_preview: bool,
    pub import: Import,
}

/// A workflow file on its way into the editor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Import {
    /// What was pasted, where it could not be read.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// At JSON paths of the pasted file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<Refusal>,
}

/// The editor's form as it was sent: which button, and what the fields held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Composed {
    pub intent: String,
    pub draft: Draft,
    /// What the new version is for; may be empty.
    pub note: String,
    pub preview: PreviewFields,
    /// A workflow file to begin with.
    pub import: String,
}

impl Composed {
    /// What the editor shows after any button but Save.
    pub fn after(self, intent: Intent) -> (Round, Option<Done>) {
        let Self { mut draft, note, preview, import, .. } = self;
        let mut round = Round { note, preview, ..Round::default() };
        let done = match intent {
            Intent::Preview => {
                round.shows_preview = true;
                Some(Done { focus: "preview".to_owned(), said: String::new() })
            }
            Intent::Import => Some(match read(&import) {
                Ok(workflow) => {
                    draft = Draft::of(&workflow);
                    Done { focus: "workflow-name".to_owned(), said: "The file was read. Nothing is saved yet.".to_owned() }
                }
                Err(refusals) => {
                    round.import = Import { text: import, refusals };
                    Done { focus: "import".to_owned(), said: "The file could not be read.".to_owned() }
                }
            }),
            Intent::Save | Intent::Add(_) | Intent::Up(_) | Intent::Down(_) | Intent::Remove(_) => draft.apply(intent),
        };
        round.draft = draft;
        round.said = done.as_ref().map(|done| done.said.clone()).unwrap_or_default();
        (round, done)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::EVERY_RULE;
    use super::*;

    #[test]
    fn a_draft_comes_back_from_the_address_unchanged() {
        let round = Round { draft: Draft::of(&read(EVERY_RULE).unwrap()), tried: true, ..Round::default() };
        let text = serde_json::to_string(&round).unwrap();
        assert_eq!(serde_json::from_str::<Round>(&text).unwrap(), round);
    }

    #[test]
    fn a_pasted_file_fills_the_form_and_a_wrong_one_changes_nothing() {
        let pasted = |import: &str| Composed { import: import.to_owned(), note: "n".to_owned(), ..Composed::default() };
        let (round, done) = pasted(EVERY_RULE).after(Intent::Import);
        assert_eq!((round.draft.rules.len(), round.note.as_str(), done.unwrap().focus.as_str()), (11, "n", "workflow-name"));
        let (round, _) = pasted(r#"{"name":"W","rules":[{"rule":"gift"}]}"#).after(Intent::Import);
        assert_eq!((round.draft.rules.len(), round.import.refusals[0].path.as_str()), (0, "rules[0].rule"));
    }
}

//! What the editor's buttons do. A button is a submit button named `intent`, so that it works before WebAssembly.

use super::{Draft, Kind};

/// A button of the editor. In the form: `save`, `preview`, `import`, `add:<rule>`, `up:<key>`, `down:<key>`,
/// `remove:<key>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    Save,
    /// Shows the figures, where no script keeps them up to date.
    Preview,
    /// Fills the form from a workflow file.
    Import,
    Add(Kind),
    Up(u32),
    Down(u32),
    Remove(u32),
}

/// A text that is no intent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is nothing that this form can do")]
pub struct NotAnIntent(pub String);

/// What the page does after a change: where the keyboard goes, and what is said aloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The id of an element.
    pub focus: String,
    pub said: String,
}

impl std::fmt::Display for Intent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Save => f.write_str("save"),
            Self::Preview => f.write_str("preview"),
            Self::Import => f.write_str("import"),
            Self::Add(kind) => write!(f, "add:{}", kind.name()),
            Self::Up(key) => write!(f, "up:{key}"),
            Self::Down(key) => write!(f, "down:{key}"),
            Self::Remove(key) => write!(f, "remove:{key}"),
        }
    }
}

impl std::str::FromStr for Intent {
    type Err = NotAnIntent;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotAnIntent(text.to_owned());
        let (verb, of) = text.split_once(':').unwrap_or((text, ""));
        let key = || of.parse().map_err(|_| wrong());
        Ok(match verb {
            "save" if of.is_empty() => Self::Save,
            "preview" if of.is_empty() => Self::Preview,
            "import" if of.is_empty() => Self::Import,
            "add" => Self::Add(Kind::from_name(of).ok_or_else(wrong)?),
            "up" => Self::Up(key()?),
            "down" => Self::Down(key()?),
            "remove" => Self::Remove(key()?),
            _ => return Err(wrong()),
        })
    }
}

impl Draft {
    /// Adds, moves or removes a card. What a button does beyond the cards is the page's business and changes nothing
    /// here; so does a card that is not there, or that cannot move further.
    pub fn apply(&mut self, intent: Intent) -> Option<Done> {
        match intent {
            Intent::Save | Intent::Preview | Intent::Import => None,
            Intent::Add(kind) => Some(self.add(kind)),
            Intent::Up(key) => self.swap(key, self.place_of(key)?.checked_sub(1)?),
            Intent::Down(key) => self.swap(key, self.place_of(key)? + 1),
            Intent::Remove(key) => self.remove(key),
        }
    }

    fn add(&mut self, kind: Kind) -> Done {
        let key = self.free_key();
        self.rules.push(kind.blank(key));
        self.no_rules = false;
        Done { focus: card_id(key), said: format!("{} added as rule {}.", kind.title(), self.rules.len()) }
    }

    fn swap(&mut self, key: u32, with: usize) -> Option<Done> {
        let from = self.place_of(key)?;
        if with >= self.rules.len() {
            return None;
        }
        self.rules.swap(from, with);
        let at_the_end = if with < from { with == 0 } else { with + 1 == self.rules.len() };
        // The button that was pressed keeps the focus, unless it has nothing more to do there.
        let button = if (with < from) == at_the_end { "down" } else { "up" };
        let said = format!("{} is now rule {} of {}.", self.title_at(with), with + 1, self.rules.len());
        Some(Done { focus: format!("{}-{button}", card_id(key)), said })
    }

    fn remove(&mut self, key: u32) -> Option<Done> {
        let place = self.place_of(key)?;
        let title = self.title_at(place);
        self.rules.remove(place);
        let neighbour = self.rules.get(place).or_else(|| self.rules.last());
        let focus = neighbour.map_or_else(|| "add-rule".to_owned(), |rule| card_id(rule.key));
        Some(Done { focus, said: format!("{title} removed.") })
    }

    fn title_at(&self, place: usize) -> &'static str {
        let kind = self.rules.get(place).and_then(|rule| Kind::from_name(&rule.rule));
        kind.map_or("The rule", Kind::title)
    }
}

/// The id of a card's element.
pub fn card_id(key: u32) -> String {
    format!("rule-{key}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        let mut draft = Draft::default();
        for kind in [Kind::RemoveTaxes, Kind::Uplift, Kind::RemoveCredits] {
            draft.apply(Intent::Add(kind));
        }
        draft
    }

    fn order(draft: &Draft) -> Vec<u32> {
        draft.rules.iter().map(|rule| rule.key).collect()
    }

    #[test]
    fn a_button_reads_as_it_is_written() {
        for intent in [
            Intent::Save,
            Intent::Preview,
            Intent::Import,
            Intent::Add(Kind::Uplift),
            Intent::Up(3),
            Intent::Down(1),
            Intent::Remove(2),
        ] {
            assert_eq!(intent.to_string().parse(), Ok(intent));
        }
        assert!("up:x".parse::<Intent>().is_err());
        assert!("add:everything".parse::<Intent>().is_err());
    }

    #[test]
    fn a_card_moves_by_one_and_its_button_keeps_the_focus() {
        let mut draft = draft();
        assert_eq!(draft.apply(Intent::Up(3)).unwrap().focus, "rule-3-up");
        assert_eq!(order(&draft), [1, 3, 2]);
        assert_eq!(draft.apply(Intent::Down(1)).unwrap().focus, "rule-1-down");
        assert_eq!(order(&draft), [3, 1, 2]);
    }

    #[test]
    fn at_either_end_the_other_button_takes_the_focus() {
        let mut draft = draft();
        assert_eq!(draft.apply(Intent::Up(2)).unwrap().focus, "rule-2-down");
        assert_eq!(draft.apply(Intent::Down(1)).unwrap().focus, "rule-1-up");
        assert_eq!(draft.apply(Intent::Down(1)), None);
        assert_eq!(draft.apply(Intent::Up(9)), None);
    }

    #[test]
    fn after_a_removal_the_focus_goes_to_the_neighbour_and_at_last_to_the_menu() {
        let mut draft = draft();
        assert_eq!(draft.apply(Intent::Remove(2)).unwrap().focus, "rule-3");
        assert_eq!(draft.apply(Intent::Remove(3)).unwrap().focus, "rule-1");
        assert_eq!(
            draft.apply(Intent::Remove(1)).unwrap(),
            Done { focus: "add-rule".to_owned(), said: "Remove taxes removed.".to_owned() }
        );
    }

    #[test]
    fn a_new_card_never_takes_the_number_of_another() {
        let mut draft = draft();
        draft.apply(Intent::Remove(1));
        draft.apply(Intent::Add(Kind::Discount));
        assert_eq!(order(&draft), [2, 3, 4]);
    }
}

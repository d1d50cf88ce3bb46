//! What holds of every tree and of every text.

use muster_domain::expression::Condition;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::strategy::{tree, words};

proptest! {
    #[test]
    fn a_tree_is_read_from_its_own_text(tree in tree()) {
        let text = tree.to_string();
        let condition = Condition::parse(&text);
        prop_assert_eq!(condition.as_ref().map(Condition::tree), Ok(&tree), "{}", text);
        prop_assert!(!tree.in_words().is_empty());
    }

    #[test]
    fn no_bytes_make_the_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        holds_or_points_inside(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn words_in_any_order_are_read_or_refused_at_a_place_in_them(text in words()) {
        holds_or_points_inside(&text)?;
    }

    #[test]
    fn a_condition_with_a_character_changed_is_read_or_refused(
        tree in tree(), place in any::<prop::sample::Index>(), with in any::<char>(),
    ) {
        let mut characters: Vec<_> = tree.to_string().chars().collect();
        let place = place.index(characters.len());
        characters[place] = with;
        holds_or_points_inside(&characters.into_iter().collect::<String>())?;
    }
}

fn holds_or_points_inside(text: &str) -> TestCaseResult {
    match Condition::parse(text) {
        Ok(condition) => {
            let canonical = condition.tree().to_string();
            let again = Condition::parse(&canonical);
            prop_assert_eq!(again.as_ref().map(Condition::tree), Ok(condition.tree()), "{}", canonical);
        }
        Err(error) => prop_assert!(error.position <= text.chars().count() && !error.reason.is_empty()),
    }
    Ok(())
}

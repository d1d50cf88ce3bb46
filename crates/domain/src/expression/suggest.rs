//! What somebody may have meant by a column that there is not.

use super::Column;

const MOST_SUGGESTED: usize = 3;

/// The message for an unknown column: the nearest names, or where none is near, all of them.
pub(super) fn unknown(name: &str) -> String {
    let near = nearest(&name.to_ascii_lowercase());
    if near.is_empty() {
        let names: Vec<_> = Column::ALL.into_iter().map(Column::name).collect();
        format!("unknown column `{name}`: expected {}, tag('key') or cost_category('name')", names.join(", "))
    } else {
        format!("unknown column `{name}`: did you mean {}?", near.join(" or "))
    }
}

fn nearest(name: &str) -> Vec<String> {
    let allowed = (name.chars().count() / 3).clamp(1, 3);
    let mut near: Vec<(usize, &str)> = Column::ALL
        .into_iter()
        .map(Column::name)
        .filter_map(|known| {
            let holds = known.split('_').any(|part| part == name) || name.split('_').any(|part| part == known);
            let distance = distance(name, known);
            (holds || distance <= allowed).then_some((distance, known))
        })
        .collect();
    near.sort();
    near.into_iter().take(MOST_SUGGESTED).map(|(_, known)| format!("`{known}`")).collect()
}

/// Levenshtein's: how many characters to insert, delete or replace.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (place, c) in from.chars().enumerate() {
        let mut diagonal = place;
        let mut left = place + 1;
        row[0] = left;
        for (column, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(c != *other);
            diagonal = row[column + 1];
            left = replaced.min(left + 1).min(diagonal + 1);
            row[column + 1] = left;
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        assert_eq!(unknown("regoin"), "unknown column `regoin`: did you mean `region`?");
        assert_eq!(unknown("usagetype"), "unknown column `usagetype`: did you mean `usage_type`?");
        assert_eq!(unknown("zone"), "unknown column `zone`: did you mean `availability_zone`?");
        assert!(unknown("colour").contains("expected account, account_name"));
    }

    #[test]
    fn the_distance_counts_edits() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("same", "same"), 0);
    }
}

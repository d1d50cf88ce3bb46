use leptos::prelude::*;

/// A sentence whose days stay on one line: browsers break text after every hyphen.
#[component]
pub fn Unbroken(#[prop(into)] text: String) -> impl IntoView {
    let word = |word: &str| match is_day(word) {
        true => view! { <span class="unbroken">{word.to_owned()}</span> " " }.into_any(),
        false => format!("{word} ").into_any(),
    };
    text.split(' ').map(word).collect_view()
}

/// `2026-03` and `2026-03-31`, whatever stands behind it.
fn is_day(word: &str) -> bool {
    let mut letters = word.chars();
    letters.by_ref().take(4).filter(char::is_ascii_digit).count() == 4 && letters.next() == Some('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_are_told_from_other_words() {
        assert!(["2026-03", "2026-03-31,", "2026-03-31:"].into_iter().all(is_day));
        assert!(!["2026", "+2.6", "us-east-1", "42,475.08", ""].into_iter().any(is_day));
    }
}

//! The arrows themselves, as in ARCHITECTURE.md.

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Always,
    /// Behind a feature: the page's server half.
    Optional,
    Test,
}

#[derive(Debug)]
pub(super) struct Edge {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) kind: Kind,
}

struct Arrows {
    from: &'static str,
    always: &'static [&'static str],
    optional: &'static [&'static str],
}

/// Our own crates, and what of ours each may name.
const ARROWS: [Arrows; 13] = [
    arrows("muster-domain", &[]),
    arrows("muster-engine", &["muster-domain", HACK]),
    arrows("muster-delivery", &["muster-domain", "muster-engine", HACK]),
    arrows("muster-store", &["muster-domain", HACK]),
    arrows("muster-service", &["muster-domain", "muster-engine", "muster-store", HACK]),
    Arrows { from: "muster-app", always: &["muster-domain"], optional: &["muster-service"] },
    arrows("muster-frontend", &["muster-app", MACROS]),
    arrows(
        "muster-server",
        &["muster-app", "muster-delivery", "muster-domain", "muster-engine", "muster-service", "muster-store", HACK],
    ),
    arrows("muster-testkit", &["muster-domain", HACK]),
    arrows("muster-fuzz", &["muster-domain", "muster-engine", HACK]),
    arrows(HACK, &["muster-domain", MACROS]),
    arrows(MACROS, &[]),
    arrows("xtask", &[MACROS]),
];

/// One feature set for heavy dependencies; it has no code.
const HACK: &str = "workspace-hack";
/// One feature set for what procedural macros are made of; it has no code either.
const MACROS: &str = "workspace-hack-macros";

/// What every crate may use in its tests.
const FOR_TESTS: &str = "muster-testkit";

const fn arrows(from: &'static str, always: &'static [&'static str]) -> Arrows {
    Arrows { from, always, optional: &[] }
}

/// Other people's crates that belong to one layer, and who may name them. The server wires, so it may.
const HELD: [(&str, &[&str]); 8] = [
    ("sqlx", &["muster-store", "muster-server"]),
    ("datafusion", &["muster-engine", "muster-server"]),
    ("ballista", &["muster-engine", "muster-server"]),
    ("leptos", &["muster-app", "muster-frontend", "muster-server"]),
    ("axum", &["muster-app", "muster-server"]),
    ("aws-config", &["muster-delivery"]),
    ("aws-sdk-s3", &["muster-delivery"]),
    ("aws-sdk-sts", &["muster-delivery"]),
];

#[derive(PartialEq)]
pub(super) enum Platform {
    Server,
    Browser,
}

pub(super) struct FreeOf {
    pub(super) of: &'static str,
    pub(super) platform: Platform,
    never: &'static [&'static str],
}

/// What a crate may not reach, by whatever way.
pub(super) const FREE_OF: [FreeOf; 3] = [
    FreeOf { of: "muster-domain", platform: Platform::Server, never: &["tokio", "leptos", "sqlx", "datafusion", "arrow"] },
    FreeOf {
        of: "muster-engine",
        platform: Platform::Server,
        never: &["aws-config", "aws-sdk-s3", "aws-sdk-sts", "sqlx", "axum"],
    },
    FreeOf {
        of: "muster-frontend",
        platform: Platform::Browser,
        never: &["muster-service", "muster-engine", "muster-store", "sqlx", "datafusion", "axum"],
    },
];

pub(super) fn broken(edges: &[Edge]) -> Vec<String> {
    edges.iter().filter_map(refusal).collect()
}

pub(super) fn reached(rule: FreeOf, tree: &[String]) -> Vec<String> {
    rule.never
        .iter()
        .filter(|never| tree.iter().any(|name| name == *never))
        .map(|never| format!("{} reaches {never}: see cargo tree -p {} -i {never}", rule.of, rule.of))
        .collect()
}

fn refusal(edge: &Edge) -> Option<String> {
    let Edge { from, to, kind } = edge;
    let ours = ARROWS.iter().any(|arrows| arrows.from == to);
    let allowed = if ours {
        let Some(arrows) = ARROWS.iter().find(|arrows| arrows.from == from) else {
            return Some(format!("{from} has no arrows in check/arrows/rules.rs"));
        };
        let to = to.as_str();
        match kind {
            Kind::Always => arrows.always.contains(&to),
            Kind::Optional => arrows.always.contains(&to) || arrows.optional.contains(&to),
            Kind::Test => arrows.always.contains(&to) || to == FOR_TESTS,
        }
    } else {
        HELD.iter().filter(|(held, _)| held == to).all(|(_, by)| by.contains(&from.as_str()))
    };
    (!allowed).then(|| format!("{from} may not depend on {to} ({kind:?})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(from: &str, to: &str, kind: Kind) -> bool {
        let edge = Edge { from: from.to_owned(), to: to.to_owned(), kind };
        !broken(&[edge]).is_empty()
    }

    #[test]
    fn engine_and_store_may_not_know_each_other() {
        assert!(refused("muster-engine", "muster-store", Kind::Always));
        assert!(refused("muster-store", "muster-engine", Kind::Always));
        assert!(refused("muster-store", "muster-engine", Kind::Test));
    }

    #[test]
    fn the_app_knows_the_service_only_behind_a_feature() {
        assert!(refused("muster-app", "muster-service", Kind::Always));
        assert!(!refused("muster-app", "muster-service", Kind::Optional));
        assert!(refused("muster-app", "muster-store", Kind::Optional));
    }

    #[test]
    fn sql_and_plans_stay_in_their_layers() {
        assert!(refused("muster-app", "sqlx", Kind::Optional));
        assert!(refused("muster-service", "datafusion", Kind::Always));
        assert!(!refused("muster-store", "sqlx", Kind::Always));
        assert!(refused("muster-service", "aws-sdk-s3", Kind::Always));
    }

    #[test]
    fn the_testkit_is_for_tests() {
        assert!(refused("muster-server", "muster-testkit", Kind::Always));
        assert!(!refused("muster-server", "muster-testkit", Kind::Test));
    }

    #[test]
    fn what_the_domain_reaches_by_others_is_found() {
        let tree = ["muster-domain".to_owned(), "tokio".to_owned()];
        let [domain, ..] = FREE_OF;
        assert_eq!(reached(domain, &tree).len(), 1);
        let [domain, ..] = FREE_OF;
        assert_eq!(reached(domain, &tree[..1]), Vec::<String>::new());
    }
}

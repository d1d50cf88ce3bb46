//! What use cases are handed: the smallest form of each that is one.

use super::*;

pub(super) fn labs() -> Vec<AccountId> {
    vec![LABS.parse().unwrap()]
}

pub(super) fn moved() -> subsets::Moved {
    subsets::Moved { accounts: labs(), from: None }
}

pub(super) fn renamed() -> subsets::Change {
    subsets::Change { name: Some("Stolen".to_owned()), ..subsets::Change::default() }
}

pub(super) fn everything() -> charged::Span {
    charged::Span { from: None, to: None, group_by: Vec::new() }
}

pub(super) fn newest() -> support::Below {
    support::Below { limit: 2, ticket: None }
}

pub(super) fn pair(w: &World) -> NewAssociation {
    NewAssociation { subset: w.subset, workflow: w.workflow, version: None, from: month() }
}

pub(super) fn file() -> String {
    r#"{"name":"Another","rules":[]}"#.to_owned()
}

pub(super) fn new_person() -> people::SignUp {
    let email = format!("{}@example.org", uuid::Uuid::now_v7());
    people::SignUp { email, password: "correct horse".into(), name: "New".into(), organization: "New".into() }
}

pub(super) fn edit() -> workflows::Edit {
    workflows::Edit { json: file(), note: String::new() }
}

pub(super) fn look() -> PreviewRequest {
    let month = "2026-03".parse().unwrap();
    PreviewRequest { workflow: file(), month, scope: ReportScope::All, editor: String::new() }
}

pub(super) fn reader() -> Membership {
    Membership { role: Role::Viewer, grants: Vec::new() }
}

pub(super) fn token() -> tokens::NewToken {
    tokens::NewToken { name: "Nightly".into(), user: None, days: Some(30) }
}

pub(super) fn kept(name: &str) -> saved_views::NewView {
    let (name, question) = (name.to_owned(), Analysed::default());
    saved_views::NewView { page: analysis_views::Page::Costs, name, question, shared: false }
}

pub(super) fn charged(w: &World) -> Analysed {
    Analysed { scope: asked::Scope::Source(w.link), ..Analysed::default() }
}

pub(super) fn daily() -> NewSchedule {
    plan_of(plan("2026-03-31", Range::MonthToDate, Repeat::Daily))
}

pub(super) fn proof() -> two_factor::Proof {
    two_factor::Proof { password: "correct horse".into(), code: "000000".into() }
}

pub(super) fn month() -> Month {
    "2026-02".parse().unwrap()
}

pub(super) fn scheduled() -> support::Move {
    support::Move { tier: muster_domain::enrollment::Tier::Scheduled, call_on: None, from: None, weeks: 0 }
}

pub(super) fn call() -> support::Call<'static> {
    support::Call { on: "2026-03-12".parse().unwrap(), text: "" }
}

pub(super) fn line(w: &World) -> String {
    format!("S : eve@example.org : {}", w.org)
}

pub(super) fn question() -> Request {
    Request::Question { text: "Why?".to_owned() }
}

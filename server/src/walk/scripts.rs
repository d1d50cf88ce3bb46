//! What the policy of each page lets run: our files, and the inline scripts that its answer names. A script that
//! somebody manages to write into a page has no nonce.

use std::collections::BTreeMap;

use super::matrix::PAGES;
use super::*;

/// Each directive with its sources.
fn policy(answer: &Response) -> BTreeMap<String, Vec<String>> {
    let text = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    let words = text.split(';').map(|directive| directive.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    words.filter_map(|words| words.split_first().map(|(name, sources)| (name.clone(), sources.to_vec()))).collect()
}

/// What a page lets run that it should not, in words; the nonce that its answer names comes back with it.
async fn weak(world: &World, path: &str, cookie: &str) -> (Vec<String>, Option<String>) {
    let mut request = request("GET", path, Some(cookie), Body::empty());
    request.headers_mut().insert(header::ACCEPT, "text/html".parse().unwrap());
    let answer = world.ask(request).await;
    let sources = policy(&answer).remove("script-src").unwrap();
    let mut found = Vec::new();
    if sources.iter().any(|source| source == "'unsafe-inline'" || source == "'unsafe-eval'") {
        found.push(format!("{path}: {sources:?}"));
    }
    let nonce = sources.iter().find_map(|source| source.strip_prefix("'nonce-")?.strip_suffix('\'')).map(str::to_owned);
    let html = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    let html = String::from_utf8(html.to_vec()).unwrap();
    let named = nonce.as_ref().map(|nonce| format!("nonce=\"{nonce}\""));
    for script in html.split("<script").skip(1).filter_map(|rest| rest.split('>').next()) {
        if !named.as_ref().is_some_and(|named| script.contains(named.as_str())) {
            found.push(format!("{path}: <script{script}>"));
        }
    }
    let is_page = html.contains("</html>");
    (found, nonce.filter(|_| is_page))
}

#[tokio::test]
async fn no_page_runs_an_inline_script_that_its_answer_does_not_name() {
    let world = World::new().await;
    let cookie = world.cookie("administrator").await;
    let (mut found, mut nonces) = (Vec::new(), BTreeSet::new());
    let others = ["/nowhere", "/api/docs", "/healthz", "/pkg/nowhere.js"].map(str::to_owned);
    let pages: Vec<_> = PAGES.iter().map(|(path, _)| world.filled(path)).chain(others).collect();
    let mut named = 0;
    for path in &pages {
        let (weak, nonce) = weak(&world, path, &cookie).await;
        found.extend(weak);
        named += usize::from(nonce.is_some());
        nonces.extend(nonce);
    }
    assert_eq!(found, [""; 0]);
    assert!(named > PAGES.len() / 2, "pages have scripts: {named}");
    assert_eq!(nonces.len(), named, "no two answers have the same");
}

//! Workflows and their versions.

use muster_domain::workflow;
use muster_service::{Error, workflows};

use crate::console::Console;

fn paths(error: Error) -> Vec<String> {
    let Error::Invalid(refusals) = error else { panic!("{error:?}") };
    refusals.into_iter().map(|refusal| refusal.path).collect()
}

#[tokio::test]
async fn an_edit_is_a_new_version() {
    let console = Console::open().await;
    let ada = console.administrator("ada").await;
    let first = r#"{"name":"Standard","description":"For all","rules":[{"rule":"remove_taxes"}]}"#;
    let id = workflows::create(&ada.ctx, ada.org, first.to_owned()).await.unwrap();
    workflows::edit(&ada.ctx, ada.org, id, r#"{"name":"Standard","rules":[]}"#.to_owned()).await.unwrap();
    let found = workflows::find(&ada.ctx, ada.org, id).await.unwrap();
    assert_eq!((found.row.version, found.row.rules, found.row.description.as_str()), (2, 0, ""));
    assert_eq!((found.row.updated_by.as_str(), workflow::read(&found.json).unwrap().rules), ("ada", Vec::new()));
    workflows::delete(&ada.ctx, ada.org, id).await.unwrap();
    assert_eq!(workflows::list(&ada.ctx, ada.org).await.unwrap(), []);
    assert!(matches!(workflows::find(&ada.ctx, ada.org, id).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_workflow_file_is_refused_at_its_json_path() {
    let console = Console::open().await;
    let ada = console.administrator("ada").await;
    let create = async |json: &str| workflows::create(&ada.ctx, ada.org, json.to_owned()).await;
    create(r#"{"name":"Standard","rules":[]}"#).await.unwrap();
    assert_eq!(paths(create(r#"{"name":"STANDARD","rules":[]}"#).await.unwrap_err()), ["name"]);
    let rules = r#"{"name":"W","rules":[{"rule":"uplift","percent":"3"},{"rule":"discount","percent":"3"}]}"#;
    assert_eq!(paths(create(rules).await.unwrap_err()), ["rules[1]"]);
}

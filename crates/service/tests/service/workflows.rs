//! Workflows and their versions.

use muster_domain::permission::Permission;
use muster_domain::workflow;
use muster_service::workflows::Edit;
use muster_service::{Error, workflows};

use crate::console::Console;
use crate::databases::{Database, on_both};

on_both!(
    an_edit_is_a_new_version,
    a_workflow_file_is_refused_at_its_json_path,
    every_version_stays_with_who_made_it_and_why,
    an_old_version_is_made_the_newest_again,
    a_copy_gets_a_name_of_its_own,
    a_workflow_is_carried_away_as_a_file_and_back,
);

fn edit(json: &str, note: &str) -> Edit {
    Edit { json: json.to_owned(), note: note.to_owned() }
}

fn paths(error: Error) -> Vec<String> {
    let Error::Invalid(refusals) = error else { panic!("{error:?}") };
    refusals.into_iter().map(|refusal| refusal.path).collect()
}

async fn an_edit_is_a_new_version(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let first = r#"{"name":"Standard","description":"For all","rules":[{"rule":"remove_taxes"}]}"#;
    let id = workflows::create(&ada.ctx, ada.org, first.to_owned()).await.unwrap();
    workflows::edit(&ada.ctx, ada.org, id, edit(r#"{"name":"Standard","rules":[]}"#, "")).await.unwrap();
    let found = workflows::find(&ada.ctx, ada.org, id).await.unwrap();
    assert_eq!((found.row.version, found.row.rules, found.row.description.as_str()), (2, 0, ""));
    assert_eq!((found.row.updated_by.as_str(), workflow::read(&found.json).unwrap().rules), ("ada", Vec::new()));
    workflows::delete(&ada.ctx, ada.org, id).await.unwrap();
    assert_eq!(workflows::list(&ada.ctx, ada.org).await.unwrap(), []);
    assert!(matches!(workflows::find(&ada.ctx, ada.org, id).await, Err(Error::NotFound)));
}

async fn a_workflow_file_is_refused_at_its_json_path(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let create = async |json: &str| workflows::create(&ada.ctx, ada.org, json.to_owned()).await;
    create(r#"{"name":"Standard","rules":[]}"#).await.unwrap();
    assert_eq!(paths(create(r#"{"name":"STANDARD","rules":[]}"#).await.unwrap_err()), ["name"]);
    let rules = r#"{"name":"W","rules":[{"rule":"uplift","percent":"3"},{"rule":"discount","percent":"3"}]}"#;
    assert_eq!(paths(create(rules).await.unwrap_err()), ["rules[1]"]);
}

const FIRST: &str = r#"{"name":"Standard","rules":[{"rule":"remove_taxes"}]}"#;
const SECOND: &str = r#"{"name":"Renamed","rules":[{"rule":"remove_taxes"},{"rule":"uplift","percent":"3"}]}"#;

async fn every_version_stays_with_who_made_it_and_why(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let eve = console.viewer(ada.org, &[Permission::CreateWorkflow]).await;
    let id = workflows::create(&ada.ctx, ada.org, FIRST.to_owned()).await.unwrap();
    workflows::edit(&eve.ctx, ada.org, id, edit(SECOND, " as agreed\r\nin March ")).await.unwrap();
    let versions = workflows::find(&ada.ctx, ada.org, id).await.unwrap().versions;
    let said: Vec<_> = versions.iter().map(|v| (v.version, v.name.as_str(), v.by.as_str(), v.note.as_str(), v.rules)).collect();
    assert_eq!(said, [(2, "Renamed", "viewer1", "as agreed\nin March", 2), (1, "Standard", "ada", "", 1)]);
    let old = workflows::version(&ada.ctx, ada.org, id, 1).await.unwrap();
    assert_eq!((old.version, old.row.name.as_str()), (versions[1].clone(), "Renamed"));
    assert_eq!(workflow::read(&old.json), workflow::read(FIRST));
    assert!(matches!(workflows::version(&ada.ctx, ada.org, id, 3).await, Err(Error::NotFound)));
    let long = edit(SECOND, &"x".repeat(501));
    assert_eq!(paths(workflows::edit(&ada.ctx, ada.org, id, long).await.unwrap_err()), ["note"]);
}

async fn an_old_version_is_made_the_newest_again(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let id = workflows::create(&ada.ctx, ada.org, FIRST.to_owned()).await.unwrap();
    workflows::edit(&ada.ctx, ada.org, id, edit(SECOND, "")).await.unwrap();
    assert_eq!(workflows::restore(&ada.ctx, ada.org, id, 1).await.unwrap(), 3);
    let found = workflows::find(&ada.ctx, ada.org, id).await.unwrap();
    assert_eq!((found.row.name.as_str(), workflow::read(&found.json)), ("Standard", workflow::read(FIRST)));
    assert_eq!((found.versions.len(), found.versions[0].note.as_str()), (3, "Restored from version 1"));
    assert!(matches!(workflows::restore(&ada.ctx, ada.org, id, 1).await, Err(Error::Conflict(_))), "nothing would change");
    assert!(matches!(workflows::restore(&ada.ctx, ada.org, id, 9).await, Err(Error::NotFound)));
    workflows::create(&ada.ctx, ada.org, SECOND.to_owned()).await.unwrap();
    assert_eq!(paths(workflows::restore(&ada.ctx, ada.org, id, 2).await.unwrap_err()), ["name"]);
    let records = muster_store::audit::list(&mut console.tables(ada.org).await).await.unwrap();
    assert!(
        records.iter().any(|r| r.action == "workflows.restore" && r.detail == "Standard (version 3): Restored from version 1")
    );
}

async fn a_copy_gets_a_name_of_its_own(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let id = workflows::create(&ada.ctx, ada.org, FIRST.to_owned()).await.unwrap();
    let copy = workflows::duplicate(&ada.ctx, ada.org, id).await.unwrap();
    workflows::duplicate(&ada.ctx, ada.org, id).await.unwrap();
    let names: Vec<_> = workflows::list(&ada.ctx, ada.org).await.unwrap().into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["Copy of Standard", "Copy of Standard (2)", "Standard"]);
    let found = workflows::find(&ada.ctx, ada.org, copy).await.unwrap();
    assert_eq!(workflow::read(&found.json).unwrap().rules, workflow::read(FIRST).unwrap().rules);
    assert_eq!(found.versions[0].note, "Copied from version 1 of Standard");
}

async fn a_workflow_is_carried_away_as_a_file_and_back(database: &Database) {
    let console = Console::open(database).await;
    let (ada, eve) = (console.administrator("ada").await, console.administrator("eve").await);
    let id = workflows::create(&ada.ctx, ada.org, FIRST.to_owned()).await.unwrap();
    workflows::edit(&ada.ctx, ada.org, id, edit(SECOND, "")).await.unwrap();
    let old = workflows::file(&ada.ctx, ada.org, id, Some(1)).await.unwrap();
    assert_eq!(old.filename, "Standard.workflow.json");
    let file = workflows::file(&ada.ctx, ada.org, id, None).await.unwrap();
    assert_eq!(file.filename, "Renamed.workflow.json");
    let brought = workflows::create(&eve.ctx, eve.org, file.json.clone()).await.unwrap();
    assert_eq!(workflows::file(&eve.ctx, eve.org, brought, None).await.unwrap(), file);
    let records = muster_store::audit::list(&mut console.tables(ada.org).await).await.unwrap();
    assert_eq!(records.iter().filter(|record| record.action == "workflows.download").count(), 2);
}

//! What is given in the wizard.

use muster_domain::connection::{PlaceForm, TemplateForm};
use muster_domain::view::audit::AuditFilter;
use muster_domain::view::connections::ConnectionKind;
use muster_service::{Error, audit, connections, management_accounts};

use super::{ROLE, connected, form, health};
use crate::bill::{LABS, csv};
use crate::console::Console;
use crate::databases::{Database, on_both};
use crate::shelf::{PRINCIPAL, Shelf};

on_both!(
    the_wizard_keeps_what_is_given_step_by_step,
    each_account_has_an_external_id_of_its_own_that_stays,
    what_is_refused_is_named_by_its_field,
    a_place_on_the_server_is_read_only_where_it_is_open,
    another_place_is_read_from_the_beginning,
    every_change_is_in_the_record,
);

async fn the_wizard_keeps_what_is_given_step_by_step(database: &Database) {
    let console = Console::reading(database, &Shelf::new()).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    let early = connections::connect(&ada.ctx, ada.org, ma, ROLE).await;
    assert!(matches!(early, Err(Error::Conflict(_))), "{early:?}");
    let none = connections::settings(&ada.ctx, ada.org, ma).await.unwrap();
    assert_eq!((none.place, none.external_id, none.principal.as_deref()), (None, None, Some(PRINCIPAL)));
    connections::save_place(&ada.ctx, ada.org, ma, form()).await.unwrap();
    let kept = connections::settings(&ada.ctx, ada.org, ma).await.unwrap();
    assert_eq!((kept.place, kept.kind), (Some(form()), None));
    let external_id = kept.external_id.unwrap();
    for form in TemplateForm::ALL {
        let text = connections::template(&ada.ctx, ada.org, ma, form).await.unwrap();
        assert!(text.contains(&external_id) && text.contains(PRINCIPAL) && text.contains("acme-bills/cur/daily/"), "{text}");
    }
    connections::connect(&ada.ctx, ada.org, ma, &format!(" {ROLE} ")).await.unwrap();
    let kept = connections::settings(&ada.ctx, ada.org, ma).await.unwrap();
    assert_eq!((kept.role.as_str(), kept.kind), (ROLE, Some(ConnectionKind::S3)));
}

async fn each_account_has_an_external_id_of_its_own_that_stays(database: &Database) {
    let console = Console::reading(database, &Shelf::new()).await;
    let ada = console.administrator("ada").await;
    let one = connected(&ada).await;
    let id = async |ma| connections::settings(&ada.ctx, ada.org, ma).await.unwrap().external_id.unwrap();
    let first = id(one).await;
    assert!(first.len() > 40, "nobody guesses it: {first}");
    connections::disconnect(&ada.ctx, ada.org, one).await.unwrap();
    connections::save_place(&ada.ctx, ada.org, one, PlaceForm { prefix: "other".to_owned(), ..form() }).await.unwrap();
    assert_eq!(id(one).await, first, "the role that was made for it goes on serving");
    let two = management_accounts::add(&ada.ctx, ada.org, "999988887777".to_owned(), "Two".to_owned()).await.unwrap();
    connections::save_place(&ada.ctx, ada.org, two, form()).await.unwrap();
    assert_ne!(id(two).await, first);
}

async fn what_is_refused_is_named_by_its_field(database: &Database) {
    let console = Console::reading(database, &Shelf::new()).await;
    let ada = console.administrator("ada").await;
    let ma = ada.management_account().await;
    let at = |endpoint: &str| PlaceForm { endpoint: endpoint.to_owned(), ..form() };
    for (form, field) in [
        (PlaceForm { bucket: "No Bucket".to_owned(), ..form() }, "bucket"),
        (PlaceForm { region: String::new(), ..form() }, "region"),
        (at("http://169.254.169.254"), "endpoint"),
    ] {
        let refused = connections::save_place(&ada.ctx, ada.org, ma, form).await;
        assert!(matches!(&refused, Err(Error::Invalid(refusals)) if refusals[0].path == field), "{refused:?}");
    }
    connections::save_place(&ada.ctx, ada.org, ma, at("http://store.example:9000/")).await.unwrap();
    let refused = connections::connect(&ada.ctx, ada.org, ma, "MusterBills").await;
    assert!(matches!(&refused, Err(Error::Invalid(refusals)) if refusals[0].path == "role"), "{refused:?}");
}

async fn a_place_on_the_server_is_read_only_where_it_is_open(database: &Database) {
    let shelf = Shelf::new();
    let console = Console::reading(database, &shelf).await;
    let (ada, eve) = (console.administrator("ada").await, console.administrator("eve").await);
    let ma = ada.management_account().await;
    let open = connections::settings(&ada.ctx, ada.org, ma).await.unwrap().open_locations;
    let mine = std::path::PathBuf::from(&open[0]);
    assert!(open.len() == 1 && mine.ends_with(ada.org.to_string()), "{open:?}");
    let missing = connections::connect_location(&ada.ctx, ada.org, ma, &open[0]).await;
    assert!(matches!(&missing, Err(Error::Invalid(refusals)) if refusals[0].reason.contains("nothing at")), "{missing:?}");
    std::fs::create_dir_all(mine.join("cur")).unwrap();
    std::fs::write(mine.join("cur/bill.csv"), csv(&[(LABS, "2026-03-01", "Usage", "1")])).unwrap();
    for foreign in ["/etc", &format!("{}/../", open[0]), shelf.path().to_str().unwrap()] {
        let refused = connections::connect_location(&ada.ctx, ada.org, ma, foreign).await;
        assert!(matches!(&refused, Err(Error::Invalid(refusals)) if refusals[0].path == "location"), "{foreign}: {refused:?}");
    }
    let theirs = eve.management_account().await;
    let refused = connections::connect_location(&eve.ctx, eve.org, theirs, &format!("{}/cur", open[0])).await;
    assert!(matches!(&refused, Err(Error::Invalid(_))), "{refused:?}");
    connections::connect_location(&ada.ctx, ada.org, ma, &format!("{}/cur/", open[0])).await.unwrap();
    console.work().await;
    let health = health(&ada, ma).await;
    assert_eq!((health.kind, health.place), (Some(ConnectionKind::Location), format!("{}/cur", open[0])));
}

async fn another_place_is_read_from_the_beginning(database: &Database) {
    let shelf = Shelf::new();
    let console = Console::reading(database, &shelf).await;
    let ada = console.administrator("ada").await;
    shelf.deliver("2026-03", &[(LABS, "2026-03-01", "Usage", "1")], ("a1", "2026-03-10"));
    let ma = connected(&ada).await;
    console.work().await;
    let imports = async || muster_service::imports::list(&ada.ctx, ada.org, ma).await.unwrap().len();
    connections::connect(&ada.ctx, ada.org, ma, "arn:aws:iam::111122223333:role/Another").await.unwrap();
    console.work().await;
    assert_eq!(imports().await, 1, "another role reads the same deliveries");
    connections::save_place(&ada.ctx, ada.org, ma, PlaceForm { prefix: "other".to_owned(), ..form() }).await.unwrap();
    console.work().await;
    assert_eq!(imports().await, 2);
}

async fn every_change_is_in_the_record(database: &Database) {
    let console = Console::reading(database, &Shelf::new()).await;
    let ada = console.administrator("ada").await;
    let ma = connected(&ada).await;
    connections::check(&ada.ctx, ada.org, ma).await.unwrap();
    connections::disconnect(&ada.ctx, ada.org, ma).await.unwrap();
    let rows = audit::list(&ada.ctx, ada.org, AuditFilter::default(), 1).await.unwrap().rows;
    let actions: Vec<_> = rows.iter().map(|row| row.action.as_str()).filter(|name| name.starts_with("connections.")).collect();
    let expected = ["connections.disconnect", "connections.check", "connections.connect", "connections.save_place"];
    assert_eq!(actions, expected);
}

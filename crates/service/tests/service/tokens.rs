//! API tokens.

use chrono::Duration;
use muster_domain::UserId;
use muster_domain::permission::{Membership, Permission, Role};
use muster_domain::view::members::ShownOnce;
use muster_service::tokens::NewToken;
use muster_service::{Ctx, Error, members, organizations, people, subsets, tokens};

use crate::console::{Console, Person};
use crate::databases::{Database, on_both};

on_both!(
    a_token_does_what_its_member_may_in_one_organization,
    a_token_is_nobody_outside_its_organization,
    a_token_ends_by_revoking_by_time_and_with_the_membership,
    a_service_users_token_is_made_by_an_administrator,
    tokens_of_others_are_seen_by_administrators_only,
    a_token_is_kept_as_a_digest_with_its_last_use,
    the_operator_makes_a_token_for_a_member,
);

fn named(name: &str) -> NewToken {
    NewToken { name: name.to_owned(), user: None, days: None }
}

fn for_user(user: UserId) -> NewToken {
    NewToken { user: Some(user), ..named("Nightly") }
}

async fn made(person: &Person, new: NewToken) -> String {
    match tokens::create(&person.ctx, person.org, new).await.unwrap() {
        ShownOnce::Token { token, .. } => token,
        other => panic!("{other:?}"),
    }
}

async fn program(console: &Console, token: &str) -> Result<Ctx, Error> {
    let ctx = Ctx::anonymous(console.muster.clone(), "program").from_address("203.0.113.7");
    tokens::bearer(ctx, token).await
}

async fn a_token_does_what_its_member_may_in_one_organization(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let vic = console.viewer(ada.org, &[]).await;
    let ctx = program(&console, &made(&vic, named("Nightly")).await).await.unwrap();
    subsets::list(&ctx, ada.org, None).await.unwrap();
    let refused = subsets::create(&ctx, ada.org, "S", Vec::new()).await;
    assert!(matches!(refused, Err(Error::Forbidden(Permission::CreateSubset))), "{refused:?}");
    let more = Membership { role: Role::Viewer, grants: vec![Permission::CreateSubset] };
    members::set(&ada.ctx, ada.org, vic.user, more).await.unwrap();
    subsets::create(&ctx, ada.org, "S", Vec::new()).await.unwrap();
}

async fn a_token_is_nobody_outside_its_organization(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let other = organizations::add(&ada.ctx, "Other").await.unwrap();
    let ctx = program(&console, &made(&ada, named("Nightly")).await).await.unwrap();
    assert!(matches!(organizations::get(&ctx, other).await, Err(Error::NotFound)));
    let me = people::me(&ctx).await.unwrap();
    assert_eq!(me.organizations.iter().map(|org| org.id).collect::<Vec<_>>(), [ada.org]);
    assert!(matches!(organizations::add(&ctx, "Third").await, Err(Error::NotSignedIn)));
    assert!(matches!(tokens::create(&ctx, ada.org, named("Successor")).await, Err(Error::NotSignedIn)));
    let own = tokens::list(&ctx, ada.org).await.unwrap()[0].id;
    assert!(matches!(tokens::revoke(&ctx, ada.org, own).await, Err(Error::NotSignedIn)));
}

async fn a_token_ends_by_revoking_by_time_and_with_the_membership(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let vic = console.viewer(ada.org, &[]).await;
    let (short, long, hers) = (
        made(&ada, NewToken { days: Some(1), ..named("Short") }).await,
        made(&ada, named("Long")).await,
        made(&vic, named("Hers")).await,
    );
    console.forward(Duration::days(1));
    assert!(matches!(program(&console, &short).await, Err(Error::NotSignedIn)));
    program(&console, &long).await.unwrap();
    let long_id = tokens::list(&ada.ctx, ada.org).await.unwrap().iter().find(|row| row.name == "Long").unwrap().id;
    tokens::revoke(&ada.ctx, ada.org, long_id).await.unwrap();
    assert!(matches!(program(&console, &long).await, Err(Error::NotSignedIn)));
    program(&console, &hers).await.unwrap();
    members::remove(&ada.ctx, ada.org, vic.user).await.unwrap();
    assert!(matches!(program(&console, &hers).await, Err(Error::NotSignedIn)));
    for nothing in ["", "muster_", &long[..20]] {
        assert!(matches!(program(&console, nothing).await, Err(Error::NotSignedIn)), "{nothing}");
    }
}

async fn a_service_users_token_is_made_by_an_administrator(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let vic = console.viewer(ada.org, &[]).await;
    let reader = Membership { role: Role::Viewer, grants: Vec::new() };
    let bot = members::add_service_user(&ada.ctx, ada.org, "Bot", reader).await.unwrap();
    let ctx = program(&console, &made(&ada, for_user(bot)).await).await.unwrap();
    subsets::list(&ctx, ada.org, None).await.unwrap();
    let viewer = tokens::create(&vic.ctx, ada.org, for_user(bot)).await;
    assert!(matches!(viewer, Err(Error::Forbidden(Permission::ManageOrganization))), "{viewer:?}");
    let person = tokens::create(&ada.ctx, ada.org, for_user(vic.user)).await;
    assert!(matches!(&person, Err(Error::Invalid(at)) if at[0].path == "user"), "in somebody's name: {person:?}");
    let eve = console.administrator("eve").await;
    let foreign = tokens::create(&eve.ctx, eve.org, for_user(bot)).await;
    assert!(matches!(foreign, Err(Error::Invalid(_))), "{foreign:?}");
}

async fn tokens_of_others_are_seen_by_administrators_only(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let vic = console.viewer(ada.org, &[]).await;
    made(&ada, named("Ada's")).await;
    made(&vic, named("Vic's")).await;
    let names = async |person: &Person| {
        tokens::list(&person.ctx, ada.org).await.unwrap().into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    assert_eq!((names(&vic).await, names(&ada).await), (vec!["Vic's".to_owned()], vec!["Vic's".to_owned(), "Ada's".to_owned()]));
    let adas = tokens::list(&ada.ctx, ada.org).await.unwrap()[1].id;
    assert!(matches!(tokens::revoke(&vic.ctx, ada.org, adas).await, Err(Error::NotFound)));
}

async fn a_token_is_kept_as_a_digest_with_its_last_use(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let token = made(&ada, named("Nightly")).await;
    assert!(token.starts_with("muster_") && token.len() == 50, "{token}");
    let kept = muster_store::tokens::list(&mut console.tables(ada.org).await).await.unwrap();
    assert!(!format!("{kept:?}").contains(&token[7..]));
    assert_eq!((kept[0].ending.as_str(), kept[0].used_at), (&token[46..], None));
    program(&console, &token).await.unwrap();
    let row = tokens::list(&ada.ctx, ada.org).await.unwrap().remove(0);
    assert_eq!((row.used_at.is_some(), row.used_from.as_str()), (true, "203.0.113.7"));
    let records = muster_store::audit::list(&mut console.tables(ada.org).await).await.unwrap();
    assert_eq!(records[0].detail, format!("Nightly (…{})", &token[46..]));
}

async fn the_operator_makes_a_token_for_a_member(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let eve = console.administrator("eve").await;
    let token = tokens::issue(&console.muster, ada.org, ("Ada@example.org", "Nightly")).await.unwrap();
    organizations::get(&program(&console, &token).await.unwrap(), ada.org).await.unwrap();
    let foreign = tokens::issue(&console.muster, eve.org, ("ada@example.org", "Nightly")).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let nobody = tokens::issue(&console.muster, ada.org, ("nobody@example.org", "Nightly")).await;
    assert!(matches!(nobody, Err(Error::Invalid(_))), "{nobody:?}");
}

//! Every use case, asked by every kind of actor.

use super::*;
use crate::databases::{Database, on_both};

on_both!(
    nobody_is_let_in_without_signing_in,
    an_organization_is_not_there_for_whoever_is_no_member,
    a_foreign_thing_is_not_there_in_ones_own_organization,
    a_viewer_reads_and_is_told_which_permission_is_missing,
    a_viewer_does_what_was_granted_and_no_more,
    the_support_console_is_there_for_support_only,
    support_staff_are_no_members,
);

async fn nobody_is_let_in_without_signing_in(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let world = world(&console, &ada).await;
    let nobody = Ctx::anonymous(console.muster.clone(), "test");
    for case in cases() {
        let answer = (case.call)(&nobody, &world).await;
        if case.needs == Needs::Nothing {
            // Where no mail is sent, nobody can be mailed a link.
            assert!(matches!(answer, Ok(()) | Err(Error::Conflict(_))), "{}: {answer:?}", case.name);
            continue;
        }
        if case.needs == Needs::Link {
            assert!(matches!(answer, Err(Error::NotFound)), "{}: {answer:?}", case.name);
            continue;
        }
        assert!(matches!(answer, Err(Error::NotSignedIn)), "{}: {answer:?}", case.name);
    }
}

async fn an_organization_is_not_there_for_whoever_is_no_member(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let world = world(&console, &ada).await;
    let eve = console.administrator("eve").await;
    for case in cases().into_iter().filter(|case| !matches!(case.needs, Needs::Nothing | Needs::SignIn | Needs::Begun)) {
        // What is only its owner's or support's, and what an unknown link opens, is not there either.
        let answer = (case.call)(&eve.ctx, &world).await;
        assert!(matches!(answer, Err(Error::NotFound)), "{}: {answer:?}", case.name);
    }
}

async fn a_foreign_thing_is_not_there_in_ones_own_organization(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let eve = console.administrator("eve").await;
    let world = World { org: eve.org, ..world(&console, &ada).await };
    for case in cases().into_iter().filter(|case| matches!(case.needs, Needs::On(_))) {
        let answer = (case.call)(&eve.ctx, &world).await;
        assert!(matches!(answer, Err(Error::NotFound)), "{}: {answer:?}", case.name);
    }
    let mine = reports::create(&eve.ctx, eve.org, march(world.workflow, ReportScope::All)).await;
    assert!(matches!(mine, Err(Error::Invalid(_))), "a foreign workflow: {mine:?}");
}

async fn a_viewer_reads_and_is_told_which_permission_is_missing(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let world = world(&console, &ada).await;
    let viewer = console.viewer(ada.org, &[]).await;
    for case in cases() {
        let answer = (case.call)(&viewer.ctx, &world).await;
        match case.needs {
            Needs::Nothing | Needs::SignIn => {
                assert!(matches!(answer, Ok(()) | Err(Error::Conflict(_))), "{}: {answer:?}", case.name);
            }
            Needs::Begun => assert!(matches!(answer, Err(Error::NotSignedIn)), "{}: {answer:?}", case.name),
            Needs::Own | Needs::Link => assert!(matches!(answer, Err(Error::NotFound)), "{}: {answer:?}", case.name),
            Needs::Support => assert!(matches!(answer, Err(Error::NotFound)), "{}: {answer:?}", case.name),
            Needs::Ticket => assert!(answer.is_ok(), "{}: {answer:?}", case.name),
            // What is not made yet says so to whoever may read.
            Needs::In(Read) | Needs::On(Read) => {
                assert!(matches!(answer, Ok(()) | Err(Error::Conflict(_))), "{}: {answer:?}", case.name);
            }
            Needs::In(permission) | Needs::On(permission) => {
                assert!(matches!(answer, Err(Error::Forbidden(p)) if p == permission), "{}: {answer:?}", case.name);
            }
        }
    }
}

async fn a_viewer_does_what_was_granted_and_no_more(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let world = world(&console, &ada).await;
    let viewer = console.viewer(ada.org, &[CreateSubset]).await;
    subsets::create(&viewer.ctx, world.org, "Mine", Vec::new()).await.unwrap();
    let assigned = subsets::create(&viewer.ctx, world.org, "Theirs", labs()).await;
    assert!(matches!(assigned, Err(Error::Forbidden(AssignAccounts))), "{assigned:?}");
}

async fn the_support_console_is_there_for_support_only(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let world = world(&console, &ada).await;
    let sam = console.support("sam").await;
    for case in cases().into_iter().filter(|case| case.needs == Needs::Support) {
        let answer = (case.call)(&ada.ctx, &world).await;
        assert!(matches!(answer, Err(Error::NotFound)), "{}: {answer:?}", case.name);
        let answer = (case.call)(&sam, &world).await;
        assert!(matches!(answer, Ok(()) | Err(Error::Conflict(_))), "{}: {answer:?}", case.name);
    }
}

async fn support_staff_are_no_members(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let world = world(&console, &ada).await;
    let sam = console.support("sam").await;
    for case in cases().into_iter().filter(|case| matches!(case.needs, Needs::In(_) | Needs::On(_))) {
        let answer = (case.call)(&sam, &world).await;
        assert!(matches!(answer, Err(Error::NotFound)), "{}: {answer:?}", case.name);
    }
}

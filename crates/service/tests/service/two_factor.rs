//! One-time codes: setting them up, recovery, and turning them off.

use chrono::Duration;
use data_encoding::BASE32_NOPAD as BASE32;
use muster_domain::view::account::TwoFactor;
use muster_domain::view::members::ShownOnce;
use muster_service::two_factor::{self, Proof};
use muster_service::{Error, members};
use totp_rs::{Builder, Secret};

use crate::console::{Console, Person};
use crate::databases::{Database, on_both};

on_both!(
    codes_are_set_up_with_an_authenticator,
    who_has_only_the_browser_sets_up_and_turns_off_nothing,
    new_recovery_codes_end_those_of_before,
    neither_the_secret_nor_a_recovery_code_lies_in_the_database,
);

const PASSWORD: &str = "correct horse";

/// An authenticator.
pub(crate) struct Phone {
    secret: Vec<u8>,
}

impl Phone {
    pub(crate) fn code(&self, console: &Console) -> String {
        let seconds = u64::try_from(console.muster.clock().now().timestamp()).unwrap();
        Builder::new().with_secret(Secret::from(self.secret.clone())).build().unwrap().generate(seconds).to_string()
    }
}

/// Ada, her authenticator and her recovery codes.
pub(crate) async fn enrolled(console: &Console) -> (Person, Phone, Vec<String>) {
    let ada = console.administrator("ada").await;
    two_factor::begin(&ada.ctx, PASSWORD).await.unwrap();
    let phone = phone(&ada).await;
    let ShownOnce::RecoveryCodes(codes) = two_factor::confirm(&ada.ctx, &phone.code(console)).await.unwrap() else {
        panic!("recovery codes are shown")
    };
    (ada, phone, codes)
}

async fn phone(ada: &Person) -> Phone {
    let TwoFactor::Beginning(enrolment) = two_factor::find(&ada.ctx).await.unwrap() else { panic!("begun") };
    let typed = enrolment.secret.replace(' ', "");
    assert!(enrolment.address.contains(&format!("secret={typed}&")), "{}", enrolment.address);
    Phone { secret: BASE32.decode(typed.as_bytes()).unwrap() }
}

fn proof(code: &str) -> Proof {
    Proof { password: PASSWORD.to_owned(), code: code.to_owned() }
}

async fn codes_are_set_up_with_an_authenticator(database: &Database) {
    let console = Console::open(database).await;
    let ada = console.administrator("ada").await;
    let is_on = async || members::list(&ada.ctx, ada.org).await.unwrap().members[0].second_factor;
    two_factor::begin(&ada.ctx, PASSWORD).await.unwrap();
    let wrong = two_factor::confirm(&ada.ctx, "000000").await;
    assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
    assert!(!is_on().await, "begun is not done");
    let abandoned = phone(&ada).await;
    two_factor::begin(&ada.ctx, PASSWORD).await.unwrap();
    let old = two_factor::confirm(&ada.ctx, &abandoned.code(&console)).await;
    assert!(matches!(old, Err(Error::Invalid(_))), "of the secret before: {old:?}");
    let ShownOnce::RecoveryCodes(codes) = two_factor::confirm(&ada.ctx, &phone(&ada).await.code(&console)).await.unwrap() else {
        panic!("recovery codes are shown")
    };
    assert_eq!(codes.len(), 10);
    assert!(is_on().await);
    let found = two_factor::find(&ada.ctx).await.unwrap();
    assert!(matches!(found, TwoFactor::On { codes_left: 10, .. }), "the secret is not shown again: {found:?}");
    let again = two_factor::begin(&ada.ctx, PASSWORD).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
}

async fn who_has_only_the_browser_sets_up_and_turns_off_nothing(database: &Database) {
    let console = Console::open(database).await;
    let (ada, phone, codes) = enrolled(&console).await;
    let eve = console.administrator("eve").await;
    let begun = two_factor::begin(&eve.ctx, "guess").await;
    assert!(matches!(begun, Err(Error::Invalid(_))), "{begun:?}");
    for (password, code) in [("guess", codes[0].clone()), (PASSWORD, "000000".to_owned())] {
        let off = two_factor::disable(&ada.ctx, Proof { password: password.to_owned(), code }).await;
        assert!(matches!(off, Err(Error::Invalid(_))), "{off:?}");
    }
    console.forward(Duration::minutes(1));
    two_factor::disable(&ada.ctx, proof(&phone.code(&console))).await.unwrap();
    assert_eq!(two_factor::find(&ada.ctx).await.unwrap(), TwoFactor::Off);
}

async fn new_recovery_codes_end_those_of_before(database: &Database) {
    let console = Console::open(database).await;
    let (ada, _, codes) = enrolled(&console).await;
    let ShownOnce::RecoveryCodes(fresh) = two_factor::renew_codes(&ada.ctx, proof(&codes[0])).await.unwrap() else {
        panic!("recovery codes are shown")
    };
    let old = two_factor::disable(&ada.ctx, proof(&codes[1])).await;
    assert!(matches!(old, Err(Error::Invalid(_))), "{old:?}");
    two_factor::disable(&ada.ctx, proof(&fresh[1])).await.unwrap();
}

async fn neither_the_secret_nor_a_recovery_code_lies_in_the_database(database: &Database) {
    let console = Console::open(database).await;
    let (ada, phone, codes) = enrolled(&console).await;
    let mut tx = console.store.read().await.unwrap();
    let kept = muster_store::second_factors::lookup(&mut tx, ada.user).await.unwrap().unwrap();
    assert!(!kept.secret.contains(&BASE32.encode(&phone.secret)));
    drop(tx);
    if console.url.starts_with("sqlite:") {
        console.store.close().await;
        let file = std::fs::read(console.data.path().join("muster.db")).unwrap();
        let holds = |text: &str| file.windows(text.len()).any(|bytes| bytes == text.as_bytes());
        assert!(holds(&kept.secret), "the file is the one that was written");
        assert!(!holds(&codes[0]) && !holds(&codes[0].replace('-', "")) && !holds(&BASE32.encode(&phone.secret)));
    }
}

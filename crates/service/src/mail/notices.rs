//! What the mails say.

use chrono::{DateTime, Utc};
use muster_store::invitations::Invitation;
use muster_store::users::User;

use super::{Action, Mail};
use crate::Muster;
use crate::notifications::Notice;

/// Who is invited by whom.
pub(crate) struct Invited<'a> {
    pub(crate) invitation: &'a Invitation,
    pub(crate) organization: &'a str,
    pub(crate) by: &'a User,
    pub(crate) token: &'a str,
}

pub(crate) fn invitation(muster: &Muster, invited: &Invited<'_>) -> Mail {
    let Invited { invitation, organization, by, token } = invited;
    Mail {
        to: invitation.email.clone(),
        subject: format!("{} invites you to {organization}", by.name),
        paragraphs: vec![
            format!("{} ({}) invites you to {organization} on Muster, as {}.", by.name, by.email, invitation.membership.words()),
            format!("The link is good once, until {}.", minute(invitation.expires_at)),
        ],
        action: Some(Action { label: "See the invitation".to_owned(), link: muster.link(&format!("/invitations/{token}")) }),
        reason: "If you do not know the sender, delete this mail: nothing happens without the link.".to_owned(),
        about: Some(invitation.id.0),
        ..Mail::default()
    }
}

/// A link to somebody's own account.
pub(crate) struct Linked<'a> {
    pub(crate) name: &'a str,
    /// Where it is sent.
    pub(crate) to: &'a str,
    pub(crate) token: &'a str,
    pub(crate) until: DateTime<Utc>,
}

pub(crate) fn confirmation(muster: &Muster, linked: &Linked<'_>) -> Mail {
    Mail {
        to: linked.to.to_owned(),
        subject: "Confirm your e-mail address".to_owned(),
        paragraphs: vec![
            format!("Hello {},", linked.name),
            format!("confirm that {} is your address, for your account on Muster.", linked.to),
            format!("The link is good once, until {}.", minute(linked.until)),
        ],
        action: Some(Action {
            label: "Confirm the address".to_owned(),
            link: muster.link(&format!("/confirm/{}", linked.token)),
        }),
        reason: "Somebody gave this address to Muster. If it was not you, delete this mail: nobody is told your address."
            .to_owned(),
        ..Mail::default()
    }
}

/// Makes the account of whoever signed up, and their organization.
pub(crate) fn sign_up(muster: &Muster, linked: &Linked<'_>, organization: &str) -> Mail {
    Mail {
        to: linked.to.to_owned(),
        subject: "Confirm your e-mail address".to_owned(),
        paragraphs: vec![
            format!("Hello {},", linked.name),
            format!("confirm that {} is your address: that makes your account on Muster, and {organization} in it.", linked.to),
            format!("The link is good once, until {}.", minute(linked.until)),
        ],
        action: Some(Action {
            label: "Confirm the address".to_owned(),
            link: muster.link(&format!("/confirm/{}", linked.token)),
        }),
        reason: "Somebody signed up with this address. If it was not you, delete this mail: nothing is made without the link."
            .to_owned(),
        ..Mail::default()
    }
}

/// To whoever has the address that somebody signed up with, and who alone is told.
pub(crate) fn signed_up_before(muster: &Muster, holder: &User) -> Mail {
    Mail {
        to: holder.email.clone(),
        subject: "You have an account on Muster".to_owned(),
        paragraphs: vec![
            format!("Hello {},", holder.name),
            format!(
                "somebody, you we hope, signed up with {}. You have an account with this address: sign in to it.",
                holder.email
            ),
            format!("If you forgot your password, set a new one: {}", muster.link("/reset")),
        ],
        action: Some(Action { label: "Sign in".to_owned(), link: muster.link("/sign-in") }),
        reason: "If it was not you, delete this mail: nothing was changed, and nobody was told of your account.".to_owned(),
        ..Mail::default()
    }
}

pub(crate) fn reset(muster: &Muster, linked: &Linked<'_>) -> Mail {
    Mail {
        to: linked.to.to_owned(),
        subject: "Set a new password".to_owned(),
        paragraphs: vec![
            format!("Hello {},", linked.name),
            "somebody, you we hope, asked for a new password for your account on Muster.".to_owned(),
            format!("The link is good once, until {}.", minute(linked.until)),
        ],
        action: Some(Action { label: "Set a new password".to_owned(), link: muster.link(&format!("/reset/{}", linked.token)) }),
        reason: "If it was not you, delete this mail: your password stays as it is.".to_owned(),
        ..Mail::default()
    }
}

/// What happened to an account, told to whoever it belongs to: a stranger may have done it.
pub(crate) fn account_changed(muster: &Muster, to: &str, what: &str) -> Mail {
    Mail {
        to: to.to_owned(),
        subject: what.to_owned(),
        paragraphs: vec![format!("{what}, for your account on Muster, on {}.", minute(muster.now()))],
        action: Some(Action { label: "Look at your account".to_owned(), link: muster.link("/account") }),
        reason: "If it was not you, set a new password now and end all sessions on that page.".to_owned(),
        ..Mail::default()
    }
}

/// To whom a notification is mailed.
pub(crate) struct Told<'a> {
    pub(crate) to: &'a str,
    pub(crate) organization: &'a str,
    /// Path of the link that ends mails of this kind.
    pub(crate) unsubscribe: String,
}

pub(crate) fn notification(muster: &Muster, notice: &Notice, told: &Told<'_>) -> Mail {
    let mut paragraphs = vec![format!("{}.", notice.title)];
    if !notice.body.is_empty() {
        paragraphs.push(notice.body.clone());
    }
    Mail {
        to: told.to.to_owned(),
        subject: notice.title.clone(),
        paragraphs,
        action: Some(Action { label: "Open it".to_owned(), link: muster.link(&notice.path) }),
        reason: format!("You are a member of {} on Muster.", told.organization),
        unsubscribe: Some(muster.link(&told.unsubscribe)),
        ..Mail::default()
    }
}

fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

//! Browsers that somebody has signed in with: what such a browser shows is signed, so no row has to be kept.

use muster_domain::UserId;

use crate::Muster;
use crate::secret::{fresh, same};

/// A browser that this person has signed in with.
pub(super) struct Device {
    pub(super) user: UserId,
    /// Tells browsers apart.
    pub(super) name: String,
}

const PURPOSE: &str = "device";

/// For a browser that somebody has just signed in with; it lets nobody in.
pub fn device_token(muster: &Muster, user: UserId) -> String {
    let said = format!("{user}.{}", fresh());
    let signature = muster.secret().sign(PURPOSE, &said);
    format!("{said}.{signature}")
}

pub(super) fn read(muster: &Muster, text: &str) -> Option<Device> {
    let (said, signature) = text.rsplit_once('.')?;
    if !same(&muster.secret().sign(PURPOSE, said), signature) {
        return None;
    }
    let (user, _) = said.split_once('.')?;
    Some(Device { user: user.parse().ok()?, name: said.to_owned() })
}

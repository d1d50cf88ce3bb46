//! How often somebody may try. Counted in the database, so that every server of an installation knows, and before the
//! try is looked at, so that a thousand at once are not a thousand tries.
//!
//! Whoever guesses at an account is slowed down by the account, so that many machines guess no faster than one. That
//! alone would let anybody keep a person out: a browser that the person has signed in with before has a count of its own
//! (see `people::device`), and a link by mail begins the account's anew.

use std::net::{IpAddr, Ipv6Addr};

use chrono::Duration;
use muster_store::attempts;

use crate::secret::digest;
use crate::{Error, Muster};

/// What is counted, and how much of it may be in a window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    name: &'static str,
    most: u64,
    within: Duration,
}

/// Passwords for one account, from browsers that it does not know.
pub(crate) const ACCOUNT: [Limit; 2] = [limit("account", 10, Duration::minutes(15)), limit("account-day", 50, Duration::days(1))];
/// Passwords from one browser that the account knows.
pub(crate) const DEVICE: [Limit; 1] = [limit("device", 10, Duration::minutes(15))];
/// Passwords from one network address, for whatever account: an office may be behind it.
pub(crate) const ADDRESS: [Limit; 1] = [limit("address", 50, Duration::minutes(15))];
/// One-time codes of one person; whoever tries one knows the password.
pub(crate) const CODE: [Limit; 2] = [limit("code", 5, Duration::minutes(15)), limit("code-day", 20, Duration::days(1))];
/// The current password, from somebody who is signed in.
pub(crate) const CONFIRM: [Limit; 1] = [limit("confirm", 10, Duration::minutes(15))];
/// Links that are mailed to one address.
pub(crate) const MAILED: [Limit; 1] = [limit("mailed", 3, Duration::hours(1))];
/// Mails that one network address has sent to others, before anybody is signed in.
pub(crate) const ASKED: [Limit; 1] = [limit("asked", 20, Duration::hours(1))];

const fn limit(name: &'static str, most: u64, within: Duration) -> Limit {
    Limit { name, most, within }
}

/// It was tried too often.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blocked {
    wait: Duration,
    /// The first try beyond the limit: worth a word in the audit record, where the others are not.
    pub(crate) is_first: bool,
}

impl From<Blocked> for Error {
    fn from(blocked: Blocked) -> Self {
        Self::Wait(blocked.wait)
    }
}

impl Limit {
    fn source(&self, whose: &str) -> String {
        format!("{} {}", self.name, digest(whose))
    }
}

/// Counts one try of somebody's.
///
/// # Errors
/// The outer one is the database's.
pub(crate) async fn take(muster: &Muster, limits: &[Limit], whose: &str) -> Result<Result<(), Blocked>, Error> {
    let now = muster.now();
    let mut blocked: Option<Blocked> = None;
    let mut tx = muster.store().write().await?;
    for limit in limits {
        let count = attempts::take(&mut tx, &limit.source(whose), (now, limit.within)).await?;
        if count.taken > limit.most {
            let (wait, is_first) = (count.since + limit.within - now, count.taken == limit.most + 1);
            let longest = blocked.is_none_or(|other| other.wait < wait);
            blocked = if longest { Some(Blocked { wait, is_first }) } else { blocked };
        }
    }
    tx.commit().await?;
    Ok(blocked.map_or(Ok(()), Err))
}

/// Counts one try from a network address; nobody's where the request came from none.
pub(crate) async fn take_from(muster: &Muster, limits: &[Limit], address: &str) -> Result<Result<(), Blocked>, Error> {
    if address.is_empty() { Ok(Ok(())) } else { take(muster, limits, &network(address)).await }
}

/// It went well: the last try does not count.
pub(crate) async fn give_back_from(muster: &Muster, limits: &[Limit], address: &str) -> Result<(), Error> {
    let mut tx = muster.store().write().await?;
    for limit in limits {
        attempts::give_back(&mut tx, &limit.source(&network(address))).await?;
    }
    Ok(tx.commit().await?)
}

/// It went well: nothing of before counts.
pub(crate) async fn forget(muster: &Muster, limits: &[Limit], whose: &str) -> Result<(), Error> {
    let mut tx = muster.store().write().await?;
    for limit in limits {
        attempts::remove(&mut tx, &limit.source(whose)).await?;
    }
    Ok(tx.commit().await?)
}

/// Somebody with an IPv6 address has a whole network of them.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
        _ => address.to_owned(),
    }
}

pub(crate) async fn remove_old(muster: &Muster) -> Result<(), Error> {
    let mut tx = muster.store().write().await?;
    attempts::remove_old(&mut tx, muster.now() - Duration::days(1)).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_addresses_is_one() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
    }
}

//! Passwords at rest: argon2id, as PHC strings. Hashing takes a core for tens of milliseconds and 19 MiB, so it runs
//! beside the requests, a few at a time.

use std::sync::Arc;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::Error;
use crate::muster::blocking;

/// How many hash at once; more would only take memory from each other.
const AT_ONCE: usize = 4;

/// What hashing one password costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    pub kibibytes: u32,
    pub passes: u32,
}

impl Default for PasswordCost {
    /// What OWASP asks for at least: 19 MiB, two passes.
    fn default() -> Self {
        Self { kibibytes: 19 * 1024, passes: 2 }
    }
}

/// Hashes and verifies. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Passwords {
    cost: PasswordCost,
    turns: Arc<Semaphore>,
}

impl Passwords {
    pub(crate) fn new(cost: PasswordCost) -> Self {
        Self { cost, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The PHC string of a new password.
    pub(crate) async fn hash(&self, password: String) -> Result<String, Error> {
        let _turn = self.turns.acquire().await.map_err(Error::internal)?;
        let cost = self.cost;
        blocking(move || hash(cost, &password)).await?
    }

    /// Whether the password is the one behind the PHC string. Without one it takes the same time and says no, so
    /// that nobody learns from the wait which addresses have an account.
    pub(crate) async fn verify(&self, password: String, phc: Option<String>) -> Result<bool, Error> {
        let _turn = self.turns.acquire().await.map_err(Error::internal)?;
        let phc = phc.unwrap_or_else(|| nobodys(self.cost));
        blocking(move || verify(&password, &phc)).await?
    }
}

fn hash(cost: PasswordCost, password: &str) -> Result<String, Error> {
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(Error::internal)?;
    let params = Params::new(cost.kibibytes, cost.passes, 1, None).map_err(Error::internal)?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Ok(argon.hash_password(password.as_bytes(), &salt).map_err(Error::internal)?.to_string())
}

fn verify(password: &str, phc: &str) -> Result<bool, Error> {
    let parsed = PasswordHash::new(phc).map_err(Error::internal)?;
    Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

/// A PHC string that costs as much to verify as a real one and that no known password matches.
fn nobodys(cost: PasswordCost) -> String {
    let (salt, hash) = ("A".repeat(22), "A".repeat(43));
    format!("$argon2id$v=19$m={},t={},p=1${salt}${hash}", cost.kibibytes, cost.passes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: PasswordCost = PasswordCost { kibibytes: 8, passes: 1 };

    #[tokio::test]
    async fn a_password_matches_itself_only_and_is_never_hashed_the_same_way_twice() {
        let passwords = Passwords::new(CHEAP);
        let (one, two) =
            (passwords.hash("correct horse".into()).await.unwrap(), passwords.hash("correct horse".into()).await.unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        assert_ne!(one, two);
        assert!(passwords.verify("correct horse".into(), Some(one.clone())).await.unwrap());
        assert!(!passwords.verify("battery staple".into(), Some(one)).await.unwrap());
    }

    #[tokio::test]
    async fn nobodys_password_is_verified_in_vain_but_at_full_cost() {
        let passwords = Passwords::new(CHEAP);
        assert!(!passwords.verify("correct horse".into(), None).await.unwrap());
        let nobodys = nobodys(PasswordCost::default());
        let parsed = PasswordHash::new(&nobodys).unwrap();
        assert_eq!(Params::try_from(&parsed).unwrap().m_cost(), 19 * 1024);
        assert_eq!(parsed.hash.unwrap().len(), 32);
    }
}

//! The installation's key, what is encrypted and signed with it, and secrets that are shown once.
//!
//! What only has to be recognised (the token in a link, an API token, a recovery code) is kept as a digest: it has so
//! many random bits that no dictionary guesses it, so the digest needs neither salt nor slowness. What has to be read
//! again (the secret behind one-time codes) is encrypted with a key that is in a file and not in the database.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD as BASE64;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::Error;

/// Key of an installation. Cheap to clone; never printed.
#[derive(Clone)]
pub struct Secret(Arc<[u8; 32]>);

impl Secret {
    pub fn new(key: [u8; 32]) -> Self {
        Self(Arc::new(key))
    }

    /// A key that is gone with the process.
    pub fn random() -> Self {
        Self::new(rand::random())
    }

    /// Encrypts a text. It opens only for the same purpose, so that what was kept for one row serves no other.
    pub(crate) fn seal(&self, purpose: &str, text: &str) -> Result<String, Error> {
        let nonce: [u8; NONCE_LEN] = rand::random();
        let mut sealed = text.as_bytes().to_vec();
        let key = self.key()?;
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(purpose), &mut sealed)
            .map_err(|_| Error::internal("could not encrypt"))?;
        Ok(BASE64.encode(&[&nonce[..], &sealed].concat()))
    }

    /// What [`Secret::seal`] encrypted.
    ///
    /// # Errors
    /// `Internal` for what was sealed with another key or for another purpose, or was changed.
    pub(crate) fn open(&self, purpose: &str, sealed: &str) -> Result<String, Error> {
        let broken = || Error::internal("an encrypted value does not open with this installation's key");
        let bytes = BASE64.decode(sealed.as_bytes()).map_err(|_| broken())?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN).ok_or_else(broken)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken())?;
        let mut sealed = sealed.to_vec();
        let text = self.key()?.open_in_place(nonce, Aad::from(purpose), &mut sealed).map_err(|_| broken())?;
        String::from_utf8(text.to_vec()).map_err(|_| broken())
    }

    /// A code that only this installation can make of a text, for links that nobody keeps a row of.
    pub(crate) fn sign(&self, purpose: &str, text: &str) -> String {
        let key = blake3::derive_key("Muster 2026 signatures", &self.0[..]);
        BASE64.encode(blake3::keyed_hash(&key, format!("{purpose}\0{text}").as_bytes()).as_bytes())
    }

    fn key(&self) -> Result<LessSafeKey, Error> {
        let key = blake3::derive_key("Muster 2026 sealed values", &self.0[..]);
        UnboundKey::new(&AES_256_GCM, &key).map(LessSafeKey::new).map_err(|_| Error::internal("could not make a key"))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// 256 random bits as 43 letters, digits, `-` and `_`: for a link, or an API token.
pub(crate) fn fresh() -> String {
    BASE64.encode(&rand::random::<[u8; 32]>())
}

/// What is kept of a secret that is only to be recognised.
pub(crate) fn digest(secret: &str) -> String {
    blake3::hash(secret.as_bytes()).to_hex().to_string()
}

/// Whether two signatures are the same, in a time that says nothing of where they differ.
pub(crate) fn same(one: &str, other: &str) -> bool {
    blake3::hash(one.as_bytes()) == blake3::hash(other.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_with_its_key_and_for_its_purpose_only() {
        let secret = Secret::new([7; 32]);
        let sealed = secret.seal("totp ada", "JBSWY3DP").unwrap();
        assert!(!sealed.contains("JBSWY3DP"));
        assert_ne!(sealed, secret.seal("totp ada", "JBSWY3DP").unwrap());
        assert_eq!(secret.open("totp ada", &sealed).unwrap(), "JBSWY3DP");
        assert!(secret.open("totp eve", &sealed).is_err());
        assert!(Secret::new([8; 32]).open("totp ada", &sealed).is_err());
        assert!(secret.open("totp ada", "").is_err());
        let mut changed = sealed.into_bytes();
        changed[20] ^= 1;
        assert!(secret.open("totp ada", std::str::from_utf8(&changed).unwrap()).is_err());
    }

    #[test]
    fn a_signature_is_of_one_text_by_one_key() {
        let secret = Secret::new([7; 32]);
        let signed = secret.sign("mute", "ada report_ready");
        assert!(same(&signed, &secret.sign("mute", "ada report_ready")));
        assert!(!same(&signed, &secret.sign("mute", "eve report_ready")));
        assert!(!same(&signed, &Secret::new([8; 32]).sign("mute", "ada report_ready")));
    }
}

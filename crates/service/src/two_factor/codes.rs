//! The codes themselves: what an authenticator needs, and what it answers.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD as BASE32;
use qrcodegen::{QrCode, QrCodeEcc};
use totp_rs::{Builder, Secret, Totp};

use crate::Error;

/// Seconds that a code is shown.
const STEP: u64 = 30;

/// 160 random bits, as RFC 4226 recommends, in base 32 as authenticators take them.
pub(super) fn fresh_secret() -> String {
    BASE32.encode(&rand::random::<[u8; 20]>())
}

/// 80 random bits as `xxxx-xxxx-xxxx-xxxx`: so many that its digest needs no salt.
pub(super) fn fresh_recovery_code() -> String {
    readable(&BASE32.encode(&rand::random::<[u8; 10]>())).replace(' ', "-").to_lowercase()
}

/// A recovery code as people type it, without what is only for the eye.
pub(super) fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// In groups of four.
pub(super) fn readable(secret: &str) -> String {
    secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

/// What a QR code tells an authenticator.
pub(super) fn address(secret: &str, email: &str) -> String {
    let mut label = String::new();
    for byte in email.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            label.push(char::from(byte));
        } else {
            let _ = write!(label, "%{byte:02X}");
        }
    }
    format!("otpauth://totp/Muster:{label}?secret={secret}&issuer=Muster&algorithm=SHA1&digits=6&period={STEP}")
}

/// The time step whose code this is: now, or one before or after, for clocks that are a little off.
pub(super) fn step(secret: &str, code: &str, now: DateTime<Utc>) -> Result<Option<u64>, Error> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let seconds = u64::try_from(now.timestamp()).map_err(Error::internal)?;
    Ok(totp(secret)?.check(&code, seconds))
}

fn totp(secret: &str) -> Result<Totp, Error> {
    let bytes = BASE32.decode(secret.as_bytes()).map_err(Error::internal)?;
    let builder = Builder::new().with_secret(Secret::from(bytes)).with_step_duration(STEP).with_skew(1);
    builder.build().map_err(Error::internal)
}

/// An SVG of a QR code, black on white whatever the page's colours are: a camera has to read it.
pub(super) fn picture(text: &str) -> Result<String, Error> {
    const MARGIN: i32 = 4;
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(Error::internal)?;
    let (size, mut path) = (code.size(), String::new());
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            let _ = write!(path, "M{},{}h1v1h-1z", x + MARGIN, y + MARGIN);
        }
    }
    let side = size + 2 * MARGIN;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"QR code for an authenticator\" \
         shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#ffffff\"/><path d=\"{path}\" fill=\"#000000\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: this secret at 59 seconds is 94287082, of which we show six digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = BASE32.encode(b"12345678901234567890");
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        assert_eq!(step(&secret, "287082", at(59)).unwrap(), Some(1));
        assert_eq!(step(&secret, "287 082", at(89)).unwrap(), Some(1), "a clock half a minute off");
        assert_eq!(step(&secret, "287082", at(120)).unwrap(), None, "too old");
        assert_eq!(step(&secret, "28708", at(59)).unwrap(), None);
    }

    #[test]
    fn a_recovery_code_is_read_however_it_is_typed() {
        let code = fresh_recovery_code();
        assert_eq!((code.len(), plain(&code).len()), (19, 16));
        assert_eq!(plain(&code.to_uppercase().replace('-', " ")), plain(&code));
        assert_ne!(code, fresh_recovery_code());
    }

    #[test]
    fn an_authenticator_is_told_whose_codes_they_are() {
        let said = address("ABCD", "ada+bills@example.org");
        assert!(said.starts_with("otpauth://totp/Muster:ada%2Bbills%40example.org?secret=ABCD&issuer=Muster"), "{said}");
        assert!(picture(&said).unwrap().starts_with("<svg"));
    }
}

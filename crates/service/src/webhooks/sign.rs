//! Signatures of the Standard Webhooks specification: HMAC-SHA256 over `ID.TIMESTAMP.BODY`, with a secret that both sides
//! know, written `whsec_` and base64.

use data_encoding::BASE64;
use ring::hmac;

const PREFIX: &str = "whsec_";

/// A secret of 256 bits.
pub(crate) fn fresh() -> String {
    format!("{PREFIX}{}", BASE64.encode(&rand::random::<[u8; 32]>()))
}

/// What the header `webhook-signature` says of a body; `None` for a text that is no secret.
pub(crate) fn signature(secret: &str, (id, timestamp): (&str, i64), body: &str) -> Option<String> {
    let key = BASE64.decode(secret.strip_prefix(PREFIX)?.as_bytes()).ok()?;
    let signed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), format!("{id}.{timestamp}.{body}").as_bytes());
    Some(format!("v1,{}", BASE64.encode(signed.as_ref())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn it_signs_as_the_specification_does() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let signed = signature(secret, ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330), r#"{"test": 2432232314}"#);
        assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert_eq!(signature("secret", ("id", 0), ""), None);
        assert_ne!(fresh(), fresh());
    }
}

//! Values of settings that are more than a text or a number.

use serde::{Deserialize, Serialize};

/// Where reports are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) enum Engine {
    /// In the console's own process.
    Embedded,
}

/// Bytes, written `512MiB` or `2GiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Memory(pub(crate) usize);

impl TryFrom<String> for Engine {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "embedded" => Ok(Self::Embedded),
            cluster if cluster.starts_with("df://") => Err(format!("`{text}`: this version computes in its own process only")),
            _ => Err(format!("`{text}` is no engine: expected embedded")),
        }
    }
}

impl From<Engine> for String {
    fn from(engine: Engine) -> Self {
        match engine {
            Engine::Embedded => "embedded".to_owned(),
        }
    }
}

impl TryFrom<String> for Memory {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a size: expected for example 512MiB or 2GiB");
        let (digits, shift) = match (text.strip_suffix("GiB"), text.strip_suffix("MiB")) {
            (Some(digits), _) => (digits, 30),
            (None, Some(digits)) => (digits, 20),
            (None, None) => return Err(wrong()),
        };
        let count: usize = digits.trim().parse().map_err(|_| wrong())?;
        if count == 0 { Err(wrong()) } else { Ok(Self(count << shift)) }
    }
}

impl From<Memory> for String {
    fn from(memory: Memory) -> Self {
        format!("{}MiB", memory.0 >> 20)
    }
}

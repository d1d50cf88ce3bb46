//! How a command ends: one line on standard error, and the exit code that interfaces.md promises.

use std::process::ExitCode;

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A check of `muster verify` does not hold (1).
    #[error("{0}")]
    Check(String),
    /// Wrong usage or wrong input (2).
    #[error("{0}")]
    Input(String),
    /// The world around: disk, permissions, network, database (3).
    #[error("{0}")]
    Environment(String),
}

impl Failure {
    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Check(_) => 1,
            Self::Input(_) => 2,
            Self::Environment(_) => 3,
        })
    }

    pub(crate) fn input(reason: impl std::fmt::Display) -> Self {
        Self::Input(one_line(reason))
    }

    pub(crate) fn environment(reason: impl std::fmt::Display) -> Self {
        Self::Environment(one_line(reason))
    }
}

/// The whole reason on one line, so that scripts can read it.
fn one_line(reason: impl std::fmt::Display) -> String {
    reason.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_told_on_one_line() {
        assert_eq!(Failure::input("bad\n  number").to_string(), "bad number");
    }
}

//! Signing up and in, and the ways in for those who cannot.

mod code;
mod confirm;
mod forgotten;
mod sign_in;
mod sign_up;

pub(crate) use code::SignInCodePage;
pub(crate) use confirm::{ConfirmPage, ConfirmedPage};
pub(crate) use forgotten::{ForgottenPage, ResetPage};
pub(crate) use sign_in::SignIn;
pub(crate) use sign_up::SignUp;

//! Signing up and in.

mod sign_in;
mod sign_up;

pub(crate) use sign_in::SignIn;
pub(crate) use sign_up::SignUp;

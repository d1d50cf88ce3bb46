//! One's own account: who one is, what guards it, and where one is signed in.

mod codes;
mod forms;
mod overview;
mod sessions;
mod two_factor;

pub(crate) use codes::RecoveryCodesPage;
pub(crate) use overview::AccountPage;
pub(crate) use two_factor::TwoFactorPage;

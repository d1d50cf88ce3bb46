//! People: signing up, signing in, and who is signed in.

use muster_domain::UserId;
use muster_domain::view::organizations::Me;

use crate::{Ctx, Error, Muster};

/// What a person sends to sign up.
#[derive(Clone)]
pub struct SignUp {
    pub email: String,
    /// At least 8 characters.
    pub password: String,
    /// How the console calls the person.
    pub name: String,
    /// Name of the organization that is made with them as its administrator.
    pub organization: String,
}

/// Makes a person and their organization.
///
/// # Errors
/// `Invalid` at `email`, `password`, `name` or `organization`.
pub async fn sign_up(muster: &Muster, form: SignUp) -> Result<UserId, Error> {
    let _ = (muster, form);
    Err(Error::NotFound)
}

/// The person with this e-mail and password.
///
/// # Errors
/// `Invalid` at `email`, the same and as slow for an unknown e-mail as for a wrong password`.
pub async fn sign_in(muster: &Muster, email: &str, password: &str) -> Result<UserId, Error> {
    let _ = (muster, email, password);
    Err(Error::NotFound)
}

/// Who is signed in, and their organizations.
///
/// # Errors
/// `NotSignedIn`.
pub async fn me(ctx: &Ctx) -> Result<Me, Error> {
    let _ = (ctx,);
    Err(Error::NotFound)
}

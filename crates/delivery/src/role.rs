//! A customer's role, assumed for as long as somebody reads by it.

use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_sdk_sts::Client;

use crate::refusal::{Asked, Refusal};

/// The session as which the customer's own records (CloudTrail) show it.
const SESSION: &str = "muster";

/// Assumes the role whenever it is asked; the client that has it keeps the answer until shortly before it expires.
#[derive(Debug)]
pub(crate) struct Role {
    pub(crate) sts: Client,
    pub(crate) arn: String,
    pub(crate) external_id: String,
    /// Of the first time, when it was asked for to see whether it may be.
    pub(crate) first: Mutex<Option<Credentials>>,
}

impl Role {
    /// # Errors
    /// Why it may not be assumed.
    pub(crate) async fn try_it(&self) -> Result<(), Refusal> {
        let credentials = self.assume().await?;
        *self.first.lock().unwrap_or_else(PoisonError::into_inner) = Some(credentials);
        Ok(())
    }

    async fn assume(&self) -> Result<Credentials, Refusal> {
        let request = self.sts.assume_role().role_arn(&self.arn).external_id(&self.external_id).role_session_name(SESSION);
        let answer = request.send().await.map_err(|error| Refusal::of(Asked::Assume, &error))?;
        let given = answer.credentials.ok_or_else(|| Refusal::Other("STS answered without credentials".to_owned()))?;
        let expiry = SystemTime::try_from(given.expiration).map_err(|error| Refusal::Other(error.to_string()))?;
        Ok(Credentials::new(given.access_key_id, given.secret_access_key, Some(given.session_token), Some(expiry), "AssumeRole"))
    }
}

impl ProvideCredentials for Role {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        match first {
            Some(first) => future::ProvideCredentials::ready(Ok(first)),
            None => future::ProvideCredentials::new(async { self.assume().await.map_err(CredentialsError::provider_error) }),
        }
    }
}

//! The bucket in which an installation keeps its own ledger, opened for the engine: with the server's own identity, in
//! the bucket's region, at the endpoint that the environment says. By object_store, since plans read through it, and for
//! its conditional writes; its credentials are the SDK's all the same, so that a server is one and the same to AWS.

use std::io;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use muster_engine::place;
use object_store::aws::{AmazonS3Builder, AwsCredential, resolve_bucket_region};
use object_store::client::SpawnedReqwestConnector;
use object_store::{BackoffConfig, ClientOptions, CredentialProvider, Error, ObjectStore, RetryConfig};
use tokio::sync::Mutex;

use crate::Aws;
use crate::aws::REGION;
use crate::refusal::Refusal;

/// A part of eight megabytes over a slow line.
const ANSWER: Duration = Duration::from_secs(120);
/// How long a request is tried again before whoever waits is told.
const PATIENCE: Duration = Duration::from_secs(30);
const ATTEMPTS: usize = 5;
/// How long before their end credentials are fetched anew.
const EARLY: Duration = Duration::from_secs(300);

/// Lets the engine open buckets. Once, at the start of a program; nothing is asked of AWS before a bucket is named.
pub fn open_ledgers() {
    static AWS: OnceLock<Aws> = OnceLock::new();
    place::open_buckets_with(|bucket| {
        let runtime = place::runtime()?;
        AWS.get_or_init(|| Aws::new(runtime.clone())).open(bucket)
    });
}

impl Aws {
    /// The bucket, for whoever is to read and write in it.
    ///
    /// # Errors
    /// Where there are no certificates, or its region cannot be found.
    pub fn open(&self, bucket: &str) -> io::Result<Arc<dyn ObjectStore>> {
        // On a thread of its own: whoever asks may be at work on a runtime's.
        let opening = std::thread::scope(|scope| scope.spawn(|| self.runtime().block_on(self.opened(bucket))).join());
        opening.map_err(|_| io::Error::other("the bucket could not be opened"))?
    }

    async fn opened(&self, bucket: &str) -> io::Result<Arc<dyn ObjectStore>> {
        let ambient = self.ambient().await?;
        let endpoint = self.endpoint(ambient);
        let options = ClientOptions::new()
            .with_timeout(ANSWER)
            .with_allow_http(endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http://")));
        let retry = RetryConfig { backoff: BackoffConfig::default(), max_retries: ATTEMPTS, retry_timeout: PATIENCE };
        let region = match (ambient.region(), &endpoint) {
            (Some(region), _) => region.to_string(),
            (None, Some(_)) => REGION.to_owned(),
            (None, None) => resolve_bucket_region(bucket, &options)
                .await
                .map_err(|error| io::Error::other(format!("its region cannot be found, set AWS_REGION: {error}")))?,
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(region)
            .with_client_options(options)
            .with_retry(retry)
            .with_credentials(Arc::new(Ambient::of(ambient)))
            .with_http_connector(SpawnedReqwestConnector::new(self.runtime().clone()));
        if let Some(endpoint) = endpoint {
            // A store of one's own rarely has a name for each bucket: the path names it.
            builder = builder.with_endpoint(endpoint);
        }
        Ok(Arc::new(builder.build().map_err(io::Error::other)?))
    }
}

/// The server's own credentials, kept until shortly before they end.
#[derive(Debug)]
struct Ambient {
    provider: Option<SharedCredentialsProvider>,
    last: Mutex<Option<(Arc<AwsCredential>, Option<SystemTime>)>>,
}

impl Ambient {
    fn of(config: &SdkConfig) -> Self {
        Self { provider: config.credentials_provider(), last: Mutex::default() }
    }
}

#[async_trait]
impl CredentialProvider for Ambient {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AwsCredential>> {
        let mut last = self.last.lock().await;
        if let Some((credential, end)) = &*last
            && end.is_none_or(|end| SystemTime::now() + EARLY < end)
        {
            return Ok(Arc::clone(credential));
        }
        let none = || Error::Generic { store: "S3", source: Box::new(Refusal::NoIdentity) };
        let provider = self.provider.as_ref().ok_or_else(none)?;
        let given = provider.provide_credentials().await.map_err(|_| none())?;
        let credential = Arc::new(credential(&given));
        *last = Some((Arc::clone(&credential), given.expiry()));
        Ok(credential)
    }
}

fn credential(given: &Credentials) -> AwsCredential {
    AwsCredential {
        key_id: given.access_key_id().to_owned(),
        secret_key: given.secret_access_key().to_owned(),
        token: given.session_token().map(str::to_owned),
    }
}

//! Who the server is to AWS, and as whom it reads.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_s3::config::{ResponseChecksumValidation, SharedCredentialsProvider};
use muster_domain::connection::{Finding, RoleArn, S3Delivery, Source};
use tokio::runtime::Handle;
use tokio::sync::OnceCell;

use crate::Shelf;
use crate::finding::{AMAZON, About, of_refusal};
use crate::refusal::Refusal;
use crate::role::Role;
use crate::store::{Store, is_object_url, split};
use crate::transport::transport;

/// Where nobody says one: what STS and S3 took for granted before there were others.
pub(crate) const REGION: &str = "us-east-1";
/// A request that has no answer by then is sent again; the bytes of an answer come after.
const ANSWER: Duration = Duration::from_secs(30);

/// The installation towards AWS. Its own identity is what the environment says (variables, a profile, a container's or a
/// machine's role), found when it is first needed. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Aws {
    pub(crate) runtime: Handle,
    identity: Option<Identity>,
    ambient: Arc<OnceCell<SdkConfig>>,
}

/// A key, and where it is known.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Identity {
    pub key: String,
    pub secret: String,
    pub endpoint: String,
}

impl Aws {
    /// Requests run on `runtime`; callers wait outside of it.
    pub fn new(runtime: Handle) -> Self {
        Self { runtime, identity: None, ambient: Arc::default() }
    }

    /// The same as somebody else, at another endpoint: for tests, which share one environment.
    #[doc(hidden)]
    #[must_use]
    pub fn with_identity(self, identity: Identity) -> Self {
        Self { identity: Some(identity), ..self }
    }

    /// ARN of the server's own principal, which roles have to trust.
    ///
    /// # Errors
    /// [`Refusal::NoIdentity`], or what STS says.
    pub fn principal(&self) -> Result<String, Refusal> {
        self.runtime.block_on(async {
            let sts = sts(self.ambient().await?, REGION, None);
            let answer = sts.get_caller_identity().send().await;
            let answer = answer.map_err(|error| Refusal::of(crate::refusal::Asked::Assume, &error))?;
            answer.arn.ok_or_else(|| Refusal::Other("STS answered without an ARN".to_owned()))
        })
    }

    /// What reads there.
    ///
    /// # Errors
    /// Why nothing can be read.
    pub fn shelf(&self, source: &Source) -> Result<Shelf, Finding> {
        match source {
            Source::S3(delivery) => {
                self.of_customer(delivery).map_err(|refusal| of_refusal(&About::of(delivery), &refusal, &delivery.place.url()))
            }
            Source::Location { url } if is_object_url(url) => {
                self.own(url).map_err(|refusal| of_refusal(&About::location(url), &refusal, url))
            }
            Source::Location { url } => Ok(Shelf::folder(PathBuf::from(url))),
        }
    }

    /// In the customer's role.
    fn of_customer(&self, delivery: &S3Delivery) -> Result<Shelf, Refusal> {
        self.runtime.block_on(async {
            let place = &delivery.place;
            let ambient = self.ambient().await?;
            let role =
                assumed(ambient, (&delivery.role, &delivery.external_id), (&place.region, place.endpoint.as_deref())).await?;
            let mut config = self.s3(ambient).region(Region::new(place.region.clone())).force_path_style(place.path_style);
            config.set_credentials_provider(Some(role));
            if let Some(endpoint) = &place.endpoint {
                config.set_endpoint_url(Some(endpoint.clone()));
            }
            let store = Store::new(self.runtime.clone(), config.build(), place.requester_pays);
            let root = PathBuf::from(place.url());
            Ok(Shelf { bucket: Arc::new(store), root, about: About::of(delivery) })
        })
    }

    /// What reads `s3://bucket/prefix` with the server's own rights.
    ///
    /// # Errors
    /// Without an identity of its own.
    pub fn own(&self, url: &str) -> Result<Shelf, Refusal> {
        let (bucket, key) = split(url.as_ref()).ok_or_else(|| Refusal::Other(format!("{url}: expected s3://BUCKET/PREFIX")))?;
        self.runtime.block_on(async {
            let ambient = self.ambient().await?;
            let mut config = self.s3(ambient);
            if ambient.region().is_none() {
                config.set_region(Some(Region::new(REGION)));
            }
            // A store of one's own rarely has a name for each bucket.
            let endpoint = self.endpoint(ambient);
            config.set_force_path_style(Some(endpoint.is_some()));
            let store = Store::new(self.runtime.clone(), config.build(), false);
            let about = About { role: None, bucket, prefix: key, endpoint: endpoint.unwrap_or_else(|| AMAZON.to_owned()) };
            Ok(Shelf { bucket: Arc::new(store), root: PathBuf::from(url.trim_end_matches('/')), about })
        })
    }

    pub(crate) fn s3(&self, ambient: &SdkConfig) -> aws_sdk_s3::config::Builder {
        aws_sdk_s3::config::Builder::from(ambient)
            .retry_config(RetryConfig::standard().with_max_attempts(4).with_initial_backoff(Duration::from_millis(200)))
            .timeout_config(TimeoutConfig::builder().operation_attempt_timeout(ANSWER).build())
            // Of a range there is none, and not every store knows how.
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
    }

    pub(crate) fn runtime(&self) -> &Handle {
        &self.runtime
    }

    /// Of S3, where it is not AWS's own.
    pub(crate) fn endpoint(&self, ambient: &SdkConfig) -> Option<String> {
        // A test's identity is at home at its own endpoint, whatever the environment says.
        let of_s3 = || std::env::var("AWS_ENDPOINT_URL_S3").ok().filter(|_| self.identity.is_none());
        of_s3().or_else(|| ambient.endpoint_url().map(str::to_owned))
    }

    pub(crate) async fn ambient(&self) -> Result<&SdkConfig, Refusal> {
        self.ambient
            .get_or_try_init(|| async {
                let transport = transport().map_err(|error| Refusal::Unreachable(format!("no certificates: {error}")))?;
                let mut config = aws_config::defaults(BehaviorVersion::latest()).http_client(transport);
                if let Some(Identity { key, secret, endpoint }) = &self.identity {
                    let key = Credentials::new(key, secret, None, None, "test");
                    config = config.credentials_provider(key).endpoint_url(endpoint).region(REGION);
                }
                Ok(config.load().await)
            })
            .await
    }
}

/// Whoever reads or writes in a customer's role, which was asked for once beforehand: later, a refusal would stand behind
/// every other. The place is a region, and the endpoint of a store of one's own.
pub(crate) async fn assumed(
    ambient: &SdkConfig,
    (arn, external_id): (&RoleArn, &str),
    (region, endpoint): (&str, Option<&str>),
) -> Result<SharedCredentialsProvider, Refusal> {
    let role = Role {
        sts: sts(ambient, region, endpoint),
        arn: arn.to_string(),
        external_id: external_id.to_owned(),
        first: Mutex::default(),
    };
    role.try_it().await?;
    Ok(SharedCredentialsProvider::new(role))
}

/// The role may be assumed anywhere; but a store of one's own answers for its roles itself, unless the environment says who.
fn sts(ambient: &SdkConfig, region: &str, endpoint: Option<&str>) -> aws_sdk_sts::Client {
    let mut config = aws_sdk_sts::config::Builder::from(ambient);
    if ambient.region().is_none() {
        config.set_region(Some(Region::new(region.to_owned())));
    }
    let said = ambient.endpoint_url().is_some() || std::env::var_os("AWS_ENDPOINT_URL_STS").is_some();
    if let Some(endpoint) = endpoint.filter(|_| !said) {
        config.set_endpoint_url(Some(endpoint.to_owned()));
    }
    aws_sdk_sts::Client::from_conf(config.build())
}

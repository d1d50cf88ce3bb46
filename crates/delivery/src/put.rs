//! A file put into somebody's bucket: in a role of theirs, or with the server's own rights where its operator opened a place.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use aws_config::Region;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{RequestChecksumCalculation, SharedCredentialsProvider};
use aws_sdk_s3::primitives::ByteStream;
use muster_domain::connection::{Destination, RoleArn};

use crate::aws::{Aws, sts};
use crate::refusal::{Asked, Refusal};
use crate::role::Role;

/// What one request may take, its whole body included.
const REQUEST: Duration = Duration::from_secs(300);

/// A file, and what the object is to be.
#[derive(Clone, Copy, Debug)]
pub struct Put<'a> {
    /// What the destination's role is asked for with.
    pub external_id: &'a str,
    pub key: &'a str,
    pub file: &'a Path,
}

impl Aws {
    /// Puts it there, over an object of the same key.
    ///
    /// # Errors
    /// Why it is not there.
    pub fn put(&self, destination: &Destination, put: &Put<'_>) -> Result<(), Refusal> {
        self.runtime.block_on(async {
            let client = self.writer(destination, put.external_id).await?;
            let body = ByteStream::from_path(put.file).await;
            let body = body.map_err(|error| Refusal::Other(format!("the report's file cannot be read: {error}")))?;
            let request = client.put_object().bucket(&destination.bucket).key(put.key).body(body);
            let sent = request.content_type(media_type(put.file)).send().await;
            sent.map(drop).map_err(|error| Refusal::of(Asked::Write, &error))
        })
    }

    async fn writer(&self, destination: &Destination, external_id: &str) -> Result<Client, Refusal> {
        let ambient = self.ambient().await?;
        let mut config = self.s3(ambient).region(Region::new(destination.region.clone()));
        config.set_timeout_config(Some(TimeoutConfig::builder().operation_attempt_timeout(REQUEST).build()));
        let own = ambient.endpoint_url().map(str::to_owned).or_else(|| std::env::var("AWS_ENDPOINT_URL_S3").ok());
        let endpoint = match &destination.role {
            Some(arn) => {
                config.set_credentials_provider(Some(self.role(arn, destination, external_id).await?));
                destination.endpoint.clone().or(own)
            }
            None => own,
        };
        if let Some(endpoint) = endpoint {
            // A store of one's own rarely has a name for each bucket, nor always checksums behind a body.
            config = config.endpoint_url(endpoint).force_path_style(true);
            config = config.request_checksum_calculation(RequestChecksumCalculation::WhenRequired);
        }
        Ok(Client::from_conf(config.build()))
    }

    async fn role(
        &self,
        arn: &RoleArn,
        destination: &Destination,
        external_id: &str,
    ) -> Result<SharedCredentialsProvider, Refusal> {
        let ambient = self.ambient().await?;
        let role = Role {
            sts: sts(ambient, &destination.region, destination.endpoint.as_deref()),
            arn: arn.to_string(),
            external_id: external_id.to_owned(),
            first: Mutex::default(),
        };
        role.try_it().await?;
        Ok(SharedCredentialsProvider::new(role))
    }
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|end| end.to_str()) {
        Some("csv") => "text/csv",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("parquet") => "application/vnd.apache.parquet",
        _ => "application/octet-stream",
    }
}

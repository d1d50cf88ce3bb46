//! A file put into somebody's bucket: in a role of theirs, or with the server's own rights where its operator opened a place.

use std::path::Path;
use std::time::Duration;

use aws_config::Region;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::RequestChecksumCalculation;
use aws_sdk_s3::primitives::ByteStream;
use muster_domain::connection::Destination;

use crate::aws::{Aws, assumed};
use crate::refusal::{Asked, Refusal};

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
            let sent = request.content_type(destination.format.media_type()).send().await;
            sent.map(drop).map_err(|error| Refusal::of(Asked::Write, &error))
        })
    }

    async fn writer(&self, destination: &Destination, external_id: &str) -> Result<Client, Refusal> {
        let ambient = self.ambient().await?;
        let mut config = self.s3(ambient).region(Region::new(destination.region.clone()));
        config.set_timeout_config(Some(TimeoutConfig::builder().operation_attempt_timeout(REQUEST).build()));
        let own = self.endpoint(ambient);
        let endpoint = match &destination.role {
            Some(arn) => {
                let place = (&*destination.region, destination.endpoint.as_deref());
                config.set_credentials_provider(Some(assumed(ambient, (arn, external_id), place).await?));
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
}

//! Objects of S3 for the engine: listed, and read in ranges that must be of the object that was listed.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_sdk_s3::types::RequestPayer;
use aws_sdk_s3::{Client, Config};
use bytes::Bytes;
use chrono::DateTime;
use muster_engine::import::{Bucket, Object};
use tokio::runtime::Handle;

use crate::refusal::{Asked, Refusal};

/// How often an answer that broke off is asked for, the SDK's own attempts at each aside.
const ATTEMPTS: u32 = 5;
const WAIT: Duration = Duration::from_millis(250);
/// A part is a few megabytes.
const PART: Duration = Duration::from_secs(120);

pub(crate) struct Store {
    runtime: Handle,
    config: Config,
    /// Another one when its credentials were refused as expired before their time.
    client: Mutex<Client>,
    payer: Option<RequestPayer>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

/// Whether a text names something in an object store.
pub fn is_object_url(text: &str) -> bool {
    text.starts_with("s3://")
}

/// Bucket and key of `s3://bucket/key`; a path forgets how many slashes there were at its start. A key may begin with one:
/// AWS made such of reports without a prefix.
pub(crate) fn split(name: &Path) -> Option<(String, String)> {
    let text = name.to_str()?.strip_prefix("s3:")?.trim_start_matches('/');
    let (bucket, key) = text.split_once('/').unwrap_or((text, ""));
    (!bucket.is_empty()).then(|| (bucket.to_owned(), key.trim_end_matches('/').to_owned()))
}

fn name(bucket: &str, key: &str) -> PathBuf {
    PathBuf::from(format!("s3://{bucket}/{key}"))
}

impl Store {
    pub(crate) fn new(runtime: Handle, config: Config, requester_pays: bool) -> Self {
        let client = Mutex::new(Client::from_conf(config.clone()));
        Self { runtime, config, client, payer: requester_pays.then_some(RequestPayer::Requester) }
    }

    fn client(&self) -> Client {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets credentials that the store does not take any more.
    fn renew(&self) {
        *self.client.lock().unwrap_or_else(PoisonError::into_inner) = Client::from_conf(self.config.clone());
    }

    /// Does it until it is done or refused for good. A listing that nobody answers is told at once: somebody may be waiting
    /// to see it, while an import of an hour had better go on.
    async fn insist<T>(&self, asked: Asked, work: impl AsyncFn() -> Result<T, Refusal>) -> Result<T, Refusal> {
        let mut attempt = 1;
        loop {
            match work().await {
                Err(Refusal::Expired) if attempt < ATTEMPTS => self.renew(),
                Err(refusal) if refusal.may_pass() && asked == Asked::Read && attempt < ATTEMPTS => {
                    tokio::time::sleep(WAIT * 2_u32.pow(attempt - 1)).await;
                }
                done => return done,
            }
            attempt += 1;
        }
    }

    async fn all(&self, bucket: &str, prefix: &str) -> Result<Vec<Object>, Refusal> {
        let (mut objects, mut after) = (Vec::new(), None);
        loop {
            let (mut page, next) = self.insist(Asked::List, async || self.page(bucket, prefix, after.clone()).await).await?;
            objects.append(&mut page);
            if next.is_none() {
                return Ok(objects);
            }
            after = next;
        }
    }

    async fn page(&self, bucket: &str, prefix: &str, after: Option<String>) -> Result<(Vec<Object>, Option<String>), Refusal> {
        let request = self.client().list_objects_v2().bucket(bucket).prefix(prefix).set_continuation_token(after);
        let answer =
            request.set_request_payer(self.payer.clone()).send().await.map_err(|error| Refusal::of(Asked::List, &error))?;
        let object = |object: aws_sdk_s3::types::Object| {
            let modified = object.last_modified.and_then(|time| DateTime::from_timestamp(time.secs(), time.subsec_nanos()));
            Some(Object {
                name: name(bucket, &object.key?),
                bytes: u64::try_from(object.size.unwrap_or(0)).unwrap_or(0),
                version: object.e_tag.unwrap_or_default(),
                modified: modified.unwrap_or_default(),
            })
        };
        Ok((answer.contents.unwrap_or_default().into_iter().filter_map(object).collect(), answer.next_continuation_token))
    }

    async fn part(&self, object: &Object, range: &Range<u64>) -> Result<Bytes, Refusal> {
        let (bucket, key) = split(&object.name).ok_or_else(|| Refusal::Other("not an object's URL".to_owned()))?;
        let request = self.client().get_object().bucket(bucket).key(key).set_request_payer(self.payer.clone());
        let request = request.range(format!("bytes={}-{}", range.start, range.end - 1));
        let version = Some(object.version.clone()).filter(|version| !version.is_empty());
        let answer = request.set_if_match(version).send().await.map_err(|error| Refusal::of(Asked::Read, &error))?;
        let body = tokio::time::timeout(PART, answer.body.collect()).await;
        let body = body.map_err(|_| Refusal::Passing("the answer stopped coming".to_owned()))?;
        let bytes = body.map_err(|error| Refusal::Passing(format!("the answer broke off: {error}")))?.into_bytes();
        match bytes.len() as u64 == range.end - range.start {
            true => Ok(bytes),
            false => Err(Refusal::Passing("the answer is not as long as it should be".to_owned())),
        }
    }
}

impl Bucket for Store {
    fn list(&self, root: &Path) -> io::Result<Vec<Object>> {
        let (bucket, prefix) = split(root).ok_or(io::ErrorKind::InvalidInput)?;
        // `daily` is not `daily-old`: with its slash it is also what a role with the least rights may list.
        let folder = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        let mut listed = self.runtime.block_on(self.all(&bucket, &folder))?;
        if listed.is_empty() {
            // Then it may be an object's own name; who may not ask for that has named a folder.
            let (page, _) = self.runtime.block_on(self.page(&bucket, &prefix, None)).unwrap_or_default();
            listed = page.into_iter().filter(|object| object.name == root).collect();
        }
        // Consoles make empty objects that stand for folders.
        listed.retain(|object| !object.name.as_os_str().to_string_lossy().ends_with('/'));
        Ok(listed)
    }

    fn read(&self, object: &Object, range: Range<u64>) -> io::Result<Bytes> {
        if range.is_empty() {
            return Ok(Bytes::new());
        }
        Ok(self.runtime.block_on(self.insist(Asked::Read, async || self.part(object, &range).await))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_a_bucket_and_a_key() {
        let of = |url: &str| split(Path::new(url));
        let both = |bucket: &str, key: &str| Some((bucket.to_owned(), key.to_owned()));
        assert_eq!(of("s3://bills/cur/daily/"), both("bills", "cur/daily"));
        assert_eq!(of("s3://bills"), both("bills", ""));
        assert_eq!(of("s3:/bills/cur"), both("bills", "cur"));
        assert_eq!(of("s3://bills//daily/1.csv"), both("bills", "/daily/1.csv"));
        assert_eq!((of("/srv/bills"), of("s3://")), (None, None));
    }
}

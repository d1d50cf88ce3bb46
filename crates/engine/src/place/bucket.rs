//! Objects of a bucket. Buckets are opened by whoever knows stores and credentials (the engine knows neither) and are
//! known by their names from then on: what they are opened with is the process's own, as its environment is.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::path::Path as Key;
use object_store::{Error, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, UpdateVersion};
use tokio::runtime::{Builder, Handle, Runtime};

use super::Entry;
use super::far::Far;

/// Opens a bucket by its name, or says in one line why not.
type Opener = Box<dyn Fn(&str) -> io::Result<Arc<dyn ObjectStore>> + Send + Sync>;

static OPENER: OnceLock<Opener> = OnceLock::new();
static STORES: Mutex<BTreeMap<String, Arc<dyn ObjectStore>>> = Mutex::new(BTreeMap::new());

/// Says how buckets are opened; once, at the start of the process. What they are opened with should send its requests on
/// [`runtime`].
pub fn open_buckets_with(opener: impl Fn(&str) -> io::Result<Arc<dyn ObjectStore>> + Send + Sync + 'static) {
    // The first stays: a second would be a second start.
    let _ = OPENER.set(Box::new(opener));
}

/// The bucket of this name is this store.
pub fn mount(bucket: &str, store: Arc<dyn ObjectStore>) {
    STORES.lock().unwrap_or_else(PoisonError::into_inner).insert(bucket.to_owned(), store);
}

/// The threads on which requests travel: callers wait for them wherever they are, also on threads of other runtimes.
///
/// # Errors
/// Where they cannot be started.
pub fn runtime() -> io::Result<&'static Handle> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    let start = || Builder::new_multi_thread().worker_threads(2).thread_name("muster-bucket").enable_all().build();
    let runtime = RUNTIME.get_or_init(|| start().map_err(|error| error.to_string()));
    runtime.as_ref().map(Runtime::handle).map_err(|error| io::Error::other(error.clone()))
}

/// Runs the work there, and waits.
pub(super) fn wait<T: Send + 'static>(work: impl Future<Output = Result<T, Error>> + Send + 'static) -> io::Result<T> {
    let (sender, answer) = std::sync::mpsc::sync_channel(1);
    runtime()?.spawn(async move {
        // Whoever asked is waiting below.
        let _ = sender.send(work.await);
    });
    answer.recv().map_err(|_| io::Error::other("a request ended without an answer"))?.map_err(said)
}

/// The store of a bucket.
pub(crate) fn store_of(path: &Path) -> io::Result<Arc<dyn ObjectStore>> {
    let (bucket, _) = split(path)?;
    let mut stores = STORES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = stores.get(&bucket) {
        return Ok(Arc::clone(known));
    }
    let opener = OPENER.get().ok_or_else(|| io::Error::other(format!("s3://{bucket}: this program opens no buckets")))?;
    let store = opener(&bucket)?;
    stores.insert(bucket, Arc::clone(&store));
    Ok(store)
}

/// The URL by which plans name an object.
pub(crate) fn url_of(path: &Path) -> io::Result<url::Url> {
    let (bucket, key) = split(path)?;
    let mut url = url::Url::parse(&format!("s3://{bucket}/")).map_err(io::Error::other)?;
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(key.split('/').filter(|part| !part.is_empty()));
    }
    Ok(url)
}

/// Bucket and key; a path may have forgotten how many slashes there were at its start.
fn split(path: &Path) -> io::Result<(String, String)> {
    let wrong = || io::Error::new(io::ErrorKind::InvalidInput, format!("{}: expected s3://BUCKET/PREFIX", path.display()));
    let text = path.to_str().and_then(|text| text.strip_prefix("s3:")).ok_or_else(wrong)?.trim_start_matches('/');
    let (bucket, key) = text.split_once('/').unwrap_or((text, ""));
    if bucket.is_empty() {
        return Err(wrong());
    }
    Ok((bucket.to_owned(), key.trim_matches('/').to_owned()))
}

/// An object, or a folder of them.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) store: Arc<dyn ObjectStore>,
    pub(super) key: Key,
    bucket: String,
}

/// What an object must be for a write to happen.
pub(crate) enum Expected {
    Absent,
    Is(Version),
}

/// Another one whenever the content of an object is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version(Option<String>);

impl Object {
    pub(super) fn at(path: &Path) -> io::Result<Self> {
        let (bucket, key) = split(path)?;
        let key = Key::parse(&key).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        Ok(Self { store: store_of(path)?, key, bucket })
    }

    fn path(&self, key: &Key) -> PathBuf {
        PathBuf::from(format!("s3://{}/{key}", self.bucket))
    }

    pub(super) fn read(self) -> io::Result<Bytes> {
        wait(async move { self.store.get(&self.key).await?.bytes().await })
    }

    pub(super) fn head(&self) -> io::Result<ObjectMeta> {
        let Self { store, key, .. } = self.clone();
        wait(async move { store.head(&key).await })
    }

    /// To be read in ranges, as it is now.
    pub(super) fn far(self) -> io::Result<Far> {
        let known = self.head()?;
        Ok(Far::new(self, known))
    }

    pub(super) fn list(&self) -> io::Result<Vec<Entry>> {
        let Self { store, key, .. } = self.clone();
        let listed: Vec<ObjectMeta> = wait(async move { store.list(Some(&key)).try_collect().await })?;
        let entry = |known: ObjectMeta| Entry {
            path: self.path(&known.location),
            bytes: known.size,
            modified: known.last_modified.into(),
            version: known.e_tag.unwrap_or_default(),
        };
        Ok(listed.into_iter().map(entry).collect())
    }

    /// Whether nothing is below it.
    pub(super) fn is_empty(&self) -> io::Result<bool> {
        let Self { store, key, .. } = self.clone();
        wait(async move { Ok(store.list(Some(&key)).try_next().await?.is_none()) })
    }

    pub(super) fn folders(&self) -> io::Result<Vec<PathBuf>> {
        let Self { store, key, .. } = self.clone();
        let listed = wait(async move { store.list_with_delimiter(Some(&key)).await })?;
        Ok(listed.common_prefixes.iter().map(|key| self.path(key)).collect())
    }

    /// Of two who write it, the second is told.
    pub(super) fn check(self) -> io::Result<()> {
        let wait_and_see = || {
            put(&self, Bytes::from_static(b"first"), PutMode::Create)?;
            match put(&self, Bytes::from_static(b"second"), PutMode::Create)? {
                None => Ok(()),
                Some(_) => Err(io::Error::new(
                    io::ErrorKind::Unsupported,
                    "this store does not heed If-None-Match, so two servers could write one month: a ledger cannot lie here",
                )),
            }
        };
        let seen = wait_and_see();
        seen.and(remove_all(vec![self.clone()]))
    }
}

/// All of them, in their order.
pub(super) fn read_all(objects: Vec<Object>, at_once: usize) -> io::Result<Vec<Bytes>> {
    let read = |object: Object| async move { object.store.get(&object.key).await?.bytes().await };
    wait(stream::iter(objects).map(read).buffered(at_once).try_collect())
}

/// Removes them; one that is not there is as good as removed.
pub(super) fn remove_all(objects: Vec<Object>) -> io::Result<()> {
    let Some(store) = objects.first().map(|object| Arc::clone(&object.store)) else { return Ok(()) };
    wait(async move {
        let keys = stream::iter(objects.into_iter().map(|object| Ok(object.key))).boxed();
        let mut removed = store.delete_stream(keys);
        while let Some(removed) = removed.next().await {
            match removed {
                Ok(_) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    })
}

/// The content of an object and the version that it has with it; `None` where it is not there.
pub(crate) fn read_version(path: &Path) -> io::Result<Option<(Bytes, Version)>> {
    let Object { store, key, .. } = Object::at(path)?;
    wait(async move {
        match store.get(&key).await {
            Err(Error::NotFound { .. }) => Ok(None),
            answer => {
                let answer = answer?;
                let version = Version(answer.meta.e_tag.clone());
                Ok(Some((answer.bytes().await?, version)))
            }
        }
    })
}

/// Writes an object if it is still what was expected; `None` where it is not, and then nothing was written. The content
/// must be one that nobody else writes: a request whose answer was lost is sent again, and is then known by it.
pub(crate) fn write_if(path: &Path, content: Vec<u8>, expected: Expected) -> io::Result<Option<Version>> {
    let object = Object::at(path)?;
    let mode = match expected {
        Expected::Absent => PutMode::Create,
        Expected::Is(Version(e_tag)) => PutMode::Update(UpdateVersion { e_tag, version: None }),
    };
    let content = Bytes::from(content);
    if let Some(written) = put(&object, content.clone(), mode)? {
        return Ok(Some(written));
    }
    Ok(read_version(path)?.filter(|(there, _)| *there == content).map(|(_, version)| version))
}

fn put(object: &Object, content: Bytes, mode: PutMode) -> io::Result<Option<Version>> {
    let Object { store, key, .. } = object.clone();
    wait(async move {
        match store.put_opts(&key, content.into(), mode.into()).await {
            Ok(done) => Ok(Some(Version(done.e_tag))),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    })
}

/// What a store said, in one line: its answers are XML, and the library's own words are long.
pub(super) fn said(error: Error) -> io::Error {
    use io::ErrorKind;
    let text = std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ");
    let between = |open: &str, close: &str| text.split_once(open)?.1.split_once(close).map(|(inside, _)| inside);
    let code = between("<Code>", "</Code>").unwrap_or_default();
    let kind = match &error {
        _ if code == "NoSuchBucket" => return io::Error::other("no such bucket"),
        Error::NotFound { .. } => return ErrorKind::NotFound.into(),
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => ErrorKind::PermissionDenied,
        Error::Precondition { .. } | Error::NotModified { .. } => {
            return io::Error::new(ErrorKind::StaleNetworkFileHandle, "replaced while it was read");
        }
        _ => ErrorKind::Other,
    };
    let line = match (code, between("<Message>", "</Message>")) {
        ("", _) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        (code, Some(message)) => format!("{code}: {message}"),
        (code, None) => code.to_owned(),
    };
    io::Error::new(kind, line)
}

//! Files that come and go over the network while a server waits for neither: downloads and uploads.

use std::io;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::ObjectStoreExt;
use object_store::buffered::BufWriter;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWrite};

use super::bucket::said;
use super::{At, at};

/// Bytes of a disk's file that are read at a time.
const CHUNK: usize = 64 << 10;

/// A file's bytes, as they come.
///
/// # Errors
/// [`io::ErrorKind::NotFound`] where there is none, or the store's.
pub async fn stream(path: &Path) -> io::Result<BoxStream<'static, io::Result<Bytes>>> {
    match at(path)? {
        At::Disk(path) => {
            let file = File::open(path).await?;
            let next = |mut file: File| async move {
                let mut chunk = Vec::with_capacity(CHUNK);
                let count = (&mut file).take(CHUNK as u64).read_to_end(&mut chunk).await?;
                Ok((count > 0).then(|| (Bytes::from(chunk), file)))
            };
            Ok(stream::try_unfold(file, next).boxed())
        }
        At::Bucket(object) => {
            let answer = object.store.get(&object.key).await.map_err(said)?;
            Ok(answer.into_stream().map_err(said).boxed())
        }
    }
}

/// A file that arrives. Shut it down: what it holds until then is not kept.
pub enum Arriving {
    Disk(File),
    Bucket(BufWriter),
}

/// Begins a file that is not there yet.
///
/// # Errors
/// The store's.
pub async fn arriving(path: &Path) -> io::Result<Arriving> {
    Ok(match at(path)? {
        At::Disk(path) => Arriving::Disk(File::create_new(path).await?),
        At::Bucket(object) => Arriving::Bucket(BufWriter::new(object.store, object.key)),
    })
}

impl AsyncWrite for Arriving {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut *self {
            Self::Disk(file) => Pin::new(file).poll_write(cx, bytes),
            Self::Bucket(object) => Pin::new(object).poll_write(cx, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Disk(file) => Pin::new(file).poll_flush(cx),
            Self::Bucket(object) => Pin::new(object).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Disk(file) => Pin::new(file).poll_shutdown(cx),
            Self::Bucket(object) => Pin::new(object).poll_shutdown(cx),
        }
    }
}

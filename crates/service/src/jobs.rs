//! The workers: imports and reports, one after the other, whatever happens to the process.

use crate::Muster;

/// Works until `shutdown` is done: makes imports and reports, removes what has expired. Run one per process.
pub async fn run(muster: Muster, shutdown: impl Future<Output = ()> + Send) {
    let _ = muster;
    shutdown.await;
}

//! How many imports a server makes at once: as many as it was told, and no more.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use muster_domain::connection::{Finding, Source};
use muster_domain::view::imports::WorkState;
use muster_service::deliveries::{Deliveries, Look, NotRead, Parcel, Read, Reading};
use muster_service::{Connecting, imports};

use crate::bill::LABS;
use crate::connections::connected;
use crate::console::Console;
use crate::databases::{Database, on_both};
use crate::shelf::Shelf;

on_both!(as_many_imports_run_at_once_as_were_asked_for_and_no_more);

/// Counts who reads at the same time.
struct Counting {
    inner: Arc<dyn Deliveries>,
    now: AtomicUsize,
    most: AtomicUsize,
    /// Nobody ends before so many have begun, or did not in 20 s.
    expected: usize,
}

#[async_trait]
impl Deliveries for Counting {
    async fn look(&self, source: &Source) -> Result<Look, Finding> {
        self.inner.look(source).await
    }

    async fn read(&self, reading: Reading) -> Result<Read, NotRead> {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        let patience = Instant::now() + Duration::from_secs(20);
        while self.most.load(Ordering::SeqCst) < self.expected && Instant::now() < patience {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // Long enough for one more to begin.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let read = self.inner.read(reading).await;
        self.now.fetch_sub(1, Ordering::SeqCst);
        read
    }

    async fn put(&self, parcel: Parcel) -> Result<(), String> {
        self.inner.put(parcel).await
    }
}

async fn as_many_imports_run_at_once_as_were_asked_for_and_no_more(database: &Database) {
    let shelf = Shelf::new();
    shelf.deliver("2026-02", &[(LABS, "2026-02-02", "Usage", "1")], ("a1", "2026-03-10"));
    for most in [1, 3] {
        let console = Console::open(database).await;
        let connecting = shelf.connecting();
        let counting = Arc::new(Counting {
            inner: Arc::clone(&connecting.deliveries),
            now: AtomicUsize::default(),
            most: AtomicUsize::default(),
            expected: most,
        });
        let console = console.importing(most, Connecting { deliveries: counting.clone(), ..connecting });
        let mut accounts = Vec::new();
        // Imports of one management account follow each other, so there are several.
        for name in ["ada", "bob", "cyd", "dan", "eve"] {
            let person = console.newcomer(name).await;
            let account = connected(&person).await;
            accounts.push((person, account));
        }
        console.work().await;
        assert_eq!(counting.most.load(Ordering::SeqCst), most);
        for (person, account) in accounts {
            let imports = imports::list(&person.ctx, person.org, account).await.unwrap();
            assert_eq!(imports.iter().map(|import| import.state).collect::<Vec<_>>(), [WorkState::Successful]);
        }
    }
}

//! Tables that were decoded and may be asked again. A key names content that never changes (an import, a set of
//! charges), so nothing is ever out of date; what was asked for longest ago makes room.

use std::collections::HashMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::of_lines::Finest;
use super::table::Table;

/// What a table was made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// The folder of an import.
    Import(PathBuf, Finest),
    /// Charges of one month, by their ids.
    Charges(Vec<String>, Finest),
    /// A charge as an end customer may see it, by its id.
    Shown(String, Finest),
}

struct Held {
    table: Arc<OnceCell<Arc<Table>>>,
    asked: u64,
}

#[derive(Default)]
struct Tables {
    held: HashMap<Key, Held>,
    /// Counts questions.
    now: u64,
}

/// Tables up to so many bytes.
pub struct Cache {
    tables: Mutex<Tables>,
    bytes: usize,
}

impl Cache {
    pub fn new(bytes: usize) -> Self {
        Self { tables: Mutex::default(), bytes }
    }

    /// The table, made now where it is not there. Of several who ask at once one makes it.
    ///
    /// # Errors
    /// What making it answers; nothing is kept then.
    pub async fn get<E>(&self, key: Key, make: impl Future<Output = Result<Table, E>>) -> Result<Arc<Table>, E> {
        let cell = self.cell(&key);
        let table = Arc::clone(cell.get_or_try_init(|| async { make.await.map(Arc::new) }).await?);
        self.make_room(&key);
        Ok(table)
    }

    fn cell(&self, key: &Key) -> Arc<OnceCell<Arc<Table>>> {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        tables.now += 1;
        let now = tables.now;
        let held = tables.held.entry(key.clone()).or_insert_with(|| Held { table: Arc::default(), asked: now });
        held.asked = now;
        Arc::clone(&held.table)
    }

    /// Drops what was asked for longest ago, but never the one just asked for.
    fn make_room(&self, last: &Key) {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = |held: &Held| held.table.get().map_or(0, |table| table.bytes());
        let mut total: usize = tables.held.values().map(bytes).sum();
        while total > self.bytes {
            let made = tables.held.iter().filter(|(key, held)| *key != last && held.table.get().is_some());
            let Some(oldest) = made.min_by_key(|(_, held)| held.asked).map(|(key, _)| key.clone()) else { break };
            total -= tables.held.remove(&oldest).map_or(0, |held| bytes(&held));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::rollup::Builder;

    fn key(name: &str) -> Key {
        Key::Charges(vec![name.to_owned()], Finest::UsageType)
    }

    fn table() -> Table {
        let mut builder = Builder::new(1);
        builder.push(["1", "EC2", "", "", "", "", ""], "2026-03-01".parse().unwrap(), [1, 0]).unwrap();
        builder.finish()
    }

    #[tokio::test]
    async fn what_was_asked_for_longest_ago_makes_room() {
        let (made, room) = (Cell::new(0), table().bytes() * 2);
        let cache = Cache::new(room);
        let ask = async |name: &str| {
            let make = async {
                made.set(made.get() + 1);
                Ok::<_, ()>(table())
            };
            cache.get(key(name), make).await.unwrap();
            made.get()
        };
        assert_eq!((ask("a").await, ask("b").await, ask("a").await), (1, 2, 2));
        assert_eq!((ask("c").await, ask("a").await, ask("b").await), (3, 3, 4), "b made room for c");
    }

    #[tokio::test]
    async fn what_cannot_be_made_is_tried_again() {
        let cache = Cache::new(1 << 20);
        assert!(cache.get(key("a"), async { Err::<Table, _>("no") }).await.is_err());
        assert!(cache.get(key("a"), async { Ok::<_, &str>(table()) }).await.is_ok());
    }
}

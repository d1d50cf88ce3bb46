//! Which database a test runs on: a SQLite file always; a PostgreSQL database of its own where
//! `MUSTER_TEST_POSTGRES_URL` names a server on which databases may be made. Without it the PostgreSQL half says so and
//! does nothing.

use std::env;
use std::path::Path;
use std::sync::Mutex;

use muster_store::throwaway::Throwaway;

const POSTGRES: &str = "MUSTER_TEST_POSTGRES_URL";

/// Makes two tests of each function: `sqlite::NAME` and `postgres::NAME`.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                crate::databases::on_sqlite(super::$name).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                crate::databases::on_postgres(super::$name).await;
            })+
        }
    };
}
pub(crate) use on_both;

/// Where the consoles of one test get their databases.
pub(crate) struct Database {
    /// `None` is SQLite.
    server: Option<String>,
    made: Mutex<Vec<Throwaway>>,
}

impl Database {
    /// An empty one; a SQLite file lies in the data folder.
    pub(crate) async fn url(&self, data: &Path) -> String {
        let Some(server) = &self.server else {
            return format!("sqlite://{}", data.join("muster.db").display());
        };
        let made = Throwaway::make(server).await.unwrap();
        let url = made.url();
        self.made.lock().unwrap().push(made);
        url
    }
}

pub(crate) async fn on_sqlite(test: impl AsyncFnOnce(&Database)) {
    test(&Database { server: None, made: Mutex::default() }).await;
}

pub(crate) async fn on_postgres(test: impl AsyncFnOnce(&Database)) {
    let Ok(server) = env::var(POSTGRES) else {
        println!("not run on PostgreSQL: {POSTGRES} is not set");
        return;
    };
    let database = Database { server: Some(server), made: Mutex::default() };
    test(&database).await;
    for made in database.made.into_inner().unwrap() {
        made.remove().await.unwrap();
    }
}

//! A fresh database per test: a SQLite file always; a PostgreSQL database where `MUSTER_TEST_POSTGRES_URL` names a
//! server on which databases may be made. Without it the PostgreSQL half says so and does nothing.

use std::env;

use muster_store::Store;
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

pub(crate) async fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Store) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("muster.db").display());
    let store = Store::open(&url).await.unwrap();
    test(store.clone()).await;
    store.close().await;
}

pub(crate) async fn on_postgres<F: Future<Output = ()>>(test: impl FnOnce(Store) -> F) {
    let Ok(server) = env::var(POSTGRES) else {
        println!("not run on PostgreSQL: {POSTGRES} is not set");
        return;
    };
    let database = Throwaway::make(&server).await.unwrap();
    let store = Store::open(&database.url()).await.unwrap();
    test(store.clone()).await;
    store.close().await;
    database.remove().await.unwrap();
}

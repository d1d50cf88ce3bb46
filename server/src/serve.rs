//! `muster serve`: opens the database and the engine, starts the jobs, and answers until it is told to stop.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::serve::ListenerExt;
use leptos::prelude::LeptosOptions;
use muster_delivery::Aws;
use muster_engine::place;
use muster_engine::session::{self as engine, Engine};
use muster_service::{Muster, Settings, jobs};
use muster_store::Store;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::config::Config;
use crate::deliveries::Delivering;
use crate::exit::Failure;
use crate::metrics::Metrics;
use crate::rest::Limits;
use crate::router::{AppState, Outside, Transport, router};
use crate::secret;
use crate::sessions::Sessions;

/// The console's use cases over the configured database and data folder, and that database for what is wired beside
/// them. Creates both where absent.
pub(crate) async fn open(config: &Config) -> Result<(Muster, Store), Failure> {
    let data = data(&config.data).await?;
    let store = Store::open(&config.database_url()).await.map_err(|e| Failure::environment(format!("database: {e}")))?;
    let engine = Engine::new(&engine::Settings { memory: config.memory.0, ..engine::Settings::default() })
        .map_err(Failure::environment)?;
    let (report_days, imports, self_service) = (config.report_days, usize::from(config.imports), config.self_service);
    let settings = Settings { data, report_days, imports, self_service };
    let deliveries = Delivering::new(Aws::new(Handle::current()));
    let connecting = config.connecting().read(Arc::new(deliveries))?;
    let muster = Muster::new(store.clone(), engine, settings, config.clock()).with_connecting(connecting);
    let secret = secret::read_or_make(&config.secret_file())?;
    let muster = muster.with_secret(secret).with_public_url(&config.public_url()).with_webhooks(config.webhooks()?);
    let muster = match config.mailer()? {
        Some(mailer) => muster.with_mailer(mailer),
        None => muster,
    };
    Ok((muster, store))
}

/// The data folder, made where it is not there; or the bucket, which has to be there and to heed conditions.
async fn data(configured: &Path) -> Result<PathBuf, Failure> {
    let failed = |e| Failure::environment(format!("{}: {e}", configured.display()));
    if place::is_remote(configured) {
        let data = configured.to_owned();
        let checked = tokio::task::spawn_blocking(move || place::check(&data).map(|()| data));
        return checked.await.map_err(Failure::environment)?.map_err(failed);
    }
    std::fs::create_dir_all(configured).map_err(failed)?;
    configured.canonicalize().map_err(failed)
}

pub(crate) async fn serve(config: Config) -> Result<(), Failure> {
    let (muster, store) = open(&config).await?;
    let listener =
        TcpListener::bind(config.address).await.map_err(|e| Failure::environment(format!("{}: {e}", config.address)))?;
    let (stop, stopped) = oneshot::channel::<()>();
    // A sender that is gone means the same as its word: stop.
    let worker = tokio::spawn(jobs::run(muster.clone(), async { drop(stopped.await) }));
    let transport = if config.is_https() { Transport::Https } else { Transport::Http };
    let sessions = Sessions { store: store.clone(), clock: muster.clock().clone() };
    let state = AppState { muster, store, leptos: leptos_options(config.address)?, metrics: Metrics::default() };
    let app = router(state, sessions, Outside { transport, limits: Limits(config.rate_limit) });
    let address = listener.local_addr().map_err(Failure::environment)?;
    tracing::info!("listening on http://{address}");
    // An answer of several pieces would wait for the asker's word about the first one: 40 ms for every file.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!("a connection sends by and by: {error}");
        }
    });
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(asked_to_stop())
        .await
        .map_err(Failure::environment)?;
    drop(stop);
    worker.await.map_err(Failure::environment)
}

/// Where the page's code and style lie: next to the binary's own build, or where LEPTOS_SITE_ROOT says.
fn leptos_options(address: SocketAddr) -> Result<LeptosOptions, Failure> {
    let given = |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let options = LeptosOptions::builder()
        .output_name(given("LEPTOS_OUTPUT_NAME", "muster"))
        .site_root(given("LEPTOS_SITE_ROOT", "target/site"))
        .site_pkg_dir(given("LEPTOS_SITE_PKG_DIR", "pkg"))
        .site_addr(address)
        .build();
    Ok(options)
}

async fn asked_to_stop() {
    let interrupted = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "cannot listen for interrupts");
            std::future::pending::<()>().await;
        }
    };
    tokio::select! { () = interrupted => {}, () = terminated() => {} }
    tracing::info!("stopping");
}

#[cfg(unix)]
async fn terminated() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

/// Does what is queued, here, and returns when nothing is left: for commands that wait for their work.
pub(crate) async fn work_until_idle(muster: &Muster) {
    let idle = async {
        if let Err(error) = muster.jobs_idle().await {
            tracing::error!(%error, "the queue could not be read");
        }
    };
    jobs::run(muster.clone(), idle).await;
}

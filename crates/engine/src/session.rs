//! Where plans run. DataFusion keeps threads busy for whole seconds, so the engine owns a runtime of its own: the
//! web server's threads only wait for its answers. All sessions share one memory limit, above which aggregates
//! spill to disk.
//!
//! A [`Session`] knows the lines files that it was made for and nothing else: one table, `lines`, no catalog of
//! other files, no SQL. A plan of one organization therefore cannot name another's bill.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::prelude::{DataFrame, SessionConfig, SessionContext};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinSet;

use crate::ledger::schema::LINES;

const GIBIBYTE: usize = 1 << 30;

/// How much of the machine the engine may take.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Bytes of memory for all plans together; beyond it they spill.
    pub memory: usize,
    /// Threads, and partitions of a plan.
    pub threads: usize,
    /// Folder for what is spilled; `None` is the system's temporary folder.
    pub spill: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        Self { memory: 4 * GIBIBYTE, threads, spill: None }
    }
}

/// The threads and the memory on which plans run. Make one per process.
#[derive(Debug)]
pub struct Engine {
    /// `None` only while it is dropped.
    runtime: Option<Runtime>,
    handle: Handle,
    environment: Arc<RuntimeEnv>,
    threads: usize,
}

/// The work was stopped before its end: the process is closing down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the work was stopped before its end")]
pub struct Stopped;

/// Why the engine or a session could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("the engine's threads could not be started: {0}")]
    Threads(#[from] std::io::Error),
    #[error("{} is not an absolute path of a lines file", .0.display())]
    NotAFile(PathBuf),
    #[error("the engine could not be set up: {0}")]
    Plan(#[from] DataFusionError),
}

impl Engine {
    /// # Errors
    /// [`SetupError`] when threads or the spill folder cannot be had.
    pub fn new(settings: &Settings) -> Result<Self, SetupError> {
        let threads = settings.threads.max(1);
        let runtime = Builder::new_multi_thread().worker_threads(threads).thread_name("muster-engine").enable_all().build()?;
        let pool = Arc::new(FairSpillPool::new(settings.memory));
        let builder = RuntimeEnvBuilder::new().with_memory_pool(pool);
        let builder = match &settings.spill {
            Some(folder) => builder.with_temp_file_path(folder),
            None => builder,
        };
        let environment = builder.build_arc()?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime), environment, threads })
    }

    /// Runs the work on the engine's threads; may be awaited from any runtime. Dropping the returned future stops
    /// the work at its next pause.
    ///
    /// # Errors
    /// [`Stopped`] when the engine is shut down meanwhile. A panic of the work goes on in the caller.
    pub async fn run<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> Result<T, Stopped> {
        let mut tasks = JoinSet::new();
        tasks.spawn_on(work, &self.handle);
        match tasks.join_next().await {
            Some(Ok(done)) => Ok(done),
            Some(Err(error)) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Some(Err(_)) | None => Err(Stopped),
        }
    }

    /// A session over these lines files (absolute paths); with none of them it is an empty bill.
    ///
    /// # Errors
    /// [`SetupError`] where a path is none.
    pub fn session(&self, files: &[PathBuf]) -> Result<Session, SetupError> {
        let config = SessionConfig::new().with_target_partitions(self.threads).with_information_schema(false);
        let context = SessionContext::new_with_config_rt(config, Arc::clone(&self.environment));
        context.register_table(TABLE, lines_table(files)?)?;
        Ok(Session { context })
    }
}

impl Drop for Engine {
    /// A runtime must not wait for its threads inside another runtime, where an engine is usually dropped.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

const TABLE: &str = "lines";

/// The lines of one organization (or of one offline run), ready to be planned over.
#[derive(Clone)]
pub struct Session {
    context: SessionContext,
}

impl Session {
    /// Every line of the session's files.
    ///
    /// # Errors
    /// DataFusion's, which would be a defect: the table is always there.
    pub async fn lines(&self) -> Result<DataFrame, DataFusionError> {
        self.context.table(TABLE).await
    }

    pub(crate) fn context(&self) -> &SessionContext {
        &self.context
    }
}

fn lines_table(files: &[PathBuf]) -> Result<Arc<dyn TableProvider>, SetupError> {
    let schema = read_schema();
    if files.is_empty() {
        return Ok(Arc::new(MemTable::try_new(schema, vec![vec![]])?));
    }
    let urls = files.iter().map(|file| listing_url(file)).collect::<Result<_, _>>()?;
    let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension("");
    let config = ListingTableConfig::new_with_multi_paths(urls).with_listing_options(options).with_schema(schema);
    Ok(Arc::new(ListingTable::try_new(config)?))
}

/// By URL rather than by path: DataFusion reads `*`, `?` and `[` in a path as a pattern.
fn listing_url(file: &Path) -> Result<ListingTableUrl, SetupError> {
    let url = url::Url::from_file_path(file).map_err(|()| SetupError::NotAFile(file.to_owned()))?;
    Ok(ListingTableUrl::try_new(url, None)?)
}

/// The ledger's columns with texts as views: dictionary pages then reach the aggregate without being copied.
fn read_schema() -> SchemaRef {
    let view = |field: &Arc<Field>| match field.data_type() {
        DataType::Utf8 => Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View)),
        _ => Arc::clone(field),
    };
    Arc::new(Schema::new(LINES.fields().iter().map(view).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_session_without_files_is_an_empty_bill() {
        let engine = Engine::new(&Settings::default()).unwrap();
        let session = engine.session(&[]).unwrap();
        let count = engine.run(async move { session.lines().await?.count().await }).await;
        assert_eq!(count.unwrap().unwrap(), 0);
    }

    #[tokio::test]
    async fn a_session_has_one_table_and_no_other() {
        let engine = Engine::new(&Settings::default()).unwrap();
        let session = engine.session(&[]).unwrap();
        assert!(session.context().table("lines").await.is_ok());
        assert!(session.context().table("information_schema.tables").await.is_err());
        assert!(session.context().table("/etc/passwd").await.is_err());
    }
}

//! Where plans run. DataFusion keeps threads busy for whole seconds, so the engine owns a runtime of its own: the
//! web server's threads only wait for its answers. All sessions share one memory limit, above which aggregates
//! spill to disk.
//!
//! A [`Session`] knows the files that it was made for and nothing else: the table `lines`, and `cells` where imports
//! keep sums of all of them; no catalog of other files, no SQL. A plan of one organization therefore cannot name
//! another's bill.

mod cache;
mod coded;
mod known;
mod runs;

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
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;
use datafusion::prelude::{DataFrame, SessionConfig, SessionContext, ident};
use datafusion::scalar::ScalarValue;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::OnceCell;
use tokio::task::JoinSet;

use crate::cells::Width;
use crate::ledger::CurrentImport;
use crate::ledger::cells::{self, CELLS};
use crate::ledger::schema::{LINES, column};
use crate::place;
use cache::{Cache, Import};
#[cfg(test)]
pub(crate) use coded::numbers_of;
pub(crate) use known::{Bounds, Known};
use runs::CondenseRuns;
pub(crate) use runs::{first_half, rows_read};

const GIBIBYTE: usize = 1 << 30;
/// Bytes for what the ends of files say: those of a large bill would be more than a report of it holds.
const ENDS_OF_FILES: usize = 8 << 20;

/// How much of the machine the engine may take.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Bytes of memory for all plans together; beyond it they spill. A sixteenth as much again holds sums that were
    /// read and may be asked for once more, and an eighth each bill that is being written again in order.
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
    cache: Arc<Cache>,
}

/// The work was stopped before its end: the process is closing down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the work was stopped before its end")]
pub struct Stopped;

/// Why the engine or a session could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("the engine's threads could not be started: {0}")]
    Threads(std::io::Error),
    #[error("the lines cannot be reached: {0}")]
    Place(#[from] std::io::Error),
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
        let runtime = Builder::new_multi_thread().worker_threads(threads).thread_name("muster-engine").enable_all().build();
        let runtime = runtime.map_err(SetupError::Threads)?;
        let pool = Arc::new(FairSpillPool::new(settings.memory));
        let builder = RuntimeEnvBuilder::new().with_memory_pool(pool).with_metadata_cache_limit(ENDS_OF_FILES);
        let builder = match &settings.spill {
            Some(folder) => builder.with_temp_file_path(folder),
            None => builder,
        };
        let environment = builder.build_arc()?;
        let cache = Arc::new(Cache::new(settings.memory / 16));
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime), environment, threads, cache })
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

    /// Runs the work on this thread, and what it starts on the engine's. For threads that serve no runtime.
    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.handle.block_on(work)
    }

    /// A session over these lines files (absolute paths); with none of them it is an empty bill. Everything asked of
    /// it is read from the lines.
    ///
    /// # Errors
    /// [`SetupError`] where a path is none.
    pub fn session(&self, files: &[PathBuf]) -> Result<Session, SetupError> {
        let mut config = SessionConfig::new().with_target_partitions(self.threads).with_information_schema(false);
        // Its two planners do not agree whether `x IS TRUE` may be NULL, and without this give up where a key says so.
        config.options_mut().execution.skip_physical_aggregate_schema_check = true;
        // A month of a million lines is a file of a few megabytes: worth two threads.
        config.options_mut().optimizer.repartition_file_min_size = 1 << 20;
        let mut rules = PhysicalOptimizer::new().rules;
        rules.push(Arc::new(CondenseRuns));
        let state = SessionStateBuilder::new().with_config(config).with_runtime_env(Arc::clone(&self.environment));
        let state = state.with_default_features().with_physical_optimizer_rules(rules).build();
        let context = SessionContext::new_with_state(state);
        for file in files.iter().filter(|file| place::is_remote(file)) {
            // Under the bucket's name, however many files and sessions there are.
            self.environment.register_object_store(&place::url_of(file)?, place::store_of(file)?);
        }
        context.register_table(LINES_TABLE, table(files, in_memory(&LINES))?)?;
        Ok(Session { context, kept: Vec::new(), cache: Arc::clone(&self.cache), known: Arc::default() })
    }

    /// A session over these imports, of a ledger with an absolute path. What the sums that they keep can answer is
    /// answered from those.
    ///
    /// # Errors
    /// As [`Engine::session`].
    pub fn open(&self, imports: &[CurrentImport]) -> Result<Session, SetupError> {
        let lines: Vec<_> = imports.iter().flat_map(CurrentImport::lines).collect();
        let mut session = self.session(&lines)?;
        session.kept = imports.iter().map(Import::of).collect::<Option<Vec<_>>>().unwrap_or_default();
        if session.keeps_cells() {
            let files: Vec<_> = session.kept.iter().map(|import| import.file.clone()).collect();
            session.context.register_table(CELLS_TABLE, table(&files, CELLS.clone())?)?;
        }
        Ok(session)
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

const LINES_TABLE: &str = "lines";
const CELLS_TABLE: &str = "cells";

/// The lines of one organization (or of one offline run), ready to be planned over.
#[derive(Clone)]
pub struct Session {
    context: SessionContext,
    /// The imports whose sums together are those of all lines; none where some import keeps none.
    kept: Vec<Import>,
    cache: Arc<Cache>,
    /// What the files of the lines say of themselves, once it has been asked.
    known: Arc<OnceCell<Known>>,
}

/// The sums that imports keep of the session's lines.
pub(crate) struct Kept {
    pub(crate) cells: DataFrame,
    /// The width in which any sum of them fits.
    pub(crate) width: Width,
}

impl Session {
    /// Every line of the session's files.
    ///
    /// # Errors
    /// DataFusion's, which would be a defect: the table is always there.
    pub async fn lines(&self) -> Result<DataFrame, DataFusionError> {
        self.context.table(LINES_TABLE).await
    }

    /// What the files of [`Session::lines`] say of themselves.
    ///
    /// # Errors
    /// The file system's.
    pub(crate) async fn known(&self) -> Result<&Known, DataFusionError> {
        self.known.get_or_try_init(|| async { Known::of(self.lines().await?).await }).await
    }

    /// The lines that count: those of split cost repeat others.
    ///
    /// # Errors
    /// The file system's.
    pub(crate) async fn lines_that_count(&self) -> Result<DataFrame, DataFusionError> {
        let no = ScalarValue::Boolean(Some(false));
        let lines = self.lines().await?;
        match self.known().await?.range(column::SPLIT_COST) {
            // Most bills have none, and a filter copies what it lets through.
            Some((_, most)) if most == no => Ok(lines),
            _ => lines.filter(ident(column::SPLIT_COST).is_not_true()),
        }
    }

    /// Whether [`Session::kept`] has any.
    pub(crate) fn keeps_cells(&self) -> bool {
        !self.kept.is_empty()
    }

    /// The cells that the imports keep: from memory where they are there, else from their files; `None` where some
    /// import keeps none.
    ///
    /// # Errors
    /// DataFusion's.
    pub(crate) async fn kept(&self) -> Result<Option<Kept>, DataFusionError> {
        if !self.keeps_cells() {
            return Ok(None);
        }
        if let Some(held) = self.cache.find(&self.kept) {
            let partitions = self.context.copied_config().target_partitions();
            return Ok(Some(Kept { width: held.width(), cells: self.context.read_table(held.table(partitions)?)? }));
        }
        let cells = self.context.table(CELLS_TABLE).await?;
        let known = Known::of(cells.clone()).await?;
        Ok(Some(Kept { width: Width::for_sums_of(&known, cells::figures()), cells }))
    }

    /// Reads the cells of the imports into memory, as far as there is room, for the next who ask.
    ///
    /// # Errors
    /// The file system's.
    pub(crate) async fn hold_cells(&self) -> Result<(), DataFusionError> {
        let (cache, kept) = (Arc::clone(&self.cache), self.kept.clone());
        tokio::task::spawn_blocking(move || cache.load(&kept)).await.map_err(|e| DataFusionError::External(Box::new(e)))?
    }

    /// The same some time after, without anyone waiting for it.
    pub(crate) fn hold_cells_later(&self) {
        let (cache, kept) = (Arc::clone(&self.cache), self.kept.clone());
        // Should it fail, the next report reads the files as this one did.
        drop(tokio::task::spawn_blocking(move || cache.load(&kept)));
    }

    pub(crate) fn context(&self) -> &SessionContext {
        &self.context
    }
}

/// The files as one table of these columns.
fn table(files: &[PathBuf], schema: SchemaRef) -> Result<Arc<dyn TableProvider>, SetupError> {
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
    let url = match place::is_remote(file) {
        true => place::url_of(file)?,
        false => url::Url::from_file_path(file).map_err(|()| SetupError::NotAFile(file.to_owned()))?,
    };
    Ok(ListingTableUrl::try_new(url, None)?)
}

/// The columns with texts as views: dictionary pages then reach the aggregate without being copied.
fn in_memory(schema: &Schema) -> SchemaRef {
    let view = |field: &Arc<Field>| match field.data_type() {
        DataType::Utf8 => Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View)),
        _ => Arc::clone(field),
    };
    Arc::new(Schema::new(schema.fields().iter().map(view).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_session_without_files_is_an_empty_bill() {
        let engine = Engine::new(&Settings::default()).unwrap();
        let session = engine.session(&[]).unwrap();
        let count = engine.run(async move { session.lines().await?.count().await }).await;
        assert_eq!(count.unwrap().unwrap(), 0);
    }

    #[tokio::test]
    async fn work_that_nobody_waits_for_any_more_is_stopped() {
        let engine = Engine::new(&Settings::default()).unwrap();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (held, was_stopped) = tokio::sync::oneshot::channel::<()>();
        let mut work = Box::pin(engine.run(async move {
            let _held = held;
            begun.send(()).unwrap();
            std::future::pending::<()>().await;
        }));
        tokio::select! {
            _ = &mut work => unreachable!("it never ends by itself"),
            begun = has_begun => begun.unwrap(),
        }
        drop(work);
        assert!(tokio::time::timeout(Duration::from_secs(10), was_stopped).await.unwrap().is_err(), "what it held is dropped");
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

//! Tables of an organization's months, from memory where somebody asked for them before.

use std::collections::BTreeSet;
use std::convert::identity;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_domain::analysis::{Frame, NOT_KEPT};
use muster_domain::charge::Cell;
use muster_domain::{AccountId, ChargeId, Month, Period};
use muster_engine::ledger::CurrentImport;
use muster_engine::place;
use muster_engine::rollup::{Builder, CacheKey, Finest, RollupError, SumsOfLines, Table};
use muster_store::charges::{self, Counted};

use crate::charges::cells;
use crate::muster::blocking;
use crate::{Error, Muster, OrgScope, ledgers};

/// Imports that have a line in the days that a frame looks at.
pub(crate) async fn imports(scope: &OrgScope, days: Period) -> Result<Vec<CurrentImport>, Error> {
    let folders = ledgers::folders(scope.muster(), &mut scope.read().await?).await?;
    let mut periods = ledgers::periods(folders).await?;
    periods.retain(|import| import.record.first_day < days.to() && days.from() <= import.record.last_day);
    Ok(periods)
}

/// All days that an answer needs: the period, what it is held against, and the month shown with the one before.
pub(crate) fn reach(frame: &Frame) -> Period {
    let month = frame.anchor.month;
    let from = frame.before.from().min(frame.period.from()).min(month.previous().first_day());
    let to = frame.period.to().max(month.next().first_day());
    Period::new(from, to).unwrap_or(frame.period)
}

/// What these imports say, a table for each. `kept` are the tags by which sums are kept once they were
/// asked for.
pub(crate) async fn costs(
    scope: &OrgScope,
    (imports, kept): (&[CurrentImport], &[String]),
    finest: Finest,
) -> Result<Vec<Arc<Table>>, Error> {
    let (muster, keep) = (scope.muster().clone(), keep(&finest, kept));
    all(imports.to_vec(), move |import| cost(muster.clone(), (import, keep), finest.clone())).await
}

/// Whether sums of the whole bill by a tag that was chosen are asked for.
fn keep(finest: &Finest, kept: &[String]) -> bool {
    matches!(finest, Finest::Tag { key, usage_types } if usage_types.is_empty() && kept.contains(key))
}

async fn cost(muster: Muster, (import, keep): (CurrentImport, bool), finest: Finest) -> Result<Arc<Table>, Error> {
    let key = CacheKey::Import(import.folder.clone(), finest.clone());
    let make = async {
        match (import.rollup(), &finest) {
            (Some(file), Finest::UsageType) => read(file).await,
            (_, Finest::Tag { key, .. }) if keep => by_tag(&muster, &import, key).await,
            // Kept by no import, or not by this one: an earlier program made it.
            _ => {
                let sums = muster.engine().sums_of_lines(&import, finest.clone()).await.map_err(failure)?;
                blocking(move || sums.table()).await?.map_err(failure)
            }
        }
    };
    muster.tables().get(key, make).await
}

/// From the file beside the import; made now where there is none. A place that takes no file, or does not give it back, costs
/// time and nothing else: the lines are summed up instead.
async fn by_tag(muster: &Muster, import: &CurrentImport, key: &str) -> Result<Table, Error> {
    match kept_by_tag(import.sums_by_tag(key)).await {
        Ok(Some(table)) => return Ok(table),
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, key, "sums by a tag could not be read; lines are summed up instead"),
    }
    let sums = sums_by_tag(muster, import, key).await?;
    let (file, draft) = (import.sums_by_tag(key), draft(muster));
    let made = blocking(move || (sums.write(&file, &draft), sums.table()));
    let (kept, table) = made.await?;
    if let Err(error) = kept {
        tracing::warn!(%error, key, "sums by a tag could not be kept; lines are summed up instead");
    }
    table.map_err(failure)
}

async fn kept_by_tag(file: PathBuf) -> Result<Option<Table>, Error> {
    Ok(if exists(file.clone()).await? { Some(read(file).await?) } else { None })
}

/// Has sums by this tag kept beside the import.
pub(crate) async fn keep_by_tag(muster: &Muster, import: &CurrentImport, key: &str) -> Result<(), Error> {
    let file = import.sums_by_tag(key);
    if exists(file.clone()).await? {
        return Ok(());
    }
    let (sums, draft) = (sums_by_tag(muster, import, key).await?, draft(muster));
    blocking(move || sums.write(&file, &draft)).await?.map_err(Error::internal)
}

async fn sums_by_tag(muster: &Muster, import: &CurrentImport, key: &str) -> Result<SumsOfLines, Error> {
    let finest = Finest::Tag { key: key.to_owned(), usage_types: BTreeSet::new() };
    muster.engine().sums_of_lines(import, finest).await.map_err(failure)
}

fn draft(muster: &Muster) -> String {
    format!("{}.tmp", muster.id())
}

async fn exists(file: PathBuf) -> Result<bool, Error> {
    blocking(move || place::exists(&file)).await?.map_err(Error::internal)
}

async fn read(file: PathBuf) -> Result<Table, Error> {
    blocking(move || Table::read(&file)).await?.map_err(failure)
}

pub(super) fn failure(error: RollupError) -> Error {
    match error {
        RollupError::TooLarge => {
            Error::Conflict("the amounts of this bill have more digits than can be summed up here".to_owned())
        }
        other => Error::internal(other),
    }
}

/// Several at a time: each waits for the disk or the engine.
async fn all<T, M, F>(from: Vec<T>, make: M) -> Result<Vec<Arc<Table>>, Error>
where
    M: Fn(T) -> F,
    F: Future<Output = Result<Arc<Table>, Error>> + Send + 'static,
{
    let mut tasks = tokio::task::JoinSet::new();
    for one in from {
        tasks.spawn(make(one));
    }
    let mut tables = Vec::with_capacity(tasks.len());
    while let Some(made) = tasks.join_next().await {
        tables.push(made.map_err(Error::internal)??);
    }
    Ok(tables)
}

/// The charges that count in these days, oldest first.
pub(crate) async fn counted(scope: &OrgScope, days: Period) -> Result<Vec<Counted>, Error> {
    let months = (Month::of(days.from()), Month::of(days.last_day()));
    Ok(charges::list_counted(&mut scope.read().await?, months).await?)
}

/// What they come to, a table for each month.
pub(crate) async fn charges(scope: &OrgScope, counted: &[Counted], finest: Finest) -> Result<Vec<Arc<Table>>, Error> {
    let by_month = counted.chunk_by(|one, other| one.month == other.month).map(<[_]>::to_vec).collect();
    let (muster, org) = (scope.muster().clone(), scope.organization());
    let tables = all(by_month, move |counted: Vec<Counted>| {
        let (muster, finest) = (muster.clone(), finest.clone());
        async move {
            let key = CacheKey::Charges(counted.iter().map(|charge| charge.id.to_string()).collect(), finest.clone());
            let folder = muster.charges_folder(org);
            let make = async { blocking(move || month(&folder, &counted, &finest)).await? };
            muster.tables().get(key, make).await
        }
    });
    tables.await
}

fn month(folder: &Path, counted: &[Counted], finest: &Finest) -> Result<Table, Error> {
    let mut builder = Builder::new(1);
    for charge in counted {
        let cells = cells_by(folder, (charge.id, &charge.tags), (finest, identity))?;
        push(&mut builder, (&cells, &charge.subset.to_string()))?;
    }
    Ok(builder.finish())
}

/// A cell with values of tags, as whoever asks may see it.
pub(crate) type Seen = fn((Cell, Vec<String>)) -> (Cell, Vec<String>);

/// Cells of a charge as a question wants them told apart; where they are not by its tag, with [`NOT_KEPT`] for a value.
pub(crate) fn cells_by(
    folder: &Path,
    (id, tags): (ChargeId, &[String]),
    (finest, seen): (&Finest, Seen),
) -> Result<Vec<Cell>, Error> {
    if let Finest::Tag { key, usage_types } = finest
        && tags.contains(key)
    {
        let mut tagged = cells::read_tagged(folder, id).map_err(Error::internal)?;
        tagged.cells = tagged.cells.into_iter().map(seen).collect();
        return Ok(tagged.by(key, usage_types).unwrap_or_default());
    }
    let plain = cells::read(folder, id).map_err(Error::internal)?;
    let plain = plain.into_iter().map(|cell| seen((cell, Vec::new())).0).collect();
    Ok(match finest {
        Finest::UsageType => plain,
        Finest::Tag { usage_types, .. } => without_tag(plain, usage_types),
    })
}

/// Cells of these usage types, or of any, as ones that no tag tells apart.
fn without_tag(mut cells: Vec<Cell>, usage_types: &BTreeSet<String>) -> Vec<Cell> {
    let usage_type = |cell: &Cell| cell.usage_type.clone().unwrap_or_else(|| NOT_KEPT.to_owned());
    cells.retain(|cell| usage_types.is_empty() || usage_types.contains(&usage_type(cell)));
    cells.into_iter().map(|cell| Cell { usage_type: None, ..cell }).collect()
}

/// Adds cells of a charge, for whom they are.
pub(crate) fn push(builder: &mut Builder, (cells, whose): (&[Cell], &str)) -> Result<(), Error> {
    for cell in cells {
        let account = cell.account.as_ref().map_or("", AccountId::as_str);
        let [lifecycle, usage_type] = [&cell.lifecycle, &cell.usage_type].map(|text| text.as_deref().unwrap_or(NOT_KEPT));
        let texts = [account, &cell.service, &cell.region, &cell.charge_type, lifecycle, usage_type, whose];
        let units = cell.amount.scaled().ok_or_else(|| Error::internal("a charge has too many digits"))?;
        builder.push(texts, cell.day, [units, 0]).map_err(failure)?;
    }
    Ok(())
}

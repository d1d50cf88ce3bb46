//! Tables of an organization's months, from memory where somebody asked for them before.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use muster_domain::analysis::{Frame, NOT_KEPT};
use muster_domain::charge::Cell;
use muster_domain::{AccountId, Month, Period};
use muster_engine::ledger::CurrentImport;
use muster_engine::rollup::{Builder, CacheKey, Finest, RollupError, Table};
use muster_store::charges::{self, Charge, Standing};

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

/// What the bills say in these days, a table for each import.
pub(crate) async fn costs(scope: &OrgScope, frame: &Frame, finest: Finest) -> Result<Vec<Arc<Table>>, Error> {
    let imports = imports(scope, reach(frame)).await?;
    let muster = scope.muster().clone();
    all(imports, move |import| cost(muster.clone(), import, finest.clone())).await
}

async fn cost(muster: Muster, import: CurrentImport, finest: Finest) -> Result<Arc<Table>, Error> {
    let key = CacheKey::Import(import.folder.clone(), finest.clone());
    let make = async {
        match import.rollup() {
            Some(file) if finest == Finest::UsageType => read(file).await,
            // Kept by no import, or not by this one: an earlier program made it.
            Some(_) | None => muster.engine().rollup_of_lines(&import, finest).await.map_err(failure),
        }
    };
    muster.tables().get(key, make).await
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

/// What subsets are charged in these days: the charges, and a table for each month.
pub(crate) async fn charges(scope: &OrgScope, days: Period) -> Result<(Vec<Charge>, Vec<Arc<Table>>), Error> {
    let mut tx = scope.read().await?;
    let mut all_charges = Vec::new();
    let mut by_month: Vec<Vec<Charge>> = Vec::new();
    for month in days.months() {
        let mut kept = charges::list_by_month(&mut tx, month).await?;
        kept.retain(|charge| charge.standing == Standing::Kept);
        all_charges.extend(kept.iter().cloned());
        by_month.extend((!kept.is_empty()).then_some(kept));
    }
    drop(tx);
    let (muster, org) = (scope.muster().clone(), scope.organization());
    let tables = all(by_month, move |kept| {
        let (muster, org) = (muster.clone(), org);
        async move {
            let key = CacheKey::Charges(kept.iter().map(|charge| charge.id.to_string()).collect());
            let folder = muster.charges_folder(org);
            let make = async { blocking(move || month(&folder, &kept)).await? };
            muster.tables().get(key, make).await
        }
    });
    Ok((all_charges, tables.await?))
}

fn month(folder: &std::path::Path, kept: &[Charge]) -> Result<Table, Error> {
    let mut builder = Builder::new(1);
    for charge in kept {
        let cells = cells::read(folder, charge.id).map_err(Error::internal)?;
        push(&mut builder, (&cells, &charge.subset.to_string()))?;
    }
    Ok(builder.finish())
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

/// Keys of tags on the lines of the newest month of a frame.
pub(crate) async fn tag_keys(scope: &OrgScope, frame: &Frame) -> Result<Vec<String>, Error> {
    let imports = imports(scope, reach(frame)).await?;
    let newest = imports.iter().map(|import| import.record.month).max();
    let mut keys = BTreeSet::new();
    for import in imports.iter().filter(|import| Some::<Month>(import.record.month) == newest) {
        keys.extend(scope.muster().engine().tag_keys(import).await.map_err(failure)?);
    }
    Ok(keys.into_iter().collect())
}

//! Writing one billing period: everything into a folder of its own, then one rename that makes it count.

use std::path::PathBuf;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Decimal128Type};
use muster_domain::Month;

use super::cells::CellsFile;
use super::claim::{Claimed, claim};
use super::days::{DaySums, Sums};
use super::group::Numbered;
use super::schema::{VERSION, column};
use super::writer::LinesWriter;
use super::{Current, CurrentImport, ImportRecord, Ledger, LedgerError, LineFile, RECORD, write_json};
use crate::place;

/// An import of one period being written. Dropped before [`Finished::commit`], it leaves the ledger as it was.
pub(crate) struct PeriodWriter {
    place: Place,
    lines: LinesWriter,
    days: DaySums,
}

/// The folder being written, and the claim that keeps other imports out of the period until it is committed.
struct Place {
    period: PathBuf,
    claimed: Claimed,
    is_committed: bool,
}

/// Everything is written, and nothing counts yet.
pub(crate) struct Finished {
    place: Place,
    pub(crate) lines: Vec<LineFile>,
    /// What [`Self::folder`] has of them; none before they are computed.
    pub(crate) cells: Option<CellsFile>,
    /// The same of [`super::rollup`].
    pub(crate) rollup: Option<CellsFile>,
}

impl PeriodWriter {
    /// Claims the period and removes what earlier imports left behind.
    ///
    /// # Errors
    /// [`LedgerError::Busy`] when another import has the period; the store's.
    pub(crate) fn begin(ledger: &Ledger, payer_account: &str, month: Month, import: &str) -> Result<Self, LedgerError> {
        let period = ledger.period_folder(payer_account, month);
        let place = Place { claimed: claim(&period, import)?, period, is_committed: false };
        Ok(Self { lines: LinesWriter::new(&place.folder()), place, days: DaySums::default() })
    }

    /// Adds the batches as one sorted row group.
    ///
    /// # Errors
    /// The file system's.
    pub(crate) fn write(&mut self, batches: Vec<RecordBatch>) -> Result<(), LedgerError> {
        for batch in &batches {
            add_days(&mut self.days, batch);
        }
        self.lines.write(batches)
    }

    /// Ends every file.
    ///
    /// # Errors
    /// The file system's.
    pub(crate) fn finish(self) -> Result<Finished, LedgerError> {
        let lines = self.lines.finish()?;
        self.days.write(&self.place.folder())?;
        Ok(Finished { lines, cells: None, rollup: None, place: self.place })
    }
}

impl Finished {
    /// Makes the import count.
    ///
    /// # Errors
    /// [`LedgerError::Overtaken`], or the store's; the period's old import counts then.
    pub(crate) fn commit(mut self, record: ImportRecord) -> Result<CurrentImport, LedgerError> {
        let place = &mut self.place;
        let folder = place.folder();
        write_json(&folder, RECORD, &record)?;
        place::settle(&place.period).map_err(|source| LedgerError::io(&place.period, source))?;
        let Claimed { claim, folder: import, replaces } = &place.claimed;
        let current = Current { version: VERSION, import: Some(import.clone()), previous: replaces.clone(), claim: None };
        // From here on the folder may count, so it must not be removed, even if the store reports an error now.
        place.is_committed = true;
        let committed = claim.commit(&place.period, &current);
        place.is_committed = !matches!(committed, Err(LedgerError::Overtaken(_)));
        committed.map(|()| CurrentImport { folder, record })
    }

    /// Why something of the import failed: another one may have taken the period over, and removed what it read.
    pub(crate) fn explain(&self, error: LedgerError) -> LedgerError {
        match self.place.claimed.claim.stands(&self.place.period) {
            Ok(false) => LedgerError::Overtaken(self.place.period.clone()),
            Ok(true) | Err(_) => error,
        }
    }

    /// Where everything of the import lies.
    pub(crate) fn folder(&self) -> PathBuf {
        self.place.folder()
    }

    pub(crate) fn replaces_another(&self) -> bool {
        self.place.claimed.replaces.is_some()
    }
}

impl Place {
    fn folder(&self) -> PathBuf {
        self.period.join(&self.claimed.folder)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.is_committed {
            // What cannot be removed now is swept by the next import.
            let _ = place::remove_folder(&self.folder());
        }
    }
}

/// Runs of one account and day are common, so they are summed before they are looked up. The batch has the columns
/// of [`super::schema::PARSED`].
fn add_days(days: &mut DaySums, batch: &RecordBatch) {
    let [accounts, names] = [column::USAGE_ACCOUNT_ID, column::USAGE_ACCOUNT_NAME].map(|name| Numbered::of(&batch[name]));
    let [unblended, amortized] =
        [column::UNBLENDED_COST, column::AMORTIZED_COST].map(|name| batch[name].as_primitive::<Decimal128Type>());
    let (day, split) = (batch[column::USAGE_DAY].as_primitive::<Date32Type>(), batch[column::SPLIT_COST].as_boolean());
    let key = |row| (accounts.number(row), names.number(row), day.value(row));
    let mut run: Option<(_, Sums)> = None;
    let add = |days: &mut DaySums, (account, name, day): (Option<u32>, Option<u32>, i32), sums| {
        days.add(((accounts.text(account).unwrap_or_default(), names.text(name), day), sums));
    };
    for row in (0..batch.num_rows()).filter(|row| !split.value(*row)) {
        let sums = Sums { unblended: unblended.value(row), amortized: amortized.value(row), lines: 1 };
        match &mut run {
            Some((same, so_far)) if *same == key(row) => *so_far += sums,
            _ => {
                if let Some((key, sums)) = run.replace((key(row), sums)) {
                    add(days, key, sums);
                }
            }
        }
    }
    if let Some((key, sums)) = run {
        add(days, key, sums);
    }
}

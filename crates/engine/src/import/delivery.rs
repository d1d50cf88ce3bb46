//! One delivery after the other: is it there already, read it, replace its periods.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::collect::{Collected, Key, Target};
use super::error::ImportError;
use super::file::BillFile;
use super::line::batch::Totals;
use super::progress::{Progress, Stage};
use super::sources::Source;
use super::{BAD_ROWS_LISTED, BadRows, ImportOptions, ImportSummary, Outcome, PeriodSummary, keep, notes, pipeline, same, time};
use crate::ledger::cells::CellsFile;
use crate::ledger::schema::VERSION;
use crate::ledger::{BillForm, ColumnSet, CurrentImport, Delivery, ImportRecord, Ledger, LineFile, SourceFile, exact_text};

/// Imports every source.
pub(super) fn import_all(
    sources: Vec<Source>,
    ledger: &Ledger,
    options: &ImportOptions,
    progress: &Progress,
) -> Result<ImportSummary, ImportError> {
    progress.enter(Stage::Looking);
    let candidates = sources.into_iter().map(|source| Candidate::look_at(source, progress)).collect::<Result<Vec<_>, _>>()?;
    let mut run = Run { ledger, options, progress, summary: ImportSummary::default(), seen: BTreeMap::new() };
    for candidate in &candidates {
        run.import(candidate)?;
    }
    progress.enter(Stage::Done);
    Ok(run.summary)
}

/// A source whose files were looked at.
struct Candidate {
    source: Source,
    files: Vec<BillFile>,
    digest: String,
    /// What was found on the way.
    notes: Vec<String>,
}

impl Candidate {
    fn look_at(source: Source, progress: &Progress) -> Result<Self, ImportError> {
        let files = source.files.iter().map(|origin| BillFile::look_at(origin, progress)).collect::<Result<Vec<_>, _>>()?;
        let (files, notes) = without_copies(files);
        let assembly = source.manifest.as_ref().and_then(|manifest| manifest.assembly.as_deref());
        let digest = digest(files.iter().map(|file| file.digest.clone()).collect(), assembly);
        let candidate = Self { source, files, digest, notes };
        progress.expect_bytes(candidate.bytes());
        Ok(candidate)
    }

    fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// The periods of the delivery, when every one of them stands as this delivery left it.
    fn unchanged(&self, ledger: &Ledger, bad_rows: BadRows) -> Result<Option<Vec<CurrentImport>>, ImportError> {
        let mut current = ledger.periods()?;
        let digest = self.known_as(&current)?;
        current.retain(|period| period.record.delivery.digest == digest);
        let Some(first) = current.first() else { return Ok(None) };
        let is_whole = first.record.delivery.periods.len() == current.len();
        // What was read with rows left out is read again when that is no longer wanted.
        let is_wanted = first.record.bad_rows == 0 || bad_rows == BadRows::Skip;
        Ok((is_whole && is_wanted).then_some(current))
    }

    /// The digest of the delivery, or of the one in the ledger that has the same files from elsewhere: a bill that was
    /// uploaded is found in a bucket later, or the other way round.
    fn known_as(&self, current: &[CurrentImport]) -> Result<String, ImportError> {
        let mut seen = BTreeSet::new();
        let deliveries = current.iter().map(|period| &period.record.delivery);
        let deliveries: Vec<_> = deliveries.filter(|delivery| seen.insert(delivery.digest.as_str())).collect();
        if deliveries.iter().all(|delivery| delivery.digest != self.digest) {
            for delivery in deliveries {
                if same::files(&self.files, &delivery.files)? {
                    return Ok(delivery.digest.clone());
                }
            }
        }
        Ok(self.digest.clone())
    }

    fn delivery(&self, periods: Vec<Key>) -> Delivery {
        let source_file = |file: &BillFile| SourceFile {
            path: file.path.to_path_buf(),
            bytes: file.bytes,
            digest: file.digest.clone(),
            version: file.origin.held().map(|held| held.object.version.clone()),
        };
        Delivery {
            digest: self.digest.clone(),
            assembly: self.source.manifest.as_ref().and_then(|manifest| manifest.assembly.clone()),
            manifest: self.source.manifest.as_ref().map(|manifest| manifest.path.clone()),
            files: self.files.iter().map(source_file).collect(),
            periods,
        }
    }
}

/// Of a delivery whose files have these digests. In an order that does not depend on names: the same files under other
/// names are the same delivery.
pub(super) fn digest(mut files: Vec<String>, assembly: Option<&str>) -> String {
    files.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    for part in files.iter().map(String::as_str).chain([assembly.unwrap_or_default()]) {
        hasher.update(part.as_bytes()).update(b"\n");
    }
    hasher.finalize().to_hex().to_string()
}

/// A file that comes twice, byte for byte, is read once: no bill says the same in two files.
fn without_copies(files: Vec<BillFile>) -> (Vec<BillFile>, Vec<String>) {
    let (mut kept, mut notes) = (Vec::<BillFile>::new(), Vec::new());
    for file in files {
        match kept.iter().find(|first| first.digest == file.digest) {
            Some(first) => {
                notes.push(format!("{} is a copy of {}: read once.", file.path.display(), first.path.display()));
            }
            None => kept.push(file),
        }
    }
    (kept, notes)
}

/// One call of [`super::import`].
struct Run<'a> {
    ledger: &'a Ledger,
    options: &'a ImportOptions,
    progress: &'a Progress,
    summary: ImportSummary,
    /// Which source each period came from.
    seen: BTreeMap<Key, PathBuf>,
}

impl Run<'_> {
    fn import(&mut self, candidate: &Candidate) -> Result<(), ImportError> {
        if let Some(periods) = candidate.unchanged(self.ledger, self.options.bad_rows)? {
            self.progress.add_bytes(candidate.bytes());
            self.claim(candidate, periods.iter().map(|current| (current.record.payer_account.clone(), current.record.month)))?;
            for current in periods {
                self.note(Outcome::Unchanged, current);
            }
            return Ok(());
        }
        self.progress.enter(Stage::Reading);
        let import = self.options.id.to_string();
        let (source, taken) = (candidate.source.name.as_path(), &self.seen);
        let target = Target { ledger: self.ledger, import: &import, bad_rows: self.options.bad_rows, source, taken };
        let mut collected = pipeline::read(&candidate.files, &target, self.progress)?;
        if collected.periods.is_empty() {
            return Err(ImportError::NoRows(candidate.source.name.clone()));
        }
        self.claim(candidate, collected.periods.keys().cloned())?;
        keep::cells(&mut collected.periods, self.progress)?;
        self.commit(candidate, collected)
    }

    fn claim(&mut self, candidate: &Candidate, periods: impl Iterator<Item = Key>) -> Result<(), ImportError> {
        for period in periods {
            refuse_taken(&self.seen, &period, &candidate.source.name)?;
            self.seen.insert(period, candidate.source.name.clone());
        }
        Ok(())
    }

    fn commit(&mut self, candidate: &Candidate, collected: Collected) -> Result<(), ImportError> {
        let Collected { periods, mut totals, mut bad_rows, bad_row_count, columns, forms } = collected;
        let mut notes = notes::of(&forms, columns);
        notes.extend(candidate.notes.iter().cloned());
        let delivery = candidate.delivery(periods.keys().cloned().collect());
        for (key, finished) in periods {
            let totals = totals.remove(&key).unwrap_or_default();
            self.summary.rows += totals.rows;
            let read = Read {
                key,
                totals,
                lines: finished.lines.clone(),
                cells: finished.cells.clone(),
                rollup: finished.rollup.clone(),
                columns,
                forms: &forms,
                notes: &notes,
                bad_rows: bad_row_count,
            };
            let record = read.record(&delivery, self.options);
            let outcome = if finished.replaces_another() { Outcome::Replaced } else { Outcome::Added };
            let current = finished.commit(record)?;
            self.note(outcome, current);
        }
        self.summary.bytes += candidate.bytes();
        self.summary.bad_row_count += bad_row_count;
        bad_rows.truncate(BAD_ROWS_LISTED.saturating_sub(self.summary.bad_rows.len()));
        self.summary.bad_rows.append(&mut bad_rows);
        Ok(())
    }

    fn note(&mut self, outcome: Outcome, current: CurrentImport) {
        let (payer_account, month) = (current.record.payer_account.clone(), current.record.month);
        self.summary.periods.push(PeriodSummary { payer_account, month, outcome, current });
    }
}

impl Target<'_> {
    /// # Errors
    /// [`ImportError::PeriodTwice`].
    pub(super) fn refuse_taken(&self, period: &Key) -> Result<(), ImportError> {
        refuse_taken(self.taken, period, self.source)
    }
}

/// Of two deliveries of one period in one import neither is the right one.
fn refuse_taken(taken: &BTreeMap<Key, PathBuf>, period: &Key, source: &Path) -> Result<(), ImportError> {
    let Some(first) = taken.get(period) else { return Ok(()) };
    let (payer_account, month) = (period.0.clone(), period.1.to_string());
    Err(ImportError::PeriodTwice { payer_account, month, first: first.clone(), second: source.to_owned() })
}

/// What was read of one period.
struct Read<'a> {
    key: Key,
    totals: Totals,
    lines: Vec<LineFile>,
    cells: Option<CellsFile>,
    rollup: Option<CellsFile>,
    columns: ColumnSet,
    forms: &'a BTreeSet<BillForm>,
    notes: &'a [String],
    bad_rows: u64,
}

impl Read<'_> {
    fn record(self, delivery: &Delivery, options: &ImportOptions) -> ImportRecord {
        let (payer_account, month) = self.key;
        let totals = self.totals;
        let (first, last) = totals.days.unwrap_or_default();
        ImportRecord {
            version: VERSION,
            import: options.id.to_string(),
            payer_account,
            month,
            created: options.created,
            delivery: delivery.clone(),
            lines: self.lines,
            cells: self.cells,
            rollup: self.rollup,
            rows: totals.rows,
            bad_rows: self.bad_rows,
            split_cost_rows: totals.split_cost_rows,
            unblended_cost: exact_text(totals.unblended),
            amortized_cost: exact_text(totals.amortized),
            first_day: time::date(first),
            last_day: time::date(last),
            currencies: totals.currencies.into_iter().collect(),
            invoices: totals.invoices.into_iter().collect(),
            is_final: totals.rows > 0 && totals.without_invoice == 0,
            columns: self.columns,
            forms: self.forms.iter().copied().collect(),
            notes: self.notes.to_vec(),
        }
    }
}

//! Making a re-rated bill: the engine streams it into a file that gets its name when it is whole.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Compression;
use flate2::write::GzEncoder;
use muster_domain::view::reports::RerateForm;
use muster_engine::place;
use muster_engine::progress::Progress;
use muster_engine::report::ReportRequest;
use muster_engine::rerate::{RerateError, RerateForm as Form, RerateRequest, Rerated};
use muster_store::{reports, rerated_bills};

use crate::bill::Bill;
use crate::jobs::{Failure, Hold};
use crate::ledgers;
use crate::muster::blocking;
use crate::reports::behind::{are_same, is_same, request};
use crate::reports::kept::{self, Part};

/// Makes it, and writes down that it is there once its file is.
pub(crate) async fn run(hold: &Hold) -> Result<(), Failure> {
    let id = hold.job().subject;
    let mut tx = hold.beat().await?;
    let found = rerated_bills::lookup(&mut tx, id).await?;
    let report = match &found {
        Some(found) => reports::lookup(&mut tx, found.report).await?,
        None => None,
    };
    let (Some(found), Some(report)) = (found, report) else {
        drop(tx);
        hold.end().await?.commit().await?;
        return Ok(());
    };
    rerated_bills::set_processing(&mut tx, id, 0).await?;
    let request = request(&mut tx, &report).await?;
    let folders = ledgers::folders(hold.muster(), &mut tx).await?;
    tx.commit().await?;
    let bill = Bill::open(folders, &request).await?;
    is_same(&report.imports, &bill)?;
    let draft = Draft::begin(hold, report.id, found.row.form).await?;
    let rerated = stream(hold, (&bill, request), &draft).await?;
    let folder = hold.muster().report_folder(hold.organization(), report.id);
    if let Some(whole) = blocking(move || kept::read_whole(&folder)).await?.map_err(|error| disk(&error))? {
        are_same(&[whole.unblended, whole.charge], &[rerated.unblended, rerated.charge])?;
    }
    // A worker that was slow for longer than its lease must not write over another's file.
    hold.beat().await?.commit().await?;
    blocking(move || draft.finish()).await?.map_err(|error| disk(&error))?;
    let mut tx = hold.end().await?;
    rerated_bills::set_successful(&mut tx, id).await?;
    Ok(tx.commit().await?)
}

/// It failed for good: the page shows why, in one line.
pub(crate) async fn fail(hold: &Hold, reason: &str) -> Result<(), Failure> {
    let mut tx = hold.end().await?;
    rerated_bills::set_failed(&mut tx, hold.job().subject, reason).await?;
    Ok(tx.commit().await?)
}

async fn stream(hold: &Hold, (bill, request): (&Bill, ReportRequest), draft: &Draft) -> Result<Rerated, Failure> {
    let session = bill.session(hold.muster())?;
    let progress = Arc::new(Progress::default());
    let form = match draft.form {
        RerateForm::Csv => Form::Csv,
        RerateForm::Parquet => Form::Parquet,
    };
    let request = RerateRequest { report: request, form, out: draft.writer() };
    let rerated = hold.muster().engine().rerated(&session, request, Arc::clone(&progress));
    let show = |mut tx| {
        let percent = progress.percent();
        async move {
            rerated_bills::set_processing(&mut tx, hold.job().subject, percent).await?;
            Ok(tx)
        }
    };
    hold.working(rerated, show).await?.map_err(failure)
}

/// A file that has another name until it is whole; dropped before that, it goes.
struct Draft {
    form: RerateForm,
    folder: PathBuf,
    sink: Shared,
}

/// The engine writes here while this worker keeps hold of the file.
#[derive(Clone)]
struct Shared(Arc<Mutex<Sink>>);

enum Sink {
    Plain(BufWriter<place::Sink>),
    Packed(Box<GzEncoder<BufWriter<place::Sink>>>),
    Done,
}

impl Draft {
    async fn begin(hold: &Hold, report: muster_domain::ReportId, form: RerateForm) -> Result<Self, Failure> {
        let folder = hold.muster().report_folder(hold.organization(), report);
        let (name, draft) = (Part::Bill(form).file(), hold.draft());
        let at = folder.clone();
        let begun = blocking(move || {
            remove_drafts(&at, name)?;
            place::create_whole(&at.join(name), &format!("{name}.{draft}.tmp"))
        });
        let file = BufWriter::with_capacity(1 << 20, begun.await?.map_err(|error| disk(&error))?);
        let sink = match form {
            RerateForm::Csv => Sink::Packed(Box::new(GzEncoder::new(file, Compression::fast()))),
            RerateForm::Parquet => Sink::Plain(file),
        };
        Ok(Self { form, folder, sink: Shared(Arc::new(Mutex::new(sink))) })
    }

    fn writer(&self) -> Shared {
        self.sink.clone()
    }

    fn finish(self) -> io::Result<()> {
        let sink = std::mem::replace(&mut *self.sink.lock(), Sink::Done);
        let file = match sink {
            Sink::Plain(file) => file,
            Sink::Packed(packed) => packed.finish()?,
            Sink::Done => return Err(io::Error::other("this file is finished already")),
        };
        file.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?;
        place::settle(&self.folder)
    }
}

impl Drop for Draft {
    /// Whatever else holds on to it: a bill that was not finished goes.
    fn drop(&mut self) {
        *self.sink.lock() = Sink::Done;
    }
}

/// What workers that were killed left of this file.
fn remove_drafts(folder: &Path, name: &str) -> io::Result<()> {
    for file in place::list(folder)? {
        let is_draft = file.path.file_name().and_then(|file| file.to_str()).is_some_and(|file| {
            file.starts_with(&format!("{name}.")) && Path::new(file).extension().is_some_and(|end| end == "tmp")
        });
        if is_draft {
            place::remove(&file.path)?;
        }
    }
    Ok(())
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Sink> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut *self.lock() {
            Sink::Plain(file) => file.write(bytes),
            Sink::Packed(file) => file.write(bytes),
            Sink::Done => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut *self.lock() {
            Sink::Plain(file) => file.flush(),
            Sink::Packed(file) => file.flush(),
            Sink::Done => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

fn disk(error: &io::Error) -> Failure {
    Failure::Passing(format!("the bill's file could not be written: {error}"))
}

fn failure(error: RerateError) -> Failure {
    match error {
        RerateError::Report(error) => super::super::work::failure(error),
        RerateError::File(error) => Failure::Passing(error.to_string()),
    }
}

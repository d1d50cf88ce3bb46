//! `muster report`: a report straight from bill files.

mod arguments;
mod request;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use muster_engine::forms;
use muster_engine::import::BadRows;
use muster_engine::ledger::CurrentImport;
use muster_engine::progress::Progress;
use muster_engine::report::{FileError, Report, ReportError, ReportRequest};
use muster_engine::rerate::{RerateError, RerateForm, RerateRequest};
use muster_engine::session::{Engine, Session, Settings};
use muster_engine::trail::unpriced::write_unpriced;

use self::arguments::FileFormat;
use super::inputs;
use super::output::{Output, Reader};
use super::progress::{Show, watch_lines};
use crate::exit::Failure;

pub(crate) use self::arguments::Arguments;
pub(crate) use self::request::credit_patterns;

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut request = request::of(arguments)?;
    let bad_rows = if arguments.skip_bad_rows { BadRows::Skip } else { BadRows::Stop };
    let show = Show::unless(arguments.quiet);
    let read = inputs::open(&arguments.inputs, bad_rows, show)?;
    request.period = request::period(arguments, &read.ledger)?;
    let periods = read.ledger.periods().map_err(Failure::environment)?;
    forms::refuse(&request, periods.iter().map(|period| &period.record)).map_err(Failure::input)?;
    let bill = Bill::open(&periods, show)?;
    match arguments.format {
        FileFormat::Csv => bill.report(arguments, &request, (Reader::Person, |report, out| report.write_csv(out)))?,
        FileFormat::Xlsx => bill.report(arguments, &request, (Reader::Program, |report, out| report.write_xlsx(out)))?,
        FileFormat::Parquet => bill.report(arguments, &request, (Reader::Program, |report, out| report.write_parquet(out)))?,
        FileFormat::Focus => bill.rerate(arguments, &request)?,
    }
    match &arguments.unpriced {
        Some(path) => bill.unpriced(path, request),
        None => Ok(()),
    }
}

/// How a report becomes a file.
type Content = fn(&Report, &mut (dyn Write + Send)) -> Result<(), FileError>;

/// A bill ready to be asked.
struct Bill {
    engine: Engine,
    session: Session,
    show: Show,
}

impl Bill {
    fn open(periods: &[CurrentImport], show: Show) -> Result<Self, Failure> {
        let engine = Engine::new(&Settings::default()).map_err(Failure::environment)?;
        let session = engine.open(periods).map_err(Failure::environment)?;
        Ok(Self { engine, session, show })
    }

    /// Writes the report in the form that `content` gives it, and its explanation where that is asked for.
    fn report(
        &self,
        arguments: &Arguments,
        request: &ReportRequest,
        (reader, content): (Reader, Content),
    ) -> Result<(), Failure> {
        let output = Output::open(arguments.output.as_deref(), reader)?;
        let report = self.compute(request.clone())?;
        output.write(|out| content(&report, out))?;
        explain(arguments, &report)
    }

    fn compute(&self, request: ReportRequest) -> Result<Report, Failure> {
        let progress = Arc::<Progress>::default();
        let work = || {
            super::wait_for(async { self.engine.report(&self.session, request, Arc::clone(&progress)).await.map_err(failure) })
        };
        watch_lines(&progress, "report", self.show, work)
    }

    /// Writes the re-rated bill; its explanation is that of a report over the same lines.
    fn rerate(&self, arguments: &Arguments, request: &ReportRequest) -> Result<(), Failure> {
        let is_parquet = arguments.output.as_deref().and_then(Path::extension).is_some_and(|end| end == "parquet");
        let form = if is_parquet { RerateForm::Parquet } else { RerateForm::Csv };
        let output = Output::open(arguments.output.as_deref(), Reader::Person)?;
        let progress = Arc::<Progress>::default();
        let asked = RerateRequest { report: request.clone(), form, out: output.stream()? };
        let work = || super::wait_for(async { Ok(self.engine.rerated(&self.session, asked, Arc::clone(&progress)).await) });
        match watch_lines(&progress, "re-rated bill", self.show, work)? {
            Ok(_) => output.finish()?,
            Err(RerateError::Report(error)) => return Err(failure(error)),
            Err(RerateError::File(error)) => return Err(output.failure(error)),
        }
        if arguments.explain.is_some() { explain(arguments, &self.compute(request.clone())?) } else { Ok(()) }
    }

    fn unpriced(&self, path: &Path, request: ReportRequest) -> Result<(), Failure> {
        let output = Output::open(Some(path), Reader::Person)?;
        let usage = super::wait_for(async { self.engine.unpriced(&self.session, request).await.map_err(failure) })?;
        output.write(|out| write_unpriced(&usage, out))
    }
}

fn explain(arguments: &Arguments, report: &Report) -> Result<(), Failure> {
    match &arguments.explain {
        Some(path) => Output::open(Some(path), Reader::Person)?.write(|out| report.write_explain(out)),
        None => Ok(()),
    }
}

fn failure(error: ReportError) -> Failure {
    match error {
        ReportError::Stopped(_) | ReportError::Plan(_) => Failure::environment(error),
        _ => Failure::input(error),
    }
}

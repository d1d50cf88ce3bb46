//! The bill again, charged: every line of a report in the columns of FOCUS 1.2, with what it is charged and which rules
//! made it so. It is the reseller's own bill, for programs that read FOCUS.
//!
//! One row per line of the bill, none merged and none left out, and one per row that rules add. So the sum of
//! `x_Charge` is the report's charge to the last digit, and the sum of `BilledCost` its unblended cost. Nothing is
//! rounded: `x_Charge` has as many decimals as the rules made.
//!
//! Lines are sorted by what they say, on disk where they do not fit the engine's memory, so the same lines give the same
//! bytes in whichever order and files they came. Columns: docs/focus-export.md.

mod added;
mod columns;
mod services;
mod sheet;
mod stream;
mod trail;

use std::io::Write;
use std::sync::Arc;

use muster_domain::Money;

use crate::progress::Progress;
use crate::report::{FileError, ReportError, ReportRequest};
use crate::session::{Engine, Session, Stopped};

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RerateForm {
    /// Absent is an empty cell; texts are made safe for spreadsheets as in reports.
    Csv,
    /// Costs as `DECIMAL(38, 12)`, `x_Charge` with more decimals where rules made them.
    Parquet,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rerated {
    /// Lines of the bill.
    pub lines: u64,
    /// Rows of the file: the lines, and what rules added.
    pub rows: u64,
    /// Sum of `BilledCost`.
    pub unblended: Money,
    /// Sum of `x_Charge`, rounded once.
    pub charge: Money,
}

/// Why there is no re-rated bill.
#[derive(Debug, thiserror::Error)]
pub enum RerateError {
    #[error(transparent)]
    Report(#[from] ReportError),
    #[error("the file could not be written: {0}")]
    File(#[from] FileError),
}

impl From<Stopped> for RerateError {
    fn from(stopped: Stopped) -> Self {
        Self::Report(stopped.into())
    }
}

impl From<datafusion::error::DataFusionError> for RerateError {
    fn from(error: datafusion::error::DataFusionError) -> Self {
        Self::Report(error.into())
    }
}

/// What is to be written, and where.
#[derive(Debug)]
pub struct RerateRequest<W> {
    /// Its groups do not matter.
    pub report: ReportRequest,
    pub form: RerateForm,
    pub out: W,
}

impl Engine {
    /// Writes the re-rated bill. Dropping the future stops it; what was written until then is no whole file.
    ///
    /// # Errors
    /// [`RerateError`]
    pub async fn rerated<W: Write + Send + 'static>(
        &self,
        session: &Session,
        request: RerateRequest<W>,
        progress: Arc<Progress>,
    ) -> Result<Rerated, RerateError> {
        let session = session.clone();
        self.run(async move { stream::write(&session, request, &progress).await }).await?
    }
}

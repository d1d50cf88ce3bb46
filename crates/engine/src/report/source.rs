//! What a report is made of: the cells that imports keep, where those can tell apart all that its groups and rules ask
//! for, else the lines. The bytes are the same; the time is not.

use datafusion::error::Result;
use datafusion::prelude::DataFrame;

use super::run::Run;
use crate::cells::kept::can_tell;
use crate::cells::{Grain, Source, Width};
use crate::session::Session;

/// Rows that cells can be made of.
pub(super) struct Rows {
    pub(super) source: Source,
    /// All of them, whatever the period.
    pub(super) bill: DataFrame,
    /// In which sums of them fit.
    pub(super) width: Width,
}

impl Run<'_> {
    /// What rows of that grain are made of.
    pub(super) fn source(&self, grain: Grain) -> Result<Source> {
        let needs_lines = grain == Grain::Lines || self.course.follows_lines() || !self.course.own_figures().is_empty();
        let kept = !needs_lines && self.session.keeps_cells() && can_tell(&self.keys(Source::Kept)?);
        Ok(if kept { Source::Kept } else { Source::Lines })
    }

    /// Those rows.
    pub(super) async fn bill(&self, grain: Grain) -> Result<Rows> {
        if self.source(grain)? == Source::Kept
            && let Some(kept) = self.session.kept().await?
        {
            return Ok(Rows { source: Source::Kept, bill: kept.cells, width: kept.width });
        }
        let width = Width::for_sums_of(self.session.known().await?, self.bounds());
        Ok(Rows { source: Source::Lines, bill: self.session.lines_that_count().await?, width })
    }
}

/// The whole bill for a question that kept cells answer as well as lines.
pub(super) async fn whole_bill(session: &Session) -> Result<DataFrame> {
    match session.kept().await? {
        Some(kept) => Ok(kept.cells),
        None => session.lines_that_count().await,
    }
}

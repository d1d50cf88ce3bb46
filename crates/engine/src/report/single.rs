//! Single lines, charged: what stands behind a report line by line. The trail of lines and the re-rated bill read it as
//! a stream; nothing of it is kept.

use datafusion::prelude::{DataFrame, ident, lit};
use muster_domain::report::GroupBy;

use super::run::Run;
use super::{ReportError, Scope, groups};
use crate::cells::Keys;
use crate::membership::SUBSET;
use crate::rules::added::Added;

/// A report's scope, uncondensed.
pub(crate) struct Single {
    /// The bill's lines, and for each of them that a rule shares one row of the purchaser's, which counts as no line.
    pub(crate) lines: DataFrame,
    /// Of the rules that have effect columns, in the order in which they ran.
    pub(crate) positions: Vec<usize>,
    /// What rules add beside.
    pub(crate) added: Vec<Added>,
}

impl Run<'_> {
    /// The lines of the report's scope, each charged, with `further` columns beside what rules look at; a purchaser's row
    /// has those of the consumer's line. Rows that rules add are made of sums, for which the lines are read once more.
    pub(crate) async fn single_lines(&self, further: Keys) -> Result<Single, ReportError> {
        let charged = self.charged_lines(further).await?;
        let lines = match &self.request.scope {
            Scope::All => charged.cells,
            Scope::Subsets(names) => {
                let names = names.iter().map(|name| lit(name.as_str())).collect();
                charged.cells.filter(ident(SUBSET).in_list(names, false))?
            }
        };
        Ok(Single { lines, positions: charged.traced, added: self.added_lines().await? })
    }

    /// The request's groups, each once.
    pub(crate) fn groups(&self) -> &[GroupBy] {
        &self.groups
    }

    /// Whether an added line is summed up in the row of these texts.
    pub(crate) fn is_of_row(&self, line: &Added, keys: &[&str]) -> bool {
        groups::keys_of(&self.groups, line).iter().map(String::as_str).eq(keys.iter().copied())
    }
}

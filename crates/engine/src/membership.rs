//! Which subset an account is in on a line's usage date, without asking line by line.
//!
//! Time is cut at the days on which some membership begins or ends; between two cuts, nothing moves. A line carries
//! the number of its segment (a CASE over a few dates), cells are kept apart by it, and a small relation of
//! (account, segment, subset) is joined to the cells. Where nobody moves there is one segment and no such column;
//! where somebody moves every few days, lines carry their day and only cells the segment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, RecordBatch, StringViewArray};
use chrono::{Days, NaiveDate};
use datafusion::common::JoinType;
use datafusion::error::Result;
use datafusion::functions::expr_fn::coalesce;
use datafusion::prelude::{DataFrame, Expr, SessionContext, ident, lit, when};
use datafusion::scalar::ScalarValue;
use muster_domain::Period;
use muster_domain::subset::{Member, Subset, UNASSIGNED};

use crate::ledger::schema::column::{PURCHASER_ACCOUNT_ID, USAGE_ACCOUNT_ID, USAGE_DAY};
use crate::rules::condition::SUBSET_OF_LINE;

/// Number of the stretch of days in which no account moves.
pub(crate) const SEGMENT: &str = "segment";
/// Subset of the account that a cell belongs to; NULL is unassigned.
pub(crate) const SUBSET: &str = "subset";
/// Subset of the account that bought the commitment.
pub(crate) const PURCHASER_SUBSET: &str = "purchaser_subset";

/// Beyond this, comparing every line with every cut costs more than having cells for each day.
const MOST_CUTS_OF_LINES: usize = 8;

/// Whose subset is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Whose {
    Consumer,
    Purchaser,
}

impl Whose {
    fn account(self) -> &'static str {
        match self {
            Self::Consumer => USAGE_ACCOUNT_ID,
            Self::Purchaser => PURCHASER_ACCOUNT_ID,
        }
    }

    fn subset(self) -> &'static str {
        match self {
            Self::Consumer => SUBSET,
            Self::Purchaser => PURCHASER_SUBSET,
        }
    }
}

/// The memberships of some subsets over a period.
#[derive(Debug)]
pub(crate) struct Memberships {
    /// First days of all segments but the first, ascending.
    cuts: Vec<NaiveDate>,
    /// The subset of an account in a segment.
    subsets: BTreeMap<(String, i32), String>,
}

impl Memberships {
    /// The subsets must have passed [`muster_domain::subset::check`].
    pub(crate) fn new(subsets: &[Subset], period: Option<Period>) -> Self {
        let members = || subsets.iter().flat_map(|subset| subset.accounts.iter().map(move |member| (subset, member)));
        let moves: BTreeSet<_> = members().flat_map(|(_, member)| [member.from, member.until]).flatten().collect();
        // A move on the period's first day or after its last parts no days of the period.
        let parts = |day: &NaiveDate| period.is_none_or(|period| period.from() < *day && *day < period.to());
        let cuts: Vec<_> = moves.into_iter().filter(parts).collect();
        let days = sample_days(&cuts, period);
        let mut found = BTreeMap::new();
        for (subset, member) in members() {
            for segment in segments_of(member, &days) {
                found.insert((member.account.as_str().to_owned(), segment), subset.name.clone());
            }
        }
        Self { cuts, subsets: found }
    }

    /// The key of lines that keeps cells of different segments apart; `None` where there is one segment.
    pub(crate) fn key(&self) -> Result<Option<(String, Expr)>> {
        match self.cuts.len() {
            0 => Ok(None),
            1..=MOST_CUTS_OF_LINES => Ok(Some((SEGMENT.to_owned(), self.segment()?))),
            _ => Ok(Some((USAGE_DAY.to_owned(), ident(USAGE_DAY)))),
        }
    }

    /// The cells with the column [`SEGMENT`], where there is more than one.
    pub(crate) fn number_segments(&self, cells: DataFrame) -> Result<DataFrame> {
        if self.cuts.len() > MOST_CUTS_OF_LINES { cells.with_column(SEGMENT, self.segment()?) } else { Ok(cells) }
    }

    fn segment(&self) -> Result<Expr> {
        let last = i32::try_from(self.cuts.len()).unwrap_or(i32::MAX);
        let mut numbered = (0_i32..).zip(&self.cuts).map(|(number, cut)| (ident(USAGE_DAY).lt(lit(date(*cut))), lit(number)));
        let Some((before, first)) = numbered.next() else { return Ok(lit(last)) };
        let mut segment = when(before, first);
        for (before, number) in numbered {
            segment.when(before, number);
        }
        segment.otherwise(lit(last))
    }

    /// The cells with the column [`SUBSET`] or [`PURCHASER_SUBSET`].
    pub(crate) fn join(&self, cells: DataFrame, context: &SessionContext, whose: Whose) -> Result<DataFrame> {
        if self.subsets.is_empty() {
            return cells.with_column(whose.subset(), lit(ScalarValue::Utf8View(None)));
        }
        let (account, segment) = (format!("{}_member", whose.subset()), format!("{}_segment", whose.subset()));
        let relation = context.read_batch(self.relation(&account, &segment, whose.subset())?)?;
        if self.cuts.is_empty() {
            let relation = relation.drop_columns(&[segment.as_str()])?;
            return cells
                .join(relation, JoinType::Left, &[whose.account()], &[&account], None)?
                .drop_columns(&[account.as_str()]);
        }
        cells
            .join(relation, JoinType::Left, &[whose.account(), SEGMENT], &[&account, &segment], None)?
            .drop_columns(&[account.as_str(), segment.as_str()])
    }

    /// The lines with the column [`SUBSET_OF_LINE`].
    pub(crate) fn join_to_lines(&self, lines: DataFrame, context: &SessionContext) -> Result<DataFrame> {
        let lines = if self.cuts.is_empty() { lines } else { lines.with_column(SEGMENT, self.segment()?)? };
        let lines = self.join(lines, context, Whose::Consumer)?;
        let lines = lines.with_column(SUBSET_OF_LINE, coalesce(vec![ident(SUBSET), lit(UNASSIGNED)]))?;
        lines.drop_columns(&[SUBSET, SEGMENT])
    }

    fn relation(&self, account: &str, segment: &str, subset: &str) -> Result<RecordBatch> {
        let accounts: ArrayRef = Arc::new(StringViewArray::from_iter_values(self.subsets.keys().map(|(account, _)| account)));
        let segments: ArrayRef = Arc::new(Int32Array::from_iter_values(self.subsets.keys().map(|(_, segment)| *segment)));
        let subsets: ArrayRef = Arc::new(StringViewArray::from_iter_values(self.subsets.values()));
        Ok(RecordBatch::try_from_iter([(account, accounts), (segment, segments), (subset, subsets)])?)
    }
}

/// One day of each segment.
fn sample_days(cuts: &[NaiveDate], period: Option<Period>) -> Vec<NaiveDate> {
    let before_cuts = cuts.first().and_then(|cut| cut.checked_sub_days(Days::new(1)));
    // Without cuts every day is like every other: either no membership has dates, or none changes in the period.
    let first = period.map(Period::from).or(before_cuts).unwrap_or_default();
    [first].into_iter().chain(cuts.iter().copied()).collect()
}

fn segments_of(member: &Member, days: &[NaiveDate]) -> Vec<i32> {
    (0_i32..).zip(days).filter(|(_, day)| member.is_in_on(**day)).map(|(segment, _)| segment).collect()
}

/// A day as a literal of the type of [`USAGE_DAY`].
pub(crate) fn date(day: NaiveDate) -> ScalarValue {
    ScalarValue::Date32(Some(arrow::datatypes::Date32Type::from_naive_date(day)))
}

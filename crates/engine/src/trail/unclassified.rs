//! Credits, refunds and discounts that no pattern caught: they count as other credits or refunds, or as no credit at
//! all. Whoever sees a kind of credit here adds a pattern for it.

use arrow::array::AsArray;
use arrow::datatypes::DataType;
use datafusion::functions::expr_fn::coalesce;
use datafusion::functions_aggregate::expr_fn::{count as count_of, sum};
use datafusion::prelude::{cast, ident, lit};
use muster_domain::Money;
use muster_domain::credit::CreditPatterns;
use muster_domain::workflow::CreditKind;

use crate::cells::wide;
use crate::ledger::schema::column;
use crate::report::ReportError;
use crate::report::figures::{Figure, count};
use crate::rules::{credit, line_type};
use crate::session::{Engine, Session};

/// Lines of one type and description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclassified {
    pub line_item_type: String,
    /// Empty where the bill has none.
    pub description: String,
    /// Other credits or refunds, by the line's type alone; `None` where the line is of no kind.
    pub kind: Option<CreditKind>,
    pub lines: u64,
    /// The bill's own cost.
    pub amount: Money,
}

const KIND: &str = "kind";

/// What a type alone makes of a line.
const BY_TYPE_ALONE: [CreditKind; 2] = [CreditKind::OtherCredits, CreditKind::Refunds];

impl Engine {
    /// Every such line of the session under these patterns, by type and description.
    ///
    /// # Errors
    /// As [`Engine::report`].
    pub async fn unclassified(&self, session: &Session, patterns: &CreditPatterns) -> Result<Vec<Unclassified>, ReportError> {
        let (session, patterns) = (session.clone(), patterns.clone());
        self.run(async move { list(&session, &patterns).await }).await?
    }
}

async fn list(session: &Session, patterns: &CreditPatterns) -> Result<Vec<Unclassified>, ReportError> {
    credit::check(patterns).map_err(ReportError::CreditPatterns)?;
    let described = line_type::is_any(&[line_type::CREDIT, line_type::REFUND, line_type::DISCOUNT]);
    let lines = session.lines().await?.filter(described.and(ident(column::SPLIT_COST).is_not_true()))?;
    let text = |name: &str| coalesce(vec![cast(ident(name), DataType::Utf8), lit("")]).alias(name);
    let kind = coalesce(vec![cast(credit::kind_of_line(patterns)?, DataType::Utf8), lit("")]).alias(KIND);
    let keys = vec![text(column::LINE_ITEM_TYPE), text(column::DESCRIPTION), kind];
    let sums = vec![count_of(lit(1_i64)), sum(cast(ident(column::UNBLENDED_COST), wide(12)))];
    let uncaught = BY_TYPE_ALONE.map(CreditKind::name).into_iter().chain([""]).map(lit).collect();
    let groups = lines.aggregate(keys, sums)?.filter(ident(KIND).in_list(uncaught, false))?;
    let mut found = Vec::new();
    for batch in groups.collect().await? {
        for row in 0..batch.num_rows() {
            let text = |place: usize| batch.column(place).as_string::<i32>().value(row);
            found.push(Unclassified {
                line_item_type: text(0).to_owned(),
                description: text(1).to_owned(),
                kind: BY_TYPE_ALONE.into_iter().find(|kind| kind.name() == text(2)),
                lines: count(batch.column(3), row),
                amount: Figure::read(batch.column(4), row)?.money()?,
            });
        }
    }
    found.sort_by(|a, b| (&a.line_item_type, &a.description).cmp(&(&b.line_item_type, &b.description)));
    Ok(found)
}

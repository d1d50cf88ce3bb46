//! Tables made from lines: of imports that kept no sums, and of tags, which no import sums up by.

use std::collections::BTreeSet;

use arrow::array::RecordBatch;
use arrow::datatypes::DataType;
use datafusion::error::{self, DataFusionError};
use datafusion::functions::expr_fn::coalesce;
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::functions_nested::expr_fn::{array_element, map_extract};
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit};

use super::RollupError;
use super::by_tag::SumsOfLines;
use crate::cells::{LINES, Width};
use crate::ledger::CurrentImport;
use crate::ledger::rollup::{ROLLUP, SERIES, SUMMED};
use crate::ledger::schema::column;
use crate::session::{Engine, Session};

/// The last text that tells series apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Finest {
    UsageType,
    /// The value of a tag; empty on lines without it. It takes the place of the usage type, so that only lines of these
    /// usage types are summed up, where some are named.
    Tag {
        key: String,
        usage_types: BTreeSet<String>,
    },
}

impl Finest {
    fn of_line(&self) -> Expr {
        match self {
            Self::UsageType => ident(column::USAGE_TYPE),
            Self::Tag { key, .. } => {
                cast(array_element(map_extract(ident(column::TAGS), lit(key)), lit(1_i64)), DataType::Utf8View)
            }
        }
    }

    fn chosen(&self, lines: DataFrame) -> error::Result<DataFrame> {
        match self {
            Self::Tag { usage_types, .. } if !usage_types.is_empty() => {
                let asked = usage_types.iter().map(lit).collect();
                lines.filter(coalesce(vec![ident(column::USAGE_TYPE), lit("")]).in_list(asked, false))
            }
            Self::Tag { .. } | Self::UsageType => Ok(lines),
        }
    }
}

impl Engine {
    /// Sums the lines of an import up.
    ///
    /// # Errors
    /// [`RollupError::TooLarge`] where a sum might not fit; the plan's.
    pub async fn sums_of_lines(&self, import: &CurrentImport, finest: Finest) -> Result<SumsOfLines, RollupError> {
        let session = self.session(&import.lines()).map_err(|error| DataFusionError::External(Box::new(error)))?;
        self.run(async move { of_lines(&session, &finest).await }).await?
    }
}

async fn of_lines(session: &Session, finest: &Finest) -> Result<SumsOfLines, RollupError> {
    if Width::for_sums_of(session.known().await?, SUMMED) != Width::Ledger {
        return Err(RollupError::TooLarge);
    }
    let lines = finest.chosen(session.lines_that_count().await?)?;
    let batches = sums(lines, finest.of_line())?.collect().await?;
    let typed = batches.iter().map(|batch| RecordBatch::try_new(ROLLUP.clone(), batch.columns().to_vec()));
    Ok(SumsOfLines(typed.collect::<Result<_, _>>().map_err(DataFusionError::from)?))
}

/// The sums with the columns of `rollup.parquet` and in its order; the last text of a series is `finest`.
fn sums(lines: DataFrame, finest: Expr) -> error::Result<DataFrame> {
    let series = SERIES.into_iter().filter(|name| *name != column::USAGE_TYPE).map(ident);
    let keys = series.chain([finest.alias(column::USAGE_TYPE), ident(column::USAGE_DAY)]);
    let figures = SUMMED.map(|figure| sum(ident(figure)).alias(figure));
    let summed = lines.aggregate(keys.collect(), [count(lit(1_i64)).alias(LINES)].into_iter().chain(figures).collect())?;
    let typed = ROLLUP.fields().iter().map(|field| cast(ident(field.name()), field.data_type().clone()).alias(field.name()));
    let order = SERIES.into_iter().chain([column::USAGE_DAY]).map(|key| ident(key).sort(true, true)).collect();
    summed.select(typed.collect::<Vec<_>>())?.sort(order)
}

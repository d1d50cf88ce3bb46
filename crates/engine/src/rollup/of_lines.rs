//! Tables made from lines: of imports that kept no sums, and of tags, which no import sums up by.

use arrow::array::RecordBatch;
use arrow::datatypes::DataType;
use datafusion::error::{self, DataFusionError};
use datafusion::functions_aggregate::expr_fn::{count, sum};
use datafusion::functions_nested::expr_fn::{array_element, map_extract};
use datafusion::prelude::{DataFrame, Expr, cast, ident, lit};

use super::RollupError;
use super::read::add;
use super::table::{Builder, Table};
use crate::cells::{LINES, Width};
use crate::ledger::CurrentImport;
use crate::ledger::rollup::{ROLLUP, SERIES, SUMMED};
use crate::ledger::schema::column;
use crate::session::{Engine, Session};

/// The last text that tells series apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Finest {
    UsageType,
    /// The value of this tag; empty on lines without it.
    Tag(String),
}

impl Finest {
    fn of_line(&self) -> Expr {
        match self {
            Self::UsageType => ident(column::USAGE_TYPE),
            Self::Tag(key) => cast(array_element(map_extract(ident(column::TAGS), lit(key)), lit(1_i64)), DataType::Utf8View),
        }
    }
}

impl Engine {
    /// Sums the lines of an import up.
    ///
    /// # Errors
    /// [`RollupError::TooLarge`] where a sum might not fit; the plan's.
    pub async fn rollup_of_lines(&self, import: &CurrentImport, finest: Finest) -> Result<Table, RollupError> {
        let session = self.session(&import.lines()).map_err(|error| DataFusionError::External(Box::new(error)))?;
        self.run(async move { of_lines(&session, &finest).await }).await?
    }
}

async fn of_lines(session: &Session, finest: &Finest) -> Result<Table, RollupError> {
    if Width::for_sums_of(session.known().await?, SUMMED) != Width::Ledger {
        return Err(RollupError::TooLarge);
    }
    let mut builder = Builder::new(2);
    for batch in sums(session.lines_that_count().await?, finest.of_line())?.collect().await? {
        let batch = RecordBatch::try_new(ROLLUP.clone(), batch.columns().to_vec()).map_err(DataFusionError::from)?;
        add(&mut builder, &batch)?;
    }
    Ok(builder.finish())
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

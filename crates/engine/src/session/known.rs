//! What the files say of their rows without being read: how many there are, and the least and the greatest value of a
//! column. Asked of each file by itself: a column that is empty in one of them has no least value there, and then
//! DataFusion knows none for all of them together.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use datafusion::common::stats::Precision;
use datafusion::common::{ColumnStatistics, Statistics};
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::Result;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};
use datafusion::prelude::DataFrame;
use datafusion::scalar::ScalarValue;

/// What some files know of themselves.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    schema: SchemaRef,
    parts: Vec<Arc<Statistics>>,
}

/// What a file says of a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Bounds {
    /// There is nothing in it.
    Empty,
    Between(ScalarValue, ScalarValue),
    Unknown,
}

impl Known {
    /// Of rows that come straight from their files.
    ///
    /// # Errors
    /// The file system's.
    pub(crate) async fn of(rows: DataFrame) -> Result<Self> {
        let plan = rows.create_physical_plan().await?;
        Ok(Self { schema: plan.schema(), parts: files(&plan).map_or_else(|| whole(&plan).map(|all| vec![all]), Ok)? })
    }

    /// How many rows each part has, and what it says of a column; `None` where a part does not know its rows.
    pub(crate) fn bounds(&self, name: &str) -> Option<Vec<(usize, Bounds)>> {
        let (place, _) = self.schema.column_with_name(name)?;
        let of_part = |part: &Arc<Statistics>| match (part.num_rows, part.column_statistics.get(place)) {
            (Precision::Exact(rows), Some(column)) => Some((rows, bounds(rows, column))),
            _ => None,
        };
        self.parts.iter().map(of_part).collect()
    }

    /// The least and the greatest value of a column in all of them; `None` where that is not known or there is none.
    pub(crate) fn range(&self, name: &str) -> Option<(ScalarValue, ScalarValue)> {
        let mut range: Option<(ScalarValue, ScalarValue)> = None;
        for (_, bounds) in self.bounds(name)? {
            let (low, high) = match bounds {
                Bounds::Empty => continue,
                Bounds::Between(low, high) => (low, high),
                Bounds::Unknown => return None,
            };
            range = Some(match range {
                None => (low, high),
                Some((least, greatest)) => (if low < least { low } else { least }, if high > greatest { high } else { greatest }),
            });
        }
        range
    }
}

fn bounds(rows: usize, column: &ColumnStatistics) -> Bounds {
    match (&column.min_value, &column.max_value) {
        _ if column.null_count == Precision::Exact(rows) => Bounds::Empty,
        (Precision::Exact(low), Precision::Exact(high)) if !low.is_null() && !high.is_null() => {
            Bounds::Between(low.clone(), high.clone())
        }
        _ => Bounds::Unknown,
    }
}

/// Of each file that the plan scans, once; `None` where it does more than scan files, or one of them does not say.
fn files(plan: &Arc<dyn ExecutionPlan>) -> Option<Vec<Arc<Statistics>>> {
    let scan = plan.downcast_ref::<DataSourceExec>()?.data_source().downcast_ref::<FileScanConfig>()?;
    let (mut seen, mut parts) = (BTreeSet::new(), Vec::new());
    for file in scan.file_groups.iter().flat_map(|group| group.files()) {
        if seen.insert(file.object_meta.location.clone()) {
            parts.push(file.statistics.clone()?);
        }
    }
    Some(parts)
}

fn whole(plan: &Arc<dyn ExecutionPlan>) -> Result<Arc<Statistics>> {
    StatisticsContext::new().compute(plan.as_ref(), &StatisticsArgs::new())
}

//! Which tags the lines of an import have.

use std::collections::BTreeSet;

use arrow::array::AsArray;
use arrow::datatypes::DataType;
use datafusion::error::DataFusionError;
use datafusion::functions_nested::expr_fn::map_keys;
use datafusion::prelude::{cast, ident};

use super::RollupError;
use crate::ledger::CurrentImport;
use crate::ledger::schema::column;
use crate::session::{Engine, Session};

const KEY: &str = "tag_key";

impl Engine {
    /// Every key of a tag on the lines of an import.
    ///
    /// # Errors
    /// The plan's.
    pub async fn tag_keys(&self, import: &CurrentImport) -> Result<BTreeSet<String>, RollupError> {
        if !import.record.columns.has_tags {
            return Ok(BTreeSet::new());
        }
        let session = self.session(&import.lines()).map_err(|error| DataFusionError::External(Box::new(error)))?;
        self.run(async move { keys(&session).await }).await?
    }
}

async fn keys(session: &Session) -> Result<BTreeSet<String>, RollupError> {
    // Lines have few different sets of tags, so the sets are told apart before they are taken apart.
    let sets = session.lines().await?.select(vec![map_keys(ident(column::TAGS)).alias(KEY)])?.distinct()?;
    let keys = sets.unnest_columns(&[KEY])?.distinct()?;
    let keys = keys.select(vec![cast(ident(KEY), DataType::Utf8).alias(KEY)])?;
    let mut found = BTreeSet::new();
    for batch in keys.collect().await? {
        found.extend(batch.column(0).as_string::<i32>().iter().flatten().map(str::to_owned));
    }
    Ok(found)
}

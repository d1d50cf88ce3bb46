//! Names of accounts on lines, for conditions that ask for them.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringViewArray};
use datafusion::common::JoinType;
use datafusion::error::Result;
use datafusion::functions::expr_fn::coalesce;
use datafusion::prelude::{DataFrame, SessionContext, ident, lit};
use muster_domain::AccountId;

use crate::ledger::schema::column::{USAGE_ACCOUNT_ID, USAGE_ACCOUNT_NAME};
use crate::rules::condition::KNOWN_NAME;

const NAMED: &str = "named_account";
const NAME: &str = "name_of_account";

/// The lines with the column [`KNOWN_NAME`]: the bill's name, else the one given here, else empty.
pub(super) fn join_to_lines(
    lines: DataFrame,
    names: &BTreeMap<AccountId, String>,
    context: &SessionContext,
) -> Result<DataFrame> {
    if names.is_empty() {
        return lines.with_column(KNOWN_NAME, coalesce(vec![ident(USAGE_ACCOUNT_NAME), lit("")]));
    }
    let accounts: ArrayRef = Arc::new(StringViewArray::from_iter_values(names.keys().map(AccountId::as_str)));
    let given: ArrayRef = Arc::new(StringViewArray::from_iter_values(names.values()));
    let relation = context.read_batch(RecordBatch::try_from_iter([(NAMED, accounts), (NAME, given)])?)?;
    let lines = lines.join(relation, JoinType::Left, &[USAGE_ACCOUNT_ID], &[NAMED], None)?;
    let lines = lines.with_column(KNOWN_NAME, coalesce(vec![ident(USAGE_ACCOUNT_NAME), ident(NAME), lit("")]))?;
    lines.drop_columns(&[NAMED, NAME])
}

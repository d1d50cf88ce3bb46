//! Expressions over the few columns that they read, so that each can be evaluated where those are known.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{BinaryExpr, CastExpr, Column, Literal};
use datafusion::physical_expr::utils::{collect_columns, reassign_expr_columns};

pub(super) type Expr = Arc<dyn PhysicalExpr>;

/// An expression, and which columns of the table it reads.
#[derive(Clone, Debug)]
pub(super) struct Narrow {
    expr: Expr,
    schema: SchemaRef,
    /// Ascending.
    pub(super) columns: Vec<usize>,
}

impl Narrow {
    pub(super) fn of(expr: &Expr, table: &Schema) -> Result<Self> {
        let columns = columns(expr);
        // What a value is not, any column may be.
        let field = |column: &usize| table.field(*column).clone().with_nullable(true);
        let schema = Schema::new(columns.iter().map(field).collect::<Vec<Field>>());
        let expr = reassign_expr_columns(Arc::clone(expr), &schema)?;
        Ok(Self { expr, schema: Arc::new(schema), columns })
    }

    /// Its values for so many rows of its columns.
    pub(super) fn evaluate(&self, columns: Vec<ArrayRef>, rows: usize) -> Result<ArrayRef> {
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)?;
        self.expr.evaluate(&batch)?.into_array(rows)
    }
}

/// The columns that an expression reads, ascending.
pub(super) fn columns(expr: &Expr) -> Vec<usize> {
    let mut columns: Vec<_> = collect_columns(expr).iter().map(Column::index).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// The expression over what its columns stand for.
pub(super) fn substituted(expr: &Expr, by: &[Expr]) -> Result<Expr> {
    let replaced = |node: Expr| {
        let Some(column) = node.downcast_ref::<Column>() else { return Ok(Transformed::no(node)) };
        let replacement = Arc::clone(&by[column.index()]);
        Ok(Transformed::new(replacement, true, TreeNodeRecursion::Jump))
    };
    Arc::clone(expr).transform_down(replaced).data()
}

/// Whether it is NULL where any of its columns is.
pub(super) fn is_strict(expr: &Expr) -> bool {
    if let Some(binary) = expr.downcast_ref::<BinaryExpr>() {
        let reckons = matches!(binary.op(), Operator::Plus | Operator::Minus | Operator::Multiply);
        return reckons && is_strict(binary.left()) && is_strict(binary.right());
    }
    if let Some(cast) = expr.downcast_ref::<CastExpr>() {
        return is_strict(cast.expr());
    }
    expr.downcast_ref::<Literal>().is_some_and(|literal| !literal.value().is_null()) || expr.downcast_ref::<Column>().is_some()
}

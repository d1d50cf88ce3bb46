//! The trail: what each rule did to each account, summed from the effect columns that the rules leave behind
//! ([`crate::rules`]). The effects of all rules add up to the report's difference.

use std::collections::BTreeMap;

use arrow::array::AsArray;
use arrow::datatypes::DataType;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::prelude::{DataFrame, cast, ident};
use muster_domain::workflow::Workflow;

use crate::ledger::schema::column::USAGE_ACCOUNT_ID;
use crate::report::figures::{Figure, count};
use crate::report::{Effect, ReportError, Trail};
use crate::rules::added::Added;
use crate::rules::charges::{effect, touched};

/// By the rule's position and the account: lines, and what was added to their charges.
#[derive(Default)]
pub(crate) struct Effects(BTreeMap<(usize, String), (u64, Figure)>);

impl Effects {
    /// The effects on charged cells. `positions` are those of the rules that have effect columns.
    pub(crate) async fn of(cells: DataFrame, positions: &[usize]) -> Result<Self, ReportError> {
        let mut effects = Self::default();
        if positions.is_empty() {
            return Ok(effects);
        }
        let sums = positions.iter().flat_map(|position| [effect(*position), touched(*position)]);
        let sums = sums.map(|name| sum(ident(&name)).alias(name)).collect();
        let account = cast(ident(USAGE_ACCOUNT_ID), DataType::Utf8).alias(USAGE_ACCOUNT_ID);
        for batch in cells.aggregate(vec![account], sums)?.collect().await? {
            let accounts = batch.column(0).as_string::<i32>();
            for (place, position) in positions.iter().enumerate() {
                let (amounts, lines) = (batch.column(1 + 2 * place), batch.column(2 + 2 * place));
                for row in (0..batch.num_rows()).filter(|row| count(lines, *row) > 0) {
                    effects.add(*position, accounts.value(row), (count(lines, row), Figure::read(amounts, row)?))?;
                }
            }
        }
        Ok(effects)
    }

    /// Adds an effect on some lines of an account.
    pub(crate) fn add(&mut self, position: usize, account: &str, (lines, effect): (u64, Figure)) -> Result<(), ReportError> {
        let sum = self.0.entry((position, account.to_owned())).or_insert((0, Figure::ZERO));
        *sum = (sum.0 + lines, sum.1.add(effect)?);
        Ok(())
    }

    /// Adds what rules did to the lines that they added themselves.
    pub(crate) fn add_lines(&mut self, lines: &[Added]) -> Result<(), ReportError> {
        for line in lines {
            line.trail.iter().try_for_each(|(position, effect)| self.add(*position, line.account(), (1, *effect)))?;
        }
        Ok(())
    }

    /// What the rule at that position did to all accounts together.
    pub(crate) fn of_rule(&self, position: usize) -> Result<Effect, ReportError> {
        let (mut lines, mut effect) = (0, Figure::ZERO);
        for (_, (more, added)) in self.0.iter().filter(|((rule, _), _)| *rule == position) {
            lines += more;
            effect = effect.add(*added)?;
        }
        Ok(Effect { lines, effect: effect.money()? })
    }

    /// The trail, by position and account.
    pub(crate) fn into_trail(self, workflow: &Workflow) -> Result<Vec<Trail>, ReportError> {
        let trail = |((position, account), (lines, effect)): ((usize, String), (u64, Figure))| {
            let rule = workflow.rules.get(position - 1).map_or("", |rule| rule.kind());
            Ok(Trail { position, rule, account, lines, effect: effect.money()? })
        };
        self.0.into_iter().map(trail).collect()
    }
}

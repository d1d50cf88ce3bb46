//! What a report asks of lines: what tells its cells apart, what they sum up, and the columns that the ledger has not
//! but a rule reads.

use std::collections::BTreeSet;

use datafusion::error::Result;
use datafusion::prelude::{DataFrame, SessionContext, ident, lit};
use muster_domain::report::{EcoCommitments, GroupBy};

use super::measure::ECO;
use super::run::Run;
use super::{Scope, groups, names};
use crate::cells::fees::Fees;
use crate::cells::{FIGURES, Figures, Keys, MONTH, Mark, Names, Share, Source, Width};
use crate::ledger::schema::column;
use crate::membership::{PURCHASER_SUBSET, SUBSET, Whose};
use crate::rules::condition::{KNOWN_NAME, SUBSET_OF_LINE};
use crate::rules::{self, SubsetsAsked, added};

impl Run<'_> {
    /// What tells the report's cells apart, beside the marks of rules.
    fn group_keys(&self) -> Result<Keys> {
        let mut keys: Keys = self.groups.iter().enumerate().map(|(place, group)| groups::key(place, group)).collect();
        if !self.request.workflow.rules.is_empty() || self.subsets_asked().consumers {
            keys.insert(Mark::Account.name().to_owned(), Mark::Account.cell());
        }
        if self.adds_lines() {
            keys.insert(MONTH.to_owned(), self.month.clone());
        }
        if let Some(eco) = &self.eco {
            keys.insert(ECO.to_owned(), eco.clone());
        }
        Ok(keys)
    }

    /// What tells the report's cells apart.
    pub(super) fn keys(&self, source: Source) -> Result<Keys> {
        let mut keys = self.group_keys()?;
        for mark in self.course.marks() {
            keys.insert(mark.name().to_owned(), source.mark(mark, &self.request.credit_patterns)?);
        }
        keys.extend(self.course.own_marks()?);
        if self.subsets_asked().consumers {
            keys.extend(self.memberships.key()?);
        }
        Ok(keys)
    }

    /// What single lines carry until their sums are as good.
    pub(super) fn carried(&self) -> Result<Keys> {
        let carried = self.course.carried()?;
        Ok(carried.into_iter().map(|name| (name.clone(), ident(name))).collect())
    }

    /// The names of what tells cells apart, when lines have been followed as far as they must be.
    pub(super) fn keys_on_cells(&self) -> Result<BTreeSet<String>> {
        let mut names: BTreeSet<String> = self.group_keys()?.into_keys().collect();
        names.extend([column::LINE_ITEM_TYPE, ECO].map(str::to_owned));
        names.extend(self.course.marks_on_cells()?);
        let asked = self.subsets_asked();
        names.extend(asked.consumers.then(|| SUBSET.to_owned()));
        names.extend(asked.purchasers.then(|| PURCHASER_SUBSET.to_owned()));
        Ok(names)
    }

    /// What the report's cells sum up beside the basic figures.
    pub(super) fn figures(&self, source: Source, width: Width) -> Result<Figures> {
        let shares = self.course.shares().into_iter();
        let shares = shares.map(|share| Ok((share.name().to_owned(), source.share(share, width)?)));
        let own = self.course.own_figures().into_iter().map(|name| Ok((name.clone(), ident(name))));
        shares.chain(own).collect()
    }

    /// The ledger's columns that bound the figures that cells sum up.
    pub(super) fn bounds(&self) -> BTreeSet<&'static str> {
        self.course.shares().into_iter().flat_map(Share::bounds).chain(FIGURES).collect()
    }

    /// The rows, some of that bill, with the columns that keys and figures read and the source has not.
    pub(super) async fn complete(&self, source: Source, (rows, bill): (DataFrame, DataFrame)) -> Result<DataFrame> {
        let (keys, context) = (self.keys(source)?, self.session.context());
        let read: BTreeSet<String> = keys.values().chain(self.carried()?.values()).flat_map(rules::columns).collect();
        let mut rows = rows;
        if read.contains(SUBSET_OF_LINE) {
            rows = self.memberships.join_to_lines(rows, context)?;
        }
        if read.contains(KNOWN_NAME) {
            rows = names::join_to_lines(rows, &self.request.account_names, context)?;
        }
        if source == Source::Lines && self.course.parts_plans() {
            rows = Fees::of(bill, context).await?.with_upfront(rows)?;
        }
        self.course.with_own_figures(rows)
    }

    /// The cells with the columns that subsets and Eco columns are read from, where anything reads them.
    pub(super) fn with_subsets(&self, cells: DataFrame, context: &SessionContext) -> Result<DataFrame> {
        let (mut cells, asked) = (cells, self.subsets_asked());
        if asked.consumers {
            cells = self.memberships.number_segments(cells)?;
            cells = self.memberships.join(cells, context, Whose::Consumer)?;
        }
        if asked.purchasers {
            cells = self.memberships.join(cells, context, Whose::Purchaser)?;
        }
        if self.request.eco == EcoCommitments::None {
            cells = cells.with_column(ECO, lit(false))?;
        }
        Ok(cells)
    }

    /// Whose subsets anything asks for.
    pub(super) fn subsets_asked(&self) -> SubsetsAsked {
        let mut asked = rules::subsets_asked(&self.request.workflow);
        asked.consumers |= self.request.scope != Scope::All || self.groups.contains(&GroupBy::Subset);
        // Sharing adds rows of the purchasers' accounts, which are in subsets too.
        asked.purchasers |= asked.consumers && asked.shares;
        asked
    }

    pub(super) fn adds_lines(&self) -> bool {
        added::adds_lines(&self.request.workflow)
    }

    pub(super) fn names(&self) -> Names {
        if self.groups.contains(&GroupBy::Account) { Names::Kept } else { Names::Left }
    }
}

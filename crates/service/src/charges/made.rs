//! Charges whose files are written: from sums to files, and from files to rows that make them count.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use muster_domain::charge::{self, Cell, Tagged, settle};
use muster_domain::{AccountId, ChargeId, Money, Month};
use muster_store::OrgTx;
use muster_store::charge_months::ChargeMonth;
use muster_store::charges::{self, Charge, Standing};

use super::cells;
use super::plan::Batch;
use crate::bill::Bill;
use crate::jobs::{Failure, Hold};
use crate::muster::blocking;

/// Cells, each with the values of tags.
pub(super) type TaggedCells = Vec<(Cell, Vec<String>)>;

/// Amounts and cells of a batch, by subset.
#[derive(Default)]
pub(super) struct Sums {
    pub(super) totals: BTreeMap<String, Money>,
    pub(super) cells: BTreeMap<String, Vec<Cell>>,
    /// Told apart by these tags too.
    pub(super) tags: Vec<String>,
    pub(super) tagged: BTreeMap<String, TaggedCells>,
}

/// A charge whose files are written.
pub(super) struct Made {
    pub(super) charge: Charge,
    accounts: BTreeMap<AccountId, Money>,
    cells: Vec<Cell>,
}

/// Writes the files of a batch, one subset after the other; nothing counts yet.
pub(super) async fn keep(hold: &Hold, month: Month, (batch, bill, mut sums): (Batch, &Bill, Sums)) -> Result<Vec<Made>, Failure> {
    let mut charges = Vec::with_capacity(batch.subsets.len());
    for (subset, name) in batch.subsets {
        let charge = Charge {
            id: ChargeId(hold.muster().id()),
            subset,
            month,
            standing: Standing::Kept,
            workflow: batch.id,
            version: batch.version,
            currency: bill.currency(),
            amount: sums.totals.remove(&name).unwrap_or_default(),
            imports: bill.imports(),
            tags: sums.tags.clone(),
            computed_at: hold.muster().now(),
        };
        charges.push((charge, name));
    }
    let folder = hold.muster().charges_folder(hold.organization());
    let write = move || charges.into_iter().map(|(charge, name)| sums.write(&folder, (charge, &name))).collect::<io::Result<_>>();
    blocking(write).await?.map_err(|error| Failure::Passing(format!("charges could not be written: {error}")))
}

impl Sums {
    /// Takes what belongs to the subset. Where no tags tell it apart there is no file of them.
    fn write(&mut self, folder: &Path, (charge, name): (Charge, &str)) -> io::Result<Made> {
        let cells = settle(self.cells.remove(name).unwrap_or_default(), charge.amount);
        cells::write(folder, charge.id, &cells)?;
        if !charge.tags.is_empty() {
            let tagged = Tagged { keys: charge.tags.clone(), cells: self.tagged.remove(name).unwrap_or_default() };
            cells::write_tagged(folder, charge.id, &tagged.settled(&cells))?;
        }
        Ok(Made { charge, accounts: accounts(&cells), cells })
    }
}

fn accounts(cells: &[Cell]) -> BTreeMap<AccountId, Money> {
    let mut accounts = BTreeMap::<AccountId, Money>::new();
    for (account, amount) in cells.iter().filter_map(|cell| Some((cell.account.clone()?, cell.amount))) {
        let sum = accounts.entry(account).or_default();
        *sum = *sum + amount;
    }
    accounts
}

impl Made {
    /// Makes it count, or stand beside the one that counts where the month is closed and it differs.
    pub(super) async fn count(self, hold: &Hold, tx: &mut OrgTx, month: &ChargeMonth) -> Result<(), Failure> {
        let (subset, of) = (self.charge.subset, self.charge.month);
        if month.closed_at.is_none() {
            charges::remove(tx, (subset, of, Standing::Late)).await?;
            return Ok(charges::put(tx, &self.charge, &self.accounts).await?);
        }
        let kept = charges::list_by_month(tx, of).await?;
        let kept = kept.into_iter().find(|charge| charge.subset == subset && charge.standing == Standing::Kept);
        let is_same = match &kept {
            // A month that was closed before anything charged the subset is charged nothing.
            None => self.cells.is_empty(),
            Some(kept) => charge::is_same(&cells::load(hold.muster(), hold.organization(), kept.id).await?, &self.cells),
        };
        if !is_same {
            return Ok(charges::put(tx, &Charge { standing: Standing::Late, ..self.charge }, &self.accounts).await?);
        }
        charges::remove(tx, (subset, of, Standing::Late)).await?;
        match kept {
            // The same charge, told apart by other tags.
            Some(kept) if kept.tags != self.charge.tags => {
                let charge = Charge { id: self.charge.id, tags: self.charge.tags, ..kept };
                Ok(charges::put(tx, &charge, &self.accounts).await?)
            }
            _ => Ok(()),
        }
    }
}

//! The file of a charge's cells, with every decimal, and the one beside it that tells them apart by tags.

use std::io;
use std::path::Path;

use muster_domain::account::NotAnAccountId;
use muster_domain::charge::{Cell, Tagged};
use muster_domain::{AccountId, ChargeId, OrganizationId};
use muster_engine::place;

use crate::files::{Place, write_whole};
use crate::muster::blocking;
use crate::{Error, Muster};

pub(crate) fn name(id: ChargeId) -> String {
    format!("{id}.csv")
}

fn name_of_tagged(id: ChargeId) -> String {
    format!("{id}.tags.csv")
}

/// What a cell's fields are called before the keys of tags.
const FIELDS: [&str; 8] = ["day", "account", "service", "region", "charge_type", "lifecycle", "usage_type", "amount"];

fn fields(cell: &Cell) -> [String; FIELDS.len()] {
    let Cell { day, account, service, region, charge_type, lifecycle, usage_type, amount } = cell;
    let account = account.as_ref().map_or("", AccountId::as_str).to_owned();
    let [lifecycle, usage_type] = [lifecycle, usage_type].map(|text| text.clone().unwrap_or_default());
    [day.to_string(), account, service.clone(), region.clone(), charge_type.clone(), lifecycle, usage_type, amount.exact()]
}

/// `further` are lifecycle and usage type, which an earlier program did not keep.
fn cell(
    [day, account, service, region, charge_type, amount]: [&str; 6],
    further: Option<[&str; 2]>,
) -> Result<Cell, Box<dyn std::error::Error + Send + Sync>> {
    Ok(Cell {
        day: day.parse()?,
        account: maybe(account)?,
        service: service.to_owned(),
        region: region.to_owned(),
        charge_type: charge_type.to_owned(),
        lifecycle: further.map(|[lifecycle, _]| lifecycle.to_owned()),
        usage_type: further.map(|[_, usage_type]| usage_type.to_owned()),
        amount: amount.parse()?,
    })
}

fn wrong(id: ChargeId, what: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!("{id}: {what}"))
}

/// Writes it whole, and has it reach the disk.
pub(crate) fn write(folder: &Path, id: ChargeId, cells: &[Cell]) -> io::Result<()> {
    write_rows(folder, &name(id), cells.iter().map(|cell| fields(cell).to_vec()))
}

/// Writes it whole, and has it reach the disk. The first row has the keys.
pub(crate) fn write_tagged(folder: &Path, id: ChargeId, tagged: &Tagged) -> io::Result<()> {
    let head = FIELDS.into_iter().map(str::to_owned).chain(tagged.keys.iter().cloned()).collect();
    let rows = tagged.cells.iter().map(|(cell, values)| fields(cell).into_iter().chain(values.iter().cloned()).collect());
    write_rows(folder, &name_of_tagged(id), std::iter::once(head).chain(rows))
}

fn write_rows(folder: &Path, name: &str, rows: impl Iterator<Item = Vec<String>>) -> io::Result<()> {
    place::make_folder(folder)?;
    write_whole(Place { folder, name, draft: "new" }, |file| {
        let mut file = csv::Writer::from_writer(file);
        for row in rows {
            file.write_record(row)?;
        }
        file.flush()
    })?;
    place::settle(folder)
}

pub(crate) fn read(folder: &Path, id: ChargeId) -> io::Result<Vec<Cell>> {
    let mut cells = Vec::new();
    for row in csv::ReaderBuilder::new().has_headers(false).from_reader(place::reader(&folder.join(name(id)))?).into_records() {
        let row = row?;
        let read = match row.iter().collect::<Vec<_>>()[..] {
            [day, account, service, region, charge_type, lifecycle, usage_type, amount] => {
                cell([day, account, service, region, charge_type, amount], Some([lifecycle, usage_type]))
            }
            // Of an earlier program.
            [day, account, service, region, charge_type, amount] => {
                cell([day, account, service, region, charge_type, amount], None)
            }
            _ => return Err(wrong(id, "a row has another number of fields")),
        };
        cells.push(read.map_err(|error| wrong(id, error))?);
    }
    Ok(cells)
}

pub(crate) fn read_tagged(folder: &Path, id: ChargeId) -> io::Result<Tagged> {
    let mut rows = csv::Reader::from_reader(place::reader(&folder.join(name_of_tagged(id)))?);
    let keys = rows.headers()?.iter().skip(FIELDS.len()).map(str::to_owned).collect();
    let mut tagged = Tagged { keys, cells: Vec::new() };
    for row in rows.records() {
        let row = row?;
        let [day, account, service, region, charge_type, lifecycle, usage_type, amount, values @ ..] =
            &row.iter().collect::<Vec<_>>()[..]
        else {
            return Err(wrong(id, "a row has too few fields"));
        };
        let read = cell([day, account, service, region, charge_type, amount], Some([lifecycle, usage_type]));
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        tagged.cells.push((read.map_err(|error| wrong(id, error))?, values));
    }
    Ok(tagged)
}

/// An account's digits; nothing where it is none's.
pub(crate) fn maybe(account: &str) -> Result<Option<AccountId>, NotAnAccountId> {
    (!account.is_empty()).then(|| account.parse()).transpose()
}

/// The cells of a charge that counts.
pub(crate) async fn load(muster: &Muster, org: OrganizationId, id: ChargeId) -> Result<Vec<Cell>, Error> {
    let folder = muster.charges_folder(org);
    blocking(move || read(&folder, id)).await?.map_err(Error::internal)
}

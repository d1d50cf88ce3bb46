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

/// Writes it whole, and has it reach the disk.
pub(crate) fn write(folder: &Path, id: ChargeId, cells: &[Cell]) -> io::Result<()> {
    place::make_folder(folder)?;
    let name = name(id);
    write_whole(Place { folder, name: &name, draft: "new" }, |file| {
        let mut rows = csv::Writer::from_writer(file);
        for cell in cells {
            let (day, amount) = (cell.day.to_string(), cell.amount.exact());
            let account = cell.account.as_ref().map_or("", AccountId::as_str);
            let further = [&cell.lifecycle, &cell.usage_type].map(|text| text.as_deref().unwrap_or_default());
            let [lifecycle, usage_type] = further;
            let texts = [&cell.service, &cell.region, &cell.charge_type].map(String::as_str);
            rows.write_record([&[&*day, account], &texts[..], &[lifecycle, usage_type, &*amount]].concat())?;
        }
        rows.flush()
    })?;
    place::settle(folder)
}

pub(crate) fn read(folder: &Path, id: ChargeId) -> io::Result<Vec<Cell>> {
    let wrong = |what: &dyn std::fmt::Display| io::Error::other(format!("{id}: {what}"));
    let mut cells = Vec::new();
    for row in csv::ReaderBuilder::new().has_headers(false).from_reader(place::reader(&folder.join(name(id)))?).into_records() {
        let row = row?;
        let (fields, further) = match row.iter().collect::<Vec<_>>()[..] {
            [day, account, service, region, charge_type, lifecycle, usage_type, amount] => {
                ([day, account, service, region, charge_type, amount], Some([lifecycle, usage_type]))
            }
            // Of an earlier program.
            [day, account, service, region, charge_type, amount] => ([day, account, service, region, charge_type, amount], None),
            _ => return Err(wrong(&"a row has another number of fields")),
        };
        let [day, account, service, region, charge_type, amount] = fields;
        cells.push(Cell {
            day: day.parse().map_err(|error| wrong(&error))?,
            account: maybe(account).map_err(|error| wrong(&error))?,
            service: service.to_owned(),
            region: region.to_owned(),
            charge_type: charge_type.to_owned(),
            lifecycle: further.map(|[lifecycle, _]| lifecycle.to_owned()),
            usage_type: further.map(|[_, usage_type]| usage_type.to_owned()),
            amount: amount.parse().map_err(|error| wrong(&error))?,
        });
    }
    Ok(cells)
}

fn name_of_tagged(id: ChargeId) -> String {
    format!("{id}.tags.csv")
}

/// What a column of the file of tags is called before the keys.
const BEFORE_KEYS: [&str; 8] = ["day", "account", "service", "region", "charge_type", "lifecycle", "usage_type", "amount"];

/// Writes it whole, and has it reach the disk. The first row has the keys.
pub(crate) fn write_tagged(folder: &Path, id: ChargeId, tagged: &Tagged) -> io::Result<()> {
    place::make_folder(folder)?;
    let name = name_of_tagged(id);
    write_whole(Place { folder, name: &name, draft: "new" }, |file| {
        let mut rows = csv::Writer::from_writer(file);
        rows.write_record(BEFORE_KEYS.into_iter().chain(tagged.keys.iter().map(String::as_str)))?;
        for (cell, values) in &tagged.cells {
            let (day, amount) = (cell.day.to_string(), cell.amount.exact());
            let account = cell.account.as_ref().map_or("", AccountId::as_str);
            let [lifecycle, usage_type] = [&cell.lifecycle, &cell.usage_type].map(|text| text.as_deref().unwrap_or_default());
            let own = [&*day, account, &cell.service, &cell.region, &cell.charge_type, lifecycle, usage_type, &*amount];
            rows.write_record(own.into_iter().chain(values.iter().map(String::as_str)))?;
        }
        rows.flush()
    })?;
    place::settle(folder)
}

pub(crate) fn read_tagged(folder: &Path, id: ChargeId) -> io::Result<Tagged> {
    let wrong = |what: &dyn std::fmt::Display| io::Error::other(format!("{id}: {what}"));
    let mut rows = csv::Reader::from_reader(place::reader(&folder.join(name_of_tagged(id)))?);
    let keys = rows.headers()?.iter().skip(BEFORE_KEYS.len()).map(str::to_owned).collect();
    let mut tagged = Tagged { keys, cells: Vec::new() };
    for row in rows.records() {
        let row = row?;
        let fields: Vec<_> = row.iter().collect();
        let [day, account, service, region, charge_type, lifecycle, usage_type, amount, values @ ..] = &fields[..] else {
            return Err(wrong(&"a row has too few fields"));
        };
        let cell = Cell {
            day: day.parse().map_err(|error| wrong(&error))?,
            account: maybe(account).map_err(|error| wrong(&error))?,
            service: (*service).to_owned(),
            region: (*region).to_owned(),
            charge_type: (*charge_type).to_owned(),
            lifecycle: Some((*lifecycle).to_owned()),
            usage_type: Some((*usage_type).to_owned()),
            amount: amount.parse().map_err(|error| wrong(&error))?,
        };
        tagged.cells.push((cell, values.iter().map(|value| (*value).to_owned()).collect()));
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

/// The same told apart by tags, where the charge says that it is.
pub(crate) async fn load_tagged(muster: &Muster, org: OrganizationId, id: ChargeId) -> Result<Tagged, Error> {
    let folder = muster.charges_folder(org);
    blocking(move || read_tagged(&folder, id)).await?.map_err(Error::internal)
}

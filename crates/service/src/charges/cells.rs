//! The file of a charge's cells, with every decimal.

use std::io;
use std::path::Path;

use muster_domain::account::NotAnAccountId;
use muster_domain::charge::Cell;
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

/// An account's digits; nothing where it is none's.
pub(crate) fn maybe(account: &str) -> Result<Option<AccountId>, NotAnAccountId> {
    (!account.is_empty()).then(|| account.parse()).transpose()
}

/// The cells of a charge that counts.
pub(crate) async fn load(muster: &Muster, org: OrganizationId, id: ChargeId) -> Result<Vec<Cell>, Error> {
    let folder = muster.charges_folder(org);
    blocking(move || read(&folder, id)).await?.map_err(Error::internal)
}

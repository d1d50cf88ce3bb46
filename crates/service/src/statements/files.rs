//! What a customer carries away: a statement's cells, and the overview's parts, with every decimal.

use std::collections::BTreeMap;

use muster_domain::spreadsheet::safe;
use muster_domain::view::customers::Look;
use muster_domain::{CustomerLinkId, Money, Month, OrganizationId};

use super::overview;
use super::sight::{Seen, Sight};
use crate::audit::Deed;
use crate::subsets::CsvFile;
use crate::{Ctx, Error};

const CELLS: [&str; 7] = ["Day", "Account", "Account Name", "Service", "Region", "Charge Type", "Charge"];

/// A statement as CSV: its rows sum to its total, to the last digit.
///
/// # Errors
/// As [`super::find`].
pub async fn csv(ctx: &Ctx, org: OrganizationId, source: CustomerLinkId, month: Month) -> Result<CsvFile, Error> {
    let sight = Sight::open(ctx, org).await?;
    let link = sight.chosen(Some(source))?.ok_or(Error::NotFound)?;
    let charge = sight.charge(link, month).await?;
    let text = statement(&sight.cells(link, &charge).await?).map_err(Error::internal)?;
    let file = CsvFile { filename: format!("statement-{month}.csv"), text };
    note(&sight, ("statements.download", source.to_string(), &file)).await?;
    Ok(file)
}

/// The overview's parts as CSV.
///
/// # Errors
/// As [`overview`]; `NotFound` where nothing is charged.
pub async fn overview_csv(ctx: &Ctx, org: OrganizationId, look: Look) -> Result<CsvFile, Error> {
    let sight = Sight::open(ctx, org).await?;
    let charges = overview(ctx, org, look).await?.charges.ok_or(Error::NotFound)?;
    let rows =
        charges.parts.iter().map(|part| vec![safe(&part.key).into_owned(), safe(&part.name).into_owned(), part.charge.exact()]);
    let text = written(&[charges.by.title(), "Name", "Charge"], rows).map_err(Error::internal)?;
    let file = CsvFile { filename: format!("charges-{}-by-{}.csv", charges.month, charges.by.name()), text };
    note(&sight, ("statements.download_overview", charges.source.id.to_string(), &file)).await?;
    Ok(file)
}

async fn note(sight: &Sight, (action, subject, file): (&str, String, &CsvFile)) -> Result<(), Error> {
    let mut tx = sight.scope().write().await?;
    sight.scope().note(&mut tx, Deed { action, subject, detail: file.filename.clone() }).await?;
    Ok(tx.commit().await?)
}

/// Cells that the policy made alike are one row.
fn statement(seen: &Seen) -> Result<String, Wrong> {
    let mut sums: BTreeMap<_, Money> = BTreeMap::new();
    for cell in &seen.cells {
        let sum = sums.entry((cell.day, &cell.account, &cell.service, &cell.region, &cell.charge_type)).or_default();
        *sum = *sum + cell.amount;
    }
    let unnamed = String::new();
    let rows = sums.into_iter().map(|((day, account, service, region, charge_type), amount)| {
        let texts =
            [account.as_ref().and_then(|account| seen.names.get(account)).unwrap_or(&unnamed), service, region, charge_type]
                .map(|text| safe(text).into_owned());
        let [name, service, region, charge_type] = texts;
        let account = account.as_ref().map(ToString::to_string).unwrap_or_default();
        vec![day.to_string(), account, name, service, region, charge_type, amount.exact()]
    });
    written(&CELLS, rows)
}

type Wrong = Box<dyn std::error::Error + Send + Sync>;

fn written(headers: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<String, Wrong> {
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    file.write_record(headers)?;
    for row in rows {
        file.write_record(row)?;
    }
    Ok(String::from_utf8(file.into_inner()?)?)
}

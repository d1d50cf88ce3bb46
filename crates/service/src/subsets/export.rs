//! The subsets list as a file: the columns of the page with every decimal, `Unassigned` last, no totals (a sheet adds
//! up by itself).

use muster_domain::permission::Permission;
use muster_domain::spreadsheet::safe;
use muster_domain::subset::UNASSIGNED;
use muster_domain::view::accounts::Costs;
use muster_domain::view::subsets::{SubsetList, Tally};
use muster_domain::{Month, OrganizationId};

use super::list;
use crate::audit::Deed;
use crate::{Ctx, Error};

const HEADERS: [&str; 8] = [
    "Name",
    "Accounts in Subset",
    "Last Month Cost",
    "MTD Cost",
    "Expected Cost",
    "Last Month Charge",
    "MTD Charge",
    "Expected Charge",
];

/// A CSV file, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvFile {
    pub filename: String,
    pub text: String,
}

/// All subsets with their costs around a month, as CSV.
///
/// # Errors
/// Those of [`Ctx::allow`].
pub async fn csv(ctx: &Ctx, org: OrganizationId, month: Option<Month>) -> Result<CsvFile, Error> {
    let scope = ctx.allow(org, Permission::Read).await?;
    let list = list(ctx, org, month).await?;
    let filename = match &list.month {
        Some(shown) => format!("subsets-{}.csv", shown.month),
        None => "subsets.csv".to_owned(),
    };
    let text = text(&list).map_err(Error::internal)?;
    let mut tx = scope.write().await?;
    scope.note(&mut tx, Deed { action: "subsets.download", subject: org.to_string(), detail: filename.clone() }).await?;
    tx.commit().await?;
    Ok(CsvFile { filename, text })
}

fn text(list: &SubsetList) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    file.write_record(HEADERS)?;
    let rows = list.subsets.iter().map(|row| (row.name.as_str(), row.tally));
    for (name, tally) in rows.chain([(UNASSIGNED, list.unassigned)]) {
        file.write_record(cells(name, tally))?;
    }
    Ok(String::from_utf8(file.into_inner()?)?)
}

fn cells(name: &str, tally: Tally) -> Vec<String> {
    let money = |costs: Costs| [costs.last_month, costs.month_to_date, costs.expected].map(|money| money.exact());
    let charges = tally.charges.unwrap_or_default();
    let charges = [charges.last_month, charges.month_to_date, charges.expected];
    let charges = charges.map(|money| money.map(|money| money.exact()).unwrap_or_default());
    [safe(name).into_owned(), tally.accounts.to_string()].into_iter().chain(money(tally.costs)).chain(charges).collect()
}

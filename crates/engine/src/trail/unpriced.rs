//! Lines that a rule would have charged at the public on-demand price, had the bill one: which usage it is.

use std::io::Write;

use arrow::array::AsArray;
use arrow::datatypes::DataType;
use datafusion::functions::expr_fn::coalesce;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::prelude::{cast, ident, lit};
use muster_domain::Money;
use muster_domain::spreadsheet::safe;

use crate::cells::{Keys, UNBLENDED, wide};
use crate::ledger::schema::column;
use crate::report::figures::{Figure, count};
use crate::report::files::csv_writer;
use crate::report::run::Run;
use crate::report::{FileError, ReportError, ReportRequest};
use crate::rules::charges::UNPRICED;
use crate::session::{Engine, Session};

/// Usage without a public price. Texts that the bill does not have are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpriced {
    pub account: String,
    pub service: String,
    pub usage_type: String,
    pub region: String,
    pub lines: u64,
    pub unblended: Money,
}

const KEYS: [&str; 4] = [column::USAGE_ACCOUNT_ID, column::SERVICE, column::USAGE_TYPE, column::REGION];

impl Engine {
    /// The usage of this report that rules left at its charge for want of a public price, sorted by account, service,
    /// usage type and region. Its lines are those that the report counts ([`crate::report::Report::no_public_price`]).
    ///
    /// # Errors
    /// As [`Engine::report`].
    pub async fn unpriced(&self, session: &Session, request: ReportRequest) -> Result<Vec<Unpriced>, ReportError> {
        let session = session.clone();
        self.run(async move { list(&session, &request).await }).await?
    }
}

/// Heads of the file that [`write_unpriced`] writes.
pub const UNPRICED_HEADERS: [&str; 6] = ["account", "service", "usage_type", "region", "lines", "unblended"];

/// Writes such usage as CSV ([`UNPRICED_HEADERS`]).
///
/// # Errors
/// Those of the writer.
pub fn write_unpriced(usage: &[Unpriced], out: impl Write) -> Result<(), FileError> {
    let mut file = csv_writer(out);
    file.write_record(UNPRICED_HEADERS)?;
    for Unpriced { account, service, usage_type, region, lines, unblended } in usage {
        let texts = [account, service, usage_type, region].map(|text| safe(text).into_owned());
        file.write_record(texts.into_iter().chain([lines.to_string(), unblended.exact()]))?;
    }
    Ok(file.flush()?)
}

async fn list(session: &Session, request: &ReportRequest) -> Result<Vec<Unpriced>, ReportError> {
    let further: Keys = KEYS.into_iter().map(|name| (name.to_owned(), ident(name))).collect();
    let charged = Run::new(session, request).await?.single_lines(further).await?;
    let text = |name: &str| coalesce(vec![cast(ident(name), DataType::Utf8), lit("")]).alias(name);
    let sums = vec![sum(ident(UNPRICED)), sum(cast(ident(UNBLENDED), wide(12)))];
    let usage = charged.lines.filter(ident(UNPRICED).gt(lit(0_i64)))?.aggregate(KEYS.map(text).to_vec(), sums)?;
    let mut found = Vec::new();
    for batch in usage.collect().await? {
        for row in 0..batch.num_rows() {
            let text = |place: usize| batch.column(place).as_string::<i32>().value(row).to_owned();
            found.push(Unpriced {
                account: text(0),
                service: text(1),
                usage_type: text(2),
                region: text(3),
                lines: count(batch.column(4), row),
                unblended: Figure::read(batch.column(5), row)?.money()?,
            });
        }
    }
    let key = |usage: &Unpriced| (usage.account.clone(), usage.service.clone(), usage.usage_type.clone(), usage.region.clone());
    found.sort_by_cached_key(key);
    Ok(found)
}

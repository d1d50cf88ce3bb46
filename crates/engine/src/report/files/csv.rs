//! UTF-8 CSV, `\n` after each line, plain decimal notation.

use std::io::Write;

use muster_domain::Money;
use muster_domain::spreadsheet::safe;

use super::FileError;
use crate::report::{Report, Trail};

/// Heads of the file that [`Report::write_explain`] writes.
pub const EXPLAIN_HEADERS: [&str; 5] = ["position", "rule", "account", "lines", "effect"];

impl Report {
    /// Writes the report as CSV.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_csv(&self, out: impl Write) -> Result<(), FileError> {
        let mut file = writer(out);
        file.write_record(self.headers().iter().map(|header| safe(header).into_owned()))?;
        for row in &self.rows {
            let groups = row.groups.iter().map(|text| safe(text).into_owned());
            let amounts = row.amounts.iter().map(|amount| amount.map(Money::exact).unwrap_or_default());
            file.write_record(groups.chain(amounts))?;
        }
        Ok(file.flush()?)
    }

    /// Writes what each rule did to each account as CSV ([`EXPLAIN_HEADERS`]).
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_explain(&self, out: impl Write) -> Result<(), FileError> {
        let mut file = writer(out);
        file.write_record(EXPLAIN_HEADERS)?;
        for Trail { position, rule, account, lines, effect } in &self.explain {
            file.write_record([&position.to_string(), *rule, safe(account).as_ref(), &lines.to_string(), &effect.exact()])?;
        }
        Ok(file.flush()?)
    }
}

pub(crate) fn writer<W: Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out)
}

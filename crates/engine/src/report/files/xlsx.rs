//! XLSX: a sheet `Report` (several, where a report has more rows than a sheet), `Totals` and `Explain`.
//!
//! Texts are text cells, so an account keeps its leading zeros and a name that begins with `=` is no formula, also
//! after somebody edited the cell. Money is a number cell, or nobody could sum or chart it. A spreadsheet's number is a
//! double: it holds 15 digits of an amount and seldom more than 17. That is nearer than a thousandth of a cent for any
//! bill, but not always every decimal, so `Totals` gives each column's exact total as text beside the number, and
//! how many of its cells the number does not hold to the last decimal. CSV and Parquet have every decimal.
//!
//! Rows go through a temporary file, so memory does not grow with the report.

use std::io::Write;

use muster_domain::Money;
use muster_domain::spreadsheet::looks_like_a_formula;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{EXPLAIN_HEADERS, FileError};
use crate::report::{Report, Row, Trail};

/// Rows of a sheet below its heads.
const ROWS: usize = 1_048_575;

/// Characters of a cell.
const LONGEST_TEXT: usize = 32_767;

const MONEY: &str = "#,##0.00##########";

impl Report {
    /// Writes the report as XLSX.
    ///
    /// # Errors
    /// Those of the writer, or of the system's temporary folder.
    pub fn write_xlsx(&self, out: impl Write + Send) -> Result<(), FileError> {
        self.write_sheets(out, ROWS)
    }

    fn write_sheets(&self, out: impl Write + Send, rows: usize) -> Result<(), FileError> {
        let mut workbook = Workbook::new();
        // A fixed day: the same report is the same file.
        let properties = DocProperties::new().set_author("Muster").set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        workbook.set_properties(&properties);
        self.report_sheets(&mut workbook, rows)?;
        self.totals_sheet(&mut Sheet::new(workbook.add_worksheet_with_constant_memory()?, "Totals")?)?;
        self.explain_sheet(&mut Sheet::new(workbook.add_worksheet_with_constant_memory()?, "Explain")?)?;
        Ok(workbook.save_to_writer(out)?)
    }

    fn report_sheets(&self, workbook: &mut Workbook, rows: usize) -> Result<(), XlsxError> {
        let texts = self.headers().len() - self.measures.len();
        // An empty report has its heads.
        for number in 0..self.rows.len().div_ceil(rows).max(1) {
            let name = if number == 0 { "Report".to_owned() } else { format!("Report {}", number + 1) };
            let mut sheet = Sheet::new(workbook.add_worksheet_with_constant_memory()?, &name)?;
            sheet.heads(&self.headers(), texts)?;
            for row in self.rows.iter().skip(number * rows).take(rows) {
                sheet.report_row(row)?;
            }
            sheet.finish()?;
        }
        Ok(())
    }

    fn totals_sheet(&self, sheet: &mut Sheet<'_>) -> Result<(), XlsxError> {
        sheet.heads(&["Column", "Total", "Exact Total", "Cells With More Digits Than A Number Holds"], 1)?;
        for (place, (measure, total)) in self.measures.iter().zip(&self.totals).enumerate() {
            let cells = self.rows.iter().filter_map(|row| row.amounts[place]);
            let inexact = cells.filter(|amount| !Number::of(*amount).is_exact).count();
            sheet.text(measure.header())?.money(*total)?.text(&total.exact())?.count(inexact as u64)?.next_row();
        }
        sheet.text("Lines")?.count(self.lines)?.next_row();
        sheet.text("Lines Without A Public Price")?.count(self.no_public_price)?.next_row();
        sheet.finish()
    }

    fn explain_sheet(&self, sheet: &mut Sheet<'_>) -> Result<(), XlsxError> {
        sheet.heads(&EXPLAIN_HEADERS, 1)?;
        for Trail { position, rule, account, lines, effect } in &self.explain {
            sheet.count(*position as u64)?.text(rule)?.text(account)?.count(*lines)?.money(*effect)?.next_row();
        }
        sheet.finish()
    }
}

/// An amount as a spreadsheet has it.
struct Number {
    value: f64,
    /// Whether the shortest text of the value is the amount, to the last decimal.
    is_exact: bool,
}

impl Number {
    fn of(amount: Money) -> Self {
        // Any plain decimal text is some double.
        let value: f64 = amount.exact().parse().unwrap_or(f64::NAN);
        Self { value, is_exact: value.to_string().parse() == Ok(amount) }
    }
}

/// A sheet that is written cell by cell, left to right, row by row.
struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    column: u16,
    columns: u16,
    /// Longest text of each column, as far as a person wants to see it.
    widths: Vec<usize>,
    bold: Format,
    quoted: Format,
    amount: Format,
}

const NARROWEST: usize = 12;
const WIDEST: usize = 48;

impl<'a> Sheet<'a> {
    fn new(sheet: &'a mut Worksheet, name: &str) -> Result<Self, XlsxError> {
        sheet.set_name(name)?;
        Ok(Self {
            sheet,
            row: 0,
            column: 0,
            columns: 0,
            widths: Vec::new(),
            bold: Format::new().set_bold(),
            quoted: Format::new().set_quote_prefix(),
            amount: Format::new().set_num_format(MONEY),
        })
    }

    /// The first row, which stays in sight, as do the first `fixed` columns.
    fn heads<T: AsRef<str>>(&mut self, heads: &[T], fixed: usize) -> Result<(), XlsxError> {
        for (column, head) in (0_u16..).zip(heads) {
            self.sheet.write_string_with_format(0, column, head.as_ref(), &self.bold)?;
            self.widths.push(head.as_ref().chars().count());
            self.columns = column + 1;
        }
        self.sheet.set_freeze_panes(1, u16::try_from(fixed).unwrap_or_default())?;
        self.next_row();
        Ok(())
    }

    fn report_row(&mut self, row: &Row) -> Result<(), XlsxError> {
        for text in &row.groups {
            self.text(text)?;
        }
        for amount in &row.amounts {
            match amount {
                Some(amount) => self.money(*amount)?,
                None => self.skip(),
            };
        }
        self.next_row();
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<&mut Self, XlsxError> {
        let shown: String = text.chars().take(LONGEST_TEXT).collect();
        self.widen(shown.chars().count());
        match looks_like_a_formula(text) {
            true => self.sheet.write_string_with_format(self.row, self.column, shown, &self.quoted)?,
            false => self.sheet.write_string(self.row, self.column, shown)?,
        };
        Ok(self.skip())
    }

    fn money(&mut self, amount: Money) -> Result<&mut Self, XlsxError> {
        self.widen(amount.exact().len());
        self.sheet.write_number_with_format(self.row, self.column, Number::of(amount).value, &self.amount)?;
        Ok(self.skip())
    }

    fn count(&mut self, count: u64) -> Result<&mut Self, XlsxError> {
        // Exact up to 2^53, which is more lines than there are.
        self.sheet.write_number(self.row, self.column, count as f64)?;
        Ok(self.skip())
    }

    fn skip(&mut self) -> &mut Self {
        self.column += 1;
        self
    }

    fn next_row(&mut self) {
        (self.row, self.column) = (self.row + 1, 0);
    }

    fn widen(&mut self, characters: usize) {
        if let Some(width) = self.widths.get_mut(usize::from(self.column)) {
            *width = (*width).max(characters);
        }
    }

    /// What can be said of the sheet only when all its rows are known.
    fn finish(&mut self) -> Result<(), XlsxError> {
        for (column, width) in (0_u16..).zip(&self.widths) {
            self.sheet.set_column_width(column, (*width).clamp(NARROWEST, WIDEST) as f64 + 2.0)?;
        }
        if self.row > 1 {
            self.sheet.autofilter(0, 0, self.row - 1, self.columns.saturating_sub(1))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use muster_domain::report::GroupBy;

    use super::*;
    use crate::report::Measure;

    fn report(amounts: &[&str]) -> Report {
        let row = |amount: &&str| Row { groups: vec!["011".to_owned(), String::new()], amounts: vec![amount.parse().ok()] };
        Report {
            groups: vec![GroupBy::Account],
            measures: vec![Measure::Unblended],
            rows: amounts.iter().map(row).collect(),
            totals: vec![amounts.iter().filter_map(|amount| amount.parse::<Money>().ok()).sum()],
            explain: Vec::new(),
            lines: 3,
            no_public_price: 0,
            source: crate::report::Source::Lines,
            reconciliation: Default::default(),
        }
    }

    fn part(report: &Report, rows: usize, name: &str) -> String {
        let mut bytes = Vec::new();
        report.write_sheets(&mut bytes, rows).unwrap();
        let mut text = String::new();
        zip::ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn rows_beyond_a_sheet_stand_on_another_with_the_same_heads() {
        let report = report(&["1", "2", "3"]);
        let second = part(&report, 2, "xl/worksheets/sheet2.xml");
        assert!(second.contains("<t>Usage Account</t>") && second.contains("<v>3</v>"), "{second}");
        assert!(part(&report, 2, "xl/workbook.xml").contains("name=\"Report 2\""));
    }

    #[test]
    fn the_sheet_of_totals_says_which_amounts_a_number_does_not_hold() {
        let totals = part(&report(&["12345678901.123456789012", "0.000000000001", ""]), ROWS, "xl/worksheets/sheet2.xml");
        assert!(totals.contains("<t>12345678901.123456789013</t>"), "{totals}");
        assert!(totals.contains("<c r=\"D2\"><v>1</v></c>"), "{totals}");
    }
}

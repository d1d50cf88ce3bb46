//! An answer as a file: one row for each part of the period and group, every decimal. What the page shows of a group or
//! a part is the sum of its rows here.

use muster_domain::analysis::{By, Dimension, Question};
use muster_domain::spreadsheet::safe;

use super::answer::Answered;
use crate::Error;
use crate::subsets::CsvFile;

pub(crate) fn of(answered: &Answered, question: &Question) -> Result<CsvFile, Error> {
    let period = answered.asked.frame.period;
    let by = question.by.name();
    let filename = format!("{}-{}-to-{}-by-{by}.csv", question.cost.name(), period.from(), period.last_day());
    Ok(CsvFile { filename, text: text(answered, question).map_err(Error::internal)? })
}

fn text(answered: &Answered, question: &Question) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let by_account = question.by == By::Dimension(Dimension::Account);
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    let group = if by_account { vec!["Usage Account".to_owned(), "Account Name".to_owned()] } else { vec![question.by.title()] };
    let last = [question.cost.title().to_owned(), "Currency".to_owned()];
    file.write_record(["From".to_owned(), "To".to_owned()].into_iter().chain(group).chain(last))?;
    for (place, part) in answered.parts().iter().enumerate() {
        for (named, amounts) in answered.groups().filter(|(_, amounts)| !amounts[place].is_zero()) {
            // An account's digits are no formula.
            let group =
                if by_account { vec![named.key, safe(&named.name).into_owned()] } else { vec![safe(&named.key).into_owned()] };
            let last = [amounts[place].exact(), answered.asked.currency.clone()];
            let days = [part.from().to_string(), part.last_day().to_string()];
            file.write_record(days.into_iter().chain(group).chain(last))?;
        }
    }
    Ok(String::from_utf8(file.into_inner()?)?)
}

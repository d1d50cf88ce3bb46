//! Addresses of cost analysis: the question is the query, whole.

use chrono::NaiveDate;
use muster_domain::OrganizationId;
use muster_domain::analysis::Question;

use super::Section;

/// A question as a page, of costs or of what an end customer is charged.
pub fn analysis(org: OrganizationId, (section, question): (Section, &Question)) -> String {
    format!("{}{}", section.of(org), question.query())
}

/// The same as a file; a link to it needs `rel="external"`.
pub fn analysis_download(org: OrganizationId, (section, question): (Section, &Question)) -> String {
    format!("{}/download{}", section.of(org), question.query())
}

/// The lines of the bill on a day that the question's filters leave.
pub fn analysis_lines(org: OrganizationId, day: NaiveDate, question: &Question) -> String {
    format!("{}/days/{day}{}", Section::Analysis.of(org), question.query())
}

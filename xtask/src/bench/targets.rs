//! What was aimed at (the report of the lengths it is about), and what it came to.

use super::contest::Results;
use super::measure::Measured;
use super::program::{Program, Work};
use super::running::Question;

/// The length that most targets are about.
const TEN_MILLION: u64 = 10_000_000;
/// A large month in the editor.
const MILLION: u64 = 1_000_000;

const GIBIBYTE: f64 = 1_073_741_824.0;

/// One target at one length.
#[derive(Debug, PartialEq)]
pub(super) struct Target {
    pub(super) lines: u64,
    pub(super) what: &'static str,
    pub(super) aim: &'static str,
    /// What came out, with its unit.
    pub(super) measured: String,
    pub(super) met: bool,
}

pub(super) fn targets(results: &[Results]) -> Vec<Target> {
    let ten = results.iter().find(|result| result.lines == TEN_MILLION);
    results.iter().flat_map(|result| of(result).into_iter().chain(ten.into_iter().flat_map(|ten| growth(result, ten)))).collect()
}

fn of(result: &Results) -> Vec<Target> {
    let target = |what, aim, measured, met| Target { lines: result.lines, what, aim, measured, met };
    let mut targets = Vec::new();
    if let Some([ours, theirs]) = against_duckdb(result, Work::ReportOnLines) {
        let ratio = ours.seconds / theirs.engine();
        let what = "report from lines, of the time of DuckDB's engine";
        targets.push(target(what, "at most 0.7", format!("{ratio:.2}"), ratio <= 0.7));
    }
    if let Some([ours, theirs]) = against_duckdb(result, Work::Import) {
        let ratio = theirs.engine() / ours.seconds;
        targets.push(target("import, lines a second against DuckDB's", "at least 1.5", format!("{ratio:.2}"), ratio >= 1.5));
    }
    let again = |question| result.running.iter().find(|running| running.question == question).map(|running| running.again);
    if let Some(seconds) = again(Question::OnSums) {
        let what = "report from kept sums, in a running process";
        targets.push(target(what, "under 100 ms", milliseconds(seconds), seconds < 0.1));
    }
    if let Some(seconds) = again(Question::Preview).filter(|_| result.lines <= MILLION) {
        targets.push(target("preview in the editor", "under 300 ms", milliseconds(seconds), seconds < 0.3));
    }
    for (what, bytes) in peaks(result).into_iter().filter(|_| result.lines <= TEN_MILLION) {
        targets.push(target(what, "at most 1 GiB", format!("{:.2} GiB", bytes / GIBIBYTE), bytes <= GIBIBYTE));
    }
    targets
}

/// Memory must not grow with the bill.
fn growth(result: &Results, ten: &Results) -> Vec<Target> {
    let longer = result.lines > TEN_MILLION;
    let pairs = peaks(result).into_iter().zip(peaks(ten)).filter(|_| longer);
    let target = |((what, bytes), (_, before)): ((&'static str, f64), (&'static str, f64))| {
        let ratio = bytes / before;
        let aim = "at most 1.3 times that of 10 million";
        Target { lines: result.lines, what, aim, measured: format!("{ratio:.2} times"), met: ratio <= 1.3 }
    };
    pairs.map(target).collect()
}

fn against_duckdb(result: &Results, work: Work) -> Option<[Measured; 2]> {
    Some([result.of(work, Program::Muster)?, result.of(work, Program::DuckDb)?])
}

/// The most memory that Muster held.
fn peaks(result: &Results) -> Vec<(&'static str, f64)> {
    let peak = |(work, what)| result.of(work, Program::Muster).map(|run| (what, run.bytes));
    [(Work::Import, "peak memory of the import"), (Work::ReportOnLines, "peak memory of a report from lines")]
        .into_iter()
        .filter_map(peak)
        .collect()
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.0} ms", seconds * 1e3)
}

#[cfg(test)]
mod tests {
    use super::super::contest::Outcome;
    use super::super::running::{Running, Unpacked};
    use super::*;

    fn results(lines: u64, bytes: f64) -> Results {
        let run = |seconds, inside| Measured { seconds, inside, bytes };
        let outcome = |work| {
            let runs = vec![(Program::Muster, run(2.0, None)), (Program::DuckDb, run(4.0, Some(2.5)))];
            Outcome { work, runs, answer: String::new() }
        };
        Results {
            lines,
            outcomes: vec![outcome(Work::Import), outcome(Work::ReportOnLines)],
            running: vec![Running { question: Question::OnSums, first: 0.5, again: 0.04 }],
            unpacked: Unpacked { seconds: 1.0, packed: 1.0, unpacked: 1.0 },
        }
    }

    fn measured(targets: &[Target], lines: u64, what: &str) -> (String, bool) {
        let target = targets.iter().find(|target| target.lines == lines && target.what.contains(what)).unwrap();
        (target.measured.clone(), target.met)
    }

    #[test]
    fn the_whole_process_is_held_against_duckdbs_engine_alone() {
        let targets = targets(&[results(TEN_MILLION, GIBIBYTE)]);
        assert_eq!(measured(&targets, TEN_MILLION, "report from lines"), ("0.80".to_owned(), false));
        assert_eq!(measured(&targets, TEN_MILLION, "import, lines"), ("1.25".to_owned(), false));
        assert_eq!(measured(&targets, TEN_MILLION, "kept sums"), ("40 ms".to_owned(), true));
        assert_eq!(measured(&targets, TEN_MILLION, "memory of the import"), ("1.00 GiB".to_owned(), true));
    }

    #[test]
    fn a_longer_bill_may_take_little_more_memory_than_ten_million_lines() {
        let targets = targets(&[results(TEN_MILLION, GIBIBYTE), results(50_000_000, 1.5 * GIBIBYTE)]);
        assert_eq!(measured(&targets, 50_000_000, "memory of the import"), ("1.50 times".to_owned(), false));
        assert_eq!(targets.iter().filter(|target| target.aim.contains("1.3")).count(), 2);
    }
}

//! The results as Markdown, ready for docs/benchmarks.md.

use super::contest::{Outcome, Results};
use super::measure::Measured;
use super::program::{Program, Work};
use super::running::Running;
use super::targets::{Target, targets};

const PROGRAMS: &str = "\
| lines | work | program | seconds | lines/s | engine alone, s | peak memory, MiB | time / Muster's |
|--:|---|---|--:|--:|--:|--:|--:|";

const RUNNING: &str = "\
| lines | asked of a running Muster | first, ms | again, ms |
|--:|---|--:|--:|";

const UNPACKING: &str = "\
| lines | .csv.gz, MB | as CSV, MB | decompressing alone, s | CSV, MB/s | import, s | CSV, MB/s | import / decompressing |
|--:|--:|--:|--:|--:|--:|--:|--:|";

const TARGETS: &str = "\
| lines | target | aimed at | measured | met |
|--:|---|---|--:|---|";

const MEBIBYTE: f64 = 1_048_576.0;
const MEGABYTE: f64 = 1e6;

pub(super) fn markdown(results: &[Results]) -> String {
    let programs = results.iter().flat_map(|result| result.outcomes.iter().flat_map(|outcome| rows(result.lines, outcome)));
    let running = results.iter().flat_map(|result| result.running.iter().map(|row| running(result.lines, row)));
    let answers = results.iter().flat_map(|result| result.outcomes.iter().filter_map(|outcome| answer(result.lines, outcome)));
    let answers: Vec<_> = answers.collect();
    let agreed = if answers.is_empty() { "Muster alone." } else { "All three agree, to the last decimal:" };
    [
        table(PROGRAMS, programs),
        table(RUNNING, running),
        table(UNPACKING, results.iter().filter_map(unpacking)),
        table(TARGETS, targets(results).iter().map(target)),
        [agreed.to_owned(), answers.join("\n")].join("\n\n").trim_end().to_owned(),
        "Reports from kept sums and from lines are the same bytes; every rule touched lines.".to_owned(),
    ]
    .join("\n\n")
}

fn table(head: &str, rows: impl Iterator<Item = String>) -> String {
    std::iter::once(head.to_owned()).chain(rows).collect::<Vec<_>>().join("\n")
}

fn rows(lines: u64, outcome: &Outcome) -> Vec<String> {
    let muster = outcome.runs.iter().find(|(program, _)| *program == Program::Muster).map(|(_, run)| run.seconds);
    let row = |(program, run): &(Program, Measured)| {
        let inside = run.inside.map_or_else(String::new, |seconds| format!("{seconds:.2}"));
        let ratio = muster.map_or_else(String::new, |seconds| format!("{:.2}", run.seconds / seconds));
        format!(
            "| {} | {} | {} | {:.2} | {} | {inside} | {:.0} | {ratio} |",
            count(lines),
            outcome.work.name(),
            program.name(),
            run.seconds,
            count((lines as f64 / run.seconds) as u64),
            run.bytes / MEBIBYTE,
        )
    };
    outcome.runs.iter().map(row).collect()
}

fn running(lines: u64, row: &Running) -> String {
    format!("| {} | {} | {:.1} | {:.1} |", count(lines), row.question.name(), row.first * 1e3, row.again * 1e3)
}

fn unpacking(result: &Results) -> Option<String> {
    let import = result.of(Work::Import, Program::Muster)?.seconds;
    let (alone, csv) = (result.unpacked.seconds, result.unpacked.unpacked / MEGABYTE);
    Some(format!(
        "| {} | {:.0} | {csv:.0} | {alone:.2} | {:.0} | {import:.2} | {:.0} | {:.1} |",
        count(result.lines),
        result.unpacked.packed / MEGABYTE,
        csv / alone,
        csv / import,
        import / alone,
    ))
}

fn target(target: &Target) -> String {
    let met = if target.met { "yes" } else { "no" };
    format!("| {} | {} | {} | {} | {met} |", count(target.lines), target.what, target.aim, target.measured)
}

fn answer(lines: u64, outcome: &Outcome) -> Option<String> {
    let answer = Some(&outcome.answer).filter(|answer| !answer.is_empty())?;
    Some(format!("- {} lines, {}: {answer}", count(lines), outcome.work.name()))
}

/// With commas between thousands.
fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::running::{Question, Unpacked};
    use super::*;

    fn results() -> Results {
        let run = |seconds, inside| Measured { seconds, inside, bytes: 2.0 * MEBIBYTE };
        let runs = vec![(Program::Muster, run(2.0, None)), (Program::DuckDb, run(4.0, Some(3.5)))];
        Results {
            lines: 1000,
            outcomes: vec![Outcome { work: Work::Import, runs, answer: "1,000 lines".to_owned() }],
            running: vec![Running { question: Question::Preview, first: 0.25, again: 0.0123 }],
            unpacked: Unpacked { seconds: 0.5, packed: 1e6, unpacked: 20e6 },
        }
    }

    #[test]
    fn a_program_that_takes_twice_as_long_has_the_ratio_two() {
        let text = markdown(&[results()]);
        assert!(text.contains("| 1,000 | import | Muster | 2.00 | 500 |  | 2 | 1.00 |"), "{text}");
        assert!(text.contains("| 1,000 | import | DuckDB | 4.00 | 250 | 3.50 | 2 | 2.00 |"), "{text}");
        assert!(text.contains("- 1,000 lines, import: 1,000 lines"), "{text}");
    }

    #[test]
    fn an_import_stands_beside_plain_decompression() {
        let text = markdown(&[results()]);
        assert!(text.contains("| 1,000 | 1 | 20 | 0.50 | 40 | 2.00 | 10 | 4.0 |"), "{text}");
        assert!(text.contains("| 1,000 | preview in the editor, from kept sums | 250.0 | 12.3 |"), "{text}");
        assert!(text.contains("| 1,000 | import, lines a second against DuckDB's | at least 1.5 | 1.75 | yes |"), "{text}");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1000, 50_000_000].map(count), ["0", "999", "1,000", "50,000,000"]);
    }
}

//! The results as Markdown, ready for docs/benchmarks.md.

use super::contest::{Outcome, Program};

const HEAD: &str = "\
| lines | work | program | seconds | lines/s | engine alone, s | peak memory, MiB | time / Muster's |
|--:|---|---|--:|--:|--:|--:|--:|";

const MEBIBYTE: f64 = 1_048_576.0;

pub(super) fn markdown(outcomes: &[Outcome]) -> String {
    let rows = outcomes.iter().flat_map(rows);
    let answers = outcomes.iter().map(|outcome| format!("- {}: {}", outcome.work.name(), outcome.answer));
    let table: Vec<String> = std::iter::once(HEAD.to_owned()).chain(rows).collect();
    format!("{}\n\nAll three agree, to the last decimal:\n\n{}", table.join("\n"), answers.collect::<Vec<_>>().join("\n"))
}

fn rows(outcome: &Outcome) -> Vec<String> {
    let muster = outcome.runs.iter().find(|(program, _)| *program == Program::Muster).map(|(_, run)| run.seconds);
    let row = |(program, run): &(Program, super::measure::Measured)| {
        let inside = run.inside.map_or_else(String::new, |seconds| format!("{seconds:.2}"));
        let ratio = muster.map_or_else(String::new, |seconds| format!("{:.2}", run.seconds / seconds));
        format!(
            "| {} | {} | {} | {:.2} | {:.0} | {inside} | {:.0} | {ratio} |",
            outcome.lines,
            outcome.work.name(),
            program.name(),
            run.seconds,
            outcome.lines as f64 / run.seconds,
            run.bytes / MEBIBYTE,
        )
    };
    outcome.runs.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::contest::Work;
    use super::super::measure::Measured;
    use super::*;

    #[test]
    fn a_program_that_takes_twice_as_long_has_the_ratio_two() {
        let run = |seconds, inside| Measured { seconds, inside, bytes: 2.0 * MEBIBYTE };
        let runs = vec![(Program::Muster, run(2.0, None)), (Program::DuckDb, run(4.0, Some(3.5)))];
        let outcome = Outcome { work: Work::Report, lines: 1000, runs, answer: "3 groups".to_owned() };
        let table = markdown(&[outcome]);
        assert!(table.contains("| 1000 | report without rules | Muster | 2.00 | 500 |  | 2 | 1.00 |"));
        assert!(table.contains("| 1000 | report without rules | DuckDB | 4.00 | 250 | 3.50 | 2 | 2.00 |"));
        assert!(table.ends_with("- report without rules: 3 groups"));
    }
}

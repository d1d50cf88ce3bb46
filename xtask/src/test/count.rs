//! Runs a test runner in the open and counts what it reports, so that one line at the end says how it went.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::iter::Sum;
use std::ops::{Add, AddAssign};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Count {
    pub(super) passed: u32,
    pub(super) failed: u32,
}

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Count {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), Self::add)
    }
}

impl fmt::Display for Count {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

pub(super) fn cargo_test(command: &mut Command) -> Result<Count> {
    count(command, cargo_line)
}

pub(super) fn playwright(command: &mut Command) -> Result<Count> {
    count(command, playwright_line)
}

/// A failure that shows in no count, such as code that does not compile, is an error.
fn count(command: &mut Command, read: fn(&str) -> Count) -> Result<Count> {
    let (count, status) = tee(command, read)?;
    if !status.success() && count.failed == 0 {
        bail!("{} ended with {status}", command.get_program().display());
    }
    Ok(count)
}

fn tee(command: &mut Command, read: fn(&str) -> Count) -> Result<(Count, ExitStatus)> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("starting {}", command.get_program().display()))?;
    let output = child.stdout.take().context("no standard output")?;
    let mut count = Count::default();
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        count += read(&line);
    }
    Ok((count, child.wait()?))
}

/// `test result: ok. 12 passed; 0 failed; 0 ignored; ...`, once for each binary.
fn cargo_line(line: &str) -> Count {
    let Some(result) = line.strip_prefix("test result: ") else {
        return Count::default();
    };
    result.split(['.', ';']).map(|part| named(part.trim())).sum()
}

/// `  12 passed (31.2s)` and `  1 failed`, at the end.
fn playwright_line(line: &str) -> Count {
    let words = line.split('(').next().unwrap_or_default();
    named(words.trim())
}

/// `12 passed` or `1 failed`; anything else counts nothing.
fn named(text: &str) -> Count {
    let Some((number, what)) = text.split_once(' ') else {
        return Count::default();
    };
    let Ok(number) = number.parse() else {
        return Count::default();
    };
    match what {
        "passed" => Count { passed: number, failed: 0 },
        "failed" => Count { passed: 0, failed: number },
        _ => Count::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_binary_of_cargo_test_counts() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(cargo_line(line), Count { passed: 12, failed: 3 });
        assert_eq!(cargo_line("test a_bill::is_read ... ok"), Count::default());
    }

    #[test]
    fn the_last_lines_of_playwright_count() {
        assert_eq!(playwright_line("  12 passed (31.2s)"), Count { passed: 12, failed: 0 });
        assert_eq!(playwright_line("  1 failed"), Count { passed: 0, failed: 1 });
        assert_eq!(playwright_line("Running 12 tests using 1 worker"), Count::default());
    }
}

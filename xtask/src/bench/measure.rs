//! One run of one program: how long from start to end, and how much memory, as the system counts them.

use std::ffi::OsStr;
use std::process::Command;

use anyhow::{Context, Result};

use super::tools::Tools;
use crate::shell::capture;

/// What a run took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measured {
    /// Wall time of the process, its start included.
    pub(super) seconds: f64,
    /// The part that the program itself counts, without loading it; Muster does not count.
    pub(super) inside: Option<f64>,
    /// The most memory it held at once.
    pub(super) bytes: f64,
}

/// Runs the command through `measure.py`: Rust's standard library cannot ask a finished process for its memory.
pub(super) fn measure(tools: &Tools, command: &Command) -> Result<Measured> {
    let said = capture(on_two_processors(tools, command.get_program()).args(command.get_args()))?;
    read(&said).with_context(|| format!("measure.py said: {said}"))
}

/// The program, where all programs are measured.
pub(super) fn on_two_processors(tools: &Tools, program: impl AsRef<OsStr>) -> Command {
    let mut command = tools.script("measure.py");
    command.arg(program);
    command
}

fn read(said: &str) -> Option<Measured> {
    let words = |first: &str| {
        let mut words = said.lines().map(str::split_whitespace).find(|line| line.clone().next() == Some(first))?;
        words.next();
        Some(words)
    };
    let mut measured = words("measured")?.map(str::parse);
    let inside = words("inside").and_then(|mut rest| rest.next()?.parse().ok());
    Some(Measured { seconds: measured.next()?.ok()?, inside, bytes: measured.next()?.ok()? })
}

impl Measured {
    /// The faster of two runs: whatever else the machine did only ever made one slower. Of memory, what either held.
    pub(super) fn better(self, other: Self) -> Self {
        let faster = if other.seconds < self.seconds { other } else { self };
        Self { bytes: self.bytes.max(other.bytes), ..faster }
    }

    /// What the program itself counts, where it does.
    pub(super) fn engine(self) -> f64 {
        self.inside.unwrap_or(self.seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_read_from_among_what_the_program_says() {
        let said = "inside 0.5\n1000 lines\nmeasured 1.25 2048\n";
        assert_eq!(read(said), Some(Measured { seconds: 1.25, inside: Some(0.5), bytes: 2048.0 }));
        assert_eq!(read("measured 1.25 2048").and_then(|run| run.inside), None);
        assert_eq!(read("inside 0.5"), None);
    }

    #[test]
    fn of_two_runs_the_time_is_the_shorter_and_the_memory_the_larger() {
        let (long, short) = (read("measured 3 10").unwrap(), read("inside 1\nmeasured 2 8").unwrap());
        let best = long.better(short);
        assert_eq!((best.seconds, best.bytes, best.engine()), (2.0, 10.0, 1.0));
        assert_eq!(long.engine(), 3.0);
    }
}

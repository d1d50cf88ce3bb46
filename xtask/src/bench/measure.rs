//! One run of one program: how long from start to end, and how much memory, as the system counts them.

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
    let said = capture(tools.script("measure.py").arg(command.get_program()).args(command.get_args()))?;
    read(&said).with_context(|| format!("measure.py said: {said}"))
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
    /// The faster of two runs: whatever else the machine did only ever made one slower.
    pub(super) fn better(self, other: Self) -> Self {
        if other.seconds < self.seconds { other } else { self }
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
}

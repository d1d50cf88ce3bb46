//! `cargo xtask bench`: how fast Muster imports and reports, beside DuckDB and Polars on the same files.
//!
//! Speed means nothing when the answers differ: lines and sums of the imports, and every group and column of the
//! reports, must be equal to the last decimal before anything is printed. Everything made here stays below
//! `<target>/bench`.

pub(crate) mod console;
mod contest;
mod measure;
mod program;
mod running;
mod table;
mod targets;
mod tools;

use anyhow::{Context, Result, bail};

use crate::progress::say;
use crate::workspace::Workspace;
use program::Program;
use tools::Tools;

pub(crate) struct Options {
    /// How long the generated bills are.
    lines: Vec<u64>,
    /// Cargo's profile of what is measured.
    profile: String,
    /// Who is measured, Muster first.
    programs: &'static [Program],
}

impl Options {
    /// `--lines N[,N...]`, `--profile NAME`, `--alone`: Muster without the others, for lengths that take them long.
    pub(crate) fn read(words: &[&str]) -> Result<Self> {
        let (profile, programs) = ("bench".to_owned(), Program::ALL.as_slice());
        let mut options = Self { lines: vec![1_000_000, 10_000_000], profile, programs };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match (*word, words.as_slice()) {
                ("--alone", _) => options.programs = &Program::ALL[..1],
                ("--lines", [lines, ..]) => options.lines = lines.split(',').map(count).collect::<Result<_>>()?,
                ("--profile", [name, ..]) => options.profile = (*name).to_owned(),
                (other, _) => bail!("{other}: expected --lines N[,N...], --profile NAME or --alone"),
            }
            if *word != "--alone" {
                words.next();
            }
        }
        Ok(options)
    }
}

fn count(text: &str) -> Result<u64> {
    text.replace('_', "").parse().with_context(|| format!("--lines: '{text}' is no number of lines"))
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let tools = Tools::ready(workspace, &options.profile)?;
    let mut results = Vec::new();
    for lines in &options.lines {
        results.push(contest::results(&tools, *lines, options.programs).with_context(|| format!("a bill of {lines} lines"))?);
        // What is measured is kept, should a longer bill fail.
        let text = format!("{}\n\n{}\n", tools.conditions()?, table::markdown(&results));
        std::fs::write(tools.results(), &text)?;
        if results.len() == options.lines.len() {
            println!("{text}");
        }
    }
    say(&format!("the same is in {}", tools.results().display()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_listed_with_commas() {
        let options = Options::read(&["--lines", "100_000,2000000"]).unwrap();
        assert_eq!((options.lines, options.profile.as_str()), (vec![100_000, 2_000_000], "bench"));
    }

    #[test]
    fn muster_may_run_alone() {
        let options = Options::read(&["--alone", "--lines", "50000000"]).unwrap();
        assert_eq!((options.lines, options.programs), (vec![50_000_000], &[Program::Muster][..]));
    }

    #[test]
    fn an_unknown_or_lonely_option_is_refused() {
        assert!(Options::read(&["--lines"]).is_err());
        assert!(Options::read(&["--rows", "5"]).is_err());
        assert!(Options::read(&["--lines", "many"]).is_err());
    }
}

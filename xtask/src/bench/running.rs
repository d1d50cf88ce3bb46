//! Muster asked in a process that is running already, as the console is: `muster measure` times its own questions. It
//! also says what answered, so that no time is taken for another's.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use super::measure::on_two_processors;
use super::program::{Folders, Program, Work};
use crate::progress::say;
use crate::shell::capture;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// A report that sums kept by the import answer.
    OnSums,
    /// The same report, made from the lines.
    OnSumsFromLines,
    /// A report with a condition on lines.
    OnLines,
    /// The editor's preview of the first.
    Preview,
}

impl Question {
    const ALL: [Self; 4] = [Self::OnSums, Self::OnSumsFromLines, Self::OnLines, Self::Preview];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::OnSums => "report from kept sums",
            Self::OnSumsFromLines => "the same report from lines",
            Self::OnLines => "report, a condition on lines",
            Self::Preview => "preview in the editor, from kept sums",
        }
    }

    fn work(self) -> Work {
        match self {
            Self::OnSums | Self::OnSumsFromLines | Self::Preview => Work::ReportOnSums,
            Self::OnLines => Work::ReportOnLines,
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::OnSums | Self::Preview => "kept",
            Self::OnSumsFromLines | Self::OnLines => "lines",
        }
    }

    fn runs(self) -> &'static str {
        match self {
            Self::OnSums | Self::Preview => "10",
            Self::OnSumsFromLines | Self::OnLines => "3",
        }
    }
}

/// What a question took, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Running {
    pub(super) question: Question,
    /// Asked for the first time in that process.
    pub(super) first: f64,
    /// The best of all later times.
    pub(super) again: f64,
}

/// Plain decompression of the bill: no import can be faster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unpacked {
    pub(super) seconds: f64,
    pub(super) packed: f64,
    pub(super) unpacked: f64,
}

pub(super) fn all(folders: &Folders<'_>) -> Result<Vec<Running>> {
    let answers = Question::ALL.into_iter().map(|question| ask(folders, question)).collect::<Result<Vec<_>>>()?;
    let charges = |asked: Work| {
        answers.iter().filter(move |(running, _)| running.question.work() == asked).map(|(_, charge)| charge.as_str())
    };
    for work in [Work::ReportOnSums, Work::ReportOnLines] {
        let different: Vec<_> = charges(work).filter(|charge| Some(*charge) != charges(work).next()).collect();
        ensure!(different.is_empty(), "{}: {:?} and {different:?} are charged", work.name(), charges(work).next());
    }
    Ok(answers.into_iter().map(|(running, _)| running).collect())
}

/// And the total charge of the answer.
fn ask(folders: &Folders<'_>, question: Question) -> Result<(Running, String)> {
    let name = question.name();
    let mut command = on_two_processors(folders.tools, &folders.tools.muster);
    let output = folders.tools.folder.join(format!("running-{}.csv", folders.lines));
    let what = if question == Question::Preview { "preview" } else { "report" };
    command.args(["measure", what]).arg(folders.imported(Program::Muster)).arg("--output").arg(&output);
    command.args(["--source", question.source(), "--runs", question.runs()]);
    folders.question(&mut command, question.work());
    let said = Said::read(&capture(&mut command).with_context(|| format!("{name}: failed"))?);
    let running = said.running(question).with_context(|| format!("{name}: {said:?}"))?;
    ensure!(said.source == question.source(), "{name}: made from {} instead", said.source);
    if question != Question::Preview {
        said.all_rules_acted(&folders.tools.workflow(question.work()))?;
        same_bytes(&output, &folders.reported(Program::Muster, question.work()))?;
    }
    say(&format!("in a running Muster, {name}: {:.1} ms, then {:.1} ms", running.first * 1e3, running.again * 1e3));
    Ok((running, said.charge))
}

pub(super) fn unpack(folders: &Folders<'_>) -> Result<Unpacked> {
    let mut command = on_two_processors(folders.tools, &folders.tools.muster);
    let said = Said::read(&capture(command.args(["measure", "unpack"]).args(packed(&folders.bill)?))?);
    let Some(seconds) = said.runs.first().copied() else { bail!("muster measure unpack: {said:?}") };
    let unpacked = Unpacked { seconds, packed: said.packed, unpacked: said.unpacked };
    say(&format!("decompressing {} lines: {seconds:.2} s", folders.lines));
    Ok(unpacked)
}

/// The `.gz` files below a folder.
fn packed(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(packed(&path)?);
        } else if path.extension() == Some(OsStr::new("gz")) {
            files.push(path);
        }
    }
    Ok(files)
}

/// What `muster measure` says: a word and its value a line.
#[derive(Debug, Default, PartialEq)]
struct Said {
    runs: Vec<f64>,
    source: String,
    charge: String,
    /// Lines touched, by position of the rule.
    rules: BTreeMap<usize, u64>,
    packed: f64,
    unpacked: f64,
}

impl Said {
    fn read(text: &str) -> Self {
        let mut said = Self::default();
        for line in text.lines() {
            match line.split_whitespace().collect::<Vec<_>>().as_slice() {
                ["run", seconds] => said.runs.extend(seconds.parse::<f64>().ok()),
                ["source", source] => said.source = (*source).to_owned(),
                ["charge", charge] => said.charge = (*charge).to_owned(),
                ["rule", position, lines] => {
                    let (Ok(position), Ok(lines)) = (position.parse(), lines.parse::<u64>()) else { continue };
                    *said.rules.entry(position).or_default() += lines;
                }
                ["packed", bytes] => said.packed = bytes.parse().unwrap_or_default(),
                ["unpacked", bytes] => said.unpacked = bytes.parse().unwrap_or_default(),
                _ => {}
            }
        }
        said
    }

    fn running(&self, question: Question) -> Option<Running> {
        let (first, later) = self.runs.split_first()?;
        Some(Running { question, first: *first, again: later.iter().copied().reduce(f64::min)? })
    }

    /// A rule that no line of the bill meets would cost nothing.
    fn all_rules_acted(&self, workflow: &Path) -> Result<()> {
        let rules = fs::read_to_string(workflow)?.matches("\"rule\":").count();
        for position in 1..=rules {
            ensure!(self.rules.contains_key(&position), "rule {position} of the workflow does nothing to this bill");
        }
        Ok(())
    }
}

fn same_bytes(one: &Path, other: &Path) -> Result<()> {
    let read = |path: &Path| fs::read(path).with_context(|| format!("reading {}", path.display()));
    ensure!(read(one)? == read(other)?, "{} and {} differ", one.display(), other.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_answer_stands_apart_from_the_best_of_the_others() {
        let said = Said::read("run 0.5\nrun 0.03\nrun 0.02\nsource kept\ncharge 12.50\nrule 1 4\nrule 1 3\n");
        let running = said.running(Question::OnSums).unwrap();
        assert_eq!((running.first, running.again), (0.5, 0.02));
        assert_eq!((said.source.as_str(), said.charge.as_str(), said.rules[&1]), ("kept", "12.50", 7));
        assert_eq!(Said::read("run 0.5").running(Question::OnSums), None);
    }

    #[test]
    fn a_rule_that_touches_nothing_is_told() {
        let folder = std::env::temp_dir().join(format!("muster-bench-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let workflow = folder.join("workflow.json");
        fs::write(&workflow, r#"{"rules":[{"rule": "remove_taxes"},{"rule": "uplift"}]}"#).unwrap();
        assert!(Said::read("rule 1 4\nrule 2 1").all_rules_acted(&workflow).is_ok());
        assert!(Said::read("rule 1 4").all_rules_acted(&workflow).unwrap_err().to_string().contains("rule 2"));
        fs::remove_dir_all(&folder).unwrap();
    }
}

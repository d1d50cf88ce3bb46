//! `cargo xtask fuzz`: libFuzzer on every parser of outside text, for as long as one says.
//!
//! Stable Rust is enough: only the workspace's own crates are compiled with the fuzzer's marks
//! (`crates/fuzz/instrument`), so that nobody waits for the query engine twice. What a run learned stays below
//! `<target>/fuzz` and is where the next begins; what broke a target is shown, with how to keep it as a seed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::progress::{say, step};
use crate::shell::{find, run as run_command};
use crate::workspace::Workspace;

const TARGET: &str = "MUSTER_FUZZ_TARGET";
const COMPILERS: [&str; 3] = ["c++", "g++", "clang++"];
/// Longer inputs only make a fuzzer slow; the parsers have no larger numbers than that.
const LONGEST_INPUT: u32 = 16_384;

#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    /// Of all targets together.
    minutes: f64,
    /// All of them when empty.
    targets: Vec<String>,
}

impl Options {
    /// `[--minutes N] [target...]`.
    pub(crate) fn read(words: &[&str]) -> Result<Self> {
        let mut options = Self { minutes: 10.0, targets: Vec::new() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--minutes" => {
                    let text = words.next().context("--minutes: how many?")?;
                    options.minutes = text
                        .parse()
                        .ok()
                        .filter(|minutes| *minutes > 0.0)
                        .with_context(|| format!("--minutes: '{text}' is no number of minutes"))?;
                }
                unknown if unknown.starts_with('-') => bail!("{unknown}: expected --minutes N and names of targets"),
                target => options.targets.push(target.to_owned()),
            }
        }
        Ok(options)
    }
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    if find(&COMPILERS).is_none() {
        say("NOT FUZZED: libFuzzer is C++ and there is no C++ compiler here (apt-get install g++)");
        return Ok(());
    }
    let fuzzer = Fuzzer::build(workspace)?;
    let targets = fuzzer.choose(&options.targets)?;
    let workers = thread::available_parallelism().map_or(1, usize::from).min(targets.len());
    let rounds = targets.len().div_ceil(workers);
    let seconds = ((options.minutes * 60.0 / rounds as f64) as u64).max(1);
    let mut broken = Vec::new();
    for some in targets.chunks(workers) {
        let runs = some.iter().map(|target| fuzzer.start(target, seconds)).collect::<Result<Vec<_>>>()?;
        for mut run in runs {
            broken.extend(run.finish()?);
        }
    }
    if !broken.is_empty() {
        bail!("{}", broken.join("\n"));
    }
    println!("\nnothing broke");
    Ok(())
}

/// The built program, and where it keeps what it learns.
struct Fuzzer {
    program: PathBuf,
    seeds: PathBuf,
    work: PathBuf,
}

impl Fuzzer {
    fn build(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.root.join("crates/fuzz");
        step("building the fuzz targets", || {
            let mut build = workspace.cargo();
            build.args(["build", "--package", "muster-fuzz", "--features", "libfuzzer"]);
            run_command(build.env("RUSTC_WORKSPACE_WRAPPER", folder.join("instrument")))
        })?;
        let program = workspace.target.join("debug").join(format!("muster-fuzz{}", std::env::consts::EXE_SUFFIX));
        Ok(Self { program, seeds: folder.join("seeds"), work: workspace.target.join("fuzz") })
    }

    /// The named targets, or every one that has seeds.
    fn choose(&self, names: &[String]) -> Result<Vec<String>> {
        let mut known = Vec::new();
        for entry in fs::read_dir(&self.seeds).context("reading the seeds")? {
            known.push(entry?.file_name().to_string_lossy().into_owned());
        }
        known.sort();
        match names.iter().find(|name| !known.contains(name)) {
            Some(unknown) => bail!("no target named {unknown}; there are {}", known.join(", ")),
            None if names.is_empty() => Ok(known),
            None => Ok(names.to_vec()),
        }
    }

    fn start(&self, target: &str, seconds: u64) -> Result<Run> {
        let (corpus, found) = (self.work.join("corpus").join(target), self.work.join("found").join(target));
        for folder in [&corpus, &found] {
            fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        }
        let log = self.work.join(format!("{target}.log"));
        let output = fs::File::create(&log).with_context(|| format!("writing {}", log.display()))?;
        say(&format!("fuzzing {target} for {seconds} s"));
        let mut fuzz = Command::new(&self.program);
        fuzz.env(TARGET, target)
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-max_len={LONGEST_INPUT}"))
            .args(["-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"])
            .arg(format!("-artifact_prefix={}/", found.display()))
            .args([&corpus, &self.seeds.join(target)])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(output);
        let process = fuzz.spawn().with_context(|| format!("starting {}", self.program.display()))?;
        Ok(Run { target: target.to_owned(), process, found, log })
    }
}

/// One target being fuzzed.
struct Run {
    target: String,
    process: Child,
    found: PathBuf,
    log: PathBuf,
}

impl Run {
    /// What broke it, for a person, once its time is over.
    fn finish(&mut self) -> Result<Option<String>> {
        let status = self.process.wait().context("waiting for the fuzzer")?;
        let log = fs::read(&self.log).context("reading the fuzzer's log")?;
        let log = String::from_utf8_lossy(&log);
        if status.success() {
            say(&format!("{}: {}", self.target, summary(&log)));
            return Ok(None);
        }
        let Self { target, found, .. } = self;
        let input = artifact(&log).unwrap_or(found);
        Ok(Some(format!(
            "{target} broke: {}\n  the whole story: {}\n  keep it: cp {} crates/fuzz/seeds/{target}/ and cargo test -p muster-fuzz",
            reason(&log),
            self.log.display(),
            input.display(),
        )))
    }
}

/// `stat::number_of_executed_units: 1234` and the like, in words.
fn summary(log: &str) -> String {
    let stat = |name: &str| {
        let line = log.lines().find_map(|line| line.strip_prefix("stat::")?.strip_prefix(name));
        line.map_or("?", |rest| rest.trim_start_matches(':').trim()).to_owned()
    };
    format!("{} inputs, {} of them new ways", stat("number_of_executed_units"), stat("new_units_added"))
}

fn artifact(log: &str) -> Option<&Path> {
    let line = log.lines().find(|line| line.contains("Test unit written to "))?;
    line.split("Test unit written to ").nth(1).map(Path::new)
}

/// The panic, else libFuzzer's own verdict (a timeout, memory).
fn reason(log: &str) -> String {
    let mut lines = log.lines().skip_while(|line| !line.contains(" panicked at "));
    let panic: Vec<_> = lines.by_ref().take(2).map(str::trim).collect();
    if !panic.is_empty() {
        return panic.join(" ");
    }
    let verdict = log.lines().find(|line| line.contains("ERROR: libFuzzer"));
    verdict.unwrap_or("it ended without a word").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_and_targets_come_in_any_order() {
        let options = Options::read(&["csv", "--minutes", "1.5", "time"]).unwrap();
        assert_eq!(options, Options { minutes: 1.5, targets: vec!["csv".to_owned(), "time".to_owned()] });
        for wrong in [&["--minutes"][..], &["--minutes", "0"], &["--minutes", "x"], &["--hours", "1"]] {
            assert!(Options::read(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_crash_is_told_by_its_panic_and_its_file() {
        let log = "INFO: Seed: 1\nthread '<unnamed>' panicked at crates/a.rs:1:2:\nattempt to add\nnote: x\n\
            ==1== ERROR: libFuzzer: deadly signal\nartifact_prefix='/t/'; Test unit written to /t/crash-1\n";
        assert_eq!(reason(log), "thread '<unnamed>' panicked at crates/a.rs:1:2: attempt to add");
        assert_eq!(artifact(log), Some(Path::new("/t/crash-1")));
        assert_eq!(reason("==1== ERROR: libFuzzer: timeout\n"), "==1== ERROR: libFuzzer: timeout");
    }

    #[test]
    fn a_run_is_told_by_its_numbers() {
        let log = "stat::number_of_executed_units: 12\nstat::new_units_added:          3\n";
        assert_eq!(summary(log), "12 inputs, 3 of them new ways");
    }
}

//! `cargo xtask bench console`: what pages take of a console that is running, asked over HTTP by several clients at
//! once, on thirteen months of a bill of 300 accounts with as many subsets, all of them charged.
//!
//! The clients are a small loop of our own: a page counts only when it was answered with 200 and says what it should,
//! and every request signs in as a browser does, which load tools leave to whoever calls them.

mod http;
mod load;
mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::tools::build;
use crate::progress::{say, step};
use crate::shell::{capture, run as run_command};
use crate::workspace::Workspace;
use load::{Asked, Took};
use server::Server;

const MONTHS: u32 = 13;
const FIRST: &str = "2025-01";

pub(crate) struct Options {
    /// How long the generated bill is, all months together.
    lines: u64,
    profile: String,
    /// Requests of each page that are measured.
    requests: usize,
    clients: usize,
    /// A console that is built already, instead of one of this profile.
    muster: Option<PathBuf>,
}

impl Options {
    /// `--lines N`, `--profile NAME`, `--requests N`, `--clients N`, `--muster FILE`.
    pub(crate) fn read(words: &[&str]) -> Result<Self> {
        let mut options = Self { lines: 10_000_000, profile: "bench".to_owned(), requests: 400, clients: 2, muster: None };
        for pair in words.chunks(2) {
            match pair {
                ["--lines", text] => options.lines = number(text)?,
                ["--profile", name] => options.profile = (*name).to_owned(),
                ["--requests", text] => options.requests = number(text)?,
                ["--clients", text] => options.clients = number(text)?,
                ["--muster", path] => options.muster = Some(PathBuf::from(path)),
                other => {
                    let expected = "--lines N, --profile NAME, --requests N, --clients N or --muster FILE";
                    bail!("{}: expected {expected}", other.join(" "))
                }
            }
        }
        ensure!(options.requests > 0 && options.clients > 0, "--requests and --clients: expected one at least");
        Ok(options)
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.replace('_', "").parse().ok().with_context(|| format!("'{text}' is no number"))
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let folder = workspace.target.join("bench").join(format!("console-{}", options.lines));
    fs::create_dir_all(&folder)?;
    let muster = match &options.muster {
        Some(built) => built.clone(),
        None => build(workspace, &options.profile, ["muster-server", "muster"])?,
    };
    let bill = bill(workspace, (&folder, options))?;
    let filled = fill(&muster, (&folder, &bill))?;
    let mut server = Server::start(&muster, &folder)?;
    server.wait_until_up()?;
    let cookie = http::sign_in(server.address(), (filled.word("email")?, filled.word("password")?))?;
    let pages = pages(filled.word("organization")?, filled.word("subset")?);
    let mut table = Vec::new();
    for (name, path) in pages {
        let asked = Asked {
            address: server.address(),
            path: &path,
            cookie: &cookie,
            requests: options.requests,
            clients: options.clients,
        };
        let took = step(&format!("asking for {name}"), || load::measure(&asked)).with_context(|| name.to_owned())?;
        table.push((name, took));
    }
    let text = markdown(options, &table);
    fs::write(folder.join("results.md"), &text)?;
    println!("{text}");
    say(&format!("the same is in {}", folder.join("results.md").display()));
    Ok(())
}

/// The generated bill's files.
fn bill(workspace: &Workspace, (folder, options): (&Path, &Options)) -> Result<Vec<PathBuf>> {
    let bill = folder.join("bill");
    // Written last by the generator.
    if !bill.join("accounts.csv").exists() {
        let lines = options.lines;
        let mut command = Command::new(build(workspace, &options.profile, ["muster-testkit", "generate-bill"])?);
        command.args(["--preset", "bench", "--first", FIRST, "--months", &MONTHS.to_string()]);
        command.args(["--lines", &lines.to_string(), "--output"]).arg(&bill);
        step(&format!("generating {lines} lines"), || run_command(&mut command))?;
    }
    let mut files = Vec::new();
    collect(&bill, &mut files)?;
    files.sort();
    ensure!(!files.is_empty(), "{} has no bill files", bill.display());
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.to_string_lossy().ends_with(".csv.gz") {
            files.push(path);
        }
    }
    Ok(())
}

/// What `muster measure console` said: a word and its value a line.
struct Filled(String);

impl Filled {
    fn word<'a>(&'a self, name: &str) -> Result<&'a str> {
        let value = |line: &'a str| line.strip_prefix(name)?.strip_prefix(' ');
        self.0.lines().find_map(value).with_context(|| format!("muster measure console said no {name}"))
    }
}

fn fill(muster: &Path, (folder, files): (&Path, &[PathBuf])) -> Result<Filled> {
    let accounts = fs::read_to_string(folder.join("bill/accounts.csv"))?;
    let payer = accounts.lines().nth(1).and_then(|line| line.split(',').next()).context("accounts.csv has no payer")?;
    let mut command = server::command(muster, folder);
    command.args(["measure", "console", "--payer", payer]).args(files);
    step("importing, dividing and charging", || capture(&mut command)).map(Filled)
}

/// Names and addresses of what is asked for.
fn pages(org: &str, subset: &str) -> Vec<(&'static str, String)> {
    let analysis = |query: &str| format!("/organizations/{org}/analysis{query}");
    vec![
        ("a static file", "/static.html".to_owned()),
        ("Cost Analysis, 13 months by service", analysis("?period=13-months")),
        ("by account", analysis("?period=13-months&by=account")),
        ("by usage type", analysis("?period=13-months&by=usage-type")),
        ("by tag", analysis("?period=13-months&by=tag&tag=user:Team")),
        ("by region, days of this month", analysis("?period=this-month&by=region&grain=day")),
        ("amortized, by charge type", analysis("?period=13-months&by=charge-type&cost=amortized")),
        ("one service, by account", analysis("?period=13-months&by=account&service=AmazonEC2")),
        ("one subset, by service", analysis(&format!("?period=13-months&subset={subset}"))),
        ("charge, by account", analysis("?period=13-months&by=account&cost=charge")),
        ("margin, by service", analysis("?period=13-months&cost=margin")),
        ("charge, by tag", analysis("?period=13-months&by=tag&tag=user:Team&cost=charge")),
        ("margin, by tag", analysis("?period=13-months&by=tag&tag=user:Team&cost=margin")),
        ("subsets, 300 of them", format!("/organizations/{org}/subsets")),
        ("subsets, by cost, second page", format!("/organizations/{org}/subsets?sort=-mtd&page=2")),
    ]
}

fn markdown(options: &Options, table: &[(&'static str, Took)]) -> String {
    let fixed = table.first().map_or(1.0, |(_, took)| took.p95);
    let mut text = format!(
        "{} lines in {MONTHS} months, 300 accounts, 300 subsets, each charged; profile {}, {} clients, {} requests of each page.\n\n\
         | page | KiB | first, ms | p50, ms | p95, ms | p95 / static |\n|---|--:|--:|--:|--:|--:|\n",
        options.lines, options.profile, options.clients, options.requests
    );
    for (name, took) in table {
        let Took { bytes, first, p50, p95 } = took;
        let (kib, ratio) = (*bytes as f64 / 1024.0, p95 / fixed);
        text += &format!("| {name} | {kib:.0} | {:.1} | {:.1} | {:.1} | {ratio:.1} |\n", first * 1e3, p50 * 1e3, p95 * 1e3);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_others_refused() {
        let options = Options::read(&["--lines", "200_000", "--profile", "dev", "--clients", "1"]).unwrap();
        assert_eq!((options.lines, options.profile.as_str(), options.clients), (200_000, "dev", 1));
        assert!(Options::read(&["--lines"]).is_err() && Options::read(&["--requests", "0"]).is_err());
    }

    #[test]
    fn the_table_holds_every_page_against_the_static_file() {
        let took = |p95: f64| Took { bytes: 2048, first: 0.5, p50: p95 / 2.0, p95 };
        let text = markdown(&Options::read(&[]).unwrap(), &[("a static file", took(0.001)), ("subsets", took(0.02))]);
        assert!(text.ends_with("| subsets | 2 | 500.0 | 10.0 | 20.0 | 20.0 |\n"), "{text}");
    }
}

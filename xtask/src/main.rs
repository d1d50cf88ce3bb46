//! The workshop: everything a newcomer or a build server does with this repository, as `cargo xtask <command>`.
//!
//! One file per command. Commands are plain functions over [`Workspace`]; they run other programs in the open, so that
//! what fails can be repeated by hand.

mod bench;
mod build;
mod bundle;
mod check;
mod demo;
mod fuzz;
mod progress;
mod serve;
mod setup;
mod shell;
mod test;
mod watch;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};
use workspace::Workspace;

const USAGE: &str = "\
Usage: cargo xtask <command>

  demo                 build the console, make a demonstration bill, start on http://127.0.0.1:3000
  test [--no-browser]  unit, contract, integration and end-to-end tests
  check [part...]      formatting, clippy, arrows, unused, licences, advisories, docs, house rules
  bench [--lines N,N] [--alone]
                       import and report speed beside DuckDB and Polars on generated bills
  bench console        pages of a running console under load, on thirteen months of 300 accounts
  fuzz [--minutes N] [target...]
                       libFuzzer on every parser of bills, workflows and conditions
  watch                rebuild and restart the console whenever a file is saved
  setup                the wasm target; the other commands do this by themselves
  build                server and page, into Cargo's target folder";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(words: &[&str]) -> Result<()> {
    match words {
        ["demo"] => demo::run(&Workspace::load()?),
        ["test"] => test::run(&Workspace::load()?, test::Browser::Chromium),
        ["test", "--no-browser"] => test::run(&Workspace::load()?, test::Browser::None),
        ["check", parts @ ..] => check::run(&Workspace::load()?, parts),
        ["watch"] => watch::run(&Workspace::load()?),
        ["setup"] => setup::wasm::ensure(&Workspace::load()?),
        ["bench", "console", options @ ..] => bench::console::run(&Workspace::load()?, &bench::console::Options::read(options)?),
        ["bench", options @ ..] => bench::run(&Workspace::load()?, &bench::Options::read(options)?),
        ["fuzz", options @ ..] => fuzz::run(&Workspace::load()?, &fuzz::Options::read(options)?),
        ["build"] => build::all(&Workspace::load()?),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        other => bail!("no such command: {}\n\n{USAGE}", other.join(" ")),
    }
}

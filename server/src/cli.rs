//! The command line (interfaces.md). Each command is a file below; here is what they are called.

mod demo;
mod import;
mod inputs;
mod measure;
mod output;
mod progress;
mod report;
mod settled;
mod token;
mod user;
mod verify;

use std::io::Write;

use clap::{Parser, Subcommand};

use crate::config::{Config, Flags, LogFormat};
use crate::exit::Failure;

/// Muster turns one AWS bill into the right bill for every customer.
#[derive(Parser)]
#[command(name = "muster", version, about, max_term_width = 110)]
pub(crate) struct Command {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// Run the console (the default)
    Serve(Box<Flags>),
    /// Compute a report from bill files: no database, no server
    Report(Box<report::Arguments>),
    /// Read bill files into a ledger of Parquet files, or into a running installation
    Import(Box<import::Arguments>),
    /// Check that a bill adds up; exit 1 if it does not
    Verify(verify::Arguments),
    /// Manage people who can sign in
    #[command(subcommand)]
    User(user::UserCommand),
    /// Manage tokens by which programs act for a member
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Print the description of the HTTP API, OpenAPI 3.1
    Openapi,
    /// Fill an installation with the demonstration organization
    #[command(hide = true)]
    Demo(Box<demo::Arguments>),
    /// What the engine takes for a question, in a process that is already running
    #[command(hide = true, subcommand)]
    Measure(measure::Measurement),
}

pub(crate) fn run(command: Command) -> Result<(), Failure> {
    match command.action.unwrap_or_else(|| Action::Serve(Box::default())) {
        Action::Serve(flags) => {
            let config = Config::read(&flags)?;
            start_log(&config)?;
            wait_for(crate::serve::serve(config))
        }
        Action::Report(arguments) => report::run(&arguments),
        Action::Import(arguments) => import::run(&arguments),
        Action::Verify(arguments) => verify::run(&arguments),
        Action::User(command) => wait_for(user::run(command)),
        Action::Token(command) => wait_for(token::run(command)),
        Action::Openapi => openapi(),
        Action::Demo(arguments) => wait_for(demo::run(*arguments)),
        Action::Measure(measurement) => measure::run(&measurement),
    }
}

fn openapi() -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{:#}", crate::rest::document()).map_err(Failure::environment)
}

/// Runs an async command to its end on a runtime of its own.
fn wait_for<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::environment)?;
    runtime.block_on(work)
}

fn start_log(config: &Config) -> Result<(), Failure> {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log).map_err(|e| Failure::input(format!("setting log: {e}")))?;
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => subscriber.init(),
        LogFormat::Json => subscriber.json().init(),
    }
    Ok(())
}

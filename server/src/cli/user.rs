//! `muster user`: someone who can sign in, made by whoever holds the data folder, or let in again by them.

use std::io::Read;

use clap::{Args, Subcommand};
use muster_service::people::{self, NewPerson};
use muster_service::resets;
use rand::Rng;
use rand::distr::Alphanumeric;

use crate::config::{Config, Flags};
use crate::exit::Failure;

#[derive(Subcommand)]
pub(crate) enum UserCommand {
    /// Create a user; without --password-stdin a password is made up and printed
    Create(Box<Create>),
    /// Print a link that sets a new password; good once, for an hour
    ResetLink(Box<ResetLink>),
}

#[derive(Args)]
pub(crate) struct ResetLink {
    #[arg(long, value_name = "E")]
    email: String,
    #[command(flatten)]
    flags: Flags,
}

#[derive(Args)]
pub(crate) struct Create {
    #[arg(long, value_name = "E")]
    email: String,
    #[arg(long, value_name = "N")]
    name: Option<String>,
    /// Member of the support staff
    #[arg(long)]
    support: bool,
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    flags: Flags,
}

pub(crate) async fn run(command: UserCommand) -> Result<(), Failure> {
    match command {
        UserCommand::Create(arguments) => create(*arguments).await,
        UserCommand::ResetLink(arguments) => reset_link(*arguments).await,
    }
}

async fn reset_link(arguments: ResetLink) -> Result<(), Failure> {
    let (muster, _) = crate::serve::open(&Config::read(&arguments.flags)?).await?;
    println!("{}", resets::issue(&muster, &arguments.email).await.map_err(Failure::input)?);
    Ok(())
}

async fn create(arguments: Create) -> Result<(), Failure> {
    let (muster, _) = crate::serve::open(&Config::read(&arguments.flags)?).await?;
    let made_up = !arguments.password_stdin;
    let password = if made_up { random_password() } else { read_password()? };
    let person = NewPerson {
        name: arguments.name.unwrap_or_else(|| arguments.email.clone()),
        email: arguments.email,
        password: password.clone(),
        support: arguments.support,
    };
    let id = people::add(&muster, person).await.map_err(Failure::input)?;
    println!("{id}");
    if made_up {
        println!("password: {password}");
    }
    Ok(())
}

fn read_password() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(Failure::environment)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Twenty letters and digits: about 119 bits.
fn random_password() -> String {
    rand::rng().sample_iter(&Alphanumeric).take(20).map(char::from).collect()
}

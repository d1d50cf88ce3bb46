//! `muster token create`: a token by which a program acts for a member, made by whoever holds the data folder.

use clap::{Args, Subcommand};
use muster_domain::OrganizationId;
use muster_service::{Error, tokens};

use crate::config::{Config, Flags};
use crate::exit::Failure;

#[derive(Subcommand)]
pub(crate) enum TokenCommand {
    /// Create a token and print it, this once
    Create(Box<Create>),
}

#[derive(Args)]
pub(crate) struct Create {
    /// For whom it acts, a member of the organization
    #[arg(long, value_name = "E")]
    email: String,
    /// The only organization that it reaches
    #[arg(long, value_name = "ID")]
    organization: OrganizationId,
    /// What it is for
    #[arg(long, value_name = "N")]
    name: String,
    #[command(flatten)]
    flags: Flags,
}

pub(crate) async fn run(command: TokenCommand) -> Result<(), Failure> {
    let TokenCommand::Create(arguments) = command;
    let (muster, _) = crate::serve::open(&Config::read(&arguments.flags)?).await?;
    let made = tokens::issue(&muster, arguments.organization, (&arguments.email, &arguments.name)).await;
    let token = made.map_err(|error| match error {
        Error::NotFound => Failure::input(format!("{} is no member of organization {}", arguments.email, arguments.organization)),
        other => Failure::input(other),
    })?;
    println!("{token}");
    Ok(())
}

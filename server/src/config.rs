//! Settings of a running console: environment variables, a TOML file, flags, in rising order of precedence.

mod flags;
mod units;

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use muster_service::{Clock, MailSettings, Mailer, Webhooks};
use serde::{Deserialize, Serialize};

pub(crate) use self::flags::Flags;
use self::units::{Engine, Memory};
use crate::connecting::{Given, List};
use crate::exit::Failure;

/// What the console runs with, complete and checked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) address: SocketAddr,
    pub(crate) public_url: Option<String>,
    pub(crate) database_url: Option<String>,
    pub(crate) data: PathBuf,
    pub(crate) engine: Engine,
    pub(crate) log: String,
    pub(crate) log_format: LogFormat,
    pub(crate) report_days: u32,
    /// Imports at once, of uploads and of deliveries together.
    pub(crate) imports: u16,
    pub(crate) memory: Memory,
    pub(crate) secret_file: Option<PathBuf>,
    pub(crate) smtp_url: Option<String>,
    pub(crate) smtp_from: Option<String>,
    /// What support would enable on request, an administrator enables.
    pub(crate) self_service: bool,
    pub(crate) aws_principal: Option<String>,
    pub(crate) bill_folders: List,
    pub(crate) s3_endpoints: List,
    pub(crate) report_buckets: List,
    /// Requests a minute that one token may send to the HTTP API; 0 is as many as it likes.
    pub(crate) rate_limit: u32,
    /// Hosts that webhooks may reach though they are private or not https, separated by commas.
    pub(crate) webhook_hosts: String,
    /// Certificates of authorities that receivers of webhooks may have besides those that the system trusts.
    pub(crate) webhook_ca: Option<PathBuf>,
    /// What time it is when the server starts; for tests, which cannot wait for a month to end.
    pub(crate) clock: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

const KEYS: [&str; 22] = [
    "address",
    "public_url",
    "database_url",
    "data",
    "engine",
    "log",
    "log_format",
    "report_days",
    "imports",
    "memory",
    "secret_file",
    "smtp_url",
    "smtp_from",
    "self_service",
    "aws_principal",
    "bill_folders",
    "s3_endpoints",
    "report_buckets",
    "rate_limit",
    "webhook_hosts",
    "webhook_ca",
    "clock",
];

impl Config {
    /// # Errors
    /// [`Failure::Input`] naming the setting, where it came from, and what is wrong with it.
    pub(crate) fn read(flags: &Flags) -> Result<Self, Failure> {
        let mut figment = Figment::from(Serialized::defaults(Self::default())).merge(Env::prefixed("MUSTER_").only(&KEYS));
        if let Some(file) = &flags.config {
            figment = figment.merge(Toml::file_exact(file));
        }
        let config: Self = figment.merge(Serialized::defaults(flags)).extract().map_err(Failure::input)?;
        config.check()
    }

    fn check(self) -> Result<Self, Failure> {
        self.check_data()?;
        if self.imports == 0 {
            return Err(Failure::input("setting imports: `0`: expected how many imports at once, 1 or more"));
        }
        if let Some(url) = &self.public_url
            && !["http://", "https://"].iter().any(|scheme| url.starts_with(scheme))
        {
            return Err(Failure::input(format!("setting public_url: `{url}`: expected http:// or https://")));
        }
        let known = |url: &str| ["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme));
        match &self.database_url {
            Some(url) if !known(url) => Err(Failure::input("setting database_url: expected sqlite:// or postgres://")),
            _ => Ok(self),
        }
    }

    /// A ledger in a bucket leaves nowhere for what is not one.
    fn check_data(&self) -> Result<(), Failure> {
        let text = self.data.to_string_lossy();
        let Some((scheme, place)) = text.split_once("://") else { return Ok(()) };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=".contains(c);
        let is_place = !place.starts_with('/') && !place.is_empty() && place.chars().all(is_plain);
        if scheme != "s3" || !is_place || place.split('/').any(|part| part == "..") {
            return Err(Failure::input(format!("setting data: `{text}`: expected a folder or s3://BUCKET/PREFIX")));
        }
        let wanted = |name: &str, example: &str| {
            let reason = format!("setting {name}: must be set where data is in a bucket ({text}): for example {example}");
            Err(Failure::input(reason))
        };
        if self.database_url.is_none() {
            return wanted("database_url", "postgres://muster@db/muster, or sqlite:///var/lib/muster/muster.db for one server");
        }
        if self.secret_file.is_none() {
            return wanted("secret_file", "/etc/muster/secret.key, the same on every server");
        }
        Ok(())
    }

    /// The database that was named, else SQLite in the data folder.
    pub(crate) fn database_url(&self) -> String {
        let embedded = || format!("sqlite://{}", self.data.join("muster.db").display());
        self.database_url.clone().unwrap_or_else(embedded)
    }

    /// The key file that was named, else one in the data folder.
    pub(crate) fn secret_file(&self) -> PathBuf {
        self.secret_file.clone().unwrap_or_else(|| self.data.join("secret.key"))
    }

    /// What links in mails begin with.
    pub(crate) fn public_url(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.address))
    }

    /// What connections may be made to.
    pub(crate) fn connecting(&self) -> Given<'_> {
        Given {
            principal: self.aws_principal.as_deref(),
            folders: &self.bill_folders,
            endpoints: &self.s3_endpoints,
            report_buckets: &self.report_buckets,
        }
    }

    /// The machine's clock, unless a test says what time it is.
    pub(crate) fn clock(&self) -> Clock {
        self.clock.map_or_else(Clock::system, Clock::beginning_at)
    }

    /// Where webhooks may go, and who may vouch for their receivers.
    ///
    /// # Errors
    /// [`Failure::Input`] for a file of certificates that is none.
    pub(crate) fn webhooks(&self) -> Result<Webhooks, Failure> {
        let webhooks = Webhooks::allowing(self.webhook_hosts.split(',').map(str::to_owned));
        let Some(file) = &self.webhook_ca else { return Ok(webhooks) };
        let wrong = |reason: String| Failure::input(format!("setting webhook_ca: {}: {reason}", file.display()));
        let pem = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
        webhooks.trusting(&pem).map_err(wrong)
    }

    /// Who takes our mail; `None` where no mail is sent.
    ///
    /// # Errors
    /// [`Failure::Input`] naming the setting and what is wrong with it.
    pub(crate) fn mailer(&self) -> Result<Option<Mailer>, Failure> {
        let Some(url) = self.smtp_url.as_deref().filter(|url| !url.trim().is_empty()) else { return Ok(None) };
        let settings = MailSettings { url, from: self.smtp_from.as_deref(), public_url: &self.public_url() };
        Mailer::new(&settings).map(Some).map_err(|reason| Failure::input(format!("setting {reason}")))
    }

    /// Whether browsers come over https, so that the session cookie may be kept to it.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 3000)),
            public_url: None,
            database_url: None,
            data: PathBuf::from("muster-data"),
            engine: Engine::Embedded,
            log: "info".to_owned(),
            log_format: LogFormat::Text,
            report_days: 30,
            imports: 2,
            memory: Memory(2 << 30),
            secret_file: None,
            smtp_url: None,
            smtp_from: None,
            self_service: false,
            aws_principal: None,
            bill_folders: List::default(),
            s3_endpoints: List::default(),
            report_buckets: List::default(),
            rate_limit: 600,
            webhook_hosts: String::new(),
            webhook_ca: None,
            clock: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::result_large_err)] // figment's own shape
    fn flags_stand_above_the_file_and_the_file_above_the_environment() {
        figment::Jail::expect_with(|jail| {
            jail.set_env("MUSTER_REPORT_DAYS", "5");
            jail.set_env("MUSTER_LOG", "debug");
            jail.create_file("muster.toml", "report_days = 7\nmemory = \"512MiB\"")?;
            let flags = Flags { config: Some("muster.toml".into()), memory: Some("1GiB".into()), ..Flags::default() };
            let config = Config::read(&flags).map_err(|e| e.to_string())?;
            assert_eq!((config.report_days, config.log.as_str(), config.memory), (7, "debug", Memory(1 << 30)));
            Ok(())
        });
    }

    #[test]
    fn a_wrong_value_is_one_line_that_names_the_setting() {
        let flags = Flags { address: Some("nowhere".into()), ..Flags::default() };
        let failure = Config::read(&flags).unwrap_err().to_string();
        assert!(failure.contains("address"), "{failure}");
        let flags = Flags { database_url: Some("mysql://x".into()), ..Flags::default() };
        assert!(Config::read(&flags).unwrap_err().to_string().contains("database_url"));
        let flags = Flags { imports: Some(0), ..Flags::default() };
        assert!(Config::read(&flags).unwrap_err().to_string().contains("setting imports: `0`"));
        let flags = Flags { smtp_url: Some("http://user:hunter2@mail.example".into()), ..Flags::default() };
        let failure = Config::read(&flags).unwrap().mailer().unwrap_err().to_string();
        assert!(failure.contains("setting smtp_url") && !failure.contains("hunter2"), "{failure}");
        for (engine, said) in [("df://localhost:50050", "its own process only"), ("duckdb", "expected embedded")] {
            let flags = Flags { engine: Some(engine.to_owned()), ..Flags::default() };
            let failure = Config::read(&flags).unwrap_err().to_string();
            assert!(failure.contains("engine") && failure.contains(said) && !failure.contains('\n'), "{failure}");
        }
    }
}

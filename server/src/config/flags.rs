//! Settings as flags of the command line; whatever is not given there comes from elsewhere.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;
use serde::Serialize;

use super::LogFormat;

/// Flags of `muster serve`; each stands above the file and the environment variable of its name.
#[derive(Args, Clone, Debug, Default, Serialize)]
pub(crate) struct Flags {
    /// TOML file with these settings, named as here with `_` for `-`
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    pub(super) config: Option<PathBuf>,
    /// Where to listen [env: MUSTER_ADDRESS] [default: 127.0.0.1:3000]
    #[arg(long, value_name = "HOST:PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) address: Option<String>,
    /// How browsers reach the console, when behind a proxy; https makes cookies secure [env: MUSTER_PUBLIC_URL]
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) public_url: Option<String>,
    /// sqlite:// or postgres:// [env: MUSTER_DATABASE_URL] [default: muster.db in the data folder]
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) database_url: Option<String>,
    /// Folder of ledgers, uploads and reports, or s3://BUCKET/PREFIX of an S3-compatible store, with this server's own
    /// AWS identity; then --database-url and --secret-file have no default [env: MUSTER_DATA] [default: ./muster-data]
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) data: Option<PathBuf>,
    /// Where reports are computed; this version knows `embedded` [env: MUSTER_ENGINE] [default: embedded]
    #[arg(long, value_name = "ENGINE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) engine: Option<String>,
    /// What to log, as a tracing filter [env: MUSTER_LOG] [default: info]
    #[arg(long, value_name = "FILTER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) log: Option<String>,
    /// text or json [env: MUSTER_LOG_FORMAT] [default: text]
    #[arg(long, value_name = "FORMAT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) log_format: Option<LogFormat>,
    /// Days that report files are kept [env: MUSTER_REPORT_DAYS] [default: 30]
    #[arg(long, value_name = "DAYS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) report_days: Option<u32>,
    /// Imports that this server makes at once, of uploads and of deliveries together; each takes up to 1 GiB of memory
    /// beside the engine's [env: MUSTER_IMPORTS] [default: 2]
    #[arg(long, value_name = "N")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) imports: Option<u16>,
    /// Memory limit of the engine [env: MUSTER_MEMORY] [default: 2GiB]
    #[arg(long, value_name = "SIZE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) memory: Option<String>,
    /// File of the key that encrypts and signs, the same for all servers of an installation; made where absent
    /// [env: MUSTER_SECRET_FILE] [default: secret.key in the data folder]
    #[arg(long, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret_file: Option<PathBuf>,
    /// Server that takes our mail, smtp://USER:PASSWORD@HOST:PORT or smtps://; ?tls=required, opportunistic or none,
    /// ?ca=FILE for an authority of one's own. Without it no mail is sent [env: MUSTER_SMTP_URL]
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) smtp_url: Option<String>,
    /// From whom mail comes, an address or `NAME <ADDRESS>` [env: MUSTER_SMTP_FROM] [default: muster at the public host]
    #[arg(long, value_name = "FROM")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) smtp_from: Option<String>,
    /// true: features need no ticket to support [env: MUSTER_SELF_SERVICE] [default: false]
    #[arg(long, value_name = "BOOL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) self_service: Option<bool>,
    /// ARN of the role or user that this server is to AWS; roles of customers trust it [env: MUSTER_AWS_PRINCIPAL]
    #[arg(long, value_name = "ARN")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) aws_principal: Option<String>,
    /// Folders or URLs with bills, commas between them: below each, an organization may read the folder that is called
    /// as its id; ID=FOLDER opens one to one organization [env: MUSTER_BILL_FOLDERS]
    #[arg(long, value_name = "FOLDERS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bill_folders: Option<String>,
    /// Endpoints of S3-compatible stores that organizations may name, commas between them [env: MUSTER_S3_ENDPOINTS]
    #[arg(long, value_name = "URLS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) s3_endpoints: Option<String>,
    /// Places in object stores where organizations may have reports put without a role of theirs, commas between them,
    /// s3://BUCKET/PREFIX: each below its id; ID=s3://BUCKET/PREFIX opens one to one organization
    /// [env: MUSTER_REPORT_BUCKETS]
    #[arg(long, value_name = "URLS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) report_buckets: Option<String>,
    /// Requests a minute that one token may send to the HTTP API; 0: as many as it likes [env: MUSTER_RATE_LIMIT]
    /// [default: 600]
    #[arg(long, value_name = "N")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rate_limit: Option<u32>,
    /// Hosts that webhooks may reach in the own network and by plain http, HOST or HOST:PORT, separated by commas; others
    /// need https and a public address [env: MUSTER_WEBHOOK_HOSTS]
    #[arg(long, value_name = "HOSTS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) webhook_hosts: Option<String>,
    /// Certificates (PEM) of authorities that receivers of webhooks may have besides those that the system trusts
    /// [env: MUSTER_WEBHOOK_CA]
    #[arg(long, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) webhook_ca: Option<PathBuf>,
    /// What time it is when the server starts, for tests [env: MUSTER_CLOCK]
    #[arg(long, value_name = "TIME", hide = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) clock: Option<DateTime<Utc>>,
}

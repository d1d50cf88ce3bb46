//! The console that is measured, on a port of its own.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::http;

const PATIENCE: Duration = Duration::from_secs(60);

/// As long as a page of Cost Analysis is, about.
const STATIC_BYTES: usize = 128 << 10;

pub(super) struct Server {
    child: Child,
    address: String,
}

/// The binary, on the data below the folder.
pub(super) fn command(muster: &Path, folder: &Path) -> Command {
    let mut command = Command::new(muster);
    command.env("MUSTER_DATA", folder.join("data"));
    command.env("MUSTER_DATABASE_URL", format!("sqlite://{}", folder.join("data/muster.db").display()));
    command
}

impl Server {
    pub(super) fn start(muster: &Path, folder: &Path) -> Result<Self> {
        let site = folder.join("site");
        std::fs::create_dir_all(&site)?;
        std::fs::write(site.join("static.html"), "<p>Words of a page that nobody computes.</p>\n".repeat(STATIC_BYTES / 42))?;
        // Free a moment ago; whoever takes it meanwhile makes the start fail, which is said.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let mut command = command(muster, folder);
        command.arg("serve").env("MUSTER_ADDRESS", &address).env("MUSTER_LOG", "warn");
        command.env("LEPTOS_OUTPUT_NAME", "muster").env("LEPTOS_SITE_ROOT", &site).env("LEPTOS_SITE_PKG_DIR", "pkg");
        command.env("LEPTOS_SITE_ADDR", &address).stdout(Stdio::null());
        let child = command.spawn().with_context(|| format!("starting {}", muster.display()))?;
        Ok(Self { child, address })
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn wait_until_up(&mut self) -> Result<()> {
        let begun = Instant::now();
        while !http::get(&self.address, "/healthz", "").is_ok_and(|answer| answer.status == 200) {
            if let Some(status) = self.child.try_wait()? {
                bail!("the console ended with {status} before it answered");
            }
            if begun.elapsed() > PATIENCE {
                bail!("the console did not answer within {PATIENCE:?}");
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only when it has ended already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! Starts the console that was just built, and tells when it answers.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

pub(crate) const ADDRESS: &str = "127.0.0.1:3000";

/// Long enough for migrations on a slow disk.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server; it ends with this value.
pub(crate) struct Console(Child);

impl Console {
    pub(crate) fn start(workspace: &Workspace) -> Result<Self> {
        let child = command(workspace)
            .arg("serve")
            .spawn()
            .with_context(|| format!("starting {}", workspace.server_binary().display()))?;
        Ok(Self(child))
    }

    /// Returns when the server answers; an end of the server before that is an error.
    pub(crate) fn wait_until_up(&mut self) -> Result<()> {
        let begun = Instant::now();
        while !healthy() {
            if let Some(status) = self.0.try_wait()? {
                bail!("the console ended with {status} before it answered");
            }
            if begun.elapsed() > PATIENCE {
                bail!("the console did not answer on http://{ADDRESS} within {PATIENCE:?}");
            }
            sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    /// Until it ends, by Ctrl-C as a rule.
    pub(crate) fn wait(&mut self) -> Result<()> {
        let status = self.0.wait()?;
        if !status.success() {
            bail!("the console ended with {status}");
        }
        Ok(())
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        // Both fail only when it has ended already, which is what is wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The server's binary with the settings of a development machine, for any of its commands.
pub(crate) fn command(workspace: &Workspace) -> Command {
    let mut command = Command::new(workspace.server_binary());
    // A folder of the checkout, unless the environment says where else: another folder, or a bucket.
    let data = std::env::var_os("MUSTER_DATA").unwrap_or_else(|| data(workspace).into());
    command
        .current_dir(&workspace.root)
        .env("MUSTER_ADDRESS", ADDRESS)
        .env("MUSTER_DATA", data)
        .env("LEPTOS_OUTPUT_NAME", "muster")
        .env("LEPTOS_SITE_ROOT", workspace.site())
        .env("LEPTOS_SITE_PKG_DIR", "pkg")
        .env("LEPTOS_SITE_ADDR", ADDRESS);
    command
}

pub(crate) fn data(workspace: &Workspace) -> PathBuf {
    workspace.root.join("muster-data")
}

/// Another program on the port would make every later message confusing.
pub(crate) fn refuse_a_taken_port() -> Result<()> {
    if TcpStream::connect(ADDRESS).is_ok() {
        bail!("something already listens on {ADDRESS}: stop it first");
    }
    Ok(())
}

fn healthy() -> bool {
    answer().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

fn answer() -> Result<String> {
    let address: SocketAddr = ADDRESS.parse()?;
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_millis(500))?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    write!(stream, "GET /healthz HTTP/1.1\r\nHost: {ADDRESS}\r\nConnection: close\r\n\r\n")?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    Ok(text)
}

//! A PostgreSQL server for one run of the tests, in a folder of its own, gone afterwards.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::shell::{apt_install, capture, find, is_root};

const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; it and its data end with this value.
pub(crate) struct Postgres {
    server: Child,
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    pub(crate) fn start() -> Result<Self> {
        let programs = programs()?;
        let owner = Owner::of_server()?;
        let folder = std::env::temp_dir().join(format!("muster-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        if let Some(owner) = &owner {
            chown(&folder, Some(owner.user), Some(owner.group))?;
        }
        let port = free_port()?;
        let server = initialise(&programs, &folder, owner.as_ref())
            .and_then(|()| spawn(&programs, &folder, owner.as_ref(), port))
            .inspect_err(|_| drop(fs::remove_dir_all(&folder)))?;
        let mut postgres = Self { server, folder, port };
        postgres.wait_until_up()?;
        Ok(postgres)
    }

    /// Of the server's own database; a test makes databases beside it.
    pub(crate) fn url(&self) -> String {
        format!("postgres://muster@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_up(&mut self) -> Result<()> {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            if let Some(status) = self.server.try_wait()? {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL ended with {status}: {}", log.trim());
            }
            if begun.elapsed() > PATIENCE {
                bail!("PostgreSQL did not answer within {PATIENCE:?}");
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Its "immediate shutdown": killed outright it would leave its shared memory behind. Each of these fails only
        // when it has ended already.
        let _ = Command::new("kill").args(["-QUIT", &self.server.id().to_string()]).status();
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The user to run the server as when this is root, as which it refuses to run.
struct Owner {
    user: u32,
    group: u32,
}

impl Owner {
    fn of_server() -> Result<Option<Self>> {
        if !is_root() {
            return Ok(None);
        }
        let number = |flag: &str| -> Result<u32> {
            let text = capture(Command::new("id").args([flag, "postgres"]))?;
            Ok(text.trim().parse()?)
        };
        Ok(Some(Self { user: number("-u")?, group: number("-g")? }))
    }
}

/// Where `initdb` and `postgres` are: in PATH, where Debian puts them, or installed now.
fn programs() -> Result<PathBuf> {
    if let Some(found) = installed_programs() {
        return Ok(found);
    }
    apt_install(&["postgresql"])?;
    installed_programs().context("apt-get installed postgresql, but its programs are not found")
}

fn installed_programs() -> Option<PathBuf> {
    if let Some(initdb) = find(&["initdb"]) {
        return initdb.parent().map(Path::to_owned);
    }
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|folder| folder.join("initdb").is_file())
        .collect();
    versions.sort();
    versions.pop()
}

fn initialise(programs: &Path, folder: &Path, owner: Option<&Owner>) -> Result<()> {
    let mut initdb = as_owner(programs.join("initdb"), owner);
    capture(initdb.current_dir(folder).arg("--pgdata").arg(folder.join("data")).args([
        "--username=muster",
        "--auth=trust",
        "--encoding=UTF8",
        "--no-locale",
        "--no-sync",
    ]))?;
    Ok(())
}

fn spawn(programs: &Path, folder: &Path, owner: Option<&Owner>, port: u16) -> Result<Child> {
    let log = fs::File::create(folder.join("log"))?;
    as_owner(programs.join("postgres"), owner)
        .current_dir(folder)
        .arg("-D")
        .arg(folder.join("data"))
        .args(["-c", "listen_addresses=127.0.0.1"])
        .args(["-c", &format!("port={port}")])
        .args(["-c", &format!("unix_socket_directories={}", folder.display())])
        // Speed instead of durability: a crash loses only this run.
        .args(["-c", "fsync=off", "-c", "max_connections=200"])
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .context("starting postgres")
}

fn as_owner(program: PathBuf, owner: Option<&Owner>) -> Command {
    let mut command = Command::new(program);
    if let Some(owner) = owner {
        command.uid(owner.user).gid(owner.group);
    }
    command
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

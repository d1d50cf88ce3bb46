//! Debian packages the sources of Rust's standard library. Unpacked beside the build and compiled for the browser
//! with the compiler that is here, they give what rustup would have downloaded, in about a minute.
//!
//! The system's own package lists stay as they are: apt gets folders of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::library_folder;
use crate::progress::step;
use crate::shell::{capture, find, run};
use crate::workspace::WASM;

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
const DEFAULT_MIRROR: &str = "http://deb.debian.org/debian";

/// Suites in the order of their chance to hold the current compiler's sources.
const SUITES: [&str; 4] = ["trixie-backports", "forky", "sid", "trixie"];

pub(super) fn build(target: &Path) -> Result<()> {
    for tool in ["apt-get", "dpkg-deb"] {
        find(&[tool]).with_context(|| format!("{tool} is not here: this way needs Debian or Ubuntu"))?;
    }
    if !Path::new(KEYRING).is_file() {
        bail!("{KEYRING} is missing: install debian-archive-keyring");
    }
    let version = compiler_version()?;
    let folder = target.join("wasm-sysroot");
    let sources = step(&format!("fetching rust-src {version}"), || fetch_sources(&folder, &version))?;
    let built = step("compiling it for the browser", || compile(&sources, &folder))?;
    install(&built)?;
    fs::remove_dir_all(&folder).context("removing the sources")
}

/// Three numbers, as `1.95.0`: only the very same sources fit the compiler.
fn compiler_version() -> Result<String> {
    let version = capture(Command::new("rustc").arg("--version"))?;
    let number = version.split(' ').nth(1).unwrap_or_default();
    if number.contains('-') {
        bail!("rustc {number} is not a released version, and Debian has only those");
    }
    Ok(number.to_owned())
}

fn fetch_sources(folder: &Path, version: &str) -> Result<PathBuf> {
    let mirror = mirror();
    for suite in SUITES {
        let apt = Apt::new(&folder.join(suite), &format!("{mirror} {suite}"))?;
        let Some(package) = apt.rust_src(version) else {
            continue;
        };
        run(apt.command("apt-get").args(["-qq", "download", &format!("rust-src={package}")]))?;
        return unpack(&apt.folder, version);
    }
    bail!("{mirror} has no rust-src {version} in {}", SUITES.join(", "))
}

/// apt with lists and archives of its own in one folder.
struct Apt {
    folder: PathBuf,
}

impl Apt {
    fn new(folder: &Path, source: &str) -> Result<Self> {
        for inner in ["lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(folder.join(inner))?;
        }
        let line = format!("deb [signed-by={KEYRING}] {source} main\n");
        fs::write(folder.join("sources.list"), line)?;
        Ok(Self { folder: folder.to_owned() })
    }

    fn command(&self, program: &str) -> Command {
        let at = |inner: &str| self.folder.join(inner).display().to_string();
        let mut command = Command::new(program);
        command.current_dir(&self.folder);
        for option in [
            format!("Dir::Etc::SourceList={}", at("sources.list")),
            "Dir::Etc::SourceParts=-".to_owned(),
            format!("Dir::State::Lists={}", at("lists")),
            format!("Dir::Cache={}", at("cache")),
            // Otherwise apt wants to read the download as its own user, who may not enter this folder.
            "APT::Sandbox::User=root".to_owned(),
        ] {
            command.arg("-o").arg(option);
        }
        command
    }

    /// Debian's full version of the package, such as `1.95.0+dfsg1-1~bpo13+1`; none when the suite has another one.
    fn rust_src(&self, version: &str) -> Option<String> {
        run(self.command("apt-get").args(["-qq", "update"])).ok()?;
        let listed = capture(self.command("apt-cache").args(["madison", "rust-src"])).ok()?;
        package_version(&listed, version)
    }
}

/// Lines are `rust-src | 1.95.0+dfsg1-1~bpo13+1 | http://... Packages`.
fn package_version(madison: &str, version: &str) -> Option<String> {
    let wanted = format!("{version}+");
    madison
        .lines()
        .filter_map(|line| line.split('|').nth(1))
        .map(str::trim)
        .find(|found| found.starts_with(&wanted))
        .map(str::to_owned)
}

fn unpack(folder: &Path, version: &str) -> Result<PathBuf> {
    let package = fs::read_dir(folder)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .context("apt-get downloaded nothing")?;
    run(Command::new("dpkg-deb").arg("-x").arg(package).arg(folder))?;
    let library = folder.join(format!("usr/src/rustc-{version}/library"));
    if !library.is_dir() {
        bail!("the package has no {}", library.display());
    }
    Ok(library)
}

fn compile(library: &Path, folder: &Path) -> Result<PathBuf> {
    let built = folder.join("target");
    run(Command::new("cargo")
        .current_dir(library)
        // What the standard library's own build sets: nightly features, its marker for unstable crates, and bitcode
        // for those who link with LTO.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("__CARGO_DEFAULT_LIB_METADATA", "stablestd")
        .env("RUSTFLAGS", "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", &built)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .args(["build", "--quiet", "--release", "-p", "sysroot"])
        .args(["--target", WASM]))?;
    Ok(built.join(WASM).join("release/deps"))
}

fn install(built: &Path) -> Result<()> {
    let folder = library_folder()?;
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    for entry in fs::read_dir(built)?.flatten() {
        let name = entry.file_name();
        let text = name.to_string_lossy();
        if text.ends_with(".rlib") || text.ends_with(".rmeta") {
            fs::copy(entry.path(), folder.join(&name)).with_context(|| format!("writing to {}", folder.display()))?;
        }
    }
    Ok(())
}

/// The mirror this machine already trusts and reaches, else Debian's own.
fn mirror() -> String {
    let mut texts = vec![fs::read_to_string("/etc/apt/sources.list").unwrap_or_default()];
    if let Ok(parts) = fs::read_dir("/etc/apt/sources.list.d") {
        texts.extend(parts.flatten().filter_map(|part| fs::read_to_string(part.path()).ok()));
    }
    texts.iter().find_map(|text| debian_mirror(text)).unwrap_or_else(|| DEFAULT_MIRROR.to_owned())
}

/// Both forms of a source name the mirror as a word: `deb http://host/debian suite main` and `URIs: http://host/debian`.
fn debian_mirror(sources: &str) -> Option<String> {
    sources
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(|word| word.trim_end_matches('/'))
        .find(|word| word.starts_with("http") && word.ends_with("/debian"))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_is_read_from_both_forms_of_sources() {
        let new = "Types: deb\n# http://snapshot.debian.org/archive/debian/2025\nURIs: http://mirror.example/debian\n";
        let old = "deb https://mirror.example/debian/ bookworm main";
        assert_eq!(debian_mirror(new).as_deref(), Some("http://mirror.example/debian"));
        assert_eq!(debian_mirror(old).as_deref(), Some("https://mirror.example/debian"));
        assert_eq!(debian_mirror("URIs: http://mirror.example/debian-security"), None);
    }

    #[test]
    fn only_the_sources_of_the_very_same_compiler_are_taken() {
        let listed = " rust-src | 1.95.0+dfsg1-1~bpo13+1 | http://mirror.example/debian trixie-backports/main amd64 Packages";
        assert_eq!(package_version(listed, "1.95.0").as_deref(), Some("1.95.0+dfsg1-1~bpo13+1"));
        assert_eq!(package_version(listed, "1.95"), None);
        assert_eq!(package_version(listed, "1.94.0"), None);
    }
}

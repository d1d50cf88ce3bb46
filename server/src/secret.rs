//! The installation's key, in a file that only its owner reads (MUSTER_SECRET_FILE). Made where there is none, whole or
//! not at all: a server that starts at the same moment finds it complete, and takes it.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use muster_service::Secret;

use crate::exit::Failure;

/// # Errors
/// [`Failure`] naming the file, where it can be neither read nor made or holds no key.
pub(crate) fn read_or_make(path: &Path) -> Result<Secret, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => parse(path, &text),
        Err(error) if error.kind() == ErrorKind::NotFound => make(path),
        Err(error) => Err(failed(path, &error)),
    }
}

fn make(path: &Path) -> Result<Secret, Failure> {
    let key: [u8; 32] = rand::random();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A temporary file is its owner's alone (mode 600), and stays so under its new name.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(path, &error))?;
    writeln!(file, "{}", HEX.encode(&key)).and_then(|()| file.as_file().sync_all()).map_err(|error| failed(path, &error))?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(Secret::new(key)),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => read_or_make(path),
        Err(error) => Err(failed(path, &error.error)),
    }
}

fn parse(path: &Path, text: &str) -> Result<Secret, Failure> {
    let bytes = HEX.decode(text.trim().as_bytes()).ok();
    let key: Option<[u8; 32]> = bytes.and_then(|bytes| bytes.try_into().ok());
    let wrong = || Failure::input(format!("setting secret_file: {}: expected 64 hexadecimal digits", path.display()));
    key.map(Secret::new).ok_or_else(wrong)
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::environment(format!("setting secret_file: {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        read_or_make(&path).unwrap();
        let written = fs::read_to_string(&path).unwrap();
        read_or_make(&path).unwrap();
        assert_eq!((written.trim().len(), fs::read_to_string(&path).unwrap()), (64, written.clone()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
    }

    #[test]
    fn a_file_that_holds_no_key_stops_the_start_with_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        for text in ["", "abc", &"0".repeat(63), &"g".repeat(64)] {
            fs::write(&path, text).unwrap();
            let failure = read_or_make(&path).unwrap_err().to_string();
            assert!(
                failure.contains("secret_file") && failure.contains("64 hexadecimal") && !failure.contains('\n'),
                "{failure}"
            );
        }
    }
}

//! Whether files that come from elsewhere are those that the ledger has: the digest of a file on disk is that of its
//! content, and of an object it is that of its version, so that an object need not be read to be known again. Only files of
//! the same sizes are looked into.

use std::io::Read;

use md5::{Digest, Md5};

use super::error::ImportError;
use super::file::BillFile;
use crate::ledger::SourceFile;

/// Whether these are the files, in any order.
///
/// # Errors
/// The file system's, or the bucket's.
pub(super) fn files(found: &[BillFile], known: &[SourceFile]) -> Result<bool, ImportError> {
    if sizes(found.iter().map(|file| file.bytes)) != sizes(known.iter().map(|file| file.bytes)) {
        return Ok(false);
    }
    let mut left: Vec<_> = known.iter().collect();
    for file in found {
        let mut place = None;
        for (at, known) in left.iter().enumerate().filter(|(_, known)| known.bytes == file.bytes) {
            if is_same(file, known)? {
                place = Some(at);
                break;
            }
        }
        let Some(place) = place else { return Ok(false) };
        left.swap_remove(place);
    }
    Ok(true)
}

fn sizes(sizes: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut sizes: Vec<_> = sizes.collect();
    sizes.sort_unstable();
    sizes
}

fn is_same(file: &BillFile, known: &SourceFile) -> Result<bool, ImportError> {
    if file.digest == known.digest {
        return Ok(true);
    }
    match (file.origin.held(), &known.version) {
        // An object, and a file whose content was read for its digest.
        (Some(_), None) => {
            let mut hasher = blake3::Hasher::new();
            read(file, |bytes| {
                hasher.update(bytes);
            })?;
            Ok(hasher.finalize().to_hex().as_str() == known.digest)
        }
        // A file, and an object whose version is the MD5 of its content, as it is unless it was sent in parts or
        // encrypted by a key of KMS.
        (None, Some(version)) if version.trim_matches('"').len() == 32 => {
            let mut hasher = Md5::new();
            read(file, |bytes| hasher.update(bytes))?;
            let digest: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            Ok(digest == version.trim_matches('"'))
        }
        (Some(_), Some(_)) | (None, _) => Ok(false),
    }
}

fn read(file: &BillFile, mut each: impl FnMut(&[u8])) -> Result<(), ImportError> {
    let failed = |source| ImportError::io(&file.path, source);
    let mut content = file.origin.stream().map_err(failed)?;
    let mut buffer = vec![0; 1 << 18];
    loop {
        match content.read(&mut buffer).map_err(failed)? {
            0 => return Ok(()),
            count => each(&buffer[..count]),
        }
    }
}

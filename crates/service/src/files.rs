//! Files that are there whole or not at all, also after a power cut.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Has a file, or the names in a folder, reach the disk.
pub(crate) fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Writes `<folder>/<name>` under another name, has it reach the disk, then gives it its own. `draft` tells two
/// writers of the same file apart.
pub(crate) fn write_whole(place: Place<'_>, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<()> {
    let Place { folder, name, draft } = place;
    let temporary = folder.join(format!("{name}.{draft}.tmp"));
    let mut file = BufWriter::new(File::create(&temporary)?);
    write(&mut file)?;
    file.flush()?;
    file.get_ref().sync_all()?;
    fs::rename(&temporary, folder.join(name))
}

/// Which file is written, and by whom.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) name: &'a str,
    pub(crate) draft: &'a str,
}

/// Removes a folder and all below it; that it is not there is as good.
pub(crate) fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

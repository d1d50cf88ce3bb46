//! Files that are there whole or not at all, also after a power cut, wherever the data lies.

use std::io::{self, BufWriter};
use std::path::Path;

use muster_engine::place::{self, Sink};

/// Writes `<folder>/<name>` under another name where the data lies on a disk, has it reach that, then gives it its own.
/// `draft` tells two writers of the same file apart.
pub(crate) fn write_whole(place: Place<'_>, write: impl FnOnce(&mut BufWriter<Sink>) -> io::Result<()>) -> io::Result<()> {
    let Place { folder, name, draft } = place;
    let mut file = BufWriter::new(place::create_whole(&folder.join(name), &format!("{name}.{draft}.tmp"))?);
    write(&mut file)?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
}

/// Which file is written, and by whom.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) name: &'a str,
    pub(crate) draft: &'a str,
}

//! Where a command's result goes: a file that is whole or absent, or standard output.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::exit::Failure;

/// A place for a result. Nothing is there before [`Output::finish`].
pub(crate) enum Output {
    /// Written beside its name, and given it when it is whole.
    File {
        path: PathBuf,
        draft: NamedTempFile,
    },
    /// A pipe or a device, which cannot be renamed.
    Device {
        path: PathBuf,
        file: File,
    },
    Standard,
}

/// What a form of a result is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    Person,
    Program,
}

impl Output {
    /// # Errors
    /// Wrong usage: bytes for a program on a terminal. The environment's: a place that cannot be written.
    pub(crate) fn open(path: Option<&Path>, reader: Reader) -> Result<Self, Failure> {
        let Some(path) = path else {
            let garbles = reader == Reader::Program && io::stdout().is_terminal();
            return if garbles {
                Err(Failure::input("this format is no text: name a file with --output"))
            } else {
                Ok(Self::Standard)
            };
        };
        let failed = |e: io::Error| Failure::environment(format!("{}: {e}", path.display()));
        // A link goes on pointing to the file, which is replaced.
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if std::fs::metadata(&path).is_ok_and(|known| !known.is_file()) {
            return Ok(Self::Device { file: File::options().write(true).open(&path).map_err(failed)?, path });
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(Self::File { draft: draft_in(folder).map_err(failed)?, path })
    }

    /// A stream to it, which may be handed to another thread.
    pub(crate) fn stream(&self) -> Result<Box<dyn Write + Send>, Failure> {
        let file = match self {
            Self::File { draft, .. } => draft.as_file().try_clone(),
            Self::Device { file, .. } => file.try_clone(),
            Self::Standard => return Ok(Box::new(BufWriter::new(io::stdout()))),
        };
        Ok(Box::new(BufWriter::new(file.map_err(|e| self.failure(e))?)))
    }

    /// Writes the whole result.
    pub(crate) fn write<E: std::fmt::Display>(
        self,
        content: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), E>,
    ) -> Result<(), Failure> {
        let mut stream = self.stream()?;
        content(&mut *stream).map_err(|e| self.failure(e))?;
        stream.flush().map_err(|e| self.failure(e))?;
        drop(stream);
        self.finish()
    }

    /// Gives a file its name.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Standard | Self::Device { .. } => Ok(()),
            Self::File { path, draft } => {
                let named = draft.persist(&path);
                named.map(drop).map_err(|e| Failure::environment(format!("{}: {}", path.display(), e.error)))
            }
        }
    }

    /// A failed write, with the place's name.
    pub(crate) fn failure(&self, reason: impl std::fmt::Display) -> Failure {
        match self {
            Self::File { path, .. } | Self::Device { path, .. } => Failure::environment(format!("{}: {reason}", path.display())),
            Self::Standard => Failure::environment(format!("standard output: {reason}")),
        }
    }
}

/// A file beside the result. As readable as any file that the person makes, where temporary files are their owner's.
fn draft_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut draft = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        draft.permissions(std::fs::Permissions::from_mode(0o666));
    }
    draft.prefix(".muster-").tempfile_in(folder)
}

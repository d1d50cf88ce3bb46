//! How much work there is and was, in all organizations: for those who watch over an installation.

use muster_domain::view::imports::WorkState;
use muster_store::{imports, jobs};

use crate::{Error, Muster};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub jobs: Vec<JobFigures>,
    pub imports: Vec<ImportFigures>,
}

/// Background work of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFigures {
    pub kind: &'static str,
    pub waiting: u64,
    pub running: u64,
}

/// Imports in one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFigures {
    pub state: WorkState,
    pub imports: u64,
    pub rows: u64,
    pub bytes: u64,
}

/// As they are now.
///
/// # Errors
/// The database's.
pub async fn figures(muster: &Muster) -> Result<Figures, Error> {
    let mut tx = muster.store().read().await?;
    let job = |(kind, waiting, running): (jobs::Kind, u64, u64)| JobFigures { kind: kind.name(), waiting, running };
    let jobs = jobs::tally(&mut tx).await?.into_iter().map(job).collect();
    let import = |(state, progress, imports)| {
        let muster_domain::view::imports::ImportProgress { rows, bytes, .. } = progress;
        ImportFigures { state, imports, rows, bytes }
    };
    let imports = imports::tally(&mut tx).await?.into_iter().map(import).collect();
    Ok(Figures { jobs, imports })
}

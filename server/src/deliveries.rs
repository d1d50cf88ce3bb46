//! Deliveries for the console: `muster-delivery` behind what `service` asks for.

use async_trait::async_trait;
use chrono::Utc;
use muster_delivery::{Aws, Expected, Put, finding, look, months};
use muster_domain::Month;
use muster_domain::connection::{Finding, Source};
use muster_engine::import::{self, ImportError, Input, import_from};
use muster_engine::place;
use muster_service::deliveries::{Delivered, Deliveries, Look, NotRead, Parcel, Read, Reading};

/// Reads what AWS delivers, and what lies on this server.
pub(crate) struct Delivering {
    aws: Aws,
}

impl Delivering {
    pub(crate) fn new(aws: Aws) -> Self {
        Self { aws }
    }
}

#[async_trait]
impl Deliveries for Delivering {
    async fn look(&self, source: &Source) -> Result<Look, Finding> {
        let (aws, source) = (self.aws.clone(), source.clone());
        blocking(move || look_at(&aws, &source)).await.unwrap_or_else(|reason| Err(Finding::Failed { reason }))
    }

    async fn read(&self, reading: Reading) -> Result<Read, NotRead> {
        let aws = self.aws.clone();
        blocking(move || read(&aws, &reading)).await.unwrap_or_else(|reason| Err(NotRead::Passing(reason)))
    }

    async fn put(&self, parcel: Parcel) -> Result<(), String> {
        let aws = self.aws.clone();
        let put = move || {
            let Parcel { destination, external_id, key, file } = &parcel;
            let here = place::local_file(file).map_err(|error| format!("the report's file cannot be read: {error}"))?;
            aws.put(destination, &Put { external_id, key, file: &here.path }).map_err(|refusal| refusal.to_string())
        };
        blocking(put).await.unwrap_or_else(Err)
    }
}

fn look_at(aws: &Aws, source: &Source) -> Result<Look, Finding> {
    let found = look(&aws.shelf(source)?, expected(source))?;
    Ok(Look { months: found.months.iter().map(|(month, delivered)| told(*month, delivered)).collect(), finding: found.finding })
}

fn expected(source: &Source) -> Expected<'_> {
    let account = match source {
        Source::S3(delivery) => Some(&delivery.account),
        Source::Location { .. } => None,
    };
    Expected { account, now: Utc::now() }
}

fn told(month: Month, delivered: &import::Delivered) -> Delivered {
    Delivered {
        month,
        // Of the files too: one that is laid over another keeps its assembly.
        assembly: delivered.digest.clone(),
        files: delivered.names().map(|name| name.display().to_string()).collect(),
        bytes: delivered.bytes,
        at: delivered.written,
        unfinished: delivered.awaited.clone(),
    }
}

fn read(aws: &Aws, reading: &Reading) -> Result<Read, NotRead> {
    let found = |finding| NotRead::Found { finding, assembly: None };
    let shelf = aws.shelf(&reading.source).map_err(found)?;
    let months = months(&shelf, expected(&reading.source)).map_err(found)?;
    let Some((month, delivered)) = months.into_iter().find(|(month, _)| *month == reading.month) else {
        return Err(found(Finding::NoManifest { place: shelf.root.display().to_string() }));
    };
    let assembly = delivered.digest.clone();
    if let Some(file) = delivered.awaited {
        return Err(NotRead::Found { finding: Finding::Unfinished { month, file }, assembly: Some(assembly) });
    }
    let inputs = [Input::Delivered(Box::new(delivered))];
    match import_from(&inputs, &reading.ledger, &reading.options, &reading.progress) {
        Ok(summary) => Ok(Read { assembly, summary }),
        Err(ImportError::Cancelled) => Err(NotRead::Cancelled),
        Err(error @ (ImportError::Ledger(_) | ImportError::Thread(_))) => Err(NotRead::Passing(error.to_string())),
        Err(error) => Err(NotRead::Found { finding: finding(&shelf, &error), assembly: Some(assembly) }),
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, String> {
    tokio::task::spawn_blocking(work).await.map_err(|error| error.to_string())
}

//! What a report was asked.

use muster_engine::report::ReportRequest;
use muster_store::reports::Report;
use muster_store::{OrgTx, workflows};

use crate::Error;
use crate::bill::{self, Asked};
use crate::workflows::stored;

/// What was asked, as subsets and names are now.
pub(super) async fn request(tx: &mut OrgTx, report: &Report) -> Result<ReportRequest, Error> {
    let version = workflows::lookup_version(tx, report.workflow, report.workflow_version).await?;
    let version = version.ok_or_else(|| Error::Conflict("its workflow is not there any more".to_owned()))?;
    let asked = Asked {
        workflow: stored(&version.json)?,
        scope: &report.scope,
        period: report.period,
        group_by: &report.group_by,
        settings: &report.settings,
    };
    bill::request(tx, asked).await
}

//! What an organization decides about its bills. Forms send texts, right or wrong; refusals stand at the names of
//! their fields.

use leptos::prelude::*;
use muster_domain::permission::Permission;
use muster_domain::view::billing::{BillingDetail, Unclassified};
use muster_domain::{Month, OrganizationId};
use serde::{Deserialize, Serialize};

use super::{Access, Endpoint};
use crate::error::ApiError;

/// Every server function of this file.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new("/api/pages/billing/find", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/billing/unclassified", Access::Member(Permission::Read)),
    Endpoint::new("/api/pages/billing/save-patterns", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/billing/reset-patterns", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/billing/save-eco", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/billing/add-charge-tag", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/billing/remove-charge-tag", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/billing/save-invoice", Access::Member(Permission::ManageOrganization)),
    Endpoint::new("/api/pages/billing/remove-invoice", Access::Member(Permission::ManageOrganization)),
];

#[server(name = FindBilling, prefix = "/api/pages", endpoint = "billing/find")]
pub async fn find(org: OrganizationId) -> Result<BillingDetail, ApiError> {
    Ok(muster_service::billing::find(&super::context()?, org).await?)
}

/// A row of the form of credit patterns. Rows without a pattern are left out: emptying one removes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PatternFields {
    /// As workflow files spell it: `edp`.
    pub kind: String,
    /// Line item types: `Credit`, `Refund`, `Discount`.
    pub types: Vec<String>,
    pub pattern: String,
}

/// What no pattern caught in a month (the newest without one), of the patterns sent, or of those kept when none are.
#[server(name = FindUnclassified, prefix = "/api/pages", endpoint = "billing/unclassified")]
pub async fn unclassified(
    org: OrganizationId,
    month: Option<Month>,
    #[server(default)] patterns: Vec<PatternFields>,
) -> Result<Unclassified, ApiError> {
    let ctx = super::context()?;
    ctx.allow(org, Permission::Read).await?;
    if patterns.is_empty() {
        return Ok(muster_service::billing::unclassified(&ctx, org, month, None).await?);
    }
    let rows = reading::Rows::read(patterns)?;
    let found = muster_service::billing::unclassified(&ctx, org, month, Some(rows.patterns.clone())).await;
    Ok(found.map_err(|error| rows.at_form(error))?)
}

/// Keeps the patterns in the order sent. Refusals stand at `patterns[2].pattern`, counted from 0 as they were sent.
#[server(prefix = "/api/pages", endpoint = "billing/save-patterns")]
pub async fn save_patterns(org: OrganizationId, #[server(default)] patterns: Vec<PatternFields>) -> Result<(), ApiError> {
    let ctx = super::context()?;
    ctx.allow(org, Permission::ManageOrganization).await?;
    let rows = reading::Rows::read(patterns)?;
    let saved = muster_service::billing::save_patterns(&ctx, org, rows.patterns.clone()).await;
    saved.map_err(|error| rows.at_form(error))?;
    // A browser without script may have come with these patterns in its address, as unsaved ones.
    if super::plain::sent_by_browser() {
        leptos_axum::redirect(&crate::routes::Section::Billing.of(org));
    }
    Ok(())
}

/// Muster's own patterns again, and those of later versions.
#[server(prefix = "/api/pages", endpoint = "billing/reset-patterns")]
pub async fn reset_patterns(org: OrganizationId) -> Result<(), ApiError> {
    Ok(muster_service::billing::reset_patterns(&super::context()?, org).await?)
}

/// The form of Eco commitments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EcoFields {
    /// `none`, `listed` or `since`.
    pub which: String,
    /// One ARN a line; read when `listed`.
    pub arns: String,
    /// A day; read when `since`.
    pub since: String,
}

#[server(prefix = "/api/pages", endpoint = "billing/save-eco")]
pub async fn save_eco(org: OrganizationId, #[server(default)] form: EcoFields) -> Result<(), ApiError> {
    let ctx = super::context()?;
    ctx.allow(org, Permission::ManageOrganization).await?;
    Ok(muster_service::billing::save_eco_commitments(&ctx, org, reading::eco(form)?).await?)
}

/// Has charges told apart by a tag.
#[server(prefix = "/api/pages", endpoint = "billing/add-charge-tag")]
pub async fn add_charge_tag(org: OrganizationId, #[server(default)] tag: String) -> Result<(), ApiError> {
    Ok(muster_service::billing::add_charge_tag(&super::context()?, org, &tag).await?)
}

#[server(prefix = "/api/pages", endpoint = "billing/remove-charge-tag")]
pub async fn remove_charge_tag(org: OrganizationId, #[server(default)] tag: String) -> Result<(), ApiError> {
    Ok(muster_service::billing::remove_charge_tag(&super::context()?, org, &tag).await?)
}

/// Records what Eco invoiced for a month, in place of what was recorded.
#[server(prefix = "/api/pages", endpoint = "billing/save-invoice")]
pub async fn save_invoice(
    org: OrganizationId,
    #[server(default)] month: String,
    #[server(default)] amount: String,
) -> Result<(), ApiError> {
    let ctx = super::context()?;
    ctx.allow(org, Permission::ManageOrganization).await?;
    Ok(muster_service::billing::save_eco_invoice(&ctx, org, reading::month(&month)?, reading::amount(&amount)?).await?)
}

#[server(prefix = "/api/pages", endpoint = "billing/remove-invoice")]
pub async fn remove_invoice(org: OrganizationId, #[server(default)] month: String) -> Result<(), ApiError> {
    let ctx = super::context()?;
    ctx.allow(org, Permission::ManageOrganization).await?;
    Ok(muster_service::billing::remove_eco_invoice(&ctx, org, reading::month(&month)?).await?)
}

/// From texts to what they stand for, or the field that stands for nothing.
#[cfg(feature = "ssr")]
mod reading {
    use muster_domain::credit::{CreditPattern, CreditPatterns, CreditType};
    use muster_domain::report::EcoCommitments;
    use muster_domain::workflow::{CreditKind, Refusal};
    use muster_domain::{Money, Month, money};
    use muster_service::Error;

    use super::{EcoFields, PatternFields};

    /// Patterns, and which rows of the form they are: refusals must stand at the rows as they were sent.
    pub(super) struct Rows {
        pub(super) patterns: CreditPatterns,
        places: Vec<usize>,
    }

    impl Rows {
        pub(super) fn read(rows: Vec<PatternFields>) -> Result<Self, Error> {
            let filled = rows.into_iter().enumerate().filter(|(_, row)| !row.pattern.trim().is_empty());
            let (places, read): (Vec<_>, Vec<_>) = filled.map(|(place, row)| (place, pattern(place, row))).unzip();
            let refusals: Vec<_> = read.iter().filter_map(|pattern| pattern.as_ref().err().cloned()).collect();
            if !refusals.is_empty() {
                return Err(Error::Invalid(refusals));
            }
            Ok(Self { patterns: CreditPatterns(read.into_iter().flatten().collect()), places })
        }

        /// What the service refused, at the rows of the form.
        pub(super) fn at_form(&self, error: Error) -> Error {
            let Error::Invalid(refusals) = error else { return error };
            let moved = |refusal: Refusal| Refusal { path: self.path(&refusal.path).unwrap_or(refusal.path), ..refusal };
            Error::Invalid(refusals.into_iter().map(moved).collect())
        }

        fn path(&self, path: &str) -> Option<String> {
            let (place, field) = path.strip_prefix("patterns[")?.split_once(']')?;
            let place = self.places.get(place.parse::<usize>().ok()?)?;
            Some(format!("patterns[{place}]{field}"))
        }
    }

    fn pattern(place: usize, row: PatternFields) -> Result<CreditPattern, Refusal> {
        let refused = |field: &str, reason: String| Refusal { path: format!("patterns[{place}].{field}"), reason };
        let kind = CreditKind::ALL.into_iter().find(|kind| kind.name() == row.kind);
        let kind = kind.ok_or_else(|| refused("kind", format!("`{}` is no kind of credit", row.kind)))?;
        let known = |name: &String| CreditType::ALL.into_iter().find(|known| known.name() == name.as_str());
        let types: Option<Vec<_>> = row.types.iter().map(known).collect();
        let types = types.ok_or_else(|| refused("types", "expected Credit, Refund or Discount".to_owned()))?;
        Ok(CreditPattern { kind, types, pattern: row.pattern.trim().to_owned() })
    }

    pub(super) fn eco(form: EcoFields) -> Result<EcoCommitments, Error> {
        match form.which.as_str() {
            "none" => Ok(EcoCommitments::None),
            "listed" => Ok(EcoCommitments::Listed(form.arns.lines().map(str::to_owned).collect())),
            "since" => match form.since.trim().parse() {
                Ok(day) => Ok(EcoCommitments::Since(day)),
                Err(_) => Err(Error::invalid("since", "a day, as 2018-10-31")),
            },
            _ => Err(Error::invalid("which", "choose which commitments are Eco")),
        }
    }

    pub(super) fn month(text: &str) -> Result<Month, Error> {
        text.trim().parse().map_err(|error: muster_domain::period::PeriodError| Error::invalid("month", error.to_string()))
    }

    pub(super) fn amount(text: &str) -> Result<Money, Error> {
        money::amount(text.trim()).map_err(|error| Error::invalid("amount", error.to_string()))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn row(kind: &str, types: &[&str], pattern: &str) -> PatternFields {
            let types = types.iter().map(|name| (*name).to_owned()).collect();
            PatternFields { kind: kind.to_owned(), types, pattern: pattern.to_owned() }
        }

        #[test]
        fn an_emptied_row_is_left_out_and_refusals_stay_at_their_rows() {
            let sent = vec![row("edp", &["Credit"], " edp "), row("edp", &[], ""), row("apn_partner", &["Refund"], "(")];
            let rows = Rows::read(sent).unwrap();
            assert_eq!(rows.patterns.0.iter().map(|pattern| pattern.pattern.as_str()).collect::<Vec<_>>(), ["edp", "("]);
            let Error::Invalid(moved) = rows.at_form(Error::invalid("patterns[1].pattern", "wrong")) else { panic!() };
            assert_eq!(moved[0].path, "patterns[2].pattern");
        }

        #[test]
        fn a_row_that_means_nothing_is_refused_at_its_field() {
            let path = |sent: PatternFields| match Rows::read(vec![row("edp", &["Credit"], "x"), sent]).err() {
                Some(Error::Invalid(refusals)) => refusals[0].path.clone(),
                other => panic!("{other:?}"),
            };
            assert_eq!(path(row("free", &["Credit"], "x")), "patterns[1].kind");
            assert_eq!(path(row("edp", &["Tax"], "x")), "patterns[1].types");
        }

        #[test]
        fn eco_commitments_are_none_a_list_or_a_day() {
            let form = |which: &str, since: &str| EcoFields { which: which.into(), arns: "a\nb".into(), since: since.into() };
            assert_eq!(eco(form("listed", "")).unwrap(), EcoCommitments::Listed(vec!["a".into(), "b".into()]));
            assert_eq!(eco(form("since", "2018-10-01")).unwrap(), EcoCommitments::Since("2018-10-01".parse().unwrap()));
            for (which, since, path) in [("since", "October", "since"), ("", "", "which")] {
                let refused = eco(form(which, since)).unwrap_err();
                assert!(matches!(refused, Error::Invalid(refusals) if refusals[0].path == path));
            }
        }
    }
}

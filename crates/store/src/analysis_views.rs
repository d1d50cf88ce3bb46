//! Questions of cost analysis that people keep.

use chrono::{DateTime, Utc};
use muster_domain::{SavedViewId, UserId};
use sqlx::any::AnyRow;

use crate::row::{Columns, micros};
use crate::{Error, OrgTx};

/// Which page a view is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Costs,
    /// What an end customer is charged.
    Charges,
}

impl Page {
    fn name(self) -> &'static str {
        match self {
            Self::Costs => "costs",
            Self::Charges => "charges",
        }
    }

    fn from_name(name: &str) -> Result<Self, Error> {
        let found = [Self::Costs, Self::Charges].into_iter().find(|page| page.name() == name);
        found.ok_or_else(|| Error::Corrupt(format!("page is `{name}`")))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalysisView {
    pub id: SavedViewId,
    pub name: String,
    pub page: Page,
    /// The query of the page's address.
    pub question: String,
    pub shared: bool,
    pub owner: UserId,
    /// Name of whose it is.
    pub by: String,
    pub at: DateTime<Utc>,
}

fn read(row: &AnyRow) -> Result<AnalysisView, Error> {
    Ok(AnalysisView {
        id: row.parsed("id")?,
        name: row.text("name")?,
        page: Page::from_name(&row.text("page")?)?,
        question: row.text("question")?,
        shared: row.truth("shared")?,
        owner: row.parsed("created_by")?,
        by: row.text("by_name")?,
        at: row.time("created_at")?,
    })
}

macro_rules! views {
    ($rest:literal) => {
        concat!(
            "SELECT v.*, u.name AS by_name FROM analysis_views v JOIN users u ON u.id = v.created_by ",
            "WHERE v.organization_id = $1 AND ",
            $rest
        )
    };
}

/// Those of a page that this person sees: their own and shared ones, in order of name.
///
/// # Errors
/// The database's.
pub async fn list(tx: &mut OrgTx, page: Page, user: UserId) -> Result<Vec<AnalysisView>, Error> {
    let sql = views!("v.page = $2 AND (v.shared = 1 OR v.created_by = $3) ORDER BY v.name_key, v.id");
    let query = sqlx::query(sql).bind(tx.key()).bind(page.name()).bind(user.to_string());
    query.fetch_all(tx.connection()).await?.iter().map(read).collect()
}

/// # Errors
/// The database's.
pub async fn lookup(tx: &mut OrgTx, id: SavedViewId) -> Result<Option<AnalysisView>, Error> {
    let query = sqlx::query(views!("v.id = $2")).bind(tx.key()).bind(id.to_string());
    query.fetch_optional(tx.connection()).await?.as_ref().map(read).transpose()
}

/// # Errors
/// `Taken(AnalysisViewName)` where this person has one of this name on the page.
pub async fn add(tx: &mut OrgTx, new: &AnalysisView) -> Result<(), Error> {
    let sql = "INSERT INTO analysis_views (id, organization_id, created_by, name, name_key, page, question, shared, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let query = sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(tx.key())
        .bind(new.owner.to_string())
        .bind(new.name.clone())
        .bind(new.name.to_lowercase())
        .bind(new.page.name())
        .bind(new.question.clone())
        .bind(i64::from(new.shared))
        .bind(micros(new.at));
    query.execute(tx.connection()).await?;
    Ok(())
}

/// # Errors
/// The database's.
pub async fn set_shared(tx: &mut OrgTx, id: SavedViewId, shared: bool) -> Result<(), Error> {
    let sql = "UPDATE analysis_views SET shared = $1 WHERE organization_id = $2 AND id = $3";
    sqlx::query(sql).bind(i64::from(shared)).bind(tx.key()).bind(id.to_string()).execute(tx.connection()).await?;
    Ok(())
}

/// # Errors
/// The database's.
pub async fn remove(tx: &mut OrgTx, id: SavedViewId) -> Result<(), Error> {
    let sql = "DELETE FROM analysis_views WHERE organization_id = $1 AND id = $2";
    sqlx::query(sql).bind(tx.key()).bind(id.to_string()).execute(tx.connection()).await?;
    Ok(())
}

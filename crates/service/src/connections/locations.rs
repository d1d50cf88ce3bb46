//! Places on the server that an organization may read: below what the operator opened, and never what is another's.

use std::path::{Component, Path, PathBuf};

use muster_domain::OrganizationId;
use muster_domain::connection::Finding;
use muster_store::connections;

use crate::muster::blocking;
use crate::{Error, Muster, OpenLocation};

/// Folders and URLs that are open to an organization.
pub(super) fn open(muster: &Muster, org: OrganizationId) -> Vec<String> {
    own(&muster.connecting().open, org)
}

/// What of these an organization has.
pub(crate) fn own(opened: &[OpenLocation], org: OrganizationId) -> Vec<String> {
    let mine = |location: &OpenLocation| match location.organization {
        None => Some(format!("{}/{org}", location.root)),
        Some(only) => (only == org).then(|| location.root.clone()),
    };
    opened.iter().filter_map(mine).collect()
}

/// The place as it is read: a path without links, so that none leads out of what is open.
///
/// # Errors
/// The database's; the inner one for what is not open, or not there.
pub(crate) async fn resolve(muster: &Muster, org: OrganizationId, location: &str) -> Result<Result<String, Finding>, Error> {
    let location = location.trim().trim_end_matches('/').to_owned();
    let not_allowed = Finding::NotAllowed { location: location.clone() };
    let roots: Vec<_> = open(muster, org).into_iter().filter(|root| is_below(root, &location)).collect();
    if roots.is_empty() {
        return Ok(Err(not_allowed));
    }
    let others = connections::list_locations(&mut muster.store().read().await?).await?;
    let is_theirs =
        |(owner, other): &(OrganizationId, String)| *owner != org && (is_below(other, &location) || is_below(&location, other));
    if others.iter().any(is_theirs) {
        return Ok(Err(not_allowed));
    }
    if !location.starts_with('/') {
        return Ok(Ok(location));
    }
    blocking(move || real(&roots, &location).ok_or(()).or_else(|()| missing(&location, not_allowed))).await
}

/// Whether a place is this one or below it, by its text: links are another matter.
pub(crate) fn is_below(root: &str, location: &str) -> bool {
    let root = root.trim_end_matches('/');
    let has_dots = location.split('/').any(|part| matches!(part, "." | ".."));
    let rest = location.strip_prefix(root);
    !has_dots && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The folder without links, if it still is below one of the roots then.
fn real(roots: &[String], location: &str) -> Option<String> {
    let real = Path::new(location).canonicalize().ok()?;
    let is_plain = real.components().all(|part| matches!(part, Component::RootDir | Component::Normal(_)));
    let root = |root: &String| Path::new(root).canonicalize().unwrap_or_else(|_| PathBuf::from(root));
    let is_inside = roots.iter().any(|named| real.starts_with(root(named)));
    (is_plain && is_inside).then(|| real.to_string_lossy().into_owned())
}

fn missing(location: &str, not_allowed: Finding) -> Result<String, Finding> {
    let is_there = Path::new(location).exists();
    Err(if is_there { not_allowed } else { Finding::NoLocation { location: location.to_owned() } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_below_a_folder_and_not_beside_one_of_a_longer_name() {
        assert!(is_below("/srv/bills/acme", "/srv/bills/acme"));
        assert!(is_below("/srv/bills/acme", "/srv/bills/acme/cur/daily"));
        assert!(is_below("s3://bills/acme", "s3://bills/acme/cur"));
        for other in ["/srv/bills/acme2", "/srv/bills", "/srv/bills/acme/../eve", "/srv/bills/acme/./x", "s3://bills/acme", ""] {
            assert!(!is_below("/srv/bills/acme", other), "{other}");
        }
    }

    #[test]
    fn a_link_leads_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().canonicalize().unwrap();
        for name in ["mine/inside", "theirs"] {
            std::fs::create_dir_all(base.join(name)).unwrap();
        }
        std::os::unix::fs::symlink(base.join("theirs"), base.join("mine/link")).unwrap();
        let at = |name: &str| base.join(name).to_string_lossy().into_owned();
        let roots = [at("mine")];
        assert_eq!(real(&roots, &at("mine/inside")), Some(at("mine/inside")));
        assert_eq!(real(&roots, &at("mine/link")), None);
        assert_eq!(real(&roots, &at("mine/nothing")), None);
    }
}

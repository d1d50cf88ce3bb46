use super::*;

fn all() -> Vec<Finding> {
    let file = || "cur/daily/20260301-20260401/part-1.csv.gz".to_owned();
    let (bucket, reason) = (|| "acme-bills".to_owned(), || "expected this, found that".to_owned());
    let (place, role) = ("s3://acme-bills/cur/daily".to_owned(), "arn:aws:iam::111122223333:role/Muster".to_owned());
    vec![
        Finding::BadRole { role: "Muster".to_owned() },
        Finding::NoIdentity,
        Finding::RoleRefused { role },
        Finding::NoBucket { bucket: bucket() },
        Finding::OtherRegion { bucket: bucket(), region: Some("eu-west-1".to_owned()) },
        Finding::ListRefused { bucket: bucket(), prefix: "cur".to_owned() },
        Finding::ReadRefused { file: file() },
        Finding::KeyRefused { file: file() },
        Finding::Unreachable { endpoint: "https://store:9000".to_owned(), reason: reason() },
        Finding::NotAllowed { location: "/etc".to_owned() },
        Finding::NoLocation { location: "/srv/bills".to_owned() },
        Finding::NoManifest { place: place.clone() },
        Finding::OtherReports { place, found: vec!["hourly".to_owned()] },
        Finding::Unfinished { month: "2026-03".parse().unwrap(), file: file() },
        Finding::NotABill { file: file(), reason: reason() },
        Finding::Truncated { file: file() },
        Finding::WrongCompression { file: file() },
        Finding::Changed { file: file() },
        Finding::BadRow { reason: reason() },
        Finding::OtherPayer { expected: "111122223333".parse().unwrap(), found: vec!["999900001111".to_owned()] },
        Finding::Stale { newest: "2026-03-01T08:00:00Z".parse().unwrap() },
        Finding::Failed { reason: reason() },
    ]
}

#[test]
fn every_finding_has_a_name_says_what_is_so_and_what_to_do() {
    let mut names = std::collections::BTreeSet::new();
    for finding in all() {
        assert!(names.insert(finding.name()), "{} twice", finding.name());
        assert!(!finding.title().ends_with('.') && !finding.title().is_empty());
        assert!(finding.what().ends_with('.'), "{}", finding.what());
        assert!(finding.remedy().ends_with(['.', 'w']), "{}", finding.remedy());
    }
}

#[test]
fn a_finding_is_kept_by_its_name_and_read_back() {
    for finding in all() {
        let json = serde_json::to_value(&finding).unwrap();
        assert_eq!(json["finding"], finding.name());
        assert_eq!(serde_json::from_value::<Finding>(json).unwrap(), finding);
    }
}

#[test]
fn nobody_is_called_for_what_only_takes_time() {
    for finding in all() {
        assert_eq!(finding.severity() == Severity::Waits, finding.mender() == Mender::Nobody, "{}", finding.name());
    }
}

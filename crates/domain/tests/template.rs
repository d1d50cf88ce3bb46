//! The role's template, before a tool that knows CloudFormation.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use muster_domain::connection::{Place, PlaceForm, Template, TemplateForm};

/// Whose interpreter has cfn-lint; `cargo xtask test` sets it.
const PYTHON: &str = "MUSTER_TEST_MOTO_PYTHON";

/// The role for what reads `prefix/report`, where a key encrypts it with that.
fn template(prefix: &str, report: &str, key: &str) -> String {
    let form = PlaceForm {
        bucket: "acme.bills-1".to_owned(),
        region: "eu-central-1".to_owned(),
        prefix: prefix.replace(' ', "_"),
        report: report.to_owned(),
        key: key.to_owned(),
        ..PlaceForm::default()
    };
    let place = Place::read(&form).unwrap();
    let principal = "arn:aws:iam::999900001111:role/MusterServer";
    Template { place: &place, external_id: "muster-_-7f", principal }.text(TemplateForm::CloudFormation)
}

/// What the linter has against a template: nothing, or its words. None, and a line that says so, where there is no linter.
fn lint(text: &str) -> Option<Result<(), String>> {
    let Some(python) = std::env::var_os(PYTHON) else {
        eprintln!("skipped: no {PYTHON}, an interpreter that has cfn-lint; cargo xtask test makes one");
        return None;
    };
    // Beside the interpreter, as pip puts it.
    let mut lint = Command::new(Path::new(&python).with_file_name("cfn-lint"))
        .args(["--non-zero-exit-code", "informational"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    lint.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let done = lint.wait_with_output().unwrap();
    Some(if done.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&done.stdout).into_owned()) })
}

#[test]
fn cloud_formation_takes_the_template() {
    let key = "arn:aws:kms:eu-central-1:111122223333:key/12-ab";
    for (prefix, report, key) in [("cur", "daily", ""), ("", "daily", key), ("it's (a*b)!/x", "r.1-_'", "")] {
        let text = template(prefix, report, key);
        let Some(found) = lint(&text) else { return };
        assert_eq!(found, Ok(()), "{text}");
    }
}

/// Else the test above would say nothing.
#[test]
fn a_template_that_cloud_formation_would_refuse_is_found_out() {
    let text = template("cur", "daily", "");
    for (right, wrong) in [("AssumeRolePolicyDocument:", "AssumeRolePolicy:"), ("AWS::IAM::Role", "AWS::IAM::Rolle")] {
        assert!(text.contains(right), "{text}");
        let Some(found) = lint(&text.replace(right, wrong)) else { return };
        assert!(found.is_err(), "{wrong}");
    }
}

//! The role's template, before a tool that knows CloudFormation.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use muster_domain::connection::{Place, PlaceForm, Template, TemplateForm};

/// Whose interpreter has cfn-lint; `cargo xtask test` sets it.
const PYTHON: &str = "MUSTER_TEST_MOTO_PYTHON";

#[test]
fn cloud_formation_takes_the_template() {
    let Some(python) = std::env::var_os(PYTHON) else {
        eprintln!("skipped: no {PYTHON}, an interpreter that has cfn-lint; cargo xtask test makes one");
        return;
    };
    let key = "arn:aws:kms:eu-central-1:111122223333:key/12-ab";
    for (prefix, report, key) in [("cur", "daily", ""), ("", "daily", key), ("it's (a*b)!/x", "r.1-_'", "")] {
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
        let text = Template { place: &place, external_id: "muster-_-7f", principal }.text(TemplateForm::CloudFormation);
        // Beside the interpreter, as pip puts it.
        let mut lint = Command::new(Path::new(&python).with_file_name("cfn-lint"))
            .args(["--non-zero-exit-code", "informational"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        lint.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let done = lint.wait_with_output().unwrap();
        assert!(done.status.success(), "{}\n{text}", String::from_utf8_lossy(&done.stdout));
    }
}

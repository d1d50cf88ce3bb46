use super::*;
use crate::connection::PlaceForm;

fn place(prefix: &str) -> Place {
    let form = PlaceForm {
        bucket: "acme-bills".to_owned(),
        region: "eu-central-1".to_owned(),
        prefix: prefix.to_owned(),
        report: "daily".to_owned(),
        ..PlaceForm::default()
    };
    Place::read(&form).unwrap()
}

fn text(place: &Place, form: TemplateForm) -> String {
    let principal = "arn:aws:iam::999900001111:role/MusterServer";
    Template { place, external_id: "muster-7f", principal }.text(form)
}

#[test]
fn a_template_trusts_one_principal_with_the_external_id_and_grants_the_least() {
    for form in TemplateForm::ALL {
        let text = text(&place("cur"), form);
        for part in [
            "\"arn:aws:iam::999900001111:role/MusterServer\"",
            "\"muster-7f\"",
            "\"arn:aws:s3:::acme-bills\"",
            "\"cur/*\"",
            "\"arn:aws:s3:::acme-bills/cur/daily/*\"",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("kms:") && !text.contains("s3:Put") && !text.contains("\"*\""), "{text}");
    }
}

#[test]
fn a_key_adds_the_right_to_decrypt_with_it() {
    let key = "arn:aws:kms:eu-central-1:111122223333:key/12-ab";
    let place = Place { key: Some(key.parse().unwrap()), ..place("cur") };
    for form in TemplateForm::ALL {
        let text = text(&place, form);
        assert!(text.contains("kms:Decrypt") && text.contains(&format!("\"{key}\"")), "{text}");
    }
}

#[test]
fn without_a_prefix_only_the_report_is_listed_and_other_partitions_have_their_own_arns() {
    assert!(text(&place(""), TemplateForm::CloudFormation).contains("s3:prefix: \"daily/*\""));
    let china = Place { region: "cn-north-1".to_owned(), ..place("cur") };
    assert!(text(&china, TemplateForm::Terraform).contains("\"arn:aws-cn:s3:::acme-bills\""));
}

#[test]
fn a_star_in_a_name_is_no_wildcard() {
    let place = place("a*b");
    assert!(text(&place, TemplateForm::CloudFormation).contains("\"a${*}b/*\""));
    assert!(text(&place, TemplateForm::Terraform).contains("\"a$${*}b/*\""), "Terraform must not read an expression");
}

//! The role that a customer makes in its AWS account, as a CloudFormation template and as Terraform: whom it trusts,
//! and the least that reading one delivery needs.
//!
//! ```text
//! s3:ListBucket         the bucket, below the prefix only
//! s3:GetObject          below the report's folder only
//! s3:GetBucketLocation  the bucket: says that the region is wrong
//! kms:Decrypt           the key, where one is given
//! ```

mod cloud_formation;
mod terraform;

use serde::{Deserialize, Serialize};

use super::Place;

/// What a role is described in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateForm {
    CloudFormation,
    Terraform,
}

impl TemplateForm {
    pub const ALL: [Self; 2] = [Self::CloudFormation, Self::Terraform];

    pub fn name(self) -> &'static str {
        match self {
            Self::CloudFormation => "cloud_formation",
            Self::Terraform => "terraform",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::CloudFormation => "CloudFormation",
            Self::Terraform => "Terraform",
        }
    }

    /// What its file is called.
    pub fn file(self) -> &'static str {
        match self {
            Self::CloudFormation => "muster-role.yaml",
            Self::Terraform => "muster-role.tf",
        }
    }
}

/// Whom the role trusts, and what it may read.
#[derive(Clone, Copy, Debug)]
pub struct Template<'a> {
    pub place: &'a Place,
    pub external_id: &'a str,
    /// ARN of the principal that the installation runs as.
    pub principal: &'a str,
}

impl Template<'_> {
    pub fn text(&self, form: TemplateForm) -> String {
        let rights = Rights::of(self.place);
        match form {
            TemplateForm::CloudFormation => cloud_formation::text(self, &rights),
            TemplateForm::Terraform => terraform::text(self, &rights),
        }
    }
}

/// ARNs and patterns of a policy. Stars that belong to a name are written as IAM wants them, `${*}`.
struct Rights {
    bucket: String,
    /// What may be listed.
    listed: String,
    /// What may be read.
    objects: String,
}

impl Rights {
    fn of(place: &Place) -> Self {
        let partition = match place.region.as_str() {
            region if region.starts_with("cn-") => "aws-cn",
            region if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        };
        let bucket = format!("arn:{partition}:s3:::{}", place.bucket);
        let folder = literal(&place.folder());
        let above = if place.prefix.is_empty() { folder.clone() } else { format!("{}/", literal(&place.prefix)) };
        Self { listed: format!("{above}*"), objects: format!("{bucket}/{folder}*"), bucket }
    }
}

fn literal(name: &str) -> String {
    name.replace('*', "${*}")
}

/// A text in double quotes, as YAML and HCL both read it; what it may hold was checked when the place was.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests;

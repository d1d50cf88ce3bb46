//! A finding in sentences: what is so, and what to do.

use super::Finding;

impl Finding {
    /// What is so, in a sentence or two.
    pub fn what(&self) -> String {
        match self {
            Self::BadRole { role } => format!("`{role}` is not the ARN of an IAM role."),
            Self::NoIdentity => "Muster's server has no AWS credentials of its own, so it cannot assume your role.".to_owned(),
            Self::RoleRefused { role } => format!(
                "AWS does not let Muster assume {role}. AWS does not say which it is: the role does not exist, it trusts \
                 somebody else, or it expects another external ID."
            ),
            Self::NoBucket { bucket } => format!("There is no bucket called {bucket}."),
            Self::OtherRegion { bucket, region: Some(region) } => format!("The bucket {bucket} is in {region}."),
            Self::OtherRegion { bucket, region: None } => format!("The bucket {bucket} is not in the region given."),
            Self::ListRefused { bucket, prefix } if prefix.is_empty() => format!("The role may not list {bucket}."),
            Self::ListRefused { bucket, prefix } => format!("The role may not list {bucket} below {prefix}."),
            Self::ReadRefused { file } => format!("The role may list {file}, but not read it."),
            Self::KeyRefused { file } => format!("{file} is encrypted with a KMS key that the role may not use."),
            Self::Unreachable { endpoint, reason } => format!("{endpoint}: {reason}."),
            Self::NotAllowed { location } => format!("{location} is not below a folder that is open to your organization."),
            Self::NoLocation { location } => format!("There is nothing at {location}."),
            Self::NoManifest { place } => format!("Everything answers, and nothing is delivered below {place} so far."),
            Self::OtherReports { place, found } => format!("Below {place} are only deliveries called {}.", found.join(", ")),
            Self::Unfinished { month, file } => format!("The manifest of {month} names {file}, which is not there whole yet."),
            Self::NotABill { file, reason } => format!("{file}: {reason}."),
            Self::Truncated { file } => format!("{file} ends in the middle."),
            Self::WrongCompression { file } => format!("{file} is not compressed as its manifest or its name says."),
            Self::Changed { file } => format!("{file} was replaced by a newer delivery while it was read."),
            Self::BadRow { reason } => format!("{reason}."),
            Self::OtherPayer { expected, found } => {
                format!("Connected is account {expected}; the bill is of {}.", found.join(", "))
            }
            Self::Stale { newest } => format!("The newest delivery is of {} UTC.", newest.format("%Y-%m-%d %H:%M")),
            Self::Failed { reason } => format!("{reason}."),
        }
    }

    /// What to do about it, in words that need no other page.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::BadRole { .. } => {
                "Copy the ARN from the stack's Outputs (RoleArn), or from the role's page in IAM: it reads \
                 arn:aws:iam::111122223333:role/Name."
            }
            Self::NoIdentity => {
                "Whoever runs this server gives it an AWS identity (an instance profile, an EKS or ECS role, or AWS_* \
                 variables); docs/connect-aws.md says how."
            }
            Self::RoleRefused { .. } => {
                "See whether the stack is created, whether the role's trust policy names the principal shown here, and whether \
                 its condition sts:ExternalId is the external ID shown here. A new role takes up to a minute to be known."
            }
            Self::NoBucket { .. } => "Compare the name with S3 delivery in Billing > Data Exports of your management account.",
            Self::OtherRegion { .. } => "Set the region to the bucket's own: it stands in the bucket's Properties.",
            Self::ListRefused { .. } => {
                "Deploy the template again, so that the role has s3:ListBucket on this bucket and prefix. If it has, see \
                 whether the bucket's own policy or a service control policy denies it."
            }
            Self::ReadRefused { .. } => {
                "Deploy the template again, so that the role has s3:GetObject on this prefix. If it has, see whether the \
                 bucket's own policy denies it, and whether the objects belong to the bucket's owner."
            }
            Self::KeyRefused { .. } => {
                "Give the key's ARN with the bucket, deploy the template again (it then grants kms:Decrypt), and let the key's \
                 own policy name the role."
            }
            Self::Unreachable { .. } => {
                "See whether region and endpoint are right, and whether this server may connect there (firewall, proxy, name \
                 server)."
            }
            Self::NotAllowed { .. } => {
                "Choose a place below a folder that is listed here, or ask whoever runs this server to open one."
            }
            Self::NoLocation { .. } => "Compare the path with what is on the server; it must exist and be readable by Muster.",
            Self::NoManifest { .. } => {
                "Nothing has to be done: AWS delivers a new report within 24 hours, at times 48. If it takes longer, compare \
                 prefix and name with Billing > Data Exports."
            }
            Self::OtherReports { .. } => "Set the name of the report or export to one of these, or the prefix to where yours is.",
            Self::Unfinished { .. } => "Nothing has to be done: Muster reads a delivery once all its files are there.",
            Self::NotABill { .. } => {
                "Deliver a Cost and Usage Report (legacy or CUR 2.0) or a FOCUS export, with its standard columns, to this place."
            }
            Self::Truncated { .. } | Self::WrongCompression { .. } => {
                "Let AWS deliver the month again (a support case with AWS can ask for it), or copy the file again if you copy \
                 deliveries yourself."
            }
            Self::Changed { .. } => "Nothing has to be done: Muster reads the newer delivery.",
            Self::BadRow { .. } => "Let AWS deliver the month again; if the line stays, ask support with this text.",
            Self::OtherPayer { .. } => {
                "Connect the delivery of this management account, or add the other account in Muster and connect it there."
            }
            Self::Stale { .. } => {
                "See in Billing > Data Exports whether the export is still active, and whether its bucket policy still lets \
                 AWS write."
            }
            Self::Failed { .. } => "Muster tries again by itself. If it stays, ask support with this text.",
        }
    }
}

use super::{Rights, Template, quoted};

/// A stack with one role, whose ARN is its output.
pub(super) fn text(template: &Template<'_>, rights: &Rights) -> String {
    let Template { place, external_id, principal } = template;
    let decrypt = place.key.as_ref().map_or_else(String::new, |key| {
        format!(
            "              - Sid: Decrypt\n                Effect: Allow\n                Action: kms:Decrypt\n                \
             Resource: {}\n",
            quoted(key.as_str())
        )
    });
    format!(
        "AWSTemplateFormatVersion: \"2010-09-09\"\n\
         Description: {description}\n\
         Resources:\n\
         \x20 MusterRole:\n\
         \x20   Type: AWS::IAM::Role\n\
         \x20   Properties:\n\
         \x20     Description: Lets Muster read the delivered bills, and nothing else\n\
         \x20     MaxSessionDuration: 3600\n\
         \x20     AssumeRolePolicyDocument:\n\
         \x20       Version: \"2012-10-17\"\n\
         \x20       Statement:\n\
         \x20         - Effect: Allow\n\
         \x20           Principal:\n\
         \x20             AWS: {principal}\n\
         \x20           Action: sts:AssumeRole\n\
         \x20           Condition:\n\
         \x20             StringEquals:\n\
         \x20               sts:ExternalId: {external_id}\n\
         \x20     Policies:\n\
         \x20       - PolicyName: ReadBills\n\
         \x20         PolicyDocument:\n\
         \x20           Version: \"2012-10-17\"\n\
         \x20           Statement:\n\
         \x20             - Sid: List\n\
         \x20               Effect: Allow\n\
         \x20               Action: s3:ListBucket\n\
         \x20               Resource: {bucket}\n\
         \x20               Condition:\n\
         \x20                 StringLike:\n\
         \x20                   s3:prefix: {listed}\n\
         \x20             - Sid: Locate\n\
         \x20               Effect: Allow\n\
         \x20               Action: s3:GetBucketLocation\n\
         \x20               Resource: {bucket}\n\
         \x20             - Sid: Read\n\
         \x20               Effect: Allow\n\
         \x20               Action: s3:GetObject\n\
         \x20               Resource: {objects}\n\
         {decrypt}\
         Outputs:\n\
         \x20 RoleArn:\n\
         \x20   Description: Give this to Muster\n\
         \x20   Value: !GetAtt MusterRole.Arn\n",
        description = quoted(&format!("Lets Muster read the bills delivered to {}", place.url())),
        principal = quoted(principal),
        external_id = quoted(external_id),
        bucket = quoted(&rights.bucket),
        listed = quoted(&rights.listed),
        objects = quoted(&rights.objects),
    )
}

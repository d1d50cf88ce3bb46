use super::{Rights, Template, quoted};

/// One role and its policy, whose ARN is the output.
pub(super) fn text(template: &Template<'_>, rights: &Rights) -> String {
    let Template { place, external_id, principal } = template;
    let decrypt = place.key.as_ref().map_or_else(String::new, |key| {
        format!(
            "      {{\n        Sid      = \"Decrypt\"\n        Effect   = \"Allow\"\n        Action   = \"kms:Decrypt\"\n        \
                 Resource = {}\n      }},\n",
            hcl(key.as_str())
        )
    });
    format!(
        r#"# Lets Muster read the bills delivered to {url}, and nothing else.
resource "aws_iam_role" "muster" {{
  name_prefix          = "MusterBills"
  description          = "Lets Muster read the delivered bills, and nothing else"
  max_session_duration = 3600

  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [
      {{
        Effect    = "Allow"
        Principal = {{ AWS = {principal} }}
        Action    = "sts:AssumeRole"
        Condition = {{ StringEquals = {{ "sts:ExternalId" = {external_id} }} }}
      }},
    ]
  }})
}}

resource "aws_iam_role_policy" "read_bills" {{
  name = "ReadBills"
  role = aws_iam_role.muster.id

  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [
      {{
        Sid       = "List"
        Effect    = "Allow"
        Action    = "s3:ListBucket"
        Resource  = {bucket}
        Condition = {{ StringLike = {{ "s3:prefix" = {listed} }} }}
      }},
      {{
        Sid      = "Locate"
        Effect   = "Allow"
        Action   = "s3:GetBucketLocation"
        Resource = {bucket}
      }},
      {{
        Sid      = "Read"
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = {objects}
      }},
{decrypt}    ]
  }})
}}

# Give this to Muster.
output "role_arn" {{
  value = aws_iam_role.muster.arn
}}
"#,
        url = place.url(),
        principal = hcl(principal),
        external_id = hcl(external_id),
        bucket = hcl(&rights.bucket),
        listed = hcl(&rights.listed),
        objects = hcl(&rights.objects),
    )
}

/// A text that Terraform leaves as it is: `${` would begin an expression.
fn hcl(text: &str) -> String {
    quoted(text).replace("${", "$${").replace("%{", "%%{")
}

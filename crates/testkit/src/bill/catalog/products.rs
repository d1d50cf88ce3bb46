//! The services: what `lineItem/ProductCode` and the `product/` columns say about them.

/// A service as the bill names it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Product {
    /// Place in the list, for sums by product.
    pub(crate) index: usize,
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) seller: Seller,
}

/// Who sells: `bill/BillingEntity` and the legal entity follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seller {
    Aws,
    Marketplace,
}

pub(crate) const COUNT: usize = 16;

macro_rules! products {
    ($($index:literal $symbol:ident $code:literal $name:literal $seller:ident),* $(,)?) => {
        $(pub(crate) const $symbol: Product =
            Product { index: $index, code: $code, name: $name, seller: Seller::$seller };)*
    };
}

products! {
    0 EC2 "AmazonEC2" "Amazon Elastic Compute Cloud" Aws,
    1 S3 "AmazonS3" "Amazon Simple Storage Service" Aws,
    2 RDS "AmazonRDS" "Amazon Relational Database Service" Aws,
    3 LAMBDA "AWSLambda" "AWS Lambda" Aws,
    4 CLOUDWATCH "AmazonCloudWatch" "AmazonCloudWatch" Aws,
    5 ELB "AWSELB" "Elastic Load Balancing" Aws,
    6 DYNAMODB "AmazonDynamoDB" "Amazon DynamoDB" Aws,
    7 SQS "AWSQueueService" "Amazon Simple Queue Service" Aws,
    8 KMS "awskms" "AWS Key Management Service" Aws,
    9 CLOUDFRONT "AmazonCloudFront" "Amazon CloudFront" Aws,
    10 GUARDDUTY "AmazonGuardDuty" "Amazon GuardDuty" Aws,
    11 SUPPORT "AWSSupportBusiness" "AWS Support (Business)" Aws,
    12 REGISTRAR "AmazonRegistrar" "Amazon Registrar" Aws,
    13 SAVINGS_PLANS "ComputeSavingsPlans" "Savings Plans for AWS Compute usage" Aws,
    14 FIREWALL "4k2exampleq7vfirewall0product" "Palisade Firewall, Next Generation" Marketplace,
    15 MONITORING "9d1examplez3kmonitoring0product" "Beacon Monitoring Pro" Marketplace,
}

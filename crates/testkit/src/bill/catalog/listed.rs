//! What resources use. The first items are those that no bill may lack: short bills take them in this order.

use super::build::{ec2, group, item, machine, metered, on, rds, spot, told, transfer, under, unpriced};
use super::{Item, Resource, products};

/// On-demand, Spot, free-tier, tiered and third-party items.
pub(crate) static LISTED: [Item; 34] = [
    ec2("BoxUsage:t3.micro", "0.0104", machine("t3.micro", "t3", "0.5", ("2", "1 GiB"))),
    spot("SpotUsage:m5.large", "0.0352", machine("m5.large", "m5", "4", ("2", "8 GiB"))),
    under(transfer("DataTransfer-Out-Bytes", "0", "per GB - first 100 GB of data transferred out free", "0.13"), "0.09"),
    under(transfer("DataTransfer-Out-Bytes", "0.085", "per GB - next 40 TB / month data transfer out", "9.3"), "0.09"),
    transfer("DataTransfer-Out-Bytes", "0.09", "per GB - first 10 TB / month data transfer out", "3.1"),
    on(
        under(
            metered(
                told(
                    item(&products::S3, "TimedStorage-ByteHrs", "0.022", "GB-Mo"),
                    "Storage",
                    "StandardStorage",
                    "per GB - next 450 TB / month of storage used",
                ),
                "11.2",
            ),
            "0.023",
        ),
        Resource::Bucket,
    ),
    on(
        metered(
            told(
                item(&products::S3, "TimedStorage-ByteHrs", "0.023", "GB-Mo"),
                "Storage",
                "StandardStorage",
                "per GB - first 50 TB / month of storage used",
            ),
            "6.7",
        ),
        Resource::Bucket,
    ),
    on(
        under(
            metered(
                told(
                    item(&products::LAMBDA, "Lambda-GB-Second", "0", "Lambda-GB-Second"),
                    "Serverless",
                    "Invoke",
                    "AWS Lambda - Compute Free Tier - 400,000 GB-Seconds",
                ),
                "560",
            ),
            "0.0000166667",
        ),
        Resource::Function,
    ),
    unpriced(metered(
        told(
            item(&products::FIREWALL, "SoftwareUsage:m5.large", "0.28", "Hrs"),
            "",
            "Hourly",
            "per Hour for Palisade Firewall, m5.large",
        ),
        "1",
    )),
    rds("InstanceUsage:db.t3.medium", "0.072", machine("db.t3.medium", "db.t3", "2", ("2", "4 GiB"))),
    on(
        metered(
            told(
                item(&products::EC2, "EBS:VolumeUsage.gp3", "0.08", "GB-Mo"),
                "Storage",
                "CreateVolume-Gp3",
                "per GB-month of General Purpose (gp3) provisioned storage",
            ),
            "0.69",
        ),
        Resource::Volume,
    ),
    metered(
        told(
            item(&products::CLOUDWATCH, "CW:Requests", "0.00001", "Requests"),
            "API Request",
            "GetMetricData",
            "per 1,000 requests \"GetMetricData\"",
        ),
        "950",
    ),
    on(
        metered(
            group(
                told(item(&products::LAMBDA, "Request", "0.0000002", "Requests"), "Serverless", "Invoke", "per Lambda request"),
                "AWS-Lambda-Requests",
            ),
            "42000",
        ),
        Resource::Function,
    ),
    on(
        metered(
            told(
                item(&products::LAMBDA, "Lambda-GB-Second", "0.0000166667", "Lambda-GB-Second"),
                "Serverless",
                "Invoke",
                "AWS Lambda - Total Compute",
            ),
            "51000",
        ),
        Resource::Function,
    ),
    ec2("BoxUsage:t3.medium", "0.0416", machine("t3.medium", "t3", "2", ("2", "4 GiB"))),
    ec2("BoxUsage:c5.xlarge", "0.17", machine("c5.xlarge", "c5", "8", ("4", "8 GiB"))),
    ec2("BoxUsage:m5.large", "0.096", machine("m5.large", "m5", "4", ("2", "8 GiB"))),
    ec2("BoxUsage:r5.2xlarge", "0.504", machine("r5.2xlarge", "r5", "16", ("8", "64 GiB"))),
    ec2("BoxUsage:g4dn.xlarge", "0.526", machine("g4dn.xlarge", "g4dn", "8", ("4", "16 GiB"))),
    spot("SpotUsage:c5.xlarge", "0.0683", machine("c5.xlarge", "c5", "8", ("4", "8 GiB"))),
    rds("InstanceUsage:db.r5.large", "0.25", machine("db.r5.large", "db.r5", "4", ("2", "16 GiB"))),
    on(
        metered(
            told(
                item(&products::RDS, "RDS:GP2-Storage", "0.115", "GB-Mo"),
                "Database Storage",
                "CreateDBInstance:0014",
                "per GB-month of provisioned gp2 storage running PostgreSQL",
            ),
            "1.4",
        ),
        Resource::Database,
    ),
    on(
        metered(
            told(
                item(&products::EC2, "EBS:SnapshotUsage", "0.05", "GB-Mo"),
                "Storage Snapshot",
                "CreateSnapshot",
                "per GB-Month of snapshot data stored",
            ),
            "2.2",
        ),
        Resource::Volume,
    ),
    transfer("DataTransfer-Regional-Bytes", "0.01", "per GB - regional data transfer - in/out/between EC2 AZs", "8.6"),
    on(
        metered(
            told(
                item(&products::S3, "Requests-Tier1", "0.000005", "Requests"),
                "API Request",
                "PutObject",
                "per 1,000 PUT, COPY, POST, or LIST requests",
            ),
            "3100",
        ),
        Resource::Bucket,
    ),
    on(
        metered(
            told(
                item(&products::S3, "Requests-Tier2", "0.0000004", "Requests"),
                "API Request",
                "GetObject",
                "per 10,000 GET and all other requests",
            ),
            "27000",
        ),
        Resource::Bucket,
    ),
    on(
        told(
            item(&products::ELB, "LoadBalancerUsage", "0.0225", "Hrs"),
            "Load Balancer-Application",
            "LoadBalancing:Application",
            "per Application LoadBalancer-hour (or partial hour)",
        ),
        Resource::LoadBalancer,
    ),
    told(item(&products::EC2, "NatGateway-Hours", "0.045", "Hrs"), "NAT Gateway", "NatGateway", "per NAT Gateway Hour"),
    under(
        metered(
            told(
                item(&products::CLOUDWATCH, "CW:MetricMonitorUsage", "0", "Metrics"),
                "Metric",
                "MetricStorage",
                "per metric-month - first 10 metrics free",
            ),
            "0.0134",
        ),
        "0.3",
    ),
    metered(
        group(
            told(
                item(&products::DYNAMODB, "ReadRequestUnits", "0.00000025", "ReadRequestUnits"),
                "Amazon DynamoDB PayPerRequest Throughput",
                "PayPerRequestThroughput",
                "per read request unit",
            ),
            "DDB-ReadUnits",
        ),
        "230000",
    ),
    metered(
        told(
            item(&products::KMS, "KMS-Requests", "0.000003", "Requests"),
            "Encryption Key",
            "Decrypt",
            "per KMS request beyond the free tier",
        ),
        "700",
    ),
    metered(
        told(
            item(&products::SQS, "Requests-RBP", "0.0000004", "Requests"),
            "API Request",
            "SendMessage",
            "per Amazon SQS request in Tier1",
        ),
        "9000",
    ),
    metered(
        told(
            item(&products::CLOUDFRONT, "DataTransfer-Out-Bytes", "0.085", "GB"),
            "Data Transfer",
            "GET",
            "per GB - first 10 TB / month data transfer out to the world",
        ),
        "2.2",
    ),
    metered(
        told(
            item(&products::GUARDDUTY, "PaidEventsAnalyzed", "0.000004", "Events"),
            "Network Security",
            "CloudTrailEvents",
            "per event analyzed for the first 500 million events",
        ),
        "1500",
    ),
];

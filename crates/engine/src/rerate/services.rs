//! The FOCUS category of an AWS service, by its product code. A code that is not here is `Other`: tools that group by
//! category should see what Muster does not know, not a guess.

/// Codes by category, as FOCUS 1.2 spells it.
pub(super) const CATEGORIES: [(&str, &[&str]); 14] = [
    ("AI and Machine Learning", &["AmazonSageMaker", "AmazonBedrock", "AmazonRekognition", "AmazonTextract", "comprehend"]),
    (
        "Analytics",
        &[
            "AmazonAthena",
            "ElasticMapReduce",
            "AmazonKinesis",
            "AmazonKinesisFirehose",
            "AWSGlue",
            "AmazonES",
            "AmazonQuickSight",
            "AmazonMSK",
        ],
    ),
    ("Business Applications", &["AmazonWorkSpaces", "AmazonWorkDocs", "AmazonChime", "AmazonConnect", "AmazonSES"]),
    (
        "Compute",
        &[
            "AmazonEC2",
            "AWSLambda",
            "AmazonECS",
            "AmazonEKS",
            "AmazonLightsail",
            "AWSBatch",
            "AmazonECR",
            "AWSElasticBeanstalk",
            "ComputeSavingsPlans",
        ],
    ),
    (
        "Databases",
        &[
            "AmazonRDS",
            "AmazonDynamoDB",
            "AmazonElastiCache",
            "AmazonRedshift",
            "AmazonDocDB",
            "AmazonNeptune",
            "AmazonMemoryDB",
            "AmazonTimestream",
        ],
    ),
    ("Developer Tools", &["CodeBuild", "AWSCodePipeline", "AWSCodeCommit", "AWSCodeArtifact", "AWSXRay"]),
    ("Identity", &["AmazonCognito", "AWSDirectoryService"]),
    ("Integration", &["AWSQueueService", "AmazonSNS", "AmazonApiGateway", "AWSEvents", "AmazonStates", "AmazonMQ"]),
    ("Internet of Things", &["AWSIoT"]),
    (
        "Management and Governance",
        &[
            "AmazonCloudWatch",
            "AWSCloudTrail",
            "AWSConfig",
            "AWSSystemsManager",
            "AWSServiceCatalog",
            "AWSSupportBusiness",
            "AWSSupportEnterprise",
            "AWSDeveloperSupport",
        ],
    ),
    ("Migration", &["AWSDatabaseMigrationSvc", "AWSTransfer", "AWSDataSync"]),
    (
        "Networking",
        &[
            "AmazonVPC",
            "AWSELB",
            "AmazonCloudFront",
            "AmazonRoute53",
            "AWSDirectConnect",
            "AWSDataTransfer",
            "AWSGlobalAccelerator",
            "AWSNetworkFirewall",
        ],
    ),
    (
        "Security",
        &[
            "awskms",
            "AWSSecretsManager",
            "AmazonGuardDuty",
            "AmazonInspector",
            "AWSSecurityHub",
            "awswaf",
            "AmazonMacie",
            "AWSCertificateManager",
        ],
    ),
    ("Storage", &["AmazonS3", "AmazonEFS", "AmazonGlacier", "AmazonFSx", "AWSBackup", "AWSStorageGateway"]),
];

/// Of what is not above.
pub(super) const OTHER: &str = "Other";

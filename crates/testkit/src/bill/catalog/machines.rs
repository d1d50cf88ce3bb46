//! Machines that commitments cover. Sizes of a family cost the same per normalized unit.

use super::Item;
use super::build::{ec2, machine};

/// The size that a commitment buys stands first in its family.
pub(crate) static EC2_INSTANCES: [Item; 8] = [
    ec2("BoxUsage:m5.large", "0.096", machine("m5.large", "m5", "4", ("2", "8 GiB"))),
    ec2("BoxUsage:m5.xlarge", "0.192", machine("m5.xlarge", "m5", "8", ("4", "16 GiB"))),
    ec2("BoxUsage:m5.medium", "0.048", machine("m5.medium", "m5", "2", ("1", "4 GiB"))),
    ec2("BoxUsage:c6g.large", "0.068", machine("c6g.large", "c6g", "4", ("2", "4 GiB"))),
    ec2("BoxUsage:c6g.xlarge", "0.136", machine("c6g.xlarge", "c6g", "8", ("4", "8 GiB"))),
    ec2("BoxUsage:r5.large", "0.126", machine("r5.large", "r5", "4", ("2", "16 GiB"))),
    ec2("BoxUsage:r5.2xlarge", "0.504", machine("r5.2xlarge", "r5", "16", ("8", "64 GiB"))),
    ec2("BoxUsage:r5.small", "0.0315", machine("r5.small", "r5", "1", ("1", "4 GiB"))),
];

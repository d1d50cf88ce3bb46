//! The manifests: what a delivery consists of. They are written last, when every file they name is there.

use serde_json::{Value, json};

use super::calendar::day_of;
use super::columns::Read;
use super::layout::{Field, Layout};
use super::month::Month;

/// Bucket that the manifests name; the output folder stands for it.
const BUCKET: &str = "northwind-billing";

/// What both kinds of manifest are about.
pub(crate) struct Contents<'a> {
    pub(crate) month: &'a Month,
    pub(crate) report: &'a str,
    /// Keys of the files, from the output folder on.
    pub(crate) keys: &'a [String],
    pub(crate) layout: &'a Layout,
}

/// `<report>-Manifest.json` of a legacy report.
pub(crate) fn legacy(contents: &Contents, (content_type, compression): (&str, &str)) -> Value {
    let header = &contents.month.header;
    json!({
        "assemblyId": assembly_id(contents.month),
        "account": header.payer.id,
        "columns": contents.layout.fields.iter().map(legacy_column).collect::<Vec<_>>(),
        "charset": "UTF-8",
        "compression": compression,
        "contentType": content_type,
        "reportId": contents.month.dice.named("report").hex(64),
        "reportName": contents.report,
        "billingPeriod": { "start": stamp(header.start), "end": stamp(header.end) },
        "bucket": BUCKET,
        "reportKeys": contents.keys,
        "additionalArtifactKeys": [],
    })
}

/// `<export>-Manifest.json` of Data Exports: CUR 2.0 and FOCUS.
pub(crate) fn cur2(contents: &Contents) -> Value {
    let payer = &contents.month.header.payer.id;
    let keys = contents.keys.iter().map(|key| format!("s3://{BUCKET}/{key}"));
    json!({
        "executionId": assembly_id(contents.month),
        "exportArn": format!("arn:aws:bcm-data-exports:us-east-1:{payer}:export/{}", contents.report),
        "exportName": contents.report,
        "columns": contents.layout.fields.iter().map(cur2_column).collect::<Vec<_>>(),
        "dataFiles": keys.collect::<Vec<_>>(),
    })
}

/// The same bill up to the same day is the same assembly.
pub(crate) fn assembly_id(month: &Month) -> String {
    month.dice.named("assembly").at(month.covered_until() as u64).uuid()
}

fn stamp(moment: i64) -> String {
    day_of(moment).format("%Y%m%dT000000.000Z").to_string()
}

/// Names are split at the category, which has a slash after it in CSV and no mark in Parquet.
fn legacy_column(field: &Field) -> Value {
    const FOLDED: [&str; 9] =
        ["identity", "bill", "line_item", "discount", "product", "pricing", "reservation", "savings_plan", "resource_tags"];
    if let Some((category, name)) = field.name().split_once('/') {
        return json!({ "category": category, "name": name });
    }
    let category = FOLDED.iter().find(|category| field.name().starts_with(**category)).unwrap_or(&"cost_category");
    let name = field.name().strip_prefix(*category).unwrap_or_default().trim_start_matches('_');
    json!({ "category": category, "name": name, "type": kind(field) })
}

fn cur2_column(field: &Field) -> Value {
    json!({ "name": field.name(), "type": kind(field) })
}

fn kind(field: &Field) -> &'static str {
    match field {
        Field::Map { .. } => "Map",
        Field::Single { read: Read::Number(_), .. } => "OptionalBigDecimal",
        Field::Single { read: Read::Moment(_), .. } => "Timestamp",
        Field::Single { read: Read::Text(_) | Read::Rate(_) | Read::MomentText(_) | Read::Interval(_), .. } => "OptionalString",
    }
}

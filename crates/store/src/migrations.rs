//! The steps that bring a database to this version, each run once, in order. A step that has run anywhere is never
//! edited: the database keeps its checksum.
//!
//! Listed by hand: sqlx's macro would find them, at the price of compiling both database drivers a second time.

use std::borrow::Cow;

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// Number, name and text, as in the file's name.
const STEPS: &[(i64, &str, &str)] = &[
    (1, "console", include_str!("../../../migrations/0001_console.sql")),
    (2, "history_and_settings", include_str!("../../../migrations/0002_history_and_settings.sql")),
    (3, "people", include_str!("../../../migrations/0003_people.sql")),
    (4, "tickets", include_str!("../../../migrations/0004_tickets.sql")),
    (5, "charges", include_str!("../../../migrations/0005_charges.sql")),
    (6, "mail_and_accounts", include_str!("../../../migrations/0006_mail_and_accounts.sql")),
    (8, "connections", include_str!("../../../migrations/0008_connections.sql")),
    (9, "analysis_views", include_str!("../../../migrations/0009_analysis_views.sql")),
    (10, "http_api", include_str!("../../../migrations/0010_http_api.sql")),
    (11, "schedules", include_str!("../../../migrations/0011_schedules.sql")),
    (12, "sign_ups", include_str!("../../../migrations/0012_sign_ups.sql")),
    (14, "destinations", include_str!("../../../migrations/0014_destinations.sql")),
    (15, "tags_of_charges", include_str!("../../../migrations/0015_tags_of_charges.sql")),
];

pub(crate) fn migrations() -> Migrator {
    let step = |&(number, name, sql): &(i64, &'static str, &'static str)| {
        Migration::new(number, Cow::Borrowed(name), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(STEPS.iter().map(step).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_a_step() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        let steps: Vec<_> = STEPS.iter().map(|(number, name, _)| format!("{number:04}_{name}.sql")).collect();
        assert_eq!(files, steps);
    }
}

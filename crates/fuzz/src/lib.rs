//! What every parser of outside text must hold, whatever it is given: no panic, and what it accepts it can write down
//! and read again as the same thing.
//!
//! A target is a function of some bytes that panics where this does not hold. `cargo xtask fuzz` hands the targets to
//! libFuzzer, which looks for bytes that reach new code; `cargo test -p muster-fuzz` runs each file in `seeds/<target>`
//! once. A file that a fuzzer found goes there, so that it is tried for ever after.

mod bills;
mod language;
mod parquet_bills;
mod settings;
mod words;

/// One parser, and what must hold of it.
pub struct Target {
    /// The name of its folder of seeds.
    pub name: &'static str,
    /// Panics where it does not hold.
    pub run: fn(&[u8]),
}

/// Every target, in the order in which they run.
pub const TARGETS: [Target; 11] = [
    Target { name: "csv", run: bills::csv },
    Target { name: "records", run: bills::records },
    Target { name: "parquet", run: parquet_bills::parquet },
    Target { name: "manifest", run: bills::manifest },
    Target { name: "decimal", run: words::decimal },
    Target { name: "time", run: words::time },
    Target { name: "workflow", run: language::workflow },
    Target { name: "expression", run: language::expression },
    Target { name: "subsets", run: language::subsets },
    Target { name: "settings", run: settings::settings },
    Target { name: "ledger", run: settings::ledger },
];

/// The target of that name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

//! libFuzzer's side: one program for all targets, since each would link the query engine anew.
#![no_main]
#![allow(unsafe_code, reason = "the entry point that libFuzzer calls by its C name")]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

/// Named by the environment: libFuzzer keeps the arguments for itself.
static RUN: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let name = std::env::var("MUSTER_FUZZ_TARGET").unwrap_or_default();
    muster_fuzz::target(&name).unwrap_or_else(|| panic!("MUSTER_FUZZ_TARGET names no target: `{name}`")).run
});

fuzz_target!(|bytes: &[u8]| RUN(bytes));

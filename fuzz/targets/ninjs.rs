//! JSON of all kinds: ninjs, the AP Media API, JSON Lines, JSON.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirediff_fuzz::check_as("ninjs", bytes));

//! CSV and TSV.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirediff_fuzz::check_as("tables", bytes));

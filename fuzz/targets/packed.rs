//! gzip, Zstandard, xz and bzip2.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirediff_fuzz::check_as("packed", bytes));

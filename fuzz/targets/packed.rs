//! gzip, Zstandard, xz and bzip2.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: wirediff_fuzz::allow_caught_panics(),
    |bytes: &[u8]| wirediff_fuzz::check_as("packed", bytes)
);

//! ZIP and tar archives, bare and packed.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirediff_fuzz::check_as("archive", bytes));

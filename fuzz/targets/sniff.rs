//! Files of which nothing is known but the name.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirediff_fuzz::check_as("sniff", bytes));

//! ANPA-1312 and IPTC 7901.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wirediff_fuzz::check_as("wires", bytes));

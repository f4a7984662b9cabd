//! Arrow files and streams. The library catches panics of their reader.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: wirediff_fuzz::allow_caught_panics(),
    |bytes: &[u8]| wirediff_fuzz::check_as("arrow", bytes)
);

//! Feeds bytes to the reader of `cx2`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| liaison_fuzz::check("cx2", bytes));

//! Feeds bytes to the reader of `csv`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| liaison_fuzz::check("csv", bytes));

//! Feeds bytes to the reader of `json-ld`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| liaison_fuzz::check("json-ld", bytes));

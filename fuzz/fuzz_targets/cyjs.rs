//! Feeds bytes to the reader of `cyjs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| liaison_fuzz::check("cyjs", bytes));

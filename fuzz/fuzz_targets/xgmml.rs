//! Feeds bytes to the reader of `xgmml`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| liaison_fuzz::check("xgmml", bytes));

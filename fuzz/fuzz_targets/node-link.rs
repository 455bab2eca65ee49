//! Feeds bytes to the reader of `node-link`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| liaison_fuzz::check("node-link", bytes));

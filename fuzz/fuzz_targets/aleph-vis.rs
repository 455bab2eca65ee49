//! Feeds bytes to the reader of `aleph-vis`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| liaison_fuzz::check("aleph-vis", bytes));

//! Feeds bytes to the reader of `stix`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| liaison_fuzz::check("stix", bytes));

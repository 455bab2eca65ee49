//! Feeds bytes to the reader of `gexf`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| liaison_fuzz::check("gexf", bytes));

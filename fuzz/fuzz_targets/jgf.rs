//! Feeds bytes to the reader of `jgf`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| liaison_fuzz::check("jgf", bytes));

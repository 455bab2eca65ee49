//! Feeds bytes to the reader of `rdf-xml`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| liaison_fuzz::check("rdf-xml", bytes));

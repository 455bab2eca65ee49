//! Feeds bytes to the reader of `misp-galaxy`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| liaison_fuzz::check("misp-galaxy", bytes));

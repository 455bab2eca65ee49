//! Files with some bytes changed, left out or repeated are read or refused, but never break anything.

use std::fs;
use std::sync::LazyLock;

use liaison::base::Task;
use liaison::formats::{self, FORMATS, Limits, ReadOptions};
use proptest::prelude::*;

use super::fixtures;

static FILES: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| fixtures().iter().map(|path| fs::read(path).unwrap()).collect());

#[derive(Debug, Clone)]
enum Change {
    Put(usize, u8),
    Cut(usize, usize),
    Repeat(usize, usize),
    End(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let signs = b"<>[]{}\"'=|;:,#*&\\\n\r\0 0a-\xFF\xC3".to_vec();
    prop_oneof![
        4 => (any::<usize>(), prop::sample::select(signs)).prop_map(|(at, byte)| Change::Put(at, byte)),
        2 => (any::<usize>(), 1..40_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        2 => (any::<usize>(), 1..80_usize).prop_map(|(at, length)| Change::Repeat(at, length)),
        1 => any::<usize>().prop_map(Change::End),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    if bytes.is_empty() {
        return;
    }
    let range = |at: usize, length: usize, bytes: &[u8]| {
        let at = at % bytes.len();
        at..(at + length).min(bytes.len())
    };
    match *change {
        Change::Put(at, byte) => {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        Change::Cut(at, length) => drop(bytes.drain(range(at, length, bytes))),
        Change::Repeat(at, length) => {
            let range = range(at, length, bytes);
            let piece = bytes[range.clone()].to_vec();
            bytes.splice(range.start..range.start, piece);
        }
        Change::End(at) => bytes.truncate(at % bytes.len()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn changed_files_break_nothing(which in any::<prop::sample::Index>(), changes in prop::collection::vec(change(), 1..6)) {
        let mut bytes = which.get(&FILES).clone();
        for change in &changes {
            apply(&mut bytes, change);
        }
        let options = ReadOptions { limits: Limits { records: 20_000, ..Limits::default() }, ..ReadOptions::default() };
        if let Ok(loaded) = formats::read(&bytes, &options, &Task::default()) {
            loaded.graph.assert_indexes();
        }
        // Each reader for itself, whatever the content looks like.
        for format in FORMATS {
            if let Ok(loaded) = (format.read)(&bytes, &options, &Task::default()) {
                loaded.graph.assert_indexes();
            }
        }
    }
}

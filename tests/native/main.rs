//! The native file: its exact text, what is read back, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod bad;
mod identity;
mod large;
mod repair;
mod sample;
mod text;

use liaison::base::Task;
use liaison::formats::native::{self, Lineage};
use liaison::formats::{Loaded, ReadError, ReadOptions, Repair};
use liaison::model::Graph;

fn read(text: &str) -> Result<Loaded, ReadError> {
    native::read(text.as_bytes(), &ReadOptions::default(), &Task::default())
}

fn read_repairing(text: &str) -> Result<Loaded, ReadError> {
    let options = ReadOptions { repair: Repair::Yes, ..ReadOptions::default() };
    native::read(text.as_bytes(), &options, &Task::default())
}

fn write(graph: &Graph) -> String {
    String::from_utf8(native::write(graph, &Lineage::default()).bytes).expect("a file is UTF-8")
}

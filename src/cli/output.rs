//! Writing results.

use std::io::{self, Write};

use super::{Console, Outcome};

/// Writes to standard output. A reader that has gone away, as `head` does, is no failure.
pub(super) fn print(console: &Console, bytes: &[u8]) -> Outcome {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Outcome::Done,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Outcome::Done,
        Err(error) => console.fail(format_args!("standard output could not be written: {error}")),
    }
}

/// Writes a value as indented JSON with a line feed behind it.
pub(super) fn print_json(console: &Console, value: &serde_json::Value) -> Outcome {
    print(console, format!("{value:#}\n").as_bytes())
}

//! What every fuzz target does: reads the bytes in one format, and checks the graph if there is one.

use liaison::base::Task;
use liaison::formats::{FORMATS, Limits, ReadOptions};

/// Reads `bytes` in the format of this key; then, where it is written too, writes the graph and reads it again.
///
/// # Panics
/// When an index of the graph is wrong, or a graph that was written cannot be read.
pub fn check(key: &str, bytes: &[u8]) {
    let Some(format) = FORMATS.iter().find(|f| f.key == key) else { panic!("no format {key:?}") };
    let options = ReadOptions { limits: Limits { records: 10_000, ..Limits::default() }, ..ReadOptions::default() };
    let Ok(loaded) = (format.read)(bytes, &options, &Task::default()) else { return };
    loaded.graph.assert_indexes();
    let Some(Ok(written)) = format.write.map(|write| write(&loaded.graph, &Task::default())) else { return };
    // Of an empty graph some formats say nothing, and a file without a byte is refused.
    if written.bytes.is_empty() {
        return;
    }
    if let Err(error) = (format.read)(&written.bytes, &ReadOptions::default(), &Task::default()) {
        panic!("{key}: {error}");
    }
}

//! What readers of JSON formats begin with.

use super::{Node, parse};
use crate::base::Task;
use crate::formats::foreign::{Draft, Undeclared, decode};
use crate::formats::{Loaded, ReadError, ReadOptions};

/// Decodes and parses a file, lets `fill` put it into a draft, and makes the graph.
///
/// # Errors
/// When it is no JSON, too large, or not what `fill` wants; or the task is cancelled.
pub(in crate::formats) fn read_with(
    bytes: &[u8],
    format: &'static str,
    undeclared: Undeclared,
    options: &ReadOptions,
    task: &Task,
    fill: impl FnOnce(&mut Draft, &Node<'_>) -> Result<(), ReadError>,
) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, undeclared);
    let text = decode(bytes, None, &mut draft.report)?;
    let root = parse(&text, &options.limits, task)?;
    task.set_progress(0.3);
    fill(&mut draft, &root)?;
    draft.finish(format, &text)
}

/// A file that is JSON and nothing that this format has.
pub(in crate::formats) fn malformed(format: &'static str, problem: impl Into<String>) -> ReadError {
    ReadError::Malformed { format, place: None, problem: problem.into() }
}

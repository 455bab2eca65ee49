//! Reads TGF, the Trivial Graph Format: a node a line, `#`, an edge a line.
//!
//! Format: as yEd documents it. Nodes that only edges name are ordinary.

use crate::base::Task;
use crate::formats::foreign::{At, Column, Draft, Undeclared, decode, lines};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};

/// The key of the format.
pub(super) const FORMAT: &str = "tgf";

/// How surely bytes are TGF: a line of only `#` may stand in any text.
pub(super) fn recognises(bytes: &[u8]) -> Certainty {
    let head = super::foreign::xml::head(bytes);
    let has_sign = lines(&head).any(|(_, line)| line.trim() == "#");
    if has_sign && !head.starts_with(['<', '{', '[', '*', '(']) { Certainty::Perhaps } else { Certainty::No }
}

/// Reads TGF. Linear in the file.
///
/// # Errors
/// [`ReadError`] says what is wrong.
pub(super) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, Undeclared::Ordinary);
    let text = decode(bytes, None, &mut draft.report)?;
    let columns = (Column::of_node("label"), Column::of_edge("label"));
    let mut among_edges = false;
    for (number, line) in lines(&text) {
        let (line, at) = (line.trim(), At::Line(number));
        if line.is_empty() {
            continue;
        }
        if line == "#" {
            among_edges = true;
            continue;
        }
        let (first, rest) = split_word(line);
        if !among_edges {
            let node = draft.node(first, at)?;
            draft.set_node(node, &columns.0, rest, at);
            continue;
        }
        let (second, label) = split_word(rest);
        if second.is_empty() {
            draft.report.error(at, "an edge has only one end", line, "left it out");
            continue;
        }
        let (from, to) = (draft.refer(first, at)?, draft.refer(second, at)?);
        let edge = draft.edge(None, from, to, Some(true))?;
        draft.set_edge(edge, &columns.1, label, at);
    }
    if !among_edges {
        draft.report.warning(At::Nowhere, "no line of # ends the nodes", "", "took every line as a node");
    }
    draft.finish(FORMAT, &text)
}

fn split_word(line: &str) -> (&str, &str) {
    let end = line.find(char::is_whitespace).unwrap_or(line.len());
    (&line[..end], line[end..].trim_start())
}

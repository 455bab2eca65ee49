//! Reads TGF, the Trivial Graph Format: a node a line, `#`, an edge a line.
//!
//! Format: as yEd documents it. Nodes that only edges name are ordinary.

use std::collections::BTreeSet;

use crate::base::Task;
use crate::formats::foreign::{At, Column, Draft, Undeclared, decode, lines};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};

/// The key of the format.
pub(super) const FORMAT: &str = "tgf";

/// How surely bytes are TGF. A line of only `#` may stand in any text: most of what stands below it must be edges between
/// what stands above.
pub(super) fn recognises(bytes: &[u8]) -> Certainty {
    let head = super::foreign::xml::head(bytes);
    let lines: Vec<&str> = lines(&head).map(|(_, line)| line.trim()).filter(|line| !line.is_empty()).collect();
    let Some(sign) = lines.iter().position(|line| *line == "#") else { return Certainty::No };
    let nodes: BTreeSet<&str> = lines[..sign].iter().map(|line| split_word(line).0).collect();
    let edges = &lines[sign + 1..];
    let joins_nodes = |line: &&&str| {
        let (first, rest) = split_word(line);
        nodes.contains(first) && nodes.contains(split_word(rest).0)
    };
    let joining = edges.iter().filter(joins_nodes).count();
    if joining > 0 && joining * 2 >= edges.len() { Certainty::Perhaps } else { Certainty::No }
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

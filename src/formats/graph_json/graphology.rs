//! The JSON of graphology (and so of sigma.js and Gephi Lite): nodes by `key`, attributes apart from structure.

use crate::base::Task;
use crate::formats::foreign::{At, Draft, Undeclared};
use crate::formats::json::{Columns, Node, Outline, malformed, read_with};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};

/// The key of the format.
pub(in crate::formats) const FORMAT: &str = "graphology";

/// Whether bytes look like it.
pub(in crate::formats) fn recognises(bytes: &[u8]) -> Certainty {
    let Some(outline) = Outline::of(bytes) else { return Certainty::No };
    let by_key = outline.has_any(&["nodes[].key", "graph.nodes[].key"]);
    let has_options =
        outline.has_any(&["options.type", "options.multi", "nodes[].attributes", "graph.nodes[].attributes"]);
    if by_key && has_options { Certainty::Sure } else { Certainty::No }
}

/// Reads it.
///
/// # Errors
/// When it is no JSON, holds no nodes or too many records, or the task is cancelled.
pub(in crate::formats) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read_with(bytes, FORMAT, Undeclared::Fault, options, task, fill)
}

fn fill(draft: &mut Draft, root: &Node<'_>) -> Result<(), ReadError> {
    // Gephi Lite puts it behind its own metadata.
    let root = root.get("graph").filter(|g| g.get("nodes").is_some()).unwrap_or(root);
    let Some(nodes) = root.get("nodes") else {
        return Err(malformed("graphology JSON file", "it has no `nodes`"));
    };
    if let Some(attributes) = root.get("attributes") {
        for key in ["title", "name"] {
            draft.set_title(attributes.text_of(key));
        }
        draft.add_description(attributes.text_of("description"));
    }
    let undirected = root.get("options").is_some_and(|o| o.text_of("type") == "undirected");
    let mut columns = Columns::default();
    for node in nodes.items() {
        let at = At::Byte(node.at);
        let Some(key) = node.get("key").and_then(Node::key_text) else {
            draft.report.error(at, "a node has no key", "", "left it out");
            continue;
        };
        let made = draft.node(key, at)?;
        if let Some(attributes) = node.get("attributes") {
            columns.set_node(draft, made, attributes, &[]);
        }
    }
    for edge in root.get("edges").map(Node::items).unwrap_or_default() {
        let at = At::Byte(edge.at);
        let end = |name: &str| edge.get(name).and_then(Node::key_text);
        let (Some(from), Some(to)) = (end("source"), end("target")) else {
            draft.count_record()?;
            draft.report.error(at, "an edge has no source or target", "", "left it out");
            continue;
        };
        let (from, to) = (draft.refer(from, at)?, draft.refer(to, at)?);
        let undirected = edge.get("undirected").and_then(Node::flag).unwrap_or(undirected);
        let made = draft.edge(edge.get("key").and_then(Node::key_text), from, to, Some(!undirected))?;
        if let Some(attributes) = edge.get("attributes") {
            columns.set_edge(draft, made, attributes, &[]);
        }
    }
    Ok(())
}

//! Cytoscape.js: `elements` as two lists or as one flat one, and the `.cyjs` files of Cytoscape.

use rustc_hash::FxHashMap;

use crate::base::Task;
use crate::formats::foreign::{At, Draft, GroupRef, NodeRef, Undeclared};
use crate::formats::json::{Columns, Node, Outline, malformed, read_with};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};

/// The key of the format.
pub(in crate::formats) const FORMAT: &str = "cyjs";

/// What Cytoscape keeps for itself.
const INTERNAL: [&str; 6] = ["id", "source", "target", "parent", "SUID", "selected"];

/// Whether bytes look like it.
pub(in crate::formats) fn recognises(bytes: &[u8]) -> Certainty {
    let Some(outline) = Outline::of(bytes) else { return Certainty::No };
    let wrapped = outline.has_any(&["elements.nodes[].data", "elements.edges[].data", "elements[].data"]);
    let flat = outline.has_any(&["[].data.id", "[].data.source"]);
    if wrapped || flat { Certainty::Sure } else { Certainty::No }
}

/// Reads it.
///
/// # Errors
/// When it is no JSON, holds no elements or too many records, or the task is cancelled.
pub(in crate::formats) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read_with(bytes, FORMAT, Undeclared::Fault, options, task, fill)
}

fn fill(draft: &mut Draft, root: &Node<'_>) -> Result<(), ReadError> {
    if let Some(data) = root.get("data") {
        for key in ["name", "shared_name", "title"] {
            draft.set_title(data.text_of(key));
        }
    }
    let elements = root.get("elements").unwrap_or(root);
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    for element in elements.items() {
        let data = element.get("data");
        let is_edge = element.text_of("group") == "edges" || data.is_some_and(|d| d.get("source").is_some());
        if is_edge { edges.push(element) } else { nodes.push(element) }
    }
    nodes.extend(elements.get("nodes").map(Node::items).unwrap_or_default());
    edges.extend(elements.get("edges").map(Node::items).unwrap_or_default());
    if nodes.is_empty() && edges.is_empty() && !elements.is_list() && elements.get("nodes").is_none() {
        return Err(malformed("Cytoscape.js file", "it has no `elements`"));
    }
    let mut columns = Columns::default();
    columns.node_name_means("shared_name", "property:shared_name");
    columns.edge_name_means("shared_interaction", "property:shared_interaction");
    let mut made = Vec::new();
    for element in nodes {
        let at = At::Byte(element.at);
        let Some(id) = element.get("data").and_then(|d| d.get("id")).and_then(Node::key_text) else {
            draft.report.error(at, "a node has no id", "", "left it out");
            continue;
        };
        let node = draft.node(id, at)?;
        if let Some(data) = element.get("data") {
            columns.set_node(draft, node, data, &INTERNAL);
            made.push((id, node, data.get("parent").and_then(Node::key_text)));
        }
        if let Some(position) = element.get("position")
            && let (Some(x), Some(y)) =
                (position.get("x").and_then(Node::number), position.get("y").and_then(Node::number))
        {
            draft.place(node, x, y);
        }
        if let Some(classes) = element.get("classes").and_then(Node::text) {
            let column = columns.of_node("tags");
            for class in classes.split_whitespace() {
                draft.set_node(node, &column, class, at);
            }
        }
    }
    put_groups(draft, &made);
    for element in edges {
        let at = At::Byte(element.at);
        let data = element.get("data");
        let end = |name: &str| data.and_then(|d| d.get(name)).and_then(Node::key_text);
        let (Some(from), Some(to)) = (end("source"), end("target")) else {
            draft.count_record()?;
            draft.report.error(at, "an edge has no source or target", "", "left it out");
            continue;
        };
        let (from, to) = (draft.refer(from, at)?, draft.refer(to, at)?);
        let edge = draft.edge(end("id"), from, to, None)?;
        if let Some(data) = data {
            columns.set_edge(draft, edge, data, &INTERNAL);
        }
    }
    Ok(())
}

/// A node that others name as their parent is drawn around them.
fn put_groups<'n>(draft: &mut Draft, nodes: &[(&'n str, NodeRef, Option<&'n str>)]) {
    let parent_of: FxHashMap<&str, &str> = nodes.iter().filter_map(|(id, _, parent)| Some((*id, (*parent)?))).collect();
    let mut groups: FxHashMap<&str, GroupRef> = FxHashMap::default();
    for (_, _, parent) in nodes {
        // From the outermost parent inwards; parents in a circle end the walk.
        let mut chain = Vec::new();
        let mut at = *parent;
        while let Some(id) = at.filter(|id| !groups.contains_key(id) && chain.len() < 100 && !chain.contains(id)) {
            chain.push(id);
            at = parent_of.get(id).copied();
        }
        for id in chain.into_iter().rev() {
            let name = draft.find(id).map(|node| draft.name_of(node).to_owned()).filter(|name| !name.is_empty());
            let outer = parent_of.get(id).and_then(|outer| groups.get(outer)).copied();
            let group = draft.group(id, &name.unwrap_or_else(|| id.to_owned()), outer);
            groups.insert(id, group);
            if let Some(node) = draft.find(id) {
                draft.join(group, node);
            }
        }
    }
    for (_, node, parent) in nodes {
        if let Some(group) = parent.and_then(|parent| groups.get(parent)) {
            draft.join(*group, *node);
        }
    }
}

//! JSON Graph Format (jsongraphformat.info), versions 1 and 2.
//!
//! In version 1 `nodes` is a list of nodes with an `id`, in version 2 a map by id. A file holds one `graph` or several
//! `graphs`; several come into one graph, and the nodes of each keep apart. Hyperedges become one entity each.

use rustc_hash::FxHashSet;
use serde_json::{Map, Value as Plain, json};

use super::written;
use crate::base::{Cancelled, Task};
use crate::formats::foreign::carry::{self, Carrier};
use crate::formats::foreign::{At, Draft, NodeRef, Undeclared};
use crate::formats::json::{Columns, Node, Outline, malformed, read_with};
use crate::formats::{Certainty, Exported, Loaded, ReadError, ReadOptions};
use crate::model::{Direction, Graph};

/// The key of the format.
pub(in crate::formats) const FORMAT: &str = "jgf";
const NAME: &str = "JSON Graph file";

/// Whether bytes look like it.
pub(in crate::formats) fn recognises(bytes: &[u8]) -> Certainty {
    let Some(outline) = Outline::of(bytes) else { return Certainty::No };
    let graphs = ["graph.nodes", "graph.edges", "graph.hyperedges", "graphs[].nodes", "graphs[].edges"];
    // Oligrapher's maps have a `graph` too.
    let others = ["graph.captions", "graph.nodes{}.edgeIds", "graph.edges{}.node1_id"];
    if outline.has_any(&graphs) && !outline.has_any(&others) { Certainty::Sure } else { Certainty::No }
}

/// Reads it.
///
/// # Errors
/// When it is no JSON, holds no graph or too many records, or the task is cancelled.
pub(in crate::formats) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read_with(bytes, FORMAT, Undeclared::Fault, options, task, |draft, root| {
        let several = root.get("graphs").map(Node::items).unwrap_or_default();
        let single: Vec<&Node<'_>> = root.get("graph").into_iter().collect();
        let graphs: Vec<&Node<'_>> = single.into_iter().chain(several).collect();
        if graphs.is_empty() {
            return Err(malformed(NAME, "it has neither a `graph` nor `graphs`"));
        }
        let are_several = graphs.len() > 1;
        let mut taken = FxHashSet::default();
        for (number, graph) in graphs.into_iter().enumerate() {
            // Two graphs of one name are two.
            let mut own = || carry::unused(&mut taken, &prefix_of(graph, number));
            let prefix = if are_several { format!("{}/", own()) } else { String::new() };
            read_graph(draft, graph, &prefix, are_several)?;
        }
        Ok(())
    })
}

fn prefix_of(graph: &Node<'_>, number: usize) -> String {
    let id = graph.first_of(&["id", "label"]).and_then(Node::key_text);
    id.map_or_else(|| format!("graph {}", number + 1), str::to_owned)
}

fn read_graph(draft: &mut Draft, graph: &Node<'_>, prefix: &str, is_one_of_several: bool) -> Result<(), ReadError> {
    let mut columns = Columns::default();
    columns.edge_name_means("relation", "type");
    draft.set_title(graph.text_of("label"));
    if let Some(metadata) = graph.get("metadata") {
        draft.add_description(metadata.text_of("description"));
    }
    let directed = graph.get("directed").and_then(Node::flag).unwrap_or(true);
    let group = is_one_of_several.then(|| {
        let label = graph.first_of(&["label", "id"]).and_then(Node::key_text);
        draft.group(prefix, label.unwrap_or(prefix), None)
    });
    let mut nodes: Vec<(&str, &Node<'_>)> = Vec::new();
    if let Some(all) = graph.get("nodes") {
        nodes.extend(all.entries().iter().map(|(key, node)| (key.as_ref(), node)));
        for node in all.items() {
            match node.get("id").and_then(Node::key_text) {
                Some(key) => nodes.push((key, node)),
                None => draft.report.error(At::Byte(node.at), "a node has no id", "", "left it out"),
            }
        }
    }
    for (key, node) in nodes {
        let made = draft.node(&format!("{prefix}{key}"), At::Byte(node.at))?;
        set_node(draft, made, node, &mut columns);
        if made_name_is_missing(draft, made) && !prefix.is_empty() {
            let name = columns.of_node("label");
            draft.set_node(made, &name, key, At::Byte(node.at));
        }
        if let Some(group) = group {
            draft.join(group, made);
        }
    }
    for edge in graph.get("edges").map(Node::items).unwrap_or_default() {
        let at = At::Byte(edge.at);
        let end = |name: &str| edge.get(name).and_then(Node::key_text);
        let (Some(from), Some(to)) = (end("source"), end("target")) else {
            draft.count_record()?;
            draft.report.error(at, "an edge has no source or target", "", "left it out");
            continue;
        };
        let from = draft.refer(&format!("{prefix}{from}"), at)?;
        let to = draft.refer(&format!("{prefix}{to}"), at)?;
        let directed = edge.get("directed").and_then(Node::flag).unwrap_or(directed);
        let made = draft.edge(edge.get("id").and_then(Node::key_text), from, to, Some(directed))?;
        columns.set_edge(draft, made, edge, &["id", "source", "target", "directed", "metadata"]);
        if let Some(metadata) = edge.get("metadata") {
            columns.set_edge(draft, made, metadata, &[]);
        }
    }
    for (number, edge) in graph.get("hyperedges").map(Node::items).unwrap_or_default().iter().enumerate() {
        read_hyperedge(draft, edge, prefix, number, &mut columns)?;
    }
    Ok(())
}

fn made_name_is_missing(draft: &Draft, node: NodeRef) -> bool {
    draft.name_of(node).is_empty()
}

fn set_node(draft: &mut Draft, made: NodeRef, node: &Node<'_>, columns: &mut Columns) {
    columns.set_node(draft, made, node, &["id", "metadata"]);
    if let Some(metadata) = node.get("metadata") {
        columns.set_node(draft, made, metadata, &[]);
    }
}

/// A hyperedge is an entity of its own with a relationship to each of its ends.
fn read_hyperedge(
    draft: &mut Draft,
    edge: &Node<'_>,
    prefix: &str,
    number: usize,
    columns: &mut Columns,
) -> Result<(), ReadError> {
    let at = At::Byte(edge.at);
    let key =
        edge.get("id").and_then(Node::key_text).map_or_else(|| format!("hyperedge {}", number + 1), str::to_owned);
    let made = draft.node(&format!("{prefix}{key}"), at)?;
    columns.set_node(draft, made, edge, &["id", "nodes", "source", "target", "metadata", "relation"]);
    if let Some(relation) = edge.get("relation").and_then(Node::text) {
        let name = columns.of_node("label");
        draft.set_node(made, &name, relation, at);
    }
    draft.report.note(
        at,
        "a hyperedge joins more than two nodes",
        &key,
        "made an entity of it with a relationship to each",
    );
    for (part, inward) in [("nodes", None), ("source", Some(true)), ("target", Some(false))] {
        for end in edge.get(part).map(Node::items).unwrap_or_default() {
            let Some(key) = end.key_text() else { continue };
            let end = draft.refer(&format!("{prefix}{key}"), at)?;
            let (from, to) = if inward == Some(true) { (end, made) } else { (made, end) };
            draft.edge(None, from, to, Some(inward.is_some()))?;
        }
    }
    Ok(())
}

/// Writes version 2.
///
/// # Errors
/// When the task is cancelled.
pub(in crate::formats) fn write(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let mut nodes = Map::new();
    let carrier = Carrier::new(graph);
    let places = carrier.view;
    for entity in graph.entities() {
        task.check()?;
        let mut metadata = Map::new();
        carrier.entity(entity, &mut |name, value| written::put(&mut metadata, name, &value));
        written::put_position(&mut metadata, places, &entity.id);
        let mut node = Map::new();
        node.insert("label".into(), entity.name.as_str().into());
        if !metadata.is_empty() {
            node.insert("metadata".into(), metadata.into());
        }
        nodes.insert(entity.id.to_string(), node.into());
    }
    let mut edges = Vec::new();
    for relationship in graph.relationships() {
        task.check()?;
        let mut metadata = Map::new();
        let mut relation = String::new();
        carrier.relationship(relationship, &mut |name, value| {
            if name == "type" {
                relation = value.text().into_owned();
            } else {
                written::put(&mut metadata, name, &value);
            }
        });
        let mut edge = Map::new();
        edge.insert("id".into(), relationship.id.as_str().into());
        edge.insert("source".into(), relationship.from.as_str().into());
        edge.insert("target".into(), relationship.to.as_str().into());
        edge.insert("relation".into(), relation.into());
        edge.insert("directed".into(), (relationship.direction != Direction::Neither).into());
        if !relationship.label.is_empty() {
            edge.insert("label".into(), relationship.label.as_str().into());
        }
        if !metadata.is_empty() {
            edge.insert("metadata".into(), metadata.into());
        }
        edges.push(Plain::Object(edge));
    }
    let meta = graph.meta();
    let mut out = Map::new();
    out.insert("directed".into(), true.into());
    if !meta.title.is_empty() {
        out.insert("label".into(), meta.title.as_str().into());
    }
    if !meta.description.is_empty() {
        out.insert("metadata".into(), json!({ "description": meta.description }));
    }
    out.insert("nodes".into(), nodes.into());
    out.insert("edges".into(), edges.into());
    Ok(written::exported(&json!({ "graph": out }), graph))
}

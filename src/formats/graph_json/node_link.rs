//! Node-link JSON: networkx's `node_link_data`, d3's force examples, and their many relatives.
//!
//! `nodes` and `links` (or `edges`), in any order, with the flags `directed` and `multigraph` and graph attributes
//! beside them. Ends of links name nodes by `id`, or by their place in the list where nodes have no id (d3).

use serde_json::{Map, Value as Plain, json};

use super::written;
use crate::base::{Cancelled, Task};
use crate::formats::foreign::carry::Carrier;
use crate::formats::foreign::{At, Draft, NodeRef, Undeclared};
use crate::formats::json::{Columns, Json, Node, Outline, malformed, read_with};
use crate::formats::{Certainty, Exported, Loaded, ReadError, ReadOptions};
use crate::model::{Direction, Graph};

/// The key of the format.
pub(in crate::formats) const FORMAT: &str = "node-link";
const NAME: &str = "node-link JSON file";

const LINKS: [&str; 5] = ["links", "edges", "relationships", "connections", "arcs"];
const FROM: [&str; 5] = ["source", "from", "src", "start", "source_id"];
const TO: [&str; 6] = ["target", "to", "dst", "end", "dest", "target_id"];
const ID: [&str; 3] = ["id", "key", "_id"];

/// Whether bytes look like it.
pub(in crate::formats) fn recognises(bytes: &[u8]) -> Certainty {
    let Some(outline) = Outline::of(bytes) else { return Certainty::No };
    let ends = LINKS.iter().any(|links| {
        let has = |names: &[&str]| names.iter().any(|name| outline.has(&format!("{links}[].{name}")));
        has(&FROM) && has(&TO)
    });
    let is_other = outline.has_any(&["@context", "edges[].fromNode", "type=bundle"]);
    match (ends || outline.has("nodes"), is_other) {
        (_, true) | (false, _) => Certainty::No,
        _ if ends && outline.has_any(&["directed", "multigraph", "links"]) => Certainty::Sure,
        _ if ends || outline.has_any(&LINKS) => Certainty::Sure,
        _ => Certainty::Perhaps,
    }
}

/// Reads it.
///
/// # Errors
/// When it is no JSON, holds no nodes or links or too many records, or the task is cancelled.
pub(in crate::formats) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read_with(bytes, FORMAT, Undeclared::Fault, options, task, fill)
}

fn fill(draft: &mut Draft, root: &Node<'_>) -> Result<(), ReadError> {
    let nodes = root.get("nodes").or_else(|| root.get("vertices"));
    let links = root.first_of(&LINKS);
    if nodes.is_none() && links.is_none() {
        return Err(malformed(NAME, "it has neither `nodes` nor `links`"));
    }
    let directed = root.get("directed").and_then(Node::flag);
    if let Some(about) = root.get("graph") {
        draft.set_title(about.text_of("name"));
        draft.set_title(about.text_of("title"));
        draft.add_description(about.text_of("description"));
    }
    draft.set_title(root.text_of("name"));
    let mut columns = Columns::default();
    let mut in_order: Vec<Option<NodeRef>> = Vec::new();
    let mut have_ids = false;
    for (number, node) in nodes.map(Node::items).unwrap_or_default().iter().enumerate() {
        let at = At::Byte(node.at);
        let id = node.first_of(&ID).and_then(Node::key_text).or_else(|| node.key_text());
        have_ids |= id.is_some();
        let made = match id {
            Some(id) => draft.node(id, at)?,
            None => match draft.find(&number.to_string()) {
                None => draft.node(&number.to_string(), at)?,
                Some(_) => draft.node(&format!("node {number}"), at)?,
            },
        };
        columns.set_node(draft, made, node, &["id", "index", "vx", "vy", "fx", "fy"]);
        in_order.push(Some(made));
    }
    if let Some(by_id) = nodes.filter(|n| n.is_map()) {
        have_ids = true;
        for (key, node) in by_id.entries() {
            let made = draft.node(key, At::Byte(node.at))?;
            columns.set_node(draft, made, node, &["id"]);
        }
    }
    let mut has_undeclared = false;
    for link in links.map(Node::items).unwrap_or_default() {
        let at = At::Byte(link.at);
        let (from, to) = match link.items() {
            [from, to, ..] => (Some(from), Some(to)),
            _ => (link.first_of(&FROM), link.first_of(&TO)),
        };
        let from = end(draft, from, at, &in_order, have_ids)?;
        let to = end(draft, to, at, &in_order, have_ids)?;
        let (Some(from), Some(to)) = (from, to) else {
            draft.count_record()?;
            has_undeclared = true;
            draft.report.error(at, "a link has no source or target that could be a node", "", "left it out");
            continue;
        };
        let directed = link.get("directed").and_then(Node::flag).or(directed);
        // A `key` numbers parallel edges of networkx and is unique among those only.
        let made = draft.edge(link.get("id").and_then(Node::key_text), from, to, directed)?;
        let skip = [
            "id",
            "source",
            "target",
            "from",
            "to",
            "src",
            "dst",
            "start",
            "dest",
            "source_id",
            "target_id",
            "key",
            "index",
        ];
        let is_time = |name: &str| FROM[..2].iter().all(|n| link.get(n).is_none()) && link.get(name).is_some();
        let ends_by_start = is_time("start");
        columns.set_edge(draft, made, link, &skip);
        if !ends_by_start && let Some(start) = link.get("start").filter(|s| s.text().is_some()) {
            let column = columns.of_edge("start");
            draft.set_edge(made, &column, start.text().unwrap_or_default(), at);
        }
    }
    if has_undeclared && in_order.is_empty() && draft.node_count() == 0 {
        return Err(malformed(NAME, "none of its links names two nodes"));
    }
    Ok(())
}

/// The node at one end of a link: by id, by place in the list where nodes have none, or the node itself (as d3 leaves
/// it in memory).
fn end(
    draft: &mut Draft,
    end: Option<&Node<'_>>,
    at: At,
    in_order: &[Option<NodeRef>],
    have_ids: bool,
) -> Result<Option<NodeRef>, ReadError> {
    let Some(end) = end else { return Ok(None) };
    let end = if end.is_map() { end.first_of(&ID).or_else(|| end.get("index")) } else { Some(end) };
    let Some(key) = end.and_then(Node::key_text) else { return Ok(None) };
    if let Some(known) = draft.find(key).filter(|_| have_ids) {
        return Ok(Some(known));
    }
    let is_number = matches!(end.map(|e| &e.value), Some(Json::Number(_)));
    if is_number
        && !in_order.is_empty()
        && let Ok(place) = key.parse::<usize>()
    {
        return match in_order.get(place) {
            Some(node) => Ok(*node),
            None if have_ids => draft.refer(key, at).map(Some),
            None => Ok(None),
        };
    }
    draft.refer(key, at).map(Some)
}

/// Writes it as networkx does and reads it: `nodes`, `links`, and the flags; positions in `x` and `y`.
///
/// # Errors
/// When the task is cancelled.
pub(in crate::formats) fn write(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let carrier = Carrier::new(graph);
    let places = carrier.view;
    let mut nodes = Vec::new();
    for entity in graph.entities() {
        task.check()?;
        let mut node = Map::new();
        node.insert("id".into(), entity.id.as_str().into());
        node.insert("label".into(), entity.name.as_str().into());
        carrier.entity(entity, &mut |name, value| written::put_beside(&mut node, name, &value));
        written::put_position(&mut node, places, &entity.id);
        nodes.push(Plain::Object(node));
    }
    let mut links = Vec::new();
    for relationship in graph.relationships() {
        task.check()?;
        let mut link = Map::new();
        link.insert("id".into(), relationship.id.as_str().into());
        // networkx joins parallel edges that have the same key.
        link.insert("key".into(), relationship.id.as_str().into());
        link.insert("source".into(), relationship.from.as_str().into());
        link.insert("target".into(), relationship.to.as_str().into());
        if relationship.direction == Direction::Neither {
            link.insert("directed".into(), false.into());
        }
        if !relationship.label.is_empty() {
            link.insert("label".into(), relationship.label.as_str().into());
        }
        carrier.relationship(relationship, &mut |name, value| written::put_beside(&mut link, name, &value));
        links.push(Plain::Object(link));
    }
    let meta = graph.meta();
    let file = json!({
        "directed": true,
        "multigraph": true,
        "graph": { "name": meta.title, "description": meta.description },
        "nodes": nodes,
        "links": links,
    });
    Ok(written::exported(&file, graph))
}

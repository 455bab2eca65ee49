//! Maps of LittleSis: Oligrapher 2 (`entities`, `rels`) and 3 and 4 (`nodes`, `edges`, `captions`), also inside the
//! `graph` or `graph_data` of what the site hands out.

use super::super::json::Json;
use crate::base::Task;
use crate::formats::foreign::{At, Draft, Undeclared};
use crate::formats::json::{Columns, Node, Outline, malformed, read_with};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};
use crate::model::Direction;

/// The key of the format.
pub(in crate::formats) const FORMAT: &str = "oligrapher";

/// Whether bytes look like it.
pub(in crate::formats) fn recognises(bytes: &[u8]) -> Certainty {
    let Some(outline) = Outline::of(bytes) else { return Certainty::No };
    let marks = ["captions", "edges{}.node1_id", "nodes{}.edgeIds", "nodes{}.display", "rels"];
    let is_it = marks.iter().any(|mark| {
        let inner = outline.has(mark) && outline.has_any(&["nodes", "entities"]);
        inner || outline.has(&format!("graph.{mark}")) || outline.has(&format!("graph_data.{mark}"))
    });
    if is_it { Certainty::Sure } else { Certainty::No }
}

/// Reads it.
///
/// # Errors
/// When it is no JSON, holds no map or too many records, or the task is cancelled.
pub(in crate::formats) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read_with(bytes, FORMAT, Undeclared::Fault, options, task, fill)
}

fn fill(draft: &mut Draft, root: &Node<'_>) -> Result<(), ReadError> {
    for about in [root.get("attributes"), Some(root)].into_iter().flatten() {
        draft.set_title(about.text_of("title"));
        for key in ["subtitle", "description"] {
            draft.add_description(about.text_of(key));
        }
    }
    let map = root.first_of(&["graph", "graph_data"]).unwrap_or(root);
    let (Some(nodes), edges) = (map.first_of(&["nodes", "entities"]), map.first_of(&["edges", "rels"])) else {
        return Err(malformed("Oligrapher map", "it has no `nodes`"));
    };
    let mut columns = Columns::default();
    columns.node_name_means("blurb", "summary");
    for (key, node) in records(nodes) {
        let at = At::Byte(node.at);
        let made = draft.node(key, at)?;
        let shown = node.get("display").unwrap_or(node);
        columns.set_node(draft, made, shown, &SHOWN);
        if shown != node {
            columns.set_node(draft, made, node, &["id", "display", "x", "y"]);
        }
    }
    for (key, edge) in edges.map(records).unwrap_or_default() {
        let at = At::Byte(edge.at);
        let end = |names: &[&str]| edge.first_of(names).and_then(Node::key_text);
        let (from, to) = (end(&["node1_id", "entity1_id"]), end(&["node2_id", "entity2_id"]));
        let (Some(from), Some(to)) = (from, to) else {
            draft.count_record()?;
            draft.report.error(at, "an edge has no ends", key, "left it out");
            continue;
        };
        let (from, to) = (draft.refer(from, at)?, draft.refer(to, at)?);
        let shown = edge.get("display").unwrap_or(edge);
        let made = draft.edge(Some(key), from, to, None)?;
        columns.set_edge(draft, made, shown, &SHOWN);
        let arrow = shown.get("arrow").map(|a| &a.value);
        let direction = match arrow {
            Some(Json::Text(arrow)) if arrow == "1->2" || arrow == "left->right" => Direction::Forward,
            Some(Json::Text(arrow)) if arrow == "2->1" => Direction::Forward,
            Some(Json::Text(arrow)) if arrow == "both" || arrow == "1<->2" => Direction::Both,
            Some(Json::Flag(true)) => Direction::Forward,
            _ if edge.get("is_directional").and_then(Node::flag) == Some(true) => Direction::Forward,
            _ => Direction::Neither,
        };
        if matches!(arrow, Some(Json::Text(arrow)) if arrow == "2->1") {
            draft.reverse(made);
        }
        draft.set_direction(made, direction);
    }
    for (_, caption) in map.first_of(&["captions", "texts"]).map(records).unwrap_or_default() {
        let shown = caption.get("display").unwrap_or(caption);
        let words = shown.text_of("text");
        if !words.is_empty() {
            draft.add_description(words);
            let done = "put it into the description of the graph";
            draft.report.note(At::Byte(caption.at), "a caption stands beside the graph", words, done);
        }
    }
    Ok(())
}

/// What says how something is drawn, or names the record again.
const SHOWN: [&str; 22] = [
    "id",
    "edgeIds",
    "scale",
    "arrow",
    "node1_id",
    "node2_id",
    "x1",
    "y1",
    "x2",
    "y2",
    "s1",
    "s2",
    "cx",
    "cy",
    "xb",
    "yb",
    "dash",
    "status",
    "is_directional",
    "color",
    "entity1_id",
    "entity2_id",
];

/// The records of a map by id, or of a list of records with ids.
fn records<'n, 't>(all: &'n Node<'t>) -> Vec<(&'n str, &'n Node<'t>)> {
    let by_key = all.entries().iter().map(|(key, node)| (key.as_ref(), node));
    let listed = all.items().iter().filter_map(|node| Some((node.get("id")?.key_text()?, node)));
    by_key.chain(listed).collect()
}

//! JSON Canvas 1.0 (jsoncanvas.org), as Obsidian and other programs keep boards.
//!
//! Text, file, link and group nodes become entities at the middle of their boxes; a group is drawn around what lies
//! inside it, as the format says by geometry alone. What the format cannot say of an entity or relationship stands in
//! a key `liaison` of the files that we write, which other programs leave alone.

use serde_json::{Map, Value as Plain, json};

use super::written;
use crate::base::{Cancelled, Task};
use crate::formats::foreign::carry::Carrier;
use crate::formats::foreign::{At, Draft, GroupRef, NodeRef, Undeclared, values};
use crate::formats::json::{Columns, Node, Outline, malformed, read_with};
use crate::formats::{Certainty, Exported, Loaded, ReadError, ReadOptions};
use crate::model::{Direction, Entity, Graph, Value};

/// The key of the format.
pub(in crate::formats) const FORMAT: &str = "canvas";

/// The colours that the format has numbers for.
const PRESETS: [(&str, &str); 6] =
    [("1", "#FB464C"), ("2", "#E9973F"), ("3", "#E0DE71"), ("4", "#44CF6E"), ("5", "#53DFDD"), ("6", "#A882FF")];

/// How large the box of an entity is drawn, in the format's pixels.
const BOX: (f64, f64) = (220.0, 80.0);

/// How far apart entities stand that nobody placed.
const GAP: (f64, f64) = (280.0, 140.0);

/// Whether bytes look like it.
pub(in crate::formats) fn recognises(bytes: &[u8]) -> Certainty {
    let Some(outline) = Outline::of(bytes) else { return Certainty::No };
    let boxes = outline.has_all(&["nodes[].x", "nodes[].y", "nodes[].width", "nodes[].type"]);
    let edges = outline.has_all(&["edges[].fromNode", "edges[].toNode"]);
    let foreign_edges = outline.has_any(&["links", "edges[].source", "edges[].from"]);
    if edges || (boxes && (outline.has("edges[].fromNode") || !foreign_edges)) {
        Certainty::Sure
    } else {
        Certainty::No
    }
}

/// Reads it.
///
/// # Errors
/// When it is no JSON, no canvas, holds too many records, or the task is cancelled.
pub(in crate::formats) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read_with(bytes, FORMAT, Undeclared::Fault, options, task, fill)
}

/// A node with the box that it takes.
struct Boxed<'n> {
    node: NodeRef,
    id: &'n str,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    is_group: bool,
}

impl Boxed<'_> {
    fn holds(&self, other: &Self) -> bool {
        self.node != other.node
            && self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }

    fn area(&self) -> f64 {
        (self.right - self.left) * (self.bottom - self.top)
    }
}

fn fill(draft: &mut Draft, root: &Node<'_>) -> Result<(), ReadError> {
    if root.get("nodes").is_none() && root.get("edges").is_none() && !root.entries().is_empty() {
        return Err(malformed("JSON Canvas", "it has neither `nodes` nor `edges`"));
    }
    if let Some(about) = root.get("liaison") {
        draft.set_title(about.text_of("title"));
        draft.add_description(about.text_of("description"));
    }
    let mut columns = Columns::default();
    let mut boxes = Vec::new();
    for node in root.get("nodes").map(Node::items).unwrap_or_default() {
        let at = At::Byte(node.at);
        let Some(id) = node.get("id").and_then(Node::key_text) else {
            draft.report.error(at, "a node has no id", "", "left it out");
            continue;
        };
        let made = draft.node(id, at)?;
        let number = |name: &str| node.get(name).and_then(Node::number);
        let (width, height) = (number("width").unwrap_or(0.0), number("height").unwrap_or(0.0));
        if let (Some(x), Some(y)) = (number("x"), number("y")) {
            let is_ours_unplaced =
                node.get("liaison").and_then(|o| o.get("placed")).and_then(Node::flag) == Some(false);
            if !is_ours_unplaced {
                draft.place(made, x + width / 2.0, y + height / 2.0);
            }
            let is_group = node.text_of("type") == "group";
            boxes.push(Boxed { node: made, id, left: x, top: y, right: x + width, bottom: y + height, is_group });
        }
        set_colour(draft, made, node, at);
        match node.get("liaison") {
            Some(own) => columns.set_node(draft, made, own, &["placed"]),
            None => set_content(draft, made, node, &mut columns),
        }
    }
    put_groups(draft, &boxes);
    for edge in root.get("edges").map(Node::items).unwrap_or_default() {
        let at = At::Byte(edge.at);
        let end = |name: &str| edge.get(name).and_then(Node::key_text);
        let (Some(from), Some(to)) = (end("fromNode"), end("toNode")) else {
            draft.count_record()?;
            draft.report.error(at, "an edge has no ends", "", "left it out");
            continue;
        };
        let (from, to) = (draft.refer(from, at)?, draft.refer(to, at)?);
        let made = draft.edge(end("id"), from, to, None)?;
        // Without a word, an edge has an arrow at its end and none at its start.
        let arrow = |name: &str, usual: &str| edge.get(name).and_then(Node::text).unwrap_or(usual) == "arrow";
        match (arrow("fromEnd", "none"), arrow("toEnd", "arrow")) {
            (true, true) => draft.set_direction(made, Direction::Both),
            (false, false) => draft.set_direction(made, Direction::Neither),
            (true, false) => draft.reverse(made),
            (false, true) => {}
        }
        match edge.get("liaison") {
            Some(own) => columns.set_edge(draft, made, own, &[]),
            None => columns.set_edge(draft, made, edge, &SHAPE),
        }
    }
    Ok(())
}

/// What says how a node or edge is drawn.
const SHAPE: [&str; 13] = [
    "id", "type", "x", "y", "width", "height", "fromNode", "toNode", "fromSide", "toSide", "fromEnd", "toEnd", "color",
];

fn set_colour(draft: &mut Draft, made: NodeRef, node: &Node<'_>, at: At) {
    let Some(colour) = node.get("color").and_then(Node::key_text) else { return };
    let preset = PRESETS.iter().find(|(number, _)| *number == colour).map_or(colour, |(_, rgb)| *rgb);
    match values::colour(preset) {
        Some(rgb) => draft.colour(made, rgb),
        None => draft.report.note(at, "a colour is none", colour, "left it out"),
    }
}

/// The words of a text, the name of a file, the address of a link or the label of a group.
fn set_content(draft: &mut Draft, made: NodeRef, node: &Node<'_>, columns: &mut Columns) {
    let at = At::Byte(node.at);
    let (name, kind, notes) = (columns.of_node("label"), columns.of_node("type"), columns.of_node("notes"));
    match node.text_of("type") {
        "text" => {
            let text = node.text_of("text");
            let first = text.lines().map(plain_line).find(|line| !line.is_empty()).unwrap_or_default();
            let title: String = first.chars().take(80).collect();
            draft.set_node(made, &name, title.as_str(), at);
            if text.trim() != title {
                draft.set_node(made, &notes, text, at);
            }
            draft.set_node(made, &kind, "Card", at);
        }
        "file" => {
            let path = node.text_of("file");
            draft.set_node(made, &name, path.rsplit(['/', '\\']).next().unwrap_or(path), at);
            draft.set_node(made, &kind, "Document", at);
            // A path of somebody's vault is kept as words and never followed.
            let column = columns.of_node("property:file");
            draft.set_node(made, &column, format!("{path}{}", node.text_of("subpath")), at);
        }
        "link" => {
            let url = node.text_of("url");
            draft.set_node(made, &name, url, at);
            draft.set_node(made, &kind, "Document", at);
            let column = columns.of_node("property:url");
            draft.set_node(made, &column, Value::Url(url.to_owned()), at);
        }
        "group" => {
            draft.set_node(made, &name, node.text_of("label"), at);
            draft.set_node(made, &kind, "Frame", at);
        }
        _ => {}
    }
    columns.set_node(draft, made, node, &[&SHAPE[..], &["text", "file", "subpath", "url", "label"]].concat());
}

/// A line of Markdown without the signs at its beginning.
fn plain_line(line: &str) -> &str {
    line.trim_start_matches(['#', '>', '-', '*', ' ', '\t']).trim_end_matches(['*', ' '])
}

/// Draws groups around what lies inside their boxes; a node is in the smallest group around it.
fn put_groups(draft: &mut Draft, boxes: &[Boxed<'_>]) {
    let mut order: Vec<&Boxed<'_>> = boxes.iter().filter(|b| b.is_group).collect();
    if order.len() > MOST_GROUPS {
        let further = order.len() - MOST_GROUPS;
        let done = "took what lies in them for outside";
        draft.report.warning(At::Nowhere, "the board has very many groups", format!("{further} too many"), done);
        order.truncate(MOST_GROUPS);
    }
    // Large ones first, so that what lies inside another finds it.
    order.sort_by(|a, b| b.area().total_cmp(&a.area()));
    let mut made: Vec<(&Boxed<'_>, GroupRef)> = Vec::new();
    for group in order {
        let outer = made.iter().rev().find(|(outer, _)| outer.holds(group)).map(|(_, group)| *group);
        let name = draft.name_of(group.node).to_owned();
        let group_ref = draft.group(group.id, &name, outer);
        draft.join(group_ref, group.node);
        made.push((group, group_ref));
    }
    for inner in boxes.iter().filter(|b| !b.is_group) {
        if let Some((_, group)) = made.iter().rev().find(|(group, _)| group.holds(inner)) {
            draft.join(*group, inner.node);
        }
    }
}

/// Groups of which the insides are looked for: each is compared with each node.
const MOST_GROUPS: usize = 1000;

/// Writes it: each entity as a text node with its name, each relationship as an edge with its label.
///
/// # Errors
/// When the task is cancelled.
pub(in crate::formats) fn write(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let carrier = Carrier::new(graph);
    let places = carrier.view;
    let mut nodes = Vec::new();
    let entities = graph.entities();
    let columns = (entities.len() as f64).sqrt().ceil().max(1.0) as usize;
    let lowest = entities
        .iter()
        .filter_map(|e| places.and_then(|v| v.placement(&e.id).position))
        .map(|p| f64::from(p.y))
        .fold(f64::NEG_INFINITY, f64::max);
    let top = if lowest.is_finite() { lowest + 2.0 * GAP.1 } else { 0.0 };
    let mut unplaced = 0_usize;
    for entity in &entities {
        task.check()?;
        let position = places.and_then(|view| view.placement(&entity.id).position);
        let (x, y) = position.map_or_else(
            || {
                let at = ((unplaced % columns) as f64 * GAP.0, top + (unplaced / columns) as f64 * GAP.1);
                unplaced += 1;
                at
            },
            |point| (point.x.into(), point.y.into()),
        );
        let mut own = Map::new();
        own.insert("label".into(), entity.name.as_str().into());
        carrier.entity(entity, &mut |name, value| written::put_beside(&mut own, name, &value));
        if position.is_none() {
            own.insert("placed".into(), false.into());
        }
        nodes.push(json!({
            "id": entity.id.as_str(),
            "type": "text",
            "text": words(graph, entity),
            "x": written::number(x - BOX.0 / 2.0),
            "y": written::number(y - BOX.1 / 2.0),
            "width": BOX.0 as i64,
            "height": BOX.1 as i64,
            "liaison": own,
        }));
        if let (Some(Value::Text(colour)), Some(Plain::Object(node))) =
            (entity.properties.get(crate::formats::foreign::COLOUR), nodes.last_mut())
            && values::colour(colour).is_some()
        {
            node.insert("color".into(), colour.as_str().into());
        }
    }
    let mut edges = Vec::new();
    for relationship in graph.relationships() {
        task.check()?;
        let kind = graph.schema().relationship_types.get(&relationship.kind);
        let kind = kind.map_or(relationship.kind.as_str(), |kind| kind.name.as_str());
        let mut own = Map::new();
        if !relationship.label.is_empty() {
            own.insert("label".into(), relationship.label.as_str().into());
        }
        carrier.relationship(relationship, &mut |name, value| written::put_beside(&mut own, name, &value));
        let (from_end, to_end) = match relationship.direction {
            Direction::Forward => ("none", "arrow"),
            Direction::Both => ("arrow", "arrow"),
            Direction::Neither => ("none", "none"),
        };
        edges.push(json!({
            "id": relationship.id.as_str(),
            "fromNode": relationship.from.as_str(),
            "toNode": relationship.to.as_str(),
            "fromEnd": from_end,
            "toEnd": to_end,
            "label": if relationship.label.is_empty() { kind } else { relationship.label.as_str() },
            "liaison": own,
        }));
    }
    let meta = graph.meta();
    let file = json!({
        "nodes": nodes,
        "edges": edges,
        "liaison": { "title": meta.title, "description": meta.description },
    });
    Ok(written::exported(&file, graph))
}

/// What stands in the box of an entity.
fn words(graph: &Graph, entity: &Entity) -> String {
    let kind = graph.schema().entity_types.get(&entity.kind).map_or(entity.kind.as_str(), |kind| kind.name.as_str());
    let summary = if entity.summary.is_empty() { String::new() } else { format!("\n\n{}", entity.summary) };
    format!("**{}**\n{kind}{summary}", entity.name)
}

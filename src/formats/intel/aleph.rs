//! Network diagrams of Aleph (`.vis`): the vertices and edges as they are drawn, with the FollowTheMoney entities that
//! stand behind them.
//!
//! What the diagram draws is read: names and countries that stand as vertices of their own become entities too.

use rustc_hash::FxHashMap;

use super::ftm;
use crate::base::Task;
use crate::formats::foreign::{At, Undeclared, values};
use crate::formats::json::{Columns, Node, Outline, malformed, read_with};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};

/// The key of the format.
pub(in crate::formats) const FORMAT: &str = "aleph-vis";

/// World units for one unit of Aleph's grid.
const SCALE: f64 = 40.0;

/// Whether bytes look like it.
pub(in crate::formats) fn recognises(bytes: &[u8]) -> Certainty {
    let Some(outline) = Outline::of(bytes) else { return Certainty::No };
    let is_it = outline.has_any(&["layout.vertices", "layout.entities", "layout.edges"]);
    if is_it { Certainty::Sure } else { Certainty::No }
}

/// Reads it.
///
/// # Errors
/// When it is no JSON, no diagram, holds too many records, or the task is cancelled.
pub(in crate::formats) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read_with(bytes, FORMAT, Undeclared::Fault, options, task, |draft, root| {
        let Some(layout) = root.get("layout") else {
            return Err(malformed("Aleph diagram", "it has no `layout`"));
        };
        for about in [root, layout] {
            draft.set_title(about.text_of("label"));
            draft.add_description(about.text_of("summary"));
        }
        let list = |name: &str| layout.get(name).map(Node::items).unwrap_or_default();
        let by_id: FxHashMap<&str, &Node<'_>> =
            list("entities").iter().filter_map(|entity| Some((entity.get("id")?.key_text()?, entity))).collect();
        let behind =
            |node: &Node<'_>| node.get("entityId").and_then(Node::key_text).and_then(|id| by_id.get(id).copied());
        let mut columns = ftm::columns();
        let (label, kind) = (columns.of_node("label"), columns.of_node("node type"));
        for vertex in list("vertices") {
            let at = At::Byte(vertex.at);
            let Some(id) = vertex.get("id").and_then(Node::key_text) else {
                draft.report.error(at, "a vertex has no id", "", "left it out");
                continue;
            };
            let entity = behind(vertex);
            let own = vertex.get("entityId").and_then(Node::key_text).unwrap_or(id);
            let node = draft.node_called(id, own, at)?;
            draft.set_node(node, &label, vertex.text_of("label"), at);
            let schema = entity.map_or(vertex.text_of("type"), |entity| entity.text_of("schema"));
            draft.set_node(node, &kind, schema, at);
            if let Some(properties) = entity.and_then(|entity| entity.get("properties")) {
                columns.node_name_means("name", "aliases");
                ftm::set_plain(draft, &mut columns, node, properties);
                let name = draft.name_of(node).to_owned();
                draft.entity_mut(node).aliases.retain(|alias| *alias != name);
            }
            if let Some(position) = vertex.get("position")
                && let (Some(x), Some(y)) =
                    (position.get("x").and_then(Node::number), position.get("y").and_then(Node::number))
            {
                draft.place(node, x * SCALE, y * SCALE);
            }
            if let Some(rgb) = values::colour(vertex.text_of("color")) {
                draft.colour(node, rgb);
            }
        }
        for edge in list("edges") {
            let at = At::Byte(edge.at);
            let end = |name: &str| edge.get(name).and_then(Node::key_text);
            let (Some(from), Some(to)) = (end("sourceId"), end("targetId")) else {
                draft.count_record()?;
                draft.report.error(at, "an edge has no ends", "", "left it out");
                continue;
            };
            let (from, to) = (draft.refer(from, at)?, draft.refer(to, at)?);
            let made = draft.edge(edge.get("id").and_then(Node::key_text), from, to, None)?;
            let entity = behind(edge).filter(|_| edge.text_of("type") == "entity");
            let schema = entity.map_or(edge.text_of("type"), |entity| entity.text_of("schema"));
            let mut columns = Columns::default();
            draft.set_edge(made, &columns.of_edge("relationship type"), schema, at);
            draft.set_edge(made, &columns.of_edge("label"), edge.text_of("label"), at);
            if ftm::LINKS.iter().any(|(name, _, _, turned)| *name == schema && *turned) {
                draft.reverse(made);
            }
        }
        for grouping in list("groupings") {
            let name = grouping.text_of("label");
            let group = draft.group(grouping.get("id").and_then(Node::key_text).unwrap_or(name), name, None);
            for vertex in grouping.get("vertices").map(Node::items).unwrap_or_default() {
                if let Some(node) = vertex.key_text().and_then(|id| draft.find(id)) {
                    draft.join(group, node);
                }
            }
        }
        Ok(())
    })
}

//! Writes GraphML: every attribute as plain data, and beside it what yEd draws.
//!
//! A graph with both kinds of edges is written as directed, and an edge without direction says so in its data:
//! networkx refuses files that mix the two by the attribute `directed`.

use std::borrow::Cow;
use std::io::Write;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::OWN_GRAPHICS;
use crate::base::{Cancelled, Task};
use crate::formats::Exported;
use crate::formats::foreign::carry::{self, Carried, CarriedKind, Carrier};
use crate::formats::foreign::xml::escape_into;
use crate::model::{Colour, Direction, Entity, EntityType, Graph, Palette, Relationship, Shape};

/// After how many records the work looks whether it was cancelled.
const RECORDS_PER_CHECK: usize = 4096;

/// So much room is made for a record at first.
const BYTES_A_RECORD: usize = 400;

/// The width and height of a node in yEd.
const NODE_SIZE: f64 = 30.0;

/// Writes a graph.
///
/// # Errors
/// When the work was cancelled.
pub(crate) fn write(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let carrier = Carrier::new(graph);
    let (of_entities, mut of_relationships) = carrier.attributes();
    task.check()?;
    let all_undirected =
        graph.relationship_count() > 0 && graph.relationships_unsorted().all(|r| r.direction == Direction::Neither);
    // Those without a direction say so in their data.
    if !all_undirected {
        of_relationships.insert("direction".into(), CarriedKind::Text);
    }
    let mut out = Vec::new();
    out.extend_from_slice(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:y=\"http://www.yworks.com/xml/graphml\">\n",
    );
    let mut number = 0;
    let mut keys = |out: &mut Vec<u8>, target: &str, attributes: &carry::Attributes| {
        let mut ids = FxHashMap::default();
        for (name, kind) in attributes {
            let kind = match kind {
                CarriedKind::Text => "string",
                CarriedKind::Number => "double",
                CarriedKind::Flag => "boolean",
            };
            let _ = write!(out, "<key id=\"d{number}\" for=\"{target}\" attr.name=\"");
            escape_into(out, name, true);
            let _ = writeln!(out, "\" attr.type=\"{kind}\"/>");
            ids.insert(name.clone(), format!("d{number}"));
            number += 1;
        }
        ids
    };
    for (target, name) in [("node", "label"), ("edge", "label"), ("graph", "title"), ("graph", "description")] {
        let _ =
            writeln!(out, "<key id=\"{target}-{name}\" for=\"{target}\" attr.name=\"{name}\" attr.type=\"string\"/>");
    }
    let node_keys = keys(&mut out, "node", &of_entities);
    let edge_keys = keys(&mut out, "edge", &of_relationships);
    for target in ["node", "edge"] {
        let _ = writeln!(out, "<key id=\"{OWN_GRAPHICS}{target}\" for=\"{target}\" yfiles.type=\"{target}graphics\"/>");
    }
    let default = if all_undirected { "undirected" } else { "directed" };
    let _ = writeln!(out, "<graph id=\"G\" edgedefault=\"{default}\">");
    let meta = graph.meta();
    for (key, text) in [("graph-title", &meta.title), ("graph-description", &meta.description)] {
        if !text.is_empty() {
            data(&mut out, key, text);
            out.push(b'\n');
        }
    }
    let writer = Writer { graph, carrier, node_keys, edge_keys, all_undirected };
    let nodes = in_shares(&graph.entities(), task, |out, entity| writer.node(out, *entity))?;
    let edges = in_shares(&graph.relationships(), task, |out, relationship| writer.edge(out, *relationship))?;
    let whole = nodes.iter().chain(&edges).map(Vec::len).sum::<usize>();
    out.reserve_exact(whole + 32);
    for share in nodes.iter().chain(&edges) {
        out.extend_from_slice(share);
    }
    out.extend_from_slice(b"</graph>\n</graphml>\n");
    Ok(Exported { bytes: out, left_out: carry::left_out(graph) })
}

/// Writes records on all processors; the shares are in the order of the records.
fn in_shares<T: Sync>(
    records: &[T],
    task: &Task,
    write: impl Fn(&mut Vec<u8>, &T) + Sync,
) -> Result<Vec<Vec<u8>>, Cancelled> {
    let share = |records: &[T]| {
        task.check()?;
        let mut out = Vec::with_capacity(records.len() * BYTES_A_RECORD);
        records.iter().for_each(|record| write(&mut out, record));
        Ok(out)
    };
    records.par_chunks(RECORDS_PER_CHECK).map(share).collect()
}

struct Writer<'g> {
    graph: &'g Graph,
    carrier: Carrier<'g>,
    node_keys: FxHashMap<String, String>,
    edge_keys: FxHashMap<String, String>,
    all_undirected: bool,
}

impl<'g> Writer<'g> {
    fn node(&self, out: &mut Vec<u8>, entity: &'g Entity) {
        text(out, "<node id=\"", entity.id.as_str(), "\">");
        data(out, "node-label", &entity.name);
        self.carrier.entity(entity, &mut |name, held| put(out, &self.node_keys, name, &held));
        self.node_graphics(out, entity);
        out.extend_from_slice(b"</node>\n");
    }

    fn node_graphics(&self, out: &mut Vec<u8>, entity: &Entity) {
        let kind = self.graph.schema().entity_types.get(&entity.kind);
        let _ = write!(out, "<data key=\"{OWN_GRAPHICS}node\"><y:ShapeNode>");
        if let Some(at) = self.carrier.position(entity) {
            let (x, y) = (f64::from(at.x) - NODE_SIZE / 2.0, f64::from(at.y) - NODE_SIZE / 2.0);
            let _ = write!(out, "<y:Geometry height=\"{NODE_SIZE}\" width=\"{NODE_SIZE}\" x=\"{x}\" y=\"{y}\"/>");
        }
        let shape = match kind.map(|k| k.shape).unwrap_or(Shape::Disc) {
            Shape::Disc => "ellipse",
            Shape::Square => "roundrectangle",
            Shape::Diamond => "diamond",
            Shape::Hexagon => "hexagon",
        };
        text(out, "<y:Fill color=\"", &fill(entity, kind), "\" transparent=\"false\"/>");
        out.extend_from_slice(b"<y:NodeLabel modelName=\"sides\" modelPosition=\"s\">");
        escape_into(out, &entity.name, false);
        text(out, "</y:NodeLabel><y:Shape type=\"", shape, "\"/></y:ShapeNode></data>");
    }

    fn edge(&self, out: &mut Vec<u8>, relationship: &'g Relationship) {
        text(out, "<edge id=\"", relationship.id.as_str(), "\" source=\"");
        text(out, "", relationship.from.as_str(), "\" target=\"");
        text(out, "", relationship.to.as_str(), "\">");
        if !relationship.label.is_empty() {
            data(out, "edge-label", &relationship.label);
        }
        if relationship.direction == Direction::Neither && !self.all_undirected {
            put(out, &self.edge_keys, "direction", &Carried::Text(Direction::Neither.key().into()));
        }
        self.carrier.relationship(relationship, &mut |name, held| put(out, &self.edge_keys, name, &held));
        self.edge_graphics(out, relationship);
        out.extend_from_slice(b"</edge>\n");
    }

    /// What yEd draws where that is not what it draws anyway.
    fn edge_graphics(&self, out: &mut Vec<u8>, relationship: &Relationship) {
        let direction = relationship.direction;
        let ordinary =
            if self.all_undirected { direction == Direction::Neither } else { direction == Direction::Forward };
        let kind = self.graph.schema().relationship_types.get(&relationship.kind);
        let is_plain = relationship.kind.as_str() == "related-to";
        let label = match (&relationship.label, kind) {
            (label, _) if !label.is_empty() => label.as_str(),
            (_, Some(kind)) if !is_plain => kind.name.as_str(),
            _ => "",
        };
        if ordinary && label.is_empty() {
            return;
        }
        let arrow = |there: bool| if there { "standard" } else { "none" };
        let _ = write!(
            out,
            "<data key=\"{OWN_GRAPHICS}edge\"><y:PolyLineEdge><y:Arrows source=\"{}\" target=\"{}\"/>",
            arrow(direction == Direction::Both),
            arrow(direction != Direction::Neither)
        );
        if !label.is_empty() {
            out.extend_from_slice(b"<y:EdgeLabel>");
            escape_into(out, label, false);
            out.extend_from_slice(b"</y:EdgeLabel>");
        }
        out.extend_from_slice(b"</y:PolyLineEdge></data>");
    }
}

fn data(out: &mut Vec<u8>, key: &str, text: &str) {
    out.extend_from_slice(b"<data key=\"");
    out.extend_from_slice(key.as_bytes());
    out.extend_from_slice(b"\">");
    escape_into(out, text, false);
    out.extend_from_slice(b"</data>");
}

fn text(out: &mut Vec<u8>, before: &str, text: &str, after: &str) {
    out.extend_from_slice(before.as_bytes());
    escape_into(out, text, true);
    out.extend_from_slice(after.as_bytes());
}

fn put(out: &mut Vec<u8>, keys: &FxHashMap<String, String>, name: &str, held: &Carried<'_>) {
    if let Some(key) = keys.get(name) {
        data(out, key, &held.text());
    }
}

/// The colour of a node: its own, else its type's, in the light theme's tones for our classes.
fn fill(entity: &Entity, kind: Option<&std::sync::Arc<EntityType>>) -> Cow<'static, str> {
    let own = entity.properties.get(crate::formats::foreign::COLOUR).map(ToString::to_string);
    if let Some([r, g, b]) = own.and_then(|text| crate::formats::foreign::values::colour(&text)) {
        return format!("#{r:02X}{g:02X}{b:02X}").into();
    }
    match kind.map(|k| k.colour) {
        Some(Colour::Rgb(r, g, b)) => format!("#{r:02X}{g:02X}{b:02X}").into(),
        Some(Colour::Palette(class)) => palette(class).into(),
        None => palette(Palette::Other).into(),
    }
}

/// A tone for each class: Okabe and Ito's colours, which people with any colour vision tell apart.
fn palette(class: Palette) -> &'static str {
    match class {
        Palette::Country => "#0072B2",
        Palette::Person => "#E69F00",
        Palette::Organisation => "#009E73",
        Palette::Facility => "#CC79A7",
        Palette::Event => "#D55E00",
        Palette::Agreement => "#56B4E9",
        Palette::Other => "#999999",
    }
}

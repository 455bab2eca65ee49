//! Reads Constellation's `.star`: a ZIP archive with one JSON text, `graph.txt`.
//!
//! Format: as Constellation's `GraphJsonWriter` writes it: an array of a header and of parts called graph, vertex,
//! transaction and meta, each a list of attributes and a list of records. y points upwards there.

use crate::base::Task;
use crate::formats::foreign::archive::{self, Archive};
use crate::formats::foreign::{At, Cell, Column, Draft, Undeclared, decode, values};
use crate::formats::json::{self, Columns, Json, Node};
use crate::formats::{Certainty, Limits, Loaded, ReadError, ReadOptions};

/// The key of the format.
pub(super) const FORMAT: &str = "constellation";

/// The member that holds the graph.
const MEMBER: &str = "graph.txt";

/// A record takes at least so many bytes.
const BYTES_A_RECORD: usize = 32;

/// How many world units one of Constellation's is.
const SCALE: f64 = 50.0;

/// Attributes of how the program draws, which say nothing outside it.
const DRAWING: &[&str] = &[
    "z",
    "x2",
    "y2",
    "z2",
    "icon",
    "background_icon",
    "nradius",
    "lradius",
    "visibility",
    "dim",
    "selected",
    "line_style",
    "width",
    "blaze",
    "decorators",
    "layer_mask",
    "layer_visibility",
    "pinned",
    "vx_id_",
    "tx_id_",
    "vx_src_",
    "vx_dst_",
    "tx_dir_",
];

/// How surely bytes are a graph of Constellation.
pub(super) fn recognises(bytes: &[u8]) -> Certainty {
    if archive::has_member(bytes, |name| name == MEMBER) { Certainty::Sure } else { Certainty::No }
}

/// Reads a graph. Linear in the file.
///
/// # Errors
/// [`ReadError`] says what is wrong.
pub(super) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let content = Archive::open(bytes, &options.limits)?.member(MEMBER)?;
    let mut draft = Draft::new(options, task, Undeclared::Fault);
    let text = decode(&content, None, &mut draft.report)?;
    // Values have names, so that there are far fewer of them than bytes.
    let records = options.limits.records.min(text.len() / BYTES_A_RECORD + 1000);
    let root = json::parse(&text, &Limits { records, ..options.limits.clone() }, task)?;
    let records = |name: &str| {
        let part = root.items().iter().find_map(|part| part.get(name))?;
        part.items().iter().find_map(|section| section.get("data")).map(Node::items)
    };
    let Some(vertices) = records("vertex") else {
        let problem = "it has no vertices".into();
        return Err(ReadError::Malformed { format: "graph of Constellation", place: None, problem });
    };
    let mut columns = Columns::default();
    for vertex in vertices.iter().filter(|vertex| vertex.is_map()) {
        let at = At::Byte(vertex.at);
        let Some(key) = vertex.get("vx_id_").map(plain) else {
            draft.report.error(at, "a vertex has no id", "", "left it out");
            continue;
        };
        let node = draft.node(&key, at)?;
        let number = |name: &str| vertex.get(name).and_then(Node::number);
        if let (Some(x), Some(y)) = (number("x"), number("y")) {
            draft.place(node, x * SCALE, -y * SCALE);
        }
        for (name, value) in vertex.entries() {
            match (name.as_ref(), value) {
                ("x" | "y", _) => {}
                (name, _) if DRAWING.contains(&name) => {}
                ("color", value) => {
                    if let Some(rgb) = colour(value) {
                        draft.colour(node, rgb);
                    }
                }
                ("Label", value) => {
                    // "1<Unknown>": the type in brackets behind the name.
                    let label = plain(value);
                    let name = label.split_once('<').map_or(&*label, |(name, _)| name);
                    draft.set_node(node, &Column::of_node("label"), if name.is_empty() { &*label } else { name }, at);
                }
                ("Raw", value) => {
                    if let Some(kind) = value.get("rawType").map(plain).filter(|k| k != "Unknown") {
                        draft.set_node(node, &Column::property("raw type"), kind, at);
                    }
                }
                (name, value) => {
                    draft.set_node(node, &columns.of_node(name), cell(value), at);
                }
            }
        }
    }
    let transactions = records("transaction").unwrap_or_default();
    for (row, edge) in transactions.iter().filter(|edge| edge.is_map()).enumerate() {
        let at = At::Byte(edge.at);
        let (Some(from), Some(to)) = (edge.get("vx_src_").map(plain), edge.get("vx_dst_").map(plain)) else {
            draft.report.error(at, "a transaction lacks an end", row + 1, "left it out");
            continue;
        };
        let (from, to) = (draft.refer(&from, at)?, draft.refer(&to, at)?);
        let key = edge.get("tx_id_").map(plain);
        let directed = edge.get("tx_dir_").and_then(Node::flag);
        let new = draft.edge(key.as_deref(), from, to, directed)?;
        for (name, value) in edge.entries() {
            match (name.as_ref(), value) {
                (name, _) if DRAWING.contains(&name) => {}
                ("color", value) => {
                    if let Some(rgb) = colour(value) {
                        draft.set_edge(new, &Column::of_edge("colour"), values::colour_text(rgb), at);
                    }
                }
                ("DateTime", value) => draft.set_edge(new, &Column::of_edge("date"), plain(value), at),
                (name, value) => {
                    draft.set_edge(new, &columns.of_edge(name), cell(value), at);
                }
            }
        }
    }
    draft.finish(FORMAT, &text)
}

/// A value as words.
fn plain(value: &Node<'_>) -> String {
    match &value.value {
        // A type is an object with a name.
        Json::Map(_) => value.first_of(&["Name", "name"]).map(plain).unwrap_or_default(),
        _ => value.key_text().unwrap_or_default().to_owned(),
    }
}

fn cell<'n>(value: &'n Node<'_>) -> Cell<'n> {
    if value.is_map() { Cell::from(plain(value)) } else { json::cell(value) }
}

/// A colour by its name, or by shares from 0 to 1.
fn colour(value: &Node<'_>) -> Option<[u8; 3]> {
    if let Some(name) = value.get("name").and_then(Node::text) {
        return values::colour(name);
    }
    let part = |name: &str| value.get(name).and_then(Node::number).map(|n| (n.clamp(0.0, 1.0) * 255.0).round() as u8);
    Some([part("red")?, part("green")?, part("blue")?])
}

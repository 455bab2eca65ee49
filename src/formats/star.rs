//! Reads Constellation's `.star`: a ZIP archive with one JSON text, `graph.txt`.
//!
//! Format: as Constellation's `GraphJsonWriter` writes it: an array of a header and of parts called graph, vertex,
//! transaction and meta, each a list of attributes and a list of records. y points upwards there.

use serde_json::{Map, Value as Json};

use crate::base::Task;
use crate::formats::foreign::archive::{self, Archive};
use crate::formats::foreign::{At, Cell, Column, Draft, Undeclared, decode, values};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};
use crate::model::Value;

/// The key of the format.
pub(super) const FORMAT: &str = "constellation";

/// The member that holds the graph.
const MEMBER: &str = "graph.txt";

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
    let is = archive::is_zip(bytes) && archive::mentions(bytes, MEMBER);
    if is { Certainty::Sure } else { Certainty::No }
}

/// Reads a graph. Linear in the file.
///
/// # Errors
/// [`ReadError`] says what is wrong.
pub(super) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let content = Archive::open(bytes, &options.limits)?.member(MEMBER)?;
    let mut draft = Draft::new(options, task, Undeclared::Fault);
    let text = decode(&content, None, &mut draft.report)?;
    let malformed = |problem: String, place| ReadError::Malformed { format: "graph of Constellation", place, problem };
    let parts: Vec<Map<String, Json>> = serde_json::from_str(&text).map_err(|error| {
        let place = crate::formats::Place { line: error.line() as u32, column: error.column() as u32 };
        malformed(error.to_string(), Some(place))
    })?;
    let records = |name: &str| {
        let part = parts.iter().find_map(|part| part.get(name))?.as_array()?;
        part.iter().find_map(|section| section.get("data"))?.as_array()
    };
    let Some(vertices) = records("vertex") else {
        return Err(malformed("it has no vertices".into(), None));
    };
    let at = At::Nowhere;
    for vertex in vertices.iter().filter_map(Json::as_object) {
        let Some(key) = vertex.get("vx_id_").map(plain) else {
            draft.report.error(at, "a vertex has no id", "", "left it out");
            continue;
        };
        let node = draft.node(&key, at)?;
        let number = |name: &str| vertex.get(name).and_then(Json::as_f64);
        if let (Some(x), Some(y)) = (number("x"), number("y")) {
            draft.place(node, x * SCALE, -y * SCALE);
        }
        for (name, value) in vertex {
            match (name.as_str(), value) {
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
                    if let Some(cell) = cell(value) {
                        draft.set_node(node, &Column::of_node(name), cell, at);
                    }
                }
            }
        }
    }
    for (row, edge) in records("transaction").into_iter().flatten().filter_map(Json::as_object).enumerate() {
        let (Some(from), Some(to)) = (edge.get("vx_src_").map(plain), edge.get("vx_dst_").map(plain)) else {
            draft.report.error(at, "a transaction lacks an end", row + 1, "left it out");
            continue;
        };
        let (from, to) = (draft.refer(&from, at)?, draft.refer(&to, at)?);
        let key = edge.get("tx_id_").map(plain);
        let directed = edge.get("tx_dir_").and_then(Json::as_bool);
        let new = draft.edge(key.as_deref(), from, to, directed)?;
        for (name, value) in edge {
            match (name.as_str(), value) {
                (name, _) if DRAWING.contains(&name) => {}
                ("color", value) => {
                    if let Some(rgb) = colour(value) {
                        draft.set_edge(new, &Column::of_edge("colour"), values::colour_text(rgb), at);
                    }
                }
                ("DateTime", value) => draft.set_edge(new, &Column::of_edge("date"), plain(value), at),
                (name, value) => {
                    if let Some(cell) = cell(value) {
                        draft.set_edge(new, &Column::of_edge(name), cell, at);
                    }
                }
            }
        }
    }
    draft.finish(FORMAT, &text)
}

/// A value as words.
fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        // A type is an object with a name.
        Json::Object(map) => map.get("Name").or_else(|| map.get("name")).map(plain).unwrap_or_default(),
        other => other.to_string(),
    }
}

fn cell(value: &Json) -> Option<Cell<'static>> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(flag) => Cell::Flag(*flag),
        Json::Number(number) => Cell::Number(number.as_f64()?),
        Json::String(text) => Cell::from(text.clone()),
        Json::Array(items) => Cell::Value(Value::List(items.iter().map(|i| Value::Text(plain(i))).collect())),
        Json::Object(_) => Cell::from(plain(value)),
    })
}

/// A colour by its name, or by shares from 0 to 1.
fn colour(value: &Json) -> Option<[u8; 3]> {
    if let Some(name) = value.get("name").and_then(Json::as_str) {
        return values::colour(name);
    }
    let part = |name: &str| value.get(name).and_then(Json::as_f64).map(|n| (n.clamp(0.0, 1.0) * 255.0).round() as u8);
    Some([part("red")?, part("green")?, part("blue")?])
}

//! Writes DOT: what Graphviz draws by its own attributes, everything else under its name.

use std::io::Write;

use crate::base::{Cancelled, Task};
use crate::formats::Exported;
use crate::formats::foreign::carry::{self, Carried, Carrier};
use crate::formats::foreign::{COLOUR, values};
use crate::model::{Direction, Graph};

/// After how many records the work looks whether it was cancelled.
const RECORDS_PER_CHECK: usize = 4096;

/// Attributes of Graphviz that are read as something of ours, or change how an element is read. A property of such a
/// name is written with a prefix.
const TAKEN: &[&str] =
    &["pos", "xlabel", "style", "URL", "href", "tooltip", "dir", "id", "label", "fillcolor", "tailport", "headport"];

/// The shapes that Graphviz draws. It warns of any other, such as those of yEd.
const SHAPES: &[&str] = &[
    "Mcircle",
    "Mdiamond",
    "Mrecord",
    "Msquare",
    "assembly",
    "box",
    "box3d",
    "cds",
    "circle",
    "component",
    "cylinder",
    "diamond",
    "doublecircle",
    "doubleoctagon",
    "egg",
    "ellipse",
    "fivepoverhang",
    "folder",
    "hexagon",
    "house",
    "insulator",
    "invhouse",
    "invtrapezium",
    "invtriangle",
    "larrow",
    "lpromoter",
    "none",
    "note",
    "noverhang",
    "octagon",
    "oval",
    "parallelogram",
    "pentagon",
    "plain",
    "plaintext",
    "point",
    "polygon",
    "primersite",
    "promoter",
    "proteasesite",
    "proteinstab",
    "rarrow",
    "record",
    "rect",
    "rectangle",
    "restrictionsite",
    "ribosite",
    "rnastab",
    "rpromoter",
    "septagon",
    "signature",
    "square",
    "star",
    "tab",
    "terminator",
    "threepoverhang",
    "trapezium",
    "triangle",
    "tripleoctagon",
    "underline",
    "utr",
];

/// Writes a graph.
///
/// # Errors
/// When the work was cancelled.
pub(crate) fn write(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let carrier = Carrier::new(graph);
    let all_undirected =
        graph.relationship_count() > 0 && graph.relationships_unsorted().all(|r| r.direction == Direction::Neither);
    let mut out = Vec::with_capacity(graph.entity_count() * 150 + graph.relationship_count() * 120);
    out.extend_from_slice(if all_undirected { b"graph {\n" } else { b"digraph {\n" });
    let meta = graph.meta();
    for (name, text) in [("label", &meta.title), ("comment", &meta.description)] {
        if !text.is_empty() {
            let _ = write!(out, "  {name}=");
            quoted(&mut out, text);
            out.extend_from_slice(b";\n");
        }
    }
    for (index, entity) in graph.entities().into_iter().enumerate() {
        if index.is_multiple_of(RECORDS_PER_CHECK) {
            task.check()?;
        }
        out.extend_from_slice(b"  ");
        id(&mut out, entity.id.as_str());
        out.extend_from_slice(b" [label=");
        quoted(&mut out, &entity.name);
        carrier.entity(entity, &mut |name, held| attribute(&mut out, name, &held));
        let colour = entity.properties.get(COLOUR).map(ToString::to_string);
        if let Some(rgb) = colour.and_then(|text| values::colour(&text)) {
            let _ = write!(out, ", style=filled, fillcolor=\"{}\"", values::colour_text(rgb));
        }
        if let Some(at) = carrier.position(entity) {
            let _ = write!(out, ", pos=\"{},{}\"", at.x, -at.y);
        }
        out.extend_from_slice(b"];\n");
    }
    for (index, relationship) in graph.relationships().into_iter().enumerate() {
        if index.is_multiple_of(RECORDS_PER_CHECK) {
            task.check()?;
        }
        out.extend_from_slice(b"  ");
        id(&mut out, relationship.from.as_str());
        out.extend_from_slice(if all_undirected { b" -- " } else { b" -> " });
        id(&mut out, relationship.to.as_str());
        out.extend_from_slice(b" [id=");
        quoted(&mut out, relationship.id.as_str());
        if !relationship.label.is_empty() {
            out.extend_from_slice(b", label=");
            quoted(&mut out, &relationship.label);
        }
        match relationship.direction {
            Direction::Neither if !all_undirected => out.extend_from_slice(b", dir=none"),
            Direction::Both => out.extend_from_slice(b", dir=both"),
            Direction::Neither | Direction::Forward => {}
        }
        carrier.relationship(relationship, &mut |name, held| {
            if name != "direction" {
                attribute(&mut out, name, &held);
            }
        });
        out.extend_from_slice(b"];\n");
    }
    out.extend_from_slice(b"}\n");
    Ok(Exported { bytes: out, left_out: carry::left_out(graph) })
}

fn attribute(out: &mut Vec<u8>, name: &str, held: &Carried<'_>) {
    out.extend_from_slice(b", ");
    let is_taken = TAKEN.contains(&name) || (name == "shape" && !SHAPES.contains(&&*held.text()));
    if is_taken {
        quoted(out, &format!("property:{name}"));
    } else {
        id(out, name);
    }
    out.push(b'=');
    quoted(out, &held.text());
}

/// A name: bare where it is a word, else in quotes with only the quotes in it escaped, as names have no escapes.
fn id(out: &mut Vec<u8>, text: &str) {
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !super::read::is_keyword(text);
    if is_word {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '"' {
            out.push(b'\\');
        }
        let mut buffer = [0; 4];
        out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
        // A backslash at the end would hide the quote that closes.
        if c == '\\' && matches!(chars.peek(), None | Some('"')) {
            out.push(b'\\');
        }
    }
    out.push(b'"');
}

/// A text with escapes, as labels are.
fn quoted(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for c in text.chars() {
        match c {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            c => {
                let mut buffer = [0; 4];
                out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
            }
        }
    }
    out.push(b'"');
}

//! Writes GML in ASCII, with whole numbers for ids and labels that differ, as networkx and igraph want them.

use std::io::Write;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{OWN_ID, PROPERTY};
use crate::base::{Cancelled, Task};
use crate::formats::Exported;
use crate::formats::foreign::carry::{self, Carried, Carrier};
use crate::model::{Direction, Graph};

/// After how many records the work looks whether it was cancelled.
const RECORDS_PER_CHECK: usize = 4096;

/// Keys that mean something else, or that a reader looks for.
const TAKEN: &[&str] = &[
    "id",
    "label",
    "name",
    "source",
    "target",
    "graphics",
    "LabelGraphics",
    "gid",
    "isGroup",
    "parent",
    OWN_ID,
    PROPERTY,
];

/// Writes a graph.
///
/// # Errors
/// When the work was cancelled.
pub(crate) fn write(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let carrier = Carrier::new(graph);
    let all_undirected =
        graph.relationship_count() > 0 && graph.relationships_unsorted().all(|r| r.direction == Direction::Neither);
    let mut out = Vec::with_capacity(graph.entity_count() * 200 + graph.relationship_count() * 150);
    let mut pairs = FxHashSet::default();
    let several = graph.relationships_unsorted().any(|r| {
        let forward = !all_undirected || r.from <= r.to;
        !pairs.insert(if forward { (&r.from, &r.to) } else { (&r.to, &r.from) })
    });
    let _ = writeln!(out, "Creator \"Liaison\"\ngraph [\n  directed {}", u8::from(!all_undirected));
    if several {
        out.extend_from_slice(b"  multigraph 1\n");
    }
    let meta = graph.meta();
    for (key, text) in [("label", &meta.title), ("comment", &meta.description)] {
        if !text.is_empty() {
            field(&mut out, "  ", key, &Carried::Text(text.as_str().into()));
        }
    }
    let mut numbers = FxHashMap::default();
    let mut labels = FxHashSet::default();
    for (index, entity) in graph.entities().into_iter().enumerate() {
        if index.is_multiple_of(RECORDS_PER_CHECK) {
            task.check()?;
        }
        numbers.insert(&entity.id, index);
        let _ = writeln!(out, "  node [\n    id {index}");
        let label = carry::unused(&mut labels, &entity.name);
        field(&mut out, "    ", "label", &Carried::Text(label.as_str().into()));
        if label != entity.name {
            field(&mut out, "    ", "name", &Carried::Text(entity.name.as_str().into()));
        }
        field(&mut out, "    ", OWN_ID, &Carried::Text(entity.id.as_str().into()));
        carrier.entity(entity, &mut |name, held| attribute(&mut out, name, &held));
        if let Some(at) = carrier.position(entity) {
            out.extend_from_slice(b"    graphics [\n      x ");
            number(&mut out, f64::from(at.x));
            out.extend_from_slice(b"\n      y ");
            number(&mut out, f64::from(at.y));
            out.extend_from_slice(b"\n    ]\n");
        }
        out.extend_from_slice(b"  ]\n");
    }
    for (index, relationship) in graph.relationships().into_iter().enumerate() {
        if index.is_multiple_of(RECORDS_PER_CHECK) {
            task.check()?;
        }
        let end = |id| numbers.get(id).copied().unwrap_or_default();
        let (from, to) = (end(&relationship.from), end(&relationship.to));
        let _ = writeln!(out, "  edge [\n    source {from}\n    target {to}");
        field(&mut out, "    ", OWN_ID, &Carried::Text(relationship.id.as_str().into()));
        if !relationship.label.is_empty() {
            field(&mut out, "    ", "label", &Carried::Text(relationship.label.as_str().into()));
        }
        if relationship.direction == Direction::Neither && !all_undirected {
            field(&mut out, "    ", "direction", &Carried::Text(Direction::Neither.key().into()));
        }
        carrier.relationship(relationship, &mut |name, held| attribute(&mut out, name, &held));
        out.extend_from_slice(b"  ]\n");
    }
    out.extend_from_slice(b"]\n");
    Ok(Exported { bytes: out, left_out: carry::left_out(graph) })
}

fn attribute(out: &mut Vec<u8>, name: &str, held: &Carried<'_>) {
    let is_key = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric())
        && !matches!(name, "NAN" | "INF" | "nan" | "inf" | "NaN" | "Infinity")
        && !TAKEN.contains(&name);
    if is_key && !matches!(held, Carried::Flag(_)) {
        field(out, "    ", name, held);
        return;
    }
    let _ = writeln!(out, "    {PROPERTY} [");
    field(out, "      ", "name", &Carried::Text(name.into()));
    field(out, "      ", "value", held);
    if let Carried::Flag(_) = held {
        out.extend_from_slice(b"      type \"flag\"\n");
    }
    out.extend_from_slice(b"    ]\n");
}

fn field(out: &mut Vec<u8>, indent: &str, key: &str, held: &Carried<'_>) {
    let _ = write!(out, "{indent}{key} ");
    match held {
        Carried::Number(value) => number(out, *value),
        Carried::Flag(flag) => {
            let _ = write!(out, "{}", u8::from(*flag));
        }
        Carried::Text(text) => {
            out.push(b'"');
            for c in text.chars() {
                match c {
                    '"' => out.extend_from_slice(b"&quot;"),
                    '&' => out.extend_from_slice(b"&amp;"),
                    ' '..='~' => out.push(c as u8),
                    c => {
                        let _ = write!(out, "&#{};", u32::from(c));
                    }
                }
            }
            out.push(b'"');
        }
    }
    out.push(b'\n');
}

/// A number as GML has them: whole ones within 32 bits, others with a point.
fn number(out: &mut Vec<u8>, value: f64) {
    let whole = value.fract() == 0.0 && value.abs() < 2_147_483_647.0;
    let text = if whole { format!("{value:.0}") } else { format!("{value:?}") };
    let text = match text.split_once('e') {
        Some((digits, power)) if !digits.contains('.') => format!("{digits}.0e{power}"),
        _ => text,
    };
    out.extend_from_slice(text.as_bytes());
}

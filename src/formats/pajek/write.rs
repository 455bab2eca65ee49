//! Writes Pajek: names, places, weights, labels and types of relationships.

use std::collections::BTreeMap;
use std::io::Write;

use rustc_hash::{FxHashMap, FxHashSet};

use super::EXTENT;
use crate::base::{Cancelled, Rect, Task};
use crate::formats::Exported;
use crate::formats::foreign::carry::{self, Carrier};
use crate::model::{Direction, Graph, Relationship};

/// Writes a graph.
///
/// # Errors
/// When the work was cancelled.
pub(crate) fn write(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let carrier = Carrier::new(graph);
    let mut out = Vec::with_capacity(graph.entity_count() * 60 + graph.relationship_count() * 40);
    if !graph.meta().title.is_empty() {
        let _ = writeln!(out, "*Network {}", graph.meta().title.replace(['\r', '\n'], " "));
    }
    let _ = writeln!(out, "*Vertices {}", graph.entity_count());
    let entities = graph.entities();
    // Shares of the picture, from 0 to 1, of equal scale both ways.
    let bounds = Rect::around(entities.iter().filter_map(|e| carrier.position(e)));
    let fits =
        [bounds.min.x, bounds.min.y, bounds.max.x, bounds.max.y].iter().all(|c| (0.0..=EXTENT as f32).contains(c));
    let largest = f64::from(bounds.width().max(bounds.height()).max(f32::MIN_POSITIVE));
    let share = |at: f32, from: f32| if fits { f64::from(at) / EXTENT } else { f64::from(at - from) / largest };
    let mut numbers = FxHashMap::default();
    let mut names = FxHashSet::default();
    let mut renamed = 0;
    task.check()?;
    for (index, entity) in entities.iter().enumerate() {
        numbers.insert(&entity.id, index + 1);
        let name = carry::unused(&mut names, &one_line(&entity.name));
        renamed += usize::from(name != entity.name);
        let _ = write!(out, "{} ", index + 1);
        quoted(&mut out, &name);
        if let Some(at) = carrier.position(entity) {
            let _ = write!(out, " {} {}", share(at.x, bounds.min.x), share(at.y, bounds.min.y));
        }
        out.push(b'\n');
    }
    task.check()?;
    // A part for each type and kind of line; types have numbers of their own.
    let mut parts: BTreeMap<(&str, bool), Vec<&Relationship>> = BTreeMap::new();
    for relationship in graph.relationships() {
        let kind = graph.schema().relationship_types.get(&relationship.kind);
        let kind = kind.map_or(relationship.kind.as_str(), |t| t.name.as_str());
        parts.entry((kind, relationship.direction != Direction::Neither)).or_default().push(relationship);
    }
    let mut relations: Vec<&str> = parts.keys().map(|(kind, _)| *kind).collect();
    relations.dedup();
    for ((kind, directed), members) in &parts {
        task.check()?;
        out.extend_from_slice(if *directed { b"*Arcs" } else { b"*Edges" });
        let number = relations.iter().position(|r| r == kind).map_or(1, |at| at + 1);
        let _ = write!(out, " :{number} ");
        quoted(&mut out, &one_line(kind));
        out.push(b'\n');
        for relationship in members {
            let end = |id| numbers.get(id).copied().unwrap_or_default();
            let _ = write!(out, "{} {}", end(&relationship.from), end(&relationship.to));
            if relationship.weight.is_some() || !relationship.label.is_empty() {
                let _ = write!(out, " {}", relationship.weight.unwrap_or(1.0));
            }
            if !relationship.label.is_empty() {
                out.extend_from_slice(b" l ");
                quoted(&mut out, &one_line(&relationship.label));
            }
            out.push(b'\n');
        }
    }
    Ok(Exported { bytes: out, left_out: left_out(graph, &carrier, renamed) })
}

fn left_out(graph: &Graph, carrier: &Carrier<'_>, renamed: usize) -> Vec<crate::formats::Issue> {
    let mut issues = carry::left_out(graph);
    let (of_entities, of_relationships) = carrier.attributes();
    let names = |all: carry::Attributes, kept: &[&str]| {
        all.into_keys().filter(|name| !kept.contains(&name.as_str())).collect::<Vec<_>>().join(", ")
    };
    for (what, names) in
        [("entities", names(of_entities, &[])), ("relationships", names(of_relationships, &["type", "weight"]))]
    {
        if !names.is_empty() {
            issues.push(carry::loss(format!("fields of {what} not carried over: {names}")));
        }
    }
    if renamed > 0 {
        issues.push(carry::loss(format!("{renamed} names changed, because names in Pajek differ and have one line")));
    }
    let both = graph.relationships_unsorted().filter(|r| r.direction == Direction::Both).count();
    if both > 0 {
        issues.push(carry::loss(format!("{both} relationships that point both ways are written as one way")));
    }
    issues
}

fn one_line(text: &str) -> String {
    text.split(['\r', '\n']).collect::<Vec<_>>().join(" ")
}

fn quoted(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push(b'\\');
        }
        let mut buffer = [0; 4];
        out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
    }
    out.push(b'"');
}

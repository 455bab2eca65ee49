//! Writes Pajek: names, places, weights, labels and types of relationships.

use std::io::Write;

use rustc_hash::{FxHashMap, FxHashSet};

use super::EXTENT;
use crate::base::{Cancelled, Rect, Task};
use crate::formats::Exported;
use crate::formats::foreign::carry::{self, Carrier};
use crate::model::{Direction, Graph, Relationship};

/// After how many records the work looks whether it was cancelled.
const RECORDS_PER_CHECK: usize = 4096;

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
        let name = carry::unused(&mut names, &plain(&entity.name));
        renamed += usize::from(name != entity.name);
        let _ = write!(out, "{} \"{name}\"", index + 1);
        if let Some(at) = carrier.position(entity) {
            let _ = write!(out, " {} {}", share(at.x, bounds.min.x), share(at.y, bounds.min.y));
        }
        out.push(b'\n');
    }
    task.check()?;
    // One part for each kind of line: networkx and igraph read no others, and no relations with numbers and names.
    let relationships = graph.relationships();
    for (header, directed) in [("*Arcs", true), ("*Edges", false)] {
        let mut here =
            relationships.iter().filter(|r| (r.direction != Direction::Neither) == directed).enumerate().peekable();
        if here.peek().is_some() {
            let _ = writeln!(out, "{header}");
        }
        for (index, relationship) in here {
            if index.is_multiple_of(RECORDS_PER_CHECK) {
                task.check()?;
            }
            let end = |id| numbers.get(id).copied().unwrap_or_default();
            let _ = write!(out, "{} {}", end(&relationship.from), end(&relationship.to));
            let label = label(graph, relationship);
            if relationship.weight.is_some() || !label.is_empty() {
                let _ = write!(out, " {}", carry::number_text(relationship.weight.unwrap_or(1.0)));
            }
            if !label.is_empty() {
                let _ = write!(out, " l \"{}\"", plain(label));
            }
            out.push(b'\n');
        }
    }
    Ok(Exported { bytes: out, left_out: left_out(graph, &carrier, renamed) })
}

/// The label of a line: the relationship's own, else its type, where that says anything.
fn label<'g>(graph: &'g Graph, relationship: &'g Relationship) -> &'g str {
    if !relationship.label.is_empty() || relationship.kind.as_str() == "related-to" {
        return &relationship.label;
    }
    graph.schema().relationship_types.get(&relationship.kind).map_or(relationship.kind.as_str(), |t| &t.name)
}

fn left_out(graph: &Graph, carrier: &Carrier<'_>, renamed: usize) -> Vec<crate::formats::Issue> {
    let mut issues = carry::left_out(graph);
    let (of_entities, of_relationships) = carrier.attributes();
    let names = |all: carry::Attributes, kept: &[&str]| {
        all.into_keys().filter(|name| !kept.contains(&name.as_str())).collect::<Vec<_>>().join(", ")
    };
    for (what, names) in [
        ("entities", names(of_entities, &[])),
        ("relationships", names(of_relationships, &["type", "weight", "direction"])),
    ] {
        if !names.is_empty() {
            issues.push(carry::loss(format!("fields of {what} not carried over: {names}")));
        }
    }
    if renamed > 0 {
        issues.push(carry::loss(format!(
            "{renamed} names changed, because names in Pajek differ, have one line and no quotes"
        )));
    }
    let labelled =
        graph.relationships_unsorted().filter(|r| !r.label.is_empty() && r.kind.as_str() != "related-to").count();
    if labelled > 0 {
        issues.push(carry::loss(format!("types of {labelled} relationships not carried over: they have a label")));
    }
    let both = graph.relationships_unsorted().filter(|r| r.direction == Direction::Both).count();
    if both > 0 {
        issues.push(carry::loss(format!("{both} relationships that point both ways are written as one way")));
    }
    issues
}

/// A text as it can stand in quotes: Pajek has no escapes and no line ends.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '"' => '\'',
            '\\' => '/',
            '\r' | '\n' => ' ',
            c => c,
        })
        .collect()
}

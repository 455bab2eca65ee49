//! Marks in words: what a screen reader says of them, and what tests click by.

use crate::model::{Entity, Graph, Stance, Status};
use crate::scene::{SceneEdge, SceneNode, SceneNote};

/// `Kim Jong Un, Person, 3 relationships`, or `Voices, group of 2 entities, 1 relationship`.
pub(super) fn of_node(graph: &Graph, node: &SceneNode) -> String {
    if let Some(folded) = &node.folded {
        let (entities, relationships) =
            (counted_entities(folded.members.len()), counted(node.degree as usize, "relationship"));
        let name = if folded.lines[1].is_empty() { "Unnamed" } else { &folded.lines[0] };
        return format!("{name}, group of {entities}, {relationships}");
    }
    let name = graph.entity(&node.id).map_or("", |entity| entity.name.trim());
    let name = if name.is_empty() { "Unnamed" } else { name };
    format!("{name}, {}, {}", node.kind.name, counted(node.degree as usize, "relationship"))
}

/// More on a node: `proposed, pinned, 2 hidden neighbours`; may be empty.
pub(super) fn more_on_node(graph: &Graph, node: &SceneNode) -> String {
    let mut parts = Vec::new();
    match graph.entity(&node.id).map(|entity| entity.status) {
        None | Some(Status::InEffect) => {}
        Some(status) => parts.push(status.label().to_lowercase()),
    }
    if node.anchor == crate::scene::Anchor::Pinned {
        parts.push("pinned".into());
    }
    if node.hidden_neighbours > 0 {
        parts.push(counted(node.hidden_neighbours as usize, "hidden neighbour"));
    }
    parts.join(", ")
}

/// `Trump administration proposes Liaison office in Pyongyang, very likely`.
pub(super) fn of_edge(graph: &Graph, edge: &SceneEdge) -> String {
    let name = |id| graph.entity(id).map_or("?", |entity: &std::sync::Arc<Entity>| entity.name.as_str());
    let Some(relationship) = graph.relationship(&edge.id) else { return String::new() };
    let (from, to) = (name(&relationship.from), name(&relationship.to));
    if !edge.others.is_empty() {
        return format!("{} between {from} and {to}", counted(edge.others.len() + 1, "relationship"));
    }
    match relationship.likelihood {
        Some(likelihood) => format!("{from} {} {to}, {}", edge.label, likelihood.label().to_lowercase()),
        None => format!("{from} {} {to}", edge.label),
    }
}

/// What the evidence for an edge does: `2 sources support, 1 disputes`; may be empty.
pub(super) fn more_on_edge(graph: &Graph, edge: &SceneEdge) -> String {
    let Some(relationship) = graph.relationship(&edge.id).filter(|_| edge.others.is_empty()) else {
        return String::new();
    };
    let count = |stance| relationship.evidence.iter().filter(|piece| piece.stance == stance).count();
    let mut parts = Vec::new();
    match count(Stance::Supports) {
        0 => {}
        1 => parts.push("1 source supports".to_owned()),
        n => parts.push(format!("{n} sources support")),
    }
    match count(Stance::Disputes) {
        0 => {}
        1 => parts.push("1 disputes".to_owned()),
        n => parts.push(format!("{n} dispute")),
    }
    parts.join(", ")
}

/// `Note: 1994`, or `Picture: the villa`.
pub(super) fn of_note(note: &SceneNote) -> String {
    let first = note.text.lines().find(|line| !line.trim().is_empty());
    let (kind, otherwise) = if note.image.is_some() { ("Picture", "no caption") } else { ("Note", "empty") };
    format!("{kind}: {}", first.unwrap_or(otherwise).trim().trim_matches(['*', '#', ' ']))
}

fn counted_entities(count: usize) -> String {
    if count == 1 { "1 entity".to_owned() } else { format!("{count} entities") }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

//! A relationship as a sentence, as people and screen readers say it.

use crate::model::{Direction, Graph, Relationship};

/// `Kim Jong Un leads North Korea`; with a label of its own and no direction, `Ann and Ben: hostile to each other`.
#[must_use]
pub fn sentence(graph: &Graph, relationship: &Relationship) -> String {
    let name = |id| match graph.entity(id) {
        Some(entity) if entity.name.trim().is_empty() => "Unnamed",
        Some(entity) => entity.name.as_str(),
        None => "?",
    };
    let (from, to) = (name(&relationship.from), name(&relationship.to));
    let label = relationship.label.trim();
    match relationship.direction {
        Direction::Both | Direction::Neither if !label.is_empty() => format!("{from} and {to}: {label}"),
        _ if !label.is_empty() => format!("{from} {label} {to}"),
        _ => {
            let kind = graph.schema().relationship_types.get(&relationship.kind);
            format!("{from} {} {to}", kind.map_or("?", |kind| kind.name.as_str()))
        }
    }
}

//! Intents about relationships.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::entity::name_or;
use crate::base::{EntityId, RelationshipId, RelationshipTypeId};
use crate::edit::{Edit, Swap, Transaction};
use crate::model::{Direction, Graph, Relationship};

/// Adds `relationship`.
#[must_use]
pub fn connect(graph: &Graph, relationship: Relationship) -> Transaction {
    let name = |id: &EntityId| graph.entity(id).map_or(String::new(), |e| name_or(&e.name, "an entity").into());
    let mut transaction =
        Transaction::new(format!("connect {} and {}", name(&relationship.from), name(&relationship.to)));
    transaction.edits.push(Edit::Relationship(Swap::add(relationship)));
    transaction
}

/// The type that a new relationship between two entities has until somebody says more: `related to`, which asserts
/// nothing that nobody said; in a schema without it, the first by key that allows the two.
#[must_use]
pub fn suggest_type(graph: &Graph, from: &EntityId, to: &EntityId) -> Option<RelationshipTypeId> {
    let (a, b) = (graph.entity(from)?, graph.entity(to)?);
    let schema = graph.schema();
    let mut allowed = schema.relationship_types.keys().filter(|t| schema.allows(t, &a.kind, &b.kind));
    let first = allowed.clone().next();
    allowed.find(|t| t.as_str() == "related-to").or(first).cloned()
}

/// Gives relationships another type.
#[must_use]
pub fn retype_relationships<'a>(
    graph: &Graph,
    ids: impl IntoIterator<Item = &'a RelationshipId>,
    kind: &RelationshipTypeId,
) -> Transaction {
    let ids: Vec<_> = ids.into_iter().collect();
    let label = format!("change the type of {}", describe_relationships(graph, &ids));
    change_relationships(graph, ids, label, |r| r.kind = kind.clone())
}

/// Turns relationships around. One that points both ways or neither way is the same either way and stays.
#[must_use]
pub fn reverse<'a>(graph: &Graph, ids: impl IntoIterator<Item = &'a RelationshipId>) -> Transaction {
    let ids: Vec<_> = ids.into_iter().collect();
    let label = format!("reverse {}", describe_relationships(graph, &ids));
    change_relationships(graph, ids, label, |r| {
        if r.direction == Direction::Forward {
            std::mem::swap(&mut r.from, &mut r.to);
        }
    })
}

/// Moves an end of a relationship to another entity.
#[must_use]
pub fn reattach(graph: &Graph, id: &RelationshipId, from: &EntityId, to: &EntityId) -> Transaction {
    let label = format!("re-attach {}", describe_relationships(graph, &[id]));
    change_relationships(graph, [id], label, |r| {
        r.from.clone_from(from);
        r.to.clone_from(to);
    })
}

/// Changes any field of one or many relationships but their ids; those that it leaves alike are not touched.
pub fn change_relationships<'a>(
    graph: &Graph,
    ids: impl IntoIterator<Item = &'a RelationshipId>,
    label: impl Into<String>,
    change: impl Fn(&mut Relationship),
) -> Transaction {
    let mut transaction = Transaction::new(label);
    // A record that is named twice changes once.
    for id in ids.into_iter().collect::<BTreeSet<_>>() {
        let Some(before) = graph.relationship(id) else { continue };
        let mut after = Relationship::clone(before);
        change(&mut after);
        after.id.clone_from(id);
        if after != **before {
            transaction.edits.push(Edit::Relationship(Swap::change(Arc::clone(before), after)));
        }
    }
    transaction
}

/// `“leads”`, or `3 relationships`.
#[must_use]
pub fn describe_relationships(graph: &Graph, ids: &[&RelationshipId]) -> String {
    match ids {
        [id] => match graph.relationship(id) {
            Some(r) if !r.label.trim().is_empty() => format!("“{}”", name_or(&r.label, "")),
            Some(r) => {
                let name = graph.schema().relationship_types.get(&r.kind).map_or("", |t| t.name.as_str());
                format!("“{name}”")
            }
            None => "a relationship".into(),
        },
        _ => format!("{} relationships", ids.len()),
    }
}

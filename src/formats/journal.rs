//! Transactions as text, for the recovery journal: the records that each edit puts or removes, in the words of the
//! native file.
//!
//! What a record was before is not written: replayed on the graph that the transaction was made for, that graph knows.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Limits;
use super::native::{Layout, Record, read_record, write_record};
use crate::edit::{Edit, Swap, Transaction};
use crate::model::{Graph, Placement, Route};

/// A transaction, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it did.
    pub label: String,
    /// Its edits, in order.
    pub edits: Vec<Written>,
}

/// An edit, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Written {
    /// This record is added, or takes the place of the one with its id.
    Put(String),
    /// The record of this kind and id goes.
    Remove(Kind, String),
}

/// The kinds of records that can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// An entity type.
    EntityType,
    /// A relationship type.
    RelationshipType,
    /// A source.
    Source,
    /// An attachment.
    Attachment,
    /// An entity.
    Entity,
    /// A relationship.
    Relationship,
    /// A view.
    View,
    /// A matrix of competing hypotheses.
    Matrix,
}

/// Writes a transaction.
#[must_use]
pub fn encode(transaction: &Transaction) -> Entry {
    let Transaction { label, edits } = transaction;
    Entry { label: label.clone(), edits: edits.iter().filter_map(encode_edit).collect() }
}

/// `None` for an edit that is about no record; none such was ever applied.
fn encode_edit(edit: &Edit) -> Option<Written> {
    fn swap<T>(swap: &Swap<T>, record: fn(Arc<T>) -> Record, kind: Kind, id: impl Fn(&T) -> String) -> Option<Written> {
        match (&swap.before, &swap.after) {
            (_, Some(after)) => Some(put(&record(Arc::clone(after)))),
            (Some(before), None) => Some(Written::Remove(kind, id(before))),
            (None, None) => None,
        }
    }
    match edit {
        Edit::Meta(Swap { before: _, after }) => after.as_ref().map(|meta| put(&Record::Meta(Arc::clone(meta)))),
        Edit::EntityType(s) => swap(s, Record::EntityType, Kind::EntityType, |t| t.id.to_string()),
        Edit::RelationshipType(s) => swap(s, Record::RelationshipType, Kind::RelationshipType, |t| t.id.to_string()),
        Edit::Source(s) => swap(s, Record::Source, Kind::Source, |r| r.id.to_string()),
        Edit::Attachment(s) => swap(s, Record::Attachment, Kind::Attachment, |a| a.hash.to_string()),
        Edit::Entity(s) => swap(s, Record::Entity, Kind::Entity, |e| e.id.to_string()),
        Edit::Relationship(s) => swap(s, Record::Relationship, Kind::Relationship, |r| r.id.to_string()),
        Edit::View(s) => swap(s, Record::View, Kind::View, |v| v.id.to_string()),
        Edit::Matrix(s) => swap(s, Record::Matrix, Kind::Matrix, |m| m.id.to_string()),
        Edit::Place { view, entity, before: _, after } => {
            Some(put(&Record::Placement(view.clone(), entity.clone(), *after)))
        }
        Edit::Route { view, relationship, before: _, after } => {
            Some(put(&Record::Route(view.clone(), relationship.clone(), *after)))
        }
    }
}

fn put(record: &Record) -> Written {
    Written::Put(write_record(record, Layout::OneLine))
}

/// Does an entry again on `graph`, and says which transaction that was.
///
/// # Errors
/// A sentence, when a record cannot be read or does not fit; `graph` may then be changed in part.
pub fn replay(entry: &Entry, graph: &mut Graph) -> Result<Transaction, String> {
    let mut whole = Transaction::new(&entry.label);
    for written in &entry.edits {
        let step = Transaction { label: entry.label.clone(), edits: vec![decode_edit(written, graph)?] };
        // Edit by edit, since a later one may change again what an earlier one changed.
        step.apply_to(graph).map_err(|error| error.to_string())?;
        whole.edits.extend(step.edits);
    }
    Ok(whole)
}

fn decode_edit(written: &Written, graph: &Graph) -> Result<Edit, String> {
    match written {
        Written::Put(text) => {
            let record = read_record(text, &Limits::default()).map_err(|error| error.to_string())?;
            Ok(match record {
                Record::Meta(after) => Edit::Meta(Swap { before: Some(Arc::clone(graph.meta())), after: Some(after) }),
                Record::EntityType(after) => {
                    let before = graph.schema().entity_types.get(&after.id).cloned();
                    Edit::EntityType(Swap { before, after: Some(after) })
                }
                Record::RelationshipType(after) => {
                    let before = graph.schema().relationship_types.get(&after.id).cloned();
                    Edit::RelationshipType(Swap { before, after: Some(after) })
                }
                Record::Source(after) => {
                    Edit::Source(Swap { before: graph.sources().get(&after.id).cloned(), after: Some(after) })
                }
                Record::Attachment(after) => {
                    Edit::Attachment(Swap { before: graph.attachments().get(&after.hash).cloned(), after: Some(after) })
                }
                Record::Entity(after) => {
                    Edit::Entity(Swap { before: graph.entity(&after.id).cloned(), after: Some(after) })
                }
                Record::Relationship(after) => {
                    Edit::Relationship(Swap { before: graph.relationship(&after.id).cloned(), after: Some(after) })
                }
                Record::View(after) => {
                    let before = graph.views().get(&after.id).map(|state| Arc::clone(&state.view));
                    Edit::View(Swap { before, after: Some(after) })
                }
                Record::Matrix(after) => {
                    Edit::Matrix(Swap { before: graph.matrices().get(&after.id).cloned(), after: Some(after) })
                }
                Record::Placement(view, entity, after) => {
                    let before = graph.views().get(&view).map_or_else(Placement::default, |s| s.placement(&entity));
                    Edit::Place { view, entity, before, after }
                }
                Record::Route(view, relationship, after) => {
                    let before = graph.views().get(&view).map_or_else(Route::default, |s| s.route(&relationship));
                    Edit::Route { view, relationship, before, after }
                }
            })
        }
        Written::Remove(kind, id) => {
            fn gone<T>(record: Option<&Arc<T>>, id: &str) -> Result<Swap<T>, String> {
                let before = record.ok_or_else(|| format!("there is no {id:?} to remove"))?;
                Ok(Swap::remove(Arc::clone(before)))
            }
            let schema = graph.schema();
            Ok(match kind {
                Kind::EntityType => Edit::EntityType(gone(schema.entity_types.get(id.as_str()), id)?),
                Kind::RelationshipType => Edit::RelationshipType(gone(schema.relationship_types.get(id.as_str()), id)?),
                Kind::Source => Edit::Source(gone(graph.sources().get(id.as_str()), id)?),
                Kind::Attachment => {
                    let hash = id.parse()?;
                    Edit::Attachment(gone(graph.attachments().get(&hash), id)?)
                }
                Kind::Entity => {
                    let key = id.parse().map_err(|error| format!("{error}"))?;
                    Edit::Entity(gone(graph.entity(&key), id)?)
                }
                Kind::Relationship => {
                    let key = id.parse().map_err(|error| format!("{error}"))?;
                    Edit::Relationship(gone(graph.relationship(&key), id)?)
                }
                Kind::View => {
                    let state = graph.views().get(id.as_str());
                    Edit::View(gone(state.map(|s| &s.view), id)?)
                }
                Kind::Matrix => Edit::Matrix(gone(graph.matrices().get(id.as_str()), id)?),
            })
        }
    }
}

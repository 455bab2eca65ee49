//! Edits and transactions: record changes with before and after.

use std::sync::Arc;

use crate::base::{EntityId, RelationshipId, ViewId};
use crate::model::{
    Attachment, Entity, EntityType, Graph, GraphError, Matrix, Meta, Placement, RecordName, Relationship,
    RelationshipType, Route, Source, View,
};

/// A record before and after a change: added when there is no before, removed when there is no after.
#[derive(Debug, PartialEq)]
pub struct Swap<T> {
    /// As it was.
    pub before: Option<Arc<T>>,
    /// As it becomes.
    pub after: Option<Arc<T>>,
}

impl<T> Swap<T> {
    /// A new record.
    pub fn add(after: T) -> Self {
        Self { before: None, after: Some(Arc::new(after)) }
    }

    /// A record that goes.
    #[must_use]
    pub fn remove(before: Arc<T>) -> Self {
        Self { before: Some(before), after: None }
    }

    /// A record that changes.
    pub fn change(before: Arc<T>, after: T) -> Self {
        Self { before: Some(before), after: Some(Arc::new(after)) }
    }

    /// The record after the change, or before it when it goes.
    #[must_use]
    pub fn either(&self) -> Option<&Arc<T>> {
        self.after.as_ref().or(self.before.as_ref())
    }

    fn inverted(&self) -> Self {
        Self { before: self.after.clone(), after: self.before.clone() }
    }

    fn bytes(&self, of: impl Fn(&T) -> usize) -> usize {
        self.before.as_deref().map_or(0, &of) + self.after.as_deref().map_or(0, &of)
    }
}

impl<T> Clone for Swap<T> {
    fn clone(&self) -> Self {
        Self { before: self.before.clone(), after: self.after.clone() }
    }
}

/// A change of one record.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the fields are named like what they hold")]
pub enum Edit {
    /// What the graph says of itself; always there before and after.
    Meta(Swap<Meta>),
    /// An entity type.
    EntityType(Swap<EntityType>),
    /// A relationship type.
    RelationshipType(Swap<RelationshipType>),
    /// A source.
    Source(Swap<Source>),
    /// An attachment.
    Attachment(Swap<Attachment>),
    /// An entity.
    Entity(Swap<Entity>),
    /// A relationship.
    Relationship(Swap<Relationship>),
    /// A view, apart from placements and routes.
    View(Swap<View>),
    /// A matrix of competing hypotheses.
    Matrix(Swap<Matrix>),
    /// Where an entity stands in a view.
    Place { view: ViewId, entity: EntityId, before: Placement, after: Placement },
    /// How a relationship runs in a view.
    Route { view: ViewId, relationship: RelationshipId, before: Route, after: Route },
}

/// Why one edit of a transaction does not fit the graph.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The record is not as the edit says that it was.
    #[error("{0} has changed since the edit was made")]
    Stale(RecordName),
    /// The edit has neither before nor after, or names two records.
    #[error("an edit is not about one record")]
    Malformed,
    /// The result would not be a valid graph.
    #[error(transparent)]
    Graph(#[from] GraphError),
}

/// A transaction that was refused; the graph is as it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{label:?} was not done: {why}")]
pub struct EditError {
    /// What was wanted.
    pub label: String,
    /// Which of its edits did not fit, counted from 0.
    pub index: usize,
    /// Why.
    pub why: Refusal,
}

impl Edit {
    /// The edit that undoes this one.
    #[must_use]
    pub fn inverted(&self) -> Self {
        match self {
            Self::Meta(swap) => Self::Meta(swap.inverted()),
            Self::EntityType(swap) => Self::EntityType(swap.inverted()),
            Self::RelationshipType(swap) => Self::RelationshipType(swap.inverted()),
            Self::Source(swap) => Self::Source(swap.inverted()),
            Self::Attachment(swap) => Self::Attachment(swap.inverted()),
            Self::Entity(swap) => Self::Entity(swap.inverted()),
            Self::Relationship(swap) => Self::Relationship(swap.inverted()),
            Self::View(swap) => Self::View(swap.inverted()),
            Self::Matrix(swap) => Self::Matrix(swap.inverted()),
            Self::Place { view, entity, before, after } => {
                Self::Place { view: view.clone(), entity: entity.clone(), before: *after, after: *before }
            }
            Self::Route { view, relationship, before, after } => {
                Self::Route { view: view.clone(), relationship: relationship.clone(), before: *after, after: *before }
            }
        }
    }

    /// Applies it when the record is as it says, and changes nothing otherwise.
    pub(super) fn apply(&self, graph: &mut Graph) -> Result<(), Refusal> {
        match self {
            Self::Meta(Swap { before: Some(before), after: Some(after) }) => {
                expect(Some(graph.meta()), Some(before), || RecordName::new("the graph’s own", "title"))?;
                graph.set_meta(Arc::clone(after));
            }
            Self::Meta(_) => return Err(Refusal::Malformed),
            Self::EntityType(swap) => {
                let id = one_id(swap, |t| &t.id)?;
                expect(graph.schema().entity_types.get(id), swap.before.as_ref(), || {
                    RecordName::new("entity type", id)
                })?;
                graph.put_entity_type(id, swap.after.clone())?;
            }
            Self::RelationshipType(swap) => {
                let id = one_id(swap, |t| &t.id)?;
                let now = graph.schema().relationship_types.get(id);
                expect(now, swap.before.as_ref(), || RecordName::new("relationship type", id))?;
                graph.put_relationship_type(id, swap.after.clone())?;
            }
            Self::Source(swap) => {
                let id = one_id(swap, |s| &s.id)?;
                expect(graph.sources().get(id), swap.before.as_ref(), || RecordName::new("source", id))?;
                graph.put_source(id, swap.after.clone())?;
            }
            Self::Attachment(swap) => {
                let hash = one_id(swap, |a| &a.hash)?;
                expect(graph.attachments().get(hash), swap.before.as_ref(), || RecordName::new("attachment", hash))?;
                graph.put_attachment(*hash, swap.after.clone())?;
            }
            Self::Entity(swap) => {
                let id = one_id(swap, |e| &e.id)?;
                expect(graph.entity(id), swap.before.as_ref(), || RecordName::new("entity", id))?;
                graph.put_entity(id, swap.after.clone())?;
            }
            Self::Relationship(swap) => {
                let id = one_id(swap, |r| &r.id)?;
                expect(graph.relationship(id), swap.before.as_ref(), || RecordName::new("relationship", id))?;
                graph.put_relationship(id, swap.after.clone())?;
            }
            Self::View(swap) => {
                let id = one_id(swap, |v| &v.id)?;
                let now = graph.views().get(id).map(|state| &state.view);
                expect(now, swap.before.as_ref(), || RecordName::new("view", id))?;
                graph.put_view(id, swap.after.clone())?;
            }
            Self::Matrix(swap) => {
                let id = one_id(swap, |m| &m.id)?;
                expect(graph.matrices().get(id), swap.before.as_ref(), || RecordName::new("matrix", id))?;
                graph.put_matrix(id, swap.after.clone())?;
            }
            Self::Place { view, entity, before, after } => {
                let now = graph.views().get(view).map(|state| state.placement(entity));
                if now.is_some_and(|now| now != *before) {
                    return Err(Refusal::Stale(RecordName::new("placement of", entity)));
                }
                graph.place(view, entity, *after)?;
            }
            Self::Route { view, relationship, before, after } => {
                let now = graph.views().get(view).map(|state| state.route(relationship));
                if now.is_some_and(|now| now != *before) {
                    return Err(Refusal::Stale(RecordName::new("route of", relationship)));
                }
                graph.route(view, relationship, *after)?;
            }
        }
        Ok(())
    }

    /// About how much memory it holds, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let held = match self {
            Self::Meta(swap) => swap.bytes(|m| m.title.len() + m.description.len()),
            Self::EntityType(swap) => swap.bytes(|_| size_of::<EntityType>()),
            Self::RelationshipType(swap) => swap.bytes(|_| size_of::<RelationshipType>()),
            Self::Source(swap) => {
                let text = |source: &Option<Arc<Source>>| source.as_ref().and_then(|s| s.text.clone());
                let (before, after) = (text(&swap.before), text(&swap.after));
                // A text that stays is held by the graph.
                let is_same = before.as_ref().zip(after.as_ref()).is_some_and(|(a, b)| Arc::ptr_eq(a, b));
                let texts = [before, after].into_iter().flatten().filter(|_| !is_same).map(|text| text.len());
                swap.bytes(|s| size_of::<Source>() + s.notes.len()) + texts.sum::<usize>()
            }
            Self::Attachment(swap) => swap.bytes(|a| a.bytes.len()),
            Self::Entity(swap) => swap.bytes(|e| {
                size_of::<Entity>() + e.name.len() + e.notes.len() + e.properties.len() * 96 + e.evidence.len() * 400
            }),
            Self::Relationship(swap) => swap.bytes(|r| {
                size_of::<Relationship>() + r.notes.len() + r.properties.len() * 96 + r.evidence.len() * 400
            }),
            Self::View(swap) => swap.bytes(|v| {
                let members: usize = v.groups.values().map(|g| g.members.len()).sum();
                let notes: usize = v.canvas_notes.values().map(|n| n.text.len() + 96).sum();
                size_of::<View>() + members * 32 + notes
            }),
            Self::Matrix(swap) => swap.bytes(|m| {
                let hypotheses: usize = m.hypotheses.iter().map(|h| h.text.len() + 48).sum();
                let items: usize = m.items.iter().map(|i| i.text.len() + 96 + i.marks.len() * 32).sum();
                size_of::<Matrix>() + m.notes.len() + hypotheses + items
            }),
            Self::Place { .. } | Self::Route { .. } => 0,
        };
        size_of::<Self>() + held
    }

    /// Whether both change the same record.
    pub(super) fn same_record(&self, other: &Self) -> bool {
        fn same<T, K: PartialEq>(a: &Swap<T>, b: &Swap<T>, key: impl Fn(&T) -> &K) -> bool {
            a.either().zip(b.either()).is_some_and(|(a, b)| key(a) == key(b))
        }
        match (self, other) {
            (Self::Meta(_), Self::Meta(_)) => true,
            (Self::EntityType(a), Self::EntityType(b)) => same(a, b, |t| &t.id),
            (Self::RelationshipType(a), Self::RelationshipType(b)) => same(a, b, |t| &t.id),
            (Self::Source(a), Self::Source(b)) => same(a, b, |s| &s.id),
            (Self::Attachment(a), Self::Attachment(b)) => same(a, b, |x| &x.hash),
            (Self::Entity(a), Self::Entity(b)) => same(a, b, |e| &e.id),
            (Self::Relationship(a), Self::Relationship(b)) => same(a, b, |r| &r.id),
            (Self::View(a), Self::View(b)) => same(a, b, |v| &v.id),
            (Self::Matrix(a), Self::Matrix(b)) => same(a, b, |m| &m.id),
            (Self::Place { view: v, entity: e, .. }, Self::Place { view, entity, .. }) => v == view && e == entity,
            (Self::Route { view: v, relationship: r, .. }, Self::Route { view, relationship, .. }) => {
                v == view && r == relationship
            }
            _ => false,
        }
    }

    /// Whether it leaves its record as it was.
    fn changes_nothing(&self) -> bool {
        match self {
            Self::Meta(swap) => swap.before == swap.after,
            Self::EntityType(swap) => swap.before == swap.after,
            Self::RelationshipType(swap) => swap.before == swap.after,
            Self::Source(swap) => swap.before == swap.after,
            Self::Attachment(swap) => swap.before == swap.after,
            Self::Entity(swap) => swap.before == swap.after,
            Self::Relationship(swap) => swap.before == swap.after,
            Self::View(swap) => swap.before == swap.after,
            Self::Matrix(swap) => swap.before == swap.after,
            Self::Place { before, after, .. } => before == after,
            Self::Route { before, after, .. } => before == after,
        }
    }

    /// This edit followed by `later`, which changes the same record.
    fn followed_by(&self, later: &Self) -> Self {
        let mut whole = later.clone();
        match (&mut whole, self) {
            (Self::Meta(a), Self::Meta(b)) => a.before.clone_from(&b.before),
            (Self::EntityType(a), Self::EntityType(b)) => a.before.clone_from(&b.before),
            (Self::RelationshipType(a), Self::RelationshipType(b)) => a.before.clone_from(&b.before),
            (Self::Source(a), Self::Source(b)) => a.before.clone_from(&b.before),
            (Self::Attachment(a), Self::Attachment(b)) => a.before.clone_from(&b.before),
            (Self::Entity(a), Self::Entity(b)) => a.before.clone_from(&b.before),
            (Self::Relationship(a), Self::Relationship(b)) => a.before.clone_from(&b.before),
            (Self::View(a), Self::View(b)) => a.before.clone_from(&b.before),
            (Self::Matrix(a), Self::Matrix(b)) => a.before.clone_from(&b.before),
            (Self::Place { before, .. }, Self::Place { before: first, .. }) => *before = *first,
            (Self::Route { before, .. }, Self::Route { before: first, .. }) => *before = *first,
            _ => {}
        }
        whole
    }
}

fn one_id<'a, T, K: PartialEq>(swap: &'a Swap<T>, id: impl Fn(&'a T) -> &'a K) -> Result<&'a K, Refusal> {
    match (swap.before.as_deref(), swap.after.as_deref()) {
        (Some(before), Some(after)) if id(before) != id(after) => Err(Refusal::Malformed),
        (Some(record), _) | (None, Some(record)) => Ok(id(record)),
        (None, None) => Err(Refusal::Malformed),
    }
}

fn expect<T: PartialEq>(
    now: Option<&Arc<T>>,
    before: Option<&Arc<T>>,
    name: impl Fn() -> RecordName,
) -> Result<(), Refusal> {
    let as_expected = match (now, before) {
        (Some(now), Some(before)) => Arc::ptr_eq(now, before) || now == before,
        (None, None) => true,
        (Some(_), None) => return Err(GraphError::Duplicate(name()).into()),
        (None, Some(_)) => return Err(GraphError::Missing(name()).into()),
    };
    if as_expected { Ok(()) } else { Err(Refusal::Stale(name())) }
}

/// Some edits that belong together, done all or not at all, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transaction {
    /// What it does, as the menu says after "Undo": `rename Kim Jong Un`.
    pub label: String,
    /// The edits, in the order in which they are applied.
    pub edits: Vec<Edit>,
}

impl Transaction {
    /// A transaction without edits.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), edits: Vec::new() }
    }

    /// Whether it would change nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Whether every edit leaves its record as it was.
    #[must_use]
    pub fn changes_nothing(&self) -> bool {
        self.edits.iter().all(Edit::changes_nothing)
    }

    /// The transaction that undoes this one.
    #[must_use]
    pub fn inverted(&self) -> Self {
        Self { label: self.label.clone(), edits: self.edits.iter().rev().map(Edit::inverted).collect() }
    }

    /// Applies every edit to `graph`, or none.
    ///
    /// # Errors
    /// Names the first edit that does not fit.
    pub fn apply_to(&self, graph: &mut Graph) -> Result<(), EditError> {
        for (index, edit) in self.edits.iter().enumerate() {
            if let Err(why) = edit.apply(graph) {
                for done in self.edits[..index].iter().rev() {
                    if let Err(error) = done.inverted().apply(graph) {
                        unreachable!("an edit that was just applied can be undone: {error}");
                    }
                }
                return Err(EditError { label: self.label.clone(), index, why });
            }
        }
        Ok(())
    }

    /// This transaction and `later` as one, when both change the same records in the same order.
    #[must_use]
    pub fn merged_with(&self, later: &Self) -> Option<Self> {
        let alike =
            self.edits.len() == later.edits.len() && self.edits.iter().zip(&later.edits).all(|(a, b)| a.same_record(b));
        alike.then(|| Self {
            // The first one is about the record as the user knew it.
            label: self.label.clone(),
            edits: self.edits.iter().zip(&later.edits).map(|(a, b)| a.followed_by(b)).collect(),
        })
    }

    /// About how much memory it holds, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.label.len() + self.edits.iter().map(Edit::bytes).sum::<usize>()
    }
}

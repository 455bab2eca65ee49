//! Copying, pasting and duplicating parts of a graph.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::{EntityId, EvidenceId, IdMint, Point, Rect, RelationshipId, Vector, ViewId};
use crate::edit::{Edit, Selection, Swap, Transaction};
use crate::model::{
    Attachment, Entity, EntityType, Evidence, Graph, Placement, Relationship, RelationshipType, Source, Value,
};

/// A part of a graph that can stand alone: entities, the relationships among them, and the types, sources and
/// attachments that these name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clip {
    /// The entities, with where they stood, if anywhere.
    pub entities: Vec<(Arc<Entity>, Option<Point>)>,
    /// The relationships among them.
    pub relationships: Vec<Arc<Relationship>>,
    /// Entity types, parents before their children.
    pub entity_types: Vec<Arc<EntityType>>,
    /// Relationship types.
    pub relationship_types: Vec<Arc<RelationshipType>>,
    /// Sources.
    pub sources: Vec<Arc<Source>>,
    /// Attachments.
    pub attachments: Vec<Arc<Attachment>>,
}

impl Clip {
    /// Copies the selected entities, the selected relationships with their ends, and every relationship among them.
    /// `shown_at` tells where an entity is drawn.
    pub fn copy(graph: &Graph, selection: &Selection, shown_at: impl Fn(&EntityId) -> Option<Point>) -> Self {
        let mut ids: BTreeSet<&EntityId> = selection.entities.iter().filter(|id| graph.entity(id).is_some()).collect();
        let chosen = selection.relationships.iter().filter_map(|id| graph.relationship(id));
        ids.extend(chosen.flat_map(|r| [&r.from, &r.to]));
        let entities: Vec<_> = ids.iter().filter_map(|id| graph.entity(id)).cloned().collect();
        let mut among = BTreeMap::new();
        // Selecting two entities takes what connects them; selecting a relationship takes that one alone.
        for id in &selection.entities {
            for r in graph.relationships_at(id) {
                if selection.entities.contains(&r.from) && selection.entities.contains(&r.to) {
                    among.insert(r.id.clone(), Arc::clone(r));
                }
            }
        }
        let chosen = selection.relationships.iter().filter_map(|id| graph.relationship(id));
        among.extend(chosen.map(|r| (r.id.clone(), Arc::clone(r))));
        let relationships: Vec<_> = among.into_values().collect();

        let mut relationship_types = BTreeMap::new();
        let mut kinds: BTreeSet<_> = entities.iter().map(|e| e.kind.clone()).collect();
        for r in &relationships {
            if let Some(t) = graph.schema().relationship_types.get(&r.kind) {
                kinds.extend(t.from.iter().chain(&t.to).cloned());
                relationship_types.insert(t.id.clone(), Arc::clone(t));
            }
        }
        let mut entity_types: Vec<Arc<EntityType>> = Vec::new();
        for kind in &kinds {
            let mut line = Vec::new();
            let mut at = graph.schema().entity_types.get(kind);
            while let Some(t) = at.filter(|t| !entity_types.iter().any(|known| known.id == t.id)) {
                line.push(Arc::clone(t));
                at = t.parent.as_ref().and_then(|p| graph.schema().entity_types.get(p));
            }
            entity_types.extend(line.into_iter().rev());
        }
        let evidence = entities.iter().flat_map(|e| &e.evidence).chain(relationships.iter().flat_map(|r| &r.evidence));
        let sources: BTreeSet<_> = evidence.map(|piece| &piece.source).collect();
        let sources = sources.into_iter().filter_map(|id| graph.sources().get(id)).cloned().collect();
        let images: BTreeSet<_> = entities.iter().filter_map(|e| e.picture()).collect();
        let attachments = images.into_iter().filter_map(|hash| graph.attachments().get(&hash)).cloned().collect();
        let entities = entities.into_iter().map(|e| (Arc::clone(&e), shown_at(&e.id))).collect();
        let relationship_types = relationship_types.into_values().collect();
        Self { entities, relationships, entity_types, relationship_types, sources, attachments }
    }

    /// Whether there is nothing to paste.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }
}

/// A transaction that pastes, and what will be selected after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pasted {
    /// The edits.
    pub transaction: Transaction,
    /// The new records.
    pub selection: Selection,
}

/// Pastes `clip` as new records, their middle at `at`; types and sources that the graph already has by id are used as
/// they are there.
#[must_use]
pub fn paste(graph: &Graph, clip: &Clip, view: &ViewId, at: Point, mint: &mut IdMint) -> Pasted {
    let bounds = Rect::around(clip.entities.iter().filter_map(|(_, position)| *position));
    let shift = if bounds.is_empty() { Vector::ZERO } else { at - bounds.center() };
    let label = match clip.entities.as_slice() {
        [(entity, _)] => format!("paste {}", entity.name),
        many => format!("paste {} entities", many.len()),
    };
    let mut transaction = Transaction::new(label);
    let edits = &mut transaction.edits;
    let known = &graph.schema().entity_types;
    let new_types = clip.entity_types.iter().filter(|t| !known.contains_key(&t.id)).cloned();
    edits.extend(new_types.map(|t| Edit::EntityType(Swap { before: None, after: Some(t) })));
    let known = &graph.schema().relationship_types;
    let new_types = clip.relationship_types.iter().filter(|t| !known.contains_key(&t.id)).cloned();
    edits.extend(new_types.map(|t| Edit::RelationshipType(Swap { before: None, after: Some(t) })));
    let new_sources = clip.sources.iter().filter(|s| !graph.sources().contains_key(&s.id)).cloned();
    edits.extend(new_sources.map(|s| Edit::Source(Swap { before: None, after: Some(s) })));
    let new_files = clip.attachments.iter().filter(|a| !graph.attachments().contains_key(&a.hash)).cloned();
    edits.extend(new_files.map(|a| Edit::Attachment(Swap { before: None, after: Some(a) })));

    let renamed: BTreeMap<EntityId, EntityId> =
        clip.entities.iter().map(|(e, _)| (e.id.clone(), mint.mint(&e.name))).collect();
    let mut selection = Selection::none();
    for (entity, position) in &clip.entities {
        let mut new = Entity::clone(entity);
        new.id.clone_from(&renamed[&entity.id]);
        refresh(&mut new.evidence, mint);
        // That was said of the one that was copied.
        new.different_from.clear();
        for value in new.properties.values_mut() {
            rename(value, &renamed);
        }
        let id = new.id.clone();
        edits.push(Edit::Entity(Swap::add(new)));
        if let Some(position) = position {
            let after = Placement { position: Some(*position + shift), ..Placement::default() };
            let (view, entity) = (view.clone(), id.clone());
            edits.push(Edit::Place { view, entity, before: Placement::default(), after });
        }
        selection.entities.insert(id);
    }
    for relationship in &clip.relationships {
        let mut new = Relationship::clone(relationship);
        let (Some(from), Some(to)) = (renamed.get(&new.from), renamed.get(&new.to)) else { continue };
        (new.from, new.to) = (from.clone(), to.clone());
        new.id = mint.mint::<RelationshipId>(new.kind.as_str());
        refresh(&mut new.evidence, mint);
        for value in new.properties.values_mut() {
            rename(value, &renamed);
        }
        selection.relationships.insert(new.id.clone());
        edits.push(Edit::Relationship(Swap::add(new)));
    }
    Pasted { transaction, selection }
}

/// Copies the selected records beside themselves.
pub fn duplicate(
    graph: &Graph,
    selection: &Selection,
    view: &ViewId,
    shown_at: impl Fn(&EntityId) -> Option<Point>,
    mint: &mut IdMint,
) -> Pasted {
    let clip = Clip::copy(graph, selection, shown_at);
    let bounds = Rect::around(clip.entities.iter().filter_map(|(_, position)| *position));
    let mut pasted = paste(graph, &clip, view, bounds.center() + Vector::new(32.0, 32.0), mint);
    pasted.transaction.label = pasted.transaction.label.replacen("paste", "duplicate", 1);
    pasted
}

fn refresh(evidence: &mut [Evidence], mint: &mut IdMint) {
    for piece in evidence {
        piece.id = mint.mint::<EvidenceId>("evidence");
    }
}

fn rename(value: &mut Value, renamed: &BTreeMap<EntityId, EntityId>) {
    match value {
        Value::Entity(id) => {
            if let Some(new) = renamed.get(id) {
                id.clone_from(new);
            }
        }
        Value::List(values) => values.iter_mut().for_each(|v| rename(v, renamed)),
        _ => {}
    }
}

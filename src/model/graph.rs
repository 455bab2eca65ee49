//! The graph: every record by its id, over a private petgraph index of entities and relationships.

mod fill;
mod order;
mod places;
mod slots;

use std::collections::BTreeMap;
use std::sync::Arc;

use petgraph::Direction as Way;
use petgraph::stable_graph::StableDiGraph;
use petgraph::visit::EdgeRef;
use rustc_hash::{FxHashMap, FxHashSet};

use self::order::by_id;
use super::placements::Placements;
use super::{
    Attachment, Entity, EntityType, Evidence, EvidenceHome, GraphError, Matrix, Placement, RecordName, Relationship,
    RelationshipType, Route, Schema, Source, Value, View, ViewState,
};
use crate::base::{
    ContentHash, EntityId, EntityTypeId, EvidenceId, Lookup, MatrixId, Point, RelationshipId, RelationshipTypeId,
    SourceId, ViewId,
};

/// What a graph says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meta {
    /// What it is called.
    pub title: String,
    /// Anything on it, in Markdown.
    pub description: String,
}

/// A knowledge graph.
///
/// Records are shared, so a clone costs one pointer a record, and every reference between records is kept valid: a
/// relationship's ends, the types of all, the sources that evidence names, the parents of types. Only
/// [`Value::Entity`], [`Entity::different_from`], the images of entities and of notes, the members of a group and
/// [`MatrixItem::about`](super::MatrixItem::about) may name what is gone.
///
/// Lookup by id is constant on average. Iteration comes sorted by id where the name does not say otherwise.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    meta: Arc<Meta>,
    schema: Schema,
    sources: BTreeMap<SourceId, Arc<Source>>,
    attachments: BTreeMap<ContentHash, Arc<Attachment>>,
    views: BTreeMap<ViewId, ViewState>,
    matrices: BTreeMap<MatrixId, Arc<Matrix>>,
    net: StableDiGraph<Arc<Entity>, Arc<Relationship>>,
    node_of: Lookup,
    edge_of: Lookup,
    evidence: FxHashMap<EvidenceId, EvidenceHome>,
    /// How many pieces of evidence name each source.
    citations: FxHashMap<SourceId, usize>,
    entities_of_type: FxHashMap<EntityTypeId, usize>,
    relationships_of_type: FxHashMap<RelationshipTypeId, usize>,
}

impl PartialEq for Graph {
    /// Whether both hold equal records; the order in which they came does not matter.
    fn eq(&self, other: &Self) -> bool {
        self.meta == other.meta
            && self.schema == other.schema
            && self.sources == other.sources
            && self.attachments == other.attachments
            && self.views == other.views
            && self.matrices == other.matrices
            && self.entity_count() == other.entity_count()
            && self.relationship_count() == other.relationship_count()
            && self.entities_unsorted().all(|e| other.entity(&e.id).is_some_and(|o| o == e))
            && self.relationships_unsorted().all(|r| other.relationship(&r.id).is_some_and(|o| o == r))
    }
}

impl Graph {
    /// A graph without any record or type.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// A new graph: the built-in types and one view called "Main".
    #[must_use]
    pub fn new(main_view: ViewId) -> Self {
        let mut graph = Self { schema: Schema::built_in(), ..Self::default() };
        let view = View::new(main_view, "Main");
        graph.views.insert(
            view.id.clone(),
            ViewState { view: Arc::new(view), placements: Placements::default(), routes: FxHashMap::default() },
        );
        graph
    }

    /// Makes room for this many more entities and relationships.
    pub fn reserve(&mut self, entities: usize, relationships: usize) {
        self.net.reserve_nodes(entities);
        self.net.reserve_edges(relationships);
        self.node_of.reserve(entities);
        self.edge_of.reserve(relationships);
    }

    // ---- reading -------------------------------------------------------------------------------------------------

    /// What it says of itself.
    #[must_use]
    pub fn meta(&self) -> &Arc<Meta> {
        &self.meta
    }

    /// Its types.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Its sources by id.
    #[must_use]
    pub fn sources(&self) -> &BTreeMap<SourceId, Arc<Source>> {
        &self.sources
    }

    /// Its attachments by content hash.
    #[must_use]
    pub fn attachments(&self) -> &BTreeMap<ContentHash, Arc<Attachment>> {
        &self.attachments
    }

    /// Its views by id.
    #[must_use]
    pub fn views(&self) -> &BTreeMap<ViewId, ViewState> {
        &self.views
    }

    /// Its matrices of competing hypotheses by id.
    #[must_use]
    pub fn matrices(&self) -> &BTreeMap<MatrixId, Arc<Matrix>> {
        &self.matrices
    }

    /// Its views in the order of lists: by rank, then by title.
    #[must_use]
    pub fn views_in_order(&self) -> Vec<&ViewState> {
        let mut views: Vec<&ViewState> = self.views.values().collect();
        views.sort_by_key(|state| (state.view.rank, &state.view.title, &state.view.id));
        views
    }

    /// How many entities it holds.
    #[must_use]
    pub fn entity_count(&self) -> usize {
        self.net.node_count()
    }

    /// How many relationships it holds.
    #[must_use]
    pub fn relationship_count(&self) -> usize {
        self.net.edge_count()
    }

    /// The entity called `id`.
    #[must_use]
    pub fn entity(&self, id: &EntityId) -> Option<&Arc<Entity>> {
        self.net.node_weight(self.node(id)?)
    }

    /// The relationship called `id`.
    #[must_use]
    pub fn relationship(&self, id: &RelationshipId) -> Option<&Arc<Relationship>> {
        self.net.edge_weight(self.edge(id)?)
    }

    /// How many pieces of evidence there are.
    #[must_use]
    pub fn evidence_count(&self) -> usize {
        self.evidence.len()
    }

    /// The record that the evidence called `id` stands in.
    #[must_use]
    pub fn evidence_home(&self, id: &EvidenceId) -> Option<&EvidenceHome> {
        self.evidence.get(id)
    }

    /// How many pieces of evidence name `source`.
    #[must_use]
    pub fn citation_count(&self, source: &SourceId) -> usize {
        self.citations.get(source).copied().unwrap_or(0)
    }

    /// How many entities have exactly this type.
    #[must_use]
    pub fn entity_count_of(&self, kind: &EntityTypeId) -> usize {
        self.entities_of_type.get(kind).copied().unwrap_or(0)
    }

    /// How many relationships have exactly this type.
    #[must_use]
    pub fn relationship_count_of(&self, kind: &RelationshipTypeId) -> usize {
        self.relationships_of_type.get(kind).copied().unwrap_or(0)
    }

    /// All entities, in no order that means anything.
    pub fn entities_unsorted(&self) -> impl Iterator<Item = &Arc<Entity>> {
        self.net.node_weights()
    }

    /// All relationships, in no order that means anything.
    pub fn relationships_unsorted(&self) -> impl Iterator<Item = &Arc<Relationship>> {
        self.net.edge_weights()
    }

    /// All entities by id. Sorts: O(n log n).
    #[must_use]
    pub fn entities(&self) -> Vec<&Arc<Entity>> {
        by_id(self.entities_unsorted(), |entity| entity.id.as_str())
    }

    /// All relationships by id. Sorts: O(m log m).
    #[must_use]
    pub fn relationships(&self) -> Vec<&Arc<Relationship>> {
        by_id(self.relationships_unsorted(), |relationship| relationship.id.as_str())
    }

    /// The relationships at `entity`, by id, each once even where both ends are there.
    #[must_use]
    pub fn relationships_at(&self, entity: &EntityId) -> Vec<&Arc<Relationship>> {
        let mut all: Vec<_> = self.relationships_at_unsorted(entity).collect();
        all.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        all
    }

    /// The relationships at `entity` in no order that means anything, each once. Allocates nothing.
    pub fn relationships_at_unsorted(&self, entity: &EntityId) -> impl Iterator<Item = &Arc<Relationship>> {
        self.node(entity).into_iter().flat_map(|node| {
            let outgoing = self.net.edges_directed(node, Way::Outgoing);
            let incoming = self.net.edges_directed(node, Way::Incoming).filter(|edge| edge.source() != edge.target());
            outgoing.chain(incoming).map(|edge| edge.weight())
        })
    }

    /// How many ends of relationships lie at `entity`; a self-loop has two.
    #[must_use]
    pub fn degree(&self, entity: &EntityId) -> usize {
        self.node(entity).map_or(0, |node| {
            self.net.edges_directed(node, Way::Outgoing).count() + self.net.edges_directed(node, Way::Incoming).count()
        })
    }

    /// The relationships between two entities, either way, by id; those of `a` with itself when `a == b`.
    #[must_use]
    pub fn relationships_between(&self, a: &EntityId, b: &EntityId) -> Vec<&Arc<Relationship>> {
        let near = if self.degree(a) <= self.degree(b) { a } else { b };
        let mut found = self.relationships_at(near);
        found.retain(|r| (&r.from == a && &r.to == b) || (&r.from == b && &r.to == a));
        found
    }

    // ---- changing ------------------------------------------------------------------------------------------------
    // Each call either changes one record and keeps every reference valid, or changes nothing.

    /// Replaces what the graph says of itself.
    pub fn set_meta(&mut self, meta: Arc<Meta>) {
        self.meta = meta;
    }

    /// Adds, replaces (when there is one of that id) or removes an entity type.
    ///
    /// # Errors
    /// When its parent is missing or would make a cycle, or when it is removed while in use.
    pub fn put_entity_type(&mut self, id: &EntityTypeId, new: Option<Arc<EntityType>>) -> Result<(), GraphError> {
        let name = || RecordName::new("entity type", id);
        let Some(new) = new else {
            if self.entity_count_of(id) > 0 {
                let user = self.entities_unsorted().filter(|e| &e.kind == id).map(|e| &e.id).min();
                let user = user.map_or_else(name, |user| RecordName::new("entity", user));
                return Err(GraphError::InUse { record: name(), user });
            }
            if let Some(child) = self.schema.entity_types.values().find(|t| t.parent.as_ref() == Some(id)) {
                return Err(GraphError::InUse { record: name(), user: RecordName::new("entity type", &child.id) });
            }
            let names = |t: &&Arc<RelationshipType>| t.from.contains(id) || t.to.contains(id);
            if let Some(user) = self.schema.relationship_types.values().find(names) {
                return Err(GraphError::InUse { record: name(), user: RecordName::new("relationship type", &user.id) });
            }
            return self.schema.entity_types.remove(id).map(drop).ok_or_else(|| GraphError::Missing(name()));
        };
        if let Some(parent) = &new.parent {
            if parent != id && !self.schema.entity_types.contains_key(parent) {
                let missing = RecordName::new("entity type", parent);
                return Err(GraphError::Dangling { record: name(), missing });
            }
            if parent == id || self.schema.is_a(parent, id) {
                return Err(GraphError::Invalid { record: name(), problem: "a type cannot be its own ancestor" });
            }
        }
        self.schema.entity_types.insert(id.clone(), new);
        Ok(())
    }

    /// Adds, replaces or removes a relationship type.
    ///
    /// # Errors
    /// When it names an entity type that is missing, or is removed while in use.
    pub fn put_relationship_type(
        &mut self,
        id: &RelationshipTypeId,
        new: Option<Arc<RelationshipType>>,
    ) -> Result<(), GraphError> {
        let name = || RecordName::new("relationship type", id);
        let Some(new) = new else {
            if self.relationship_count_of(id) > 0 {
                let user = self.relationships_unsorted().filter(|r| &r.kind == id).map(|r| &r.id).min();
                let user = user.map_or_else(name, |user| RecordName::new("relationship", user));
                return Err(GraphError::InUse { record: name(), user });
            }
            return self.schema.relationship_types.remove(id).map(drop).ok_or_else(|| GraphError::Missing(name()));
        };
        if let Some(end) = new.from.iter().chain(&new.to).find(|end| !self.schema.entity_types.contains_key(*end)) {
            return Err(GraphError::Dangling { record: name(), missing: RecordName::new("entity type", end) });
        }
        self.schema.relationship_types.insert(id.clone(), new);
        Ok(())
    }

    /// Adds, replaces or removes a source.
    ///
    /// # Errors
    /// When it is removed while evidence names it.
    pub fn put_source(&mut self, id: &SourceId, new: Option<Arc<Source>>) -> Result<(), GraphError> {
        let name = || RecordName::new("source", id);
        match new {
            Some(new) => {
                self.sources.insert(id.clone(), new);
                Ok(())
            }
            None if self.citation_count(id) > 0 => {
                Err(GraphError::InUse { record: name(), user: RecordName::new("evidence", self.citation_count(id)) })
            }
            None => self.sources.remove(id).map(drop).ok_or_else(|| GraphError::Missing(name())),
        }
    }

    /// Adds or removes an attachment.
    ///
    /// # Errors
    /// When there is none to remove.
    pub fn put_attachment(&mut self, hash: ContentHash, new: Option<Arc<Attachment>>) -> Result<(), GraphError> {
        match new {
            Some(new) => {
                self.attachments.insert(hash, new);
                Ok(())
            }
            None => match self.attachments.remove(&hash) {
                Some(_) => Ok(()),
                None => Err(GraphError::Missing(RecordName::new("attachment", hash))),
            },
        }
    }

    /// Adds, replaces or removes an entity.
    ///
    /// # Errors
    /// When its type or a source of its evidence is missing, a piece of its evidence exists already, a number in it is
    /// not finite, more than 16 lists stand in each other, or when it is removed while relationships or placements name it.
    pub fn put_entity(&mut self, id: &EntityId, new: Option<Arc<Entity>>) -> Result<(), GraphError> {
        let name = || RecordName::new("entity", id);
        let Some(new) = new else {
            let node = self.node(id).ok_or_else(|| GraphError::Missing(name()))?;
            if let Some(user) = self.relationships_at(id).first() {
                return Err(GraphError::InUse { record: name(), user: RecordName::new("relationship", &user.id) });
            }
            if let Some(user) = self.views.values().find(|v| v.placements.get(id).is_some()) {
                return Err(GraphError::InUse { record: name(), user: RecordName::new("view", &user.view.id) });
            }
            if let Some(old) = self.net.remove_node(node) {
                self.node_of.remove(id, node.index() as u32);
                self.forget_evidence(&old.evidence);
                count_down(&mut self.entities_of_type, &old.kind);
            }
            return Ok(());
        };
        if !self.schema.entity_types.contains_key(&new.kind) {
            let missing = RecordName::new("entity type", &new.kind);
            return Err(GraphError::Dangling { record: name(), missing });
        }
        if let Some(problem) = Value::problem_in(new.properties.values()) {
            return Err(GraphError::Invalid { record: name(), problem });
        }
        let home = EvidenceHome::Entity(id.clone());
        let (kind, evidence) = (new.kind.clone(), Arc::clone(&new));
        self.check_evidence(&name(), &new.evidence, &home)?;
        match self.node(id) {
            Some(node) => {
                let old = std::mem::replace(&mut self.net[node], new);
                self.forget_evidence(&old.evidence);
                count_down(&mut self.entities_of_type, &old.kind);
            }
            None => {
                let node = self.net.add_node(new);
                self.node_of.insert(id, node.index() as u32);
            }
        }
        self.remember_evidence(&evidence.evidence, &home);
        *self.entities_of_type.entry(kind).or_default() += 1;
        Ok(())
    }

    /// Adds, replaces or removes a relationship. A replacement may have other ends.
    ///
    /// # Errors
    /// When an end, its type or a source of its evidence is missing, a piece of its evidence exists already, a number
    /// in it is not finite, more than 16 lists stand in each other, or when it is removed while routes name it.
    pub fn put_relationship(&mut self, id: &RelationshipId, new: Option<Arc<Relationship>>) -> Result<(), GraphError> {
        let name = || RecordName::new("relationship", id);
        let Some(new) = new else {
            let edge = self.edge(id).ok_or_else(|| GraphError::Missing(name()))?;
            if let Some(user) = self.views.values().find(|v| v.routes.contains_key(id)) {
                return Err(GraphError::InUse { record: name(), user: RecordName::new("view", &user.view.id) });
            }
            if let Some(old) = self.net.remove_edge(edge) {
                self.edge_of.remove(id, edge.index() as u32);
                self.forget_evidence(&old.evidence);
                count_down(&mut self.relationships_of_type, &old.kind);
            }
            return Ok(());
        };
        let node = |end: &EntityId| {
            self.node(end)
                .ok_or_else(|| GraphError::Dangling { record: name(), missing: RecordName::new("entity", end) })
        };
        let (from, to) = (node(&new.from)?, node(&new.to)?);
        if !self.schema.relationship_types.contains_key(&new.kind) {
            let missing = RecordName::new("relationship type", &new.kind);
            return Err(GraphError::Dangling { record: name(), missing });
        }
        if !new.weight.is_none_or(f64::is_finite) {
            return Err(GraphError::Invalid { record: name(), problem: "a number in it is not finite" });
        }
        if let Some(problem) = Value::problem_in(new.properties.values()) {
            return Err(GraphError::Invalid { record: name(), problem });
        }
        let home = EvidenceHome::Relationship(id.clone());
        self.check_evidence(&name(), &new.evidence, &home)?;
        if let Some(edge) = self.edge(id)
            && let Some(old) = self.net.edge_weight(edge).cloned()
        {
            self.forget_evidence(&old.evidence);
            count_down(&mut self.relationships_of_type, &old.kind);
            if (&old.from, &old.to) == (&new.from, &new.to) {
                self.net[edge] = Arc::clone(&new);
            } else {
                self.net.remove_edge(edge);
                self.edge_of.remove(id, edge.index() as u32);
                self.edge_of.insert(id, self.net.add_edge(from, to, Arc::clone(&new)).index() as u32);
            }
        } else {
            self.edge_of.insert(id, self.net.add_edge(from, to, Arc::clone(&new)).index() as u32);
        }
        self.remember_evidence(&new.evidence, &home);
        *self.relationships_of_type.entry(new.kind.clone()).or_default() += 1;
        Ok(())
    }

    /// Adds, replaces or removes a view. A replacement keeps its placements and routes.
    ///
    /// # Errors
    /// When a note's place is not finite, or when it is removed while it still holds placements or routes.
    pub fn put_view(&mut self, id: &ViewId, new: Option<Arc<View>>) -> Result<(), GraphError> {
        let name = || RecordName::new("view", id);
        let Some(new) = new else {
            let state = self.views.get(id).ok_or_else(|| GraphError::Missing(name()))?;
            let placed = state.placements.iter().map(|(e, _)| RecordName::new("placement of", e));
            let routed = state.routes.keys().map(|r| RecordName::new("route of", r));
            if let Some(user) = placed.chain(routed).min() {
                return Err(GraphError::InUse { record: name(), user });
            }
            self.views.remove(id);
            return Ok(());
        };
        if !new.canvas_notes.values().all(|note| note.area.min.is_finite() && note.area.max.is_finite()) {
            return Err(GraphError::Invalid { record: name(), problem: "the place of a note is not finite" });
        }
        match self.views.get_mut(id) {
            Some(state) => state.view = new,
            None => {
                let state = ViewState { view: new, placements: Placements::default(), routes: FxHashMap::default() };
                self.views.insert(id.clone(), state);
            }
        }
        Ok(())
    }

    /// Adds, replaces or removes a matrix.
    ///
    /// # Errors
    /// When two of its hypotheses or items have one id, or a mark names a hypothesis that it does not have.
    pub fn put_matrix(&mut self, id: &MatrixId, new: Option<Arc<Matrix>>) -> Result<(), GraphError> {
        let name = || RecordName::new("matrix", id);
        let Some(new) = new else {
            return self.matrices.remove(id).map(drop).ok_or_else(|| GraphError::Missing(name()));
        };
        if let Some(problem) = new.problem() {
            return Err(GraphError::Invalid { record: name(), problem });
        }
        self.matrices.insert(id.clone(), new);
        Ok(())
    }

    /// Says where an entity stands in a view; the default is the same as saying nothing.
    ///
    /// # Errors
    /// When view or entity are missing, or the position is not finite.
    pub fn place(&mut self, view: &ViewId, entity: &EntityId, new: Placement) -> Result<(), GraphError> {
        let name = || RecordName::new("placement of", entity);
        if self.node(entity).is_none() {
            return Err(GraphError::Dangling { record: name(), missing: RecordName::new("entity", entity) });
        }
        if !new.position.is_none_or(Point::is_finite) {
            return Err(GraphError::Invalid { record: name(), problem: "the position is not finite" });
        }
        let missing = || GraphError::Missing(RecordName::new("view", view));
        let state = self.views.get_mut(view).ok_or_else(missing)?;
        if new == Placement::default() {
            state.placements.remove(entity);
        } else {
            state.placements.insert(entity, new);
        }
        Ok(())
    }

    /// Says how a relationship runs in a view; the default is the same as saying nothing.
    ///
    /// # Errors
    /// When view or relationship are missing, or the bend is not finite.
    pub fn route(&mut self, view: &ViewId, relationship: &RelationshipId, new: Route) -> Result<(), GraphError> {
        let name = || RecordName::new("route of", relationship);
        if self.edge(relationship).is_none() {
            let missing = RecordName::new("relationship", relationship);
            return Err(GraphError::Dangling { record: name(), missing });
        }
        if !new.bend.is_none_or(f32::is_finite) {
            return Err(GraphError::Invalid { record: name(), problem: "the bend is not finite" });
        }
        let missing = || GraphError::Missing(RecordName::new("view", view));
        let state = self.views.get_mut(view).ok_or_else(missing)?;
        if new == Route::default() {
            state.routes.remove(relationship);
        } else {
            state.routes.insert(relationship.clone(), new);
        }
        Ok(())
    }

    // ---- indexes -------------------------------------------------------------------------------------------------

    fn check_evidence(
        &self,
        record: &RecordName,
        evidence: &[Evidence],
        home: &EvidenceHome,
    ) -> Result<(), GraphError> {
        let mut seen = FxHashSet::default();
        for piece in evidence {
            if !self.sources.contains_key(&piece.source) {
                let missing = RecordName::new("source", &piece.source);
                return Err(GraphError::Dangling { record: record.clone(), missing });
            }
            let elsewhere = self.evidence.get(&piece.id).is_some_and(|at| at != home);
            if elsewhere || !seen.insert(&piece.id) {
                return Err(GraphError::Duplicate(RecordName::new("evidence", &piece.id)));
            }
        }
        Ok(())
    }

    fn remember_evidence(&mut self, evidence: &[Evidence], home: &EvidenceHome) {
        for piece in evidence {
            self.evidence.insert(piece.id.clone(), home.clone());
            *self.citations.entry(piece.source.clone()).or_default() += 1;
        }
    }

    fn forget_evidence(&mut self, evidence: &[Evidence]) {
        for piece in evidence {
            self.evidence.remove(&piece.id);
            count_down(&mut self.citations, &piece.source);
        }
    }

    /// Compares every index with one built anew from the records, for tests.
    ///
    /// # Panics
    /// When an index is wrong.
    #[doc(hidden)]
    pub fn assert_indexes(&self) {
        let mut built = Self {
            meta: Arc::clone(&self.meta),
            schema: self.schema.clone(),
            sources: self.sources.clone(),
            attachments: self.attachments.clone(),
            ..Self::default()
        };
        for entity in self.entities() {
            built.put_entity(&entity.id, Some(Arc::clone(entity))).expect("an entity fits");
        }
        for relationship in self.relationships() {
            built.put_relationship(&relationship.id, Some(Arc::clone(relationship))).expect("a relationship fits");
        }
        built.views = self.views.clone();
        built.matrices = self.matrices.clone();
        assert!(*self == built, "the records");
        assert_eq!(self.evidence, built.evidence);
        assert_eq!(self.citations, built.citations);
        assert_eq!(self.entities_of_type, built.entities_of_type);
        assert_eq!(self.relationships_of_type, built.relationships_of_type);
        assert_eq!(self.node_of.len(), self.net.node_count());
        assert_eq!(self.edge_of.len(), self.net.edge_count());
        for node in self.net.node_indices() {
            let id = &self.net[node].id;
            assert_eq!(self.node(id), Some(node));
            assert_eq!(self.relationships_at(id), built.relationships_at(id));
            assert_eq!(self.degree(id), built.degree(id));
        }
        for edge in self.net.edge_indices() {
            let relationship = &self.net[edge];
            assert_eq!(self.edge(&relationship.id), Some(edge));
            let ends = self.net.edge_endpoints(edge).map(|(a, b)| (self.net[a].id.clone(), self.net[b].id.clone()));
            assert_eq!(ends, Some((relationship.from.clone(), relationship.to.clone())));
        }
        for state in self.views.values() {
            assert!(state.placements.iter().all(|(id, _)| self.node(id).is_some()));
            assert!(state.routes.keys().all(|id| self.edge(id).is_some()));
        }
    }
}

fn count_down<K: std::hash::Hash + Eq + Clone>(counts: &mut FxHashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

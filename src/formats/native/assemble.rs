//! Joins the records of a file into a graph, and finds those that contradict each other.

use std::str::FromStr;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::borrowed::Str;
use super::convert::{self, Texts};
use super::report::{Report, Site};
use super::write::DEFAULT_COLOUR;
use super::{Lineage, convert_matrix, convert_view, v2};
use crate::base::{ContentHash, EntityId, EntityTypeId, IdError, MatrixId, RelationshipTypeId, SourceId, Task, ViewId};
use crate::formats::{Limits, ReadError};
use crate::model::{
    Direction, Entity, EntityType, Evidence, Graph, Mappings, Meta, Placement, Relationship, RelationshipType, Route,
    Shape, Source,
};

/// After how many records the work looks whether it was cancelled.
const RECORDS_PER_CHECK: usize = 1024;

/// A record with the place of its key.
pub(super) type Placed<T> = (Option<usize>, T);

/// A graph in the making.
pub(super) struct Assembly<'t> {
    pub graph: Graph,
    pub report: Report<'t>,
    /// The hashes that attachments were given instead of the ones that stood in the file.
    mended_hashes: FxHashMap<String, ContentHash>,
    /// The number that the next duplicate of an id gets.
    next_suffix: FxHashMap<(&'static str, String), usize>,
}

impl<'t> Assembly<'t> {
    pub(super) fn new(report: Report<'t>) -> Self {
        Self { graph: Graph::empty(), report, mended_hashes: FxHashMap::default(), next_suffix: FxHashMap::default() }
    }

    /// What the file says of its revisions.
    pub(super) fn lineage(&mut self, revision: Option<&Str<'_>>, parents: &[Str<'_>]) -> Lineage {
        let mut hash = |text: &Str<'_>, field: &str| match text.as_str().parse() {
            Ok(hash) => Some(hash),
            Err(error) => {
                let offset = self.report.offset_of(text);
                self.report.error_in_header(offset, format!("{field}: {error}"), "left it out");
                None
            }
        };
        Lineage {
            revision: revision.filter(|r| !r.as_str().is_empty()).and_then(|r| hash(r, "revision")),
            parents: parents.iter().filter_map(|p| hash(p, "parents")).collect(),
        }
    }

    pub(super) fn meta(&mut self, title: Str<'_>, description: Str<'_>) {
        let meta = Meta { title: title.into_string(), description: description.into_string() };
        self.graph.set_meta(Arc::new(meta));
    }

    /// An id for the second of two records of one id.
    fn unused_id<T: FromStr<Err = IdError>>(
        &mut self,
        kind: &'static str,
        id: &str,
        taken: impl Fn(&Graph, &T) -> bool,
    ) -> T {
        // Room for the number within the longest id.
        let stem: String = id.chars().take(40).collect();
        let number = self.next_suffix.entry((kind, stem.clone())).or_insert(1);
        loop {
            *number += 1;
            if let Ok(id) = format!("{stem}-{number}").parse()
                && !taken(&self.graph, &id)
            {
                return id;
            }
        }
    }

    fn duplicate(&mut self, site: Site<'_>, new: &str) {
        let message = format!("there is more than one {} of this id", site.kind);
        self.report.error(site, None, message, &format!("gave this one the new id {new:?}"));
    }

    // ---- types ---------------------------------------------------------------------------------------------------

    /// Puts in the entity types, parents before children.
    pub(super) fn entity_types(
        &mut self,
        read: Vec<(Str<'_>, v2::EntityType<'_>)>,
        limits: &Limits,
    ) -> Result<(), ReadError> {
        within_types_limit(read.len(), limits)?;
        let mut waiting: FxHashMap<EntityTypeId, Placed<EntityType>> = FxHashMap::default();
        let mut order = Vec::with_capacity(read.len());
        for (key, read) in read {
            let offset = self.report.offset_of(&key);
            let Some(mut new) = convert::entity_type(&mut self.report, &key, read) else { continue };
            if waiting.contains_key(&new.id) {
                let id =
                    self.unused_id("entity type", new.id.as_str(), |_, id: &EntityTypeId| waiting.contains_key(id));
                self.duplicate(Site { kind: "entity type", id: new.id.as_str(), offset }, id.as_str());
                new.id = id;
            }
            order.push(new.id.clone());
            waiting.insert(new.id.clone(), (offset, new));
        }
        for id in order {
            // This type, its parent, the parent's parent and so on, until one is in the graph.
            let mut chain = Vec::new();
            let mut next = Some(id);
            while let Some(id) = next.take() {
                let Some((offset, mut new)) = waiting.remove(&id) else { continue };
                if let Some(parent) = new.parent.clone() {
                    let known = self.graph.schema().entity_types.contains_key(&parent);
                    if waiting.contains_key(&parent) {
                        next = Some(parent);
                    } else if !known {
                        let around = |(_, t): &Placed<EntityType>| t.id == parent;
                        let message = if parent == id || chain.iter().any(around) {
                            "the type is among its own ancestors".into()
                        } else {
                            format!("it names the parent {parent:?}, which does not exist")
                        };
                        let site = Site { kind: "entity type", id: id.as_str(), offset };
                        let value = Some(parent.as_str());
                        self.report.error_in_field(site, "parent", value, message, "left the parent out");
                        new.parent = None;
                    }
                }
                chain.push((offset, new));
            }
            while let Some((offset, new)) = chain.pop() {
                let id = new.id.clone();
                if let Err(error) = self.graph.put_entity_type(&id, Some(Arc::new(new))) {
                    let site = Site { kind: "entity type", id: id.as_str(), offset };
                    self.report.error(site, None, error.to_string(), "left the type out");
                }
            }
        }
        Ok(())
    }

    pub(super) fn relationship_types(
        &mut self,
        read: Vec<(Str<'_>, v2::RelationshipType<'_>)>,
        limits: &Limits,
    ) -> Result<(), ReadError> {
        within_types_limit(read.len(), limits)?;
        for (key, read) in read {
            let offset = self.report.offset_of(&key);
            let Some(mut new) = convert::relationship_type(&mut self.report, &key, read) else { continue };
            let types = |graph: &Graph, id: &RelationshipTypeId| graph.schema().relationship_types.contains_key(id);
            if types(&self.graph, &new.id) {
                let id = self.unused_id("relationship type", new.id.as_str(), types);
                self.duplicate(Site { kind: "relationship type", id: new.id.as_str(), offset }, id.as_str());
                new.id = id;
            }
            let id = new.id.clone();
            let site = Site { kind: "relationship type", id: id.as_str(), offset };
            for (field, ends) in [("from", &new.from), ("to", &new.to)] {
                for end in ends {
                    self.make_entity_type_if_missing(site, field, end);
                }
            }
            if let Err(error) = self.graph.put_relationship_type(&id, Some(Arc::new(new))) {
                self.report.error(site, None, error.to_string(), "left the type out");
            }
        }
        Ok(())
    }

    fn make_entity_type_if_missing(&mut self, site: Site<'_>, field: &str, id: &EntityTypeId) {
        if self.graph.schema().entity_types.contains_key(id) {
            return;
        }
        // A record without a type was reported when it was given this one.
        if id.as_str() != convert::UNKNOWN_TYPE || self.report.says(site, field, id.as_str()) {
            let message = format!("it names the entity type {id:?}, which does not exist");
            let value = Some(id.as_str());
            self.report.error_in_field(site, field, value, message, "made a type of that name");
        }
        let new = EntityType {
            id: id.clone(),
            name: id.to_string(),
            plural: id.to_string(),
            parent: None,
            colour: DEFAULT_COLOUR,
            icon: "circle".into(),
            shape: Shape::Disc,
            properties: Vec::new(),
            mappings: Mappings::default(),
        };
        if let Err(error) = self.graph.put_entity_type(id, Some(Arc::new(new))) {
            self.report.error(site, None, error.to_string(), "");
        }
    }

    fn make_relationship_type_if_missing(&mut self, site: Site<'_>, id: &RelationshipTypeId) {
        if self.graph.schema().relationship_types.contains_key(id) {
            return;
        }
        // A record without a type was reported when it was given this one.
        if id.as_str() != convert::UNKNOWN_TYPE || self.report.says(site, "type", id.as_str()) {
            let message = format!("it names the relationship type {id:?}, which does not exist");
            let value = Some(id.as_str());
            self.report.error_in_field(site, "type", value, message, "made a type of that name");
        }
        let new = RelationshipType {
            id: id.clone(),
            name: id.to_string(),
            inverse: id.to_string(),
            group: String::new(),
            direction: Direction::Forward,
            from: std::collections::BTreeSet::new(),
            to: std::collections::BTreeSet::new(),
            colour: None,
            properties: Vec::new(),
            mappings: Mappings::default(),
        };
        if let Err(error) = self.graph.put_relationship_type(id, Some(Arc::new(new))) {
            self.report.error(site, None, error.to_string(), "");
        }
    }

    // ---- sources and attachments ---------------------------------------------------------------------------------

    pub(super) fn sources(
        &mut self,
        read: Vec<(Str<'_>, v2::Source<'_>)>,
        mut texts: Texts,
        task: &Task,
    ) -> Result<(), ReadError> {
        for (index, (key, read)) in read.into_iter().enumerate() {
            check_now_and_then(index, task)?;
            let offset = self.report.offset_of(&key);
            let Some((mut new, hash)) = convert::source(&mut self.report, &key, read) else { continue };
            if let Some(hash) = hash {
                texts.give(&mut self.report, &mut new, offset, hash);
            }
            if self.graph.sources().contains_key(&new.id) {
                let id =
                    self.unused_id("source", new.id.as_str(), |graph, id: &SourceId| graph.sources().contains_key(id));
                self.duplicate(Site { kind: "source", id: new.id.as_str(), offset }, id.as_str());
                new.id = id;
            }
            let id = new.id.clone();
            if let Err(error) = self.graph.put_source(&id, Some(Arc::new(new))) {
                let site = Site { kind: "source", id: id.as_str(), offset };
                self.report.error(site, None, error.to_string(), "left the source out");
            }
        }
        texts.warn_of_unused(&mut self.report);
        Ok(())
    }

    pub(super) fn attachments(
        &mut self,
        read: Vec<(Str<'_>, v2::Attachment<'_>)>,
        task: &Task,
    ) -> Result<(), ReadError> {
        for (key, read) in read {
            task.check()?;
            let site = convert::site(&self.report, "attachment", &key);
            let Some(new) = convert::attachment(&mut self.report, &key, read) else { continue };
            let hash = new.hash;
            if key.as_str().parse() != Ok(hash) {
                self.mended_hashes.insert(key.as_str().into(), hash);
            }
            if self.graph.attachments().contains_key(&hash) {
                self.report.error(site, None, "it stands twice", "kept the first");
                continue;
            }
            if let Err(error) = self.graph.put_attachment(hash, Some(Arc::new(new))) {
                self.report.error(site, None, error.to_string(), "left the attachment out");
            }
        }
        Ok(())
    }

    // ---- entities and relationships ------------------------------------------------------------------------------

    /// Puts in the entities that are still to be converted, then those that are.
    pub(super) fn entities(
        &mut self,
        read: Vec<(Str<'_>, v2::Entity<'_>)>,
        converted: Vec<Placed<Arc<Entity>>>,
        task: &Task,
    ) -> Result<(), ReadError> {
        for (index, (key, read)) in read.into_iter().enumerate() {
            check_now_and_then(index, task)?;
            let offset = self.report.offset_of(&key);
            if let Some(entity) = convert::entity(&mut self.report, &key, read) {
                self.entity(offset, Arc::new(entity));
            }
        }
        for (index, (offset, entity)) in converted.into_iter().enumerate() {
            check_now_and_then(index, task)?;
            self.entity(offset, entity);
        }
        Ok(())
    }

    fn entity(&mut self, offset: Option<usize>, mut new: Arc<Entity>) {
        if self.graph.entity(&new.id).is_some() {
            let id = self.unused_id("entity", new.id.as_str(), |graph, id| graph.entity(id).is_some());
            self.duplicate(Site { kind: "entity", id: new.id.as_str(), offset }, id.as_str());
            Arc::make_mut(&mut new).id = id;
        }
        if let Some(image) = &new.image
            && let Some(mended) = self.mended_hashes.get(&image.to_string()).copied()
        {
            Arc::make_mut(&mut new).image = Some(Box::new(mended));
        }
        let id = new.id.clone();
        if self.graph.put_entity(&id, Some(Arc::clone(&new))).is_ok() {
            return;
        }
        let site = Site { kind: "entity", id: id.as_str(), offset };
        self.make_entity_type_if_missing(site, "type", &new.kind);
        self.mend_evidence(site, &mut Arc::make_mut(&mut new).evidence);
        if let Err(error) = self.graph.put_entity(&id, Some(new)) {
            self.report.error(site, None, error.to_string(), "left the entity out");
        }
    }

    /// Puts in the relationships that are still to be converted, then those that are.
    pub(super) fn relationships(
        &mut self,
        read: Vec<(Str<'_>, v2::Relationship<'_>)>,
        converted: Vec<Placed<Arc<Relationship>>>,
        task: &Task,
    ) -> Result<(), ReadError> {
        for (index, (key, read)) in read.into_iter().enumerate() {
            check_now_and_then(index, task)?;
            let offset = self.report.offset_of(&key);
            if let Some(relationship) = convert::relationship(&mut self.report, &key, read) {
                self.relationship(offset, Arc::new(relationship));
            }
        }
        for (index, (offset, relationship)) in converted.into_iter().enumerate() {
            check_now_and_then(index, task)?;
            self.relationship(offset, relationship);
        }
        Ok(())
    }

    fn relationship(&mut self, offset: Option<usize>, mut new: Arc<Relationship>) {
        if self.graph.relationship(&new.id).is_some() {
            let taken = |graph: &Graph, id: &_| graph.relationship(id).is_some();
            let id = self.unused_id("relationship", new.id.as_str(), taken);
            self.duplicate(Site { kind: "relationship", id: new.id.as_str(), offset }, id.as_str());
            Arc::make_mut(&mut new).id = id;
        }
        let id = new.id.clone();
        if self.graph.put_relationship(&id, Some(Arc::clone(&new))).is_ok() {
            return;
        }
        let site = Site { kind: "relationship", id: id.as_str(), offset };
        let mut dangling = false;
        for (field, end) in [("from", &new.from), ("to", &new.to)] {
            if self.graph.entity(end).is_none() {
                let message = format!("its end `{field}` names the entity {end:?}, which does not exist");
                self.report.error_in_field(site, field, Some(end.as_str()), message, "left the relationship out");
                dangling = true;
            }
        }
        self.make_relationship_type_if_missing(site, &new.kind);
        if dangling {
            return;
        }
        self.mend_evidence(site, &mut Arc::make_mut(&mut new).evidence);
        if let Err(error) = self.graph.put_relationship(&id, Some(new)) {
            self.report.error(site, None, error.to_string(), "left the relationship out");
        }
    }

    /// Makes the sources that are missing, and gives new ids to evidence whose id stands somewhere else.
    fn mend_evidence(&mut self, site: Site<'_>, evidence: &mut [Evidence]) {
        let mut seen = FxHashSet::default();
        for piece in evidence {
            if !self.graph.sources().contains_key(&piece.source) {
                let message =
                    format!("evidence {:?} names the source {:?}, which does not exist", piece.id, piece.source);
                let value = Some(piece.source.as_str());
                self.report.error_in_field(site, "source", value, message, "made a source of that name");
                let new = Source::new(piece.source.clone(), piece.source.as_str());
                if let Err(error) = self.graph.put_source(&piece.source, Some(Arc::new(new))) {
                    self.report.error(site, None, error.to_string(), "");
                }
            }
            if self.graph.evidence_home(&piece.id).is_some() || seen.contains(&piece.id) {
                let taken = |graph: &Graph, id: &_| graph.evidence_home(id).is_some() || seen.contains(id);
                let id = self.unused_id("evidence", piece.id.as_str(), taken);
                let message = format!("there is more than one piece of evidence of the id {:?}", piece.id);
                let done = format!("gave this one the new id {id:?}");
                self.report.error_in_field(site, "id", Some(piece.id.as_str()), message, done);
                piece.id = id;
            }
            seen.insert(piece.id.clone());
        }
    }

    // ---- views ---------------------------------------------------------------------------------------------------

    pub(super) fn views(&mut self, read: Vec<(Str<'_>, v2::View<'_>)>, task: &Task) -> Result<(), ReadError> {
        for (key, read) in read {
            let offset = self.report.offset_of(&key);
            let Some((mut new, placements, routes)) = convert_view::view(&mut self.report, &key, read) else {
                continue;
            };
            for note in new.canvas_notes.values_mut() {
                if let Some(mended) = note.image.and_then(|hash| self.mended_hashes.get(&hash.to_string())) {
                    note.image = Some(*mended);
                }
            }
            if self.graph.views().contains_key(&new.id) {
                let id = self.unused_id("view", new.id.as_str(), |graph, id: &ViewId| graph.views().contains_key(id));
                self.duplicate(Site { kind: "view", id: new.id.as_str(), offset }, id.as_str());
                new.id = id;
            }
            let id = new.id.clone();
            if let Err(error) = self.graph.put_view(&id, Some(Arc::new(new))) {
                let site = Site { kind: "view", id: id.as_str(), offset };
                self.report.error(site, None, error.to_string(), "left the view out");
                continue;
            }
            for (index, (key, read)) in placements.0.into_iter().enumerate() {
                check_now_and_then(index, task)?;
                let site = convert::site(&self.report, "placement of", &key);
                let Some(entity) = convert::id::<EntityId>(&mut self.report, site) else { continue };
                let new = convert_view::placement(&mut self.report, site, &read);
                if self.graph.entity(&entity).is_none() {
                    self.report.error(site, None, "there is no such entity", "left it out");
                    continue;
                }
                let old = self.graph.views().get(&id).map(|state| state.placement(&entity)).unwrap_or_default();
                if old != Placement::default() {
                    self.report.error(site, None, "it stands twice in one view", "kept the first");
                } else if let Err(error) = self.graph.place(&id, &entity, new) {
                    self.report.error(site, None, error.to_string(), "left it out");
                }
            }
            for (index, (key, read)) in routes.0.into_iter().enumerate() {
                check_now_and_then(index, task)?;
                let site = convert::site(&self.report, "route of", &key);
                let Some(relationship) = convert::id(&mut self.report, site) else { continue };
                let new = convert_view::route(&mut self.report, site, &read);
                if self.graph.relationship(&relationship).is_none() {
                    self.report.error(site, None, "there is no such relationship", "left it out");
                    continue;
                }
                let old = self.graph.views().get(&id).map(|state| state.route(&relationship)).unwrap_or_default();
                if old != Route::default() {
                    self.report.error(site, None, "it stands twice in one view", "kept the first");
                } else if let Err(error) = self.graph.route(&id, &relationship, new) {
                    self.report.error(site, None, error.to_string(), "left it out");
                }
            }
        }
        Ok(())
    }

    // ---- matrices ------------------------------------------------------------------------------------------------

    pub(super) fn matrices(&mut self, read: Vec<(Str<'_>, v2::Matrix<'_>)>, task: &Task) -> Result<(), ReadError> {
        for (index, (key, read)) in read.into_iter().enumerate() {
            check_now_and_then(index, task)?;
            let offset = self.report.offset_of(&key);
            let Some(mut new) = convert_matrix::matrix(&mut self.report, &key, read) else { continue };
            if self.graph.matrices().contains_key(&new.id) {
                let taken = |graph: &Graph, id: &MatrixId| graph.matrices().contains_key(id);
                let id = self.unused_id("matrix", new.id.as_str(), taken);
                self.duplicate(Site { kind: "matrix", id: new.id.as_str(), offset }, id.as_str());
                new.id = id;
            }
            let id = new.id.clone();
            if let Err(error) = self.graph.put_matrix(&id, Some(Arc::new(new))) {
                let site = Site { kind: "matrix", id: id.as_str(), offset };
                self.report.error(site, None, error.to_string(), "left the matrix out");
            }
        }
        Ok(())
    }
}

fn check_now_and_then(index: usize, task: &Task) -> Result<(), ReadError> {
    if index.is_multiple_of(RECORDS_PER_CHECK) {
        task.check()?;
    }
    Ok(())
}

fn within_types_limit(count: usize, limits: &Limits) -> Result<(), ReadError> {
    if count > limits.types {
        return Err(ReadError::Limit {
            place: None,
            what: format!("The file has more than {} types of a kind", limits.types),
        });
    }
    Ok(())
}

//! Brings one graph into another as one step. What is there already only gains: nothing of it is overwritten, and the
//! same graph brought in a second time changes nothing.

mod gain;
mod matching;
mod relationships;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{
    Cancelled, EntityId, EntityTypeId, EvidenceId, Interval, Point, Rect, RelationshipTypeId, SourceId, Task, Vector,
    ViewId,
};
use crate::edit::{Edit, Selection, Swap, Transaction};
use crate::model::{
    Entity, EntityType, Evidence, Graph, Placement, RecordName, Relationship, RelationshipType, Source, Value, View,
    ViewState,
};
use gain::Differences;
pub use matching::{Candidate, Decision, Decisions, Likeness, Matches, Verdict, match_entities};
use matching::{is_minted, key, numbered};

/// The type of entities of which nobody said one, as readers of other formats call it.
const UNSAID: &str = "entity";

/// After how many records the work looks whether it was cancelled.
const PER_CHECK: usize = 1024;

/// How far beside what stands in the view the new entities come to stand, in world units.
const GAP: f32 = 160.0;

/// How many contradictions are listed one by one.
const MOST_CONFLICTS: usize = 1000;

/// More new entities than this are not selected afterwards.
const MOST_SELECTED: usize = 5000;

/// What is brought in, and how.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// The other graph.
    pub graph: &'a Graph,
    /// Which of its entities are known.
    pub matches: &'a Matches,
    /// What was decided on them.
    pub decisions: &'a Decisions,
    /// What the step is called: `import deals.csv`.
    pub label: &'a str,
}

/// A field in which a record of the graph and the incoming one contradict each other. The graph keeps its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Which record of the graph.
    pub record: RecordName,
    /// What people call it.
    pub name: String,
    /// Which field.
    pub field: String,
    /// What it says, and goes on saying.
    pub kept: String,
    /// What the other one says.
    pub found: String,
}

/// How many records come, join and are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Entities that are added.
    pub new_entities: usize,
    /// Entities that are one of the graph.
    pub joined_entities: usize,
    /// Entities that are left out, as decided.
    pub skipped_entities: usize,
    /// Relationships that are added.
    pub new_relationships: usize,
    /// Relationships that are one of the graph.
    pub joined_relationships: usize,
    /// Relationships that are left out since an end is.
    pub skipped_relationships: usize,
    /// Sources that are added.
    pub new_sources: usize,
    /// Types that are added.
    pub new_types: usize,
    /// Records of the graph that gain something.
    pub gaining: usize,
    /// Contradictions, listed or not.
    pub conflicts: usize,
}

/// One graph brought into another.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Brought {
    /// The step; empty when it would change nothing.
    pub transaction: Transaction,
    /// What is new, unless that is very much.
    pub selection: Selection,
    /// How much of what.
    pub tally: Tally,
    /// Where the two contradict each other.
    pub conflicts: Vec<Conflict>,
    /// What of the other graph does not come along, in words.
    pub left_out: Vec<String>,
}

/// The type of `graph` that a type of another graph is: by id, else by name.
pub(super) fn same_entity_type(graph: &Graph, other: &Graph, id: &EntityTypeId) -> Option<EntityTypeId> {
    let ours = &graph.schema().entity_types;
    if ours.contains_key(id) {
        return Some(id.clone());
    }
    let name = key(&other.schema().entity_types.get(id)?.name);
    ours.values().find(|t| key(&t.name) == name).map(|t| t.id.clone())
}

fn same_relationship_type(graph: &Graph, other: &Graph, id: &RelationshipTypeId) -> Option<RelationshipTypeId> {
    let ours = &graph.schema().relationship_types;
    if ours.contains_key(id) {
        return Some(id.clone());
    }
    let name = key(&other.schema().relationship_types.get(id)?.name);
    ours.values().find(|t| key(&t.name) == name).map(|t| t.id.clone())
}

/// Brings `incoming` into `graph`: types, sources, entities and relationships that are there already gain what they
/// lack, the others are added, those that stand somewhere beside what stands in `view`. Takes time linear in both.
///
/// # Errors
/// When the work was cancelled.
pub fn bring_in(graph: &Graph, incoming: Incoming<'_>, view: &ViewId, task: &Task) -> Result<Brought, Cancelled> {
    let Incoming { graph: other, matches, decisions, label } = incoming;
    let mut work = Work {
        graph,
        other,
        task,
        kinds: FxHashMap::default(),
        relationship_kinds: FxHashMap::default(),
        sources: FxHashMap::default(),
        entities: FxHashMap::default(),
        new: BTreeSet::new(),
        evidence: FxHashSet::default(),
        out: Brought { transaction: Transaction::new(label), ..Brought::default() },
    };
    work.types();
    work.sources();
    work.settle(matches, decisions)?;
    work.pictures();
    work.bring_entities()?;
    task.set_progress(0.5);
    work.bring_relationships()?;
    work.arrange(view);
    work.tell_left_out();
    let Work { new, mut out, .. } = work;
    if new.len() <= MOST_SELECTED {
        out.selection.entities = new;
    }
    task.set_progress(1.0);
    Ok(out)
}

struct Work<'a> {
    graph: &'a Graph,
    other: &'a Graph,
    task: &'a Task,
    kinds: FxHashMap<EntityTypeId, EntityTypeId>,
    relationship_kinds: FxHashMap<RelationshipTypeId, RelationshipTypeId>,
    sources: FxHashMap<SourceId, SourceId>,
    /// What each entity is here; none for what is left out.
    entities: FxHashMap<EntityId, EntityId>,
    /// The entities that are added, by the id that they have here.
    new: BTreeSet<EntityId>,
    /// The ids of evidence that are added.
    evidence: FxHashSet<EvidenceId>,
    out: Brought,
}

impl Work<'_> {
    fn conflicts(&mut self, kind: &'static str, id: &str, name: &str, differences: Differences) {
        self.out.tally.conflicts += differences.len();
        for (field, kept, found) in differences {
            if self.out.conflicts.len() < MOST_CONFLICTS {
                let record = RecordName::new(kind, id);
                self.out.conflicts.push(Conflict { record, name: name.to_owned(), field, kept, found });
            }
        }
    }

    // ---- types and sources ---------------------------------------------------------------------------------------

    /// The types that records of the other graph have, and what these need.
    fn types(&mut self) {
        let Self { graph, other, .. } = *self;
        let theirs = other.schema();
        let used = theirs.entity_types.keys().filter(|id| other.entity_count_of(id) > 0);
        let mut line: Vec<Arc<EntityType>> = Vec::new();
        for id in used {
            // Parents come first.
            let mut up = Vec::new();
            let mut at = theirs.entity_types.get(id);
            while let Some(t) = at.filter(|t| !self.kinds.contains_key(&t.id) && up.len() <= theirs.entity_types.len())
            {
                if let Some(same) = same_entity_type(graph, other, &t.id) {
                    self.kinds.insert(t.id.clone(), same);
                    break;
                }
                up.push(Arc::clone(t));
                at = t.parent.as_ref().and_then(|parent| theirs.entity_types.get(parent));
            }
            for t in up.into_iter().rev() {
                self.kinds.insert(t.id.clone(), t.id.clone());
                line.push(t);
            }
        }
        for t in line {
            let mut new = EntityType::clone(&t);
            new.parent = t.parent.as_ref().and_then(|parent| self.kinds.get(parent)).cloned();
            self.out.transaction.edits.push(Edit::EntityType(Swap::add(new)));
            self.out.tally.new_types += 1;
        }
        for t in theirs.relationship_types.values().filter(|t| other.relationship_count_of(&t.id) > 0) {
            if let Some(same) = same_relationship_type(graph, other, &t.id) {
                self.relationship_kinds.insert(t.id.clone(), same);
                continue;
            }
            self.relationship_kinds.insert(t.id.clone(), t.id.clone());
            let mut new = RelationshipType::clone(t);
            for ends in [&mut new.from, &mut new.to] {
                let known =
                    |id: &EntityTypeId| self.kinds.get(id).cloned().or_else(|| same_entity_type(graph, other, id));
                *ends = ends.iter().filter_map(known).collect();
            }
            self.out.transaction.edits.push(Edit::RelationshipType(Swap::add(new)));
            self.out.tally.new_types += 1;
        }
    }

    fn sources(&mut self) {
        let mut by_title: BTreeMap<String, Vec<&Arc<Source>>> = BTreeMap::new();
        for source in self.graph.sources().values() {
            by_title.entry(key(&source.title)).or_default().push(source);
        }
        let mut gaining: BTreeMap<SourceId, (Arc<Source>, Source)> = BTreeMap::new();
        let mut taken: BTreeSet<SourceId> = BTreeSet::new();
        for source in self.other.sources().values() {
            let titled = by_title.get(&key(&source.title)).map(Vec::as_slice).unwrap_or_default();
            let by_id = self.graph.sources().get(&source.id);
            let of_id = by_id.filter(|same| is_minted(source.id.as_str()) || key(&same.title) == key(&source.title));
            let fits = |same: &&&Arc<Source>| same.url == source.url || same.url.is_empty() || source.url.is_empty();
            let exact = titled.iter().find(|same| same.url == source.url);
            if let Some(same) = of_id.or(exact.copied()).or(titled.iter().find(fits).copied()) {
                self.sources.insert(source.id.clone(), same.id.clone());
                let (_, after) = gaining.entry(same.id.clone()).or_insert((Arc::clone(same), Source::clone(same)));
                let differences = gain::source(after, source);
                self.conflicts("source", same.id.as_str(), &same.title, differences);
                continue;
            }
            let is_free = |id: &SourceId| !self.graph.sources().contains_key(id) && !taken.contains(id);
            let id = free(&source.id, SourceId::as_str, is_free);
            taken.insert(id.clone());
            self.sources.insert(source.id.clone(), id.clone());
            let new = Source { id, ..Source::clone(source) };
            self.out.transaction.edits.push(Edit::Source(Swap::add(new)));
            self.out.tally.new_sources += 1;
        }
        for (before, after) in gaining.into_values().filter(|(before, after)| **before != *after) {
            self.out.transaction.edits.push(Edit::Source(Swap::change(before, after)));
            self.out.tally.gaining += 1;
        }
    }

    // ---- entities ------------------------------------------------------------------------------------------------

    /// Says what each entity of the other graph is here.
    fn settle(&mut self, matches: &Matches, decisions: &Decisions) -> Result<(), Cancelled> {
        for (at, entity) in self.other.entities().into_iter().enumerate() {
            if at.is_multiple_of(PER_CHECK) {
                self.task.check()?;
            }
            let here = match matches.settled(decisions, &entity.id) {
                Decision::Skip => {
                    self.out.tally.skipped_entities += 1;
                    continue;
                }
                // Somebody may have deleted it since.
                Decision::Same(id) if self.graph.entity(&id).is_some() => {
                    self.out.tally.joined_entities += 1;
                    id
                }
                Decision::Same(_) | Decision::New => {
                    self.out.tally.new_entities += 1;
                    let is_free = |id: &EntityId| self.graph.entity(id).is_none() && !self.new.contains(id);
                    let id = free(&entity.id, EntityId::as_str, is_free);
                    self.new.insert(id.clone());
                    id
                }
            };
            self.entities.insert(entity.id.clone(), here);
        }
        Ok(())
    }

    fn pictures(&mut self) {
        let known = self.graph.attachments();
        let shown = self.other.entities_unsorted().filter(|e| self.entities.contains_key(&e.id));
        let shown: BTreeSet<_> = shown.filter_map(|e| e.picture()).filter(|hash| !known.contains_key(hash)).collect();
        let new = shown.into_iter().filter_map(|hash| self.other.attachments().get(&hash));
        let edits: Vec<_> = new.map(|a| Edit::Attachment(Swap { before: None, after: Some(Arc::clone(a)) })).collect();
        self.out.transaction.edits.extend(edits);
    }

    fn bring_entities(&mut self) -> Result<(), Cancelled> {
        let mut gaining: BTreeMap<EntityId, (Arc<Entity>, Entity)> = BTreeMap::new();
        for (at, entity) in self.other.entities().into_iter().enumerate() {
            if at.is_multiple_of(PER_CHECK) {
                self.task.check()?;
            }
            let Some(id) = self.entities.get(&entity.id).cloned() else { continue };
            let mut here = Entity::clone(entity);
            here.id.clone_from(&id);
            here.kind = self.kinds.get(&entity.kind).unwrap_or(&entity.kind).clone();
            // A judgement stands on the one with the smaller id.
            let others = here.different_from.iter().filter_map(|other| self.entities.get(other));
            here.different_from = others.filter(|other| **other > id).cloned().collect();
            self.carry_values(here.properties.values_mut());
            self.carry_evidence(&mut here.evidence);
            match self.graph.entity(&id) {
                Some(same) => {
                    // As in the other graph: an id there says nothing here.
                    here.id.clone_from(&entity.id);
                    let (_, after) = gaining.entry(id).or_insert_with(|| (Arc::clone(same), Entity::clone(same)));
                    let differences = gain::entity(after, &here);
                    self.conflicts("entity", same.id.as_str(), &same.name, differences);
                }
                None => {
                    self.keep_evidence_ids(&mut here.evidence);
                    self.out.transaction.edits.push(Edit::Entity(Swap::add(here)));
                }
            }
        }
        for (before, mut after) in gaining.into_values() {
            if *before != after {
                self.keep_evidence_ids(&mut after.evidence[before.evidence.len()..]);
                self.out.transaction.edits.push(Edit::Entity(Swap::change(before, after)));
                self.out.tally.gaining += 1;
            }
        }
        Ok(())
    }

    /// Makes values name the entities of this graph.
    fn carry_values<'v>(&self, values: impl Iterator<Item = &'v mut Value>) {
        for value in values {
            match value {
                Value::Entity(id) => {
                    if let Some(here) = self.entities.get(id) {
                        id.clone_from(here);
                    }
                }
                Value::List(values) => self.carry_values(values.iter_mut()),
                _ => {}
            }
        }
    }

    /// Makes evidence name the sources of this graph.
    fn carry_evidence(&self, evidence: &mut [Evidence]) {
        for piece in evidence {
            if let Some(source) = self.sources.get(&piece.source) {
                piece.source.clone_from(source);
            }
        }
    }

    /// Gives pieces of evidence that are added ids which nothing else has.
    fn keep_evidence_ids(&mut self, evidence: &mut [Evidence]) {
        for piece in evidence {
            let is_free = |id: &EvidenceId| self.graph.evidence_home(id).is_none() && !self.evidence.contains(id);
            piece.id = free(&piece.id, EvidenceId::as_str, is_free);
            self.evidence.insert(piece.id.clone());
        }
    }

    // ---- the view ------------------------------------------------------------------------------------------------

    /// The view of the other graph that shows the most.
    fn other_view(&self) -> Option<&ViewState> {
        let views = self.other.views().values();
        views.max_by_key(|state| (state.shown_count(), std::cmp::Reverse(&state.view.id)))
    }

    /// Puts the new entities beside what stands in the view, as they stand to each other, and takes groups over.
    fn arrange(&mut self, view: &ViewId) {
        let Some(state) = self.graph.views().get(view) else { return };
        let Some(theirs) = self.other_view().cloned() else { return };
        let placed = |state: &ViewState| -> Vec<Point> {
            state.placements_sorted().into_iter().filter_map(|(_, place)| place.position).collect()
        };
        let here = Rect::around(placed(state));
        let mut new: Vec<(EntityId, Placement)> = Vec::new();
        for (id, place) in theirs.placements_sorted() {
            if let Some(id) = self.entities.get(id).filter(|id| self.new.contains(*id)) {
                new.push((id.clone(), place));
            }
        }
        new.sort_by(|(a, _), (b, _)| a.cmp(b));
        let there = Rect::around(new.iter().filter_map(|(_, place)| place.position));
        let shift = if here.is_empty() || there.is_empty() {
            Vector::ZERO
        } else {
            Vector::new(here.max.x + GAP - there.min.x, here.center().y - there.center().y)
        };
        for (entity, mut after) in new {
            after.position = after.position.map(|at| at + shift);
            let before = Placement::default();
            self.out.transaction.edits.push(Edit::Place { view: view.clone(), entity, before, after });
        }
        let mut after = View::clone(&state.view);
        for (id, group) in &theirs.view.groups {
            let members = group.members.iter().filter_map(|member| self.entities.get(member)).cloned();
            let members: BTreeSet<EntityId> = members.collect();
            let same = after.groups.iter().find(|(_, known)| key(&known.name) == key(&group.name)).map(|(id, _)| id);
            if let Some(known) = same.cloned().and_then(|id| after.groups.get_mut(&id)) {
                known.members.extend(members);
            } else if !members.is_empty() {
                let id = free(id, |id| id.as_str(), |id| !after.groups.contains_key(id));
                after.groups.insert(id, crate::model::Group { members, ..group.clone() });
            }
        }
        if after != *state.view {
            self.out.transaction.edits.push(Edit::View(Swap::change(Arc::clone(&state.view), after)));
        }
    }

    fn tell_left_out(&mut self) {
        let mut left_out = Vec::new();
        let meta = self.other.meta();
        if !meta.description.trim().is_empty() {
            left_out.push("what the file says of itself as a whole".to_owned());
        }
        if let Some(view) = self.other_view() {
            let others = self.other.views().len() - 1;
            match others {
                0 => {}
                1 => left_out.push(format!("one more view than “{}”", view.view.title)),
                n => left_out.push(format!("{n} more views than “{}”", view.view.title)),
            }
            let notes = view.view.canvas_notes.len();
            if notes > 0 {
                left_out.push(format!("{notes} notes on its canvas"));
            }
            if !view.view.filter.is_empty() || view.view.at.is_some() {
                left_out.push("what its view filters".to_owned());
            }
            if view.view.style != crate::model::Style::default() {
                left_out.push("what sizes and colours say in its view".to_owned());
            }
        }
        match self.other.matrices().len() {
            0 => {}
            1 => left_out.push("its matrix of hypotheses".to_owned()),
            n => left_out.push(format!("its {n} matrices of hypotheses")),
        }
        let uncited = self.other.attachments().len();
        let shown: BTreeSet<_> = self.other.entities_unsorted().filter_map(|e| e.picture()).collect();
        if uncited > shown.len() {
            left_out.push("pictures that no entity shows".to_owned());
        }
        self.out.left_out = left_out;
    }
}

/// The id itself where it is free, else with the first number behind it that makes it so.
fn free<T: Clone + std::str::FromStr>(id: &T, text: impl Fn(&T) -> &str, is_free: impl Fn(&T) -> bool) -> T {
    if is_free(id) {
        return id.clone();
    }
    let found = (2..usize::MAX).filter_map(|number| numbered(text(id), number).parse().ok()).find(|id| is_free(id));
    found.unwrap_or_else(|| id.clone())
}

/// What tells relationships of one pair of entities apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Gist {
    ends: (EntityId, EntityId),
    kind: RelationshipTypeId,
    is_forward: bool,
    label: String,
}

impl Gist {
    fn of(record: &Relationship) -> Self {
        let is_forward = record.direction == crate::model::Direction::Forward;
        let (from, to) = (record.from.clone(), record.to.clone());
        let ends = if is_forward || from <= to { (from, to) } else { (to, from) };
        Self { ends, kind: record.kind.clone(), is_forward, label: key(&record.label) }
    }
}

/// When a relationship holds, for comparison.
type When = Option<Interval>;

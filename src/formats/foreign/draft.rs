//! A graph in the making, from nodes and edges that a file names by keys of its own, in any order.
//!
//! A reader declares nodes ([`Draft::node`]) and edges ([`Draft::edge`]), sets their attributes by [`Column`]s that it
//! works out once, and calls [`Draft::finish`]. Keys become ids as they are, so that the same file gives the same ids
//! each time, and what we write comes back with the ids that it had.

use std::hash::BuildHasher;
use std::str::FromStr;
use std::sync::Arc;

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::cell::Cell;
use super::column::Column;
use super::fill::{self, NodeState};
use super::kinds::Kinds;
use super::report::{At, Report};
use crate::base::{EntityId, GroupId, IdError, Interval, SourceId, Task};
use crate::formats::{ReadError, ReadOptions};
use crate::model::{Credibility, Direction, Entity, Evidence, Relationship, Reliability, Source, Value};

/// So many bytes of a text cost as much as another value.
const BYTES_A_VALUE: usize = 64;

/// How many values a text counts for that is given to many records.
pub(crate) fn weight_of(text: &str) -> usize {
    1 + text.len() / BYTES_A_VALUE
}

/// The sign before the keys of nodes that the file gives none.
pub(super) const NAMELESS: char = '\u{1}';

/// After how many records the work looks whether it was cancelled.
pub(super) const RECORDS_PER_CHECK: usize = 4096;

/// How many edges a file may make between groups of nodes beyond one a node, so that `{…} -> {…}` costs no more than it
/// says.
const MOST_EDGES_BETWEEN_GROUPS: usize = 1_000_000;

/// A node of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeRef(pub(super) u32);

/// An edge of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EdgeRef(pub(super) u32);

/// A group of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct GroupRef(pub(super) u32);

/// What to think of an edge to a node that the file does not declare. The node is made in both cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undeclared {
    /// That is how the format makes nodes.
    Ordinary,
    /// The file is at fault, and the issue says so.
    Fault,
}

pub(super) struct Node {
    /// Beside the entity, so that a look-up does not have to follow a pointer.
    pub(super) id: EntityId,
    /// Made when something is said of it.
    pub(super) entity: Option<Arc<Entity>>,
    pub(super) state: NodeState,
    /// Where an edge first named it, while no declaration was seen.
    pub(super) undeclared: Option<At>,
}

impl Node {
    /// The entity that it becomes, and what is known beside it.
    pub(super) fn parts(&mut self) -> (&mut Entity, &mut NodeState) {
        let Self { id, entity, state, .. } = self;
        // The type is a stand-in until the end.
        let made = || Arc::new(Entity::new(id.clone(), fill::unsaid(), String::new()));
        (Arc::make_mut(entity.get_or_insert_with(made)), state)
    }

    /// What it is called so far; empty when nothing was said.
    pub(super) fn name(&self) -> &str {
        self.entity.as_ref().map_or("", |entity| &entity.name)
    }
}

pub(super) struct Edge {
    pub(super) relationship: Arc<Relationship>,
    pub(super) state: fill::EdgeState,
}

pub(super) struct DraftGroup {
    pub(super) id: GroupId,
    pub(super) name: String,
    pub(super) parent: Option<GroupRef>,
    pub(super) members: Vec<NodeRef>,
}

/// A graph in the making. See the head of this file.
pub(crate) struct Draft {
    /// What is wrong with the file.
    pub(crate) report: Report,
    /// The types.
    pub(super) kinds: Kinds,
    pub(super) title: String,
    pub(super) description: String,
    /// The nodes by their ids, which are their keys where the file's keys can be ids.
    pub(super) index: HashTable<u32>,
    /// The nodes by those keys that are not their ids.
    pub(super) strange: FxHashMap<Box<str>, NodeRef>,
    /// The nodes by those ids that are not their keys. Another node may have such an id for its key.
    given: FxHashMap<EntityId, NodeRef>,
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    pub(super) groups: Vec<DraftGroup>,
    group_by_name: FxHashMap<String, GroupRef>,
    pub(super) sources: Vec<Source>,
    /// The places of the sources.
    pub(super) source_at: FxHashMap<SourceId, usize>,
    pub(super) source_by_title: FxHashMap<String, SourceId>,
    pub(super) undeclared: Undeclared,
    most_records: usize,
    records: usize,
    inherited: usize,
    /// How many edges stand between groups of nodes beyond one a node.
    pub(super) multiplied: usize,
    pub(super) task: Task,
}

impl Draft {
    /// An empty draft with the limits of the call.
    pub(crate) fn new(options: &ReadOptions, task: &Task, undeclared: Undeclared) -> Self {
        Self::under((undeclared, options.limits.records, task))
    }

    /// An empty draft with what [`Draft::limits`] tells.
    pub(super) fn under((undeclared, most_records, task): (Undeclared, usize, &Task)) -> Self {
        Self {
            report: Report::default(),
            kinds: Kinds::built_in(),
            title: String::new(),
            description: String::new(),
            index: HashTable::new(),
            strange: FxHashMap::default(),
            given: FxHashMap::default(),
            nodes: Vec::new(),
            edges: Vec::new(),
            groups: Vec::new(),
            group_by_name: FxHashMap::default(),
            sources: Vec::new(),
            source_at: FxHashMap::default(),
            source_by_title: FxHashMap::default(),
            undeclared,
            most_records,
            records: 0,
            inherited: 0,
            multiplied: 0,
            task: task.clone(),
        }
    }

    /// What to think of undeclared nodes, how many records are read, and what stops the work.
    pub(super) fn limits(&self) -> (Undeclared, usize, &Task) {
        (self.undeclared, self.most_records, &self.task)
    }

    /// Whether it holds nodes and edges, and nothing that depends on their numbers.
    pub(super) fn is_plain(&self) -> bool {
        self.report.is_empty() && self.strange.is_empty() && self.groups.is_empty() && self.sources.is_empty()
    }

    pub(super) fn title(&self) -> &str {
        &self.title
    }

    pub(super) fn description(&self) -> &str {
        &self.description
    }

    /// How many records and inherited values were counted.
    pub(super) fn counted(&self) -> (usize, usize) {
        (self.records, self.inherited)
    }

    /// Counts many records and inherited values at once.
    ///
    /// # Errors
    /// When there are too many, or the work was cancelled.
    pub(super) fn count(&mut self, records: usize, inherited: usize) -> Result<(), ReadError> {
        self.records += records.saturating_sub(1);
        self.inherit(inherited)?;
        if records > 0 { self.count_record() } else { Ok(()) }
    }

    /// What the graph is called; the first that is given stays.
    pub(crate) fn set_title(&mut self, title: &str) {
        if self.title.is_empty() {
            self.title = title.trim().into();
        }
    }

    /// Anything on the graph as a whole; several pieces stand under each other.
    pub(crate) fn add_description(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            if !self.description.is_empty() {
                self.description.push('\n');
            }
            self.description.push_str(text);
        }
    }

    /// Counts a record, and looks now and then whether the work was cancelled. For rows that make no node or edge.
    ///
    /// # Errors
    /// When there are more records than are read, or the work was cancelled.
    pub(crate) fn count_record(&mut self) -> Result<(), ReadError> {
        self.records += 1;
        if self.records > self.most_records {
            let what = format!("The file has more than {} records", self.most_records);
            return Err(ReadError::Limit { place: None, what });
        }
        if self.records.is_multiple_of(RECORDS_PER_CHECK) {
            self.task.check()?;
        }
        Ok(())
    }

    /// Counts values that records have without the file saying them anew, such as defaults, so that a few words cannot ask
    /// for endless memory.
    ///
    /// # Errors
    /// When there are more of them than records may be.
    pub(crate) fn inherit(&mut self, values: usize) -> Result<(), ReadError> {
        let before = self.inherited / RECORDS_PER_CHECK;
        self.inherited = self.inherited.saturating_add(values);
        if self.inherited > self.most_records {
            let what = format!("Defaults and lists in the file give more than {} values", self.most_records);
            return Err(ReadError::Limit { place: None, what });
        }
        if self.inherited / RECORDS_PER_CHECK > before {
            self.task.check()?;
        }
        Ok(())
    }

    /// Counts the edges that one word of the file makes between several nodes and several others, each with so many
    /// values. One edge a node is what the file says anyway.
    ///
    /// # Errors
    /// When the file makes too many edges so, or gives too many values, or the work was cancelled.
    pub(crate) fn multiply(&mut self, [from, to]: [usize; 2], values: usize) -> Result<(), ReadError> {
        let edges = from.saturating_mul(to);
        self.multiplied = self.multiplied.saturating_add(edges.saturating_sub((from + to).saturating_sub(1)));
        if self.multiplied > MOST_EDGES_BETWEEN_GROUPS {
            let what = format!("Edges between groups of nodes make more than {MOST_EDGES_BETWEEN_GROUPS} edges");
            return Err(ReadError::Limit { place: None, what });
        }
        self.inherit(edges.saturating_sub(1).saturating_mul(values))
    }

    /// How many nodes there are, those only named by edges among them.
    pub(crate) fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Declares a node. A second declaration of one key is reported and adds to the first.
    ///
    /// # Errors
    /// When there are too many records, or the work was cancelled.
    pub(crate) fn node(&mut self, key: &str, at: At) -> Result<NodeRef, ReadError> {
        let (node, is_new) = self.intern(key, at)?;
        let slot = &mut self.nodes[node.0 as usize];
        if is_new || slot.undeclared.is_some() {
            slot.undeclared = None;
        } else {
            self.report.warning(at, "a node is declared twice", key, "joined the two");
        }
        Ok(node)
    }

    /// Declares a node that may have been declared before, which is ordinary in some formats.
    ///
    /// # Errors
    /// When there are too many records, or the work was cancelled.
    pub(crate) fn node_again(&mut self, key: &str, at: At) -> Result<NodeRef, ReadError> {
        let (node, _) = self.intern(key, at)?;
        self.nodes[node.0 as usize].undeclared = None;
        Ok(node)
    }

    /// Names a node without declaring it, as the end of an edge does.
    ///
    /// # Errors
    /// When there are too many records, or the work was cancelled.
    pub(crate) fn refer(&mut self, key: &str, at: At) -> Result<NodeRef, ReadError> {
        Ok(self.intern(key, at)?.0)
    }

    /// The node of this key, if it was declared or named.
    #[inline]
    pub(crate) fn find(&self, key: &str) -> Option<NodeRef> {
        let is_it = |at: &u32| self.nodes[*at as usize].id.as_str() == key;
        match self.index.find(hash_of(key), is_it) {
            Some(at) => Some(NodeRef(*at)),
            None if self.strange.is_empty() => None,
            None => self.strange.get(key).copied(),
        }
    }

    /// The key of a node, as far as its id shows it.
    pub(crate) fn key_of(&self, node: NodeRef) -> &str {
        self.nodes[node.0 as usize].id.as_str()
    }

    /// What a node is called so far; empty when nothing was said.
    pub(crate) fn name_of(&self, node: NodeRef) -> &str {
        self.nodes[node.0 as usize].name()
    }

    fn intern(&mut self, key: &str, at: At) -> Result<(NodeRef, bool), ReadError> {
        if let Some(node) = self.find(key) {
            return Ok((node, false));
        }
        self.count_record()?;
        let mut id: EntityId = id_of(key);
        if self.given.contains_key(&id) {
            id = fill::hashed_id("key", &[key]);
        }
        let is_strange = id.as_str() != key;
        let node = self.push(Node { id, entity: None, state: NodeState::default(), undeclared: Some(at) })?;
        if is_strange {
            self.strange.insert(key.into(), node);
        }
        Ok((node, true))
    }

    /// Makes room for so many nodes and edges. Memory that is not used then costs nothing.
    pub(crate) fn reserve(&mut self, nodes: usize, edges: usize) {
        self.nodes.reserve(nodes);
        self.edges.reserve(edges);
    }

    /// Adds a node that is found by its id.
    pub(super) fn push(&mut self, node: Node) -> Result<NodeRef, ReadError> {
        let at = u32::try_from(self.nodes.len()).map_err(|_| too_many())?;
        let hash = hash_of(node.id.as_str());
        self.nodes.push(node);
        let nodes = &self.nodes;
        self.index.insert_unique(hash, at, |at| hash_of(nodes[*at as usize].id.as_str()));
        Ok(NodeRef(at))
    }

    /// Gives a node that no edge names yet another id than its key, by which alone it is still found. `false` when the
    /// id belongs to another node.
    pub(super) fn rename(&mut self, node: NodeRef, key: &str, id: EntityId) -> bool {
        let nodes = &mut self.nodes;
        let is_taken = |at: &u32| nodes[*at as usize].id == id;
        if self.given.contains_key(&id) || self.index.find(hash_of(id.as_str()), is_taken).is_some() {
            return false;
        }
        if let Ok(entry) = self.index.find_entry(hash_of(nodes[node.0 as usize].id.as_str()), |at| *at == node.0) {
            entry.remove();
        }
        nodes[node.0 as usize].parts().0.id = id.clone();
        nodes[node.0 as usize].id = id.clone();
        self.given.insert(id, node);
        self.strange.insert(key.into(), node);
        true
    }

    /// The node that was given this id, which is not its key.
    pub(super) fn given(&self, id: &EntityId) -> Option<NodeRef> {
        self.given.get(id).copied()
    }

    /// Calls a node by another key too.
    pub(super) fn call(&mut self, node: NodeRef, key: &str) {
        self.strange.insert(key.into(), node);
    }

    /// Adds an edge, with a key if the file gives it one. `directed` is what the file says; without it the edge has a
    /// direction.
    ///
    /// # Errors
    /// When there are too many records, or the work was cancelled.
    pub(crate) fn edge(
        &mut self,
        key: Option<&str>,
        from: NodeRef,
        to: NodeRef,
        directed: Option<bool>,
    ) -> Result<EdgeRef, ReadError> {
        self.count_record()?;
        let index = u32::try_from(self.edges.len()).map_err(|_| too_many())?;
        let end = |node: NodeRef| self.nodes[node.0 as usize].id.clone();
        let (id, has_key) = match key.filter(|k| !k.is_empty()) {
            Some(key) => (id_of(key), true),
            None => (fill::unsaid(), false),
        };
        let mut relationship = Relationship::new(id, fill::unsaid(), end(from), end(to));
        if directed == Some(false) {
            relationship.direction = Direction::Neither;
        }
        let state = fill::EdgeState::new(has_key);
        self.edges.push(Edge { relationship: Arc::new(relationship), state });
        Ok(EdgeRef(index))
    }

    /// The edge that was added last.
    pub(crate) fn last_edge(&self) -> Option<EdgeRef> {
        self.edges.len().checked_sub(1).and_then(|index| u32::try_from(index).ok()).map(EdgeRef)
    }

    /// Sets an attribute of a node. Empty texts say nothing. What does not fit its field becomes a property.
    pub(crate) fn set_node<'c>(&mut self, node: NodeRef, column: &Column, cell: impl Into<Cell<'c>>, at: At) {
        fill::node(self, node.0 as usize, column, cell.into(), at);
    }

    /// Sets an attribute of an edge. Empty texts say nothing. What does not fit its field becomes a property.
    pub(crate) fn set_edge<'c>(&mut self, edge: EdgeRef, column: &Column, cell: impl Into<Cell<'c>>, at: At) {
        fill::edge(self, edge.0 as usize, column, cell.into(), at);
    }

    /// Says which way an edge points.
    pub(crate) fn set_direction(&mut self, edge: EdgeRef, direction: Direction) {
        Arc::make_mut(&mut self.edges[edge.0 as usize].relationship).direction = direction;
    }

    /// Says where a node stands, in world units. What is not finite says nothing.
    pub(crate) fn place(&mut self, node: NodeRef, x: f64, y: f64) {
        let state = &mut self.nodes[node.0 as usize].state;
        (state.x, state.y) = (x as f32, y as f32);
    }

    /// Sets the colour of a node.
    pub(crate) fn colour(&mut self, node: NodeRef, rgb: [u8; 3]) {
        let state = &mut self.nodes[node.0 as usize].state;
        state.channels = rgb.map(Some);
    }

    /// The source of this title or address, made when it is named first.
    pub(super) fn source(&mut self, title: &str) -> SourceId {
        if let Some(id) = self.source_by_title.get(title) {
            return id.clone();
        }
        let id: SourceId = fill::hashed_id("source", &[title]);
        let mut source = Source::new(id.clone(), title);
        if title.starts_with("http://") || title.starts_with("https://") {
            source.url = title.into();
        }
        self.source_by_title.insert(title.into(), id.clone());
        self.put_source(source)
    }

    /// Grades what an edge rests on: its evidence, and the sources of that. Without any it rests on the source of this
    /// title.
    pub(crate) fn grade_edge(
        &mut self,
        edge: EdgeRef,
        (reliability, credibility): (Option<Reliability>, Option<Credibility>),
        title: &str,
        at: At,
    ) {
        let index = edge.0 as usize;
        if self.edges[index].relationship.evidence.is_empty() {
            let found = self.evidence(&format!("\u{1}edge {index}"), 0, title);
            Arc::make_mut(&mut self.edges[index].relationship).evidence.push(found);
        }
        let relationship = Arc::make_mut(&mut self.edges[index].relationship);
        for piece in relationship.evidence.iter_mut() {
            piece.credibility = piece.credibility.or(credibility);
            let Some(source) = self.source_at.get(&piece.source).and_then(|at| self.sources.get_mut(*at)) else {
                continue;
            };
            match (source.reliability, reliability) {
                (None, new) => source.reliability = new,
                (Some(old), Some(new)) if old != new => {
                    let which = format!("{}: {} and {}", source.title, old.key(), new.key());
                    self.report.warning(at, "a source has several grades of reliability", which, "kept the first");
                }
                _ => {}
            }
        }
    }

    /// A group of nodes, drawn around its members; inside `parent` where there is one.
    pub(crate) fn group(&mut self, key: &str, name: &str, parent: Option<GroupRef>) -> GroupRef {
        let index = self.groups.len();
        self.groups.push(DraftGroup { id: id_of(key), name: name.into(), parent, members: Vec::new() });
        GroupRef(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The group that attributes call by this name.
    pub(super) fn group_named(&mut self, name: &str) -> GroupRef {
        if let Some(group) = self.group_by_name.get(name) {
            return *group;
        }
        let group = self.group(name, name, None);
        self.group_by_name.insert(name.to_owned(), group);
        group
    }

    /// Puts the node at an index into a group.
    pub(super) fn join_index(&mut self, group: GroupRef, index: usize) {
        self.join(group, NodeRef(index as u32));
    }

    /// Names a group anew, where its name stands behind its members.
    pub(crate) fn rename_group(&mut self, group: GroupRef, name: &str) {
        if let Some(group) = self.groups.get_mut(group.0 as usize) {
            group.name = name.into();
        }
    }

    /// Puts a group into another. Groups that would stand in themselves are told by their depth at the end.
    pub(crate) fn nest(&mut self, group: GroupRef, parent: GroupRef) {
        if let Some(group) = self.groups.get_mut(group.0 as usize) {
            group.parent = Some(parent);
        }
    }

    /// The nodes that were put into a group itself.
    pub(crate) fn members_of(&self, group: GroupRef) -> &[NodeRef] {
        self.groups.get(group.0 as usize).map_or(&[], |group| &group.members)
    }

    /// Whether something was said on when a node was.
    pub(crate) fn has_time(&self, node: NodeRef) -> bool {
        self.nodes[node.0 as usize].entity.as_ref().is_some_and(|entity| entity.valid.is_some())
    }

    /// Whether something was said on when an edge was.
    pub(crate) fn edge_has_time(&self, edge: EdgeRef) -> bool {
        self.edges[edge.0 as usize].relationship.valid.is_some()
    }

    /// Puts a node into a group.
    pub(crate) fn join(&mut self, group: GroupRef, node: NodeRef) {
        if let Some(group) = self.groups.get_mut(group.0 as usize) {
            group.members.push(node);
        }
    }

    /// Adds evidence from a source of this title to a record.
    pub(super) fn evidence(&mut self, record: &str, number: usize, title: &str) -> Evidence {
        let source = self.source(title);
        Evidence::new(fill::hashed_id("evidence", &[record, &number.to_string()]), source)
    }
}

/// The hash by which nodes are found.
#[inline]
pub(super) fn hash_of(key: &str) -> u64 {
    FxBuildHasher.hash_one(key)
}

/// A key as an id: as it is, or a hash of it where it is too long or cannot be shown.
fn id_of<T: FromStr<Err = IdError>>(key: &str) -> T {
    key.parse().unwrap_or_else(|_| fill::hashed_id("key", &[key]))
}

pub(super) fn too_many() -> ReadError {
    ReadError::Limit { place: None, what: "The file has more than four thousand million records".into() }
}

/// Joins a start or an end to what is known of a time; `None` when they contradict each other.
pub(super) fn with_ends(
    valid: Option<Interval>,
    start: Option<crate::base::Endpoint>,
    end: Option<crate::base::Endpoint>,
) -> Option<Interval> {
    use crate::base::Endpoint;
    let old = valid.map_or((Endpoint::Open, Endpoint::Open), |v| (v.start(), v.end()));
    let open = |old: Endpoint| if valid.is_some() { old } else { Endpoint::Open };
    let (start, end) = (start.unwrap_or(open(old.0)), end.unwrap_or(open(old.1)));
    match (start, end) {
        (Endpoint::Date(a), Endpoint::Date(b)) if a == b => Some(Interval::On(a)),
        _ => Interval::new(start, end).ok(),
    }
}
/// A value of a list.
pub(super) fn list(values: Vec<Value>) -> Value {
    match <[Value; 1]>::try_from(values) {
        Ok([one]) => one,
        Err(values) => Value::List(values),
    }
}

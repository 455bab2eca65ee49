//! Makes the graph of a draft that is complete.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::complete::complete;
use super::draft::{Draft, DraftGroup, GroupRef, Node, RECORDS_PER_CHECK, Undeclared};
use super::fill::{self, NodeState};
use super::report::{At, Report};
use crate::base::{EntityId, Point, Task, ViewId};
use crate::formats::{FileInfo, Lineage, Loaded, ReadError};
use crate::model::{ColourBy, Entity, Graph, Group, Meta, Placement, Relationship, SizeBy, View};

/// How many groups may stand in each other before membership is no longer handed up.
const GROUPS_IN_GROUPS: usize = 12;

impl Draft {
    /// Makes the graph. `text` is what the places in the report count in.
    ///
    /// # Errors
    /// When the work was cancelled.
    pub(crate) fn finish(mut self, format: &'static str, text: &str) -> Result<Loaded, ReadError> {
        self.task.check()?;
        complete(&mut self);
        let Self { mut report, kinds, title, description, nodes, edges, groups, sources, task, undeclared, .. } = self;
        let main: ViewId = fill::known_id("main");
        let mut graph = Graph::new(main.clone());
        graph.set_meta(Arc::new(Meta { title, description }));
        kinds.add_to(&mut graph);
        for source in sources {
            let id = source.id.clone();
            if let Err(error) = graph.put_source(&id, Some(Arc::new(source))) {
                report.error(At::Nowhere, "a source could not be kept", error, "left it out");
            }
        }
        let (mut any_colour, mut any_size) = (false, false);
        let mut ids = Vec::with_capacity(if groups.is_empty() { 0 } else { nodes.len() });
        let mut entities = Vec::with_capacity(nodes.len());
        let mut places = Vec::new();
        for node in nodes {
            let Node { id, entity, state, undeclared: first_named } = node;
            if let (Some(at), Undeclared::Fault) = (first_named, undeclared) {
                report.warning(at, "an edge names a node that the file does not declare", &id, "made the node");
            }
            any_colour |= state.has_colour();
            any_size |= state.has_size;
            // Completing has made them all.
            entities.extend(entity);
            if let Some(position) = state.position() {
                places.push((id.clone(), position));
            }
            if !groups.is_empty() {
                ids.push(id);
            }
        }
        task.set_progress(0.8);
        let relationships = edges.into_iter().map(|edge| edge.relationship).collect();
        put_records(&mut graph, entities, relationships, &mut report, &task)?;
        for (id, position) in places {
            // The view is there and the position is finite; an entity that was left out stands nowhere.
            let _ = graph.place(&main, &id, Placement { position: Some(position), pinned: false, hidden: false });
        }
        let mut view = View::new(main.clone(), "Main");
        if any_colour {
            view.style.colour_by = ColourBy::Property(fill::COLOUR.into());
        }
        if any_size {
            view.style.size_by = SizeBy::Property(fill::SIZE.into());
        }
        put_groups(&mut view, groups, &ids);
        if let Err(error) = graph.put_view(&main, Some(Arc::new(view))) {
            report.error(At::Nowhere, "the view could not be kept", error, "left it out");
        }
        task.set_progress(1.0);
        let info = FileInfo { format, version: 1, lineage: Lineage::default(), edited_elsewhere: false };
        Ok(Loaded { graph, info, issues: report.into_issues(text) })
    }
}

/// Puts records into a graph without any: all at once, or where one of them does not fit one by one, to tell which.
fn put_records(
    graph: &mut Graph,
    entities: Vec<Arc<Entity>>,
    relationships: Vec<Arc<Relationship>>,
    report: &mut Report,
    task: &Task,
) -> Result<(), ReadError> {
    let Err((entities, relationships)) = graph.fill(entities, relationships) else { return Ok(()) };
    for (index, entity) in entities.into_iter().enumerate() {
        if index.is_multiple_of(RECORDS_PER_CHECK) {
            task.check()?;
        }
        if let Err(error) = graph.put_entity(&entity.id.clone(), Some(entity)) {
            report.error(At::Nowhere, "a node could not be kept", error, "left it out");
        }
    }
    for (index, relationship) in relationships.into_iter().enumerate() {
        if index.is_multiple_of(RECORDS_PER_CHECK) {
            task.check()?;
        }
        if let Err(error) = graph.put_relationship(&relationship.id.clone(), Some(relationship)) {
            report.error(At::Nowhere, "an edge could not be kept", error, "left it out");
        }
    }
    Ok(())
}

fn put_groups(view: &mut View, groups: Vec<DraftGroup>, ids: &[EntityId]) {
    let parents: Vec<Option<GroupRef>> = groups.iter().map(|g| g.parent).collect();
    let mut sets = vec![BTreeSet::new(); groups.len()];
    for (index, group) in groups.iter().enumerate() {
        let members: Vec<&EntityId> = group.members.iter().filter_map(|m| ids.get(m.0 as usize)).collect();
        let mut at = Some(GroupRef(index as u32));
        for _ in 0..GROUPS_IN_GROUPS {
            let Some(GroupRef(up)) = at else { break };
            let Some(set) = sets.get_mut(up as usize) else { break };
            set.extend(members.iter().map(|id| (*id).clone()));
            at = parents.get(up as usize).copied().flatten();
        }
    }
    let mut taken = FxHashSet::default();
    for (group, members) in groups.into_iter().zip(sets) {
        if members.is_empty() {
            continue;
        }
        let mut id = group.id;
        while !taken.insert(id.clone()) {
            id = fill::hashed_id("group", &[id.as_str(), "again"]);
        }
        view.groups.insert(id, Group { name: group.name, members, collapsed: false, colour: None });
    }
}

impl NodeState {
    fn position(&self) -> Option<Point> {
        let at = Point::new(self.x, self.y);
        at.is_finite().then_some(at)
    }
}

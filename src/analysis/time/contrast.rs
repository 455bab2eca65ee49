//! Two dates of a graph beside each other: what came, what went, and what has another status.

use super::{AsOf, holding};
use crate::analysis::query::Shown;
use crate::base::{Cancelled, EntityId, RelationshipId, Task};
use crate::model::{Graph, Status};

/// What became of something from one date to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// It holds at the second date and did not at the first.
    Came,
    /// It held at the first date and does not at the second.
    Went,
    /// It holds at both, with another status.
    Changed {
        /// At the first date.
        from: Status,
        /// At the second.
        to: Status,
    },
}

/// What differs between two dates, by id.
#[derive(Debug, Clone, Default)]
pub struct Turns {
    /// Entities.
    pub entities: Vec<(EntityId, Turn)>,
    /// Relationships.
    pub relationships: Vec<(RelationshipId, Turn)>,
    /// What holds at the first date.
    pub before: Shown,
    /// What holds at the second.
    pub after: Shown,
}

/// Sets two dates of a graph beside each other, of all or of what a filter lets through. O((n + m) log(n + m)).
///
/// # Errors
/// When the task is asked to stop.
pub fn turns(
    graph: &Graph,
    [first, second]: [AsOf; 2],
    within: Option<&Shown>,
    task: &Task,
) -> Result<Turns, Cancelled> {
    let before = holding(graph, first, within, task)?;
    task.set_progress(0.3);
    let after = holding(graph, second, within, task)?;
    task.set_progress(0.6);
    let turn = |was: bool, is: bool, from: Status, to: Status| match (was, is) {
        (false, true) => Some(Turn::Came),
        (true, false) => Some(Turn::Went),
        (true, true) if from != to => Some(Turn::Changed { from, to }),
        _ => None,
    };
    let mut entities = Vec::new();
    for entity in graph.entities_unsorted() {
        let (was, is) = (before.entities.contains(&entity.id), after.entities.contains(&entity.id));
        let [from, to] = [first, second].map(|as_of| as_of.status(entity.status, entity.valid));
        entities.extend(turn(was, is, from, to).map(|turn| (entity.id.clone(), turn)));
    }
    task.check()?;
    let mut relationships = Vec::new();
    for r in graph.relationships_unsorted() {
        let (was, is) = (before.relationships.contains(&r.id), after.relationships.contains(&r.id));
        let [from, to] = [first, second].map(|as_of| as_of.status(r.status, r.valid));
        relationships.extend(turn(was, is, from, to).map(|turn| (r.id.clone(), turn)));
    }
    entities.sort_unstable();
    relationships.sort_unstable();
    Ok(Turns { entities, relationships, before, after })
}

//! What of a graph holds at a date.

use rustc_hash::FxHashSet;

use super::{AsOf, Undated};
use crate::analysis::query::Shown;
use crate::base::{Cancelled, EntityId, Task};
use crate::model::{Entity, Graph, Relationship};

/// After how many records the task is asked whether to stop.
const STRIDE: usize = 4_096;

/// What holds at a date, of all or of what a filter lets through. O(n + m).
///
/// # Errors
/// When the task is asked to stop.
pub fn holding(graph: &Graph, as_of: AsOf, within: Option<&Shown>, task: &Task) -> Result<Shown, Cancelled> {
    let is_there = |id: &EntityId| graph.entity(id).is_some_and(|entity| as_of.can_hold(entity.valid));
    let holds = |r: &Relationship| as_of.admits(r.valid) && is_there(&r.from) && is_there(&r.to);
    let mut shown = Shown::default();
    // Whether an entity takes part does not hang on what a filter asks of its relationships.
    let mut partakers: FxHashSet<&EntityId> = FxHashSet::default();
    for (n, relationship) in graph.relationships_unsorted().enumerate() {
        if n % STRIDE == 0 {
            task.check()?;
        }
        if holds(relationship) {
            partakers.extend([&relationship.from, &relationship.to]);
            if within.is_none_or(|within| within.relationships.contains(&relationship.id)) {
                shown.relationships.insert(relationship.id.clone());
            }
        }
    }
    let partakes = |entity: &Entity| partakers.contains(&entity.id);
    let stands_alone = |entity: &Entity| match entity.valid {
        Some(_) => as_of.admits(entity.valid),
        None => as_of.undated == Undated::Shown && graph.degree(&entity.id) == 0,
    };
    for (n, entity) in graph.entities_unsorted().enumerate() {
        if n % STRIDE == 0 {
            task.check()?;
        }
        let is_shown = as_of.can_hold(entity.valid) && (partakes(entity) || stands_alone(entity));
        if is_shown && within.is_none_or(|within| within.entities.contains(&entity.id)) {
            shown.entities.insert(entity.id.clone());
        }
    }
    Ok(shown)
}

//! The difference of two graphs, as the edits that lead from one to the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Edit, Swap};
use crate::base::{EntityId, EntityTypeId, RelationshipId};
use crate::model::{EntityType, Evidence, EvidenceHome, Graph, Placement, Route};

/// The edits that turn `old` into `new`, in an order in which they can be applied: `apply(diff(a, b), a) == b`.
///
/// Records are told apart by id alone. Takes O(n log n) time in the number of records.
#[must_use]
pub fn diff(old: &Graph, new: &Graph) -> Vec<Edit> {
    let mut edits = Vec::new();
    if old.meta() != new.meta() {
        edits.push(Edit::Meta(Swap { before: Some(Arc::clone(old.meta())), after: Some(Arc::clone(new.meta())) }));
    }
    let types = swaps(&old.schema().entity_types, &new.schema().entity_types);
    let relationship_types = swaps(&old.schema().relationship_types, &new.schema().relationship_types);
    let sources = swaps(old.sources(), new.sources());
    let attachments = swaps(old.attachments(), new.attachments());
    let by_id = |graph: &Graph| -> BTreeMap<_, _> {
        graph.entities().into_iter().map(|e| (e.id.clone(), Arc::clone(e))).collect()
    };
    let mut entities = swaps(&by_id(old), &by_id(new));
    let by_id = |graph: &Graph| -> BTreeMap<_, _> {
        graph.relationships().into_iter().map(|r| (r.id.clone(), Arc::clone(r))).collect()
    };
    let mut relationships = swaps(&by_id(old), &by_id(new));
    let mut freed = Vec::new();
    free_evidence(
        new,
        &mut entities,
        |id: &EntityId| EvidenceHome::Entity(id.clone()),
        |e| (&e.id, &mut e.evidence),
        |swap| {
            freed.push(Edit::Entity(swap));
        },
    );
    free_evidence(
        new,
        &mut relationships,
        |id: &RelationshipId| EvidenceHome::Relationship(id.clone()),
        |r| (&r.id, &mut r.evidence),
        |swap| freed.push(Edit::Relationship(swap)),
    );
    let view_records = |graph: &Graph| -> BTreeMap<_, _> {
        graph.views().iter().map(|(id, state)| (id.clone(), Arc::clone(&state.view))).collect()
    };
    let views = swaps(&view_records(old), &view_records(new));

    // What others name comes first and goes last; what names others goes first and comes last.
    edits.extend(parents_first(new, types.iter().filter(|s| s.after.is_some())).map(Edit::EntityType));
    edits.extend(relationship_types.iter().filter(|s| s.after.is_some()).cloned().map(Edit::RelationshipType));
    edits.extend(sources.iter().filter(|s| s.after.is_some()).cloned().map(Edit::Source));
    edits.extend(attachments.iter().filter(|s| s.after.is_some()).cloned().map(Edit::Attachment));
    edits.extend(freed);
    let (unplaced, placed) = placements(old, new);
    edits.extend(unplaced);
    edits.extend(relationships.iter().filter(|s| s.after.is_none()).cloned().map(Edit::Relationship));
    edits.extend(entities.iter().filter(|s| s.after.is_some()).cloned().map(Edit::Entity));
    edits.extend(relationships.iter().filter(|s| s.after.is_some()).cloned().map(Edit::Relationship));
    edits.extend(entities.iter().filter(|s| s.after.is_none()).cloned().map(Edit::Entity));
    edits.extend(views.iter().cloned().map(Edit::View));
    edits.extend(placed);
    edits.extend(swaps(old.matrices(), new.matrices()).into_iter().map(Edit::Matrix));
    edits.extend(attachments.iter().filter(|s| s.after.is_none()).cloned().map(Edit::Attachment));
    edits.extend(sources.iter().filter(|s| s.after.is_none()).cloned().map(Edit::Source));
    edits.extend(relationship_types.iter().filter(|s| s.after.is_none()).cloned().map(Edit::RelationshipType));
    let mut gone: Vec<_> = parents_first(old, types.iter().filter(|s| s.after.is_none())).collect();
    gone.reverse();
    edits.extend(gone.into_iter().map(Edit::EntityType));
    edits
}

/// The records that differ, by id.
fn swaps<K: Ord, T: PartialEq>(old: &BTreeMap<K, Arc<T>>, new: &BTreeMap<K, Arc<T>>) -> Vec<Swap<T>> {
    let keys: BTreeSet<&K> = old.keys().chain(new.keys()).collect();
    let swap = |key| Swap { before: old.get(key).cloned(), after: new.get(key).cloned() };
    keys.into_iter().map(swap).filter(|s| s.before != s.after).collect()
}

/// Evidence that moves from one record to another leaves the first in an edit of its own, before anything takes it.
fn free_evidence<T: Clone, K>(
    new: &Graph,
    swaps: &mut [Swap<T>],
    home: impl Fn(&K) -> EvidenceHome,
    parts: impl Fn(&mut T) -> (&K, &mut Vec<Evidence>),
    mut free: impl FnMut(Swap<T>),
) {
    for swap in swaps {
        let Some(before) = &swap.before else { continue };
        let mut without = T::clone(before);
        let (id, evidence) = parts(&mut without);
        let (home, had) = (home(id), evidence.len());
        evidence.retain(|piece| new.evidence_home(&piece.id).is_none_or(|at| *at == home));
        if evidence.len() < had {
            let first = Swap::change(Arc::clone(before), without);
            swap.before.clone_from(&first.after);
            free(first);
        }
    }
}

/// Sorted so that a type comes after its parent, as `graph` has them.
fn parents_first<'a>(
    graph: &Graph,
    swaps: impl Iterator<Item = &'a Swap<EntityType>>,
) -> impl Iterator<Item = Swap<EntityType>> {
    let depth = |id: &EntityTypeId| {
        let mut parent = graph.schema().entity_types.get(id).and_then(|t| t.parent.as_ref());
        let mut depth = 0_usize;
        while let Some(id) = parent {
            parent = graph.schema().entity_types.get(id).and_then(|t| t.parent.as_ref());
            depth += 1;
        }
        depth
    };
    let mut sorted: Vec<_> = swaps.cloned().collect();
    sorted.sort_by_cached_key(|swap| swap.either().map(|t| depth(&t.id)));
    sorted.into_iter()
}

/// Placements and routes that are taken back, and those that are set. A view that comes or goes has none before or after.
fn placements(old: &Graph, new: &Graph) -> (Vec<Edit>, Vec<Edit>) {
    let (mut unplaced, mut placed) = (Vec::new(), Vec::new());
    let views: BTreeSet<_> = old.views().keys().chain(new.views().keys()).collect();
    for view in views {
        let (was, is) = (old.views().get(view), new.views().get(view));
        let entities: BTreeSet<_> =
            [was, is].into_iter().flatten().flat_map(|s| s.placements_sorted()).map(|(id, _)| id).collect();
        for entity in entities {
            let before = was.map_or_else(Placement::default, |s| s.placement(entity));
            let after = is.map_or_else(Placement::default, |s| s.placement(entity));
            if before != after {
                let edit = Edit::Place { view: view.clone(), entity: entity.clone(), before, after };
                if after == Placement::default() { &mut unplaced } else { &mut placed }.push(edit);
            }
        }
        let relationships: BTreeSet<_> =
            [was, is].into_iter().flatten().flat_map(|s| s.routes_sorted()).map(|(id, _)| id).collect();
        for relationship in relationships {
            let before = was.map_or_else(Route::default, |s| s.route(relationship));
            let after = is.map_or_else(Route::default, |s| s.route(relationship));
            if before != after {
                let edit = Edit::Route { view: view.clone(), relationship: relationship.clone(), before, after };
                if after == Route::default() { &mut unplaced } else { &mut placed }.push(edit);
            }
        }
    }
    (unplaced, placed)
}

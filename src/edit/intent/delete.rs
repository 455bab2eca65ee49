//! Deleting, with everything that cannot stay without what goes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::entity::{describe_entities, remove_unused};
use super::relationship::describe_relationships;
use crate::base::SourceId;
use crate::edit::{Edit, Selection, Swap, Transaction};
use crate::model::{Entity, Graph, Placement, Relationship, Route, View};

/// Deletes entities and relationships, the relationships at those entities, what views say of them, and pictures that
/// nothing else shows.
#[must_use]
pub fn delete(graph: &Graph, selection: &Selection) -> Transaction {
    let entities: Vec<_> = selection.entities.iter().filter(|id| graph.entity(id).is_some()).collect();
    let mut relationships: BTreeSet<_> =
        selection.relationships.iter().filter(|id| graph.relationship(id).is_some()).cloned().collect();
    let chosen: Vec<_> = relationships.iter().collect();
    let label = match (entities.len(), chosen.len()) {
        (0, _) => format!("delete {}", describe_relationships(graph, &chosen)),
        (_, 0) => format!("delete {}", describe_entities(graph, &entities)),
        (e, r) => format!("delete {} records", e + r),
    };
    for id in &entities {
        relationships.extend(graph.relationships_at(id).into_iter().map(|r| r.id.clone()));
    }
    let mut transaction = Transaction::new(label);
    let edits = &mut transaction.edits;
    for (view, state) in graph.views() {
        for id in &relationships {
            let before = state.route(id);
            if before != Route::default() {
                let after = Route::default();
                edits.push(Edit::Route { view: view.clone(), relationship: id.clone(), before, after });
            }
        }
        for id in &entities {
            let before = state.placement(id);
            if before != Placement::default() {
                let after = Placement::default();
                edits.push(Edit::Place { view: view.clone(), entity: (*id).clone(), before, after });
            }
        }
        let leaves = |view: &View| view.groups.values().any(|g| entities.iter().any(|id| g.members.contains(*id)));
        if leaves(&state.view) {
            let mut after = View::clone(&state.view);
            for group in after.groups.values_mut() {
                for id in &entities {
                    group.members.remove(*id);
                }
            }
            edits.push(Edit::View(Swap::change(Arc::clone(&state.view), after)));
        }
    }
    let gone = relationships.iter().filter_map(|id| graph.relationship(id));
    edits.extend(gone.map(|r| Edit::Relationship(Swap::remove(Arc::clone(r)))));
    let gone = entities.iter().filter_map(|id| graph.entity(id));
    edits.extend(gone.map(|e| Edit::Entity(Swap::remove(Arc::clone(e)))));
    let pictures = entities.iter().filter_map(|id| graph.entity(id)?.picture()).collect();
    edits.extend(remove_unused(graph, pictures, |e| selection.entities.contains(&e.id)));
    transaction
}

/// Deletes a source and every piece of evidence that is taken from it; the claims themselves stay.
#[must_use]
pub fn delete_source(graph: &Graph, id: &SourceId) -> Transaction {
    let Some(source) = graph.sources().get(id) else { return Transaction::default() };
    let mut transaction = Transaction::new(format!("delete source {}", source.title));
    for before in graph.entities() {
        if before.evidence.iter().any(|piece| &piece.source == id) {
            let mut after = Entity::clone(before);
            after.evidence.retain(|piece| &piece.source != id);
            transaction.edits.push(Edit::Entity(Swap::change(Arc::clone(before), after)));
        }
    }
    for before in graph.relationships() {
        if before.evidence.iter().any(|piece| &piece.source == id) {
            let mut after = Relationship::clone(before);
            after.evidence.retain(|piece| &piece.source != id);
            transaction.edits.push(Edit::Relationship(Swap::change(Arc::clone(before), after)));
        }
    }
    transaction.edits.push(Edit::Source(Swap::remove(Arc::clone(source))));
    transaction
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Point, Rect};
    use crate::edit::intent::{delete_note, merge_entities, put_note, set_picture};
    use crate::model::{Attachment, CanvasNote};

    /// Ann and Bob show one picture, Cid another, Dan none.
    fn graph() -> Graph {
        let mut graph = Graph::new("main".parse().unwrap());
        let apply = |graph: &mut Graph, edits: Vec<Edit>| {
            Transaction { label: String::new(), edits }.apply_to(graph).unwrap();
        };
        for (id, picture) in [("ann", Some(0xe0)), ("bob", Some(0xe0)), ("cid", Some(0xe1)), ("dan", None)] {
            let entity = Entity::new(id.parse().unwrap(), "person".parse().unwrap(), id);
            apply(&mut graph, vec![Edit::Entity(Swap::add(entity))]);
            let picture = picture.and_then(|last: u8| Attachment::picture(vec![0xff, 0xd8, 0xff, last]));
            let edits = set_picture(&graph, &id.parse().unwrap(), picture).edits;
            apply(&mut graph, edits);
        }
        graph
    }

    fn check(transaction: impl Fn(&Graph) -> Transaction, pictures: usize) {
        let before = graph();
        let mut after = before.clone();
        let transaction = transaction(&before);
        transaction.apply_to(&mut after).unwrap();
        assert_eq!(after.attachments().len(), pictures, "{}", transaction.label);
        assert!(
            after.entities_unsorted().all(|e| e.picture().is_none_or(|hash| after.attachments().contains_key(&hash)))
        );
        transaction.inverted().apply_to(&mut after).unwrap();
        assert!(after == before);
    }

    #[test]
    fn pictures_go_with_the_last_entity_that_shows_them() {
        let some = |ids: &[&str]| {
            let entities = ids.iter().map(|id| id.parse().unwrap()).collect();
            Selection { entities, ..Selection::none() }
        };
        check(|graph| delete(graph, &some(&["ann"])), 2);
        check(|graph| delete(graph, &some(&["cid"])), 1);
        check(|graph| delete(graph, &some(&["ann", "bob", "dan"])), 1);
        check(|graph| delete(graph, &some(&["ann", "bob", "cid"])), 0);
        let merge = |kept: &str, gone: &str| {
            let (kept, gone) = (kept.parse().unwrap(), gone.parse().unwrap());
            move |graph: &Graph| merge_entities(graph, &kept, &gone)
        };
        check(merge("dan", "cid"), 2);
        check(merge("ann", "cid"), 1);
        check(merge("cid", "ann"), 2);
        check(merge("ann", "bob"), 2);
        // A note shows Cid's picture too.
        let noted = |graph: &Graph| {
            let image = graph.entity(&"cid".parse().unwrap()).unwrap().picture();
            let note =
                CanvasNote { text: String::new(), area: Rect::from_corners(Point::ORIGIN, Point::ORIGIN), image };
            put_note(graph, &"main".parse().unwrap(), &"n".parse().unwrap(), &note)
        };
        let after = |then: &dyn Fn(&Graph) -> Transaction| {
            let mut graph = graph();
            noted(&graph).apply_to(&mut graph).unwrap();
            then(&graph).apply_to(&mut graph).unwrap();
            graph.attachments().len()
        };
        assert_eq!(after(&|graph| delete(graph, &some(&["cid"]))), 2);
        let note = "n".parse().unwrap();
        assert_eq!(after(&|graph| delete_note(graph, &"main".parse().unwrap(), &note)), 2);
    }
}

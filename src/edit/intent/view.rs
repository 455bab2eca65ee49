//! Intents about views: where things stand and what is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::entity::{describe_entities, name_or, remove_unused_by};
use super::relationship::describe_relationships;
use crate::base::{ContentHash, EntityId, GroupId, Interval, NoteId, Point, Rect, Vector, ViewId};
use crate::edit::{Edit, Selection, Swap, Transaction};
use crate::model::{Attachment, CanvasNote, Graph, Group, Meta, Placement, Route, TimeRule, View};

/// Changes what the graph says of itself.
pub fn change_meta(graph: &Graph, change: impl Fn(&mut Meta)) -> Transaction {
    let before = graph.meta();
    let mut after = Meta::clone(before);
    change(&mut after);
    let mut transaction = Transaction::new("change the title page");
    if after != **before {
        transaction.edits.push(Edit::Meta(Swap::change(Arc::clone(before), after)));
    }
    transaction
}

/// Adds a view. With a `pattern`, it starts with that view's placements, routes, style, filter and groups.
#[must_use]
pub fn create_view(graph: &Graph, mut new: View, pattern: Option<&ViewId>) -> Transaction {
    let mut transaction = Transaction::new(format!("add view {}", new.title));
    let pattern = pattern.and_then(|id| graph.views().get(id));
    if let Some(state) = pattern {
        let View { id: _, title: _, notes, filter, at, time, hide_undated, rank: _, style, groups, canvas_notes } =
            View::clone(&state.view);
        new = View { notes, filter, at, time, hide_undated, style, groups, canvas_notes, ..new };
    }
    let id = new.id.clone();
    transaction.edits.push(Edit::View(Swap::add(new)));
    if let Some(state) = pattern {
        transaction.edits.extend(state.placements_sorted().into_iter().map(|(entity, after)| Edit::Place {
            view: id.clone(),
            entity: entity.clone(),
            before: Placement::default(),
            after,
        }));
        transaction.edits.extend(state.routes_sorted().into_iter().map(|(relationship, after)| Edit::Route {
            view: id.clone(),
            relationship: relationship.clone(),
            before: Route::default(),
            after,
        }));
    }
    transaction
}

/// Adds a view that shows only some records of the view `pattern`, where they stand there, in its style.
#[must_use]
pub fn create_view_of(graph: &Graph, new: View, pattern: Option<&ViewId>, what: &Selection) -> Transaction {
    let mut shown: BTreeSet<&EntityId> = what.entities.iter().collect();
    let chosen = what.relationships.iter().filter_map(|id| graph.relationship(id));
    shown.extend(chosen.flat_map(|r| [&r.from, &r.to]));
    let state = pattern.and_then(|id| graph.views().get(id));
    let style = state.map(|state| state.view.style.clone()).unwrap_or_default();
    let mut transaction = Transaction::new(format!("add view {}", new.title));
    let view = new.id.clone();
    transaction.edits.push(Edit::View(Swap::add(View { style, ..new })));
    for entity in graph.entities() {
        let is_shown = shown.contains(&entity.id);
        let placement = state.map(|state| state.placement(&entity.id)).unwrap_or_default();
        let position = placement.position.filter(|_| is_shown);
        let after = Placement { position, pinned: is_shown && placement.pinned, hidden: !is_shown };
        if after != Placement::default() {
            let (entity, before) = (entity.id.clone(), Placement::default());
            transaction.edits.push(Edit::Place { view: view.clone(), entity, before, after });
        }
    }
    let routes = state.map(|state| state.routes_sorted()).unwrap_or_default();
    for (id, route) in routes {
        let ends = graph.relationship(id).filter(|r| shown.contains(&r.from) && shown.contains(&r.to));
        // What was asked for is seen.
        let after = Route { hidden: route.hidden && !what.relationships.contains(id), ..route };
        if ends.is_some() && after != Route::default() {
            let (relationship, before) = (id.clone(), Route::default());
            transaction.edits.push(Edit::Route { view: view.clone(), relationship, before, after });
        }
    }
    transaction
}

/// Adds a view in which everything that there is now is hidden.
#[must_use]
pub fn create_empty_view(graph: &Graph, new: View) -> Transaction {
    let mut transaction = create_view_of(graph, new, None, &Selection::none());
    transaction.label.insert_str("add ".len(), "empty ");
    transaction
}

/// Shows only what matches a query, or everything when that is empty.
#[must_use]
pub fn set_filter(graph: &Graph, view: &ViewId, query: &str) -> Transaction {
    let query = query.trim();
    // Said of the whole going-over in which it is typed.
    let label = if query.is_empty() { "clear the filter" } else { "change the filter" };
    change_view(graph, view, label, |v| query.clone_into(&mut v.filter))
}

/// Shows a view as of a date or range; `None` shows all times.
#[must_use]
pub fn set_time(graph: &Graph, view: &ViewId, at: Option<Interval>) -> Transaction {
    let label = at.map_or_else(|| "show all times".to_owned(), |at| format!("show the time {at}"));
    change_view(graph, view, label, |v| v.at = at)
}

/// Sets what it takes to be shown at the time of a view.
#[must_use]
pub fn set_time_rule(graph: &Graph, view: &ViewId, rule: TimeRule) -> Transaction {
    change_view(graph, view, "change what a time shows", |v| v.time = rule)
}

/// Shows or hides what has no date while a view shows a time.
#[must_use]
pub fn set_undated_hidden(graph: &Graph, view: &ViewId, hidden: bool) -> Transaction {
    let label = if hidden { "hide what is undated" } else { "show what is undated" };
    change_view(graph, view, label, |v| v.hide_undated = hidden)
}

/// Deletes a view with all that it says. The last view stays: a graph always has one to show.
#[must_use]
pub fn delete_view(graph: &Graph, id: &ViewId) -> Transaction {
    let Some(state) = graph.views().get(id).filter(|_| graph.views().len() > 1) else { return Transaction::default() };
    let mut transaction = Transaction::new(format!("delete view {}", state.view.title));
    transaction.edits.extend(state.placements_sorted().into_iter().map(|(entity, before)| Edit::Place {
        view: id.clone(),
        entity: entity.clone(),
        before,
        after: Placement::default(),
    }));
    transaction.edits.extend(state.routes_sorted().into_iter().map(|(relationship, before)| Edit::Route {
        view: id.clone(),
        relationship: relationship.clone(),
        before,
        after: Route::default(),
    }));
    transaction.edits.push(Edit::View(Swap::remove(Arc::clone(&state.view))));
    let pictures = state.view.canvas_notes.values().filter_map(|note| note.image).collect();
    transaction.edits.extend(remove_unused_by(graph, pictures, |_| false, |view, _| view == id));
    transaction
}

/// Changes title, filter, date, style, groups or notes of a view.
pub fn change_view(graph: &Graph, id: &ViewId, label: impl Into<String>, change: impl Fn(&mut View)) -> Transaction {
    let mut transaction = Transaction::new(label);
    let Some(state) = graph.views().get(id) else { return transaction };
    let mut after = View::clone(&state.view);
    change(&mut after);
    after.id.clone_from(id);
    if after != *state.view {
        transaction.edits.push(Edit::View(Swap::change(Arc::clone(&state.view), after)));
    }
    transaction
}

/// Changes the placement of each of some entities in a view.
pub(super) fn change_placements<'a>(
    graph: &Graph,
    view: &ViewId,
    entities: impl IntoIterator<Item = &'a EntityId>,
    label: impl Into<String>,
    mut change: impl FnMut(&EntityId, &mut Placement),
) -> Transaction {
    let mut transaction = Transaction::new(label);
    let Some(state) = graph.views().get(view) else { return transaction };
    let entities: BTreeSet<_> = entities.into_iter().filter(|id| graph.entity(id).is_some()).collect();
    for entity in entities {
        let before = state.placement(entity);
        let mut after = before;
        change(entity, &mut after);
        if after != before {
            transaction.edits.push(Edit::Place { view: view.clone(), entity: entity.clone(), before, after });
        }
    }
    transaction
}

/// Puts entities where they are said to stand.
#[must_use]
pub fn place(graph: &Graph, view: &ViewId, positions: &[(EntityId, Point)], label: &str) -> Transaction {
    let to: BTreeMap<_, _> = positions.iter().map(|(id, position)| (id, *position)).collect();
    change_placements(graph, view, to.keys().copied(), label, |id, placement| {
        placement.position = to.get(id).copied();
    })
}

/// Moves entities by a distance and pins them, as a drag by hand does. `shown_at` tells where an entity is drawn that
/// nobody has placed yet.
pub fn move_by(
    graph: &Graph,
    view: &ViewId,
    entities: &[EntityId],
    distance: Vector,
    shown_at: impl Fn(&EntityId) -> Option<Point>,
) -> Transaction {
    let ids: Vec<_> = entities.iter().collect();
    let label = format!("move {}", describe_entities(graph, &ids));
    change_placements(graph, view, entities, label, |id, placement| {
        if let Some(position) = placement.position.or_else(|| shown_at(id)) {
            placement.position = Some(position + distance);
            placement.pinned = true;
        }
    })
}

/// Pins or unpins entities.
#[must_use]
pub fn set_pinned(graph: &Graph, view: &ViewId, entities: &[EntityId], pinned: bool) -> Transaction {
    let ids: Vec<_> = entities.iter().collect();
    let label = format!("{} {}", if pinned { "pin" } else { "unpin" }, describe_entities(graph, &ids));
    change_placements(graph, view, entities, label, |_, placement| placement.pinned = pinned)
}

/// `Kim Jong Un`, `Kim Jong Un leads North Korea`, or `3 records`.
fn describe(graph: &Graph, what: &Selection) -> String {
    match (what.only_entity(), what.only_relationship()) {
        (Some(id), _) => describe_entities(graph, &[id]),
        (_, Some(id)) => describe_relationships(graph, &[id]),
        (None, None) => format!("{} records", what.len()),
    }
}

/// Hides entities and relationships in a view.
#[must_use]
pub fn hide(graph: &Graph, view: &ViewId, what: &Selection) -> Transaction {
    let label = format!("hide {}", describe(graph, what));
    let mut transaction = change_placements(graph, view, &what.entities, label, |_, placement| placement.hidden = true);
    let Some(state) = graph.views().get(view) else { return transaction };
    for id in what.relationships.iter().filter(|id| graph.relationship(id).is_some()) {
        let before = state.route(id);
        if !before.hidden {
            let after = Route { hidden: true, ..before };
            transaction.edits.push(Edit::Route { view: view.clone(), relationship: id.clone(), before, after });
        }
    }
    transaction
}

/// Brings records back into a view; of a relationship, both ends as well.
#[must_use]
pub fn show(graph: &Graph, view: &ViewId, what: &Selection) -> Transaction {
    let chosen: Vec<_> = what.relationships.iter().filter_map(|id| graph.relationship(id)).collect();
    let ends = chosen.iter().flat_map(|r| [&r.from, &r.to]);
    let entities: BTreeSet<&EntityId> = what.entities.iter().chain(ends).collect();
    let label = format!("show {}", describe(graph, what));
    let mut transaction = change_placements(graph, view, entities, label, |_, placement| placement.hidden = false);
    let Some(state) = graph.views().get(view) else { return transaction };
    for r in chosen {
        let before = state.route(&r.id);
        if before.hidden {
            let after = Route { hidden: false, ..before };
            transaction.edits.push(Edit::Route { view: view.clone(), relationship: r.id.clone(), before, after });
        }
    }
    transaction
}

/// Shows everything again that is hidden in a view.
#[must_use]
pub fn show_all(graph: &Graph, view: &ViewId) -> Transaction {
    let mut transaction = Transaction::new("show everything");
    let Some(state) = graph.views().get(view) else { return transaction };
    for (entity, before) in state.placements_sorted().into_iter().filter(|(_, p)| p.hidden) {
        let after = Placement { hidden: false, ..before };
        transaction.edits.push(Edit::Place { view: view.clone(), entity: entity.clone(), before, after });
    }
    for (relationship, before) in state.routes_sorted().into_iter().filter(|(_, r)| r.hidden) {
        let after = Route { hidden: false, ..before };
        transaction.edits.push(Edit::Route { view: view.clone(), relationship: relationship.clone(), before, after });
    }
    transaction
}

/// Makes a group of entities; they leave the groups that they were in.
#[must_use]
pub fn group(graph: &Graph, view: &ViewId, id: &GroupId, name: &str, members: &[EntityId]) -> Transaction {
    let label = format!("group {}", describe_entities(graph, &members.iter().collect::<Vec<_>>()));
    group_all(graph, view, label, &[(id.clone(), name.into(), members.to_vec())])
}

/// Puts entities into named groups, all in one step; they leave the groups that they were in, and a group that nobody is
/// left in goes. O(n log n) for n members in all.
#[must_use]
pub fn group_all(
    graph: &Graph,
    view: &ViewId,
    label: impl Into<String>,
    groups: &[(GroupId, String, Vec<EntityId>)],
) -> Transaction {
    change_view(graph, view, label, |v| {
        let moved: BTreeSet<&EntityId> = groups.iter().flat_map(|(_, _, members)| members).collect();
        for other in v.groups.values_mut() {
            other.members.retain(|m| !moved.contains(m));
        }
        v.groups.retain(|_, other| !other.members.is_empty());
        for (id, name, members) in groups {
            let members = members.iter().cloned().collect();
            v.groups.insert(id.clone(), Group { name: name.clone(), members, collapsed: false, colour: None });
        }
    })
}

/// Dissolves a group; its members stay.
#[must_use]
pub fn ungroup(graph: &Graph, view: &ViewId, id: &GroupId) -> Transaction {
    change_view(graph, view, "dissolve a group", |v| {
        v.groups.remove(id);
    })
}

/// Draws groups as one mark each, or their members again.
#[must_use]
pub fn set_collapsed(graph: &Graph, view: &ViewId, groups: &[GroupId], collapsed: bool) -> Transaction {
    let verb = if collapsed { "collapse" } else { "expand" };
    let label = match groups {
        [id] => {
            let known = graph.views().get(view).and_then(|state| state.view.groups.get(id));
            format!("{verb} {}", name_or(known.map_or("", |group| &group.name), "a group"))
        }
        _ => format!("{verb} {} groups", groups.len()),
    };
    change_view(graph, view, label, |v| {
        for id in groups {
            if let Some(group) = v.groups.get_mut(id) {
                group.collapsed = collapsed;
            }
        }
    })
}

/// Adds a note to the canvas, or changes one. A picture that nothing shows any more goes from the graph.
#[must_use]
pub fn put_note(graph: &Graph, view: &ViewId, id: &NoteId, note: &CanvasNote) -> Transaction {
    let old = note_of(graph, view, id);
    let label = if old.is_some() { "change a note" } else { "add a note" };
    let left = old.and_then(|old| old.image).filter(|hash| note.image != Some(*hash));
    let mut transaction = change_view(graph, view, label, |v| {
        v.canvas_notes.insert(id.clone(), note.clone());
    });
    transaction.edits.extend(leave_picture(graph, view, id, left));
    transaction
}

/// Adds a note that shows a picture.
#[must_use]
pub fn add_picture(graph: &Graph, view: &ViewId, id: &NoteId, picture: Attachment, area: Rect) -> Transaction {
    let note = CanvasNote { text: String::new(), area, image: Some(picture.hash) };
    let mut transaction = Transaction::new("add a picture");
    if !graph.attachments().contains_key(&picture.hash) {
        transaction.edits.push(Edit::Attachment(Swap::add(picture)));
    }
    transaction.edits.extend(put_note(graph, view, id, &note).edits);
    transaction
}

/// Takes a note off the canvas, and its picture out of the graph when nothing else shows it.
#[must_use]
pub fn delete_note(graph: &Graph, view: &ViewId, id: &NoteId) -> Transaction {
    delete_notes(graph, view, &BTreeSet::from([id.clone()]))
}

/// The same for several.
#[must_use]
pub fn delete_notes(graph: &Graph, view: &ViewId, ids: &BTreeSet<NoteId>) -> Transaction {
    let label = if ids.len() == 1 { "delete a note".to_owned() } else { format!("delete {} notes", ids.len()) };
    let left = ids.iter().filter_map(|id| note_of(graph, view, id)?.image).collect();
    let mut transaction = change_view(graph, view, label, |v| v.canvas_notes.retain(|id, _| !ids.contains(id)));
    transaction.edits.extend(remove_unused_by(graph, left, |_| false, |at, note| at == view && ids.contains(note)));
    transaction
}

/// Moves a view in the list of views to a place, counted without it.
#[must_use]
pub fn move_view(graph: &Graph, id: &ViewId, place: usize) -> Transaction {
    let mut order: Vec<&ViewId> = graph.views_in_order().into_iter().map(|state| &state.view.id).collect();
    let Some(from) = order.iter().position(|known| *known == id) else { return Transaction::default() };
    let moved = order.remove(from);
    order.insert(place.min(order.len()), moved);
    let mut transaction = Transaction::new(format!("move view {}", graph.views()[id].view.title));
    if order.iter().position(|known| *known == id) != Some(from) {
        let ranked = order.into_iter().zip(1..);
        transaction.edits.extend(ranked.flat_map(|(id, rank)| change_view(graph, id, "", |v| v.rank = rank).edits));
    }
    transaction
}

fn note_of<'g>(graph: &'g Graph, view: &ViewId, id: &NoteId) -> Option<&'g CanvasNote> {
    graph.views().get(view)?.view.canvas_notes.get(id)
}

fn leave_picture(graph: &Graph, view: &ViewId, id: &NoteId, picture: Option<ContentHash>) -> Vec<Edit> {
    remove_unused_by(graph, picture.into_iter().collect(), |_| false, |at, note| at == view && note == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entity, Relationship};

    /// Ann owns Acme and knows Bob; all stand somewhere, and Bob is hidden.
    fn graph() -> Graph {
        let mut graph = Graph::new("main".parse().unwrap());
        let entities = ["ann", "acme", "bob"];
        let mut edits: Vec<Edit> = entities
            .iter()
            .map(|id| Edit::Entity(Swap::add(Entity::new(id.parse().unwrap(), "person".parse().unwrap(), *id))))
            .collect();
        for (id, to) in [("owns", "acme"), ("knows", "bob")] {
            let (kind, from) = ("related-to".parse().unwrap(), "ann".parse().unwrap());
            let r = Relationship::new(id.parse().unwrap(), kind, from, to.parse().unwrap());
            edits.push(Edit::Relationship(Swap::add(r)));
        }
        for (i, id) in entities.iter().enumerate() {
            let position = Some(Point::new(i as f32 * 100.0, 0.0));
            let after = Placement { position, pinned: false, hidden: *id == "bob" };
            let (view, entity) = ("main".parse().unwrap(), id.parse().unwrap());
            edits.push(Edit::Place { view, entity, before: Placement::default(), after });
        }
        Transaction { label: String::new(), edits }.apply_to(&mut graph).unwrap();
        graph
    }

    /// What a view shows after a transaction, each with its place, and that undoing it changes nothing.
    fn check(transaction: &Transaction, view: &str, expected: &str) {
        let before = graph();
        let mut after = before.clone();
        transaction.apply_to(&mut after).unwrap();
        let state = &after.views()[view];
        let shown = after.entities().into_iter().filter(|e| !state.placement(&e.id).hidden);
        let shown: Vec<String> = shown
            .map(|e| match state.placement(&e.id).position {
                Some(at) => format!("{} {}", e.id, at.x),
                None => e.id.to_string(),
            })
            .collect();
        assert_eq!(shown.join(", "), expected, "{}", transaction.label);
        transaction.inverted().apply_to(&mut after).unwrap();
        assert_eq!(after, before);
    }

    #[test]
    fn views_move_in_their_list_in_one_step() {
        let mut graph = Graph::new("b".parse().unwrap());
        for id in ["a", "c"] {
            create_view(&graph, View::new(id.parse().unwrap(), "Main"), None).apply_to(&mut graph).unwrap();
        }
        let order =
            |graph: &Graph| graph.views_in_order().iter().map(|state| state.view.id.to_string()).collect::<String>();
        let mut check = |id: &str, place: usize, expected: &str| {
            let transaction = move_view(&graph, &id.parse().unwrap(), place);
            transaction.apply_to(&mut graph).unwrap();
            assert_eq!(order(&graph), expected);
            transaction.edits.len()
        };
        assert_eq!(check("c", 0, "cab"), 3);
        assert_eq!(check("c", 0, "cab"), 0, "it is there already");
        assert_eq!(check("c", 1, "acb"), 2);
        assert_eq!(check("a", 9, "cba"), 3);
    }

    #[test]
    fn a_view_begins_with_what_is_asked_for() {
        let (graph, main) = (graph(), "main".parse().unwrap());
        let new = || View::new("new".parse().unwrap(), "New");
        let bob = Selection::entity("bob".parse().unwrap());
        let owns = Selection::relationship("owns".parse().unwrap());
        check(&create_view(&graph, new(), Some(&main)), "new", "acme 100, ann 0");
        check(&create_view(&graph, new(), None), "new", "acme, ann, bob");
        check(&create_view_of(&graph, new(), Some(&main), &bob), "new", "bob 200");
        check(&create_view_of(&graph, new(), Some(&main), &owns), "new", "acme 100, ann 0");
        check(&create_empty_view(&graph, new()), "new", "");
        assert_eq!(create_empty_view(&graph, new()).label, "add empty view New");
    }

    #[test]
    fn what_is_hidden_comes_back() {
        let (graph, main) = (graph(), "main".parse().unwrap());
        let knows = Selection::relationship("knows".parse().unwrap());
        check(&show(&graph, &main, &knows), "main", "acme 100, ann 0, bob 200");
        check(&show(&graph, &main, &Selection::entity("ann".parse().unwrap())), "main", "acme 100, ann 0");
    }

    #[test]
    fn a_filter_is_set_and_cleared() {
        let (mut graph, main) = (graph(), "main".parse().unwrap());
        let set = set_filter(&graph, &main, " type:person ");
        assert_eq!(set.label, "change the filter");
        set.apply_to(&mut graph).unwrap();
        assert_eq!(graph.views()[&main].view.filter, "type:person");
        assert!(set_filter(&graph, &main, "type:person").is_empty());
        assert_eq!(set_filter(&graph, &main, "").label, "clear the filter");
    }

    #[test]
    fn many_groups_are_one_edit_and_take_their_members_from_others() {
        let mut graph = graph();
        let view: ViewId = "main".parse().unwrap();
        let id = |id: &str| id.parse::<EntityId>().unwrap();
        group(&graph, &view, &"old".parse().unwrap(), "Old", &[id("ann"), id("acme")]).apply_to(&mut graph).unwrap();
        let new = [("g1", vec![id("ann"), id("bob")]), ("g2", vec![id("acme")])];
        let new = new.map(|(group, members)| (group.parse().unwrap(), group.to_owned(), members));
        let step = group_all(&graph, &view, "group 2 communities", &new);
        assert_eq!(step.edits.len(), 1);
        step.apply_to(&mut graph).unwrap();
        let groups = &graph.views()[&view].view.groups;
        let told: Vec<_> = groups.values().map(|group| (group.name.as_str(), group.members.len())).collect();
        assert_eq!(told, [("g1", 2), ("g2", 1)]);
    }
}

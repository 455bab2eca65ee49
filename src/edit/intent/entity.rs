//! Intents about entities.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::{ContentHash, EntityId, EntityTypeId, NoteId, Point, ViewId};
use crate::edit::{Edit, Swap, Transaction};
use crate::model::{Attachment, Entity, Graph, Placement};

/// Adds `entity`, standing at a place of a view if there is one.
#[must_use]
pub fn create_entity(entity: Entity, at: Option<(&ViewId, Point)>) -> Transaction {
    let mut transaction = Transaction::new(format!("add {}", name_or(&entity.name, "an entity")));
    let id = entity.id.clone();
    transaction.edits.push(Edit::Entity(Swap::add(entity)));
    if let Some((view, position)) = at {
        let after = Placement { position: Some(position), ..Placement::default() };
        let before = Placement::default();
        transaction.edits.push(Edit::Place { view: view.clone(), entity: id, before, after });
    }
    transaction
}

/// Gives an entity another name.
#[must_use]
pub fn rename(graph: &Graph, id: &EntityId, name: &str) -> Transaction {
    let old = graph.entity(id).map_or("", |e| e.name.as_str());
    let label = if old.trim().is_empty() {
        "name an entity".to_owned()
    } else {
        format!("rename {}", name_or(old, "an entity"))
    };
    change_entities(graph, [id], label, |e| e.name = name.into())
}

/// Gives entities another type.
#[must_use]
pub fn retype_entities<'a>(
    graph: &Graph,
    ids: impl IntoIterator<Item = &'a EntityId>,
    kind: &EntityTypeId,
) -> Transaction {
    let ids: Vec<_> = ids.into_iter().collect();
    let label = format!("change the type of {}", describe_entities(graph, &ids));
    change_entities(graph, ids, label, |e| e.kind = kind.clone())
}

/// Gives an entity a picture, or takes it away. A picture that nothing shows any more goes from the graph.
#[must_use]
pub fn set_picture(graph: &Graph, id: &EntityId, picture: Option<Attachment>) -> Transaction {
    let hash = picture.as_ref().map(|p| p.hash);
    let verb = if picture.is_some() { "set" } else { "remove" };
    let label = format!("{verb} the picture of {}", describe_entities(graph, &[id]));
    let mut transaction = change_entities(graph, [id], label, |e| e.image = hash.map(Box::new));
    let old = graph.entity(id).and_then(|e| e.picture()).filter(|old| hash != Some(*old));
    if let Some(new) = picture.filter(|p| !graph.attachments().contains_key(&p.hash)) {
        transaction.edits.insert(0, Edit::Attachment(Swap::add(new)));
    }
    transaction.edits.extend(remove_unused(graph, old.into_iter().collect(), |e| e.id == *id));
    transaction
}

/// Removes those of some pictures that no entity and no note shows any more but for the entities that leave them. Takes
/// a pass over the entities when there are any pictures.
pub(super) fn remove_unused(
    graph: &Graph,
    pictures: BTreeSet<ContentHash>,
    leaves: impl Fn(&Entity) -> bool,
) -> Vec<Edit> {
    remove_unused_by(graph, pictures, leaves, |_, _| false)
}

/// The same, where notes of views leave them too.
pub(super) fn remove_unused_by(
    graph: &Graph,
    mut pictures: BTreeSet<ContentHash>,
    leaves: impl Fn(&Entity) -> bool,
    note_leaves: impl Fn(&ViewId, &NoteId) -> bool,
) -> Vec<Edit> {
    if pictures.is_empty() {
        return Vec::new();
    }
    for entity in graph.entities_unsorted() {
        if let Some(picture) = &entity.image
            && pictures.contains(picture)
            && !leaves(entity)
        {
            pictures.remove(picture);
        }
    }
    for (view, state) in graph.views() {
        for (id, note) in &state.view.canvas_notes {
            if let Some(picture) = &note.image
                && !note_leaves(view, id)
            {
                pictures.remove(picture);
            }
        }
    }
    let unused = pictures.iter().filter_map(|hash| graph.attachments().get(hash));
    unused.map(|unused| Edit::Attachment(Swap::remove(Arc::clone(unused)))).collect()
}

/// Changes any field of one or many entities but their ids; those that it leaves alike are not touched.
pub fn change_entities<'a>(
    graph: &Graph,
    ids: impl IntoIterator<Item = &'a EntityId>,
    label: impl Into<String>,
    change: impl Fn(&mut Entity),
) -> Transaction {
    let mut transaction = Transaction::new(label);
    // A record that is named twice changes once.
    for id in ids.into_iter().collect::<BTreeSet<_>>() {
        let Some(before) = graph.entity(id) else { continue };
        let mut after = Entity::clone(before);
        change(&mut after);
        after.id.clone_from(id);
        if after != **before {
            transaction.edits.push(Edit::Entity(Swap::change(Arc::clone(before), after)));
        }
    }
    transaction
}

/// `Kim Jong Un`, or `3 entities`.
#[must_use]
pub fn describe_entities(graph: &Graph, ids: &[&EntityId]) -> String {
    match ids {
        [id] => name_or(graph.entity(id).map_or("", |e| e.name.as_str()), "an entity").into(),
        _ => format!("{} entities", ids.len()),
    }
}

/// A name short enough for a menu; `fallback` for a blank one.
pub(super) fn name_or<'a>(name: &'a str, fallback: &'a str) -> &'a str {
    let name = name.trim();
    if name.is_empty() {
        return fallback;
    }
    let end = name.char_indices().nth(40).map_or(name.len(), |(i, _)| i);
    name[..end].lines().next().unwrap_or(fallback)
}

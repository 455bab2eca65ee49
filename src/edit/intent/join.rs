//! Joining two records of one thing.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::delete::delete;
use super::entity::{name_or, remove_unused};
use crate::base::EntityId;
use crate::edit::{Edit, Selection, Swap, Transaction};
use crate::model::{Entity, Graph, Placement, Properties, Relationship, Value, View};

/// Joins `gone` into `kept`: its names become aliases, what `kept` lacks is taken over, its evidence and relationships
/// move, groups and properties that named it name `kept`, as do judgements that it is another one than a third. Where both say something, `kept` has the word and the other
/// value is noted. A `possibly-same-as` relationship between the two has done its work and goes.
#[must_use]
pub fn merge_entities(graph: &Graph, kept: &EntityId, gone: &EntityId) -> Transaction {
    let (Some(into), Some(other)) = (graph.entity(kept), graph.entity(gone)) else { return Transaction::default() };
    merge_entities_as(graph, kept, gone, joined(into, other))
}

/// The same, where `result` is what comes of the two records. It has the id of `kept`.
#[must_use]
pub(super) fn merge_entities_as(graph: &Graph, kept: &EntityId, gone: &EntityId, mut result: Entity) -> Transaction {
    let (Some(into), Some(other)) = (graph.entity(kept), graph.entity(gone)) else { return Transaction::default() };
    if kept == gone {
        return Transaction::default();
    }
    result.id.clone_from(kept);
    let mut transaction = Transaction::new(format!(
        "merge {} into {}",
        name_or(&other.name, "an entity"),
        name_or(&into.name, "an entity")
    ));
    let answered: BTreeSet<_> = graph
        .relationships_between(kept, gone)
        .into_iter()
        .filter(|r| r.kind.as_str() == "possibly-same-as")
        .map(|r| r.id.clone())
        .collect();
    let renamed = |id: &EntityId| if id == gone { kept.clone() } else { id.clone() };
    let mut without = graph.clone();
    let mut step = |edits: Vec<Edit>| {
        let step = Transaction { label: String::new(), edits };
        if let Err(error) = step.apply_to(&mut without) {
            unreachable!("a merge is made of edits that fit: {error}");
        }
        transaction.edits.extend(step.edits);
        without.clone()
    };

    let before = step(delete(graph, &Selection { entities: BTreeSet::new(), relationships: answered }).edits);

    // Groups first: deleting the entity takes it out of them.
    let mut edits = Vec::new();
    for state in before.views().values() {
        if state.view.groups.values().any(|group| group.members.contains(gone)) {
            let mut view = View::clone(&state.view);
            for group in view.groups.values_mut().filter(|group| group.members.contains(gone)) {
                group.members.remove(gone);
                group.members.insert(kept.clone());
            }
            edits.push(Edit::View(Swap::change(Arc::clone(&state.view), view)));
        }
    }
    for record in before.relationships_at(gone) {
        let mut moved = Relationship::clone(record);
        (moved.from, moved.to) = (renamed(&record.from), renamed(&record.to));
        edits.push(Edit::Relationship(Swap::change(Arc::clone(record), moved)));
    }
    let before = step(edits);

    // Where only the other one stood, the joined one stands.
    let inherited: Vec<_> = before
        .views()
        .iter()
        .filter(|(_, state)| state.placement(kept) == Placement::default())
        .map(|(view, state)| (view.clone(), state.placement(gone)))
        .filter(|(_, placement)| *placement != Placement::default())
        .collect();
    let mut edits = delete(&before, &Selection::entity(gone.clone())).edits;
    // A picture that is taken over stays.
    edits.retain(|edit| result.image.is_none() || result.image != other.image || !matches!(edit, Edit::Attachment(_)));
    step(edits);

    let replaced = into.picture().filter(|image| result.picture() != Some(*image));
    let mut edits = vec![Edit::Entity(Swap::change(Arc::clone(into), result))];
    edits.extend(remove_unused(graph, replaced.into_iter().collect(), |e| e.id == *kept || e.id == *gone));
    edits.extend(inherited.into_iter().map(|(view, after)| Edit::Place {
        view,
        entity: kept.clone(),
        before: Placement::default(),
        after,
    }));
    let before = step(edits);

    let mut edits = Vec::new();
    let different = different_from_either(graph, kept, gone);
    let is_touched = |e: &Entity| names(&e.properties, gone) || e.different_from.contains(gone) || e.id == *kept;
    let mut entities: Vec<_> =
        before.entities_unsorted().filter(|e| is_touched(e) || different.contains(&e.id)).collect();
    entities.sort_unstable_by_key(|e| &e.id);
    for record in entities {
        let mut entity = Entity::clone(record);
        rename_values(&mut entity.properties, gone, kept);
        entity.different_from.remove(gone);
        if entity.id == *kept {
            entity.different_from = different.iter().filter(|other| *other > kept).cloned().collect();
        } else if different.contains(&entity.id) && entity.id < *kept {
            entity.different_from.insert(kept.clone());
        }
        if entity == **record {
            continue;
        }
        edits.push(Edit::Entity(Swap::change(Arc::clone(record), entity)));
    }
    let mut relationships: Vec<_> = before.relationships_unsorted().filter(|r| names(&r.properties, gone)).collect();
    relationships.sort_unstable_by_key(|r| &r.id);
    for record in relationships {
        let mut relationship = Relationship::clone(record);
        rename_values(&mut relationship.properties, gone, kept);
        edits.push(Edit::Relationship(Swap::change(Arc::clone(record), relationship)));
    }
    step(edits);
    transaction
}

/// The entities that were judged not to be one of two, but for these themselves.
fn different_from_either(graph: &Graph, kept: &EntityId, gone: &EntityId) -> BTreeSet<EntityId> {
    let both = [kept, gone];
    let said = both.into_iter().filter_map(|id| graph.entity(id)).flat_map(|e| &e.different_from);
    let heard = graph.entities_unsorted().filter(|e| both.iter().any(|id| e.different_from.contains(*id)));
    said.chain(heard.map(|e| &e.id)).filter(|id| !both.contains(id)).cloned().collect()
}

/// `into` with all that `other` adds.
fn joined(into: &Entity, other: &Entity) -> Entity {
    let mut out = into.clone();
    let mut differing = Vec::new();
    for name in std::iter::once(&other.name).chain(&other.aliases) {
        if !name.is_empty() && name != &out.name && !out.aliases.contains(name) {
            out.aliases.push(name.clone());
        }
    }
    take(&mut out.summary, &other.summary, "summary", &mut differing);
    match (out.valid, other.valid) {
        (None, valid) => out.valid = valid,
        (Some(ours), Some(theirs)) if ours != theirs => differing.push(format!("valid time: {theirs}")),
        _ => {}
    }
    for (name, value) in &other.properties {
        match out.properties.get(name) {
            None => {
                out.properties.insert(name.clone(), value.clone());
            }
            Some(ours) if ours != value => differing.push(format!("{name}: {value}")),
            Some(_) => {}
        }
    }
    for (register, id) in &other.external_ids {
        match out.external_ids.get(register) {
            None => {
                out.external_ids.insert(register.clone(), id.clone());
            }
            Some(ours) if ours != id => differing.push(format!("{register}: {id}")),
            Some(_) => {}
        }
    }
    out.tags.extend(other.tags.iter().cloned());
    out.image = out.image.or_else(|| other.image.clone());
    out.evidence.extend(other.evidence.iter().cloned());
    if out.kind != other.kind {
        differing.push(format!("type: {}", other.kind));
    }
    if out.status != other.status {
        differing.push(format!("status: {}", other.status));
    }
    let remark =
        (!differing.is_empty()).then(|| format!("Merged with {}, which had {}.", other.name, differing.join("; ")));
    let theirs = Some(other.notes.to_string()).filter(|notes| !notes.is_empty() && out.notes != notes.as_str());
    for text in [theirs, remark].into_iter().flatten() {
        if !out.notes.is_empty() {
            out.notes.push_str("\n\n");
        }
        out.notes.push_str(&text);
    }
    out
}

fn take(ours: &mut String, theirs: &str, name: &str, differing: &mut Vec<String>) {
    if ours.is_empty() {
        *ours = theirs.into();
    } else if !theirs.is_empty() && ours != theirs {
        differing.push(format!("{name}: {theirs}"));
    }
}

/// Whether a value names an entity.
fn names(properties: &Properties, entity: &EntityId) -> bool {
    fn is_named(value: &Value, entity: &EntityId) -> bool {
        match value {
            Value::Entity(id) => id == entity,
            Value::List(values) => values.iter().any(|value| is_named(value, entity)),
            _ => false,
        }
    }
    properties.values().any(|value| is_named(value, entity))
}

/// Makes values that name `old` name `new`.
fn rename_values(properties: &mut Properties, old: &EntityId, new: &EntityId) {
    fn rename(value: &mut Value, old: &EntityId, new: &EntityId) {
        match value {
            Value::Entity(id) if id == old => id.clone_from(new),
            Value::List(values) => values.iter_mut().for_each(|value| rename(value, old, new)),
            _ => {}
        }
    }
    properties.values_mut().for_each(|value| rename(value, old, new));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judgements_of_difference_follow_the_one_that_is_kept() {
        let mut graph = Graph::new("main".parse().unwrap());
        // Pairs of namesakes: b and d, b and c, a and c, and c and one that is gone.
        for (id, others) in [("a", "c"), ("b", "c d"), ("c", "gone"), ("d", "")] {
            let mut entity = Entity::new(id.parse().unwrap(), "person".parse().unwrap(), "Kim");
            entity.different_from = others.split_whitespace().map(|other| other.parse().unwrap()).collect();
            let edits = vec![Edit::Entity(Swap::add(entity))];
            Transaction { label: String::new(), edits }.apply_to(&mut graph).unwrap();
        }
        let check = |kept: &str, gone: &str, expected: &str| {
            let mut graph = graph.clone();
            merge_entities(&graph, &kept.parse().unwrap(), &gone.parse().unwrap()).apply_to(&mut graph).unwrap();
            let said =
                |e: &Arc<Entity>| e.different_from.iter().map(|other| format!("{}≠{other}", e.id)).collect::<Vec<_>>();
            assert_eq!(graph.entities().into_iter().flat_map(said).collect::<Vec<_>>().join(" "), expected);
        };
        check("d", "c", "a≠d b≠d d≠gone");
        check("a", "b", "a≠c a≠d c≠gone");
        check("d", "b", "a≠c c≠d c≠gone");
    }
}

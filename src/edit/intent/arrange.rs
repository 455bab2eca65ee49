//! Intents that put entities in line, and those that show less or more of a view.

use std::collections::BTreeSet;

use super::view::{change_placements, place};
use crate::base::{EntityId, Point, RelationshipId, ViewId};
use crate::edit::{Edit, Selection, Transaction};
use crate::model::{Graph, Route};

/// In which line entities come to stand, by their centres.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// Under the leftmost.
    Left,
    /// In a column in the middle.
    Column,
    /// Under the rightmost.
    Right,
    /// Beside the topmost.
    Top,
    /// In a row in the middle.
    Row,
    /// Beside the lowest.
    Bottom,
}

/// Along which way entities come to stand at even distances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// From left to right.
    Across,
    /// From top to bottom.
    Down,
}

fn placed(graph: &Graph, view: &ViewId, entities: &BTreeSet<EntityId>) -> Vec<(EntityId, Point)> {
    let Some(state) = graph.views().get(view) else { return Vec::new() };
    let at = |id: &EntityId| Some((id.clone(), state.placement(id).position?));
    entities.iter().filter_map(at).collect()
}

/// Puts entities in one line. Those that nobody has placed stay where they are shown.
#[must_use]
pub fn align(graph: &Graph, view: &ViewId, entities: &BTreeSet<EntityId>, alignment: Alignment) -> Transaction {
    let mut all = placed(graph, view, entities);
    let of = |point: &Point| match alignment {
        Alignment::Left | Alignment::Column | Alignment::Right => point.x,
        Alignment::Top | Alignment::Row | Alignment::Bottom => point.y,
    };
    let (least, most) = all.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), (_, point)| {
        (least.min(of(point)), most.max(of(point)))
    });
    let line = match alignment {
        Alignment::Left | Alignment::Top => least,
        Alignment::Right | Alignment::Bottom => most,
        Alignment::Column | Alignment::Row => least + 0.5 * (most - least),
    };
    for (_, point) in &mut all {
        match alignment {
            Alignment::Left | Alignment::Column | Alignment::Right => point.x = line,
            Alignment::Top | Alignment::Row | Alignment::Bottom => point.y = line,
        }
    }
    place(graph, view, &all, &format!("align {} entities", all.len()))
}

/// Puts entities at even distances between the outermost two.
#[must_use]
pub fn distribute(graph: &Graph, view: &ViewId, entities: &BTreeSet<EntityId>, spread: Spread) -> Transaction {
    let mut all = placed(graph, view, entities);
    let of = |point: &Point| if spread == Spread::Across { point.x } else { point.y };
    all.sort_by(|(a, p), (b, q)| of(p).total_cmp(&of(q)).then(a.cmp(b)));
    let (Some(first), Some(last)) = (all.first().map(|(_, p)| of(p)), all.last().map(|(_, p)| of(p))) else {
        return Transaction::default();
    };
    let gaps = (all.len() - 1).max(1) as f32;
    for (index, (_, point)) in all.iter_mut().enumerate() {
        let at = first + (last - first) * (index as f32 / gaps);
        match spread {
            Spread::Across => point.x = at,
            Spread::Down => point.y = at,
        }
    }
    place(graph, view, &all, &format!("distribute {} entities", all.len()))
}

/// Hides every entity but the selected ones and the ends of selected relationships.
#[must_use]
pub fn isolate(graph: &Graph, view: &ViewId, what: &Selection) -> Transaction {
    let mut kept: BTreeSet<&EntityId> = what.entities.iter().collect();
    for relationship in what.relationships.iter().filter_map(|id| graph.relationship(id)) {
        kept.extend([&relationship.from, &relationship.to]);
    }
    if kept.is_empty() {
        return Transaction::default();
    }
    let others = graph.entities_unsorted().map(|entity| &entity.id).filter(|id| !kept.contains(id));
    let label = if kept.len() == 1 { "isolate an entity".into() } else { format!("isolate {} entities", kept.len()) };
    change_placements(graph, view, others, label, |_, placement| placement.hidden = true)
}

/// Shows the hidden neighbours of entities again, and the hidden relationships that lead to them.
#[must_use]
pub fn expand(graph: &Graph, view: &ViewId, entities: &BTreeSet<EntityId>) -> Transaction {
    let ties: Vec<_> = entities.iter().flat_map(|id| graph.relationships_at(id)).collect();
    let ends: BTreeSet<&EntityId> = ties.iter().flat_map(|r| [&r.from, &r.to]).collect();
    let label = "show hidden neighbours";
    let mut transaction = change_placements(graph, view, ends, label, |_, placement| placement.hidden = false);
    let Some(state) = graph.views().get(view) else { return transaction };
    let routes: BTreeSet<&RelationshipId> = ties.iter().map(|r| &r.id).collect();
    for id in routes {
        let before = state.route(id);
        if before.hidden {
            let after = Route { hidden: false, ..before };
            transaction.edits.push(Edit::Route { view: view.clone(), relationship: id.clone(), before, after });
        }
    }
    transaction
}

/// Pulls the middle of a relationship off the straight line, in world units to the left of its way; `None` lets it run
/// as it would by itself.
#[must_use]
pub fn bend(graph: &Graph, view: &ViewId, id: &RelationshipId, by: Option<f32>) -> Transaction {
    let mut transaction =
        Transaction::new(if by.is_some() { "bend a relationship" } else { "straighten a relationship" });
    let Some(state) = graph.views().get(view).filter(|_| graph.relationship(id).is_some()) else { return transaction };
    let before = state.route(id);
    let after = Route { bend: by.filter(|by| by.is_finite()), ..before };
    if after != before {
        transaction.edits.push(Edit::Route { view: view.clone(), relationship: id.clone(), before, after });
    }
    transaction
}

/// The entities within so many steps of some, themselves included, whatever is hidden. Takes O(what is found).
#[must_use]
pub fn within_steps(graph: &Graph, from: &BTreeSet<EntityId>, steps: usize) -> BTreeSet<EntityId> {
    let mut found: BTreeSet<EntityId> = from.clone();
    let mut edge: Vec<EntityId> = from.iter().cloned().collect();
    for _ in 0..steps {
        let mut next = Vec::new();
        for relationship in edge.iter().flat_map(|id| graph.relationships_at(id)) {
            for end in [&relationship.from, &relationship.to] {
                if !found.contains(end) {
                    found.insert(end.clone());
                    next.push(end.clone());
                }
            }
        }
        edge = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Entity, Placement, Relationship};

    /// Four entities in a chain, each placed.
    fn graph() -> (Graph, ViewId) {
        let view: ViewId = "main".parse().unwrap();
        let mut graph = Graph::new(view.clone());
        for (id, x, y) in [("a", 0.0, 0.0), ("b", 10.0, 40.0), ("c", 100.0, 20.0), ("d", 40.0, 90.0)] {
            let entity = Entity::new(id.parse().unwrap(), "person".parse().unwrap(), id);
            graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
            let placement = Placement { position: Some(Point::new(x, y)), ..Placement::default() };
            graph.place(&view, &id.parse().unwrap(), placement).unwrap();
        }
        for (id, from, to) in [("r", "a", "b"), ("s", "b", "c"), ("t", "c", "d")] {
            let ends = (from.parse().unwrap(), to.parse().unwrap());
            let relationship = Relationship::new(id.parse().unwrap(), "related-to".parse().unwrap(), ends.0, ends.1);
            graph.put_relationship(&relationship.id.clone(), Some(Arc::new(relationship))).unwrap();
        }
        (graph, view)
    }

    fn ids(words: &str) -> BTreeSet<EntityId> {
        words.split(' ').map(|id| id.parse().unwrap()).collect()
    }

    fn check(transaction: &Transaction, expected: &str) {
        let (mut graph, view) = graph();
        transaction.apply_to(&mut graph).unwrap();
        let state = &graph.views()[&view];
        let all = state.placements_sorted();
        let shown = all.iter().filter(|(_, p)| !p.hidden).filter_map(|(id, p)| Some((id, p.position?)));
        let told: Vec<String> = shown.map(|(id, at)| format!("{id} {},{}", at.x, at.y)).collect();
        assert_eq!(told.join("; "), expected, "{}", transaction.label);
    }

    #[test]
    fn entities_come_in_line() {
        let (graph, view) = graph();
        let three = ids("a b c");
        check(&align(&graph, &view, &three, Alignment::Left), "a 0,0; b 0,40; c 0,20; d 40,90");
        check(&align(&graph, &view, &three, Alignment::Row), "a 0,20; b 10,20; c 100,20; d 40,90");
        check(&align(&graph, &view, &three, Alignment::Bottom), "a 0,40; b 10,40; c 100,40; d 40,90");
        check(&distribute(&graph, &view, &three, Spread::Across), "a 0,0; b 50,40; c 100,20; d 40,90");
        check(&distribute(&graph, &view, &ids("a b d"), Spread::Down), "a 0,0; b 10,45; c 100,20; d 40,90");
        assert!(align(&graph, &view, &ids("a"), Alignment::Left).is_empty());
    }

    #[test]
    fn less_and_more_is_shown() {
        let (mut graph, view) = graph();
        let relationship = Selection::relationship("s".parse().unwrap());
        let alone = isolate(&graph, &view, &relationship);
        check(&alone, "b 10,40; c 100,20");
        alone.apply_to(&mut graph).unwrap();
        let more = expand(&graph, &view, &ids("b"));
        more.apply_to(&mut graph).unwrap();
        let hidden: Vec<_> =
            ids("a b c d").into_iter().filter(|id| graph.views()[&view].placement(id).hidden).collect();
        assert_eq!(hidden, ["d".parse::<EntityId>().unwrap()]);
        assert!(isolate(&graph, &view, &Selection::none()).is_empty());
    }

    #[test]
    fn steps_go_both_ways_along_relationships() {
        let (graph, _) = graph();
        assert_eq!(within_steps(&graph, &ids("c"), 1), ids("b c d"));
        assert_eq!(within_steps(&graph, &ids("d"), 3), ids("a b c d"));
    }
}

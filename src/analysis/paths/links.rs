//! What the steps of a path rest on, in words.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::analysis::confidence::level_of;
use crate::analysis::topology::{Topology, Ways};
use crate::base::EntityId;
use crate::model::{Direction, Graph, Level, Likelihood, Relationship, Status};

/// One step of a path.
#[derive(Debug, Clone)]
pub struct Link<'a> {
    /// Where the step starts.
    pub from: EntityId,
    /// Where it leads.
    pub to: EntityId,
    /// The relationships that it can rest on, the firmest first. Never empty.
    pub relationships: Vec<&'a Arc<Relationship>>,
    /// The confidence of the firmest.
    pub level: Level,
}

/// The steps of a path with all relationships that they can rest on.
///
/// A relationship is firmer than another by its confidence, then by being in effect, then by likelihood, then by id.
#[must_use]
pub fn links<'a>(graph: &'a Graph, topology: &Topology, path: &[u32], ways: Ways) -> Vec<Link<'a>> {
    let ids = topology.ids();
    let step = |ends: &[u32]| {
        let (from, to) = (ids.get(ends[0] as usize)?, ids.get(ends[1] as usize)?);
        let mut relationships = graph.relationships_between(from, to);
        relationships.retain(|r| {
            let walkable = ways == Ways::Ignored || r.direction != Direction::Forward || (&r.from == from);
            walkable && topology.relationships().binary_search(&r.id).is_ok()
        });
        relationships.sort_by_cached_key(|r| Reverse(firmness(graph, r)));
        let level = level_of(relationships.first()?, graph.sources());
        Some(Link { from: from.clone(), to: to.clone(), relationships, level })
    };
    path.windows(2).filter_map(step).collect()
}

fn firmness(graph: &Graph, r: &Relationship) -> (Level, Reverse<Status>, Option<Likelihood>) {
    (level_of(r, graph.sources()), Reverse(r.status), r.likelihood)
}

/// The step of a path that is the least firm, each step counted by its firmest relationship; of equal ones the first.
#[must_use]
pub fn weakest(graph: &Graph, links: &[Link<'_>]) -> Option<usize> {
    (0..links.len()).min_by_key(|at| links[*at].relationships.first().map(|r| firmness(graph, r)))
}

/// A relationship as a sentence from one of its ends, such as "Pyongyang hosted by North Korea (proposed, 2019-02)".
#[must_use]
pub fn sentence(graph: &Graph, r: &Relationship, from: &EntityId) -> String {
    let name = |id: &EntityId| graph.entity(id).map_or_else(|| id.to_string(), |entity| entity.name.clone());
    let kind = graph.schema().relationship_types.get(&r.kind);
    let forward = &r.from == from;
    let verb = match kind {
        _ if forward && !r.label.is_empty() => r.label.to_string(),
        Some(kind) if forward || r.direction != Direction::Forward => kind.name.clone(),
        // Its own label says it from the other end only.
        Some(_) if !r.label.is_empty() => {
            return with_remarks(r, format!("{} {} {}", name(&r.from), r.label, name(&r.to)));
        }
        Some(kind) if !kind.inverse.is_empty() => kind.inverse.clone(),
        _ => {
            return with_remarks(
                r,
                format!("{} {} {}", name(&r.from), kind.map_or(r.kind.as_str(), |k| &k.name), name(&r.to)),
            );
        }
    };
    let other = if forward { &r.to } else { &r.from };
    with_remarks(r, format!("{} {verb} {}", name(from), name(other)))
}

fn with_remarks(r: &Relationship, sentence: String) -> String {
    let status = (r.status != Status::InEffect).then(|| r.status.label().to_lowercase());
    let remarks: Vec<String> = status.into_iter().chain(r.valid.map(|valid| valid.to_string())).collect();
    if remarks.is_empty() { sentence } else { format!("{sentence} ({})", remarks.join(", ")) }
}

//! Ties of one entity that one would expect and that are not there, each with whom both ends know.

use rustc_hash::FxHashMap;

use super::common_neighbours;
use crate::analysis::topology::{Topology, Ways};

/// Somebody with whom a tie is likely.
#[derive(Debug, Clone, PartialEq)]
pub struct Likely {
    /// Who.
    pub node: u32,
    /// Σ 1 / ln(degree) over those whom both know (Adamic and Adar 2003): rare acquaintances say more.
    pub score: f64,
    /// Those whom both know, the rarest acquaintance first.
    pub through: Vec<u32>,
}

/// The `most` nodes without a tie to `node` with whom one is likeliest by the neighbours that both have, the likeliest
/// first. Whichever way relationships point. O(sum of the neighbours' degrees).
#[must_use]
pub fn likely_ties_of(topology: &Topology, node: u32, most: usize) -> Vec<Likely> {
    if node as usize >= topology.len() {
        return Vec::new();
    }
    let around = topology.around();
    let mut scores: FxHashMap<u32, f64> = FxHashMap::default();
    for through in around.of_node(node) {
        let row = around.of_node(*through);
        // Whoever knows only one person is not met on the way to anybody else.
        let share = (row.len() as f64).ln().recip();
        for other in row.iter().filter(|other| **other != node && !around.has(node, **other)) {
            *scores.entry(*other).or_default() += share;
        }
    }
    let mut all: Vec<(u32, f64)> = scores.into_iter().collect();
    all.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(most);
    all.into_iter()
        .map(|(other, score)| Likely { node: other, score, through: known_to_both(topology, node, other) })
        .collect()
}

/// Whom two nodes both know, those with the fewest neighbours first.
#[must_use]
pub fn known_to_both(topology: &Topology, a: u32, b: u32) -> Vec<u32> {
    let mut both = common_neighbours(topology, &[a, b], Ways::Ignored);
    both.sort_by_key(|node| (topology.around().degree(*node), *node));
    both
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::network::likely_ties;
    use crate::analysis::topology::Tie;
    use crate::base::Task;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn those_of_one_are_among_those_of_all(ties in proptest::collection::vec((0_u32..9, 0_u32..9), 0..25)) {
            let topology = Topology::from_ties(9, ties.iter().map(|(a, b)| Tie::between(*a, *b)).collect()).unwrap();
            let all = likely_ties(&topology, 100, &Task::default()).unwrap().pairs;
            for node in 0..9 {
                let own = likely_ties_of(&topology, node, 100);
                let expected = all.iter().filter(|pair| pair.a == node || pair.b == node).count();
                prop_assert_eq!(own.len(), expected);
                for likely in own {
                    let pair = all.iter().find(|p| (p.a, p.b) == (node.min(likely.node), node.max(likely.node))).unwrap();
                    prop_assert!((pair.adamic_adar - likely.score).abs() < 1e-9);
                    prop_assert_eq!(pair.common as usize, likely.through.len());
                    prop_assert!(likely.through.is_sorted_by_key(|node| topology.around().degree(*node)));
                }
            }
        }
    }
}

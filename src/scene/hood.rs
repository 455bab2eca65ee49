//! Neighbourhoods: what lies within a few relationships of something.

use rustc_hash::FxHashSet;

use super::build::Scene;

/// What is looked at: the rest is dimmed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hood {
    /// The nodes in it.
    pub nodes: FxHashSet<u32>,
    /// The edges between nodes in it.
    pub edges: FxHashSet<u32>,
}

impl Scene {
    /// The nodes at most `hops` edges away from any of `from`, those included, and the edges that run between them.
    /// None for no start. Takes O(n + m) of what is found.
    #[must_use]
    pub fn neighbourhood(&self, from: impl IntoIterator<Item = u32>, hops: u32) -> Hood {
        let mut hood = Hood::default();
        let mut front: Vec<u32> = from.into_iter().filter(|at| (*at as usize) < self.nodes.len()).collect();
        front.retain(|at| hood.nodes.insert(*at));
        for _ in 0..hops {
            let mut next = Vec::new();
            for at in front {
                for edge in self.edges_at_unsorted(at) {
                    let other = self.across(*edge, at);
                    if hood.nodes.insert(other) {
                        next.push(other);
                    }
                }
            }
            front = next;
        }
        for at in &hood.nodes {
            let inside =
                self.edges_at_unsorted(*at).iter().filter(|edge| hood.nodes.contains(&self.across(**edge, *at)));
            hood.edges.extend(inside);
        }
        hood
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::tests::scene;

    fn check(from: &[&str], hops: u32, expected: &str) {
        let scene = scene(
            "a 0,0; b 100,0; c 200,0; d 300,0; e 0,99; r: a -leads-> b; s: c -leads-> b; t: c -leads-> d; u: a -leads-> a",
        );
        let hood = scene.neighbourhood(from.iter().filter_map(|id| scene.node_of(&id.parse().unwrap())), hops);
        let mut told: Vec<&str> = hood.nodes.iter().map(|at| scene.nodes()[*at as usize].id.as_str()).collect();
        told.extend(hood.edges.iter().map(|at| scene.edges()[*at as usize].id.as_str()));
        told.sort_unstable();
        assert_eq!(told.join(" "), expected, "{hops} hops from {from:?}");
    }

    #[test]
    fn neighbourhoods_grow_by_hops_whatever_way_the_arrows_point() {
        check(&["a"], 0, "a u");
        check(&["a"], 1, "a b r u");
        check(&["a"], 2, "a b c r s u");
        check(&["a"], 3, "a b c d r s t u");
        check(&["a", "d"], 1, "a b c d r s t u");
        check(&["e"], 3, "e");
        check(&[], 3, "");
    }
}

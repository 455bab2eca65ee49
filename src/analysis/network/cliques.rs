//! Cliques: sets in which everyone is tied to everyone, and to which nobody can be added.

use super::cores::{compared, core_numbers, in_both};
use super::{Answer, Part, Precision, Settings};
use crate::analysis::topology::{Rows, Topology};
use crate::base::{Cancelled, Task};

/// How many cliques the measures list before they stop. There can be 3^(n/3).
const MOST: usize = 1_000_000;

/// How many neighbours may be compared before the search stops: some seconds' worth.
const BUDGET: usize = 4_000_000_000;

/// The maximal cliques of a network, or the first of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cliques {
    /// The cliques of two or more, largest first, each in order, those of one size in order.
    pub cliques: Vec<Vec<u32>>,
    /// Whether there may be more: the limit was reached.
    pub cut: bool,
}

/// The maximal cliques, whichever way relationships point; at most `most`. See [`Cliques`].
///
/// # Errors
/// When `task` is cancelled.
pub fn cliques(topology: &Topology, most: usize, task: &Task) -> Result<Cliques, Cancelled> {
    let mut found = Cliques { cliques: Vec::new(), cut: false };
    found.cut = list(topology.around(), most, Part::whole(task), |clique| {
        let mut clique = clique.to_vec();
        clique.sort_unstable();
        found.cliques.push(clique);
    })?;
    found.cliques.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    Ok(found)
}

/// Two columns: in how many maximal cliques of two or more each node is, and how many are in the largest of them. Both
/// answers tell how many cliques there are, NaN where the counts were cut.
pub(super) fn clique_counts(topology: &Topology, _: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let (mut count, mut largest) = (vec![0.0; topology.len()], vec![0.0_f64; topology.len()]);
    let mut all = 0_usize;
    let cut = list(topology.around(), MOST, part, |clique| {
        all += 1;
        for node in clique {
            count[*node as usize] += 1.0;
            largest[*node as usize] = largest[*node as usize].max(clique.len() as f64);
        }
    })?;
    let precision = if cut { Precision::Cut } else { Precision::Exact };
    let of_whole = Some(if cut { f64::NAN } else { all as f64 });
    Ok([count, largest].map(|values| Answer { values, precision, of_whole }).into())
}

/// One level of the search: who can still be added, who was tried before, and whom to try next.
struct Level {
    candidates: Vec<u32>,
    excluded: Vec<u32>,
    to_try: Vec<u32>,
}

/// Calls `tell` for every maximal clique of two or more, by Bron and Kerbosch's algorithm with pivots (Tomita et al.
/// 2006), from each node in degeneracy order (Eppstein, Löffler and Strash 2010). Returns whether it stopped at a limit.
fn list(around: &Rows, most: usize, part: Part<'_>, mut tell: impl FnMut(&[u32])) -> Result<bool, Cancelled> {
    let (_, order) = core_numbers(around, part)?;
    let mut place = vec![0_u32; order.len()];
    for (at, node) in order.iter().enumerate() {
        place[*node as usize] = at as u32;
    }
    let mut told = 0;
    let mut budget = BUDGET;
    for (at, node) in order.iter().enumerate() {
        if at % 1024 == 0 {
            part.check()?;
            part.done(at as f32 / order.len() as f32);
        }
        let (candidates, excluded): (Vec<u32>, Vec<u32>) =
            around.of_node(*node).iter().partition(|to| place[**to as usize] > at as u32);
        let mut clique = vec![*node];
        let mut levels = vec![Level::new(around, candidates, excluded, &mut budget)];
        while let Some(level) = levels.last_mut() {
            if level.candidates.is_empty() && level.excluded.is_empty() && clique.len() > 1 {
                tell(&clique);
                told += 1;
            }
            if told >= most || budget == 0 {
                return Ok(true);
            }
            part.check()?;
            let Some(next) = level.to_try.pop() else {
                levels.pop();
                clique.pop();
                continue;
            };
            let row = around.of_node(next);
            let both = |list: &[u32]| {
                let mut both = Vec::new();
                in_both(list, row, |node| both.push(node));
                both
            };
            let (candidates, excluded) = (both(&level.candidates), both(&level.excluded));
            let cost = [&level.candidates, &level.excluded].map(|list| 1 + compared(list.len(), row.len()));
            budget = budget.saturating_sub(cost.iter().sum());
            // From here on it counts as tried.
            if let Ok(at) = level.candidates.binary_search(&next) {
                level.candidates.remove(at);
            }
            let at = level.excluded.binary_search(&next).unwrap_or_else(|at| at);
            level.excluded.insert(at, next);
            clique.push(next);
            levels.push(Level::new(around, candidates, excluded, &mut budget));
        }
    }
    Ok(false)
}

impl Level {
    /// Tries only those who are not tied to the pivot: any clique of the others could be added to by it.
    fn new(around: &Rows, candidates: Vec<u32>, excluded: Vec<u32>, budget: &mut usize) -> Self {
        let ties_to_candidates = |node: &u32| {
            let mut count = 0_usize;
            in_both(&candidates, around.of_node(*node), |_| count += 1);
            count
        };
        if candidates.is_empty() {
            return Self { candidates, excluded, to_try: Vec::new() };
        }
        let cost = |node: &u32| compared(candidates.len(), around.degree(*node));
        *budget = budget.saturating_sub(candidates.iter().chain(&excluded).map(cost).sum());
        let pivot = candidates.iter().chain(&excluded).max_by_key(|node| (ties_to_candidates(node), u32::MAX - **node));
        let mut to_try: Vec<u32> = match pivot {
            Some(pivot) => candidates.iter().copied().filter(|node| !around.has(*pivot, *node)).collect(),
            None => Vec::new(),
        };
        // The last is taken first.
        to_try.reverse();
        Self { candidates, excluded, to_try }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::network::tests::{measure, random};
    use crate::analysis::topology::Tie;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn they_are_the_sets_that_cannot_grow(topology in random(9, 30)) {
            let n = topology.len() as u32;
            let around = topology.around();
            let members = |set: u32| (0..n).filter(move |node| set >> node & 1 == 1);
            let is_clique = |set: u32| members(set).all(|a| members(set).all(|b| a == b || around.has(a, b)));
            let is_maximal = |set: u32| (0..n).all(|node| set >> node & 1 == 1 || !is_clique(set | 1 << node));
            let mut expected: Vec<Vec<u32>> = (0..1_u32 << n)
                .filter(|set| set.count_ones() > 1 && is_clique(*set) && is_maximal(*set))
                .map(|set| members(set).collect())
                .collect();
            expected.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            let found = cliques(&topology, 10_000, &Task::default()).unwrap();
            prop_assert_eq!((&found.cliques, found.cut), (&expected, false));
            let counts: Vec<f64> = (0..n).map(|node| expected.iter().filter(|c| c.contains(&node)).count() as f64).collect();
            prop_assert_eq!(measure("cliques", &topology, &Settings::default()), counts);
        }
    }

    #[test]
    fn more_than_can_be_listed_are_cut() {
        // Thirty groups of three who know everyone but each other: 3^30 cliques.
        let ties = (0..90).flat_map(|a| (a + 1..90).filter(move |b| a / 3 != b / 3).map(move |b| Tie::between(a, b)));
        let topology = Topology::from_ties(90, ties.collect()).unwrap();
        let found = cliques(&topology, 100, &Task::default()).unwrap();
        assert!(found.cut && found.cliques.len() == 100 && found.cliques.iter().all(|c| c.len() == 30));
    }

    #[test]
    fn a_star_whose_hub_comes_last_is_listed_whole() {
        let ties = (0..100_000).map(|leaf| Tie::between(leaf, 100_000)).collect();
        let topology = Topology::from_ties(100_001, ties).unwrap();
        let found = cliques(&topology, 200_000, &Task::default()).unwrap();
        assert!(!found.cut && found.cliques.len() == 100_000);
    }

    #[test]
    fn a_clique_of_150_is_one() {
        let ties = (0..150).flat_map(|a| (a + 1..150).map(move |b| Tie::between(a, b)));
        let topology = Topology::from_ties(150, ties.collect()).unwrap();
        let found = cliques(&topology, 10, &Task::default()).unwrap();
        assert_eq!(found.cliques, [(0..150).collect::<Vec<_>>()]);
    }
}

//! Who is tied to the same others: similar nodes, and ties that one would expect and that are not there.

use rustc_hash::FxHashMap;

use super::Part;
use crate::analysis::topology::Topology;
use crate::base::{Cancelled, Task};

/// How many pairs of neighbours may be looked at for likely ties: some seconds' worth.
const BUDGET: usize = 200_000_000;

/// Two nodes without a tie, and how many neighbours they have in common. Whichever way relationships point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The one with the lower number.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// How many neighbours they have in common.
    pub common: u32,
    /// Σ 1 / ln(degree) over those (Adamic and Adar 2003): rare acquaintances say more.
    pub adamic_adar: f64,
    /// Σ 1 / degree over those (Zhou, Lü and Zhang 2009).
    pub resource_allocation: f64,
    /// The share of their neighbours that are common (Jaccard 1901), from 0 to 1.
    pub jaccard: f64,
}

/// Pairs without a tie that have neighbours in common.
#[derive(Debug, Clone, PartialEq)]
pub struct LikelyTies {
    /// The pairs, the highest by Adamic and Adar first, then in order.
    pub pairs: Vec<Pair>,
    /// Common neighbours with more neighbours than this were left out, as there was no time for all pairs of them.
    pub up_to_degree: Option<usize>,
}

/// The `most` pairs without a tie between which one is likeliest by the neighbours that they have in common (link
/// prediction of Liben-Nowell and Kleinberg 2003). O(sum of squared degrees), bounded by leaving out as common
/// neighbours those with the most neighbours, who say least.
///
/// # Errors
/// When `task` is cancelled.
pub fn likely_ties(topology: &Topology, most: usize, task: &Task) -> Result<LikelyTies, Cancelled> {
    let part = Part::whole(task);
    let around = topology.around();
    let n = topology.len() as u32;
    let mut degrees: Vec<usize> = (0..n).map(|node| around.degree(node)).collect();
    degrees.sort_unstable();
    let mut looked = 0_usize;
    let affordable = degrees.iter().take_while(|degree| {
        looked = looked.saturating_add(degree.saturating_mul(**degree));
        looked <= BUDGET
    });
    let affordable = affordable.count();
    let up_to_degree = (affordable < degrees.len()).then(|| degrees[affordable].saturating_sub(1));
    let mut best: Vec<Pair> = Vec::new();
    let (mut score, mut touched) = (vec![(0_u32, 0.0, 0.0); n as usize], Vec::new());
    for a in 0..n {
        if a % 64 == 0 {
            part.check()?;
            part.done(a as f32 / n as f32);
        }
        for through in around.of_node(a) {
            let row = around.of_node(*through);
            if up_to_degree.is_some_and(|most| row.len() > most) {
                continue;
            }
            let degree = row.len() as f64;
            for b in &row[row.partition_point(|b| *b <= a)..] {
                let (common, adamic_adar, allocation) = &mut score[*b as usize];
                if *common == 0 {
                    touched.push(*b);
                }
                *common += 1;
                *adamic_adar += degree.ln().recip();
                *allocation += degree.recip();
            }
        }
        for b in touched.drain(..) {
            let (common, adamic_adar, resource_allocation) = std::mem::take(&mut score[b as usize]);
            if !around.has(a, b) {
                let either = around.degree(a) + around.degree(b) - common as usize;
                let jaccard = f64::from(common) / either.max(1) as f64;
                best.push(Pair { a, b, common, adamic_adar, resource_allocation, jaccard });
            }
        }
        // Now and then all but the best are dropped.
        if best.len() > 4 * most.max(1 << 14) {
            keep_best(&mut best, most);
        }
    }
    keep_best(&mut best, most);
    Ok(LikelyTies { pairs: best, up_to_degree })
}

fn keep_best(pairs: &mut Vec<Pair>, most: usize) {
    pairs.sort_unstable_by(|x, y| y.adamic_adar.total_cmp(&x.adamic_adar).then_with(|| (x.a, x.b).cmp(&(y.a, y.b))));
    pairs.truncate(most);
}

/// A node and how like another it is by whom both are tied to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similar {
    /// The node.
    pub node: u32,
    /// How many neighbours both have.
    pub common: u32,
    /// The share of their neighbours that both have (Jaccard), from 0 to 1.
    pub jaccard: f64,
    /// The cosine of their rows (Salton), from 0 to 1.
    pub cosine: f64,
}

/// The `most` nodes that are most like `node` by whom they are tied to, whether or not they are tied to it: structurally
/// equivalent ones are 1. The highest by Jaccard first, then in order. O(sum of the neighbours' degrees).
#[must_use]
pub fn similar(topology: &Topology, node: u32, most: usize) -> Vec<Similar> {
    if node as usize >= topology.len() {
        return Vec::new();
    }
    let around = topology.around();
    let mut common: FxHashMap<u32, u32> = FxHashMap::default();
    for other in around.of_node(node).iter().flat_map(|through| around.of_node(*through)) {
        if *other != node {
            *common.entry(*other).or_default() += 1;
        }
    }
    let degree = around.degree(node) as f64;
    let of = |(other, common): (u32, u32)| {
        let (both, others) = (f64::from(common), around.degree(other) as f64);
        Similar {
            node: other,
            common,
            jaccard: both / (degree + others - both),
            cosine: both / (degree * others).sqrt(),
        }
    };
    let mut all: Vec<Similar> = common.into_iter().map(of).collect();
    all.sort_unstable_by(|x, y| y.jaccard.total_cmp(&x.jaccard).then_with(|| x.node.cmp(&y.node)));
    all.truncate(most);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::network::tests::random;
    use crate::analysis::topology::Tie;
    use proptest::prelude::*;

    fn shared(topology: &Topology, a: u32, b: u32) -> Vec<f64> {
        let around = topology.around();
        let both = around.of_node(a).iter().filter(|q| around.has(b, **q));
        both.map(|q| around.degree(*q) as f64).collect()
    }

    proptest! {
        #[test]
        fn likely_ties_are_all_pairs_with_common_neighbours(topology in random(10, 25)) {
            let n = topology.len() as u32;
            let found = likely_ties(&topology, 1_000, &Task::default()).unwrap();
            prop_assert_eq!(found.up_to_degree, None);
            let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
            let expected = pairs.filter(|(a, b)| !topology.around().has(*a, *b) && !shared(&topology, *a, *b).is_empty());
            prop_assert_eq!(found.pairs.len(), expected.count());
            for pair in &found.pairs {
                let both = shared(&topology, pair.a, pair.b);
                prop_assert_eq!(pair.common as usize, both.len());
                prop_assert!((pair.adamic_adar - both.iter().map(|d| d.ln().recip()).sum::<f64>()).abs() < 1e-12);
                prop_assert!((pair.resource_allocation - both.iter().map(|d| d.recip()).sum::<f64>()).abs() < 1e-12);
            }
            prop_assert!(found.pairs.is_sorted_by(|x, y| x.adamic_adar >= y.adamic_adar));
            let few = likely_ties(&topology, 2, &Task::default()).unwrap();
            prop_assert_eq!(&few.pairs[..], &found.pairs[..found.pairs.len().min(2)]);
        }

        #[test]
        fn similar_ones_share_neighbours(topology in random(10, 25)) {
            let n = topology.len() as u32;
            let found = similar(&topology, 0, 100);
            let expected = (1..n).filter(|other| !shared(&topology, 0, *other).is_empty()).count();
            prop_assert_eq!(found.len(), expected);
            for one in found {
                let common = shared(&topology, 0, one.node).len();
                let either = topology.around().degree(0) + topology.around().degree(one.node) - common;
                prop_assert!((one.jaccard - common as f64 / either as f64).abs() < 1e-12);
                prop_assert!(one.cosine <= 1.0 + 1e-12);
            }
        }
    }

    #[test]
    fn the_middle_of_a_large_star_is_left_out_and_told() {
        let mut ties: Vec<Tie> = (1..=50_000).map(|leaf| Tie::between(0, leaf)).collect();
        ties.extend([Tie::between(1, 50_001), Tie::between(2, 50_001)]);
        let topology = Topology::from_ties(50_002, ties).unwrap();
        let found = likely_ties(&topology, 10, &Task::default()).unwrap();
        assert_eq!(found.up_to_degree, Some(49_999));
        assert_eq!((found.pairs[0].a, found.pairs[0].b, found.pairs[0].common), (0, 50_001, 2));
    }
}

//! How thick the network is around each node: cores, triangles, clustering.

use rayon::prelude::*;

use super::{Answer, Part, Settings};
use crate::analysis::topology::{Rows, Topology};
use crate::base::Cancelled;

/// The core number of each node: the largest k for which it belongs to a part of the network in which everyone has at
/// least k neighbours (Seidman 1983), by the bucket algorithm of Batagelj and Zaveršnik (2003). O(n + m).
pub(super) fn core(topology: &Topology, _: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let (core, _) = core_numbers(topology.around(), part)?;
    Ok(vec![Answer::exact(core.into_iter().map(f64::from).collect())])
}

/// The core numbers, and an order of the nodes in which none has more neighbours behind it than its core number.
pub(super) fn core_numbers(around: &Rows, part: Part<'_>) -> Result<(Vec<u32>, Vec<u32>), Cancelled> {
    let n = around.starts().len().saturating_sub(1);
    let mut degree: Vec<u32> = around.starts().windows(2).map(|ends| ends[1] - ends[0]).collect();
    let most = degree.iter().max().map_or(0, |most| *most as usize);
    // Where the nodes of each degree start in `order`, which is sorted by degree all the while.
    let mut start = vec![0_u32; most + 2];
    degree.iter().for_each(|d| start[*d as usize + 1] += 1);
    for d in 0..=most {
        start[d + 1] += start[d];
    }
    let mut order = vec![0_u32; n];
    let mut place = vec![0_u32; n];
    let mut next = start.clone();
    for (node, degree) in degree.iter().enumerate() {
        let slot = &mut next[*degree as usize];
        (order[*slot as usize], place[node]) = (node as u32, *slot);
        *slot += 1;
    }
    for at in 0..n {
        if at % (1 << 14) == 0 {
            part.check()?;
        }
        let node = order[at];
        let core = degree[node as usize];
        for to in around.of_node(node) {
            let there = *to as usize;
            if degree[there] > core {
                // It goes to the front of the nodes of its degree, and the front moves past it.
                let front = &mut start[degree[there] as usize];
                let (from, swapped) = (place[there] as usize, order[*front as usize]);
                order.swap(from, *front as usize);
                (place[swapped as usize], place[there]) = (from as u32, *front);
                *front += 1;
                degree[there] -= 1;
            }
        }
    }
    Ok((degree, order))
}

/// Two columns: how many pairs of neighbours are neighbours of each other (triangles), and which share of all pairs of
/// neighbours that is: the local clustering coefficient (Watts and Strogatz 1998), 0 with fewer than two neighbours.
/// Whichever way relationships point, and without weights. O(m · √m) at worst.
pub(super) fn clustering(topology: &Topology, _: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let triangles = triangles(topology.around(), part)?;
    let share = |(triangles, node): (&u64, u32)| {
        let neighbours = topology.around().degree(node) as f64;
        if neighbours < 2.0 { 0.0 } else { *triangles as f64 / (neighbours * (neighbours - 1.0) / 2.0) }
    };
    let clustering = triangles.iter().zip(0..).map(share).collect();
    Ok(vec![Answer::exact(triangles.iter().map(|t| *t as f64).collect()), Answer::exact(clustering)])
}

/// In how many triangles each node is. Ties lead from nodes of fewer neighbours to nodes of more, so that no row is
/// longer than √(2m).
pub(super) fn triangles(around: &Rows, part: Part<'_>) -> Result<Vec<u64>, Cancelled> {
    let n = around.starts().len().saturating_sub(1);
    let rank = |node: u32| (around.degree(node), node);
    let mut starts = vec![0_usize; n + 1];
    let mut ends: Vec<u32> = Vec::with_capacity(around.arcs() / 2);
    for node in 0..n as u32 {
        ends.extend(around.of_node(node).iter().filter(|to| rank(**to) > rank(node)));
        starts[node as usize + 1] = ends.len();
    }
    let row = |node: u32| &ends[starts[node as usize]..starts[node as usize + 1]];
    let look = |mut count: Vec<u64>, a: u32| {
        if a.is_multiple_of(1024) {
            part.check()?;
        }
        for b in row(a) {
            in_both(row(a), row(*b), |c| [a, *b, c].into_iter().for_each(|node| count[node as usize] += 1));
        }
        Ok(count)
    };
    // Whole numbers add up to the same in any order.
    let add = |mut a: Vec<u64>, b: Vec<u64>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        Ok(a)
    };
    let none = || vec![0_u64; n];
    (0..n as u32).into_par_iter().with_min_len(n / 64 + 1).try_fold(none, look).try_reduce(none, add)
}

/// One list is so many times longer when it is searched rather than walked along.
const UNEQUAL: usize = 16;

/// Calls `with` for every number that stands in both lists, which ascend. About [`compared`] comparisons.
pub(super) fn in_both(mut a: &[u32], mut b: &[u32], mut with: impl FnMut(u32)) {
    if a.len() > b.len() {
        (a, b) = (b, a);
    }
    if b.len() / UNEQUAL > a.len() {
        for x in a {
            b = &b[b.partition_point(|y| y < x)..];
            if b.first() == Some(x) {
                with(*x);
            }
        }
        return;
    }
    while let ([x, more_a @ ..], [y, more_b @ ..]) = (a, b) {
        if x == y {
            with(*x);
        }
        if x <= y {
            a = more_a;
        }
        if y <= x {
            b = more_b;
        }
    }
}

/// How many numbers [`in_both`] compares, about, for lists of these lengths.
pub(super) fn compared(a: usize, b: usize) -> usize {
    let (short, long) = (a.min(b), a.max(b));
    if long / UNEQUAL > short { short * (1 + long.ilog2() as usize) } else { short + long }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::network::tests::{measure, random};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_core_is_what_is_left_when_all_with_fewer_neighbours_go(topology in random(12, 40)) {
            let n = topology.len() as u32;
            let core = measure("core", &topology, &Settings::default());
            for k in 0..n {
                let mut left: Vec<u32> = (0..n).collect();
                loop {
                    let before = left.len();
                    let few = |node: &u32| topology.around().of_node(*node).iter().filter(|to| left.contains(to)).count() < k as usize;
                    left = left.iter().copied().filter(|node| !few(node)).collect();
                    if left.len() == before {
                        break;
                    }
                }
                for node in 0..n {
                    prop_assert_eq!(core[node as usize] >= f64::from(k), left.contains(&node), "{}-core, node {}", k, node);
                }
            }
        }

        #[test]
        fn triangles_are_three_who_know_each_other(topology in random(10, 30)) {
            let n = topology.len() as u32;
            let around = topology.around();
            let triangles = measure("triangles", &topology, &Settings::default());
            for a in 0..n {
                let pairs = (0..n).flat_map(|b| (b + 1..n).map(move |c| (b, c)));
                let count = pairs.filter(|(b, c)| around.has(a, *b) && around.has(a, *c) && around.has(*b, *c)).count();
                prop_assert_eq!(triangles[a as usize], count as f64);
            }
        }
    }
}

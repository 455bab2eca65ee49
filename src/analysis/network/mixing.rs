//! Whether like is tied to like, and whether ties are returned.

use crate::analysis::topology::{Topology, Ways};

/// Of all arcs, the share whose way back is an arc too; NaN without any. Relationships that point both ways or neither
/// way are arcs in both. O(m log m).
pub(super) fn reciprocity(topology: &Topology) -> f64 {
    let out = topology.outgoing();
    let returned = (0..topology.len() as u32)
        .map(|node| out.of_node(node).iter().filter(|to| out.has(**to, node)).count())
        .sum::<usize>();
    if out.arcs() == 0 { f64::NAN } else { returned as f64 / out.arcs() as f64 }
}

/// The correlation of the numbers of neighbours at both ends of ties (Newman 2002), from −1 to 1; with direction, of
/// those that the first end leads to and those that lead to the second. NaN where they do not vary. O(n + m).
pub(super) fn by_degree(topology: &Topology, ways: Ways) -> f64 {
    let (ahead, behind) = (topology.ahead(ways), topology.behind(ways));
    let arcs = (0..topology.len() as u32).flat_map(|from| ahead.of_node(from).iter().map(move |to| (from, *to)));
    let pairs = || arcs.clone().map(|(from, to)| (ahead.degree(from) as f64, behind.degree(to) as f64));
    let count = ahead.arcs() as f64;
    let (mean_x, mean_y) = pairs().fold((0.0, 0.0), |(x, y), (a, b)| (x + a / count, y + b / count));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in pairs() {
        let (x, y) = (x - mean_x, y - mean_y);
        (xy, xx, yy) = (xy + x * y, xx + x * x, yy + y * y);
    }
    // What varies by rounding alone does not vary.
    if xx * yy > 1e-18 * count * count { xy / (xx * yy).sqrt() } else { f64::NAN }
}

/// How much more often ties stay within a type of entity than chance has it (Newman 2003): 1 where all do, 0 where
/// chance has it, below where they avoid it. NaN without ties or with one type alone. O(n + m).
pub(super) fn by_kind(topology: &Topology, ways: Ways) -> f64 {
    let (ahead, kinds) = (topology.ahead(ways), topology.kinds());
    let mut seen: Vec<u32> = kinds.to_vec();
    seen.sort_unstable();
    seen.dedup();
    let place: Vec<usize> = kinds.iter().map(|kind| seen.binary_search(kind).unwrap_or_default()).collect();
    let (mut from_kind, mut to_kind) = (vec![0.0; seen.len()], vec![0.0; seen.len()]);
    let mut within = 0.0;
    for from in 0..topology.len() {
        for to in ahead.of_node(from as u32) {
            let (a, b) = (place[from], place[*to as usize]);
            from_kind[a] += 1.0;
            to_kind[b] += 1.0;
            within += f64::from(u8::from(a == b));
        }
    }
    let arcs = ahead.arcs() as f64;
    let chance: f64 = from_kind.iter().zip(&to_kind).map(|(a, b)| a * b).sum::<f64>() / (arcs * arcs);
    if 1.0 - chance > 1e-12 { (within / arcs - chance) / (1.0 - chance) } else { f64::NAN }
}

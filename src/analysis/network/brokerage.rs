//! Brokerage roles (Gould and Fernandez 1989): between whom somebody stands.

use super::{Answer, Part, Settings};
use crate::analysis::topology::Topology;
use crate::base::Cancelled;

/// The roles of one who stands between a first and a last, by who is of whose type.
const ROLES: usize = 5;

fn role(first: u32, broker: u32, last: u32) -> usize {
    match (first == broker, broker == last, first == last) {
        (true, true, _) => 0,
        (false, true, _) => 1,
        (true, false, _) => 2,
        (false, false, true) => 3,
        (false, false, false) => 4,
    }
}

/// Six columns: as coordinator, gatekeeper, representative, consultant, liaison, and in all. Each counts the pairs of a
/// first and a last, other than the broker, such that relationships lead from the first to the broker and on to the
/// last, and none from the first to the last; groups are the types of entities. As *coordinator* all three are of one
/// type; as *gatekeeper* the first alone is of another; as *representative* the last alone; as *consultant* the broker
/// alone; as *liaison* all three differ. A relationship that points both ways or neither way leads either way.
/// O(m · √m · log n) at worst.
pub(super) fn brokerage(topology: &Topology, _: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let (out, into, kinds) = (topology.outgoing(), topology.incoming(), topology.kinds());
    let n = topology.len();
    let mut roles = vec![[0_i64; ROLES]; n];
    // First all pairs, those of one with itself left out …
    for node in 0..n as u32 {
        if node % 1024 == 0 {
            part.check()?;
            part.done(0.5 * node as f32 / n as f32);
        }
        let own = kinds[node as usize];
        let mut firsts: Vec<u32> = into.of_node(node).iter().map(|from| kinds[*from as usize]).collect();
        let mut lasts: Vec<u32> = out.of_node(node).iter().map(|to| kinds[*to as usize]).collect();
        firsts.sort_unstable();
        lasts.sort_unstable();
        let [coordinator, gatekeeper, representative, consultant, liaison] = &mut roles[node as usize];
        let of_own = |list: &[u32]| list.iter().filter(|kind| **kind == own).count() as i64;
        let (first_own, last_own) = (of_own(&firsts), of_own(&lasts));
        let (first_other, last_other) = (firsts.len() as i64 - first_own, lasts.len() as i64 - last_own);
        let mut alike = 0;
        for same in firsts.chunk_by(|a, b| a == b).filter(|same| same[0] != own) {
            let start = lasts.partition_point(|kind| *kind < same[0]);
            let end = lasts.partition_point(|kind| *kind <= same[0]);
            alike += same.len() as i64 * (end - start) as i64;
        }
        *coordinator = first_own * last_own;
        *gatekeeper = first_other * last_own;
        *representative = first_own * last_other;
        *consultant = alike;
        *liaison = first_other * last_other - alike;
        for both in out.of_node(node).iter().filter(|to| into.has(node, **to)) {
            if kinds[*both as usize] == own { *coordinator -= 1 } else { *consultant -= 1 }
        }
    }
    // … then less those whose first leads to the last itself.
    for first in 0..n as u32 {
        if first % 256 == 0 {
            part.check()?;
            part.done(0.5 + 0.5 * first as f32 / n as f32);
        }
        for last in out.of_node(first) {
            let (near, far) = (out.of_node(first), into.of_node(*last));
            let (short, long) = if near.len() <= far.len() { (near, far) } else { (far, near) };
            for broker in short.iter().filter(|node| long.binary_search(node).is_ok()) {
                let at = *broker as usize;
                roles[at][role(kinds[first as usize], kinds[at], kinds[*last as usize])] -= 1;
            }
        }
    }
    let column = |role: usize| Answer::exact(roles.iter().map(|roles| roles[role] as f64).collect());
    let all = Answer::exact(roles.iter().map(|roles| roles.iter().sum::<i64>() as f64).collect());
    Ok((0..ROLES).map(column).chain([all]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::network::tests::{measure, random};
    use proptest::prelude::*;

    const NAMES: [&str; ROLES] = ["coordinator", "gatekeeper", "representative", "consultant", "liaison"];

    proptest! {
        #[test]
        fn each_triad_is_counted_in_its_role(topology in random(9, 24), kinds in proptest::collection::vec(0_u32..3, 9)) {
            let topology = topology.with_kinds(&kinds);
            let n = topology.len() as u32;
            let (out, kinds) = (topology.outgoing(), topology.kinds());
            let mut expected = vec![[0.0; ROLES]; n as usize];
            for (a, b, c) in (0..n).flat_map(|a| (0..n).flat_map(move |b| (0..n).map(move |c| (a, b, c)))) {
                if a != c && out.has(a, b) && out.has(b, c) && !out.has(a, c) {
                    expected[b as usize][role(kinds[a as usize], kinds[b as usize], kinds[c as usize])] += 1.0;
                }
            }
            for (role, name) in NAMES.iter().enumerate() {
                let of_role: Vec<f64> = expected.iter().map(|roles| roles[role]).collect();
                prop_assert_eq!(measure(name, &topology, &Settings::default()), of_role, "{}", name);
            }
            let all: Vec<f64> = expected.iter().map(|roles| roles.iter().sum()).collect();
            prop_assert_eq!(measure("brokerage", &topology, &Settings::default()), all);
        }
    }
}

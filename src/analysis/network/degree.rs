//! Counting relationships and neighbours.

use super::{Answer, Part, Settings};
use crate::analysis::topology::Topology;
use crate::base::Cancelled;
use crate::model::Direction;

/// Five columns: ends of relationships, those that lead in, those that lead out, the sum of their weights, and distinct
/// neighbours. A self-loop has two ends, one leading out and one leading in; a relationship that points both ways or
/// neither way leads in and out at both ends. O(n + m).
pub(super) fn degrees(topology: &Topology, _: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    part.check()?;
    let n = topology.len();
    let [mut ends, mut into, mut out, mut strength] = [const { Vec::new() }; 4].map(|mut v: Vec<f64>| {
        v.resize(n, 0.0);
        v
    });
    for tie in topology.ties() {
        let (from, to) = (tie.from as usize, tie.to as usize);
        for node in [from, to] {
            ends[node] += 1.0;
            strength[node] += tie.strength;
        }
        out[from] += 1.0;
        into[to] += 1.0;
        if tie.direction != Direction::Forward && from != to {
            out[to] += 1.0;
            into[from] += 1.0;
        }
    }
    let neighbours = (0..n as u32).map(|node| topology.around().degree(node) as f64).collect();
    part.check()?;
    Ok([ends, into, out, strength, neighbours].map(Answer::exact).into())
}

//! Structural holes (Burt 1992): who stands between people who do not know each other.

use rayon::prelude::*;

use super::{Answer, Part, Settings, Weights};
use crate::analysis::topology::{Rows, Topology, Ways};
use crate::base::Cancelled;

/// Three columns: constraint, effective size, efficiency; all are blank for a node without ties.
///
/// With sᵢⱼ for how strongly two are tied and pᵢⱼ = sᵢⱼ / Σₖ sᵢₖ, *constraint* is Σⱼ (pᵢⱼ + Σ_q pᵢ_q p_qⱼ)², high for
/// those whose contacts all know each other. *Effective size* is the number of neighbours less what is redundant among
/// them: Σⱼ (1 − Σ_q pᵢ_q mⱼ_q) where mⱼ_q = sⱼ_q / maxₖ sⱼₖ. *Efficiency* is that over the number of neighbours.
/// Without direction and weights s is 1 for every tie; with direction it is the sum of both ways.
/// O(m · √m · log n) at worst.
pub(super) fn holes(topology: &Topology, settings: &Settings, part: Part<'_>) -> Result<Vec<Answer>, Cancelled> {
    let n = topology.len();
    let net = Mutual { topology, ways: settings.ways, weights: settings.weights };
    let rows = topology.around();
    let per_node = |node: u32| net.row(node).fold((0.0, 0.0_f64), |(sum, most), (_, s)| (sum + s, most.max(s)));
    let (sum, most): (Vec<f64>, Vec<f64>) = (0..n as u32).map(per_node).unzip();
    let measure = |node: u32| {
        if node % 256 == 0 {
            part.check()?;
        }
        let here = node as usize;
        if sum[here] <= 0.0 {
            return Ok((f64::NAN, f64::NAN));
        }
        let (mut constraint, mut size) = (0.0, 0.0);
        for (j, strength) in net.row(node) {
            let (mut through, mut redundant) = (0.0, 0.0);
            net.shared(rows, node, j, |q, to_q, j_to_q| {
                let share = to_q / sum[here];
                if sum[q as usize] > 0.0 {
                    through += share * j_to_q / sum[q as usize];
                }
                if most[j as usize] > 0.0 {
                    redundant += share * j_to_q / most[j as usize];
                }
            });
            constraint += (strength / sum[here] + through).powi(2);
            size += 1.0 - redundant;
        }
        Ok((constraint, size))
    };
    let found: Result<Vec<(f64, f64)>, Cancelled> = (0..n as u32).into_par_iter().map(measure).collect();
    let (constraint, size): (Vec<f64>, Vec<f64>) = found?.into_iter().unzip();
    let efficiency = size.iter().zip(0..).map(|(size, node)| size / rows.degree(node) as f64).collect();
    Ok([constraint, size, efficiency].map(Answer::exact).into())
}

/// How strongly two are tied, both ways together.
struct Mutual<'a> {
    topology: &'a Topology,
    ways: Ways,
    weights: Weights,
}

impl Mutual<'_> {
    fn of(&self, a: u32, b: u32, around: f64) -> f64 {
        let Self { topology, ways, weights } = self;
        match (ways, weights) {
            (Ways::Ignored, Weights::Ignored) => 1.0,
            (Ways::Ignored, Weights::Counted) => around,
            (Ways::Followed, Weights::Ignored) => {
                let has = |from, to| f64::from(u8::from(topology.outgoing().has(from, to)));
                has(a, b) + has(b, a)
            }
            (Ways::Followed, Weights::Counted) => {
                topology.outgoing().strength(a, b) + topology.outgoing().strength(b, a)
            }
        }
    }

    fn row(&self, node: u32) -> impl Iterator<Item = (u32, f64)> {
        self.topology.around().with_strengths(node).map(move |(to, around)| (to, self.of(node, to, around)))
    }

    /// Calls `with` for every neighbour that two have in common, with how strongly each is tied to it. Goes through the
    /// shorter row.
    fn shared(&self, rows: &Rows, a: u32, b: u32, mut with: impl FnMut(u32, f64, f64)) {
        let (short, long) = if rows.degree(a) <= rows.degree(b) { (a, b) } else { (b, a) };
        for (q, strength) in rows.with_strengths(short) {
            if let Ok(at) = rows.of_node(long).binary_search(&q) {
                let (s, l) = (self.of(short, q, strength), self.of(long, q, rows.strengths(long)[at]));
                if short == a { with(q, s, l) } else { with(q, l, s) }
            }
        }
    }
}

//! In which order nodes stand in their layers, so that few edges cross.

use super::ranks::rows;
use crate::base::{Cancelled, Task};

/// Of so few pairs each is compared: that is faster than to walk along two lists.
const FEW: usize = 64;
/// Nodes between two looks at whether to stop.
const STRETCH: usize = 512;
/// Sweeps without gain after which it is good enough: at first, and from a shaken order.
const PATIENCE: usize = 12;
const PATIENCE_SHAKEN: usize = 3;
/// Rounds of moving single nodes, and the widest layer in which that is done: it takes the square of its width.
const SIFTS: usize = 3;
const MOST_SIFTED: usize = 600;
/// So many further starts are made by averaging, with so many steps each, where nodes and edges are this few.
const WAVES: usize = 3;
const WAVE_STEPS: usize = 150;
const MOST_WAVED: usize = 40_000;
/// Edges looked at in all sweeps together, about.
const MOST_WORK: usize = 600_000;
/// Sweeps at most.
const MOST_SWEEPS: usize = 160;

/// Nodes in layers, with a passage in every layer that a long edge goes through. Passages are nodes after the real ones.
pub(super) struct Layers {
    /// The nodes of each layer, in order.
    pub(super) rows: Vec<Vec<u32>>,
    /// The layer of each node.
    pub(super) row_of: Vec<u32>,
    /// The place of each node in its layer.
    place: Vec<u32>,
    real_count: usize,
    up_starts: Vec<u32>,
    up_ends: Vec<u32>,
    down_starts: Vec<u32>,
    down_ends: Vec<u32>,
}

impl Layers {
    /// Leads long edges through passages, shortest first, up to `most_passages` in all; edges beyond that are left out.
    pub(super) fn new(ranks: &[u32], arcs: &[(u32, u32)], most_passages: usize) -> Self {
        let span = |(a, b): &(u32, u32)| ranks[*b as usize] - ranks[*a as usize];
        let mut long: Vec<(u32, u32)> = arcs.iter().copied().filter(|arc| span(arc) > 1).collect();
        long.sort_by_key(span);
        let mut steps: Vec<(u32, u32)> = arcs.iter().copied().filter(|arc| span(arc) == 1).collect();
        let mut row_of = ranks.to_vec();
        for (a, b) in long {
            if row_of.len() - ranks.len() + span(&(a, b)) as usize > most_passages {
                break;
            }
            let mut from = a;
            for rank in ranks[a as usize] + 1..ranks[b as usize] {
                let passage = row_of.len() as u32;
                row_of.push(rank);
                steps.push((from, passage));
                from = passage;
            }
            steps.push((from, b));
        }
        steps.sort_unstable();
        let count = row_of.len();
        let (down_starts, down_ends) = rows(count, steps.iter().copied());
        let (up_starts, up_ends) = rows(count, steps.iter().map(|(a, b)| (*b, *a)));
        let mut layers = vec![Vec::new(); ranks.iter().max().map_or(0, |r| *r as usize + 1)];
        for (node, rank) in row_of.iter().enumerate() {
            layers[*rank as usize].push(node as u32);
        }
        let real_count = ranks.len();
        let place = vec![0; count];
        let mut net = Self { rows: layers, row_of, place, real_count, up_starts, up_ends, down_starts, down_ends };
        net.number();
        net
    }

    pub(super) fn node_count(&self) -> usize {
        self.row_of.len()
    }

    pub(super) fn is_passage(&self, node: u32) -> bool {
        node as usize >= self.real_count
    }

    pub(super) fn place(&self, node: u32) -> u32 {
        self.place[node as usize]
    }

    /// Those joined to it in the layer before.
    pub(super) fn ups(&self, node: u32) -> &[u32] {
        &self.up_ends[self.up_starts[node as usize] as usize..self.up_starts[node as usize + 1] as usize]
    }

    /// Those joined to it in the layer after.
    pub(super) fn downs(&self, node: u32) -> &[u32] {
        &self.down_ends[self.down_starts[node as usize] as usize..self.down_starts[node as usize + 1] as usize]
    }

    fn number(&mut self) {
        for row in &self.rows {
            for (i, node) in row.iter().enumerate() {
                self.place[*node as usize] = i as u32;
            }
        }
    }

    /// Nodes that hang together come close together: in the order of a search in depth.
    pub(super) fn order_by_search(&mut self) {
        let mut seen = vec![false; self.node_count()];
        let mut next = vec![Vec::new(); self.rows.len()];
        let mut stack = Vec::new();
        let mut roots: Vec<u32> = (0..self.real_count as u32).collect();
        roots.sort_by_key(|node| self.row_of[*node as usize]);
        for root in roots {
            stack.push(root);
            while let Some(node) = stack.pop() {
                if std::mem::replace(&mut seen[node as usize], true) {
                    continue;
                }
                next[self.row_of[node as usize] as usize].push(node);
                stack.extend(self.ups(node).iter().rev());
                stack.extend(self.downs(node).iter().rev());
            }
        }
        self.rows = next;
        self.number();
    }

    /// Nodes come near the middle of all that they hang together with, also far off: the order along the slowest wave over
    /// the whole that is no difference between layers (the second eigenvector, by repeated averaging).
    fn order_by_wave(&mut self, random: &mut fastrand::Rng, task: &Task) -> Result<(), Cancelled> {
        let mut at: Vec<f32> = (0..self.node_count()).map(|_| random.f32() - 0.5).collect();
        let mut next = at.clone();
        for _ in 0..WAVE_STEPS {
            task.check()?;
            for node in 0..self.node_count() as u32 {
                let near = self.ups(node).iter().chain(self.downs(node));
                let (sum, count) = near.fold((0.0, 0.0), |(sum, count), n| (sum + at[*n as usize], count + 1.0_f32));
                next[node as usize] = 0.5 * at[node as usize] + 0.5 * sum / count.max(1.0);
            }
            let mut square = 0.0;
            for row in &self.rows {
                let mean = row.iter().map(|n| next[*n as usize]).sum::<f32>() / row.len().max(1) as f32;
                for node in row {
                    next[*node as usize] -= mean;
                    square += next[*node as usize] * next[*node as usize];
                }
            }
            let scale = (self.node_count() as f32 / square.max(1e-20)).sqrt();
            at.iter_mut().zip(&next).for_each(|(at, next)| *at = next * scale);
        }
        for row in &mut self.rows {
            row.sort_by(|a, b| at[*a as usize].total_cmp(&at[*b as usize]).then(a.cmp(b)));
        }
        self.number();
        Ok(())
    }

    /// Nodes keep the order in which they stood; others and passages come beside their neighbours.
    pub(super) fn order_by_hint(&mut self, hint: impl Fn(u32) -> Option<f32>) {
        let mut at: Vec<Option<f32>> =
            (0..self.node_count() as u32).map(|n| if self.is_passage(n) { None } else { hint(n) }).collect();
        for _ in 0..2 {
            for row in 0..self.rows.len() {
                for node in &self.rows[row] {
                    if at[*node as usize].is_none() {
                        let near = self.ups(*node).iter().chain(self.downs(*node)).filter_map(|n| at[*n as usize]);
                        let (sum, count) = near.fold((0.0, 0.0), |(sum, count), x| (sum + x, count + 1.0));
                        at[*node as usize] = (count > 0.0).then(|| sum / count);
                    }
                }
            }
        }
        for row in &mut self.rows {
            row.sort_by(|a, b| {
                let key = |n: &u32| at[*n as usize].unwrap_or(f32::MAX);
                key(a).total_cmp(&key(b)).then(a.cmp(b))
            });
        }
        self.number();
    }

    /// Finds an order with few crossings: sweeps and exchanges down to where nothing is gained, from several starts, then the
    /// same again from orders that are shaken, as long as the work stays within bounds. An order that `is_known` is the only
    /// start. O((n + m) log n) a sweep.
    pub(super) fn reduce_crossings(&mut self, is_known: bool, seed: u64, task: &Task) -> Result<(), Cancelled> {
        let mut random = fastrand::Rng::with_seed(seed);
        let size = self.down_ends.len() + self.node_count() + 1;
        let sweeps = (MOST_WORK / size).clamp(4, MOST_SWEEPS);
        let mut spent = self.descend(PATIENCE.min(sweeps), task)?;
        let mut best = self.crossings();
        let mut best_rows = self.rows.clone();
        let waves = if is_known || size > MOST_WAVED { 0 } else { WAVES };
        for _ in 0..waves {
            if best == 0 {
                break;
            }
            self.order_by_wave(&mut random, task)?;
            spent += self.descend(PATIENCE.min(sweeps), task)?;
            let now = self.crossings();
            if now < best {
                best = now;
                best_rows.clone_from(&self.rows);
            }
        }
        self.rows.clone_from(&best_rows);
        self.number();
        while best > 0 && spent < sweeps {
            self.shake(&mut random);
            spent += self.descend(PATIENCE_SHAKEN, task)?;
            let now = self.crossings();
            if now <= best {
                best = now;
                best_rows.clone_from(&self.rows);
            } else {
                self.rows.clone_from(&best_rows);
                self.number();
            }
        }
        self.rows = best_rows;
        self.number();
        Ok(())
    }

    /// Sweeps down and up until nothing is gained for a while, keeps the best order met, and moves single nodes then.
    /// Says how many sweeps that took.
    fn descend(&mut self, patience: usize, task: &Task) -> Result<usize, Cancelled> {
        let mut best = self.crossings();
        let mut best_rows = self.rows.clone();
        let (mut idle, mut sweep) = (0, 0);
        while best > 0 && idle < patience {
            task.check()?;
            // Ties are turned round in every other pair of sweeps, which leads out of dead ends.
            self.sweep(sweep % 2 == 0, sweep % 4 >= 2, task)?;
            self.transpose(sweep % 4 >= 2, task)?;
            let now = self.crossings();
            idle += 1;
            if now < best {
                idle = 0;
                best = now;
                best_rows.clone_from(&self.rows);
            }
            sweep += 1;
        }
        self.rows = best_rows;
        self.number();
        for _ in 0..SIFTS {
            sweep += 4;
            if best == 0 || !self.sift(task)? {
                break;
            }
        }
        Ok(sweep + 1)
    }

    /// Carries each node through its layer, and leaves it where fewest edges cross. Says whether anything was gained.
    fn sift(&mut self, task: &Task) -> Result<bool, Cancelled> {
        let mut gained = false;
        for at in 0..self.rows.len() {
            task.check()?;
            if self.rows[at].len() > MOST_SIFTED {
                continue;
            }
            self.sort_neighbours(at);
            for node in self.rows[at].clone() {
                task.check()?;
                let row = &mut self.rows[at];
                let from = self.place[node as usize] as usize;
                row.remove(from);
                let row = &self.rows[at];
                // The sum of changes since it stood first; at its old place, too.
                let (mut change, mut old, mut best) = (0_i64, 0, (0_i64, 0));
                for (i, other) in row.iter().enumerate() {
                    change += self.pair_crossings(*other, node) as i64 - self.pair_crossings(node, *other) as i64;
                    if i + 1 == from {
                        old = change;
                    }
                    if change < best.0 {
                        best = (change, i + 1);
                    }
                }
                let to = if best.0 < old { best.1 } else { from };
                gained |= to != from;
                self.rows[at].insert(to, node);
                for (i, node) in self.rows[at].iter().enumerate().take(from.max(to) + 1).skip(from.min(to)) {
                    self.place[*node as usize] = i as u32;
                }
            }
        }
        Ok(gained)
    }

    /// Turns round a stretch of a few layers, and exchanges some nodes.
    fn shake(&mut self, random: &mut fastrand::Rng) {
        let at = random.usize(..self.rows.len());
        for row in self.rows.iter_mut().skip(at).take(3).filter(|row| row.len() > 2) {
            let from = random.usize(..row.len() - 1);
            let to = (from + 2 + random.usize(..row.len() / 3 + 1)).min(row.len());
            if random.bool() { row[from..to].reverse() } else { random.shuffle(&mut row[from..to]) }
        }
        self.number();
    }

    /// Orders layer after layer by the middle of the neighbours in the layer before.
    fn sweep(&mut self, down: bool, turn_ties: bool, task: &Task) -> Result<(), Cancelled> {
        let count = self.rows.len();
        let mut keys: Vec<(f32, u32)> = Vec::new();
        for step in 1..count {
            task.check()?;
            let at = if down { step } else { count - 1 - step };
            let row = std::mem::take(&mut self.rows[at]);
            keys.clear();
            for node in &row {
                let near = if down { self.ups(*node) } else { self.downs(*node) };
                let sum: f32 = near.iter().map(|n| self.place[*n as usize] as f32).sum();
                let key = if near.is_empty() { f32::NAN } else { sum / near.len() as f32 };
                keys.push((key, *node));
            }
            self.rows[at] = merged(&keys, turn_ties);
            for (i, node) in self.rows[at].iter().enumerate() {
                self.place[*node as usize] = i as u32;
            }
        }
        Ok(())
    }

    /// Exchanges neighbours in a layer while that saves crossings.
    fn transpose(&mut self, also_equal: bool, task: &Task) -> Result<(), Cancelled> {
        for round in 0..6 {
            let mut gained = false;
            for at in 0..self.rows.len() {
                task.check()?;
                self.sort_neighbours(at);
                for i in 1..self.rows[at].len() {
                    if i % STRETCH == 0 {
                        task.check()?;
                    }
                    let (a, b) = (self.rows[at][i - 1], self.rows[at][i]);
                    let as_is = self.pair_crossings(a, b);
                    if as_is == 0 && !also_equal {
                        continue;
                    }
                    let turned = self.pair_crossings(b, a);
                    if turned < as_is || also_equal && round == 0 && turned == as_is && as_is > 0 {
                        gained |= turned < as_is;
                        self.rows[at].swap(i - 1, i);
                        self.place[a as usize] = i as u32;
                        self.place[b as usize] = i as u32 - 1;
                    }
                }
            }
            if !gained {
                break;
            }
        }
        Ok(())
    }

    /// Brings the neighbours of the nodes of a layer into the order in which they stand, as [`Layers::pair_crossings`]
    /// wants them. They stay so until another layer is ordered.
    fn sort_neighbours(&mut self, row: usize) {
        let Self { rows, place, up_starts, up_ends, down_starts, down_ends, .. } = self;
        for node in rows[row].iter().map(|node| *node as usize) {
            for (starts, ends) in [(&*up_starts, &mut *up_ends), (&*down_starts, &mut *down_ends)] {
                ends[starts[node] as usize..starts[node + 1] as usize].sort_unstable_by_key(|n| place[*n as usize]);
            }
        }
    }

    /// Crossings between the edges of two nodes of a layer when `left` stands before `right`. Linear in the number of
    /// these edges, whose ends are in order.
    fn pair_crossings(&self, left: u32, right: u32) -> usize {
        let place = |node: &u32| self.place[*node as usize];
        let side = |a: &[u32], b: &[u32]| -> usize {
            if a.len() * b.len() <= FEW {
                return a.iter().map(|x| b.iter().filter(|y| place(y) < place(x)).count()).sum();
            }
            let (mut before, mut crossings) = (0, 0);
            for x in a {
                before += b[before..].iter().take_while(|y| place(y) < place(x)).count();
                crossings += before;
                if before == b.len() {
                    // All that follow cross all of these, too.
                    let nth = a.partition_point(|y| place(y) <= place(x));
                    return crossings + (a.len() - nth) * b.len();
                }
            }
            crossings
        };
        side(self.ups(left), self.ups(right)) + side(self.downs(left), self.downs(right))
    }

    /// All crossings, by counting in a tree of sums (Barth, Jünger and Mutzel 2002). O(m log n).
    pub(super) fn crossings(&self) -> u64 {
        let mut total = 0;
        let (mut tree, mut ends) = (Vec::new(), Vec::new());
        for pair in self.rows.windows(2) {
            let width = pair[1].len();
            tree.clear();
            tree.resize(width + 1, 0_u32);
            let mut seen = 0_u64;
            for node in &pair[0] {
                ends.clear();
                ends.extend(self.downs(*node).iter().map(|n| self.place[*n as usize]));
                for end in &ends {
                    // Those seen that end at or before this one.
                    let (mut i, mut before) = (*end as usize + 1, 0_u64);
                    while i > 0 {
                        before += u64::from(tree[i]);
                        i &= i - 1;
                    }
                    total += seen - before;
                }
                for end in &ends {
                    let mut i = *end as usize + 1;
                    while i <= width {
                        tree[i] += 1;
                        i += i & i.wrapping_neg();
                    }
                    seen += 1;
                }
            }
        }
        total
    }
}

/// Nodes sorted by key; those without a key keep their places.
fn merged(keys: &[(f32, u32)], turn_ties: bool) -> Vec<u32> {
    let mut sorted: Vec<(usize, f32, u32)> = keys
        .iter()
        .enumerate()
        .filter(|(_, (key, _))| !key.is_nan())
        .map(|(i, (key, node))| (i, *key, *node))
        .collect();
    sorted.sort_by(|a, b| a.1.total_cmp(&b.1).then(if turn_ties { b.0.cmp(&a.0) } else { a.0.cmp(&b.0) }));
    let mut next = sorted.into_iter();
    keys.iter()
        .map(|(key, node)| if key.is_nan() { *node } else { next.next().map_or(*node, |(_, _, node)| node) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossings_of_two_nodes_add_up_to_those_of_the_whole() {
        let mut random = fastrand::Rng::with_seed(5);
        for _ in 0..50 {
            let arcs: Vec<(u32, u32)> = (0..12).map(|_| (random.u32(..2), 2 + random.u32(..7))).collect();
            let arcs: std::collections::BTreeSet<_> = arcs.into_iter().collect();
            let ranks = [0, 0, 1, 1, 1, 1, 1, 1, 1];
            let mut net = Layers::new(&ranks, &arcs.into_iter().collect::<Vec<_>>(), 0);
            random.shuffle(&mut net.rows[1]);
            net.number();
            net.sort_neighbours(0);
            assert_eq!(net.pair_crossings(0, 1) as u64, net.crossings());
        }
    }

    #[test]
    fn two_who_know_the_same_twenty_thousand_are_ordered_in_few_looks() {
        // Comparing each edge with each would take 400 million looks a time.
        let arcs: Vec<(u32, u32)> = (0..2).flat_map(|a| (2..20_002).map(move |b| (a, b))).collect();
        let ranks: Vec<u32> = (0..20_002).map(|node| u32::from(node > 1)).collect();
        let mut net = Layers::new(&ranks, &arcs, 0);
        net.sort_neighbours(0);
        let all = 20_000_usize;
        assert_eq!((0..100).map(|_| net.pair_crossings(0, 1)).max(), Some(all * (all - 1) / 2));
    }
}

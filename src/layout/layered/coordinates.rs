//! Where nodes stand along their layers: four drawings that are each compact to one corner and keep long edges straight,
//! of which the middle is taken (Brandes and Köpf 2002, "Fast and simple horizontal coordinate assignment").

use rustc_hash::FxHashSet;

use super::order::Layers;
use crate::base::{Cancelled, Task};

/// A coordinate along the layer for each node. `half` is half the room that a node takes. O(n + m) but for sorting.
pub(super) fn assign(net: &Layers, half: impl Fn(u32) -> f32, gap: f32, task: &Task) -> Result<Vec<f32>, Cancelled> {
    let conflicts = crossings_of_inner_segments(net);
    let mut drawings = Vec::with_capacity(4);
    for (down, right) in [(true, true), (true, false), (false, true), (false, false)] {
        task.check()?;
        let corner = Corner { net, down, right };
        let (root, align) = corner.blocks(&conflicts);
        task.check()?;
        let mut xs = corner.compact(&root, &align, &half, gap);
        if !right {
            xs.iter_mut().for_each(|x| *x = -*x);
        }
        drawings.push(xs);
    }
    task.check()?;
    // All are moved to the smallest one, by its left or right side.
    let bounds = |xs: &Vec<f32>| xs.iter().fold((f32::MAX, f32::MIN), |(low, high), x| (low.min(*x), high.max(*x)));
    let spans: Vec<(f32, f32)> = drawings.iter().map(bounds).collect();
    let smallest = spans.iter().copied().min_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0))).unwrap_or((0.0, 0.0));
    for (i, (xs, span)) in drawings.iter_mut().zip(&spans).enumerate() {
        let by = if i % 2 == 0 { smallest.0 - span.0 } else { smallest.1 - span.1 };
        xs.iter_mut().for_each(|x| *x += by);
    }
    let middle = |node: usize| {
        let mut xs = [drawings[0][node], drawings[1][node], drawings[2][node], drawings[3][node]];
        xs.sort_by(f32::total_cmp);
        (xs[1] + xs[2]) * 0.5
    };
    Ok((0..net.node_count()).map(middle).collect())
}

/// Edges that cross an inner segment of a long edge: they give way.
fn crossings_of_inner_segments(net: &Layers) -> FxHashSet<(u32, u32)> {
    let mut conflicts = FxHashSet::default();
    for pair in net.rows.windows(2) {
        let (mut first, mut scanned) = (0, 0);
        for (i, node) in pair[1].iter().enumerate() {
            let inner = net.ups(*node).iter().find(|up| net.is_passage(*node) && net.is_passage(**up));
            let is_end = i + 1 == pair[1].len();
            if inner.is_none() && !is_end {
                continue;
            }
            let last = inner.map_or(pair[0].len() as u32, |up| net.place(*up));
            while scanned <= i {
                let lower = pair[1][scanned];
                for upper in net.ups(lower) {
                    let place = net.place(*upper);
                    let is_inner = net.is_passage(lower) && net.is_passage(*upper);
                    if (place < first || place > last) && !is_inner {
                        conflicts.insert((*upper, lower));
                    }
                }
                scanned += 1;
            }
            first = last;
        }
    }
    conflicts
}

/// One of the four drawings: which layer is first, and which end of a layer.
struct Corner<'a> {
    net: &'a Layers,
    down: bool,
    right: bool,
}

impl Corner<'_> {
    fn rows(&self) -> Vec<Vec<u32>> {
        let turned = |row: &Vec<u32>| if self.right { row.clone() } else { row.iter().rev().copied().collect() };
        let rows = self.net.rows.iter().map(turned);
        if self.down { rows.collect() } else { rows.rev().collect() }
    }

    fn place(&self, node: u32) -> u32 {
        let row = &self.net.rows[self.net.row_of[node as usize] as usize];
        if self.right { self.net.place(node) } else { row.len() as u32 - 1 - self.net.place(node) }
    }

    /// Aligns each node with a middle neighbour of the layer before, where no alignment is crossed.
    fn blocks(&self, conflicts: &FxHashSet<(u32, u32)>) -> (Vec<u32>, Vec<u32>) {
        let count = self.net.node_count() as u32;
        let (mut root, mut align): (Vec<u32>, Vec<u32>) = ((0..count).collect(), (0..count).collect());
        for row in self.rows() {
            let mut taken: i64 = -1;
            for node in row {
                let before = if self.down { self.net.ups(node) } else { self.net.downs(node) };
                let mut near = before.to_vec();
                near.sort_unstable_by_key(|n| self.place(*n));
                if near.is_empty() {
                    continue;
                }
                let middles = [(near.len() - 1) / 2, near.len() / 2];
                for m in &middles[..if middles[0] == middles[1] { 1 } else { 2 }] {
                    let other = near[*m];
                    let edge = if self.down { (other, node) } else { (node, other) };
                    let is_free = align[node as usize] == node && !conflicts.contains(&edge);
                    if is_free && taken < i64::from(self.place(other)) {
                        align[other as usize] = node;
                        root[node as usize] = root[other as usize];
                        align[node as usize] = root[node as usize];
                        taken = i64::from(self.place(other));
                    }
                }
            }
        }
        (root, align)
    }

    /// Pushes all blocks as far to the first end as they go: longest paths between blocks, then a second pass that draws
    /// blocks together again where the first left room.
    fn compact(&self, root: &[u32], align: &[u32], half: &impl Fn(u32) -> f32, gap: f32) -> Vec<f32> {
        let count = self.net.node_count();
        let rows = self.rows();
        // For each block: those directly before and after it, and how far away they must be.
        let mut before: Vec<Vec<(u32, f32)>> = vec![Vec::new(); count];
        let mut after: Vec<Vec<(u32, f32)>> = vec![Vec::new(); count];
        let mut waiting = vec![0_u32; count];
        for row in &rows {
            for pair in row.windows(2) {
                let (a, b) = (root[pair[0] as usize], root[pair[1] as usize]);
                let distance = half(pair[0]) + half(pair[1]) + gap;
                before[b as usize].push((a, distance));
                after[a as usize].push((b, distance));
                waiting[b as usize] += 1;
            }
        }
        let is_root = |node: &u32| root[*node as usize] == *node;
        let mut order: Vec<u32> = (0..count as u32).filter(|n| is_root(n) && waiting[*n as usize] == 0).collect();
        let mut xs = vec![0.0_f32; count];
        let mut at = 0;
        while let Some(block) = order.get(at).copied() {
            at += 1;
            xs[block as usize] =
                before[block as usize].iter().map(|(other, d)| xs[*other as usize] + d).fold(0.0, f32::max);
            for (next, _) in &after[block as usize] {
                waiting[*next as usize] -= 1;
                if waiting[*next as usize] == 0 {
                    order.push(*next);
                }
            }
        }
        // Blocks that nothing holds from the left come to what follows them.
        for block in order.iter().rev() {
            let room = after[*block as usize].iter().map(|(other, d)| xs[*other as usize] - d).fold(f32::MAX, f32::min);
            if room < f32::MAX && room > xs[*block as usize] && self.pulls_right(*block, root, align, &xs) {
                xs[*block as usize] = room;
            }
        }
        (0..count).map(|node| xs[root[node] as usize]).collect()
    }

    /// Whether more edges of the block lead towards its end of the layers than to the first.
    fn pulls_right(&self, block: u32, root: &[u32], align: &[u32], xs: &[f32]) -> bool {
        let own = xs[block as usize];
        let (mut right, mut left) = (0, 0);
        let mut node = block;
        loop {
            for other in self.net.ups(node).iter().chain(self.net.downs(node)) {
                let x = xs[root[*other as usize] as usize];
                right += u32::from(x > own);
                left += u32::from(x < own);
            }
            node = align[node as usize];
            if node == block {
                return right > left;
            }
        }
    }
}

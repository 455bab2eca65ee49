//! Room for discs and their labels: how much each takes, how far a picture must be drawn out, and taking apart what still
//! overlaps.

use rustc_hash::FxHashMap;

use super::room::Room;
use crate::base::{Cancelled, Point, Rect, Task, Vector};

/// The rectangle that a node and its label take, from the node's centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Footprint {
    /// Half its width, and half its height.
    half: Vector,
    /// How far its middle lies below the centre of the disc: the label hangs under it.
    drop: f32,
}

impl Footprint {
    /// Around a disc of `radius` with a label under it, and a margin around both. All in world units.
    pub(super) fn new(radius: f32, label: Vector, margin: f32) -> Self {
        let half = Vector::new(radius.max(label.x * 0.5) + margin, radius + label.y * 0.5 + margin);
        Self { half, drop: label.y * 0.5 }
    }

    /// A rectangle around its middle, with a margin.
    pub(super) fn of_box(size: Vector, margin: f32) -> Self {
        Self { half: size * 0.5 + Vector::new(margin, margin), drop: 0.0 }
    }

    /// The rectangle where the disc stands at `center`.
    pub(super) fn at(self, center: Point) -> Rect {
        Rect::from_center(self.middle(center), self.half * 2.0)
    }

    /// The radius of the disc with its margin.
    pub(super) fn disc(self) -> f32 {
        self.half.y - self.drop
    }

    fn middle(self, center: Point) -> Point {
        Point::new(center.x, center.y + self.drop)
    }

    pub(super) fn width(self) -> f32 {
        self.half.x * 2.0
    }

    pub(super) fn height(self) -> f32 {
        self.half.y * 2.0
    }

    /// How far it reaches from the centre of the disc: along a layer to either side, before it, and after it. Layers
    /// follow each other downwards, or from left to right where the flow is `across`.
    pub(super) fn reach(self, across: bool) -> (f32, f32, f32) {
        if across {
            (self.half.y + self.drop, self.half.x, self.half.x)
        } else {
            (self.half.x, self.half.y - self.drop, self.half.y + self.drop)
        }
    }

    /// How far two overlap, each way; not above zero in one of them where they do not.
    fn overlap(self, center: Point, other: Self, other_center: Point) -> Vector {
        let away = other.middle(other_center) - self.middle(center);
        Vector::new(self.half.x + other.half.x - away.x.abs(), self.half.y + other.half.y - away.y.abs())
    }

    fn overlaps(self, center: Point, other: Self, other_center: Point) -> bool {
        let by = self.overlap(center, other, other_center);
        by.x > TOUCH && by.y > TOUCH
    }
}

/// Rectangles that share less than this touch, and do not overlap: positions are stored with so much rounding.
const TOUCH: f32 = 1e-2;
/// The share of nodes that may overlap before the picture is drawn out further. They are taken apart one by one, which
/// makes a small picture compact, and tears up a large one.
const CROWDED: f32 = 0.12;
const CROWDED_SMALL: f32 = 0.9;
/// Pictures of so many nodes are small and large in that.
const SMALL: f32 = 100.0;
const LARGE: f32 = 1_000.0;
/// A picture is at least so many times as large as its nodes, and is not drawn out beyond so many times.
const FULLEST: f32 = 1.5;
const EMPTIEST: f32 = 30.0;
/// Rounds of pushing apart. What then still overlaps is put into the nearest gap.
const ROUNDS: usize = 50;
/// A picture in which nothing is fixed grows by a little after each so many rounds, and gets more of them.
const ROUNDS_OF_ONE_SIZE: usize = 8;
const GROWTH: f32 = 1.06;
/// Where edges are not to cross, nodes have less room, and it grows sooner.
const ROUNDS_IN_ORDER: usize = 3;
/// Rounds in which they are moved like that.
const MOST_IN_ORDER: usize = 36;
const MOST_ROUNDS: usize = 240;
/// A node looks at so many others in one round, so that a crowd on one spot costs no more than that.
const MOST_LOOKS: usize = 96;
/// Nodes between two looks at whether to stop.
const STRETCH: usize = 4_096;
/// Points at the multiples of this angle never line up: it divides the circle by the golden section, in radians.
pub(super) const GOLDEN_ANGLE: f32 = 2.399_963_2;

/// Nodes by the cell of a grid whose cells are as large as the largest footprint, so that a node overlaps only what
/// stands in its own cell and the eight around it.
struct Cells {
    size: Vector,
    columns: i64,
    /// Sorted by cell, then node.
    entries: Vec<(i64, u32)>,
    /// Where each cell starts in `entries`.
    starts: FxHashMap<i64, u32>,
}

impl Cells {
    fn new(footprints: &[Footprint]) -> Self {
        let largest =
            footprints.iter().fold(Vector::new(1.0, 1.0), |a, f| Vector::new(a.x.max(f.width()), a.y.max(f.height())));
        Self { size: largest, columns: 1 << 31, entries: Vec::new(), starts: FxHashMap::default() }
    }

    fn key(&self, p: Point) -> i64 {
        (p.y / self.size.y).floor() as i64 * self.columns + (p.x / self.size.x).floor() as i64
    }

    fn fill(&mut self, footprints: &[Footprint], positions: &[Point]) {
        self.entries.clear();
        let keys = positions.iter().zip(footprints).enumerate();
        let keys: Vec<_> = keys.map(|(i, (p, f))| (self.key(f.middle(*p)), i as u32)).collect();
        self.entries.extend(keys);
        self.entries.sort_unstable();
        self.starts.clear();
        for (at, (key, _)) in self.entries.iter().enumerate().rev() {
            self.starts.insert(*key, at as u32);
        }
    }

    /// Calls `see` with each node in or around the cell of `p` until it answers false.
    fn around(&self, p: Point, mut see: impl FnMut(u32) -> bool) {
        let key = self.key(p);
        for row in -1..=1 {
            for column in -1..=1 {
                let key = key + row * self.columns + column;
                let Some(start) = self.starts.get(&key) else { continue };
                for (_, other) in self.entries[*start as usize..].iter().take_while(|(k, _)| *k == key) {
                    if !see(*other) {
                        return;
                    }
                }
            }
        }
    }
}

/// Which nodes overlap another one.
pub(super) fn overlapping(footprints: &[Footprint], positions: &[Point]) -> Vec<bool> {
    let mut cells = Cells::new(footprints);
    cells.fill(footprints, positions);
    positions
        .iter()
        .enumerate()
        .map(|(i, p)| {
            let mut found = false;
            cells.around(footprints[i].middle(*p), |j| {
                let j = j as usize;
                found = j != i && footprints[i].overlaps(*p, footprints[j], positions[j]);
                !found
            });
            found
        })
        .collect()
}

/// The factor by which a picture is drawn out so that few nodes overlap: at least `least`, and more only until the
/// footprints fill a small share of it.
pub(super) fn roomy_scale(
    footprints: &[Footprint],
    positions: &[Point],
    least: f32,
    task: &Task,
) -> Result<f32, Cancelled> {
    let count = footprints.len().max(1) as f32;
    let needed: f32 = footprints.iter().map(|f| f.width() * f.height()).sum();
    let (width, height) = (footprints.iter().map(|f| f.width()).sum::<f32>() / count, needed / count);
    let height = height / width.max(1e-6);
    let bounds = Rect::around(positions.iter().copied());
    let area = |scale: f32| (bounds.width() * scale + width) * (bounds.height() * scale + height);
    let size = ((count.ln() - SMALL.ln()) / (LARGE.ln() - SMALL.ln())).clamp(0.0, 1.0);
    let may_overlap = (CROWDED_SMALL + (CROWDED - CROWDED_SMALL) * size) * count;
    let mut scale = least;
    while area(scale) < FULLEST * needed && scale < least * 1e4 {
        scale *= 1.1;
    }
    while area(scale) < EMPTIEST * needed {
        task.check()?;
        let drawn: Vec<Point> = positions.iter().map(|p| Point::new(p.x * scale, p.y * scale)).collect();
        let crowded = overlapping(footprints, &drawn).iter().filter(|o| **o).count();
        if crowded as f32 <= may_overlap {
            break;
        }
        scale *= 1.15;
    }
    Ok(scale)
}

/// Moves nodes as little as it can until no two overlap, apart from pairs that are both `fixed`.
pub(super) fn separate(
    footprints: &[Footprint],
    fixed: &[bool],
    positions: &mut [Point],
    task: &Task,
) -> Result<(), Cancelled> {
    part_coinciding(footprints, fixed, positions);
    let mut cells = Cells::new(footprints);
    let is_bound = fixed.contains(&true);
    // Only what was pushed can overlap anew.
    let mut pushed = vec![true; positions.len()];
    for round in 1..=if is_bound { ROUNDS } else { MOST_ROUNDS } {
        task.check()?;
        if round % ROUNDS_OF_ONE_SIZE == 0 && !is_bound {
            // What has no room to move into gets some.
            let middle = super::pieces::mean(positions.iter().copied());
            positions.iter_mut().for_each(|p| *p = middle + (*p - middle) * GROWTH);
        }
        cells.fill(footprints, positions);
        let mut next = vec![false; positions.len()];
        for i in (0..positions.len()).filter(|i| pushed[*i]) {
            if i % STRETCH == 0 {
                task.check()?;
            }
            let mut looks = 0;
            cells.around(footprints[i].middle(positions[i]), |j| {
                let j = j as usize;
                // Of two that were pushed the earlier one looks at the later one.
                if j != i && !(pushed[j] && j < i) && !(fixed[i] && fixed[j]) {
                    looks += 1;
                    if push_apart(footprints, fixed, positions, i, j) {
                        (next[i], next[j]) = (true, true);
                    }
                }
                looks < MOST_LOOKS
            });
        }
        if !next.contains(&true) {
            return Ok(());
        }
        pushed = next;
    }
    fill_gaps(footprints, fixed, positions, task)
}

/// Moves nodes until few overlap, and none so far that edges come to cross. The picture grows meanwhile. What it leaves
/// is for [`separate`].
pub(super) fn separate_in_order(
    footprints: &[Footprint],
    room: &mut Room,
    positions: &mut [Point],
    task: &Task,
) -> Result<(), Cancelled> {
    let mut cells = Cells::new(footprints);
    let most = cells.size.x.min(cells.size.y) * 0.5;
    let mut pushes = vec![Vector::ZERO; positions.len()];
    for round in 1..=MOST_IN_ORDER {
        task.check()?;
        if round % ROUNDS_IN_ORDER == 0 {
            let middle = super::pieces::mean(positions.iter().copied());
            positions.iter_mut().for_each(|p| *p = middle + (*p - middle) * GROWTH);
        }
        cells.fill(footprints, positions);
        pushes.fill(Vector::ZERO);
        let mut found = 0;
        for i in 0..positions.len() {
            let mut looks = 0;
            cells.around(footprints[i].middle(positions[i]), |j| {
                let j = j as usize;
                if j > i && footprints[i].overlaps(positions[i], footprints[j], positions[j]) {
                    let push = shortest_push(footprints, positions, i, j) * 0.5;
                    pushes[i] = pushes[i] - push;
                    pushes[j] = pushes[j] + push;
                    found += 1;
                }
                looks += 1;
                looks < MOST_LOOKS
            });
        }
        if found == 0 {
            break;
        }
        room.measure(positions, most, most);
        for (node, (p, push)) in positions.iter_mut().zip(&pushes).enumerate() {
            *p += room.within(node as u32, *push + room.push(node as u32) * (most * 0.3));
        }
    }
    Ok(())
}

/// How the second of two that overlap would be moved to be clear, along the shorter way.
fn shortest_push(footprints: &[Footprint], positions: &[Point], i: usize, j: usize) -> Vector {
    let by = footprints[i].overlap(positions[i], footprints[j], positions[j]);
    let away = footprints[j].middle(positions[j]) - footprints[i].middle(positions[i]);
    if by.x < by.y {
        Vector::new(if away.x < 0.0 { -by.x } else { by.x }, 0.0)
    } else {
        Vector::new(0.0, if away.y < 0.0 { -by.y } else { by.y })
    }
}

/// Pushes two apart along the shorter way. Says whether they overlapped.
fn push_apart(footprints: &[Footprint], fixed: &[bool], positions: &mut [Point], i: usize, j: usize) -> bool {
    if !footprints[i].overlaps(positions[i], footprints[j], positions[j]) {
        return false;
    }
    let push = shortest_push(footprints, positions, i, j);
    let (own, others) = match (fixed[i], fixed[j]) {
        (true, _) => (0.0, 1.0),
        (_, true) => (1.0, 0.0),
        _ => (0.5, 0.5),
    };
    positions[i] = positions[i] - push * own;
    positions[j] += push * others;
    true
}

/// Spreads nodes that stand on exactly one spot, so that there is a direction to push them in.
fn part_coinciding(footprints: &[Footprint], fixed: &[bool], positions: &mut [Point]) {
    let mut order: Vec<u32> = (0..positions.len() as u32).collect();
    let key = |i: u32| (positions[i as usize].x.to_bits(), positions[i as usize].y.to_bits());
    order.sort_unstable_by_key(|i| (key(*i), !fixed[*i as usize], *i));
    let same: Vec<Vec<u32>> =
        order.chunk_by(|a, b| key(*a) == key(*b)).filter(|same| same.len() > 1).map(<[u32]>::to_vec).collect();
    for spot in same {
        for (k, i) in spot.iter().enumerate().skip(1).filter(|(_, i)| !fixed[**i as usize]) {
            let step = footprints[*i as usize].half.length();
            let out = Vector::from_angle(k as f32 * GOLDEN_ANGLE) * (step * (k as f32).sqrt());
            positions[*i as usize] += out;
        }
    }
}

/// Puts every node that overlaps an earlier one into the nearest gap of a spiral around it.
fn fill_gaps(footprints: &[Footprint], fixed: &[bool], positions: &mut [Point], task: &Task) -> Result<(), Cancelled> {
    let mut standing: FxHashMap<i64, Vec<u32>> = FxHashMap::default();
    let cells = Cells::new(footprints);
    let is_free = |standing: &FxHashMap<i64, Vec<u32>>, positions: &[Point], i: usize, at: Point| {
        let key = cells.key(footprints[i].middle(at));
        (-1..=1).all(|row| {
            (-1..=1).all(|column| {
                let there = standing.get(&(key + row * cells.columns + column));
                there.is_none_or(|there| {
                    let clear = |j: &u32| !footprints[i].overlaps(at, footprints[*j as usize], positions[*j as usize]);
                    there.iter().all(clear)
                })
            })
        })
    };
    let is_crowded = overlapping(footprints, positions);
    let mut order: Vec<usize> = (0..positions.len()).collect();
    order.sort_by_key(|i| (!fixed[*i], is_crowded[*i]));
    // Nodes around one spot go on where the last one ended.
    let mut tried: FxHashMap<i64, u32> = FxHashMap::default();
    for (done, i) in order.into_iter().enumerate() {
        if done % 256 == 0 {
            task.check()?;
        }
        let start = positions[i];
        if !fixed[i] && !is_free(&standing, positions, i, start) {
            let turn = tried.entry(cells.key(start)).or_insert(0);
            let step = footprints[i].half.x.min(footprints[i].half.y);
            positions[i] = loop {
                *turn += 1;
                let out = Vector::from_angle(*turn as f32 * GOLDEN_ANGLE) * (step * (*turn as f32).sqrt());
                if is_free(&standing, positions, i, start + out) {
                    break start + out;
                }
            };
        }
        standing.entry(cells.key(footprints[i].middle(positions[i]))).or_default().push(i as u32);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(positions: &[Point], fixed: &[bool]) {
        let footprints: Vec<_> = (0..positions.len())
            .map(|i| Footprint::new(10.0 + (i % 7) as f32, Vector::new((i % 5) as f32 * 30.0, 15.0), 4.0))
            .collect();
        let mut moved = positions.to_vec();
        separate(&footprints, fixed, &mut moved, &Task::default()).unwrap();
        for i in 0..moved.len() {
            assert!(moved[i].is_finite());
            assert!(!fixed[i] || moved[i] == positions[i], "{i} is fixed");
            for j in 0..i {
                let clear = !footprints[i].overlaps(moved[i], footprints[j], moved[j]);
                assert!(clear || fixed[i] && fixed[j], "{i} at {:?} and {j} at {:?}", moved[i], moved[j]);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn nothing_overlaps_but_what_is_fixed(
            places in proptest::collection::vec((0.0_f32..300.0, 0.0_f32..300.0, proptest::bool::weighted(0.15)), 0..90),
        ) {
            let positions: Vec<_> = places.iter().map(|(x, y, _)| Point::new(*x, *y)).collect();
            let fixed: Vec<_> = places.iter().map(|(_, _, fixed)| *fixed).collect();
            check(&positions, &fixed);
        }
    }

    #[test]
    fn a_crowd_on_one_spot_comes_apart() {
        check(&[Point::new(7.0, 7.0); 700], &[false; 700]);
        check(&[Point::new(7.0, 7.0); 20], &[true; 20]);
    }
}

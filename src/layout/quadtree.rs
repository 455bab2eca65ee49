//! Repulsion between all nodes in O(n log n): a quadtree over Morton order whose far cells act as one body
//! (Barnes and Hut 1986, "A hierarchical O(N log N) force-calculation algorithm").

use rayon::prelude::*;

use crate::base::{Point, Task, Vector};

/// Cells with at most so many bodies are not divided.
const LEAF: usize = 8;
/// Bodies that share one walk through the tree, and one list of what pushes them.
const GROUP: usize = 32;
/// Bits of each coordinate in a Morton code.
const BITS: u32 = 16;
/// How many terms are summed side by side, which a compiler turns into wide instructions.
const LANES: usize = 8;

/// How the push between two bodies fades, as the factor by which their difference is multiplied, of the square of their
/// distance.
pub(super) trait Fading: Sync {
    /// The factor at a squared distance.
    fn at(&self, squared: f32) -> f32;
}

/// A cell: the bodies from `first` to `last` in Morton order.
#[derive(Clone, Copy)]
struct Cell {
    x: f32,
    y: f32,
    mass: f32,
    /// The square of its side over the opening angle.
    reach: f32,
    first: u32,
    last: u32,
    /// The next cell that does not lie within this one.
    skip: u32,
    is_leaf: bool,
}

/// A quadtree that is made anew for every step and keeps its memory.
#[derive(Default)]
pub(super) struct Quadtree {
    keys: Vec<(u32, u32)>,
    spare: Vec<(u32, u32)>,
    xs: Vec<f32>,
    ys: Vec<f32>,
    masses: Vec<f32>,
    cells: Vec<Cell>,
    groups: Vec<(u32, u32)>,
    pushes: Vec<Vector>,
}

impl Quadtree {
    /// Builds the tree over finite positions. `opening` is the side of a cell over its distance from which it acts as one
    /// body: 1 is usual, less is more exact.
    pub(super) fn build(&mut self, positions: &[Point], masses: &[f32], opening: f32) {
        let (mut low, mut high) = (Point::new(f32::MAX, f32::MAX), Point::new(f32::MIN, f32::MIN));
        for p in positions {
            (low.x, low.y) = (low.x.min(p.x), low.y.min(p.y));
            (high.x, high.y) = (high.x.max(p.x), high.y.max(p.y));
        }
        let side = (high.x - low.x).max(high.y - low.y).max(1e-20);
        let cells_a_side = (1_u32 << BITS) as f32;
        let scale = cells_a_side * 0.999_99 / side;
        self.keys.clear();
        self.keys.extend(positions.iter().enumerate().map(|(i, p)| {
            let column = ((p.x - low.x) * scale) as u32;
            let row = ((p.y - low.y) * scale) as u32;
            (interleave(column) | interleave(row) << 1, i as u32)
        }));
        sort_by_key(&mut self.keys, &mut self.spare);
        self.xs.clear();
        self.ys.clear();
        self.masses.clear();
        self.xs.extend(self.keys.iter().map(|(_, i)| positions[*i as usize].x));
        self.ys.extend(self.keys.iter().map(|(_, i)| positions[*i as usize].y));
        self.masses.extend(self.keys.iter().map(|(_, i)| masses[*i as usize]));
        self.cells.clear();
        self.groups.clear();
        if !positions.is_empty() {
            let reach = side / opening;
            self.divide(0, positions.len(), 2 * BITS, reach * reach, false);
        }
    }

    /// Adds the cell of bodies `first..last`, whose codes differ only in their lowest `bits`, and the cells within it.
    /// Returns its place. Recursion is at most `BITS` deep.
    fn divide(&mut self, first: usize, last: usize, bits: u32, reach: f32, mut grouped: bool) -> usize {
        let at = self.cells.len();
        let count = last - first;
        let is_leaf = count <= LEAF || bits == 0;
        if !grouped && (count <= GROUP || is_leaf) {
            grouped = true;
            for start in (first..last).step_by(GROUP) {
                self.groups.push((start as u32, (start + GROUP).min(last) as u32));
            }
        }
        let empty = Cell { x: 0.0, y: 0.0, mass: 0.0, reach, first: first as u32, last: last as u32, skip: 0, is_leaf };
        self.cells.push(empty);
        let (mut x, mut y, mut mass) = (0.0, 0.0, 0.0);
        let mut add = |bx: f32, by: f32, m: f32| {
            x += bx * m;
            y += by * m;
            mass += m;
        };
        if is_leaf {
            for i in first..last {
                add(self.xs[i], self.ys[i], self.masses[i]);
            }
        } else {
            let bits = bits - 2;
            let mut from = first;
            for quarter in 0..4 {
                let to = if quarter == 3 {
                    last
                } else {
                    from + self.keys[from..last].partition_point(|(code, _)| (code >> bits) & 3 <= quarter)
                };
                if to > from {
                    let child = self.divide(from, to, bits, reach * 0.25, grouped);
                    let Cell { x, y, mass, .. } = self.cells[child];
                    add(x, y, mass);
                }
                from = to;
            }
        }
        let skip = self.cells.len() as u32;
        let cell = &mut self.cells[at];
        let per = 1.0 / mass.max(1e-30);
        (cell.x, cell.y, cell.mass, cell.skip) = (x * per, y * per, mass, skip);
        at
    }

    /// The push on each body, in the order of the positions that the tree was built from. The result does not depend on
    /// the number of threads. Once the task is cancelled, what is left has no push.
    pub(super) fn push(&mut self, fading: &impl Fading, out: &mut [Vector], task: &Task) {
        let Self { keys, xs, ys, masses, cells, groups, pushes, .. } = self;
        pushes.clear();
        pushes.resize(xs.len(), Vector::ZERO);
        // One slice of the result for each group.
        let mut rest: &mut [Vector] = pushes;
        let mut work = Vec::with_capacity(groups.len());
        for (first, last) in groups.iter() {
            let (own, others) = rest.split_at_mut((last - first) as usize);
            rest = others;
            work.push((*first as usize, own));
        }
        work.par_iter_mut().with_min_len(16).for_each_init(Bodies::default, |bodies, (first, own)| {
            if task.is_cancelled() {
                return;
            }
            bodies.gather(cells, xs, ys, masses, *first, *first + own.len());
            for (i, push) in own.iter_mut().enumerate() {
                *push = bodies.push(xs[*first + i], ys[*first + i], fading);
            }
        });
        for ((_, i), push) in keys.iter().zip(pushes.iter()) {
            out[*i as usize] = *push;
        }
    }
}

/// What pushes the bodies of one group: near bodies one by one, far cells as one.
#[derive(Default)]
struct Bodies {
    xs: Vec<f32>,
    ys: Vec<f32>,
    masses: Vec<f32>,
}

impl Bodies {
    fn gather(&mut self, cells: &[Cell], xs: &[f32], ys: &[f32], masses: &[f32], first: usize, last: usize) {
        self.xs.clear();
        self.ys.clear();
        self.masses.clear();
        let (mut left, mut right) = (f32::MAX, f32::MIN);
        let (mut top, mut bottom) = (f32::MAX, f32::MIN);
        for i in first..last {
            (left, right) = (left.min(xs[i]), right.max(xs[i]));
            (top, bottom) = (top.min(ys[i]), bottom.max(ys[i]));
        }
        let mut at = 0;
        while let Some(cell) = cells.get(at) {
            let dx = (left - cell.x).max(cell.x - right).max(0.0);
            let dy = (top - cell.y).max(cell.y - bottom).max(0.0);
            let count = (cell.last - cell.first) as usize;
            // Very many bodies in one smallest cell stand on one spot: nothing is lost when they act as one.
            let is_crowd = cell.is_leaf && count > GROUP;
            if dx * dx + dy * dy > cell.reach || count == 1 || is_crowd {
                self.xs.push(cell.x);
                self.ys.push(cell.y);
                self.masses.push(cell.mass);
                at = cell.skip as usize;
            } else if cell.is_leaf {
                let range = cell.first as usize..cell.last as usize;
                self.xs.extend_from_slice(&xs[range.clone()]);
                self.ys.extend_from_slice(&ys[range.clone()]);
                self.masses.extend_from_slice(&masses[range]);
                at = cell.skip as usize;
            } else {
                at += 1;
            }
        }
        while !self.xs.len().is_multiple_of(LANES) {
            self.xs.push(0.0);
            self.ys.push(0.0);
            self.masses.push(0.0);
        }
    }

    fn push(&self, x: f32, y: f32, fading: &impl Fading) -> Vector {
        let (mut sum_x, mut sum_y) = ([0.0_f32; LANES], [0.0_f32; LANES]);
        let (xs, _) = self.xs.as_chunks::<LANES>();
        let (ys, _) = self.ys.as_chunks::<LANES>();
        let (masses, _) = self.masses.as_chunks::<LANES>();
        for ((bx, by), m) in xs.iter().zip(ys).zip(masses) {
            for k in 0..LANES {
                let (dx, dy) = (x - bx[k], y - by[k]);
                let factor = m[k] * fading.at(dx * dx + dy * dy);
                sum_x[k] += dx * factor;
                sum_y[k] += dy * factor;
            }
        }
        Vector::new(sum_x.iter().sum(), sum_y.iter().sum())
    }
}

/// Puts a zero between each two of the low 16 bits.
fn interleave(v: u32) -> u32 {
    let v = (v | v << 8) & 0x00FF_00FF;
    let v = (v | v << 4) & 0x0F0F_0F0F;
    let v = (v | v << 2) & 0x3333_3333;
    (v | v << 1) & 0x5555_5555
}

/// Sorts by the first number, keeping the order of equals: O(n) for many, by three digits of 11 bits.
fn sort_by_key(keys: &mut Vec<(u32, u32)>, spare: &mut Vec<(u32, u32)>) {
    if keys.len() < 2_000 {
        keys.sort_unstable();
        return;
    }
    spare.clear();
    spare.resize(keys.len(), (0, 0));
    for shift in [0, 11, 22] {
        let digit = |key: u32| (key >> shift & 0x7FF) as usize;
        let mut places = vec![0_u32; 2049];
        for (key, _) in keys.iter() {
            places[digit(*key) + 1] += 1;
        }
        for i in 0..2048 {
            places[i + 1] += places[i];
        }
        for entry in keys.iter() {
            let place = &mut places[digit(entry.0)];
            spare[*place as usize] = *entry;
            *place += 1;
        }
        std::mem::swap(keys, spare);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Inverse;
    impl Fading for Inverse {
        fn at(&self, squared: f32) -> f32 {
            1.0 / (squared + 1e-9)
        }
    }

    #[test]
    fn pushes_are_near_the_exact_ones() {
        let mut random = fastrand::Rng::with_seed(3);
        let positions: Vec<Point> = (0..3000).map(|_| Point::new(random.f32() * 90.0, random.f32() * 40.0)).collect();
        let masses: Vec<f32> = (0..3000).map(|_| 1.0 + random.f32()).collect();
        let mut tree = Quadtree::default();
        tree.build(&positions, &masses, 0.8);
        let mut pushes = vec![Vector::ZERO; 3000];
        tree.push(&Inverse, &mut pushes, &Task::default());
        for i in (0..3000).step_by(97) {
            let exact = positions.iter().zip(&masses).fold(Vector::ZERO, |sum, (p, m)| {
                let away = positions[i] - *p;
                sum + away * (m * Inverse.at(away.dot(away)))
            });
            assert!((exact - pushes[i]).length() < 0.03 * exact.length() + 1.0, "{exact:?} {:?}", pushes[i]);
        }
    }

    #[test]
    fn equal_positions_end() {
        let positions = vec![Point::new(5.0, 5.0); 50_000];
        let mut tree = Quadtree::default();
        tree.build(&positions, &vec![1.0; 50_000], 1.0);
        let mut pushes = vec![Vector::new(1.0, 1.0); 50_000];
        tree.push(&Inverse, &mut pushes, &Task::default());
        assert!(pushes.iter().all(|p| p.length() < 1.0));
    }
}

//! Packing: the parts of a picture that are not joined come close together without covering each other.
//!
//! Parts are rasterised, with what lies between the nodes of a row filled, and put one after the other, largest first,
//! into the free place nearest to the middle (Freivalds, Dogrusoz and Kikusts 2002, "Disconnected graph layout and the
//! polyomino packing approach").

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{Cancelled, Point, Rect, Task, Vector};

/// The picture comes to about this width for its height: that of a page across or a screen.
pub(super) const ASPECT: f32 = 1.5;
/// All parts together are rasterised into about so many cells.
const CELLS: f32 = 30_000.0;

/// A part: what its nodes cover, and whether it stays where it is.
pub(super) struct Part {
    pub(super) areas: Vec<Rect>,
    pub(super) stays: bool,
}

/// How far each part is moved. O(parts · cells) at the worst, and far less for many small ones.
pub(super) fn pack(parts: &[Part], gap: f32, task: &Task) -> Result<Vec<Vector>, Cancelled> {
    let mut moves = vec![Vector::ZERO; parts.len()];
    let bounds: Vec<Rect> =
        parts.iter().map(|part| part.areas.iter().fold(Rect::NOTHING, |all, area| all.union(*area))).collect();
    let area = |bounds: &Rect| {
        if bounds.is_empty() { 0.0 } else { (bounds.width() + gap) * (bounds.height() + gap) }
    };
    let whole: f32 = bounds.iter().map(area).sum();
    let cell = (whole / CELLS).sqrt().max(gap * 0.5).max(1.0);
    let mut taken: FxHashSet<(i32, i32)> = FxHashSet::default();
    let staying = bounds.iter().zip(parts).filter(|(_, part)| part.stays);
    let anchor = staying.fold(Rect::NOTHING, |all, (bounds, _)| all.union(*bounds));
    let middle = if anchor.is_empty() { Point::ORIGIN } else { anchor.center() };
    for (part, bounds) in parts.iter().zip(&bounds).filter(|(part, bounds)| part.stays && !bounds.is_empty()) {
        let rows = Rows::of(part, *bounds, middle, gap, cell);
        rows.cells(0, 0, &mut |at| {
            taken.insert(at);
            true
        });
    }
    let mut order: Vec<usize> = (0..parts.len()).filter(|i| !parts[*i].stays && !bounds[*i].is_empty()).collect();
    order.sort_by(|a, b| area(&bounds[*b]).total_cmp(&area(&bounds[*a])).then(a.cmp(b)));
    // Parts of one size find what is within this ring full.
    let mut full: FxHashMap<(i32, i32), i32> = FxHashMap::default();
    for i in order {
        task.check()?;
        let center = bounds[i].center();
        let rows = Rows::of(&parts[i], bounds[i], center, gap, cell);
        let size = (rows.rows.len() as i32, (bounds[i].width() / cell) as i32);
        let start = full.get(&size).copied().unwrap_or(0);
        let (ring, (column, row)) = (start..)
            .find_map(|ring| Some((ring, places_of(ring).find(|(column, row)| rows.fits(*column, *row, &taken))?)))
            .expect("an infinite plane has room");
        full.insert(size, (ring - 1).max(0));
        rows.cells(column, row, &mut |at| {
            taken.insert(at);
            true
        });
        moves[i] = middle - center + Vector::new(column as f32 * cell, row as f32 * cell);
    }
    Ok(moves)
}

/// The cells of a ring, nearest to its axes first. Rings are rectangles as wide as [`ASPECT`] says.
fn places_of(ring: i32) -> impl Iterator<Item = (i32, i32)> {
    let (wide, high) = ((ring as f32 * ASPECT) as i32, ring);
    let inner = ((ring - 1).max(0) as f32 * ASPECT) as i32;
    let sides = (0..=high).flat_map(move |y| {
        (inner + 1..=wide).chain((ring == 0).then_some(0)).flat_map(move |x| [(x, y), (-x, y), (x, -y), (-x, -y)])
    });
    let caps = (0..=inner.min(wide)).flat_map(move |x| [(x, high), (-x, high), (x, -high), (-x, -high)]);
    caps.chain(sides)
}

/// The rasterised shape of a part: for each row of cells, from where to where.
struct Rows {
    first: i32,
    rows: Vec<(i32, i32)>,
}

impl Rows {
    fn of(part: &Part, bounds: Rect, middle: Point, gap: f32, cell: f32) -> Self {
        let half = gap * 0.5;
        let line = |value: f32| (value / cell).floor() as i32;
        let first = line(bounds.min.y - half - middle.y);
        let count = (line(bounds.max.y + half - middle.y) - first + 1).max(1) as usize;
        let mut rows = vec![(i32::MAX, i32::MIN); count];
        for area in &part.areas {
            let (top, bottom) =
                (line(area.min.y - half - middle.y) - first, line(area.max.y + half - middle.y) - first);
            let (left, right) = (line(area.min.x - half - middle.x), line(area.max.x + half - middle.x));
            for row in rows.iter_mut().take(bottom.max(0) as usize + 1).skip(top.max(0) as usize) {
                *row = (row.0.min(left), row.1.max(right));
            }
        }
        Self { first, rows }
    }

    /// Calls `see` with every cell, moved by columns and rows, until it answers false; says whether it never did.
    fn cells(&self, column: i32, row: i32, see: &mut impl FnMut((i32, i32)) -> bool) -> bool {
        self.rows
            .iter()
            .enumerate()
            .all(|(i, (left, right))| (*left..=*right).all(|x| see((x + column, self.first + i as i32 + row))))
    }

    fn fits(&self, column: i32, row: i32, taken: &FxHashSet<(i32, i32)>) -> bool {
        // The corners of the outline meet others first.
        let outline = self.rows.iter().enumerate().filter(|(_, (left, right))| left <= right);
        let mut ends = outline.map(|(i, (left, right))| {
            let y = self.first + i as i32 + row;
            !taken.contains(&(left + column, y)) && !taken.contains(&(right + column, y))
        });
        ends.all(|free| free) && self.cells(column, row, &mut |at| !taken.contains(&at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_meet_and_what_stays_stays() {
        let mut random = fastrand::Rng::with_seed(5);
        let parts: Vec<Part> = (0..300)
            .map(|i| {
                let size = if i < 3 { 900.0 } else { 40.0 + random.f32() * 60.0 };
                let min = Point::new(random.f32() * 99.0, random.f32() * 99.0) + Vector::new(0.0, i as f32 * 1e4);
                let stays = i == 0;
                Part { areas: vec![Rect { min, max: min + Vector::new(size, size * 0.5) }], stays }
            })
            .collect();
        let moves = pack(&parts, 20.0, &Task::default()).unwrap();
        assert_eq!(moves[0], Vector::ZERO);
        let placed: Vec<Rect> = parts
            .iter()
            .zip(&moves)
            .map(|(part, by)| Rect { min: part.areas[0].min + *by, max: part.areas[0].max + *by })
            .collect();
        for i in 0..placed.len() {
            for j in 0..i {
                assert!(!placed[i].expanded(8.0).intersects(placed[j]), "{i} meets {j}");
            }
        }
        let all = placed.iter().fold(Rect::NOTHING, |all, r| all.union(*r));
        let used: f32 = placed.iter().map(|r| (r.width() + 20.0) * (r.height() + 20.0)).sum();
        assert!(all.width() * all.height() < 2.2 * used, "{} of {}", used, all.width() * all.height());
    }
}

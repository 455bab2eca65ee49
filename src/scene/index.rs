//! A spatial index of boxes that can be moved one by one, for hit tests and for what is in view.

use std::ops::ControlFlow;

use rustc_hash::FxHashMap;

use crate::base::{Point, Rect};

/// The side of the smallest cells, in world units.
const SMALLEST_CELL: f32 = 32.0;
/// Each level has cells twice as large as the one before; the largest hold the whole world.
const LEVELS: usize = 22;

/// No box.
const NONE: u32 = u32::MAX;

type Cell = (i32, i32);

/// Boxes by number, in grids of growing cells: each box stands in one cell, that of its centre in the grid whose cells are
/// just no smaller than the box. Change takes constant time; a search looks at each grid once.
///
/// A cell knows one of its boxes and each box knows the next, so that no cell needs memory of its own.
#[derive(Debug, Clone, Default)]
pub(super) struct BoxIndex {
    /// By level: the first box of each cell.
    grids: Vec<FxHashMap<Cell, u32>>,
    slots: Vec<Slot>,
}

/// A box. Its cell follows from its area.
#[derive(Debug, Clone, Copy)]
struct Slot {
    area: Rect,
    /// The boxes before and after it in its cell, or [`NONE`]; they mean nothing for an empty one.
    before: u32,
    after: u32,
}

impl Slot {
    fn alone(area: Rect) -> Self {
        Self { area, before: NONE, after: NONE }
    }

    /// The level and the cell in which the box stands; none for an empty one.
    fn home(&self) -> Option<(usize, Cell)> {
        if self.area.is_empty() {
            return None;
        }
        let side = self.area.width().max(self.area.height());
        let level = (0..LEVELS - 1).find(|level| cell_side(*level) >= side).unwrap_or(LEVELS - 1);
        Some((level, cell_at(self.area.center(), level)))
    }
}

fn cell_side(level: usize) -> f32 {
    SMALLEST_CELL * (1_u32 << level) as f32
}

fn cell_at(point: Point, level: usize) -> Cell {
    let side = cell_side(level);
    // `as` saturates, so that no coordinate is out of range.
    ((point.x / side).floor() as i32, (point.y / side).floor() as i32)
}

impl BoxIndex {
    /// The index of these boxes, by their order. Empty ones are never found.
    pub(super) fn of(boxes: impl ExactSizeIterator<Item = Rect>) -> Self {
        let mut index = Self { grids: Vec::new(), slots: Vec::with_capacity(boxes.len()) };
        boxes.for_each(|area| index.push(area));
        index
    }

    /// How many boxes it holds, empty ones included.
    pub(super) fn count(&self) -> usize {
        self.slots.len()
    }

    /// The box called `id`.
    pub(super) fn area(&self, id: u32) -> Rect {
        self.slots[id as usize].area
    }

    /// Adds a box, whose number is the count of those before. An empty one is never found.
    pub(super) fn push(&mut self, area: Rect) {
        let id = self.slots.len() as u32;
        self.slots.push(Slot::alone(area));
        self.enter(id);
    }

    /// Moves a box.
    pub(super) fn set(&mut self, id: u32, area: Rect) {
        let moved = Slot { area, ..self.slots[id as usize] };
        if moved.home() != self.slots[id as usize].home() {
            self.leave(id);
            self.slots[id as usize].area = area;
            self.enter(id);
        } else {
            self.slots[id as usize].area = area;
        }
    }

    /// Removes a box; the last one takes its number.
    pub(super) fn swap_remove(&mut self, id: u32) {
        self.leave(id);
        self.slots.swap_remove(id as usize);
        let Some(moved) = self.slots.get(id as usize).copied() else { return };
        let Some((level, cell)) = moved.home() else { return };
        if moved.after != NONE {
            self.slots[moved.after as usize].before = id;
        }
        if moved.before != NONE {
            self.slots[moved.before as usize].after = id;
        } else {
            self.grids[level].insert(cell, id);
        }
    }

    fn enter(&mut self, id: u32) {
        let Some((level, cell)) = self.slots[id as usize].home() else { return };
        if self.grids.len() <= level {
            self.grids.resize_with(level + 1, FxHashMap::default);
        }
        let first = self.grids[level].insert(cell, id).unwrap_or(NONE);
        if first != NONE {
            self.slots[first as usize].before = id;
        }
        let slot = &mut self.slots[id as usize];
        (slot.before, slot.after) = (NONE, first);
    }

    fn leave(&mut self, id: u32) {
        let slot = self.slots[id as usize];
        let Some((level, cell)) = slot.home() else { return };
        if slot.after != NONE {
            self.slots[slot.after as usize].before = slot.before;
        }
        if slot.before != NONE {
            self.slots[slot.before as usize].after = slot.after;
        } else if slot.after != NONE {
            self.grids[level].insert(cell, slot.after);
        } else {
            self.grids[level].remove(&cell);
        }
    }

    /// Calls `found` for each box that shares a point with `area`, in no order that means anything.
    pub(super) fn for_each_unsorted(&self, area: Rect, mut found: impl FnMut(u32)) {
        let _ = self.look(area, |id| {
            found(id);
            ControlFlow::Continue(())
        });
    }

    fn look(&self, area: Rect, mut found: impl FnMut(u32) -> ControlFlow<()>) -> ControlFlow<()> {
        if area.is_empty() {
            return ControlFlow::Continue(());
        }
        for (level, grid) in self.grids.iter().enumerate().filter(|(_, grid)| !grid.is_empty()) {
            // A box reaches at most half a cell beyond the cell of its centre.
            let wide = area.expanded(cell_side(level) / 2.0);
            let (low, high) = (cell_at(wide.min, level), cell_at(wide.max, level));
            let mut look = |first: u32| {
                let next = |id: &u32| Some(self.slots[*id as usize].after).filter(|after| *after != NONE);
                let members = std::iter::successors(Some(first), next);
                members.filter(|id| self.area(*id).intersects(area)).try_for_each(&mut found)
            };
            let span = |low: i32, high: i32| i64::from(high) - i64::from(low) + 1;
            if span(low.0, high.0).saturating_mul(span(low.1, high.1)) > grid.len() as i64 {
                for (cell, first) in grid {
                    if (low.0..=high.0).contains(&cell.0) && (low.1..=high.1).contains(&cell.1) {
                        look(*first)?;
                    }
                }
            } else {
                for x in low.0..=high.0 {
                    for y in low.1..=high.1 {
                        if let Some(first) = grid.get(&(x, y)) {
                            look(*first)?;
                        }
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// The same boxes as [`BoxIndex::touching`], if they are no more than `most`; otherwise the first that come up, in
    /// time that does not grow with the rest.
    pub(super) fn touching_at_most(&self, area: Rect, most: usize) -> Result<Vec<u32>, Vec<u32>> {
        let mut ids = Vec::new();
        let whole = self.look(area, |id| {
            if ids.len() == most {
                return ControlFlow::Break(());
            }
            ids.push(id);
            ControlFlow::Continue(())
        });
        ids.sort_unstable();
        if whole.is_continue() { Ok(ids) } else { Err(ids) }
    }

    /// Whether `is` holds of any box that shares a point with `area`.
    pub(super) fn any_touching(&self, area: Rect, is: impl Fn(u32) -> bool) -> bool {
        let end = self.look(area, |id| if is(id) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) });
        end.is_break()
    }

    /// The boxes that share a point with `area`, lowest number first.
    pub(super) fn touching(&self, area: Rect) -> Vec<u32> {
        let mut ids = Vec::new();
        self.for_each_unsorted(area, |id| ids.push(id));
        ids.sort_unstable();
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Vector;
    use proptest::prelude::*;

    #[derive(Debug, Clone)]
    enum Step {
        Push(Rect),
        Set(usize, Rect),
        Remove(usize),
    }

    fn any_box() -> impl Strategy<Value = Rect> {
        let side = prop_oneof![0_f32..60.0, 0_f32..3e3, Just(2e7)];
        (-2e3_f32..2e3, -2e3_f32..2e3, side.clone(), side)
            .prop_map(|(x, y, w, h)| Rect::from_center(Point::new(x, y), Vector::new(w, h)))
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => any_box().prop_map(Step::Push),
            2 => (any::<usize>(), any_box()).prop_map(|(i, b)| Step::Set(i, b)),
            1 => (any::<usize>(), Just(Rect::NOTHING)).prop_map(|(i, b)| Step::Set(i, b)),
            2 => any::<usize>().prop_map(Step::Remove),
        ]
    }

    proptest! {
        #[test]
        fn searches_find_what_a_scan_finds(steps in proptest::collection::vec(step(), 0..60), area in any_box()) {
            let (mut index, mut all) = (BoxIndex::default(), Vec::<Rect>::new());
            for step in steps {
                match step {
                    Step::Push(area) => {
                        index.push(area);
                        all.push(area);
                    }
                    Step::Set(i, area) if !all.is_empty() => {
                        let i = i % all.len();
                        index.set(i as u32, area);
                        all[i] = area;
                    }
                    Step::Remove(i) if !all.is_empty() => {
                        let i = i % all.len();
                        index.swap_remove(i as u32);
                        all.swap_remove(i);
                    }
                    Step::Set(..) | Step::Remove(_) => {}
                }
            }
            let scanned: Vec<u32> =
                (0..all.len()).filter(|i| !all[*i].is_empty() && all[*i].intersects(area)).map(|i| i as u32).collect();
            prop_assert_eq!(index.touching(area), scanned);
            prop_assert_eq!(index.count(), all.len());
        }
    }
}

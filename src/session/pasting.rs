//! A block of cells on its way into a table: it is taken apart and compared with the rows before anything changes.

use std::sync::Arc;

use crate::analysis::table::{At, Column, Pasted, Rows, TableKind, paste, read_block};
use crate::base::{Cancelled, EntityTypeId, IdMint, Point, Task, ViewId};
use crate::model::{Graph, ViewState};

/// How far under all others new entities stand, in world units.
const BELOW: f32 = 160.0;

/// A block of cells and where it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Pasting {
    /// The cells, as spreadsheet programs write them.
    pub text: String,
    /// The table.
    pub kind: TableKind,
    /// Its rows.
    pub rows: Arc<Rows>,
    /// Its columns that are shown, in order.
    pub shown: Vec<Column>,
    /// The row and the column of the first cell.
    pub from: (usize, usize),
    /// How many rows and columns are to be filled when the block is one cell.
    pub fill: (usize, usize),
    /// The type of new entities that name none.
    pub usual: Option<EntityTypeId>,
    /// The view in which new entities stand.
    pub view: ViewId,
}

impl Pasting {
    /// At most how many cells there are.
    pub(super) fn cells(&self) -> usize {
        let parted = memchr::memchr3_iter(b'\t', b'\n', b'\r', self.text.as_bytes()).count();
        parted.max(self.fill.0 * self.fill.1)
    }

    /// What the block does.
    pub(super) fn work_out(&self, graph: &Graph, mint: &mut IdMint, task: &Task) -> Result<Pasted, Cancelled> {
        let block = read_block(&self.text);
        task.check()?;
        let shown: Vec<&Column> = self.shown.iter().collect();
        let (row, column) = (self.from.0.min(self.rows.ids.len()), self.from.1.min(shown.len()));
        let at = At {
            kind: self.kind,
            rows: &self.rows.ids[row..],
            columns: &shown[column..],
            titled: &shown,
            fill: self.fill,
            usual: self.usual.as_ref(),
            view: graph.views().get(&self.view).map(|view| (&self.view, below(view))),
        };
        paste(graph, &block, at, mint, task)
    }
}

/// A place for new entities: under all that stands in a view.
pub(super) fn below(view: &ViewState) -> Point {
    let (mut left, mut bottom) = (f32::INFINITY, f32::NEG_INFINITY);
    for position in view.placements_unsorted().filter_map(|(_, place)| place.position) {
        left = left.min(position.x);
        bottom = bottom.max(position.y);
    }
    if left.is_finite() && bottom.is_finite() { Point::new(left, bottom + BELOW) } else { Point::ORIGIN }
}

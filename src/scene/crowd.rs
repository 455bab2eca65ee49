//! What labels must not cover: discs and each other, on the screen.

use crate::base::{Point, Rect, Vector};

use super::build::Scene;
use super::camera::Camera;
use super::labels::{LEAST_DISC, RING};

/// What is taken of the screen, in square cells, so that a question costs little.
pub(super) struct Crowd<'a> {
    scene: &'a Scene,
    camera: &'a Camera,
    /// Where the cells begin, and how many there are in a row and in a column.
    origin: Point,
    columns: usize,
    rows: usize,
    cells: Vec<Vec<Taken>>,
    /// There are too many discs to note them here.
    pub(super) asks_scene: bool,
}

/// An area, and whose disc it is; nobody's for a label.
type Taken = (Rect, Option<u32>);

impl<'a> Crowd<'a> {
    const CELL: f32 = 64.0;
    /// Around the screen, for what hangs over its edge.
    const MARGIN: f32 = 128.0;

    pub(super) fn new(scene: &'a Scene, camera: &'a Camera) -> Self {
        let area = camera.viewport_in_screen().expanded(Self::MARGIN);
        // No screen is larger.
        let count = |length: f32| ((length / Self::CELL).ceil().clamp(1.0, 512.0)) as usize;
        let (columns, rows) = (count(area.width()), count(area.height()));
        let cells = vec![Vec::new(); columns * rows];
        Self { scene, camera, origin: area.min, columns, rows, cells, asks_scene: false }
    }

    fn cells(&self, area: Rect) -> impl Iterator<Item = usize> + use<> {
        let cell = |from: f32, count: usize| ((from / Self::CELL).max(0.0) as usize).min(count - 1);
        let (low, high) = (area.min - self.origin, area.max - self.origin);
        let (left, right) = (cell(low.x, self.columns), cell(high.x, self.columns));
        let (top, bottom, columns) = (cell(low.y, self.rows), cell(high.y, self.rows), self.columns);
        (top..=bottom).flat_map(move |y| (left..=right).map(move |x| y * columns + x))
    }

    fn add(&mut self, taken: Taken) {
        for cell in self.cells(taken.0) {
            self.cells[cell].push(taken);
        }
    }

    pub(super) fn add_label(&mut self, area: Rect) {
        self.add((area, None));
    }

    pub(super) fn add_disc(&mut self, node: u32) {
        if let Some(area) = self.disc(node) {
            self.add((area, Some(node)));
        }
    }

    /// What a disc takes with its ring; nothing if it is only a point.
    fn disc(&self, node: u32) -> Option<Rect> {
        let node = &self.scene.nodes()[node as usize];
        let radius = node.radius * self.camera.zoom();
        let side = 2.0 * (radius + RING);
        let center = self.camera.screen_from_world(node.center_in_world);
        (radius >= LEAST_DISC).then(|| Rect::from_center(center, Vector::new(side, side)))
    }

    /// How much of an area is taken, in square pixels; what is taken twice or lies in several cells counts so often.
    pub(super) fn cover(&self, area: Rect) -> f32 {
        let shared = |other: &Rect| {
            let width = other.max.x.min(area.max.x) - other.min.x.max(area.min.x);
            let height = other.max.y.min(area.max.y) - other.min.y.max(area.min.y);
            width.max(0.0) * height.max(0.0)
        };
        self.cells(area).flat_map(|cell| &self.cells[cell]).map(|(other, _)| shared(other)).sum()
    }

    /// Whether a part of the area is taken by something but the disc of `own`.
    pub(super) fn is_taken(&self, area: Rect, own: Option<u32>) -> bool {
        let overlaps = |other: &Rect| {
            other.min.x < area.max.x && area.min.x < other.max.x && other.min.y < area.max.y && area.min.y < other.max.y
        };
        let by_noted = self
            .cells(area)
            .flat_map(|cell| &self.cells[cell])
            .any(|(other, disc_of)| (disc_of.is_none() || *disc_of != own) && overlaps(other));
        by_noted || self.asks_scene && self.is_on_disc(area, own)
    }

    fn is_on_disc(&self, area: Rect, own: Option<u32>) -> bool {
        let area_in_world = self.camera.world_rect_from_screen(area.expanded(RING));
        self.scene.node_boxes.any_touching(area_in_world, |node| Some(node) != own && self.disc(node).is_some())
    }
}

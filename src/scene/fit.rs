//! Fitting a scene between what floats over it: as near as it goes with every disc and its name in sight.

use super::build::{Scene, SceneHull};
use super::camera::Camera;
use super::labels::{DATE_LINE, DATE_ZOOM, LEAST_DISC, NAME_LINE};
use super::node::SceneNode;
use crate::base::{Point, Rect, Vector};

/// With more marks than this, some are covered wherever the camera looks.
const MOST_MARKS: usize = 400;
/// Each zoom that is tried is so much of the one before.
const STEP: f32 = 0.97;
const MOST_ZOOMS: usize = 200;
/// A zoom no larger than this gives way to 1, at which text and lines were drawn.
const NEARLY_ONE: f32 = 1.1;
/// From the edges of the viewport and from what floats, in screen pixels.
const MARGIN: f32 = 8.0;
/// Between a disc and its name, with the ring.
const GAP: f32 = 6.0;
/// What a letter takes about, and what one of a wide script takes.
const LETTER: f32 = 6.7;
const WIDE_LETTER: f32 = 12.5;
/// So many places are tried on each axis at each zoom, the middle first.
const PLACES: [f32; 9] = [0.5, 0.375, 0.625, 0.25, 0.75, 0.125, 0.875, 0.0, 1.0];

/// What floats over the viewport, and how near the camera may go.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Nothing may lie under these.
    pub covers_in_screen: &'a [Rect],
    /// The camera goes no farther than this.
    pub min_zoom: f32,
    /// And no nearer.
    pub max_zoom: f32,
}

/// Something to be seen whole.
struct Mark {
    area_in_world: Rect,
    /// Of its name, in screen pixels: half its width, its height, and the height with its date.
    name: (f32, f32, f32),
}

impl Mark {
    fn plain(area_in_world: Rect) -> Self {
        Self { area_in_world, name: (0.0, 0.0, 0.0) }
    }

    fn of(node: &SceneNode) -> Self {
        let lines = node.lines();
        let letter = |c: char| if c >= '\u{1100}' { WIDE_LETTER } else { LETTER };
        let width = |line: &str| line.chars().map(letter).sum::<f32>();
        let widest = lines.iter().map(|line| width(line)).fold(0.0, f32::max);
        let height = lines.iter().filter(|line| !line.is_empty()).count() as f32 * NAME_LINE;
        let date = if node.date().is_empty() { 0.0 } else { DATE_LINE };
        Self { area_in_world: node.bounds_in_world(), name: (0.5 * widest, height, height + date) }
    }

    /// The rectangle that it takes where the origin of the world is at the origin of the screen.
    fn area_at(&self, zoom: f32) -> Rect {
        let Rect { min, max } = self.area_in_world;
        let scaled = |point: Point| Point::new(point.x * zoom, point.y * zoom);
        let disc = Rect { min: scaled(min), max: scaled(max) };
        let (half_width, bare, dated) = self.name;
        let height = if zoom >= DATE_ZOOM { dated } else { bare };
        if height == 0.0 || 0.5 * disc.width() < LEAST_DISC {
            return disc;
        }
        let middle = disc.center().x;
        let name = Rect {
            min: Point::new(middle - half_width, disc.min.y),
            max: Point::new(middle + half_width, disc.max.y + GAP + height),
        };
        disc.union(name)
    }
}

impl Scene {
    /// The nearest camera that shows all discs and notes that touch `area_in_world`, with their names, and none of them
    /// under what floats; `None` where there is none, or where there are more of them than can be looked at one by one.
    #[must_use]
    pub fn framed(&self, camera: &Camera, area_in_world: Rect, frame: Frame<'_>) -> Option<Camera> {
        let Frame { covers_in_screen, min_zoom, max_zoom } = frame;
        if area_in_world.is_empty() || self.notes().len() > MOST_MARKS {
            return None;
        }
        let nodes = self.nodes_touching_at_most(area_in_world, MOST_MARKS).ok()?;
        let nodes = nodes.into_iter().map(|at| Mark::of(&self.nodes()[at as usize]));
        let notes = self.notes().iter().map(|note| note.area_in_world).filter(|area| area.intersects(area_in_world));
        let around = |hull: &SceneHull| Rect::around(hull.outline_in_world.iter().copied());
        let groups = self.hulls().iter().map(around).filter(|area| area.intersects(area_in_world));
        let mut marks: Vec<Mark> = nodes.chain(notes.map(Mark::plain)).collect();
        // Outlines and lines have to be seen, and may lie under what floats.
        let solid = marks.len();
        marks.extend(groups.chain([area_in_world]).map(Mark::plain));
        let covers: Vec<Rect> = covers_in_screen.iter().map(|cover| cover.expanded(MARGIN)).collect();
        let at_zoom = |zoom: f32| framed_at(camera, &marks, solid, &covers, zoom);
        let next = |zoom: &f32| Some(if *zoom > 1.0 && zoom * STEP < 1.0 { 1.0 } else { zoom * STEP });
        let zooms = std::iter::successors(Some(max_zoom), next).take_while(|zoom| *zoom >= min_zoom);
        let found = zooms.take(MOST_ZOOMS).find_map(at_zoom)?;
        let is_nearly_one = found.zoom() > 1.0 && found.zoom() <= NEARLY_ONE;
        is_nearly_one.then(|| at_zoom(1.0)).flatten().or(Some(found))
    }
}

/// The camera at this zoom that has all marks in sight, and the first `solid` of them under nothing, as near to the middle
/// as it goes.
fn framed_at(camera: &Camera, marks: &[Mark], solid: usize, covers: &[Rect], zoom: f32) -> Option<Camera> {
    let areas: Vec<Rect> = marks.iter().map(|mark| mark.area_at(zoom)).collect();
    let all = areas.iter().copied().fold(Rect::NOTHING, Rect::union);
    let view = camera.viewport_in_screen().expanded(-MARGIN);
    // How far everything can be pushed.
    let (least, most) = (view.min - all.min, view.max - all.max);
    if !(least.x <= most.x && least.y <= most.y) {
        return None;
    }
    let push = |x: f32, y: f32| Vector::new(least.x + (most.x - least.x) * x, least.y + (most.y - least.y) * y);
    let is_free = |by: &Vector| {
        let pushed = |area: &Rect| Rect { min: area.min + *by, max: area.max + *by };
        !areas[..solid].iter().map(pushed).any(|area| covers.iter().any(|cover| cover.intersects(area)))
    };
    let mut places: Vec<(f32, f32)> = PLACES.iter().flat_map(|y| PLACES.map(|x| (x, *y))).collect();
    places.sort_by(|a, b| {
        let away = |(x, y): &(f32, f32)| (x - 0.5).hypot(y - 0.5);
        away(a).total_cmp(&away(b))
    });
    let by = places.into_iter().map(|(x, y)| push(x, y)).find(is_free)?;
    let middle = camera.viewport_in_screen().center() - by;
    Some(camera.looking_at(Point::new(middle.x / zoom, middle.y / zoom), zoom))
}

//! Drags that fall into line with what stands around.

use rustc_hash::FxHashSet;

use super::ToolContext;
use crate::base::{EntityId, Point, Vector};

/// From how far a drag falls into line, in screen pixels.
const PULL: f32 = 5.0;
/// With more nodes in sight everything would be in line with something.
const MOST: usize = 300;

/// Where the nodes in sight stand, in whose line a drag may fall.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Snap {
    /// Where the node under the pointer stood, and how far it has been moved.
    lead: Option<Point>,
    by: Vector,
    others: Vec<Point>,
    /// With which of the others it stands in one column, and in one row.
    column: Option<Point>,
    row: Option<Point>,
    /// The equal distances in which it stands.
    gaps: Vec<(Point, Point)>,
}

/// Distances shorter than this are not looked at, in world units.
const LEAST_GAP: f32 = 24.0;

/// A place from which the distances to others in a row are equal, and these distances along the row.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Even {
    place: f32,
    gaps: [(f32, f32); 2],
}

/// The nearest such place: between two, or as far beyond the last as that is from the one before it.
fn even(others: impl Iterator<Item = f32>, at: f32, reach: f32) -> Option<Even> {
    let (mut before, mut after): (Vec<f32>, Vec<f32>) = others.partition(|other| *other < at);
    before.sort_by(|a, b| b.total_cmp(a));
    after.sort_by(f32::total_cmp);
    let mut found: Vec<Even> = Vec::new();
    if let ([low, ..], [high, ..]) = (&before[..], &after[..]) {
        let place = low.midpoint(*high);
        found.push(Even { place, gaps: [(*low, place), (place, *high)] });
    }
    if let [near, far, ..] = before[..] {
        let place = near + (near - far);
        found.push(Even { place, gaps: [(far, near), (near, place)] });
    }
    if let [near, far, ..] = after[..] {
        let place = near - (far - near);
        found.push(Even { place, gaps: [(place, near), (near, far)] });
    }
    let is_wide = |even: &Even| even.gaps.iter().all(|(low, high)| high - low >= LEAST_GAP);
    let near = found.into_iter().filter(|even| (even.place - at).abs() <= reach && is_wide(even));
    near.min_by(|a, b| (a.place - at).abs().total_cmp(&(b.place - at).abs()))
}

impl Snap {
    /// For a drag of `entities` by the node `lead`. Takes O(nodes in sight).
    pub(super) fn new(context: ToolContext<'_>, lead: u32, entities: &[EntityId]) -> Self {
        let scene = context.scene;
        let dragged: FxHashSet<&EntityId> = entities.iter().collect();
        let seen = scene.nodes_touching(context.camera.viewport_in_world());
        let lead = Some(scene.nodes()[lead as usize].center_in_world);
        if seen.len() > MOST {
            return Self { lead, ..Self::default() };
        }
        let others = seen.into_iter().map(|at| &scene.nodes()[at as usize]);
        let others = others.filter(|node| !dragged.contains(&node.id)).map(|node| node.center_in_world).collect();
        Self { lead, others, ..Self::default() }
    }

    /// The nearest distance to `by` at which the node under the pointer stands in line with another one.
    pub(super) fn pull(&mut self, by: Vector, zoom: f32) -> Vector {
        self.leave(by);
        let Some(lead) = self.lead else { return by };
        let at = lead + by;
        let reach = PULL / zoom;
        let nearest = |off: &dyn Fn(&Point) -> f32| {
            let near = self.others.iter().filter(|other| off(other).abs() <= reach);
            near.min_by(|a, b| {
                // Among equals the one that is near is meant.
                off(a).abs().total_cmp(&off(b).abs()).then(a.distance(at).total_cmp(&b.distance(at)))
            })
        };
        self.column = nearest(&|other| other.x - at.x).copied();
        self.row = nearest(&|other| other.y - at.y).copied();
        let x = self.column.map(|other| other.x - at.x);
        let y = self.row.map(|other| other.y - at.y);
        // What does not fall into line may still stand in equal distances, along the line in which it stands across.
        let at_level = Point::new(at.x + x.unwrap_or(0.0), at.y + y.unwrap_or(0.0));
        let across = || self.others.iter().filter(|other| (other.y - at_level.y).abs() <= reach).map(|other| other.x);
        let down = || self.others.iter().filter(|other| (other.x - at_level.x).abs() <= reach).map(|other| other.y);
        let even_x = if x.is_none() { even(across(), at.x, reach) } else { None };
        let even_y = if y.is_none() { even(down(), at.y, reach) } else { None };
        let x = x.or(even_x.map(|even| even.place - at.x)).unwrap_or(0.0);
        let y = y.or(even_y.map(|even| even.place - at.y)).unwrap_or(0.0);
        self.by = by + Vector::new(x, y);
        let here = lead + self.by;
        let gaps_across = even_x.into_iter().flat_map(|even| even.gaps);
        let gaps_down = even_y.into_iter().flat_map(|even| even.gaps);
        self.gaps = gaps_across
            .map(|(low, high)| (Point::new(low, here.y), Point::new(high, here.y)))
            .chain(gaps_down.map(|(low, high)| (Point::new(here.x, low), Point::new(here.x, high))))
            .collect();
        self.by
    }

    /// Goes where the pointer goes.
    pub(super) fn leave(&mut self, by: Vector) -> Vector {
        (self.column, self.row, self.by) = (None, None, by);
        self.gaps.clear();
        by
    }

    /// The equal distances in which the drag stands.
    pub(super) fn gaps(&self) -> Vec<(Point, Point)> {
        self.gaps.clone()
    }

    /// The lines that show with what the drag stands in line.
    pub(super) fn guides(&self) -> Vec<(Point, Point)> {
        let Some(lead) = self.lead else { return Vec::new() };
        [self.column, self.row].into_iter().flatten().map(|other| (other, lead + self.by)).collect()
    }
}

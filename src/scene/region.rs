//! What lies in a region that is drawn by hand: a lasso.

use crate::base::{Point, Rect};

use super::build::Scene;

/// The most bands into which a polygon is cut.
const MOST_BANDS: usize = 512;

/// A polygon; its last corner is joined to its first. Where it crosses itself, what is enclosed an odd number of times
/// lies in it.
///
/// Its sides are known by the bands that they cross from top to bottom, so that a question looks at few of them.
#[derive(Debug, Clone)]
struct Polygon {
    bounds: Rect,
    bands: Vec<Vec<(Point, Point)>>,
}

impl Polygon {
    /// `None` where there is no area.
    fn of(corners: &[Point]) -> Option<Self> {
        let bounds = Rect::around(corners.iter().copied());
        if corners.len() < 3 || bounds.is_empty() || !corners.iter().all(|corner| corner.is_finite()) {
            return None;
        }
        let mut polygon = Self { bounds, bands: vec![Vec::new(); corners.len().min(MOST_BANDS)] };
        for (a, b) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            for band in polygon.band(a.y.min(b.y))..=polygon.band(a.y.max(b.y)) {
                polygon.bands[band].push((*a, *b));
            }
        }
        Some(polygon)
    }

    fn band(&self, y: f32) -> usize {
        let Rect { min, max } = self.bounds;
        let share = f64::from(y - min.y) / f64::from(max.y - min.y);
        ((share * self.bands.len() as f64) as usize).min(self.bands.len() - 1)
    }

    fn contains(&self, point: Point) -> bool {
        if !self.bounds.contains(point) {
            return false;
        }
        self.bands[self.band(point.y)].iter().filter(|(a, b)| crosses(*a, *b, point)).count() % 2 == 1
    }
}

/// Whether a ray from a point to the right crosses the side from `a` to `b`.
fn crosses(a: Point, b: Point, point: Point) -> bool {
    (a.y > point.y) != (b.y > point.y) && {
        let share = f64::from(point.y - a.y) / f64::from(b.y - a.y);
        f64::from(point.x) < f64::from(a.x) + share * f64::from(b.x - a.x)
    }
}

/// Whether a point lies in a polygon, by the even-odd rule: O(corners).
#[must_use]
pub fn is_within(polygon: &[Point], point: Point) -> bool {
    let sides = polygon.iter().zip(polygon.iter().cycle().skip(1));
    sides.filter(|(a, b)| crosses(**a, **b, point)).count() % 2 == 1
}

/// Where along an edge it is looked whether it lies in a polygon.
const STEPS: u8 = 8;

impl Scene {
    /// The nodes, edges and notes that lie in a polygon, each in order: nodes and notes by their middle, edges as a whole.
    /// Nothing for fewer than three corners or one that is not finite.
    ///
    /// Takes O(c + k) for c corners and k records in the box around them, unless very many sides lie beside each other.
    #[must_use]
    pub fn within(&self, corners_in_world: &[Point]) -> (Vec<u32>, Vec<u32>, Vec<u32>) {
        let Some(polygon) = Polygon::of(corners_in_world) else { return Default::default() };
        let mut nodes = self.nodes_in(polygon.bounds);
        nodes.retain(|at| polygon.contains(self.nodes[*at as usize].center_in_world));
        let mut edges = self.edges_in(polygon.bounds);
        edges.retain(|at| {
            let path = &self.edges[*at as usize].path_in_world;
            (0..=STEPS).all(|step| polygon.contains(path.at(f32::from(step) / f32::from(STEPS))))
        });
        let is_in = |at: &u32| polygon.contains(self.notes()[*at as usize].area_in_world.center());
        (nodes, edges, (0..self.notes().len() as u32).filter(is_in).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::tests::scene;
    use proptest::prelude::*;

    fn check(corners: &[(f32, f32)], nodes: &str, edges: &str) {
        let scene = scene("ann 0,0; bob 100,0; cid 50,80; r: ann -leads-> bob; s: bob -leads-> cid");
        let corners: Vec<Point> = corners.iter().map(|(x, y)| Point::new(*x, *y)).collect();
        let found: Vec<&str> =
            scene.within(&corners).0.into_iter().map(|at| scene.nodes()[at as usize].id.as_str()).collect();
        assert_eq!(found.join(" "), nodes);
        let found: Vec<&str> =
            scene.within(&corners).1.into_iter().map(|at| scene.edges()[at as usize].id.as_str()).collect();
        assert_eq!(found.join(" "), edges);
    }

    #[test]
    fn a_lasso_holds_what_it_goes_around() {
        check(&[(-20.0, -20.0), (120.0, -20.0), (120.0, 20.0), (-20.0, 20.0)], "ann bob", "r");
        // Around two corners of three: the notch leaves out the middle of the line.
        check(&[(-20.0, -20.0), (120.0, -20.0), (120.0, 20.0), (50.0, -10.0), (-20.0, 20.0)], "ann bob", "");
        check(&[(-50.0, -50.0), (200.0, -50.0), (200.0, 150.0), (-50.0, 150.0)], "ann bob cid", "r s");
        check(&[], "", "");
        check(&[(0.0, 0.0), (10.0, 0.0)], "", "");
        check(&[(-50.0, -50.0), (f32::NAN, -50.0), (200.0, 150.0), (-50.0, 150.0)], "", "");
    }

    #[test]
    fn a_point_is_held_against_few_sides_of_a_long_line() {
        let round = |i: usize| Point::new((i as f32 / 1_000.0).cos(), (i as f32 / 1_000.0).sin());
        let bands = Polygon::of(&(0..10_000).map(round).collect::<Vec<_>>()).unwrap().bands;
        assert!(bands.iter().map(Vec::len).sum::<usize>() < 13_000, "sides are short");
        assert!(bands.iter().all(|sides| sides.len() < 1_000), "{:?}", bands.iter().map(Vec::len).max());
    }

    proptest! {
        #[test]
        fn a_rectangle_holds_the_same_as_a_marquee(x in -50_f32..150.0, y in -50_f32..150.0, w in 1_f32..200.0, h in 1_f32..200.0) {
            let scene = scene("ann 0,0; bob 100,0; cid 50,80");
            let corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)].map(|(x, y)| Point::new(x, y));
            let area = Rect { min: corners[0], max: corners[2] };
            prop_assert_eq!(scene.within(&corners).0, scene.nodes_in(area));
        }

        #[test]
        fn bands_leave_out_no_side(places in proptest::collection::vec((-50_f32..50.0, -50_f32..50.0), 3..40), x in -60_f32..60.0, y in -60_f32..60.0) {
            let corners: Vec<Point> = places.iter().map(|(x, y)| Point::new(*x, *y)).collect();
            let polygon = Polygon::of(&corners).unwrap();
            prop_assert_eq!(polygon.contains(Point::new(x, y)), is_within(&corners, Point::new(x, y)));
        }
    }
}

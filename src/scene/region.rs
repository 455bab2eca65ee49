//! What lies in a region that is drawn by hand: a lasso.

use crate::base::{Point, Rect};

use super::build::Scene;

/// A polygon; its last corner is joined to its first. Where it crosses itself, what is enclosed an odd number of times
/// lies in it.
#[derive(Debug, Clone, Copy)]
struct Polygon<'a> {
    corners: &'a [Point],
    bounds: Rect,
}

impl<'a> Polygon<'a> {
    /// `None` where there is no area.
    fn of(corners: &'a [Point]) -> Option<Self> {
        let bounds = Rect::around(corners.iter().copied());
        (corners.len() >= 3 && !bounds.is_empty() && corners.iter().all(|corner| corner.is_finite()))
            .then_some(Self { corners, bounds })
    }

    /// By the number of sides that a ray to the right crosses: O(corners).
    fn contains(&self, point: Point) -> bool {
        if !self.bounds.contains(point) {
            return false;
        }
        let sides = self.corners.iter().zip(self.corners.iter().cycle().skip(1));
        let crossed = sides.filter(|(a, b)| {
            (a.y > point.y) != (b.y > point.y) && {
                let share = f64::from(point.y - a.y) / f64::from(b.y - a.y);
                f64::from(point.x) < f64::from(a.x) + share * f64::from(b.x - a.x)
            }
        });
        crossed.count() % 2 == 1
    }
}

impl Scene {
    /// The nodes whose centres lie in a polygon, in order; none for fewer than three corners or one that is not finite.
    ///
    /// Takes O(k·c) for k nodes in the box around its c corners.
    #[must_use]
    pub fn nodes_in_polygon(&self, corners_in_world: &[Point]) -> Vec<u32> {
        let Some(polygon) = Polygon::of(corners_in_world) else { return Vec::new() };
        let mut nodes = self.nodes_in(polygon.bounds);
        nodes.retain(|at| polygon.contains(self.nodes[*at as usize].center_in_world));
        nodes
    }

    /// The edges of which both ends and the middle lie in a polygon, in order.
    #[must_use]
    pub fn edges_in_polygon(&self, corners_in_world: &[Point]) -> Vec<u32> {
        let Some(polygon) = Polygon::of(corners_in_world) else { return Vec::new() };
        let mut edges = self.edge_boxes.touching(polygon.bounds);
        edges.retain(|at| {
            let path = &self.edges[*at as usize].path_in_world;
            [0.0, 0.5, 1.0].iter().all(|share| polygon.contains(path.at(*share)))
        });
        edges
    }

    /// The notes of which all corners lie in a polygon, in order.
    #[must_use]
    pub fn notes_in_polygon(&self, corners_in_world: &[Point]) -> Vec<u32> {
        let Some(polygon) = Polygon::of(corners_in_world) else { return Vec::new() };
        let lies_in = |area: Rect| {
            let Rect { min, max } = area;
            [min, max, Point::new(min.x, max.y), Point::new(max.x, min.y)].into_iter().all(|at| polygon.contains(at))
        };
        (0..self.notes().len() as u32).filter(|at| lies_in(self.notes()[*at as usize].area_in_world)).collect()
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
            scene.nodes_in_polygon(&corners).into_iter().map(|at| scene.nodes()[at as usize].id.as_str()).collect();
        assert_eq!(found.join(" "), nodes);
        let found: Vec<&str> =
            scene.edges_in_polygon(&corners).into_iter().map(|at| scene.edges()[at as usize].id.as_str()).collect();
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

    proptest! {
        #[test]
        fn a_rectangle_holds_the_same_as_a_marquee(x in -50_f32..150.0, y in -50_f32..150.0, w in 1_f32..200.0, h in 1_f32..200.0) {
            let scene = scene("ann 0,0; bob 100,0; cid 50,80");
            let corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)].map(|(x, y)| Point::new(x, y));
            let area = Rect { min: corners[0], max: corners[2] };
            prop_assert_eq!(scene.nodes_in_polygon(&corners), scene.nodes_in(area));
        }
    }
}

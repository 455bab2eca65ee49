//! Convex outlines around groups.

use crate::base::{Point, Vector};

use super::route::Rim;

/// How far an outline stands off the discs in it, in world units.
const STAND_OFF: f32 = 18.0;
/// Points around each disc.
const CORNERS: usize = 12;

/// The convex outline around discs, with some room, clockwise on a screen; empty for none.
///
/// Andrew's monotone chain over points around each disc: O(n log n).
#[must_use]
pub fn hull_around(discs: impl Iterator<Item = Rim>) -> Vec<Point> {
    let mut points: Vec<Point> = discs
        .flat_map(|disc| {
            (0..CORNERS).map(move |i| {
                let angle = i as f32 / CORNERS as f32 * std::f32::consts::TAU;
                disc.center + Vector::from_angle(angle) * (disc.radius + STAND_OFF)
            })
        })
        .filter(|point| point.is_finite())
        .collect();
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let half = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for point in points {
            while let [.., a, b] = chain[..]
                && turn(a, b, point) <= 0.0
            {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut outline = half(&mut points.iter().copied());
    outline.extend(half(&mut points.iter().rev().copied()));
    outline
}

/// Above zero where the way from `a` over `b` to `c` turns clockwise on a screen. In `f64`, which is exact enough for
/// every coordinate of the world.
fn turn(a: Point, b: Point, c: Point) -> f64 {
    let d = |p: Point, q: Point| (f64::from(q.x) - f64::from(p.x), f64::from(q.y) - f64::from(p.y));
    let ((ux, uy), (vx, vy)) = (d(a, b), d(b, c));
    ux * vy - uy * vx
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_outline_is_convex_and_holds_its_discs(discs in proptest::collection::vec((-500_f32..500.0, -500_f32..500.0, 10_f32..30.0), 1..20)) {
            let rims: Vec<Rim> = discs.iter().map(|(x, y, r)| Rim { center: Point::new(*x, *y), radius: *r }).collect();
            let outline = hull_around(rims.iter().copied());
            prop_assert!(outline.len() >= 3);
            for i in 0..outline.len() {
                let (a, b, c) = (outline[i], outline[(i + 1) % outline.len()], outline[(i + 2) % outline.len()]);
                prop_assert!(turn(a, b, c) > 0.0);
                for rim in &rims {
                    prop_assert!(turn(a, b, rim.center) / f64::from(a.distance(b)) > f64::from(rim.radius));
                }
            }
        }
    }

    #[test]
    fn nothing_has_no_outline() {
        assert_eq!(hull_around(std::iter::empty()), []);
    }
}

//! Where a camera stands that has everything in sight beside what floats.

use proptest::prelude::*;

use super::*;
use crate::base::Rect;
use crate::scene::{Camera, Frame};

const VIEW: Rect = Rect { min: Point::new(100.0, 50.0), max: Point::new(900.0, 650.0) };

fn rect(left: f32, top: f32, right: f32, bottom: f32) -> Rect {
    Rect { min: Point::new(left, top), max: Point::new(right, bottom) }
}

/// The places of nodes on the screen that a fit gives, or nothing.
fn fitted(scene: &Scene, covers: &[Rect], min_zoom: f32) -> Option<Camera> {
    let frame = Frame { covers_in_screen: covers, min_zoom, max_zoom: 1.25 };
    scene.framed(&Camera::new(VIEW), scene.bounds_in_world(), frame)
}

#[test]
fn a_corner_that_is_covered_is_kept_free_without_giving_up_the_rest() {
    // Nothing stands at the lower left, where something floats.
    let scene = scene("ann -300,-200; bob 300,-200; cid 300,200; r: ann -owns-> cid");
    let corner = rect(100.0, 500.0, 400.0, 650.0);
    let camera = fitted(&scene, &[corner], 0.5).unwrap();
    assert!(camera.zoom() >= 1.0, "{}", camera.zoom());
    // Across the whole width it costs room.
    let bar = rect(100.0, 450.0, 900.0, 650.0);
    let smaller = fitted(&scene, &[bar], 0.1).unwrap();
    assert!(smaller.zoom() < camera.zoom());
    assert!(fitted(&scene, &[VIEW], 0.1).is_none());
    assert!(fitted(&scene, &[], 4.0).is_none());
    assert!(fitted(&Scene::default(), &[], 0.1).is_none());
}

#[test]
fn a_zoom_that_is_nearly_one_is_one() {
    for reach in (100..400).step_by(7) {
        let scene = scene(&format!("ann -{reach},0; bob {reach},0"));
        let zoom = fitted(&scene, &[], 0.1).unwrap().zoom();
        assert!(zoom <= 1.0 || zoom > 1.1, "{zoom}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_is_framed_is_seen_and_lies_under_nothing(
        places in proptest::collection::vec((-900_f32..900.0, -900_f32..900.0), 1..20),
        covers in proptest::collection::vec((100_f32..900.0, 50_f32..650.0, 0_f32..200.0, 0_f32..200.0), 0..4),
    ) {
        let text: String = places.iter().enumerate().map(|(i, (x, y))| format!("n{i} {x},{y}; ")).collect();
        let scene = scene(&text);
        let covers: Vec<Rect> = covers.iter().map(|(x, y, w, h)| rect(*x, *y, x + w, y + h)).collect();
        if let Some(camera) = fitted(&scene, &covers, 0.05) {
            prop_assert!((0.05..=1.25).contains(&camera.zoom()));
            for node in scene.nodes() {
                let disc = camera.screen_rect_from_world(node.bounds_in_world());
                prop_assert!(VIEW.contains(disc.min) && VIEW.contains(disc.max), "{} at {disc:?}", node.id);
                prop_assert!(!covers.iter().any(|cover| cover.intersects(disc)), "{} at {disc:?}", node.id);
            }
        }
    }
}

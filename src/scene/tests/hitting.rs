//! Hit tests against a scan of everything.

use proptest::prelude::*;

use super::*;
use crate::base::Rect;
use crate::scene::Hit;

fn at(scene: &Scene, x: f32, y: f32, zoom: f32) -> String {
    let name = |node: u32| scene.nodes()[node as usize].id.to_string();
    match scene.hit(Point::new(x, y), zoom) {
        None => "nothing".into(),
        Some(Hit::Node(node)) => name(node),
        Some(Hit::Rim(node)) => format!("rim of {}", name(node)),
        Some(Hit::Edge(edge)) => scene.edges()[edge as usize].id.to_string(),
        Some(Hit::Note(_)) => "note".into(),
    }
}

#[test]
fn discs_rims_and_edges() {
    // The radius of each is 13.4.
    let scene = scene("a 0,0; b 200,0; r: a -owns-> b");
    assert_eq!(at(&scene, 0.0, 0.0, 1.0), "a");
    assert_eq!(at(&scene, 11.0, 0.0, 1.0), "a");
    assert_eq!(at(&scene, 12.0, 0.0, 1.0), "rim of a");
    assert_eq!(at(&scene, 0.0, 21.0, 1.0), "rim of a");
    assert_eq!(at(&scene, 0.0, 22.0, 1.0), "nothing");
    assert_eq!(at(&scene, 100.0, 4.9, 1.0), "r");
    assert_eq!(at(&scene, 100.0, 5.1, 1.0), "nothing");
    // On the screen the reach is the same at every zoom.
    assert_eq!(at(&scene, 100.0, 1.2, 4.0), "r");
    assert_eq!(at(&scene, 100.0, 1.4, 4.0), "nothing");
    // Small discs are wide targets without a rim.
    assert_eq!(at(&scene, 22.0, 0.0, 0.5), "a");
    assert_eq!(at(&scene, 0.0, 30.0, 0.5), "nothing");
    assert_eq!(at(&scene, f32::NAN, 0.0, 1.0), "nothing");
    assert_eq!(at(&scene, 0.0, 0.0, 0.0), "nothing");
}

fn any_scene() -> impl Strategy<Value = Scene> {
    let place = (-300_f32..300.0, -300_f32..300.0);
    let joins = proptest::collection::vec((0..12_usize, 0..12_usize), 0..30);
    (proptest::collection::vec(place, 12), joins).prop_map(|(places, joins)| {
        let nodes: String = places.iter().enumerate().map(|(i, (x, y))| format!("n{i} {x},{y}; ")).collect();
        let edges: String = joins.iter().enumerate().map(|(i, (a, b))| format!("r{i}: n{a} -owns-> n{b}; ")).collect();
        scene(&(nodes + &edges))
    })
}

/// The same rules over a scan of everything.
fn scanned(scene: &Scene, point: Point, zoom: f32) -> Option<Hit> {
    let nearest = |all: Vec<(u32, f32)>| all.into_iter().min_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    let (mut discs, mut rims) = (Vec::new(), Vec::new());
    for (i, node) in scene.nodes().iter().enumerate() {
        let away = node.center_in_world.distance(point);
        let small = node.radius * zoom < 8.0;
        let inner = if small { node.radius.max(12.0 / zoom) } else { node.radius - 2.0 / zoom };
        if away <= inner {
            discs.push((i as u32, away));
        } else if !small && away <= node.radius + 8.0 / zoom {
            rims.push((i as u32, away - node.radius));
        }
    }
    let edges = scene.edges().iter().enumerate().map(|(i, e)| (i as u32, e.path_in_world.distance_to(point)));
    let edges = edges.filter(|(_, away)| *away <= 5.0 / zoom).collect();
    nearest(discs)
        .map(|(i, _)| Hit::Node(i))
        .or(nearest(rims).map(|(i, _)| Hit::Rim(i)))
        .or(nearest(edges).map(|(i, _)| Hit::Edge(i)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_hit_is_what_a_scan_finds(scene in any_scene(), points in proptest::collection::vec((-320_f32..320.0, -320_f32..320.0), 20), zoom in 0.1_f32..4.0) {
        for (x, y) in points {
            let point = Point::new(x, y);
            prop_assert_eq!(scene.hit(point, zoom), scanned(&scene, point, zoom));
        }
    }

    #[test]
    fn a_marquee_holds_what_lies_in_it(scene in any_scene(), a in (-320_f32..320.0, -320_f32..320.0), b in (-320_f32..320.0, -320_f32..320.0)) {
        let area = Rect::from_corners(Point::new(a.0, a.1), Point::new(b.0, b.1));
        let nodes: Vec<u32> = (0..scene.nodes().len() as u32).filter(|i| area.contains(scene.nodes()[*i as usize].center_in_world)).collect();
        prop_assert_eq!(scene.nodes_in(area), nodes);
        for (i, edge) in scene.edges().iter().enumerate() {
            let inside = (0..=64).all(|i| area.contains(edge.path_in_world.at(i as f32 / 64.0)));
            let found = scene.edges_in(area).contains(&(i as u32));
            prop_assert!(!found || inside);
        }
    }
}

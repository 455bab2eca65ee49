//! Which names and labels are shown, and where.

use std::sync::Arc;

use super::scene;
use crate::base::{Point, Rect};
use crate::scene::labels::{LEAST_NODE_LABELS, MOST_IN_ANY_CASE};
use crate::scene::{Camera, Emphasis, Labels, Measure, NodeLabel, Placed, Scene, Side, Words, shown_label};

/// Seven pixels a character.
struct Typewriter;

impl Measure for Typewriter {
    fn width(&mut self, words: Words<'_>) -> f32 {
        let (Words::Name(text) | Words::Date(text) | Words::Edge(text) | Words::Group(text)) = words;
        7.0 * text.chars().count() as f32
    }
}

fn camera(zoom: f32) -> Camera {
    let viewport = Rect::from_corners(Point::ORIGIN, Point::new(1000.0, 800.0));
    Camera::new(viewport).looking_at(Point::ORIGIN, zoom)
}

fn place(labels: &mut Labels, scene: &Scene, zoom: f32, emphasis: &Emphasis, now_ms: f64) -> Placed {
    labels.place(scene, &camera(zoom), emphasis, &mut Typewriter, now_ms)
}

/// The labels as `ann Below, r1`, those of nodes and then those of edges, by id.
fn told(scene: &Scene, placed: &Placed) -> String {
    let node = |l: &NodeLabel| format!("{} {:?}", scene.nodes()[l.node as usize].id, l.side);
    let mut nodes: Vec<String> = placed.nodes.iter().map(node).collect();
    let mut edges: Vec<String> = placed.edges.iter().map(|l| scene.edges()[l.edge as usize].id.to_string()).collect();
    nodes.sort();
    edges.sort();
    [nodes, edges].concat().join(", ")
}

fn check(text: &str, zoom: f32, expected: &str) {
    let scene = scene(text);
    let placed = place(&mut Labels::default(), &scene, zoom, &Emphasis::default(), 0.0);
    assert_eq!(told(&scene, &placed), expected, "{text} at {zoom}");
}

#[test]
fn labels_stand_below_and_give_way() {
    check("ann 0,0; bob 200,0", 1.0, "ann Below, bob Below");
    check("ann 0,0; bob 0,36", 1.0, "ann Above, bob Below");
    // The disc of Bob is where Ann's label would be.
    check("ann 0,0; bob 0,30; cid 0,-30", 1.0, "ann Right, bob Below, cid Above");
    check("ann 0,0; bob 200,0", 0.1, "");
}

#[test]
fn edges_are_named_where_there_is_room() {
    check("ann 0,0; bob 300,0; r: ann -leads-> bob", 1.0, "ann Below, bob Below, r");
    check("ann 0,0; bob 300,0; r: ann -leads-> bob", 0.6, "ann Below, bob Below");
    check("ann 0,0; bob 90,0; r: ann -leads-> bob", 1.0, "ann Below, bob Below");
}

#[test]
fn names_stand_where_they_cover_no_arrowhead() {
    check("ann 0,300; bob 0,0; r: ann -leads-> bob", 1.0, "ann Below, bob Above, r");
    check("ann 0,-300; bob 0,0; r: ann -leads-> bob", 1.0, "ann Below, bob Below, r");
    let both = "ann 0,300; bob 0,0; cid 0,-300; r: ann -leads-> bob; s: cid -leads-> bob";
    check(both, 1.0, "ann Below, bob Right, cid Below, r, s");
    // From afar there are no arrows.
    check("ann 0,300; bob 0,0; r: ann -leads-> bob", 0.3, "ann Below, bob Below");
}

#[test]
fn arrowheads_that_a_name_covers_come_to_its_border() {
    let around = "ann 0,300; bob 0,0; cid 0,-300; dan 300,0; eve -300,0; \
        r: ann -leads-> bob; s: cid -leads-> bob; t: dan -leads-> bob; u: bob -leads-> eve; v: eve -leads-> bob";
    let scene = scene(around);
    let placed = place(&mut Labels::default(), &scene, 1.0, &Emphasis::default(), 0.0);
    let bob = scene.node_of(&"bob".parse().unwrap()).unwrap();
    let label = placed.of_node(bob).unwrap();
    assert_eq!(label.side, Side::Below);
    let heads = scene.arrowheads_at_border(&camera(1.0), bob, label.area_in_screen);
    let [head] = heads.as_slice() else { panic!("{heads:?}") };
    assert_eq!(scene.edges()[head.edge as usize].id.as_str(), "r");
    assert!((head.tip_in_screen.y - label.area_in_screen.max.y).abs() <= 1.0, "{head:?} {label:?}");
    assert!(head.direction.y < -0.99, "{head:?}");
}

#[test]
fn the_selected_are_named_at_any_zoom() {
    let scene = scene("ann 0,0; bob 300,0; r: ann -leads-> bob");
    let emphasis = Emphasis {
        nodes: Arc::new([0].into_iter().collect()),
        edges: Arc::new([0].into_iter().collect()),
        ..Emphasis::default()
    };
    let placed = place(&mut Labels::default(), &scene, 0.1, &emphasis, 0.0);
    assert_eq!(told(&scene, &placed), "ann Below, r");
}

#[test]
fn of_very_many_selected_those_in_view_are_named_and_no_more_than_can_be_read() {
    let row = |i: usize| (format!("a{i} {},{}", 20 * (i % 100), 12 * (i / 100)), format!("r{i}: a{i} -leads-> a0"));
    let lines: Vec<(String, String)> = (0..2_000).map(row).collect();
    let entities = lines.iter().map(|(entity, _)| entity.as_str());
    let relationships = lines.iter().skip(1).map(|(_, relationship)| relationship.as_str());
    let scene = scene(&entities.chain(relationships).collect::<Vec<_>>().join(";"));
    let emphasis = Emphasis {
        nodes: Arc::new((0..scene.nodes().len() as u32).collect()),
        edges: Arc::new((0..scene.edges().len() as u32).collect()),
        ..Emphasis::default()
    };
    for zoom in [0.05, 0.3, 0.69, 0.71, 1.5] {
        let placed = place(&mut Labels::default(), &scene, zoom, &emphasis, 0.0);
        assert!(placed.edges.len() <= 2 * MOST_IN_ANY_CASE, "{} edges at {zoom}", placed.edges.len());
        assert!(placed.edges.len() >= 10, "{} edges at {zoom}", placed.edges.len());
        let screen = camera(zoom).viewport_in_screen();
        assert!(placed.edges.iter().all(|label| label.area_in_screen.intersects(screen)), "at {zoom}");
    }
    let away = Camera::new(camera(1.0).viewport_in_screen()).looking_at(Point::new(9e4, 9e4), 0.3);
    let placed = Labels::default().place(&scene, &away, &emphasis, &mut Typewriter, 0.0);
    assert!(placed.edges.is_empty() && placed.nodes.is_empty(), "{placed:?}");
}

#[test]
fn after_a_layout_names_stand_where_the_nodes_stand_now() {
    // So many in one place that not all are looked at, and a row of those who count more.
    let lines = |away: usize| {
        let crowd = (0..4_500).map(|i| format!("n{i} {},{}", away + i % 5, i / 900));
        let row = (0..9).map(|i| format!("h{i} {},300", away + 100 + 90 * i));
        let ties = (1..9).map(|i| format!("r{i}: h{} -leads-> h{i}", i - 1));
        crowd.chain(row).chain(ties).collect::<Vec<_>>().join(";")
    };
    let (before, after) = (scene(&lines(0)), scene(&lines(100_000)));
    let mut labels = Labels::default();
    let seen = |x: f32| Camera::new(camera(1.0).viewport_in_screen()).looking_at(Point::new(x, 380.0), 1.0);
    let first = labels.place(&before, &seen(480.0), &Emphasis::default(), &mut Typewriter, 0.0);
    let then = labels.place(&after, &seen(100_480.0), &Emphasis::default(), &mut Typewriter, 0.0);
    let names = |scene: &Scene, placed: &Placed| told(scene, placed).matches(['h']).count();
    assert!(names(&before, &first) >= 9, "{}", told(&before, &first));
    assert_eq!(told(&after, &then), told(&before, &first));
}

#[test]
fn a_long_label_is_cut() {
    assert_eq!(shown_label("leads"), "leads");
    assert_eq!(shown_label("leads\nsince 1994"), "leads…");
    let long = shown_label(&"is said to lead ".repeat(30)).into_owned();
    assert!(long.chars().count() <= 60 && long.ends_with('…') && long.starts_with("is said to lead is"), "{long}");
}

#[test]
fn parallels_are_named_at_one_share_of_the_way() {
    let scene = scene("ann -200,0; bob 200,0; r: ann -leads-> bob; s: bob -leads-> ann; t: ann -leads-> bob");
    let placed = place(&mut Labels::default(), &scene, 1.0, &Emphasis::default(), 0.0);
    let x: Vec<f32> = placed.edges.iter().map(|l| l.area_in_screen.center().x).collect();
    assert_eq!(x.len(), 3);
    assert!(x.iter().all(|x| (x - 500.0).abs() < 0.5), "{x:?}");
}

#[test]
fn a_shown_label_stays_until_it_is_covered_for_a_while() {
    let mut labels = Labels::default();
    let crowded = "ann 0,0; bob 0,30; cid 0,-30; dan 45,0; eve -45,0";
    let (free, covered) = (scene("ann 0,0; bob 400,0; cid 0,-300; dan 300,300; eve -300,300"), scene(crowded));
    let named = |scene: &Scene, placed: &Placed| told(scene, placed).contains("ann");
    let nobody = Emphasis::default();
    assert!(named(&free, &place(&mut labels, &free, 1.0, &nobody, 0.0)));
    let placed = place(&mut labels, &covered, 1.0, &nobody, 1000.0);
    assert!(named(&covered, &placed));
    assert_eq!(placed.again_in_ms, Some(150.0));
    assert!(named(&covered, &place(&mut labels, &covered, 1.0, &nobody, 1149.0)));
    let placed = place(&mut labels, &covered, 1.0, &nobody, 1150.0);
    assert!(!named(&covered, &placed), "{}", told(&covered, &placed));
    assert_eq!(placed.again_in_ms, None);
    assert!(!named(&covered, &place(&mut Labels::default(), &covered, 1.0, &nobody, 0.0)));
}

#[test]
fn labels_cover_nothing_in_a_crowd() {
    let mut random = fastrand::Rng::with_seed(5);
    let text: Vec<String> =
        (0..300).map(|i| format!("p{i} {},{}", random.i32(-450..450), random.i32(-350..350))).collect();
    let scene = scene(&text.join(";"));
    let placed = place(&mut Labels::default(), &scene, 1.0, &Emphasis::default(), 0.0);
    assert_eq!(placed.nodes.len(), LEAST_NODE_LABELS);
    for (i, a) in placed.nodes.iter().enumerate() {
        for b in &placed.nodes[i + 1..] {
            let (a, b) = (a.area_in_screen.expanded(-0.01), b.area_in_screen.expanded(-0.01));
            assert!(!a.intersects(b), "{a:?} {b:?}");
        }
    }
}

//! What holds for every layout: positions are finite, pins stay, nothing overlaps, the same seed gives the same picture on
//! any number of threads, and a cancelled layout stops.

use std::sync::Arc;

use proptest::prelude::*;

use super::overlap::overlapping;
use super::pieces::Measures;
use super::*;
use crate::base::{EntityId, ViewId};
use crate::edit::{Document, Merging, Selection};
use crate::model::{Entity, Graph, Relationship};

/// Every algorithm with nothing asked for, and those that can be asked for more with that.
fn all_algorithms(count: u32) -> Vec<Algorithm> {
    let mut all: Vec<Algorithm> = ALGORITHMS.iter().map(|a| (a.plain)()).collect();
    all.push(Algorithm::Grouped { groups: (0..count).map(|i| i % 3).collect() });
    all.push(Algorithm::Concentric {
        values: (0..count).map(|i| if i % 5 == 0 { f32::NAN } else { i as f32 }).collect(),
    });
    all.push(Algorithm::Layered {
        flow: Flow::Right,
        layers: (0..count).map(|i| (i % 4 > 0).then_some(i % 4)).collect(),
    });
    if count > 0 {
        all.push(Algorithm::Radial { root: Some(count - 1) });
    }
    all
}

fn overlaps(request: &Request, positions: &[Point]) -> Vec<usize> {
    let found = overlapping(&Measures::of(&request.sizes).footprints, positions);
    found.iter().enumerate().filter(|(_, overlaps)| **overlaps).map(|(i, _)| i).collect()
}

/// Draws with every algorithm and checks what must always hold.
fn check(count: u32, edges: &[(u32, u32)]) {
    let topology = Topology::unweighted(count, edges.iter().copied());
    for algorithm in all_algorithms(count) {
        let name = format!("{algorithm:?} of {count} nodes and {} edges", edges.len());
        let request = Request {
            sizes: (0..count)
                .map(|i| Size { radius: 12.0, label: Vector::new(20.0 + (i % 7) as f32 * 15.0, 19.0) })
                .collect(),
            ..Request::new(algorithm, count as usize)
        };
        let positions = arrange(&topology, &request, &Task::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(positions.len(), count as usize, "{name}");
        assert!(positions.iter().all(|p| p.is_finite()), "{name}");
        assert_eq!(overlaps(&request, &positions), [0_usize; 0], "{name}");
        let again = arrange(&topology, &request, &Task::default()).unwrap();
        assert_eq!(positions, again, "{name}: the same seed");
    }
}

#[test]
fn graphs_of_no_and_little_shape() {
    check(0, &[]);
    check(1, &[(0, 0)]);
    check(2, &[]);
    check(2, &[(0, 1), (1, 0), (0, 1), (1, 1)]);
    check(3, &[(0, 1)]);
    check(300, &[]);
}

#[test]
fn graphs_of_awkward_shape() {
    check(120, &(1..120).map(|i| (0, i)).collect::<Vec<_>>());
    check(90, &(1..90).map(|i| (i - 1, i)).collect::<Vec<_>>());
    let clique = |first: u32| (first..first + 12).flat_map(move |a| (first..a).map(move |b| (a, b)));
    check(24, &clique(0).chain(clique(12)).chain([(0, 12)]).collect::<Vec<_>>());
    check(60, &(0..60).map(|i| (i / 3 * 3, i / 3 * 3 + (i + 1) % 3)).collect::<Vec<_>>());
}

#[test]
fn a_star_of_very_many_and_very_many_alone() {
    for (count, edges) in [(4_000_u32, 4_000_u32), (4_000, 1)] {
        let topology = Topology::unweighted(count, (1..edges).map(|i| (0, i)));
        for key in ["grid", "radial", "concentric"] {
            let described = ALGORITHMS.iter().find(|a| a.key == key).unwrap();
            let request = Request::new((described.plain)(), count as usize);
            let positions = arrange(&topology, &request, &Task::default()).unwrap();
            assert!(positions.iter().all(|p| p.is_finite()));
            assert_eq!(overlaps(&request, &positions), [0_usize; 0], "{key}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn any_graph(count in 1_u32..40, ends in proptest::collection::vec((0_u32..40, 0_u32..40), 0..70)) {
        check(count, &ends.into_iter().filter(|(a, b)| *a < count && *b < count).collect::<Vec<_>>());
    }

    #[test]
    fn pins_stay_whatever_else_is_asked(
        edges in proptest::collection::vec((0_u32..25, 0_u32..25), 0..40),
        places in proptest::collection::vec((proptest::bool::weighted(0.3), proptest::option::of((-500.0_f32..500.0, -500.0_f32..500.0))), 25),
        mode in 0..3,
    ) {
        let topology = Topology::unweighted(25, edges);
        for algorithm in all_algorithms(25) {
            let request = Request {
                initial: places.iter().map(|(_, p)| p.map(|(x, y)| Point::new(x, y))).collect(),
                pinned: places.iter().map(|(pinned, _)| *pinned).collect(),
                mode: match mode {
                    0 => Mode::Fresh,
                    1 => Mode::Incremental,
                    _ => Mode::Selection((0..25).map(|i| i % 2 == 0).collect()),
                },
                ..Request::new(algorithm, 25)
            };
            let positions = arrange(&topology, &request, &Task::default()).unwrap();
            for i in 0..25 {
                prop_assert!(positions[i].is_finite());
                let stays = request.pinned[i] || matches!(&request.mode, Mode::Selection(s) if !s[i]);
                if let (true, Some(initial)) = (stays, request.initial[i]) {
                    prop_assert_eq!(positions[i], initial, "{:?} {:?} {}", request.algorithm, request.mode, i);
                }
            }
            // What overlaps does so with something that may not move.
            let is_fixed = |i: &usize| request.pinned[*i] && request.initial[*i].is_some();
            if mode < 2 {
                for i in overlaps(&request, &positions) {
                    prop_assert!(is_fixed(&i), "{:?}: {} overlaps", request.algorithm, i);
                }
            }
        }
    }
}

#[test]
fn places_that_make_no_sense_count_as_none() {
    let topology = Topology::new(6, [(0, 1, f32::NAN), (1, 2, -4.0), (2, 3, f32::INFINITY), (3, 4, 0.0), (4, 5, 1e30)]);
    let strange = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN, 0.0];
    for mode in [Mode::Fresh, Mode::Incremental, Mode::Selection(vec![true; 6])] {
        for algorithm in all_algorithms(6) {
            let request = Request {
                initial: strange.iter().map(|x| Some(Point::new(*x, 1.0))).collect(),
                pinned: vec![true; 6],
                sizes: strange.iter().map(|r| Size { radius: *r, label: Vector::new(*r, *r) }).collect(),
                mode: mode.clone(),
                ..Request::new(algorithm, 6)
            };
            let positions = arrange(&topology, &request, &Task::default()).unwrap();
            assert!(positions.iter().all(|p| p.is_finite()), "{:?}: {positions:?}", request.algorithm);
            assert_eq!(positions[5], Point::new(0.0, 1.0));
        }
    }
}

#[test]
fn all_in_one_place_comes_apart_and_pins_in_one_place_stay() {
    let topology = Topology::unweighted(50, (1..50).map(|i| (i / 2, i)));
    let one_place = vec![Some(Point::new(40.0, 40.0)); 50];
    for mode in [Mode::Fresh, Mode::Incremental] {
        for algorithm in all_algorithms(50) {
            let mut request = Request { initial: one_place.clone(), mode: mode.clone(), ..Request::new(algorithm, 50) };
            let positions = arrange(&topology, &request, &Task::default()).unwrap();
            assert_eq!(overlaps(&request, &positions), [0_usize; 0], "{:?}", request.algorithm);
            request.pinned = vec![true; 50];
            let positions = arrange(&topology, &request, &Task::default()).unwrap();
            assert!(positions.iter().all(|p| *p == Point::new(40.0, 40.0)));
        }
    }
}

/// A network in which few nodes have many neighbours.
fn network(count: u32) -> Topology {
    let mut random = fastrand::Rng::with_seed(9);
    Topology::unweighted(
        count,
        (1..count).flat_map(|i| [(i, random.u32(0..i)), (i, random.u32(0..i) / 3)]).collect::<Vec<_>>(),
    )
}

#[test]
fn the_number_of_threads_does_not_show() {
    let topology = network(3_000);
    let drawn = |threads: usize, key: &str| {
        let described = ALGORITHMS.iter().find(|a| a.key == key).unwrap();
        let request = Request::new((described.plain)(), 3_000);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| arrange(&topology, &request, &Task::default())).unwrap()
    };
    for key in ["force", "stress", "grouped"] {
        assert_eq!(drawn(1, key), drawn(3, key), "{key}");
    }
}

#[test]
fn trees_are_drawn_without_crossings() {
    let mut random = fastrand::Rng::with_seed(3);
    let grown: Vec<(u32, u32)> = (1..700).map(|i| (random.u32(..i), i)).collect();
    let bushes: Vec<(u32, u32)> = (1..400).map(|i| ((i - 1) / 20, i)).collect();
    let comb: Vec<(u32, u32)> =
        (1..300).map(|i| if i % 3 == 1 { ((i / 3) * 3, i) } else { (i - 1 - u32::from(i % 3 == 0), i) }).collect();
    for edges in [grown, bushes, comb] {
        let topology = Topology::unweighted(edges.len() as u32 + 1, edges.iter().copied());
        let p = arrange(&topology, &Request::new(Algorithm::Force, topology.node_count()), &Task::default()).unwrap();
        let side = |a: u32, b: u32, c: u32| {
            let (b, c) = (p[b as usize] - p[a as usize], p[c as usize] - p[a as usize]);
            b.x * c.y - b.y * c.x
        };
        let cross = |(a, b): (u32, u32), (c, d): (u32, u32)| {
            a != c
                && a != d
                && b != c
                && b != d
                && side(a, b, c) * side(a, b, d) < 0.0
                && side(c, d, a) * side(c, d, b) < 0.0
        };
        let crossing = edges.iter().enumerate().flat_map(|(i, one)| edges[..i].iter().map(move |other| (*one, *other)));
        let count = crossing.filter(|(one, other)| cross(*one, *other)).count();
        // Where no room is left within a pocket, the last overlap gives way.
        assert!(count * 100 <= edges.len(), "{count} crossings of {} edges", edges.len());
    }
}

#[test]
fn a_cancelled_layout_stops() {
    let topology = network(2_000);
    for algorithm in all_algorithms(2_000) {
        let task = Task::default();
        task.cancel();
        let request = Request::new(algorithm, 2_000);
        assert_eq!(
            arrange(&topology, &request, &task),
            Err(Refusal::Cancelled(Cancelled)),
            "{:?}",
            request.algorithm.described()
        );
    }
}

#[test]
fn a_request_that_does_not_fit_is_refused() {
    let topology = network(10);
    let mut request = Request::new(Algorithm::Radial { root: Some(10) }, 10);
    let refused = |request: &Request| arrange(&topology, request, &Task::default()).unwrap_err().to_string();
    assert_eq!(refused(&request), "the layout was asked to put node 10 in the middle, but there are only 10");
    request.pinned.pop();
    assert_eq!(refused(&request), "the layout was given 9 pins for 10 nodes");
}

#[test]
fn a_picture_that_grows_keeps_its_shape() {
    let topology = network(60);
    for described in ALGORITHMS.iter().filter(|a| ["force", "stress"].contains(&a.key)) {
        let mut request = Request::new((described.plain)(), 60);
        let before = arrange(&topology, &request, &Task::default()).unwrap();
        request.initial = before.iter().map(|p| Some(*p)).collect();
        request.initial[7] = None;
        request.initial[51] = None;
        request.mode = Mode::Incremental;
        let after = arrange(&topology, &request, &Task::default()).unwrap();
        let bounds = crate::base::Rect::around(before.iter().copied());
        let moved: Vec<f32> = (0..60).filter(|i| ![7, 51].contains(i)).map(|i| before[i].distance(after[i])).collect();
        let mean = moved.iter().sum::<f32>() / moved.len() as f32;
        assert!(mean < 0.06 * bounds.width(), "{}: moved by {mean} of {}", described.key, bounds.width());
        let new = after[51];
        let near = topology.neighbours(51).iter().map(|n| after[*n as usize].distance(new)).fold(f32::MAX, f32::min);
        assert!(near < 0.4 * bounds.width(), "{}: it stands beside a neighbour", described.key);
    }
}

#[test]
fn a_picture_stays_where_it_was() {
    let topology = network(40);
    for described in ALGORITHMS {
        let mut request = Request::new((described.plain)(), 40);
        request.initial = (0..40).map(|i| Some(Point::new(5_000.0 + i as f32, -3_000.0))).collect();
        let positions = arrange(&topology, &request, &Task::default()).unwrap();
        let middle = pieces::mean(positions.iter().copied());
        assert!(middle.distance(Point::new(5_019.5, -3_000.0)) < 5.0, "{}: {middle:?}", described.key);
    }
}

#[test]
fn free_nodes_find_places_at_the_scale_of_pins() {
    let topology = network(24);
    for described in ALGORITHMS.iter().filter(|a| ["force", "stress", "grouped"].contains(&a.key)) {
        let mut request = Request::new((described.plain)(), 24);
        let extent = |positions: &[Point]| crate::base::Rect::around(positions.iter().copied()).width();
        let alone = extent(&arrange(&topology, &request, &Task::default()).unwrap());
        for apart in [0.6, 4.0] {
            request.initial[0] = Some(Point::ORIGIN);
            request.initial[1] = Some(Point::new(alone * apart, 0.0));
            (request.pinned[0], request.pinned[1]) = (true, true);
            let pinned = extent(&arrange(&topology, &request, &Task::default()).unwrap());
            // Two who are neighbours stand far apart: the picture is about as large as it was, or as they reach.
            let most = 2.2 * alone * f32::max(apart, 1.0);
            assert!(pinned < most, "{} with pins {apart} of {alone} apart: {pinned}", described.key);
        }
    }
}

#[test]
fn keys_are_unique_and_every_algorithm_finds_its_own_row() {
    for described in ALGORITHMS {
        assert_eq!((described.plain)().described().key, described.key);
        assert_eq!(ALGORITHMS.iter().filter(|a| a.key == described.key).count(), 1);
    }
}

/// Ann, Bob and Cay, of whom Cay is hidden, with relationships of which one is odd.
fn small_graph() -> (Graph, ViewId) {
    let view: ViewId = "main".parse().unwrap();
    let mut graph = Graph::new(view.clone());
    let people: Vec<EntityId> = ["ann", "bob", "cay"].iter().map(|id| id.parse().unwrap()).collect();
    for id in &people {
        let entity = Entity::new(id.clone(), "person".parse().unwrap(), id.as_str());
        graph.put_entity(id, Some(Arc::new(entity))).unwrap();
    }
    for (i, (a, b)) in [(0, 1), (1, 2), (0, 0)].into_iter().enumerate() {
        let id = format!("r{i}").parse().unwrap();
        let weight = Some(-3.0);
        let new = Relationship::new(id, "consults".parse().unwrap(), people[a].clone(), people[b].clone());
        graph.put_relationship(&new.id.clone(), Some(Arc::new(Relationship { weight, ..new }))).unwrap();
    }
    let hidden = crate::model::Placement { hidden: true, ..Default::default() };
    graph.place(&view, &people[2], hidden).unwrap();
    (graph, view)
}

#[test]
fn a_view_is_arranged_in_one_step_and_undone_in_one() {
    let (graph, view) = small_graph();
    let subject = Subject::of_view(&graph, &view).unwrap();
    assert_eq!(subject.ids.iter().map(EntityId::as_str).collect::<Vec<_>>(), ["ann", "bob"]);
    assert_eq!(subject.topology.pairs().collect::<Vec<_>>(), [(0, 1)]);
    let request = subject.request(Algorithm::Force, 1);
    let positions = arrange(&subject.topology, &request, &Task::default()).unwrap();
    let change = subject.arrangement(&graph, &view, &positions, &request.algorithm);
    assert_eq!((change.label.as_str(), change.edits.len()), ("arrange with the force layout", 2));
    let before = graph.clone();
    let mut document = Document::new(graph);
    let nothing = Selection::default();
    document.apply(change, Merging::Never, &nothing, &nothing).unwrap();
    let placed = document.graph().views()[&view].placement(&subject.ids[1]).position;
    assert_eq!(placed, Some(positions[1]));
    document.undo().unwrap();
    assert_eq!(**document.graph(), before);
}

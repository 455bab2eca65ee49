//! An updated scene is the one that would be built anew.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::analysis::query::Shown;
use crate::analysis::time::{AsOf, holding};
use crate::base::{NoteId, Rect, Task, Vector};
use crate::model::{CanvasNote, Direction, Route, Status};
use crate::scene::{Anchor, Touched};

/// One change of a graph of up to twelve entities `n0` … and thirty relationships `r0` ….
#[derive(Debug, Clone)]
enum Step {
    Add(usize, f32, f32),
    Remove(usize),
    Move(usize, f32, f32),
    Hide(usize, bool),
    Rename(usize),
    Relate(usize, usize, usize),
    Unrelate(usize),
    Route(usize, Option<f32>, bool),
    Undirect(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let (e, r) = (0..12_usize, 0..30_usize);
    let c = -500_f32..500.0;
    prop_oneof![
        3 => (e.clone(), c.clone(), c.clone()).prop_map(|(i, x, y)| Step::Add(i, x, y)),
        1 => e.clone().prop_map(Step::Remove),
        2 => (e.clone(), c.clone(), c).prop_map(|(i, x, y)| Step::Move(i, x, y)),
        1 => (e.clone(), any::<bool>()).prop_map(|(i, h)| Step::Hide(i, h)),
        1 => e.clone().prop_map(Step::Rename),
        5 => (r.clone(), e.clone(), 0..3_usize).prop_map(|(i, a, b)| Step::Relate(i, a, b)),
        4 => (r.clone(), e.clone(), e).prop_map(|(i, a, b)| Step::Relate(i, a, b)),
        1 => r.clone().prop_map(Step::Unrelate),
        1 => (r.clone(), proptest::option::of(-90_f32..90.0), any::<bool>()).prop_map(|(i, b, h)| Step::Route(i, b, h)),
        1 => r.prop_map(Step::Undirect),
    ]
}

/// Does a step if the graph allows it, and says what it touched.
fn act(graph: &mut Graph, step: &Step) -> (Vec<EntityId>, Vec<RelationshipId>) {
    let entity = |i: &usize| EntityId::new(format!("n{i}")).unwrap();
    let relationship = |i: &usize| RelationshipId::new(format!("r{i}")).unwrap();
    let place = |graph: &mut Graph, id: &EntityId, change: &dyn Fn(&mut Placement)| {
        if graph.entity(id).is_some() {
            let mut placement = graph.views()[&view()].placement(id);
            change(&mut placement);
            graph.place(&view(), id, placement).unwrap();
        }
    };
    match step {
        Step::Add(i, x, y) => {
            if graph.entity(&entity(i)).is_none() {
                add_entity(graph, &format!("n{i}"), "person");
                place(graph, &entity(i), &|p| p.position = Some(Point::new(*x, *y)));
            }
            (vec![entity(i)], vec![])
        }
        Step::Remove(i) => {
            let id = entity(i);
            let gone: Vec<RelationshipId> = graph.relationships_at(&id).iter().map(|r| r.id.clone()).collect();
            for r in &gone {
                graph.route(&view(), r, Route::default()).unwrap();
                graph.put_relationship(r, None).unwrap();
            }
            if graph.entity(&id).is_some() {
                graph.place(&view(), &id, Placement::default()).unwrap();
                graph.put_entity(&id, None).unwrap();
            }
            (vec![id], gone)
        }
        Step::Move(i, x, y) => {
            place(graph, &entity(i), &|p| p.position = Some(Point::new(*x, *y)));
            (vec![entity(i)], vec![])
        }
        Step::Hide(i, hidden) => {
            place(graph, &entity(i), &|p| p.hidden = *hidden);
            (vec![entity(i)], vec![])
        }
        Step::Rename(i) => {
            if let Some(old) = graph.entity(&entity(i)) {
                let mut new = (**old).clone();
                new.name.push('x');
                graph.put_entity(&entity(i), Some(Arc::new(new))).unwrap();
            }
            (vec![entity(i)], vec![])
        }
        Step::Relate(i, a, b) => {
            if graph.entity(&entity(a)).is_some() && graph.entity(&entity(b)).is_some() {
                add_relationship(graph, &format!("r{i}"), &format!("n{a}"), "owns", &format!("n{b}"));
            }
            (vec![], vec![relationship(i)])
        }
        Step::Unrelate(i) => {
            let id = relationship(i);
            if graph.relationship(&id).is_some() {
                graph.route(&view(), &id, Route::default()).unwrap();
                graph.put_relationship(&id, None).unwrap();
            }
            (vec![], vec![id])
        }
        Step::Route(i, bend, hidden) => {
            let id = relationship(i);
            if graph.relationship(&id).is_some() {
                graph.route(&view(), &id, Route { bend: *bend, hidden: *hidden }).unwrap();
            }
            (vec![], vec![id])
        }
        Step::Undirect(i) => {
            let id = relationship(i);
            if let Some(old) = graph.relationship(&id) {
                let mut new = (**old).clone();
                new.direction = Direction::Neither;
                graph.put_relationship(&id, Some(Arc::new(new))).unwrap();
            }
            (vec![], vec![id])
        }
    }
}

proptest! {
    #[test]
    fn an_updated_scene_is_the_one_built_anew(steps in proptest::collection::vec(proptest::collection::vec(step(), 1..4), 1..40)) {
        let (view, mut graph) = (view(), graph("n0 0,0; n1 100,0; n2 0,100"));
        let mut scene = Scene::build(&graph, params(&view));
        for steps in steps {
            let (mut entities, mut relationships) = (Vec::new(), Vec::new());
            for step in &steps {
                let touched = act(&mut graph, step);
                entities.extend(touched.0);
                relationships.extend(touched.1);
            }
            let touched = Touched::Records { entities: &entities, relationships: &relationships };
            scene.update(&graph, params(&view), touched);
            assert_sound(&scene);
            let built = Scene::build(&graph, params(&view));
            prop_assert_eq!(scene.to_string(), built.to_string());
            prop_assert_eq!(scene.bounds_in_world(), built.bounds_in_world());
        }
    }

    #[test]
    fn a_scene_shown_at_another_time_is_the_one_built_anew(years in proptest::collection::vec((1990_i32..1996, 1_i32..3), 1..8)) {
        let text = "a 0,0; b 100,0; c 0,100; d 100,100; r1: a -owns-> b; r2: b -owns-> a; r3: c -owns-> a; r4: c -owns-> d";
        let (view, mut graph) = (view(), graph(text));
        for (id, valid) in [("r1", "1991/1993"), ("r2", "1992/.."), ("r3", "1994")] {
            let mut r = (**graph.relationship(&id.parse().unwrap()).unwrap()).clone();
            (r.valid, r.status) = (Some(valid.parse().unwrap()), Status::Ended);
            graph.put_relationship(&r.id.clone(), Some(Arc::new(r))).unwrap();
        }
        let mut d = (**graph.entity(&"d".parse().unwrap()).unwrap()).clone();
        d.valid = Some("1993/1995".parse().unwrap());
        graph.put_entity(&d.id.clone(), Some(Arc::new(d))).unwrap();
        let look = |from: i32, length: i32| {
            let as_of = AsOf::on(format!("{from}/{}", from + length).parse().unwrap());
            (as_of, holding(&graph, as_of, None, &Task::default()).unwrap())
        };
        fn params_of<'a>(view: &'a ViewId, (as_of, shown): &'a (AsOf, Shown)) -> SceneParams<'a> {
            SceneParams { view, matches: Some(shown), as_of: Some(*as_of) }
        }
        let mut seen = look(1990, 9);
        let mut scene = Scene::build(&graph, params_of(&view, &seen));
        for (from, length) in years {
            let next = look(from, length);
            let entities: Vec<_> = seen.1.entities.symmetric_difference(&next.1.entities).cloned().collect();
            // All of the relationships have ended, which reads differently at other times.
            let relationships: Vec<_> = graph.relationships_unsorted().map(|r| r.id.clone()).collect();
            seen = next;
            scene.reshow(&graph, params_of(&view, &seen), &entities, &relationships);
            assert_sound(&scene);
            let built = Scene::build(&graph, params_of(&view, &seen));
            prop_assert_eq!(scene.to_string(), built.to_string());
        }
    }

    #[test]
    fn a_preview_leaves_nothing_behind(x in -500_f32..500.0, y in -500_f32..500.0) {
        let text = "a 0,0; b 100,0; c 0,100; r1: a -owns-> b; r2: b -owns-> a; r3: c -owns-> c; r4: b -owns-> c";
        let mut scene = scene(text);
        let before = scene.to_string();
        let moved = ["a".parse().unwrap(), "c".parse().unwrap()];
        scene.preview_move(&moved, &[], Vector::new(3.0, 4.0));
        scene.preview_move(&moved, &[], Vector::new(x, y));
        let there = format!("a {x},{y}; b 100,0; c {x},{}; r1: a -owns-> b; r2: b -owns-> a; r3: c -owns-> c; r4: b -owns-> c", 100.0 + y);
        let expected = super::scene(&there).to_string();
        prop_assert_eq!(scene.to_string(), expected.as_str());
        let node = |scene: &Scene, id: &str| scene.node_of(&id.parse().unwrap()).unwrap();
        let ways = [(node(&scene, "a"), Point::new(x, y)), (node(&scene, "c"), Point::new(x, 100.0 + y))];
        scene.preview_at(&ways.map(|(at, _)| (at, Point::new(7.0, 7.0))));
        scene.preview_at(&ways);
        prop_assert_eq!(scene.to_string(), expected.as_str());
        scene.end_preview();
        assert_sound(&scene);
        prop_assert_eq!(scene.to_string(), before);
    }
}

#[test]
fn nothing_that_is_not_a_number_moves_a_node() {
    let mut scene = scene("a 0,0; b 100,0; r1: a -owns-> b");
    let before = scene.to_string();
    for by in [Vector::new(f32::NAN, 0.0), Vector::new(0.0, f32::INFINITY)] {
        scene.preview_move(&["a".parse().unwrap()], &[], by);
        assert_eq!(scene.to_string(), before);
    }
    scene.preview_move(&["a".parse().unwrap()], &[], Vector::new(3e38, 0.0));
    assert!(scene.nodes()[0].center_in_world.is_finite() && scene.edges()[0].path_in_world.is_finite());
}

#[test]
fn what_nobody_placed_stays_where_it_was_shown() {
    let view = view();
    let mut graph = graph("a 0,0; x; y; r1: a -owns-> x");
    let mut scene = Scene::build(&graph, params(&view));
    let center =
        |scene: &Scene, id: &str| scene.nodes()[scene.node_of(&id.parse().unwrap()).unwrap() as usize].center_in_world;
    let shown = (center(&scene, "x"), center(&scene, "y"));
    add_entity(&mut graph, "b", "person");
    add_relationship(&mut graph, "r2", "a", "owns", "b");
    let touched = [EntityId::new("b").unwrap()];
    scene.update(
        &graph,
        params(&view),
        Touched::Records { entities: &touched, relationships: &["r2".parse().unwrap()] },
    );
    assert_sound(&scene);
    assert_eq!((center(&scene, "x"), center(&scene, "y")), shown);
    assert!(center(&scene, "b").distance(center(&scene, "x")) > 40.0);
    scene.update(&graph, params(&view), Touched::Everything);
    assert_eq!((center(&scene, "x"), center(&scene, "y")), shown);
    assert!(scene.nodes().iter().filter(|node| node.anchor == Anchor::Temporary).count() == 3);
}

#[test]
fn notes_follow_a_preview_and_an_update() {
    let (view_id, mut graph) = (view(), graph("a 0,0"));
    let mut scene = Scene::build(&graph, params(&view_id));
    let mut view = (*graph.views()[&view_id].view).clone();
    let area = Rect { min: Point::new(-300.0, 0.0), max: Point::new(-200.0, 50.0) };
    let note = NoteId::new("n").unwrap();
    view.canvas_notes.insert(note.clone(), CanvasNote { text: "hm".into(), area, image: None });
    graph.put_view(&view_id, Some(Arc::new(view))).unwrap();
    scene.update(&graph, params(&view_id), Touched::Records { entities: &[], relationships: &[] });
    assert_eq!(scene.bounds_in_world().min.x, -300.0);
    scene.preview_move(&[], &[note], Vector::new(10.0, 0.0));
    assert_eq!(scene.notes()[0].area_in_world.min.x, -290.0);
    scene.end_preview();
    assert_eq!(scene.notes()[0].area_in_world, area);
}

//! What is drawn for which records.

use crate::analysis::query::Shown;
use crate::analysis::time::AsOf;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::base::{GroupId, NoteId, Rect, SourceId};
use crate::model::{
    CanvasNote, ColourBy, ConfidenceOverride, Credibility, Direction, Evidence, Group, Level, Reliability, Route,
    SizeBy, Source, Stance, Status, Value,
};
use crate::scene::{Anchor, Arrows, Dispute, Line, Path, Sourcing};

fn check(text: &str, expected: &str) {
    let scene = scene(text);
    assert_sound(&scene);
    let lines = |text: &str| text.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect::<Vec<_>>();
    assert_eq!(lines(&scene.to_string()), lines(expected), "{text}");
}

#[test]
fn a_small_graph_in_words() {
    check(
        "ann 0,0; acme company 200,0 pinned; kim-jong-un 0,200; r1: ann -owns-> acme; r2: acme -related-to-> ann",
        r#"
        node acme at 200,0 radius 14.6 degree 2 organisation briefcase "acme" pinned
        node ann at 0,0 radius 14.6 degree 2 person user "ann"
        node kim-jong-un at 0,200 radius 10.5 degree 0 person user "kim-jong-un"
        edge r1: ann -> acme Thin edge "owns" by 100,-14
        edge r2: acme -> ann Thin edge "related to" by 100,14
        "#,
    );
}

#[test]
fn a_fan_is_the_same_whichever_way_its_members_point() {
    let middles = |text: &str| {
        let scene = scene(&format!("a 0,0; b 300,40; {text}"));
        assert_sound(&scene);
        let mut middles: Vec<_> = scene.edges().iter().map(|e| (e.id.to_string(), e.path_in_world.at(0.5))).collect();
        middles.sort_by(|a, b| a.0.cmp(&b.0));
        middles.into_iter().map(|(_, p)| ((p.x * 10.0).round(), (p.y * 10.0).round())).collect::<Vec<_>>()
    };
    let all_forward = middles("r1: a -owns-> b; r2: a -owns-> b; r3: a -owns-> b; r4: a -owns-> b");
    let mixed = middles("r1: b -owns-> a; r2: a -owns-> b; r3: b -owns-> a; r4: a -owns-> b");
    assert_eq!(all_forward, mixed);
    let sum = all_forward.iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
    assert!((sum.0 / 4.0 - 1500.0_f32).abs() < 2.0 && (sum.1 / 4.0 - 200.0_f32).abs() < 2.0, "{sum:?}");
}

#[test]
fn more_than_five_parallels_are_one_bundle() {
    let parallel = |n: usize| (0..n).map(|i| format!("r{i:04}: a -owns-> b; ")).collect::<String>();
    let five = scene(&format!("a 0,0; b 300,0; {}", parallel(5)));
    assert_eq!(five.edges().len(), 5);
    let many = scene(&format!("a 0,0; b 300,0; {} x: b -owns-> a", parallel(5_000)));
    assert_sound(&many);
    let [bundle] = many.edges() else { panic!("{} edges", many.edges().len()) };
    assert_eq!((bundle.label.as_str(), bundle.line, bundle.arrows), ("×5001", Line::Bundle, Arrows::Both));
    assert_eq!(bundle.ids().count(), 5_001);
    assert_eq!(many.edge_of(&"r4321".parse().unwrap()), Some(0));
}

#[test]
fn loops_and_bends() {
    let mut graph = graph("a 0,0; b 300,0; r1: a -owns-> a; r2: a -owns-> a; r3: a -owns-> b; r4: b -owns-> a");
    let bent = Route { bend: Some(60.0), hidden: false };
    graph.route(&view(), &"r4".parse().unwrap(), bent).unwrap();
    let scene = Scene::build(&graph, params(&view()));
    assert_sound(&scene);
    let edge = |id: &str| &scene.edges()[scene.edge_of(&id.parse().unwrap()).unwrap() as usize];
    assert!(matches!(edge("r1").path_in_world, Path::Loop(_)));
    assert_eq!(edge("r3").path_in_world.at(0.5).y, 0.0, "the other one of the pair runs straight");
    assert!((edge("r4").path_in_world.at(0.5).y - 60.0).abs() < 0.5, "to the left of its way from b to a");
}

#[test]
fn marks_follow_the_records() {
    let mut graph =
        graph("a 0,0; b 300,0; c 300,300; d 0,300; r1: a -owns-> b; r2: a -owns-> c; r3: b -owns-> c; r4: a -owns-> d");
    for (id, origin) in [("s1", "CNN"), ("s2", "Reuters"), ("s3", "CNN")] {
        let mut source = Source::new(id.parse().unwrap(), id);
        source.reliability = Some(Reliability::B);
        source.origin = origin.into();
        graph.put_source(&source.id.clone(), Some(Arc::new(source))).unwrap();
    }
    let mut number = 0;
    let mut change = |id: &str, sources: &[&str], change: &dyn Fn(&mut Relationship)| {
        let mut relationship = (**graph.relationship(&id.parse().unwrap()).unwrap()).clone();
        for source in sources {
            number += 1;
            let mut piece = Evidence::new(format!("e{number}").parse().unwrap(), SourceId::new(*source).unwrap());
            piece.credibility = Some(Credibility::Two);
            relationship.evidence.push(piece);
        }
        change(&mut relationship);
        graph.put_relationship(&relationship.id.clone(), Some(Arc::new(relationship))).unwrap();
    };
    change("r1", &["s1", "s2"], &|r| r.status = Status::Proposed);
    change("r2", &["s1", "s3"], &|r| r.direction = Direction::Both);
    change("r3", &["s1"], &|r| r.evidence[0].stance = Stance::Disputes);
    change("r4", &[], &|r| {
        r.status = Status::Denied;
        r.label = "may own".into();
        r.confidence = Some(ConfidenceOverride { level: Level::High, rationale: crate::base::Rare::empty() }.into());
    });
    let scene = Scene::build(&graph, params(&view()));
    let edge = |id: &str| {
        let edge = &scene.edges()[scene.edge_of(&id.parse().unwrap()).unwrap() as usize];
        (edge.line, edge.dispute, edge.arrows, edge.label.as_str())
    };
    assert_eq!(edge("r1"), (Line::Solid, Dispute::Undisputed, Arrows::End, "owns"));
    assert_eq!(edge("r2"), (Line::Dash, Dispute::Undisputed, Arrows::Both, "owns"));
    assert_eq!(edge("r3"), (Line::Dot, Dispute::Disputed, Arrows::End, "owns"));
    assert_eq!(edge("r4"), (Line::Solid, Dispute::Disputed, Arrows::End, "may own"));
    let sourcing = |id: &str| scene.nodes()[scene.node_of(&id.parse().unwrap()).unwrap() as usize].sourcing;
    assert_eq!(sourcing("a"), Sourcing::Corroborated);
    assert_eq!(sourcing("c"), Sourcing::Single, "two sources of one origin");
    assert!(scene.to_string().contains("edge r1: a -> b Solid edge \"owns\" by 150,0 ahead"), "{scene}");
}

#[test]
fn what_is_hidden_or_out_of_date_is_not_drawn_but_counted() {
    let mut graph =
        graph("a 0,0; b 300,0; c 300,300; d 0,300; r1: a -owns-> b; r2: a -owns-> c; r3: a -owns-> d; r4: b -owns-> a");
    let dated = |graph: &mut Graph, id: &str, valid: &str| {
        let mut entity = (**graph.entity(&id.parse().unwrap()).unwrap()).clone();
        entity.valid = Some(valid.parse().unwrap());
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    };
    dated(&mut graph, "c", "1994");
    dated(&mut graph, "d", "2011-12/..");
    let hide = Placement { hidden: true, ..Placement::default() };
    graph.place(&view(), &"b".parse().unwrap(), hide).unwrap();
    let set_at = |graph: &mut Graph, at: Option<&str>| {
        let mut view = (*graph.views()[&view()].view).clone();
        view.at = at.map(|at| at.parse().unwrap());
        graph.put_view(&view.id.clone(), Some(Arc::new(view))).unwrap();
    };
    let shown = |graph: &Graph| {
        let as_of = AsOf::of(&graph.views()[&view()].view);
        let scene = Scene::build(graph, SceneParams { as_of, ..params(&view()) });
        assert_sound(&scene);
        let nodes: Vec<String> = scene.nodes().iter().map(|n| format!("{}+{}", n.id, n.hidden_neighbours)).collect();
        let edges: Vec<String> = scene.edges().iter().map(|e| e.id.to_string()).collect();
        format!("{} | {}", nodes.join(" "), edges.join(" "))
    };
    assert_eq!(shown(&graph), "a+1 c+0 d+0 | r2 r3");
    set_at(&mut graph, Some("2019"));
    assert_eq!(shown(&graph), "a+2 d+0 | r3");
    set_at(&mut graph, Some("../2000"));
    assert_eq!(shown(&graph), "a+2 c+0 | r2");
    set_at(&mut graph, None);
    graph.route(&view(), &"r2".parse().unwrap(), Route { bend: None, hidden: true }).unwrap();
    assert_eq!(shown(&graph), "a+1 c+0 d+0 | r3");
    let view = view();
    let entities = ["a".parse().unwrap(), "c".parse().unwrap(), "d".parse().unwrap()].into_iter().collect();
    let matches = Shown { entities, relationships: ["r3".parse().unwrap()].into_iter().collect() };
    let filtered = Scene::build(&graph, SceneParams { view: &view, matches: Some(&matches), as_of: None });
    assert_eq!(filtered.nodes().len(), 3);
    assert_eq!(filtered.edges().iter().map(|edge| edge.id.as_str()).collect::<Vec<_>>(), ["r3"]);
    let nowhere = Scene::build(&graph, SceneParams { view: &"gone".parse().unwrap(), ..params(&view) });
    assert!(nowhere.nodes().is_empty() && nowhere.bounds_in_world().is_empty());
}

#[test]
fn notes_and_hulls() {
    let mut graph = graph("a 0,0; b 100,0; c 500,500");
    let mut view = (*graph.views()[&view()].view).clone();
    let area = Rect { min: Point::new(-300.0, 0.0), max: Point::new(-200.0, 50.0) };
    view.canvas_notes.insert(NoteId::new("n").unwrap(), CanvasNote { text: "hm".into(), area, image: None });
    let members = ["a", "b", "gone"].iter().map(|id| id.parse().unwrap()).collect::<BTreeSet<_>>();
    let group = Group { name: "Both".into(), members, collapsed: false, colour: None };
    view.groups.insert(GroupId::new("g").unwrap(), group);
    graph.put_view(&view.id.clone(), Some(Arc::new(view.clone()))).unwrap();
    let scene = Scene::build(&graph, params(&view.id));
    assert_eq!(scene.bounds_in_world().min.x, -300.0);
    assert_eq!(scene.hulls()[0].members, [0, 1]);
    let outline = Rect::around(scene.hulls()[0].outline_in_world.iter().copied());
    assert!(
        outline.contains(Point::new(-28.0, 0.0)) && outline.contains(Point::new(128.0, 0.0)) && outline.max.x < 140.0
    );
}

#[test]
fn notes_from_nowhere_stand_somewhere() {
    let mut graph = graph("a 0,0");
    let mut view = (*graph.views()[&view()].view).clone();
    let rect = |a: (f32, f32), b: (f32, f32)| Rect { min: Point::new(a.0, a.1), max: Point::new(b.0, b.1) };
    let areas = [
        rect((-f32::MAX, -f32::MAX), (f32::MAX, f32::MAX)),
        rect((10.0, 10.0), (0.0, 0.0)),
        rect((1e30, -1e30), (2e30, 1e30)),
    ];
    for (i, area) in areas.into_iter().enumerate() {
        let note = CanvasNote { text: "hm".into(), area, image: None };
        view.canvas_notes.insert(format!("n{i}").parse().unwrap(), note);
    }
    graph.put_view(&view.id.clone(), Some(Arc::new(view.clone()))).unwrap();
    let scene = Scene::build(&graph, params(&view.id));
    assert_sound(&scene);
    for note in scene.notes() {
        let Rect { min, max } = note.area_in_world;
        assert!(min.is_finite() && max.is_finite() && min.x <= max.x && min.y <= max.y, "{note:?}");
    }
    assert!(scene.bounds_in_world().min.is_finite() && scene.bounds_in_world().max.is_finite());
}

#[test]
fn names_of_any_length_are_two_short_lines_or_none() {
    let mut graph = graph("a 0,0; b 100,0; c 200,0; d 300,0");
    let names = ["x".repeat(10_000), "kim ".repeat(2_500), String::new(), " \u{200b}\n\t".into()];
    for (id, name) in ["a", "b", "c", "d"].into_iter().zip(names) {
        let mut entity = (**graph.entity(&id.parse().unwrap()).unwrap()).clone();
        entity.name = name;
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    }
    let scene = Scene::build(&graph, params(&view()));
    let longest = scene.nodes().iter().flat_map(|node| node.lines()).map(|line| line.chars().count()).max();
    assert!(longest <= Some(crate::scene::WRAP_COLUMNS), "{longest:?}");
    assert_eq!(scene.nodes()[2].lines(), ["", ""]);
}

#[test]
fn a_scene_is_the_same_on_any_number_of_threads() {
    let mut graph = graph("");
    for i in 0..3_000 {
        add_entity(&mut graph, &format!("n{i}"), "person");
    }
    for i in 0..9_000_usize {
        let (from, to) = (i * 7 % 3_000, (i * i + 11) % 3_000);
        add_relationship(&mut graph, &format!("r{i}"), &format!("n{from}"), "owns", &format!("n{to}"));
    }
    let told = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| format!("{:?}", Scene::build(&graph, params(&view())).nodes))
    };
    let (one, many) = (told(1), told(5));
    assert!(one == many);
}

#[test]
fn sizes_and_colours_can_show_a_property() {
    let mut graph = graph("a 0,0; b 100,0; c 200,0; d 300,0");
    for (id, amount, side) in [("a", 0.0, "north"), ("b", 10.0, "south"), ("c", 5.0, "south")] {
        let mut entity = (**graph.entity(&id.parse().unwrap()).unwrap()).clone();
        entity.properties.insert("amount".into(), Value::Number(amount));
        entity.properties.insert("side".into(), Value::Text(side.into()));
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    }
    let mut view = (*graph.views()[&view()].view).clone();
    view.style.size_by = SizeBy::Property("amount".into());
    view.style.colour_by = ColourBy::Property("side".into());
    graph.put_view(&view.id.clone(), Some(Arc::new(view.clone()))).unwrap();
    let scene = Scene::build(&graph, params(&view.id));
    let drawn: Vec<String> = scene.nodes().iter().map(|n| format!("{} {:.0} {}", n.id, n.radius, n.fill)).collect();
    assert_eq!(drawn, ["a 10 person", "b 28 country", "c 21 country", "d 10 other"]);
    assert_eq!(key(&scene), "country S south; person N north; other - None");
}

fn key(scene: &Scene) -> String {
    let meanings = scene.colour_key().iter();
    let told = meanings.map(|m| format!("{} {} {}", m.ink, m.sign.unwrap_or('-'), m.words));
    told.collect::<Vec<_>>().join("; ")
}

#[test]
fn colours_can_show_status_confidence_and_tags() {
    let mut graph = graph("a 0,0; b 100,0; c 200,0; d 300,0; r: a -owns-> b");
    let mut source = Source::new("s".parse().unwrap(), "Reuters");
    source.reliability = Some(Reliability::B);
    graph.put_source(&source.id.clone(), Some(Arc::new(source))).unwrap();
    let change = |graph: &mut Graph, id: &str, change: &dyn Fn(&mut Entity)| {
        let mut entity = (**graph.entity(&id.parse().unwrap()).unwrap()).clone();
        change(&mut entity);
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    };
    change(&mut graph, "a", &|e| {
        e.tags = ["summit", "leader"].map(String::from).into();
        let mut piece = Evidence::new("e".parse().unwrap(), SourceId::new("s").unwrap());
        piece.credibility = Some(Credibility::Two);
        e.evidence.push(piece);
    });
    change(&mut graph, "b", &|e| {
        e.status = Status::Proposed;
        e.tags.insert("lead".into());
    });
    change(&mut graph, "c", &|e| {
        e.status = Status::Denied;
        e.tags.insert("лидер".into());
    });
    let drawn = |graph: &mut Graph, by: ColourBy| {
        let mut view = (*graph.views()[&view()].view).clone();
        view.style.colour_by = by;
        graph.put_view(&view.id.clone(), Some(Arc::new(view.clone()))).unwrap();
        let scene = Scene::build(graph, params(&view.id));
        let nodes = scene.nodes().iter().map(|n| format!("{} {}{}", n.id, n.fill, n.sign.unwrap_or('-')));
        (nodes.collect::<Vec<_>>().join(" "), key(&scene))
    };
    let (nodes, key) = drawn(&mut graph, ColourBy::Status);
    assert_eq!(nodes, "a agreementI b facilityP c personD d agreementI");
    assert!(key.starts_with("agreement I In effect; facility P Proposed; country L Planned"), "{key}");
    let (nodes, key) = drawn(&mut graph, ColourBy::Confidence);
    assert_eq!(nodes, "a countryM b otherU c otherU d otherU");
    assert!(key.starts_with("agreement H High; country M Moderate"), "{key}");
    let (nodes, key) = drawn(&mut graph, ColourBy::Tag);
    assert_eq!(nodes, "a personE b countryL c organisationI d other-", "the first tag by name");
    assert_eq!(key, "country L lead; person E leader; organisation I лидер; other - None");
    let (nodes, key) = drawn(&mut graph, ColourBy::Type);
    assert_eq!((nodes.as_str(), key.as_str()), ("a person- b person- c person- d person-", ""));
}

fn assert_apart(scene: &Scene) {
    for node in scene.nodes().iter().filter(|node| node.anchor == Anchor::Temporary) {
        for other in scene.nodes_touching(node.bounds_in_world()) {
            let other = &scene.nodes()[other as usize];
            let away = other.center_in_world.distance(node.center_in_world);
            assert!(other.id == node.id || away > other.radius + node.radius + 4.0, "{} on {}", node.id, other.id);
        }
    }
}

#[test]
fn what_nobody_placed_finds_a_place() {
    // Near its neighbours.
    let near = scene("a 1000,1000; b 1200,1000; x; y; z; r1: a -owns-> x; r2: b -owns-> x; r3: x -owns-> y");
    assert_apart(&near);
    let center =
        |scene: &Scene, id: &str| scene.nodes()[scene.node_of(&id.parse().unwrap()).unwrap() as usize].center_in_world;
    assert!(center(&near, "x").distance(Point::new(1100.0, 1000.0)) < 150.0);
    assert!(center(&near, "y").distance(center(&near, "x")) < 150.0, "a chain hangs together");
    assert!(center(&near, "z").x > 1250.0, "a stranger stands beside the picture");
    // Nothing stands anywhere.
    let lost: String = (0..300).map(|i| format!("n{i}; ")).collect();
    let lost = scene(&lost);
    assert_sound(&lost);
    assert_apart(&lost);
    assert!(lost.bounds_in_world().width() < 2_400.0, "{:?}", lost.bounds_in_world());
    assert_eq!(lost.to_string(), scene(&(0..300).map(|i| format!("n{i}; ")).collect::<String>()).to_string());
}

#[test]
fn a_star_of_a_hundred_thousand_is_built_and_sound() {
    let mut graph = graph("hub 0,0");
    graph.reserve(100_001, 100_000);
    for i in 0..100_000 {
        add_entity(&mut graph, &format!("n{i}"), "person");
        add_relationship(&mut graph, &format!("r{i}"), "hub", "owns", &format!("n{i}"));
    }
    let scene = Scene::build(&graph, params(&view()));
    assert_sound(&scene);
    assert_apart(&scene);
    assert_eq!(scene.nodes()[0].radius, crate::scene::MAX_RADIUS);
}

#[test]
fn all_in_one_place_and_at_the_end_of_the_world() {
    let heap: String = (0..60).map(|i| format!("n{i} 7,7; ")).collect();
    let joined: String = (1..60).map(|i| format!("r{i}: n{i} -owns-> n{}; s{i}: n0 -owns-> n{i};", i - 1)).collect();
    assert_sound(&scene(&format!("{heap} {joined}")));
    let far = scene("a 3e38,3e38; b -3e38,3e38; c; d; r1: a -owns-> b; r2: b -owns-> a; r3: a -owns-> c");
    assert_sound(&far);
}

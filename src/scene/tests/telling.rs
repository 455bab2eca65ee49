//! What was measured of the network, told by sizes, colours and outlines.

use std::sync::Arc;

use super::{graph, params, view};
use crate::analysis::figures::{Colours, Community, Figures};
use crate::base::EntityId;
use crate::model::{ColourBy, Graph, Palette, SizeBy};
use crate::scene::{Ink, MAX_RADIUS, MIN_RADIUS, Scene, Touched};

fn id(name: &str) -> EntityId {
    name.parse().unwrap()
}

fn styled(text: &str, size_by: SizeBy, colour_by: ColourBy) -> Graph {
    let mut graph = graph(text);
    let mut shown = (*graph.views()[&view()].view).clone();
    (shown.style.size_by, shown.style.colour_by) = (size_by, colour_by);
    graph.put_view(&view(), Some(Arc::new(shown))).unwrap();
    graph
}

fn node<'s>(scene: &'s Scene, name: &str) -> &'s crate::scene::SceneNode {
    &scene.nodes()[scene.node_of(&id(name)).unwrap() as usize]
}

const FOUR: &str = "ann 0,0; bob 100,0; cid 0,100; dan 100,100; r: ann -leads-> bob; s: cid -leads-> dan";

#[test]
fn sizes_and_shades_rise_with_their_numbers() {
    let graph = styled(FOUR, SizeBy::Metric("betweenness".into()), ColourBy::Type);
    let numbers = [("ann", 0.0), ("bob", 0.5), ("cid", 1.0)].map(|(name, number)| (id(name), number));
    let mut scene = Scene::build(&graph, params(&view()));
    let unmeasured = node(&scene, "cid").radius;
    let figures = Figures {
        sizes: numbers.clone().into_iter().collect(),
        colours: Colours::Shades(numbers.into_iter().collect()),
        ..Figures::default()
    };
    scene.tell(&graph, params(&view()), Arc::new(figures));
    let radii = ["ann", "bob", "cid", "dan"].map(|name| node(&scene, name).radius);
    assert_eq!((radii[0], radii[2], radii[3]), (MIN_RADIUS, MAX_RADIUS, MIN_RADIUS));
    assert!(MIN_RADIUS < radii[1] && radii[1] < MAX_RADIUS && unmeasured < MAX_RADIUS);
    let inks = ["ann", "bob", "cid", "dan"].map(|name| node(&scene, name).fill);
    assert_eq!(inks, [Ink::Shade(0), Ink::Shade(2), Ink::Shade(4), Ink::Palette(Palette::Other)]);
    let key: Vec<&str> = scene.colour_key().iter().map(|meaning| meaning.words.as_str()).collect();
    assert_eq!(key, ["up to 0.0", "up to 0.5", "up to 1.0", "No value"]);
    // An update keeps what was told.
    scene.update(&graph, params(&view()), Touched::Records { entities: &[id("bob")], relationships: &[] });
    assert_eq!(node(&scene, "bob").fill, Ink::Shade(2));
}

#[test]
fn measured_sizes_reach_from_the_least_to_the_most_that_is_shown_also_after_an_update() {
    let mut graph = styled(FOUR, SizeBy::Metric("betweenness".into()), ColourBy::Type);
    let numbers = [("ann", 0.0), ("bob", 0.5), ("cid", 1.0)].map(|(name, number)| (id(name), number));
    let sizes = numbers.clone().into_iter().collect();
    let figures = Figures { sizes, colours: Colours::Shades(numbers.into_iter().collect()), ..Figures::default() };
    let mut scene = Scene::build_with(&graph, params(&view()), Arc::new(figures.clone()));
    let placement = crate::model::Placement { hidden: true, ..graph.views()[&view()].placement(&id("cid")) };
    graph.place(&view(), &id("cid"), placement).unwrap();
    scene.update(&graph, params(&view()), Touched::Records { entities: &[id("cid")], relationships: &[] });
    let anew = Scene::build_with(&graph, params(&view()), Arc::new(figures));
    assert_eq!(node(&scene, "bob").radius, MAX_RADIUS);
    for name in ["ann", "bob"] {
        assert_eq!(
            (node(&scene, name).radius, node(&scene, name).fill),
            (node(&anew, name).radius, node(&anew, name).fill)
        );
    }
}

#[test]
fn communities_have_a_colour_and_an_outline_that_follows_their_members() {
    let graph = styled(FOUR, SizeBy::Degree, ColourBy::Type);
    let community = |name: &str, members: &[&str]| Community {
        name: name.into(),
        members: members.iter().map(|name| id(name)).collect(),
        is_outlined: true,
    };
    let mut figures = Figures { colours: Colours::Communities, ..Figures::default() };
    figures.set_communities(vec![community("Ann", &["ann", "bob"]), community("Cid", &["cid"])]);
    let mut scene = Scene::build_with(&graph, params(&view()), Arc::new(figures));
    let [first] = scene.communities() else { panic!("one alone needs no line: {:?}", scene.communities()) };
    assert_eq!((first.name.as_str(), first.members.len()), ("Ann", 2));
    assert_eq!(first.ink, Some(node(&scene, "ann").fill));
    assert_eq!(node(&scene, "cid").fill, Ink::Palette(Palette::Other));
    assert!(scene.hulls().is_empty(), "no group was made");
    let right = |scene: &Scene| {
        scene.communities()[0].outline_in_world.iter().map(|point| point.x).fold(f32::NEG_INFINITY, f32::max)
    };
    let before = right(&scene);
    scene.preview_move(&[id("bob")], &[], crate::base::Vector::new(50.0, 0.0));
    assert!((right(&scene) - before - 50.0).abs() < 1e-3);
}

#[test]
fn a_property_with_many_numbers_is_told_by_shades() {
    let text: String = (0..9).map(|n| format!("n{n} {},0; ", n * 80)).collect();
    let mut graph = styled(&text, SizeBy::Degree, ColourBy::Property("score".into()));
    for n in 0..9 {
        let mut entity = (**graph.entity(&id(&format!("n{n}"))).unwrap()).clone();
        entity.properties.insert("score".into(), crate::model::Value::Number(f64::from(n)));
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    }
    let scene = Scene::build(&graph, params(&view()));
    assert_eq!(node(&scene, "n0").fill, Ink::Shade(0));
    assert_eq!(node(&scene, "n8").fill, Ink::Shade(4));
}

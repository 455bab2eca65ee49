//! Builds a small graph from nothing in the whole window with the keyboard alone, as a user without a mouse does.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod window;

use eframe::egui::{Event, Key, Modifiers, Role};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use liaison::session::{Command, Verb};
use window::{Window, active as open, settle};

/// A window with an empty graph.
fn window() -> Window {
    window::with(Verb::New)
}

fn press(window: &mut Window, key: Key) {
    press_with(window, Modifiers::NONE, key);
}

fn press_with(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    settle(window);
}

fn write(window: &mut Window, text: &str) {
    window.event(Event::Text(text.into()));
    settle(window);
}

fn focused(window: &Window) -> Option<Node<'_>> {
    window.query_all(egui_kittest::kittest::By::new()).find(|node| node.accesskit_node().is_focused())
}

/// Presses Tab until a control has the keyboard.
fn tab_to(window: &mut Window, role: Role, label: &str) {
    for _ in 0..30 {
        let is_there = focused(window).is_some_and(|node| {
            let node = node.accesskit_node();
            node.role() == role && node.label().as_deref() == Some(label)
        });
        if is_there {
            return;
        }
        press(window, Key::Tab);
    }
    panic!("Tab does not lead to {role:?} {label:?}");
}

/// The graph in words, and what of it is pinned.
fn told(window: &Window) -> String {
    let (graph, view) = (open(window).graph(), open(window).view().unwrap());
    let name = |id: &_| graph.entity(id).unwrap().name.clone();
    let mut entities: Vec<String> = graph
        .entities()
        .iter()
        .map(|e| format!("{} ({}{})", e.name, e.kind, if view.placement(&e.id).pinned { ", pinned" } else { "" }))
        .collect();
    let mut relationships: Vec<String> =
        graph.relationships().iter().map(|r| format!("{} {} {}", name(&r.from), r.kind, name(&r.to))).collect();
    entities.sort();
    relationships.sort();
    format!("{}; {}", entities.join(", "), relationships.join(", "))
}

#[test]
fn a_graph_is_drawn_typed_and_arranged_with_the_keyboard_alone() {
    let mut window = window();
    // Two entities, each where there is room.
    for name in ["Kim Jong Un", "North Korea"] {
        press(&mut window, Key::N);
        write(&mut window, name);
        press(&mut window, Key::Enter);
    }
    let places: Vec<_> = {
        let (graph, view) = (open(&window).graph(), open(&window).view().unwrap());
        graph.entities().iter().map(|e| view.placement(&e.id).position.unwrap()).collect()
    };
    assert!(places[0].distance(places[1]) > 80.0, "{places:?}");
    // Enter goes to the fields, where a type is chosen; Escape comes back.
    press(&mut window, Key::Enter);
    tab_to(&mut window, Role::ComboBox, "Type");
    press(&mut window, Key::Enter);
    write(&mut window, "state");
    press(&mut window, Key::Enter);
    press(&mut window, Key::Escape);
    assert_eq!(told(&window), "Kim Jong Un (person), North Korea (state); ");
    // The nearest the other way is the one that stood there first, and from it a relationship is drawn back.
    let way = |from: liaison::base::Point, to: liaison::base::Point| {
        let by = to - from;
        match (by.x.abs() > by.y.abs(), by.x > 0.0, by.y > 0.0) {
            (true, true, _) => Key::ArrowRight,
            (true, false, _) => Key::ArrowLeft,
            (false, _, true) => Key::ArrowDown,
            (false, _, false) => Key::ArrowUp,
        }
    };
    let at = |window: &Window, name: &str| {
        let (graph, view) = (open(window).graph(), open(window).view().unwrap());
        let id = graph.entities().iter().find(|e| e.name == name).unwrap().id.clone();
        view.placement(&id).position.unwrap()
    };
    let (kim, korea) = (at(&window, "Kim Jong Un"), at(&window, "North Korea"));
    press(&mut window, way(korea, kim));
    press(&mut window, Key::R);
    window.get_by_label("From Kim Jong Un: drag from an entity, or go to one with the arrow keys");
    press(&mut window, way(kim, korea));
    window.get_by_label("Kim Jong Un → North Korea: Enter draws it, Esc does not");
    press(&mut window, Key::Enter);
    // Its types are offered at once.
    write(&mut window, "leads");
    press(&mut window, Key::Enter);
    press(&mut window, Key::Escape);
    assert_eq!(told(&window), "Kim Jong Un (person), North Korea (state); Kim Jong Un leads North Korea");
    // Quick-add takes the rest.
    press_with(&mut window, Modifiers::COMMAND, Key::J);
    write(&mut window, "CNN:media-outlet > reported on > North Korea");
    press(&mut window, Key::Enter);
    press(&mut window, Key::Escape);
    // What is selected has its menu, and menus are walked through.
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    press_with(&mut window, Modifiers::SHIFT, Key::F10);
    let first = focused(&window).unwrap();
    assert_eq!(first.accesskit_node().role(), Role::MenuItem);
    while focused(&window).unwrap().accesskit_node().label().as_deref() != Some("Pin or unpin") {
        press(&mut window, Key::ArrowDown);
    }
    press(&mut window, Key::Enter);
    assert_eq!(
        told(&window),
        "CNN (media-outlet, pinned), Kim Jong Un (person, pinned), North Korea (state, pinned); \
         CNN reported-on North Korea, Kim Jong Un leads North Korea"
    );
    press(&mut window, Key::F10);
    for (key, words) in [(Key::ArrowRight, "Undo"), (Key::ArrowLeft, "New"), (Key::ArrowUp, "Quit")] {
        press(&mut window, key);
        let now = focused(&window).unwrap().accesskit_node().label().unwrap_or_default();
        assert!(now.starts_with(words), "{now} after {key:?}");
    }
    press(&mut window, Key::Escape);
    press_with(&mut window, Modifiers::ALT, Key::L);
    while !focused(&window).unwrap().accesskit_node().label().unwrap_or_default().starts_with("Grid") {
        press(&mut window, Key::ArrowDown);
    }
    press(&mut window, Key::Enter);
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(told(&window).contains("CNN reported-on North Korea"));
}

#[test]
fn a_neighbourhood_is_looked_at_by_number_keys_and_left_by_escape() {
    let mut window = window();
    press_with(&mut window, Modifiers::COMMAND, Key::J);
    for line in ["Ann > knows > Bob:person", "Bob > related to > Cid:person", "Cid > related to > Dee:person"] {
        write(&mut window, &line.replace("knows", "related to").replace("Ann ", "Ann:person "));
        press(&mut window, Key::Enter);
    }
    press(&mut window, Key::Escape);
    let ann = open(&window).graph().entities().iter().find(|e| e.name == "Ann").unwrap().id.clone();
    let select = Command::Select(liaison::edit::Selection::entity(ann));
    window.state_mut().as_mut().unwrap().send(select);
    settle(&mut window);
    for (key, words) in [(Key::Num1, "2 of 4 in neighbourhood"), (Key::Num2, "3 of 4 in neighbourhood")] {
        press(&mut window, key);
        window.get_by_label(words);
    }
    window.get_by_label("Around Ann");
    press(&mut window, Key::Escape);
    assert!(window.query_by_label_contains("in neighbourhood").is_none());
    assert_eq!(open(&window).selection().entities.len(), 1, "the selection stays");
    press(&mut window, Key::Num1);
    window.get_by_label("Isolate").click();
    settle(&mut window);
    let view = open(&window).view().unwrap();
    let shown = open(&window).graph().entities().iter().filter(|e| !view.placement(&e.id).hidden).count();
    assert_eq!(shown, 2);
}

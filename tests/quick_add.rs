//! Types into quick-add in the whole window, as a user does.
#![cfg(feature = "gui")]

mod window;

use std::sync::Arc;

use eframe::egui::{Event, ImeEvent, Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use liaison::base::EntityId;
use liaison::model::Graph;
use liaison::session::Verb;
use window::{Window, active as document, settle};

/// The example with quick-add open.
fn example() -> Window {
    let mut window = window::with(Verb::OpenExample);
    open(&mut window);
    window
}

fn open(window: &mut Window) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::J);
    settle(window);
}

fn write(window: &mut Window, text: &str) {
    window.event(Event::Text(text.into()));
    window.run_steps(3);
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    settle(window);
}

fn graph(window: &Window) -> Arc<Graph> {
    Arc::clone(document(window).graph())
}

fn written(window: &Window) -> String {
    window.get_by_role_and_label(Role::MultilineTextInput, "Quick add").value().unwrap_or_default()
}

fn called(graph: &Graph, name: &str) -> Option<EntityId> {
    graph.entities().into_iter().find(|e| e.name == name).map(|e| e.id.clone())
}

/// `Ann leads Acme` for each relationship at an entity.
fn told(graph: &Graph, name: &str) -> Vec<String> {
    let id = called(graph, name).unwrap_or_else(|| panic!("no entity {name}"));
    let name = |id: &EntityId| graph.entity(id).map_or("?", |e| e.name.as_str()).to_owned();
    let all = graph.relationships_at(&id);
    let valid = |r: &liaison::model::Relationship| r.valid.map_or(String::new(), |valid| format!(" @{valid}"));
    all.iter().map(|r| format!("{} {} {}{}", name(&r.from), r.kind, name(&r.to), valid(r))).collect()
}

#[test]
fn a_line_becomes_one_step_on_enter_and_nothing_before() {
    let mut window = example();
    let before = graph(&window);
    write(&mut window, "Ri Yong Ho > leads > North Korea @2016-05.. ~likely #talks [CNN");
    window.get_by_label(
        "Adds: Ri Yong Ho leads North Korea, from 2016-05, open · likely · #talks · CNN report on a liaison office",
    );
    window.get_by_label("Ri Yong Ho is new");
    assert!(Arc::ptr_eq(&before, &graph(&window)), "nothing is changed while it is typed");
    press(&mut window, Key::Enter);
    let after = graph(&window);
    assert_eq!(told(&after, "Ri Yong Ho"), ["Ri Yong Ho leads North Korea @2016-05/.."]);
    let ri = called(&after, "Ri Yong Ho").expect("it was added");
    assert!(document(&window).view().expect("a view").placement(&ri).position.is_some(), "where the draft stood");
    assert_eq!(document(&window).undo_label(), Some("add Ri Yong Ho leads North Korea"));
    assert_eq!(written(&window), "", "ready for the next line");
    // Leaving the field, one step back is all of it.
    press(&mut window, Key::Escape);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut window);
    assert_eq!(*graph(&window), *before);
}

#[test]
fn names_are_completed_with_tab_and_with_the_arrows() {
    let mut window = example();
    write(&mut window, "kju");
    press(&mut window, Key::Tab);
    assert_eq!(written(&window), "Kim Jong Un ");
    write(&mut window, "> lea");
    press(&mut window, Key::Tab);
    assert_eq!(written(&window), "Kim Jong Un > leads > ");
    write(&mut window, "united");
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    assert_eq!(written(&window), "Kim Jong Un > leads > United States ", "Enter takes what is marked");
    window.get_by_label("both ends known");
}

#[test]
fn what_is_wrong_is_said_under_the_field_and_nothing_is_lost() {
    let mut window = example();
    let before = graph(&window);
    write(&mut window, "Kim Jong Un > leads > North Korea @2019-02-30");
    press(&mut window, Key::Enter);
    window.get_by_label("\"2019-02-30\" names day 30, but that month has 28");
    assert_eq!(written(&window), "Kim Jong Un > leads > North Korea @2019-02-30");
    assert!(Arc::ptr_eq(&before, &graph(&window)));
    // Leaving and coming back keeps the words.
    press(&mut window, Key::Escape);
    open(&mut window);
    assert_eq!(written(&window), "Kim Jong Un > leads > North Korea @2019-02-30");
}

#[test]
fn several_lines_are_pasted_as_one_step() {
    let mut window = example();
    window.event(Event::Paste(
        "Ann Lee:person > employed by > CNN\nAnn Lee > quoted in > \nBob Ray > leads > Acme".into(),
    ));
    window.run_steps(4);
    press(&mut window, Key::Enter);
    window.get_by_label("Line 2: Ann Lee quoted in …: write a name");
    assert!(called(&graph(&window), "Ann Lee").is_none(), "all or nothing");
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_steps(2);
    window.event(Event::Paste("Ann Lee:person > employed by > CNN\nAnn Lee > family of > Bob Ray\n".into()));
    window.run_steps(4);
    press(&mut window, Key::Enter);
    let after = graph(&window);
    assert_eq!(told(&after, "Ann Lee"), ["Ann Lee employed-by CNN", "Ann Lee family-of Bob Ray"]);
    assert_eq!(document(&window).undo_label(), Some("add 2 relationships and 2 entities"));
}

#[test]
fn hangul_is_taken_through_an_input_method() {
    let mut window = example();
    let compose = |window: &mut Window, event| {
        window.event(Event::Ime(event));
        window.run_steps(2);
    };
    for syllable in ["ㄱ", "기", "김"] {
        compose(&mut window, ImeEvent::Preedit { text: syllable.into(), active_range_chars: None });
    }
    // Enter belongs to the input method while it composes.
    press(&mut window, Key::Enter);
    compose(&mut window, ImeEvent::Commit("김정은".into()));
    write(&mut window, " > leads > 평양시청:organisation");
    assert_eq!(written(&window), "김정은 > leads > 평양시청:organisation");
    press(&mut window, Key::Enter);
    assert_eq!(told(&graph(&window), "평양시청"), ["Kim Jong Un leads 평양시청"]);
}

#[test]
fn the_example_is_built_from_nothing_with_the_keyboard_alone() {
    let example = graph(&window::with(Verb::OpenExample));
    let mut window = window::with(Verb::New);
    open(&mut window);
    let spelled = |id: &EntityId| {
        let entity = example.entity(id).expect("an end");
        format!("{}:{}", entity.name, entity.kind)
    };
    for relationship in example.relationships() {
        let kind = &example.schema().relationship_types[&relationship.kind];
        let mut line = format!("{} > {} > {}", spelled(&relationship.from), kind.name, spelled(&relationship.to));
        line.extend(relationship.valid.map(|valid| format!(" @{valid}")));
        line.extend(relationship.likelihood.map(|likelihood| format!(" ~{}", likelihood.key())));
        line.extend(relationship.evidence.iter().map(|piece| format!(" [{}]", example.sources()[&piece.source].title)));
        write(&mut window, &line);
        press(&mut window, Key::Enter);
        assert_eq!(written(&window), "", "{line}");
    }
    let built = graph(&window);
    assert_eq!(built.relationship_count(), example.relationship_count());
    let names = |graph: &Graph| {
        let mut all: Vec<_> = graph.relationships().iter().flat_map(|r| [r.from.clone(), r.to.clone()]).collect();
        all.sort();
        all.dedup();
        let mut names: Vec<String> = all.iter().map(|id| graph.entity(id).expect("an end").name.clone()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&built), names(&example));
    let facts = |graph: &Graph| {
        let fact = |r: &Arc<liaison::model::Relationship>| {
            let name = |id: &EntityId| graph.entity(id).expect("an end").name.clone();
            let cited = |p: &liaison::model::Evidence| graph.sources()[&p.source].title.clone();
            let sources: Vec<String> = r.evidence.iter().map(cited).collect();
            (name(&r.from), r.kind.to_string(), name(&r.to), format!("{:?} {:?} {sources:?}", r.valid, r.likelihood))
        };
        let mut all: Vec<_> = graph.relationships().into_iter().map(fact).collect();
        all.sort();
        all
    };
    assert_eq!(facts(&built), facts(&example));
    // Undone and done again as one step a line.
    press(&mut window, Key::Escape);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut window);
    assert_eq!(graph(&window).relationship_count(), example.relationship_count() - 1);
}

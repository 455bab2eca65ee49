//! Drives the whole window through its accessibility tree, by role and label, and compares two pictures of it.
#![cfg(feature = "gui")]

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{self, Event, Key, Modifiers, Role, Theme};
use egui_kittest::{Harness, Node, SnapshotResults, kittest::NodeT as _, kittest::Queryable as _};
use liaison::base::{EntityId, RelationshipId};
use liaison::edit::Selection;
use liaison::layout::ALGORITHMS;
use liaison::model::{Graph, Status};
use liaison::session::{Command, Environment, OpenDocument, ThemeChoice, Verb};
use liaison::ui::{App, theme};

type Window = Harness<'static, Option<App>>;

const SIZE: egui::Vec2 = egui::vec2(1440.0, 900.0);

fn window_in(theme: Theme, environment: Environment) -> Window {
    let mut harness = Harness::builder()
        .with_size(SIZE)
        .with_theme(theme)
        .with_context_setup(theme::install)
        .allow_missing_glyphs()
        .wgpu()
        .build_ui_state(
            move |ui, app: &mut Option<App>| {
                let app = app.get_or_insert_with(|| {
                    let mut app = App::new(ui.ctx(), environment.clone()).with_seed(7).with_path_prompts();
                    let choice = if theme == Theme::Dark { ThemeChoice::Dark } else { ThemeChoice::Light };
                    app.send(Command::SetTheme(choice));
                    app
                });
                // The harness leaves a margin, and a window has none.
                let all = ui.ctx().content_rect();
                let mut root = ui.new_child(egui::UiBuilder::new().max_rect(all));
                root.set_clip_rect(all);
                app.ui(&mut root);
            },
            None,
        );
    harness.run_steps(2);
    harness
}

/// A window with the example in it.
fn example() -> Window {
    let mut window = window_in(Theme::Light, Environment::none());
    send(&mut window, Command::Do(Verb::OpenExample));
    window
}

fn app(window: &mut Window) -> &mut App {
    window.state_mut().as_mut().expect("made in the first frame")
}

fn active(window: &Window) -> &OpenDocument {
    window.state().as_ref().and_then(|app| app.session().active()).expect("a document is open")
}

fn send(window: &mut Window, command: Command) {
    app(window).send(command);
    settle(window);
}

/// Lets jobs end and frames be drawn until nothing moves.
fn settle(window: &mut Window) {
    app(window).wait();
    window.run_steps(6);
}

fn graph(window: &Window) -> Arc<Graph> {
    Arc::clone(active(window).graph())
}

fn entity_called(window: &Window, name: &str) -> EntityId {
    let graph = graph(window);
    let found = graph.entities().into_iter().find(|e| e.name == name).map(|e| e.id.clone());
    found.unwrap_or_else(|| panic!("no entity {name}"))
}

fn relationship_called(window: &Window, from: &str, kind: &str, to: &str) -> RelationshipId {
    let (from, to, graph) = (entity_called(window, from), entity_called(window, to), graph(window));
    let found = graph.relationships().into_iter().find(|r| r.from == from && r.to == to && r.kind.as_str() == kind);
    found.unwrap_or_else(|| panic!("no {kind}")).id.clone()
}

fn row<'a>(window: &'a Window, name: &'a str) -> Node<'a> {
    window.get_by(move |node| {
        node.role() == Role::ListItem && node.label().is_some_and(|label| label.starts_with(&format!("{name}, ")))
    })
}

fn select(window: &mut Window, name: &str) {
    row(window, name).click();
    settle(window);
}

/// Puts a text in the place of what a field holds.
fn enter(window: &mut Window, field: &str, text: &str) {
    let is_field = |node: &Node<'_>| {
        let role = node.accesskit_node().role();
        matches!(role, Role::TextInput | Role::MultilineTextInput)
    };
    window.query_all_by_label(field).find(is_field).expect("there is such a field").focus();
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_steps(1);
    window.event(Event::Text(text.into()));
    window.run_steps(2);
}

fn press(window: &mut Window, role: Role, label: &str) {
    window.get_by_role_and_label(role, label).click();
    settle(window);
}

fn undo_label(window: &Window) -> Option<String> {
    active(window).undo_label().map(str::to_owned)
}

#[test]
fn the_example_opens_with_its_lists_and_counts() {
    let window = example();
    let graph = graph(&window);
    let entities = format!("Entities {}", graph.entity_count());
    window.get_by_role_and_label(Role::Tab, &entities);
    window.get_by_label_contains("us-north-korea-liaison, not saved yet");
    let status = format!("{} entities", graph.entity_count());
    window.get_by_label(&status);
    row(&window, "Kim Jong Un");
}

#[test]
fn a_name_is_changed_in_the_inspector_and_back_by_the_menu() {
    let mut window = example();
    select(&mut window, "Kim Jong Un");
    let id = entity_called(&window, "Kim Jong Un");
    enter(&mut window, "Name", "Kim Jong-un");
    window.key_press(Key::Enter);
    settle(&mut window);
    assert_eq!(graph(&window).entity(&id).unwrap().name, "Kim Jong-un");
    assert_eq!(undo_label(&window).as_deref(), Some("rename Kim Jong Un"), "one step for all letters");
    row(&window, "Kim Jong-un");

    press(&mut window, Role::Button, "Edit");
    press(&mut window, Role::MenuItem, "Undo rename Kim Jong Un");
    assert_eq!(graph(&window).entity(&id).unwrap().name, "Kim Jong Un");
    let shown = window.get_by_role_and_label(Role::MultilineTextInput, "Name");
    assert_eq!(shown.value().as_deref(), Some("Kim Jong Un"), "the field shows the document");
}

#[test]
fn undo_by_key_takes_the_document_back_once_the_field_is_left() {
    let mut window = example();
    select(&mut window, "Kim Jong Un");
    let id = entity_called(&window, "Kim Jong Un");
    enter(&mut window, "Summary", "Leader");
    window.key_press(Key::Enter);
    settle(&mut window);
    assert_eq!(graph(&window).entity(&id).unwrap().summary, "Leader");
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut window);
    assert_ne!(graph(&window).entity(&id).unwrap().summary, "Leader");
}

#[test]
fn the_status_of_a_relationship_is_chosen_from_a_list() {
    let mut window = example();
    let graph_now = graph(&window);
    let relationship = graph_now.relationships()[0].clone();
    send(&mut window, Command::Select(Selection::relationship(relationship.id.clone())));
    press(&mut window, Role::ComboBox, "Status");
    press(&mut window, Role::ListBoxOption, "Denied");
    assert_eq!(graph(&window).relationship(&relationship.id).unwrap().status, Status::Denied);
}

#[test]
fn several_entities_change_in_one_step() {
    let mut window = example();
    let ids = [entity_called(&window, "Kim Jong Un"), entity_called(&window, "Donald Trump")];
    let both = Selection { entities: ids.clone().into(), ..Selection::none() };
    send(&mut window, Command::Select(both));
    window.get_by_label("2 entities");
    press(&mut window, Role::ComboBox, "Status");
    press(&mut window, Role::ListBoxOption, "Ended");
    for id in &ids {
        assert_eq!(graph(&window).entity(id).unwrap().status, Status::Ended);
    }
    assert_eq!(undo_label(&window).as_deref(), Some("change the status of 2 entities"));
    send(&mut window, Command::Do(Verb::Undo));
    for id in &ids {
        assert_ne!(graph(&window).entity(id).unwrap().status, Status::Ended);
    }
}

#[test]
fn shift_click_adds_and_escape_selects_nothing() {
    let mut window = example();
    select(&mut window, "Kim Jong Un");
    row(&window, "Donald Trump").click_modifiers(Modifiers::SHIFT);
    settle(&mut window);
    let selection = |window: &Window| active(window).selection().entities.len();
    assert_eq!(selection(&window), 2);
    window.key_press(Key::Escape);
    settle(&mut window);
    assert_eq!(selection(&window), 0);
}

#[test]
fn half_a_date_stays_in_its_field_with_the_reason() {
    let mut window = example();
    select(&mut window, "Kim Jong Un");
    let id = entity_called(&window, "Kim Jong Un");
    let before = graph(&window).entity(&id).unwrap().valid;
    enter(&mut window, "Valid from", "2019-13");
    window.key_press(Key::Tab);
    settle(&mut window);
    window.get_by_label_contains("names month 13");
    assert_eq!(graph(&window).entity(&id).unwrap().valid, before);
    enter(&mut window, "Valid from", "2011-12");
    window.key_press(Key::Tab);
    settle(&mut window);
    enter(&mut window, "Valid to", "open");
    settle(&mut window);
    let valid = graph(&window).entity(&id).unwrap().valid.map(|valid| valid.to_string());
    assert_eq!(valid.as_deref(), Some("2011-12/.."));
}

#[test]
fn closing_asks_about_unsaved_changes() {
    let mut window = example();
    let id = entity_called(&window, "Kim Jong Un");
    let delete = |window: &mut Window| {
        send(window, Command::Select(Selection::entity(id.clone())));
        send(window, Command::Do(Verb::Delete));
    };
    delete(&mut window);
    send(&mut window, Command::Do(Verb::Close));
    window.get_by_label("Save changes to us-north-korea-liaison?");
    press(&mut window, Role::Button, "Cancel");
    assert!(app(&mut window).session().active().is_some(), "cancelling keeps it open");

    send(&mut window, Command::Do(Verb::Quit));
    press(&mut window, Role::Button, "Don't save");
    assert!(app(&mut window).session().active().is_none());
    assert!(app(&mut window).is_leaving());
}

#[test]
fn a_clean_document_closes_without_a_word() {
    let mut window = example();
    send(&mut window, Command::Do(Verb::Close));
    assert!(app(&mut window).session().active().is_none());
    window.get_by_label("No graph is open");
    press(&mut window, Role::Button, "New graph");
    assert!(app(&mut window).session().active().is_some());
    // The list says so, and so does the canvas.
    assert_eq!(window.query_all_by_label("No entities yet").count(), 2);
}

#[test]
fn a_broken_file_says_what_is_wrong_and_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.ron");
    fs::write(&path, "(\n    format: \"liaison\",\n    version: 1,\n    entities: {{\n)").unwrap();
    let mut window = window_in(Theme::Light, Environment::none());
    send(&mut window, Command::Open(path));
    let notice = app(&mut window).session().notices()[0].clone();
    window.get_by_label("broken.ron was not opened");
    assert!(notice.text.contains("line 5"), "{}", notice.text);
    let words = notice.text.trim_start_matches(char::is_alphabetic);
    assert!(window.query_all_by_label_contains(words).next().is_some());
    press(&mut window, Role::Button, "Dismiss");
    assert!(app(&mut window).session().notices().is_empty());
}

#[test]
fn a_path_is_asked_for_and_its_faults_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = example();
    send(&mut window, Command::Do(Verb::SaveAs));
    enter(&mut window, "Path", "/no/such/folder/graph.ron");
    press(&mut window, Role::Button, "Save");
    window.get_by_label("There is no folder /no/such/folder.");
    let path: PathBuf = folder.path().join("graph");
    enter(&mut window, "Path", &path.display().to_string());
    press(&mut window, Role::Button, "Save");
    settle(&mut window);
    assert!(folder.path().join("graph.ron").exists());
    window.get_by_label_contains("graph, saved");
    window.get_by_label("Saved");
}

#[test]
fn the_palette_finds_and_does_a_command() {
    let mut window = example();
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    settle(&mut window);
    window.event(Event::Text("select all".into()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    settle(&mut window);
    let open = active(&window);
    assert_eq!(open.selection().entities.len(), open.graph().entity_count());
    assert!(window.query_by_role_and_label(Role::ListBoxOption, "Select all, Ctrl+A").is_none(), "it is closed");
}

#[test]
fn the_palette_goes_to_an_entity() {
    let mut window = example();
    press(&mut window, Role::Button, "Commands…");
    window.event(Event::Text("kju".into()));
    window.run_steps(3);
    window.key_press(Key::Enter);
    settle(&mut window);
    let open = active(&window);
    let id = entity_called(&window, "Kim Jong Un");
    assert_eq!(open.selection().only_entity(), Some(&id));
}

#[test]
fn single_keys_are_letters_in_a_text_field() {
    let mut window = example();
    let before = graph(&window).entity_count();
    window.get_by_role_and_label(Role::TextInput, "Filter entities").focus();
    window.run_steps(2);
    window.key_press(Key::N);
    window.event(Event::Text("n".into()));
    settle(&mut window);
    assert_eq!(graph(&window).entity_count(), before, "no entity was made");
    window.key_press(Key::Escape);
    window.run_steps(2);
    window.key_press(Key::N);
    settle(&mut window);
    assert_eq!(graph(&window).entity_count(), before + 1, "now one was");
    let mut names = window.query_all_by_role(Role::TextInput);
    assert!(names.any(|field| field.is_focused()), "and asks for its name");
}

#[test]
fn evidence_is_added_and_graded() {
    let mut window = example();
    let relationship = graph(&window).relationships()[0].clone();
    send(&mut window, Command::Select(Selection::relationship(relationship.id.clone())));
    let before = relationship.evidence.len();
    press(&mut window, Role::Button, "Add evidence");
    window.event(Event::Text("Wire report".into()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    settle(&mut window);
    let now = graph(&window).relationship(&relationship.id).unwrap().clone();
    assert_eq!(now.evidence.len(), before + 1);
    let added = now.evidence.last().unwrap();
    assert_eq!(graph(&window).sources()[&added.source].title, "Wire report");
    window.get_by_role_and_label(Role::ComboBox, "Credibility").scroll_to_me();
    settle(&mut window);
    press(&mut window, Role::ComboBox, "Credibility");
    press(&mut window, Role::ListBoxOption, "2  Probably true");
    let now = graph(&window).relationship(&relationship.id).unwrap().clone();
    assert_eq!(now.evidence.last().unwrap().credibility.map(|c| c.key()), Some("2"));
}

#[test]
fn two_entities_are_connected_without_the_canvas() {
    let mut window = example();
    let (kim, trump) = (entity_called(&window, "Kim Jong Un"), entity_called(&window, "Donald Trump"));
    send(
        &mut window,
        Command::Select(Selection { entities: [kim.clone(), trump.clone()].into(), ..Selection::none() }),
    );
    let before = graph(&window).relationships_between(&kim, &trump).len();
    press(&mut window, Role::Button, "New relationship");
    press(&mut window, Role::Button, "Connect");
    assert_eq!(graph(&window).relationships_between(&kim, &trump).len(), before + 1);
}

#[test]
fn an_idle_window_draws_nothing() {
    let mut window = example();
    window.run_steps(30);
    let delay = window.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min().unwrap();
    assert!(delay.as_secs() >= 1, "the next frame is due in {delay:?}");
}

#[test]
fn every_control_has_a_name_and_room_to_press() {
    let mut window = example();
    let relationship = relationship_called(&window, "Kim Jong Un", "leads", "North Korea");
    let selections = [
        Selection::none(),
        Selection::entity(entity_called(&window, "Kim Jong Un")),
        Selection::relationship(relationship),
        Selection::all(&graph(&window)),
    ];
    for selection in selections {
        send(&mut window, Command::Select(selection));
        let canvas = egui::Rect::from_min_max(egui::pos2(300.0, 76.0), egui::pos2(1100.0, 874.0));
        assert_eq!(window.unnamed_widgets(), Vec::<String>::new());
        let small: Vec<String> = window
            .root()
            .children_recursive()
            .filter(|node| node.accesskit_node().role() == Role::Button && !node.accesskit_node().is_hidden())
            // Marks on the canvas are as large as they are drawn; what is near them is pressed as well.
            .filter(|node| !canvas.contains_rect(node.rect()))
            .filter(|node| node.rect().height() < 19.9)
            .map(|node| format!("{:?} {:?}", node.accesskit_node().label(), node.rect()))
            .collect();
        assert_eq!(small, Vec::<String>::new());
    }
}

fn check_picture(theme: Theme, name: &str) {
    let mut window = window_in(theme, Environment::none());
    send(&mut window, Command::Do(Verb::OpenExample));
    if theme == Theme::Light {
        let id = relationship_called(&window, "Trump administration", "proposes", "Liaison office in Pyongyang");
        send(&mut window, Command::Select(Selection::relationship(id)));
    } else {
        select(&mut window, "Kim Jong Un");
    }
    window.remove_cursor();
    window.run_steps(4);
    let mut results = SnapshotResults::new();
    results.add(window.try_snapshot(name));
    results.unwrap();
}

#[test]
fn the_window_looks_as_drawn_in_the_light_theme() {
    check_picture(Theme::Light, "window_light");
}

#[test]
fn the_window_looks_as_drawn_in_the_dark_theme() {
    check_picture(Theme::Dark, "window_dark");
}

/// Types letters into what has the keyboard.
fn type_letters(window: &mut Window, text: &str) {
    window.event(Event::Text(text.into()));
    settle(window);
}

fn key(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    settle(window);
}

fn selected_name(window: &Window) -> Option<String> {
    let id = active(window).selection().only_entity()?;
    graph(window).entity(id).map(|entity| entity.name.clone())
}

fn option_labels(window: &Window) -> Vec<String> {
    window.query_all_by_role(Role::ListBoxOption).filter_map(|node| node.accesskit_node().label()).collect()
}

#[test]
fn find_shows_where_it_found_and_enter_goes_there() {
    let mut window = example();
    key(&mut window, Modifiers::COMMAND, Key::F);
    type_letters(&mut window, "김정");
    assert_eq!(option_labels(&window), ["Kim Jong Un, Person, Also called: 김정은"]);
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(selected_name(&window).as_deref(), Some("Kim Jong Un"));
    assert!(option_labels(&window).is_empty(), "the list is gone");

    key(&mut window, Modifiers::COMMAND, Key::F);
    type_letters(&mut window, "north");
    let found = option_labels(&window);
    assert!(found.len() > 1 && found[0].starts_with("North Korea, State"), "{found:?}");
    key(&mut window, Modifiers::NONE, Key::ArrowDown);
    key(&mut window, Modifiers::NONE, Key::ArrowUp);
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(selected_name(&window).as_deref(), Some("North Korea"));

    key(&mut window, Modifiers::COMMAND, Key::F);
    type_letters(&mut window, "zzzz");
    window.get_by_label("No matches");
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.query_by_label("No matches").is_none());
    assert_eq!(selected_name(&window).as_deref(), Some("North Korea"), "Escape only leaves");
}

fn filter_of(window: &Window) -> String {
    active(window).view().expect("a view is shown").view.filter.clone()
}

#[test]
fn a_filter_is_completed_shown_and_undone() {
    let mut window = example();
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    type_letters(&mut window, "type:per");
    let offered = option_labels(&window);
    assert!(offered[0].starts_with("person, Person"), "{offered:?}");
    key(&mut window, Modifiers::NONE, Key::Tab);
    assert_eq!(filter_of(&window), "type:person");
    let graph_now = graph(&window);
    let people = graph_now.entities().iter().filter(|e| e.kind.as_str() == "person").count();
    window.get_by_label(&format!("{people} of {}", graph_now.entity_count()));
    row(&window, "Kim Jong Un");
    assert!(window.query_by_label_contains("North Korea, State").is_none(), "the list shows what the view does");

    // The field has kept the keyboard, and one visit to it is one step.
    type_letters(&mut window, "kim");
    assert_eq!(filter_of(&window), "type:person kim");
    assert_eq!(undo_label(&window).as_deref(), Some("change the filter"));
    send(&mut window, Command::Do(Verb::Undo));
    assert_eq!(filter_of(&window), "");
    row(&window, "North Korea");
}

#[test]
fn a_wrong_filter_says_where_and_hides_nothing() {
    let mut window = example();
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    type_letters(&mut window, "kim typ:person");
    window.get_by_label_contains("Column 5: No field is called “typ”. Did you mean type?");
    assert_eq!(filter_of(&window), "", "what is wrong is not taken over");
    key(&mut window, Modifiers::NONE, Key::Escape);
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.query_by_label_contains("Column 5").is_none(), "Escape goes back to what holds");
}

#[test]
fn a_filter_that_nothing_fits_can_be_cleared_on_the_canvas() {
    let mut window = example();
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    type_letters(&mut window, "\"no such name\"");
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.query_all_by_label("No matches").count(), 2, "on the canvas and in the list");
    window.query_all_by_role_and_label(Role::Button, "Clear filter").last().expect("a way out").click();
    settle(&mut window);
    assert_eq!(filter_of(&window), "");
    row(&window, "North Korea");
}

#[test]
fn views_are_put_in_order_by_keys_and_by_hand() {
    let mut window = example();
    let titles = |window: &Window| {
        let graph = graph(window);
        let views = graph.views_in_order();
        views.iter().map(|state| state.view.title.clone()).collect::<Vec<_>>().join(", ")
    };
    let before = titles(&window);
    let names: Vec<String> = before.split(", ").map(str::to_owned).collect();
    press(&mut window, Role::Tab, "Views 3");
    window.get_by_label(&names[0]).focus();
    window.run_steps(2);
    key(&mut window, Modifiers::ALT, Key::ArrowDown);
    assert_eq!(titles(&window), [&names[1], &names[0], &names[2]].map(String::as_str).join(", "));
    send(&mut window, Command::Do(Verb::Undo));
    assert_eq!(titles(&window), before, "one step");
}

#[test]
fn views_are_made_named_gone_to_and_undone() {
    let mut window = example();
    let first = active(&window).view_id().clone();
    let ids = [entity_called(&window, "Kim Jong Un"), entity_called(&window, "Donald Trump")];
    send(&mut window, Command::Select(Selection { entities: ids.clone().into(), ..Selection::none() }));
    send(&mut window, Command::Do(Verb::AddViewOfSelection));
    let second = active(&window).view_id().clone();
    assert_ne!(first, second);
    type_letters(&mut window, "The two");
    key(&mut window, Modifiers::NONE, Key::Enter);
    let view = |window: &Window| active(window).view().expect("a view is shown").clone();
    assert_eq!(view(&window).view.title, "The two");
    let hidden = |window: &Window| view(window).placements_sorted().iter().filter(|(_, p)| p.hidden).count();
    assert_eq!(hidden(&window), graph(&window).entity_count() - 2);

    // Each view has a filter of its own.
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    type_letters(&mut window, "kim");
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(filter_of(&window), "kim");
    // By title: Overview, The two, Who says so.
    send(&mut window, Command::Do(Verb::PreviousView));
    assert_eq!((active(&window).view_id(), filter_of(&window).as_str()), (&first, ""));
    send(&mut window, Command::Do(Verb::NextView));
    assert_eq!(filter_of(&window), "kim");

    send(&mut window, Command::Do(Verb::DeleteView));
    assert_eq!(view(&window).view.title, "Who says so", "the next one shows");
    send(&mut window, Command::Do(Verb::Undo));
    assert_eq!(graph(&window).views()[&second].view.title, "The two");
    for _ in 0..3 {
        send(&mut window, Command::Do(Verb::Undo));
    }
    assert!(!graph(&window).views().contains_key(&second), "one step each: filter, title, view");
}

#[test]
fn a_layout_is_chosen_on_the_canvas_and_undone() {
    let mut window = example();
    let before = graph(&window);
    let view = active(&window).view_id().clone();
    let places = |graph: &Graph| {
        let all = graph.views()[&view].placements_sorted();
        all.iter().map(|(id, place)| ((*id).clone(), place.position)).collect::<Vec<_>>()
    };
    press(&mut window, Role::ComboBox, "Layout");
    let purpose = ALGORITHMS.iter().find(|a| a.key == "circular").expect("it exists").purpose;
    press(&mut window, Role::ListBoxOption, &format!("Circular, {purpose}"));
    // Once for the job that it started, once for what this came to.
    settle(&mut window);
    assert_ne!(places(&graph(&window)), places(&before));
    assert_eq!(undo_label(&window).as_deref(), Some("arrange with the circular layout"));
    let shown = window.get_by_role_and_label(Role::ComboBox, "Layout");
    assert_eq!(shown.value().as_deref(), Some("Circular"));
    send(&mut window, Command::Do(Verb::Undo));
    assert!(*graph(&window) == *before);
}

/// The time that the view has in the document, and that at which it is shown.
fn times(window: &Window) -> [Option<String>; 2] {
    let open = active(window);
    [open.view().and_then(|state| state.view.at), open.time()].map(|at| at.map(|at| at.to_string()))
}

fn time(window: &Window) -> Option<String> {
    let [kept, shown] = times(window);
    assert_eq!(kept, shown);
    kept
}

#[test]
fn the_ends_of_the_timeline_go_by_keyboard_and_back_by_one_undo() {
    let mut window = example();
    let before = undo_label(&window);
    window.get_by_role_and_label(Role::Slider, "End of the time shown").focus();
    window.run_steps(2);
    for _ in 0..25 {
        key(&mut window, Modifiers::NONE, Key::ArrowLeft);
    }
    assert_eq!(time(&window).as_deref(), Some("1992/1994"));
    window.get_by_role_and_label(Role::Slider, "Start of the time shown").focus();
    window.run_steps(2);
    for _ in 0..5 {
        key(&mut window, Modifiers::NONE, Key::ArrowRight);
    }
    assert_eq!(time(&window).as_deref(), Some("1994"), "one end stops at the other");
    let shown = |window: &Window| active(window).sight().counts(active(window).graph());
    let exchange = entity_called(&window, "1994 exchange agreement");
    let office = entity_called(&window, "Liaison office in Pyongyang");
    let sight = active(&window).sight().shown().expect("a time hides something").clone();
    assert!(sight.entities.contains(&exchange) && !sight.entities.contains(&office));
    let said = format!("{} of 36 relationships at 1994", shown(&window).1);
    assert!(window.query_by_label(&said).is_some(), "the status bar says {said}");
    assert!(window.query_by_label(&format!("{} of 21 at 1994", shown(&window).0)).is_some(), "the list says so too");

    send(&mut window, Command::Do(Verb::Undo));
    assert_eq!(time(&window), None, "all that was one step");
    assert_eq!(undo_label(&window), before);
    assert_eq!(shown(&window), (21, 36));
}

#[test]
fn the_player_moves_what_is_shown_and_is_one_step_when_it_rests() {
    let mut window = example();
    let before = undo_label(&window);
    press(&mut window, Role::Button, "Play");
    let [kept, begun] = times(&window);
    assert!(kept.is_none() && begun.as_deref() >= Some("1992"), "{begun:?}");
    assert_eq!(undo_label(&window), before, "a preview is no step");
    window.get_by_role_and_label(Role::Slider, "Start of the time shown").focus();
    window.run_steps(2);
    for _ in 0..40 {
        window.step();
    }
    let [kept, shown] = times(&window);
    assert!(kept.is_none() && shown > begun, "{shown:?}");
    key(&mut window, Modifiers::NONE, Key::Space);
    let rests = time(&window);
    assert!(rests >= shown, "{rests:?}");
    for _ in 0..20 {
        window.step();
    }
    assert_eq!(time(&window), rests, "it rests");
    press(&mut window, Role::Button, "Show all times");
    assert_eq!(time(&window), None);
    key(&mut window, Modifiers::NONE, Key::T);
    assert!(window.query_by_role_and_label(Role::Slider, "Start of the time shown").is_none(), "T takes it away");
}

//! The Analyse workspace, by role, label and keys: what is asked, what the canvas tells, and everything back by undo.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod window;

use eframe::egui::{Event, Key, Modifiers, Role};
use liaison::analysis::figures::Colours;
use liaison::base::EntityId;
use liaison::edit::Selection;
use liaison::model::{SizeBy, Value};
use liaison::session::{Command, Place, Verb};
use window::{Window, active, choose, find, find_all, key, press, send, settle, text, with_example};

fn analysing() -> Window {
    let mut window = with_example();
    key(&mut window, Modifiers::COMMAND, Key::Num5);
    window
}

fn called(window: &Window, name: &str) -> EntityId {
    let found = active(window).graph().entities().into_iter().find(|e| e.name == name).map(|e| e.id.clone());
    found.unwrap_or_else(|| panic!("nobody is called {name}"))
}

fn select(window: &mut Window, names: &[&str]) {
    let entities = names.iter().map(|name| called(window, name)).collect();
    send(window, Command::Select(Selection { entities, ..Selection::none() }));
}

/// Whether something has this label, whatever it is.
fn shows(window: &Window, label: &str) -> bool {
    use egui_kittest::kittest::Queryable as _;
    window.query_all_by_label_contains(label).next().is_some()
}

#[test]
fn a_measure_becomes_size_or_property_as_one_step() {
    let mut window = analysing();
    let measured = active(&window).measured(Place::Centrality).cloned().expect("it was measured at once");
    let first = measured.ids[measured.order[0] as usize].clone();
    assert_eq!(active(&window).graph().entity(&first).unwrap().name, "Liaison office in Pyongyang");
    let before = text(&window);
    press(&mut window, Role::Button, "Size nodes by this");
    assert_eq!(active(&window).view().unwrap().view.style.size_by, SizeBy::Metric("betweenness".into()));
    assert_eq!(active(&window).figures().sizes.len(), active(&window).graph().entity_count());
    find(&window, Role::Button, "Sized by this");
    send(&mut window, Command::Do(Verb::Undo));
    assert_eq!(text(&window), before);

    press(&mut window, Role::Button, "More");
    press(&mut window, Role::MenuItem, "Save as property");
    let kept = active(&window).graph().entity(&first).unwrap().properties.get("betweenness").cloned();
    assert!(matches!(kept, Some(Value::Number(value)) if value > 0.5), "{kept:?}");
    assert!(!shows(&window, "Refresh"), "a property is no tie");
    send(&mut window, Command::Do(Verb::Undo));
    assert_eq!(text(&window), before);

    press(&mut window, Role::Button, "More");
    press(&mut window, Role::MenuItemCheckBox, "Colour nodes by this");
    assert!(matches!(active(&window).figures().colours, Colours::Shades(_)));
    assert_eq!(text(&window), before);
}

#[test]
fn what_is_old_says_so_and_one_key_asks_again() {
    let mut window = analysing();
    let (from, to) = (called(&window, "Atlantic Council"), called(&window, "CNN"));
    send(&mut window, Command::Connect { kind: None, from, to });
    find(&window, Role::Button, "Refresh");
    key(&mut window, Modifiers::NONE, Key::F5);
    assert!(!shows(&window, "Refresh"));
    assert!(active(&window).holds(active(&window).measured(Place::Centrality).unwrap()));
}

#[test]
fn communities_are_shown_without_a_step_and_made_groups_as_one() {
    let mut window = analysing();
    let before = text(&window);
    press(&mut window, Role::Tab, "Communities");
    press(&mut window, Role::CheckBox, "Colour and outline them on the canvas");
    let outlined = |window: &Window| active(window).figures().communities.iter().filter(|c| c.is_outlined).count();
    let all = outlined(&window);
    assert!(all >= 3);
    let name = active(&window).figures().communities[0].name.clone();
    press(&mut window, Role::Button, &format!("Take the line around {name} away"));
    assert_eq!(outlined(&window), all - 1);
    assert_eq!((text(&window), active(&window).undo_label()), (before.clone(), None));
    press(&mut window, Role::Button, "Make groups");
    assert!(active(&window).view().unwrap().view.groups.len() >= 3);
    send(&mut window, Command::Do(Verb::Undo));
    assert_eq!(text(&window), before);
}

#[test]
fn a_path_is_found_between_two_names_and_saved_as_a_view() {
    let mut window = analysing();
    choose(&mut window, "From", "Atlantic Council");
    choose(&mut window, "To", "Kim Jong Un");
    let before = text(&window);
    press(&mut window, Role::Button, "Find paths");
    let found = active(&window).found_paths().cloned().expect("there is one");
    assert_eq!(found.paths.len(), 3);
    let name = |id: Option<&EntityId>| active(&window).graph().entity(id.unwrap()).unwrap().name.clone();
    assert_eq!(name(found.paths[0].entities.first()), "Atlantic Council");
    assert_eq!(name(found.paths[0].entities.last()), "Kim Jong Un");
    assert!(shows(&window, "Weakest link: "));
    press(&mut window, Role::Button, "Save as view");
    let views = active(&window).graph().views().values();
    assert_eq!(views.filter(|state| state.view.title == "Atlantic Council to Kim Jong Un").count(), 1);
    send(&mut window, Command::Do(Verb::Undo));
    assert_eq!(text(&window), before);
}

#[test]
fn a_path_between_the_two_selected_by_keys_and_off_the_canvas_again() {
    let mut window = with_example();
    select(&mut window, &["CNN", "David Kim"]);
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    let count = active(&window).found_paths().expect("it was asked at once").paths.len();
    assert!(shows(&window, &format!("Path 1 of {count}, ")));
    press(&mut window, Role::Button, "Path 2, ");
    assert!(shows(&window, &format!("Path 2 of {count}, ")));
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert!(active(&window).selection().is_empty() && shows(&window, "Path 2 of "));
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!shows(&window, "Path 2 of "));
}

#[test]
fn who_is_near_follows_the_selection_and_a_likely_tie_can_be_drawn() {
    let mut window = analysing();
    press(&mut window, Role::Tab, "Neighbourhood");
    select(&mut window, &["Kim Jong Un", "Donald Trump"]);
    press(&mut window, Role::RadioButton, "In common");
    find(&window, Role::ListItem, "Singapore Summit, ");
    select(&mut window, &["CNN"]);
    let near = active(&window).surroundings().unwrap().near.len();
    assert!(shows(&window, &format!("Within 1 step: {near} of 21")));
    press(&mut window, Role::RadioButton, "Likely ties");
    let tie = active(&window).surroundings().unwrap().likely[0].clone();
    let other = active(&window).graph().entity(&tie.b).unwrap().name.clone();
    let before = active(&window).graph().relationships_between(&tie.a, &tie.b).len();
    press(&mut window, Role::Button, &format!("Connect CNN and {other}…"));
    let connect = find_all(&window, Role::Button, "Connect").last().unwrap();
    connect.click();
    settle(&mut window);
    assert_eq!((before, active(&window).graph().relationships_between(&tie.a, &tie.b).len()), (0, 1));
}

#[test]
fn two_dates_are_compared_in_a_list_and_on_the_canvas() {
    let mut window = analysing();
    press(&mut window, Role::Tab, "Two dates");
    for (field, date) in [("First date", "1994"), ("Second date", "2019-02")] {
        find(&window, Role::TextInput, field).focus();
        window.run_steps(2);
        window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        window.run_steps(1);
        window.input_mut().events.push(Event::Text(date.into()));
        settle(&mut window);
    }
    key(&mut window, Modifiers::NONE, Key::Enter);
    let contrast = active(&window).contrast().cloned().expect("Enter compares");
    find(&window, Role::ListItem, "Hanoi meeting, came");
    assert!(shows(&window, "1994 → 2019-02: "));
    press(&mut window, Role::RadioButton, "Numbers");
    let entities = (contrast.turns.before.entities.len(), contrast.turns.after.entities.len());
    find(&window, Role::ListItem, &format!("Entities: {} before, {} after", entities.0, entities.1));
    press(&mut window, Role::Button, "Take it off the canvas");
    assert!(!shows(&window, "1994 → 2019-02: "));
}

#[test]
fn the_table_is_written_where_the_path_says() {
    let mut window = analysing();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("who.csv");
    press(&mut window, Role::Button, "CSV…");
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_steps(1);
    window.input_mut().events.push(Event::Text(path.display().to_string()));
    settle(&mut window);
    key(&mut window, Modifiers::NONE, Key::Enter);
    let csv = std::fs::read_to_string(&path).unwrap();
    assert!(csv.lines().nth(1).unwrap().contains("Liaison office in Pyongyang"), "{csv}");
}

#[test]
fn the_menu_goes_to_every_part() {
    let mut window = with_example();
    for (item, tab) in [
        ("Who belongs together", "Communities"),
        ("How the whole hangs together", "Structure"),
        ("Who matters", "Centrality"),
        ("Who is near, and likely ties", "Neighbourhood"),
        ("Compare two dates", "Two dates"),
        ("How two are connected", "Path finder"),
    ] {
        press(&mut window, Role::Button, "Analyse");
        press(&mut window, Role::MenuItem, item);
        use egui_kittest::kittest::NodeT as _;
        let shown = find(&window, Role::Tab, tab).accesskit_node().toggled();
        assert_eq!(shown, Some(eframe::egui::accesskit::Toggled::True), "{tab}");
    }
}

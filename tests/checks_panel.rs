//! The drawer of checks, joining two entities, and retraction, in the whole window by role and label.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod window;

use eframe::egui::{Key, Role};
use egui_kittest::kittest::Queryable as _;
use liaison::edit::{Edit, Merging, Selection, Swap, Transaction, intent};
use liaison::model::{Entity, Value};
use liaison::session::{Command, Verb};
use window::{Window, active, press, send, settle, text, with_example};

/// A window with the example in it, a twin of Kim Jong Un, and dates in the wrong order.
fn with_faults() -> Window {
    let mut window = with_example();
    let graph = active(&window).graph().clone();
    let mut twin = Entity::new("kim-jong-un-twin".parse().unwrap(), "person".parse().unwrap(), "Kim Jong-un");
    twin.summary = "Chairman of State Affairs".into();
    let mut transaction = Transaction::new("set up");
    transaction.edits.push(Edit::Entity(Swap::add(twin)));
    let cnn = "cnn-1svsjc".parse().unwrap();
    let dates = intent::change_entities(&graph, [&cnn], "", |cnn| {
        cnn.properties.insert("start".into(), Value::Date("1990".parse().unwrap()));
        cnn.properties.insert("end".into(), Value::Date("1980".parse().unwrap()));
    });
    transaction.edits.extend(dates.edits);
    send(&mut window, Command::Apply { transaction, merging: Merging::Never, select: None });
    send(&mut window, Command::Do(Verb::ShowChecks));
    window
}

#[test]
fn a_fault_is_found_counted_mended_and_brought_back() {
    let mut window = with_faults();
    window.get_by_role_and_label(Role::Button, "2 checks");
    let row = "CNN: \"start\" is 1990 and \"end\" 1980";
    press(&mut window, Role::ListItem, row);
    let selected = active(&window).selection().clone();
    assert_eq!(selected, Selection::entity("cnn-1svsjc".parse().unwrap()));
    press(&mut window, Role::Button, "Swap the dates");
    window.get_by_role_and_label(Role::Button, "1 check");
    assert!(window.query_by_role_and_label(Role::ListItem, row).is_none());
    send(&mut window, Command::Do(Verb::Undo));
    window.get_by_role_and_label(Role::ListItem, row);
}

#[test]
fn two_entities_are_compared_joined_and_parted_again_to_the_byte() {
    let mut window = with_faults();
    let before = text(&window);
    press(&mut window, Role::Button, "Compare…");
    press(&mut window, Role::RadioButton, "Summary: right, Chairman of State Affairs");
    press(&mut window, Role::Button, "Join");
    let graph = active(&window).graph().clone();
    assert!(graph.entity(&"kim-jong-un-twin".parse().unwrap()).is_none());
    let kim = graph.entity(&"kim-jong-un-h0rwan".parse().unwrap()).unwrap();
    assert_eq!((kim.name.as_str(), kim.summary.as_str()), ("Kim Jong Un", "Chairman of State Affairs"));
    assert!(window.query_by_label("Compare…").is_none());
    send(&mut window, Command::Do(Verb::Undo));
    assert!(text(&window) == before);
}

#[test]
fn two_that_were_told_apart_are_not_asked_about_again() {
    let mut window = with_faults();
    press(&mut window, Role::Button, "Compare…");
    press(&mut window, Role::Button, "They are different");
    assert!(window.query_by_label("Compare…").is_none());
    let graph = active(&window).graph().clone();
    let kim = graph.entity(&"kim-jong-un-h0rwan".parse().unwrap()).unwrap();
    assert!(kim.different_from.iter().any(|id| id.as_str() == "kim-jong-un-twin"));
}

#[test]
fn the_canvas_shows_what_falls_until_escape() {
    let mut window = with_faults();
    press(&mut window, Role::Tab, "Sources 4");
    window.get_all_by_role(Role::ListItem).find(|row| is_called(row, "CNN report")).unwrap().click();
    settle(&mut window);
    press(&mut window, Role::Button, "With its origin");
    window.get_by_label_contains("Without “CNN report on a liaison office”");
    window.key_press(Key::Escape);
    settle(&mut window);
    assert!(window.query_by_label_contains("Without “CNN report on a liaison office”").is_none());
}

fn is_called(node: &egui_kittest::Node<'_>, start: &str) -> bool {
    use egui_kittest::kittest::NodeT as _;
    node.accesskit_node().label().is_some_and(|label| label.starts_with(start))
}

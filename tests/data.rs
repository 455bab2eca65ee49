//! Drives the tables of the window: sorting, filtering, typing, pasting, replacing, and taking all of it back.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::sync::Arc;

use eframe::egui::{self, Event, Key, Modifiers, Role, Theme};
use egui_kittest::{Harness, kittest::NodeT as _, kittest::Queryable as _};
use liaison::analysis::table::{Field, RowId, record};
use liaison::model::Graph;
use liaison::session::{Command, Environment, OpenDocument, ThemeChoice, Verb};
use liaison::ui::{App, theme};

type Window = Harness<'static, Option<App>>;

/// The example in the Data workspace.
fn window() -> Window {
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1440.0, 900.0))
        .with_theme(Theme::Light)
        .with_context_setup(theme::install)
        .allow_missing_glyphs()
        .build_ui_state(
            move |ui, app: &mut Option<App>| {
                let app = app.get_or_insert_with(|| {
                    let mut app = App::new(ui.ctx(), Environment::none()).with_seed(7).with_path_prompts();
                    app.send(Command::SetTheme(ThemeChoice::Light));
                    app.send(Command::Do(Verb::OpenExample));
                    app.send(Command::Do(Verb::ShowData));
                    app
                });
                let all = ui.ctx().content_rect();
                let mut root = ui.new_child(egui::UiBuilder::new().max_rect(all));
                root.set_clip_rect(all);
                app.ui(&mut root);
            },
            None,
        );
    settle(&mut harness);
    harness
}

fn settle(window: &mut Window) {
    window.run_steps(2);
    if let Some(app) = window.state_mut().as_mut() {
        app.wait();
    }
    window.run_steps(6);
}

fn active(window: &Window) -> &OpenDocument {
    window.state().as_ref().and_then(|app| app.session().active()).expect("a document is open")
}

fn graph(window: &Window) -> Arc<Graph> {
    Arc::clone(active(window).graph())
}

fn undo(window: &mut Window) {
    if let Some(app) = window.state_mut().as_mut() {
        app.send(Command::Do(Verb::Undo));
    }
    settle(window);
}

fn rows(window: &Window) -> Vec<RowId> {
    active(window).rows().expect("rows were found").1.ids.clone()
}

/// The texts of a column, top down.
fn column(window: &Window, field: &Field) -> Vec<String> {
    let graph = graph(window);
    rows(window).iter().map(|id| record(&graph, id).unwrap().text(&graph, field).into_owned()).collect()
}

fn show(window: &mut Window, table: &str) {
    let found = window.get_by(move |node| {
        node.role() == Role::RadioButton && node.label().is_some_and(|label| label.starts_with(table))
    });
    found.click();
    settle(window);
}

/// Presses the cell whose name begins like this.
fn press_cell(window: &mut Window, begins: &str) {
    let begins = begins.to_owned();
    window
        .get_by(move |node| node.role() == Role::Cell && node.label().is_some_and(|label| label.starts_with(&begins)))
        .click();
    settle(window);
}

fn press(window: &mut Window, role: Role, label: &str) {
    window.get_by_role_and_label(role, label).click();
    settle(window);
}

fn key(window: &mut Window, key: Key) {
    window.key_press(key);
    settle(window);
}

fn typed(window: &mut Window, text: &str) {
    window.event(Event::Text(text.into()));
    settle(window);
}

fn focus_name(window: &Window) -> String {
    window.get_by(|node| node.role() == Role::Grid).accesskit_node().label().unwrap_or_default()
}

#[test]
fn the_focus_cell_reads_as_a_sentence_and_walks_with_the_arrows() {
    let mut window = window();
    press_cell(&mut window, "Valid from, 2019-02, row 1,");
    let title = "Trump administration proposes Liaison office in Pyongyang";
    assert_eq!(focus_name(&window), format!("Relationships table: Valid from, 2019-02, row 1, {title}"));
    key(&mut window, Key::ArrowRight);
    assert_eq!(focus_name(&window), format!("Relationships table: Valid to, open, row 1, {title}"));
    key(&mut window, Key::Home);
    assert!(focus_name(&window).starts_with("Relationships table: From, Trump administration, row 1"));
    window.key_press_modifiers(Modifiers::COMMAND, Key::End);
    settle(&mut window);
    let last = rows(&window).len();
    assert!(focus_name(&window).contains(&format!("row {last}")), "{}", focus_name(&window));
}

#[test]
fn a_title_sorts_and_a_filter_narrows_down() {
    let mut window = window();
    show(&mut window, "Entities");
    press(&mut window, Role::ColumnHeader, "Name");
    let up = column(&window, &Field::Name);
    assert!(up.is_sorted_by_key(|name| name.to_lowercase()), "{up:?}");
    press(&mut window, Role::ColumnHeader, "Name, sorted: name, A to Z");
    let mut down = column(&window, &Field::Name);
    down.reverse();
    assert_eq!(down, up);
    window.get_by_role_and_label(Role::TextInput, "Filter by name").focus();
    window.run_steps(2);
    typed(&mut window, "kim");
    assert!(column(&window, &Field::Name).iter().all(|name| name.contains("Kim")));
    window.get_by_label_contains("hidden by the filter");
    press(&mut window, Role::Button, "Remove Name contains “kim”");
    assert_eq!(column(&window, &Field::Name).len(), up.len());
}

#[test]
fn a_cell_is_typed_and_taken_back() {
    let mut window = window();
    let before = graph(&window);
    show(&mut window, "Entities");
    press_cell(&mut window, "Name, Kim Jong Un, ");
    typed(&mut window, "K");
    typed(&mut window, "im J");
    key(&mut window, Key::Enter);
    let names = column(&window, &Field::Name);
    assert!(names.contains(&"Kim J".into()) && !names.contains(&"Kim Jong Un".into()), "{names:?}");
    undo(&mut window);
    assert!(*graph(&window) == *before);

    // What is no date stays in the cell with the reason, and never reaches the graph.
    show(&mut window, "Relationships");
    press_cell(&mut window, "Valid from, 2019-02, row 1,");
    typed(&mut window, "2019-02-30");
    key(&mut window, Key::Enter);
    assert!(*graph(&window) == *before);
    assert_eq!(window.get_by_role_and_label(Role::TextInput, "Valid from").value().as_deref(), Some("2019-02-30"));
    key(&mut window, Key::Escape);
    assert!(*graph(&window) == *before);
}

#[test]
fn a_row_that_is_edited_stays_until_it_is_left() {
    let mut window = window();
    show(&mut window, "Entities");
    press(&mut window, Role::ColumnHeader, "Name");
    let at = column(&window, &Field::Name).iter().position(|name| name == "CNN").unwrap();
    press_cell(&mut window, "Name, CNN, ");
    typed(&mut window, "Zebra");
    key(&mut window, Key::Tab);
    assert_eq!(column(&window, &Field::Name)[at], "Zebra");
    key(&mut window, Key::ArrowDown);
    assert_eq!(column(&window, &Field::Name).last().map(String::as_str), Some("Zebra"));
}

#[test]
fn a_block_from_a_spreadsheet_is_seen_before_it_makes_rows() {
    let mut window = window();
    let before = graph(&window);
    show(&mut window, "Entities");
    // A small block over cells goes in at once.
    press_cell(&mut window, "Name, CNN, ");
    window.event(Event::Paste("CNN News\tMedia outlet\tEnded\n".into()));
    settle(&mut window);
    assert!(column(&window, &Field::Name).contains(&"CNN News".into()));
    undo(&mut window);
    assert!(*graph(&window) == *before);
    // One that reaches beyond the last row asks.
    let last = rows(&window).len();
    press_cell(&mut window, "Name, United States, ");
    window.event(Event::Paste("United States\tState\nNorway\tState\nSweden\tNonsense\n".into()));
    settle(&mut window);
    window.get_by_label_contains("2 entities are added");
    window.get_by_label_contains("“Nonsense” is no type of entity");
    assert!(*graph(&window) == *before);
    press(&mut window, Role::Button, "Paste");
    assert_eq!(graph(&window).entity_count(), last + 2);
    undo(&mut window);
    assert!(*graph(&window) == *before);
}

#[test]
fn find_and_replace_shows_each_change_first() {
    let mut window = window();
    let before = graph(&window);
    show(&mut window, "Entities");
    window.key_press_modifiers(Modifiers::COMMAND, Key::H);
    settle(&mut window);
    typed(&mut window, "Kim");
    window.get_by_role_and_label(Role::TextInput, "Replace with").focus();
    window.run_steps(2);
    typed(&mut window, "Gim");
    // One of the changes is not wanted.
    press(&mut window, Role::CheckBox, "Name of David Kim: David Kim becomes David Gim");
    let replace = window.get_by(|node| {
        node.role() == Role::Button && node.label().is_some_and(|label| label.starts_with("Replace in"))
    });
    replace.click();
    settle(&mut window);
    let names = column(&window, &Field::Name);
    assert!(names.contains(&"Gim Jong Un".into()) && names.contains(&"David Kim".into()), "{names:?}");
    undo(&mut window);
    assert!(*graph(&window) == *before);
}

#[test]
fn a_pattern_is_looked_for_once_it_can_be_read() {
    let mut window = window();
    show(&mut window, "Entities");
    window.key_press_modifiers(Modifiers::COMMAND, Key::H);
    settle(&mut window);
    typed(&mut window, "^(\\w+) (Kim");
    press(&mut window, Role::CheckBox, "Pattern");
    window.get_by_label_contains("The pattern cannot be read: unclosed group.");
    // The other of this name is that of the toolbar.
    let fields = window.get_all_by_role_and_label(Role::TextInput, "Find");
    let Some(field) = fields.last() else { panic!("there is no field") };
    field.focus();
    window.run_steps(2);
    typed(&mut window, ")$");
    window.get_by_role_and_label(Role::TextInput, "Replace with").focus();
    window.run_steps(2);
    typed(&mut window, "$2 $1");
    settle(&mut window);
    window.get_by_label_contains("Name of David Kim: David Kim becomes Kim David");
}

#[test]
fn rows_are_grouped_and_groups_fold() {
    let mut window = window();
    show(&mut window, "Relationships");
    let all = rows(&window).len();
    press(&mut window, Role::Button, "Group: none");
    press(&mut window, Role::ListBoxOption, "Likelihood");
    let likelihoods = column(&window, &Field::Likelihood);
    let mut runs = likelihoods.clone();
    runs.dedup();
    assert_eq!(runs.len(), runs.iter().collect::<std::collections::BTreeSet<_>>().len(), "{likelihoods:?}");
    let first = format!("{}, ", likelihoods[0]);
    let named = |label: Option<String>, first: &str| label.filter(|label| label.starts_with(first));
    let heading = {
        let first = first.clone();
        move |window: &Window| {
            let first = first.clone();
            let found =
                window.query_by(move |node| node.role() == Role::Button && named(node.label(), &first).is_some());
            found.map(|node| node.accesskit_node().label().unwrap_or_default())
        }
    };
    let open = heading(&window).unwrap();
    assert!(open.ends_with(" rows, open"), "{open}");
    press(&mut window, Role::Button, &open);
    assert_eq!(heading(&window), Some(open.replace("open", "folded")));
    assert_eq!(rows(&window).len(), all, "folded rows are still rows of the table");
    // The arrow passes over what is folded away.
    press(&mut window, Role::Button, "Group: likelihood");
    press(&mut window, Role::ListBoxOption, "No groups");
    assert_eq!(heading(&window), None);
}

#[test]
fn checked_rows_are_the_selection_and_change_together() {
    let mut window = window();
    let before = graph(&window);
    show(&mut window, "Entities");
    press(&mut window, Role::CheckBox, "Select CNN");
    press(&mut window, Role::CheckBox, "Select Germany");
    assert_eq!(active(&window).selection().entities.len(), 2);
    assert_eq!(window.query_all_by_label("2 selected").count(), 2, "in the bar over the rows and in that below");
    press_cell(&mut window, "Name, CNN, ");
    key(&mut window, Key::Delete);
    assert_eq!(graph(&window).entity_count(), before.entity_count() - 2);
    undo(&mut window);
    assert!(*graph(&window) == *before);
}

#[test]
fn what_is_shown_is_written_as_csv() {
    let mut window = window();
    show(&mut window, "Sources");
    press(&mut window, Role::ColumnHeader, "Title");
    press(&mut window, Role::ColumnHeader, "Title, sorted: title, A to Z");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sources.csv");
    press(&mut window, Role::Button, "Export");
    window.get_by_role_and_label(Role::TextInput, "Path").focus();
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    typed(&mut window, &path.display().to_string());
    press(&mut window, Role::Button, "Write");
    let written = std::fs::read_to_string(&path).unwrap();
    let mut lines = written.lines();
    assert_eq!(lines.next(), Some("Title,Kind,Author,Publisher,Published,Reliability,Origin,Cited,Address"));
    let titles: Vec<&str> = lines.map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(titles, column(&window, &Field::Title));
}

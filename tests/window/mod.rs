//! A window for tests, driven through its accessibility tree.

#![allow(dead_code, reason = "each test program uses some of it")]

use eframe::egui::{self, Event, Key, Modifiers, Role, Theme};
use egui_kittest::{Harness, Node, kittest::NodeT as _, kittest::Queryable as _};
use liaison::formats::native::{self, Lineage};
use liaison::session::{Command, Environment, OpenDocument, ThemeChoice, Verb};
use liaison::ui::{App, theme};

/// The window and the program in it.
pub type Window = Harness<'static, Option<App>>;

/// A window of 1440 by 900 with the example in it.
pub fn with_example() -> Window {
    with(Verb::OpenExample)
}

/// A window of 1440 by 900 in which this was done.
pub fn with(verb: Verb) -> Window {
    let mut window = Harness::builder()
        .with_size(egui::vec2(1440.0, 900.0))
        .with_theme(Theme::Light)
        .with_context_setup(theme::install)
        .allow_missing_glyphs()
        .wgpu()
        .build_ui_state(
            move |ui, app: &mut Option<App>| {
                let app = app.get_or_insert_with(|| {
                    let mut app = App::new(ui.ctx(), Environment::none()).with_seed(7).with_path_prompts();
                    app.send(Command::SetTheme(ThemeChoice::Light));
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
    window.run_steps(2);
    send(&mut window, Command::Do(verb));
    window
}

fn app(window: &mut Window) -> &mut App {
    window.state_mut().as_mut().expect("made in the first frame")
}

/// Does what is asked.
pub fn send(window: &mut Window, command: Command) {
    app(window).send(command);
    settle(window);
}

/// Lets jobs end and frames be drawn until nothing moves.
pub fn settle(window: &mut Window) {
    for _ in 0..3 {
        app(window).wait();
        window.run_steps(3);
    }
}

/// The document that is worked on.
pub fn active(window: &Window) -> &OpenDocument {
    window.state().as_ref().and_then(|app| app.session().active()).expect("a document is open")
}

/// The document as a file would hold it, without its revision.
pub fn text(window: &Window) -> String {
    String::from_utf8(native::write(active(window).graph(), &Lineage::default()).bytes).expect("a file is UTF-8")
}

/// What has this role and this label, or begins with it.
pub fn find<'w>(window: &'w Window, role: Role, label: &'w str) -> Node<'w> {
    let fits = |node: &Node<'_>| node.accesskit_node().role() == role;
    let exact = window.query_all_by_label(label).find(fits);
    let found = exact.or_else(|| window.query_all_by_label_contains(label).find(fits));
    found.unwrap_or_else(|| panic!("no {role:?} {label:?}"))
}

/// All of this role with this label.
pub fn find_all<'w>(window: &'w Window, role: Role, label: &'w str) -> impl Iterator<Item = Node<'w>> {
    window.query_all_by_label(label).filter(move |node| node.accesskit_node().role() == role)
}

/// Presses it.
pub fn press(window: &mut Window, role: Role, label: &str) {
    find(window, role, label).click();
    settle(window);
}

/// Presses a key.
pub fn key(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    settle(window);
}

/// Chooses from the list of a field, which is narrowed down by what is typed.
pub fn choose(window: &mut Window, field: &str, choice: &str) {
    press(window, Role::ComboBox, field);
    window.input_mut().events.push(Event::Text(choice.into()));
    settle(window);
    press(window, Role::ListBoxOption, choice);
}

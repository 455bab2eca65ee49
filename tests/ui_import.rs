//! Through the import dialog by role and label, with a table of a colleague in Bonn, and back by one undo.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::fs;

use eframe::egui::{self, Role, Theme};
use egui_kittest::{Harness, kittest::NodeT as _, kittest::Queryable as _};
use liaison::formats::native::{self, Lineage};
use liaison::session::{Command, Environment, ImportAct, ThemeChoice, Verb};
use liaison::ui::{App, theme};

type Window = Harness<'static, Option<App>>;

fn window(theme: Theme) -> Window {
    let mut window = Harness::builder()
        .with_size(egui::vec2(1440.0, 900.0))
        .with_theme(theme)
        .with_context_setup(theme::install)
        .allow_missing_glyphs()
        .wgpu()
        .build_ui_state(
            move |ui, app: &mut Option<App>| {
                let app = app.get_or_insert_with(|| {
                    let mut app = App::new(ui.ctx(), Environment::none()).with_seed(7).with_path_prompts();
                    let choice = if theme == Theme::Dark { ThemeChoice::Dark } else { ThemeChoice::Light };
                    app.send(Command::SetTheme(choice));
                    app
                });
                let all = ui.ctx().content_rect();
                let mut root = ui.new_child(egui::UiBuilder::new().max_rect(all));
                root.set_clip_rect(all);
                app.ui(&mut root);
            },
            None,
        );
    window.run_steps(2);
    window
}

fn app(window: &mut Window) -> &mut App {
    window.state_mut().as_mut().expect("made in the first frame")
}

fn settle(window: &mut Window) {
    for _ in 0..3 {
        app(window).wait();
        window.run_steps(3);
    }
}

fn text(window: &Window) -> Vec<u8> {
    let open = window.state().as_ref().and_then(|app| app.session().active()).expect("a document is open");
    native::write(open.graph(), &Lineage::default()).bytes
}

fn press(window: &mut Window, label: &str) {
    let is_button = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::Button;
    window.query_all_by_label(label).find(is_button).unwrap_or_else(|| panic!("no button {label}")).click();
    settle(window);
}

/// Chooses from the list of a field.
fn choose(window: &mut Window, field: &str, choice: &str) {
    let is_field = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::ComboBox;
    window.query_all_by_label(field).find(is_field).unwrap_or_else(|| panic!("no field {field}")).click();
    window.run_steps(3);
    // The list is long: what is typed narrows it down.
    window.input_mut().events.push(egui::Event::Text(choice.into()));
    window.run_steps(3);
    let is_choice = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::ListBoxOption;
    let found = window.query_all_by_label_contains(choice).find(is_choice);
    found.unwrap_or_else(|| panic!("no choice {choice}")).click();
    settle(window);
}

/// A picture of what is shown, for eyes, where a folder for it is named.
fn look(window: &mut Window, name: &str) {
    if let Some(folder) = std::env::var_os("LIAISON_LOOK") {
        let picture = window.render().unwrap();
        picture.save(std::path::Path::new(&folder).join(format!("{name}.png"))).unwrap();
    }
}

fn through_the_dialog(theme: Theme) {
    let folder = tempfile::tempdir().unwrap();
    let rows = "actor_a;relation;actor_b;date_from;certainty;grade;betrag;remarks\r\n\
        Kim Jong Un;leads;North Korea;2011-12/..;;B2;1,5;via embassy\r\n\
        D. Trump;meets;Kim Jong Un;27/02/2019;0,7;C3;2;in Hanoi\r\n\
        J\u{fc}rgen M\u{fc}ller;funds;Stimson Center;13/01/1994;hoch;B2;0,25;\r\n";
    let bytes: Vec<u8> = rows.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let path = folder.path().join("contacts-2019.csv");
    fs::write(&path, bytes).unwrap();
    let mut window = window(theme);
    app(&mut window).send(Command::Do(Verb::OpenExample));
    settle(&mut window);
    let before = text(&window);
    app(&mut window).send(Command::Import(ImportAct::Begin(path)));
    settle(&mut window);

    window.get_all_by_label("A relationship").next().expect("it is asked what a row is").click();
    settle(&mut window);
    choose(&mut window, "Field of actor_a", "From entity");
    choose(&mut window, "Field of actor_b", "To entity");
    choose(&mut window, "Field of relation", "Type");
    choose(&mut window, "Field of date_from", "Valid, DD/MM/YYYY");
    choose(&mut window, "Field of certainty", "Likelihood");
    choose(&mut window, "Field of grade", "Admiralty grade");
    choose(&mut window, "Field of betrag", "Weight, 1,5");
    choose(&mut window, "Field of remarks", "Skip this column");
    let dark = theme == Theme::Dark;
    let name = |step: &str| format!("{step}{}", if dark { "-dark" } else { "" });
    look(&mut window, &name("map"));
    assert!(window.query_by_label_contains("Row 1 becomes Kim Jong Un leads North Korea").is_some());
    let maps: Vec<_> = window.query_all_by_label("Map words").collect();
    assert_eq!(maps.len(), 2, "types and words of likelihood are to be mapped");
    maps[1].click();
    settle(&mut window);
    choose(&mut window, "What “hoch” stands for", "Very likely");
    look(&mut window, &name("words"));
    press(&mut window, "Done");
    press(&mut window, "Match entities");
    window.get_by_label("Near to a known one 1").click();
    settle(&mut window);
    choose(&mut window, "What D. Trump is", "Donald Trump");
    look(&mut window, &name("match"));
    press(&mut window, "Review");
    look(&mut window, &name("review"));
    press(&mut window, "Import");
    assert!(window.query_by_label("Review").is_none(), "the dialog is gone");
    let after = String::from_utf8(text(&window)).unwrap();
    for word in ["Jürgen Müller", "very-likely", "2019-02-27", "0.25"] {
        assert!(after.contains(word), "{word}");
    }
    look(&mut window, &name("done"));
    app(&mut window).send(Command::Do(Verb::Undo));
    settle(&mut window);
    assert_eq!(text(&window), before);
}

#[test]
fn a_table_comes_through_the_dialog_and_goes_with_one_undo() {
    through_the_dialog(Theme::Light);
}

#[test]
fn the_same_in_the_dark() {
    through_the_dialog(Theme::Dark);
}

//! Through the import dialog by role and label, with a table of a colleague in Bonn, and back by one undo.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod window;

use std::fs;

use eframe::egui::Role;
use egui_kittest::kittest::Queryable as _;
use liaison::session::{Command, ImportAct, ThemeChoice, Verb};
use window::{Window, choose, press, send, settle, text, with_example};

/// A picture of what is shown, for eyes, where a folder for it is named.
fn look(window: &mut Window, name: &str) {
    if let Some(folder) = std::env::var_os("LIAISON_LOOK") {
        let picture = window.render().unwrap();
        picture.save(std::path::Path::new(&folder).join(format!("{name}.png"))).unwrap();
    }
}

fn through_the_dialog(theme: ThemeChoice) {
    let folder = tempfile::tempdir().unwrap();
    let rows = "actor_a;relation;actor_b;date_from;certainty;grade;betrag;remarks\r\n\
        Kim Jong Un;leads;North Korea;2011-12/..;;B2;1,5;via embassy\r\n\
        D. Trump;meets;Kim Jong Un;27/02/2019;0,7;C3;2;in Hanoi\r\n\
        J\u{fc}rgen M\u{fc}ller;funds;Stimson Center;13/01/1994;hoch;B2;0,25;\r\n";
    let bytes: Vec<u8> = rows.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let path = folder.path().join("contacts-2019.csv");
    fs::write(&path, bytes).unwrap();
    let mut window = with_example();
    send(&mut window, Command::SetTheme(theme));
    let before = text(&window);
    send(&mut window, Command::Import(ImportAct::Begin(path)));

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
    let dark = theme == ThemeChoice::Dark;
    let name = |step: &str| format!("{step}{}", if dark { "-dark" } else { "" });
    look(&mut window, &name("map"));
    assert!(window.query_by_label_contains("Row 1 becomes Kim Jong Un leads North Korea").is_some());
    let maps: Vec<_> = window.query_all_by_label("Map words").collect();
    assert_eq!(maps.len(), 2, "types and words of likelihood are to be mapped");
    maps[1].click();
    settle(&mut window);
    choose(&mut window, "What “hoch” stands for", "Very likely");
    look(&mut window, &name("words"));
    press(&mut window, Role::Button, "Done");
    press(&mut window, Role::Button, "Match entities");
    window.get_by_label("Near to a known one 1").click();
    settle(&mut window);
    choose(&mut window, "What D. Trump is", "Donald Trump");
    look(&mut window, &name("match"));
    press(&mut window, Role::Button, "Review");
    look(&mut window, &name("review"));
    press(&mut window, Role::Button, "Import");
    assert!(window.query_by_label("Review").is_none(), "the dialog is gone");
    let after = text(&window);
    for word in ["Jürgen Müller", "very-likely", "2019-02-27", "0.25"] {
        assert!(after.contains(word), "{word}");
    }
    look(&mut window, &name("done"));
    send(&mut window, Command::Do(Verb::Undo));
    assert_eq!(text(&window), before);
}

#[test]
fn a_table_comes_through_the_dialog_and_goes_with_one_undo() {
    through_the_dialog(ThemeChoice::Light);
}

#[test]
fn the_same_in_the_dark() {
    through_the_dialog(ThemeChoice::Dark);
}

//! Shows the widget kit in both themes, compares it with stored pictures, and checks names, keys and clicks.
#![cfg(feature = "gui")]

#[path = "ui_kit/gallery.rs"]
mod gallery;
#[path = "ui_kit/marks.rs"]
mod marks;

use eframe::egui::{self, Key, Role, Theme};
use egui_kittest::{Harness, SnapshotResults, kittest::Queryable as _};
use liaison::ui::{icons, theme, widgets};

use gallery::Gallery;

fn harness(theme: Theme, size: (f32, f32)) -> Harness<'static, Gallery> {
    let mut ready = false;
    Harness::builder().with_size(egui::vec2(size.0, size.1)).with_theme(theme).wgpu().build_ui_state(
        move |ui, gallery: &mut Gallery| {
            if !ready {
                theme::install(ui.ctx());
                ready = true;
                // Fonts take effect in the next frame.
                ui.ctx().request_discard("new fonts");
                return;
            }
            gallery.show(ui);
        },
        Gallery::new(theme),
    )
}

fn check_picture(theme: Theme, page: gallery::Page, name: &str) {
    let mut harness = harness(theme, page.size());
    harness.state_mut().page = page;
    harness.run_steps(4);
    if page == gallery::Page::Kit {
        harness.get_by_label("Focus").focus();
        harness.run_steps(3);
    }
    let mut results = SnapshotResults::new();
    results.add(harness.try_snapshot(name));
    results.unwrap();
}

#[test]
fn the_kit_looks_as_drawn_in_the_light_theme() {
    check_picture(Theme::Light, gallery::Page::Kit, "kit_light");
}

#[test]
fn the_kit_looks_as_drawn_in_the_dark_theme() {
    check_picture(Theme::Dark, gallery::Page::Kit, "kit_dark");
}

#[test]
fn panels_look_as_drawn_in_the_light_theme() {
    check_picture(Theme::Light, gallery::Page::Panels, "panels_light");
}

#[test]
fn panels_look_as_drawn_in_the_dark_theme() {
    check_picture(Theme::Dark, gallery::Page::Panels, "panels_dark");
}

#[test]
fn the_dialog_looks_as_drawn_in_the_light_theme() {
    check_picture(Theme::Light, gallery::Page::Dialog, "dialog_light");
}

#[test]
fn the_dialog_looks_as_drawn_in_the_dark_theme() {
    check_picture(Theme::Dark, gallery::Page::Dialog, "dialog_dark");
}

#[test]
fn every_icon_is_in_both_fonts() {
    let ctx = egui::Context::default();
    ctx.set_fonts(liaison::ui::fonts::definitions());
    let output = ctx.run_ui(egui::RawInput::default(), |ui| {
        ui.ctx().fonts_mut(|fonts| {
            for (name, icon) in icons::ALL {
                for style in [icons::IconStyle::Regular, icons::IconStyle::Fill] {
                    assert!(fonts.has_glyph(&style.font(16.0), icon.glyph()), "{name} is missing in {style:?}");
                }
            }
        });
    });
    output.drop_without_applying_deltas();
}

#[test]
fn figures_are_of_one_width_in_every_weight() {
    let ctx = egui::Context::default();
    ctx.set_fonts(liaison::ui::fonts::definitions());
    let output = ctx.run_ui(egui::RawInput::default(), |ui| {
        for font in
            [liaison::ui::fonts::regular(13.0), liaison::ui::fonts::medium(13.0), liaison::ui::fonts::semibold(13.0)]
        {
            let width =
                |text: &str| ui.painter().layout_no_wrap(text.to_owned(), font.clone(), egui::Color32::WHITE).size().x;
            assert!((width("1111") - width("8888")).abs() < 0.01);
        }
    });
    output.drop_without_applying_deltas();
}

/// Runs a small page with the kit installed.
fn small_page<'a, S: 'a>(state: S, mut page: impl FnMut(&mut egui::Ui, &mut S) + 'a) -> Harness<'a, S> {
    let mut ready = false;
    let mut harness = Harness::builder().with_size(egui::vec2(500.0, 400.0)).build_ui_state(
        move |ui, state: &mut S| {
            if !ready {
                theme::install(ui.ctx());
                ready = true;
                ui.ctx().request_discard("new fonts");
                return;
            }
            page(ui, state);
        },
        state,
    );
    harness.run_steps(3);
    harness
}

#[test]
fn a_button_is_found_by_its_name_and_pressed_by_pointer_and_key() {
    let mut harness = small_page(0, |ui, presses: &mut i32| {
        if ui.add(widgets::Button::primary("Quick add")).clicked() {
            *presses += 1;
        }
        ui.add_enabled(false, widgets::Button::secondary("Off"));
    });
    let button = harness.get_by_role_and_label(Role::Button, "Quick add");
    assert!(button.rect().height() >= 24.0);
    button.click();
    harness.run_steps(2);
    assert_eq!(*harness.state(), 1);

    harness.key_press(Key::Tab);
    harness.run_steps(2);
    assert!(harness.get_by_role_and_label(Role::Button, "Quick add").is_focused());
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(*harness.state(), 2);

    harness.get_by_label("Off").click();
    harness.run_steps(2);
    assert_eq!(*harness.state(), 2);
}

#[test]
fn segments_and_tabs_choose() {
    let mut harness = small_page((0, 0), |ui, (segment, tab): &mut (i32, i32)| {
        let segments = [widgets::Segment::text(0, "Any"), widgets::Segment::text(1, "Arrows")];
        widgets::segmented(ui, "Direction", segment, &segments, None);
        let entries = [
            widgets::Tab { value: 0, label: "Entities", count: Some(20) },
            widgets::Tab { value: 1, label: "Sources", count: Some(4) },
        ];
        widgets::tabs(ui, "Lists", tab, &entries);
    });
    harness.get_by_role_and_label(Role::RadioButton, "Arrows").click();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::Tab, "Sources 4").click();
    harness.run_steps(2);
    assert_eq!(*harness.state(), (1, 1));
}

#[test]
fn a_mark_is_set_by_click_and_by_the_space_bar() {
    let mut harness = small_page(false, |ui, on: &mut bool| {
        if widgets::checkbox(ui, (*on).into(), "Undated", false).clicked() {
            *on = !*on;
        }
    });
    harness.get_by_role_and_label(Role::CheckBox, "Undated").click();
    harness.run_steps(2);
    assert!(*harness.state());
    harness.key_press(Key::Tab);
    harness.run_steps(2);
    harness.key_press(Key::Space);
    harness.run_steps(2);
    assert!(!*harness.state());
}

#[test]
fn likelihood_moves_with_the_arrows() {
    let mut harness = small_page(Some(5), |ui, step: &mut Option<u8>| {
        widgets::Likelihood::new("Likelihood", &gallery::LIKELIHOOD).show(ui, step);
    });
    harness.get_by_label("Likelihood: Very likely, 80–95 %").focus();
    harness.run_steps(2);
    harness.key_press(Key::ArrowLeft);
    harness.run_steps(2);
    assert_eq!(*harness.state(), Some(4));
    harness.key_press(Key::ArrowRight);
    harness.key_press(Key::ArrowRight);
    harness.run_steps(2);
    harness.key_press(Key::Delete);
    harness.run_steps(2);
    assert_eq!(*harness.state(), None);
}

#[test]
fn a_search_is_cleared_by_its_cross() {
    let mut harness = small_page("korea".to_owned(), |ui, text: &mut String| {
        ui.add(widgets::SearchField::new(text, "Filter entities").width(180.0));
    });
    harness.get_by_role_and_label(Role::Button, "Clear").click();
    harness.run_steps(3);
    assert_eq!(harness.state(), "");
}

#[test]
fn a_section_folds_and_a_chip_is_removed() {
    let mut harness = small_page((true, 0, 0), |ui, (open, added, removed): &mut (bool, i32, i32)| {
        let header = widgets::Section::new("Evidence").count(3).add_button("Add evidence");
        if header.show(ui, open, |_| {}).add {
            *added += 1;
        }
        if widgets::Chip::new("leader").removable().show(ui).removed {
            *removed += 1;
        }
    });
    harness.get_by_role_and_label(Role::DisclosureTriangle, "Evidence 3").click();
    harness.run_steps(2);
    harness.get_by_label("Add evidence").click();
    harness.run_steps(2);
    harness.get_by_label("Remove leader").click();
    harness.run_steps(2);
    assert_eq!(*harness.state(), (false, 1, 1));
}

fn check_dialog(key: Option<Key>, expected: widgets::DialogAction) {
    let state = widgets::DialogAction::Open;
    let mut harness = small_page(state, |ui, last: &mut widgets::DialogAction| {
        if *last == widgets::DialogAction::Open {
            let id = egui::Id::unique("delete");
            let dialog = widgets::Dialog::new(id, "Delete 3 entities", "Delete").width(300.0);
            *last = dialog.show(ui.ctx(), |ui| ui.label("They can be brought back.")).action;
        }
    });
    harness.run_steps(2);
    match key {
        Some(key) => harness.key_press(key),
        None => harness.get_by_role_and_label(Role::Button, "Cancel").click(),
    }
    harness.run_steps(3);
    assert_eq!(*harness.state(), expected);
}

#[test]
fn a_dialog_ends_with_enter_escape_and_its_buttons() {
    check_dialog(Some(Key::Enter), widgets::DialogAction::Primary);
    check_dialog(Some(Key::Escape), widgets::DialogAction::Cancelled);
    check_dialog(None, widgets::DialogAction::Cancelled);
}

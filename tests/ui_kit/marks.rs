//! The part of the gallery that shows the colours, the classes of entities and the states of a disc.

use eframe::egui::{Align2, Color32, Rect, Stroke, StrokeKind, Ui, pos2, vec2};
use liaison::ui::{
    fonts,
    theme::{self, EntityClass, Tokens},
    widgets::{self, Disc, DiscRing},
};

use crate::gallery::boxed;

pub fn swatches(ui: &Ui, y: f32, colors: &[(&str, Color32)]) {
    let t = theme::tokens(ui);
    for (index, (name, color)) in colors.iter().enumerate() {
        let x = 24.0 + 84.0 * index as f32;
        let rect = Rect::from_min_size(pos2(x, y), vec2(76.0, 24.0));
        ui.painter().rect(rect, 4.0, *color, Stroke::new(1.0, t.line), StrokeKind::Inside);
        label(ui, x, y + 30.0, name, t.t2);
        let code = format!("#{:02X}{:02X}{:02X}", color.r(), color.g(), color.b());
        label(ui, x, y + 43.0, &code, t.t3);
    }
}

fn label(ui: &Ui, x: f32, center_y: f32, text: &str, color: Color32) {
    let font = fonts::regular(theme::size::CAPTION);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, color);
    widgets::text_left(ui.painter(), x, center_y, galley, color);
}

pub fn classes(ui: &Ui, t: &Tokens) {
    let lefts = [24.0, 133.0, 244.0, 369.0, 484.0, 594.0];
    for (x, class) in lefts.into_iter().zip(EntityClass::ALL) {
        widgets::paint_disc(ui.painter(), t, pos2(x + 16.0, 312.0), 16.0, &Disc::new(class));
        let font = fonts::regular(theme::size::SECONDARY);
        let galley = ui.painter().layout_no_wrap(format!("{class:?}"), font, t.t1);
        widgets::text_left(ui.painter(), x + 40.0, 304.0, galley, t.t1);
        let color = t.class(class);
        let code = format!("#{:02X}{:02X}{:02X}", color.r(), color.g(), color.b());
        label(ui, x + 40.0, 320.0, &code, t.t3);
    }
}

pub fn node_states(ui: &Ui, t: &Tokens) {
    let frame = Rect::from_min_max(pos2(24.0, 362.0), pos2(696.0, 442.0));
    boxed(ui, frame, t.canvas, t.line);
    let plain = Disc::new;
    let states = [
        (69.0, "single", plain(EntityClass::Person)),
        (143.0, "corroborated", Disc { ring: DiscRing::Corroborated, ..plain(EntityClass::Person) }),
        (225.0, "pinned", Disc { pinned: true, ring: DiscRing::Corroborated, ..plain(EntityClass::Country) }),
        (299.0, "proposed", Disc { proposed: true, ..plain(EntityClass::Facility) }),
        (373.0, "hover", Disc { ring: DiscRing::Hovered, ..plain(EntityClass::Event) }),
        (449.0, "selected", Disc { ring: DiscRing::Selected, ..plain(EntityClass::Organisation) }),
        (525.0, "neighbour", Disc { ring: DiscRing::Neighbour, ..plain(EntityClass::Agreement) }),
        (595.0, "dimmed", Disc { dimmed: true, ..plain(EntityClass::Event) }),
        (661.0, "9 hidden", Disc { hidden: 9, ..plain(EntityClass::Organisation) }),
    ];
    for (x, name, disc) in states {
        widgets::paint_disc(ui.painter(), t, pos2(x, 397.0), 14.0, &disc);
        let selected = disc.ring == DiscRing::Selected;
        let font =
            if selected { fonts::semibold(theme::size::SECONDARY) } else { fonts::regular(theme::size::SECONDARY) };
        let y = if selected { 425.0 } else { 416.0 };
        let at = pos2(x, y);
        ui.painter().text(at, Align2::CENTER_TOP, name, font, t.t3);
    }
}

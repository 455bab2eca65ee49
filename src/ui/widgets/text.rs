//! Text in the few sizes and colours of the type scale.

use eframe::egui::{Color32, FontId, Label, Response, RichText, Ui};

use crate::ui::{
    fonts,
    theme::{self, size},
};

/// What text does where it is wider than its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overflow {
    /// It goes on in the next line.
    Wrap,
    /// It ends in an ellipsis, and shows itself whole in a tooltip.
    Elide,
}

fn show(ui: &mut Ui, text: &str, font: FontId, color: Color32, overflow: Overflow) -> Response {
    let label = Label::new(RichText::new(text).font(font).color(color));
    match overflow {
        Overflow::Wrap => ui.add(label.wrap()),
        Overflow::Elide => ui.add(label.truncate()),
    }
}

/// The text of the interface.
pub fn body(ui: &mut Ui, text: &str, overflow: Overflow) -> Response {
    let color = theme::tokens(ui).t1;
    show(ui, text, fonts::regular(size::BODY), color, overflow)
}

/// A name or a value that carries the line.
pub fn strong(ui: &mut Ui, text: &str, overflow: Overflow) -> Response {
    let color = theme::tokens(ui).t1;
    show(ui, text, fonts::semibold(size::BODY), color, overflow)
}

/// Text beside the main text: a date, a kind, an explanation.
pub fn secondary(ui: &mut Ui, text: &str, overflow: Overflow) -> Response {
    let color = theme::tokens(ui).t2;
    show(ui, text, fonts::regular(size::SECONDARY), color, overflow)
}

/// A hint or a label, the quietest text that is still meant to be read.
pub fn hint(ui: &mut Ui, text: &str, overflow: Overflow) -> Response {
    let color = theme::tokens(ui).t3;
    show(ui, text, fonts::regular(size::SECONDARY), color, overflow)
}

/// The small bold title above a group of controls.
pub fn group_title(ui: &mut Ui, text: &str) -> Response {
    let color = theme::tokens(ui).t1;
    let font = fonts::semibold(size::SECONDARY);
    show(ui, text, font, color, Overflow::Elide)
}

/// The title of a card or of a panel.
pub fn title(ui: &mut Ui, text: &str, overflow: Overflow) -> Response {
    let color = theme::tokens(ui).t1;
    show(ui, text, fonts::semibold(size::TITLE), color, overflow)
}

/// The heading of a page or of a dialog.
pub fn heading(ui: &mut Ui, text: &str, overflow: Overflow) -> Response {
    let color = theme::tokens(ui).t1;
    show(ui, text, fonts::semibold(size::HEADING), color, overflow)
}

/// The same with its first letter as a capital.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A number with its thousands set apart: `100,000`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

//! What the window shows where there is nothing else: that no graph is open, and that a file can be let go.

use eframe::egui::{self, CentralPanel, Context, Frame, Id, Rect, Ui};

use super::desk::Outbox;
use super::files::is_picture;
use super::widgets::EmptyState;
use super::{fonts, icons, theme};
use crate::session::Verb;

/// What the middle of the window says while nothing is open.
pub(super) fn nothing_open(ui: &mut Ui, out: &mut Outbox) {
    let tokens = theme::tokens(ui);
    CentralPanel::no_frame().frame(Frame::new().fill(tokens.canvas)).show(ui, |ui| {
        let empty = EmptyState {
            icon: icons::GRAPH,
            sentence: "No graph is open",
            hint: "Open a file, or drop one here",
            primary: Some("Open…"),
            secondary: Some("New graph"),
        };
        match empty.show(ui) {
            Some("Open…") => out.verb(Verb::Open),
            Some(_) => out.verb(Verb::New),
            None => {}
        }
    });
}

/// Says that files can be let go.
pub(super) fn drop_veil(ctx: &Context) {
    let pictures = ctx.input(|input| {
        let all = &input.raw.hovered_files;
        !all.is_empty() && all.iter().all(|file| file.path.as_deref().is_some_and(is_picture))
    });
    let words = if pictures { "Drop to put on the canvas" } else { "Drop to open" };
    let tokens = theme::tokens_of(ctx);
    let painter = ctx.layer_painter(egui::LayerId::new(egui::Order::Foreground, Id::unique("drop files")));
    let all = ctx.content_rect();
    painter.rect_filled(all, 0.0, tokens.scrim);
    let font = fonts::medium(theme::size::TITLE);
    let galley = painter.layout_no_wrap(words.to_owned(), font, tokens.t1);
    let card = Rect::from_center_size(all.center(), galley.size() + egui::vec2(48.0, 28.0));
    let border = egui::Stroke::new(2.0, tokens.accent);
    let corner = f32::from(theme::radius::DIALOG);
    painter.rect(card, corner, tokens.surface, border, egui::StrokeKind::Inside);
    painter.galley(card.center() - 0.5 * galley.size(), galley, tokens.t1);
}

//! Numbers of the network as a whole, each with the question that it answers.

use eframe::egui::{Frame, Label, Margin, RichText, ScrollArea, Ui};

use super::{asking, keep_up, number};
use crate::analysis::network::METRICS;
use crate::session::Place;
use crate::ui::desk::Desk;
use crate::ui::theme::{self, size, space};
use crate::ui::widgets::text;
use crate::ui::{fonts, marks};

/// Shows the tab.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    let usual = METRICS.iter().filter(|metric| metric.usual).map(|metric| metric.name).collect();
    let asking = asking(desk, Place::Structure, usual);
    let Some(measured) = keep_up(ui, desk, asking) else { return };
    let tokens = theme::tokens(ui);
    ScrollArea::vertical().id_salt("structure").auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for row in &measured.whole {
                ui.horizontal(|ui| {
                    text::body(ui, &marks::metric_words(row.name), text::Overflow::Elide);
                    ui.with_layout(eframe::egui::Layout::right_to_left(eframe::egui::Align::Center), |ui| {
                        let value = RichText::new(number(row.value, row.unit)).font(fonts::medium(size::BODY));
                        ui.add(Label::new(value.color(tokens.t1)));
                    });
                });
                text::hint(ui, row.question, text::Overflow::Wrap);
                ui.add_space(space::S);
            }
        });
    });
}

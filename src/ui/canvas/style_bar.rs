//! The floating menus for what size and colour of discs say, beside the tools.

use eframe::egui::{Align, CornerRadius, Layout, Rect, Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2};

use super::CanvasState;
use super::act::apply;
use crate::edit::intent;
use crate::model::{ColourBy, SizeBy};
use crate::session::{Command, OpenDocument};
use crate::ui::icons;
use crate::ui::marks::{colour_choices, colour_words, size_choices, size_words};
use crate::ui::theme::{self, radius};
use crate::ui::widgets::{Choice, Picker, Sign};

/// From the edges of the canvas, and what the tools take on the left.
const INSET: f32 = 12.0;
const TOOLS: f32 = 36.0;
const GAP: f32 = 6.0;
const PAD: f32 = 4.0;
const MENU: f32 = 152.0;

/// Where the menus stand; nothing where there is no room, or nothing to show.
pub(super) fn place(canvas: Rect, entities: usize) -> Option<Rect> {
    let left = canvas.left() + INSET + TOOLS + GAP;
    let rect = Rect::from_min_size(pos2(left, canvas.top() + INSET), vec2(2.0 * MENU + GAP + 2.0 * PAD, TOOLS));
    (entities > 0 && rect.right() + INSET < canvas.right()).then_some(rect)
}

impl CanvasState {
    /// Shows the menus.
    pub(super) fn show_style_bar(ui: &mut Ui, rect: Rect, open: &OpenDocument, commands: &mut Vec<Command>) {
        let Some(state) = open.view() else { return };
        let tokens = theme::tokens(ui);
        let corners = CornerRadius::same(radius::FLOATING);
        ui.painter().rect(rect, corners, tokens.surface, Stroke::new(1.0, tokens.line2), StrokeKind::Inside);
        let builder = UiBuilder::new().max_rect(rect.shrink(PAD)).id_salt("style bar");
        let mut bar = ui.new_child(builder.layout(Layout::left_to_right(Align::Center)));
        bar.spacing_mut().item_spacing.x = GAP;
        let (graph, style) = (open.graph(), &state.view.style);
        let view = open.view_id();
        let size = size_words(&style.size_by);
        let picker = Picker::new("Size by", &size).sign(Sign::Icon(icons::CIRCLES_THREE)).width(MENU).list_width(180.0);
        let chosen: Option<SizeBy> = picker.show(&mut bar, |_| {
            let all = size_choices(graph).into_iter();
            all.map(|by| Choice::new(by.clone(), size_words(&by)).selected(by == style.size_by)).collect()
        });
        if let Some(by) = chosen {
            let label = "change what size says";
            commands.push(apply(intent::change_view(graph, view, label, |v| v.style.size_by.clone_from(&by))));
        }
        let colour = colour_words(&style.colour_by);
        let picker = Picker::new("Colour by", &colour).sign(Sign::Icon(icons::PALETTE)).width(MENU).list_width(180.0);
        let chosen: Option<ColourBy> = picker.show(&mut bar, |_| {
            let all = colour_choices(graph).into_iter();
            all.map(|by| Choice::new(by.clone(), colour_words(&by)).selected(by == style.colour_by)).collect()
        });
        if let Some(by) = chosen {
            let label = "change what colour says";
            commands.push(apply(intent::change_view(graph, view, label, |v| v.style.colour_by.clone_from(&by))));
        }
    }
}

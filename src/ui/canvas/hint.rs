//! A line that says how a relationship is drawn, while the tool for it is taken up.

use eframe::egui::{Align2, CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit, vec2};

use super::CanvasState;
use super::chrome::Places;
use crate::base::EntityId;
use crate::scene::ToolKind;
use crate::session::OpenDocument;
use crate::ui::fonts;
use crate::ui::theme::{self, radius, size, space};
use crate::ui::widgets::text_left;

impl CanvasState {
    /// What can be done next, in words; nothing where no tool asks for it.
    fn hint(&self, open: &OpenDocument) -> Option<String> {
        if self.tool.kind() != ToolKind::Relationship {
            return None;
        }
        let name = |id: &EntityId| open.graph().entity(id).map_or_else(String::new, |entity| entity.name.clone());
        Some(match (self.tool.pointed_at(), open.selection().only_entity()) {
            (Some(to), Some(from)) => format!("{} → {}: Enter draws it, Esc does not", name(from), name(to)),
            (_, Some(from)) => format!("From {}: drag from an entity, or go to one with the arrow keys", name(from)),
            _ => "Drag from one entity to another, or to empty ground for a new one".to_owned(),
        })
    }

    /// Shows it at the bottom, above what floats there.
    pub(super) fn show_hint(&self, ui: &Ui, open: &OpenDocument, canvas: Rect, places: Places) {
        let Some(words) = self.hint(open) else { return };
        let tokens = theme::tokens(ui);
        let galley = crate::ui::widgets::line(
            ui.painter(),
            &words,
            fonts::regular(size::SECONDARY),
            tokens.t2,
            (canvas.width() - 64.0).max(40.0),
        );
        let padding = 2.0 * vec2(space::M, space::S);
        let lowest = canvas.center_bottom() - vec2(0.0, space::M);
        let at = |bottom| Align2::CENTER_BOTTOM.anchor_size(bottom, galley.size() + padding);
        let is_in_way = |place: &Rect| place.intersects(at(lowest).expand(space::S));
        let top = places.below().into_iter().filter(is_in_way).map(|place| place.top()).fold(lowest.y, f32::min);
        let rect = at(if top < lowest.y { lowest - vec2(0.0, lowest.y - top + space::S) } else { lowest });
        let id = self.canvas_id.with("hint");
        let response = ui.interact(rect, id, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
        ui.ctx().accesskit_node_builder(id, |node| node.set_live(accesskit::Live::Polite));
        let corners = CornerRadius::same(radius::FLOATING);
        ui.painter().rect(rect, corners, tokens.surface, Stroke::new(1.0, tokens.line2), StrokeKind::Inside);
        text_left(ui.painter(), rect.left() + 0.5 * padding.x, rect.center().y, galley, tokens.t2);
    }
}

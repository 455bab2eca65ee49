//! The list of views: which pictures of the graph there are, and which is shown.

use eframe::egui::{self, Key, Modifiers, Response, ScrollArea, Stroke, Ui, UiBuilder, vec2};

use crate::base::ViewId;
use crate::edit::intent;
use crate::model::View;
use crate::session::Command;
use crate::ui::desk::Desk;
use crate::ui::icons;
use crate::ui::theme::{self, height, space};
use crate::ui::widgets::{EmptyState, IconButton, ListRow, MenuItem, TextField, menu_separator};

/// Shows the list.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, renaming: &mut Option<(ViewId, String)>) {
    let views = desk.graph().views();
    if views.is_empty() {
        let empty = EmptyState {
            icon: icons::FRAME_CORNERS,
            sentence: "No views",
            hint: "A view is a picture of the graph",
            primary: Some("New view"),
            secondary: None,
        };
        if empty.show(ui).is_some() {
            let view = View::new(desk.mint.mint("main"), "Main");
            desk.out.apply(intent::create_view(desk.graph(), view, None));
        }
        return;
    }
    ui.add_space(space::S);
    ScrollArea::vertical().id_salt("views").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let views = desk.graph().views_in_order();
        let mut rows = Vec::new();
        for (at, view) in views.iter().map(|state| &*state.view).enumerate() {
            if renaming.as_ref().is_some_and(|(id, _)| *id == view.id) {
                rename_row(ui, desk, renaming);
            } else {
                rows.push((at, row(ui, desk, renaming, view, Place { at, count: views.len() })));
            }
        }
        let moved = rows.iter().find_map(|(at, response)| Some((*at, dropped_at(ui, response, &rows)?)));
        if let Some((at, place)) = moved {
            desk.out.apply(intent::move_view(desk.graph(), &views[at].view.id, place));
        }
    });
}

/// Where a view stands in the list.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: usize,
    count: usize,
}

/// The place to which a row that was dragged is let go, counted without it. While it is dragged, a line shows the place.
fn dropped_at(ui: &Ui, dragged: &Response, rows: &[(usize, Response)]) -> Option<usize> {
    let pointer = ui.ctx().pointer_interact_pos().filter(|_| dragged.dragged() || dragged.drag_stopped())?;
    let others = || rows.iter().map(|(_, row)| row).filter(|row| row.id != dragged.id);
    let place = others().filter(|row| row.rect.center().y < pointer.y).count();
    if dragged.drag_stopped() {
        return Some(place);
    }
    let above = place.checked_sub(1).and_then(|at| others().nth(at)).map(|row| row.rect.bottom());
    let y = above.or_else(|| others().next().map(|row| row.rect.top()))?;
    ui.painter().hline(dragged.rect.x_range().shrink(8.0), y, Stroke::new(2.0, theme::tokens(ui).accent));
    ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
    None
}

fn row(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    renaming: &mut Option<(ViewId, String)>,
    view: &View,
    place: Place,
) -> Response {
    let shown = *desk.open.view_id() == view.id;
    let title = if view.title.trim().is_empty() { "Untitled view" } else { &view.title };
    let row = ListRow::new(title).icon(icons::FRAME_CORNERS).indent(12.0).height(height::TABLE_ROW).selected(shown);
    let response = ui.add(row);
    let dots = {
        let place = response.rect.with_min_x(response.rect.right() - 32.0);
        let builder = UiBuilder::new().max_rect(place).layout(egui::Layout::left_to_right(egui::Align::Center));
        let name = format!("More about {title}");
        ui.new_child(builder).add(IconButton::new(icons::DOTS_THREE_VERTICAL, &name).small())
    };
    if response.double_clicked() {
        *renaming = Some((view.id.clone(), view.title.clone()));
    } else if response.clicked() {
        desk.out.send(Command::ShowView(view.id.clone()));
    }
    if response.has_focus() {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::ALT, key));
        if pressed(Key::ArrowUp) && place.at > 0 {
            desk.out.apply(intent::move_view(desk.graph(), &view.id, place.at - 1));
        } else if pressed(Key::ArrowDown) {
            desk.out.apply(intent::move_view(desk.graph(), &view.id, place.at + 1));
        }
    }
    response.context_menu(|ui| menu(ui, desk, renaming, view, place));
    egui::Popup::menu(&dots).show(|ui| menu(ui, desk, renaming, view, place));
    response
}

fn menu(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    renaming: &mut Option<(ViewId, String)>,
    view: &View,
    Place { at, count }: Place,
) {
    if ui.add(MenuItem::new("Show").icon(Some(icons::EYE))).clicked() {
        desk.out.send(Command::ShowView(view.id.clone()));
    }
    if ui.add(MenuItem::new("Rename").icon(Some(icons::PENCIL_SIMPLE))).clicked() {
        *renaming = Some((view.id.clone(), view.title.clone()));
    }
    if ui.add(MenuItem::new("Duplicate").icon(Some(icons::COPY_SIMPLE))).clicked() {
        let title = format!("{} copy", view.title);
        let copy = View::new(desk.mint.mint(&title), title);
        let id = copy.id.clone();
        desk.out.apply(intent::create_view(desk.graph(), copy, Some(&view.id)));
        desk.out.send(Command::ShowView(id));
    }
    menu_separator(ui);
    let up = MenuItem::new("Move up").icon(Some(icons::ARROW_UP)).shortcut("Alt+Up").enabled(at > 0);
    if ui.add(up).clicked() {
        desk.out.apply(intent::move_view(desk.graph(), &view.id, at - 1));
    }
    let down = MenuItem::new("Move down").icon(Some(icons::ARROW_DOWN)).shortcut("Alt+Down").enabled(at + 1 < count);
    if ui.add(down).clicked() {
        desk.out.apply(intent::move_view(desk.graph(), &view.id, at + 1));
    }
    menu_separator(ui);
    let can_go = desk.graph().views().len() > 1;
    if ui.add(MenuItem::new("Delete").icon(Some(icons::TRASH)).dangerous().enabled(can_go)).clicked() {
        desk.out.apply(intent::delete_view(desk.graph(), &view.id));
    }
}

/// The row of a view whose title is being changed.
fn rename_row(ui: &mut Ui, desk: &mut Desk<'_>, renaming: &mut Option<(ViewId, String)>) {
    let Some((id, mut title)) = renaming.take() else { return };
    let field = desk.field_id(id.as_str(), "title in the list");
    let size = vec2(ui.available_width(), height::TABLE_ROW);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let place = rect.with_min_x(rect.left() + 28.0).with_max_x(rect.right() - 8.0);
    let is_new = ui.data(|data| data.get_temp::<bool>(field)).is_none();
    let response = ui.new_child(UiBuilder::new().max_rect(place)).add(TextField::new(&mut title, "Title").id(field));
    if is_new {
        ui.data_mut(|data| data.insert_temp(field, true));
        crate::ui::inspector::focus_all(ui, field);
    }
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<bool>(field));
        let escaped = ui.input(|input| input.key_pressed(Key::Escape));
        if !escaped && !title.trim().is_empty() {
            let title = title.trim().to_owned();
            let label = format!("rename view {title}");
            let transaction = intent::change_view(desk.graph(), &id, label, |v| v.title.clone_from(&title));
            desk.out.apply(transaction);
        }
        return;
    }
    *renaming = Some((id, title));
}

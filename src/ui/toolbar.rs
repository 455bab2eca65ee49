//! The bar of tools under the menus, and the tabs of the documents under it.

use eframe::egui::{
    self, Color32, Frame, Layout, Margin, Panel, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::desk::{Outbox, Wish};
use super::find::Find;
use super::fonts;
use super::icons::{self, Icon, IconStyle};
use super::theme::{self, radius, size, space};
use super::widgets::{self, IconButton, Segment, segmented};
use crate::session::{Command, Session, Unsaved, Verb, Workspace};

/// How wide the field of quick-add is where there is room.
const FIELD_WIDTH: f32 = 472.0;
/// A narrower one says nothing.
const LEAST_FIELD: f32 = 180.0;

/// Shows the bar. `written` is what stands in quick-add. Returns the place of its field.
pub(super) fn show(
    ui: &mut Ui,
    session: &Session,
    workspace: Workspace,
    written: &str,
    find: &mut Find,
    out: &mut Outbox,
) -> Rect {
    let tokens = theme::tokens(ui);
    let panel = Panel::top("toolbar").exact_size(48.0);
    let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(12, 0));
    let shown = panel.frame(frame).show(ui, |ui| {
        let bar = ui.max_rect();
        let between = ui.allocate_ui_with_layout(bar.size(), Layout::left_to_right(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let settings = session.settings();
            verb_button(ui, session, out, Verb::ToggleOutline, icons::SIDEBAR_SIMPLE, Some(settings.outline));
            verb_button(ui, session, out, Verb::Undo, icons::ARROW_U_UP_LEFT, None);
            verb_button(ui, session, out, Verb::Redo, icons::ARROW_U_UP_RIGHT, None);
            if session.active().is_some() {
                workspaces(ui, workspace, out);
            }
            let left = ui.min_rect().right();
            let right = ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                right_sidebar(ui, session, out);
                let icon = if ui.visuals().dark_mode { icons::SUN } else { icons::MOON };
                verb_button(ui, session, out, Verb::ToggleTheme, icon, None);
                verb_button(ui, session, out, Verb::Palette, icons::COMMAND, None);
                find.field(ui, session);
                ui.min_rect().left()
            });
            (left + space::XL, right.inner - space::XL)
        });
        // In the middle of what is left between both sides.
        let (left, right) = between.inner;
        let room = right - left;
        let width = FIELD_WIDTH.min(room).max(LEAST_FIELD);
        let middle = (0.5 * (left + right)).max(left + 0.5 * width);
        let place = Rect::from_center_size(pos2(middle.round(), bar.center().y), vec2(width, 28.0));
        // Without room for the field there is its sign, and the field opens over what stands beside it.
        let shown_at = if room < LEAST_FIELD {
            Rect::from_center_size(pos2((left - space::M).round(), bar.center().y), vec2(28.0, 28.0))
        } else {
            place
        };
        if session.active().is_some() && quick_add_field(ui, shown_at, written).clicked() {
            out.wish(Wish::QuickAdd);
        }
        place
    });
    shown.inner
}

/// The choice of workspace, as icons alone where there is little room.
fn workspaces(ui: &mut Ui, shown: Workspace, out: &mut Outbox) {
    let is_narrow = ui.ctx().content_rect().width() < 1240.0;
    let segments: Vec<Segment<'_, Workspace>> = Workspace::ALL
        .iter()
        .filter_map(|(workspace, name, verb)| {
            let icon = icons::by_name(verb.icon())?;
            let segment = if is_narrow { Segment::icon } else { Segment::icon_text };
            Some(segment(*workspace, icon, name))
        })
        .collect();
    let mut chosen = shown;
    segmented(ui, "Workspace", &mut chosen, &segments, None);
    let verb = Workspace::ALL.iter().find(|(workspace, ..)| *workspace == chosen && chosen != shown);
    if let Some((.., verb)) = verb {
        out.verb(*verb);
    }
}

/// The button of the right panel: the sign of the left one, turned round.
fn right_sidebar(ui: &mut Ui, session: &Session, out: &mut Outbox) {
    let on = session.settings().inspector;
    let keys = Verb::ToggleInspector.chord().map(|chord| chord.label()).unwrap_or_default();
    let button = IconButton::new(icons::SIDEBAR_SIMPLE, Verb::ToggleInspector.label());
    let button = button.mirrored().toggled(on).neutral().shortcut(&keys);
    if ui.add_enabled(session.is_enabled(Verb::ToggleInspector), button).clicked() {
        out.verb(Verb::ToggleInspector);
    }
}

fn verb_button(ui: &mut Ui, session: &Session, out: &mut Outbox, verb: Verb, icon: Icon, on: Option<bool>) {
    let label = session.label(verb);
    let keys = verb.chord().map(|chord| chord.label()).unwrap_or_default();
    let mut button = IconButton::new(icon, &label);
    if !keys.is_empty() {
        button = button.shortcut(&keys);
    }
    if let Some(on) = on {
        button = button.toggled(on).neutral();
    }
    if ui.add_enabled(session.is_enabled(verb), button).clicked() {
        out.verb(verb);
    }
}

/// The field in the middle at rest: it shows what is written in quick-add, or an example, and opens it.
fn quick_add_field(ui: &mut Ui, place: Rect, written: &str) -> Response {
    let example = "Quick add: Kim Jong Un > leads > North Korea @2011..";
    let words = if written.trim().is_empty() { example } else { written };
    let mut child = ui.new_child(UiBuilder::new().max_rect(place));
    let (rect, response) = child.allocate_exact_size(place.size(), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Open quick add"));
    let tokens = theme::tokens(ui);
    let fill = if response.hovered() { tokens.hover } else { tokens.field };
    let painter = &ui.painter().with_clip_rect(rect);
    let border = egui::Stroke::new(1.0, tokens.line2);
    painter.rect(rect, f32::from(radius::CONTROL), fill, border, egui::StrokeKind::Inside);
    let y = rect.center().y;
    let plus = pos2(rect.left() + if rect.width() < LEAST_FIELD { 14.0 } else { 15.0 }, y);
    widgets::icon(painter, icons::PLUS_CIRCLE, IconStyle::Regular, plus, 16.0, tokens.t2);
    if response.has_focus() {
        widgets::focus_ring(ui, rect, radius::CONTROL);
    }
    if rect.width() < LEAST_FIELD {
        return widgets::named(response, Verb::QuickAdd.label(), None);
    }
    let color = if words == example { tokens.t3 } else { tokens.t1 };
    let mut job =
        egui::text::LayoutJob::simple_singleline(words.replace('\n', " ⏎ "), fonts::regular(size::BODY), color);
    let max_width = rect.width() - 32.0 - 70.0;
    job.wrap = egui::text::TextWrapping { max_width, max_rows: 1, break_anywhere: true, ..Default::default() };
    let galley = painter.layout_job(job);
    widgets::text_left(painter, rect.left() + 32.0, y, galley, color);
    let keys = Verb::QuickAdd.chord().map(|chord| chord.label()).unwrap_or_default();
    let end = Rect::from_min_max(pos2(rect.right() - 90.0, rect.top()), pos2(rect.right() - 6.0, rect.bottom()));
    let builder = UiBuilder::new().max_rect(end).layout(Layout::right_to_left(egui::Align::Center));
    widgets::key_cap(&mut ui.new_child(builder), &keys);
    response
}

/// Shows a tab for each document where there is more than one.
pub(super) fn document_tabs(ui: &mut Ui, session: &Session, out: &mut Outbox) {
    if session.documents().len() < 2 {
        return;
    }
    let tokens = theme::tokens(ui);
    let frame = Frame::new().fill(tokens.sunken).inner_margin(Margin { left: 8, right: 8, top: 4, bottom: 0 });
    Panel::top("documents").exact_size(36.0).frame(frame).show(ui, |ui| {
        egui::ScrollArea::horizontal().show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                let strip = ui.scope_id();
                ui.ctx().accesskit_node_builder(strip, |node| node.set_role(Role::TabList));
                for open in session.documents() {
                    let active = session.active().is_some_and(|a| a.key() == open.key());
                    let (go, close) = document_tab(ui, &open.name(), active, open.is_modified());
                    if go {
                        out.send(Command::Activate(open.key()));
                    }
                    if close {
                        out.send(Command::Close(open.key(), Unsaved::Ask));
                    }
                }
            });
        });
    });
}

/// A tab; whether it was pressed, and whether its cross was.
fn document_tab(ui: &mut Ui, name: &str, active: bool, edited: bool) -> (bool, bool) {
    let tokens = theme::tokens(ui);
    let font = if active { fonts::medium(size::BODY) } else { fonts::regular(size::BODY) };
    let color = if active { tokens.t1 } else { tokens.t2 };
    let mut job = egui::text::LayoutJob::simple_singleline(name.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping { max_width: 200.0, max_rows: 1, break_anywhere: true, ..Default::default() };
    let galley = ui.painter().layout_job(job);
    let dot = if edited { 14.0 } else { 0.0 };
    let width = 12.0 + dot + galley.size().x.ceil() + 6.0 + 24.0 + 2.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, 31.0), Sense::click());
    let spoken = if edited { format!("{name}, edited") } else { name.to_owned() };
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, active, &spoken));
    let fill = if active {
        tokens.panel
    } else if response.hovered() {
        tokens.hover
    } else {
        Color32::TRANSPARENT
    };
    let corners = egui::CornerRadius { nw: radius::CONTROL, ne: radius::CONTROL, sw: 0, se: 0 };
    ui.painter().rect_filled(rect, corners, fill);
    let y = rect.center().y;
    let mut left = rect.left() + 12.0;
    if edited {
        ui.painter().circle_filled(pos2(left + 3.0, y), 3.0, tokens.accent);
        left += dot;
    }
    let end = left + galley.size().x.ceil() + 6.0;
    widgets::text_left(ui.painter(), left, y, galley, color);
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(4.0), radius::CHIP);
    }
    let place = Rect::from_center_size(pos2(end + 12.0, y), vec2(24.0, 24.0));
    let builder = UiBuilder::new().max_rect(place).layout(Layout::left_to_right(egui::Align::Center));
    let close = ui.new_child(builder).add(IconButton::new(icons::X, &format!("Close {name}")).small()).clicked();
    (response.clicked(), close || response.middle_clicked())
}

//! The relationships of one entity, in its inspector.

use eframe::egui::{self, Color32, Rect, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::{InspectorState, Part, section};
use crate::analysis;
use crate::base::EntityId;
use crate::edit::Selection;
use crate::model::{Direction, Entity, Relationship};
use crate::session::Command;
use crate::ui::desk::Desk;
use crate::ui::icons::{self, IconStyle};
use crate::ui::theme::{self, radius, size};
use crate::ui::widgets::{self, Choice, Picker, Sign, text};
use crate::ui::{fonts, marks};

/// More rows than this are worth a scroll area of their own.
const MANY: usize = 200;

/// Shows the section.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, entity: &Entity) {
    let graph = desk.graph();
    let mut all = graph.relationships_at(&entity.id);
    // By what it is, then by the name of the other end.
    all.sort_by_cached_key(|r| (label(desk, r, &entity.id).to_owned(), other_name(desk, r, &entity.id)));
    let part = Part { title: "Relationships", count: Some(all.len()), add: None };
    let mut chosen = None;
    let mut connect = None;
    let plus = |ui: &mut Ui| {
        let picker = Picker::plus("Add relationship").search("Connect with").list_width(260.0);
        connect = picker.show(ui, |query| entity_choices(desk, query, &[&entity.id]));
    };
    section(ui, state, part, plus, |ui, _| {
        if all.is_empty() {
            text::hint(ui, "Connected with nothing yet.", text::Overflow::Wrap);
        }
        let widest = all.iter().take(MANY).map(|r| label_width(ui, label(desk, r, &entity.id))).fold(44.0, f32::max);
        let column = widest.min(0.27 * ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut rows = |ui: &mut Ui, range: std::ops::Range<usize>| {
            for relationship in &all[range] {
                let pressed = ui.push_id(&relationship.id, |ui| row(ui, desk, relationship, &entity.id, column)).inner;
                if pressed {
                    chosen = Some(relationship.id.clone());
                }
            }
        };
        if all.len() > MANY {
            let area = egui::ScrollArea::vertical().id_salt("relationships").max_height(420.0);
            area.show_rows(ui, ROW, all.len(), rows);
        } else {
            rows(ui, 0..all.len());
        }
    });
    if let Some(id) = chosen {
        desk.out.select(Selection::relationship(id));
    }
    if let Some(to) = connect {
        desk.out.send(Command::Connect { kind: None, from: entity.id.clone(), to });
    }
}

/// Entities to choose from, but for some.
pub(in crate::ui) fn entity_choices(desk: &Desk<'_>, query: &str, but: &[&EntityId]) -> Vec<Choice<EntityId>> {
    let graph = desk.graph();
    let found = desk.directory.find(query, 80).into_iter().filter(|entry| !but.contains(&&entry.entity.id));
    found
        .map(|entry| Choice {
            sign: Sign::Disc(marks::disc(graph, &entry.entity)),
            ..Choice::new(entry.entity.id.clone(), marks::name(&entry.entity))
        })
        .collect()
}

fn other_end<'r>(relationship: &'r Relationship, here: &EntityId) -> &'r EntityId {
    if relationship.from == *here { &relationship.to } else { &relationship.from }
}

fn other_name(desk: &Desk<'_>, relationship: &Relationship, here: &EntityId) -> String {
    let other = desk.graph().entity(other_end(relationship, here));
    other.map_or("a missing entity", |e| marks::name(e)).to_owned()
}

fn label<'a>(desk: &Desk<'a>, relationship: &'a Relationship, here: &EntityId) -> &'a str {
    if relationship.from == *here {
        marks::relationship_name(desk.graph(), relationship)
    } else {
        marks::inverse_name(desk.graph(), relationship)
    }
}

fn label_width(ui: &Ui, label: &str) -> f32 {
    let font = fonts::regular(size::SECONDARY);
    ui.painter().layout_no_wrap(label.to_owned(), font, Color32::PLACEHOLDER).size().x.ceil()
}

const ROW: f32 = 28.0;

/// A row; whether it was pressed.
fn row(ui: &mut Ui, desk: &Desk<'_>, relationship: &Relationship, here: &EntityId, column: f32) -> bool {
    let graph = desk.graph();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let name = other_name(desk, relationship, here);
    let what = label(desk, relationship, here);
    let date = marks::year(relationship.valid);
    let spoken = if date.is_empty() { format!("{what} {name}") } else { format!("{what} {name}, {date}") };
    response.widget_info(|| WidgetInfo::labeled(egui::Role::ListItem, ui.is_enabled(), &spoken));
    if !ui.is_rect_visible(rect) {
        return response.clicked();
    }
    let tokens = theme::tokens(ui);
    let outer = rect.expand2(vec2(8.0, 0.0));
    if response.hovered() {
        ui.painter().rect_filled(outer, f32::from(radius::CONTROL), tokens.hover);
    }
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink2(vec2(0.0, 3.0)), radius::CONTROL);
    }
    let painter = ui.painter();
    let y = rect.center().y;
    let icon = match relationship.direction {
        Direction::Forward if relationship.from != *here => icons::ARROW_LEFT,
        direction => marks::direction_icon(direction),
    };
    widgets::icon(painter, icon, IconStyle::Regular, pos2(rect.left() + 7.0, y), 14.0, tokens.t3);

    let mut right = rect.right();
    if let Some(pair) = marks::best_pair(graph, &relationship.evidence) {
        let place = Rect::from_min_max(pos2(right - 30.0, rect.top()), pos2(right, rect.bottom()));
        let builder = UiBuilder::new().max_rect(place).layout(egui::Layout::right_to_left(egui::Align::Center));
        let shown = widgets::grade(&mut ui.new_child(builder), &pair.to_string(), "");
        right = shown.rect.left() - 8.0;
    }
    let line = |text: &str, size: f32, color: Color32, width: f32| {
        let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), fonts::regular(size), color);
        job.wrap = egui::text::TextWrapping {
            max_width: width.max(0.0),
            max_rows: 1,
            break_anywhere: true,
            ..Default::default()
        };
        ui.painter().layout_job(job)
    };
    if !date.is_empty() {
        let galley = line(&date, size::SECONDARY, tokens.t3, 80.0);
        right -= galley.size().x.ceil();
        widgets::text_left(ui.painter(), right, y, galley, tokens.t3);
        right -= 8.0;
    }
    let mut left = rect.left() + 22.0;
    let galley = line(what, size::SECONDARY, tokens.t2, column);
    widgets::text_left(ui.painter(), left, y, galley, tokens.t2);
    left += column + 10.0;
    if let Some(entity) = graph.entity(other_end(relationship, here)) {
        widgets::paint_disc(ui.painter(), tokens, pos2(left + 8.0, y), 8.0, &marks::disc(graph, entity));
    }
    left += 22.0;
    let galley = line(&name, size::BODY, tokens.t1, right - left);
    widgets::text_left(ui.painter(), left, y, galley, tokens.t1);
    response.on_hover_text(analysis::sentence(graph, relationship)).clicked()
}

//! How two entities are connected: the shortest paths, each step with what it rests on, and its weakest link.

use std::collections::BTreeSet;

use eframe::egui::{Frame, Margin, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::{Scope, stale};
use crate::analysis::confidence::level_of;
use crate::analysis::paths;
use crate::base::EntityId;
use crate::edit::{Selection, intent};
use crate::model::View;
use crate::session::{Command, Found, FoundPath, Seeking};
use crate::ui::desk::Desk;
use crate::ui::inspector::entity_choices;
use crate::ui::theme::{self, radius, space};
use crate::ui::widgets::{
    self, Button, Choice, IconButton, Picker, Segment, Sign, Tab, field_row, paint_disc, segmented, tabs, text,
};
use crate::ui::{icons, marks};

#[derive(Debug)]
pub(super) struct PathFinder {
    from: Option<EntityId>,
    to: Option<EntityId>,
    count: usize,
    most_steps: usize,
    directed: bool,
    /// The path that is open.
    open: usize,
    /// The paths are not wanted any more.
    is_cleared: bool,
}

impl Default for PathFinder {
    fn default() -> Self {
        Self { from: None, to: None, count: 3, most_steps: 6, directed: false, open: 0, is_cleared: false }
    }
}

/// Shows the panel.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, scope: Scope, state: &mut PathFinder) {
    tabs(ui, "Paths", &mut 0, &[Tab { value: 0, label: "Path finder", count: None }]);
    let two: Vec<EntityId> = desk.open.selection().entities.iter().cloned().collect();
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 8 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        end(ui, desk, "From", &mut state.from);
        end(ui, desk, "To", &mut state.to);
        field_row(ui, "Paths", |ui, _| {
            ui.horizontal(|ui| {
                number_picker(ui, "Paths", &mut state.count, &[1, 3, 5, 10, 20]);
                text::secondary(ui, "Max steps", text::Overflow::Elide);
                number_picker(ui, "Max steps", &mut state.most_steps, &[2, 3, 4, 6, 8, 12]);
            });
        });
        field_row(ui, "Follow", |ui, _| {
            let segments = [Segment::text(false, "Any way"), Segment::text(true, "Arrows")];
            segmented(ui, "Follow", &mut state.directed, &segments, Some(ui.available_width()));
        });
        ui.add_space(space::XS);
        ui.horizontal(|ui| {
            let ends = state.from.clone().zip(state.to.clone()).filter(|(from, to)| from != to);
            if ui.add_enabled(ends.is_some(), Button::primary("Find paths").min_width(120.0)).clicked()
                && let Some((from, to)) = ends
            {
                (state.is_cleared, state.open) = (false, 0);
                let PathFinder { count, most_steps, directed, .. } = *state;
                let view = scope.view(desk);
                desk.out.send(Command::FindPaths(Seeking { from, to, count, most_steps, directed, view }));
            }
            if ui.add(IconButton::new(icons::ARROWS_DOWN_UP, "Swap ends")).clicked() {
                std::mem::swap(&mut state.from, &mut state.to);
            }
            if let [from, to] = &two[..]
                && ui.add(Button::secondary("From selection")).clicked()
            {
                (state.from, state.to) = (Some(from.clone()), Some(to.clone()));
            }
            if ui.add(Button::quiet("Clear")).clicked() {
                *state = PathFinder { is_cleared: true, ..PathFinder::default() };
            }
        });
    });
    let Some(found) = desk.open.found_paths().filter(|_| !state.is_cleared).cloned() else { return };
    if found.revision != desk.open.revision() {
        stale(ui, desk, Command::FindPaths(found.seeking.clone()));
    }
    results(ui, desk, state, &found);
}

fn end(ui: &mut Ui, desk: &Desk<'_>, label: &str, chosen: &mut Option<EntityId>) {
    let entity = chosen.as_ref().and_then(|id| desk.graph().entity(id));
    let picked = field_row(ui, label, |ui, _| {
        let shown = entity.map_or("choose an entity", |e| marks::name(e));
        let sign = entity.map_or(Sign::None, |e| Sign::Disc(marks::disc(desk.graph(), e)));
        let picker = Picker::new(label, shown).sign(sign).faint(entity.is_none()).search("Find an entity");
        picker.show(ui, |query| entity_choices(desk, query, &[]))
    });
    if picked.is_some() {
        *chosen = picked;
    }
}

fn number_picker(ui: &mut Ui, name: &str, value: &mut usize, all: &[usize]) {
    let shown = value.to_string();
    let picker = Picker::new(name, &shown).width(56.0);
    let chosen = picker.show(ui, |_| all.iter().map(|n| Choice::new(*n, n.to_string()).selected(n == value)).collect());
    if let Some(chosen) = chosen {
        *value = chosen;
    }
}

fn results(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut PathFinder, found: &Found) {
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 4, bottom: 4 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            text::strong(ui, "Paths", text::Overflow::Elide);
            let words = format!("{} found in {:.1} ms", found.paths.len(), found.took.as_secs_f64() * 1e3);
            text::hint(ui, &words, text::Overflow::Elide);
        });
        if found.paths.is_empty() {
            let words = if found.seeking.directed {
                "There is none by these rules. Follow any way, allow more steps, or look at the whole graph."
            } else {
                "There is none by these rules. Allow more steps, or look at the whole graph."
            };
            text::hint(ui, words, text::Overflow::Wrap);
        }
    });
    ScrollArea::vertical().id_salt("paths").auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: 16, right: 16, top: 0, bottom: 8 }).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            for (nth, path) in found.paths.iter().enumerate() {
                ui.push_id(nth, |ui| card(ui, desk, state, nth, path));
            }
        });
    });
}

fn card(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut PathFinder, nth: usize, path: &FoundPath) {
    let tokens = theme::tokens(ui);
    let is_open = state.open == nth;
    let frame = Frame::new().fill(tokens.surface).corner_radius(radius::CONTROL).inner_margin(Margin::symmetric(12, 8));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        let weak = path.weakest.and_then(|at| path.links.get(at)).and_then(|link| {
            let relationship = desk.graph().relationship(link.relationships.first()?)?;
            Some((
                paths::sentence(desk.graph(), relationship, &link.from),
                level_of(relationship, desk.graph().sources()),
            ))
        });
        ui.horizontal(|ui| {
            let head = ui.add(Button::link(&format!("Path {}", nth + 1)));
            text::hint(ui, &marks::count(path.links.len(), "step", "steps"), text::Overflow::Elide);
            if head.clicked() {
                state.open = nth;
                select(desk, path);
            }
            ui.with_layout(eframe::egui::Layout::right_to_left(eframe::egui::Align::Center), |ui| {
                if let Some((_, level)) = &weak {
                    text::secondary(ui, &format!("weakest: {}", level.label()), text::Overflow::Elide);
                }
            });
        });
        if is_open {
            steps(ui, desk, path);
            if let Some((sentence, level)) = &weak {
                ui.add_space(space::XS);
                text::hint(ui, &format!("Weakest link: {sentence}, {}.", level.label()), text::Overflow::Wrap);
            }
            ui.horizontal(|ui| {
                if ui.add(Button::secondary("Select on canvas").small()).clicked() {
                    select(desk, path);
                }
                if ui.add(Button::quiet("Save as view").small()).clicked() {
                    save(desk, path);
                }
            });
        } else {
            discs(ui, desk, path);
        }
    });
    let stroke = if is_open { Stroke::new(1.5, tokens.accent) } else { Stroke::new(1.0, tokens.line) };
    ui.painter().rect_stroke(shown.response.rect, f32::from(radius::CONTROL), stroke, StrokeKind::Inside);
}

/// The path as discs in a row.
fn discs(ui: &mut Ui, desk: &Desk<'_>, path: &FoundPath) {
    let tokens = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
    let apart = (rect.width() / path.entities.len().max(1) as f32).min(34.0);
    for (nth, id) in path.entities.iter().enumerate() {
        let Some(entity) = desk.graph().entity(id) else { continue };
        let center = pos2(rect.left() + 9.0 + nth as f32 * apart, rect.center().y);
        if nth + 1 < path.entities.len() {
            let ends = [center + vec2(10.0, 0.0), center + vec2(apart - 10.0, 0.0)];
            ui.painter().line_segment(ends, Stroke::new(1.0, tokens.line2));
        }
        paint_disc(ui.painter(), tokens, center, 8.0, &marks::disc(desk.graph(), entity));
    }
}

/// The path as entities under each other, with what joins them.
fn steps(ui: &mut Ui, desk: &mut Desk<'_>, path: &FoundPath) {
    let mut chosen = None;
    for (nth, id) in path.entities.iter().enumerate() {
        let Some(entity) = desk.graph().entity(id).cloned() else { continue };
        let row = widgets::ListRow::new(marks::name(&entity)).disc(marks::disc(desk.graph(), &entity)).indent(0.0);
        if ui.add(row).clicked() {
            chosen = Some(Selection::entity(id.clone()));
        }
        let Some(link) = path.links.get(nth) else { continue };
        let Some(relationship) = link.relationships.first().and_then(|id| desk.graph().relationship(id)).cloned()
        else {
            continue;
        };
        let graph = desk.graph();
        let forward = relationship.from == link.from;
        let name = if forward {
            marks::relationship_name(graph, &relationship)
        } else {
            marks::inverse_name(graph, &relationship)
        };
        let more = link.relationships.len() - 1;
        let words = if more == 0 { name.to_owned() } else { format!("{name}, and {more} more") };
        let level = level_of(&relationship, graph.sources()).label();
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{words}, {level} confidence")));
        let tokens = theme::tokens(ui);
        if response.hovered() {
            ui.painter().rect_filled(rect, 3.0, tokens.hover);
        }
        let x = rect.left() + 8.0;
        ui.painter().line_segment([pos2(x, rect.top()), pos2(x, rect.bottom())], Stroke::new(2.0, tokens.accent));
        let line = |words: String| {
            ui.painter().layout_no_wrap(words, crate::ui::fonts::regular(theme::size::SECONDARY), tokens.t2)
        };
        let level = line(level.to_owned());
        let clip = Rect::from_min_max(rect.min, pos2(rect.right() - level.size().x - 8.0, rect.bottom()));
        let painter = ui.painter().with_clip_rect(clip.intersect(ui.clip_rect()));
        widgets::text_left(&painter, rect.left() + 24.0, rect.center().y, line(words), tokens.t2);
        widgets::text_left(ui.painter(), rect.right() - level.size().x, rect.center().y, level, tokens.t2);
        if response.has_focus() {
            widgets::focus_ring(ui, rect, 3);
        }
        if response.clicked() {
            chosen = Some(Selection::relationship(relationship.id.clone()));
        }
    }
    if let Some(selection) = chosen {
        desk.out.select(selection);
    }
}

fn all_of(path: &FoundPath) -> Selection {
    let relationships: BTreeSet<_> = path.links.iter().flat_map(|link| link.relationships.first().cloned()).collect();
    Selection { entities: path.entities.iter().cloned().collect(), relationships }
}

fn select(desk: &mut Desk<'_>, path: &FoundPath) {
    desk.out.select(all_of(path));
    desk.out.verb(crate::session::Verb::FitSelection);
}

/// A view of those on the path alone.
fn save(desk: &mut Desk<'_>, path: &FoundPath) {
    let name = |id: Option<&EntityId>| id.and_then(|id| desk.graph().entity(id)).map_or("?", |e| marks::name(e));
    let title = format!("{} to {}", name(path.entities.first()), name(path.entities.last()));
    let view = View::new(desk.mint.mint(&title), title);
    let id = view.id.clone();
    let pattern = desk.open.view_id().clone();
    desk.out.apply(intent::create_view_of(desk.graph(), view, Some(&pattern), &all_of(path)));
    desk.out.send(Command::ShowView(id));
}

//! The sources with how far each is read, and the names of the open one that wait for a decision.

use std::sync::Arc;

use eframe::egui::{
    self, Frame, Layout, Margin, Panel, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::paste::Paste;
use super::{Open, ReadState, pane, review};
use crate::base::fold;
use crate::model::Source;
use crate::session::Verb;
use crate::ui::desk::Desk;
use crate::ui::icons::{self, IconStyle};
use crate::ui::theme::{self, size, space};
use crate::ui::widgets::{self, Button, MenuItem, SearchField, key_cap, no_matches, text};
use crate::ui::{fonts, marks};

/// The height of a source: its title, how far it is read, and a bar.
const ROW: f32 = 60.0;

/// Shows the list.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState, open: Option<&Open>) {
    let tokens = theme::tokens(ui);
    let bar = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(8, 0));
    Panel::bottom("reading footer").exact_size(44.0).frame(bar).show(ui, |ui| {
        let size = ui.available_size();
        ui.allocate_ui_with_layout(size, Layout::left_to_right(egui::Align::Center), |ui| footer(ui, desk, state));
    });
    ui.horizontal(|ui| {
        ui.set_height(theme::height::TABS);
        ui.add_space(12.0);
        text::strong(ui, "Sources", text::Overflow::Elide);
        text::hint(ui, &desk.graph().sources().len().to_string(), text::Overflow::Elide);
    });
    Frame::new().inner_margin(Margin { left: 8, right: 8, top: 0, bottom: 8 }).show(ui, |ui| {
        ui.add(SearchField::new(&mut state.filter, "Filter sources"));
    });
    let folded = fold(&state.filter);
    let fits = |source: &&Arc<Source>| {
        folded.is_empty()
            || [&source.title, &source.publisher, &source.author].iter().any(|t| fold(t).contains(&folded))
    };
    let mut sources: Vec<Arc<Source>> = desk.graph().sources().values().filter(fits).cloned().collect();
    sources.sort_by(|a, b| a.title.cmp(&b.title).then_with(|| a.id.cmp(&b.id)));
    if sources.is_empty() && !folded.is_empty() {
        ui.add_space(space::XL);
        if no_matches(ui, "Clear filter") {
            state.filter.clear();
        }
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let to_review = open.map_or(0, |open| open.reading.candidates.len());
    let room = ui.available_height();
    let share = if to_review > 0 { 0.55 } else { 1.0 };
    let wanted = (ROW * sources.len() as f32).min(share * room).max(ROW);
    let area = ScrollArea::vertical().id_salt("reading sources").max_height(wanted).auto_shrink([false, false]);
    area.show_rows(ui, ROW, sources.len(), |ui, range| {
        for source in &sources[range] {
            ui.push_id(&source.id, |ui| row(ui, desk, state, source));
        }
    });
    if let Some(open) = open.filter(|_| to_review > 0) {
        waiting(ui, desk, state, open);
    }
}

fn row(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState, source: &Source) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let tokens = theme::tokens(ui);
    let is_open = state.source.as_ref() == Some(&source.id);
    let title = marks::source_title(desk.graph(), &source.id);
    let known = desk.open.readings().get(&source.id).cloned();
    let is_read = known.is_some();
    let reading = known.unwrap_or_default();
    let (settled, all) = reading.progress();
    let date = source.published.map(marks::month);
    let left_to_do = match (&source.text, reading.candidates.len()) {
        (None, _) => "no text".to_owned(),
        (Some(_), _) if !is_read => "looking for names".to_owned(),
        (Some(_), 0) => "done".to_owned(),
        (Some(_), count) => format!("{count} to review"),
    };
    let detail = [date.as_deref(), Some(&left_to_do)].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let mentions = marks::count(settled, "mention", "mentions");
    let spoken = format!("{title}, {detail}, {mentions}");
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, ui.is_enabled(), is_open, &spoken));
    let painter = ui.painter();
    if is_open {
        painter.rect_filled(rect, 0.0, tokens.accent_weak);
        let edge = Rect::from_min_max(rect.min, pos2(rect.left() + 3.0, rect.bottom()));
        painter.rect_filled(edge, 0.0, tokens.accent);
    } else if response.hovered() {
        painter.rect_filled(rect, 0.0, tokens.hover);
    }
    let icon = pos2(rect.left() + 24.0, rect.top() + 17.0);
    widgets::icon(painter, marks::source_icon(source.kind), IconStyle::Regular, icon, 16.0, tokens.t2);
    let (left, mut right) = (rect.left() + 40.0, rect.right() - 12.0);
    let end = right;
    if let Some(grade) = source.reliability {
        let place = Rect::from_min_max(pos2(right - 30.0, rect.top()), pos2(right, rect.top() + 34.0));
        let builder = UiBuilder::new().max_rect(place).layout(Layout::right_to_left(egui::Align::Center));
        right = widgets::grade(&mut ui.new_child(builder), grade.key(), grade.label()).rect.left() - 6.0;
    }
    let line = |words: &str, font, color, room: f32| {
        let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, color);
        job.wrap = egui::text::TextWrapping {
            max_width: room.max(0.0),
            max_rows: 1,
            break_anywhere: true,
            ..Default::default()
        };
        ui.painter().layout_job(job)
    };
    let font = if is_open { fonts::medium(size::BODY) } else { fonts::regular(size::BODY) };
    let painter = ui.painter();
    widgets::text_left(painter, left, rect.top() + 17.0, line(title, font, tokens.t1, right - left), tokens.t1);
    let count = line(&mentions, fonts::regular(size::SECONDARY), tokens.t2, end - left);
    let count_left = end - count.size().x;
    if source.text.is_some() {
        widgets::text_left(painter, count_left, rect.top() + 35.0, count, tokens.t2);
    }
    let detail = line(&detail, fonts::regular(size::SECONDARY), tokens.t2, count_left - left - 8.0);
    widgets::text_left(painter, left, rect.top() + 35.0, detail, tokens.t2);
    if source.text.is_some() {
        let track = Rect::from_min_max(pos2(left, rect.top() + 48.0), pos2(end, rect.top() + 51.0));
        painter.rect_filled(track, 1.5, tokens.accent.gamma_multiply(0.3));
        let share = if !is_read {
            0.0
        } else if all == 0 {
            1.0
        } else {
            settled as f32 / all as f32
        };
        let done = Rect::from_min_max(track.min, pos2(track.left() + share * track.width(), track.bottom()));
        painter.rect_filled(done, 1.5, tokens.accent);
    }
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(3.0), 3);
    }
    if response.clicked() {
        state.open(&source.id);
    }
}

/// The names of the open source that wait for a decision.
fn waiting(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState, open: &Open) {
    let candidates = &open.reading.candidates;
    ui.separator();
    ui.horizontal(|ui| {
        ui.set_height(36.0);
        ui.add_space(12.0);
        text::strong(ui, "To review", text::Overflow::Elide);
        text::hint(ui, &candidates.len().to_string(), text::Overflow::Elide);
        let any = candidates.iter().any(|candidate| review::guessed(desk.graph(), candidate).is_some());
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(8.0);
            let button = ui.add_enabled(any, Button::link("Accept all").small());
            if button.on_hover_text("Takes over all whose type is guessed").clicked() {
                review::accept_all(desk, open);
            }
        });
    });
    let keys = 32.0;
    let area = ScrollArea::vertical().id_salt("to review").max_height((ui.available_height() - keys).max(40.0));
    area.auto_shrink([false, false]).show_rows(ui, theme::height::TABLE_ROW, candidates.len(), |ui, range| {
        for nth in range {
            ui.push_id(nth, |ui| candidate_row(ui, desk, state, open, nth));
        }
    });
    ui.horizontal(|ui| {
        ui.set_height(keys);
        ui.add_space(8.0);
        ui.spacing_mut().item_spacing.x = space::XS;
        for (keys, words) in [(&["J", "K"][..], "move"), (&["A"], "accept"), (&["X"], "ignore")] {
            for key in keys {
                key_cap(ui, key);
            }
            text::hint(ui, words, text::Overflow::Elide);
            ui.add_space(space::S);
        }
    });
}

fn candidate_row(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState, open: &Open, nth: usize) {
    let Some(candidate) = open.reading.candidates.get(nth) else { return };
    let size = vec2(ui.available_width(), theme::height::TABLE_ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let is_at = nth == state.at;
    let kind = review::guessed(desk.graph(), candidate).map_or("Type?", |kind| kind.name.as_str()).to_owned();
    let spoken = format!("{}, {kind}, {}", candidate.name, marks::count(candidate.places.len(), "place", "places"));
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, ui.is_enabled(), is_at, &spoken));
    let tokens = theme::tokens(ui);
    if is_at {
        ui.painter().rect_filled(rect, 0.0, tokens.accent_weak);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(3.0), 3);
    }
    if response.clicked() {
        review::go(state, open, nth);
    }
    let inner = rect.shrink2(vec2(12.0, 0.0));
    let builder = UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(egui::Align::Center));
    let ui = &mut ui.new_child(builder);
    ui.spacing_mut().item_spacing.x = space::S;
    pane::sign(ui, desk, candidate);
    let room = ui.available_width() - 56.0;
    ui.allocate_ui_with_layout(vec2(room, rect.height()), Layout::left_to_right(egui::Align::Center), |ui| {
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            text::hint(ui, &kind, text::Overflow::Elide);
            ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                text::body(ui, &candidate.name, text::Overflow::Elide);
            });
        });
    });
    pane::decide(ui, desk, state, open, nth);
}

fn footer(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState) {
    ui.spacing_mut().item_spacing.x = space::XS;
    let add = ui.add(Button::secondary("Add source").icon(icons::PLUS).small());
    egui::Popup::menu(&add).show(|ui| {
        ui.set_min_width(220.0);
        if ui.add(MenuItem::new("Open a text…").icon(Some(icons::FILE_TEXT))).clicked() {
            desk.out.verb(Verb::AddText);
        }
        if ui.add(MenuItem::new("Paste text…").icon(Some(icons::CLIPBOARD))).clicked() {
            state.paste = Some(Paste::default());
        }
        if ui.add(MenuItem::new("Reference without text…").icon(Some(icons::NEWSPAPER))).clicked() {
            state.paste = Some(Paste::reference());
        }
    });
    if ui.add(Button::quiet("Paste text").icon(icons::CLIPBOARD).small()).clicked() {
        state.paste = Some(Paste::default());
    }
}

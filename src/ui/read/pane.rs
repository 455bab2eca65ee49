//! The text that is read, with everything that is known of it drawn into it.

use std::ops::Range;

use eframe::egui::{
    self, Color32, CursorIcon, Frame, Layout, Margin, Panel, Rect, RichText, Role, ScrollArea, Sense, Shape, Stroke,
    Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::page::{Laid, byte_at, word_at};
use super::{Open, ReadState, bar, lost, review};
use crate::analysis;
use crate::edit::{Selection, intent};
use crate::model::{EvidenceHome, Reliability, Source, Stance};
use crate::ui::desk::{Desk, Wish};
use crate::ui::icons::{self, IconStyle};
use crate::ui::theme::{self, Tokens, radius, size, space};
use crate::ui::widgets::{self, EmptyState, IconButton, MenuItem, Picker, Segment, segmented, text};
use crate::ui::{fonts, marks};

/// Left of the text, and between it and the cards.
const MARGIN: f32 = 40.0;
/// The cards of names that nobody has yet, where there is room for them.
const CARD: f32 = 124.0;
const CARD_GAP: f32 = 16.0;
/// The sizes of letters that are offered.
const SIZES: [(f32, &str); 4] = [(13.0, "Small"), (15.0, "Usual"), (18.0, "Large"), (22.0, "Very large")];

/// Shows the pane.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState, open: Option<&Open>) {
    let Some(source) = state.source.as_ref().and_then(|id| desk.graph().sources().get(id)).cloned() else {
        nothing(ui, state);
        return;
    };
    header(ui, desk, state, &source, open);
    match open {
        Some(open) => {
            state.quoted.keep_up(desk, open);
            lost::show(ui, desk, state, open);
            words(ui, desk, state, open);
        }
        None => {
            let empty = EmptyState {
                icon: icons::FILE_TEXT,
                sentence: "No text is kept of this source",
                hint: "Paste its words to read and quote them",
                primary: Some("Paste text"),
                secondary: None,
            };
            if empty.show(ui).is_some() {
                state.paste = Some(super::Paste::version_of(&source));
            }
        }
    }
}

fn nothing(ui: &mut Ui, state: &mut ReadState) {
    let empty = EmptyState {
        icon: icons::BOOK_OPEN_TEXT,
        sentence: "Nothing to read yet",
        hint: "Paste an article, a report or notes of a conversation",
        primary: Some("Paste text"),
        secondary: None,
    };
    if empty.show(ui).is_some() {
        state.paste = Some(super::Paste::default());
    }
}

fn header(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState, source: &Source, open: Option<&Open>) {
    let tokens = theme::tokens(ui);
    let frame = Frame::new().fill(tokens.surface).inner_margin(Margin { left: 40, right: 16, top: 12, bottom: 8 });
    Panel::top("reading header").frame(frame).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, 4.0);
        ui.horizontal(|ui| {
            let room = ui.available_width() - 72.0;
            ui.allocate_ui_with_layout(vec2(room, 28.0), Layout::left_to_right(egui::Align::Center), |ui| {
                let title = marks::source_title(desk.graph(), &source.id);
                let words = RichText::new(title).font(fonts::semibold(size::PAGE)).color(tokens.t1);
                ui.add(egui::Label::new(words).truncate());
            });
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| more(ui, desk, state, source));
        });
        let mut parts = vec![source.kind.label().to_owned()];
        parts.extend([&source.publisher, &source.author].into_iter().filter(|t| !t.is_empty()).cloned());
        parts.extend(source.published.map(|date| date.to_string()));
        parts.push(if source.text.is_some() { "Text kept in file" } else { "No text" }.to_owned());
        text::hint(ui, &parts.join("  ·  "), text::Overflow::Elide);
        ui.horizontal(|ui| {
            text::secondary(ui, "Reliability", text::Overflow::Elide);
            let all: Vec<Segment<'_, Option<Reliability>>> =
                Reliability::ALL.iter().map(|grade| Segment::text(Some(*grade), grade.key())).collect();
            let mut grade = source.reliability;
            if segmented(ui, "Reliability", &mut grade, &all, None).changed() {
                desk.out.apply(intent::change_source(desk.graph(), &source.id, |s| s.reliability = grade));
            }
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                if let Some(open) = open {
                    steps(ui, state, open);
                }
                // What is left is for the words, which the letter says too.
                let words = source.reliability.map_or("Not graded", |grade| grade.label());
                if ui.available_width() >= 48.0 {
                    ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                        text::secondary(ui, words, text::Overflow::Elide);
                    });
                }
            });
        });
    });
}

/// From candidate to candidate.
fn steps(ui: &mut Ui, state: &mut ReadState, open: &Open) {
    let count = open.reading.candidates.len();
    ui.spacing_mut().item_spacing.x = space::XS;
    if count == 0 {
        text::hint(ui, "nothing to review", text::Overflow::Elide);
        return;
    }
    let at = state.at.min(count - 1);
    if ui.add(IconButton::new(icons::CARET_DOWN, "Next name").small().shortcut("J")).clicked() {
        review::go(state, open, (at + 1) % count);
    }
    if ui.add(IconButton::new(icons::CARET_UP, "Previous name").small().shortcut("K")).clicked() {
        review::go(state, open, (at + count - 1) % count);
    }
    text::secondary(ui, &format!("{} of {count} to review", at + 1), text::Overflow::Elide);
}

fn more(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState, source: &Source) {
    let button = ui.add(IconButton::new(icons::DOTS_THREE, "More of this source"));
    egui::Popup::menu(&button).show(|ui| {
        ui.set_min_width(240.0);
        if ui.add(MenuItem::new("Page of the source").icon(Some(icons::NEWSPAPER))).clicked() {
            desk.out.verb(crate::session::Verb::ShowGraph);
            desk.out.wish(Wish::ShowSource(source.id.clone()));
        }
        let words = if source.text.is_some() { "New version of the text…" } else { "Paste text…" };
        if ui.add(MenuItem::new(words).icon(Some(icons::CLIPBOARD))).clicked() {
            state.paste = Some(super::Paste::version_of(source));
        }
        let follows = MenuItem::new("Follow the selection").checked(state.follows);
        if ui.add(follows).clicked() {
            state.follows = !state.follows;
        }
    });
    let letters = ui.add(IconButton::new(icons::TEXT_AA, "Size of the letters"));
    egui::Popup::menu(&letters).show(|ui| {
        ui.set_min_width(140.0);
        for (points, words) in SIZES {
            if ui.add(MenuItem::new(words).checked(state.points == points)).clicked() {
                state.points = points;
            }
        }
    });
}

fn words(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState, open: &Open) {
    let all = ui.available_rect_before_wrap();
    let has_cards = !open.reading.candidates.is_empty() && all.width() > 500.0;
    let right = if has_cards { CARD + 2.0 * CARD_GAP } else { MARGIN };
    let width = (all.width() - MARGIN - right).floor().max(80.0);
    let mut area = ScrollArea::vertical().id_salt(("text", &open.source.id)).auto_shrink(false);
    if let Some(offset) = scroll(ui, state, open, width, all.height()) {
        area = area.vertical_scroll_offset(offset);
    }
    let shown = area.show_viewport(ui, |ui, seen| {
        let from = f64::from(seen.top() - space::XL);
        let down = state.page.measure(ui.painter(), from - BEYOND, from + f64::from(seen.height()) + BEYOND);
        // What comes into sight from above is measured now, and the next frame scrolls as far as it grew.
        state.scrolled.1 = down;
        let from = from + down;
        state.seen = (from, from + f64::from(seen.height()));
        let height = state.page.height() as f32 + 2.0 * space::XL + 160.0;
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height.max(seen.height())), Sense::hover());
        let top = ui.clip_rect().top().round();
        let origin = pos2((rect.left() + MARGIN).round(), top - BEYOND as f32);
        let laid = state.page.visible(ui.painter(), origin, from - BEYOND, state.seen.1 + BEYOND);
        let end = laid.last().map_or(origin.y, Laid::bottom);
        let column = Rect::from_min_max(origin, pos2(origin.x + width, end.max(origin.y + 1.0)));
        let response = ui.interact(column.expand(8.0), ui.scope_id().with("words"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Document, true, spoken(open)));
        draw(ui, desk, state, open, &laid);
        point(ui, desk, state, open, &laid, &response);
        rules(ui, desk, state, open, &laid);
        if has_cards {
            cards(ui, desk, state, open, &laid, column.right() + CARD_GAP);
        }
        if let Some(passage) = state.passage() {
            bar::show(ui, desk, state, open, &laid, &passage, column);
        }
    });
    state.scrolled.0 = shown.state.clamped_offset().y;
    if state.scrolled.1 != 0.0 {
        ui.ctx().request_repaint();
    }
}

/// Beyond what is in sight, so much is laid out too.
const BEYOND: f64 = 40.0;

/// Where the text is to be scrolled to, where that is not where it is: to what is to be revealed, or to where what was in
/// sight is now that more heights are known.
fn scroll(ui: &Ui, state: &mut ReadState, open: &Open, width: f32, room: f32) -> Option<f32> {
    let painter = ui.painter();
    let (from, to) = state.seen;
    let at_top = (from > 0.0).then(|| state.page.byte_near(from));
    let is_same_text = state.page.holds(&open.text);
    let room = f64::from(room);
    let offset_of = |height: f64| (height + f64::from(space::XL)).max(0.0) as f32;
    let is_new = state.page.prepare(painter, &open.text, width, state.points);
    if let Some(byte) = state.reveal.take() {
        let byte = byte.min(open.text.len());
        let top = state.page.top_of(painter, byte);
        if is_new || top < from + 24.0 || top > to - 90.0 {
            // What lies around it first, so that it is where it is shown.
            state.page.measure(painter, top - 0.3 * room - BEYOND, top + 0.7 * room + BEYOND);
            let top = state.page.top_of(painter, byte);
            state.scrolled.1 = 0.0;
            return Some(offset_of(if byte == 0 { -f64::from(space::XL) } else { top - 0.3 * room }));
        }
    } else if let Some(byte) = at_top.filter(|_| is_new && is_same_text) {
        // Another width or size of letters: what stood first in sight still does.
        state.scrolled.1 = 0.0;
        return Some(offset_of(state.page.top_of(painter, byte)));
    }
    let (scrolled, mut down) = (state.scrolled.0, std::mem::take(&mut state.scrolled.1));
    if let Some(further) = state.page.measure_on(painter, from) {
        down += further;
        ui.ctx().request_repaint();
    }
    (down.abs() >= 0.5).then(|| (f64::from(scrolled) + down).max(0.0) as f32)
}

fn spoken(open: &Open) -> String {
    let (known, all) = open.reading.progress();
    format!("{}, {known} mentions, {} to review", open.source.title, all - known)
}

/// Draws the letters, and under them what is known of them.
fn draw(ui: &Ui, desk: &Desk<'_>, state: &ReadState, open: &Open, laid: &[Laid]) {
    let tokens = theme::tokens(ui);
    let painter = ui.painter();
    let (Some(first), Some(last)) = (laid.first(), laid.last()) else { return };
    let shown = first.range.start..last.range.end;
    let selected = desk.open.selection();
    let in_sight = |range: &Range<usize>| range.start < shown.end && range.end > shown.start;
    let each = |range: &Range<usize>, paint: &mut dyn FnMut(Rect)| {
        for rect in laid.iter().flat_map(|paragraph| paragraph.rects(&open.text, range)) {
            paint(rect);
        }
    };
    for (range, home, _) in state.quoted.all.iter().filter(|(range, ..)| in_sight(range)) {
        let is_selected = match home {
            EvidenceHome::Entity(id) => selected.entities.contains(id),
            EvidenceHome::Relationship(id) => selected.relationships.contains(id),
        };
        if is_selected {
            each(range, &mut |rect| {
                painter.rect_filled(rect, 2.0, tokens.accent_weak);
            });
        }
    }
    for mention in open.reading.mentions_in(&shown) {
        let kind = mention.entities.first().and_then(|id| desk.graph().entity(id));
        let class = kind.map(|entity| marks::class_of(desk.graph().schema(), &entity.kind));
        let color = class.map_or(tokens.t3, |class| tokens.class(class));
        let is_selected = mention.entities.iter().any(|id| selected.entities.contains(id));
        each(&mention.range, &mut |rect| {
            let ground = if is_selected { tokens.accent_weak } else { color.gamma_multiply(0.13) };
            painter.rect_filled(band(rect), 2.0, ground);
            let line = Rect::from_min_max(pos2(rect.left(), band(rect).bottom() - 1.0), band(rect).right_bottom());
            painter.rect_filled(line.expand2(vec2(0.0, 0.5)), 0.0, color);
        });
    }
    let looked_at = open.reading.candidates.get(state.at);
    for candidate in &open.reading.candidates {
        let color = candidate_color(desk, tokens, candidate);
        let is_looked_at = looked_at.is_some_and(|at| std::ptr::eq(at, candidate));
        let first = candidate.places.partition_point(|place| place.end <= shown.start);
        for place in candidate.places[first..].iter().take_while(|place| place.start < shown.end) {
            each(place, &mut |rect| {
                if is_looked_at {
                    painter.rect_filled(band(rect), 2.0, tokens.accent_weak);
                }
                let y = band(rect).bottom();
                let ends = [pos2(rect.left(), y), pos2(rect.right(), y)];
                painter.extend(Shape::dashed_line(&ends, Stroke::new(1.5, color), 3.0, 2.5));
            });
        }
    }
    if let Some(passage) = state.passage() {
        let ground = tokens.accent.gamma_multiply(0.28);
        each(&passage, &mut |rect| {
            painter.rect_filled(band(rect).expand2(vec2(0.0, 2.0)), 0.0, ground);
        });
    }
    for paragraph in laid {
        painter.galley(paragraph.at, paragraph.galley.clone(), tokens.t1);
    }
}

/// The part of a line that its letters take.
fn band(line: Rect) -> Rect {
    line.shrink2(vec2(0.0, (0.12 * line.height()).round()))
}

fn candidate_color(desk: &Desk<'_>, tokens: &Tokens, candidate: &analysis::mentions::Candidate) -> Color32 {
    let kind = review::guessed(desk.graph(), candidate);
    kind.map_or(tokens.t3, |kind| tokens.class(marks::class_of(desk.graph().schema(), &kind.id)))
}

/// Turns the pointer into a selection of text, or of who is mentioned.
fn point(ui: &Ui, desk: &mut Desk<'_>, state: &mut ReadState, open: &Open, laid: &[Laid], response: &egui::Response) {
    let at = response.interact_pointer_pos().and_then(|at| byte_at(&open.text, laid, at));
    let pressed = ui.input(|input| input.pointer.press_origin()).and_then(|at| byte_at(&open.text, laid, at));
    if response.double_clicked() {
        if let Some(at) = at {
            let word = word_at(&open.text, at);
            state.unmark();
            state.marked = Some((word.start, word.end));
        }
    } else if response.drag_started() {
        state.unmark();
        state.marked = pressed.map(|at| (at, at));
        response.request_focus();
    } else if response.clicked() {
        let extends = ui.input(|input| input.modifiers.shift);
        match (state.marked, at) {
            (Some((from, _)), Some(at)) if extends => state.marked = Some((from, at)),
            (_, Some(at)) => {
                state.unmark();
                let on = |range: &Range<usize>| range.start <= at && at < range.end;
                if let Some(mention) = open.reading.mentions_in(&(at..at + 1)).first() {
                    let entities = mention.entities.iter().cloned().collect();
                    desk.out.select(Selection { entities, ..Selection::none() });
                } else if let Some(nth) = open.reading.candidates.iter().position(|c| c.places.iter().any(on)) {
                    state.at = nth;
                } else {
                    state.marked = Some((at, at));
                }
            }
            _ => {}
        }
    }
    if response.dragged()
        && let (Some((from, _)), Some(at)) = (state.marked, at)
    {
        state.marked = Some((from, at));
    }
    if response.hovered() {
        let at = response.hover_pos().and_then(|at| byte_at(&open.text, laid, at));
        let mention = at.and_then(|at| open.reading.mentions_in(&(at..at + 1)).first());
        ui.ctx().set_cursor_icon(if mention.is_some() { CursorIcon::PointingHand } else { CursorIcon::Text });
        if let Some(mention) = mention.filter(|_| !response.dragged()) {
            let names = mention.entities.iter().filter_map(|id| desk.graph().entity(id)).map(|entity| {
                let kind = desk.graph().schema().entity_types.get(&entity.kind).map_or("", |kind| kind.name.as_str());
                format!("{} · {kind}", marks::name(entity))
            });
            response.clone().on_hover_text_at_pointer(names.collect::<Vec<_>>().join("\n"));
        }
    }
}

/// The rules beside passages that are quoted; a press selects what they are evidence for.
fn rules(ui: &Ui, desk: &mut Desk<'_>, state: &ReadState, open: &Open, laid: &[Laid]) {
    let tokens = theme::tokens(ui);
    let mut column = 0;
    let mut bottom = f32::NEG_INFINITY;
    let shown = laid.first().map_or(0, |first| first.range.start)..laid.last().map_or(0, |last| last.range.end);
    for (nth, (range, home, stance)) in state.quoted.all.iter().enumerate() {
        if range.end <= shown.start || range.start >= shown.end {
            continue;
        }
        let rects: Vec<Rect> = laid.iter().flat_map(|paragraph| paragraph.rects(&open.text, range)).collect();
        let Some(place) = rects.into_iter().reduce(|a, b| a.union(b)) else { continue };
        // Passages beside each other have rules beside each other, as far as there is room.
        column = if place.top() < bottom - 4.0 { (column + 1) % 4 } else { 0 };
        bottom = bottom.max(place.bottom());
        let left = laid.first().map_or(place.left(), |paragraph| paragraph.at.x) - 14.0 - 6.0 * column as f32;
        let rule = Rect::from_min_max(pos2(left, place.top() + 3.0), pos2(left + 3.0, place.bottom() - 3.0));
        let response = ui.interact(rule.expand2(vec2(1.5, 0.0)), ui.scope_id().with(("rule", nth)), Sense::click());
        let (sentence, selection) = match home {
            EvidenceHome::Entity(id) => {
                let name = desk.graph().entity(id).map_or("", |entity| marks::name(entity)).to_owned();
                (name, Selection::entity(id.clone()))
            }
            EvidenceHome::Relationship(id) => {
                let words = desk.graph().relationship(id).map(|r| analysis::sentence(desk.graph(), r));
                (words.unwrap_or_default(), Selection::relationship(id.clone()))
            }
        };
        let words = format!("{}: {sentence}", text::capitalised(stance_words(*stance)));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
        let color = marks::stance(*stance).color(tokens);
        let color = if response.hovered() || response.has_focus() { color } else { color.gamma_multiply(0.7) };
        ui.painter().rect_filled(rule, 1.5, color);
        if response.clicked() {
            desk.out.select(selection);
        }
        response.on_hover_text(words);
    }
}

fn stance_words(stance: Stance) -> &'static str {
    match stance {
        Stance::Supports => "supports",
        Stance::Disputes => "disputes",
        Stance::Context => "context for",
    }
}

/// The cards of names that nobody has yet, each beside its first place.
fn cards(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState, open: &Open, laid: &[Laid], left: f32) {
    let tokens = theme::tokens(ui);
    let shown = laid.first().map_or(0, |first| first.range.start)..laid.last().map_or(0, |last| last.range.end);
    let mut free = f32::NEG_INFINITY;
    for (nth, candidate) in open.reading.candidates.iter().enumerate() {
        let first = candidate.places.first().filter(|place| place.start < shown.end && place.end > shown.start);
        let place = first.and_then(|place| laid.iter().find_map(|p| p.rects(&open.text, place).first().copied()));
        let Some(place) = place else { continue };
        let top = place.top().max(free);
        let card = Rect::from_min_size(pos2(left.round(), top.round()), vec2(CARD, 56.0));
        free = card.bottom() + space::S;
        let is_at = nth == state.at;
        let response = ui.interact(card, ui.scope_id().with(("card", nth)), Sense::click());
        response.widget_info(|| {
            WidgetInfo::selected(Role::ListItem, true, is_at, format!("{}, a new name?", candidate.name))
        });
        if response.clicked() {
            review::go(state, open, nth);
        }
        let painter = ui.painter();
        painter.rect_filled(card, f32::from(radius::CONTROL), tokens.surface);
        if is_at {
            let stroke = Stroke::new(1.0, tokens.accent);
            painter.rect_stroke(card, f32::from(radius::CONTROL), stroke, egui::StrokeKind::Inside);
        } else {
            let corners = [card.left_top(), card.right_top(), card.right_bottom(), card.left_bottom(), card.left_top()];
            painter.extend(Shape::dashed_line(&corners, Stroke::new(1.0, tokens.line2), 3.0, 2.0));
        }
        let builder = UiBuilder::new().max_rect(card.shrink2(vec2(8.0, 4.0))).id_salt(("card", nth));
        card_content(&mut ui.new_child(builder), desk, state, open, nth);
    }
}

fn card_content(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState, open: &Open, nth: usize) {
    let Some(candidate) = open.reading.candidates.get(nth) else { return };
    ui.spacing_mut().item_spacing = vec2(6.0, 0.0);
    let kind = review::guessed(desk.graph(), candidate);
    ui.horizontal(|ui| {
        ui.set_height(22.0);
        sign(ui, desk, candidate);
        text::secondary(ui, &candidate.name, text::Overflow::Elide);
    });
    ui.horizontal(|ui| {
        ui.set_height(24.0);
        let words = kind.map_or_else(|| "Type?".to_owned(), |kind| format!("{}?", kind.name));
        let room = ui.available_width() - 54.0;
        ui.allocate_ui_with_layout(vec2(room, 24.0), Layout::left_to_right(egui::Align::Center), |ui| {
            text::hint(ui, &words, text::Overflow::Elide);
        });
        decide(ui, desk, state, open, nth);
    });
}

/// The disc of the guessed type.
pub(super) fn sign(ui: &mut Ui, desk: &Desk<'_>, candidate: &analysis::mentions::Candidate) {
    match review::guessed(desk.graph(), candidate) {
        Some(kind) => drop(marks::type_disc(kind).show(ui, 8.0, &kind.name)),
        None => {
            let (rect, _) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
            let color = theme::tokens(ui).t3;
            widgets::icon(ui.painter(), icons::QUESTION, IconStyle::Regular, rect.center(), 14.0, color);
        }
    }
}

/// Takes a name over or sets it aside.
pub(super) fn decide(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState, open: &Open, nth: usize) {
    let Some(candidate) = open.reading.candidates.get(nth) else { return };
    ui.spacing_mut().item_spacing.x = 2.0;
    let tokens = theme::tokens(ui);
    let kind = review::guessed(desk.graph(), candidate).map(|kind| kind.id.clone());
    let asks = state.choosing && nth == state.at;
    let name = format!("Accept {}", candidate.name);
    match kind {
        Some(kind) => {
            let button = IconButton::new(icons::CHECK, &name).small().tint(tokens.ok).shortcut("A");
            if ui.add(button).clicked() {
                review::accept(desk, open, nth, kind);
            }
        }
        None => {
            let mut picker = Picker::plus(&name).search("Find a type").list_width(240.0);
            if asks {
                picker = picker.open_now();
                state.choosing = false;
            }
            if let Some(kind) = picker.show(ui, |query| bar::kind_choices(desk.graph(), query, None)) {
                review::accept(desk, open, nth, kind);
            }
        }
    }
    let name = format!("Ignore {}", candidate.name);
    if ui.add(IconButton::new(icons::X, &name).small().shortcut("X")).clicked() {
        review::ignore(desk, open, nth);
    }
}

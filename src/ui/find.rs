//! Find: the field in the toolbar, and the list under it of what was found and where.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{
    self, Align2, Area, Color32, Context, EventFilter, Frame, Galley, Id, Key, Margin, Modifiers, Order, Rect,
    Response, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, text::LayoutJob, vec2,
};

use super::canvas::Found;
use super::desk::{Outbox, Wish};
use super::icons::{self, IconStyle};
use super::theme::{self, Tokens, height, radius, size, space};
use super::widgets::{self, SearchField, text};
use super::{fonts, marks};
use crate::analysis::find::{Hit, Hits, Place, Target};
use crate::edit::Selection;
use crate::session::{Freshness, OpenDocument, Session, Verb};

/// How many records the list shows.
const MOST: usize = 50;
const LIST_WIDTH: f32 = 400.0;
const LIST_HEIGHT: f32 = 440.0;

/// The field and its list.
#[derive(Debug, Default)]
pub(super) struct Find {
    query: String,
    marked: usize,
    /// The list shows.
    is_open: bool,
    wants_keyboard: bool,
    /// Where the field stands.
    place: Option<Rect>,
    found: Arc<Hits>,
    /// What was found is that of earlier letters.
    is_searching: bool,
    /// Enter was pressed while it was searched: it is done with what is found.
    waits: bool,
}

/// The field's id.
fn field_id() -> Id {
    Id::unique("find")
}

impl Find {
    /// Gives the field the keyboard, its letters selected.
    pub fn open(&mut self) {
        self.wants_keyboard = true;
    }

    /// What was found, for the canvas to show, with that which is marked; nothing while the list is closed.
    pub fn found_on_canvas(&self) -> Found {
        if !self.is_open {
            return Found::default();
        }
        let mut found = Found::default();
        for (at, hit) in self.found.best.iter().enumerate() {
            match &hit.target {
                Target::Entity(id) => found.entities.push((id.clone(), at == self.marked)),
                Target::Relationship(id) => found.relationships.push((id.clone(), at == self.marked)),
                Target::Source(_) => {}
            }
        }
        found
    }

    /// Whether the list lies over the window.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Shows the field in the toolbar.
    pub fn field(&mut self, ui: &mut Ui, session: &Session) {
        if session.active().is_none() {
            self.is_open = false;
            return;
        }
        let keys = Verb::Find.chord().map(|chord| chord.label()).unwrap_or_default();
        let id = field_id();
        let field = SearchField::new(&mut self.query, "Find").shortcut(&keys).width(180.0).id(id);
        let response = ui.add(field);
        self.place = Some(response.rect);
        if std::mem::take(&mut self.wants_keyboard) {
            super::inspector::focus_all(ui, id);
            ui.ctx().request_repaint();
        }
        // Whether the window has the keyboard as well does not matter here.
        if ui.memory(|memory| memory.has_focus(id)) {
            // The arrows and Escape are the list's.
            let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: true, tab: false };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        }
        if response.changed() {
            (self.marked, self.waits) = (0, false);
        }
        if response.changed() || response.gained_focus() {
            self.is_open = !self.query.trim().is_empty();
        }
    }

    /// Takes the keys that are the list's, before the field sees them. Returns whether Enter was among them.
    fn keys(&mut self, ctx: &Context) -> bool {
        let (down, up, enter, escape) = ctx.input_mut(|input| {
            (
                input.consume_key(Modifiers::NONE, Key::ArrowDown),
                input.consume_key(Modifiers::NONE, Key::ArrowUp),
                input.consume_key(Modifiers::NONE, Key::Enter),
                input.consume_key(Modifiers::NONE, Key::Escape),
            )
        });
        if down {
            self.is_open = !self.query.trim().is_empty();
            self.marked = (self.marked + 1).min(self.found.best.len().saturating_sub(1));
        }
        if up {
            self.marked = self.marked.saturating_sub(1);
        }
        if escape {
            self.leave(ctx);
        }
        enter
    }

    fn leave(&mut self, ctx: &Context) {
        self.query.clear();
        (self.is_open, self.waits) = (false, false);
        ctx.memory_mut(|memory| memory.surrender_focus(field_id()));
    }

    /// Takes the keys of the list and brings it up with what was typed. Call it before the panels are shown.
    pub fn prepare(&mut self, ctx: &Context, session: &mut Session, out: &mut Outbox) {
        if !ctx.memory(|memory| memory.has_focus(field_id())) {
            return;
        }
        self.waits |= self.keys(ctx);
        let (found, freshness) = session.search(&self.query, MOST);
        (self.found, self.is_searching) = (found, freshness == Freshness::Earlier);
        if freshness == Freshness::Current
            && std::mem::take(&mut self.waits)
            && let Some(hit) = self.found.best.get(self.marked)
        {
            go(hit, out);
            self.leave(ctx);
        }
    }

    /// Shows the list under the field.
    pub fn show(&mut self, ctx: &Context, session: &Session, out: &mut Outbox) {
        let (Some(field), Some(open)) = (self.place.filter(|_| self.is_open), session.active()) else { return };
        let tokens = theme::tokens_of(ctx);
        let shadow = ctx.style_of(ctx.theme()).visuals.popup_shadow;
        let area = Area::new(Id::unique("found")).order(Order::Foreground).pivot(Align2::RIGHT_TOP);
        let shown = area.fixed_pos(pos2(field.right(), field.bottom() + 6.0)).show(ctx, |ui| {
            let frame = Frame::new()
                .fill(tokens.surface)
                .stroke(Stroke::new(1.0, tokens.line2))
                .corner_radius(radius::FLOATING)
                .shadow(shadow)
                .inner_margin(Margin::same(4));
            frame.show(ui, |ui| self.list(ui, open)).inner
        });
        if let Some(hit) = shown.inner.and_then(|at| self.found.best.get(at)) {
            go(hit, out);
            self.leave(ctx);
        } else if !ctx.memory(|memory| memory.has_focus(field_id())) {
            self.is_open = false;
        }
    }

    fn list(&self, ui: &mut Ui, open: &OpenDocument) -> Option<usize> {
        ui.set_width(LIST_WIDTH);
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        if self.found.best.is_empty() {
            let place = ui.allocate_space(vec2(LIST_WIDTH, 32.0)).1;
            let builder = egui::UiBuilder::new().max_rect(place.shrink2(vec2(8.0, 6.0)));
            let words = if self.is_searching { "Searching…" } else { "No matches" };
            text::hint(&mut ui.new_child(builder), words, text::Overflow::Elide);
            return None;
        }
        let moved = ui.input(|input| input.key_pressed(Key::ArrowDown) || input.key_pressed(Key::ArrowUp));
        let scroll = moved || self.marked == 0;
        let mut chosen = None;
        // Else the area keeps the height that it had with fewer rows.
        let rows: f32 = self.found.best.iter().map(row_height).sum();
        let most = LIST_HEIGHT.min(rows);
        ScrollArea::vertical().max_height(LIST_HEIGHT).min_scrolled_height(most).show(ui, |ui| {
            for (at, hit) in self.found.best.iter().enumerate() {
                let response = row(ui, open, hit, at == self.marked);
                if at == self.marked && scroll {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    chosen = Some(at);
                }
            }
            if self.found.total > self.found.best.len() {
                let more = format!("and {} more", marks::thousands(self.found.total - self.found.best.len()));
                ui.add_space(space::XS);
                ui.horizontal(|ui| {
                    ui.add_space(space::S);
                    text::hint(ui, &more, text::Overflow::Elide);
                });
            }
        });
        chosen
    }
}

/// Selects what was found, and brings it into the middle.
fn go(hit: &Hit, out: &mut Outbox) {
    match &hit.target {
        Target::Entity(id) => out.select(Selection::entity(id.clone())),
        Target::Relationship(id) => out.select(Selection::relationship(id.clone())),
        Target::Source(id) => return out.wish(Wish::ShowSource(id.clone())),
    }
    out.wish(Wish::Centre);
}

/// In what it was found, where that is not its name.
fn place_name(hit: &Hit) -> Option<&'static str> {
    match (hit.place, &hit.target) {
        (Place::Name, Target::Relationship(_)) => Some("Label"),
        (Place::Name, _) => None,
        (Place::Alias, Target::Source(_)) => Some("By"),
        (Place::Alias, _) => Some("Also called"),
        (Place::Note, _) => Some("Notes"),
        (Place::Quote, _) => Some("Quote"),
    }
}

fn row_height(hit: &Hit) -> f32 {
    if place_name(hit).is_some() { height::TALL_ROW } else { height::TABLE_ROW }
}

/// A row: the sign and name of the record, and in a second line where it was found.
fn row(ui: &mut Ui, open: &OpenDocument, hit: &Hit, marked: bool) -> Response {
    let Hit { target, name, place: _, excerpt } = hit;
    let found_in = place_name(hit);
    let row_height = row_height(hit);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), row_height), Sense::click());
    let kind = kind_of(open, target);
    response.widget_info(|| {
        let spoken = match found_in {
            Some(words) => format!("{name}, {kind}, {words}: {}", excerpt.text),
            None => format!("{name}, {kind}"),
        };
        WidgetInfo::selected(Role::ListBoxOption, true, marked, spoken)
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let tokens = theme::tokens(ui);
    let ground = if marked {
        tokens.accent_weak
    } else if response.hovered() {
        tokens.hover
    } else {
        Color32::TRANSPARENT
    };
    ui.painter().rect_filled(rect, f32::from(radius::CHIP), ground);
    let first = rect.top() + if found_in.is_some() { 14.0 } else { 0.5 * row_height };
    sign(ui, open, target, egui::Pos2::new(rect.left() + 18.0, first));
    let (left, mut right) = (rect.left() + 34.0, rect.right() - 8.0);
    let kind = line(ui, &kind, &[], size::SECONDARY, tokens.t3, tokens, 140.0);
    right -= kind.size().x;
    widgets::text_left(ui.painter(), right, first, kind, tokens.t3);
    if is_unseen(open, target) {
        right -= 22.0;
        let center = pos2(right + 8.0, first);
        widgets::icon(ui.painter(), icons::EYE_SLASH, IconStyle::Regular, center, 14.0, tokens.t3);
    }
    right -= space::S;
    let marks = if found_in.is_none() { excerpt.marks.as_slice() } else { &[] };
    let galley = line(ui, name, marks, size::BODY, tokens.t1, tokens, right - left);
    widgets::text_left(ui.painter(), left, first, galley, tokens.t1);
    if let Some(words) = found_in {
        let lead = format!("{words}: ");
        let shift = |range: &Range<usize>| range.start + lead.len()..range.end + lead.len();
        let marks: Vec<Range<usize>> = excerpt.marks.iter().map(shift).collect();
        let second = rect.top() + 31.0;
        let width = rect.right() - 8.0 - left;
        let galley = line(ui, &format!("{lead}{}", excerpt.text), &marks, size::SECONDARY, tokens.t2, tokens, width);
        widgets::text_left(ui.painter(), left, second, galley, tokens.t2);
    }
    response
}

fn kind_of(open: &OpenDocument, target: &Target) -> String {
    let graph = open.graph();
    match target {
        Target::Entity(id) => {
            let kind = graph.entity(id).and_then(|e| graph.schema().entity_types.get(&e.kind));
            kind.map_or("Entity", |kind| &kind.name).to_owned()
        }
        Target::Relationship(_) => "Relationship".to_owned(),
        Target::Source(id) => graph.sources().get(id).map_or("Source", |source| source.kind.label()).to_owned(),
    }
}

fn sign(ui: &Ui, open: &OpenDocument, target: &Target, center: egui::Pos2) {
    let (graph, tokens) = (open.graph(), theme::tokens(ui));
    let icon = match target {
        Target::Entity(id) => {
            if let Some(entity) = graph.entity(id) {
                widgets::paint_disc(ui.painter(), tokens, center, 8.0, &marks::disc(graph, entity));
            }
            return;
        }
        Target::Relationship(_) => icons::LINE_SEGMENT,
        Target::Source(id) => graph.sources().get(id).map_or(icons::NEWSPAPER, |s| marks::source_icon(s.kind)),
    };
    widgets::icon(ui.painter(), icon, IconStyle::Regular, center, 16.0, tokens.t2);
}

/// Whether the shown view does not show it: it is hidden, or the filter leaves it out.
fn is_unseen(open: &OpenDocument, target: &Target) -> bool {
    let entity = |id| {
        let hidden = open.view().is_some_and(|view| view.placement(id).hidden);
        hidden || open.sight().shown().is_some_and(|shown| !shown.entities.contains(id))
    };
    match target {
        Target::Entity(id) => entity(id),
        Target::Relationship(id) => {
            let hidden = open.view().is_some_and(|view| view.route(id).hidden);
            let filtered = open.sight().shown().is_some_and(|shown| !shown.relationships.contains(id));
            let ends = open.graph().relationship(id).map(|r| [&r.from, &r.to]);
            hidden || filtered || ends.is_some_and(|ends| ends.into_iter().any(entity))
        }
        Target::Source(_) => false,
    }
}

/// A line of text with marked parts, cut where it is too long.
fn line(
    ui: &Ui,
    text: &str,
    marks: &[Range<usize>],
    size: f32,
    color: Color32,
    tokens: &Tokens,
    width: f32,
) -> Arc<Galley> {
    let mut job = LayoutJob::default();
    let plain = egui::TextFormat::simple(fonts::regular(size), color);
    let marked = egui::TextFormat::simple(fonts::semibold(size), tokens.accent_text);
    let mut at = 0;
    for mark in marks {
        job.append(&text[at..mark.start], 0.0, plain.clone());
        job.append(&text[mark.clone()], 0.0, marked.clone());
        at = mark.end;
    }
    job.append(&text[at..], 0.0, plain);
    job.wrap = egui::text::TextWrapping { max_width: width, max_rows: 1, break_anywhere: true, ..Default::default() };
    ui.painter().layout_job(job)
}

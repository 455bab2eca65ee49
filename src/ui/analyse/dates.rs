//! Two dates beside each other: what came, went and changed, the numbers before and after, and whom that moved.

use std::sync::Arc;

use eframe::egui::{Frame, Key, Layout, Margin, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::centrality::remark;
use super::{number, stale, took};
use crate::analysis::network::{METRICS, Unit, metric};
use crate::analysis::sentence;
use crate::analysis::time::Turn;
use crate::base::{EntityId, Interval, RelationshipId};
use crate::edit::Selection;
use crate::model::Graph;
use crate::session::{Both, Command, Contrast, Dates, OpenDocument, Verb};
use crate::ui::canvas::{Fate, Spotlight, Told};
use crate::ui::desk::{Desk, Wish};
use crate::ui::icons::{self, Icon, IconStyle};
use crate::ui::theme::{self, Tokens, size, space};
use crate::ui::widgets::{
    self, Button, Choice, IconButton, Picker, Segment, TextField, field_row, paint_disc, segmented, text,
};
use crate::ui::{fonts, marks};

const ROW: f32 = 28.0;

/// What differs, and the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum List {
    #[default]
    Turns,
    Numbers,
    Moved,
}

#[derive(Debug)]
pub(super) struct TwoDates {
    first: String,
    second: String,
    metric: &'static str,
    list: List,
    /// The graph was asked which dates to begin with.
    has_begun: bool,
    /// It is not wanted on the canvas any more.
    is_off: bool,
    /// What was made of the two dates.
    made: Option<Arc<Made>>,
}

impl Default for TwoDates {
    fn default() -> Self {
        Self {
            first: String::new(),
            second: String::new(),
            metric: "betweenness",
            list: List::Turns,
            has_begun: false,
            is_off: false,
            made: None,
        }
    }
}

/// What the canvas and the list tell of two dates.
#[derive(Debug)]
struct Made {
    of: Arc<Contrast>,
    light: Arc<Spotlight>,
    lines: Vec<Line>,
    /// How many came, went and changed.
    counts: [usize; 3],
}

/// A line of the list of what differs.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    Head(&'static str, usize),
    Entity(EntityId, Turn),
    Relationship(RelationshipId, Turn),
}

impl TwoDates {
    pub(super) fn take_off(&mut self) {
        self.is_off = true;
    }

    pub(super) fn on_canvas(&mut self, open: &OpenDocument) -> (Told, Option<Arc<Spotlight>>) {
        let Some(contrast) = open.contrast().filter(|_| !self.is_off) else { return (Told::default(), None) };
        let made = self.made(contrast);
        let Dates { first, second, .. } = &contrast.dates;
        let [came, went, changed] = made.counts;
        let caption = format!("{first} → {second}: {came} came, {went} went, {changed} changed");
        (Told { caption, ..Told::default() }, Some(Arc::clone(&made.light)))
    }

    fn made(&mut self, contrast: &Arc<Contrast>) -> Arc<Made> {
        if let Some(made) = self.made.as_ref().filter(|made| Arc::ptr_eq(&made.of, contrast)) {
            return Arc::clone(made);
        }
        let (of, light) = (Arc::clone(contrast), Arc::new(light(contrast)));
        let made = Arc::new(Made { of, light, lines: lines(contrast), counts: counts(contrast) });
        self.made = Some(Arc::clone(&made));
        made
    }
}

/// How many came, went and changed.
fn counts(contrast: &Contrast) -> [usize; 3] {
    let turns = &contrast.turns;
    let all = || turns.entities.iter().map(|(_, turn)| *turn).chain(turns.relationships.iter().map(|(_, turn)| *turn));
    [Fate::Came, Fate::Went, Fate::Changed].map(|fate| all().filter(|turn| fate_of(*turn) == fate).count())
}

fn fate_of(turn: Turn) -> Fate {
    match turn {
        Turn::Came => Fate::Came,
        Turn::Went => Fate::Went,
        Turn::Changed { .. } => Fate::Changed,
    }
}

/// What differs is marked, and what holds at either date is looked at as it is.
fn light(contrast: &Contrast) -> Spotlight {
    let turns = &contrast.turns;
    Spotlight {
        relationships: turns.relationships.iter().map(|(id, turn)| (id.clone(), fate_of(*turn))).collect(),
        entities: turns.before.entities.union(&turns.after.entities).cloned().collect(),
        marked: turns.entities.iter().map(|(id, turn)| (id.clone(), fate_of(*turn))).collect(),
        beside: turns.before.relationships.union(&turns.after.relationships).cloned().collect(),
    }
}

fn lines(contrast: &Contrast) -> Vec<Line> {
    let turns = &contrast.turns;
    let mut all = Vec::new();
    for (fate, title) in [(Fate::Came, "Came"), (Fate::Went, "Went"), (Fate::Changed, "Changed status")] {
        let entities = turns.entities.iter().filter(|(_, turn)| fate_of(*turn) == fate);
        let relationships = turns.relationships.iter().filter(|(_, turn)| fate_of(*turn) == fate);
        let lines: Vec<Line> = entities
            .map(|(id, turn)| Line::Entity(id.clone(), *turn))
            .chain(relationships.map(|(id, turn)| Line::Relationship(id.clone(), *turn)))
            .collect();
        if !lines.is_empty() {
            all.push(Line::Head(title, lines.len()));
            all.extend(lines);
        }
    }
    all
}

/// The first and the last year in which anything begins.
fn usual_dates(graph: &Graph) -> Option<(String, String)> {
    let starts = graph.relationships_unsorted().filter_map(|r| r.valid?.start().date()).map(|date| date.year());
    let (first, last) = starts.fold(None, |range: Option<(i32, i32)>, year| {
        let (first, last) = range.unwrap_or((year, year));
        Some((first.min(year), last.max(year)))
    })?;
    (first != last).then(|| (format!("{first:04}"), format!("{last:04}")))
}

/// Shows the tab.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut TwoDates) {
    if !std::mem::replace(&mut state.has_begun, true)
        && let Some((first, second)) = usual_dates(desk.graph())
    {
        (state.first, state.second) = (first, second);
    }
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 8 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        ask(ui, desk, state);
    });
    let Some(contrast) = desk.open.contrast().cloned() else {
        Frame::new().inner_margin(Margin { left: 16, right: 16, top: 4, bottom: 4 }).show(ui, |ui| {
            text::strong(ui, "What came, what went, what changed?", text::Overflow::Wrap);
            let words = "Dates can be years, months, days or ranges, such as 1994, 2019-02 or 2011/2017. The canvas marks \
                         what differs.";
            text::hint(ui, words, text::Overflow::Wrap);
        });
        return;
    };
    if desk.open.records_changed_at() > contrast.revision {
        stale(ui, desk);
    }
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 4, bottom: 8 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let Dates { first, second, .. } = &contrast.dates;
        ui.horizontal(|ui| {
            text::strong(ui, &format!("{first} → {second}"), text::Overflow::Elide);
            let [came, went, changed] = state.made(&contrast).counts;
            let words = format!("+{came}  −{went}  ~{changed}, in {}", took(contrast.took));
            text::hint(ui, &words, text::Overflow::Elide);
        });
        let segments = [(List::Turns, "What differs"), (List::Numbers, "Numbers"), (List::Moved, "Who moved")]
            .map(|(list, words)| Segment::text(list, words));
        segmented(ui, "What to compare", &mut state.list, &segments, Some(ui.available_width()));
        if desk.open.time().is_some() {
            ui.horizontal(|ui| {
                text::hint(ui, "The view shows one time only.", text::Overflow::Elide);
                if ui.add(Button::link("Show all times").small()).clicked() {
                    desk.out.verb(Verb::ShowAllTimes);
                }
            });
        }
    });
    match state.list {
        List::Turns => differences(ui, desk, state, &contrast),
        List::Numbers => numbers(ui, &contrast),
        List::Moved => moved(ui, desk, &contrast),
    }
}

fn ask(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut TwoDates) {
    let [first, second] = [&state.first, &state.second].map(|text| text.trim().parse::<Interval>());
    let error = |parsed: &Result<Interval, crate::base::DateError>, text: &str| {
        parsed.as_ref().err().filter(|_| !text.trim().is_empty()).map(ToString::to_string)
    };
    let errors = [error(&first, &state.first), error(&second, &state.second)];
    let mut is_entered = false;
    for (label, value, error) in [("First", &mut state.first, &errors[0]), ("Second", &mut state.second, &errors[1])] {
        field_row(ui, label, |ui, _| {
            let id = desk.field_id("two dates", label);
            let name = format!("{label} date");
            let field = TextField::new(value, &name).hint("1994 or 2019-02").error(error.as_deref()).id(id);
            let response = ui.add(field);
            is_entered |= response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        });
    }
    field_row(ui, "Measure", |ui, _| {
        let shown = marks::metric_words(state.metric);
        let picker =
            Picker::new("Measure of the two dates", &shown).search("Find a measure").width(ui.available_width());
        let chosen = picker.show(ui, |query| {
            let query = crate::base::fold(query);
            let all = METRICS.iter().filter(|metric| metric.unit != Unit::Group);
            let all = all.filter(|metric| crate::base::fold(metric.name).contains(&query));
            all.map(|m| Choice::new(m.name, marks::metric_words(m.name)).selected(m.name == state.metric)).collect()
        });
        state.metric = chosen.unwrap_or(state.metric);
    });
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        let dates = first.ok().zip(second.ok()).filter(|(first, second)| first != second);
        let width = ui.available_width() - 36.0;
        let is_pressed = ui.add_enabled(dates.is_some(), Button::primary("Compare").min_width(width)).clicked();
        if let Some((first, second)) = dates.filter(|_| is_pressed || is_entered) {
            state.is_off = false;
            desk.out.send(Command::CompareDates(Dates { first, second, metric: state.metric }));
        }
        if ui.add(IconButton::new(icons::ARROWS_DOWN_UP, "Swap dates")).clicked() {
            std::mem::swap(&mut state.first, &mut state.second);
        }
    });
}

fn differences(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut TwoDates, contrast: &Arc<Contrast>) {
    let made = state.made(contrast);
    let lines = &made.lines;
    if lines.is_empty() {
        Frame::new().inner_margin(Margin::symmetric(16, 4)).show(ui, |ui| {
            text::hint(ui, "Nothing differs between the two.", text::Overflow::Wrap);
        });
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().id_salt("differences").auto_shrink(false).show_rows(ui, ROW, lines.len(), |ui, range| {
        for line in &lines[range] {
            line_row(ui, desk, line);
        }
    });
}

fn sign(tokens: &Tokens, turn: Turn) -> (Icon, eframe::egui::Color32) {
    match turn {
        Turn::Came => (icons::PLUS, tokens.ok),
        Turn::Went => (icons::MINUS, tokens.bad),
        Turn::Changed { .. } => (icons::TILDE, tokens.warn),
    }
}

fn line_row(ui: &mut Ui, desk: &mut Desk<'_>, line: &Line) {
    let tokens = theme::tokens(ui);
    let graph = desk.graph();
    let (words, turn, selection, disc) = match line {
        Line::Head(title, count) => {
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("{title} {count}")));
            let font = fonts::semibold(size::SECONDARY);
            let galley = widgets::line(ui.painter(), &format!("{title}  {count}"), font, tokens.t2, rect.width());
            widgets::text_left(ui.painter(), rect.left() + 16.0, rect.center().y + 2.0, galley, tokens.t2);
            return;
        }
        Line::Entity(id, turn) => {
            let Some(entity) = graph.entity(id) else { return };
            let disc = Some(marks::disc(graph, entity));
            (marks::name(entity).to_owned(), *turn, Selection::entity(id.clone()), disc)
        }
        Line::Relationship(id, turn) => {
            let Some(relationship) = graph.relationship(id) else { return };
            (sentence(graph, relationship), *turn, Selection::relationship(id.clone()), None)
        }
    };
    let words = match turn {
        Turn::Changed { from, to } => {
            format!("{words}: {} → {}", from.label().to_lowercase(), to.label().to_lowercase())
        }
        Turn::Came | Turn::Went => words,
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let verb = match turn {
        Turn::Came => "came",
        Turn::Went => "went",
        Turn::Changed { .. } => "changed",
    };
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{words}, {verb}")));
    let response = response.on_hover_text(&words);
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let (icon, color) = sign(tokens, turn);
    let y = rect.center().y;
    widgets::icon(ui.painter(), icon, IconStyle::Regular, pos2(rect.left() + 22.0, y), 14.0, color);
    let mut left = rect.left() + 36.0;
    if let Some(disc) = disc {
        paint_disc(ui.painter(), tokens, pos2(left + 8.0, y), 8.0, &disc);
        left += 22.0;
    }
    let galley =
        widgets::line(ui.painter(), &words, fonts::regular(size::SECONDARY), tokens.t1, rect.right() - 12.0 - left);
    widgets::text_left(ui.painter(), left, y, galley, tokens.t1);
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(3.0), 3);
    }
    if response.clicked() {
        desk.out.select(selection);
        desk.out.wish(Wish::Centre);
    }
}

/// Before and after, at the end of a row.
fn both(ui: &Ui, rect: Rect, [before, after]: [String; 2], is_other: bool) -> f32 {
    let tokens = theme::tokens(ui);
    let painter = ui.painter();
    let y = rect.center().y;
    let color = if is_other { tokens.t1 } else { tokens.t3 };
    let mut right = rect.right() - 16.0;
    let font = if is_other { fonts::medium(size::BODY) } else { fonts::regular(size::BODY) };
    for (words, font, color) in [
        (after, font, color),
        ("→".to_owned(), fonts::regular(size::SECONDARY), tokens.t3),
        (before, fonts::regular(size::BODY), tokens.t2),
    ] {
        let galley = painter.layout_no_wrap(words, font, color);
        right -= galley.size().x;
        widgets::text_left(painter, right, y, galley, color);
        right -= 8.0;
    }
    right
}

fn numbers(ui: &mut Ui, contrast: &Contrast) {
    ScrollArea::vertical().id_salt("numbers").auto_shrink(false).show_rows(
        ui,
        ROW,
        contrast.whole.len(),
        |ui, range| {
            for Both { name, unit, first, second } in &contrast.whole[range] {
                let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
                let words = marks::metric_words(name);
                let values = [number(*first, *unit), number(*second, *unit)];
                let spoken = format!("{words}: {} before, {} after", values[0], values[1]);
                response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &spoken));
                let is_other = values[0] != values[1];
                let right = both(ui, rect, values, is_other);
                let tokens = theme::tokens(ui);
                let room = right - rect.left() - 24.0;
                let galley = widgets::line(ui.painter(), &words, fonts::regular(size::BODY), tokens.t1, room);
                widgets::text_left(ui.painter(), rect.left() + 16.0, rect.center().y, galley, tokens.t1);
            }
        },
    );
}

fn moved(ui: &mut Ui, desk: &mut Desk<'_>, contrast: &Contrast) {
    let Some(metric) = metric(contrast.dates.metric) else { return };
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 0, bottom: 4 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            text::secondary(ui, &marks::metric_words(metric.name), text::Overflow::Elide);
            ui.with_layout(Layout::right_to_left(eframe::egui::Align::Center), |ui| {
                text::hint(ui, "the most moved first", text::Overflow::Elide);
            });
        });
        let remark = contrast.precision.into_iter().find_map(remark);
        if contrast.moved.is_empty() {
            let words =
                if remark.is_some() { "Nobody moved farther than the estimate may be off." } else { "Nobody moved." };
            text::hint(ui, words, text::Overflow::Wrap);
        }
        if let Some(remark) = remark {
            text::hint(ui, &remark, text::Overflow::Wrap);
        }
    });
    ScrollArea::vertical().id_salt("moved").auto_shrink(false).show_rows(ui, ROW, contrast.moved.len(), |ui, range| {
        for (id, first, second) in &contrast.moved[range] {
            let Some(entity) = desk.graph().entity(id).cloned() else { continue };
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
            let values = [number(*first, metric.unit), number(*second, metric.unit)];
            let name = marks::name(&entity);
            let spoken = format!("{name}: {} before, {} after", values[0], values[1]);
            response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &spoken));
            let tokens = theme::tokens(ui);
            if response.hovered() {
                ui.painter().rect_filled(rect, 0.0, tokens.hover);
            }
            let right = both(ui, rect, values, true);
            let y = rect.center().y;
            paint_disc(ui.painter(), tokens, pos2(rect.left() + 24.0, y), 8.0, &marks::disc(desk.graph(), &entity));
            let room = right - rect.left() - 46.0;
            let galley = widgets::line(ui.painter(), name, fonts::regular(size::BODY), tokens.t1, room);
            widgets::text_left(ui.painter(), rect.left() + 38.0, y, galley, tokens.t1);
            if response.has_focus() {
                widgets::focus_ring(ui, rect.shrink(3.0), 3);
            }
            if response.clicked() {
                desk.out.select(Selection::entity(id.clone()));
                desk.out.wish(Wish::Centre);
            }
        }
    });
}

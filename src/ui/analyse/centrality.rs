//! Who matters: a measure of each entity as a table with bars.

use std::sync::Arc;

use eframe::egui::{self, Frame, Layout, Margin, Panel, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::communities::{self, Known};
use super::{asking, footer, keep_up, number, took};
use crate::analysis::network::{METRICS, Metric, Precision, Unit, metric};
use crate::base::{EntityId, Task};
use crate::edit::{Selection, Transaction, intent};
use crate::model::{SizeBy, Value};
use crate::session::{Command, Lens, Measured, MeasuredExport, Place};
use crate::ui::desk::{Desk, Wish};
use crate::ui::theme::{self, size, space};
use crate::ui::widgets::{
    self, Button, Choice, IconButton, MenuItem, Picker, Section, Segment, menu_separator, paint_disc, segmented, text,
};
use crate::ui::{fonts, icons, marks};

const ROW: f32 = 31.0;
/// The measures that are a press away.
const FIRST: [(&str, &str); 4] =
    [("degree", "Degree"), ("betweenness", "Between"), ("closeness", "Close"), ("pagerank", "PageRank")];

#[derive(Debug)]
pub(super) struct Centrality {
    metric: &'static str,
    is_ascending: bool,
    /// The list of communities under the table shows.
    has_communities: bool,
    /// What was selected when the table last looked, by its version.
    followed: u64,
}

impl Default for Centrality {
    fn default() -> Self {
        Self { metric: "betweenness", is_ascending: false, has_communities: true, followed: 0 }
    }
}

/// Shows the tab.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut Centrality, known: &mut Known) {
    let Some(metric) = metric(state.metric) else { return };
    Frame::new().inner_margin(Margin { left: 8, right: 8, top: 8, bottom: 4 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let segments = FIRST.map(|(name, words)| Segment::text(name, words));
        segmented(ui, "Measure", &mut state.metric, &segments, Some(ui.available_width()));
        ui.horizontal(|ui| {
            let shown = marks::metric_words(metric.name);
            let width = ui.available_width() - 36.0;
            let picker = Picker::new("Measure", &shown).search("Find a measure").width(width).list_width(420.0);
            if let Some(name) = picker.show(ui, |query| choices(query, state.metric)) {
                state.metric = name;
            }
            options(ui, desk);
        });
        text::strong(ui, metric.question, text::Overflow::Wrap);
        text::hint(ui, metric.explanation, text::Overflow::Wrap);
    });
    let asking = asking(desk, Place::Centrality, vec![metric.name]);
    let measured = keep_up(ui, desk, asking);
    actions(ui, desk, metric, measured.as_ref());
    groups(ui, desk, &mut state.has_communities, known);
    let Some(measured) = measured else {
        ui.add_space(space::XL);
        ui.vertical_centered(|ui| text::hint(ui, "Working it out …", text::Overflow::Elide));
        return;
    };
    if let Some(words) = measured.answers.first().and_then(|answer| remark(answer.precision)) {
        Frame::new().inner_margin(Margin::symmetric(12, 2)).show(ui, |ui| {
            text::hint(ui, &words, text::Overflow::Wrap);
        });
    }
    table(ui, desk, state, metric, &measured);
}

fn choices(query: &str, shown: &str) -> Vec<Choice<&'static str>> {
    let query = crate::base::fold(query);
    let all = METRICS.iter().filter(|metric| metric.unit != Unit::Group);
    let fits = |m: &&Metric| crate::base::fold(&format!("{} {}", m.name, m.question)).contains(&query);
    let choice = |metric: &Metric| Choice {
        detail: metric.question.to_owned(),
        ..Choice::new(metric.name, marks::metric_words(metric.name)).selected(metric.name == shown)
    };
    all.filter(fits).map(choice).collect()
}

fn options(ui: &mut Ui, desk: &mut Desk<'_>) {
    let button = ui.add(IconButton::new(icons::SLIDERS_HORIZONTAL, "What counts"));
    egui::Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_min_width(240.0);
        let mut lens = desk.open.lens().clone();
        let counting = &mut lens.counting;
        let all = [
            (&mut counting.directed, "Follow the direction"),
            (&mut counting.weighted, "Count weights"),
            (&mut counting.shown_only, "Only what the view shows"),
        ];
        let mut is_other = false;
        for (value, words) in all {
            if ui.add(MenuItem::new(words).checked(*value)).clicked() {
                *value = !*value;
                is_other = true;
            }
        }
        if is_other {
            desk.out.send(Command::Look(lens));
        }
    });
}

/// The communities in short, under the table.
fn groups(ui: &mut Ui, desk: &mut Desk<'_>, is_open: &mut bool, known: &mut Known) {
    /// So many rows are shown at a time.
    const MOST: usize = 5;
    let all = known.asked(desk);
    let several = all.iter().filter(|community| community.members.len() > 1).count();
    if several == 0 {
        return;
    }
    let tokens = theme::tokens(ui);
    let height = 36.0 + if *is_open { 28.0 * several.min(MOST) as f32 + 4.0 } else { 0.0 };
    let frame = Frame::new().fill(tokens.panel);
    Panel::bottom("communities in short").exact_size(height).frame(frame).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        Frame::new().inner_margin(Margin { left: 8, right: 8, top: 4, bottom: 4 }).show(ui, |ui| {
            let resolution = desk.open.lens().counting.resolution;
            Section::new("Communities").count(several).show(ui, is_open, |ui| {
                text::hint(ui, &format!("Leiden, resolution {resolution:.1}"), text::Overflow::Elide);
            });
        });
        if *is_open {
            ScrollArea::vertical().id_salt("communities in short").auto_shrink(false).show_rows(
                ui,
                28.0,
                several,
                |ui, range| {
                    for nth in range {
                        communities::row(ui, desk, nth, &all[nth]);
                    }
                },
            );
        }
    });
}

/// What is to be known of values that are not exact.
pub(super) fn remark(precision: Precision) -> Option<String> {
    match precision {
        Precision::Exact => None,
        Precision::Estimated { sources, error: Some(error) } => Some(format!(
            "Estimated from {} entities; with a probability of 90 % no value is off by more than {error:.4}.",
            text::thousands(sources)
        )),
        Precision::Estimated { sources, error: None } => {
            Some(format!("Estimated from {} entities.", text::thousands(sources)))
        }
        Precision::AtLeast { sources } => {
            Some(format!("The least that it can be, from {} entities.", text::thousands(sources)))
        }
        Precision::Unsettled { .. } => Some("The values had not settled after the last round.".into()),
        Precision::BestFound => Some("The best grouping of several tries; there may be a better one.".into()),
        Precision::Cut => Some("Stopped at its limit: counts are the least that they can be.".into()),
    }
}

fn table(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut Centrality, metric: &Metric, measured: &Measured) {
    let Some(answer) = measured.answers.first() else { return };
    header(ui, state, metric);
    let most = answer.values.iter().copied().filter(|v| v.is_finite()).fold(0.0_f64, |most, v| most.max(v.abs()));
    let mut area = ScrollArea::vertical().id_salt("centrality").auto_shrink(false);
    let open = desk.open;
    let selection = open.selection();
    if open.selection_version() != state.followed {
        state.followed = open.selection_version();
        if let Some(id) = selection.only_entity()
            && let Some(at) = measured.order.iter().position(|at| measured.ids[*at as usize] == *id)
        {
            let at = if state.is_ascending { measured.order.len() - 1 - at } else { at };
            let room = ui.available_height();
            area = area.vertical_scroll_offset((at as f32 * ROW - 0.4 * room).max(0.0));
        }
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let count = measured.order.len();
    area.show_rows(ui, ROW, count, |ui, range| {
        for row in range {
            let rank = if state.is_ascending { count - 1 - row } else { row };
            let at = measured.order[rank] as usize;
            let (id, value) = (&measured.ids[at], answer.values[at]);
            let share = if most > 0.0 && value.is_finite() { (value.abs() / most) as f32 } else { 0.0 };
            ui.push_id(id, |ui| entity_row(ui, desk, id, (measured.ranks[rank], value, share), metric.unit, selection));
        }
    });
}

fn header(ui: &mut Ui, state: &mut Centrality, metric: &Metric) {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    let words = format!(
        "Sort by {}, {}",
        marks::metric_words(metric.name),
        if state.is_ascending { "highest first" } else { "lowest first" }
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    let painter = ui.painter();
    let line = |words: &str| painter.layout_no_wrap(words.to_owned(), fonts::regular(size::SECONDARY), tokens.t3);
    widgets::text_left(painter, rect.left() + 10.0, rect.center().y, line("#"), tokens.t3);
    widgets::text_left(painter, rect.left() + 36.0, rect.center().y, line("Entity"), tokens.t3);
    let name = painter.layout_no_wrap(marks::metric_words(metric.name), fonts::medium(size::SECONDARY), tokens.t2);
    let right = rect.right() - 12.0;
    let arrow = if state.is_ascending { icons::ARROW_UP } else { icons::ARROW_DOWN };
    widgets::icon(painter, arrow, icons::IconStyle::Regular, pos2(right - 6.0, rect.center().y), 12.0, tokens.t2);
    widgets::text_left(painter, right - 16.0 - name.size().x, rect.center().y, name, tokens.t2);
    let rule = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 1.0), rect.max);
    painter.rect_filled(rule, 0.0, tokens.line);
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(3.0), 3);
    }
    if response.clicked() {
        state.is_ascending = !state.is_ascending;
    }
}

fn entity_row(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    id: &EntityId,
    (rank, value, share): (u32, f64, f32),
    unit: Unit,
    selection: &Selection,
) {
    let Some(entity) = desk.graph().entity(id).cloned() else { return };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let is_selected = selection.entities.contains(id);
    let (name, value) = (marks::name(&entity), number(value, unit));
    let spoken = format!("{rank}, {name}, {value}");
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
    let tokens = theme::tokens(ui);
    let painter = ui.painter();
    if is_selected {
        painter.rect_filled(rect, 0.0, tokens.accent_weak);
    } else if response.hovered() {
        painter.rect_filled(rect, 0.0, tokens.hover);
    }
    let y = rect.top() + 13.0;
    let font = if is_selected { fonts::medium(size::BODY) } else { fonts::regular(size::BODY) };
    let rank = painter.layout_no_wrap(rank.to_string(), fonts::regular(size::SECONDARY), tokens.t3);
    widgets::text_left(painter, rect.left() + 28.0 - rank.size().x, y, rank, tokens.t3);
    let disc = marks::disc(desk.graph(), &entity);
    paint_disc(painter, tokens, pos2(rect.left() + 44.0, y), 8.0, &disc);
    let right = rect.right() - 12.0;
    let value = painter.layout_no_wrap(value, fonts::regular(size::BODY), tokens.t1);
    let value_left = right - value.size().x;
    widgets::text_left(painter, value_left, y, value, tokens.t1);
    let left = rect.left() + 58.0;
    let mut job = egui::text::LayoutJob::simple_singleline(name.to_owned(), font, tokens.t1);
    job.wrap = egui::text::TextWrapping {
        max_width: (value_left - left - 8.0).max(0.0),
        max_rows: 1,
        break_anywhere: true,
        ..Default::default()
    };
    widgets::text_left(painter, left, y, painter.layout_job(job), tokens.t1);
    let track = Rect::from_min_max(pos2(rect.left() + 36.0, rect.bottom() - 6.0), pos2(right, rect.bottom() - 3.0));
    painter.rect_filled(track, 1.5, tokens.sunken);
    let bar = Rect::from_min_max(track.min, pos2(track.left() + share * track.width(), track.bottom()));
    painter.rect_filled(bar, 1.5, disc.fixed.unwrap_or(tokens.class(disc.class)));
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(3.0), 3);
    }
    if response.clicked() {
        desk.out.select(Selection::entity(id.clone()));
        desk.out.wish(Wish::Centre);
    }
}

fn actions(ui: &mut Ui, desk: &mut Desk<'_>, metric: &'static Metric, measured: Option<&Arc<Measured>>) {
    footer(ui, "centrality footer", |ui| {
        let Some(measured) = measured else { return };
        let is_size = desk.open.view().is_some_and(|state| state.view.style.size_by == size_by(metric));
        let button = if is_size { "Sized by this" } else { "Size nodes by this" };
        let button = Button::secondary(button).icon(icons::CIRCLES_THREE).small();
        let why = "Has the view show the measure as the size of discs, as one step that can be undone";
        if ui.add_enabled(!is_size, button).on_hover_text(why).clicked() {
            let label = format!("size nodes by {}", metric.name);
            let step = intent::change_view(desk.graph(), desk.open.view_id(), &label, |view| {
                view.style.size_by = size_by(metric);
            });
            desk.out.apply(step);
        }
        if ui.add(Button::quiet("CSV…").icon(icons::EXPORT).small()).on_hover_text("Write the table as CSV").clicked()
        {
            let export = MeasuredExport { document: desk.open.key(), measured: Arc::clone(measured) };
            desk.out.wish(Wish::ExportMeasured(export));
        }
        more(ui, desk, metric, measured);
        if ui.available_width() >= 56.0 {
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                text::hint(ui, &took(measured.took), text::Overflow::Elide);
            });
        }
    });
}

fn size_by(metric: &Metric) -> SizeBy {
    SizeBy::Metric(metric.name.to_owned())
}

/// What else can be done with the values.
fn more(ui: &mut Ui, desk: &mut Desk<'_>, metric: &'static Metric, measured: &Arc<Measured>) {
    let button = ui.add(IconButton::new(icons::DOTS_THREE, "More").small());
    egui::Popup::menu(&button).show(|ui| {
        ui.set_min_width(240.0);
        let lens = desk.open.lens();
        let is_shade = lens.shade == Some(metric.name);
        let row = MenuItem::new("Colour nodes by this").icon(Some(icons::PALETTE)).checked(is_shade);
        if ui.add(row).clicked() {
            let shade = (!is_shade).then_some(metric.name);
            desk.out.send(Command::Look(Lens { shade, communities: false, ..lens.clone() }));
        }
        menu_separator(ui);
        if ui.add(MenuItem::new("Save as property").icon(Some(icons::FLOPPY_DISK))).clicked() {
            desk.out.apply(keep(desk, metric, measured));
        }
        if ui.add(MenuItem::new("Copy as CSV").icon(Some(icons::COPY))).clicked() {
            let export = MeasuredExport { document: desk.open.key(), measured: Arc::clone(measured) };
            if let Ok(bytes) = export.csv(desk.graph(), &Task::default()) {
                ui.ctx().copy_text(String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    });
}

/// Writes the values into the entities, under the name of the measure.
fn keep(desk: &Desk<'_>, metric: &Metric, measured: &Measured) -> Transaction {
    let Some(answer) = measured.answers.first() else { return Transaction::default() };
    let values: std::collections::BTreeMap<&EntityId, f64> =
        measured.ids.iter().zip(answer.values.iter().copied()).filter(|(_, value)| value.is_finite()).collect();
    let label = format!("keep {}", metric.name);
    intent::change_entities(desk.graph(), values.keys().copied(), label, |entity| {
        if let Some(value) = values.get(&entity.id) {
            entity.properties.insert(metric.name.to_owned(), Value::Number(*value));
        }
    })
}

//! Who matters: a measure of each entity as a table with bars.

use eframe::egui::{self, Frame, Layout, Margin, Panel, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{Scope, keep_up, number};
use crate::analysis::network::{METRICS, Metric, Precision, Unit, metric};
use crate::base::EntityId;
use crate::edit::{Selection, Transaction, intent};
use crate::model::{SizeBy, Value};
use crate::session::{Measured, Place};
use crate::ui::desk::{Desk, Wish};
use crate::ui::theme::{self, size, space};
use crate::ui::widgets::{self, Button, Choice, IconButton, MenuItem, Picker, Segment, paint_disc, segmented, text};
use crate::ui::{fonts, icons, marks};

const ROW: f32 = 31.0;
/// The measures that are a press away.
const FIRST: [(&str, &str); 4] =
    [("degree", "Degree"), ("betweenness", "Between"), ("closeness", "Close"), ("pagerank", "PageRank")];

#[derive(Debug)]
pub(super) struct Centrality {
    metric: &'static str,
    is_ascending: bool,
    /// What was selected when the table last looked.
    followed: Selection,
}

impl Default for Centrality {
    fn default() -> Self {
        Self { metric: "betweenness", is_ascending: false, followed: Selection::none() }
    }
}

/// Shows the tab.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, scope: &mut Scope, state: &mut Centrality) {
    let Some(metric) = metric(state.metric) else { return };
    Frame::new().inner_margin(Margin { left: 8, right: 8, top: 8, bottom: 4 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let segments = FIRST.map(|(name, words)| Segment::text(name, words));
        segmented(ui, "Measure", &mut state.metric, &segments, Some(ui.available_width()));
        ui.horizontal(|ui| {
            let shown = title(metric);
            let width = ui.available_width() - 36.0;
            let picker = Picker::new("Measure", &shown).search("Find a measure").width(width).list_width(420.0);
            if let Some(name) = picker.show(ui, |query| choices(query, state.metric)) {
                state.metric = name;
            }
            options(ui, scope);
        });
        text::strong(ui, metric.question, text::Overflow::Wrap);
        text::hint(ui, metric.explanation, text::Overflow::Wrap);
    });
    let asking = scope.asking(desk, Place::Centrality, vec![metric.name], 1.0);
    let measured = keep_up(ui, desk, asking);
    footer(ui, desk, metric, measured.as_deref());
    let Some(measured) = measured else {
        ui.add_space(space::XL);
        ui.vertical_centered(|ui| text::hint(ui, "Working it out …", text::Overflow::Elide));
        return;
    };
    if let Some(words) = remark(&measured) {
        Frame::new().inner_margin(Margin::symmetric(12, 2)).show(ui, |ui| {
            text::hint(ui, &words, text::Overflow::Wrap);
        });
    }
    table(ui, desk, state, metric, &measured);
}

/// What a measure is called where people read it.
pub(super) fn title(metric: &Metric) -> String {
    text::capitalised(&metric.name.replace('-', " "))
}

fn choices(query: &str, shown: &str) -> Vec<Choice<&'static str>> {
    let query = crate::base::fold(query);
    let all = METRICS.iter().filter(|metric| metric.unit != Unit::Group);
    let fits = |m: &&Metric| crate::base::fold(&format!("{} {}", m.name, m.question)).contains(&query);
    let choice = |metric: &Metric| Choice {
        detail: metric.question.to_owned(),
        ..Choice::new(metric.name, title(metric)).selected(metric.name == shown)
    };
    all.filter(fits).map(choice).collect()
}

fn options(ui: &mut Ui, scope: &mut Scope) {
    let button = ui.add(IconButton::new(icons::SLIDERS_HORIZONTAL, "What counts"));
    egui::Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_min_width(240.0);
        let Scope { directed, weighted, shown_only } = scope;
        let all =
            [(directed, "Follow the direction"), (weighted, "Count weights"), (shown_only, "Only what the view shows")];
        for (value, words) in all {
            if ui.add(MenuItem::new(words).checked(*value)).clicked() {
                *value = !*value;
            }
        }
    });
}

fn remark(measured: &Measured) -> Option<String> {
    match measured.answers.first()?.precision {
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
        Precision::Cut => Some("Stopped at its limit: counts are the least that they can be.".into()),
    }
}

fn table(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut Centrality, metric: &Metric, measured: &Measured) {
    let Some(answer) = measured.answers.first() else { return };
    header(ui, state, metric);
    let most = answer.values.iter().copied().filter(|v| v.is_finite()).fold(0.0_f64, |most, v| most.max(v.abs()));
    let mut area = ScrollArea::vertical().id_salt("centrality").auto_shrink(false);
    let selection = desk.open.selection().clone();
    if selection != state.followed {
        state.followed.clone_from(&selection);
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
            // Equal values share the first of their ranks.
            let first =
                measured.order[..rank].iter().rev().take_while(|o| answer.values[**o as usize] == value).count();
            let share = if most > 0.0 && value.is_finite() { (value.abs() / most) as f32 } else { 0.0 };
            ui.push_id(id, |ui| entity_row(ui, desk, id, (rank - first + 1, value, share), metric.unit, &selection));
        }
    });
}

fn header(ui: &mut Ui, state: &mut Centrality, metric: &Metric) {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    let words =
        format!("Sort by {}, {}", title(metric), if state.is_ascending { "highest first" } else { "lowest first" });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    let painter = ui.painter();
    let line = |words: &str| painter.layout_no_wrap(words.to_owned(), fonts::regular(size::SECONDARY), tokens.t3);
    widgets::text_left(painter, rect.left() + 10.0, rect.center().y, line("#"), tokens.t3);
    widgets::text_left(painter, rect.left() + 36.0, rect.center().y, line("Entity"), tokens.t3);
    let name = painter.layout_no_wrap(title(metric), fonts::medium(size::SECONDARY), tokens.t2);
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
    (rank, value, share): (usize, f64, f32),
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

fn footer(ui: &mut Ui, desk: &mut Desk<'_>, metric: &Metric, measured: Option<&Measured>) {
    let tokens = theme::tokens(ui);
    let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(8, 0));
    Panel::bottom("centrality footer").exact_size(44.0).frame(frame).show(ui, |ui| {
        let size = ui.available_size();
        ui.allocate_ui_with_layout(size, Layout::left_to_right(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            let Some(measured) = measured else { return };
            let button = Button::secondary("Size nodes by this").icon(icons::CIRCLES_THREE).small();
            let why = "Writes the values into the entities and shows them as sizes, as one step that can be undone";
            if ui.add(button).on_hover_text(why).clicked() {
                let size = intent::change_view(desk.graph(), desk.open.view_id(), "change what size says", |view| {
                    view.style.size_by = SizeBy::Property(metric.name.to_owned());
                });
                let label = format!("size nodes by {}", metric.name);
                desk.out.apply(intent::together(label, [keep(desk, metric, measured), size]));
            }
            if ui.add(Button::quiet("Copy as CSV").icon(icons::COPY).small()).clicked() {
                ui.ctx().copy_text(csv(desk, metric, measured));
            }
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                let count = marks::count(measured.ids.len(), "entity", "entities");
                let words = format!("{count}, {:.1} ms", measured.took.as_secs_f64() * 1e3);
                text::hint(ui, &words, text::Overflow::Elide);
            });
        });
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

fn csv(desk: &Desk<'_>, metric: &Metric, measured: &Measured) -> String {
    let Some(answer) = measured.answers.first() else { return String::new() };
    let mut out = format!("id,name,{}\n", metric.name);
    for at in &measured.order {
        let (id, value) = (&measured.ids[*at as usize], answer.values[*at as usize]);
        let name = desk.graph().entity(id).map_or("", |entity| marks::name(entity));
        // A spreadsheet takes a cell that begins so for a formula.
        let guard = if name.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
        let value = if value.is_nan() { String::new() } else { value.to_string() };
        out.push_str(&format!(
            "\"{}\",\"{guard}{}\",{value}\n",
            id.as_str().replace('"', "\"\""),
            name.replace('"', "\"\"")
        ));
    }
    out
}

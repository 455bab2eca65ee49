//! The inspector of nothing: the graph as a whole, and the view that is shown.

use eframe::egui::Ui;

use super::{InspectorState, Part, fields, header, section};
use crate::analysis;
use crate::edit::{Selection, intent};
use crate::model::{SizeBy, Style, View, ViewState};
use crate::session::Verb;
use crate::ui::desk::Desk;
use crate::ui::theme::space;
use crate::ui::widgets::{Button, Check, Choice, ListRow, Picker, checkbox, field_row, text};
use crate::ui::{icons, marks};

/// How many hidden records are named.
const NAMED: usize = 50;

/// Shows the graph and its view.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState) {
    let graph = desk.graph();
    header(ui, "Graph", |_| {});
    let field = desk.field_id("graph", "title");
    super::take_focus(ui, state, &super::Focus::First, field);
    if let Some(title) = fields::title(ui, field, "Title of the graph", "Title", &graph.meta().title) {
        let transaction = intent::change_meta(graph, |meta| meta.title.clone_from(&title));
        desk.out.typed(ui.ctx(), transaction, field);
    }
    let counts = [
        marks::count(graph.entity_count(), "entity", "entities"),
        marks::count(graph.relationship_count(), "relationship", "relationships"),
        marks::count(graph.sources().len(), "source", "sources"),
    ];
    text::hint(ui, &counts.join(" · "), text::Overflow::Wrap);
    ui.add_space(space::XS);
    let field = desk.field_id("graph", "description");
    let hint = "What this graph is about";
    if let Some(words) = fields::notes(ui, field, "Description", hint, 3, &graph.meta().description) {
        let transaction = intent::change_meta(graph, |meta| meta.description.clone_from(&words));
        desk.out.typed(ui.ctx(), transaction, field);
    }
    if let Some(view) = desk.open.view() {
        view_part(ui, desk, state, view);
        hidden_part(ui, desk, state, view);
    }
}

fn view_part(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, shown: &ViewState) {
    let graph = desk.graph();
    let view: &View = &shown.view;
    let part = Part { title: "View", count: None, add: None };
    section(
        ui,
        state,
        part,
        |_| {},
        |ui, _| {
            let field = desk.field_id(view.id.as_str(), "title");
            if let Some(title) = fields::text_row(ui, field, "Title", "Title of the view", &view.title) {
                let label = format!("rename view {}", view.title);
                let transaction = intent::change_view(graph, &view.id, label, |v| v.title.clone_from(&title));
                desk.out.typed(ui.ctx(), transaction, field);
            }
            let Style { size_by, colour_by, hide_dates } = &view.style;
            field_row(ui, "Size by", |ui, _| {
                let shown = marks::size_words(size_by);
                let picker = Picker::new("Size by", &shown).search("Find a measure");
                let chosen = picker.show(ui, |query| {
                    let query = crate::base::fold(query);
                    let fits = |by: &SizeBy| crate::base::fold(&marks::size_words(by)).contains(&query);
                    let all = marks::size_choices(graph).into_iter().filter(fits);
                    all.map(|by| Choice::new(by.clone(), marks::size_words(&by)).selected(by == *size_by)).collect()
                });
                if let Some(by) = chosen {
                    let label = "change what size says";
                    desk.out.apply(intent::change_view(graph, &view.id, label, |v| v.style.size_by.clone_from(&by)));
                }
            });
            field_row(ui, "Colour by", |ui, _| {
                let chosen = Picker::new("Colour by", &marks::colour_words(colour_by)).show(ui, |_| {
                    let all = marks::colour_choices(graph).into_iter();
                    all.map(|by| Choice::new(by.clone(), marks::colour_words(&by)).selected(by == *colour_by)).collect()
                });
                if let Some(by) = chosen {
                    let label = "change what colour says";
                    desk.out.apply(intent::change_view(graph, &view.id, label, |v| v.style.colour_by.clone_from(&by)));
                }
            });
            field_row(ui, "Dates", |ui, _| {
                if checkbox(ui, Check::from(!hide_dates), "Show dates under names", false).clicked() {
                    let hide = !hide_dates;
                    let label = if hide { "hide dates" } else { "show dates" };
                    desk.out.apply(intent::change_view(graph, &view.id, label, |v| v.style.hide_dates = hide));
                }
            });
            let field = desk.field_id(view.id.as_str(), "notes");
            ui.add_space(space::XS);
            if let Some(notes) = fields::notes(ui, field, "Notes on the view", "A note on this view", 2, &view.notes) {
                let label = format!("change notes of view {}", view.title);
                let transaction = intent::change_view(graph, &view.id, label, |v| v.notes.clone_from(&notes));
                desk.out.typed(ui.ctx(), transaction, field);
            }
        },
    );
}

/// What is hidden in the view, and a way to see it again.
fn hidden_part(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, view: &ViewState) {
    let graph = desk.graph();
    let entities = view.placements_unsorted().filter(|(_, p)| p.hidden);
    let mut entities: Vec<_> = entities.filter_map(|(id, _)| graph.entity(id)).collect();
    entities.sort_unstable_by_key(|e| &e.id);
    let relationships = view.routes_unsorted().filter(|(_, r)| r.hidden);
    let mut relationships: Vec<_> = relationships.filter_map(|(id, _)| graph.relationship(id)).collect();
    relationships.sort_unstable_by_key(|r| &r.id);
    let count = entities.len() + relationships.len();
    if count == 0 {
        return;
    }
    let mut chosen = None;
    section(
        ui,
        state,
        Part { title: "Hidden", count: Some(count), add: None },
        |_| {},
        |ui, _| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for entity in entities.iter().take(NAMED) {
                let row = ListRow::new(marks::name(entity)).disc(marks::disc(graph, entity)).indent(0.0);
                if ui.add(row).clicked() {
                    chosen = Some(Selection::entity(entity.id.clone()));
                }
            }
            for relationship in relationships.iter().take(NAMED) {
                let words = analysis::sentence(graph, relationship);
                if ui.add(ListRow::new(&words).icon(icons::ARROW_RIGHT).indent(0.0)).clicked() {
                    chosen = Some(Selection::relationship(relationship.id.clone()));
                }
            }
            ui.add_space(space::S);
            if ui.add(Button::secondary("Show everything").icon(icons::EYE).small()).clicked() {
                desk.out.verb(Verb::ShowAll);
            }
        },
    );
    if let Some(selection) = chosen {
        desk.out.select(selection);
    }
}

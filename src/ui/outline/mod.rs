//! The panel on the left: the graph's entities, sources and views as lists.

mod entities;
mod sources;
mod views;

use eframe::egui::{self, Frame, Layout, Margin, Panel, Ui, vec2};

use super::canvas::CanvasState;
use super::desk::{Desk, Wish};
use super::directory::Order;
use super::icons;
use super::menu;
use super::theme::{self, space};
use super::widgets::{Button, IconButton, Tab, tabs};
use crate::base::{EntityId, ViewId};
use crate::session::Verb;

pub(super) use entities::FILTER;

/// Which list is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum List {
    #[default]
    Entities,
    Sources,
    Views,
}

/// What the outline of a document remembers.
#[derive(Debug, Default)]
pub(super) struct OutlineState {
    list: List,
    entities: entities::EntityList,
    source_filter: String,
    /// The view whose title is being changed.
    renaming_view: Option<(ViewId, String)>,
}

impl OutlineState {
    /// The order in which entities stand.
    pub fn order(&self) -> Order {
        self.entities.order
    }

    /// Opens the list of entities, for its filter to be typed in.
    pub fn show_entities(&mut self) {
        self.list = List::Entities;
    }

    /// Opens the list of views, with a title to be typed in.
    pub fn rename_view(&mut self, view: ViewId, title: String) {
        self.list = List::Views;
        self.renaming_view = Some((view, title));
    }

    /// Brings an entity into sight when its list shows next.
    pub fn reveal(&mut self, entity: EntityId) {
        self.entities.reveal(entity);
    }
}

/// Shows the panel where it is open. `is_open` follows its edge when that is dragged shut.
pub(super) fn show(
    ui: &mut Ui,
    is_open: &mut bool,
    desk: &mut Desk<'_>,
    state: &mut OutlineState,
    canvas: &CanvasState,
) {
    let tokens = theme::tokens(ui);
    let panel = Panel::left("outline").default_size(264.0).size_range(theme::side_panel_widths(ui));
    panel.frame(Frame::new().fill(tokens.panel)).show_collapsible(ui, is_open, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, 0.0);
        let graph = desk.graph();
        let all = [
            Tab { value: List::Entities, label: "Entities", count: Some(graph.entity_count()) },
            Tab { value: List::Sources, label: "Sources", count: Some(graph.sources().len()) },
            Tab { value: List::Views, label: "Views", count: Some(graph.views().len()) },
        ];
        tabs(ui, "Lists", &mut state.list, &all);
        let footer = Panel::bottom("outline footer").exact_size(44.0);
        let frame = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(8, 0));
        footer.frame(frame).show(ui, |ui| {
            let size = ui.available_size();
            ui.allocate_ui_with_layout(size, Layout::left_to_right(egui::Align::Center), |ui| {
                show_footer(ui, desk, state.list);
            });
        });
        match state.list {
            List::Entities => entities::show(ui, desk, &mut state.entities, canvas),
            List::Sources => sources::show(ui, desk, &mut state.source_filter),
            List::Views => views::show(ui, desk, &mut state.renaming_view),
        }
    });
}

fn show_footer(ui: &mut Ui, desk: &mut Desk<'_>, list: List) {
    ui.spacing_mut().item_spacing.x = space::XS;
    match list {
        List::Entities => {
            if ui.add(Button::secondary("New entity").icon(icons::PLUS).small()).clicked() {
                desk.out.verb(Verb::AddEntity);
            }
            let can_connect = desk.graph().entity_count() > 0;
            let button = Button::quiet("New relationship").icon(icons::ARROW_RIGHT).small();
            if ui.add_enabled(can_connect, button).clicked() {
                desk.out.wish(Wish::AskConnect);
            }
        }
        List::Sources => {
            if ui.add(Button::secondary("New source").icon(icons::PLUS).small()).clicked() {
                sources::add(desk);
            }
        }
        List::Views => {
            if ui.add(Button::secondary("New view").icon(icons::PLUS).small()).clicked() {
                desk.out.verb(Verb::AddView);
            }
            let others = ui.add(IconButton::new(icons::CARET_DOWN, "Other new views").small());
            egui::Popup::menu(&others).show(|ui| {
                for verb in [Verb::AddView, Verb::AddViewOfSelection, Verb::AddEmptyView] {
                    if menu::verb_item(ui, desk.session, verb) {
                        desk.out.verb(verb);
                    }
                }
            });
        }
    }
}

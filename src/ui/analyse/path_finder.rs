//! How two entities are connected: the rules for paths, and the paths that were found.

use std::collections::BTreeSet;

use eframe::egui::{Frame, Margin, ScrollArea, Ui, vec2};

use super::{footer, path_card, stale, took};
use crate::base::EntityId;
use crate::edit::{Selection, intent};
use crate::model::{Level, View};
use crate::session::{Command, Found, FoundPath, OpenDocument, Rank, Seeking, Verb};
use crate::ui::canvas::{Told, Trail};
use crate::ui::desk::Desk;
use crate::ui::inspector::entity_choices;
use crate::ui::theme::space;
use crate::ui::widgets::{Button, Choice, IconButton, Picker, Segment, Sign, field_row, segmented, text};
use crate::ui::{icons, marks};

/// What comes first, in words.
const RANKS: [(Rank, &str); 2] =
    [(Rank::Steps, "Steps, then confidence"), (Rank::Confidence, "Confidence, then steps")];
/// The least confidence of a step, in words.
const LEAST: [(Option<Level>, &str); 4] = [
    (None, "Any confidence"),
    (Some(Level::Low), "Low or better"),
    (Some(Level::Moderate), "Moderate or better"),
    (Some(Level::High), "High only"),
];
/// The room at the end of a row for a button.
const BUTTON: f32 = 32.0;

/// Which end is being chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    From,
    To,
}

#[derive(Debug)]
pub(super) struct PathFinder {
    from: Option<EntityId>,
    to: Option<EntityId>,
    count: usize,
    most_steps: usize,
    directed: bool,
    rank: Rank,
    least: Option<Level>,
    /// The path that is open.
    open: usize,
    /// The paths are not wanted any more.
    is_cleared: bool,
    /// The next entity that is selected becomes this end, if it is not the one that was selected before.
    picking: Option<(End, Option<EntityId>)>,
}

impl Default for PathFinder {
    fn default() -> Self {
        Self {
            from: None,
            to: None,
            count: 3,
            most_steps: 6,
            directed: false,
            rank: Rank::Steps,
            least: None,
            open: 0,
            is_cleared: false,
            picking: None,
        }
    }
}

impl PathFinder {
    /// Takes two entities for the ends. Returns the search for them.
    pub(super) fn between(&mut self, entities: &BTreeSet<EntityId>) -> Option<Command> {
        let two: Vec<&EntityId> = entities.iter().collect();
        let [from, to] = two[..] else { return None };
        (self.from, self.to) = (Some(from.clone()), Some(to.clone()));
        self.search(false)
    }

    /// Takes what was found off the canvas and out of the list.
    pub(super) fn clear_results(&mut self) {
        self.is_cleared = true;
    }

    fn search(&mut self, shown_only: bool) -> Option<Command> {
        let (from, to) = self.from.clone().zip(self.to.clone()).filter(|(from, to)| from != to)?;
        (self.is_cleared, self.open) = (false, 0);
        let Self { count, most_steps, directed, rank, least, .. } = *self;
        Some(Command::FindPaths(Seeking { from, to, count, most_steps, directed, rank, least, shown_only }))
    }

    /// The path that is open, as the canvas tells it.
    pub(super) fn told(&self, open: &OpenDocument) -> Told {
        let found = open.found_paths().filter(|_| !self.is_cleared);
        let Some((found, path)) = found.and_then(|found| Some((found, found.paths.get(self.open)?))) else {
            return Told::default();
        };
        let steps = marks::count(path.links.len(), "step", "steps");
        let Selection { relationships, .. } = all_of(path);
        Told {
            trail: Trail { entities: path.entities.clone(), relationships: relationships.into_iter().collect() },
            caption: format!("Path {} of {}, {steps}", self.open + 1, found.paths.len()),
        }
    }

    /// Takes the entity that was selected on the canvas for the end that is being chosen.
    fn pick(&mut self, open: &OpenDocument) {
        let Some((end, before)) = &self.picking else { return };
        let Some(id) = open.selection().only_entity().filter(|id| Some(*id) != before.as_ref()) else { return };
        match end {
            End::From => self.from = Some(id.clone()),
            End::To => self.to = Some(id.clone()),
        }
        self.picking = None;
    }
}

/// Shows the tab.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut PathFinder) {
    state.pick(desk.open);
    let shown_only = desk.open.lens().counting.shown_only;
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 8 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        rules(ui, desk, state);
        ui.add_space(space::XS);
        ui.horizontal(|ui| {
            let ends = state.from.as_ref().zip(state.to.as_ref()).filter(|(from, to)| from != to);
            let width = ui.available_width() - 72.0;
            if ui.add_enabled(ends.is_some(), Button::primary("Find paths").min_width(width)).clicked() {
                desk.out.commands.extend(state.search(shown_only));
            }
            if ui.add(Button::secondary("Clear")).clicked() {
                *state = PathFinder { is_cleared: true, ..PathFinder::default() };
            }
        });
    });
    let Some(found) = desk.open.found_paths().filter(|_| !state.is_cleared).cloned() else {
        return explain(ui, desk);
    };
    if found.of != desk.open.state_of_links(found.seeking.shown_only) {
        stale(ui, desk);
    }
    results(ui, desk, state, &found);
}

/// What to do where nothing was asked yet.
fn explain(ui: &mut Ui, desk: &mut Desk<'_>) {
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 4, bottom: 4 }).show(ui, |ui| {
        text::strong(ui, "How are these two connected?", text::Overflow::Wrap);
        let words = "Choose both ends, or select two entities on the canvas. Each path shows what its steps rest on, and \
                     which of them is the weakest.";
        text::hint(ui, words, text::Overflow::Wrap);
        if desk.open.selection().entities.len() == 2 {
            let keys = Verb::AskPaths.chord().map(|chord| chord.label()).unwrap_or_default();
            if ui.add(Button::secondary("Between the two selected").shortcut(&keys).small()).clicked() {
                desk.out.verb(Verb::AskPaths);
            }
        }
    });
}

fn rules(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut PathFinder) {
    if end(ui, desk, "From", &mut state.from, (icons::ARROWS_DOWN_UP, "Swap ends", false)) {
        std::mem::swap(&mut state.from, &mut state.to);
    }
    let is_picking = state.picking.is_some();
    if end(ui, desk, "To", &mut state.to, (icons::TARGET, "Choose an end on the canvas", is_picking)) {
        let end = if state.from.is_none() { End::From } else { End::To };
        let before = desk.open.selection().only_entity().cloned();
        state.picking = (!is_picking).then_some((end, before));
    }
    if let Some((end, _)) = state.picking {
        let words = match end {
            End::From => "Click where the paths start.",
            End::To => "Click where the paths lead.",
        };
        text::hint(ui, words, text::Overflow::Wrap);
    }
    field_row(ui, "Paths", |ui, _| {
        ui.horizontal(|ui| {
            number_picker(ui, "Paths", &mut state.count, &[1, 3, 5, 10, 20]);
            text::hint(ui, "Max steps", text::Overflow::Elide);
            number_picker(ui, "Max steps", &mut state.most_steps, &[2, 3, 4, 6, 8, 12]);
        });
    });
    field_row(ui, "Follow", |ui, _| {
        let segments = [Segment::text(false, "Any way"), Segment::text(true, "Arrows")];
        segmented(ui, "Follow", &mut state.directed, &segments, Some(ui.available_width()));
    });
    choice(ui, "Rank by", &mut state.rank, &RANKS);
    choice(ui, "Each step", &mut state.least, &LEAST);
}

/// An end with a button behind it; whether that was pressed.
fn end(
    ui: &mut Ui,
    desk: &Desk<'_>,
    label: &str,
    chosen: &mut Option<EntityId>,
    (icon, name, is_on): (icons::Icon, &str, bool),
) -> bool {
    let entity = chosen.as_ref().and_then(|id| desk.graph().entity(id));
    let (picked, pressed) = field_row(ui, label, |ui, _| {
        let shown = entity.map_or("choose an entity", |e| marks::name(e));
        let sign = entity.map_or(Sign::None, |e| Sign::Disc(marks::disc(desk.graph(), e)));
        let width = ui.available_width() - BUTTON - ui.spacing().item_spacing.x;
        let picker = Picker::new(label, shown).sign(sign).faint(entity.is_none()).search("Find an entity").width(width);
        let picked = picker.show(ui, |query| entity_choices(desk, query, &[]));
        (picked, ui.add(IconButton::new(icon, name).toggled(is_on)).clicked())
    });
    if picked.is_some() {
        *chosen = picked;
    }
    pressed
}

fn choice<T: Copy + PartialEq>(ui: &mut Ui, label: &str, value: &mut T, all: &[(T, &str)]) {
    field_row(ui, label, |ui, _| {
        let shown = all.iter().find(|(known, _)| known == value).map_or("", |(_, words)| *words);
        let picker = Picker::new(label, shown).width(ui.available_width());
        let one = |(known, words): &(T, &str)| Choice::new(*known, *words).selected(known == value);
        let chosen = picker.show(ui, |_| all.iter().map(one).collect());
        if let Some(chosen) = chosen {
            *value = chosen;
        }
    });
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
    if let Some(path) = found.paths.get(state.open) {
        footer(ui, "paths footer", |ui| {
            if ui.add(Button::secondary("Select on canvas").icon(icons::CURSOR).small()).clicked() {
                desk.out.select(all_of(path));
                desk.out.verb(Verb::FitSelection);
            }
            if ui.add(Button::quiet("Save as view").icon(icons::BOOKMARK_SIMPLE).small()).clicked() {
                save(desk, path);
            }
        });
    }
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 4, bottom: 4 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            text::strong(ui, "Paths", text::Overflow::Elide);
            let words = format!("{} found in {}", found.paths.len(), took(found.took));
            text::hint(ui, &words, text::Overflow::Elide);
        });
        if found.paths.is_empty() {
            let mut ways = vec!["allow more steps"];
            if found.seeking.directed {
                ways.push("follow any way");
            }
            if found.seeking.least.is_some() {
                ways.push("take any confidence");
            }
            if found.seeking.shown_only {
                ways.push("look at the whole graph");
            }
            let words = format!("There is none by these rules. You can {}.", ways.join(", or "));
            text::hint(ui, &words, text::Overflow::Wrap);
        }
    });
    ScrollArea::vertical().id_salt("paths").auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: 16, right: 16, top: 0, bottom: 8 }).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            for (nth, path) in found.paths.iter().enumerate() {
                let is_open = state.open == nth;
                let is_chosen = ui.push_id(nth, |ui| path_card::show(ui, desk, nth, path, is_open)).inner;
                if is_chosen {
                    state.open = nth;
                }
            }
        });
    });
}

pub(super) fn all_of(path: &FoundPath) -> Selection {
    let relationships: BTreeSet<_> = path.links.iter().flat_map(|link| link.relationships.first().cloned()).collect();
    Selection { entities: path.entities.iter().cloned().collect(), relationships }
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

//! The bar over the canvas while only a neighbourhood is looked at: of what, how far, and what can be done with it.

use std::collections::BTreeSet;

use eframe::egui::{
    self, Align, CornerRadius, FontSelection, Layout, Rect, RichText, Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2,
};

use super::CanvasState;
use crate::base::EntityId;
use crate::edit::Selection;
use crate::session::{Command, OpenDocument, Verb};
use crate::ui::theme::{self, radius, size};
use crate::ui::widgets::{Button, Disc, IconButton, Segment, segmented};
use crate::ui::{fonts, icons, marks};

/// From the edges of the canvas and of what floats beside it.
const INSET: f32 = 12.0;
const GAP: f32 = 6.0;
const PAD: f32 = 4.0;
const HEIGHT: f32 = 36.0;
/// What the tool strip takes on the left.
const TOOLS: f32 = 42.0;
/// What the bar takes beside its words, and the least and most that it gives to the name.
const CONTROLS: f32 = 266.0;
const NAME: std::ops::RangeInclusive<f32> = 40.0..=180.0;
/// What it says before the name, in as many words as there is room for.
const LEADS: [&str; 2] = ["Neighbourhood of ", "Around "];

/// The steps that can be chosen.
const STEPS: [(u32, &str); 3] = [(1, "1"), (2, "2"), (3, "3")];

/// The bar: where it stands, and what it says before the name.
#[derive(Debug, Clone, Copy)]
pub(super) struct HoodBar {
    pub(super) place: Rect,
    lead: &'static str,
}

impl CanvasState {
    /// Where the bar stands, and what it says before the name: at the upper right, beside the menus for size and colour if
    /// fewer words make that possible, or under them. Nothing where everything is looked at, or where there is no room.
    pub(super) fn hood_bar(
        &self,
        ui: &Ui,
        open: &OpenDocument,
        canvas: Rect,
        style_bar: Option<Rect>,
    ) -> Option<HoodBar> {
        self.hops.filter(|_| self.spotlight.is_none() && !open.selection().entities.is_empty())?;
        let measure = |text: &str, font| {
            let galley = ui.painter().layout_no_wrap(text.to_owned(), font, egui::Color32::PLACEHOLDER);
            galley.size().x
        };
        let name = measure(&whose(open), fonts::medium(size::BODY)).clamp(*NAME.start(), *NAME.end());
        let width = |lead: &str| CONTROLS + (measure(lead, fonts::regular(size::BODY)) + name).ceil();
        let top_right = canvas.right_top() + vec2(-INSET, INSET);
        let left = style_bar.map_or(canvas.left() + INSET + TOOLS, |bar| bar.right()) + GAP;
        if let Some(lead) = LEADS.into_iter().find(|lead| width(lead) <= top_right.x - left) {
            let place = Rect::from_min_size(top_right - vec2(width(lead), 0.0), vec2(width(lead), HEIGHT));
            return Some(HoodBar { place, lead });
        }
        let room = canvas.width() - 2.0 * INSET - TOOLS;
        let lead = LEADS.into_iter().find(|lead| width(lead) <= room)?;
        let top = top_right.y + if style_bar.is_some() { HEIGHT + GAP } else { 0.0 };
        let place = Rect::from_min_size(pos2(top_right.x - width(lead), top), vec2(width(lead), HEIGHT));
        Some(HoodBar { place, lead })
    }

    /// Shows the bar.
    pub(super) fn show_hood_bar(
        &mut self,
        ui: &mut Ui,
        bar: HoodBar,
        open: &OpenDocument,
        commands: &mut Vec<Command>,
    ) {
        let Some(mut hops) = self.hops else { return };
        let HoodBar { place: rect, lead } = bar;
        let tokens = theme::tokens(ui);
        let corners = CornerRadius::same(radius::FLOATING);
        ui.painter().rect(rect, corners, tokens.surface, Stroke::new(1.0, tokens.line2), StrokeKind::Inside);
        let builder = UiBuilder::new().max_rect(rect.shrink2(vec2(PAD, PAD))).id_salt("neighbourhood");
        let mut bar = ui.new_child(builder.layout(Layout::right_to_left(Align::Center)));
        bar.spacing_mut().item_spacing.x = GAP;
        if bar.add(IconButton::new(icons::X, "Look at everything").shortcut("Esc")).clicked() {
            self.look_around(None);
        }
        if bar.add(Button::quiet("Isolate").icon(icons::FUNNEL)).clicked() {
            let around = self.hood_entities();
            commands.push(Command::Select(Selection { entities: around, ..Selection::none() }));
            commands.push(Command::Do(Verb::Isolate));
            self.look_around(None);
        }
        let segments = STEPS.map(|(steps, label)| Segment::text(steps, label));
        if segmented(&mut bar, "Steps", &mut hops, &segments, None).changed() {
            self.look_around(Some(hops));
        }
        let mut words = bar.new_child(
            UiBuilder::new().max_rect(bar.available_rect_before_wrap()).layout(Layout::left_to_right(Align::Center)),
        );
        words.spacing_mut().item_spacing.x = GAP;
        words.add_space(PAD);
        let kind = open.selection().only_entity().and_then(|id| open.graph().entity(id));
        let kind = kind.and_then(|entity| open.graph().schema().entity_types.get(&entity.kind));
        let disc = kind.map_or(Disc::new(theme::EntityClass::Other), |kind| marks::type_disc(kind));
        disc.show(&mut words, 8.0, "");
        let mut job = egui::text::LayoutJob::default();
        let part = |text: &str, font, color| RichText::new(text).font(font).color(color);
        let style = std::sync::Arc::clone(words.style());
        for text in [
            part(lead, fonts::regular(size::BODY), tokens.t1),
            part(&whose(open), fonts::medium(size::BODY), tokens.t1),
        ] {
            text.append_to(&mut job, &style, FontSelection::Default, Align::Center);
        }
        job.wrap.max_rows = 1;
        job.wrap.break_anywhere = true;
        words.add(egui::Label::new(job).truncate().selectable(false));
    }

    /// Whether only a neighbourhood is looked at, and an entity is not in it.
    #[must_use]
    pub fn is_beyond(&self, entity: &EntityId) -> bool {
        let hood = self.marked.as_ref().and_then(|marked| marked.hood.as_ref()).filter(|_| self.hops.is_some());
        hood.is_some_and(|hood| self.scene.node_of(entity).is_none_or(|node| !hood.nodes.contains(&node)))
    }

    /// The entities of the neighbourhood that is looked at.
    fn hood_entities(&self) -> BTreeSet<EntityId> {
        let hood = self.marked.as_ref().and_then(|marked| marked.hood.as_ref());
        let nodes = hood.into_iter().flat_map(|hood| &hood.nodes).filter_map(|at| self.scene.nodes().get(*at as usize));
        nodes.flat_map(|node| node.ids().cloned()).collect()
    }
}

/// What is in the middle.
fn whose(open: &OpenDocument) -> String {
    let selection = open.selection();
    match selection.only_entity().and_then(|id| open.graph().entity(id)) {
        Some(entity) if !entity.name.trim().is_empty() => entity.name.clone(),
        _ => marks::count(selection.entities.len(), "entity", "entities"),
    }
}

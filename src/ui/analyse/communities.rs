//! Groups that have more ties within than chance would give them, in a list and on the canvas.

use std::sync::Arc;

use eframe::egui::{CornerRadius, Frame, Margin, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::{ask, asking, footer, keep_up};
use crate::analysis::figures::Community;
use crate::base::{EntityId, GroupId};
use crate::edit::{Selection, intent};
use crate::model::Graph;
use crate::session::{Command, Lens, Measured, OpenDocument, Place};
use crate::ui::desk::Desk;
use crate::ui::theme::{self, EntityClass, size, space};
use crate::ui::widgets::{self, Button, Check, IconButton, Segment, checkbox, field_row, segmented, text};
use crate::ui::{fonts, icons, marks};

const RESOLUTIONS: [(f64, &str); 4] = [(0.5, "Few"), (1.0, "Usual"), (1.5, "More"), (2.5, "Many")];
const ROW: f32 = 28.0;
/// The classes whose tones tell communities apart, as on the canvas.
const TONES: [EntityClass; 6] = [
    EntityClass::Country,
    EntityClass::Person,
    EntityClass::Organisation,
    EntityClass::Facility,
    EntityClass::Event,
    EntityClass::Agreement,
];

/// How many there are, where that is known.
pub(super) fn count(open: &OpenDocument) -> Option<usize> {
    let measured = open.measured(Place::Communities)?;
    measured.answers.first().map(|answer| answer.values.iter().copied().fold(0.0_f64, f64::max) as usize)
}

/// The communities as lists, and the answer that they were made of.
#[derive(Debug, Default)]
pub(super) struct Known(Option<(Arc<Measured>, Arc<Vec<Community>>)>);

impl Known {
    /// The communities as they are known, asked for where they are not.
    pub(super) fn asked(&mut self, desk: &mut Desk<'_>) -> Arc<Vec<Community>> {
        let asking = asking(desk, Place::Communities, vec!["community"]);
        let measured = ask(desk, asking);
        measured.map(|measured| self.of(desk.graph(), &measured)).unwrap_or_default()
    }

    fn of(&mut self, graph: &Graph, measured: &Arc<Measured>) -> Arc<Vec<Community>> {
        if let Some((known, all)) = &self.0
            && Arc::ptr_eq(known, measured)
        {
            return Arc::clone(all);
        }
        let values = measured.answers.first().map(|answer| answer.values.as_slice()).unwrap_or_default();
        let all = Arc::new(Community::all(graph, measured.ids.iter().cloned().zip(values.iter().copied())));
        self.0 = Some((Arc::clone(measured), Arc::clone(&all)));
        all
    }
}

/// Shows the tab.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, known: &mut Known) {
    let lens = desk.open.lens().clone();
    Frame::new().inner_margin(Margin { left: 8, right: 8, top: 8, bottom: 8 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        field_row(ui, "How many", |ui, _| {
            let segments = RESOLUTIONS.map(|(resolution, words)| Segment::text(resolution, words));
            let mut resolution = lens.counting.resolution;
            segmented(ui, "How many communities", &mut resolution, &segments, Some(ui.available_width()));
            if resolution != lens.counting.resolution {
                let mut lens = lens.clone();
                lens.counting.resolution = resolution;
                desk.out.send(Command::Look(lens));
            }
        });
        text::strong(ui, "Who belongs together?", text::Overflow::Wrap);
        let words = "Leiden communities: groups with more relationships within than chance would give them. Each is \
                     called after its best connected member.";
        text::hint(ui, words, text::Overflow::Wrap);
        let state = if lens.communities { Check::On } else { Check::Off };
        if checkbox(ui, state, "Colour and outline them on the canvas", false).clicked() {
            desk.out.send(turned(&lens));
        }
    });
    let asking = asking(desk, Place::Communities, vec!["community"]);
    let Some(measured) = keep_up(ui, desk, asking) else { return };
    let all = known.of(desk.graph(), &measured);
    footer(ui, "communities footer", |ui| {
        let button = Button::secondary("Make groups").icon(icons::BOUNDING_BOX).small();
        let why = "Keeps each community of two or more as a named group of the view, as one step that can be undone";
        if ui.add(button).on_hover_text(why).clicked() {
            make_groups(desk, &all);
        }
        if ui.add(Button::quiet("Arrange them apart").icon(icons::CIRCLES_FOUR).small()).clicked() {
            desk.out.verb(crate::session::Verb::ArrangeGrouped);
        }
    });
    ScrollArea::vertical().id_salt("communities").auto_shrink(false).show_rows(ui, ROW, all.len(), |ui, range| {
        for nth in range {
            row(ui, desk, nth, &all[nth]);
        }
    });
}

/// What shows communities on the canvas, or no more.
fn turned(lens: &Lens) -> Command {
    Command::Look(Lens { communities: !lens.communities, shade: None, ..lens.clone() })
}

fn make_groups(desk: &mut Desk<'_>, all: &[Community]) {
    let several = all.iter().filter(|community| community.members.len() > 1);
    let groups: Vec<(GroupId, String, Vec<EntityId>)> = several
        .map(|community| (desk.mint.mint(&community.name), community.name.clone(), community.members.clone()))
        .collect();
    let label = format!("group {} communities", groups.len());
    desk.out.apply(intent::group_all(desk.graph(), desk.open.view_id(), label, &groups));
}

/// A community: its colour, its name, how many it has, and an eye that takes its line away.
pub(super) fn row(ui: &mut Ui, desk: &mut Desk<'_>, nth: usize, community: &Community) {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let lens = desk.open.lens();
    let selected = &desk.open.selection().entities;
    let is_selected =
        community.members.len() == selected.len() && community.members.iter().all(|id| selected.contains(id));
    let spoken = format!("{}, {}", community.name, marks::count(community.members.len(), "member", "members"));
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
    let painter = ui.painter();
    if is_selected {
        painter.rect_filled(rect, 0.0, tokens.accent_weak);
    } else if response.hovered() {
        painter.rect_filled(rect, 0.0, tokens.hover);
    }
    let y = rect.center().y;
    let is_several = community.members.len() > 1;
    let tone = if is_several { TONES.get(nth).copied() } else { None };
    let square = Rect::from_center_size(pos2(rect.left() + 17.0, y), vec2(10.0, 10.0));
    painter.rect_filled(square, CornerRadius::same(2), tokens.class(tone.unwrap_or(EntityClass::Other)));
    let eye = Rect::from_center_size(pos2(rect.right() - 18.0, y), vec2(24.0, 24.0));
    let count =
        painter.layout_no_wrap(text::thousands(community.members.len()), fonts::regular(size::SECONDARY), tokens.t2);
    let count_left = eye.left() - 6.0 - count.size().x;
    widgets::text_left(painter, count_left, y, count, tokens.t2);
    let left = rect.left() + 32.0;
    let name = widgets::line(painter, &community.name, fonts::regular(size::BODY), tokens.t1, count_left - left - 8.0);
    widgets::text_left(painter, left, y, name, tokens.t1);
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(3.0), 3);
    }
    if response.clicked() {
        desk.out.select(Selection { entities: community.members.iter().cloned().collect(), ..Selection::none() });
    }
    let Some(first) = community.members.first().filter(|_| is_several) else { return };
    let is_outlined = lens.communities && !lens.without_line.contains(first);
    let (icon, words) = if is_outlined {
        (icons::EYE, format!("Take the line around {} away", community.name))
    } else {
        (icons::EYE_SLASH, format!("Outline {}", community.name))
    };
    let mut end = ui.new_child(UiBuilder::new().max_rect(eye).id_salt(("eye", nth)));
    if end.add(IconButton::new(icon, &words).small()).clicked() {
        let mut lens = lens.clone();
        if is_outlined {
            lens.without_line.insert(first.clone());
        } else {
            lens.without_line.remove(first);
            (lens.communities, lens.shade) = (true, None);
        }
        desk.out.send(Command::Look(lens));
    }
}

//! Who is near what is selected, whom two or more of it both know, and ties that one would expect.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::text::LayoutJob;
use eframe::egui::{Frame, Margin, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::{footer, stale, took};
use crate::base::EntityId;
use crate::edit::{Selection, intent};
use crate::model::View;
use crate::session::{Around, Command, DocumentKey, LikelyTie, OpenDocument, Surroundings, Verb};
use crate::ui::canvas::{Spotlight, Told};
use crate::ui::desk::{Desk, Wish};
use crate::ui::dialogs::Connect;
use crate::ui::inspector::entity_choices;
use crate::ui::theme::{self, size, space};
use crate::ui::widgets::{
    self, Button, Check, IconButton, ListRow, Picker, Segment, Sign, checkbox, field_row, paint_disc, segmented, text,
};
use crate::ui::{fonts, icons, marks};

const ROW: f32 = 28.0;
const TIE_ROW: f32 = 66.0;
const STEPS: [(usize, &str); 4] = [(1, "1"), (2, "2"), (3, "3"), (4, "4")];

/// Which of the answers is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum List {
    #[default]
    Near,
    Common,
    Likely,
}

#[derive(Debug)]
pub(super) struct Neighbourhood {
    list: List,
    steps: usize,
    directed: bool,
    /// The rest is dimmed on the canvas.
    dims: bool,
    /// Around whom: what is selected, or was last.
    of: Vec<EntityId>,
    /// What was selected from the lists here, which does not become that.
    own: BTreeSet<EntityId>,
    /// What was asked last.
    asked: Option<Around>,
    /// For which document, selection and revision that is.
    followed: Option<(DocumentKey, u64, u64)>,
    /// The answer to it, once it is there.
    answer: Option<Arc<Surroundings>>,
    /// The light on the canvas, and for what it was made.
    light: Option<(Arc<Surroundings>, Arc<Spotlight>)>,
}

impl Default for Neighbourhood {
    fn default() -> Self {
        Self {
            list: List::Near,
            steps: 1,
            directed: false,
            dims: true,
            of: Vec::new(),
            own: BTreeSet::new(),
            asked: None,
            followed: None,
            answer: None,
            light: None,
        }
    }
}

impl Neighbourhood {
    pub(super) fn take_off(&mut self) {
        self.dims = false;
    }

    pub(super) fn on_canvas(&mut self, open: &OpenDocument) -> (Told, Option<Arc<Spotlight>>) {
        let found = self.answer(open);
        let Some(found) = found.filter(|found| self.dims && !found.around.of.is_empty()) else {
            return (Told::default(), None);
        };
        if self.light.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, &found)) {
            self.light = Some((Arc::clone(&found), Arc::new(light(open, &found))));
        }
        let steps = marks::count(found.around.steps, "step", "steps");
        let caption =
            format!("Within {steps}: {} of {}", marks::thousands(found.near.len()), marks::thousands(found.all));
        let light = self.light.as_ref().map(|(_, light)| Arc::clone(light));
        (Told { caption, ..Told::default() }, light)
    }

    /// Follows what is selected. Says whether anything is to be asked again.
    fn follow(&mut self, open: &OpenDocument) -> bool {
        let followed = Some((open.key(), open.selection_version(), open.revision()));
        if self.followed == followed {
            return false;
        }
        self.followed = followed;
        let selected = selected(open);
        if !selected.is_empty() && selected != self.own {
            self.of = selected.into_iter().collect();
            self.own.clear();
        }
        self.of.retain(|id| open.graph().entity(id).is_some());
        true
    }

    /// The answer to what was asked last. Long lists are compared once only.
    fn answer(&mut self, open: &OpenDocument) -> Option<Arc<Surroundings>> {
        let found = open.surroundings()?;
        if self.answer.as_ref().is_none_or(|known| !Arc::ptr_eq(known, found)) {
            self.answer = (Some(&found.around) == self.asked.as_ref()).then(|| Arc::clone(found));
        }
        self.answer.clone()
    }
}

/// Everyone who is near, with what runs between them.
fn light(open: &OpenDocument, found: &Surroundings) -> Spotlight {
    let entities: BTreeSet<EntityId> = found.near.iter().map(|(id, _)| id.clone()).collect();
    let around = entities.iter().flat_map(|id| open.graph().relationships_at_unsorted(id));
    let between = around.filter(|r| entities.contains(&r.from) && entities.contains(&r.to));
    Spotlight { beside: between.map(|r| r.id.clone()).collect(), entities, ..Spotlight::default() }
}

/// Shows the tab.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut Neighbourhood) {
    let is_other = state.follow(desk.open);
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 4 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        around(ui, desk, state);
        field_row(ui, "Steps", |ui, _| {
            let segments = STEPS.map(|(steps, words)| Segment::text(steps, words));
            segmented(ui, "Steps", &mut state.steps, &segments, Some(ui.available_width()));
        });
        field_row(ui, "Follow", |ui, _| {
            let segments = [Segment::text(false, "Any way"), Segment::text(true, "Arrows")];
            segmented(ui, "Follow", &mut state.directed, &segments, Some(ui.available_width()));
        });
        let dims = if state.dims { Check::On } else { Check::Off };
        if checkbox(ui, dims, "Dim the rest on the canvas", false).clicked() {
            state.dims = !state.dims;
        }
    });
    let shown_only = desk.open.lens().counting.shown_only;
    let rules = (state.steps, state.directed, shown_only);
    let is_asked = state.asked.as_ref().is_some_and(|asked| (asked.steps, asked.directed, asked.shown_only) == rules);
    if is_other || !is_asked {
        let around = Around { of: state.of.clone(), steps: state.steps, directed: state.directed, shown_only };
        if state.asked.as_ref() != Some(&around) {
            (state.asked, state.answer) = (Some(around.clone()), None);
            desk.out.send(Command::LookAround(around));
        }
    }
    let Some(found) = state.answer(desk.open) else { return };
    if found.of != desk.open.state_of_network(shown_only) {
        stale(ui, desk);
    }
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 4, bottom: 8 }).show(ui, |ui| {
        if let Some(words) = left_out(desk, &found) {
            text::hint(ui, &words, text::Overflow::Wrap);
        }
        let words = [
            (List::Near, format!("Near {}", marks::thousands(found.others().len()))),
            (List::Common, format!("In common {}", marks::thousands(found.common.len()))),
            (List::Likely, format!("Likely ties {}", found.likely.len())),
        ];
        let segments: Vec<Segment<'_, List>> = words.iter().map(|(list, words)| Segment::text(*list, words)).collect();
        segmented(ui, "Which answer", &mut state.list, &segments, Some(ui.available_width()));
    });
    let chosen = match state.list {
        List::Near => near(ui, desk, &found),
        List::Common => common(ui, desk, &found),
        List::Likely => likely(ui, desk, &found),
    };
    if let Some(selection) = chosen {
        state.own.clone_from(&selection.entities);
        let is_one = selection.entities.len() == 1;
        desk.out.select(selection);
        if is_one {
            desk.out.wish(Wish::Centre);
        } else {
            desk.out.verb(Verb::FitSelection);
        }
    }
}

/// Who is selected: entities or, where there are none, both ends of a relationship.
fn selected(open: &OpenDocument) -> BTreeSet<EntityId> {
    let Selection { entities, .. } = open.selection();
    let between = open.selection().only_relationship().and_then(|id| open.graph().relationship(id));
    match between {
        Some(r) if entities.is_empty() => [r.from.clone(), r.to.clone()].into(),
        _ => entities.clone(),
    }
}

/// Who is not looked at, as the view does not show them: `CNN and 2 others are not shown, so they are left out.`
fn left_out(desk: &Desk<'_>, found: &Surroundings) -> Option<String> {
    let first = desk.graph().entity(found.left_out.first()?)?;
    Some(match found.left_out.len() {
        1 => format!("{} is not shown, so it is left out.", marks::name(first)),
        several => {
            let others = marks::count(several - 1, "other", "others");
            format!("{} and {others} are not shown, so they are left out.", marks::name(first))
        }
    })
}

/// Around whom: a list to choose from, which selects.
fn around(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut Neighbourhood) {
    let first = state.of.first().and_then(|id| desk.graph().entity(id)).cloned();
    let shown = match (&first, state.of.len()) {
        (None, _) => "choose or select an entity".to_owned(),
        (Some(entity), 1) => marks::name(entity).to_owned(),
        (Some(entity), count) => format!("{} and {}", marks::name(entity), marks::count(count - 1, "other", "others")),
    };
    let picked = field_row(ui, "Around", |ui, _| {
        let sign = first.as_ref().map_or(Sign::None, |e| Sign::Disc(marks::disc(desk.graph(), e)));
        let picker = Picker::new("Around", &shown).sign(sign).faint(first.is_none()).search("Find an entity");
        picker.show(ui, |query| entity_choices(desk, query, &[]))
    });
    if let Some(id) = picked {
        desk.out.select(Selection::entity(id));
    }
}

fn near(ui: &mut Ui, desk: &mut Desk<'_>, found: &Surroundings) -> Option<Selection> {
    let mut chosen = None;
    if found.around.of.is_empty() {
        let words = "Select one or more entities on the canvas, or choose one above, to see who is near.";
        note(ui, "Who is near?", words);
        return None;
    }
    footer(ui, "neighbourhood footer", |ui| {
        let all = || Selection { entities: found.near.iter().map(|(id, _)| id.clone()).collect(), ..Selection::none() };
        if ui.add(Button::secondary("Select on canvas").icon(icons::CURSOR).small()).clicked() {
            chosen = Some(all());
        }
        if ui.add(Button::quiet("Save as view").icon(icons::BOOKMARK_SIMPLE).small()).clicked() {
            save(desk, found, &all());
        }
        ui.with_layout(eframe::egui::Layout::right_to_left(eframe::egui::Align::Center), |ui| {
            text::hint(ui, &took(found.took), text::Overflow::Elide);
        });
    });
    let others = found.others();
    ScrollArea::vertical().id_salt("near").auto_shrink(false).show_rows(ui, ROW, others.len(), |ui, range| {
        for (id, steps) in &others[range] {
            if entity_row(ui, desk, id, &marks::count(*steps, "step", "steps")) {
                chosen = Some(Selection::entity(id.clone()));
            }
        }
    });
    chosen
}

fn common(ui: &mut Ui, desk: &mut Desk<'_>, found: &Surroundings) -> Option<Selection> {
    let mut chosen = None;
    if found.around.of.len() < 2 {
        let words = "Select two or more entities on the canvas to see whom all of them know.";
        note(ui, "Whom do they have in common?", words);
        return None;
    }
    if !found.left_out.is_empty() {
        note(ui, "Nobody can be told", "Not all of them are looked at.");
        return None;
    }
    if found.common.is_empty() {
        note(ui, "Nobody", "No entity is tied to all of them.");
        return None;
    }
    ScrollArea::vertical().id_salt("common").auto_shrink(false).show_rows(ui, ROW, found.common.len(), |ui, range| {
        for id in &found.common[range] {
            let degree = marks::count(desk.graph().degree(id), "relationship", "relationships");
            if entity_row(ui, desk, id, &degree) {
                chosen = Some(Selection::entity(id.clone()));
            }
        }
    });
    chosen
}

fn entity_row(ui: &mut Ui, desk: &Desk<'_>, id: &EntityId, trailing: &str) -> bool {
    let Some(entity) = desk.graph().entity(id).cloned() else { return false };
    let name = marks::name(&entity);
    let spoken = format!("{name}, {trailing}");
    let row = ListRow::new(name).disc(marks::disc(desk.graph(), &entity)).trailing(trailing).spoken(&spoken);
    ui.push_id(id, |ui| ui.add(row.height(ROW).indent(4.0))).inner.clicked()
}

fn likely(ui: &mut Ui, desk: &mut Desk<'_>, found: &Surroundings) -> Option<Selection> {
    let mut chosen = None;
    if found.around.of.len() > 1 {
        note(ui, "Which ties would one expect?", "Select one entity, or none to look at all of them.");
        return None;
    }
    if !found.left_out.is_empty() {
        note(ui, "None can be told", "It is not among those that are looked at.");
        return None;
    }
    if found.likely.is_empty() {
        note(ui, "None", "Nobody who is not tied to it already knows the same others.");
        return None;
    }
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 0, bottom: 4 }).show(ui, |ui| {
        let words = "Not in the graph, but one would expect them, as both ends know the same others (Adamic and Adar). \
                     Worth a look, and no evidence.";
        text::hint(ui, words, text::Overflow::Wrap);
    });
    let is_of_one = found.around.of.len() == 1;
    let most = found.likely.first().map_or(1.0, |tie| tie.score);
    ScrollArea::vertical().id_salt("likely").auto_shrink(false).show_rows(
        ui,
        TIE_ROW,
        found.likely.len(),
        |ui, range| {
            for tie in &found.likely[range] {
                let share = (tie.score / most) as f32;
                if ui.push_id((&tie.a, &tie.b), |ui| tie_row(ui, desk, tie, share, is_of_one)).inner {
                    let mut entities: BTreeSet<EntityId> = tie.through.iter().cloned().collect();
                    entities.extend([tie.a.clone(), tie.b.clone()]);
                    chosen = Some(Selection { entities, ..Selection::none() });
                }
            }
        },
    );
    chosen
}

/// Why a tie is likely: `Both are tied to North Korea, CNN and 2 more`.
fn reason(desk: &Desk<'_>, tie: &LikelyTie) -> String {
    let names: Vec<&str> =
        tie.through.iter().filter_map(|id| desk.graph().entity(id)).map(|entity| marks::name(entity)).collect();
    let list = match names[..] {
        [] => return String::new(),
        [one] => one.to_owned(),
        [one, two] => format!("{one} and {two}"),
        [one, two, third] => format!("{one}, {two} and {third}"),
        [one, two, .., _] => format!("{one}, {two} and {} more", names.len() - 2),
    };
    format!("Both are tied to {list}")
}

fn tie_row(ui: &mut Ui, desk: &mut Desk<'_>, tie: &LikelyTie, share: f32, is_of_one: bool) -> bool {
    let ends = [&tie.a, &tie.b].map(|id| desk.graph().entity(id).cloned());
    let [Some(a), Some(b)] = ends else { return false };
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), TIE_ROW), Sense::click());
    let reason = reason(desk, tie);
    let spoken = format!("{} and {}: {reason}", marks::name(&a), marks::name(&b));
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &spoken));
    let response = response.on_hover_text(&spoken);
    let painter = ui.painter();
    if response.hovered() {
        painter.rect_filled(rect, 0.0, tokens.hover);
    }
    let (y, right) = (rect.top() + 15.0, rect.right() - 48.0);
    let mut left = rect.left() + 24.0;
    let signs = if is_of_one { vec![&b] } else { vec![&a, &b] };
    for end in signs {
        paint_disc(painter, tokens, pos2(left, y), 8.0, &marks::disc(desk.graph(), end));
        left += 14.0;
    }
    let names = match is_of_one {
        true => marks::name(&b).to_owned(),
        false => format!("{} – {}", marks::name(&a), marks::name(&b)),
    };
    let galley = widgets::line(painter, &names, fonts::regular(size::BODY), tokens.t1, right - left);
    widgets::text_left(painter, left, y, galley, tokens.t1);
    let mut job = LayoutJob::simple(reason, fonts::regular(size::SECONDARY), tokens.t3, right - left);
    job.wrap.max_rows = 2;
    painter.galley(pos2(left, y + 9.0), painter.layout_job(job), tokens.t3);
    let track = Rect::from_min_max(pos2(left, rect.bottom() - 7.0), pos2(right, rect.bottom() - 4.0));
    painter.rect_filled(track, 1.5, tokens.sunken);
    painter.rect_filled(track.with_max_x(track.left() + share * track.width()), 1.5, tokens.edge);
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(3.0), 3);
    }
    let place = Rect::from_center_size(pos2(rect.right() - 26.0, rect.center().y), vec2(28.0, 28.0));
    let name = format!("Connect {} and {}…", marks::name(&a), marks::name(&b));
    let mut end = ui.new_child(UiBuilder::new().max_rect(place).id_salt("connect"));
    if end.add(IconButton::new(icons::PLUS, &name)).clicked() {
        let connect = Connect { from: Some(a.id.clone()), kind: None, to: Some(b.id.clone()), evidence: None };
        desk.out.wish(Wish::Connect(Box::new(connect)));
    }
    response.clicked()
}

fn note(ui: &mut Ui, title: &str, words: &str) {
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 4, bottom: 4 }).show(ui, |ui| {
        text::strong(ui, title, text::Overflow::Wrap);
        text::hint(ui, words, text::Overflow::Wrap);
    });
}

/// A view of those who are near alone.
fn save(desk: &mut Desk<'_>, found: &Surroundings, all: &Selection) {
    let first = found.around.of.first().and_then(|id| desk.graph().entity(id));
    let title = format!("Around {}", first.map_or("?", |e| marks::name(e)));
    let view = View::new(desk.mint.mint(&title), title);
    let id = view.id.clone();
    let pattern = desk.open.view_id().clone();
    desk.out.apply(intent::create_view_of(desk.graph(), view, Some(&pattern), all));
    desk.out.send(Command::ShowView(id));
}

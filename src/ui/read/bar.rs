//! What can be made of a passage: an entity, a relationship, or evidence for what is there already.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{self, Align2, Area, Frame, Id, Layout, Margin, Order, Popup, Rect, Stroke, Ui, pos2, vec2};

use super::page::Laid;
use super::{Open, ReadState, lost, review};
use crate::analysis;
use crate::analysis::mentions::guess_type;
use crate::base::{EntityId, EntityTypeId, RelationshipId, TextQuote, fold, whole_words};
use crate::edit::{Merging, Selection, Transaction, intent};
use crate::model::{Credibility, Entity, EvidenceHome, Graph, Relationship, Stance};
use crate::session::Command;
use crate::ui::desk::{Desk, Wish};
use crate::ui::dialogs::Connect;
use crate::ui::icons;
use crate::ui::marks;
use crate::ui::theme::{self, radius, space};
use crate::ui::widgets::{Button, Check, Choice, Picker, Segment, Sign, checkbox, kept, open_list, segmented, text};

/// So many relationships are proposed at most.
const MOST: usize = 6;
const WIDTH: f32 = 484.0;
/// A name has no more letters.
const MOST_LETTERS: usize = 120;

/// The relationships between those who are mentioned in a passage, and the one that is selected, which comes first.
fn proposed(desk: &Desk<'_>, open: &Open, passage: &Range<usize>) -> Vec<Arc<Relationship>> {
    let graph = desk.graph();
    let selected = desk.open.selection().only_relationship();
    let mut all: Vec<Arc<Relationship>> = selected.and_then(|id| graph.relationship(id)).cloned().into_iter().collect();
    let named = named(open, passage);
    let is_evidence = |r: &Relationship| r.evidence.iter().any(|piece| is_of(open, passage, piece));
    let mut between: Vec<&Arc<Relationship>> = named
        .iter()
        .flat_map(|id| graph.relationships_at_unsorted(id))
        .filter(|r| named.contains(&r.from) && named.contains(&r.to) && !is_evidence(r))
        .collect();
    between.sort_by(|a, b| a.id.cmp(&b.id));
    between.dedup_by(|a, b| a.id == b.id);
    all.extend(between.into_iter().filter(|r| Some(&r.id) != selected).cloned());
    all.truncate(MOST);
    all
}

/// Whether a piece of evidence quotes just this passage.
fn is_of(open: &Open, passage: &Range<usize>, piece: &crate::model::Evidence) -> bool {
    piece.source == open.source.id
        && piece.quote.as_ref().is_some_and(|quote| quote.exact == open.text[passage.clone()])
}

/// Who is mentioned in a passage.
fn named(open: &Open, passage: &Range<usize>) -> BTreeSet<EntityId> {
    open.reading.mentions_in(passage).iter().flat_map(|mention| mention.entities.iter().cloned()).collect()
}

/// Those that the passage will be evidence for.
fn chosen(desk: &Desk<'_>, state: &ReadState, open: &Open, passage: &Range<usize>) -> Vec<RelationshipId> {
    let proposed = proposed(desk, open, passage);
    let selected = desk.open.selection().only_relationship();
    // What is selected, or all that there is, where nobody has said otherwise.
    let is_chosen = |id: &RelationshipId| {
        state.chosen.contains(id) || (!state.refused.contains(id) && selected.is_none_or(|selected| selected == id))
    };
    let mut all: Vec<RelationshipId> = proposed.iter().map(|r| r.id.clone()).filter(|id| is_chosen(id)).collect();
    all.extend(state.chosen.iter().filter(|id| !proposed.iter().any(|r| r.id == **id)).cloned());
    all
}

/// The quote of a passage without the blanks at its ends.
pub(super) fn quote(open: &Open, passage: &Range<usize>) -> Option<TextQuote> {
    let words = open.text.get(passage.clone())?;
    let start = passage.start + words.len() - words.trim_start().len();
    TextQuote::anchor(&open.text, start..start + words.trim().len())
}

/// What an entity that is made of a passage is called.
fn name_of(open: &Open, passage: &Range<usize>) -> String {
    let words = open.text[passage.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(MOST_LETTERS).collect()
}

/// The type that what a passage names is likely to be of.
fn guess(desk: &Desk<'_>, open: &Open, passage: &Range<usize>) -> Option<EntityTypeId> {
    let guess = guess_type(&name_of(open, passage)).and_then(|kind| EntityTypeId::new(kind).ok());
    guess.filter(|id| desk.graph().schema().entity_types.contains_key(id)).or_else(|| desk.open.usual_type())
}

/// Marks the whole words of a passage and asks for the type of what they name.
pub(super) fn ask_kind(state: &mut ReadState, open: &Open, passage: &Range<usize>) {
    let words = whole_words(&open.text, passage.clone());
    state.marked = Some((words.start, words.end));
    state.bar_for = Some(words.clone());
    state.reveal = Some(words.start);
    state.asks_kind = true;
}

/// Makes an entity called what the passage says, with the passage as evidence.
fn make_entity(desk: &mut Desk<'_>, state: &mut ReadState, open: &Open, passage: &Range<usize>, kind: EntityTypeId) {
    let name = name_of(open, passage);
    if name.is_empty() {
        return;
    }
    let id: EntityId = desk.mint.mint(&name);
    let mut entity = Entity::new(id.clone(), kind, name);
    let quote = quote(open, passage);
    entity.evidence.push(review::evidence(desk, open, quote));
    let view = desk.open.view_id().clone();
    let at = desk.open.view().map(|shown| {
        let near: Vec<EntityId> = named(open, passage).into_iter().collect();
        (&view, review::free_place(shown, &near, 0))
    });
    let transaction = intent::create_entity(entity, at);
    let select = Some(Selection::entity(id));
    desk.out.send(Command::Apply { transaction, merging: Merging::Never, select });
    state.unmark();
}

/// Asks for a relationship of which the passage is evidence.
pub(super) fn make_relationship(desk: &mut Desk<'_>, state: &mut ReadState, open: &Open, passage: &Range<usize>) {
    let mut ends: Vec<EntityId> = Vec::new();
    for mention in open.reading.mentions_in(passage) {
        if let Some(id) = mention.entities.first().filter(|id| !ends.contains(id)) {
            ends.push(id.clone());
        }
    }
    let mut ends = ends.into_iter();
    let mut piece = review::evidence(desk, open, quote(open, passage));
    piece.stance = state.stance;
    let connect = Connect { from: ends.next(), kind: None, to: ends.next(), evidence: Some(Box::new(piece)) };
    desk.out.wish(Wish::Connect(Box::new(connect)));
}

/// Makes the passage evidence for what is chosen.
pub(super) fn add_evidence(desk: &mut Desk<'_>, state: &mut ReadState, open: &Open, passage: &Range<usize>) {
    let all = chosen(desk, state, open, passage);
    let Some(first) = all.first().cloned() else { return };
    let steps: Vec<Transaction> = all
        .iter()
        .map(|id| {
            let mut piece = review::evidence(desk, open, quote(open, passage));
            piece.stance = state.stance;
            piece.credibility = state.credibility;
            intent::add_evidence(desk.graph(), &EvidenceHome::Relationship(id.clone()), &piece)
        })
        .collect();
    let label = steps.first().map(|step| step.label.clone()).unwrap_or_default();
    let label = if steps.len() == 1 { label } else { format!("add evidence for {} relationships", steps.len()) };
    let transaction = intent::together(label, steps);
    let select = Some(Selection::relationship(first));
    desk.out.send(Command::Apply { transaction, merging: Merging::Never, select });
    state.unmark();
}

/// The types of entities, for a list.
pub(super) fn kind_choices(graph: &Graph, query: &str, likely: Option<&EntityTypeId>) -> Vec<Choice<EntityTypeId>> {
    let folded = fold(query);
    let mut kinds: Vec<_> = graph.schema().entity_types.values().filter(|k| fold(&k.name).contains(&folded)).collect();
    kinds.sort_by(|a, b| a.name.cmp(&b.name));
    let choice = |kind: &Arc<crate::model::EntityType>| Choice {
        sign: Sign::Disc(marks::type_disc(kind)),
        ..Choice::new(kind.id.clone(), kind.name.as_str()).selected(likely == Some(&kind.id))
    };
    kinds.into_iter().map(choice).collect()
}

/// Shows the bar under the passage, or above it where there is no room below.
pub(super) fn show(
    ui: &Ui,
    desk: &mut Desk<'_>,
    state: &mut ReadState,
    open: &Open,
    laid: &[Laid],
    passage: &Range<usize>,
    column: Rect,
) {
    // Not under the pointer that is still marking.
    if ui.input(|input| input.pointer.primary_down()) && state.bar_for.as_ref() != Some(passage) {
        return;
    }
    state.bar_for = Some(passage.clone());
    let rects = laid.iter().flat_map(|paragraph| paragraph.rects(&open.text, passage));
    let Some(place) = rects.reduce(|a, b| a.union(b)) else { return };
    let tokens = theme::tokens(ui);
    let clip = ui.clip_rect();
    let is_above = place.bottom() + 150.0 > clip.bottom() && place.top() - 150.0 > clip.top();
    let (pivot, y) = if is_above {
        (Align2::LEFT_BOTTOM, place.top() - 6.0)
    } else {
        (Align2::LEFT_TOP, (place.bottom() + 6.0).min(clip.bottom() - 150.0))
    };
    let area = Area::new(ui.scope_id().with("passage")).order(Order::Middle).pivot(pivot);
    area.fixed_pos(pos2(column.left() - 8.0, y)).constrain(true).show(ui.ctx(), |ui| {
        let style = ui.style().visuals.window_shadow;
        let frame = Frame::new()
            .fill(tokens.surface)
            .stroke(Stroke::new(1.0, tokens.line2))
            .shadow(style)
            .corner_radius(radius::FLOATING)
            .inner_margin(Margin::same(6));
        frame.show(ui, |ui| {
            ui.set_width(WIDTH);
            ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
            if state.anchoring.is_some() {
                if ui.add(Button::primary("Quote this passage").icon(icons::QUOTES).shortcut("V")).clicked() {
                    lost::choose(desk, state, open, passage);
                }
                return;
            }
            actions(ui, desk, state, open, passage);
            candidates_for(ui, desk, state, open, passage);
        });
    });
}

fn actions(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState, open: &Open, passage: &Range<usize>) {
    ui.horizontal(|ui| {
        let button = ui.add(Button::quiet("New entity").icon(icons::PLUS_CIRCLE).shortcut("E"));
        if button.clicked() {
            ask_kind(state, open, passage);
        } else if std::mem::take(&mut state.asks_kind) {
            Popup::open_id(ui.ctx(), Popup::default_response_id(&button));
        }
        let guess = guess(desk, open, passage);
        let kinds = |query: &str| kind_choices(desk.graph(), query, guess.as_ref());
        if let Some(kind) = open_list(ui, &button, 240.0, Some("Find a type"), kinds) {
            make_entity(desk, state, open, passage, kind);
        }
        if ui.add(Button::quiet("New relationship").icon(icons::ARROW_RIGHT).shortcut("R")).clicked() {
            make_relationship(desk, state, open, passage);
        }
        let any = !chosen(desk, state, open, passage).is_empty();
        let button = Button::primary("Add as evidence").icon(icons::QUOTES).shortcut("V");
        if ui.add_enabled(any, button).clicked() {
            add_evidence(desk, state, open, passage);
        }
    });
}

/// What the passage can be evidence for.
fn candidates_for(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ReadState, open: &Open, passage: &Range<usize>) {
    let (proposed, on) = (proposed(desk, open, passage), chosen(desk, state, open, passage));
    let others: Vec<Arc<Relationship>> = on
        .iter()
        .filter(|id| !proposed.iter().any(|r| r.id == **id))
        .filter_map(|id| desk.graph().relationship(id).cloned())
        .collect();
    for relationship in proposed.iter().chain(&others) {
        let is_on = on.contains(&relationship.id);
        let words = analysis::sentence(desk.graph(), relationship);
        let response = ui
            .horizontal(|ui| {
                let mark = if is_on { Check::On } else { Check::Off };
                let pressed = checkbox(ui, mark, &words, true).clicked();
                text::body(ui, &words, text::Overflow::Elide);
                pressed
            })
            .inner;
        if response {
            let id = relationship.id.clone();
            if is_on {
                state.chosen.remove(&id);
                state.refused.insert(id);
            } else {
                state.refused.remove(&id);
                state.chosen.insert(id);
            }
        }
    }
    ui.horizontal(|ui| {
        let stances = [(Stance::Supports, "Supports"), (Stance::Disputes, "Disputes"), (Stance::Context, "Context")];
        let segments = stances.map(|(stance, words)| Segment::text(stance, words));
        segmented(ui, "Stance", &mut state.stance, &segments, None);
        let shown = state.credibility.map_or_else(|| "Not graded".to_owned(), credibility_words);
        let picker = Picker::new("Credibility", &shown).width(120.0).list_width(220.0);
        let chosen = picker.show(ui, |_| {
            let none = Choice::new(None, "Not graded").selected(state.credibility.is_none());
            let grades = Credibility::ALL.iter().map(|grade| {
                Choice::new(Some(*grade), credibility_words(*grade)).selected(state.credibility == Some(*grade))
            });
            std::iter::once(none).chain(grades).collect()
        });
        if let Some(credibility) = chosen {
            state.credibility = credibility;
        }
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            let picker = Picker::chip("For another relationship", "Another…").search("Find a relationship");
            let (context, of) = (ui.ctx().clone(), (desk.open.key().0, desk.open.revision()));
            let memory = Id::unique("another relationship for a passage");
            let choices = |query: &str| kept(&context, memory, of, query, || relationship_choices(desk, query));
            if let Some(id) = picker.list_width(420.0).show(ui, choices) {
                state.refused.remove(&id);
                state.chosen.insert(id);
            }
        });
    });
}

fn credibility_words(grade: Credibility) -> String {
    format!("{}  {}", grade.key(), grade.label())
}

fn relationship_choices(desk: &Desk<'_>, query: &str) -> Vec<Choice<RelationshipId>> {
    let folded = fold(query);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let mut found: Vec<(String, RelationshipId)> = Vec::new();
    for relationship in desk.graph().relationships_unsorted() {
        let sentence = analysis::sentence(desk.graph(), relationship);
        let key = fold(&sentence);
        if words.iter().all(|word| key.contains(word)) {
            found.push((sentence, relationship.id.clone()));
        }
    }
    found.sort();
    found.into_iter().take(80).map(|(sentence, id)| Choice::new(id, sentence)).collect()
}

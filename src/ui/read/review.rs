//! Names that nobody has yet: taken over as entities, or set aside.

use super::{Open, ReadState};
use crate::analysis::mentions::Candidate;
use crate::base::{EntityId, EntityTypeId, Point, TextQuote, ViewId};
use crate::edit::{Merging, Selection, Transaction, intent};
use crate::model::{Entity, EntityType, Evidence, Graph, ViewState};
use crate::session::Command;
use crate::ui::desk::Desk;
use crate::ui::inspector::today;

/// How far from others a new entity stands, in world units.
const ROOM: f32 = 110.0;

/// Looks at another candidate.
pub(super) fn go(state: &mut ReadState, open: &Open, at: usize) {
    state.at = at;
    state.choosing = false;
    if let Some(place) = open.reading.candidates.get(at).and_then(|candidate| candidate.places.first()) {
        state.reveal = Some(place.start);
    }
}

/// The type that a candidate is guessed to be of, where the graph has it.
pub(super) fn guessed<'g>(graph: &'g Graph, candidate: &Candidate) -> Option<&'g EntityType> {
    let id = EntityTypeId::new(candidate.guess?).ok()?;
    graph.schema().entity_types.get(&id).map(|kind| &**kind)
}

/// Takes the candidate that is looked at over, or asks for its type.
pub(super) fn accept_at(desk: &mut Desk<'_>, state: &mut ReadState, open: &Open) {
    let Some(candidate) = open.reading.candidates.get(state.at) else { return };
    match guessed(desk.graph(), candidate) {
        Some(kind) => {
            let kind = kind.id.clone();
            accept(desk, open, state.at, kind);
        }
        None => state.choosing = true,
    }
}

/// Takes a candidate over as an entity, with the words around it as evidence.
pub(super) fn accept(desk: &mut Desk<'_>, open: &Open, at: usize, kind: EntityTypeId) {
    let Some(candidate) = open.reading.candidates.get(at) else { return };
    let (id, step) = step(desk, open, candidate, kind, 0);
    let select = Some(Selection::entity(id));
    desk.out.send(Command::Apply { transaction: step, merging: Merging::Never, select });
}

/// Takes over all whose type is guessed, as one step.
pub(super) fn accept_all(desk: &mut Desk<'_>, open: &Open) {
    let kinds = open.reading.candidates.iter().filter_map(|candidate| {
        let kind = guessed(desk.graph(), candidate)?.id.clone();
        Some((candidate, kind))
    });
    let all: Vec<(&Candidate, EntityTypeId)> = kinds.collect();
    let count = all.len();
    let steps: Vec<Transaction> =
        all.into_iter().enumerate().map(|(nth, (candidate, kind))| step(desk, open, candidate, kind, nth).1).collect();
    let label = crate::ui::marks::count(count, "name", "names");
    desk.out.apply(intent::together(format!("take over {label}"), steps));
}

/// Sets a candidate aside.
pub(super) fn ignore(desk: &mut Desk<'_>, open: &Open, at: usize) {
    if let Some(candidate) = open.reading.candidates.get(at) {
        desk.out.apply(intent::ignore_names(desk.graph(), &open.source.id, std::slice::from_ref(&candidate.name)));
    }
}

fn step(
    desk: &mut Desk<'_>,
    open: &Open,
    candidate: &Candidate,
    kind: EntityTypeId,
    nth: usize,
) -> (EntityId, Transaction) {
    let id: EntityId = desk.mint.mint(&candidate.name);
    let mut entity = Entity::new(id.clone(), kind, candidate.name.clone());
    let place = candidate.places.first().cloned();
    if let Some(place) = place.clone() {
        let around = sentence_around(&open.text, place);
        let piece = evidence(desk, open, TextQuote::anchor(&open.text, around));
        entity.evidence.push(piece);
    }
    let near: Vec<EntityId> = place.map(|place| near(open, &place)).unwrap_or_default();
    let at = desk.open.view().map(|view| free_place(view, &near, nth));
    let view: ViewId = desk.open.view_id().clone();
    (id, intent::create_entity(entity, at.map(|at| (&view, at))))
}

/// A new piece of evidence from the source that is read, signed and dated.
pub(super) fn evidence(desk: &mut Desk<'_>, open: &Open, quote: Option<TextQuote>) -> Evidence {
    let mut piece = Evidence::new(desk.mint.mint("evidence"), open.source.id.clone());
    piece.quote = quote;
    piece.analyst.clone_from(&desk.session.settings().analyst);
    piece.recorded = today();
    piece
}

/// The sentence in which a place stands.
fn sentence_around(text: &str, place: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let is_end = |sign: char| matches!(sign, '.' | '!' | '?' | '\n');
    let before = text[..place.start].rfind(is_end).map_or(0, |at| at + 1);
    let after = text[place.end..].char_indices().find(|(_, sign)| is_end(*sign));
    let end = after.map_or(text.len(), |(at, sign)| place.end + at + if sign == '\n' { 0 } else { sign.len_utf8() });
    let skipped = text[before..place.start].len() - text[before..place.start].trim_start().len();
    before + skipped..end
}

/// Who is mentioned in the same paragraph.
fn near(open: &Open, place: &std::ops::Range<usize>) -> Vec<EntityId> {
    let start = open.text[..place.start].rfind('\n').map_or(0, |at| at + 1);
    let end = open.text[place.end..].find('\n').map_or(open.text.len(), |at| place.end + at);
    open.reading
        .mentions_in(&(start..end))
        .iter()
        .flat_map(|mention| mention.entities.iter().take(1).cloned())
        .collect()
}

/// A place with room around it, as near as can be to where some entities stand, or below all. The `nth` of several.
pub(super) fn free_place(view: &ViewState, near: &[EntityId], nth: usize) -> Point {
    let taken: Vec<Point> = view.placements_unsorted().filter_map(|(_, placement)| placement.position).collect();
    let mut around: Vec<Point> = near.iter().filter_map(|id| view.placement(id).position).collect();
    if around.is_empty() {
        around.clone_from(&taken);
    }
    let count = around.len().max(1) as f32;
    let (x, y) = around.iter().fold((0.0, 0.0), |(x, y), at| (x + at.x / count, y + at.y / count));
    // A sunflower: places ever farther from the middle, as evenly as can be (Vogel 1979).
    let spiral = (0..4_000).map(|step| {
        let (turn, far) = (step as f32 * 2.399_963, 0.62 * ROOM * (step as f32).sqrt());
        Point::new((x + far * turn.cos()).round(), (y + far * turn.sin()).round())
    });
    let is_free = |at: &Point| !taken.iter().any(|other| (other.x - at.x).hypot(other.y - at.y) < ROOM);
    let mut free = spiral.filter(is_free);
    // Each of several takes one that those before left room around.
    free.nth(nth * 3).unwrap_or_else(|| Point::new(x, y + ROOM * (nth + 1) as f32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_with_its_mark_and_not_with_its_line() {
        let text = "First one. The EU said so! Then\nmore";
        let at = |word: &str| text.find(word).map(|start| start..start + word.len()).unwrap();
        assert_eq!(&text[sentence_around(text, at("EU"))], "The EU said so!");
        assert_eq!(&text[sentence_around(text, at("Then"))], "Then");
        assert_eq!(&text[sentence_around(text, at("more"))], "more");
    }
}

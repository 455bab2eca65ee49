//! The type of a new entity, guessed from what it does and what it is called.

use std::cmp::Reverse;

use super::lexicon::{Lexicon, Side, key};
use crate::base::{EntityTypeId, RelationshipTypeId};
use crate::model::Graph;

/// A relationship at which a new entity stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) kind: RelationshipTypeId,
    pub(super) side: Side,
}

/// Words in names, and the type that they speak of.
const CUES: &[(&str, &[&str])] = &[
    ("diplomatic-mission", &["embassy", "consulate", "liaison office", "permanent mission", "interests section"]),
    ("summit", &["summit", "meeting", "talks", "conference", "negotiations"]),
    ("incident", &["attack", "shoot-down", "incident", "crash", "crisis", "test"]),
    ("agreement", &["agreement", "treaty", "accord", "declaration", "framework", "protocol", "armistice"]),
    ("document", &["report", "resolution", "communique", "memorandum", "letter", "statement"]),
    ("think-tank", &["institute", "institution", "council", "foundation", "think tank", "ngo"]),
    ("media-outlet", &["news", "newspaper", "broadcasting", "radio", "television", "tv", "herald"]),
    ("government-body", &["ministry", "department", "government", "administration", "agency", "bureau", "parliament"]),
    ("party", &["party", "army", "forces", "militia"]),
    ("company", &["inc", "ltd", "llc", "gmbh", "corp", "corporation", "bank", "company", "group"]),
    ("international-organisation", &["united nations", "organisation", "organization", "union", "league"]),
    ("position", &["minister", "ambassador", "envoy", "president", "director", "secretary"]),
];

/// What to take among equals, likeliest first.
const USUAL: &[&str] = &["person", "state", "organisation", "event", "agreement", "place", "document", "issue"];

/// The type of a new entity with this name that stands at these relationships.
///
/// Of the types that all its relationships allow (or the first one, where no type fits all): one that a word in the
/// name speaks of; the one that stands most often at that end of those relationships; the usual one.
pub(super) fn entity_type(graph: &Graph, lexicon: &Lexicon, name: &str, places: &[Place]) -> Option<EntityTypeId> {
    let schema = graph.schema();
    let fits = |kind: &EntityTypeId, place: &Place| {
        schema.relationship_types.get(&place.kind).is_none_or(|relation| {
            let allowed = if place.side == Side::From { &relation.from } else { &relation.to };
            allowed.is_empty() || allowed.iter().any(|ancestor| schema.is_a(kind, ancestor))
        })
    };
    let all = || schema.entity_types.keys();
    let mut allowed: Vec<&EntityTypeId> = all().filter(|kind| places.iter().all(|place| fits(kind, place))).collect();
    if allowed.is_empty() {
        allowed = all().filter(|kind| places.first().is_none_or(|place| fits(kind, place))).collect();
    }
    if allowed.is_empty() {
        allowed = all().collect();
    }
    let folded = key(name);
    let says = |cue: &str| {
        folded.match_indices(cue).any(|(at, _)| {
            let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            ends(folded[..at].chars().next_back()) && ends(folded[at + cue.len()..].chars().next())
        })
    };
    let cued = CUES.iter().filter(|(_, cues)| cues.iter().any(|cue| says(cue)));
    let cued = cued.filter_map(|(kind, _)| allowed.iter().find(|allowed| allowed.as_str() == *kind)).next();
    let often = |kind: &EntityTypeId| -> u32 {
        places.iter().map(|place| lexicon.count_at(&place.kind, place.side, kind)).fold(0, u32::saturating_add)
    };
    let rank = |kind: &EntityTypeId| USUAL.iter().position(|usual| *usual == kind.as_str()).unwrap_or(USUAL.len());
    // What the schema names as an end is likelier than its special cases.
    let is_named = |kind: &EntityTypeId| {
        places.iter().any(|place| {
            schema.relationship_types.get(&place.kind).is_some_and(|relation| {
                if place.side == Side::From { relation.from.contains(kind) } else { relation.to.contains(kind) }
            })
        })
    };
    let likeliest = || {
        allowed.iter().copied().min_by_key(|kind| (Reverse(often(kind)), Reverse(is_named(kind)), rank(kind), *kind))
    };
    cued.copied().or_else(likeliest).cloned()
}

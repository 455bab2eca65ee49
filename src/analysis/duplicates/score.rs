//! What speaks for and against that two entities are one.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::Pair;
use super::name::{Name, likeness, numbers};
use crate::base::{EntityId, Interval};
use crate::model::{Entity, Graph, Value};

/// The relationship type that says that two may be one.
const POSSIBLY_SAME: &str = "possibly-same-as";

/// More names of one entity than this are not compared.
const MOST_NAMES: usize = 24;

/// Entities with more neighbours than this are not asked for common ones.
const MOST_NEIGHBOURS: usize = 2000;

/// One thing that speaks for or against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// In words, such as `same name`.
    pub text: String,
    /// What it adds to the score, or takes from it.
    pub points: i32,
}

/// An entity with its names made ready.
#[derive(Debug, Clone)]
pub(super) struct Profile<'g> {
    pub entity: &'g Arc<Entity>,
    /// The name, then the aliases, each once.
    pub names: Vec<Name>,
}

impl<'g> Profile<'g> {
    pub fn of(entity: &'g Arc<Entity>) -> Self {
        let mut names: Vec<Name> = Vec::new();
        for written in std::iter::once(&entity.name).chain(&entity.aliases).take(MOST_NAMES) {
            if let Some(name) = Name::of(written)
                && !names.iter().any(|known| known.words == name.words && known.is_abbreviation == name.is_abbreviation)
            {
                names.push(name);
            }
        }
        Self { entity, names }
    }

    /// What large blocks are sorted by.
    pub fn order(&self) -> &[String] {
        self.names.first().map_or(&[], |name| &name.sorted)
    }
}

/// What comparing needs to know of the graph.
pub(super) struct Context<'g> {
    graph: &'g Graph,
}

impl<'g> Context<'g> {
    pub fn of(graph: &'g Graph) -> Self {
        Self { graph }
    }

    /// Compares two; `None` below `least`.
    pub fn compare(&self, a: &Profile<'_>, b: &Profile<'_>, least: u8) -> Option<Pair> {
        let mut reasons = Vec::new();
        if let Some(reason) = by_name(a, b) {
            reasons.push(reason);
        }
        by_register(a.entity, b.entity, &mut reasons);
        // What follows adds 35 at most: most pairs that share a key end here.
        let total = |reasons: &[Reason]| reasons.iter().map(|reason| reason.points).sum::<i32>();
        if total(&reasons) + 35 < i32::from(least) {
            return None;
        }
        self.by_type(a.entity, b.entity, &mut reasons);
        by_dates(a.entity, b.entity, &mut reasons);
        let is_marked = self.by_neighbours(a.entity, b.entity, &mut reasons);
        let score = total(&reasons).clamp(0, 100) as u8;
        if score < least {
            return None;
        }
        reasons.sort_by_key(|reason| Reverse(reason.points.abs()));
        Some(Pair { a: a.entity.id.clone(), b: b.entity.id.clone(), score, reasons, is_marked })
    }

    fn by_type(&self, a: &Entity, b: &Entity, reasons: &mut Vec<Reason>) {
        let schema = self.graph.schema();
        if a.kind == b.kind {
            return;
        }
        let name = |entity: &Entity| {
            schema.entity_types.get(&entity.kind).map_or(entity.kind.to_string(), |kind| kind.name.to_lowercase())
        };
        if schema.is_a(&a.kind, &b.kind) || schema.is_a(&b.kind, &a.kind) {
            reasons.push(Reason { text: format!("types are near: {}, {}", name(a), name(b)), points: -5 });
        } else {
            reasons.push(Reason { text: format!("types differ: {}, {}", name(a), name(b)), points: -25 });
        }
    }

    /// Whether the two are marked as possibly the same.
    fn by_neighbours(&self, a: &Entity, b: &Entity, reasons: &mut Vec<Reason>) -> bool {
        let graph = self.graph;
        if graph.degree(&a.id).max(graph.degree(&b.id)) > MOST_NEIGHBOURS {
            return false;
        }
        let mut is_marked = false;
        let mut related = None;
        let mut of_a: BTreeSet<&EntityId> = BTreeSet::new();
        for relationship in graph.relationships_at_unsorted(&a.id) {
            let other = if relationship.from == a.id { &relationship.to } else { &relationship.from };
            if *other == b.id {
                if relationship.kind.as_str() == POSSIBLY_SAME {
                    is_marked = true;
                } else {
                    related = Some(relationship);
                }
            } else if *other != a.id {
                of_a.insert(other);
            }
        }
        if related.is_some() {
            reasons.push(Reason { text: "a relationship connects the two".into(), points: -20 });
        }
        let common: BTreeSet<&EntityId> = graph
            .relationships_at_unsorted(&b.id)
            .map(|r| if r.from == b.id { &r.to } else { &r.from })
            .filter(|other| of_a.contains(other))
            .collect();
        if !common.is_empty() {
            let mut names: Vec<&str> =
                common.iter().filter_map(|id| graph.entity(id)).map(|e| e.name.as_str()).collect();
            names.sort_unstable();
            let rest = names.len().saturating_sub(3);
            names.truncate(3);
            let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            let text = format!("common neighbours: {}{more}", names.join(", "));
            reasons.push(Reason { text, points: (5 * common.len() as i32).min(15) });
        }
        is_marked
    }
}

fn by_name(a: &Profile<'_>, b: &Profile<'_>) -> Option<Reason> {
    let mut best: Option<Reason> = None;
    for (at, ours) in a.names.iter().enumerate() {
        for (place, theirs) in b.names.iter().enumerate() {
            let reason = compare_names(ours, theirs, at == 0 && place == 0);
            if let Some(reason) = reason
                && best.as_ref().is_none_or(|known| reason.points > known.points)
            {
                best = Some(reason);
            }
        }
    }
    best
}

fn compare_names(a: &Name, b: &Name, are_first: bool) -> Option<Reason> {
    let said = |what: &str, points: i32| {
        let text = if a.written == b.written {
            format!("{what}: {}", a.written)
        } else {
            format!("{what}: {}, {}", a.written, b.written)
        };
        Some(Reason { text, points })
    };
    let (short, long) = (a.letters().len().min(b.letters().len()), a.letters().len().max(b.letters().len()));
    if a.words == b.words {
        return match (are_first, short) {
            // Two letters are soon shared.
            (_, ..=2) => said("same short name", 40),
            (true, _) => said("same name", 70),
            (false, _) => said("shared alias", 65),
        };
    }
    if a.sorted == b.sorted {
        return said("same words in another order", 65);
    }
    if a.letters() == b.letters() && short >= 4 {
        return said("same letters", 65);
    }
    let abbreviates = |a: &Name, b: &Name| a.is_abbreviation && !b.initials.is_empty() && a.letters() == b.initials;
    if abbreviates(a, b) || abbreviates(b, a) {
        return said("one abbreviates the other", 50);
    }
    if numbers(a) != numbers(b) {
        return None;
    }
    if a.sound == b.sound && short >= 5 {
        return said("names sound alike", 58);
    }
    let alike = likeness(a, b);
    if alike >= 0.88 && long >= 5 {
        let points = 40.0 + (alike - 0.88) / 0.12 * 18.0;
        return said(&format!("similar names ({:.0} %)", 100.0 * alike), points.round() as i32);
    }
    // One name may have words that the other leaves out: a title, a middle name.
    let within = |a: &Name, b: &Name| a.words.len() >= 2 && a.words.iter().all(|word| b.words.contains(word));
    if (within(a, b) || within(b, a)) && alike >= 0.65 {
        return said("one name holds the other", 42);
    }
    None
}

fn by_register(a: &Entity, b: &Entity, reasons: &mut Vec<Reason>) {
    for (register, ours) in &a.external_ids {
        let Some(theirs) = b.external_ids.get(register) else { continue };
        if ours.trim().eq_ignore_ascii_case(theirs.trim()) {
            reasons.push(Reason { text: format!("same {register} id: {ours}"), points: 90 });
        } else {
            let text = format!("different {register} ids, so not the same: {ours}, {theirs}");
            reasons.push(Reason { text, points: -70 });
        }
    }
}

/// Properties of which two records of one thing have the same date.
const BIRTHS: &[&str] = &["born", "birth date", "date of birth", "died", "death date", "founded", "dissolved"];

fn by_dates(a: &Entity, b: &Entity, reasons: &mut Vec<Reason>) {
    let mut compare = |what: &str, ours: Interval, theirs: Interval| {
        if ours == theirs {
            reasons.push(Reason { text: format!("{what} agrees: {ours}"), points: 10 });
        } else if are_apart(ours, theirs) {
            reasons.push(Reason { text: format!("{what} contradicts: {ours}, {theirs}"), points: -35 });
        }
    };
    if let (Some(ours), Some(theirs)) = (a.valid, b.valid) {
        compare("valid time", ours, theirs);
    }
    for (name, value) in &a.properties {
        if let (Value::Date(ours), Some(Value::Date(theirs))) = (value, b.properties.get(name))
            && BIRTHS.contains(&name.trim().to_lowercase().as_str())
        {
            compare(name, *ours, *theirs);
        }
    }
}

fn are_apart(a: Interval, b: Interval) -> bool {
    let after =
        |a: Interval, b: Interval| matches!((a.first_day(), b.last_day()), (Some(start), Some(end)) if start > end);
    after(a, b) || after(b, a)
}

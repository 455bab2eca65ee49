//! Rules about dates: ends before starts, and relationships beyond the life of their ends.

use super::{Part, Rule, Said, SaidOf};
use crate::base::{Endpoint, Interval, PartialDate};
use crate::model::{Entity, Graph, Properties, Relationship, Source, Status, Value};

/// Names of properties of which the second cannot come before the first, in lower case.
const ORDERED: &[(&str, &str)] = &[
    ("start", "end"),
    ("start date", "end date"),
    ("started", "ended"),
    ("begin", "end"),
    ("from", "to"),
    ("from", "until"),
    ("since", "until"),
    ("born", "died"),
    ("birth date", "death date"),
    ("founded", "dissolved"),
    ("established", "dissolved"),
    ("opened", "closed"),
    ("signed", "expired"),
    ("incorporated", "dissolved"),
];

/// Two properties in the wrong order, by their names as written.
pub(super) fn backwards(properties: &Properties) -> Vec<(&String, &String)> {
    let dated = |wanted: &str| {
        properties.iter().find_map(|(name, value)| match value {
            Value::Date(date) if name.trim().to_lowercase() == wanted => Some((name, *date)),
            _ => None,
        })
    };
    if properties.len() < 2 {
        return Vec::new();
    }
    let pairs = ORDERED.iter().filter_map(|(first, second)| Some((dated(first)?, dated(second)?)));
    pairs.filter(|((_, first), (_, second))| is_after(*first, *second)).map(|((a, _), (b, _))| (a, b)).collect()
}

/// Whether all of `first` lies after all of `second`.
fn is_after(first: Interval, second: Interval) -> bool {
    matches!((first.first_day(), second.last_day()), (Some(start), Some(end)) if start > end)
}

pub(super) fn check_properties(properties: &Properties, add: &mut SaidOf<'_>) {
    for (first, second) in backwards(properties) {
        let (a, b) = (&properties[first], &properties[second]);
        let part = Part::Properties(first.clone(), second.clone());
        add(part, Rule::EndBeforeStart, format!("{first:?} is {a} and {second:?} {b}"));
    }
}

/// Whether a source was fetched before it was published.
pub(super) fn is_fetched_early(source: &Source) -> bool {
    matches!((source.published, source.retrieved), (Some(out), Some(got)) if out.first_day() > got.last_day())
}

pub(super) fn check_source(source: &Source, add: &mut Said<'_>) {
    if let (true, Some(published), Some(retrieved)) = (is_fetched_early(source), source.published, source.retrieved) {
        add(Rule::EndBeforeStart, format!("retrieved {retrieved}, published {published}"));
    }
}

pub(super) fn check_life(graph: &Graph, relationship: &Relationship, add: &mut Said<'_>) {
    let Some(ends) = ends(graph, relationship) else { return };
    for end in ends {
        if let (Some(valid), Some(life)) = (relationship.valid, end.valid) {
            if !may_meet(valid, life) {
                add(Rule::OutsideLife, format!("it holds {valid}; {} exists {life}", end.name));
                continue;
            }
            if clipped(valid, life) != Some(valid) {
                add(Rule::BeyondLife, format!("it holds {valid}; {} exists {life}", end.name));
                continue;
            }
        }
        if end.status == Status::Ended && relationship.status == Status::InEffect && has_no_end(relationship.valid) {
            add(Rule::StillInEffect, format!("{} has ended", end.name));
        }
    }
}

/// The entities at the two ends; one of them where it is both.
pub(super) fn ends<'g>(graph: &'g Graph, relationship: &Relationship) -> Option<Vec<&'g Entity>> {
    let (from, to) = (graph.entity(&relationship.from)?, graph.entity(&relationship.to)?);
    Some(if from.id == to.id { vec![from] } else { vec![from, to] })
}

/// Whether it goes on, or nobody said that it does not. A single date says that it is over.
fn has_no_end(valid: Option<Interval>) -> bool {
    valid.is_none_or(|valid| valid.end() == Endpoint::Open)
}

/// Whether two intervals can share a day; open and unknown ends reach as far as needed.
fn may_meet(a: Interval, b: Interval) -> bool {
    !is_after(a, b) && !is_after(b, a)
}

/// The part of `valid` that lies within `life`: ends that certainly lie beyond it move to its ends. `None` where
/// nothing is left.
pub(super) fn clipped(valid: Interval, life: Interval) -> Option<Interval> {
    let start = match (valid.start(), life.start()) {
        (Endpoint::Date(ours), Endpoint::Date(theirs)) if ours.last_day() < theirs.first_day() => life.start(),
        (Endpoint::Open, Endpoint::Date(_)) => life.start(),
        (start, _) => start,
    };
    let end = match (valid.end(), life.end()) {
        (Endpoint::Date(ours), Endpoint::Date(theirs)) if ours.first_day() > theirs.last_day() => life.end(),
        (Endpoint::Open, Endpoint::Date(_)) => life.end(),
        (end, _) => end,
    };
    if (start, end) == (valid.start(), valid.end()) {
        return Some(valid);
    }
    one_date(start, end).map_or_else(|| Interval::new(start, end).ok(), |date| Some(Interval::On(date)))
}

fn one_date(start: Endpoint, end: Endpoint) -> Option<PartialDate> {
    start.date().filter(|date| end.date() == Some(*date))
}

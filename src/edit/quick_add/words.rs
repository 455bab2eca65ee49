//! The words of marks: dates, likelihood, confidence and status.

use crate::base::{DateError, Endpoint, Interval, fold};
use crate::model::{Level, Likelihood, Status};

/// The words of likelihood. ICD 203 has two for each, which it does not mix; both are understood.
pub(super) const LIKELIHOODS: &[(Likelihood, &[&str])] = &[
    (Likelihood::AlmostNoChance, &["almost no chance", "remote"]),
    (Likelihood::VeryUnlikely, &["very unlikely", "highly improbable"]),
    (Likelihood::Unlikely, &["unlikely", "improbable"]),
    (Likelihood::EvenChance, &["even chance", "roughly even chance", "roughly even odds"]),
    (Likelihood::Likely, &["likely", "probable"]),
    (Likelihood::VeryLikely, &["very likely", "highly probable"]),
    (Likelihood::AlmostCertain, &["almost certain", "almost certainly", "nearly certain"]),
];

pub(super) const LEVELS: &[(Level, &[&str])] =
    &[(Level::High, &["high"]), (Level::Moderate, &["moderate", "medium"]), (Level::Low, &["low"])];

pub(super) const STATUSES: &[(Status, &[&str])] = &[
    (Status::InEffect, &["in effect"]),
    (Status::Proposed, &["proposed"]),
    (Status::Planned, &["planned"]),
    (Status::Alleged, &["alleged"]),
    (Status::Denied, &["denied"]),
    (Status::Ended, &["ended"]),
];

/// The value that a word names: the word itself, or its beginning where no other value begins so.
pub(super) fn value<T: Copy + PartialEq>(table: &[(T, &[&str])], text: &str) -> Option<T> {
    let wanted = fold(text).replace('-', " ");
    if wanted.is_empty() {
        return None;
    }
    let exact = table.iter().find(|(_, words)| words.contains(&wanted.as_str())).map(|(value, _)| *value);
    let mut begun = table.iter().filter(|(_, words)| words.iter().any(|word| word.starts_with(&wanted)));
    exact.or_else(|| begun.next().filter(|_| begun.next().is_none()).map(|(value, _)| *value))
}

/// The first words of a table, for a message.
pub(super) fn choices<T>(table: &[(T, &[&str])]) -> String {
    table.iter().filter_map(|(_, words)| words.first().copied()).collect::<Vec<_>>().join(", ")
}

/// The word of a value.
pub(super) fn word<T: PartialEq>(table: &[(T, &[&'static str])], value: &T) -> &'static str {
    table.iter().find(|(known, _)| known == value).and_then(|(_, words)| words.first().copied()).unwrap_or_default()
}

/// Reads EDTF, and `a..b` where the dots stand for the stroke.
pub(super) fn interval(text: &str) -> Result<Interval, DateError> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if text.contains('/') {
        return text.parse();
    }
    let end = |part: &str| if part.is_empty() { Ok(Endpoint::Open) } else { part.parse().map(Endpoint::Date) };
    match text.split_once("..") {
        Some((from, to)) => Interval::new(end(from)?, end(to)?),
        None => text.parse(),
    }
}

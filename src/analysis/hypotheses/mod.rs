//! Competing hypotheses: which has the least against it, which items tell them apart, and what that hangs on.
//!
//! The rule, after R. J. Heuer, *Psychology of Intelligence Analysis* (1999), chapter 8: hypotheses are ranked by what
//! speaks **against** them. A mark II counts 2 points, a mark I counts 1, every other mark counts 0: what is consistent
//! with a hypothesis never helps it, since it may be consistent with all. Points are multiplied by the weight of the
//! item, which is relevance × reliability × credibility:
//!
//! | relevance | | reliability | | credibility | |
//! |---|---|---|---|---|---|
//! | high | 2 | A | 1 | 1 | 1 |
//! | medium | 1 | B | ¾ | 2 | ¾ |
//! | low | ½ | C | ½ | 3 | ½ |
//! | | | D | ¼ | 4 | ¼ |
//! | | | E | 0 | 5 | 0 |
//! | | | F or no grade | ½ | 6 or no grade | ½ |
//!
//! What is no evidence of the graph, an assumption or an absence, counts like F6: nobody vouches for it. All weights are
//! sixteenths of halves, so sums are exact and ties are true ties.
//!
//! An item tells hypotheses apart when its marks differ. On the steps II, I, N, C, CC its *spread* is how many steps lie
//! between its worst and its best mark, 0 to 4; NA and cells that were not judged take no part. Its *diagnosticity* is
//! the spread times its weight.

mod sensitivity;

use crate::analysis::confidence::listed;
use crate::base::{EvidenceId, HypothesisId, SourceId};
use crate::model::{
    Consistency, Credibility, Evidence, EvidenceHome, Graph, Matrix, MatrixItem, Relevance, Reliability,
};

pub use sensitivity::{Turn, Without};

/// A matrix, weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// Its items, in their order.
    pub items: Vec<WeighedItem>,
    /// Its hypotheses, in their order.
    pub scores: Vec<Score>,
    /// What, if it were withdrawn, would change which hypotheses come first: single items in their order, then origins
    /// of several items.
    pub turns: Vec<Turn>,
    /// How many cells were not judged yet.
    pub unjudged: usize,
}

/// What one item counts.
#[derive(Debug, Clone, PartialEq)]
pub struct WeighedItem {
    /// The source that it is taken from; `None` for what is no evidence of the graph.
    pub source: Option<SourceId>,
    /// What its points are multiplied by, from 0 to 2.
    pub weight: f64,
    /// How many steps lie between its worst and its best mark, 0 to 4.
    pub spread: u8,
    /// The spread times the weight.
    pub diagnosticity: f64,
    /// What it adds to the inconsistency of each hypothesis, in their order.
    pub against: Vec<f64>,
}

/// What speaks against one hypothesis.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Which.
    pub hypothesis: HypothesisId,
    /// The sum of what speaks against it.
    pub inconsistency: f64,
    /// Its place, from 1; those of one inconsistency share one, and the next are as many places behind.
    pub rank: usize,
}

impl Weighed {
    /// The hypotheses with the least inconsistency; none where nothing tells any apart.
    #[must_use]
    pub fn leaders(&self) -> Vec<usize> {
        leaders(&self.scores.iter().map(|score| score.inconsistency).collect::<Vec<_>>())
    }

    /// The hypotheses by rank, those of one rank in their order.
    #[must_use]
    pub fn ranking(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.scores.len()).collect();
        all.sort_by_key(|at| self.scores[*at].rank);
        all
    }

    /// The items, those that tell most apart first, equal ones in their order.
    #[must_use]
    pub fn by_diagnosticity(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.items.len()).collect();
        all.sort_by(|a, b| self.items[*b].diagnosticity.total_cmp(&self.items[*a].diagnosticity));
        all
    }
}

/// Weighs a matrix with the grades that its evidence has in `graph`. Takes time in proportion to its cells.
#[must_use]
pub fn weigh(graph: &Graph, matrix: &Matrix) -> Weighed {
    let items: Vec<WeighedItem> = matrix.items.iter().map(|item| weigh_item(graph, matrix, item)).collect();
    let mut sums = vec![0.0; matrix.hypotheses.len()];
    for item in &items {
        for (sum, points) in sums.iter_mut().zip(&item.against) {
            *sum += points;
        }
    }
    let score = |(hypothesis, sum): (&crate::model::Hypothesis, &f64)| Score {
        hypothesis: hypothesis.id.clone(),
        inconsistency: *sum,
        rank: 1 + sums.iter().filter(|other| *other < sum).count(),
    };
    let scores = matrix.hypotheses.iter().zip(&sums).map(score).collect();
    let turns = sensitivity::turns(graph, matrix, &items, &sums);
    let unjudged = matrix.items.iter().map(|item| matrix.hypotheses.len() - item.marks.len()).sum();
    Weighed { items, scores, turns, unjudged }
}

/// What an item says: its own words, else the quote of its evidence, else the note there; empty where nothing is said.
#[must_use]
pub fn words<'g>(graph: &'g Graph, item: &'g MatrixItem) -> &'g str {
    let piece = item.about.as_ref().and_then(|id| evidence(graph, id));
    let quote = piece.and_then(|piece| piece.quote.as_ref()).map_or("", |quote| quote.exact.as_str());
    let note = piece.map_or("", |piece| piece.note.as_str());
    [item.text.as_str(), quote, note].map(str::trim).into_iter().find(|words| !words.is_empty()).unwrap_or_default()
}

/// The evidence of this id.
#[must_use]
pub fn evidence<'g>(graph: &'g Graph, id: &EvidenceId) -> Option<&'g Evidence> {
    let pieces = match graph.evidence_home(id)? {
        EvidenceHome::Entity(entity) => &graph.entity(entity)?.evidence,
        EvidenceHome::Relationship(relationship) => &graph.relationship(relationship)?.evidence,
    };
    pieces.iter().find(|piece| piece.id == *id)
}

/// What a hypothesis is called for short: `H1` for the first.
#[must_use]
pub fn label(at: usize) -> String {
    format!("H{}", at + 1)
}

/// What some hypotheses are called for short: `H1`, `H1 and H3`; nothing for none.
#[must_use]
pub fn labels(places: &[usize]) -> String {
    let labels: Vec<String> = places.iter().map(|at| label(*at)).collect();
    listed(&labels.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The points that a mark counts against its hypothesis.
fn points(mark: Consistency) -> f64 {
    match mark {
        Consistency::VeryInconsistent => 2.0,
        Consistency::Inconsistent => 1.0,
        Consistency::VeryConsistent | Consistency::Consistent | Consistency::Neutral | Consistency::NotApplicable => {
            0.0
        }
    }
}

/// The step of a mark, from II at 0 to CC at 4.
fn step(mark: Consistency) -> Option<u8> {
    match mark {
        Consistency::VeryInconsistent => Some(0),
        Consistency::Inconsistent => Some(1),
        Consistency::Neutral => Some(2),
        Consistency::Consistent => Some(3),
        Consistency::VeryConsistent => Some(4),
        Consistency::NotApplicable => None,
    }
}

fn of_relevance(relevance: Relevance) -> f64 {
    match relevance {
        Relevance::High => 2.0,
        Relevance::Medium => 1.0,
        Relevance::Low => 0.5,
    }
}

fn of_reliability(reliability: Option<Reliability>) -> f64 {
    match reliability {
        Some(Reliability::A) => 1.0,
        Some(Reliability::B) => 0.75,
        Some(Reliability::C) | Some(Reliability::F) | None => 0.5,
        Some(Reliability::D) => 0.25,
        Some(Reliability::E) => 0.0,
    }
}

fn of_credibility(credibility: Option<Credibility>) -> f64 {
    match credibility {
        Some(Credibility::One) => 1.0,
        Some(Credibility::Two) => 0.75,
        Some(Credibility::Three) | Some(Credibility::Six) | None => 0.5,
        Some(Credibility::Four) => 0.25,
        Some(Credibility::Five) => 0.0,
    }
}

fn weigh_item(graph: &Graph, matrix: &Matrix, item: &MatrixItem) -> WeighedItem {
    let piece = item.about.as_ref().and_then(|id| evidence(graph, id));
    let reliability = piece.and_then(|piece| graph.sources().get(&piece.source)).and_then(|source| source.reliability);
    let grade = of_reliability(reliability) * of_credibility(piece.and_then(|piece| piece.credibility));
    let weight = of_relevance(item.relevance) * grade;
    let steps = || item.marks.values().filter_map(|mark| step(*mark));
    let spread = steps().max().unwrap_or(0) - steps().min().unwrap_or(0);
    let mark = |hypothesis| item.marks.get(hypothesis).map_or(0.0, |mark| points(*mark));
    WeighedItem {
        source: piece.map(|piece| piece.source.clone()),
        weight,
        spread,
        diagnosticity: f64::from(spread) * weight,
        against: matrix.hypotheses.iter().map(|h| weight * mark(&h.id)).collect(),
    }
}

/// Where the least of some sums stands; nowhere when all are alike.
fn leaders(sums: &[f64]) -> Vec<usize> {
    let least = sums.iter().copied().fold(f64::INFINITY, f64::min);
    let found: Vec<usize> = (0..sums.len()).filter(|at| sums[*at] <= least).collect();
    if found.len() == sums.len() { Vec::new() } else { found }
}

#[cfg(test)]
mod tests;

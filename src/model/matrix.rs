//! Matrices: competing hypotheses weighed against evidence, after Heuer's analysis of competing hypotheses.

use std::collections::{BTreeMap, BTreeSet};

use super::grade::vocabulary;
use crate::base::{EvidenceId, HypothesisId, MatrixId, MatrixItemId};

/// A question, the hypotheses that would answer it, and how what is known fits each of them.
///
/// The method is that of R. J. Heuer, *Psychology of Intelligence Analysis* (1999), chapter 8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// Never changes.
    pub id: MatrixId,
    /// What is asked.
    pub question: String,
    /// Anything on it, in Markdown.
    pub notes: String,
    /// The answers that are weighed, in the order of columns.
    pub hypotheses: Vec<Hypothesis>,
    /// What they are weighed against, in the order of rows.
    pub items: Vec<MatrixItem>,
}

/// One possible answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hypothesis {
    /// Unique in its matrix; never changes.
    pub id: HypothesisId,
    /// What it says.
    pub text: String,
}

/// Something that speaks for or against hypotheses: a piece of evidence, an assumption, or that something is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixItem {
    /// Unique in its matrix; never changes.
    pub id: MatrixItemId,
    /// The evidence of the graph that it is. It may be gone: then `text` says what it was.
    pub about: Option<EvidenceId>,
    /// What it says.
    pub text: String,
    /// How much it bears on the question.
    pub relevance: Relevance,
    /// How it fits the hypotheses, by their ids; those that were not judged yet are missing.
    pub marks: BTreeMap<HypothesisId, Consistency>,
}

impl Matrix {
    /// A matrix without hypotheses.
    #[must_use]
    pub fn new(id: MatrixId, question: impl Into<String>) -> Self {
        Self { id, question: question.into(), notes: String::new(), hypotheses: Vec::new(), items: Vec::new() }
    }

    /// The hypothesis called `id`.
    #[must_use]
    pub fn hypothesis(&self, id: &HypothesisId) -> Option<&Hypothesis> {
        self.hypotheses.iter().find(|h| &h.id == id)
    }

    /// The item called `id`.
    #[must_use]
    pub fn item(&self, id: &MatrixItemId) -> Option<&MatrixItem> {
        self.items.iter().find(|item| &item.id == id)
    }

    /// What keeps it out of a graph, if anything does.
    pub(super) fn problem(&self) -> Option<&'static str> {
        let mut hypotheses = BTreeSet::new();
        if !self.hypotheses.iter().all(|h| hypotheses.insert(&h.id)) {
            return Some("two of its hypotheses have one id");
        }
        let mut items = BTreeSet::new();
        if !self.items.iter().all(|item| items.insert(&item.id)) {
            return Some("two of its items have one id");
        }
        let known = |item: &MatrixItem| item.marks.keys().all(|id| hypotheses.contains(id));
        (!self.items.iter().all(known)).then_some("a mark names a hypothesis that it does not have")
    }
}

impl MatrixItem {
    /// An item that is not judged yet.
    #[must_use]
    pub fn new(id: MatrixItemId, text: impl Into<String>) -> Self {
        Self { id, about: None, text: text.into(), relevance: Relevance::Medium, marks: BTreeMap::new() }
    }
}

vocabulary! {
    /// How much an item bears on the question.
    Relevance: "relevance" {
        /// The question hangs on it.
        High = "high", "High";
        /// It matters.
        Medium = "medium", "Medium";
        /// It touches the question.
        Low = "low", "Low";
    }
}

vocabulary! {
    /// How an item fits a hypothesis, in the letters that analysts use.
    Consistency: "consistency" {
        /// It is just what one would expect if the hypothesis held.
        VeryConsistent = "CC", "Very consistent";
        /// One would expect it if the hypothesis held.
        Consistent = "C", "Consistent";
        /// It tells nothing about the hypothesis.
        Neutral = "N", "Neutral";
        /// One would not expect it if the hypothesis held.
        Inconsistent = "I", "Inconsistent";
        /// It can hardly be if the hypothesis holds.
        VeryInconsistent = "II", "Very inconsistent";
        /// It has nothing to do with the hypothesis.
        NotApplicable = "NA", "Not applicable";
    }
}

//! Relationships, and the evidence that claims rest on.

use std::collections::BTreeSet;

use super::{Access, Credibility, Direction, Level, Likelihood, Properties, Stance, Status};
use crate::base::{
    EntityId, EvidenceId, Interval, PartialDate, Rare, RelationshipId, RelationshipTypeId, SourceId, TextQuote,
};

/// A typed, dated, graded and sourced claim about two entities, or about one and itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Relationship {
    /// Never changes.
    pub id: RelationshipId,
    /// Its type in the schema.
    pub kind: RelationshipTypeId,
    /// Where it starts.
    pub from: EntityId,
    /// Where it leads.
    pub to: EntityId,
    /// Which way it points.
    pub direction: Direction,
    /// What it is called where that differs from its type's name; empty otherwise.
    pub label: Rare<String>,
    /// When it holds or held.
    pub valid: Option<Interval>,
    /// Whether it holds.
    pub status: Status,
    /// How likely it is held to be.
    pub likelihood: Option<Likelihood>,
    /// The analyst's own judgement of confidence, instead of the computed one.
    pub confidence: Option<Box<ConfidenceOverride>>,
    /// How strong it is, for layouts and statistics; finite. Without one it counts as 1.
    pub weight: Option<f64>,
    /// Further facts by name.
    pub properties: Rare<Properties>,
    /// Free words to sort by.
    pub tags: Rare<BTreeSet<String>>,
    /// Anything on it, in Markdown.
    pub notes: Rare<String>,
    /// What it rests on.
    pub evidence: Rare<Vec<Evidence>>,
}

impl Relationship {
    /// A relationship of which only type and ends are known.
    #[must_use]
    pub fn new(id: RelationshipId, kind: RelationshipTypeId, from: EntityId, to: EntityId) -> Self {
        Self {
            id,
            kind,
            from,
            to,
            direction: Direction::Forward,
            label: Rare::empty(),
            valid: None,
            status: Status::InEffect,
            likelihood: None,
            confidence: None,
            weight: None,
            properties: Rare::empty(),
            tags: Rare::empty(),
            notes: Rare::empty(),
            evidence: Rare::empty(),
        }
    }
}

/// A level of confidence set by hand, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfidenceOverride {
    /// The level.
    pub level: Level,
    /// Why the computed one does not do.
    pub rationale: Rare<String>,
}

/// What one passage of one source says about a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Unique in the whole graph.
    pub id: EvidenceId,
    /// Who says so.
    pub source: SourceId,
    /// For, against, or beside it.
    pub stance: Stance,
    /// The property that it is about; empty when it is about the whole record.
    pub about: String,
    /// The passage.
    pub quote: Option<TextQuote>,
    /// How credible this piece of information is.
    pub credibility: Option<Credibility>,
    /// Whether the source saw it or was told.
    pub access: Option<Access>,
    /// The analyst's remark.
    pub note: String,
    /// Who recorded it.
    pub analyst: String,
    /// When it was recorded.
    pub recorded: Option<PartialDate>,
}

impl Evidence {
    /// Support by a source, not yet graded.
    #[must_use]
    pub fn new(id: EvidenceId, source: SourceId) -> Self {
        Self {
            id,
            source,
            stance: Stance::Supports,
            about: String::new(),
            quote: None,
            credibility: None,
            access: None,
            note: String::new(),
            analyst: String::new(),
            recorded: None,
        }
    }
}

/// The record that a piece of evidence stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvidenceHome {
    /// An entity.
    Entity(EntityId),
    /// A relationship.
    Relationship(RelationshipId),
}

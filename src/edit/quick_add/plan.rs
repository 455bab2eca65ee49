//! What lines of quick-add come to: which records they mean, and what they would make.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::base::{EntityId, EntityTypeId, Interval, RelationshipTypeId, SourceId};
use crate::model::{ConfidenceOverride, Direction, Graph, Likelihood, Stance, Status};

/// What a text comes to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// The lines that are not blank, in order.
    pub lines: Vec<LinePlan>,
    /// The entities that it would add.
    pub newcomers: Vec<Newcomer>,
    /// The sources that it would add.
    pub sources: Vec<NewSource>,
}

impl Plan {
    /// Whether it says anything that is not there.
    #[must_use]
    pub fn is_news(&self) -> bool {
        !self.newcomers.is_empty() || self.lines.iter().any(LinePlan::is_news)
    }

    /// All faults, in order.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.lines.iter().flat_map(|line| &line.faults)
    }

    /// Whether it can be done: it says something, and nothing in it is wrong or unfinished.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.lines.is_empty() && self.faults().next().is_none()
    }

    /// All relationships that it would add, in order.
    pub fn claims(&self) -> impl Iterator<Item = &Claim> {
        self.lines.iter().flat_map(|line| &line.claims)
    }

    /// What an end is called.
    #[must_use]
    pub fn name<'a>(&'a self, graph: &'a Graph, end: &End) -> &'a str {
        match end {
            End::Known(id) => graph.entity(id).map_or("", |entity| entity.name.as_str()),
            End::New(at) => self.newcomers.get(*at).map_or("", |new| new.name.as_str()),
        }
    }

    /// The type of an end.
    #[must_use]
    pub fn kind<'a>(&'a self, graph: &'a Graph, end: &End) -> Option<&'a EntityTypeId> {
        match end {
            End::Known(id) => graph.entity(id).map(|entity| &entity.kind),
            End::New(at) => self.newcomers.get(*at).map(|new| &new.kind),
        }
    }
}

/// What one line comes to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LinePlan {
    /// Counted from 1, blank ones too.
    pub number: usize,
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// Its pieces, for showing them.
    pub tokens: Vec<Token>,
    /// The first entity and what is said of it alone.
    pub subject: Option<(End, Marks)>,
    /// Its relationships.
    pub claims: Vec<Claim>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// What one might want to know, such as that it is there already.
    pub remarks: Vec<String>,
}

impl LinePlan {
    fn is_news(&self) -> bool {
        !self.claims.is_empty() || self.subject.as_ref().is_some_and(|(_, marks)| *marks != Marks::default())
    }
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// What it is.
    pub look: Look,
}

/// What a piece of a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// An entity of the graph.
    Known(EntityId),
    /// A new entity.
    New(usize),
    /// A relationship of a type.
    Type(RelationshipTypeId),
    /// A relationship with words of its own.
    Label,
    /// The sign between entity and relationship.
    Arrow,
    /// When, how likely and so on.
    Mark,
    /// Something that is wrong.
    Wrong,
}

/// An end of a relationship.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// An entity of the graph.
    Known(EntityId),
    /// One of [`Plan::newcomers`].
    New(usize),
}

/// An entity to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: EntityTypeId,
    /// The type was said, and not guessed.
    pub is_kind_given: bool,
    /// It was asked for with `+`.
    pub is_forced: bool,
}

/// A source to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSource {
    /// Its title.
    pub title: String,
    /// It was asked for with `+`.
    pub is_forced: bool,
}

/// A relationship to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Its first end.
    pub from: End,
    /// Its second end.
    pub to: End,
    /// Its type.
    pub kind: RelationshipTypeId,
    /// Its own words where they differ from the type's.
    pub label: String,
    /// Which way it points.
    pub direction: Direction,
    /// It was said from its second end, as in `North Korea > led by > Kim Jong Un`.
    pub is_said_backwards: bool,
    /// What else is said of it.
    pub marks: Marks,
}

/// What is said of a relationship, or of an entity.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Marks {
    /// When.
    pub valid: Option<Interval>,
    /// How likely.
    pub likelihood: Option<Likelihood>,
    /// How firmly held.
    pub confidence: Option<ConfidenceOverride>,
    /// Whether in effect.
    pub status: Option<Status>,
    /// Tags.
    pub tags: BTreeSet<String>,
    /// Who says so.
    pub citations: Vec<Citation>,
}

/// A source that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// Which.
    pub source: Cited,
    /// For or against.
    pub stance: Stance,
    /// The passage; empty without one.
    pub quote: String,
}

/// Which source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cited {
    /// One of the graph.
    Known(SourceId),
    /// One of [`Plan::sources`].
    New(usize),
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes of the text.
    pub span: Range<usize>,
    /// What is wrong, and what would do.
    pub message: String,
    /// Whether it may only need more words.
    pub gravity: Gravity,
}

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gravity {
    /// More words may mend it.
    Unfinished,
    /// Other words are needed.
    Wrong,
}

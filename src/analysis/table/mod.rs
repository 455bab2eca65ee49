//! Tables: the records of a graph as rows and columns, which sort, filter, copy, paste and change as text.
//!
//! Every cell is a text that people read, and, where it can be edited, a text that says the same when it is read back.
//! Nothing here changes a graph: what is typed or pasted becomes one transaction.

mod block;
mod column;
mod list;
mod paste;
mod read;
mod replace;
mod rows;
mod write;

pub use block::{read_block, write_block};
pub use column::{Column, Field, Holds, columns};
pub use list::{join_list, split_list};
pub use paste::{At, PasteProblem, Pasted, paste};
pub use read::{Counts, Record, claim, counts, record};
pub use replace::{Finder, Hit, Replace};
pub use rows::{Filter, Query, RowGroup, Rows, Sort};
pub use write::{CellChange, Problem, change_cells, change_many, check_cell};

use crate::base::{EntityId, EvidenceId, RelationshipId, SourceId};
use crate::model::Graph;

/// Which records a table shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum TableKind {
    /// Actors and things.
    Entities,
    /// What is between them.
    #[default]
    Relationships,
    /// What is said for and against both.
    Evidence,
    /// Who says so.
    Sources,
}

impl TableKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: &'static [Self] = &[Self::Entities, Self::Relationships, Self::Evidence, Self::Sources];

    /// Its title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Entities => "Entities",
            Self::Relationships => "Relationships",
            Self::Evidence => "Evidence",
            Self::Sources => "Sources",
        }
    }

    /// What one and several of its rows are called.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Entities => ("entity", "entities"),
            Self::Relationships => ("relationship", "relationships"),
            Self::Evidence => ("piece of evidence", "pieces of evidence"),
            Self::Sources => ("source", "sources"),
        }
    }

    /// How many rows it has without a filter.
    #[must_use]
    pub fn count(self, graph: &Graph) -> usize {
        match self {
            Self::Entities => graph.entity_count(),
            Self::Relationships => graph.relationship_count(),
            Self::Evidence => graph.evidence_count(),
            Self::Sources => graph.sources().len(),
        }
    }
}

/// The record that a row shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowId {
    /// An entity.
    Entity(EntityId),
    /// A relationship.
    Relationship(RelationshipId),
    /// A piece of evidence.
    Evidence(EvidenceId),
    /// A source.
    Source(SourceId),
}

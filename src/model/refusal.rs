//! Why a record cannot enter or leave a graph, and how messages name records.

use std::fmt;

/// Why a record cannot enter or leave a graph.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum GraphError {
    #[error("there is already {0}")]
    Duplicate(RecordName),
    #[error("there is no {0}")]
    Missing(RecordName),
    #[error("{record} names {missing}, which does not exist")]
    Dangling { record: RecordName, missing: RecordName },
    #[error("{record} is still used by {user}")]
    InUse { record: RecordName, user: RecordName },
    #[error("{record}: {problem}")]
    Invalid { record: RecordName, problem: &'static str },
}

/// The kind and id of a record, for messages: `entity "kim-jong-un-7f3kq2"`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordName {
    /// The kind in words.
    pub kind: &'static str,
    /// The id.
    pub id: String,
}

impl RecordName {
    /// Names a record.
    pub fn new(kind: &'static str, id: impl fmt::Display) -> Self {
        Self { kind, id: id.to_string() }
    }
}

impl fmt::Display for RecordName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.kind, self.id)
    }
}

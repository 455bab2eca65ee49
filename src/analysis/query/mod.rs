//! The language in which a graph is asked: in the filter bar, in a view, and on the command line.
//!
//! ```text
//! type:person linked:"North Korea" status:proposed date:1994 confidence<moderate source:CNN degree>3
//! ```
//!
//! [`Field`] has the table of all fields and [`State`] that of what `is:` asks for; [`SYNTAX`] says how they are put
//! together. [`help`] is the same as text. Each record is asked for itself:
//!
//! - A field that belongs to relationships is asked of an entity's relationships: `likelihood>=likely` finds entities
//!   with a relationship that is likely. So are the fields of evidence: `source:CNN` finds whom CNN speaks about.
//! - A field that belongs to entities says nothing of a relationship, which then neither matches nor fails by it.
//! - A date is a stretch of days. `date:1994` finds what can hold on one of them; `date<1994` what is over before.
//!   What has no date is found by `is:undated` alone.
//!
//! A view with a filter shows what [`Bound::shown`] says: more than what matches, since a relationship needs its ends.

mod ast;
mod compare;
mod complete;
mod evaluate;
mod field;
mod parse;
mod plan;
#[cfg(test)]
mod tests;
mod words;

pub use ast::{Expr, Operator, Spanned, Text, Value, quoted};
pub use complete::{Completion, Completions, complete};
pub use evaluate::{Matches, Shown};
pub use field::{Field, Kind, SYNTAX, State, help};
pub use parse::QueryError;
pub(super) use words::slips_to_beginning;

use std::fmt;
use std::str::FromStr;

use crate::base::{Cancelled, Task, ViewId};
use crate::model::{Graph, ViewState};

/// A query that was read. It is written as it was read, but for spaces and needless parentheses.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    expr: Expr,
}

impl FromStr for Query {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        parse::parse(text).map(|expr| Self { expr })
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)
    }
}

/// Why a query cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// It is wrong.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The work was asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// A query and the graph that it is asked of.
pub struct Bound<'a> {
    graph: &'a Graph,
    view: Option<&'a ViewState>,
    node: plan::Node,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Truth {
    No,
    /// The question says nothing of such a record.
    Unknown,
    Yes,
}

impl Truth {
    fn turned(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }
}

impl Query {
    /// The query as a tree.
    #[must_use]
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// Whether everything matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.expr == Expr::All
    }

    /// Makes it ready for a graph. What it asks of a view, such as `is:hidden`, is asked of `view`, or without one of
    /// all views. Queries within it are asked at once, each in O(n + m).
    ///
    /// # Errors
    /// When it names a type that the graph does not have, a word that a field does not know, or something that is no
    /// number or date; or when the task is asked to stop.
    pub fn bind<'a>(&self, graph: &'a Graph, view: Option<&ViewId>, task: &'a Task) -> Result<Bound<'a>, AskError> {
        let view = view.and_then(|id| graph.views().get(id));
        match (plan::Planner { graph, view, task }).plan(&self.expr) {
            Ok(node) => Ok(Bound { graph, view, node }),
            Err(plan::Stop::Wrong(error)) => Err(error.into()),
            Err(plan::Stop::Cancelled) => Err(Cancelled.into()),
        }
    }
}

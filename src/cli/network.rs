//! What `analyze` and `paths` share: which part of a graph is looked at, and how far the work is.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args;

use super::{Console, Outcome};
use crate::analysis::query::{Query, QueryError, Shown};
use crate::analysis::topology::{Scope, Topology, TopologyError};
use crate::base::{Interval, RelationshipTypeId, Task};
use crate::model::{Graph, Level, Relationship, ViewState};

/// Which part of a graph is looked at.
#[derive(Debug, Args)]
pub(super) struct ScopeArguments {
    /// Only what holds then: 1994, 2019-02, 2018/2019 …; what has no date does as long as it has a part in it
    #[arg(long, value_name = "DATE")]
    at: Option<Interval>,
    /// Only relationships of this confidence or a firmer one: low, moderate, high
    #[arg(long, value_name = "LEVEL")]
    min_confidence: Option<Level>,
    /// Only relationships of these types, by key or name
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    types: Vec<String>,
    /// Only what this view shows, its filter and its date included, by id or title
    #[arg(long, value_name = "VIEW")]
    view: Option<String>,
}

/// Why a part of a graph cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub(super) enum ScopeError {
    /// A type or view that is named is not there, or there are several.
    #[error("{0}")]
    Name(String),
    /// The graph is too large.
    #[error(transparent)]
    Topology(#[from] TopologyError),
}

impl ScopeError {
    pub(super) fn tell(&self, console: &Console) -> Outcome {
        match self {
            Self::Name(_) => console.refuse(self),
            Self::Topology(_) => console.fail(self),
        }
    }
}

impl ScopeArguments {
    /// What these arguments leave of the graph.
    pub(super) fn topology(&self, graph: &Graph) -> Result<Topology, ScopeError> {
        let Self { at, min_confidence, types, view } = self;
        let types = types.iter().map(|name| relationship_type(graph, name.trim())).collect::<Result<_, _>>();
        let types: std::collections::BTreeSet<_> = types.map_err(ScopeError::Name)?;
        let view = match view {
            Some(name) => Some(view_named(graph, name).map_err(ScopeError::Name)?),
            None => None,
        };
        let shown = match view {
            Some(state) if !state.view.filter.trim().is_empty() => Some(filtered(graph, state)?),
            _ => None,
        };
        let keeps = |r: &Relationship| shown.as_ref().is_none_or(|shown| shown.relationships.contains(&r.id));
        let scope = Scope {
            view,
            entities: shown.as_ref().map(|shown| &shown.entities),
            relationship_types: (!types.is_empty()).then_some(&types),
            at: *at,
            least_confidence: *min_confidence,
            keeps: Some(&keeps),
        };
        Ok(Topology::of(graph, &scope, &Task::default())?)
    }
}

/// What the filter of a view lets through.
fn filtered(graph: &Graph, state: &ViewState) -> Result<Shown, ScopeError> {
    let title = &state.view.title;
    let query: Query = state.view.filter.parse().map_err(|why: QueryError| {
        ScopeError::Name(format!("The filter of the view {title:?} cannot be read: {why}"))
    })?;
    let task = Task::default();
    let bound = query.bind(graph, Some(&state.view.id), &task).map_err(|why| ScopeError::Name(why.to_string()))?;
    Ok(bound.shown(&task).map_err(TopologyError::from)?)
}

/// A relationship type by key or by name, in any case.
fn relationship_type(graph: &Graph, name: &str) -> Result<RelationshipTypeId, String> {
    let types = &graph.schema().relationship_types;
    if let Some((key, _)) = types.get_key_value(name) {
        return Ok(key.clone());
    }
    let lower = name.to_lowercase();
    types.values().find(|t| t.name.to_lowercase() == lower).map(|t| t.id.clone()).ok_or_else(|| {
        let used: Vec<&str> =
            types.values().filter(|t| graph.relationship_count_of(&t.id) > 0).map(|t| t.id.as_str()).collect();
        format!("{name:?} is no type of relationship here; those in use are: {}", used.join(", "))
    })
}

/// A view by id or by title.
fn view_named<'a>(graph: &'a Graph, name: &str) -> Result<&'a ViewState, String> {
    if let Some(view) = graph.views().get(name) {
        return Ok(view);
    }
    let titled: Vec<&ViewState> = graph.views().values().filter(|v| v.view.title == name).collect();
    match titled[..] {
        [one] => Ok(one),
        [] => {
            let known: Vec<String> = graph.views().values().map(|v| format!("{:?}", v.view.title)).collect();
            Err(format!("There is no view {name:?}; these are: {}", known.join(", ")))
        }
        _ => {
            let ids: Vec<&str> = titled.iter().map(|v| v.view.id.as_str()).collect();
            Err(format!("Several views are called {name:?}; name one by its id: {}", ids.join(", ")))
        }
    }
}

/// Does the work while a line on standard error, if that is a terminal, says how far it is.
pub(super) fn progress<T>(console: &Console, task: &Task, work: impl FnOnce() -> T) -> T {
    if console.quiet || !io::stderr().is_terminal() {
        return work();
    }
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let teller = scope.spawn(|| {
            let mut told = false;
            while !done.load(Ordering::Relaxed) {
                std::thread::park_timeout(Duration::from_millis(200));
                if !done.load(Ordering::Relaxed) {
                    told = true;
                    let _ = write!(io::stderr(), "\r{:3.0} %", task.progress() * 100.0);
                }
            }
            if told {
                let _ = write!(io::stderr(), "\r     \r");
            }
        });
        // The teller ends also when the work panics, or the scope would wait for it.
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        done.store(true, Ordering::Relaxed);
        teller.thread().unpark();
        result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

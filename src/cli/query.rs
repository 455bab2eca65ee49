//! `liaison query`: what in a file matches a query.

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{Console, Outcome, Timings, input, output};
use crate::analysis::query::{AskError, Matches, Query as Question, QueryError, help};
use crate::analysis::sentence;
use crate::analysis::time::{AsOf, holding};
use crate::base::{Interval, Task, ViewId};
use crate::formats::Repair;
use crate::model::{Graph, Status};

#[derive(Debug, Args)]
#[command(after_help = help())]
pub(super) struct Query {
    /// The file; `-` is standard input
    file: PathBuf,
    /// What to look for, such as `type:person linked:"North Korea"`
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    question: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// The view, by id or title, that `is:hidden`, `is:pinned` and `group:` ask about; all views without it
    #[arg(long)]
    view: Option<String>,
    /// Only what holds then, with the status of that time: 1994, 2019-02, 2018/2019 …
    #[arg(long, value_name = "DATE")]
    at: Option<Interval>,
    /// The format, instead of telling it by the content
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
}

impl Query {
    pub(super) fn run(self, console: &Console, spent: &mut Timings) -> Outcome {
        let Self { file, question, json, view, at, from } = self;
        // A wrong query is told before a large file is read.
        let query: Question = match question.parse() {
            Ok(query) => query,
            Err(error) => return wrong(console, &question, &error),
        };
        let loaded = match input::read(&file, from.as_deref(), Repair::No, spent) {
            Ok(loaded) => loaded,
            Err(error @ input::InputError::Format(_)) => return console.refuse(error),
            Err(error) => return console.fail(error),
        };
        let graph = &loaded.graph;
        let view = match view.map(|name| view_called(graph, &name)).transpose() {
            Ok(view) => view,
            Err(why) => return console.refuse(why),
        };
        let as_of = at.map(AsOf::on);
        let task = Task::default();
        let asked = Timings::of(&mut spent.own, || -> Result<Matches, AskError> {
            let mut matches = query.bind(graph, view.as_ref(), &task)?.matches(&task)?;
            if let Some(as_of) = as_of {
                let shown = holding(graph, as_of, None, &task)?;
                matches.entities.retain(|id| shown.entities.contains(id));
                matches.relationships.retain(|id| shown.relationships.contains(id));
            }
            Ok(matches)
        });
        match asked {
            Ok(matches) if json => output::print_json(console, &as_json(graph, &query, &matches, as_of)),
            Ok(matches) => output::print(console, as_text(graph, &matches, as_of).as_bytes()),
            Err(AskError::Query(error)) => wrong(console, &question, &error),
            Err(error @ AskError::Cancelled(_)) => console.fail(error),
        }
    }
}

/// Says what is wrong with a query, and marks the place.
fn wrong(console: &Console, question: &str, error: &QueryError) -> Outcome {
    let column = error.column(question);
    let length = question.get(error.span.clone()).map_or(1, |part| part.chars().count().max(1));
    let mark = format!("{}{}", " ".repeat(column - 1), "^".repeat(length));
    // A query of several lines has no one line to mark.
    let place = if question.contains('\n') { String::new() } else { format!("\n  {question}\n  {mark}") };
    console.refuse(format_args!("The query is wrong at column {column}: {error}{place}"))
}

fn view_called(graph: &Graph, name: &str) -> Result<ViewId, String> {
    let mut views = graph.views().iter();
    let found = views.find(|(id, state)| id.as_str() == name || state.view.title == name);
    found.map(|(id, _)| id.clone()).ok_or_else(|| {
        let titles: Vec<String> = graph.views().values().map(|state| format!("{:?}", state.view.title)).collect();
        format!("There is no view {name:?}; there are {}.", titles.join(", "))
    })
}

fn as_json(graph: &Graph, query: &Question, matches: &Matches, as_of: Option<AsOf>) -> Value {
    let status = |status: Status, valid| as_of.map_or(status, |as_of| as_of.status(status, valid)).key();
    let Matches { entities, relationships } = matches;
    let entities = entities.iter().filter_map(|id| graph.entity(id));
    let relationships = relationships.iter().filter_map(|id| graph.relationship(id));
    json!({
        "query": query.to_string(),
        "entities": entities.map(|e| json!({
            "id": e.id.as_str(), "type": e.kind.as_str(), "name": e.name, "status": status(e.status, e.valid),
            "valid": e.valid.map(|valid| valid.to_string()),
        })).collect::<Vec<_>>(),
        "relationships": relationships.map(|r| json!({
            "id": r.id.as_str(), "type": r.kind.as_str(), "from": r.from.as_str(), "to": r.to.as_str(),
            "name": sentence(graph, r), "status": status(r.status, r.valid), "valid": r.valid.map(|valid| valid.to_string()),
        })).collect::<Vec<_>>(),
    })
}

fn as_text(graph: &Graph, matches: &Matches, as_of: Option<AsOf>) -> String {
    // In effect goes without saying.
    let status = |status: Status, valid| match as_of.map_or(status, |as_of| as_of.status(status, valid)) {
        Status::InEffect => String::new(),
        other => format!(", {}", other.label().to_lowercase()),
    };
    let Matches { entities, relationships } = matches;
    let mut out = String::new();
    let _ = writeln!(out, "{} of {} entities", entities.len(), graph.entity_count());
    for entity in entities.iter().filter_map(|id| graph.entity(id)) {
        let kind = graph.schema().entity_types.get(&entity.kind).map_or(entity.kind.as_str(), |t| t.name.as_str());
        let status = status(entity.status, entity.valid);
        let _ = writeln!(out, "    {} ({}), {kind}{status}", entity.name, entity.id);
    }
    let _ = writeln!(out, "{} of {} relationships", relationships.len(), graph.relationship_count());
    for r in relationships.iter().filter_map(|id| graph.relationship(id)) {
        let valid = r.valid.map(|valid| format!(", {valid}")).unwrap_or_default();
        let status = status(r.status, r.valid);
        let _ = writeln!(out, "    {} ({}){valid}{status}", sentence(graph, r), r.id);
    }
    out
}

//! `liaison info`: what a file holds.

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{Console, Outcome, Timings, input, output};
use crate::analysis::time::{AsOf, holding};
use crate::analysis::{Summary, summarise};
use crate::base::{Interval, Task};
use crate::formats::{Issue, Loaded, Repair, Severity};
use crate::model::Graph;

#[derive(Debug, Args)]
pub(super) struct Info {
    /// The file; `-` is standard input
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Say also how much holds then: 1994, 2019-02, 2018/2019 …
    #[arg(long, value_name = "DATE")]
    at: Option<Interval>,
    /// The format, instead of telling it by the content
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// Print what the columns of a table are taken for, to change and use with `convert --mapping`
    #[arg(long, conflicts_with = "json")]
    mapping: bool,
}

impl Info {
    pub(super) fn run(self, console: &Console, spent: &mut Timings) -> Outcome {
        let Self { file, json, at, from, mapping } = self;
        if mapping {
            return match input::guess_mapping(&file) {
                Ok(mapping) => output::print(console, format!("{}\n", mapping.to_text()).as_bytes()),
                Err(error) => console.fail(error),
            };
        }
        // A file that contradicts itself is told of as far as it can be mended, with every error and its place.
        let loaded = match input::read(&file, from.as_deref(), Repair::Yes, spent) {
            Ok(loaded) => loaded,
            Err(error @ input::InputError::Format(_)) => return console.refuse(error),
            Err(error) => return console.fail(error),
        };
        // For `info` the reading is the task.
        spent.own += spent.read;
        let summary = summarise(&loaded.graph);
        let then = at.map(|at| Then::of(&loaded.graph, at));
        let printed = if json {
            output::print_json(console, &as_json(&loaded, &summary, then.as_ref()))
        } else {
            output::print(console, as_text(&loaded, &summary, then.as_ref()).as_bytes())
        };
        let is_broken = loaded.issues.iter().any(|issue| issue.severity == Severity::Error);
        if printed == Outcome::Done && is_broken { Outcome::SomethingToSee } else { printed }
    }
}

/// How much holds at a date.
struct Then {
    at: Interval,
    entities: usize,
    relationships: usize,
}

impl Then {
    fn of(graph: &Graph, at: Interval) -> Self {
        let shown = holding(graph, AsOf::on(at), None, &Task::default()).unwrap_or_default();
        Self { at, entities: shown.entities.len(), relationships: shown.relationships.len() }
    }

    fn json(&self) -> Value {
        let Self { at, entities, relationships } = self;
        json!({ "date": at.to_string(), "entities": entities, "relationships": relationships })
    }
}

/// An issue as `--json` shows it.
pub(super) fn issue_json(issue: &Issue) -> Value {
    json!({
        "severity": issue.severity.key(),
        "message": issue.message,
        "line": issue.line,
        "column": issue.column,
        "record": issue.record.as_ref().map(ToString::to_string),
        "done": issue.done,
    })
}

fn as_json(loaded: &Loaded, summary: &Summary, then: Option<&Then>) -> Value {
    let Summary {
        entities,
        relationships,
        sources,
        evidence,
        views,
        matrices,
        entity_types,
        relationship_types,
        span,
        components,
    } = summary;
    let meta = loaded.graph.meta();
    let counts = |all: Vec<(&str, usize)>| Value::Object(all.into_iter().map(|(k, n)| (k.into(), n.into())).collect());
    json!({
        "title": meta.title,
        "format": loaded.info.format,
        "version": loaded.info.version,
        "revision": loaded.info.lineage.revision.map(|hash| hash.to_string()),
        "edited_elsewhere": loaded.info.edited_elsewhere,
        "parents": loaded.info.lineage.parents.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "entities": entities,
        "relationships": relationships,
        "sources": sources,
        "evidence": evidence,
        "views": views,
        "matrices": matrices,
        "entity_types": counts(entity_types.iter().map(|(t, n)| (t.as_str(), *n)).collect()),
        "relationship_types": counts(relationship_types.iter().map(|(t, n)| (t.as_str(), *n)).collect()),
        "first_date": span.map(|(first, _)| first.to_string()),
        "last_date": span.map(|(_, last)| last.to_string()),
        "at": then.map(Then::json),
        "components": components,
        "issues": loaded.issues.iter().map(issue_json).collect::<Vec<_>>(),
    })
}

fn as_text(loaded: &Loaded, summary: &Summary, then: Option<&Then>) -> String {
    let Summary {
        entities,
        relationships,
        sources,
        evidence,
        views,
        matrices,
        entity_types,
        relationship_types,
        span,
        components,
    } = summary;
    let (graph, info) = (&loaded.graph, &loaded.info);
    let title = if graph.meta().title.is_empty() { "Untitled graph" } else { &graph.meta().title };
    let mut out = String::new();
    let mut line = |name: &str, value: String| {
        let _ = writeln!(out, "{name:<15}{value}");
    };
    line("Title", title.into());
    line("Format", format!("{} version {}", info.format, info.version));
    if let Some(revision) = info.lineage.revision {
        let changed = if info.edited_elsewhere { ", changed since by another program" } else { "" };
        line("Revision", format!("{:.12}{changed}", revision.to_string()));
    }
    line("Entities", entities.to_string());
    for (kind, count) in entity_types {
        let name = graph.schema().entity_types.get(kind).map_or(kind.as_str(), |t| t.plural.as_str());
        line("", format!("{count:>6}  {name}"));
    }
    line("Relationships", relationships.to_string());
    for (kind, count) in relationship_types {
        let name = graph.schema().relationship_types.get(kind).map_or(kind.as_str(), |t| t.name.as_str());
        line("", format!("{count:>6}  {name}"));
    }
    let times = if *evidence == 1 { "once".to_owned() } else { format!("{evidence} times") };
    line("Sources", format!("{sources}, quoted as evidence {times}"));
    line("Views", views.to_string());
    if *matrices > 0 {
        line("Matrices", matrices.to_string());
    }
    if let Some((first, last)) = span {
        line("Dates", format!("{first} to {last}"));
    }
    if let Some(Then { at, entities: there, relationships: held }) = then {
        let text = format!("{there} of {entities} entities, {held} of {relationships} relationships");
        line("Holding", format!("at {at}: {text}"));
    }
    line("Components", components.to_string());
    line("Issues", loaded.issues.len().to_string());
    for issue in &loaded.issues {
        line("", issue.to_string());
    }
    out
}

//! `liaison paths`: how one gets from one entity to another.

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};

use super::network::{ScopeArguments, progress};
use super::{Console, Outcome, Timings, input, output};
use crate::analysis::paths::{self, Link, Path, Question, sentence, weakest};
use crate::analysis::topology::{Topology, Ways};
use crate::base::{Cancelled, EntityId, Task, fold};
use crate::formats::Repair;
use crate::model::{Entity, Graph, Relationship};

/// How many entities of one name are told apart in a message.
const NAMED: usize = 8;

#[derive(Debug, Args)]
#[command(
    after_help = "A path meets no entity twice. Each step is told by the relationship that rests on the firmest \
                        evidence; others between the same two follow it. The weakest link is the step whose firmest \
                        relationship is the least firm. The status is 1 where there is no path."
)]
pub(super) struct Paths {
    /// The file; `-` is standard input
    file: PathBuf,
    /// Where the paths start: an id, a name or an alias
    from: String,
    /// Where they lead: an id, a name or an alias
    to: String,
    /// How many of the shortest
    #[arg(short = 'k', value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    count: u32,
    /// All paths of up to --max-steps steps, 4 unless that is given, instead of the k shortest; at most 10,000
    #[arg(long, conflicts_with = "count")]
    all: bool,
    /// Follow the direction of relationships
    #[arg(long)]
    directed: bool,
    /// Only paths of at most this many steps
    #[arg(long, value_name = "N")]
    max_steps: Option<u32>,
    #[command(flatten)]
    scope: ScopeArguments,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const MOST_OF_ALL: usize = 10_000;

/// Paths with what they were found in.
struct Found<'a> {
    graph: &'a Graph,
    topology: &'a Topology,
    ways: Ways,
    from: &'a Arc<Entity>,
    to: &'a Arc<Entity>,
    paths: Vec<Path>,
    cut: bool,
}

impl Paths {
    pub(super) fn run(self, console: &Console, spent: &mut Timings) -> Outcome {
        let Self { file, from, to, count, all, directed, max_steps, scope, json } = self;
        let loaded = match input::read(&file, None, Repair::No, spent) {
            Ok(loaded) => loaded,
            Err(error) => return console.fail(error),
        };
        let graph = &loaded.graph;
        let (from, to) = match (named(graph, &from), named(graph, &to)) {
            (Ok(from), Ok(to)) => (from, to),
            (Err(why), _) | (_, Err(why)) => return console.refuse(why),
        };
        if from.id == to.id {
            return console.refuse(format_args!("{} is both ends: name two entities.", from.name));
        }
        let topology = match Timings::of(&mut spent.read, || scope.topology(graph)) {
            Ok(topology) => topology,
            Err(refusal) => return refusal.tell(console),
        };
        let ways = if directed { Ways::Followed } else { Ways::Ignored };
        let nodes = |entity: &Entity| topology.node(&entity.id).into_iter().collect::<Vec<u32>>();
        let (starts, ends) = (nodes(from), nodes(to));
        for (entity, nodes) in [(from, &starts), (to, &ends)] {
            if nodes.is_empty() {
                console.say(format_args!("{} is not in the part of the graph that is looked at.", entity.name));
            }
        }
        let unlimited = if all { 4 } else { usize::MAX };
        let question =
            Question { from: &starts, to: &ends, ways, most_steps: max_steps.map_or(unlimited, |n| n as usize) };
        let task = Task::default();
        let searched = progress(console, &task, || {
            Timings::of(&mut spent.own, || {
                if all {
                    let found = paths::simple_paths(&topology, &question, MOST_OF_ALL, &task)?;
                    return Ok::<_, Cancelled>((found.paths, found.cut));
                }
                Ok((paths::shortest_paths(&topology, &question, count as usize, &task)?, false))
            })
        });
        let (paths, cut) = match searched {
            Ok(searched) => searched,
            Err(cancelled) => return console.fail(cancelled),
        };
        let found = Found { graph, topology: &topology, ways, from, to, paths, cut };
        let printed = if json {
            output::print_json(console, &found.json())
        } else {
            output::print(console, found.text().as_bytes())
        };
        if cut {
            console.say(format_args!("Only the first {} paths are told; there may be more.", found.paths.len()));
        }
        if printed == Outcome::Done && found.paths.is_empty() { Outcome::SomethingToSee } else { printed }
    }
}

/// The entity of this id, name or alias; names and aliases in any case and with or without accents.
fn named<'a>(graph: &'a Graph, text: &str) -> Result<&'a Arc<Entity>, String> {
    if let Some(entity) = text.parse::<EntityId>().ok().and_then(|id| graph.entity(&id)) {
        return Ok(entity);
    }
    let wanted = fold(text);
    let all = graph.entities();
    let by_name: Vec<_> = all.iter().filter(|e| fold(&e.name) == wanted).collect();
    let found = if by_name.is_empty() {
        all.iter().filter(|e| e.aliases.iter().any(|a| fold(a) == wanted)).collect()
    } else {
        by_name
    };
    match found[..] {
        [one] => Ok(one),
        [] => {
            let like = all.iter().filter(|e| !wanted.is_empty() && fold(&e.name).contains(&wanted)).take(NAMED);
            let like: Vec<String> = like.map(|e| describe(graph, e)).collect();
            let hint = if like.is_empty() { String::new() } else { format!(" Did you mean {}?", like.join(", ")) };
            Err(format!("No entity has the id, name or alias {text:?}.{hint}"))
        }
        _ => {
            let mut names: Vec<String> = found.iter().take(NAMED).map(|e| describe(graph, e)).collect();
            if found.len() > NAMED {
                names.push(format!("and {} more", found.len() - NAMED));
            }
            Err(format!("{} entities are called {text:?}; name one by its id: {}", found.len(), names.join(", ")))
        }
    }
}

fn describe(graph: &Graph, entity: &Entity) -> String {
    let kind = graph.schema().entity_types.get(&entity.kind).map_or(entity.kind.as_str(), |kind| &kind.name);
    format!("{} ({}, {kind})", entity.id, entity.name)
}

impl Found<'_> {
    fn name<'b>(&'b self, id: &'b EntityId) -> &'b str {
        self.graph.entity(id).map_or(id.as_str(), |entity| &entity.name)
    }

    fn links(&self, path: &[u32]) -> Vec<Link<'_>> {
        paths::links(self.graph, self.topology, path, self.ways)
    }

    fn text(&self) -> String {
        let mut out = String::new();
        if self.paths.is_empty() {
            let _ = writeln!(out, "There is no path from {} to {} by these rules.", self.from.name, self.to.name);
        }
        for (number, path) in self.paths.iter().enumerate() {
            let links = self.links(path);
            let steps = if links.len() == 1 { "1 step".to_owned() } else { format!("{} steps", links.len()) };
            let names: Vec<&str> = path.iter().map(|node| self.name(&self.topology.ids()[*node as usize])).collect();
            let _ = writeln!(out, "{}. {} ({steps})", number + 1, names.join(" – "));
            for link in &links {
                for (at, relationship) in link.relationships.iter().enumerate() {
                    let said = sentence(self.graph, relationship, &link.from);
                    let level = confidence(self.graph, relationship);
                    let _ = writeln!(out, "   {} {said} [{level}]", if at == 0 { "•" } else { "  also:" });
                }
            }
            if let Some(weak) = weakest(self.graph, &links).and_then(|at| links.get(at))
                && let Some(relationship) = weak.relationships.first()
            {
                let said = sentence(self.graph, relationship, &weak.from);
                let _ = writeln!(out, "   Weakest link: {said} [{}]", confidence(self.graph, relationship));
            }
        }
        out
    }

    fn json(&self) -> Value {
        let entity = |id: &EntityId| json!({ "id": id.as_str(), "name": self.name(id) });
        let relationship = |r: &Relationship, from: &EntityId| {
            json!({
                "id": r.id.as_str(), "type": r.kind.as_str(), "from": r.from.as_str(), "to": r.to.as_str(),
                "sentence": sentence(self.graph, r, from), "status": r.status.key(),
                "confidence": crate::analysis::confidence::level_of(r, self.graph.sources()).key(),
                "likelihood": r.likelihood.map(crate::model::Likelihood::key),
                "valid": r.valid.map(|valid| valid.to_string()),
            })
        };
        let path = |path: &Path| {
            let links = self.links(path);
            let steps: Vec<Value> = links
                .iter()
                .map(|link| {
                    let all: Vec<Value> = link.relationships.iter().map(|r| relationship(r, &link.from)).collect();
                    json!({ "from": link.from.as_str(), "to": link.to.as_str(), "confidence": link.level.key(), "relationships": all })
                })
                .collect();
            let weakest = weakest(self.graph, &links);
            json!({
                "length": links.len(),
                "entities": path.iter().map(|node| entity(&self.topology.ids()[*node as usize])).collect::<Vec<_>>(),
                "steps": steps,
                "weakest": weakest,
                "confidence": weakest.and_then(|at| links.get(at)).map(|link| link.level.key()),
            })
        };
        json!({
            "from": entity(&self.from.id),
            "to": entity(&self.to.id),
            "directed": self.ways == Ways::Followed,
            "cut": self.cut,
            "paths": self.paths.iter().map(path).collect::<Vec<_>>(),
        })
    }
}

fn confidence(graph: &Graph, relationship: &Relationship) -> String {
    crate::analysis::confidence::level_of(relationship, graph.sources()).label().to_lowercase()
}

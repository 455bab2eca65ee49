//! `liaison retract`: which claims fall without a source.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{Console, Outcome, Timings, input, output};
use crate::analysis::retraction::{Claim, Effect, Fate, Retraction, retract, same_origin};
use crate::base::{SourceId, fold};
use crate::formats::Repair;
use crate::model::{Graph, Level, Source};

/// How many sources are named in a message.
const NAMED: usize = 8;

#[derive(Debug, Args)]
#[command(
    after_help = "A claim is a relationship, an entity, or a property of an entity that evidence names. The levels \
                        are those that the evidence gives; one set by hand is told beside them. The status is 1 where \
                        a claim loses all support or falls in confidence."
)]
pub(super) struct Retract {
    /// The file; `-` is standard input
    file: PathBuf,
    /// What is withdrawn: ids or titles of sources
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<String>,
    /// Withdraw every source of the same origin as well
    #[arg(long)]
    origin: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Retract {
    pub(super) fn run(self, console: &Console, spent: &mut Timings) -> Outcome {
        let Self { file, sources, origin, json } = self;
        let loaded = match input::read(&file, None, Repair::No, spent) {
            Ok(loaded) => loaded,
            Err(error) => return console.fail(error),
        };
        let graph = &loaded.graph;
        let mut withdrawn = BTreeSet::new();
        for text in &sources {
            match named(graph, text) {
                Ok(source) if origin => withdrawn.extend(same_origin(graph.sources(), &source.id)),
                Ok(source) => {
                    withdrawn.insert(source.id.clone());
                }
                Err(why) => return console.refuse(why),
            }
        }
        let found = Timings::of(&mut spent.own, || retract(graph, &withdrawn));
        let printed = if json {
            output::print_json(console, &as_json(graph, &found))
        } else {
            output::print(console, as_text(graph, &found).as_bytes())
        };
        if printed == Outcome::Done && found.losses() > 0 { Outcome::SomethingToSee } else { printed }
    }
}

/// The source of this id or title; titles in any case, or the beginning of one.
fn named<'a>(graph: &'a Graph, text: &str) -> Result<&'a Source, String> {
    if let Some(source) = text.parse::<SourceId>().ok().and_then(|id| graph.sources().get(&id)) {
        return Ok(source);
    }
    let wanted = fold(text);
    let all = || graph.sources().values().map(|source| &**source);
    let mut found: Vec<&Source> = all().filter(|s| fold(&s.title) == wanted).collect();
    if found.is_empty() && !wanted.is_empty() {
        found = all().filter(|s| fold(&s.title).starts_with(&wanted)).collect();
    }
    let describe = |sources: &[&Source]| {
        let mut names: Vec<String> = sources.iter().take(NAMED).map(|s| format!("{} ({:?})", s.id, s.title)).collect();
        if sources.len() > NAMED {
            names.push(format!("and {} more", sources.len() - NAMED));
        }
        names.join(", ")
    };
    match found[..] {
        [one] => Ok(one),
        [] => {
            let like: Vec<&Source> = all().filter(|s| !wanted.is_empty() && fold(&s.title).contains(&wanted)).collect();
            let hint = if like.is_empty() { String::new() } else { format!(" Did you mean {}?", describe(&like)) };
            Err(format!("No source has the id or title {text:?}.{hint}"))
        }
        _ => {
            let count = found.len();
            Err(format!("{count} sources are called {text:?}; name one by its id: {}", describe(&found)))
        }
    }
}

fn as_text(graph: &Graph, found: &Retraction) -> String {
    let mut out = String::new();
    let titles: Vec<String> = found.withdrawn.iter().map(|id| format!("{:?}", title(graph, id))).collect();
    let _ = writeln!(out, "Without {}:", titles.join(" and "));
    if found.effects.is_empty() {
        out.push_str("nothing changes, since no claim rests on it.\n");
    }
    for fate in Fate::ALL {
        let count = found.of(*fate).count();
        if count == 0 {
            continue;
        }
        let _ = writeln!(out, "{}", fate.headline(count));
        for effect in found.of(*fate) {
            let Effect { name, before, after, by_hand, .. } = effect;
            let levels = if before == after { before.to_string() } else { format!("{before} → {after}") };
            // What only speaks against a claim still has a level.
            let against =
                if *fate == Fate::Unsupported && *after != Level::Ungraded { ", and only disputed then" } else { "" };
            let hand = by_hand.map_or(String::new(), |level| format!(", set by hand to {level}"));
            let _ = writeln!(out, "    {name} ({}): {levels}{against}{hand}", id_of(effect));
        }
    }
    out
}

fn as_json(graph: &Graph, found: &Retraction) -> Value {
    let effect = |effect: &Effect| {
        let Effect { claim, name, fate, before, after, by_hand, lost, support_left } = effect;
        let (kind, about) = match claim {
            Claim::Relationship(_) => ("relationship", None),
            Claim::Entity { about, .. } => ("entity", Some(about).filter(|about| !about.is_empty())),
        };
        json!({
            "kind": kind, "id": id_of(effect), "about": about, "name": name, "effect": fate.key(),
            "before": before.key(), "after": after.key(), "by_hand": by_hand.map(Level::key),
            "evidence_lost": lost, "support_left": support_left,
        })
    };
    let withdrawn = |id: &SourceId| json!({ "id": id.as_str(), "title": title(graph, id) });
    json!({
        "withdrawn": found.withdrawn.iter().map(withdrawn).collect::<Vec<_>>(),
        "effects": found.effects.iter().map(effect).collect::<Vec<_>>(),
        "losses": found.losses(),
    })
}

fn title<'a>(graph: &'a Graph, id: &'a SourceId) -> &'a str {
    graph.sources().get(id).map_or(id.as_str(), |source| &source.title)
}

fn id_of(effect: &Effect) -> &str {
    match &effect.claim {
        Claim::Relationship(id) => id.as_str(),
        Claim::Entity { entity, .. } => entity.as_str(),
    }
}

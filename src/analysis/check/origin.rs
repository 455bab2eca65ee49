//! The rule about origins that lead back to themselves.
//!
//! The origin of a source is a text. Where it is the title of another source, it means that one; else, where sources
//! have it as their publisher or author, it means one of these. A source is *grounded* when its origin names nobody in
//! the graph, names the source itself, its own publisher or author, or can mean a grounded source. What is not grounded
//! can only be followed for ever, so the rule never accuses a source that has an honest reading.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Rule};
use crate::base::{SourceId, fold};
use crate::model::{Graph, RecordName, Source};

pub(super) fn check_origins(graph: &Graph, found: &mut Vec<Finding>) {
    let sources = graph.sources();
    if sources.values().all(|source| source.origin.trim().is_empty()) {
        return;
    }
    let mut titles: BTreeMap<String, Vec<&SourceId>> = BTreeMap::new();
    let mut makers: BTreeMap<String, Vec<&SourceId>> = BTreeMap::new();
    for source in sources.values() {
        titles.entry(fold(&source.title)).or_default().push(&source.id);
        for maker in makers_of(source) {
            makers.entry(maker).or_default().push(&source.id);
        }
    }
    let readings: BTreeMap<&SourceId, Vec<&SourceId>> = sources
        .values()
        .filter_map(|source| {
            let origin = fold(&source.origin);
            if origin.is_empty() || origin == fold(&source.title) || makers_of(source).contains(&origin) {
                return None;
            }
            let named = titles.get(&origin).or_else(|| makers.get(&origin))?;
            Some((&source.id, named.clone()))
        })
        .collect();
    let mut ungrounded: BTreeSet<&SourceId> = readings.keys().copied().collect();
    loop {
        let grounded: Vec<&SourceId> = ungrounded
            .iter()
            .copied()
            .filter(|id| readings[id].iter().any(|reading| !ungrounded.contains(reading)))
            .collect();
        if grounded.is_empty() {
            break;
        }
        ungrounded.retain(|id| !grounded.contains(id));
    }
    for id in ungrounded {
        let (record, title) = (RecordName::new("source", id), sources[id].title.clone());
        found.push(Finding::new(Rule::CircularOrigin, record, title, chain(graph, id, &readings)));
    }
}

fn makers_of(source: &Source) -> Vec<String> {
    [&source.publisher, &source.author].into_iter().map(|maker| fold(maker)).filter(|m| !m.is_empty()).collect()
}

/// `its origin is B, whose origin is C, whose origin is A`, until a source comes again.
fn chain(graph: &Graph, start: &SourceId, readings: &BTreeMap<&SourceId, Vec<&SourceId>>) -> String {
    let mut said = String::new();
    let mut seen = BTreeSet::from([start]);
    let mut at = start;
    while let Some(next) = readings.get(at).and_then(|all| all.first()) {
        let title = graph.sources().get(*next).map_or("", |source| source.title.as_str());
        said.push_str(if said.is_empty() { "its origin is " } else { ", whose origin is " });
        said.push_str(&format!("{title:?}"));
        if !seen.insert(next) {
            break;
        }
        at = next;
    }
    said
}

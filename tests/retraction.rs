//! What falls without a source, over the example that comes with the program.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::collections::BTreeSet;

use liaison::analysis::retraction::{Claim, Effect, Fate, Retraction, retract, same_origin};
use liaison::analysis::sentence;
use liaison::base::{SourceId, Task};
use liaison::formats::{ReadOptions, read};
use liaison::model::{Graph, Stance};

fn example() -> Graph {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/saves/us-north-korea-liaison.ron");
    let bytes = std::fs::read(path).unwrap();
    let options = ReadOptions::default();
    read(&bytes, &options, &Task::default()).unwrap().graph
}

fn titled(graph: &Graph, start: &str) -> SourceId {
    graph.sources().values().find(|s| s.title.starts_with(start)).unwrap().id.clone()
}

fn names(retraction: &Retraction, fate: Fate) -> Vec<String> {
    let level = |e: &Effect| format!("{}: {} → {}", e.name, e.before, e.after);
    retraction.of(fate).filter(|e| matches!(e.claim, Claim::Relationship(_))).map(level).collect()
}

#[test]
fn without_the_article_falls_what_rests_on_it_alone() {
    let graph = example();
    let article = titled(&graph, "Washington weighs");
    let found = retract(&graph, &BTreeSet::from([article.clone()]));
    let unsupported: Vec<&str> = found
        .of(Fate::Unsupported)
        .filter(|e| matches!(e.claim, Claim::Relationship(_)))
        .map(|e| e.name.as_str())
        .collect();
    assert_eq!(unsupported, RESTS_ON_THE_ARTICLE);
    // The same list, worked out without the rule.
    let mut alone: Vec<String> = graph
        .relationships()
        .into_iter()
        .filter(|r| {
            let mut support = r.evidence.iter().filter(|e| e.stance == Stance::Supports).peekable();
            support.peek().is_some() && support.all(|e| e.source == article)
        })
        .map(|r| sentence(&graph, r))
        .collect();
    alone.sort();
    assert_eq!(alone, RESTS_ON_THE_ARTICLE);
}

#[test]
fn two_sources_of_one_origin_count_once() {
    let graph = example();
    let (article, cnn) = (titled(&graph, "Washington weighs"), titled(&graph, "CNN report"));
    // Each alone changes nothing where the other says the same; together they take the plan away.
    let proposes = "Trump administration proposes Liaison office in Pyongyang: Moderate → ";
    for one in [&article, &cnn] {
        let found = retract(&graph, &BTreeSet::from([one.clone()]));
        assert!(names(&found, Fate::Stays).contains(&format!("{proposes}Moderate")), "{found:?}");
    }
    let both = same_origin(graph.sources(), &cnn);
    assert_eq!(both, BTreeSet::from([article, cnn]));
    let found = retract(&graph, &both);
    assert!(names(&found, Fate::Unsupported).contains(&format!("{proposes}Ungraded")), "{found:?}");
}

#[test]
fn a_withdrawn_dispute_is_told() {
    let graph = example();
    let declaration = titled(&graph, "Joint declaration");
    let found = retract(&graph, &BTreeSet::from([declaration]));
    let hostile = "United States and North Korea: hostile to each other: Moderate → Moderate";
    assert_eq!(names(&found, Fate::Undisputed), [hostile]);
}

/// The relationships of the example that nothing but the news article supports.
const RESTS_ON_THE_ARTICLE: &[&str] = &[
    "1994 exchange agreement precedent for Liaison office in Pyongyang",
    "1994 exchange agreement was to sit in German Embassy in Pyongyang",
    "British diplomats relay for US North Korea",
    "British diplomats work in German Embassy in Pyongyang",
    "David Kim belongs to Stimson Center",
    "David Kim calls talks important Liaison office in Pyongyang",
    "German Embassy in Pyongyang located in North Korea",
    "Germany runs German Embassy in Pyongyang",
    "Hanoi meeting may decide Liaison office in Pyongyang",
    "Helicopter shoot-down helped end 1994 exchange agreement",
    "North Korea carried out Helicopter shoot-down",
    "North Korea party to 1994 exchange agreement",
    "North Korea reneged on 1994 exchange agreement",
    "Senior US official may have told CNN",
    "Senior US official unsure of interest Liaison office in Pyongyang",
    "Swedish diplomats relay for US North Korea",
    "Swedish diplomats work in German Embassy in Pyongyang",
    "United States and North Korea: agreed to exchange offices",
    "United States and North Korea: hostile to each other",
    "United States party to 1994 exchange agreement",
];

//! The example graphs in `saves/`: they read without a complaint, keep to the layout byte for byte, and every quote
//! stands in its source where its anchor says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use liaison::analysis::hypotheses::{self, Without};
use liaison::analysis::time::{AsOf, holding};
use liaison::base::{EntityTypeId, Task, TextQuote};
use liaison::formats::{Loaded, ReadOptions, native};
use liaison::model::{Credibility, Evidence, Graph, Reliability, Schema, Stance, Status, ViewState};
use liaison::scene::{Scene, SceneParams};

const STORY: &str = "us-north-korea-liaison.ron";
const START: &str = "getting-started.ron";

fn saves() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("saves")
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(saves().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn read(name: &str) -> Loaded {
    let loaded = native::read(&bytes(name), &ReadOptions::default(), &Task::default());
    loaded.unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn every_name() -> Vec<String> {
    let entries = fs::read_dir(saves()).expect("the folder of examples");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn evidence(graph: &Graph) -> Vec<Evidence> {
    let of_entities = graph.entities().into_iter().flat_map(|e| e.evidence.to_vec());
    of_entities.chain(graph.relationships().into_iter().flat_map(|r| r.evidence.to_vec())).collect()
}

fn view<'a>(graph: &'a Graph, title: &str) -> &'a ViewState {
    let found = graph.views().values().find(|state| state.view.title == title);
    found.unwrap_or_else(|| panic!("no view {title:?}"))
}

fn hidden(state: &ViewState) -> usize {
    state.placements_sorted().iter().filter(|(_, placement)| placement.hidden).count()
}

#[test]
fn both_examples_are_there_and_nothing_else() {
    assert_eq!(every_name(), [START, STORY]);
}

#[test]
fn every_example_reads_without_issues_and_is_written_byte_for_byte() {
    for name in every_name() {
        let loaded = read(&name);
        assert!(loaded.issues.is_empty(), "{name}: {:#?}", loaded.issues);
        assert!(!loaded.info.edited_elsewhere, "{name}: its revision is not that of its content");
        loaded.graph.assert_indexes();
        let written = native::write(&loaded.graph, &loaded.info.lineage);
        assert!(written.bytes == bytes(&name), "{name}: writing it again changes it");
        assert_eq!(written.lineage, loaded.info.lineage, "{name}");
    }
}

#[test]
fn every_example_carries_the_built_in_types_and_keeps_to_them() {
    for name in every_name() {
        let graph = read(&name).graph;
        assert_eq!(graph.schema(), &Schema::built_in(), "{name}");
        let kinds: BTreeMap<_, _> = graph.entities().into_iter().map(|e| (e.id.clone(), e.kind.clone())).collect();
        for r in graph.relationships() {
            let fits = graph.schema().allows(&r.kind, &kinds[&r.from], &kinds[&r.to]);
            assert!(fits, "{name}: {} may not run from {} to {}", r.kind, kinds[&r.from], kinds[&r.to]);
        }
    }
}

#[test]
fn every_quote_stands_where_its_anchor_says() {
    for name in every_name() {
        let graph = read(&name).graph;
        let pieces = evidence(&graph);
        assert!(!pieces.is_empty(), "{name}");
        for piece in pieces {
            let text = graph.sources()[&piece.source].text.as_deref().expect("a stored text");
            let quote = piece.quote.unwrap_or_else(|| panic!("{name}: {} quotes nothing", piece.id));
            let found = quote.find(text).unwrap_or_else(|| panic!("{name}: {} is not in its source", piece.id));
            // Anchoring the place anew gives the same words around it and the same position.
            assert_eq!(TextQuote::anchor(text, found).as_ref(), Some(&quote), "{name}: {}", piece.id);
        }
    }
}

#[test]
fn every_entity_has_its_place_or_is_hidden_in_every_view() {
    for name in every_name() {
        let graph = read(&name).graph;
        for (id, state) in graph.views() {
            for e in graph.entities() {
                let placement = state.placement(&e.id);
                assert!(placement.hidden != placement.position.is_some(), "{name}: {} in {id}", e.id);
            }
        }
    }
}

#[test]
fn the_story_is_as_large_as_it_says() {
    let graph = read(STORY).graph;
    assert_eq!(graph.entities().len(), 21);
    assert_eq!(graph.relationships().len(), 36);
    assert_eq!(graph.sources().len(), 4);
    assert_eq!(evidence(&graph).len(), 66);
    let titles: BTreeSet<_> = graph.views().values().map(|state| state.view.title.as_str()).collect();
    assert_eq!(titles, BTreeSet::from(["1994", "Overview", "Who says so"]));
}

#[test]
fn every_relationship_of_the_story_has_graded_evidence() {
    let graph = read(STORY).graph;
    for source in graph.sources().values() {
        assert!(source.reliability.is_some(), "{}", source.id);
        assert!(source.notes.starts_with("A paraphrase written for this example"), "{}", source.id);
    }
    for r in graph.relationships() {
        assert!(r.evidence.iter().any(|piece| piece.stance == Stance::Supports), "nothing supports {}", r.id);
        for piece in &r.evidence {
            assert!(piece.credibility.is_some() && piece.access.is_some(), "{} is not graded", piece.id);
        }
    }
}

/// What the story was chosen for: an analyst meets all of it in one small graph.
#[test]
fn the_story_needs_all_that_liaison_can_say() {
    let graph = read(STORY).graph;
    let relationships: Vec<_> = graph.relationships().into_iter().map(Arc::clone).collect();
    for status in [Status::InEffect, Status::Proposed, Status::Planned, Status::Alleged, Status::Ended] {
        assert!(relationships.iter().any(|r| r.status == status), "nothing is {status}");
    }
    let disputed = relationships.iter().filter(|r| r.evidence.iter().any(|piece| piece.stance == Stance::Disputes));
    assert_eq!(disputed.count(), 2);
    assert!(relationships.iter().any(|r| r.confidence.is_some()), "a confidence set by hand");

    let mut between: BTreeMap<_, usize> = BTreeMap::new();
    for r in &relationships {
        *between.entry(if r.from < r.to { (&r.from, &r.to) } else { (&r.to, &r.from) }).or_default() += 1;
    }
    assert_eq!(between.values().max(), Some(&4), "parallel relationships between the two states");

    let mut of_origin: BTreeMap<&str, usize> = BTreeMap::new();
    for source in graph.sources().values() {
        *of_origin.entry(&source.origin).or_default() += 1;
    }
    assert_eq!(of_origin.get("Senior US official"), Some(&2), "two sources of one origin");

    let mission: EntityTypeId = "diplomatic-mission".parse().expect("a key");
    let missions = graph.entities().into_iter().filter(|e| e.kind == mission && e.status == Status::InEffect);
    assert_eq!(missions.count(), 3, "three missions in one building");
    assert!(graph.entities().into_iter().any(|e| e.aliases.iter().any(|alias| alias == "김정은")));
}

/// How far the evidence of each relationship carries by the grades alone, as the confidence rule counts it.
#[test]
fn the_story_mixes_firm_and_thin() {
    let graph = read(STORY).graph;
    let (mut firm, mut fair, mut thin) = (0, 0, 0);
    for r in graph.relationships() {
        let supports = r.evidence.iter().filter(|piece| piece.stance == Stance::Supports);
        let good: BTreeSet<_> = supports
            .filter(|piece| piece.credibility <= Some(Credibility::Two))
            .map(|piece| &graph.sources()[&piece.source])
            .filter(|source| source.reliability <= Some(Reliability::B))
            .map(|source| if source.origin.is_empty() { source.id.as_str() } else { &source.origin })
            .collect();
        match good.len() {
            0 => thin += 1,
            1 => fair += 1,
            _ => firm += 1,
        }
    }
    assert_eq!((firm, fair, thin), (8, 22, 6));
}

#[test]
fn the_views_of_the_story_show_what_they_are_for() {
    let graph = read(STORY).graph;
    let overview = view(&graph, "Overview");
    assert_eq!(hidden(overview), 0);
    let pinned = overview.placements_sorted().into_iter().filter(|(_, placement)| placement.pinned);
    let names: BTreeSet<_> = pinned.filter_map(|(id, _)| graph.entity(id)).map(|e| e.name.as_str()).collect();
    assert_eq!(names, BTreeSet::from(["North Korea", "United States"]));

    let then = view(&graph, "1994");
    assert_eq!(then.view.at, Some("1994".parse().expect("a year")));
    assert_eq!(21 - hidden(then), 6);

    let voices = view(&graph, "Who says so");
    assert_eq!(21 - hidden(voices), 9);
    assert_eq!(voices.view.groups.len(), 1);
}

#[test]
fn getting_started_teaches_in_six_steps() {
    let graph = read(START).graph;
    assert_eq!(graph.entities().len(), 10);
    assert_eq!(graph.relationships().len(), 7);
    assert_eq!((graph.sources().len(), evidence(&graph).len()), (1, 1));
    let first = view(&graph, "Start here");
    let mut notes: Vec<_> = first.view.canvas_notes.values().collect();
    // In the order of reading: row by row, each from the left.
    notes.sort_by(|a, b| (a.area.min.y, a.area.min.x).partial_cmp(&(b.area.min.y, b.area.min.x)).expect("finite"));
    assert_eq!(notes.len(), 6);
    for (i, note) in notes.iter().enumerate() {
        assert!(note.text.starts_with(&format!("**{}. ", i + 1)), "{:?}", note.text);
    }
}

/// The picture of the overview as of a date: a line for each relationship of the exchange and of the plan.
fn seen(graph: &Graph, at: &str) -> Vec<String> {
    let as_of = AsOf::on(at.parse().expect("a date"));
    let shown = holding(graph, as_of, None, &Task::default()).expect("nothing stops it");
    let view = &view(graph, "Overview").view.id;
    let scene = Scene::build(graph, SceneParams { view, matches: Some(&shown), as_of: Some(as_of) });
    let records = ["1994-exchange", "liaison-office", "us-nk-agreed", "admin-proposes"];
    let text = scene.to_string();
    let lines = text.lines().map(str::trim).filter_map(|line| {
        let (_, rest) = line.split_once(' ')?;
        let record = records.iter().find(|record| rest.starts_with(*record))?;
        let standing = ["ahead", "over"].into_iter().find(|word| line.split(' ').any(|w| w == *word));
        Some(format!("{record} {}", standing.unwrap_or("holds")))
    });
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

/// In 1994 the exchange was agreed, and by the end of it not; of the liaison office nobody had spoken.
#[test]
fn the_story_reads_as_of_its_dates() {
    let graph = read(STORY).graph;
    let none: [&str; 0] = [];
    assert_eq!(seen(&graph, "1992"), none);
    assert_eq!(seen(&graph, "1994"), ["1994-exchange holds", "us-nk-agreed holds"]);
    assert_eq!(seen(&graph, "1994-12-31"), ["1994-exchange over", "us-nk-agreed over"]);
    assert_eq!(seen(&graph, "1995"), none);
    assert_eq!(seen(&graph, "2019-02"), ["admin-proposes ahead", "liaison-office ahead"]);
    let both = ["1994-exchange over", "admin-proposes ahead", "liaison-office ahead", "us-nk-agreed over"];
    assert_eq!(seen(&graph, "1992/2019"), both);
}

#[test]
fn the_story_weighs_how_firm_the_plan_is_and_says_that_one_origin_decides() {
    let graph = read(STORY).graph;
    let [matrix] = &graph.matrices().values().collect::<Vec<_>>()[..] else { panic!("one question") };
    let of_evidence: Vec<_> = matrix.items.iter().filter_map(|item| item.about.as_ref()).collect();
    assert_eq!((matrix.items.len(), of_evidence.len()), (8, 7));
    for (id, item) in of_evidence.iter().zip(&matrix.items) {
        let piece = hypotheses::evidence(&graph, id).unwrap_or_else(|| panic!("no evidence {id}"));
        assert_eq!(piece.quote.as_ref().map(|quote| &quote.exact), Some(&item.text));
    }
    let weighed = hypotheses::weigh(&graph, matrix);
    assert_eq!((weighed.leaders(), weighed.unjudged), (vec![1], 0));
    let [turn] = &weighed.turns[..] else { panic!("{:?}", weighed.turns) };
    assert!(matches!(&turn.without, Without::Origin(sources) if sources.len() == 2));
    assert_eq!(turn.leaders, [1, 2]);
}

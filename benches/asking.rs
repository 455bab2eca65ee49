//! Queries and searches of 100,000 entities and 200,000 relationships.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark that cannot set itself up fails")]

use std::fmt::Debug;
use std::hint::black_box;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use liaison::analysis::find::FindIndex;
use liaison::analysis::query::{Query, complete};
use liaison::base::Task;
use liaison::model::{Credibility, Entity, Evidence, Graph, Relationship, Reliability, Source, Status};

const ENTITIES: usize = 100_000;
const RELATIONSHIPS: usize = 200_000;
const SOURCES: usize = 500;

fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// A name of two or three words made of syllables, some of them in other scripts.
fn name(random: &mut fastrand::Rng) -> String {
    const PARTS: [&str; 16] =
        ["ka", "ri", "mon", "to", "shen", "len", "vor", "ah", "mi", "dø", "zán", "el", "정", "은", "ян", "lin"];
    let word = |random: &mut fastrand::Rng| (0..random.usize(2..4)).map(|_| PARTS[random.usize(..16)]).collect();
    let words: Vec<String> = (0..random.usize(2..4)).map(|_| word(random)).collect();
    words.join(" ")
}

fn graph() -> Graph {
    let mut random = fastrand::Rng::with_seed(1);
    let mut graph = Graph::new(id("main"));
    graph.reserve(ENTITIES, RELATIONSHIPS);
    for i in 0..SOURCES {
        let mut source = Source::new(id(&format!("source-{i:06}")), format!("Report {i}"));
        source.reliability = Some(Reliability::ALL[i % 6]);
        graph.put_source(&source.id.clone(), Some(Arc::new(source))).unwrap();
    }
    let entity_id = |i: usize| format!("entity-{i:06}-7f3kq2");
    let kinds = ["person", "state", "company", "summit"];
    for i in 0..ENTITIES {
        let entity = Entity {
            aliases: vec![name(&mut random)].into(),
            notes: "What is known of it, in one line that is about as long as such lines are.".into(),
            tags: [["summit", "talks", "trade"][i % 3].to_owned()].into(),
            valid: (i % 2 == 0).then(|| id("2011-12/..")),
            ..Entity::new(id(&entity_id(i)), id(kinds[i % 4]), name(&mut random))
        };
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    }
    for i in 0..RELATIONSHIPS {
        let (from, to) = (entity_id(random.usize(..ENTITIES)), entity_id(random.usize(..ENTITIES)));
        let mut piece = Evidence::new(id(&format!("evidence-{i:06}")), id(&format!("source-{:06}", i % SOURCES)));
        piece.credibility = Some(Credibility::ALL[i % 5]);
        let relationship = Relationship {
            status: if i % 3 == 0 { Status::Proposed } else { Status::InEffect },
            valid: Some(id("2019-02-27/2019-02-28")),
            evidence: vec![piece].into(),
            ..Relationship::new(id(&format!("relationship-{i:06}")), id("consults"), id(&from), id(&to))
        };
        graph.put_relationship(&relationship.id.clone(), Some(Arc::new(relationship))).unwrap();
    }
    graph
}

fn asking(c: &mut Criterion) {
    let graph = graph();
    let task = Task::default();
    let mut group = c.benchmark_group("asking");
    group.sample_size(10).measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_millis(500));
    let queries = [
        "type:person status:in-effect",
        "karimon",
        "name:*zan* or tag:talks",
        "date:1994 degree>3",
        "confidence<moderate",
        "source:\"Report 7\" type:state",
        "linked:(type:summit degree>5)",
        "type:person linked:karimon status:proposed date:2019 confidence<moderate source:Report degree>3",
    ];
    for query in queries {
        let asked: Query = query.parse().unwrap();
        group.bench_function(format!("matches {query}"), |b| {
            b.iter(|| asked.bind(&graph, None, &task).unwrap().matches(black_box(&task)).unwrap());
        });
    }
    let asked: Query = "type:person status:in-effect".parse().unwrap();
    group.bench_function("what a view shows", |b| {
        b.iter(|| asked.bind(&graph, None, &task).unwrap().shown(black_box(&task)).unwrap());
    });
    group.bench_function("complete linked:ka", |b| b.iter(|| complete("linked:ka", 9, black_box(&graph))));
    group.bench_function("index", |b| b.iter(|| FindIndex::build(black_box(&graph), &task).unwrap()));
    let index = FindIndex::build(&graph, &task).unwrap();
    for typed in ["k", "ka", "karimon", "shen lin", "kmo", "정은", "karimno", "zzqx"] {
        group.bench_function(format!("find {typed}"), |b| b.iter(|| index.find(black_box(&graph), typed, 50)));
    }
    group.finish();
}

criterion_group!(benches, asking);
criterion_main!(benches);

//! Reading and writing a large native file, beside what the `ron` crate takes for plain structs of the same data.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark that cannot set itself up fails")]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::hint::black_box;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use liaison::base::{Point, Task};
use liaison::formats::ReadOptions;
use liaison::formats::native::{self, Lineage};
use liaison::model::{Entity, Evidence, Graph, Placement, Relationship, Source, Status, Value};
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::{Deserialize, Serialize};

const ENTITIES: usize = 100_000;
const RELATIONSHIPS: usize = 200_000;
const SOURCES: usize = 500;

fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// A graph like those that people make, only larger: every entity is placed, every relationship has evidence.
fn graph() -> Graph {
    let mut random = fastrand::Rng::with_seed(1);
    let mut graph = Graph::new(id("main"));
    graph.reserve(ENTITIES, RELATIONSHIPS);
    for i in 0..SOURCES {
        let source = Source::new(id(&format!("source-{i:06}")), format!("Report {i}"));
        graph.put_source(&source.id.clone(), Some(Arc::new(source))).unwrap();
    }
    let entity_id = |i: usize| format!("entity-{i:06}-7f3kq2");
    let mut view_places = Vec::new();
    for i in 0..ENTITIES {
        let entity = Entity {
            aliases: vec![format!("Актор {i}")].into(),
            summary: "What is known of it, in one line that is about as long as such lines are.".into(),
            properties: [
                ("nationality".to_owned(), Value::Text("North Korea".into())),
                ("share".to_owned(), Value::Number(random.f64())),
            ]
            .into(),
            tags: ["summit".to_owned()].into(),
            valid: Some(id("2011-12/..")),
            ..Entity::new(id(&entity_id(i)), id("person"), format!("Actor number {i}"))
        };
        view_places.push((entity.id.clone(), Point::new(random.f32() * 1e4, random.f32() * 1e4)));
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    }
    for i in 0..RELATIONSHIPS {
        let (from, to) = (entity_id(random.usize(..ENTITIES)), entity_id(random.usize(..ENTITIES)));
        let source = format!("source-{:06}", random.usize(..SOURCES));
        let relationship = Relationship {
            status: Status::Proposed,
            valid: Some(id("2019-02-27/2019-02-28")),
            weight: Some(random.f64()),
            evidence: vec![Evidence::new(id(&format!("evidence-{i:06}")), id(&source))].into(),
            ..Relationship::new(id(&format!("relationship-{i:06}")), id("consults"), id(&from), id(&to))
        };
        graph.put_relationship(&relationship.id.clone(), Some(Arc::new(relationship))).unwrap();
    }
    for (entity, at) in view_places {
        let placement = Placement { position: Some(at), pinned: false, hidden: false };
        graph.place(&id("main"), &entity, placement).unwrap();
    }
    graph
}

/// The parts of the same file that are large, in structs as one would write them without a thought for speed.
#[derive(Serialize, Deserialize)]
struct PlainFile {
    entities: BTreeMap<String, PlainEntity>,
    relationships: BTreeMap<String, PlainRelationship>,
    placements: BTreeMap<String, PlainPlacement>,
}

#[derive(Serialize, Deserialize)]
struct PlainEntity {
    r#type: String,
    name: String,
    aliases: Vec<String>,
    summary: String,
    valid: Option<String>,
    properties: BTreeMap<String, PlainValue>,
    tags: Vec<String>,
}

#[derive(Serialize, Deserialize)]
enum PlainValue {
    Text(String),
    Number(f64),
}

#[derive(Serialize, Deserialize)]
struct PlainRelationship {
    r#type: String,
    from: String,
    to: String,
    valid: Option<String>,
    status: String,
    weight: Option<f64>,
    evidence: Vec<PlainEvidence>,
}

#[derive(Serialize, Deserialize)]
struct PlainEvidence {
    id: String,
    source: String,
}

#[derive(Serialize, Deserialize)]
struct PlainPlacement {
    x: f32,
    y: f32,
}

fn plain(graph: &Graph) -> PlainFile {
    let value = |value: &Value| match value {
        Value::Number(number) => PlainValue::Number(*number),
        other => PlainValue::Text(other.to_string()),
    };
    let entity = |e: &Arc<Entity>| PlainEntity {
        r#type: e.kind.to_string(),
        name: e.name.clone(),
        aliases: e.aliases.to_vec(),
        summary: e.summary.to_string(),
        valid: e.valid.map(|v| v.to_string()),
        properties: e.properties.iter().map(|(name, v)| (name.clone(), value(v))).collect(),
        tags: e.tags.iter().cloned().collect(),
    };
    let piece = |e: &Evidence| PlainEvidence { id: e.id.to_string(), source: e.source.to_string() };
    let relationship = |r: &Arc<Relationship>| PlainRelationship {
        r#type: r.kind.to_string(),
        from: r.from.to_string(),
        to: r.to.to_string(),
        valid: r.valid.map(|v| v.to_string()),
        status: r.status.key().into(),
        weight: r.weight,
        evidence: r.evidence.iter().map(piece).collect(),
    };
    let placements = graph.views()["main"].placements_sorted();
    let place = |p: Placement| p.position.map_or((0.0, 0.0), |at| (at.x, at.y));
    PlainFile {
        entities: graph.entities().into_iter().map(|e| (e.id.to_string(), entity(e))).collect(),
        relationships: graph.relationships().into_iter().map(|r| (r.id.to_string(), relationship(r))).collect(),
        placements: placements
            .into_iter()
            .map(|(id, p)| (id.to_string(), place(p)))
            .map(|(id, (x, y))| (id, PlainPlacement { x, y }))
            .collect(),
    }
}

fn read_and_write(c: &mut Criterion) {
    let graph = graph();
    let written = native::write(&graph, &Lineage::default());
    let plain = plain(&graph);
    let pretty = PrettyConfig::new().indentor("    ").extensions(Extensions::IMPLICIT_SOME);
    let plain_text = ron::ser::to_string_pretty(&plain, pretty.clone()).unwrap();
    eprintln!("native file: {} bytes, plain structs: {} bytes", written.bytes.len(), plain_text.len());

    let mut group = c.benchmark_group("100k entities, 200k relationships");
    group.throughput(Throughput::Bytes(written.bytes.len() as u64));
    group.bench_function("native, write", |b| b.iter(|| native::write(black_box(&graph), &written.lineage)));
    group.bench_function("native, read", |b| {
        b.iter(|| native::read(black_box(&written.bytes), &ReadOptions::default(), &Task::default()).unwrap());
    });
    group.throughput(Throughput::Bytes(plain_text.len() as u64));
    group.bench_function("ron alone, write", |b| {
        b.iter(|| ron::ser::to_string_pretty(black_box(&plain), pretty.clone()).unwrap());
    });
    group.bench_function("ron alone, read", |b| {
        b.iter(|| ron::from_str::<PlainFile>(black_box(&plain_text)).unwrap());
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(10));
    targets = read_and_write
}
criterion_main!(benches);

//! The rows of a table of a million relationships: sorted and filtered.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark that cannot set itself up fails")]

use std::fmt::Debug;
use std::hint::black_box;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use liaison::analysis::table::{Field, Filter, Query, Sort, TableKind};
use liaison::base::Task;
use liaison::model::{Entity, Graph, Likelihood, Relationship};

const ENTITIES: usize = 200_000;
const RELATIONSHIPS: usize = 1_000_000;

fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn graph() -> Graph {
    let mut random = fastrand::Rng::with_seed(1);
    let mut graph = Graph::new(id("main"));
    graph.reserve(ENTITIES, RELATIONSHIPS);
    let entity_id = |i: usize| format!("e-{i:06}-7f3kq2");
    for i in 0..ENTITIES {
        let name = format!("{} {}", ["Ann", "Ben", "Cid", "Dan"][random.usize(..4)], random.u32(..));
        let entity = Entity::new(id(&entity_id(i)), id("person"), name);
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    }
    for i in 0..RELATIONSHIPS {
        let (from, to) = (entity_id(random.usize(..ENTITIES)), entity_id(random.usize(..ENTITIES)));
        let relationship = Relationship {
            valid: Some(id(&format!("{}-{:02}", random.u32(1950..2020), random.u32(1..13)))),
            likelihood: Likelihood::ALL.get(random.usize(..9)).copied(),
            ..Relationship::new(id(&format!("r-{i:07}-7f3kq2")), id("consults"), id(&from), id(&to))
        };
        graph.put_relationship(&relationship.id.clone(), Some(Arc::new(relationship))).unwrap();
    }
    graph
}

fn table(c: &mut Criterion) {
    let graph = graph();
    let task = Task::default();
    let mut group = c.benchmark_group("table");
    group.sample_size(10).measurement_time(Duration::from_secs(5)).warm_up_time(Duration::from_millis(500));
    let by = |field: Field| Sort { field, descending: true };
    let plain = Query { kind: TableKind::Relationships, ..Query::default() };
    let filters = vec![(Field::From, Filter::Contains("ann".into()))];
    let queries = [
        ("a million rows as they come", plain.clone()),
        ("sorted by date", Query { sort: vec![by(Field::ValidFrom)], ..plain.clone() }),
        (
            "sorted by name, then likelihood",
            Query { sort: vec![by(Field::From), by(Field::Likelihood)], ..plain.clone() },
        ),
        ("filtered by letters", Query { filters, ..plain }),
    ];
    for (name, query) in queries {
        group.bench_function(name, |b| b.iter(|| query.rows(black_box(&graph), &task).unwrap()));
    }
    group.finish();
}

criterion_group!(benches, table);
criterion_main!(benches);

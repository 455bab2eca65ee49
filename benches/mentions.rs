//! The names of 10,000 entities in a text of a megabyte, known ones and new ones.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark that cannot set itself up fails")]

use std::fmt::Debug;
use std::hint::black_box;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use liaison::analysis::mentions::{Names, candidates};
use liaison::base::Task;
use liaison::model::{Entity, Graph};

const ENTITIES: usize = 10_000;
const BYTES: usize = 1 << 20;

fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// A word of syllables, some of them in other scripts, with a capital where there are any.
fn word(random: &mut fastrand::Rng) -> String {
    const PARTS: [&str; 14] =
        ["Ka", "ri", "Mon", "to", "Shen", "len", "Vor", "mi", "Dø", "zán", "정", "은", "Ян", "лин"];
    (0..random.usize(2..4)).map(|_| PARTS[random.usize(..PARTS.len())]).collect()
}

/// Entities with a name of two words and an alias, and a text where every tenth word begins one of their names.
fn graph_and_text() -> (Graph, String) {
    let mut random = fastrand::Rng::with_seed(1);
    let mut graph = Graph::new(id("main"));
    let mut names = Vec::new();
    for i in 0..ENTITIES {
        let name = format!("{} {}", word(&mut random), word(&mut random));
        let alias = format!("{} {}", word(&mut random), word(&mut random));
        names.push(name.clone());
        let entity =
            Entity { aliases: vec![alias].into(), ..Entity::new(id(&format!("e-{i:05}-7f3kq2")), id("person"), name) };
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
    }
    let plain = ["the", "official", "said", "that", "talks", "would", "go", "on", "in", "Vietnam", "while", "others"];
    let mut text = String::new();
    while text.len() < BYTES {
        for _ in 0..9 {
            text.push_str(plain[random.usize(..plain.len())]);
            text.push(' ');
        }
        text.push_str(&names[random.usize(..names.len())]);
        text.push_str(if random.u8(..4) == 0 { ".\n" } else { ", " });
    }
    (graph, text)
}

fn mentions(c: &mut Criterion) {
    let (graph, text) = graph_and_text();
    let task = Task::default();
    let names = Names::of(&graph, &task).unwrap();
    let found = names.find(&text, &task).unwrap();
    assert!(found.len() > 9_000, "{} mentions", found.len());
    let mut group = c.benchmark_group("mentions");
    group.sample_size(20).measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_millis(500));
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("10k names made ready", |b| b.iter(|| black_box(Names::of(&graph, &task).unwrap())));
    group.bench_function("10k names found in 1 MB", |b| b.iter(|| black_box(names.find(&text, &task).unwrap())));
    group.bench_function("new names found in 1 MB", |b| {
        b.iter(|| black_box(candidates(&text, &found, &task).unwrap()));
    });
    group.finish();
}

criterion_group!(benches, mentions);
criterion_main!(benches);

//! Measures and paths of large generated networks.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark that cannot set itself up fails")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use liaison::analysis::network::{Effort, Settings, measure, metric};
use liaison::analysis::paths::{Question, shortest_paths};
use liaison::analysis::topology::{Tie, Topology, Ways};
use liaison::base::Task;

/// A network that grows by nodes which each join `ties` of those before them, the better tied with more probability
/// (Barabási and Albert 1999).
fn growing(nodes: u32, ties: u32) -> Topology {
    let mut random = fastrand::Rng::with_seed(13);
    let mut ends: Vec<u32> = (0..=ties).collect();
    let mut all = Vec::new();
    for node in ties + 1..nodes {
        for _ in 0..ties {
            let to = ends[random.usize(..ends.len())];
            all.push(Tie::between(node, to));
            ends.extend([node, to]);
        }
    }
    Topology::from_ties(nodes as usize, all).unwrap()
}

/// A network of groups of 200, in which four of five ties stay.
fn grouped(nodes: u32) -> Topology {
    let mut random = fastrand::Rng::with_seed(2);
    let tie = |_| {
        let from = random.u32(..nodes);
        let group = from / 200 * 200;
        let to = if random.u32(..5) > 0 { random.u32(group..nodes.min(group + 200)) } else { random.u32(..nodes) };
        Tie::between(from, to)
    };
    Topology::from_ties(nodes as usize, (0..nodes * 4).map(tie).collect()).unwrap()
}

fn measures(c: &mut Criterion) {
    let settings = Settings { effort: Effort::Exact, ..Settings::default() };
    let mut run = |name: &str, on: &str, topology: &Topology| {
        let metric = metric(name).unwrap();
        c.bench_function(&format!("{name}, {on}"), |b| {
            b.iter(|| measure(black_box(topology), &[metric], &settings, &Task::default()).unwrap());
        });
    };
    let (small, large) = (growing(10_000, 2), growing(100_000, 2));
    for name in ["betweenness", "closeness"] {
        run(name, "10,000 growing", &small);
    }
    for name in ["pagerank", "component", "core", "clustering", "community"] {
        run(name, "100,000 growing", &large);
    }
    run("community", "10,000 grouped", &grouped(10_000));
}

fn paths(c: &mut Criterion) {
    let topology = growing(100_000, 2);
    let question = Question { from: &[99_999], to: &[99_998], ways: Ways::Ignored, most_steps: usize::MAX };
    c.bench_function("10 shortest paths, 100,000 growing", |b| {
        b.iter(|| shortest_paths(black_box(&topology), &question, 10, &Task::default()).unwrap());
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(10));
    targets = measures, paths
}
criterion_main!(benches);

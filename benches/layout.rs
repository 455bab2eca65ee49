//! Layouts of generated graphs: grown networks, planted clusters, a grid, a tree, actors and a process.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark that cannot set itself up fails")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use liaison::base::Task;
use liaison::layout::{ALGORITHMS, Request, Topology, arrange};

/// Each new node is joined to two that are there, the more likely the more neighbours they have (Barabási and Albert).
fn scale_free(count: u32) -> Topology {
    let mut random = fastrand::Rng::with_seed(1);
    let (mut ends, mut edges) = (vec![0, 1], vec![(0, 1)]);
    for node in 2..count {
        for _ in 0..2 {
            let other = ends[random.usize(..ends.len())];
            edges.push((node, other));
            ends.extend([node, other]);
        }
    }
    Topology::unweighted(count, edges)
}

/// Clusters of 200, with four edges of five within one (planted partition).
fn planted(count: u32) -> Topology {
    let mut random = fastrand::Rng::with_seed(2);
    let edges = (0..count * 4).map(|_| {
        let a = random.u32(..count);
        let b = if random.f32() < 0.8 { a / 200 * 200 + random.u32(..200) } else { random.u32(..count) };
        (a, b.min(count - 1))
    });
    Topology::unweighted(count, edges.collect::<Vec<_>>())
}

fn grid(side: u32) -> Topology {
    let right = (0..side * side).filter(move |i| i % side + 1 < side).map(|i| (i, i + 1));
    let down = (0..side * (side - 1)).map(move |i| (i, i + side));
    Topology::unweighted(side * side, right.chain(down))
}

/// Each new node hangs on any earlier one.
fn tree(count: u32) -> Topology {
    let mut random = fastrand::Rng::with_seed(3);
    Topology::unweighted(count, (1..count).map(|i| (random.u32(..i), i)).collect::<Vec<_>>())
}

/// A grown core, leaves around it, and small parts beside it.
fn actors(count: u32) -> Topology {
    let mut random = fastrand::Rng::with_seed(4);
    let (core, joined) = (count * 3 / 4, count * 24 / 25);
    let mut edges: Vec<(u32, u32)> = scale_free(core).pairs().collect();
    edges.extend((core..joined).map(|i| (i, random.u32(..core) / 2)));
    edges.extend((joined + 1..count).filter(|i| i % 4 > 0).map(|i| (i, i - 1)));
    Topology::unweighted(count, edges)
}

/// Steps that lead to the next of 25 stages, or to one soon after.
fn process(count: u32) -> Topology {
    let mut random = fastrand::Rng::with_seed(5);
    let stage = count / 25;
    let edges = (0..count * 7 / 5).map(|_| {
        let from = random.u32(..count - stage);
        let ahead = if random.f32() < 0.8 { 1 } else { random.u32(1..4) };
        let near = (from % stage + random.u32(..stage / 4 + 1)) % stage;
        (from, ((from / stage + ahead) * stage + near).min(count - 1))
    });
    Topology::unweighted(count, edges.collect::<Vec<_>>())
}

fn layouts(c: &mut Criterion) {
    let graphs = [
        ("scale-free 10k", scale_free(10_000), &["force", "stress", "grouped"][..]),
        ("scale-free 100k", scale_free(100_000), &["force"]),
        ("clusters 10k", planted(10_000), &["force", "grouped"]),
        ("grid 10k", grid(100), &["force", "stress"]),
        ("tree 10k", tree(10_000), &["force", "radial"]),
        ("actors 5k", actors(5_000), &["force", "concentric"]),
        ("process 1k", process(1_000), &["layered"]),
        ("scale-free 300", scale_free(300), &["force", "stress", "circular"]),
    ];
    for (name, topology, keys) in graphs {
        let mut group = c.benchmark_group(name);
        group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(4));
        for described in ALGORITHMS.iter().filter(|a| keys.contains(&a.key)) {
            let request = Request::new((described.plain)(), topology.node_count());
            group.bench_function(BenchmarkId::from_parameter(described.key), |b| {
                b.iter(|| arrange(black_box(&topology), &request, &Task::default()).unwrap());
            });
        }
        group.finish();
    }
}

criterion_group!(benches, layouts);
criterion_main!(benches);

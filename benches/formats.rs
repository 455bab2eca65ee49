//! How fast each format of other programs is read and written, in bytes of its file: 20,000 nodes and 40,000 edges with
//! labels, types, weights, dates and places.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark that cannot set itself up fails")]

use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use liaison::base::{Point, Task};
use liaison::formats::{FORMATS, Format, ReadOptions};
use liaison::model::{Entity, Graph, Placement, Relationship, Value};

const ENTITIES: usize = 20_000;
const RELATIONSHIPS: usize = 40_000;

fn graph() -> Graph {
    let mut random = fastrand::Rng::with_seed(1);
    let mut graph = Graph::new("main".parse().unwrap());
    for i in 0..ENTITIES {
        let id = format!("n{i}");
        let entity = Entity {
            valid: Some("2011-12/..".parse().unwrap()),
            properties: [
                ("staff".to_owned(), Value::Number(i as f64)),
                ("seat".to_owned(), Value::Text("Bonn".into())),
            ]
            .into(),
            ..Entity::new(id.parse().unwrap(), "company".parse().unwrap(), format!("Müller & Sons {i}"))
        };
        graph.put_entity(&entity.id.clone(), Some(Arc::new(entity))).unwrap();
        let at = Point::new(random.f32() * 1e4, random.f32() * 1e4);
        let placement = Placement { position: Some(at), pinned: false, hidden: false };
        graph.place(&"main".parse().unwrap(), &id.parse().unwrap(), placement).unwrap();
    }
    for i in 0..RELATIONSHIPS {
        let (from, to) = (format!("n{}", random.usize(..ENTITIES)), format!("n{}", random.usize(..ENTITIES)));
        let new = Relationship {
            weight: Some(random.f64()),
            label: format!("since {i}").into(),
            ..Relationship::new(
                format!("e{i}").parse().unwrap(),
                "owns".parse().unwrap(),
                from.parse().unwrap(),
                to.parse().unwrap(),
            )
        };
        graph.put_relationship(&new.id.clone(), Some(Arc::new(new))).unwrap();
    }
    graph
}

/// Files in the formats that we only read, of the same size.
fn handmade(key: &str) -> Option<String> {
    let mut random = fastrand::Rng::with_seed(1);
    let mut pair = || (random.usize(..ENTITIES), random.usize(..ENTITIES));
    let mut out = String::new();
    match key {
        "tgf" => {
            for i in 0..ENTITIES {
                let _ = writeln!(out, "{i} Name {i}");
            }
            out.push_str("#\n");
            for _ in 0..RELATIONSHIPS {
                let (a, b) = pair();
                let _ = writeln!(out, "{a} {b} owns");
            }
        }
        "gdf" => {
            out.push_str("nodedef>name VARCHAR,label VARCHAR,staff DOUBLE\n");
            for i in 0..ENTITIES {
                let _ = writeln!(out, "{i},'Name, {i}',{i}");
            }
            out.push_str("edgedef>node1 VARCHAR,node2 VARCHAR,weight DOUBLE\n");
            for i in 0..RELATIONSHIPS {
                let (a, b) = pair();
                let _ = writeln!(out, "{a},{b},{i}");
            }
        }
        "ucinet" => {
            let _ = writeln!(out, "dl n={ENTITIES}\nformat=edgelist1\ndata:");
            for i in 0..RELATIONSHIPS {
                let (a, b) = pair();
                let _ = writeln!(out, "{} {} {i}", a + 1, b + 1);
            }
        }
        "xgmml" => {
            out.push_str("<graph xmlns=\"http://www.cs.rpi.edu/XGMML\" directed=\"1\">\n");
            for i in 0..ENTITIES {
                let _ = writeln!(
                    out,
                    "<node id=\"{i}\" label=\"Name {i}\"><att type=\"real\" name=\"staff\" value=\"{i}\"/></node>"
                );
            }
            for _ in 0..RELATIONSHIPS {
                let (a, b) = pair();
                let _ = writeln!(
                    out,
                    "<edge source=\"{a}\" target=\"{b}\"><att name=\"interaction\" value=\"owns\"/></edge>"
                );
            }
            out.push_str("</graph>\n");
        }
        "anx" => {
            out.push_str("<Chart><ChartItemCollection>\n");
            for i in 0..ENTITIES {
                let _ = writeln!(
                    out,
                    "<ChartItem Label=\"Name {i}\"><End X=\"{i}\" Y=\"0\"><Entity EntityId=\"{i}\" Identity=\"{i}\"/></End></ChartItem>"
                );
            }
            for _ in 0..RELATIONSHIPS {
                let (a, b) = pair();
                let _ = writeln!(out, "<ChartItem Label=\"owns\"><Link End1Id=\"{a}\" End2Id=\"{b}\"/></ChartItem>");
            }
            out.push_str("</ChartItemCollection></Chart>\n");
        }
        _ => return None,
    }
    Some(out)
}

fn each(criterion: &mut Criterion) {
    let graph = graph();
    let options = ReadOptions::default();
    let task = Task::default();
    for Format { key, read, write, .. } in FORMATS {
        let bytes = match (handmade(key), write) {
            (Some(text), _) => text.into_bytes(),
            (None, Some(write)) => write(&graph, &task).unwrap().bytes,
            (None, None) => continue,
        };
        let mut group = criterion.benchmark_group(*key);
        group
            .sample_size(10)
            .measurement_time(Duration::from_secs(3))
            .throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function("read", |b| b.iter(|| read(black_box(&bytes), &options, &task).unwrap()));
        if let Some(write) = write {
            group.bench_function("write", |b| b.iter(|| write(black_box(&graph), &task).unwrap()));
        }
        group.finish();
    }
}

criterion_group!(formats, each);
criterion_main!(formats);

//! `liaison analyze`: measures of every entity and of the network as a whole.

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::network::{ScopeArguments, progress};
use super::{Console, Outcome, Timings, input, output};
use crate::analysis::network::{
    Answer, Effort, METRICS, Metric, Precision, Settings, Unit, Weights, Whole, measure, metric, whole,
};
use crate::analysis::topology::{Topology, Ways};
use crate::base::{Cancelled, Task};
use crate::formats::Repair;
use crate::model::Graph;
use crate::session::disk;

#[derive(Debug, Args)]
#[command(
    after_help = "Columns of the CSV: id, name, then the measures in the order asked for. A blank means that the \
                        measure says nothing of that entity. Numbers of the network as a whole stand under \"network\" \
                        in the JSON and on standard error otherwise.\n\n\
                        With --timings, reading includes preparing the network; the task's own time is the measures'."
)]
pub(super) struct Analyze {
    /// The file; `-` is standard input
    #[arg(required_unless_present = "list")]
    file: Option<PathBuf>,
    /// The measures, by name; without it the usual ones
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    metric: Vec<String>,
    /// Name all measures and what they ask
    #[arg(long)]
    list: bool,
    /// The CSV file to write; without it, standard output
    #[arg(short, long, value_name = "OUT.csv")]
    output: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    scope: ScopeArguments,
    /// Follow the direction of relationships where a measure can do either
    #[arg(long)]
    directed: bool,
    /// Count the weight of relationships where a measure can do either
    #[arg(long)]
    weighted: bool,
    /// Exact, however long it takes
    #[arg(long, conflicts_with = "samples")]
    exact: bool,
    /// Estimate what takes long from this many random entities
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    samples: Option<u32>,
    /// Where random numbers start
    #[arg(long, value_name = "N", default_value_t = Settings::default().seed)]
    seed: u64,
    /// More than 1 gives more and smaller communities, less gives fewer
    #[arg(long, value_name = "R", default_value_t = 1.0, value_parser = positive)]
    resolution: f64,
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number > 0.0 => Ok(number),
        _ => Err("it must be a number above 0".into()),
    }
}

impl Analyze {
    pub(super) fn run(self, console: &Console, spent: &mut Timings) -> Outcome {
        let Self {
            file,
            metric: names,
            list,
            output: target,
            json,
            scope,
            directed,
            weighted,
            exact,
            samples,
            seed,
            resolution,
        } = self;
        if list {
            return if json {
                output::print_json(console, &list_json())
            } else {
                output::print(console, list_text().as_bytes())
            };
        }
        if json && target.as_deref().is_some_and(input::is_standard) {
            return console.refuse("--json and -o - would both go to standard output; leave one out, or name a file.");
        }
        let metrics = match chosen(&names) {
            Ok(metrics) => metrics,
            Err(why) => return console.refuse(why),
        };
        let file = file.unwrap_or_default();
        let loaded = match input::read(&file, None, Repair::No, spent) {
            Ok(loaded) => loaded,
            Err(error) => return console.fail(error),
        };
        let graph = &loaded.graph;
        let topology = match Timings::of(&mut spent.read, || scope.topology(graph)) {
            Ok(topology) => topology,
            Err(refusal) => return refusal.tell(console),
        };
        let effort = match (exact, samples) {
            (true, _) => Effort::Exact,
            (false, Some(samples)) => Effort::Sources(samples as usize),
            (false, None) => Effort::Auto,
        };
        let settings = Settings {
            ways: if directed { Ways::Followed } else { Ways::Ignored },
            weights: if weighted { Weights::Counted } else { Weights::Ignored },
            effort,
            seed,
            resolution,
        };
        let task = Task::default();
        let measured = progress(console, &task, || {
            Timings::of(&mut spent.own, || {
                let answers = measure(&topology, &metrics, &settings, &task)?;
                // Not worked out where nobody would see it.
                let whole = if json || !console.quiet {
                    whole(&topology, &metrics, &answers, &settings, &task)?
                } else {
                    Vec::new()
                };
                Ok::<_, Cancelled>((answers, whole))
            })
        });
        let (answers, whole) = match measured {
            Ok(measured) => measured,
            Err(cancelled) => return console.fail(cancelled),
        };
        match topology.odd_weights() {
            0 => {}
            1 => console
                .say(format_args!("One relationship has a weight below 0; where weights count it counts nothing.")),
            odd => console.say(format_args!(
                "{odd} relationships have a weight below 0; where weights count they count nothing."
            )),
        }
        for (metric, answer) in metrics.iter().zip(&answers) {
            if let Some(remark) = remark(answer) {
                console.say(format_args!("{}: {remark}", metric.name));
            }
        }
        let table = Table { graph, topology: &topology, metrics: &metrics, answers: &answers };
        Timings::of(&mut spent.write, || {
            let written = match &target {
                Some(target) if !input::is_standard(target) => match disk::save(target, &table.csv()) {
                    Ok(_) => Outcome::Done,
                    Err(error) => return console.fail(error),
                },
                Some(_) => output::print(console, &table.csv()),
                None if json => Outcome::Done,
                None => output::print(console, &table.csv()),
            };
            if json {
                return output::print_json(console, &table.json(&whole, &settings));
            }
            console.say(whole_text(&whole).trim_end());
            written
        })
    }
}

/// The measures of these names, the usual ones where there are none.
fn chosen(names: &[String]) -> Result<Vec<&'static Metric>, String> {
    let names: Vec<&str> = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
    match names[..] {
        [] => Ok(METRICS.iter().filter(|metric| metric.usual).collect()),
        ["all"] => Ok(METRICS.iter().collect()),
        _ => names
            .into_iter()
            .map(|name| {
                metric(name).ok_or_else(|| {
                    let known: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
                    format!("{name:?} is no measure; these are: {}, or all", known.join(", "))
                })
            })
            .collect(),
    }
}

/// What is to be known of an answer that is not exact.
fn remark(answer: &Answer) -> Option<String> {
    match answer.precision {
        Precision::Exact => None,
        Precision::Estimated { sources, error: Some(error) } => Some(format!(
            "estimated from {sources} random entities; with a probability of 90 % no value is off by more than {error:.4}. \
             --exact takes longer."
        )),
        Precision::Estimated { sources, error: None } => {
            Some(format!("estimated from {sources} random entities. --exact takes longer."))
        }
        Precision::AtLeast { sources } => {
            Some(format!("the least that it can be, from {sources} random entities. --exact takes longer."))
        }
        Precision::Unsettled { moved } => {
            Some(format!("had not settled after the last round: another one would lead off by {moved:.1e} of all."))
        }
        Precision::BestFound => Some("the best grouping of several tries; there may be a better one.".into()),
        Precision::Cut => Some("stopped at the limit; counts are the least that they can be.".into()),
    }
}

fn precision_json(answer: &Answer) -> Value {
    match answer.precision {
        Precision::Exact => json!({ "kind": "exact" }),
        Precision::Estimated { sources, error } => {
            json!({ "kind": "estimated", "sources": sources, "error": error, "probability": 0.9 })
        }
        Precision::AtLeast { sources } => json!({ "kind": "at-least", "sources": sources }),
        Precision::Unsettled { moved } => json!({ "kind": "unsettled", "moved": moved }),
        Precision::BestFound => json!({ "kind": "best-found" }),
        Precision::Cut => json!({ "kind": "cut" }),
    }
}

struct Table<'a> {
    graph: &'a Graph,
    topology: &'a Topology,
    metrics: &'a [&'static Metric],
    answers: &'a [Answer],
}

impl Table<'_> {
    /// A row a node, as RFC 4180 has it but for line feeds alone.
    fn csv(&self) -> Vec<u8> {
        let Self { graph, topology, metrics, answers } = self;
        let mut out = String::from("id,name");
        for metric in *metrics {
            let _ = write!(out, ",{}", metric.name);
        }
        out.push('\n');
        for (node, id) in topology.ids().iter().enumerate() {
            cell(&mut out, id.as_str());
            out.push(',');
            cell(&mut out, graph.entity(id).map_or("", |entity| &entity.name));
            for answer in *answers {
                let value = answer.values[node];
                if value.is_nan() {
                    out.push(',');
                } else {
                    let _ = write!(out, ",{value}");
                }
            }
            out.push('\n');
        }
        out.into_bytes()
    }

    fn json(&self, whole: &[Whole], settings: &Settings) -> Value {
        let Self { graph, topology, metrics, answers } = self;
        let node = |(node, id): (usize, &crate::base::EntityId)| {
            let mut row = serde_json::Map::new();
            row.insert("id".into(), id.as_str().into());
            row.insert("name".into(), graph.entity(id).map_or("", |entity| &entity.name).into());
            for (metric, answer) in metrics.iter().zip(*answers) {
                row.insert(metric.name.into(), number(answer.values[node], metric.unit));
            }
            Value::Object(row)
        };
        let numbers = whole.iter().map(|w| (w.name.to_owned(), number(w.value, w.unit)));
        let precision = metrics.iter().zip(*answers).map(|(m, a)| (m.name.to_owned(), precision_json(a)));
        json!({
            "directed": settings.ways == Ways::Followed,
            "weighted": settings.weights == Weights::Counted,
            "network": numbers.collect::<serde_json::Map<_, _>>(),
            "precision": precision.collect::<serde_json::Map<_, _>>(),
            "nodes": topology.ids().iter().enumerate().map(node).collect::<Vec<_>>(),
        })
    }
}

/// A number as JSON has it: whole ones without a point, none as null.
fn number(value: f64, unit: Unit) -> Value {
    match unit {
        _ if value.is_nan() => Value::Null,
        Unit::Count(_) | Unit::Group => (value as u64).into(),
        Unit::Share | Unit::Score | Unit::Distance | Unit::Signed => value.into(),
    }
}

/// Quotes what needs it.
fn cell(out: &mut String, text: &str) {
    if text.contains([',', '"', '\n', '\r']) {
        let _ = write!(out, "\"{}\"", text.replace('"', "\"\""));
    } else {
        out.push_str(text);
    }
}

fn whole_text(whole: &[Whole]) -> String {
    let mut out = String::new();
    for Whole { name, question, value, unit } in whole {
        let value = match unit {
            _ if value.is_nan() => "–".to_owned(),
            Unit::Count(_) | Unit::Group => value.to_string(),
            Unit::Share | Unit::Score | Unit::Distance | Unit::Signed => format!("{value:.4}"),
        };
        let _ = writeln!(out, "{name:<20}{value:>12}  {question}");
    }
    out
}

fn list_text() -> String {
    let mut out = String::new();
    for metric in METRICS {
        let Metric { name, question, explanation, unit, direction, weight, cost, usual, .. } = metric;
        let usual = if *usual { "usual; " } else { "" };
        let _ = writeln!(out, "{name}: {question}");
        let _ = writeln!(out, "    {explanation}");
        let _ = writeln!(
            out,
            "    {usual}{unit}; direction {}, weight {}; takes {}",
            direction.key(),
            weight.key(),
            cost.key()
        );
    }
    out
}

fn list_json() -> Value {
    let of = |metric: &Metric| {
        let Metric { name, question, explanation, unit, direction, weight, cost, usual, .. } = metric;
        json!({
            "name": name, "question": question, "explanation": explanation, "unit": unit.to_string(),
            "direction": direction.key(), "weight": weight.key(), "cost": cost.key(), "usual": usual,
        })
    };
    METRICS.iter().map(of).collect()
}

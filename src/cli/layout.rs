//! `liaison layout`: finds a place for every entity of a view.

use std::fmt::Write;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::{Console, Outcome, Timings, input, output};
use crate::analysis::network::{Settings, measure, metric};
use crate::analysis::topology::{Scope, Topology};
use crate::base::{EntityId, Point, Task, ViewId};
use crate::formats::{Repair, native};
use crate::layout::{ALGORITHMS, Algorithm, Flow, Mode, Subject, arrange};
use crate::model::Graph;
use crate::session::{disk, view_to_begin_with};

#[derive(Debug, Args)]
#[command(after_help = algorithms_help())]
pub(super) struct Layout {
    /// The file; `-` is standard input
    file: PathBuf,
    /// The file to write: a graph, or the columns id, x and y where the name ends in .csv; `-` prints these
    #[arg(short = 'o', long, value_name = "OUT")]
    out: PathBuf,
    /// How to lay out
    #[arg(long, value_name = "NAME", default_value = "force", value_parser = PossibleValuesParser::new(ALGORITHMS.iter().map(|a| a.key)))]
    algorithm: String,
    /// The view, by id or title; the one that shows most otherwise
    #[arg(long, value_name = "VIEW")]
    view: Option<String>,
    /// The same number gives the same picture
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Move pinned entities, too; without it they stay where they are
    #[arg(long)]
    move_pinned: bool,
    /// What is done anyway; scripts may say so
    #[arg(long, hide = true, conflicts_with = "move_pinned")]
    keep_pinned: bool,
    /// The entity in the middle, by id, name or alias (radial)
    #[arg(long, value_name = "ENTITY")]
    root: Option<String>,
    /// Which way the layers follow each other (layered)
    #[arg(long, value_enum, default_value_t = FlowName::Down)]
    flow: FlowName,
    /// Layers by the year in which entities begin (layered)
    #[arg(long)]
    by_date: bool,
    /// Groups that stand apart: those of one type (grouped)
    #[arg(long)]
    by_type: bool,
    /// Rings by this measure, the highest in the middle, as `analyze --list` names it (concentric)
    #[arg(long, value_name = "METRIC")]
    by: Option<String>,
    /// Find places for what stands nowhere yet, and move the rest little
    #[arg(long)]
    incremental: bool,
    /// The format to read, instead of telling it by the content
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FlowName {
    /// From top to bottom
    Down,
    /// From left to right
    Right,
}

/// What each algorithm is good for, under the options.
fn algorithms_help() -> String {
    ALGORITHMS.iter().fold("Algorithms:\n".to_owned(), |mut text, algorithm| {
        let _ = writeln!(text, "  {:<11}{}", algorithm.key, algorithm.purpose);
        text
    })
}

impl Layout {
    pub(super) fn run(self, console: &Console, spent: &mut Timings) -> Outcome {
        let as_table = input::is_standard(&self.out) || has_ending(&self.out, "csv");
        if !as_table && !has_ending(&self.out, "ron") {
            return console.refuse(format_args!(
                "{}: no format is known by this ending; name a file that ends in .ron or .csv",
                self.out.display()
            ));
        }
        let mut loaded = match input::read(&self.file, self.from.as_deref(), Repair::No, spent) {
            Ok(loaded) => loaded,
            Err(error @ input::InputError::Format(_)) => return console.refuse(error),
            Err(error) => return console.fail(error),
        };
        let graph = &mut loaded.graph;
        let view = match find_view(graph, self.view.as_deref()) {
            Ok(view) => view,
            Err(why) => return console.refuse(why),
        };
        let Some(mut subject) = Subject::of_view(graph, &view) else {
            return console.refuse("The graph has no view.");
        };
        if self.move_pinned && !self.keep_pinned {
            subject.pinned.fill(false);
        }
        let algorithm = match self.chosen(graph, &view, &subject) {
            Ok(algorithm) => algorithm,
            Err(why) => return console.refuse(why),
        };
        let mut request = subject.request(algorithm, self.seed);
        if self.incremental {
            request.mode = Mode::Incremental;
        }
        let drawn = Timings::of(&mut spent.own, || arrange(&subject.topology, &request, &Task::default()));
        let positions = match drawn {
            Ok(positions) => positions,
            Err(why) => return console.fail(why),
        };
        if as_table {
            return Timings::of(&mut spent.write, || {
                let table = table(&subject.ids, &positions);
                if input::is_standard(&self.out) {
                    return output::print(console, table.as_bytes());
                }
                match disk::save(&self.out, table.as_bytes()) {
                    Ok(_) => Outcome::Done,
                    Err(error) => console.fail(error),
                }
            });
        }
        let change = subject.arrangement(graph, &view, &positions, &request.algorithm);
        if let Err(error) = change.apply_to(graph) {
            return console.fail(error);
        }
        Timings::of(&mut spent.write, || {
            let written = native::write(graph, &loaded.info.lineage);
            match disk::save(&self.out, &written.bytes) {
                Ok(_) => Outcome::Done,
                Err(error) => console.fail(error),
            }
        })
    }

    /// The algorithm with what was asked of it, or why that makes no sense.
    fn chosen(&self, graph: &Graph, view: &ViewId, subject: &Subject) -> Result<Algorithm, String> {
        let described = ALGORITHMS.iter().find(|a| a.key == self.algorithm);
        let mut algorithm = described.map_or(Algorithm::Force, |a| (a.plain)());
        let only_for = |option: &str, key: &str| Err(format!("{option} is for --algorithm {key}"));
        match &mut algorithm {
            Algorithm::Layered { flow, layers } => {
                *flow = match self.flow {
                    FlowName::Down => Flow::Down,
                    FlowName::Right => Flow::Right,
                };
                if self.by_date {
                    *layers = subject.layers_by_year(graph);
                }
            }
            _ if self.by_date => return only_for("--by-date", "layered"),
            Algorithm::Radial { root } => {
                if let Some(wanted) = &self.root {
                    *root = Some(find_entity(graph, subject, wanted)?);
                }
            }
            _ if self.root.is_some() => return only_for("--root", "radial"),
            Algorithm::Concentric { values } => {
                if let Some(name) = &self.by {
                    *values = measured(graph, view, subject, name)?;
                }
            }
            _ if self.by.is_some() => return only_for("--by", "concentric"),
            Algorithm::Grouped { groups } if self.by_type => groups.clone_from(&subject.types),
            _ if self.by_type => return only_for("--by-type", "grouped"),
            _ => {}
        }
        Ok(algorithm)
    }
}

/// A measure of what the view shows, for each entity of the subject.
fn measured(graph: &Graph, view: &ViewId, subject: &Subject, name: &str) -> Result<Vec<f32>, String> {
    let metric = metric(name).ok_or_else(|| format!("{name:?} is no measure; analyze --list names all"))?;
    let task = Task::default();
    let scope = Scope { view: graph.views().get(view), ..Scope::default() };
    let topology = Topology::of(graph, &scope, &task).map_err(|why| why.to_string())?;
    let answers = measure(&topology, &[metric], &Settings::default(), &task).map_err(|why| why.to_string())?;
    let values = answers.first().map(|answer| answer.values.as_slice()).unwrap_or_default();
    let value = |id: &EntityId| topology.node(id).and_then(|node| values.get(node as usize)).map(|value| *value as f32);
    Ok(subject.ids.iter().map(|id| value(id).unwrap_or(f32::NAN)).collect())
}

fn has_ending(path: &std::path::Path, ending: &str) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending))
}

fn find_view(graph: &Graph, wanted: Option<&str>) -> Result<ViewId, String> {
    let Some(wanted) = wanted else {
        return view_to_begin_with(graph).cloned().ok_or_else(|| "The graph has no view.".to_owned());
    };
    let found = graph.views().iter().find(|(id, state)| id.as_str() == wanted || state.view.title == wanted);
    found.map(|(id, _)| id.clone()).ok_or_else(|| {
        let titles: Vec<_> = graph.views().values().map(|s| format!("{:?}", s.view.title)).collect();
        format!("there is no view {wanted:?}; there are: {}", titles.join(", "))
    })
}

fn find_entity(graph: &Graph, subject: &Subject, wanted: &str) -> Result<u32, String> {
    let is_named = |id: &EntityId| {
        graph.entity(id).is_some_and(|e| e.name == wanted || e.aliases.iter().any(|alias| alias == wanted))
    };
    let by_id = subject.ids.iter().position(|id| id.as_str() == wanted);
    if let Some(at) = by_id {
        return Ok(at as u32);
    }
    let named: Vec<usize> = (0..subject.ids.len()).filter(|i| is_named(&subject.ids[*i])).collect();
    match named.as_slice() {
        [one] => Ok(*one as u32),
        [] => Err(format!("the view shows no entity {wanted:?}")),
        several => {
            let ids: Vec<_> = several.iter().map(|i| subject.ids[*i].as_str()).collect();
            Err(format!("several entities are called {wanted:?}; name one by its id: {}", ids.join(", ")))
        }
    }
}

/// Positions as lines of text; an id with a comma or a quote in it stands in quotes, as RFC 4180 says.
fn table(ids: &[EntityId], positions: &[Point]) -> String {
    ids.iter().zip(positions).fold("id,x,y\n".to_owned(), |mut text, (id, p)| {
        if id.as_str().contains([',', '"']) {
            let _ = write!(text, "\"{}\"", id.as_str().replace('"', "\"\""));
        } else {
            text.push_str(id.as_str());
        }
        let _ = writeln!(text, ",{},{}", p.x, p.y);
        text
    })
}

//! `liaison convert`: reads a file and writes it in another format.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Console, Outcome, Timings, input, output};
use crate::base::Task;
use crate::formats::{self, Exported, FORMATS, Format, Loaded, Repair, native, table};
use crate::session::{disk, pair};

#[derive(Debug, Args)]
#[command(after_help = input::format_table())]
pub(super) struct Convert {
    /// The file to read; `-` is standard input
    #[arg(value_name = "IN")]
    source: PathBuf,
    /// The file to write; `-` is standard output
    #[arg(value_name = "OUT")]
    target: PathBuf,
    /// The format to read, instead of telling it by the content
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// The format to write, instead of telling it by the ending
    #[arg(long, value_name = "FORMAT")]
    to: Option<String>,
    /// What the columns of a table mean: a file as `info --mapping` prints it
    #[arg(long, value_name = "MAPPING")]
    mapping: Option<PathBuf>,
    /// Mend what can be mended in a file with errors, and say what was done
    #[arg(long)]
    repair: bool,
}

impl Convert {
    pub(super) fn run(self, console: &Console, spent: &mut Timings) -> Outcome {
        let Self { source, target, from, to, mapping, repair } = self;
        let format = match target_format(&target, to.as_deref()) {
            Ok(format) => format,
            Err(why) => return console.refuse(why),
        };
        let same = matches!((source.canonicalize(), target.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if repair && same {
            return console.refuse("A repair never replaces the file that it repairs: name another to write.");
        }
        let mapping = match mapping.as_deref().map(input::read_mapping).transpose() {
            Ok(mapping) => mapping,
            Err(error) => return console.fail(error),
        };
        let repair = if repair { Repair::Yes } else { Repair::No };
        let loaded = match input::read_mapped(&source, from.as_deref(), mapping.as_ref(), repair, spent) {
            Ok(loaded) => loaded,
            Err(error @ input::InputError::Format(_)) => return console.refuse(error),
            Err(error) => return console.fail(error),
        };
        for issue in &loaded.issues {
            console.say(format_args!("{}: {issue}", input::name_of(&source)));
        }
        let Some(files) = Timings::of(&mut spent.own, || written(&loaded, format, &target)) else {
            return console.fail("The writing was cancelled.");
        };
        for issue in files.iter().flat_map(|(_, exported)| &exported.left_out) {
            console.say(format_args!("{}: {issue}", input::name_of(&target)));
        }
        Timings::of(&mut spent.write, || {
            for (path, exported) in &files {
                if input::is_standard(path) {
                    return output::print(console, &exported.bytes);
                }
                if let Err(error) = disk::save(path, &exported.bytes) {
                    return console.fail(error);
                }
            }
            if let [(nodes, _), (edges, _)] = files.as_slice() {
                console.say(format_args!("written: {} and {}", nodes.display(), edges.display()));
            }
            Outcome::Done
        })
    }
}

/// The files to write, one or a pair of tables, with what they could not hold; `None` when it was cancelled.
fn written(loaded: &Loaded, format: &Format, target: &Path) -> Option<Vec<(PathBuf, Exported)>> {
    let task = Task::default();
    let graph = &loaded.graph;
    if format.key == native::FORMAT {
        let bytes = native::write(graph, &loaded.info.lineage).bytes;
        return Some(vec![(target.to_owned(), Exported { bytes, left_out: Vec::new() })]);
    }
    if format.key == table::CSV && !input::is_standard(target) {
        let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (nodes, edges) = pair::names(&name);
        let (of_entities, of_relationships) = table::write_pair(graph, &task).ok()?;
        return Some(vec![
            (target.with_file_name(nodes), of_entities),
            (target.with_file_name(edges), of_relationships),
        ]);
    }
    let write = format.write?;
    Some(vec![(target.to_owned(), write(graph, &task).ok()?)])
}

/// The format to write: as asked for, else by the ending of the name.
fn target_format(target: &Path, to: Option<&str>) -> Result<&'static Format, String> {
    let writers = || FORMATS.iter().filter(|f| f.write.is_some());
    let keys = || writers().map(|f| f.key).collect::<Vec<_>>().join(", ");
    if let Some(key) = to {
        let named = writers().find(|f| f.key == key).or_else(|| writers().find(|f| f.extensions.contains(&key)));
        return named.ok_or_else(|| format!("{key:?} is no format that can be written; these are: {}", keys()));
    }
    if input::is_standard(target) {
        return Ok(&FORMATS[0]);
    }
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    formats::writer_named(&name).ok_or_else(|| {
        format!("{}: no format is known by this ending; say --to with one of: {}", target.display(), keys())
    })
}

//! `liaison convert`: reads a file and writes it in another format.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Console, Outcome, Timings, input, output};
use crate::base::Task;
use crate::formats::{FORMATS, Format, Repair, native, writer_named};
use crate::session::disk;

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
    /// Mend what can be mended in a file with errors, and say what was done
    #[arg(long)]
    repair: bool,
}

impl Convert {
    pub(super) fn run(self, console: &Console, spent: &mut Timings) -> Outcome {
        let Self { source, target, from, to, repair } = self;
        let format = match target_format(&target, to.as_deref()) {
            Ok(format) => format,
            Err(why) => return console.refuse(why),
        };
        let same = matches!((source.canonicalize(), target.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if repair && same {
            return console.refuse("A repair never replaces the file that it repairs: name another to write.");
        }
        let repair = if repair { Repair::Yes } else { Repair::No };
        let loaded = match input::read(&source, from.as_deref(), repair, spent) {
            Ok(loaded) => loaded,
            Err(error @ input::InputError::Format(_)) => return console.refuse(error),
            Err(error) => return console.fail(error),
        };
        for issue in &loaded.issues {
            console.say(format_args!("{}: {issue}", input::name_of(&source)));
        }
        let bytes = Timings::of(&mut spent.own, || match format.write {
            Some(write) if format.key != native::FORMAT => {
                let exported = write(&loaded.graph, &Task::default()).ok()?;
                for issue in &exported.left_out {
                    console.say(format_args!("{}: {issue}", input::name_of(&target)));
                }
                Some(exported.bytes)
            }
            _ => Some(native::write(&loaded.graph, &loaded.info.lineage).bytes),
        });
        let Some(bytes) = bytes else { return console.fail("The writing was cancelled.") };
        Timings::of(&mut spent.write, || {
            if input::is_standard(&target) {
                return output::print(console, &bytes);
            }
            match disk::save(&target, &bytes) {
                Ok(_) => Outcome::Done,
                Err(error) => console.fail(error),
            }
        })
    }
}

/// The format to write: the one that is named, else the one that the ending tells, else our own on standard output.
fn target_format(target: &Path, to: Option<&str>) -> Result<&'static Format, String> {
    let writers = || FORMATS.iter().filter(|f| f.write.is_some());
    let keys = || writers().map(|f| f.key).collect::<Vec<_>>().join(", ");
    match to {
        Some(key) => writers()
            .find(|f| f.key == key || f.extensions.contains(&key))
            .ok_or_else(|| format!("{key:?} is no format that can be written; these are: {}", keys())),
        None if input::is_standard(target) => Ok(&FORMATS[0]),
        None => target.file_name().and_then(|name| writer_named(&name.to_string_lossy())).ok_or_else(|| {
            format!(
                "{}: no format that can be written is known by this ending; say --to with one of: {}",
                target.display(),
                keys()
            )
        }),
    }
}

//! `liaison convert`: reads a file and writes it in another format.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Console, Outcome, Timings, input, output};
use crate::formats::{Repair, native};
use crate::session::disk;

#[derive(Debug, Args)]
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
        if let Err(why) = target_format(&target, to.as_deref()) {
            return console.refuse(why);
        }
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
        let written = Timings::of(&mut spent.own, || native::write(&loaded.graph, &loaded.info.lineage));
        Timings::of(&mut spent.write, || {
            if input::is_standard(&target) {
                return output::print(console, &written.bytes);
            }
            match disk::save(&target, &written.bytes) {
                Ok(_) => Outcome::Done,
                Err(error) => console.fail(error),
            }
        })
    }
}

/// Whether we can write what is asked for.
fn target_format(target: &Path, to: Option<&str>) -> Result<(), String> {
    match to {
        Some(key) if key == native::FORMAT || key == "ron" => Ok(()),
        Some(key) => Err(format!("{key:?} is no format that can be written; this is: {}", native::FORMAT)),
        None if input::is_standard(target) => Ok(()),
        None if target.extension().is_some_and(|e| e.eq_ignore_ascii_case("ron")) => Ok(()),
        None => Err(format!(
            "{}: no format is known by this ending; name a file that ends in .ron, or say --to {}",
            target.display(),
            native::FORMAT
        )),
    }
}

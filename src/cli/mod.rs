//! The command line: every call but the window itself.
//!
//! Results go to standard output and everything else to standard error. Exit status: 0 done; 1 done, and there is
//! something to see; 2 wrong call; 3 could not read or write. `cli` never opens a window and needs none.

mod analyze;
mod check;
mod convert;
mod info;
mod input;
mod layout;
mod network;
mod output;
mod paths;
mod query;
mod retract;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use crate::formats::native;
use clap::{CommandFactory, Parser, Subcommand};

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, and there is something to see: problems, differences, conflicts.
    SomethingToSee,
    /// The call makes no sense; standard error says why.
    WrongCall,
    /// Something could not be read or written; standard error says what.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::SomethingToSee => Self::from(1),
            Outcome::WrongCall => Self::from(2),
            Outcome::Failed => Self::from(3),
        }
    }
}

/// A desktop knowledge graph for analysts: actors, relationships and the graded evidence behind them.
#[derive(Debug, Parser)]
#[command(name = "liaison", version, max_term_width = 100)]
#[command(after_help = "Without a subcommand, Liaison opens its window with the files named. A file called like a \
                        subcommand is opened as ./check.\n\n\
                        Exit status: 0 done; 1 done, and there is something to see; 2 wrong call; 3 could not read or write.")]
pub struct Arguments {
    /// Files to open in the window
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Say nothing but results and errors
    #[arg(long, global = true)]
    quiet: bool,

    /// End standard error with one line `BENCH {…}`: the seconds that the task took, or that the window took to show
    /// its first graph
    #[arg(long, global = true)]
    timings: bool,

    #[command(subcommand)]
    call: Option<Call>,
}

#[derive(Debug, Subcommand)]
enum Call {
    /// Say what a file holds
    Info(info::Info),
    /// Name every problem in files
    Check(check::Check),
    /// Read a file and write it in another format
    Convert(convert::Convert),
    /// Find a place for every entity of a view
    Layout(layout::Layout),
    /// Measure every entity and the network as a whole
    Analyze(analyze::Analyze),
    /// Find the paths between two entities
    Paths(paths::Paths),
    /// Find the entities and relationships that match a query
    Query(query::Query),
    /// Say which claims fall without a source
    Retract(retract::Retract),
    /// Print a script that completes calls in a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// What there is to do.
pub enum Plan {
    /// Open the window.
    Window {
        /// With these files, or with the example.
        files: Vec<PathBuf>,
        /// Say how long after this moment it showed the first.
        timed_since: Option<Instant>,
    },
    /// It is done already.
    Done(Outcome),
}

/// How long the parts of a call took.
#[derive(Debug, Default)]
struct Timings {
    read: f64,
    write: f64,
    /// The task's own time.
    own: f64,
}

impl Timings {
    /// Runs `work` and adds the seconds that it took to `part`.
    fn of<T>(part: &mut f64, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        *part += start.elapsed().as_secs_f64();
        result
    }
}

/// What a call may print besides its results.
struct Console {
    quiet: bool,
}

impl Console {
    /// A remark for people, on standard error.
    fn say(&self, text: impl std::fmt::Display) {
        if !self.quiet {
            // Whoever listened may have gone away, which changes nothing of what is to be done.
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// What is wrong with the call, on standard error.
    fn refuse(&self, text: impl std::fmt::Display) -> Outcome {
        self.fail(text);
        Outcome::WrongCall
    }

    /// An error, on standard error.
    fn fail(&self, text: impl std::fmt::Display) -> Outcome {
        let _ = writeln!(io::stderr(), "liaison: {text}");
        Outcome::Failed
    }
}

/// Reads the call and does it, or says that the window is wanted. A wrong call ends the program with status 2.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Plan {
    let start = Instant::now();
    let arguments = Arguments::parse_from(arguments);
    let Arguments { files, quiet, timings, call } = arguments;
    let console = Console { quiet };
    if call.is_none()
        && let Some(word) = files.iter().find(|file| is_mistyped_call(file))
    {
        let word = word.display();
        let text = format!("there is no file and no subcommand called {word:?}; liaison --help lists what there is");
        return Plan::Done(console.refuse(text));
    }
    let Some(call) = call else { return Plan::Window { files, timed_since: timings.then_some(start) } };
    let mut spent = Timings::default();
    let outcome = match call {
        Call::Info(info) => info.run(&console, &mut spent),
        Call::Check(check) => check.run(&console, &mut spent),
        Call::Convert(convert) => convert.run(&console, &mut spent),
        Call::Layout(layout) => layout.run(&console, &mut spent),
        Call::Analyze(analyze) => analyze.run(&console, &mut spent),
        Call::Paths(paths) => paths.run(&console, &mut spent),
        Call::Query(query) => query.run(&console, &mut spent),
        Call::Retract(retract) => retract.run(&console, &mut spent),
        Call::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "liaison", &mut script);
            output::print(&console, &script)
        }
        Call::Man => {
            let mut page = Vec::new();
            match render_manual(&mut page) {
                Ok(()) => output::print(&console, &page),
                Err(error) => console.fail(error),
            }
        }
    };
    if timings {
        let Timings { read, write, own } = spent;
        let _ = writeln!(io::stderr(), "{}", bench_line(own, read, write));
    }
    Plan::Done(outcome)
}

/// Whether an argument reads like a subcommand and is no file: one word without folder and ending.
fn is_mistyped_call(file: &Path) -> bool {
    file.components().count() == 1 && file.extension().is_none() && !file.exists()
}

/// The line in which `--timings` ends: the task's own time, then that of reading and of writing, in seconds.
#[must_use]
pub fn bench_line(own: f64, read: f64, write: f64) -> String {
    let line = serde_json::json!({
        "seconds": own, "read": read, "write": write, "threads": native::reading_threads(), "version": env!("CARGO_PKG_VERSION"),
    });
    format!("BENCH {line}")
}

/// The page of the program, then one of each subcommand.
fn render_manual(page: &mut Vec<u8>) -> io::Result<()> {
    let command = Arguments::command();
    clap_mangen::Man::new(command.clone()).render(page)?;
    for sub in command.get_subcommands().filter(|c| c.get_name() != "help") {
        let name = format!("liaison-{}", sub.get_name());
        clap_mangen::Man::new(sub.clone().name(name)).render(page)?;
    }
    Ok(())
}

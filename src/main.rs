//! The `liaison` program: a thin face over the library.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use liaison::cli::{self, Plan};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Plan::Done(outcome) => outcome.into(),
        Plan::Window { files, timed_since } => window(files, timed_since),
    }
}

#[cfg(feature = "gui")]
fn window(files: Vec<PathBuf>, timed_since: Option<Instant>) -> ExitCode {
    let tell = timed_since.map(|start| -> liaison::ui::WhenShown {
        Box::new(move || eprintln!("{}", cli::bench_line(start.elapsed().as_secs_f64(), 0.0, 0.0)))
    });
    match liaison::ui::run(files, tell) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("liaison: the window could not be opened: {error}");
            ExitCode::from(3)
        }
    }
}

#[cfg(not(feature = "gui"))]
fn window(_: Vec<PathBuf>, _: Option<Instant>) -> ExitCode {
    eprintln!("liaison: this program was built without a window; see liaison --help for what it does");
    ExitCode::from(2)
}

//! The `liaison` program: a thin face over the library.

use std::process::ExitCode;

use liaison::cli::{self, Plan};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Plan::Done(outcome) => outcome.into(),
        Plan::Window(files) => window(files),
    }
}

#[cfg(feature = "gui")]
fn window(files: Vec<std::path::PathBuf>) -> ExitCode {
    match liaison::ui::run(files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("liaison: the window could not be opened: {error}");
            ExitCode::from(3)
        }
    }
}

#[cfg(not(feature = "gui"))]
fn window(_: Vec<std::path::PathBuf>) -> ExitCode {
    eprintln!("liaison: this program was built without a window; see liaison --help for what it does");
    ExitCode::from(2)
}

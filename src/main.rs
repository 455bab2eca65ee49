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
            // What lies behind it names places in libraries, which help nobody at a desk.
            let display = ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"];
            let is_headless = cfg!(target_os = "linux") && display.iter().all(|name| std::env::var_os(name).is_none());
            if is_headless {
                eprintln!(
                    "liaison: there is no display to open a window on; see liaison --help for what works without"
                );
            } else {
                eprintln!("liaison: the window could not be opened: {error}");
            }
            ExitCode::from(3)
        }
    }
}

#[cfg(not(feature = "gui"))]
fn window(_: Vec<PathBuf>, _: Option<Instant>) -> ExitCode {
    eprintln!("liaison: this program was built without a window; see liaison --help for what it does");
    ExitCode::from(2)
}

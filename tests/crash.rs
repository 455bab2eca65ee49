//! A real process, killed at any moment, loses at most its last second of edits and never the saved file.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use liaison::base::Task;
use liaison::edit::{Merging, intent};
use liaison::formats::{ReadOptions, read};
use liaison::session::{Command, Environment, Session, Verb};

fn environment(folder: &Path) -> Environment {
    Environment { settings: None, recovery: Some(folder.join("recovery")), wake: Arc::new(|| {}) }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("graph.ron")
}

/// What the graph's title counts to.
fn count(title: &str) -> u64 {
    title.parse().unwrap_or(0)
}

/// Not a test of its own: the process that the test below starts and kills. It edits and saves without end, and says
/// after each edit how far it is.
#[test]
fn victim() {
    let Some(folder) = std::env::var_os("LIAISON_CRASH_FOLDER").map(PathBuf::from) else { return };
    let mut session = Session::new(environment(&folder));
    session.dispatch(Command::Open(file(&folder)));
    session.wait();
    for recovery in session.recoveries().to_vec() {
        session.dispatch(Command::Recover(recovery.id));
        session.wait();
    }
    let start = count(&session.active().expect("the file opens").graph().meta().title);
    for n in start + 1.. {
        let open = session.active().expect("it stays open");
        let transaction = intent::change_meta(open.graph(), |meta| meta.title = n.to_string());
        session.dispatch(Command::Apply { transaction, merging: Merging::Never, select: None });
        // Renamed, so that whoever reads it never finds half of it.
        std::fs::write(folder.join("progress.new"), n.to_string()).expect("progress is written");
        std::fs::rename(folder.join("progress.new"), folder.join("progress")).expect("progress is written");
        if n % 7 == 0 {
            session.dispatch(Command::Do(Verb::Save));
        }
        session.poll();
        std::thread::sleep(Duration::from_millis(3));
    }
}

#[test]
fn a_killed_process_loses_at_most_a_second_and_never_the_file() {
    if std::env::var_os("LIAISON_CRASH_FOLDER").is_some() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut first = Session::new(environment(folder.path()));
    first.dispatch(Command::Do(Verb::New));
    let key = first.active().unwrap().key();
    first.dispatch(Command::SaveAs(key, file(folder.path())));
    first.wait();
    drop(first);

    let mut reached = 0;
    for round in 0..12_u64 {
        let mut victim = Process::new(std::env::current_exe().unwrap())
            .args(["--exact", "victim", "--nocapture"])
            .env("LIAISON_CRASH_FOLDER", folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // It is killed at another moment each time, once it has done something.
        let began = Instant::now();
        let progress = || std::fs::read_to_string(folder.path().join("progress")).ok().and_then(|t| t.parse().ok());
        while progress().unwrap_or(0) <= reached && began.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(20 + round * 37 % 250));
        let shortly_before: u64 = progress().expect("the victim worked");
        std::thread::sleep(Duration::from_millis(1));
        victim.kill().unwrap();
        victim.wait().unwrap();

        // The file is whole.
        let bytes = std::fs::read(file(folder.path())).unwrap();
        let loaded = read(&bytes, &ReadOptions::default(), &Task::default()).expect("the saved file is whole");
        let saved = count(&loaded.graph.meta().title);

        // What it lacks is in the journal, but for what was done in the last moments.
        let mut session = Session::new(environment(folder.path()));
        session.wait();
        let found = session.recoveries().to_vec();
        let title = match found.as_slice() {
            [] => saved,
            [recovery] => {
                session.dispatch(Command::Recover(recovery.id));
                session.wait();
                let open = session.active().expect("it is recovered");
                assert!(open.is_modified(), "what is recovered is not saved yet");
                let title = count(&open.graph().meta().title);
                // Back to a crash for the next round: saved, so that nothing is left over.
                session.dispatch(Command::Do(Verb::Save));
                session.wait();
                assert!(!session.active().unwrap().is_modified(), "{:?}", session.notices());
                title
            }
            more => panic!("{more:?}"),
        };
        // A second is some 300 edits here; the journal is in fact behind by a few.
        assert!(title + 300 >= shortly_before, "round {round}: {title} of {shortly_before}, saved {saved}");
        assert!(title >= reached, "round {round}: {title} after {reached}");
        reached = title;
    }
    assert!(reached > 12, "{reached}");
}

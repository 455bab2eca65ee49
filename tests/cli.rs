//! The real program, each test in a fresh folder.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/saves/us-north-korea-liaison.ron");

/// A fresh folder in which the program runs.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_liaison"));
        command.current_dir(self.path()).args(arguments).env("NO_COLOR", "1");
        command
    }

    /// Runs the program and checks how it ended.
    fn run(&self, arguments: &[&str], status: i32) -> Output {
        let output = self.command(arguments).stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    /// Runs the program, which must refuse with one line on standard error that holds `expected`.
    fn refused(&self, arguments: &[&str], expected: &str) {
        let output = self.run(arguments, 3);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(expected), "{arguments:?} said {said:?}");
        assert_eq!(said.trim_end().lines().count(), 1, "one sentence: {said:?}");
        assert!(!said.contains("panicked"), "{said}");
        assert!(output.stdout.is_empty());
    }
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", stdout(output)))
}

#[test]
fn info_counts_the_example() {
    let desk = Desk::new();
    let info = json(&desk.run(&["info", EXAMPLE, "--json"], 0));
    // Counted again in the text itself: records of a section stand eight spaces in.
    let text = fs::read_to_string(EXAMPLE).unwrap();
    let section = |name: &str| {
        let start = text.find(&format!("\n    {name}: {{\n")).unwrap();
        let body = &text[start + 1..];
        let end = body.find("\n    },\n").unwrap();
        body[..end].lines().filter(|l| l.starts_with("        \"")).count()
    };
    for name in ["entities", "relationships", "sources"] {
        assert_eq!(info[name], section(name), "{name}");
    }
    assert_eq!(info["format"], "liaison");
    assert_eq!(info["issues"], serde_json::json!([]));
    assert_eq!(info["sources"], 4);
}

#[test]
fn check_is_clean_for_what_comes_with_the_program() {
    let desk = Desk::new();
    let saves = concat!(env!("CARGO_MANIFEST_DIR"), "/saves");
    let mut files: Vec<_> = fs::read_dir(saves).unwrap().map(|f| f.unwrap().path().display().to_string()).collect();
    files.sort();
    let arguments: Vec<&str> = std::iter::once("check").chain(files.iter().map(String::as_str)).collect();
    let output = desk.run(&arguments, 0);
    assert_eq!(stdout(&output).matches(": clean\n").count(), files.len(), "{}", stdout(&output));
}

#[test]
fn converting_an_unchanged_file_changes_no_byte() {
    let desk = Desk::new();
    desk.run(&["convert", EXAMPLE, "copy.ron"], 0);
    assert!(fs::read(desk.path().join("copy.ron")).unwrap() == fs::read(EXAMPLE).unwrap());
    let through = desk.run(&["convert", "copy.ron", "-"], 0);
    assert!(through.stdout == fs::read(EXAMPLE).unwrap());
}

#[test]
fn standard_input_is_read() {
    let desk = Desk::new();
    let mut child =
        desk.command(&["info", "-", "--json"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&fs::read(EXAMPLE).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(json(&output)["format"], "liaison");
}

#[test]
fn each_bad_file_gets_one_sentence() {
    let desk = Desk::new();
    let example = fs::read_to_string(EXAMPLE).unwrap();
    desk.write("empty.ron", "");
    desk.write("binary.ron", [0_u8, 159, 146, 150, 0, 1]);
    desk.write("cut.ron", &example.as_bytes()[..example.len() / 2]);
    desk.write("newer.ron", example.replacen("version: 1", "version: 7", 1));
    desk.write("deep.ron", format!("(format: \"liaison\", version: 1, x: {}", "[".repeat(100_000)));
    desk.write("other.txt", "Dear Sir,");
    let big = fs::File::create(desk.path().join("big.ron")).unwrap();
    big.set_len(5 << 30).unwrap();

    desk.refused(&["info", "none.ron"], "There is no file none.ron");
    desk.refused(&["info", "."], ". is not a file");
    desk.refused(&["info", "empty.ron"], "The file is empty");
    desk.refused(&["info", "binary.ron"], "no Liaison file");
    desk.refused(&["info", "cut.ron"], "the file ends in the middle");
    desk.refused(&["info", "newer.ron"], "written by a newer Liaison (format version 7");
    desk.refused(&["info", "deep.ron"], "line 1, column");
    desk.refused(&["info", "other.txt"], "no Liaison file");
    desk.refused(&["info", "big.ron"], "5368709120 bytes");
    let wrong = desk.run(&["convert", EXAMPLE, "out.xyz"], 2);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("no format is known by this ending"));
    desk.run(&["info", EXAMPLE, "--from", "zzz"], 2);
    desk.refused(&["convert", EXAMPLE, "no/such/folder.ron"], "could not be written");
    assert!(!desk.path().join("out.xyz").exists());
}

#[test]
fn broken_references_are_listed_with_their_places() {
    let desk = Desk::new();
    let example = fs::read_to_string(EXAMPLE).unwrap();
    let (start, rest) = example.split_once("            from: \"").unwrap();
    let (_, rest) = rest.split_once('"').unwrap();
    desk.write("dangling.ron", format!("{start}            from: \"nobody\"{rest}"));
    let line = start.lines().count() + 1;
    let output = desk.run(&["check", "dangling.ron", "--json"], 1);
    let issue = &json(&output)[0]["issues"][0];
    assert!(issue["message"].as_str().unwrap().contains("nobody"), "{issue}");
    assert!(issue["line"].as_u64().unwrap().abs_diff(line as u64) <= 16, "{issue} near line {line}");

    // A repair leaves the original alone and says what it did.
    let wrong = desk.run(&["convert", "dangling.ron", "dangling.ron", "--repair"], 2);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("never replaces the file"));
    let output = desk.run(&["convert", "dangling.ron", "mended.ron", "--repair"], 0);
    assert!(String::from_utf8_lossy(&output.stderr).contains("nobody"));
    desk.run(&["info", "mended.ron"], 0);
}

#[test]
fn a_read_only_file_is_not_replaced() {
    let desk = Desk::new();
    desk.write("kept.ron", "as it is");
    let path = desk.path().join("kept.ron");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    desk.refused(&["convert", EXAMPLE, "kept.ron"], "is read-only");
    assert_eq!(fs::read_to_string(&path).unwrap(), "as it is");
}

#[cfg(unix)]
#[test]
fn without_room_the_old_file_stays() {
    let desk = Desk::new();
    desk.write("kept.ron", "as it is");
    // A limit on the size of files stands for a full disk: writing fails after 4 blocks.
    let call =
        format!("ulimit -f 4; trap '' XFSZ; exec '{}' convert '{EXAMPLE}' kept.ron", env!("CARGO_BIN_EXE_liaison"));
    let output = Command::new("bash").arg("-c").arg(call).current_dir(desk.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("could not be written"));
    assert_eq!(fs::read_to_string(desk.path().join("kept.ron")).unwrap(), "as it is");
    let left: Vec<_> = fs::read_dir(desk.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name == "kept.ron" || name == "kept.ron.bak"), "nothing half-written: {left:?}");
}

#[test]
fn wrong_calls_end_with_2_and_help_with_0() {
    let desk = Desk::new();
    desk.run(&["info"], 2);
    desk.run(&["check"], 2);
    desk.run(&["info", EXAMPLE, "--no-such"], 2);
    let help = desk.run(&["--help"], 0);
    assert!(stdout(&help).contains("Exit status"));
}

#[test]
fn completions_and_the_manual_are_generated() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = desk.run(&["completions", shell], 0);
        assert!(stdout(&script).contains("convert"), "{shell}");
    }
    let page = desk.run(&["man"], 0);
    assert!(stdout(&page).starts_with(".ie"), "{}", &stdout(&page)[..40]);
    assert!(stdout(&page).contains("liaison\\-convert"));
}

#[test]
fn timings_end_standard_error() {
    let desk = Desk::new();
    let output = desk.run(&["info", EXAMPLE, "--timings", "--quiet"], 0);
    let said = String::from_utf8(output.stderr).unwrap();
    let last = said.trim_end().lines().last().unwrap();
    let bench: serde_json::Value = serde_json::from_str(last.strip_prefix("BENCH ").unwrap()).unwrap();
    assert!(bench["seconds"].as_f64().unwrap() > 0.0);
    assert_eq!(bench["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn layout_places_every_entity_and_says_where() {
    let desk = Desk::new();
    for algorithm in ["force", "stress", "layered", "radial", "concentric", "circular", "grid", "grouped"] {
        let printed = desk.run(&["layout", EXAMPLE, "-o", "-", "--algorithm", algorithm], 0);
        let rows: Vec<&str> = stdout(&printed).lines().collect();
        assert_eq!(rows[0], "id,x,y");
        assert!(rows.iter().any(|row| row.starts_with("1994-exchange-")), "{algorithm} places what the view shows");
        for row in &rows[1..] {
            assert!(row.rsplit(',').take(2).all(|n| n.parse::<f32>().unwrap().is_finite()), "{row}");
        }
    }
    desk.run(&["layout", EXAMPLE, "-o", "placed.ron", "--seed", "7"], 0);
    let again = desk.run(&["layout", EXAMPLE, "-o", "-", "--seed", "7"], 0);
    let placed = fs::read_to_string(desk.path().join("placed.ron")).unwrap();
    let x = stdout(&again).lines().nth(1).unwrap().split(',').nth(1).unwrap().to_owned();
    assert!(placed.contains(&x), "the file has the x that was printed, {x}");
}

#[test]
fn a_layout_that_makes_no_sense_is_a_wrong_call() {
    let desk = Desk::new();
    for arguments in [
        &["--algorithm", "radial", "--root", "nobody", "-o", "-"][..],
        &["--by-date", "-o", "-"],
        &["--view", "nowhere", "-o", "-"],
        &["-o", "picture.svg"],
        &["--algorithm", "spiral", "-o", "-"],
    ] {
        desk.run(&[&["layout", EXAMPLE][..], arguments].concat(), 2);
    }
}

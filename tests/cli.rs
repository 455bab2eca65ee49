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
    desk.write("newer.ron", example.replacen("version: 2", "version: 7", 1));
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
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("is known by this ending"));
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

/// The rows of a CSV without quoted cells.
fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines().map(|line| line.split(',').collect()).collect()
}

#[test]
fn analyze_measures_every_entity_and_the_whole() {
    let desk = Desk::new();
    let output = desk.run(&["analyze", EXAMPLE, "--metric", "degree,betweenness,component", "-o", "out.csv"], 0);
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("components"));
    let csv = fs::read_to_string(desk.path().join("out.csv")).unwrap();
    assert_eq!(csv.lines().next(), Some("id,name,degree,betweenness,component"));
    let info = json(&desk.run(&["info", EXAMPLE, "--json"], 0));
    assert_eq!(csv.lines().count() as u64, info["entities"].as_u64().unwrap() + 1);
    let ends: u64 = rows(&csv)[1..].iter().map(|row| row[2].parse::<u64>().unwrap()).sum();
    assert_eq!(ends, 2 * info["relationships"].as_u64().unwrap());

    let said = json(&desk.run(&["analyze", EXAMPLE, "--metric", "all", "--json"], 0));
    assert_eq!(said["network"]["components"], info["components"]);
    assert_eq!(said["network"]["relationships"], info["relationships"]);
    assert!(said["network"]["modularity"].as_f64().unwrap() > 0.0);
    assert_eq!(said["precision"]["betweenness"]["kind"], "exact");
    assert_eq!(said["nodes"].as_array().unwrap().len() as u64, info["entities"].as_u64().unwrap());

    let list = desk.run(&["analyze", "--list"], 0);
    assert!(stdout(&list).contains("betweenness: Who best connects the network?"));
    let firm = json(&desk.run(&["analyze", EXAMPLE, "--json", "--min-confidence", "high", "--at", "2019-02"], 0));
    assert!(firm["network"]["relationships"].as_u64() < info["relationships"].as_u64());
}

#[test]
fn paths_are_told_with_their_weakest_link() {
    let desk = Desk::new();
    let all = ["paths", EXAMPLE, "Donald Trump", "kim jong un", "-k", "2"];
    let text = desk.run(&all, 0);
    assert!(stdout(&text).starts_with("1. Donald Trump – "), "{}", stdout(&text));
    assert_eq!(stdout(&text).matches("Weakest link: ").count(), 2);
    let found = json(&desk.run(&["paths", EXAMPLE, "Donald Trump", "Kim Jong Un", "-k", "2", "--json"], 0));
    let paths = found["paths"].as_array().unwrap();
    assert_eq!(paths.len(), 2);
    assert!(paths[0]["length"].as_u64() <= paths[1]["length"].as_u64());
    let steps = paths[0]["steps"].as_array().unwrap();
    assert_eq!(steps.len() as u64, paths[0]["length"].as_u64().unwrap());
    assert!(paths[0]["weakest"].as_u64().unwrap() < steps.len() as u64);

    let none = desk.run(&["paths", EXAMPLE, "Donald Trump", "Kim Jong Un", "--max-steps", "0"], 1);
    assert!(stdout(&none).starts_with("There is no path"));
    let wrong = desk.run(&["paths", EXAMPLE, "Donald", "Kim Jong Un"], 2);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("Did you mean"));
    let same = desk.run(&["paths", EXAMPLE, "Kim Jong Un", "Kim Jong Un"], 2);
    assert!(String::from_utf8_lossy(&same.stderr).contains("both ends"));
}

#[test]
fn wrong_names_are_answered_with_the_right_ones() {
    let desk = Desk::new();
    for (arguments, expected) in [
        (["analyze", EXAMPLE, "--metric", "fame"], "betweenness"),
        (["analyze", EXAMPLE, "--type", "fame"], "those in use are"),
        (["analyze", EXAMPLE, "--view", "fame"], "There is no view"),
        (["analyze", EXAMPLE, "--at", "yesterday"], "not a date"),
        (["analyze", EXAMPLE, "--min-confidence", "some"], "moderate"),
        (["analyze", EXAMPLE, "--resolution", "0"], "above 0"),
    ] {
        let output = desk.run(&arguments, 2);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(expected), "{arguments:?} said {said}");
    }
}

#[test]
fn a_file_is_looked_at_as_of_a_date() {
    let desk = Desk::new();
    let then = json(&desk.run(&["info", EXAMPLE, "--json", "--at", "1994"], 0));
    let question = |at: &str| json(&desk.run(&["query", EXAMPLE, "\"exchange offices\"", "--json", "--at", at], 0));
    assert_eq!(then["at"]["date"], "1994");
    let all = json(&desk.run(&["query", EXAMPLE, "", "--json", "--at", "1994"], 0));
    assert_eq!(then["at"]["relationships"].as_u64().unwrap(), all["relationships"].as_array().unwrap().len() as u64);
    assert_eq!(then["at"]["entities"].as_u64().unwrap(), all["entities"].as_array().unwrap().len() as u64);
    assert_eq!(question("1994")["relationships"][0]["status"], "in-effect");
    assert_eq!(question("1994-12")["relationships"][0]["status"], "ended");
    assert_eq!(question("1995")["relationships"], serde_json::json!([]));
    for call in [
        vec!["info", EXAMPLE, "--at", "2019-02-30"],
        vec!["query", EXAMPLE, "", "--at", "2019-02-30"],
        vec!["analyze", EXAMPLE, "--at", "2019-02-30"],
        vec!["paths", EXAMPLE, "Donald Trump", "Kim Jong Un", "--at", "2019-02-30"],
    ] {
        let said = String::from_utf8(desk.run(&call, 2).stderr).unwrap();
        assert!(said.contains("names day 30, but that month has 28"), "{call:?} said {said}");
    }
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
fn query_finds_what_matches_and_marks_what_is_wrong() {
    let desk = Desk::new();
    let found = json(&desk.run(&["query", EXAMPLE, "type:state", "--json"], 0));
    let names: Vec<&str> = found["entities"].as_array().unwrap().iter().map(|e| e["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"North Korea") && names.contains(&"United States"), "{names:?}");
    assert!(found["entities"].as_array().unwrap().iter().all(|e| e["type"] == "state"));
    let output = desk.run(&["query", EXAMPLE, "status:proposed -type:state"], 0);
    assert!(stdout(&output).contains("Liaison office"), "{}", stdout(&output));

    let wrong = desk.run(&["query", EXAMPLE, "kim typ:state"], 2);
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert!(said.contains("wrong at column 5") && said.contains("Did you mean type?"), "{said}");
    assert!(said.ends_with("      ^^^\n"), "{said:?}");
    desk.run(&["query", "none.ron", "kim"], 3);
    let help = desk.run(&["query", "--help"], 0);
    assert!(stdout(&help).contains("linked:\"North Korea\"") && stdout(&help).contains("is:single-source"));
}

#[test]
fn layout_places_every_entity_and_says_where() {
    let desk = Desk::new();
    for algorithm in ["force", "stress", "layered", "radial", "concentric", "circular", "grid", "grouped"] {
        let printed = desk.run(&["layout", EXAMPLE, "-o", "-", "--algorithm", algorithm], 0);
        let rows: Vec<&str> = stdout(&printed).lines().collect();
        assert_eq!(rows[0], "id,x,y");
        assert_eq!(rows.len(), 1 + 21, "{algorithm} places all of the view that shows most");
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
fn a_layout_leaves_pins_alone_grows_and_goes_by_a_measure() {
    let desk = Desk::new();
    let table = |arguments: &[&str]| {
        stdout(&desk.run(&[&["layout", EXAMPLE, "--view", "1994", "-o", "-"][..], arguments].concat(), 0)).to_owned()
    };
    let grid = |argument: &[&str]| table(&[&["--algorithm", "grid"][..], argument].concat());
    let pin = "north-korea-6vsrva,300,-40\n";
    assert!(grid(&[]).contains(pin) && !grid(&["--move-pinned"]).contains(pin));
    assert_eq!(grid(&["--keep-pinned"]), grid(&[]));
    assert_ne!(table(&["--incremental"]), table(&[]), "what stands moves little");
    let by = |metric| table(&["--algorithm", "concentric", "--by", metric]);
    assert_ne!(by("betweenness"), by("clustering"));
    desk.run(&["layout", EXAMPLE, "-o", "-", "--by", "degree"], 2);
    desk.run(&["layout", EXAMPLE, "-o", "-", "--algorithm", "concentric", "--by", "fame"], 2);
}

#[test]
fn what_a_view_filters_is_not_analysed_and_one_output_takes_one_format() {
    let desk = Desk::new();
    let title = "title: \"Overview\",";
    let text = fs::read_to_string(EXAMPLE).unwrap();
    desk.write("filtered.ron", text.replacen(title, &format!("{title}\n            filter: \"type:person\","), 1));
    let rows = |view: &[&str]| {
        let printed = desk.run(&[&["analyze", "filtered.ron", "--metric", "degree"][..], view].concat(), 0);
        stdout(&printed).lines().count()
    };
    assert!(rows(&["--view", "Overview"]) < rows(&[]));
    desk.run(&["analyze", EXAMPLE, "--json", "-o", "-"], 2);
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

#[test]
fn retract_names_what_falls_without_a_source() {
    let desk = Desk::new();
    let output = desk.run(&["retract", EXAMPLE, "washington weighs a post in pyongyang"], 1);
    let said = stdout(&output);
    assert!(said.contains("24 claims lose all support"), "{said}");
    assert!(said.contains("Kim Jong Un leads North Korea (kim-leads-80bbnf): High → Moderate"), "{said}");

    // Each of two sources of one origin is spare as long as the other is there.
    let alone = json(&desk.run(&["retract", EXAMPLE, "CNN report", "--json"], 1));
    let whole = json(&desk.run(&["retract", EXAMPLE, "CNN report", "--origin", "--json"], 1));
    let effect_on_plan = |found: &serde_json::Value| {
        let effects = found["effects"].as_array().unwrap();
        effects.iter().find(|e| e["id"] == "admin-proposes-yx2983").unwrap()["effect"].clone()
    };
    assert_eq!((effect_on_plan(&alone), effect_on_plan(&whole)), ("stays".into(), "unsupported".into()));
    assert_eq!(whole["withdrawn"].as_array().unwrap().len(), 2);

    let wrong = desk.run(&["retract", EXAMPLE, "pyongyang"], 2);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("Did you mean"));
}

#[test]
fn check_names_pairs_that_may_be_one() {
    let desk = Desk::new();
    let example = fs::read_to_string(EXAMPLE).unwrap();
    let twin = "        \"kim-jong-un-h0rwan\": (";
    let more = format!(
        "        \"kim-jong-un-h0rwam\": (\n            type: \"person\",\n            name: \"Kim Jong-un\",\n        ),\n{twin}"
    );
    desk.write("twins.ron", example.replacen(twin, &more, 1));
    let output = desk.run(&["check", "twins.ron", "--duplicates", "--json"], 0);
    let findings = json(&output)[0]["findings"].clone();
    let [pair] = &findings.as_array().unwrap()[..] else { panic!("{findings}") };
    assert_eq!((&pair["rule"], &pair["severity"]), (&"duplicate".into(), &"note".into()));
    assert_eq!((&pair["id"], &pair["other"]), (&"kim-jong-un-h0rwam".into(), &"kim-jong-un-h0rwan".into()));
    assert!(pair["message"].as_str().unwrap().contains("same name"), "{pair}");
}

//! Holds the source tree to the rules of ARCHITECTURE.md: who may import whom, what never appears where,
//! how a file opens and how long it may grow. Plain text and tokens, so that it runs in well under a second.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every module at the root of the library, lowest floor first. A module imports only from floors below its own;
/// modules that share a floor do not know each other.
const FLOORS: &[&[&str]] = &[
    &["base"],
    &["model"],
    &["edit"],
    &["formats", "analysis", "layout"],
    &["session"],
    &["scene"],
    &["export"],
    &["cli", "ui"],
];

/// Crates that draw or open windows. Only `src/ui` names them, and `src/main.rs`, which opens the window.
const GUI_CRATES: &[&str] = &["egui", "eframe", "wgpu", "winit", "rfd", "epaint"];

/// What the lower floors never do, as the last two names of a path: disk, network, processes, clocks.
/// Their tests may.
const OUTSIDE_WORLD: &[(&str, &[&str])] = &[
    ("std", &["fs", "net", "process", "env"]),
    ("time", &["Instant", "SystemTime"]),
    ("Instant", &["now"]),
    ("SystemTime", &["now"]),
    ("Timestamp", &["now"]),
    ("Zoned", &["now"]),
];
const PURE_MODULES: &[&str] = &["model", "edit", "formats", "analysis", "layout"];

/// Names that say nothing about what a module is for.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "manager", "misc", "common"];
const EMPTY_ENDINGS: &[&str] = &["_util", "_utils", "_helper", "_helpers", "_manager", "_misc"];

const MOST_LINES: usize = 650;
const MOST_LINES_IN_TESTS: usize = 900;

/// A broken rule, and where.
#[derive(Debug)]
struct Problem {
    path: String,
    line: usize,
    what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

#[test]
fn the_tree_is_tidy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = tracked_files(root);
    assert!(files.iter().any(|f| f == "src/lib.rs"), "found no src/lib.rs among {} files", files.len());

    let mut problems = Vec::new();
    for path in &files {
        let bytes = std::fs::read(root.join(path)).unwrap_or_else(|e| panic!("cannot read {path}: {e}"));
        // What is not UTF-8 is a picture or a font.
        if let Ok(text) = String::from_utf8(bytes) {
            problems.extend(check_file(path, &text));
        }
    }
    let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "{} rules broken:\n{}", list.len(), list.join("\n"));
}

/// The files of the working tree, with `/` between folders: what git tracks or would track, else whatever lies there.
fn tracked_files(root: &Path) -> Vec<String> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output();
    if let Ok(output) = listed
        && output.status.success()
    {
        let names = String::from_utf8_lossy(&output.stdout);
        // A deleted file stays listed until the deletion is staged.
        let files: Vec<String> =
            names.split('\0').filter(|n| !n.is_empty() && root.join(n).is_file()).map(str::to_owned).collect();
        // An unpacked package inside another repository is ignored there: then the list is empty.
        if files.iter().any(|f| f == "Cargo.toml") {
            return files;
        }
    }
    walk(root)
}

/// Every file below `root` but for build output and git's own.
fn walk(root: &Path) -> Vec<String> {
    let mut folders: Vec<PathBuf> = vec![root.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("cannot list {}: {e}", folder.display())) {
            let entry = entry.expect("a folder that opened can be read");
            let path = entry.path();
            // Not `Path::is_dir`, which follows links and so may go round in circles.
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let name = path.strip_prefix(root).expect("an entry lies below its root").to_string_lossy().into_owned();
            match name.as_str() {
                "target" | ".git" | ".cargo-ok" | ".cargo_vcs_info.json" => {}
                _ if is_folder => folders.push(path),
                _ => files.push(name.replace('\\', "/")),
            }
        }
    }
    files.sort();
    files
}

/// All rules for one file, given its path from the root.
fn check_file(path: &str, text: &str) -> Vec<Problem> {
    let mut found = Found { path, problems: Vec::new() };
    found.text_rules(text);
    if path.ends_with(".rs") {
        found.file_rules(text);
        let tokens = tokenize(text);
        found.token_rules(&tokens);
        if let Some(place) = Place::of(path) {
            found.floor_rules(&place, &tokens);
        }
    }
    found.problems
}

/// Collects what is wrong with one file.
struct Found<'a> {
    path: &'a str,
    problems: Vec<Problem>,
}

impl Found<'_> {
    fn add(&mut self, line: usize, what: impl Into<String>) {
        self.problems.push(Problem { path: self.path.to_owned(), line, what: what.into() });
    }

    /// Rules for every text file. The words are put together here so that this file does not break its own rules.
    fn text_rules(&mut self, text: &str) {
        let machine_paths = ["work", "root", "home"].map(|folder| format!("/{folder}/"));
        let hosts = [
            ["crates", "io"],
            ["pypi", "org"],
            ["pythonhosted", "org"],
            ["npmjs", "org"],
            ["npmjs", "com"],
            ["debian", "org"],
        ]
        .map(|parts| parts.join("."));
        let unfinished = concat!("FIX", "ME");
        let skipped_example = concat!("```", "ignore");

        for (number, line) in text.lines().enumerate().map(|(i, line)| (i + 1, line)) {
            for path in &machine_paths {
                if line.match_indices(path.as_str()).any(|(at, _)| opens_a_path(&line[..at])) {
                    self.add(number, format!("names a folder of one machine, {path}"));
                }
            }
            // The lock file names the registry in every entry.
            if self.path != "Cargo.lock"
                && let Some(host) = hosts.iter().find(|host| line.contains(host.as_str()))
            {
                self.add(number, format!("names a registry's host, {host}"));
            }
            if line.contains(unfinished) {
                self.add(number, format!("{unfinished}: finish it, or write an issue"));
            }
            if self.path.ends_with(".rs") && line.contains(skipped_example) {
                self.add(number, "an example that is never compiled; use `text` if it is not Rust");
            }
        }
    }

    /// Rules for a Rust file as a whole.
    fn file_rules(&mut self, text: &str) {
        if !text.starts_with("//!") {
            self.add(1, "the first line is not `//!` and what the file is for");
        }
        let parts: Vec<&str> = self.path.trim_end_matches(".rs").split('/').collect();
        let is_test = ["tests", "benches", "fuzz"].iter().any(|t| parts.contains(t));
        let most = if is_test { MOST_LINES_IN_TESTS } else { MOST_LINES };
        let lines = text.lines().count();
        if lines > most {
            self.add(lines, format!("{lines} lines, more than {most}: probably two concepts"));
        }
        if let Some(name) = parts.iter().find(|name| is_empty_name(name)) {
            self.add(1, format!("a file or folder named `{name}`: say what it is for"));
        }
    }

    /// Rules that look at a few tokens in a row, in any Rust file.
    fn token_rules(&mut self, tokens: &[Token<'_>]) {
        for (i, token) in tokens.iter().enumerate() {
            let next = |n: usize| tokens.get(i + n).map_or("", |t| t.text);
            match token.text {
                name @ ("todo" | "unimplemented") if next(1) == "!" => {
                    self.add(token.line, format!("`{name}!`: unfinished"));
                }
                "mod" if is_empty_name(next(1)) => {
                    self.add(token.line, format!("a module named `{}`: say what it is for", next(1)));
                }
                "#" if next(1) == "[" => {
                    let attribute: Vec<&str> =
                        tokens[i + 2..].iter().map(|t| t.text).take_while(|t| *t != "]").collect();
                    let conditional = attribute.first() == Some(&"cfg_attr") && attribute.contains(&"ignore");
                    if attribute.first() == Some(&"ignore") || conditional {
                        self.add(token.line, "an ignored test: repair it or remove it");
                    }
                }
                _ => {}
            }
        }
    }

    /// Who may name whom inside `src`.
    fn floor_rules(&mut self, place: &Place, tokens: &[Token<'_>]) {
        let home = place.modules.first().map(String::as_str);
        if let Some(module) = home
            && floor_of(module).is_none()
        {
            self.add(1, format!("`{module}` stands on no floor: add it to the table here and in ARCHITECTURE.md"));
        }
        let may_draw = home == Some("ui") || place.is_main;
        if !may_draw {
            for token in tokens {
                let base = token.text.split('_').next().unwrap_or_default();
                if GUI_CRATES.contains(&base) && (token.text == base || token.text.starts_with("egui_")) {
                    self.add(token.line, format!("`{}` outside `ui`", token.text));
                }
            }
        }
        let Some(home) = home else { return };
        let in_tests_file = place.modules.iter().any(|m| m == "tests");
        for path in paths(&place.modules, tokens) {
            self.import_rule(home, &path);
            if PURE_MODULES.contains(&home) && !path.in_tests && !in_tests_file {
                for pair in path.names.windows(2) {
                    let reaches = |(from, to): &(&str, &[&str])| pair[0] == *from && to.contains(&pair[1].as_str());
                    if OUTSIDE_WORLD.iter().any(reaches) {
                        self.add(path.line, format!("`{home}` never uses `{}::{}`", pair[0], pair[1]));
                    }
                }
            }
        }
    }

    fn import_rule(&mut self, home: &str, path: &UsedPath) {
        let Root::Library = path.root else { return };
        let Some(target) = path.names.first() else {
            self.add(path.line, "names the root of the library as a whole: name the module");
            return;
        };
        if target == home {
            return;
        }
        match (floor_of(home), floor_of(target)) {
            (_, None) => {
                self.add(
                    path.line,
                    format!("`crate::{target}` is no module of the floor table: import it from where it lives"),
                );
            }
            (Some(here), Some(there)) if there > here => {
                self.add(path.line, format!("`{home}` (floor {here}) imports upward, from `{target}` (floor {there})"));
            }
            (Some(here), Some(there)) if there == here => {
                self.add(path.line, format!("`{home}` imports sideways, from `{target}`: both stand on floor {here}"));
            }
            _ => {}
        }
    }
}

/// Whether what stands before a slash leaves it at the start of an absolute path.
fn opens_a_path(before: &str) -> bool {
    before.chars().next_back().is_none_or(|c| c.is_whitespace() || "\"'`=:(<[/,;|".contains(c))
}

fn is_empty_name(name: &str) -> bool {
    EMPTY_NAMES.contains(&name) || EMPTY_ENDINGS.iter().any(|end| name.ends_with(end))
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

/// Where a file of `src` stands among the modules.
struct Place {
    /// `["edit", "history"]` for `src/edit/history.rs`; empty for the root of the library.
    modules: Vec<String>,
    is_main: bool,
}

impl Place {
    fn of(path: &str) -> Option<Self> {
        let inside = path.strip_prefix("src/")?.strip_suffix(".rs")?;
        let is_main = inside == "main";
        let mut modules: Vec<String> = inside.split('/').map(str::to_owned).collect();
        if modules.last().is_some_and(|last| last == "mod") || is_main || inside == "lib" {
            modules.pop();
        }
        Some(Self { modules, is_main })
    }
}

/// A name, a number, `::`, or a single other character.
struct Token<'a> {
    text: &'a str,
    line: usize,
}

/// Splits Rust text into tokens, leaving out comments, strings, characters and lifetimes.
fn tokenize(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (length, kept) = match c {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            '/' if rest.starts_with("/*") => (block_comment(rest), false),
            '"' => (quoted(rest, 1, '"'), false),
            '\'' => (character_or_lifetime(rest), false),
            _ if c.is_alphabetic() || c == '_' => match string_prefix(rest) {
                Some(length) => (length, false),
                None => (name_length(rest), true),
            },
            _ if c.is_ascii_digit() => (name_length(rest), true),
            ':' if rest.starts_with("::") => (2, true),
            _ => (c.len_utf8(), !c.is_whitespace()),
        };
        if kept {
            tokens.push(Token { text: rest[..length].trim_start_matches("r#"), line });
        }
        line += rest[..length].matches('\n').count();
        at += length;
    }
    tokens
}

fn name_length(rest: &str) -> usize {
    let start = if rest.starts_with("r#") { 2 } else { 0 };
    rest[start..].find(|c: char| !c.is_alphanumeric() && c != '_').map_or(rest.len(), |end| end + start)
}

/// The length of a string that opens with a letter: `r"…"`, `r#"…"#`, `b"…"`, `br"…"`, `c"…"`, `b'…'`.
fn string_prefix(rest: &str) -> Option<usize> {
    let letters = rest.find(|c: char| !"bcr".contains(c))?;
    let hashes = rest[letters..].find(|c| c != '#')?;
    let open = letters + hashes;
    if letters > 2 {
        return None;
    }
    if rest[open..].starts_with('\'') && &rest[..open] == "b" {
        return Some(quoted(rest, open + 1, '\''));
    }
    if !rest[open..].starts_with('"') {
        return None;
    }
    if !rest[..letters].contains('r') {
        return (hashes == 0).then(|| quoted(rest, open + 1, '"'));
    }
    let close = format!("\"{}", "#".repeat(hashes));
    Some(rest[open + 1..].find(&close).map_or(rest.len(), |end| open + 1 + end + close.len()))
}

/// The length of a text whose body starts at `from` and ends at `close`, past backslashes.
fn quoted(rest: &str, from: usize, close: char) -> usize {
    let mut escaped = false;
    for (i, c) in rest[from..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == close => return from + i + close.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

fn character_or_lifetime(rest: &str) -> usize {
    let mut after = rest[1..].chars();
    let (first, second) = (after.next(), after.next());
    if first == Some('\\') || second == Some('\'') { quoted(rest, 1, '\'') } else { 1 + name_length(&rest[1..]) }
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// What a path starts from.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Root {
    /// The root of this library: `crate`, or enough `super`.
    Library,
    /// Another crate, or a name in scope.
    Elsewhere,
}

/// A path as written in an import or an expression, from its root.
#[derive(Debug)]
struct UsedPath {
    root: Root,
    /// Without `crate`, `super`, `self`, a final `*` and the name after `as`.
    names: Vec<String>,
    line: usize,
    in_tests: bool,
}

/// Every path in the file, with import trees spread out and `super` resolved against where it is written.
fn paths(file_module: &[String], tokens: &[Token<'_>]) -> Vec<UsedPath> {
    let mut found = Vec::new();
    // The modules written inside this file that are open here, each with the depth of braces around it.
    let mut inner: Vec<(String, usize)> = Vec::new();
    let (mut depth, mut i) = (0_usize, 0);
    while i < tokens.len() {
        let text = |n: usize| tokens.get(i + n).map_or("", |t| t.text);
        match text(0) {
            "mod" if text(2) == "{" => {
                inner.push((text(1).to_owned(), depth));
                depth += 1;
                i += 3;
                continue;
            }
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                if inner.last().is_some_and(|(_, around)| *around == depth) {
                    inner.pop();
                }
            }
            word => {
                let before = if i == 0 { "" } else { tokens[i - 1].text };
                let starts = is_name(word) && before != "::" || word == "::" && !is_name(before) && before != ">";
                // `pub(in crate::edit)` says how far a name is seen; it imports nothing.
                let is_visibility = before == "in" && i > 2 && tokens[i - 3].text == "pub";
                if starts && !is_visibility && (word == "use" || word == "::" || text(1) == "::") {
                    let here: Vec<String> =
                        file_module.iter().cloned().chain(inner.iter().map(|(name, _)| name.clone())).collect();
                    let in_tests = inner.iter().any(|(name, _)| name == "tests");
                    let skip = usize::from(word == "use");
                    let mut walker = Walker { tokens, here: &here, in_tests, found: &mut found };
                    i = walker.tree(i + skip, &[]).max(i + 1);
                    continue;
                }
            }
        }
        i += 1;
    }
    found
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Follows one import tree or path.
struct Walker<'a, 'f> {
    tokens: &'a [Token<'a>],
    here: &'a [String],
    in_tests: bool,
    found: &'f mut Vec<UsedPath>,
}

impl Walker<'_, '_> {
    /// Reads from token `i` a path that continues `prefix`; returns the place after it.
    fn tree(&mut self, mut i: usize, prefix: &[&str]) -> usize {
        let tokens = self.tokens;
        let text = |i: usize| tokens.get(i).map_or("", |t| t.text);
        let mut names: Vec<&str> = prefix.to_vec();
        let line = tokens.get(i).map_or(0, |t| t.line);
        if text(i) == "::" {
            i += 1;
        }
        loop {
            match text(i) {
                "{" => {
                    i += 1;
                    while !matches!(text(i), "}" | "") {
                        i = self.tree(i, &names).max(i + 1);
                        if text(i) == "," {
                            i += 1;
                        }
                    }
                    return i + 1;
                }
                "*" => i += 1,
                name if is_name(name) => {
                    names.push(tokens[i].text);
                    i += 1;
                    if text(i) == "::" && (is_name(text(i + 1)) || matches!(text(i + 1), "{" | "*")) {
                        i += 1;
                        continue;
                    }
                }
                _ => {}
            }
            self.resolve(&names, line);
            // A second name for the path is none of our concern; one for the root was reported as the root.
            return if text(i) == "as" && is_name(text(i + 1)) { i + 2 } else { i };
        }
    }

    fn resolve(&mut self, written: &[&str], line: usize) {
        let mut module: Option<Vec<String>> = None;
        let mut names = Vec::new();
        for name in written {
            match *name {
                "crate" => module = Some(Vec::new()),
                // Another name of this same library.
                "liaison" if names.is_empty() && module.is_none() => module = Some(Vec::new()),
                "self" if names.is_empty() && module.is_none() => module = Some(self.here.to_vec()),
                "self" => {}
                "super" => {
                    module.get_or_insert_with(|| self.here.to_vec()).pop();
                }
                other => names.push(other.to_owned()),
            }
        }
        let root = if module.is_some() { Root::Library } else { Root::Elsewhere };
        let names = module.unwrap_or_default().into_iter().chain(names).collect();
        self.found.push(UsedPath { root, names, line, in_tests: self.in_tests });
    }
}

// ---- The rules, tried on text that breaks them. ----

/// Checks `text` as if it stood at `path`, with a first line that passes, and compares all that is said.
#[track_caller]
fn check(path: &str, text: &str, expected: &[&str]) {
    let said: Vec<String> = check_file(path, &format!("//! Why.\n{text}")).iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), expected.len(), "{path}: {text}\nsaid {said:#?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.contains(expected), "{path}: {text}\nexpected {expected:?}, said {said:?}");
    }
}

#[test]
fn downward_and_own_imports_pass() {
    for text in [
        "use crate::base::Id;",
        "use crate::{base::{self, Id}, model::Graph};",
        "use super::Document; use super::super::model::Graph;",
        "use self::inner::X; use crate::edit::Edit as E; pub use history::History;",
        "fn f(x: &crate::model::Graph) -> base::Id { crate::base::id::<u8>(x) }",
        "mod tests { use super::*; use super::super::*; fn f() { super::f(); } }",
        "// use crate::ui::App;\n/* crate::ui /* crate::cli */ */ const A: &str = \"crate::ui\";",
        "const A: &str = r#\"\"crate::ui\"#; const B: &[u8] = b\"crate::ui\"; const C: char = '\"'; struct S<'a>(&'a u8);",
        "/// See [`crate::ui`].\nstruct X;",
        "let session = 1; struct Ui { cli: u8 } use serde::ui::X; vis!(pub(crate) x); pub(super) fn g() {} pub(in super::super) fn h() {}",
    ] {
        check("src/edit/history.rs", text, &[]);
    }
    check("src/ui/mod.rs", "use crate::{base, session::Session, export::svg}; use egui::Ui;", &[]);
    check("src/lib.rs", "pub mod base; pub use model::Graph;", &[]);
}

#[test]
fn upward_imports_are_refused() {
    let upward = "`edit` (floor 2) imports upward, from `session` (floor 4)";
    for text in [
        "use crate::session::Session;",
        "use crate::{base::Id, session};",
        "use crate::{base::{Id, Kind}, session::{self, jobs::{Job, Task}}};",
        "use super::super::session::Session;",
        "use super::super::{base, session as s};",
        "pub use crate::session::*;",
        "fn f() { crate::session::open(); }",
        "fn f(s: &mut super::super::session::Session) {}",
        "type T = Vec<crate::session::Session>;",
        "macro_rules! m { () => { $crate::session::open() }; }",
        "mod inner { use super::super::super::session::X; }",
        "mod a { mod b {} } mod c { use crate::session::X; }",
        "use liaison::session::Session;",
        "use ::liaison::session::Session;",
        "#[cfg(test)] mod tests { use crate::session::Session; }",
        "const Q: char = '\\''; use crate::session::X; const R: &str = \"\\\"\";",
    ] {
        let expected: &[&str] = if text.contains("jobs") { &[upward, upward, upward] } else { &[upward] };
        check("src/edit/history.rs", text, expected);
    }
    check("src/base.rs", "use super::model::Graph;", &["`base` (floor 0) imports upward, from `model` (floor 1)"]);
    check("src/base/mod.rs", "use super::model::Graph;", &["imports upward"]);
    check(
        "src/export/svg.rs",
        "use crate::base::X;\nuse crate::ui::App;",
        &["src/export/svg.rs:3: `export` (floor 6)"],
    );
}

#[test]
fn sideways_imports_are_refused() {
    check("src/layout/force.rs", "use crate::analysis::paths;", &["`layout` imports sideways, from `analysis`"]);
    check("src/formats/native/mod.rs", "use super::super::layout::X;", &["`formats` imports sideways"]);
    check("src/ui/app.rs", "use crate::cli::Args;", &["`ui` imports sideways"]);
}

#[test]
fn ways_around_the_table_are_refused() {
    let whole = "names the root of the library as a whole";
    check("src/edit/mod.rs", "use crate as root; fn f() { root::ui::run(); }", &[whole]);
    check("src/edit/mod.rs", "use crate::*;", &[whole]);
    check("src/edit/mod.rs", "use super::*;", &[whole]);
    check("src/edit/history.rs", "use super::super as root;", &[whole]);
    check("src/edit/history.rs", "use crate::{self as root};", &[whole]);
    check("src/edit/mod.rs", "use crate::Session;", &["`crate::Session` is no module of the floor table"]);
    check("src/web/mod.rs", "", &["`web` stands on no floor"]);
    check("src/bin/other.rs", "", &["`bin` stands on no floor"]);
}

#[test]
fn drawing_stays_in_ui() {
    check("src/scene/paint.rs", "use egui::Color32;", &["`egui` outside `ui`"]);
    check("src/lib.rs", "pub use eframe;", &["`eframe` outside `ui`"]);
    check("src/cli/mod.rs", "fn f() { rfd::FileDialog::new(); }", &["`rfd` outside `ui`"]);
    check("src/session/jobs.rs", "use wgpu::Device; use egui_extras::X;", &["`wgpu` outside", "`egui_extras` outside"]);
    check("src/main.rs", "fn main() { eframe::run_native(); }", &[]);
    check("tests/ui.rs", "use egui_kittest::Harness;", &[]);
    check("src/scene/mod.rs", "// egui would do this\nconst A: &str = \"egui\";", &[]);
}

#[test]
fn the_lower_floors_do_not_touch_the_outside_world() {
    check("src/formats/native.rs", "use std::fs;", &["`formats` never uses `std::fs`"]);
    check("src/layout/force.rs", "use std::{env, time::{Duration, Instant}};", &["`std::env`", "`time::Instant`"]);
    check("src/edit/mod.rs", "fn f() { jiff::Timestamp::now(); }", &["`edit` never uses `Timestamp::now`"]);
    check("src/analysis/mod.rs", "mod tests { use std::fs; }", &[]);
    check("src/analysis/tests.rs", "use std::fs;", &[]);
    check("src/session/disk.rs", "use std::fs;", &[]);
}

#[test]
fn unfinished_work_is_refused() {
    check("src/edit/mod.rs", &format!("fn f() {{ {}!() }}", "todo"), &["`todo!`"]);
    check("tests/a.rs", &format!("fn f() {{ {}!(\"later\") }}", "unimplemented"), &["`unimplemented!`"]);
    check("tests/a.rs", "#[test]\n#[ignore = \"slow\"]\nfn f() {}", &["tests/a.rs:3: an ignored test"]);
    check("tests/a.rs", "#[cfg_attr(windows, ignore)]\nfn f() {}", &["an ignored test"]);
    check("README.md", concat!("FIX", "ME: say more"), &["README.md:2: FIX"]);
    check("src/edit/mod.rs", concat!("/// ```", "ignore\n/// x\n/// ```\nfn f() {}"), &["never compiled"]);
    check("src/edit/mod.rs", "/// Nothing to do: `todo!()`.\nfn todo() { ignore(); }", &[]);
}

#[test]
fn files_open_with_their_purpose_and_stay_short() {
    let opening = check_file("src/edit/mod.rs", "// Edits.\n");
    assert!(opening.len() == 1 && opening[0].what.contains("first line"), "{opening:?}");
    check("src/edit/mod.rs", &"\n".repeat(MOST_LINES - 1), &[]);
    check("src/edit/mod.rs", &"\n".repeat(MOST_LINES), &["651 lines, more than 650"]);
    check("tests/edit.rs", &"\n".repeat(MOST_LINES), &[]);
    check("src/edit/tests.rs", &"\n".repeat(MOST_LINES), &[]);
    check("tests/edit.rs", &"\n".repeat(MOST_LINES_IN_TESTS), &["901 lines, more than 900"]);
}

#[test]
fn empty_names_are_refused() {
    check("src/edit/mod.rs", "mod utils;", &["a module named `utils`"]);
    check("src/ui/window_manager.rs", "", &["named `window_manager`"]);
    check("tests/common/mod.rs", "", &["named `common`"]);
    check("src/analysis/common_neighbours.rs", "mod managerial;", &[]);
}

#[test]
fn machines_and_registries_are_not_named() {
    for folder in ["work", "root", "home"] {
        check("notes.md", &format!("see /{folder}/x"), &["names a folder of one machine"]);
        check("tests/a.rs", &format!("const A: &str = \"/{folder}/x\";"), &["names a folder of one machine"]);
        check("notes.md", &format!("file:///{folder}/ann/map.ron"), &["names a folder of one machine"]);
        check("notes.md", &format!("example.com/{folder}/x ./{folder}/x ~/{folder}/x"), &[]);
    }
    let host = ["crates", "io"].join(".");
    check("README.md", &format!("from {host}"), &["names a registry's host"]);
    check("Cargo.lock", &format!("source = \"{host}\""), &[]);
}

#[test]
fn a_walk_finds_the_same_sources_as_git() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let walked = walk(root);
    let sources = |files: &[String]| -> Vec<String> {
        let mut sources: Vec<String> = files.iter().filter(|f| f.starts_with("src/")).cloned().collect();
        sources.sort();
        sources
    };
    assert_eq!(sources(&walked), sources(&tracked_files(root)));
}

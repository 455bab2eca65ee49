//! Bytes to graphs and back: the native format, and a table from which readers of all formats are told by content.
//!
//! `formats` touches no disk and knows no window. A reader never stops at the first bad record: it returns the graph
//! with its [`Issue`]s, or a [`ReadError`] that lists what is wrong and where.

mod anx;
pub mod article;
mod dl;
mod dot;
mod foreign;
mod gdf;
mod gexf;
mod gml;
mod graph_json;
mod graphml;
mod intel;
pub mod journal;
mod json;
pub mod native;
mod pajek;
mod rdf;
mod sif;
mod star;
pub mod table;
mod tell;
mod tgf;
mod xgmml;

use std::fmt;

use crate::base::{Cancelled, Task};
use crate::model::{Graph, RecordName};
pub use native::Lineage;
pub use tell::{read_named, tell, writer_named};

/// How much an issue matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something was lost or is wrong.
    Error,
    /// Something is doubtful.
    Warning,
    /// Something that is good to know.
    Note,
}

impl Severity {
    /// The word for it in machine-readable output.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Something that is wrong with, or worth knowing of, what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, without its place.
    pub message: String,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The character in the line, from 1.
    pub column: Option<u32>,
    /// The record that it is about.
    pub record: Option<RecordName>,
    /// What was done about it; empty when nothing was.
    pub done: String,
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, "{}: ", Place { line, column })?;
        }
        if let Some(record) = &self.record {
            write!(f, "{record}: ")?;
        }
        f.write_str(&self.message)?;
        if self.done.is_empty() { Ok(()) } else { write!(f, " ({})", self.done) }
    }
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// What was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The graph; every reference in it is valid.
    pub graph: Graph,
    /// What the file says of itself.
    pub info: FileInfo,
    /// What was wrong or is worth knowing, in the order of the file.
    pub issues: Vec<Issue>,
}

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    /// The key of its format in [`FORMATS`].
    pub format: &'static str,
    /// The version of the format; 1 where a format has no versions.
    pub version: u32,
    /// Its revision and those it was made from; empty for formats without them. Hand it to [`native::write`] when
    /// the graph is saved again.
    pub lineage: Lineage,
    /// Whether the file was changed by something else since Liaison wrote it: its content does not match its revision.
    pub edited_elsewhere: bool,
}

/// What to do with a file that has errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Repair {
    /// Refuse it and list them.
    #[default]
    No,
    /// Mend the records or leave them out, and list what was done. Text that is no RON at all is still refused.
    Yes,
}

/// How a file is read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// What is refused for its size.
    pub limits: Limits,
    /// What to do with errors.
    pub repair: Repair,
}

/// What is refused for its size, so that reading a hostile file takes bounded time and memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in the file.
    pub bytes: usize,
    /// Brackets in brackets.
    pub depth: usize,
    /// Records: entities, relationships, pieces of evidence, placements and all others together.
    pub records: usize,
    /// Texts, keys included.
    pub texts: usize,
    /// Bytes in one text, as written in the file.
    pub text_bytes: usize,
    /// Entity types, and as many relationship types.
    pub types: usize,
    /// Errors that are listed one by one when a file is refused.
    pub errors_listed: usize,
    /// Issues that are listed one by one when a file is repaired.
    pub issues_listed: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 1 << 30,
            depth: 100,
            records: 10_000_000,
            texts: 100_000_000,
            text_bytes: 64 << 20,
            types: 5_000,
            errors_listed: 100,
            issues_listed: 10_000,
        }
    }
}

/// Why a file could not be read. Every message is for the user: what is wrong, where, and what can be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is nothing in it.
    #[error("The file is empty. If it held a graph before, look for its backup.")]
    Empty,
    /// It is no text in UTF-8.
    #[error("This is no Liaison file: {found}. {advice}")]
    NotText {
        /// What it is instead.
        found: String,
        /// What can be done.
        advice: &'static str,
    },
    /// It is text, and something else.
    #[error(
        "This is no Liaison file: {place}: expected {expected}, found {found}. \
         If it is of another program, say its format when importing it."
    )]
    NotLiaison {
        /// Where that shows.
        place: Place,
        /// What stands there in a Liaison file.
        expected: &'static str,
        /// What stands there instead.
        found: String,
    },
    /// A newer program wrote it.
    #[error(
        "The file was written by a newer Liaison (format version {found}; this program reads up to {supported}). \
         Nothing was changed; open it with a newer program."
    )]
    Newer {
        /// Its version.
        found: u64,
        /// The newest version that this program reads.
        supported: u32,
    },
    /// It is not written as it should be.
    #[error("{place}{}: {problem}. Nothing was changed; mend the file there with a text editor, or open its backup.", within(.record))]
    Syntax {
        /// Where.
        place: Place,
        /// The record around it.
        record: Option<RecordName>,
        /// What was expected and what was found.
        problem: String,
    },
    /// It stops in the middle.
    #[error(
        "{place}{}: the file ends in the middle{}. It was probably cut off when it was copied or saved; \
         nothing was changed; open its backup or fetch it again.",
        within(.record),
        opened(.open)
    )]
    Truncated {
        /// Where it ends.
        place: Place,
        /// The record around it.
        record: Option<RecordName>,
        /// What was open there, such as "a text", and where it began.
        open: Option<(&'static str, Place)>,
    },
    /// It is larger than this program reads.
    #[error("{}{what}. This is refused so that a damaged file cannot exhaust the machine; nothing was changed.", at(.place))]
    Limit {
        /// Where the limit was passed, when that is a place.
        place: Option<Place>,
        /// What is too large, and how much is read.
        what: String,
    },
    /// Its records contradict the format or each other.
    #[error("{}", broken(.issues, *.more))]
    Broken {
        /// What is wrong, in the order of the file; at most [`Limits::errors_listed`].
        issues: Vec<Issue>,
        /// How many more errors there are.
        more: usize,
    },
    /// It is not what its format says.
    #[error("{}this is no whole {format}: {problem}. Nothing was changed.", at(.place))]
    Malformed {
        /// What it was read as, in words: "GraphML file".
        format: &'static str,
        /// Where that shows, when that is a place.
        place: Option<Place>,
        /// What was expected and what was found.
        problem: String,
    },
    /// The reading was cancelled.
    #[error("The reading was cancelled.")]
    Cancelled,
}

impl From<Cancelled> for ReadError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl ReadError {
    /// Where the (first) error is, for messages that show places apart.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::NotLiaison { place, .. } | Self::Syntax { place, .. } | Self::Truncated { place, .. } => Some(*place),
            Self::Limit { place, .. } | Self::Malformed { place, .. } => *place,
            Self::Broken { issues, .. } => issues.iter().find_map(|i| {
                let (line, column) = (i.line?, i.column?);
                Some(Place { line, column })
            }),
            Self::Empty | Self::NotText { .. } | Self::Newer { .. } | Self::Cancelled => None,
        }
    }
}

fn within(record: &Option<RecordName>) -> String {
    record.as_ref().map(|r| format!(", in {r}")).unwrap_or_default()
}

fn opened(open: &Option<(&'static str, Place)>) -> String {
    open.map(|(what, place)| format!(" of {what} that began at {place}")).unwrap_or_default()
}

fn at(place: &Option<Place>) -> String {
    place.map(|p| format!("{p}: ")).unwrap_or_default()
}

fn broken(issues: &[Issue], more: usize) -> String {
    let first = issues.first().map(ToString::to_string).unwrap_or_default();
    let others = issues.len().saturating_sub(1) + more;
    let others = match others {
        0 => String::new(),
        1 => ", and 1 more error".into(),
        n => format!(", and {n} more errors"),
    };
    format!("{first}{others}. Nothing was changed; correct the file, or read it with repairs.")
}

/// How surely some bytes are of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// They are not.
    No,
    /// They may be, as many other texts may: the ending of the name decides.
    Perhaps,
    /// They say so themselves.
    Sure,
}

/// A graph as a file of another program, and what the format could not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// What was left out, one note a kind.
    pub left_out: Vec<Issue>,
}

/// Writes a graph in a format; fails only when it is cancelled.
pub type WriteFn = fn(&Graph, &Task) -> Result<Exported, Cancelled>;

/// A format that can be read, and perhaps written.
pub struct Format {
    /// Its key, for the command line.
    pub key: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// How names of such files end, without the dot; the first is for new files.
    pub extensions: &'static [&'static str],
    /// How surely bytes are of this format.
    pub recognises: fn(&[u8]) -> Certainty,
    /// Reads it.
    pub read: fn(&[u8], &ReadOptions, &Task) -> Result<Loaded, ReadError>,
    /// Writes it, where we can. The native format is written by [`native::write`], which keeps its lineage.
    pub write: Option<WriteFn>,
}

/// All formats that can be read, in the order in which they are tried.
pub const FORMATS: &[Format] = &[
    Format {
        key: native::FORMAT,
        label: "Liaison graph",
        extensions: &["ron"],
        recognises: |bytes| if native::recognises(bytes) { Certainty::Sure } else { Certainty::No },
        read: native::read,
        write: Some(|graph, _| {
            let native::Written { bytes, lineage: _ } = native::write(graph, &Lineage::default());
            Ok(Exported { bytes, left_out: Vec::new() })
        }),
    },
    Format {
        key: intel::stix::FORMAT,
        label: "STIX 2.1",
        extensions: &["stix", "json"],
        recognises: intel::stix::recognises,
        read: intel::stix::read,
        write: Some(intel::write_stix),
    },
    Format {
        key: intel::ftm::FORMAT,
        label: "FollowTheMoney entities",
        extensions: &["ftm", "ijson", "jsonl", "json"],
        recognises: intel::ftm::recognises,
        read: intel::ftm::read,
        write: Some(intel::write_ftm),
    },
    Format {
        key: intel::aleph::FORMAT,
        label: "Aleph network diagram",
        extensions: &["vis"],
        recognises: intel::aleph::recognises,
        read: intel::aleph::read,
        write: None,
    },
    Format {
        key: rdf::JSON,
        label: "JSON-LD",
        extensions: &["jsonld"],
        recognises: rdf::recognises_json,
        read: rdf::read_json,
        write: Some(rdf::write_json),
    },
    Format {
        key: rdf::XML,
        label: "RDF/XML",
        extensions: &["rdf", "owl", "xml"],
        recognises: rdf::recognises_xml,
        read: rdf::read_xml,
        write: None,
    },
    Format {
        key: rdf::TURTLE,
        label: "Turtle and N-Triples",
        extensions: &["ttl", "nt"],
        recognises: rdf::recognises_turtle,
        read: rdf::read_turtle,
        write: Some(rdf::write_turtle),
    },
    Format {
        key: graph_json::oligrapher::FORMAT,
        label: "Oligrapher map",
        extensions: &["json"],
        recognises: graph_json::oligrapher::recognises,
        read: graph_json::oligrapher::read,
        write: None,
    },
    Format {
        key: graph_json::jgf::FORMAT,
        label: "JSON Graph Format",
        extensions: &["jgf", "json"],
        recognises: graph_json::jgf::recognises,
        read: graph_json::jgf::read,
        write: Some(graph_json::jgf::write),
    },
    Format {
        key: graph_json::canvas::FORMAT,
        label: "JSON Canvas",
        extensions: &["canvas"],
        recognises: graph_json::canvas::recognises,
        read: graph_json::canvas::read,
        write: Some(graph_json::canvas::write),
    },
    Format {
        key: graph_json::cx::FORMAT,
        label: "CX and CX2",
        extensions: &["cx2", "cx"],
        recognises: graph_json::cx::recognises,
        read: graph_json::cx::read,
        write: Some(graph_json::cx::write),
    },
    Format {
        key: graph_json::cyjs::FORMAT,
        label: "Cytoscape.js JSON",
        extensions: &["cyjs", "json"],
        recognises: graph_json::cyjs::recognises,
        read: graph_json::cyjs::read,
        write: None,
    },
    Format {
        key: graph_json::misp::FORMAT,
        label: "MISP galaxy",
        extensions: &["json"],
        recognises: graph_json::misp::recognises,
        read: graph_json::misp::read,
        write: None,
    },
    Format {
        key: graph_json::graphology::FORMAT,
        label: "graphology JSON",
        extensions: &["json"],
        recognises: graph_json::graphology::recognises,
        read: graph_json::graphology::read,
        write: None,
    },
    Format {
        key: graph_json::node_link::FORMAT,
        label: "node-link JSON",
        extensions: &["json"],
        recognises: graph_json::node_link::recognises,
        read: graph_json::node_link::read,
        write: Some(graph_json::node_link::write),
    },
    Format {
        key: table::WORKBOOK,
        label: "Workbook (XLSX, XLS, ODS)",
        extensions: &["xlsx", "xls", "ods"],
        recognises: table::recognises_workbook,
        read: table::read_workbook,
        write: Some(table::write_xlsx),
    },
    Format {
        key: graphml::FORMAT,
        label: "GraphML (yEd, Maltego, networkx, igraph)",
        extensions: &["graphml", "mtgx"],
        recognises: graphml::recognises,
        read: graphml::read,
        write: Some(graphml::write),
    },
    Format {
        key: gexf::FORMAT,
        label: "GEXF (Gephi)",
        extensions: &["gexf"],
        recognises: gexf::recognises,
        read: gexf::read,
        write: Some(gexf::write),
    },
    Format {
        key: gml::FORMAT,
        label: "GML",
        extensions: &["gml"],
        recognises: gml::recognises,
        read: gml::read,
        write: Some(gml::write),
    },
    Format {
        key: dot::FORMAT,
        label: "DOT (Graphviz)",
        extensions: &["gv", "dot"],
        recognises: dot::recognises,
        read: dot::read,
        write: Some(dot::write),
    },
    Format {
        key: pajek::FORMAT,
        label: "Pajek network",
        extensions: &["net", "paj"],
        recognises: pajek::recognises,
        read: pajek::read,
        write: Some(pajek::write),
    },
    Format {
        key: xgmml::FORMAT,
        label: "XGMML (Cytoscape)",
        extensions: &["xgmml"],
        recognises: xgmml::recognises,
        read: xgmml::read,
        write: None,
    },
    Format {
        key: anx::FORMAT,
        label: "i2 Analyst's Notebook exchange",
        extensions: &["anx"],
        recognises: anx::recognises,
        read: anx::read,
        write: None,
    },
    Format {
        key: star::FORMAT,
        label: "Constellation graph",
        extensions: &["star"],
        recognises: star::recognises,
        read: star::read,
        write: None,
    },
    Format {
        key: gdf::FORMAT,
        label: "GDF (GUESS)",
        extensions: &["gdf"],
        recognises: gdf::recognises,
        read: gdf::read,
        write: None,
    },
    Format {
        key: dl::FORMAT,
        label: "UCINET DL",
        extensions: &["dl"],
        recognises: dl::recognises,
        read: dl::read,
        write: None,
    },
    Format {
        key: tgf::FORMAT,
        label: "Trivial Graph Format",
        extensions: &["tgf"],
        recognises: tgf::recognises,
        read: tgf::read,
        write: None,
    },
    Format {
        key: sif::FORMAT,
        label: "SIF",
        extensions: &["sif"],
        recognises: sif::recognises,
        read: sif::read,
        write: None,
    },
    Format {
        key: table::CSV,
        label: "CSV or TSV tables",
        extensions: &["csv", "tsv", "tab", "txt"],
        recognises: table::recognises_csv,
        read: table::read_csv,
        write: Some(table::write_edges),
    },
];

/// Reads a graph in whichever format its content shows.
///
/// # Errors
/// [`ReadError`] says what is wrong, and where. What no format recognises is read as a native file, whose errors say
/// best what it is instead.
pub fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read_named(bytes, None, options, task)
}

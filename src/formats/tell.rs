//! Tells the format of a file by its content, and where that leaves a doubt by the ending of its name.

use super::foreign::archive::{self, Archive};
use super::{Certainty, FORMATS, Format, Loaded, ReadError, ReadOptions};
use crate::base::Task;

/// The ending of any text: it chooses among the formats that a content may be of, and alone says nothing.
const ANY_TEXT: &str = "txt";

/// How many archives may lie in each other.
const ARCHIVES_IN_ARCHIVES: usize = 2;

/// The format of a file. `name` is the file's name, of which the ending counts where the content leaves a doubt.
#[must_use]
pub fn tell(bytes: &[u8], name: Option<&str>) -> Option<&'static Format> {
    let certainties: Vec<Certainty> = FORMATS.iter().map(|format| (format.recognises)(bytes)).collect();
    let with = |least: Certainty| FORMATS.iter().zip(&certainties).filter(move |(_, c)| **c >= least).map(|(f, _)| f);
    if let Some(sure) = with(Certainty::Sure).next() {
        return Some(sure);
    }
    let ending = name.and_then(ending_of);
    let ends_so = |format: &&Format| ending.as_ref().is_some_and(|e| format.extensions.contains(&e.as_str()));
    with(Certainty::Perhaps)
        .find(ends_so)
        .or_else(|| FORMATS.iter().filter(|_| ending.as_deref() != Some(ANY_TEXT)).find(ends_so))
        .or_else(|| with(Certainty::Perhaps).next())
}

/// The format that writes files of this name, told by its ending.
#[must_use]
pub fn writer_named(name: &str) -> Option<&'static Format> {
    let ending = ending_of(name)?;
    let writers = || FORMATS.iter().filter(|f| f.write.is_some());
    writers()
        .find(|f| f.extensions.first() == Some(&ending.as_str()))
        .or_else(|| writers().find(|f| f.extensions.contains(&ending.as_str())))
}

/// What stands behind the last dot, in lower case.
fn ending_of(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    (!stem.is_empty()).then(|| ending.to_ascii_lowercase())
}

/// Reads a graph in whichever format its content shows, or the ending of its name where the content leaves a doubt.
/// An archive with one graph in it is unpacked.
///
/// # Errors
/// [`ReadError`] says what is wrong, and where. What no format recognises is read as a native file, whose errors say
/// best what it is instead.
pub fn read_named(bytes: &[u8], name: Option<&str>, options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read_in(bytes, name, options, task, 0)
}

fn read_in(
    bytes: &[u8],
    name: Option<&str>,
    options: &ReadOptions,
    task: &Task,
    archives: usize,
) -> Result<Loaded, ReadError> {
    if bytes.len() > options.limits.bytes {
        let (found, most) = (bytes.len() >> 20, options.limits.bytes >> 20);
        let what = format!("The file has {found} MiB; at most {most} MiB are read");
        return Err(ReadError::Limit { place: None, what });
    }
    let told = tell(bytes, name);
    // An ending such as .csv says nothing of an archive.
    let sure = told.filter(|f| (f.recognises)(bytes) == Certainty::Sure);
    if sure.is_none() && archives < ARCHIVES_IN_ARCHIVES {
        if archive::is_zip(bytes) {
            let mut opened = Archive::open(bytes, &options.limits)?;
            let inner = graph_in(&mut opened)?;
            let content = opened.member(&inner)?;
            return read_in(&content, Some(&inner), options, task, archives + 1);
        }
        if archive::is_gzip(bytes) {
            let content = archive::gunzip(bytes, &options.limits)?;
            let inner = name.map(|n| n.strip_suffix(".gz").unwrap_or(n));
            return read_in(&content, inner, options, task, archives + 1);
        }
    }
    (told.unwrap_or(&FORMATS[0]).read)(bytes, options, task)
}

/// Endings of texts of any kind: beside a member with another ending, or one that says itself what it is, they say
/// nothing.
const ANY_CONTENT: [&str; 3] = [ANY_TEXT, "json", "xml"];

/// The one member of an archive that is a graph.
fn graph_in(archive: &mut Archive<'_>) -> Result<String, ReadError> {
    let names = archive.names();
    let visible =
        || names.iter().filter(|n| !n.starts_with("__MACOSX/") && !n.rsplit('/').next().unwrap_or(n).starts_with('.'));
    let has_known_ending =
        |name: &&String| ending_of(name).is_some_and(|e| FORMATS.iter().any(|f| f.extensions.contains(&e.as_str())));
    let mut known: Vec<&String> = visible().filter(has_known_ending).collect();
    if known.len() > 1 {
        let says_much = |name: &&&String| ending_of(name).is_none_or(|ending| !ANY_CONTENT.contains(&ending.as_str()));
        let telling: Vec<&String> = known.iter().filter(says_much).copied().collect();
        if !telling.is_empty() {
            known = telling;
        } else {
            let mut sure = Vec::new();
            for name in &known {
                let content = archive.member(name)?;
                sure.extend(FORMATS.iter().any(|f| (f.recognises)(&content) == Certainty::Sure).then_some(*name));
            }
            if !sure.is_empty() {
                known = sure;
            }
        }
    }
    match (known.as_slice(), visible().count()) {
        ([one], _) => Ok((*one).clone()),
        ([], 1) => visible().next().cloned().ok_or(ReadError::Empty),
        ([], _) => Err(ReadError::Malformed {
            format: "archive of a graph",
            place: None,
            problem: "no member of it has the ending of a graph file".into(),
        }),
        (several, _) => Err(ReadError::Malformed {
            format: "archive of one graph",
            place: None,
            problem: format!("it holds {} graph files; unpack it and open them one by one", several.len()),
        }),
    }
}

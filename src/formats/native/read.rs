//! Reads a native file: version first and alone, then brackets and limits, then the records, then what they say of
//! each other.

use ron::error::{Error as RonError, SpannedError};
use ron::extensions::Extensions;
use serde::Deserialize;

use super::assemble::Assembly;
use super::convert::Texts;
use super::parts::{self, Parts, Version};
use super::plain::NotPlain;
use super::report::{Report, shortened};
use super::{FORMAT, Lineage, VERSION, scan, v1, v2};
use crate::base::{ContentHash, Task};
use crate::formats::{FileInfo, Issue, Loaded, ReadError, ReadOptions, Repair, Severity};

/// How many of the first bytes show which format a file is in.
const HEAD_BYTES: usize = 4096;

/// Whether the first bytes look like a native file.
#[must_use]
pub fn recognises(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let contains = |word: &[u8]| memchr::memmem::find(head, word).is_some();
    contains(b"format:") && contains(b"\"liaison\"")
}

/// Reads a native file.
///
/// Takes time and memory in proportion to the file, and refuses what is beyond the limits before building anything.
///
/// # Errors
/// [`ReadError`] says what is wrong and where; with [`Repair::Yes`] contradictions between records are mended instead
/// and listed in [`Loaded::issues`].
pub fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let limits = &options.limits;
    if bytes.len() > limits.bytes {
        let what = format!("The file has {} MiB; at most {} MiB are read", bytes.len() >> 20, limits.bytes >> 20);
        return Err(ReadError::Limit { place: None, what });
    }
    let text = text_of(bytes)?;
    let header = scan::header(text)?;
    let version = match header.version {
        1 => Version::One,
        2 => Version::Two,
        found => return Err(ReadError::Newer { found, supported: VERSION }),
    };
    task.check()?;
    let listed = if options.repair == Repair::Yes { limits.issues_listed } else { limits.errors_listed };
    let report = Report::new(text, listed);
    let parts = parts::parse(text, version, &report, limits, task);
    task.check()?;
    let Parts { file, entities: more_entities, relationships: more_relationships, mut report, hash } = match parts {
        Ok(parts) => parts,
        Err(NotPlain) => {
            scan::check(text, limits)?;
            task.check()?;
            let file = match version {
                Version::One => parse::<v1::File<'_>>(text)?.into(),
                Version::Two => parse(text)?,
            };
            Parts { file, entities: Vec::new(), relationships: Vec::new(), report, hash: None }
        }
    };
    if hash.is_none()
        && let Some((first, count)) = scan::comments(text)
    {
        let words = if count == 1 { "a comment".to_owned() } else { format!("{count} comments, the first here") };
        report.note(first, format!("{words}: comments are no part of the graph, and are gone when it is saved"));
    }
    task.set_progress(0.5);
    let mut assembly = Assembly::new(report);
    let v2::File {
        _format: _,
        _version: _,
        revision,
        parents,
        title,
        description,
        entity_types,
        relationship_types,
        sources,
        entities,
        relationships,
        views,
        matrices,
        texts,
        attachments,
    } = file;
    let lineage = assembly.lineage(revision.as_ref(), &parents);
    assembly.meta(title, description);
    assembly.entity_types(entity_types.0, limits)?;
    assembly.relationship_types(relationship_types.0, limits)?;
    let texts = Texts::read(&mut assembly.report, texts);
    assembly.sources(sources.0, texts, task)?;
    assembly.attachments(attachments.0, task)?;
    let (entity_count, relationship_count) = (entities.0.len() + more_entities.len(), relationships.0.len());
    assembly.graph.reserve(entity_count, relationship_count + more_relationships.len());
    assembly.entities(entities.0, more_entities, task)?;
    task.set_progress(0.65);
    assembly.relationships(relationships.0, more_relationships, task)?;
    task.set_progress(0.9);
    assembly.views(views.0, task)?;
    assembly.matrices(matrices.0, task)?;

    let edited_elsewhere = is_edited(text, &lineage, revision.as_ref().and_then(|r| r.offset_in(text)), hash);
    let errors = assembly.report.error_count();
    let (mut issues, more) = assembly.report.into_issues();
    if errors > 0 && options.repair == Repair::No {
        issues.retain(|issue| issue.severity == Severity::Error);
        for issue in &mut issues {
            issue.done.clear();
        }
        let more = errors - issues.len();
        return Err(ReadError::Broken { issues, more });
    }
    if more > 0 {
        issues.push(Issue {
            severity: Severity::Note,
            message: format!("and {more} more issues, which were dealt with in the same way"),
            line: None,
            column: None,
            record: None,
            done: String::new(),
        });
    }
    let info = FileInfo { format: FORMAT, version: version.number(), lineage, edited_elsewhere };
    Ok(Loaded { graph: assembly.graph, info, issues })
}

/// The bytes as text, without a byte order mark.
fn text_of(bytes: &[u8]) -> Result<&str, ReadError> {
    let not_text = |found: &str, advice: &'static str| ReadError::NotText { found: found.into(), advice };
    let save_as_utf8 = "Save it again as UTF-8 text and open that.";
    // The longer marks first: UTF-32's begins like UTF-16's.
    for (mark, encoding) in [
        (&[0xFF, 0xFE, 0, 0][..], "UTF-32"),
        (&[0, 0, 0xFE, 0xFF], "UTF-32"),
        (&[0xFF, 0xFE], "UTF-16 (little-endian)"),
        (&[0xFE, 0xFF], "UTF-16 (big-endian)"),
    ] {
        if bytes.starts_with(mark) {
            return Err(not_text(&format!("it is text in {encoding}, not in UTF-8"), save_as_utf8));
        }
    }
    if bytes.starts_with(b"%PDF-") {
        let then = "Take its text in as a source of a graph: Insert, Source from a text file.";
        return Err(not_text("it is a PDF document", then));
    }
    for (start, kind) in [
        (&b"PK\x03\x04"[..], "a ZIP archive, as office programs write it too"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
        (b"\x89PNG", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"SQLite format 3\0", "an SQLite database"),
    ] {
        if bytes.starts_with(start) {
            return Err(not_text(&format!("it is {kind}"), "Open what is in it with its own program, or import it."));
        }
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty);
    }
    // A native file holds no NUL, which would be escaped. Half of UTF-16 is NULs in most scripts of Europe.
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    if head.iter().all(|b| *b == 0) {
        let advice = "Its content was lost, perhaps when a disk was full or taken out; look for its backup.";
        return Err(not_text("it holds nothing but zeros", advice));
    }
    if head.len() > 3 && head.iter().filter(|b| **b == 0).count() * 3 > head.len() {
        return Err(not_text("it looks like text in UTF-16, not in UTF-8", save_as_utf8));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !head.contains(&0) => Ok(text),
        Ok(_) => Err(not_text("it is binary", "Perhaps it is another file of that name.")),
        Err(error) => {
            let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
            let place = scan::place_of(valid, valid.len());
            let found = format!("{place}: this is no UTF-8 text");
            Err(not_text(&found, "It is binary, damaged, or text in another encoding; save it again as UTF-8 text."))
        }
    }
}

/// Parses RON whose brackets were checked before.
pub(super) fn parse<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, ReadError> {
    let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    options.from_str(text).map_err(|error| syntax_error(text, error))
}

/// Says what the parser found in the words of the user.
fn syntax_error(text: &str, error: SpannedError) -> ReadError {
    let SpannedError { code, span } = error;
    // The parser stands behind the token that it could not use, and remembers where that began.
    let (start, end) =
        (scan::offset_of(text, span.start.line, span.start.col), scan::offset_of(text, span.end.line, span.end.col));
    let named = matches!(
        code,
        RonError::NoSuchStructField { .. } | RonError::DuplicateStructField { .. } | RonError::NoSuchEnumVariant { .. }
    );
    let offset = if named { start } else { end };
    let found = match text[offset..].split_whitespace().next() {
        Some(word) => format!("{:?}", word.chars().take(30).collect::<String>()),
        None => "the end of the file".into(),
    };
    let list = |words: &[&str]| words.join(", ");
    let problem = match code {
        RonError::NoSuchStructField { expected, found, .. } => {
            format!("the field `{found}` is unknown here; expected one of {}", list(expected))
        }
        RonError::DuplicateStructField { field, .. } => format!("the field `{field}` stands twice in one record"),
        RonError::NoSuchEnumVariant { expected, found, .. } => {
            format!("`{found}` is unknown here; expected one of {}", list(expected))
        }
        RonError::InvalidValueForType { expected, found } => format!("expected {expected}, found {found}"),
        RonError::ExpectedString => format!("expected a text in double quotes, found {found}"),
        RonError::ExpectedFloat | RonError::ExpectedInteger => format!("expected a number, found {found}"),
        RonError::ExpectedBoolean => format!("expected true or false, found {found}"),
        RonError::ExceededRecursionLimit => "too many brackets stand in each other".into(),
        RonError::ExpectedComma
        | RonError::ExpectedStructLikeEnd
        | RonError::ExpectedMapEnd
        | RonError::ExpectedArrayEnd => {
            format!("expected a comma or the closing bracket, found {found}")
        }
        RonError::ExpectedStructLike | RonError::ExpectedNamedStructLike(_) => format!("expected `(`, found {found}"),
        RonError::ExpectedMap => format!("expected `{{`, found {found}"),
        RonError::ExpectedArray => format!("expected `[`, found {found}"),
        RonError::ExpectedMapColon => format!("expected `:`, found {found}"),
        RonError::ExpectedIdentifier => format!("expected the name of a field, found {found}"),
        RonError::TrailingCharacters => format!("expected the end of the file, found {found}"),
        other => {
            let message = other.to_string();
            let mut letters = message.chars();
            let first: String = letters.next().map(|c| c.to_lowercase().collect()).unwrap_or_default();
            format!("{first}{} at {found}", letters.as_str())
        }
    };
    ReadError::Syntax {
        place: scan::place_of(text, offset),
        record: scan::record_at(text, offset),
        problem: shortened(problem),
    }
}

/// Whether the content is another than the one that the revision names. `known` is the hash of everything but the
/// digits behind a quote, where it was taken already.
fn is_edited(text: &str, lineage: &Lineage, quote: Option<usize>, known: Option<(usize, ContentHash)>) -> bool {
    let (Some(revision), Some(quote)) = (lineage.revision, quote) else { return false };
    let known = known.filter(|(at, _)| *at == quote).map(|(_, hash)| hash);
    known.or_else(|| hash_without_revision(text, quote)) != Some(revision)
}

/// The hash of a file without the 64 digits that stand behind the quote.
pub(super) fn hash_without_revision(text: &str, quote: usize) -> Option<ContentHash> {
    // A checkout on Windows may have changed the line breaks, which are none of the content.
    let crlf = text.lines().next().is_some_and(|line| text.as_bytes().get(line.len()) == Some(&b'\r'));
    let digits = quote + 1;
    let (before, after) = (text.get(..digits)?, text.get(digits + 64..)?);
    Some(if crlf {
        let (before, after) = (before.replace("\r\n", "\n"), after.replace("\r\n", "\n"));
        ContentHash::of_parts(&[before.as_bytes(), after.as_bytes()])
    } else {
        ContentHash::of_parts(&[before.as_bytes(), after.as_bytes()])
    })
}

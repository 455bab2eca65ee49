//! Parses a file as we write it, on several threads: the large maps in parts, cut between records.
//!
//! Where to cut is told by the indentation of lines alone. That is safe: a text can hold such lines only unescaped,
//! and then the part before the cut ends within it and is refused. Whatever is refused here is parsed as RON in one.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use memchr::memmem;

use super::assemble::Placed;
use super::borrowed::Str;
use super::convert;
use super::plain::{Counts, NotPlain, Plain};
use super::report::Report;
use super::{read, v1, v2};
use crate::base::{ContentHash, Task};
use crate::formats::Limits;
use crate::model::{Entity, Relationship};

/// How many bytes a part has at least. Smaller files are parsed in one.
const PART_BYTES: usize = 1 << 19;

/// No more threads than this: beyond it, joining the records takes longer than parsing them.
const MOST_THREADS: usize = 8;

/// A version of the format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    One,
    Two,
}

impl Version {
    /// Its number in files.
    pub(super) fn number(self) -> u32 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }
}

/// A parsed file, some of its records converted already.
pub(super) struct Parts<'t> {
    /// Everything but what follows.
    pub file: v2::File<'t>,
    /// Entities that are not in `file`, in their order.
    pub entities: Vec<Placed<Arc<Entity>>>,
    /// Relationships that are not in `file`, in their order.
    pub relationships: Vec<Placed<Arc<Relationship>>>,
    /// What was wrong with those.
    pub report: Report<'t>,
    /// Where the quote before the revision stands, and the hash of everything but its digits.
    pub hash: Option<(usize, ContentHash)>,
}

enum Job {
    Rest,
    Hash,
    Entities(Range<usize>),
    Relationships(Range<usize>),
    Placements(Range<usize>),
}

enum Done<'t> {
    Rest(Box<v2::File<'t>>),
    Hash(Option<(usize, ContentHash)>),
    Entities(Vec<Placed<Arc<Entity>>>, Report<'t>),
    Relationships(Vec<Placed<Arc<Relationship>>>, Report<'t>),
    Placements(usize, Vec<(Str<'t>, v2::Placement)>),
}

/// Parses `text`, and hands back an empty `report` with what was wrong.
pub(super) fn parse<'t>(
    text: &'t str,
    version: Version,
    report: &Report<'t>,
    limits: &Limits,
    task: &Task,
) -> Result<Parts<'t>, NotPlain> {
    let mut jobs = vec![Job::Hash, Job::Rest];
    let mut skipped = Vec::new();
    if text.len() > 2 * PART_BYTES {
        for range in maps(text, "\n    entities: {", "\n    }") {
            jobs.extend(cut(text, &range, "\n        \"").map(Job::Entities));
            skipped.push(range);
        }
        for range in maps(text, "\n    relationships: {", "\n    }") {
            jobs.extend(cut(text, &range, "\n        \"").map(Job::Relationships));
            skipped.push(range);
        }
        for range in maps(text, "\n            placements: {", "\n            }") {
            jobs.extend(cut(text, &range, "\n                \"").map(Job::Placements));
            skipped.push(range);
        }
        skipped.sort_unstable_by_key(|range| range.start);
    }
    let counts = Counts::default();
    let plain = |range: Range<usize>, skipped| Plain::new(text, range, skipped, limits, &counts);
    let run = |job: &Job| -> Result<Done<'t>, NotPlain> {
        task.check().map_err(|_| NotPlain)?;
        Ok(match job {
            Job::Rest => Done::Rest(Box::new(match version {
                Version::One => plain(0..text.len(), &skipped).file::<v1::File<'_>>()?.into(),
                Version::Two => plain(0..text.len(), &skipped).file()?,
            })),
            Job::Hash => Done::Hash(hash(text)),
            Job::Entities(range) => {
                let mut report = report.another();
                let part = plain(range.clone(), &[]);
                let records = match version {
                    Version::One => {
                        converted(&mut report, part.entries::<_, v1::Entity<'_>>()?, |report, key, read| {
                            convert::entity(report, key, read.into())
                        })
                    }
                    Version::Two => converted(&mut report, part.entries()?, convert::entity),
                };
                Done::Entities(records, report)
            }
            Job::Relationships(range) => {
                let mut report = report.another();
                let read = plain(range.clone(), &[]).entries()?;
                let records = converted(&mut report, read, convert::relationship);
                Done::Relationships(records, report)
            }
            Job::Placements(range) => Done::Placements(range.start, plain(range.clone(), &[]).entries()?),
        })
    };
    join(report.another(), text, run_all(&jobs, run)?)
}

/// How many threads read a large file on this machine.
#[must_use]
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS)
}

/// Runs all jobs on several threads; their results come in their order.
fn run_all<D: Send>(jobs: &[Job], run: impl Fn(&Job) -> Result<D, NotPlain> + Sync) -> Result<Vec<D>, NotPlain> {
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let work = || -> Result<Vec<(usize, D)>, NotPlain> {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(index) else { return Ok(done) };
            if failed.load(Ordering::Relaxed) {
                return Err(NotPlain);
            }
            let result = run(job).inspect_err(|_| failed.store(true, Ordering::Relaxed));
            done.push((index, result?));
        }
    };
    let threads = threads().min(jobs.len() - 1);
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut done = work()?;
        for other in others {
            done.extend(other.join().unwrap_or(Err(NotPlain))?);
        }
        Ok(done)
    })?;
    done.sort_unstable_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, done)| done).collect())
}

fn converted<'t, R, T>(
    report: &mut Report<'t>,
    read: Vec<(Str<'t>, R)>,
    convert: impl Fn(&mut Report<'_>, &Str<'_>, R) -> Option<T>,
) -> Vec<Placed<Arc<T>>> {
    let convert = |(key, read)| {
        let offset = report.offset_of(&key);
        convert(report, &key, read).map(|record| (offset, Arc::new(record)))
    };
    read.into_iter().filter_map(convert).collect()
}

fn join<'t>(report: Report<'t>, text: &'t str, all: Vec<Done<'t>>) -> Result<Parts<'t>, NotPlain> {
    let mut file = None;
    let mut parts =
        Parts { file: v2::File::default(), entities: Vec::new(), relationships: Vec::new(), report, hash: None };
    let mut placements = Vec::new();
    for done in all {
        match done {
            Done::Rest(rest) => file = Some(*rest),
            Done::Hash(hash) => parts.hash = hash,
            Done::Entities(records, report) => {
                parts.entities.extend(records);
                parts.report.absorb(report);
            }
            Done::Relationships(records, report) => {
                parts.relationships.extend(records);
                parts.report.absorb(report);
            }
            Done::Placements(start, read) => placements.push((start, read)),
        }
    }
    parts.file = file.ok_or(NotPlain)?;
    // Placements belong to the latest view that begins before them.
    let views = &mut parts.file.views.0;
    let starts: Option<Vec<usize>> = views.iter().map(|(key, _)| key.offset_in(text)).collect();
    let starts = starts.filter(|_| !placements.is_empty()).ok_or(NotPlain);
    for (start, read) in placements {
        let after = starts.as_ref().map_err(|_| NotPlain)?.partition_point(|view| *view < start);
        let (_, view) = views.get_mut(after.wrapping_sub(1)).ok_or(NotPlain)?;
        view.placements.0.extend(read);
    }
    Ok(parts)
}

/// The insides of the large maps that begin and end with these lines.
fn maps(text: &str, first: &str, last: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = memmem::find(&text.as_bytes()[from..], first.as_bytes()) {
        let start = from + at + first.len();
        let Some(length) = memmem::find(&text.as_bytes()[start..], last.as_bytes()) else { break };
        // The line break before the closing bracket stays outside.
        if length > PART_BYTES {
            found.push(start..start + length);
        }
        from = start + length;
    }
    found
}

/// Cuts the inside of a map before lines that begin like `record`.
fn cut(text: &str, map: &Range<usize>, record: &str) -> impl Iterator<Item = Range<usize>> {
    let mut parts = Vec::new();
    let mut start = map.start;
    while start < map.end {
        let rest = text.as_bytes().get(start + PART_BYTES..map.end).unwrap_or_default();
        let end = memmem::find(rest, record.as_bytes()).map_or(map.end, |at| start + PART_BYTES + at);
        parts.push(start..end);
        start = end;
    }
    parts.into_iter()
}

/// The hash of a file that says its revision where we write it.
fn hash(text: &str) -> Option<(usize, ContentHash)> {
    let head = &text.as_bytes()[..text.len().min(1024)];
    let field = b"\n    revision: \"";
    let quote = memmem::find(head, field)? + field.len() - 1;
    read::hash_without_revision(text, quote).map(|hash| (quote, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_as_we_write_it_is_parsed_in_parts() {
        let records = |record: &str| {
            (0..30_000).map(|i| format!("\n{}", record.replace("ID", &format!("{i:06}")))).collect::<String>()
        };
        let text = format!(
            "#![enable(implicit_some)]\n(\n    entities: {{{}\n    }},\n    relationships: {{{}\n    }},\n    views: {{\n        \
             \"a\": (),\n        \"b\": (\n            placements: {{{}\n            }},\n        ),\n    }},\n)\n",
            records("        \"ID\": (\n            type: \"person\",\n        ),"),
            records("        \"ID\": (\n            type: \"r\", from: \"a\", to: \"b\",\n        ),"),
            records("                \"ID\": (x: 1.0, y: 2.0),"),
        );
        let report = Report::new(&text, 10);
        let parts = parse(&text, Version::Two, &report, &Limits::default(), &Task::default()).unwrap();
        assert_eq!((parts.entities.len(), parts.file.entities.0.len()), (30_000, 0));
        assert_eq!((parts.relationships.len(), parts.file.relationships.0.len()), (30_000, 0));
        assert_eq!(parts.file.views.0[1].1.placements.0.len(), 30_000);
        assert_eq!(parts.file.views.0[0].1.placements.0.len(), 0);
        assert!(parts.entities.is_sorted_by_key(|(offset, _)| *offset));
        let limits = Limits { records: 60_000, ..Limits::default() };
        assert!(parse(&text, Version::Two, &report, &limits, &Task::default()).is_err());
        let old = parse(&text, Version::One, &report, &Limits::default(), &Task::default()).unwrap();
        assert_eq!(old.entities, parts.entities);
    }
}

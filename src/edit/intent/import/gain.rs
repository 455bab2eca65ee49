//! What a record gains from another record of the same thing: what it lacks. What it says itself stays, and where the
//! two contradict each other that is told.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::matching::key;
use crate::base::SourceId;
use crate::model::{Entity, Evidence, Properties, Relationship, Source, Stance, Status};

/// The fields in which the two contradict each other: name, what stays, what was found.
pub(super) type Differences = Vec<(String, String, String)>;

fn differ(out: &mut Differences, field: &str, kept: impl Display, found: impl Display) {
    out.push((field.to_owned(), kept.to_string(), found.to_string()));
}

fn text(ours: &mut String, theirs: &str, field: &str, out: &mut Differences) {
    if ours.trim().is_empty() {
        theirs.clone_into(ours);
    } else if !theirs.trim().is_empty() && ours.trim() != theirs.trim() {
        differ(out, field, &*ours, theirs);
    }
}

fn option<T: Clone + PartialEq>(
    ours: &mut Option<T>,
    theirs: Option<&T>,
    field: &str,
    words: impl Fn(&T) -> String,
    out: &mut Differences,
) {
    match (&ours, theirs) {
        (None, theirs) => *ours = theirs.cloned(),
        (Some(mine), Some(theirs)) if mine != theirs => differ(out, field, words(mine), words(theirs)),
        _ => {}
    }
}

/// Adds notes below those that are there, once.
fn notes(ours: &mut String, theirs: &str) {
    let theirs = theirs.trim();
    if theirs.is_empty() || ours.contains(theirs) {
        return;
    }
    if !ours.is_empty() {
        ours.push_str("\n\n");
    }
    ours.push_str(theirs);
}

fn properties(ours: &mut Properties, theirs: &Properties, out: &mut Differences) {
    for (name, value) in theirs {
        match ours.get(name) {
            None => {
                ours.insert(name.clone(), value.clone());
            }
            Some(mine) if mine != value => differ(out, name, mine, value),
            Some(_) => {}
        }
    }
}

/// What two pieces of evidence have in common when they are one.
fn gist(piece: &Evidence) -> (&SourceId, Stance, &str, &str) {
    let Evidence { id: _, source, stance, about, quote, .. } = piece;
    (source, *stance, about, quote.as_ref().map_or("", |quote| quote.exact.as_str()))
}

/// Adds the pieces that are not there yet: of several alike, as many as are missing.
fn evidence(ours: &mut Vec<Evidence>, theirs: &[Evidence]) {
    let mut there: BTreeMap<_, usize> = BTreeMap::new();
    for piece in ours.iter() {
        let (source, stance, about, quote) = gist(piece);
        *there.entry((source.clone(), stance, about.to_owned(), quote.to_owned())).or_default() += 1;
    }
    for piece in theirs {
        let (source, stance, about, quote) = gist(piece);
        match there.get_mut(&(source.clone(), stance, about.to_owned(), quote.to_owned())) {
            Some(count) if *count > 0 => *count -= 1,
            _ => ours.push(piece.clone()),
        }
    }
}

/// Hands what `theirs` adds to `ours`. Both name records of one graph.
pub(super) fn entity(ours: &mut Entity, theirs: &Entity) -> Differences {
    let mut out = Differences::new();
    let Entity {
        id,
        kind,
        name,
        aliases,
        summary,
        notes: their_notes,
        status,
        valid,
        properties: their_properties,
        tags,
        external_ids,
        image,
        evidence: their_evidence,
        different_from,
    } = theirs;
    let is_unnamed = ours.name.is_empty() || ours.name == ours.id.as_str();
    if is_unnamed && !name.is_empty() && *name != id.as_str() {
        ours.name.clone_from(name);
    }
    let mut known: BTreeSet<String> = std::iter::once(&ours.name).chain(&ours.aliases).map(|n| key(n)).collect();
    let said = std::iter::once(name).filter(|name| *name != id.as_str()).chain(aliases);
    for alias in said.filter(|alias| !alias.trim().is_empty()) {
        if known.insert(key(alias)) {
            ours.aliases.push(alias.clone());
        }
    }
    // A type that nobody gave says nothing against another one.
    if ours.kind != *kind && kind.as_str() != super::UNSAID {
        differ(&mut out, "type", &ours.kind, kind);
    }
    text(&mut ours.summary, summary, "summary", &mut out);
    notes(&mut ours.notes, their_notes);
    // A file that says nothing of it reads as in effect.
    if ours.status != *status && *status != Status::InEffect {
        differ(&mut out, "status", ours.status, status);
    }
    option(&mut ours.valid, valid.as_ref(), "valid time", ToString::to_string, &mut out);
    properties(&mut ours.properties, their_properties, &mut out);
    ours.tags.extend(tags.iter().cloned());
    for (register, id) in external_ids {
        match ours.external_ids.get(register) {
            None => {
                ours.external_ids.insert(register.clone(), id.clone());
            }
            Some(mine) if mine != id => differ(&mut out, register, mine, id),
            Some(_) => {}
        }
    }
    ours.different_from.extend(different_from.iter().cloned());
    option(&mut ours.image, image.as_ref(), "picture", ToString::to_string, &mut out);
    evidence(&mut ours.evidence, their_evidence);
    out
}

/// Hands what `theirs` adds to `ours`; both have the same ends.
pub(super) fn relationship(ours: &mut Relationship, theirs: &Relationship) -> Differences {
    let mut out = Differences::new();
    let Relationship {
        id: _,
        kind,
        from: _,
        to: _,
        direction,
        label,
        valid,
        status,
        likelihood,
        confidence,
        weight,
        properties: their_properties,
        tags,
        notes: their_notes,
        evidence: their_evidence,
    } = theirs;
    if ours.kind != *kind {
        differ(&mut out, "type", &ours.kind, kind);
    }
    if ours.direction != *direction {
        differ(&mut out, "direction", ours.direction, direction);
    }
    text(&mut ours.label, label, "label", &mut out);
    option(&mut ours.valid, valid.as_ref(), "valid time", ToString::to_string, &mut out);
    // A file that says nothing of it reads as in effect.
    if ours.status != *status && *status != Status::InEffect {
        differ(&mut out, "status", ours.status, status);
    }
    option(&mut ours.likelihood, likelihood.as_ref(), "likelihood", ToString::to_string, &mut out);
    option(&mut ours.confidence, confidence.as_ref(), "confidence", |c| c.level.to_string(), &mut out);
    option(&mut ours.weight, weight.as_ref(), "weight", ToString::to_string, &mut out);
    properties(&mut ours.properties, their_properties, &mut out);
    ours.tags.extend(tags.iter().cloned());
    notes(&mut ours.notes, their_notes);
    evidence(&mut ours.evidence, their_evidence);
    out
}

/// Hands what `theirs` adds to `ours`.
pub(super) fn source(ours: &mut Source, theirs: &Source) -> Differences {
    let mut out = Differences::new();
    text(&mut ours.title, &theirs.title, "title", &mut out);
    text(&mut ours.author, &theirs.author, "author", &mut out);
    text(&mut ours.publisher, &theirs.publisher, "publisher", &mut out);
    text(&mut ours.url, &theirs.url, "address", &mut out);
    text(&mut ours.origin, &theirs.origin, "origin", &mut out);
    option(&mut ours.published, theirs.published.as_ref(), "date of publication", ToString::to_string, &mut out);
    option(&mut ours.retrieved, theirs.retrieved.as_ref(), "date of retrieval", ToString::to_string, &mut out);
    option(&mut ours.reliability, theirs.reliability.as_ref(), "reliability", |r| r.key().into(), &mut out);
    option(&mut ours.handling, theirs.handling.as_ref(), "handling", ToString::to_string, &mut out);
    notes(&mut ours.notes, &theirs.notes);
    ours.ignored.extend(theirs.ignored.iter().cloned());
    option(
        &mut ours.text,
        theirs.text.as_ref(),
        "text",
        |text| format!("{} characters", text.chars().count()),
        &mut out,
    );
    out
}

/// Whether two relationships with the same ends say the very same, apart from the ids that they and their evidence have.
pub(super) fn is_same(ours: &Relationship, theirs: &Relationship) -> bool {
    let bare = |record: &Relationship| {
        let mut bare = record.clone();
        bare.id.clone_from(&ours.id);
        // Without a direction, either end may come first.
        if bare.direction != crate::model::Direction::Forward && bare.from > bare.to {
            std::mem::swap(&mut bare.from, &mut bare.to);
        }
        bare.evidence.clear();
        bare
    };
    let alike = |a: &Evidence, b: &Evidence| {
        let mut same = a.clone();
        same.id.clone_from(&b.id);
        same == *b
    };
    bare(ours) == bare(theirs)
        && ours.evidence.len() == theirs.evidence.len()
        && ours.evidence.iter().zip(&theirs.evidence).all(|(a, b)| alike(a, b))
}

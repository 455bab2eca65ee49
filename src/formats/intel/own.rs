//! Our sources and evidence as JSON, for formats that leave room for what they do not know.

use serde_json::{Map, Value as Plain, json};

use crate::base::TextQuote;
use crate::formats::foreign::{At, Draft};
use crate::formats::json::{Columns, Node};
use crate::model::{Evidence, Source, SourceKind, Stance};

/// The key of the list of evidence among our attributes.
pub(super) const EVIDENCE: &str = "evidence";

fn put(map: &mut Map<String, Plain>, name: &str, text: &str) {
    if !text.is_empty() {
        map.insert(name.into(), text.into());
    }
}

/// All of a source but its id.
pub(super) fn source(source: &Source) -> Map<String, Plain> {
    let Source {
        id: _,
        title,
        kind,
        author,
        publisher,
        published,
        retrieved,
        url,
        reliability,
        origin,
        handling,
        notes,
        text,
        ignored: _,
    } = source;
    let mut out = Map::new();
    put(&mut out, "title", title);
    put(&mut out, "kind", kind.key());
    put(&mut out, "author", author);
    put(&mut out, "publisher", publisher);
    put(&mut out, "published", &published.map(|d| d.to_string()).unwrap_or_default());
    put(&mut out, "retrieved", &retrieved.map(|d| d.to_string()).unwrap_or_default());
    put(&mut out, "url", url);
    put(&mut out, "reliability", reliability.map_or("", |r| r.key()));
    put(&mut out, "origin", origin);
    put(&mut out, "handling", handling.map_or("", |h| h.key()));
    put(&mut out, "notes", notes);
    put(&mut out, "text", text.as_deref().unwrap_or_default());
    out
}

/// Adds the source of this id to a draft.
pub(super) fn read_source(draft: &mut Draft, id: &str, own: &Node<'_>) {
    let Ok(id) = id.parse() else { return };
    let text = |name: &str| own.text_of(name).to_owned();
    let mut source = Source::new(id, text("title"));
    source.kind = own.text_of("kind").parse().unwrap_or(SourceKind::Other);
    source.author = text("author");
    source.publisher = text("publisher");
    source.published = own.text_of("published").parse().ok();
    source.retrieved = own.text_of("retrieved").parse().ok();
    source.url = text("url");
    source.reliability = own.text_of("reliability").parse().ok();
    source.origin = text("origin");
    source.handling = own.text_of("handling").parse().ok();
    source.notes = text("notes");
    source.text = Some(own.text_of("text")).filter(|t| !t.is_empty()).map(Into::into);
    draft.put_source(source);
}

/// A list of evidence.
pub(super) fn evidence(all: &[Evidence]) -> Plain {
    let one = |piece: &Evidence| {
        let Evidence { id, source, stance, about, quote, credibility, access, note, analyst, recorded } = piece;
        let mut out = Map::new();
        put(&mut out, "id", id.as_str());
        put(&mut out, "source", source.as_str());
        put(&mut out, "stance", stance.key());
        put(&mut out, "about", about);
        if let Some(TextQuote { exact, prefix, suffix, start }) = quote {
            let mut words = Map::new();
            words.insert("exact".into(), exact.as_str().into());
            put(&mut words, "prefix", prefix);
            put(&mut words, "suffix", suffix);
            if let Some(start) = start {
                words.insert("start".into(), json!(start));
            }
            out.insert("quote".into(), words.into());
        }
        put(&mut out, "credibility", credibility.map_or("", |c| c.key()));
        put(&mut out, "access", access.map_or("", |a| a.key()));
        put(&mut out, "note", note);
        put(&mut out, "analyst", analyst);
        put(&mut out, "recorded", &recorded.map(|d| d.to_string()).unwrap_or_default());
        Plain::Object(out)
    };
    all.iter().map(one).collect()
}

/// Reads a list of evidence; pieces without a source are reported and left out.
pub(super) fn read_evidence(draft: &mut Draft, list: &Node<'_>) -> Vec<Evidence> {
    let mut found = Vec::new();
    for own in list.items() {
        let (Ok(id), Ok(source)) = (own.text_of("id").parse(), own.text_of("source").parse()) else {
            draft.report.error(At::Byte(own.at), "a piece of evidence has no id or source", "", "left it out");
            continue;
        };
        if !draft.has_source(&source) {
            draft.put_source(Source::new(source.clone(), source.as_str()));
        }
        let mut piece = Evidence::new(id, source);
        piece.stance = own.text_of("stance").parse().unwrap_or(Stance::Supports);
        piece.about = own.text_of("about").to_owned();
        piece.quote = own.get("quote").map(|quote| TextQuote {
            exact: quote.text_of("exact").to_owned(),
            prefix: quote.text_of("prefix").to_owned(),
            suffix: quote.text_of("suffix").to_owned(),
            start: quote.get("start").and_then(Node::number).map(|n| n as u32),
        });
        piece.credibility = own.text_of("credibility").parse().ok();
        piece.access = own.text_of("access").parse().ok();
        piece.note = own.text_of("note").to_owned();
        piece.analyst = own.text_of("analyst").to_owned();
        piece.recorded = own.text_of("recorded").parse().ok();
        found.push(piece);
    }
    found
}

/// Sets our own attributes of a node: everything but its evidence and its place, which it sets as well.
pub(super) fn read_node(draft: &mut Draft, node: crate::formats::foreign::NodeRef, own: &Node<'_>) {
    Columns::default().set_node(draft, node, own, &[EVIDENCE, "x", "y"]);
    let number = |name: &str| own.get(name).and_then(Node::number);
    if let (Some(x), Some(y)) = (number("x"), number("y")) {
        draft.place(node, x, y);
    }
}

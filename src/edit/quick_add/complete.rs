//! What could be meant by what is typed so far.

use std::ops::Range;

use super::lexicon::{Lexicon, has_word, key};
use super::names::Whose;
use super::parse::{self, Line, Piece, Role, plain, trimmed};
use super::resolve::last_colon;
use super::spell::{self, quoted};
use super::words::{LEVELS, LIKELIHOODS, STATUSES};
use crate::base::{EntityId, EntityTypeId, RelationshipTypeId, SourceId};
use crate::model::Graph;

/// What fits at a place of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completion {
    /// What a suggestion replaces, in bytes of the text.
    pub span: Range<usize>,
    /// The likeliest first.
    pub suggestions: Vec<Suggestion>,
}

/// Something that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What is written when it is taken.
    pub insert: String,
    /// What it is called.
    pub label: String,
    /// By which other name it was found, or more on what it is.
    pub detail: String,
    /// What it stands for.
    pub what: Suggested,
}

/// What a suggestion stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suggested {
    /// An entity.
    Entity(EntityId),
    /// A type of entities.
    EntityType(EntityTypeId),
    /// A type of relationships.
    RelationshipType(RelationshipTypeId),
    /// A source.
    Source(SourceId),
    /// A word.
    Word,
}

/// Where nothing is typed yet, so many of the entities with the most relationships are asked whether they would do.
const MOST_LOOKED_AT: usize = 2_000;

/// What fits at `cursor`, in bytes of the text, at most `limit` suggestions. For entities their names are searched, which
/// takes a fraction of a millisecond for a hundred thousand.
#[must_use]
pub fn complete(graph: &Graph, lexicon: &Lexicon, text: &str, cursor: usize, limit: usize) -> Completion {
    let mut cursor = cursor.min(text.len());
    while !text.is_char_boundary(cursor) {
        cursor -= 1;
    }
    let start = text[..cursor].rfind('\n').map_or(0, |at| at + 1);
    let end = text[cursor..].find('\n').map_or(text.len(), |at| cursor + at);
    let lines = parse::lines(&text[..end]);
    let Some(line) = lines.last().filter(|line| line.span.start >= start && line.span.start <= cursor) else {
        return Completion { span: cursor..cursor, suggestions: Vec::new() };
    };
    let at = line.pieces.iter().rposition(|piece| piece.span.start < cursor);
    let Some(at) = at else { return Completion { span: cursor..cursor, suggestions: Vec::new() } };
    let finder = Finder { graph, lexicon, text, line, limit };
    let piece = &line.pieces[at];
    let mut found = match piece.role {
        Role::Arrow => {
            let arrows = line.pieces[..=at].iter().filter(|piece| piece.role == Role::Arrow).count();
            let suggestions = if arrows % 2 == 1 { finder.relations("", at) } else { finder.entities("", at) };
            return Completion { span: cursor..cursor, suggestions };
        }
        Role::Entity => finder.entity(piece, at, cursor),
        Role::Relation => finder.over(piece, finder.relations(&finder.typed(piece, cursor), at)),
        Role::Likelihood => finder.over(piece, finder.words(LIKELIHOODS, piece, cursor)),
        Role::Confidence => finder.over(piece, finder.words(LEVELS, piece, cursor)),
        Role::Status => finder.over(piece, finder.words(STATUSES, piece, cursor)),
        Role::Tag => finder.over(piece, finder.tags(&finder.typed(piece, cursor))),
        Role::Source => finder.over(piece, finder.sources(&finder.typed(piece, cursor))),
        Role::Date | Role::Stray => Completion { span: cursor..cursor, suggestions: Vec::new() },
    };
    // What stands there already need not be offered.
    let there = text[found.span.clone()].trim();
    if found.suggestions.iter().filter(|s| s.insert != there).count() == 0
        || found.suggestions.first().is_some_and(|first| first.insert == there)
    {
        found.suggestions.clear();
    }
    found
}

struct Finder<'a> {
    graph: &'a Graph,
    lexicon: &'a Lexicon,
    text: &'a str,
    line: &'a Line,
    limit: usize,
}

/// How well a name fits: its start, the start of a word, the starts of its words, inside. Both are folded.
fn rank(name: &str, typed: &str) -> Option<u8> {
    let initials = || name.split_whitespace().filter_map(|word| word.chars().next()).collect::<String>();
    if name.starts_with(typed) {
        Some(0)
    } else if has_word(name, typed) {
        Some(1)
    } else if typed.len() > 1 && initials().starts_with(typed) {
        Some(2)
    } else {
        name.contains(typed).then_some(3)
    }
}

impl Finder<'_> {
    fn over(&self, piece: &Piece, suggestions: Vec<Suggestion>) -> Completion {
        Completion { span: piece.words.clone(), suggestions }
    }

    /// What of a piece stands before the cursor.
    fn typed(&self, piece: &Piece, cursor: usize) -> String {
        let end = cursor.clamp(piece.words.start, piece.words.end);
        plain(self.text[piece.words.start..end].trim_start_matches(['+', '-', '"']))
    }

    /// The type of an entity that a piece means, where that is clear.
    fn kind(&self, piece: &Piece) -> Option<&EntityTypeId> {
        let raw = &self.text[piece.words.clone()];
        let typed =
            last_colon(raw).and_then(|colon| match self.lexicon.entity_types(&plain(&raw[colon + 1..])).as_slice() {
                [one] => Some(*one),
                _ => None,
            });
        typed.or_else(|| match self.lexicon.named(&plain(raw)).as_slice() {
            [one] => Some(&one.kind),
            _ => None,
        })
    }

    fn entity(&self, piece: &Piece, at: usize, cursor: usize) -> Completion {
        let raw = &self.text[piece.words.clone()];
        if let Some(colon) = last_colon(raw).filter(|colon| piece.words.start + colon < cursor) {
            let span = trimmed(self.text, piece.words.start + colon + 1..piece.words.end);
            return Completion { suggestions: self.entity_types(&plain(&self.text[span.clone()])), span };
        }
        self.over(piece, self.entities(&self.typed(piece, cursor), at))
    }

    fn entities(&self, typed: &str, at: usize) -> Vec<Suggestion> {
        let wanted = key(typed);
        let schema = self.graph.schema();
        // The relationship that leads here, and from which side.
        let relation = self.line.pieces[..at].iter().rfind(|piece| piece.role == Role::Relation);
        let relation =
            relation.and_then(|piece| self.lexicon.relations(&plain(&self.text[piece.words.clone()])).first());
        let fits = |kind: &EntityTypeId| {
            relation.is_none_or(|(relation, is_inverse)| {
                schema.relationship_types.get(relation).is_some_and(|t| {
                    let allowed = if *is_inverse { &t.from } else { &t.to };
                    allowed.is_empty() || allowed.iter().any(|ancestor| schema.is_a(kind, ancestor))
                })
            })
        };
        let entries = self.lexicon.entries();
        let is_likely = |entry: u32| fits(&entries[entry as usize].entity.kind);
        let found = if wanted.is_empty() {
            let firsts = (0..entries.len().min(MOST_LOOKED_AT) as u32).filter(|entry| is_likely(*entry));
            firsts.take(self.limit).map(|entry| Whose { entry, name: 0 }).collect()
        } else {
            self.lexicon.names().best(&wanted, self.limit, is_likely)
        };
        let made = found.into_iter().map(|Whose { entry, name }| {
            let entity = &entries[entry as usize].entity;
            let kind = schema.entity_types.get(&entity.kind).map_or("", |t| t.name.as_str());
            let alias = (name as usize).checked_sub(1).and_then(|at| entity.aliases.get(at));
            Suggestion {
                insert: spell::entity(self.graph, self.lexicon, &entity.id),
                label: entity.name.clone(),
                detail: alias.map_or_else(|| kind.to_owned(), |alias| format!("{alias} · {kind}")),
                what: Suggested::Entity(entity.id.clone()),
            }
        });
        made.collect()
    }

    fn entity_types(&self, typed: &str) -> Vec<Suggestion> {
        let wanted = key(typed);
        let types = self.graph.schema().entity_types.values();
        let mut found: Vec<_> = types
            .filter_map(|t| Some((rank(&key(&t.name), &wanted).or_else(|| rank(&key(&t.plural), &wanted))?, t)))
            .collect();
        found.sort_by_key(|(rank, _)| *rank);
        let made = found.into_iter().take(self.limit).map(|(_, t)| Suggestion {
            insert: t.id.to_string(),
            label: t.name.clone(),
            detail: "Type".into(),
            what: Suggested::EntityType(t.id.clone()),
        });
        made.collect()
    }

    fn relations(&self, typed: &str, at: usize) -> Vec<Suggestion> {
        let wanted = key(typed);
        let (schema, graph) = (self.graph.schema(), self.graph);
        let entity = |pieces: &[Piece], last: bool| {
            let mut entities = pieces.iter().filter(|piece| piece.role == Role::Entity);
            let piece = if last { entities.next_back() } else { entities.next() };
            piece.and_then(|piece| self.kind(piece)).cloned()
        };
        let (left, right) = (entity(&self.line.pieces[..at], true), entity(&self.line.pieces[at..], false));
        let allows = |allowed: &std::collections::BTreeSet<EntityTypeId>, end: &Option<EntityTypeId>| {
            let is_a = |kind: &EntityTypeId| allowed.iter().any(|ancestor| schema.is_a(kind, ancestor));
            allowed.is_empty() || end.as_ref().is_none_or(is_a)
        };
        let mut found = Vec::new();
        for t in schema.relationship_types.values() {
            let names = [(&t.name, &t.from, &t.to), (&t.inverse, &t.to, &t.from)];
            let names = if t.name == t.inverse || t.inverse.is_empty() { &names[..1] } else { &names[..] };
            for (name, from, to) in names {
                let Some(rank) = rank(&key(name), &wanted) else { continue };
                let fits = allows(from, &left) && allows(to, &right);
                // One that is made for these ends is likelier than one that fits anything.
                let is_general = from.is_empty() || to.is_empty();
                if fits || !wanted.is_empty() {
                    let used = graph.relationship_count_of(&t.id);
                    let order = (rank, !fits, std::cmp::Reverse(used), is_general);
                    let detail =
                        if *name == &t.name { t.group.clone() } else { format!("{} · turned round", t.group) };
                    let what = Suggested::RelationshipType(t.id.clone());
                    let insert = quoted(name);
                    found.push((order, Suggestion { insert, label: (*name).clone(), detail, what }));
                }
            }
        }
        for (folded, (label, kind)) in &self.lexicon.labels {
            let Some(rank) = rank(folded, &wanted).filter(|_| !wanted.is_empty()) else { continue };
            let name = schema.relationship_types.get(kind).map_or("", |t| t.name.as_str());
            let what = Suggested::RelationshipType(kind.clone());
            let order = (rank, false, std::cmp::Reverse(0), true);
            let detail = format!("label of “{name}”");
            found.push((order, Suggestion { insert: quoted(label), label: label.clone(), detail, what }));
        }
        found.sort_by(|(a, x), (b, y)| (a, &x.label).cmp(&(b, &y.label)));
        found.into_iter().take(self.limit).map(|(_, suggestion)| suggestion).collect()
    }

    fn words<T>(&self, table: &[(T, &[&str])], piece: &Piece, cursor: usize) -> Vec<Suggestion> {
        let wanted = key(&self.typed(piece, cursor));
        let words = table.iter().filter_map(|(_, words)| words.first().copied());
        let mut found: Vec<(u8, &str)> = words.filter_map(|word| Some((rank(word, &wanted)?, word))).collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().take(self.limit).map(|(_, word)| plain_word(word)).collect()
    }

    fn tags(&self, typed: &str) -> Vec<Suggestion> {
        let wanted = key(typed);
        let tags = self.lexicon.tags.iter();
        let mut found: Vec<_> = tags.filter_map(|tag| Some((rank(&key(tag), &wanted)?, tag))).collect();
        found.sort();
        found.into_iter().take(self.limit).map(|(_, tag)| plain_word(tag)).collect()
    }

    fn sources(&self, typed: &str) -> Vec<Suggestion> {
        let wanted = key(typed);
        let sources = self.graph.sources().values();
        let mut found: Vec<_> = sources
            .filter_map(|source| {
                let by =
                    [&source.publisher, &source.author, &source.origin].into_iter().filter(|name| !name.is_empty());
                let by = by.filter_map(|name| rank(&key(name), &wanted)).min();
                Some((rank(&key(&source.title), &wanted).or(by)?, &source.title, source))
            })
            .collect();
        found.sort_by(|a, b| (a.0, a.1, &a.2.id).cmp(&(b.0, b.1, &b.2.id)));
        let made = found.into_iter().take(self.limit).map(|(_, title, source)| Suggestion {
            insert: spell::source(self.graph, self.lexicon, &source.id),
            label: title.clone(),
            detail: "Source".into(),
            what: Suggested::Source(source.id.clone()),
        });
        made.collect()
    }
}

fn plain_word(word: &str) -> Suggestion {
    Suggestion { insert: quoted(word), label: word.to_owned(), detail: String::new(), what: Suggested::Word }
}

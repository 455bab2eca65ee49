//! What a half-typed query can go on with: fields first, then what this graph holds.

use std::collections::BTreeMap;
use std::ops::Range;

use super::ast::{self, quoted};
use super::field::{Field, Kind, State};
use super::parse::{ends_head, ends_value, operator_at};
use super::words::Scratch;
use crate::base::fold;
use crate::model::{Graph, Source, Value};

/// The most completions that are offered.
const MOST: usize = 12;

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What takes the place of the half-typed word.
    pub insert: String,
    /// What people read.
    pub label: String,
    /// More on it; may be empty.
    pub detail: String,
}

/// The ways to go on, the likeliest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completions {
    /// What they replace, in bytes of the query.
    pub replace: Range<usize>,
    /// The ways.
    pub items: Vec<Completion>,
}

/// What stands at the cursor.
#[derive(Debug, PartialEq)]
enum Place {
    /// A word, or a field's name.
    Head(usize),
    /// A value of a field.
    Value(Field, usize),
    /// A property's name.
    PropertyName(usize),
    /// The value of a property.
    PropertyValue(String, usize),
    /// A phrase, or the value of what is no field.
    Elsewhere,
}

/// What the query `text` can go on with at `cursor`, in bytes; nothing where `cursor` lies within a character.
///
/// Takes O(n + m) for values that stand in records, less for all else.
#[must_use]
pub fn complete(text: &str, cursor: usize, graph: &Graph) -> Completions {
    let Some(before) = text.get(..cursor) else { return Completions::default() };
    let (start, place) = match place(before) {
        Place::Elsewhere => return Completions { replace: cursor..cursor, items: Vec::new() },
        place @ (Place::Head(start)
        | Place::Value(_, start)
        | Place::PropertyName(start)
        | Place::PropertyValue(_, start)) => (start, place),
    };
    let typed = before[start..].trim_start_matches(['"', '“']);
    let mut offers = Offers { typed: fold(typed), found: Vec::new(), scratch: Scratch::default() };
    let ends: fn(&str) -> bool = match place {
        Place::Head(_) | Place::PropertyName(_) => ends_head,
        _ => ends_value,
    };
    match place {
        Place::Head(_) => heads(graph, &mut offers),
        Place::Value(field, _) => values(graph, field, &mut offers),
        Place::PropertyName(_) => {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for name in properties(graph).map(|(name, _)| name) {
                *counts.entry(name).or_default() += 1;
            }
            offers.counted(counts);
        }
        Place::PropertyValue(name, _) => {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for (_, value) in properties(graph).filter(|(known, _)| fold(known) == name) {
                if let Value::Text(_) | Value::Number(_) | Value::Date(_) | Value::Flag(_) = value {
                    *counts.entry(value.to_string()).or_default() += 1;
                }
            }
            offers.counted(counts.iter().map(|(value, n)| (value.as_str(), *n)));
        }
        Place::Elsewhere => {}
    }
    let rest = &text[cursor..];
    let end = if before[start..].starts_with('"') {
        rest.find('"').map_or(text.len(), |at| cursor + at + 1)
    } else {
        cursor + rest.char_indices().find(|(at, _)| ends(&rest[*at..])).map_or(rest.len(), |(at, _)| at)
    };
    Completions { replace: start..end, items: offers.best() }
}

/// What stands at the end of a text. Follows the parser, but stumbles over nothing.
fn place(text: &str) -> Place {
    let word_end = |from: usize, ends: fn(&str) -> bool| {
        text[from..].char_indices().find(|(at, _)| ends(&text[from + at..])).map_or(text.len(), |(at, _)| from + at)
    };
    let skip = |from: usize, signs: &[char]| {
        let rest = text[from..].trim_start_matches(|c: char| c.is_whitespace() || signs.contains(&c));
        text.len() - rest.len()
    };
    // The end of a word or phrase; none where a phrase is still open.
    let read = |from: usize, ends: fn(&str) -> bool| {
        let Some(rest) = text[from..].strip_prefix('"') else { return Some(word_end(from, ends)) };
        let mut escaped = false;
        let close = rest.char_indices().find(|(_, c)| {
            let closes = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            closes
        });
        close.map(|(at, _)| from + 1 + at + 1)
    };
    let mut at = 0;
    loop {
        at = skip(at, &['(', ')', '|', '&', '-', '!', ',']);
        let head = at;
        let Some(head_end) = read(head, ends_head) else { return Place::Elsewhere };
        if head_end == text.len() && !text[head..].starts_with('"') {
            return Place::Head(head);
        }
        at = skip(head_end, &[]);
        let Some(operator) = operator_at(&text[at..]) else {
            // Always forward: an empty head stands before an operator.
            if at == text.len() {
                return Place::Head(at);
            }
            continue;
        };
        at = skip(at + operator.sign().len(), &[]);
        let field = Field::named(&text[head..head_end]);
        let mut property = None;
        if field == Some(Field::Property) {
            let name = at;
            let Some(name_end) = read(name, ends_head) else { return Place::PropertyName(name) };
            if name_end == text.len() {
                return Place::PropertyName(name);
            }
            at = skip(name_end, &[]);
            let Some(operator) = operator_at(&text[at..]) else { continue };
            at = skip(at + operator.sign().len(), &[]);
            property = Some(fold(text[name..name_end].trim_matches('"')));
        }
        loop {
            let value = at;
            let end = read(value, ends_value);
            if end.is_none_or(|end| end == text.len() && !text[value..].ends_with('"')) {
                return match (field, property) {
                    (_, Some(property)) => Place::PropertyValue(property, value),
                    (Some(field), None) => Place::Value(field, value),
                    (None, None) => Place::Elsewhere,
                };
            }
            at = end.unwrap_or(text.len());
            if !text[at..].starts_with(',') {
                break;
            }
            at = skip(at + 1, &[]);
        }
    }
}

/// What is offered so far.
struct Offers {
    /// What was typed, folded.
    typed: String,
    /// How well it fits (less is better), how rare it is, and the completion.
    found: Vec<((u8, usize), Completion)>,
    scratch: Scratch,
}

impl Offers {
    /// How well a text goes on what was typed: from its start, from the start of a word, from anywhere.
    fn fit(&mut self, text: &str) -> Option<u8> {
        let Self { typed, scratch, .. } = self;
        if typed.is_empty() {
            return Some(0);
        }
        let folded = scratch.folded(text);
        let at = folded.find(typed.as_str())?;
        Some(if at == 0 {
            0
        } else if folded.as_bytes()[at - 1] == b' ' || folded.contains(&format!(" {typed}")) {
            1
        } else {
            2
        })
    }

    fn add(&mut self, rank: u8, often: usize, insert: String, label: &str, detail: impl Into<String>) {
        let completion = Completion { insert, label: label.to_owned(), detail: detail.into() };
        self.found.push(((rank, usize::MAX - often), completion));
    }

    /// Offers a value by its own words.
    fn value(&mut self, text: &str, often: usize, detail: impl Into<String>) {
        if let Some(rank) = self.fit(text) {
            self.add(rank, often, written(text), text, detail);
        }
    }

    fn counted<'t>(&mut self, counts: impl IntoIterator<Item = (&'t str, usize)>) {
        for (text, n) in counts.into_iter().filter(|(text, _)| !text.trim().is_empty()) {
            self.value(text, n, n.to_string());
        }
    }

    fn best(mut self) -> Vec<Completion> {
        self.found.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| x.label.cmp(&y.label)));
        self.found.dedup_by(|(_, a), (_, b)| a.insert == b.insert);
        // What was typed in full already is no way to go on.
        self.found.retain(|(_, c)| fold(&c.insert) != self.typed);
        self.found.truncate(MOST);
        self.found.into_iter().map(|(_, completion)| completion).collect()
    }
}

/// A text as a value, in quotes where it needs them.
fn written(text: &str) -> String {
    let splits = text.char_indices().any(|(at, _)| ends_value(&text[at..]));
    if text.is_empty() || splits || text.contains(['*', '“', '\\']) || ast::is_keyword(text) {
        quoted(text)
    } else {
        text.to_owned()
    }
}

fn heads(graph: &Graph, offers: &mut Offers) {
    for (i, field) in Field::ALL.iter().enumerate() {
        let keys = std::iter::once(field.key()).chain(field.other_keys().iter().copied());
        if let Some(rank) = keys.filter_map(|key| offers.fit(key)).min() {
            let open = if *field == Field::Has { ":(" } else { ":" };
            // In the order of the table.
            offers.add(rank, Field::ALL.len() - i, format!("{}{open}", field.key()), field.key(), field.text());
        }
    }
    if offers.typed.len() < 2 {
        return;
    }
    for state in State::ALL {
        if let Some(rank) = offers.fit(state.key()) {
            let insert = format!("is:{}", state.key());
            offers.add(rank.saturating_add(1), 0, insert.clone(), &insert, state.text());
        }
    }
    let types = graph.schema().entity_types.values();
    for kind in types {
        if let Some(rank) = offers.fit(&kind.name) {
            let insert = format!("type:{}", written(kind.id.as_str()));
            offers.add(rank.saturating_add(1), graph.entity_count_of(&kind.id), insert.clone(), &insert, &kind.name);
        }
    }
    names(graph, offers, 3);
}

/// Offers the names of entities, after what has a rank below `after`.
fn names(graph: &Graph, offers: &mut Offers, after: u8) {
    for entity in graph.entities_unsorted() {
        if let Some(rank) = offers.fit(&entity.name) {
            let kind = graph.schema().entity_types.get(&entity.kind).map_or("", |kind| kind.name.as_str());
            offers.add(after + rank, 0, written(&entity.name), &entity.name, kind);
        }
    }
}

fn values(graph: &Graph, field: Field, offers: &mut Offers) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut count = |text| *counts.entry(text).or_default() += 1;
    let evidence = || {
        let entities = graph.entities_unsorted().flat_map(|e| &e.evidence);
        entities.chain(graph.relationships_unsorted().flat_map(|r| &r.evidence))
    };
    match field {
        Field::Is => {
            for (i, state) in State::ALL.iter().enumerate() {
                offers.value(state.key(), State::ALL.len() - i, state.text());
            }
        }
        Field::Type => {
            let schema = graph.schema();
            for t in schema.entity_types.values() {
                if let Some(rank) = offers.fit(t.id.as_str()).or_else(|| offers.fit(&t.name)) {
                    let below = schema.entity_types.keys().filter(|k| schema.is_a(k, &t.id));
                    let often = below.map(|k| graph.entity_count_of(k)).sum();
                    offers.add(rank, often, written(t.id.as_str()), t.id.as_str(), format!("{}, {often}", t.name));
                }
            }
            for t in schema.relationship_types.values() {
                if let Some(rank) = offers.fit(t.id.as_str()).or_else(|| offers.fit(&t.name)) {
                    let often = graph.relationship_count_of(&t.id);
                    // Entities first where as many have the type.
                    let detail = format!("relationship, {often}");
                    offers.add(rank + 1, often, written(t.id.as_str()), t.id.as_str(), detail);
                }
            }
        }
        Field::Tag => {
            graph.entities_unsorted().flat_map(|e| &e.tags).for_each(|tag| count(tag));
            graph.relationships_unsorted().flat_map(|r| &r.tags).for_each(|tag| count(tag));
        }
        Field::Alias => graph.entities_unsorted().flat_map(|e| &e.aliases).for_each(|alias| count(alias)),
        Field::Group => {
            let groups = graph.views().values().flat_map(|view| view.view.groups.values());
            groups.for_each(|group| count(&group.name));
        }
        Field::External => {
            graph.entities_unsorted().flat_map(|e| e.external_ids.keys()).for_each(|key| count(key));
        }
        Field::Id => graph.entities_unsorted().for_each(|e| count(e.id.as_str())),
        Field::Analyst => evidence().for_each(|piece| count(&piece.analyst)),
        Field::Source => {
            for source in graph.sources().values() {
                let Source { id, title, publisher, .. } = &**source;
                offers.value(title, graph.citation_count(id), publisher);
            }
            graph.sources().values().for_each(|source| count(&source.publisher));
        }
        Field::Origin => graph.sources().values().for_each(|source| count(&source.origin)),
        Field::Name | Field::Linked | Field::Subject | Field::Object => names(graph, offers, 0),
        _ => {
            if let Kind::Choice(keys) = field.kind() {
                let keys = keys();
                for (i, key) in keys.iter().enumerate() {
                    offers.value(key, keys.len() - i, "");
                }
            }
        }
    }
    offers.counted(counts);
}

fn properties(graph: &Graph) -> impl Iterator<Item = (&str, &Value)> {
    let entities = graph.entities_unsorted().flat_map(|e| &e.properties);
    entities
        .chain(graph.relationships_unsorted().flat_map(|r| &r.properties))
        .map(|(name, value)| (name.as_str(), value))
}

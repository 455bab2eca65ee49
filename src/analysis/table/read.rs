//! What stands in a cell: as words, and as something to sort and to filter by.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{Field, RowId, TableKind, join_list};
use crate::analysis::confidence::level_of;
use crate::analysis::sentence;
use crate::base::{EntityId, Interval, PartialDate, SourceId, fold, written_ends};
use crate::model::{Entity, Evidence, EvidenceHome, Graph, Pair, Properties, Relationship, Source, Stance, Value};

/// A record with all that its row needs.
#[derive(Debug, Clone, Copy)]
pub enum Record<'g> {
    /// An entity.
    Entity(&'g Entity),
    /// A relationship.
    Relationship(&'g Relationship),
    /// A piece of evidence, and the record that it stands in.
    Evidence(&'g Evidence, &'g EvidenceHome),
    /// A source.
    Source(&'g Source),
}

/// The record of a row; `None` when it is gone.
#[must_use]
pub fn record<'g>(graph: &'g Graph, row: &RowId) -> Option<Record<'g>> {
    Some(match row {
        RowId::Entity(id) => Record::Entity(graph.entity(id)?),
        RowId::Relationship(id) => Record::Relationship(graph.relationship(id)?),
        RowId::Source(id) => Record::Source(graph.sources().get(id)?),
        RowId::Evidence(id) => {
            let home = graph.evidence_home(id)?;
            let pieces = match home {
                EvidenceHome::Entity(id) => &graph.entity(id)?.evidence,
                EvidenceHome::Relationship(id) => &graph.relationship(id)?.evidence,
            };
            Record::Evidence(pieces.iter().find(|piece| &piece.id == id)?, home)
        }
    })
}

/// How many pieces of evidence support, dispute and surround a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// For it.
    pub supports: usize,
    /// Against it.
    pub disputes: usize,
    /// Beside it.
    pub context: usize,
}

/// Counts evidence.
#[must_use]
pub fn counts(evidence: &[Evidence]) -> Counts {
    let mut counts = Counts::default();
    for piece in evidence {
        match piece.stance {
            Stance::Supports => counts.supports += 1,
            Stance::Disputes => counts.disputes += 1,
            Stance::Context => counts.context += 1,
        }
    }
    counts
}

/// A claim that evidence is about, as a sentence, with the property if it is about one.
#[must_use]
pub fn claim(graph: &Graph, home: &EvidenceHome, about: &str) -> String {
    let claim = match home {
        EvidenceHome::Entity(id) => entity_name(graph, id).to_owned(),
        EvidenceHome::Relationship(id) => graph.relationship(id).map_or("?".into(), |r| sentence(graph, r)),
    };
    if about.is_empty() { claim } else { format!("{claim}: {about}") }
}

/// Something to sort by. What says nothing comes last either way.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Key {
    Nothing,
    Number(f64),
    Words(String),
}

impl Key {
    fn of(words: &str) -> Self {
        if words.trim().is_empty() { Self::Nothing } else { Self::Words(fold(words)) }
    }

    /// Compares what says something, first the lower; numbers before words.
    pub fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let order = match (self, other) {
            (Self::Nothing, Self::Nothing) => return Ordering::Equal,
            (Self::Nothing, _) => return Ordering::Greater,
            (_, Self::Nothing) => return Ordering::Less,
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Words(a), Self::Words(b)) => a.cmp(b),
            (Self::Number(_), Self::Words(_)) => Ordering::Less,
            (Self::Words(_), Self::Number(_)) => Ordering::Greater,
        };
        if descending { order.reverse() } else { order }
    }
}

fn entity_name<'g>(graph: &'g Graph, id: &'g EntityId) -> &'g str {
    graph.entity(id).map_or(id.as_str(), |entity| entity.name.as_str())
}

fn source_title<'g>(graph: &'g Graph, id: &'g SourceId) -> &'g str {
    graph.sources().get(id).map_or(id.as_str(), |source| source.title.as_str())
}

fn pair(graph: &Graph, piece: &Evidence) -> Option<Pair> {
    let reliability = graph.sources().get(&piece.source).and_then(|source| source.reliability);
    (reliability.is_some() || piece.credibility.is_some()).then_some(Pair(reliability, piece.credibility))
}

fn day(date: Option<PartialDate>) -> Key {
    date.map_or(Key::Nothing, |date| Key::Number(date.first_day().0.into()))
}

fn shown_date<'g>(date: Option<PartialDate>) -> Cow<'g, str> {
    date.map_or(Cow::Borrowed(""), |date| Cow::Owned(date.to_string()))
}

/// A value as words; an entity by its name.
pub(super) fn shown_value<'g>(graph: &'g Graph, value: &'g Value) -> Cow<'g, str> {
    match value {
        Value::Text(text) | Value::Url(text) => Cow::Borrowed(text),
        Value::Entity(id) => Cow::Borrowed(entity_name(graph, id)),
        Value::List(values) => {
            let words: Vec<Cow<'_, str>> = values.iter().map(|value| shown_value(graph, value)).collect();
            Cow::Owned(join_list(words.iter().map(AsRef::as_ref), ';'))
        }
        Value::Number(_) | Value::Flag(_) | Value::Date(_) => Cow::Owned(value.to_string()),
    }
}

impl<'g> Record<'g> {
    /// The table that it belongs to.
    #[must_use]
    pub fn table(&self) -> TableKind {
        match self {
            Self::Entity(_) => TableKind::Entities,
            Self::Relationship(_) => TableKind::Relationships,
            Self::Evidence(..) => TableKind::Evidence,
            Self::Source(_) => TableKind::Sources,
        }
    }

    /// What it rests on; nothing for evidence and sources.
    #[must_use]
    pub fn evidence(&self) -> &'g [Evidence] {
        match self {
            Self::Entity(entity) => &entity.evidence,
            Self::Relationship(relationship) => &relationship.evidence,
            Self::Evidence(..) | Self::Source(_) => &[],
        }
    }

    pub(super) fn properties(&self) -> Option<&'g Properties> {
        match self {
            Self::Entity(entity) => Some(&entity.properties),
            Self::Relationship(relationship) => Some(&relationship.properties),
            Self::Evidence(..) | Self::Source(_) => None,
        }
    }

    fn valid(&self) -> Option<Interval> {
        match self {
            Self::Entity(entity) => entity.valid,
            Self::Relationship(relationship) => relationship.valid,
            Self::Evidence(..) | Self::Source(_) => None,
        }
    }

    /// The best pair of grades among what supports it, or its own.
    #[must_use]
    pub fn grade(&self, graph: &Graph) -> Option<Pair> {
        match self {
            Self::Evidence(piece, _) => pair(graph, piece),
            _ => {
                let supports = self.evidence().iter().filter(|piece| piece.stance == Stance::Supports);
                // A missing grade is worse than the worst one.
                let graded = supports.filter_map(|piece| pair(graph, piece));
                graded.min_by_key(|Pair(r, c)| (r.is_none(), *r, c.is_none(), *c))
            }
        }
    }

    /// What a reader is told of it in one line.
    #[must_use]
    pub fn title(&self, graph: &Graph) -> String {
        match self {
            Self::Entity(entity) if entity.name.trim().is_empty() => "Unnamed".into(),
            Self::Entity(entity) => entity.name.clone(),
            Self::Relationship(relationship) => sentence(graph, relationship),
            Self::Evidence(piece, home) => claim(graph, home, &piece.about),
            Self::Source(source) => source.title.clone(),
        }
    }

    /// What a cell says in words. Nothing where the record has no such field.
    #[must_use]
    pub fn text(&self, graph: &'g Graph, field: &Field) -> Cow<'g, str> {
        match field {
            Field::Property(name) => {
                let value = self.properties().and_then(|all| all.get(name));
                return value.map_or(Cow::Borrowed(""), |value| shown_value(graph, value));
            }
            Field::ValidFrom => return Cow::Owned(written_ends(self.valid()).0),
            Field::ValidTo => return Cow::Owned(written_ends(self.valid()).1),
            Field::Evidence => return shown_counts(counts(self.evidence())),
            Field::Grade => return self.grade(graph).map_or(Cow::Borrowed(""), |pair| Cow::Owned(pair.to_string())),
            Field::Sources => return Cow::Owned(join_list(self.sources(graph), ';')),
            Field::Analysts => return Cow::Owned(join_list(self.analysts(), ',')),
            _ => {}
        }
        match self {
            Self::Entity(entity) => entity_text(graph, entity, field),
            Self::Relationship(relationship) => relationship_text(graph, relationship, field),
            Self::Evidence(piece, home) => evidence_text(graph, piece, home, field),
            Self::Source(source) => source_text(graph, source, field),
        }
    }

    fn sources(&self, graph: &'g Graph) -> Vec<&'g str> {
        let mut titles: Vec<&str> = Vec::new();
        for piece in self.evidence() {
            let title = source_title(graph, &piece.source);
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        titles
    }

    fn analysts(&self) -> Vec<&'g str> {
        let mut names: Vec<&str> = Vec::new();
        for piece in self.evidence().iter().filter(|piece| !piece.analyst.is_empty()) {
            if !names.contains(&piece.analyst.as_str()) {
                names.push(&piece.analyst);
            }
        }
        names
    }

    /// What a picker over the column calls the value of a cell: the id of what it names, or the key of its word.
    #[must_use]
    pub fn key_word(&self, graph: &'g Graph, field: &Field) -> Cow<'g, str> {
        let borrowed = match (self, field) {
            (Self::Entity(entity), Field::Type) => entity.kind.as_str(),
            (Self::Relationship(relationship), Field::Type) => relationship.kind.as_str(),
            (Self::Relationship(relationship), Field::From) => relationship.from.as_str(),
            (Self::Relationship(relationship), Field::To) => relationship.to.as_str(),
            (Self::Evidence(piece, _), Field::Source) => piece.source.as_str(),
            (_, Field::Property(name)) => match self.properties().and_then(|all| all.get(name)) {
                Some(Value::Entity(id)) => id.as_str(),
                _ => return self.text(graph, field),
            },
            _ => match self.rank(graph, field) {
                Some(rank) => field.words().get(rank).map_or("", |(key, _)| key),
                None => "",
            },
        };
        Cow::Borrowed(borrowed)
    }

    /// Whether evidence of it is taken from a source.
    #[must_use]
    pub fn cites(&self, source: &SourceId) -> bool {
        match self {
            Self::Evidence(piece, _) => piece.source == *source,
            _ => self.evidence().iter().any(|piece| piece.source == *source),
        }
    }

    /// The place of a cell's word in the vocabulary of its column, from 0.
    #[must_use]
    pub fn rank(&self, graph: &Graph, field: &Field) -> Option<usize> {
        match (self, field) {
            (Self::Entity(entity), Field::Status) => Some(entity.status as usize),
            (Self::Relationship(relationship), Field::Status) => Some(relationship.status as usize),
            (Self::Relationship(relationship), Field::Likelihood) => relationship.likelihood.map(|word| word as usize),
            (Self::Relationship(relationship), Field::Confidence) => {
                Some(level_of(relationship, graph.sources()) as usize)
            }
            (Self::Relationship(relationship), Field::Direction) => Some(relationship.direction as usize),
            (Self::Evidence(piece, _), Field::Stance) => Some(piece.stance as usize),
            (Self::Evidence(piece, _), Field::Credibility) => piece.credibility.map(|word| word as usize),
            (Self::Evidence(piece, _), Field::Access) => piece.access.map(|word| word as usize),
            (Self::Evidence(piece, _), Field::Reliability) => {
                graph.sources().get(&piece.source)?.reliability.map(|word| word as usize)
            }
            (Self::Source(source), Field::Kind) => Some(source.kind as usize),
            (Self::Source(source), Field::Reliability) => source.reliability.map(|word| word as usize),
            (Self::Source(source), Field::Handling) => source.handling.map(|word| word as usize),
            _ => None,
        }
    }

    /// What a cell is sorted by.
    pub(super) fn key(&self, graph: &'g Graph, field: &Field) -> Key {
        match (self, field) {
            (_, Field::ValidFrom) => first_day(self.valid()),
            (_, Field::ValidTo) => {
                let stop = self.valid().filter(|valid| matches!(valid, Interval::Between(..)));
                stop.and_then(Interval::last_day).map_or(Key::Nothing, |day| Key::Number(day.0.into()))
            }
            (_, Field::Evidence) => {
                let Counts { supports, disputes, context } = counts(self.evidence());
                let is_nothing = supports + disputes + context == 0;
                if is_nothing { Key::Nothing } else { Key::Number(supports as f64 - disputes as f64 * 1e-6) }
            }
            (_, Field::Grade) => self.grade(graph).map_or(Key::Nothing, |Pair(reliability, credibility)| {
                let tens = reliability.map_or(6, |grade| grade as u8);
                Key::Number(f64::from(tens * 10 + credibility.map_or(6, |grade| grade as u8)))
            }),
            (Self::Entity(entity), Field::Degree) => Key::Number(graph.degree(&entity.id) as f64),
            (Self::Relationship(relationship), Field::Weight) => relationship.weight.map_or(Key::Nothing, Key::Number),
            (Self::Evidence(piece, _), Field::Recorded) => day(piece.recorded),
            (Self::Source(source), Field::Published) => day(source.published),
            (Self::Source(source), Field::Retrieved) => day(source.retrieved),
            (Self::Source(source), Field::Citations) => Key::Number(graph.citation_count(&source.id) as f64),
            (_, Field::Property(name)) => match self.properties().and_then(|all| all.get(name)) {
                None => Key::Nothing,
                Some(Value::Number(number)) => Key::Number(*number),
                Some(Value::Date(date)) => first_day(Some(*date)),
                Some(value) => Key::of(&shown_value(graph, value)),
            },
            _ if !field.words().is_empty() => {
                self.rank(graph, field).map_or(Key::Nothing, |rank| Key::Number(rank as f64))
            }
            _ => Key::of(&self.text(graph, field)),
        }
    }

    /// When a cell of dates lies; `None` where it has none.
    pub(super) fn time(&self, field: &Field) -> Option<Interval> {
        match (self, field) {
            (_, Field::ValidFrom | Field::ValidTo) => self.valid(),
            (Self::Evidence(piece, _), Field::Recorded) => piece.recorded.map(Interval::On),
            (Self::Source(source), Field::Published) => source.published.map(Interval::On),
            (Self::Source(source), Field::Retrieved) => source.retrieved.map(Interval::On),
            (_, Field::Property(name)) => match self.properties().and_then(|all| all.get(name)) {
                Some(Value::Date(date)) => Some(*date),
                _ => None,
            },
            _ => None,
        }
    }
}

fn first_day(valid: Option<Interval>) -> Key {
    valid.and_then(Interval::first_day).map_or(Key::Nothing, |day| Key::Number(day.0.into()))
}

fn shown_counts<'g>(counts: Counts) -> Cow<'g, str> {
    let parts = [(counts.supports, "for"), (counts.disputes, "against"), (counts.context, "context")];
    let shown: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    Cow::Owned(shown.join(", "))
}

fn entity_text<'g>(graph: &'g Graph, entity: &'g Entity, field: &Field) -> Cow<'g, str> {
    Cow::Borrowed(match field {
        Field::Name => &entity.name,
        Field::Type => {
            let kind = graph.schema().entity_types.get(&entity.kind);
            kind.map_or(entity.kind.as_str(), |kind| kind.name.as_str())
        }
        Field::Status => entity.status.label(),
        Field::Summary => &entity.summary,
        Field::Notes => &entity.notes,
        Field::Id => entity.id.as_str(),
        Field::Aliases => return Cow::Owned(join_list(entity.aliases.iter().map(String::as_str), ';')),
        Field::Tags => return Cow::Owned(join_list(entity.tags.iter().map(String::as_str), ',')),
        Field::Degree => return Cow::Owned(graph.degree(&entity.id).to_string()),
        Field::ExternalIds => {
            let ids: Vec<String> =
                entity.external_ids.iter().map(|(register, id)| format!("{register}: {id}")).collect();
            return Cow::Owned(join_list(ids.iter().map(String::as_str), ';'));
        }
        _ => "",
    })
}

fn relationship_text<'g>(graph: &'g Graph, relationship: &'g Relationship, field: &Field) -> Cow<'g, str> {
    Cow::Borrowed(match field {
        Field::From => entity_name(graph, &relationship.from),
        Field::To => entity_name(graph, &relationship.to),
        Field::Type => {
            let kind = graph.schema().relationship_types.get(&relationship.kind);
            kind.map_or(relationship.kind.as_str(), |kind| kind.name.as_str())
        }
        Field::Status => relationship.status.label(),
        Field::Likelihood => relationship.likelihood.map_or("", |word| word.label()),
        Field::Confidence => level_of(relationship, graph.sources()).label(),
        Field::Direction => relationship.direction.label(),
        Field::Label => &relationship.label,
        Field::Notes => &relationship.notes,
        Field::Id => relationship.id.as_str(),
        Field::Tags => return Cow::Owned(join_list(relationship.tags.iter().map(String::as_str), ',')),
        Field::Weight => return relationship.weight.map_or(Cow::Borrowed(""), |weight| Cow::Owned(weight.to_string())),
        _ => "",
    })
}

fn evidence_text<'g>(graph: &'g Graph, piece: &'g Evidence, home: &'g EvidenceHome, field: &Field) -> Cow<'g, str> {
    Cow::Borrowed(match field {
        Field::Claim => return Cow::Owned(claim(graph, home, &piece.about)),
        Field::Stance => piece.stance.label(),
        Field::Source => source_title(graph, &piece.source),
        Field::Reliability => {
            let source = graph.sources().get(&piece.source);
            source.and_then(|source| source.reliability).map_or("", |grade| grade.key())
        }
        Field::Credibility => piece.credibility.map_or("", |grade| grade.key()),
        Field::Quote => piece.quote.as_ref().map_or("", |quote| quote.exact.as_str()),
        Field::About => &piece.about,
        Field::Access => piece.access.map_or("", |word| word.label()),
        Field::Note => &piece.note,
        Field::Analyst => &piece.analyst,
        Field::Id => piece.id.as_str(),
        Field::Recorded => return shown_date(piece.recorded),
        _ => "",
    })
}

fn source_text<'g>(graph: &'g Graph, source: &'g Source, field: &Field) -> Cow<'g, str> {
    Cow::Borrowed(match field {
        Field::Title => &source.title,
        Field::Kind => source.kind.label(),
        Field::Author => &source.author,
        Field::Publisher => &source.publisher,
        Field::Url => &source.url,
        Field::Reliability => source.reliability.map_or("", |grade| grade.key()),
        Field::Origin => &source.origin,
        Field::Handling => source.handling.map_or("", |word| word.label()),
        Field::Notes => &source.notes,
        Field::Id => source.id.as_str(),
        Field::Published => return shown_date(source.published),
        Field::Retrieved => return shown_date(source.retrieved),
        Field::Citations => return Cow::Owned(graph.citation_count(&source.id).to_string()),
        _ => "",
    })
}

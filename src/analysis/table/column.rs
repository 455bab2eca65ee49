//! The columns of the tables: those that every graph has, as data, and those of its properties.

use std::collections::BTreeMap;

use super::TableKind;
use crate::model::{
    Access, Credibility, Direction, Graph, Handling, Level, Likelihood, PropertyKind, Reliability, SourceKind, Stance,
    Status, Value,
};

/// What a column shows of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the columns are named like the fields of the records, and titled below")]
pub enum Field {
    Name,
    Title,
    From,
    Type,
    To,
    Kind,
    Status,
    ValidFrom,
    ValidTo,
    Likelihood,
    Confidence,
    Evidence,
    Grade,
    Sources,
    Analysts,
    Direction,
    Label,
    Weight,
    Aliases,
    Summary,
    Tags,
    Degree,
    Notes,
    ExternalIds,
    Claim,
    Stance,
    Source,
    Reliability,
    Credibility,
    Quote,
    About,
    Access,
    Note,
    Analyst,
    Recorded,
    Author,
    Publisher,
    Published,
    Retrieved,
    Url,
    Origin,
    Handling,
    Citations,
    Id,
    /// A property by its name.
    Property(String),
}

/// What stands in the cells of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// A line of words.
    Text,
    /// Words that may run over several lines.
    Prose,
    /// A web address.
    Url,
    /// Words with semicolons between them.
    List,
    /// Words with commas between them.
    Tags,
    /// An entity type or a relationship type.
    Type,
    /// An entity.
    Entity,
    /// A source.
    Source,
    /// The titles of several sources.
    Sources,
    /// A word of a vocabulary, or none where that is allowed.
    Choice {
        /// Whether there can be none.
        optional: bool,
    },
    /// One of these words.
    Words(Vec<String>),
    /// A date.
    Date,
    /// The start of a time.
    Start,
    /// The end of a time.
    Stop,
    /// A time.
    Time,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A number that is counted, and not typed.
    Count,
    /// How much evidence supports and disputes it.
    Counts,
    /// A boxed pair of grades.
    Grade,
    /// A level of confidence.
    Level,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What it shows.
    pub field: Field,
    /// Its title.
    pub title: String,
    /// What stands in its cells.
    pub holds: Holds,
    /// How wide it is at first, in points.
    pub width: f32,
    /// Whether it is shown at first.
    pub shown: bool,
    /// Whether its cells can be edited.
    pub editable: bool,
}

/// A row of the tables below: field, title, what it holds, width, whether it is shown at first and can be edited.
type Described = (Field, &'static str, Holds, f32, bool, bool);

const WORD: Holds = Holds::Choice { optional: false };
const PERHAPS: Holds = Holds::Choice { optional: true };

const ENTITIES: &[Described] = &[
    (Field::Name, "Name", Holds::Text, 240.0, true, true),
    (Field::Type, "Type", Holds::Type, 170.0, true, true),
    (Field::Status, "Status", WORD, 112.0, true, true),
    (Field::ValidFrom, "Valid from", Holds::Start, 100.0, true, true),
    (Field::ValidTo, "Valid to", Holds::Stop, 100.0, true, true),
    (Field::Degree, "Relationships", Holds::Count, 112.0, true, false),
    (Field::Evidence, "Evidence", Holds::Counts, 100.0, true, false),
    (Field::Aliases, "Also called", Holds::List, 180.0, true, true),
    (Field::Summary, "Summary", Holds::Text, 260.0, true, true),
    (Field::Tags, "Tags", Holds::Tags, 150.0, true, true),
    (Field::Sources, "Source", Holds::Sources, 160.0, false, false),
    (Field::Analysts, "Analyst", Holds::Text, 110.0, false, false),
    (Field::Notes, "Notes", Holds::Prose, 240.0, false, true),
    (Field::ExternalIds, "Other ids", Holds::List, 180.0, false, true),
    (Field::Id, "Id", Holds::Text, 200.0, false, false),
];

const RELATIONSHIPS: &[Described] = &[
    (Field::From, "From", Holds::Entity, 178.0, true, true),
    (Field::Type, "Type", Holds::Type, 142.0, true, true),
    (Field::To, "To", Holds::Entity, 212.0, true, true),
    (Field::ValidFrom, "Valid from", Holds::Start, 98.0, true, true),
    (Field::ValidTo, "Valid to", Holds::Stop, 98.0, true, true),
    (Field::Likelihood, "Likelihood", PERHAPS, 190.0, true, true),
    (Field::Evidence, "Evidence", Holds::Counts, 76.0, true, false),
    (Field::Grade, "Grade", Holds::Grade, 56.0, true, false),
    (Field::Confidence, "Confidence", Holds::Level, 92.0, true, false),
    (Field::Status, "Status", WORD, 88.0, true, true),
    (Field::Sources, "Source", Holds::Sources, 112.0, true, false),
    (Field::Analysts, "Analyst", Holds::Text, 100.0, false, false),
    (Field::Label, "Label", Holds::Text, 150.0, false, true),
    (Field::Direction, "Direction", WORD, 110.0, false, true),
    (Field::Weight, "Weight", Holds::Number, 84.0, false, true),
    (Field::Tags, "Tags", Holds::Tags, 150.0, false, true),
    (Field::Notes, "Notes", Holds::Prose, 240.0, false, true),
    (Field::Id, "Id", Holds::Text, 200.0, false, false),
];

const EVIDENCE: &[Described] = &[
    (Field::Claim, "Claim", Holds::Text, 300.0, true, false),
    (Field::Stance, "Stance", WORD, 108.0, true, true),
    (Field::Source, "Source", Holds::Source, 210.0, true, true),
    (Field::Reliability, "Reliability", Holds::Grade, 84.0, true, false),
    (Field::Credibility, "Credibility", PERHAPS, 190.0, true, true),
    (Field::Quote, "Quote", Holds::Prose, 320.0, true, false),
    (Field::About, "About", Holds::Text, 110.0, false, true),
    (Field::Access, "Access", PERHAPS, 96.0, true, true),
    (Field::Analyst, "Analyst", Holds::Text, 110.0, true, true),
    (Field::Recorded, "Recorded", Holds::Date, 104.0, true, true),
    (Field::Note, "Note", Holds::Prose, 220.0, true, true),
    (Field::Id, "Id", Holds::Text, 200.0, false, false),
];

const SOURCES: &[Described] = &[
    (Field::Title, "Title", Holds::Text, 300.0, true, true),
    (Field::Kind, "Kind", WORD, 150.0, true, true),
    (Field::Author, "Author", Holds::Text, 150.0, true, true),
    (Field::Publisher, "Publisher", Holds::Text, 150.0, true, true),
    (Field::Published, "Published", Holds::Date, 104.0, true, true),
    (Field::Reliability, "Reliability", PERHAPS, 200.0, true, true),
    (Field::Origin, "Origin", Holds::Text, 140.0, true, true),
    (Field::Citations, "Cited", Holds::Count, 72.0, true, false),
    (Field::Handling, "Handling", PERHAPS, 140.0, false, true),
    (Field::Url, "Address", Holds::Url, 220.0, true, true),
    (Field::Retrieved, "Retrieved", Holds::Date, 104.0, false, true),
    (Field::Notes, "Notes", Holds::Prose, 240.0, false, true),
    (Field::Id, "Id", Holds::Text, 200.0, false, false),
];

/// The columns of a table: those that every graph has, then its properties by name: those that the types in use are
/// expected to have, and those that occur. Takes a pass over the records.
#[must_use]
pub fn columns(graph: &Graph, kind: TableKind) -> Vec<Column> {
    let described = match kind {
        TableKind::Entities => ENTITIES,
        TableKind::Relationships => RELATIONSHIPS,
        TableKind::Evidence => EVIDENCE,
        TableKind::Sources => SOURCES,
    };
    let fixed = described.iter().map(|(field, title, holds, width, shown, editable)| Column {
        field: field.clone(),
        title: (*title).to_owned(),
        holds: holds.clone(),
        width: *width,
        shown: *shown,
        editable: *editable,
    });
    let properties = properties(graph, kind).into_iter().map(|(name, holds)| Column {
        title: capitalised(&name),
        width: if matches!(holds, Holds::Text | Holds::Entity | Holds::Url) { 160.0 } else { 110.0 },
        field: Field::Property(name),
        holds,
        shown: false,
        editable: true,
    });
    fixed.chain(properties).collect()
}

fn properties(graph: &Graph, kind: TableKind) -> BTreeMap<String, Holds> {
    let schema = graph.schema();
    let mut found: BTreeMap<String, Holds> = BTreeMap::new();
    let mut define = |name: &str, kind: &PropertyKind| {
        found.entry(name.to_owned()).or_insert_with(|| of_kind(kind));
    };
    match kind {
        TableKind::Entities => {
            for used in schema.entity_types.values().filter(|t| graph.entity_count_of(&t.id) > 0) {
                used.properties.iter().for_each(|p| define(&p.name, &p.kind));
            }
            graph.entities_unsorted().for_each(|e| occur(&mut found, &e.properties));
        }
        TableKind::Relationships => {
            for used in schema.relationship_types.values().filter(|t| graph.relationship_count_of(&t.id) > 0) {
                used.properties.iter().for_each(|p| define(&p.name, &p.kind));
            }
            graph.relationships_unsorted().for_each(|r| occur(&mut found, &r.properties));
        }
        TableKind::Evidence | TableKind::Sources => {}
    }
    found
}

fn occur(found: &mut BTreeMap<String, Holds>, values: &crate::model::Properties) {
    for (name, value) in values {
        if !found.contains_key(name) {
            found.insert(name.clone(), of_value(value));
        }
    }
}

/// What a property of a kind stands in.
pub(super) fn of_kind(kind: &PropertyKind) -> Holds {
    match kind {
        PropertyKind::Text => Holds::Text,
        PropertyKind::Number => Holds::Number,
        PropertyKind::Flag => Holds::Flag,
        PropertyKind::Date => Holds::Time,
        PropertyKind::Url => Holds::Url,
        PropertyKind::Entity => Holds::Entity,
        PropertyKind::Choice(words) => Holds::Words(words.clone()),
    }
}

/// What a value stands in.
pub(super) fn of_value(value: &Value) -> Holds {
    match value {
        Value::Text(_) => Holds::Text,
        Value::Number(_) => Holds::Number,
        Value::Flag(_) => Holds::Flag,
        Value::Date(_) => Holds::Time,
        Value::Url(_) => Holds::Url,
        Value::Entity(_) => Holds::Entity,
        Value::List(_) => Holds::List,
    }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Field {
    /// The words that a column of a vocabulary offers, each with its key, in their order; empty for other columns.
    #[must_use]
    pub fn words(&self) -> Vec<(&'static str, &'static str)> {
        macro_rules! all {
            ($vocabulary:ty) => {
                <$vocabulary>::ALL.iter().map(|word| (word.key(), word.label())).collect()
            };
        }
        match self {
            Self::Status => all!(Status),
            Self::Likelihood => all!(Likelihood),
            Self::Confidence => all!(Level),
            Self::Direction => all!(Direction),
            Self::Stance => all!(Stance),
            Self::Reliability => all!(Reliability),
            Self::Credibility => all!(Credibility),
            Self::Access => all!(Access),
            Self::Kind => all!(SourceKind),
            Self::Handling => all!(Handling),
            _ => Vec::new(),
        }
    }
}

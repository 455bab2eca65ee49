//! How well the values of a table fit what its columns are said to mean, for people.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{Cancelled, EntityId, Task, ViewId, fold};
use crate::edit::intent::{Decisions, Incoming, bring_in, match_entities};
use crate::formats::table::{
    Census, ColumnMapping, Mapping, Meaning, Preview, Reading, Rows, TablePreview, meaning_of_header, parts, reading,
    word_key,
};
use crate::model::{Graph, Relationship};

/// How many words are listed that stand for nothing.
const MOST_WORDS: usize = 200;

/// What was found in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// All is well.
    Fine,
    /// Something is not as it should be.
    Doubtful,
    /// There is nothing to say.
    Nothing,
}

/// How well the values of a column fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnCheck {
    /// What was found.
    pub finding: Finding,
    /// In a few words: `141 known, 7 new`.
    pub words: String,
    /// The words that stand for nothing yet, the most frequent first.
    pub unknown: Vec<String>,
    /// Whether unknown words become types of their own.
    pub makes_types: bool,
}

/// An end of what a row becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowEnd {
    /// What it is called.
    pub name: String,
    /// The entity of the document that it is.
    pub known: Option<EntityId>,
}

/// What the first row becomes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowBecomes {
    /// Its entity, or where its relationship starts.
    pub from: Option<RowEnd>,
    /// The words of its relationship.
    pub relation: String,
    /// Where it leads.
    pub to: Option<RowEnd>,
    /// When, how likely and the like.
    pub marks: String,
    /// What happens with it: `new`, `in graph, adds evidence`.
    pub remark: String,
}

/// How well a table fits its mapping.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// The columns of each table.
    pub tables: Vec<Vec<ColumnCheck>>,
    /// What the first row of each table becomes.
    pub rows: Vec<Option<RowBecomes>>,
    /// Whether all rows were looked at.
    pub whole: bool,
}

/// What a graph calls its entities, sources and types.
struct Names {
    ids: FxHashSet<String>,
    entities: FxHashSet<String>,
    sources: FxHashSet<String>,
    entity_types: FxHashSet<String>,
    relationship_types: FxHashSet<String>,
}

impl Names {
    fn of(graph: &Graph, task: &Task) -> Result<Self, Cancelled> {
        task.check()?;
        let entities = graph.entities_unsorted();
        let schema = graph.schema();
        Ok(Self {
            ids: graph.entities_unsorted().map(|e| e.id.to_string()).collect(),
            entities: entities
                .flat_map(|e| std::iter::once(&e.name).chain(&e.aliases))
                .map(|name| fold(name))
                .collect(),
            sources: graph.sources().values().map(|s| fold(&s.title)).collect(),
            entity_types: schema.entity_types.values().map(|t| fold(&t.name)).collect(),
            relationship_types: schema.relationship_types.values().map(|t| fold(&t.name)).collect(),
        })
    }

    fn knows(&self, name: &str) -> bool {
        self.entities.contains(&fold(name)) || self.ids.contains(name)
    }
}

/// Looks at all columns of all tables.
pub(super) fn check(
    graph: Option<&Graph>,
    view: Option<&ViewId>,
    preview: &Preview,
    mapping: &Mapping,
    census: Option<&[Census]>,
    task: &Task,
) -> Result<Checked, Cancelled> {
    let empty = Graph::empty();
    let graph = graph.unwrap_or(&empty);
    let names = Names::of(graph, task)?;
    let mut checked =
        Checked { whole: census.is_some() || preview.tables.iter().all(|t| t.whole), ..Checked::default() };
    for (at, (table, told)) in preview.tables.iter().zip(&mapping.tables).enumerate() {
        let first;
        let counted = match census.and_then(|all| all.get(at)) {
            Some(counted) => counted,
            None => {
                first = table.census();
                &first
            }
        };
        let columns = table.headers.iter().enumerate().map(|(column, header)| {
            task.check()?;
            let usual = ColumnMapping::default();
            let told_column = told.columns.get(header).unwrap_or(&usual);
            let values = counted.columns.get(column);
            Ok(column_check(&names, told.rows, header, told_column, values))
        });
        checked.tables.push(columns.collect::<Result<_, Cancelled>>()?);
        checked.rows.push(row_becomes(graph, view, table, told, task));
    }
    Ok(checked)
}

fn quiet(words: &str) -> ColumnCheck {
    ColumnCheck { finding: Finding::Nothing, words: words.into(), unknown: Vec::new(), makes_types: false }
}

fn fine(words: String) -> ColumnCheck {
    ColumnCheck { finding: Finding::Fine, ..quiet(&words) }
}

fn count(n: usize, one: &str, several: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {several}") }
}

fn column_check(
    names: &Names,
    rows: Rows,
    header: &str,
    told: &ColumnMapping,
    values: Option<&BTreeMap<String, u32>>,
) -> ColumnCheck {
    if matches!(rows, Rows::Nothing) {
        return quiet("Not imported");
    }
    let resolved = match &told.is {
        Meaning::Header => meaning_of_header(header, rows),
        meaning => meaning.clone(),
    };
    if resolved == Meaning::Nothing {
        return quiet("Not imported");
    }
    let replaced: FxHashMap<String, &str> = told.words.iter().map(|(w, meant)| (word_key(w), meant.as_str())).collect();
    let meant = |part: &str| -> Option<String> {
        match replaced.get(&word_key(part)) {
            Some(&"") => None,
            Some(meant) => Some((*meant).to_owned()),
            None => Some(part.to_owned()),
        }
    };
    let all = || {
        let values = values.into_iter().flatten();
        values.flat_map(|(text, n)| parts(text, &told.split).map(move |part| (part, *n as usize)))
    };
    let filled: usize = all().map(|(_, n)| n).sum();
    if filled == 0 {
        return quiet("Empty");
    }
    match resolved {
        Meaning::From | Meaning::To | Meaning::Name => {
            let known: usize = all().filter(|(part, _)| names.knows(part)).map(|(_, n)| n).sum();
            fine(match (known, filled - known) {
                (0, new) => format!("{new} new"),
                (known, 0) => format!("{known} known"),
                (known, new) => format!("{known} known, {new} new"),
            })
        }
        Meaning::Source => {
            let new: FxHashSet<String> = all().map(|(p, _)| fold(p)).filter(|p| !names.sources.contains(p)).collect();
            let new = new.len();
            fine(if new == 0 { "All known".into() } else { count(new, "new source", "new sources") })
        }
        Meaning::Start | Meaning::End | Meaning::Date => times(rows, told, &resolved, all()),
        Meaning::Type
        | Meaning::Likelihood
        | Meaning::Status
        | Meaning::Grade
        | Meaning::Weight
        | Meaning::X
        | Meaning::Y => {
            let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
            for (part, n) in all() {
                let Some(word) = meant(part) else { continue };
                let types = if rows == Rows::Relationships { &names.relationship_types } else { &names.entity_types };
                let is_own_type = resolved == Meaning::Type && types.contains(&fold(&word));
                if !is_own_type && reading(&resolved, told.kind, rows, &word) == Reading::Unread {
                    *unknown.entry(word).or_default() += n;
                }
            }
            let unread: usize = unknown.values().sum();
            let mut unknown: Vec<(String, usize)> = unknown.into_iter().collect();
            unknown.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
            let different = unknown.len();
            let unknown: Vec<String> = unknown.into_iter().take(MOST_WORDS).map(|(word, _)| word).collect();
            let words = match (&resolved, unknown.as_slice()) {
                (Meaning::Type, []) => format!("{filled} of known types"),
                (Meaning::Grade, []) => format!("{filled} valid"),
                (_, []) => format!("{filled} read"),
                (Meaning::Type, [one]) => format!("“{one}” is not a type"),
                (Meaning::Type, _) => format!("{different} words are no types"),
                (Meaning::Weight | Meaning::X | Meaning::Y, _) => count(unread, "is no number", "are no numbers"),
                (Meaning::Grade, _) => count(unread, "is no grade", "are no grades"),
                _ => count(different, "word to map", "words to map"),
            };
            let finding = if unknown.is_empty() { Finding::Fine } else { Finding::Doubtful };
            ColumnCheck { finding, words, unknown, makes_types: resolved == Meaning::Type }
        }
        _ => fine(format!("{filled} filled")),
    }
}

fn times<'v>(
    rows: Rows,
    told: &ColumnMapping,
    meaning: &Meaning,
    all: impl Iterator<Item = (&'v str, usize)>,
) -> ColumnCheck {
    let (mut read, mut years, mut unread) = (0, 0, 0);
    let mut example = None;
    for (part, n) in all {
        match reading(meaning, told.kind, rows, part) {
            Reading::Read => read += n,
            Reading::YearOnly => (read, years) = (read + n, years + n),
            Reading::Unread => {
                unread += n;
                example = example.or(Some(part));
            }
        }
    }
    if let Some(example) = example {
        let words = format!("{unread} not read, such as “{}”", example.chars().take(20).collect::<String>());
        return ColumnCheck { finding: Finding::Doubtful, ..quiet(&words) };
    }
    fine(match years {
        0 => format!("{read} read"),
        years if years == read => format!("{read} read, years only"),
        years => format!("{read} read, {years} year only"),
    })
}

/// What the first row becomes, and what happens with that.
fn row_becomes(
    graph: &Graph,
    view: Option<&ViewId>,
    table: &TablePreview,
    told: &crate::formats::table::TableMapping,
    task: &Task,
) -> Option<RowBecomes> {
    if !matches!(told.rows, Rows::Entities | Rows::Relationships) {
        return None;
    }
    let other = table.read_row(0, told).ok()?.graph;
    let matches = match_entities(graph, &other, task).ok()?;
    let decisions = Decisions::new();
    let incoming = Incoming { graph: &other, matches: &matches, decisions: &decisions, label: "" };
    let nowhere = ViewId::new("none").ok()?;
    let brought = bring_in(graph, incoming, view.unwrap_or(&nowhere), task).ok()?;
    let end = |id: &EntityId| -> Option<RowEnd> {
        let entity = other.entity(id)?;
        let known = match matches.settled(&decisions, id) {
            crate::edit::intent::Decision::Same(known) => Some(known),
            _ => None,
        };
        Some(RowEnd { name: entity.name.clone(), known })
    };
    let tally = brought.tally;
    let Some(record) = other.relationships().first().map(|r| Relationship::clone(r)) else {
        let entity = other.entities().first().map(|e| crate::model::Entity::clone(e))?;
        let remark = match (tally.joined_entities, tally.gaining) {
            (0, _) => "new",
            (_, 0) => "in graph, nothing new",
            _ => "in graph, gains",
        };
        let kind = other.schema().entity_types.get(&entity.kind).map(|t| t.name.clone()).unwrap_or_default();
        return Some(RowBecomes { from: end(&entity.id), marks: kind, remark: remark.into(), ..RowBecomes::default() });
    };
    let kind = other.schema().relationship_types.get(&record.kind).map(|t| t.name.clone()).unwrap_or_default();
    let mut marks: Vec<String> = Vec::new();
    marks.extend(
        record.valid.map(|valid| {
            format!("@{}", valid.to_string().replace("/..", "..").replace("../", "..").replace('/', ".."))
        }),
    );
    marks.extend(record.likelihood.map(|l| l.label().to_lowercase()));
    marks.extend(record.tags.iter().take(3).map(|tag| format!("#{tag}")));
    let remark = match (tally.joined_relationships, tally.gaining) {
        (0, _) => "new",
        (_, 0) => "in graph, nothing new",
        _ if record.evidence.is_empty() => "in graph, gains",
        _ => "in graph, adds evidence",
    };
    Some(RowBecomes {
        from: end(&record.from),
        relation: if record.label.is_empty() { kind } else { record.label.to_string() },
        to: end(&record.to),
        marks: marks.join("  "),
        remark: remark.into(),
    })
}

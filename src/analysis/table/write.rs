//! What is typed into cells, as one transaction. What cannot be understood is told and changes nothing.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Display;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::column::{of_kind, of_value};
use super::read::shown_value;
use super::{Field, Holds, Record, RowId, record, split_list};
use crate::base::{
    Cancelled, EntityId, Interval, PartialDate, RelationshipId, SourceId, Task, fold, read_ends, written_ends,
};
use crate::edit::{Edit, Swap, Transaction};
use crate::model::{
    Access, Credibility, Direction, Entity, Evidence, EvidenceHome, Graph, Handling, Likelihood, Properties,
    Relationship, Reliability, Source, SourceKind, Stance, Status, Value,
};

/// After how many changes the work looks whether it was cancelled.
const CHANGES_PER_CHECK: usize = 1024;

/// A text for a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    /// Whose cell.
    pub row: RowId,
    /// Which.
    pub field: Field,
    /// What is typed.
    pub text: String,
}

/// A text that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What was to be changed.
    pub change: CellChange,
    /// Why it was not, as a sentence.
    pub why: String,
}

/// An error as a sentence of the interface: a capital first, a full stop last.
pub(super) fn sentence_of(error: impl Display) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

/// Why a cell would not take a text; nothing when it would.
///
/// # Errors
/// With a sentence for the user.
pub fn check_cell(graph: &Graph, change: &CellChange) -> Result<(), String> {
    Drafts::new(graph).put(change)
}

/// The step that changes cells, without those texts that cannot be understood.
#[must_use]
pub fn change_cells(graph: &Graph, changes: &[CellChange], label: &str) -> (Transaction, Vec<Problem>) {
    // Nobody cancels a task of its own.
    change_many(graph, changes.iter().cloned(), label, &Task::default()).unwrap_or_default()
}

/// As [`change_cells`], for so many that it should be stopped at any time.
///
/// # Errors
/// When the task is cancelled.
pub fn change_many(
    graph: &Graph,
    changes: impl IntoIterator<Item = CellChange>,
    label: &str,
    task: &Task,
) -> Result<(Transaction, Vec<Problem>), Cancelled> {
    let mut drafts = Drafts::new(graph);
    let mut late = Vec::new();
    for (index, change) in changes.into_iter().enumerate() {
        if index.is_multiple_of(CHANGES_PER_CHECK) {
            task.check()?;
        }
        if drafts.put(&change).is_err() {
            late.push(change);
        }
    }
    // The start of a time may have to wait for its end: once more for what did not fit at first.
    let mut problems = Vec::new();
    for change in late {
        if let Err(why) = drafts.put(&change) {
            problems.push(Problem { change, why });
        }
    }
    task.check()?;
    Ok((drafts.finish(label), problems))
}

/// Records on their way to what was typed.
pub(super) struct Drafts<'g> {
    graph: &'g Graph,
    entities: BTreeMap<EntityId, Entity>,
    relationships: BTreeMap<RelationshipId, Relationship>,
    sources: BTreeMap<SourceId, Source>,
    /// Entities by each of their folded names, made when the first name is looked up.
    names: Option<FxHashMap<String, Vec<EntityId>>>,
}

impl<'g> Drafts<'g> {
    pub fn new(graph: &'g Graph) -> Self {
        Self { graph, entities: BTreeMap::new(), relationships: BTreeMap::new(), sources: BTreeMap::new(), names: None }
    }

    /// Puts a text into a cell.
    pub fn put(&mut self, change: &CellChange) -> Result<(), String> {
        let CellChange { row, field, text } = change;
        let graph = self.graph;
        let known = record(graph, row).ok_or("The record is gone.")?;
        if !self.is_drafted(row) && known.text(graph, field) == *text {
            // What reads the same is the same, also where two things share a name.
            return Ok(());
        }
        match (row, known) {
            (RowId::Entity(id), Record::Entity(before)) => {
                let mut draft = self.entities.get(id).unwrap_or(before).clone();
                self.put_entity(&mut draft, field, text)?;
                self.entities.insert(id.clone(), draft);
            }
            (RowId::Relationship(id), Record::Relationship(before)) => {
                let mut draft = self.relationships.get(id).unwrap_or(before).clone();
                self.put_relationship(&mut draft, field, text)?;
                self.relationships.insert(id.clone(), draft);
            }
            (RowId::Source(id), Record::Source(before)) => {
                let mut draft = self.sources.get(id).unwrap_or(before).clone();
                put_source(&mut draft, field, text)?;
                self.sources.insert(id.clone(), draft);
            }
            (RowId::Evidence(_), Record::Evidence(piece, home)) => self.put_evidence(home, piece, field, text)?,
            _ => return Err("The record is gone.".into()),
        }
        Ok(())
    }

    fn is_drafted(&self, row: &RowId) -> bool {
        match row {
            RowId::Entity(id) => self.entities.contains_key(id),
            RowId::Relationship(id) => self.relationships.contains_key(id),
            RowId::Source(id) => self.sources.contains_key(id),
            RowId::Evidence(_) => !self.entities.is_empty() || !self.relationships.is_empty(),
        }
    }

    /// What has changed, as one step.
    pub fn finish(self, label: &str) -> Transaction {
        let graph = self.graph;
        let mut transaction = Transaction::new(label);
        for (id, after) in self.entities {
            if let Some(before) = graph.entity(&id).filter(|before| ***before != after) {
                transaction.edits.push(Edit::Entity(Swap::change(Arc::clone(before), after)));
            }
        }
        for (id, after) in self.relationships {
            if let Some(before) = graph.relationship(&id).filter(|before| ***before != after) {
                transaction.edits.push(Edit::Relationship(Swap::change(Arc::clone(before), after)));
            }
        }
        for (id, after) in self.sources {
            if let Some(before) = graph.sources().get(&id).filter(|before| ***before != after) {
                transaction.edits.push(Edit::Source(Swap::change(Arc::clone(before), after)));
            }
        }
        transaction
    }

    /// Puts a text into a field of an entity that may be new.
    pub fn put_entity(&mut self, draft: &mut Entity, field: &Field, text: &str) -> Result<(), String> {
        match field {
            Field::Name => draft.name = text.into(),
            Field::Type => {
                let types = self.graph.schema().entity_types.values().map(|kind| (&kind.id, kind.name.as_str()));
                draft.kind = named(types, text, "type of entity")?;
            }
            Field::Status => draft.status = word(text, Status::ALL, |w| (w.key(), w.label()), "status")?,
            Field::ValidFrom | Field::ValidTo => draft.valid = valid(draft.valid, field, text)?,
            Field::Aliases => draft.aliases = split_list(text, ';').into(),
            Field::Summary => draft.summary = text.into(),
            Field::Notes => draft.notes = text.into(),
            Field::Tags => draft.tags = split_list(text, ',').into_iter().collect(),
            Field::ExternalIds => {
                let ids = split_list(text, ';').into_iter().map(|pair| match pair.split_once(": ") {
                    Some((register, id)) => Ok((register.to_owned(), id.to_owned())),
                    None => Err("Other ids look like wikidata: Q142; lei: 5299….".to_owned()),
                });
                draft.external_ids = ids.collect::<Result<_, _>>()?;
            }
            Field::Property(name) => {
                let kind = self.graph.schema().entity_types.get(&draft.kind);
                let defined = kind.and_then(|kind| kind.properties.iter().find(|p| p.name == *name));
                let holds = defined.map(|defined| of_kind(&defined.kind));
                self.put_property(&mut draft.properties, name, holds, text)?;
            }
            _ => return Err("This column cannot be edited.".into()),
        }
        Ok(())
    }

    /// Puts a text into a field of a relationship that may be new.
    pub fn put_relationship(&mut self, draft: &mut Relationship, field: &Field, text: &str) -> Result<(), String> {
        match field {
            Field::From => draft.from = self.entity(text)?,
            Field::To => draft.to = self.entity(text)?,
            Field::Type => {
                let types = self.graph.schema().relationship_types.values().map(|kind| (&kind.id, kind.name.as_str()));
                draft.kind = named(types, text, "type of relationship")?;
            }
            Field::Status => draft.status = word(text, Status::ALL, |w| (w.key(), w.label()), "status")?,
            Field::ValidFrom | Field::ValidTo => draft.valid = valid(draft.valid, field, text)?,
            Field::Likelihood => {
                draft.likelihood = perhaps(text, Likelihood::ALL, |w| (w.key(), w.label()), "likelihood")?;
            }
            Field::Direction => draft.direction = word(text, Direction::ALL, |w| (w.key(), w.label()), "direction")?,
            Field::Label => draft.label = text.into(),
            Field::Weight => draft.weight = number(text)?,
            Field::Tags => draft.tags = split_list(text, ',').into_iter().collect(),
            Field::Notes => draft.notes = text.into(),
            Field::Property(name) => {
                let kind = self.graph.schema().relationship_types.get(&draft.kind);
                let defined = kind.and_then(|kind| kind.properties.iter().find(|p| p.name == *name));
                let holds = defined.map(|defined| of_kind(&defined.kind));
                self.put_property(&mut draft.properties, name, holds, text)?;
            }
            _ => return Err("This column cannot be edited.".into()),
        }
        Ok(())
    }

    fn put_evidence(&mut self, home: &EvidenceHome, piece: &Evidence, field: &Field, text: &str) -> Result<(), String> {
        let sources = self.graph.sources().values().map(|source| (&source.id, source.title.as_str()));
        let change = |draft: &mut Evidence| -> Result<(), String> {
            match field {
                Field::Stance => draft.stance = word(text, Stance::ALL, |w| (w.key(), w.label()), "stance")?,
                Field::Source => draft.source = named(sources, text, "source")?,
                Field::Credibility => {
                    draft.credibility = perhaps(text, Credibility::ALL, |w| (w.key(), w.label()), "credibility")?;
                }
                Field::Access => draft.access = perhaps(text, Access::ALL, |w| (w.key(), w.label()), "access")?,
                Field::About => draft.about = text.into(),
                Field::Note => draft.note = text.into(),
                Field::Analyst => draft.analyst = text.into(),
                Field::Recorded => draft.recorded = date(text)?,
                _ => return Err("This column cannot be edited.".into()),
            }
            Ok(())
        };
        let gone = || "The record is gone.".to_owned();
        match home {
            EvidenceHome::Entity(id) => {
                let before = self.graph.entity(id).ok_or_else(gone)?;
                let mut draft = self.entities.get(id).unwrap_or(before).clone();
                change(draft.evidence.iter_mut().find(|other| other.id == piece.id).ok_or_else(gone)?)?;
                self.entities.insert(id.clone(), draft);
            }
            EvidenceHome::Relationship(id) => {
                let before = self.graph.relationship(id).ok_or_else(gone)?;
                let mut draft = self.relationships.get(id).unwrap_or(before).clone();
                change(draft.evidence.iter_mut().find(|other| other.id == piece.id).ok_or_else(gone)?)?;
                self.relationships.insert(id.clone(), draft);
            }
        }
        Ok(())
    }

    /// A property takes the kind that its type defines, else that of the value it has, else words. A blank text takes
    /// it away.
    fn put_property(
        &mut self,
        all: &mut Properties,
        name: &str,
        defined: Option<Holds>,
        text: &str,
    ) -> Result<(), String> {
        let value = if text.is_empty() {
            None
        } else {
            let holds = defined.or_else(|| all.get(name).map(of_value)).unwrap_or(Holds::Text);
            match (&holds, all.get(name)) {
                (Holds::List, Some(Value::List(before))) => Some(self.list(before, text)),
                _ => self.value(&holds, text)?,
            }
        };
        match value {
            Some(value) => all.insert(name.to_owned(), value),
            None => all.remove(name),
        };
        Ok(())
    }

    /// A list typed anew. Items that read as one before stay what they were; others are of the kind that all before had,
    /// where they can be, and else words.
    fn list(&mut self, before: &[Value], text: &str) -> Value {
        let mut known: FxHashMap<String, VecDeque<&Value>> = FxHashMap::default();
        for value in before {
            known.entry(shown_value(self.graph, value).trim().to_owned()).or_default().push_back(value);
        }
        let first = before.first().map(of_value);
        let kind = first.filter(|kind| before.iter().all(|value| of_value(value) == *kind)).unwrap_or(Holds::Text);
        let mut items = Vec::new();
        for word in split_list(text, ';') {
            if let Some(same) = known.get_mut(&word).and_then(VecDeque::pop_front) {
                items.push(same.clone());
                continue;
            }
            let made = if kind == Holds::List { None } else { self.value(&kind, &word).ok().flatten() };
            items.push(made.unwrap_or(Value::Text(word)));
        }
        Value::List(items)
    }

    fn value(&mut self, holds: &Holds, text: &str) -> Result<Option<Value>, String> {
        Ok(match holds {
            Holds::Number => number(text)?.map(Value::Number),
            Holds::Flag => Some(Value::Flag(match fold(text).as_str() {
                "yes" | "true" | "1" => true,
                "no" | "false" | "0" => false,
                _ => return Err("Yes or no is wanted here.".into()),
            })),
            Holds::Time => Some(Value::Date(text.trim().parse::<Interval>().map_err(sentence_of)?)),
            Holds::Url => Some(Value::Url(text.into())),
            Holds::Entity => Some(Value::Entity(self.entity(text)?)),
            Holds::List => Some(Value::List(split_list(text, ';').into_iter().map(Value::Text).collect())),
            Holds::Words(words) => {
                let known = words.iter().find(|word| fold(word) == fold(text));
                let known = known.ok_or_else(|| format!("One of these words is wanted: {}.", words.join(", ")))?;
                Some(Value::Text(known.clone()))
            }
            _ => Some(Value::Text(text.into())),
        })
    }

    /// The entity that a text names by its id, or by a name that no other has.
    pub fn entity(&mut self, text: &str) -> Result<EntityId, String> {
        let graph = self.graph;
        if let Some(entity) = EntityId::new(text).ok().and_then(|id| graph.entity(&id)) {
            return Ok(entity.id.clone());
        }
        let names = self.names.get_or_insert_with(|| {
            let mut names: FxHashMap<String, Vec<EntityId>> = FxHashMap::default();
            for entity in graph.entities() {
                for name in std::iter::once(&entity.name).chain(&entity.aliases) {
                    let known = names.entry(fold(name)).or_default();
                    if known.last() != Some(&entity.id) {
                        known.push(entity.id.clone());
                    }
                }
            }
            names
        });
        match names.get(&fold(text)).map(Vec::as_slice) {
            _ if text.trim().is_empty() => Err("An entity is needed here.".into()),
            None | Some([]) => Err(format!("No entity is called “{}”.", text.trim())),
            Some([one]) => Ok(one.clone()),
            Some(several) => {
                // A name of its own counts for more than what others are also called.
                let own = |id: &&EntityId| graph.entity(id).is_some_and(|entity| fold(&entity.name) == fold(text));
                let mut own = several.iter().filter(own);
                match (own.next(), own.next()) {
                    (Some(one), None) => Ok(one.clone()),
                    _ => Err(format!("{} entities are called “{}”; choose one.", several.len(), text.trim())),
                }
            }
        }
    }
}

/// Puts a text into a field of a source that may be new.
pub(super) fn put_source(draft: &mut Source, field: &Field, text: &str) -> Result<(), String> {
    match field {
        Field::Title => draft.title = text.into(),
        Field::Kind => draft.kind = word(text, SourceKind::ALL, |w| (w.key(), w.label()), "kind of source")?,
        Field::Author => draft.author = text.into(),
        Field::Publisher => draft.publisher = text.into(),
        Field::Published => draft.published = date(text)?,
        Field::Retrieved => draft.retrieved = date(text)?,
        Field::Url => draft.url = text.into(),
        Field::Reliability => {
            draft.reliability = perhaps(text, Reliability::ALL, |w| (w.key(), w.label()), "reliability")?;
        }
        Field::Origin => draft.origin = text.into(),
        Field::Handling => draft.handling = perhaps(text, Handling::ALL, |w| (w.key(), w.label()), "handling")?,
        Field::Notes => draft.notes = text.into(),
        _ => return Err("This column cannot be edited.".into()),
    }
    Ok(())
}

/// What a text names by its key or its name, among things that have both.
fn named<'t, T: Clone + AsRef<str> + 't>(
    all: impl Iterator<Item = (&'t T, &'t str)>,
    text: &str,
    what: &str,
) -> Result<T, String> {
    let wanted = fold(text);
    let mut by_name = None;
    for (id, name) in all {
        if id.as_ref() == text {
            return Ok(id.clone());
        }
        if by_name.is_none() && fold(name) == wanted {
            by_name = Some(id.clone());
        }
    }
    match by_name {
        Some(id) => Ok(id),
        None if wanted.is_empty() => Err(format!("A {what} is needed here.")),
        None => Err(format!("“{}” is no {what}.", text.trim())),
    }
}

fn perhaps<T: Copy>(
    text: &str,
    all: &[T],
    words: impl Fn(T) -> (&'static str, &'static str),
    what: &str,
) -> Result<Option<T>, String> {
    if text.trim().is_empty() { Ok(None) } else { word(text, all, words, what).map(Some) }
}

fn word<T: Copy>(
    text: &str,
    all: &[T],
    words: impl Fn(T) -> (&'static str, &'static str),
    what: &str,
) -> Result<T, String> {
    let wanted = fold(text);
    let known = all.iter().find(|value| {
        let (key, label) = words(**value);
        fold(key) == wanted || fold(label) == wanted
    });
    known.copied().ok_or_else(|| {
        let offered: Vec<&str> = all
            .iter()
            .map(|value| words(*value))
            .map(|(key, label)| if key.len() == 1 { key } else { label })
            .collect();
        format!("“{}” is no {what}. It is one of: {}.", text.trim(), offered.join(", "))
    })
}

fn date(text: &str) -> Result<Option<PartialDate>, String> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(sentence_of),
    }
}

fn number(text: &str) -> Result<Option<f64>, String> {
    // 1,234 could be either of two numbers.
    let behind = text.trim().rsplit_once(',').map_or("", |(_, behind)| behind);
    if behind.len() == 3 && behind.bytes().all(|b| b.is_ascii_digit()) && !text.trim().starts_with(['0', ',']) {
        return Err("A comma before three digits can part thousands or a fraction. Write 1234 or 1.234.".into());
    }
    match text.trim().replace(',', ".").as_str() {
        "" => Ok(None),
        text => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err("Not a number. Numbers look like 12, 0.5 or -3e6.".into()),
        },
    }
}

/// A time with one of its ends typed anew. A whole time can be typed into either.
fn valid(before: Option<Interval>, field: &Field, text: &str) -> Result<Option<Interval>, String> {
    if text.contains('/') {
        return text.trim().parse().map(Some).map_err(sentence_of);
    }
    let (start, stop) = written_ends(before);
    let read = match field {
        // Without its start, a time that ends somewhere began nobody knows when.
        Field::ValidFrom => read_ends(text, &stop),
        _ => read_ends(&start, text),
    };
    read.map_err(sentence_of)
}

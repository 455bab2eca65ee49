//! What records say, as named attributes for formats that know nothing of our fields, and what such formats lose.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::column::{Column, EXTERNAL, Field, PROPERTY};
use super::values;
use crate::base::{EntityId, Point};
use crate::formats::{Issue, Severity};
use crate::model::{Direction, Entity, Graph, Properties, Relationship, Status, Value, ViewState};

/// A value as a file of another program holds it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Carried<'g> {
    /// Words.
    Text(Cow<'g, str>),
    /// A finite number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
}

impl Carried<'_> {
    /// As words.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number_text(*number)),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        }
    }
}

/// A number as short as it can be read back: very large and very small ones with a power of ten.
pub(crate) fn number_text(number: f64) -> String {
    let plain = number == 0.0 || (1e-5..1e16).contains(&number.abs());
    if plain { number.to_string() } else { format!("{number:?}") }
}

/// What all values of one attribute are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CarriedKind {
    /// Words, or a mixture.
    Text,
    /// Numbers.
    Number,
    /// Yes and no.
    Flag,
}

/// The attributes that some records have, by name, with what their values are.
pub(crate) type Attributes = BTreeMap<String, CarriedKind>;

/// What a property of this name is called in a file, so that a reader does not take it for a field.
fn property_name(name: &str, column: fn(&str) -> Column) -> Cow<'_, str> {
    // Colour and size are properties that come from fields of other programs.
    let known = matches!(column(name).field, Field::Property | Field::Colour | Field::Size);
    let plain = known && !name.starts_with(PROPERTY) && name.trim() == name;
    if plain { Cow::Borrowed(name) } else { Cow::Owned(format!("{PROPERTY}{name}")) }
}

fn value(value: &Value) -> Carried<'_> {
    match value {
        Value::Text(text) | Value::Url(text) => Carried::Text(Cow::Borrowed(text)),
        Value::Number(number) => Carried::Number(*number),
        Value::Flag(flag) => Carried::Flag(*flag),
        Value::Date(date) => Carried::Text(date.to_string().into()),
        Value::Entity(id) => Carried::Text(id.to_string().into()),
        Value::List(values) => Carried::Text(values::join_list(values.iter().map(Value::to_string)).into()),
    }
}

fn properties<'g>(all: &'g Properties, column: fn(&str) -> Column, hand: &mut dyn FnMut(&str, Carried<'g>)) {
    for (name, held) in all {
        hand(&property_name(name, column), value(held));
    }
}

fn text<'g>(name: &str, held: &'g str, hand: &mut dyn FnMut(&str, Carried<'g>)) {
    if !held.is_empty() {
        hand(name, Carried::Text(Cow::Borrowed(held)));
    }
}

/// A graph as attributes.
pub(crate) struct Carrier<'g> {
    graph: &'g Graph,
    /// The view whose positions and groups are written: the one that places most.
    pub(crate) view: Option<&'g ViewState>,
    /// The names of the groups that entities stand in.
    groups: FxHashMap<&'g EntityId, Vec<&'g str>>,
}

impl<'g> Carrier<'g> {
    pub(crate) fn new(graph: &'g Graph) -> Self {
        let view = main_view(graph);
        let mut groups = FxHashMap::<_, Vec<&str>>::default();
        for group in view.iter().flat_map(|state| state.view.groups.values()) {
            for member in &group.members {
                groups.entry(member).or_default().push(&group.name);
            }
        }
        Self { graph, view, groups }
    }

    /// Where an entity stands, if it was placed.
    pub(crate) fn position(&self, entity: &Entity) -> Option<Point> {
        self.view.and_then(|state| state.placement(&entity.id).position)
    }

    /// Hands over what an entity says beside its id and name: its type, then its other fields, then its properties.
    pub(crate) fn entity(&self, record: &'g Entity, hand: &mut dyn FnMut(&str, Carried<'g>)) {
        entity(self.graph, record, hand);
        if let Some(names) = self.groups.get(&record.id) {
            hand("groups", Carried::Text(values::join_list(names).into()));
        }
    }

    /// Hands over what a relationship says beside its id, its ends and its label: its type, then its other fields,
    /// then its properties.
    pub(crate) fn relationship(&self, record: &'g Relationship, hand: &mut dyn FnMut(&str, Carried<'g>)) {
        relationship(self.graph, record, hand);
    }

    /// The attributes that entities and relationships have. Walks over all records once.
    pub(crate) fn attributes(&self) -> (Attributes, Attributes) {
        let (mut of_entities, mut of_relationships) = (Attributes::new(), Attributes::new());
        for record in self.graph.entities_unsorted() {
            self.entity(record, &mut |name, held| note(&mut of_entities, name, &held));
        }
        for record in self.graph.relationships_unsorted() {
            self.relationship(record, &mut |name, held| note(&mut of_relationships, name, &held));
        }
        (of_entities, of_relationships)
    }
}

fn entity<'g>(graph: &'g Graph, entity: &'g Entity, hand: &mut dyn FnMut(&str, Carried<'g>)) {
    let Entity {
        id: _,
        kind,
        name: _,
        aliases,
        summary,
        notes,
        status,
        valid,
        properties: facts,
        tags,
        external_ids,
        image: _,
        evidence,
        different_from: _,
    } = entity;
    text("type", graph.schema().entity_types.get(kind).map_or(kind.as_str(), |t| t.name.as_str()), hand);
    if !aliases.is_empty() {
        hand("aliases", Carried::Text(values::join_list(aliases).into()));
    }
    text("summary", summary, hand);
    text("notes", notes, hand);
    if *status != Status::InEffect {
        text("status", status.key(), hand);
    }
    if let Some(valid) = valid {
        hand("valid", Carried::Text(valid.to_string().into()));
    }
    if !tags.is_empty() {
        hand("tags", Carried::Text(values::join_list(tags).into()));
    }
    for (register, id) in external_ids {
        hand(&format!("{EXTERNAL}{register}"), Carried::Text(Cow::Borrowed(id)));
    }
    sources(graph, evidence, hand);
    properties(facts, Column::of_node, hand);
}

fn relationship<'g>(graph: &'g Graph, relationship: &'g Relationship, hand: &mut dyn FnMut(&str, Carried<'g>)) {
    let Relationship {
        id: _,
        kind,
        from: _,
        to: _,
        direction,
        label: _,
        valid,
        status,
        likelihood,
        confidence,
        weight,
        properties: facts,
        tags,
        notes,
        evidence,
    } = relationship;
    text("type", graph.schema().relationship_types.get(kind).map_or(kind.as_str(), |t| t.name.as_str()), hand);
    if let Some(weight) = weight {
        hand("weight", Carried::Number(*weight));
    }
    if *direction == Direction::Both {
        text("direction", direction.key(), hand);
    }
    if let Some(valid) = valid {
        hand("valid", Carried::Text(valid.to_string().into()));
    }
    if *status != Status::InEffect {
        text("status", status.key(), hand);
    }
    text("likelihood", likelihood.map_or("", |l| l.key()), hand);
    if let Some(confidence) = confidence {
        text("confidence", confidence.level.key(), hand);
        text("rationale", &confidence.rationale, hand);
    }
    text("notes", notes, hand);
    if !tags.is_empty() {
        hand("tags", Carried::Text(values::join_list(tags).into()));
    }
    sources(graph, evidence, hand);
    properties(facts, Column::of_edge, hand);
}

fn sources<'g>(graph: &Graph, evidence: &[crate::model::Evidence], hand: &mut dyn FnMut(&str, Carried<'g>)) {
    let mut titles: Vec<&str> = Vec::new();
    for piece in evidence {
        let Some(source) = graph.sources().get(&piece.source) else { continue };
        let title = if source.title.is_empty() { source.url.as_str() } else { source.title.as_str() };
        if !title.is_empty() && !titles.contains(&title) {
            titles.push(title);
        }
    }
    if !titles.is_empty() {
        hand("sources", Carried::Text(values::join_list(titles).into()));
    }
}

fn note(attributes: &mut Attributes, name: &str, held: &Carried<'_>) {
    let kind = match held {
        Carried::Text(_) => CarriedKind::Text,
        Carried::Number(_) => CarriedKind::Number,
        Carried::Flag(_) => CarriedKind::Flag,
    };
    match attributes.get_mut(name) {
        Some(known) if *known == kind => {}
        Some(known) => *known = CarriedKind::Text,
        None => {
            attributes.insert(name.to_owned(), kind);
        }
    }
}

/// The view whose positions are written: the one that places most, the first by id among equals.
fn main_view(graph: &Graph) -> Option<&ViewState> {
    let placed = |state: &ViewState| state.placements_sorted().iter().filter(|(_, p)| p.position.is_some()).count();
    let mut best: Option<(&ViewState, usize)> = None;
    for state in graph.views().values() {
        let count = placed(state);
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((state, count));
        }
    }
    best.map(|(state, _)| state)
}

/// What of a graph one of the plain formats cannot hold, one note a kind.
pub(crate) fn left_out(graph: &Graph) -> Vec<Issue> {
    let mut issues = Vec::new();
    let mut add = |count: usize, one: &str, several: &str| {
        if count > 0 {
            let message = format!("{count} {} not carried over", if count == 1 { one } else { several });
            issues.push(loss(message));
        }
    };
    let entities = || graph.entities_unsorted();
    let evidence = || {
        let of_entities = entities().flat_map(|e| &e.evidence);
        of_entities.chain(graph.relationships_unsorted().flat_map(|r| &r.evidence))
    };
    add(
        evidence().count(),
        "piece of evidence with its quote and grades is",
        "pieces of evidence with quotes and grades are",
    );
    add(graph.sources().len(), "source but for its title is", "sources but for their titles are");
    add(entities().filter(|e| e.image.is_some()).count(), "image is", "images are");
    add(graph.attachments().len(), "attachment is", "attachments are");
    add(graph.views().len().saturating_sub(1), "further view is", "further views are");
    add(
        entities().map(|e| e.different_from.len()).sum(),
        "judgement that two entities differ is",
        "judgements that two entities differ are",
    );
    add(graph.sources().values().map(|s| s.ignored.len()).sum(), "ignored name is", "ignored names are");
    add(graph.matrices().len(), "matrix of hypotheses is", "matrices of hypotheses are");
    if let Some(state) = main_view(graph) {
        let pinned = state.placements_sorted().iter().filter(|(_, p)| p.pinned || p.hidden).count();
        add(pinned, "pin or hiding is", "pins and hidings are");
        add(state.routes_sorted().len(), "bend of a line is", "bends of lines are");
        add(state.view.canvas_notes.len(), "note on the canvas is", "notes on the canvas are");
        add(usize::from(!state.view.filter.is_empty()), "filter of the view is", "");
    }
    issues
}

/// A note on what a file could not hold.
pub(crate) fn loss(message: String) -> Issue {
    Issue { severity: Severity::Note, message, line: None, column: None, record: None, done: String::new() }
}

/// A name that no other record has yet: itself, or with a number behind it, for formats that tell records by names.
pub(crate) fn unused(taken: &mut FxHashSet<String>, name: &str) -> String {
    if taken.insert(name.to_owned()) {
        return name.to_owned();
    }
    // Among many of one name, the length of the set is a number that is soon free.
    let mut number = 2;
    loop {
        let made = format!("{name} ({number})");
        if taken.insert(made.clone()) {
            return made;
        }
        number = if number < 10 { number + 1 } else { number.max(taken.len()) + 1 };
    }
}

//! What in a graph is wrong, doubtful or worth a look, and how to mend it.

mod claims;
mod fix;
mod origin;
mod rules;
#[cfg(test)]
mod tests;
mod time;

pub use fix::{Fix, fix_all, fixes};
pub use rules::{Rule, Severity};

use super::duplicates;
use super::quotes::Quotes;
use super::sentence::sentence;
use crate::base::{Cancelled, EntityId, EvidenceId, RelationshipId, SourceId, Task};
use crate::model::{Entity, Graph, Properties, RecordName, Relationship, Value};

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub rule: Rule,
    /// The record.
    pub record: RecordName,
    /// What people call the record: a name, or `Kim Jong Un leads North Korea`.
    pub name: String,
    /// More on it; may be empty.
    pub detail: String,
    /// The other of a pair that may be one.
    pub other: Option<EntityId>,
    /// What of the record it is about.
    pub part: Part,
}

/// What of a record a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The record as a whole.
    Whole,
    /// A piece of evidence.
    Evidence(EvidenceId),
    /// Two properties, of which the second comes first.
    Properties(String, String),
    /// A property that names an entity.
    Value(String, EntityId),
}

/// Takes what is said about the record at hand.
type Said<'a> = dyn FnMut(Rule, String) + 'a;

/// Takes what is said about a part of the record at hand.
type SaidOf<'a> = dyn FnMut(Part, Rule, String) + 'a;

impl Finding {
    fn new(rule: Rule, record: RecordName, name: String, detail: String) -> Self {
        Self { rule, record, name, detail, other: None, part: Part::Whole }
    }
}

/// Looks at every record; the findings by rule and then by record. Reads each stored text once a quote. Duplicates are
/// left to [`duplicates::find`].
#[must_use]
pub fn check(graph: &Graph) -> Vec<Finding> {
    let task = Task::default();
    match Quotes::of(graph, &Quotes::default(), &task).and_then(|quotes| check_while(graph, &quotes, &task)) {
        Ok(found) => found,
        Err(Cancelled) => unreachable!("nobody cancels this task"),
    }
}

/// The same where it is known how the graph's quotes stand, and stops when asked to. Reads no text.
///
/// # Errors
/// When the task is cancelled.
pub fn check_while(graph: &Graph, quotes: &Quotes, task: &Task) -> Result<Vec<Finding>, Cancelled> {
    let mut found = Vec::new();
    for (number, entity) in graph.entities().into_iter().enumerate() {
        if number % 1024 == 0 {
            task.check()?;
        }
        check_entity(graph, quotes, entity, &mut found);
    }
    for (number, relationship) in graph.relationships().into_iter().enumerate() {
        if number % 1024 == 0 {
            task.check()?;
        }
        check_relationship(graph, quotes, relationship, &mut found);
    }
    for (number, source) in graph.sources().values().enumerate() {
        if number % 1024 == 0 {
            task.check()?;
        }
        let record = RecordName::new("source", &source.id);
        let mut add = |rule, detail| {
            found.push(Finding::new(rule, record.clone(), source.title.clone(), detail));
        };
        time::check_source(source, &mut add);
    }
    origin::check_origins(graph, &mut found, task)?;
    found.sort_by(|a, b| a.rule.cmp(&b.rule).then_with(|| a.record.cmp(&b.record)));
    Ok(found)
}

fn check_entity(graph: &Graph, quotes: &Quotes, entity: &Entity, found: &mut Vec<Finding>) {
    let record = RecordName::new("entity", &entity.id);
    let mut add = |rule, detail| {
        found.push(Finding::new(rule, record.clone(), entity.name.clone(), detail));
    };
    if entity.name.trim().is_empty() {
        add(Rule::Unnamed, String::new());
    }
    let mut add_of = |part, rule, detail| {
        found.push(Finding { part, ..Finding::new(rule, record.clone(), entity.name.clone(), detail) });
    };
    check_values(graph, &entity.properties, &mut add_of);
    time::check_properties(&entity.properties, &mut add_of);
    claims::check_evidence(graph, quotes, &entity.evidence, &mut add_of);
}

fn check_relationship(graph: &Graph, quotes: &Quotes, relationship: &Relationship, found: &mut Vec<Finding>) {
    let record = RecordName::new("relationship", &relationship.id);
    let mut name = None;
    let mut add = |rule, detail| {
        let name = name.get_or_insert_with(|| sentence(graph, relationship)).clone();
        found.push(Finding::new(rule, record.clone(), name, detail));
    };
    if let (Some(from), Some(to)) = (graph.entity(&relationship.from), graph.entity(&relationship.to))
        && !graph.schema().allows(&relationship.kind, &from.kind, &to.kind)
    {
        add(Rule::TypeRule, format!("{:?} does not run from {} to {}", relationship.kind, from.kind, to.kind));
    }
    time::check_life(graph, relationship, &mut add);
    claims::check_support(graph, relationship, &mut add);
    let mut add_of = |part, rule, detail| {
        let name = name.get_or_insert_with(|| sentence(graph, relationship)).clone();
        found.push(Finding { part, ..Finding::new(rule, record.clone(), name, detail) });
    };
    check_values(graph, &relationship.properties, &mut add_of);
    time::check_properties(&relationship.properties, &mut add_of);
    claims::check_evidence(graph, quotes, &relationship.evidence, &mut add_of);
}

fn check_values(graph: &Graph, properties: &Properties, add: &mut SaidOf<'_>) {
    fn gone<'v>(graph: &Graph, value: &'v Value, out: &mut Vec<&'v EntityId>) {
        match value {
            Value::Entity(id) if graph.entity(id).is_none() => out.push(id),
            Value::List(values) => values.iter().for_each(|v| gone(graph, v, out)),
            _ => {}
        }
    }
    for (name, value) in properties {
        let mut missing = Vec::new();
        gone(graph, value, &mut missing);
        for id in missing {
            add(Part::Value(name.clone(), id.clone()), Rule::GoneEntity, format!("{name:?} names {id:?}"));
        }
    }
}

/// Pairs that may be one, as findings.
#[must_use]
pub fn duplicate_findings(graph: &Graph, pairs: &[duplicates::Pair]) -> Vec<Finding> {
    let name = |id: &EntityId| graph.entity(id).map_or("", |e| e.name.as_str());
    pairs
        .iter()
        .map(|pair| {
            let record = RecordName::new("entity", &pair.a);
            let both = format!("{} and {}", name(&pair.a), name(&pair.b));
            Finding { other: Some(pair.b.clone()), ..Finding::new(Rule::Duplicate, record, both, pair.describe()) }
        })
        .collect()
}

impl Finding {
    /// The relationship that it is about, if it is about one.
    #[must_use]
    pub fn relationship(&self) -> Option<RelationshipId> {
        if self.record.kind == "relationship" { self.record.id.parse().ok() } else { None }
    }

    /// The entity that it is about, if it is about one.
    #[must_use]
    pub fn entity(&self) -> Option<EntityId> {
        if self.record.kind == "entity" { self.record.id.parse().ok() } else { None }
    }

    /// The piece of evidence that it is about, if it is about one.
    #[must_use]
    pub fn evidence(&self) -> Option<&EvidenceId> {
        match &self.part {
            Part::Evidence(id) => Some(id),
            Part::Whole | Part::Properties(..) | Part::Value(..) => None,
        }
    }

    /// The source that it is about, if it is about one.
    #[must_use]
    pub fn source(&self) -> Option<SourceId> {
        if self.record.kind == "source" { self.record.id.parse().ok() } else { None }
    }
}

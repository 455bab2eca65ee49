//! A query made ready for one graph: its types, sources and entities looked up, its values read.

use rustc_hash::FxHashSet;

use super::ast::{Expr, Operator, Spanned, Text, Value};
use super::compare::{Choices, Dates, Numbers, Order, PropertyTest, ValueTest, choices};
use super::evaluate::Mode;
use super::field::{Field, State};
use super::parse::QueryError;
use super::words::{Pattern, Scratch, Word, likely_meant};
use super::{Bound, Truth};
use crate::base::{EntityId, EntityTypeId, RelationshipTypeId, SourceId, Task, fold};
use crate::model::{Credibility, Graph, Level, Likelihood, Reliability, Source, SourceKind, Stance, Status, ViewState};

/// A part of a query, ready to be asked of records.
#[derive(Debug)]
pub(super) enum Node {
    All,
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Leaf(Leaf),
}

/// What is asked of one record.
#[derive(Debug)]
pub(super) enum Leaf {
    Word(Word),
    Text(Field, Vec<Pattern>),
    Types {
        entity: FxHashSet<EntityTypeId>,
        relationship: FxHashSet<RelationshipTypeId>,
    },
    Status(Choices),
    Likelihood(Choices),
    Confidence(Choices),
    Date(Field, Dates),
    /// Evidence from one of these sources.
    Sources(FxHashSet<SourceId>),
    Credibility(Choices),
    Stance(Choices),
    Quote(Vec<Pattern>),
    Analyst(Vec<Pattern>),
    Number(Field, Numbers),
    Property(PropertyTest),
    /// A relationship with one of `others`; `neighbours` have one.
    Linked {
        others: FxHashSet<EntityId>,
        neighbours: FxHashSet<EntityId>,
    },
    Subject(FxHashSet<EntityId>),
    Object(FxHashSet<EntityId>),
    Has(Box<Node>),
    Members(FxHashSet<EntityId>),
    Is(Vec<State>),
}

/// Why a query has no plan.
pub(super) enum Stop {
    /// It is wrong.
    Wrong(QueryError),
    /// The work was asked to stop.
    Cancelled,
}

impl From<QueryError> for Stop {
    fn from(error: QueryError) -> Self {
        Self::Wrong(error)
    }
}

/// What a plan is made for.
pub(super) struct Planner<'a> {
    pub(super) graph: &'a Graph,
    pub(super) view: Option<&'a ViewState>,
    pub(super) task: &'a Task,
}

/// A vocabulary's keys and labels.
macro_rules! vocabulary {
    ($vocabulary:ty) => {
        &<$vocabulary>::ALL.iter().map(|v| (v.key(), v.label())).collect::<Vec<_>>()
    };
}

impl Planner<'_> {
    pub(super) fn plan(&self, expr: &Expr) -> Result<Node, Stop> {
        let all = |parts: &[Expr]| parts.iter().map(|part| self.plan(part)).collect::<Result<Vec<_>, _>>();
        Ok(match expr {
            Expr::All => Node::All,
            Expr::And(parts) => {
                let mut parts = all(parts)?;
                // What is quickly said goes first.
                parts.sort_by_key(Node::cost);
                Node::And(parts)
            }
            Expr::Or(parts) => {
                let mut parts = all(parts)?;
                parts.sort_by_key(Node::cost);
                Node::Or(parts)
            }
            Expr::Not(inner) => Node::Not(Box::new(self.plan(inner)?)),
            Expr::Word(word) => Node::Leaf(Leaf::Word(Word::new(&word.value))),
            Expr::Term { field, operator, value } => {
                let leaf = self.leaf(field, *operator, value)?;
                let leaf = Node::Leaf(leaf);
                let negated = match value {
                    Value::Property(_, Some((operator, _))) => *operator == Operator::IsNot,
                    _ => *operator == Operator::IsNot,
                };
                if negated { Node::Not(Box::new(leaf)) } else { leaf }
            }
        })
    }

    fn leaf(&self, field: &Spanned<Field>, operator: Operator, value: &Value) -> Result<Leaf, Stop> {
        let Spanned { value: field, span: _ } = field;
        let values = match value {
            Value::Texts(values) => values.as_slice(),
            Value::Query(query) => return self.with_query(*field, query),
            Value::Property(name, compared) => {
                let value =
                    compared.as_ref().map(|(operator, values)| ValueTest::read(*operator, values)).transpose()?;
                return Ok(Leaf::Property(PropertyTest { name: fold(&name.value.text), value }));
            }
        };
        let patterns = |whole: bool| -> Result<Vec<Pattern>, QueryError> {
            if let (true, Some(first)) = (operator.is_order(), values.first()) {
                let hint = format!("Write {}:{}.", field.key(), first.value);
                let what = format!("“{}” is words, which have no order", field.key());
                return Err(QueryError::new(what, hint, first.span.clone()));
            }
            Ok(values.iter().map(|v| Pattern::new(&v.value, whole || operator != Operator::Has)).collect())
        };
        let choose = |all: &[(&'static str, &'static str)], order| choices(*field, all, operator, values, order);
        Ok(match field {
            Field::Type => self.types(operator, values)?,
            Field::Name | Field::Alias | Field::Note => Leaf::Text(*field, patterns(false)?),
            Field::Tag | Field::Id | Field::External => Leaf::Text(*field, patterns(true)?),
            Field::Status => Leaf::Status(choose(vocabulary!(Status), Order::None)?),
            Field::Likelihood => Leaf::Likelihood(choose(vocabulary!(Likelihood), Order::LeastFirst)?),
            Field::Confidence => Leaf::Confidence(choose(vocabulary!(Level), Order::LeastFirst)?),
            Field::Credibility => Leaf::Credibility(choose(vocabulary!(Credibility), Order::BestFirst)?),
            Field::Stance => Leaf::Stance(choose(vocabulary!(Stance), Order::None)?),
            Field::Reliability => {
                let grades = choose(vocabulary!(Reliability), Order::BestFirst)?;
                self.sources(|source| source.reliability.is_some_and(|grade| is_in(grades, grade as usize)))
            }
            Field::SourceKind => {
                let kinds = choose(vocabulary!(SourceKind), Order::None)?;
                self.sources(|source| is_in(kinds, source.kind as usize))
            }
            Field::Published => {
                let dates = Dates::read(*field, operator, values)?;
                self.sources(|source| dates.admit(source.published))
            }
            Field::Source => {
                let (patterns, mut scratch) = (patterns(false)?, Scratch::default());
                self.sources(|source| {
                    let Source { id, title, author, publisher, url, .. } = source;
                    let texts = [title.as_str(), author, publisher, url, id.as_str()];
                    texts.iter().any(|text| fits_any(&patterns, text, &mut scratch))
                })
            }
            Field::Origin => {
                let (patterns, mut scratch) = (patterns(false)?, Scratch::default());
                self.sources(|source| {
                    // A source that names no origin is its own.
                    let origin = if source.origin.trim().is_empty() { &source.title } else { &source.origin };
                    fits_any(&patterns, origin, &mut scratch)
                })
            }
            Field::Quote => Leaf::Quote(patterns(false)?),
            Field::Analyst => Leaf::Analyst(patterns(false)?),
            Field::Date | Field::From | Field::To => Leaf::Date(*field, Dates::read(*field, operator, values)?),
            Field::Degree | Field::In | Field::Out | Field::Evidence | Field::Origins | Field::Weight => {
                Leaf::Number(*field, Numbers::read(*field, operator, values)?)
            }
            Field::Linked | Field::Subject | Field::Object => {
                patterns(false)?;
                self.with_entities(*field, self.named(operator, values))?
            }
            Field::Group => {
                let (patterns, mut scratch) = (patterns(false)?, Scratch::default());
                let mut members = FxHashSet::default();
                let views: Vec<&ViewState> = self.views();
                for group in views.iter().flat_map(|view| view.view.groups.values()) {
                    if fits_any(&patterns, &group.name, &mut scratch) {
                        members.extend(group.members.iter().cloned());
                    }
                }
                Leaf::Members(members)
            }
            Field::Is => Leaf::Is(states(operator, values)?),
            // These are read as what they are before.
            Field::Has | Field::Property => unreachable!("the parser reads {field:?} as no list of texts"),
        })
    }

    /// The views that are asked about: the one given, or all.
    fn views(&self) -> Vec<&ViewState> {
        match self.view {
            Some(view) => vec![view],
            None => self.graph.views().values().collect(),
        }
    }

    fn types(&self, operator: Operator, values: &[Spanned<Text>]) -> Result<Leaf, QueryError> {
        let schema = self.graph.schema();
        let mut found = (FxHashSet::default(), FxHashSet::default());
        for Spanned { value, span } in values {
            if operator.is_order() {
                let hint = format!("Write type:{}.", value.text);
                return Err(QueryError::new("Types have no order", hint, span.clone()));
            }
            let (pattern, mut scratch) = (Pattern::new(value, true), Scratch::default());
            let mut fits = |names: &[&str]| names.iter().any(|name| pattern.matches(name, &mut scratch));
            let mut any = false;
            let kinds = schema.entity_types.values().filter(|t| fits(&[t.id.as_str(), &t.name, &t.plural]));
            for kind in kinds {
                any = true;
                let below = schema.entity_types.keys().filter(|t| *t == &kind.id || schema.is_a(t, &kind.id));
                found.0.extend(below.filter(|t| operator == Operator::Has || *t == &kind.id).cloned());
            }
            let mut fits = |names: &[&str]| names.iter().any(|name| pattern.matches(name, &mut scratch));
            for kind in schema.relationship_types.values() {
                if fits(&[kind.id.as_str(), &kind.name]) {
                    any = true;
                    found.1.insert(kind.id.clone());
                }
            }
            if !any {
                let entity_types = schema.entity_types.values().flat_map(|t| [t.id.as_str(), t.name.as_str()]);
                let relationship_types = schema.relationship_types.values().flat_map(|t| [t.id.as_str(), &t.name]);
                let hint = match likely_meant(&value.text, entity_types.chain(relationship_types)) {
                    Some(meant) => format!("Did you mean {meant}?"),
                    None => {
                        let keys: Vec<&str> = schema.entity_types.keys().map(EntityTypeId::as_str).take(12).collect();
                        format!("There are {} and others.", keys.join(", "))
                    }
                };
                return Err(QueryError::new(format!("No type is called “{}”", value.text), hint, span.clone()));
            }
        }
        Ok(Leaf::Types { entity: found.0, relationship: found.1 })
    }

    fn sources(&self, mut fits: impl FnMut(&Source) -> bool) -> Leaf {
        let all = self.graph.sources().values();
        Leaf::Sources(all.filter(|source| fits(source)).map(|source| source.id.clone()).collect())
    }

    /// The entities that people call so: by id or whole name, or else by a part of a name.
    fn named(&self, operator: Operator, values: &[Spanned<Text>]) -> FxHashSet<EntityId> {
        let mut found = FxHashSet::default();
        let mut scratch = Scratch::default();
        for value in values {
            let before = found.len();
            for whole in [true, false] {
                let pattern = Pattern::new(&value.value, whole);
                for entity in self.graph.entities_unsorted() {
                    let mut names = std::iter::once(&entity.name).chain(&entity.aliases);
                    if entity.id.as_str() == value.value.text || names.any(|name| pattern.matches(name, &mut scratch)) {
                        found.insert(entity.id.clone());
                    }
                }
                if found.len() > before || operator != Operator::Has {
                    break;
                }
            }
        }
        found
    }

    fn with_query(&self, field: Field, query: &Expr) -> Result<Leaf, Stop> {
        let node = self.plan(query)?;
        if field == Field::Has {
            return Ok(Leaf::Has(Box::new(node)));
        }
        let bound = Bound { graph: self.graph, view: self.view, node };
        let entities = bound.entities(self.task).map_err(|_| Stop::Cancelled)?;
        self.with_entities(field, entities)
    }

    fn with_entities(&self, field: Field, others: FxHashSet<EntityId>) -> Result<Leaf, Stop> {
        Ok(match field {
            Field::Subject => Leaf::Subject(others),
            Field::Object => Leaf::Object(others),
            _ => {
                let mut neighbours = FxHashSet::default();
                for (i, other) in others.iter().enumerate() {
                    if i % 1024 == 0 {
                        self.task.check().map_err(|_| Stop::Cancelled)?;
                    }
                    for r in self.graph.relationships_at_unsorted(other) {
                        neighbours.insert(if r.from == *other { r.to.clone() } else { r.from.clone() });
                    }
                }
                Leaf::Linked { others, neighbours }
            }
        })
    }
}

fn states(operator: Operator, values: &[Spanned<Text>]) -> Result<Vec<State>, QueryError> {
    let read = |Spanned { value, span }: &Spanned<Text>| {
        if operator.is_order() {
            let hint = format!("Write is:{}.", value.text);
            return Err(QueryError::new("“is” has no order", hint, span.clone()));
        }
        if value.text == "*" {
            // Whatever it is, it is one of these.
            return Ok(vec![State::Entity, State::Relationship]);
        }
        State::named(&value.text).map(|state| vec![state]).ok_or_else(|| {
            let keys: Vec<&str> = State::ALL.iter().map(|state| state.key()).collect();
            let meant = likely_meant(&value.text, keys.iter().copied()).map(|key| format!("Did you mean {key}? "));
            let hint = format!("{}There are {}.", meant.unwrap_or_default(), keys.join(", "));
            QueryError::new(format!("Nothing can be “{}”", value.text), hint, span.clone())
        })
    };
    let states: Vec<Vec<State>> = values.iter().map(read).collect::<Result<_, _>>()?;
    Ok(states.concat())
}

/// Whether a set of words of a vocabulary holds the one at `place`.
pub(super) fn is_in(choices: Choices, place: usize) -> bool {
    choices & (1 << place) != 0
}

pub(super) fn fits_any(patterns: &[Pattern], text: &str, scratch: &mut Scratch) -> bool {
    patterns.iter().any(|pattern| pattern.matches(text, scratch))
}

impl Node {
    /// How long an answer takes, in no unit: what reads a field, what reads text, what looks at relationships.
    fn cost(&self) -> u32 {
        match self {
            Self::All => 0,
            Self::And(parts) | Self::Or(parts) => parts.iter().map(Self::cost).sum(),
            Self::Not(inner) => inner.cost(),
            Self::Leaf(leaf) => match leaf {
                Leaf::Status(_) | Leaf::Date(..) => 1,
                Leaf::Types { entity: _, relationship } if relationship.is_empty() => 1,
                Leaf::Linked { .. } | Leaf::Members(_) | Leaf::Property(_) => 3,
                Leaf::Text(..) | Leaf::Word(_) => 8,
                Leaf::Number(Field::Degree | Field::In | Field::Out, _) => 10,
                Leaf::Confidence(_) => 60,
                Leaf::Has(node) => 20 + node.cost(),
                _ => 20,
            },
        }
    }

    /// Whether anything is shut out by it.
    pub(super) fn excludes(&self) -> bool {
        match self {
            Self::All | Self::Leaf(_) => false,
            Self::Not(_) => true,
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::excludes),
        }
    }

    /// Joins the answers of its parts as Kleene's logic does; `negated` says whether an odd number of negations stands
    /// around it.
    pub(super) fn weigh(&self, mode: Mode, negated: bool, ask: &mut impl FnMut(&Leaf, Mode, bool) -> Truth) -> Truth {
        match self {
            Self::All => Truth::Yes,
            Self::Leaf(leaf) => ask(leaf, mode, negated),
            Self::Not(inner) => inner.weigh(mode, !negated, ask).turned(),
            Self::And(parts) => {
                let mut all = Truth::Yes;
                for part in parts {
                    all = all.min(part.weigh(mode, negated, ask));
                    if all == Truth::No {
                        break;
                    }
                }
                all
            }
            Self::Or(parts) => {
                let mut any = Truth::No;
                for part in parts {
                    any = any.max(part.weigh(mode, negated, ask));
                    if any == Truth::Yes {
                        break;
                    }
                }
                any
            }
        }
    }
}

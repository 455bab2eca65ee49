//! A query asked of records, one after the other.

use rustc_hash::{FxHashMap, FxHashSet};

use super::field::{Field, State};
use super::plan::{Leaf, fits_any, is_in};
use super::words::Scratch;
use super::{Bound, Truth};
use crate::analysis::confidence::{assess, independent_origins, is_disputed, level_of};
use crate::base::{Cancelled, EntityId, Interval, RelationshipId, SourceId, Task};
use crate::model::{Entity, Evidence, Properties, Relationship, Stance, ViewState};

/// After how many records the task is asked whether to stop.
const STRIDE: usize = 512;
/// Below this many records, starting threads costs more than it saves.
const WORTH_THREADS: usize = 8_000;
/// No more threads than this: the results are joined by one.
const MOST_THREADS: usize = 8;

/// In which sense a query is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Whether the record matches.
    Strict,
    /// Whether a relationship is to be seen: that it lacks a word or a tag does not hide it between entities that match.
    Shown,
    /// Whether a negation shuts an entity out by what it is itself.
    ShutOut,
}

/// What matches a query, sorted by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matches {
    /// The entities.
    pub entities: Vec<EntityId>,
    /// The relationships.
    pub relationships: Vec<RelationshipId>,
}

/// What a view with a filter shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// The entities that match, and the ends of relationships that match by themselves.
    pub entities: FxHashSet<EntityId>,
    /// The relationships that match by themselves, and those between entities that match which nothing speaks against.
    pub relationships: FxHashSet<RelationshipId>,
}

impl Bound<'_> {
    /// What matches: every record for itself. Takes O(n + m) for most queries, on several threads where there is much.
    ///
    /// # Errors
    /// When the task is asked to stop.
    pub fn matches(&self, task: &Task) -> Result<Matches, Cancelled> {
        let mut entities: Vec<EntityId> = self.entities(task)?.into_iter().collect();
        let all: Vec<&Relationship> = self.graph.relationships_unsorted().map(|r| &**r).collect();
        let answers = side_by_side(&all, task, |r, scratch| self.relationship(r, Mode::Strict, scratch))?;
        let found = all.iter().zip(answers).filter(|(_, answer)| *answer == Truth::Yes);
        let mut relationships: Vec<RelationshipId> = found.map(|(r, _)| r.id.clone()).collect();
        entities.sort_unstable();
        relationships.sort_unstable();
        Ok(Matches { entities, relationships })
    }

    /// The entities that match.
    pub(super) fn entities(&self, task: &Task) -> Result<FxHashSet<EntityId>, Cancelled> {
        let all: Vec<&Entity> = self.graph.entities_unsorted().map(|e| &**e).collect();
        let answers = side_by_side(&all, task, |e, scratch| self.entity(e, Mode::Strict, scratch))?;
        Ok(all.iter().zip(answers).filter(|(_, answer)| *answer == Truth::Yes).map(|(e, _)| e.id.clone()).collect())
    }

    /// What a view with this filter shows: a picture needs both ends of a relationship, and the relationships between
    /// what it shows. What a negation shuts out is never shown. Takes O(n + m) for most queries.
    ///
    /// # Errors
    /// When the task is asked to stop.
    pub fn shown(&self, task: &Task) -> Result<Shown, Cancelled> {
        let matched = self.entities(task)?;
        let all: Vec<&Relationship> = self.graph.relationships_unsorted().map(|r| &**r).collect();
        let answers = side_by_side(&all, task, |r, scratch| self.relationship(r, Mode::Shown, scratch))?;
        let excludes = self.node.excludes();
        let mut shut_out: FxHashMap<&EntityId, bool> = FxHashMap::default();
        let mut scratch = Scratch::default();
        let mut may_stand = |id| {
            !excludes
                || matched.contains(id)
                || !*shut_out.entry(id).or_insert_with(|| {
                    let entity = self.graph.entity(id);
                    entity.is_none_or(|e| self.entity(e, Mode::ShutOut, &mut scratch) == Truth::No)
                })
        };
        let mut shown = Shown::default();
        let mut ends: Vec<&EntityId> = Vec::new();
        for (r, answer) in all.iter().zip(answers) {
            let is_shown = match answer {
                Truth::Yes => may_stand(&r.from) && may_stand(&r.to),
                Truth::Unknown => matched.contains(&r.from) && matched.contains(&r.to),
                Truth::No => false,
            };
            if is_shown {
                shown.relationships.insert(r.id.clone());
                ends.extend([&r.from, &r.to].into_iter().filter(|end| !matched.contains(*end)));
            }
        }
        let ends: Vec<EntityId> = ends.into_iter().cloned().collect();
        shown.entities = matched;
        shown.entities.extend(ends);
        Ok(shown)
    }

    fn entity(&self, entity: &Entity, mode: Mode, scratch: &mut Scratch) -> Truth {
        self.node.weigh(mode, false, &mut |leaf, mode, negated| match mode {
            // Only what stands behind a negation shuts out.
            Mode::ShutOut if !negated => Truth::Unknown,
            Mode::ShutOut => self.entity_itself(entity, leaf, scratch),
            Mode::Strict | Mode::Shown => match self.entity_itself(entity, leaf, scratch) {
                Truth::Yes => Truth::Yes,
                _ => self.by_relationships(entity, leaf, scratch),
            },
        })
    }

    /// Whether an entity fits by what it is itself; unknown where only its relationships can tell.
    fn entity_itself(&self, entity: &Entity, leaf: &Leaf, scratch: &mut Scratch) -> Truth {
        let Entity { id, kind, name, aliases, summary, notes, status, valid, properties, tags, external_ids, .. } =
            entity;
        let evidence = entity.evidence.as_slice();
        let degree = || self.graph.degree(id);
        truth(match leaf {
            Leaf::Word(word) => std::iter::once(name).chain(aliases).any(|name| word.matches(name, scratch)),
            Leaf::Text(field, patterns) => match field {
                Field::Name => fits_any(patterns, name, scratch),
                Field::Alias => aliases.iter().any(|alias| fits_any(patterns, alias, scratch)),
                Field::Tag => tags.iter().any(|tag| fits_any(patterns, tag, scratch)),
                Field::Note => [summary, notes].into_iter().any(|text| fits_any(patterns, text, scratch)),
                Field::Id => fits_any(patterns, id.as_str(), scratch),
                _ => external_ids.iter().flat_map(|(key, id)| [key, id]).any(|text| fits_any(patterns, text, scratch)),
            },
            Leaf::Types { entity, .. } => entity.contains(kind),
            Leaf::Status(wanted) => is_in(*wanted, *status as usize),
            Leaf::Date(field, dates) => dates_admit(*field, dates, *valid),
            Leaf::Number(field, numbers) => match field {
                Field::Degree => numbers.admit(degree() as f64),
                Field::In => numbers.admit(self.ends_at(id, |r| r.to == *id) as f64),
                Field::Out => numbers.admit(self.ends_at(id, |r| r.from == *id) as f64),
                Field::Evidence => numbers.admit(evidence.len() as f64),
                Field::Origins => numbers.admit(independent_origins(evidence, self.graph.sources()) as f64),
                _ => return Truth::Unknown,
            },
            Leaf::Property(_) => self.has_property(properties, leaf, scratch),
            Leaf::Linked { neighbours, .. } => neighbours.contains(id),
            Leaf::Members(members) => members.contains(id),
            Leaf::Confidence(levels) => {
                // An entity without evidence makes no claim.
                let level = || assess(evidence, self.graph.sources(), None).computed;
                !evidence.is_empty() && is_in(*levels, level() as usize)
            }
            Leaf::Sources(_) | Leaf::Credibility(_) | Leaf::Stance(_) | Leaf::Quote(_) | Leaf::Analyst(_) => {
                fits_evidence(evidence, leaf, scratch)
            }
            Leaf::Likelihood(_) | Leaf::Subject(_) | Leaf::Object(_) | Leaf::Has(_) => return Truth::Unknown,
            Leaf::Is(states) => states.iter().any(|state| match state {
                State::Entity => true,
                State::Relationship | State::Looped | State::ByHand => false,
                State::Pinned => self.views().any(|view| view.placement(id).pinned),
                State::Hidden => self.views().any(|view| view.placement(id).hidden),
                State::Placed => self.views().any(|view| view.placement(id).position.is_some()),
                State::Disputed => is_disputed(evidence),
                State::Unsourced => evidence.is_empty() && self.relationships(id).all(|r| r.evidence.is_empty()),
                State::SingleSource => {
                    let of_relationships = self.relationships(id).flat_map(|r| &r.evidence);
                    self.is_single(evidence.iter().chain(of_relationships))
                }
                State::Undated => valid.is_none(),
                State::Isolated => degree() == 0,
            }),
        })
    }

    /// Whether an entity fits by one of its relationships, where these are asked.
    fn by_relationships(&self, entity: &Entity, leaf: &Leaf, scratch: &mut Scratch) -> Truth {
        let counts = match leaf {
            Leaf::Types { relationship, .. } => !relationship.is_empty(),
            Leaf::Likelihood(_)
            | Leaf::Confidence(_)
            | Leaf::Sources(_)
            | Leaf::Credibility(_)
            | Leaf::Stance(_)
            | Leaf::Quote(_)
            | Leaf::Analyst(_)
            | Leaf::Subject(_)
            | Leaf::Object(_)
            | Leaf::Has(_)
            | Leaf::Number(Field::Weight, _) => true,
            Leaf::Is(states) => states.iter().any(|s| matches!(s, State::Disputed | State::Looped | State::ByHand)),
            _ => false,
        };
        truth(
            counts
                && self.relationships(&entity.id).any(|r| match leaf {
                    Leaf::Is(states) => states.iter().any(|state| match state {
                        State::Disputed => is_disputed(&r.evidence),
                        State::Looped => r.from == r.to,
                        State::ByHand => r.confidence.is_some(),
                        _ => false,
                    }),
                    _ => self.relationship_itself(r, leaf, Mode::Strict, scratch) == Truth::Yes,
                }),
        )
    }

    fn relationship(&self, r: &Relationship, mode: Mode, scratch: &mut Scratch) -> Truth {
        self.node.weigh(mode, false, &mut |leaf, mode, _| self.relationship_itself(r, leaf, mode, scratch))
    }

    /// Whether a relationship fits; unknown where the question is one about entities.
    fn relationship_itself(&self, r: &Relationship, leaf: &Leaf, mode: Mode, scratch: &mut Scratch) -> Truth {
        let evidence = r.evidence.as_slice();
        let fits = match leaf {
            Leaf::Word(word) => {
                let found = self.wording(r).any(|text| word.matches(text, scratch));
                return if found { Truth::Yes } else { Truth::Unknown };
            }
            Leaf::Text(field, patterns) => match field {
                Field::Name => self.wording(r).any(|text| fits_any(patterns, text, scratch)),
                Field::Tag => r.tags.iter().any(|tag| fits_any(patterns, tag, scratch)),
                Field::Note => fits_any(patterns, &r.notes, scratch),
                Field::Id => fits_any(patterns, r.id.as_str(), scratch),
                _ => return Truth::Unknown,
            },
            Leaf::Types { relationship, .. } => {
                if relationship.is_empty() {
                    return Truth::Unknown;
                }
                relationship.contains(&r.kind)
            }
            Leaf::Status(wanted) => is_in(*wanted, r.status as usize),
            Leaf::Likelihood(wanted) => r.likelihood.is_some_and(|likelihood| is_in(*wanted, likelihood as usize)),
            Leaf::Confidence(levels) => is_in(*levels, level_of(r, self.graph.sources()) as usize),
            Leaf::Date(field, dates) => dates_admit(*field, dates, r.valid),
            Leaf::Number(field, numbers) => match field {
                Field::Evidence => numbers.admit(evidence.len() as f64),
                Field::Origins => numbers.admit(independent_origins(evidence, self.graph.sources()) as f64),
                Field::Weight => r.weight.is_some_and(|weight| numbers.admit(weight)),
                _ => return Truth::Unknown,
            },
            Leaf::Property(_) => self.has_property(&r.properties, leaf, scratch),
            Leaf::Sources(_) | Leaf::Credibility(_) | Leaf::Stance(_) | Leaf::Quote(_) | Leaf::Analyst(_) => {
                fits_evidence(evidence, leaf, scratch)
            }
            Leaf::Linked { others, .. } => {
                let at_it = others.contains(&r.from) || others.contains(&r.to);
                return if at_it { Truth::Yes } else { Truth::Unknown };
            }
            Leaf::Subject(ends) => ends.contains(&r.from),
            Leaf::Object(ends) => ends.contains(&r.to),
            Leaf::Has(node) => {
                return node.weigh(mode, false, &mut |leaf, mode, _| self.relationship_itself(r, leaf, mode, scratch));
            }
            Leaf::Members(_) => return Truth::Unknown,
            Leaf::Is(states) => {
                let fits = |state: &State| {
                    truth(match state {
                        State::Entity => false,
                        State::Relationship => true,
                        State::Pinned | State::Placed | State::Isolated => return Truth::Unknown,
                        State::Hidden => self.views().any(|view| view.route(&r.id).hidden),
                        State::Disputed => is_disputed(evidence),
                        State::Unsourced => evidence.is_empty(),
                        State::SingleSource => self.is_single(evidence),
                        State::Undated => r.valid.is_none(),
                        State::Looped => r.from == r.to,
                        State::ByHand => r.confidence.is_some(),
                    })
                };
                return states.iter().map(fits).max().unwrap_or(Truth::No);
            }
        };
        let is_rare = matches!(leaf, Leaf::Text(..) | Leaf::Property(_));
        if !fits && is_rare && mode == Mode::Shown { Truth::Unknown } else { truth(fits) }
    }

    /// What a relationship is called: its own words, and its type's.
    fn wording<'r>(&'r self, r: &'r Relationship) -> impl Iterator<Item = &'r str> {
        let kind = self.graph.schema().relationship_types.get(&r.kind);
        let of_kind = kind.into_iter().map(|kind| kind.name.as_str());
        std::iter::once(r.label.as_str()).chain(of_kind)
    }

    fn has_property(&self, properties: &Properties, leaf: &Leaf, scratch: &mut Scratch) -> bool {
        let Leaf::Property(test) = leaf else { return false };
        properties
            .iter()
            .filter(|(name, _)| crate::base::fold(name) == test.name)
            .any(|(_, value)| test.value.as_ref().is_none_or(|wanted| wanted.admits(self.graph, value, scratch)))
    }

    fn relationships(&self, entity: &EntityId) -> impl Iterator<Item = &Relationship> {
        self.graph.relationships_at_unsorted(entity).map(|r| &**r)
    }

    /// How many ends lie at an entity, of relationships whose end there is `this`.
    fn ends_at(&self, entity: &EntityId, this: impl Fn(&Relationship) -> bool) -> usize {
        self.relationships(entity).filter(|r| this(r)).count()
    }

    fn views(&self) -> impl Iterator<Item = &ViewState> {
        let all = self.view.is_none().then(|| self.graph.views().values());
        self.view.into_iter().chain(all.into_iter().flatten())
    }

    /// Whether what supports something comes from one source, or from one origin.
    fn is_single<'e>(&self, evidence: impl IntoIterator<Item = &'e Evidence>) -> bool {
        let pieces: Vec<&Evidence> = evidence.into_iter().filter(|piece| piece.stance == Stance::Supports).collect();
        let sources: FxHashSet<&SourceId> = pieces.iter().map(|piece| &piece.source).collect();
        sources.len() == 1 || (sources.len() > 1 && independent_origins(pieces, self.graph.sources()) == 1)
    }
}

fn truth(yes: bool) -> Truth {
    if yes { Truth::Yes } else { Truth::No }
}

fn dates_admit(field: Field, dates: &super::compare::Dates, valid: Option<Interval>) -> bool {
    match field {
        Field::From => dates.admit_end(valid.map(Interval::start)),
        Field::To => dates.admit_end(valid.map(Interval::end)),
        _ => dates.admit_interval(valid),
    }
}

fn fits_evidence(evidence: &[Evidence], leaf: &Leaf, scratch: &mut Scratch) -> bool {
    evidence.iter().any(|piece| match leaf {
        Leaf::Sources(sources) => sources.contains(&piece.source),
        Leaf::Credibility(grades) => piece.credibility.is_some_and(|grade| is_in(*grades, grade as usize)),
        Leaf::Stance(stances) => is_in(*stances, piece.stance as usize),
        Leaf::Quote(patterns) => piece.quote.as_ref().is_some_and(|q| fits_any(patterns, &q.exact, scratch)),
        Leaf::Analyst(patterns) => fits_any(patterns, &piece.analyst, scratch),
        _ => false,
    })
}

/// Asks about every record, in order, on several threads where there are many.
fn side_by_side<T: Sync>(
    records: &[T],
    task: &Task,
    ask: impl Fn(&T, &mut Scratch) -> Truth + Sync,
) -> Result<Vec<Truth>, Cancelled> {
    let ask_all = |records: &[T]| {
        let mut scratch = Scratch::default();
        let mut answers = Vec::with_capacity(records.len());
        for stretch in records.chunks(STRIDE) {
            task.check()?;
            answers.extend(stretch.iter().map(|record| ask(record, &mut scratch)));
        }
        Ok(answers)
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    if records.len() < WORTH_THREADS || threads < 2 {
        return ask_all(records);
    }
    let parts = std::thread::scope(|scope| {
        let ask_all = &ask_all;
        let run = |part| scope.spawn(move || ask_all(part));
        let running: Vec<_> = records.chunks(records.len().div_ceil(threads)).map(run).collect();
        // A panic goes on in the thread that waits, where a job turns it into a notice.
        let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        running.into_iter().map(join).collect::<Result<Vec<Vec<Truth>>, Cancelled>>()
    })?;
    Ok(parts.concat())
}

//! Which entities of a graph the entities of another graph are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{Cancelled, EntityId, Task, fold};
use crate::model::{Entity, Graph};

/// After how many entities the work looks whether it was cancelled.
const PER_CHECK: usize = 1024;

/// Among more names than this, names are no longer compared letter by letter.
const MOST_SPELT: usize = 200_000;

/// How many candidates of one entity are listed.
const MOST_CANDIDATES: usize = 20;

/// The type of entities of which nobody said one, as readers of other formats call it.
const UNSAID: &str = "entity";

/// Why an entity may be one of the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Likeness {
    /// It has its id.
    Id,
    /// It has its identifier in this register.
    External(String),
    /// It has its name.
    Name,
    /// One has a name of the other as another name.
    Alias,
    /// It has its name, and another type.
    OtherType,
    /// It has its name, and another identifier in a register.
    OtherIdentifier,
    /// It has its id, and another name.
    IdAlone,
    /// Its name has the same words in another order.
    Order,
    /// Its name has an initial instead of a first name.
    Initial,
    /// Its name differs in one letter.
    Letter,
}

impl Likeness {
    /// Why, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Id => "same id".into(),
            Self::External(register) => format!("same {register} identifier"),
            Self::Name => "same name".into(),
            Self::Alias => "another name of it".into(),
            Self::OtherType => "same name, another type".into(),
            Self::OtherIdentifier => "same name, another identifier".into(),
            Self::IdAlone => "same id, another name".into(),
            Self::Order => "same words in another order".into(),
            Self::Initial => "an initial for the first name".into(),
            Self::Letter => "one letter differs".into(),
        }
    }
}

/// An entity of the graph that an incoming one may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The entity of the graph.
    pub entity: EntityId,
    /// Why it may be the same.
    pub why: Likeness,
}

/// What is known of an incoming entity without asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is this one of the graph.
    Known(Candidate),
    /// Nothing in the graph is like it.
    New,
    /// It may be one of these, and somebody has to say so.
    Open(Vec<Candidate>),
    /// It is new as far as anybody can tell, but one of these comes near.
    Near(Vec<Candidate>),
}

/// What becomes of an incoming entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is this one of the graph, which gains what it lacks.
    Same(EntityId),
    /// It is added.
    New,
    /// It is left out, with its relationships.
    Skip,
}

/// What somebody decided, by the id of the incoming entity.
pub type Decisions = BTreeMap<EntityId, Decision>;

/// The verdicts on all entities of an incoming graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// Sorted by id.
    verdicts: Vec<(EntityId, Verdict)>,
}

impl Matches {
    /// The verdict on an incoming entity.
    #[must_use]
    pub fn verdict(&self, id: &EntityId) -> Option<&Verdict> {
        let at = self.verdicts.binary_search_by(|(known, _)| known.cmp(id)).ok()?;
        Some(&self.verdicts[at].1)
    }

    /// All verdicts, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&EntityId, &Verdict)> {
        self.verdicts.iter().map(|(id, verdict)| (id, verdict))
    }

    /// What becomes of an incoming entity: what was decided, else what is known, else it is new.
    #[must_use]
    pub fn settled(&self, decisions: &Decisions, id: &EntityId) -> Decision {
        if let Some(decided) = decisions.get(id) {
            return decided.clone();
        }
        match self.verdict(id) {
            Some(Verdict::Known(candidate)) => Decision::Same(candidate.entity.clone()),
            _ => Decision::New,
        }
    }

    /// How many somebody still has to decide.
    #[must_use]
    pub fn undecided(&self, decisions: &Decisions) -> usize {
        self.iter().filter(|(id, verdict)| matches!(verdict, Verdict::Open(_)) && !decisions.contains_key(*id)).count()
    }
}

/// Whether an id is one that [`crate::base::IdMint`] makes: a slug, a dash and six characters. Two records with such an
/// id are one record.
pub(super) fn is_minted(id: &str) -> bool {
    let is_of_alphabet =
        |b: u8| b.is_ascii_digit() || (b.is_ascii_lowercase() && !matches!(b, b'i' | b'l' | b'o' | b'u'));
    id.rsplit_once('-').is_some_and(|(slug, end)| !slug.is_empty() && end.len() == 6 && end.bytes().all(is_of_alphabet))
}

/// The id that a record gets whose own is taken: with a number behind it.
pub(super) fn numbered(id: &str, number: usize) -> String {
    let mut end = id.len().min(180);
    while !id.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}-{number}", &id[..end])
}

/// A name as it is compared: folded, or only in lower case where folding leaves nothing.
pub(super) fn key(name: &str) -> String {
    let folded = fold(name);
    if folded.is_empty() { name.trim().to_lowercase() } else { folded }
}

fn keys(entity: &Entity) -> impl Iterator<Item = String> {
    std::iter::once(&entity.name).chain(&entity.aliases).map(|name| key(name)).filter(|key| !key.is_empty())
}

/// Looks for the entities of `incoming` in `graph`: by id, by identifiers, by name, by other names, and by names that
/// come near. Takes time linear in both.
///
/// # Errors
/// When the work was cancelled.
pub fn match_entities(graph: &Graph, incoming: &Graph, task: &Task) -> Result<Matches, Cancelled> {
    let mut known = Known::of(graph, task)?;
    for entity in incoming.entities_unsorted() {
        if let Some(same) = known.by_id(entity) {
            known.claimed.insert(same.id.clone());
        }
    }
    let mut near: Option<Near> = None;
    let all = incoming.entities();
    known.shared = shared_names(&all);
    let mut verdicts = Vec::with_capacity(all.len());
    for (at, entity) in all.iter().enumerate() {
        if at.is_multiple_of(PER_CHECK) {
            task.check()?;
            task.set_progress(at as f32 / all.len() as f32);
        }
        let verdict = match known.verdict(incoming, entity) {
            Verdict::New => {
                let near = match &mut near {
                    Some(near) => near,
                    none => none.insert(Near::of(&known, task)?),
                };
                near.verdict(&known, incoming, entity)
            }
            verdict => verdict,
        };
        verdicts.push((entity.id.clone(), verdict));
    }
    Ok(Matches { verdicts })
}

/// The entities of the graph by what they are called.
struct Known<'g> {
    graph: &'g Graph,
    entities: Vec<&'g Arc<Entity>>,
    by_name: FxHashMap<String, Vec<u32>>,
    by_alias: FxHashMap<String, Vec<u32>>,
    by_register: FxHashMap<(&'g str, &'g str), Vec<u32>>,
    /// Those that an incoming entity is by its id: no other one is them by its name.
    claimed: FxHashSet<EntityId>,
    /// The names that several incoming entities have. What is called by one is not told by its other names: when all of
    /// them had been brought in, these would tell it from none.
    shared: FxHashSet<String>,
}

/// The names, first and other ones, that several entities have.
fn shared_names(entities: &[&Arc<Entity>]) -> FxHashSet<String> {
    let mut first: FxHashMap<String, usize> = FxHashMap::default();
    let mut shared = FxHashSet::default();
    for (at, entity) in entities.iter().enumerate() {
        for key in keys(entity) {
            if first.get(&key).is_some_and(|before| *before != at) {
                shared.insert(key);
            } else {
                first.insert(key, at);
            }
        }
    }
    shared
}

impl<'g> Known<'g> {
    fn of(graph: &'g Graph, task: &Task) -> Result<Self, Cancelled> {
        let entities = graph.entities();
        let mut known = Self {
            graph,
            entities: Vec::new(),
            by_name: FxHashMap::default(),
            by_alias: FxHashMap::default(),
            by_register: FxHashMap::default(),
            claimed: FxHashSet::default(),
            shared: FxHashSet::default(),
        };
        for (at, entity) in entities.iter().enumerate() {
            if at.is_multiple_of(PER_CHECK) {
                task.check()?;
            }
            let name = key(&entity.name);
            for alias in entity.aliases.iter().map(|alias| key(alias)).filter(|alias| *alias != name) {
                let all = known.by_alias.entry(alias).or_default();
                if all.last() != Some(&(at as u32)) {
                    all.push(at as u32);
                }
            }
            known.by_name.entry(name).or_default().push(at as u32);
            for (register, id) in &entity.external_ids {
                known.by_register.entry((register, id)).or_default().push(at as u32);
            }
        }
        known.entities = entities;
        Ok(known)
    }

    /// The one that it is by its id: the id itself, or the one that it got when it was brought in and its own was taken.
    fn by_id(&self, entity: &Entity) -> Option<&'g Arc<Entity>> {
        let id = entity.id.as_str();
        let own = self.graph.entity(&entity.id)?;
        let is_unnamed = entity.name.is_empty() || entity.name == id;
        if is_minted(id) || is_unnamed || key(&own.name) == key(&entity.name) {
            return Some(own);
        }
        let given = (2..).map_while(|number| self.graph.entity(&EntityId::new(numbered(id, number)).ok()?));
        let same = |other: &&Arc<Entity>| other.kind == entity.kind && key(&other.name) == key(&entity.name);
        given.into_iter().find(same)
    }

    fn verdict(&self, incoming: &Graph, entity: &Entity) -> Verdict {
        if let Some(same) = self.by_id(entity) {
            return Verdict::Known(Candidate { entity: same.id.clone(), why: Likeness::Id });
        }
        let registered: BTreeSet<(u32, &str)> = entity
            .external_ids
            .iter()
            .filter_map(|(register, id)| Some((self.by_register.get(&(register.as_str(), id.as_str()))?, register)))
            .flat_map(|(found, register)| found.iter().map(move |at| (*at, register.as_str())))
            .filter(|(at, _)| !self.claimed.contains(&self.entities[*at as usize].id))
            .collect();
        let distinct: BTreeSet<u32> = registered.iter().map(|(at, _)| *at).collect();
        if !distinct.is_empty() {
            let why = |at: u32| {
                let register = registered.iter().find(|(known, _)| *known == at).map_or("", |(_, register)| register);
                Likeness::External(register.to_owned())
            };
            return self.of_candidates(distinct.into_iter().map(|at| (at, why(at))).collect());
        }
        let is_free = |at: &u32| !self.claimed.contains(&self.entities[*at as usize].id);
        let named = self.by_name.get(&key(&entity.name)).into_iter().flatten().copied().filter(is_free);
        let mut found: BTreeMap<u32, Likeness> = named.map(|at| (at, Likeness::Name)).collect();
        if found.is_empty() {
            let aliased = keys(entity).enumerate().flat_map(|(number, key)| {
                let as_name = self.by_name.get(&key).filter(|_| number > 0);
                as_name.into_iter().chain(self.by_alias.get(&key)).flatten().copied().collect::<Vec<_>>()
            });
            found = aliased.filter(is_free).map(|at| (at, Likeness::Alias)).collect();
        }
        self.of_names(incoming, entity, found)
    }

    /// The verdict on those that share a name with the entity.
    fn of_names(&self, incoming: &Graph, entity: &Entity, found: BTreeMap<u32, Likeness>) -> Verdict {
        let (mut fitting, mut others) = (Vec::new(), Vec::new());
        for (at, why) in found {
            let other = self.entities[at as usize];
            if contradict(other, entity) {
                others.push((at, Likeness::OtherIdentifier));
            } else if self.kinds_fit(other, incoming, entity) {
                fitting.push((at, why));
            } else {
                others.push((at, Likeness::OtherType));
            }
        }
        if fitting.is_empty() && others.is_empty() {
            return Verdict::New;
        }
        if fitting.is_empty() {
            // Two things of one name are common where their types differ; nobody is joined unasked.
            return self.listed(others, Verdict::Open);
        }
        let narrowed = |fits: &dyn Fn(&Entity) -> bool| {
            let mut left = fitting.iter().filter(|(at, _)| fits(self.entities[*at as usize]));
            left.next().filter(|_| left.next().is_none()).cloned()
        };
        let one = narrowed(&|_| true).or_else(|| narrowed(&|other| other.kind == entity.kind));
        let is_shared = || keys(entity).any(|key| self.shared.contains(&key));
        match one.filter(|(_, why)| *why != Likeness::Alias || !is_shared()) {
            Some((at, why)) => Verdict::Known(self.candidate(at, why)),
            None => self.listed(fitting, Verdict::Open),
        }
    }

    fn of_candidates(&self, mut found: Vec<(u32, Likeness)>) -> Verdict {
        match (found.len(), found.pop()) {
            (1, Some((at, why))) => Verdict::Known(self.candidate(at, why)),
            (_, last) => {
                found.extend(last);
                self.listed(found, Verdict::Open)
            }
        }
    }

    fn listed(&self, found: Vec<(u32, Likeness)>, verdict: fn(Vec<Candidate>) -> Verdict) -> Verdict {
        verdict(found.into_iter().take(MOST_CANDIDATES).map(|(at, why)| self.candidate(at, why)).collect())
    }

    fn candidate(&self, at: u32, why: Likeness) -> Candidate {
        Candidate { entity: self.entities[at as usize].id.clone(), why }
    }

    /// Whether two entities can be one by their types: where neither says one, or one is a special case of the other.
    fn kinds_fit(&self, ours: &Entity, incoming: &Graph, theirs: &Entity) -> bool {
        let schema = self.graph.schema();
        if ours.kind.as_str() == UNSAID || theirs.kind.as_str() == UNSAID {
            return true;
        }
        let kind = super::same_entity_type(self.graph, incoming, &theirs.kind).unwrap_or_else(|| theirs.kind.clone());
        schema.is_a(&ours.kind, &kind) || schema.is_a(&kind, &ours.kind)
    }
}

/// Whether two entities have different identifiers in one register.
fn contradict(ours: &Entity, theirs: &Entity) -> bool {
    theirs.external_ids.iter().any(|(register, id)| ours.external_ids.get(register).is_some_and(|known| known != id))
}

/// Names that come near each other.
#[derive(Default)]
struct Near {
    by_words: FxHashMap<String, Vec<u32>>,
    by_initial: FxHashMap<(char, String), Vec<u32>>,
    /// By what is left of a name without one of its letters.
    by_rest: FxHashMap<u64, Vec<u32>>,
}

/// The words of a name, sorted.
fn sorted_words(key: &str) -> Option<String> {
    let mut words: Vec<&str> = key.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.sort_unstable();
    (words.len() > 1).then(|| words.join(" "))
}

/// The first letter of a name of two words or more, its last word, and whether the first word is that letter alone.
fn initial(key: &str) -> Option<(char, String, bool)> {
    let mut words = key.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let first = words.next()?;
    let last = words.next_back()?;
    let letter = first.chars().next()?;
    (last.chars().count() > 1).then(|| (letter, last.to_owned(), first.chars().nth(1).is_none()))
}

/// Hashes of a name and of what is left of it without one letter; none for short names, which differ in one letter often.
fn rests(key: &str) -> Vec<u64> {
    use std::hash::BuildHasher as _;
    let letters: Vec<char> = key.chars().collect();
    if !(7..=40).contains(&letters.len()) {
        return Vec::new();
    }
    let hash = |left_out: usize| {
        let rest: String = letters.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, c)| *c).collect();
        rustc_hash::FxBuildHasher.hash_one(rest)
    };
    (0..=letters.len()).map(hash).collect()
}

/// Whether two names differ in one letter: one more, one less, one other, or two that changed places.
fn one_letter_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a == b || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    // Numbers that differ are different numbers.
    if a.first().into_iter().chain(b.first()).any(char::is_ascii_digit) {
        return false;
    }
    match (a, b) {
        ([_, a @ ..], b) | (b, [_, a @ ..]) if a == b => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([p, q, a @ ..], [r, s, b @ ..]) => p == s && q == r && a == b,
        _ => false,
    }
}

impl Near {
    fn of(known: &Known<'_>, task: &Task) -> Result<Self, Cancelled> {
        let mut near = Self::default();
        let is_spelt = known.entities.len() <= MOST_SPELT;
        for (at, entity) in known.entities.iter().enumerate() {
            if at.is_multiple_of(PER_CHECK) {
                task.check()?;
            }
            let at = at as u32;
            for key in keys(entity) {
                if let Some(words) = sorted_words(&key) {
                    near.by_words.entry(words).or_default().push(at);
                }
                if let Some((letter, last, _)) = initial(&key) {
                    near.by_initial.entry((letter, last)).or_default().push(at);
                }
                if is_spelt {
                    for rest in rests(&key) {
                        near.by_rest.entry(rest).or_default().push(at);
                    }
                }
            }
        }
        Ok(near)
    }

    fn verdict(&self, known: &Known<'_>, incoming: &Graph, entity: &Entity) -> Verdict {
        let mut found: BTreeMap<u32, Likeness> = BTreeMap::new();
        let mut add = |at: u32, why: Likeness| {
            let other = known.entities[at as usize];
            if !known.claimed.contains(&other.id)
                && !contradict(other, entity)
                && known.kinds_fit(other, incoming, entity)
            {
                found.entry(at).or_insert(why);
            }
        };
        if let Some(same) = known.graph.entity(&entity.id)
            && let Ok(at) = known.entities.binary_search_by(|other| other.id.cmp(&same.id))
        {
            add(at as u32, Likeness::IdAlone);
        }
        let key = key(&entity.name);
        for at in sorted_words(&key).and_then(|words| self.by_words.get(&words)).into_iter().flatten() {
            add(*at, Likeness::Order);
        }
        if let Some((letter, last, is_initial)) = initial(&key) {
            for at in self.by_initial.get(&(letter, last)).into_iter().flatten() {
                let other = keys(known.entities[*at as usize]).filter_map(|key| initial(&key));
                if other.into_iter().any(|(.., other)| other != is_initial) {
                    add(*at, Likeness::Initial);
                }
            }
        }
        for rest in rests(&key) {
            for at in self.by_rest.get(&rest).into_iter().flatten() {
                if keys(known.entities[*at as usize]).any(|other| one_letter_apart(&key, &other)) {
                    add(*at, Likeness::Letter);
                }
            }
        }
        if found.is_empty() { Verdict::New } else { known.listed(found.into_iter().collect(), Verdict::Near) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ViewId;

    fn graph(names: &[(&str, &str, &str)]) -> Graph {
        let mut graph = Graph::new(ViewId::new("main").unwrap());
        for (id, kind, name) in names {
            let id = EntityId::new(id).unwrap();
            let mut names = name.split('|');
            let mut entity = Entity::new(id.clone(), kind.parse().unwrap(), names.next().unwrap());
            entity.aliases = names.map(str::to_owned).collect();
            graph.put_entity(&id, Some(Arc::new(entity))).unwrap();
        }
        graph
    }

    #[track_caller]
    fn check(incoming: (&str, &str, &str), expected: &str) {
        let ours = graph(&[
            ("kim-7f3kq2", "person", "Kim Jong Un|김정은|Kim Chŏng-ŭn"),
            ("trump", "person", "Donald Trump"),
            ("us", "state", "United States|USA"),
            ("a", "person", "David Kim"),
            ("b", "person", "David Kim"),
            ("stimson", "think-tank", "Stimson Center"),
            ("1", "person", "Robert Manning"),
        ]);
        let theirs = graph(&[incoming]);
        let matches = match_entities(&ours, &theirs, &Task::default()).unwrap();
        let of = |all: &[Candidate]| {
            all.iter().map(|c| format!("{} ({})", c.entity, c.why.words())).collect::<Vec<_>>().join(", ")
        };
        let found = match matches.iter().next().unwrap().1 {
            Verdict::Known(candidate) => format!("is {}", of(std::slice::from_ref(candidate))),
            Verdict::New => "new".into(),
            Verdict::Open(all) => format!("open: {}", of(all)),
            Verdict::Near(all) => format!("near: {}", of(all)),
        };
        assert_eq!(found, expected, "{incoming:?}");
    }

    #[test]
    fn entities_are_found_by_id_name_and_other_names() {
        check(("kim-7f3kq2", "person", "Supreme Leader"), "is kim-7f3kq2 (same id)");
        check(("x", "person", "KIM JONG UN"), "is kim-7f3kq2 (same name)");
        check(("x", "person", "김정은"), "is kim-7f3kq2 (another name of it)");
        check(("x", "person", "Chairman Kim|Kim Jong-un|Kim Jong Un"), "is kim-7f3kq2 (another name of it)");
        check(("x", "person", "David Kim"), "open: a (same name), b (same name)");
        check(("x", "company", "Stimson Center"), "open: stimson (same name, another type)");
        check(("x", "organisation", "Stimson Center"), "is stimson (same name)");
        check(("1", "person", "Somebody else"), "near: 1 (same id, another name)");
        check(("x", "person", "D. Trump"), "near: trump (an initial for the first name)");
        check(("x", "person", "Trump, Donald"), "near: trump (same words in another order)");
        check(("x", "person", "Robert Maning"), "near: 1 (one letter differs)");
        check(("x", "person", "Nobody"), "new");
    }
}

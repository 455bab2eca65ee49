//! Names of entities in a text: where known ones are mentioned, and which could be names not known yet.
//!
//! A name is found whatever its accents, hyphens and line breaks, and whatever unseen signs stand in it. Where a word of
//! it has a capital, the text must have one too, so that Turkey is no bird; a short word all in capitals must be all in
//! capitals, so that US is not "us". A name begins and ends with a word, as the script of the text has words. A state is
//! also found by what its people are called. Of names that overlap, the one that begins first counts, then the longest.
//!
//! The automaton is that of Aho and Corasick (1975): time linear in the text and in what is found. A text is searched in
//! stretches, on all processors, so that it takes room for these and not for the text.

mod boundary;
mod candidates;
mod countries;
mod folded;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

pub use candidates::{Candidate, candidates, guess_type, reviewed};

use self::boundary::stands_alone;
use self::folded::{Folded, fold_name};
use crate::base::{Cancelled, EntityId, Task, is_accent, is_attached, is_of_word};
use crate::model::{Entity, Graph};

/// A name as it is compared with others: in lower case, without accents and unseen signs.
#[must_use]
pub fn folded(name: &str) -> String {
    fold_name(name)
}

/// A word in capitals of at most so many letters must be in capitals in the text as well.
const SHORT: usize = 5;

/// How many bytes of a text are searched at a time.
const STRETCH: usize = 1 << 18;

/// How many bytes before a stretch tell whether a word begins with it.
const CONTEXT: usize = 64;

/// A place where entities are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where, in bytes of the text; on character boundaries.
    pub range: Range<usize>,
    /// Who is called so, sorted; several where the name is ambiguous.
    pub entities: Arc<[EntityId]>,
}

/// How a word of a name must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Any,
    Capital,
    AllCapitals,
}

#[derive(Debug)]
struct Spelling {
    cases: Box<[Case]>,
    entity: EntityId,
}

/// All names and aliases of a graph, ready to be looked for.
#[derive(Debug, Default)]
pub struct Names {
    automaton: Option<AhoCorasick>,
    /// For each pattern of the automaton, who is called so.
    spellings: Vec<Called>,
    /// The length of the longest pattern, in bytes.
    longest: usize,
}

/// Who is called by one pattern.
#[derive(Debug, Default)]
struct Called {
    spellings: Vec<Spelling>,
    /// All of them, to be shared by the places where every spelling fits.
    all: Arc<[EntityId]>,
}

impl Names {
    /// The names and aliases of all entities but those of one letter, and what the people of states are called.
    ///
    /// # Errors
    /// When it is cancelled.
    pub fn of(graph: &Graph, task: &Task) -> Result<Self, Cancelled> {
        let all = graph.entities().into_iter().flat_map(|entity| names_of(entity).map(|name| (name, &entity.id)));
        Self::from_pairs(all, task)
    }

    fn from_pairs<'a>(
        names: impl IntoIterator<Item = (&'a str, &'a EntityId)>,
        task: &Task,
    ) -> Result<Self, Cancelled> {
        let mut patterns: Vec<String> = Vec::new();
        let mut spellings: Vec<Called> = Vec::new();
        let mut known: FxHashMap<String, usize> = FxHashMap::default();
        for (count, (name, entity)) in names.into_iter().enumerate() {
            if count % 1024 == 0 {
                task.check()?;
            }
            let folded = fold_name(name);
            if folded.chars().filter(|sign| sign.is_alphanumeric()).take(2).count() < 2 {
                continue;
            }
            let at = *known.entry(folded.clone()).or_insert_with(|| {
                patterns.push(folded);
                spellings.push(Called::default());
                spellings.len() - 1
            });
            let cases = words(name).map(case_of).collect();
            spellings[at].spellings.push(Spelling { cases, entity: entity.clone() });
        }
        for called in &mut spellings {
            called.all = sorted(called.spellings.iter());
        }
        let longest = patterns.iter().map(String::len).max().unwrap_or_default();
        // It fails only past four billion states.
        let automaton = if patterns.is_empty() { None } else { AhoCorasick::new(&patterns).ok() };
        Ok(Self { automaton, spellings, longest })
    }

    /// Where they stand in `text`, in order and without overlaps. O(text + found).
    ///
    /// # Errors
    /// When it is cancelled.
    pub fn find(&self, text: &str, task: &Task) -> Result<Vec<Mention>, Cancelled> {
        self.find_in_stretches(text, STRETCH, task)
    }

    fn find_in_stretches(&self, text: &str, length: usize, task: &Task) -> Result<Vec<Mention>, Cancelled> {
        let Some(automaton) = &self.automaton else { return Ok(Vec::new()) };
        let mut ends: Vec<usize> =
            (1..).map(|n| n * length).take_while(|at| *at < text.len()).map(|at| text.ceil_char_boundary(at)).collect();
        ends.push(text.len());
        let stretches: Vec<Range<usize>> =
            ends.iter().enumerate().map(|(n, end)| n.checked_sub(1).map_or(0, |n| ends[n])..*end).collect();
        let done = AtomicUsize::new(0);
        let each = |stretch: &Range<usize>| {
            task.check()?;
            let found = self.find_in(automaton, text, stretch);
            task.set_progress((done.fetch_add(1, Ordering::Relaxed) + 1) as f32 / stretches.len() as f32);
            Ok(found)
        };
        // A short text is not worth other threads.
        let parts: Vec<Vec<Mention>> = if stretches.len() < 4 {
            stretches.iter().map(each).collect::<Result<_, _>>()?
        } else {
            stretches.par_iter().map(each).collect::<Result<_, _>>()?
        };
        let mut end = 0;
        let mut found = Vec::with_capacity(parts.iter().map(Vec::len).sum());
        for mention in parts.into_iter().flatten() {
            if mention.range.start >= end {
                end = mention.range.end;
                found.push(mention);
            }
        }
        Ok(found)
    }

    /// All that begin in a stretch, by place, the longer ones first; they may overlap.
    fn find_in(&self, automaton: &AhoCorasick, text: &str, stretch: &Range<usize>) -> Vec<Mention> {
        let start = text.floor_char_boundary(stretch.start.saturating_sub(CONTEXT));
        // Four times as long as folded: with accents, and full-width.
        let end = text.ceil_char_boundary((stretch.end + 4 * self.longest + CONTEXT).min(text.len()));
        let folded = Folded::of_stretch(text, start..end);
        let mut found: Vec<Mention> = Vec::new();
        for place in automaton.find_overlapping_iter(&folded.text) {
            let from = folded.original(place.start());
            if !stretch.contains(&from) || !stands_alone(&folded.text, place.start()..place.end()) {
                continue;
            }
            let range = from..end_in(text, &folded, place.end());
            let written = &text[range.clone()];
            let Called { spellings, all } = &self.spellings[place.pattern().as_usize()];
            let fitting = || spellings.iter().filter(|spelling| spelling.fits(written));
            let count = fitting().count();
            if count > 0 {
                let entities = if count == spellings.len() { Arc::clone(all) } else { sorted(fitting()) };
                found.push(Mention { range, entities });
            }
        }
        found.sort_by_key(|mention| (mention.range.start, std::cmp::Reverse(mention.range.end)));
        found
    }
}

/// What an entity is called: its name, its aliases, and what the people of a state are called.
fn names_of<'e>(entity: &'e Entity) -> impl Iterator<Item = &'e str> {
    let own = std::iter::once(&entity.name).chain(&entity.aliases).map(String::as_str);
    let is_state = entity.kind.as_str() == "state";
    let of_people = own.clone().filter(move |_| is_state).flat_map(countries::people_of);
    own.chain(of_people.map(|name| -> &'e str { name }))
}

fn sorted<'a>(spellings: impl Iterator<Item = &'a Spelling>) -> Arc<[EntityId]> {
    let mut entities: Vec<EntityId> = spellings.map(|spelling| spelling.entity.clone()).collect();
    entities.sort_unstable();
    entities.dedup();
    entities.into()
}

impl Spelling {
    fn fits(&self, written: &str) -> bool {
        let mut words = words(written);
        let all_fit = self.cases.iter().all(|case| {
            words.next().is_some_and(|word| match case {
                Case::Any => true,
                Case::Capital => !begins_small(word),
                Case::AllCapitals => word.chars().all(|sign| !sign.is_lowercase()),
            })
        });
        all_fit && words.next().is_none()
    }
}

/// The words of a name: letters and numbers with the marks on them and the unseen signs between them.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|sign: char| !is_of_word(sign)).filter(|word| word.chars().any(char::is_alphanumeric))
}

fn begins_small(word: &str) -> bool {
    word.chars().find(|sign| sign.is_alphanumeric()).is_some_and(char::is_lowercase)
}

fn case_of(word: &str) -> Case {
    let letters = || word.chars().filter(|sign| !is_attached(*sign));
    let is_capitals = letters().all(|sign| !sign.is_lowercase()) && letters().any(char::is_uppercase);
    if is_capitals && (2..=SHORT).contains(&letters().count()) {
        Case::AllCapitals
    } else if letters().next().is_some_and(char::is_uppercase) {
        Case::Capital
    } else {
        Case::Any
    }
}

/// Where a place of the folded text ends in the original: behind its last sign and what is joined to it.
fn end_in(text: &str, folded: &Folded, end: usize) -> usize {
    let last = folded.text[..end].char_indices().next_back().map_or(0, |(at, _)| folded.original(at));
    let mut signs = text[last..].char_indices();
    let first = signs.next().map(|(_, sign)| sign);
    // The rest of a syllable that is written in parts.
    let is_part = |sign: char| {
        first.is_some_and(|first| matches!(first, '\u{1100}'..='\u{1112}'))
            && matches!(sign, '\u{1161}'..='\u{1175}' | '\u{11a8}'..='\u{11c2}')
    };
    let is_joined = |sign: char| {
        is_accent(sign) || is_part(sign) || matches!(sign, '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}')
    };
    signs.find(|(_, sign)| !is_joined(*sign)).map_or(text.len(), |(at, _)| last + at)
}

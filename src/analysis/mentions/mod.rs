//! Names of entities in a text: where known ones are mentioned, and which could be names not known yet.
//!
//! A name is found whatever its accents, hyphens and line breaks. Where a word of it has a capital, the text must have
//! one too, so that Turkey is no bird; a short word all in capitals must be all in capitals, so that US is not "us".
//! A name begins and ends with a word. Particles may follow in Hangul, and in Chinese signs and kana there are no
//! blanks to go by. Of names that overlap, the one that begins first counts, then the longest.
//!
//! The automaton is that of Aho and Corasick (1975): time linear in the text and in what is found.

mod candidates;
mod folded;
#[cfg(test)]
mod tests;

use std::ops::Range;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

pub use candidates::{Candidate, candidates};

use self::folded::{Folded, fold_name, is_hangul, runs_on};
use crate::base::{Cancelled, EntityId, Task};
use crate::model::Graph;

/// A word in capitals of at most so many letters must be in capitals in the text as well.
const SHORT: usize = 5;

/// How many bytes are searched between two looks whether to stop.
const STRIDE: usize = 1 << 16;

/// A place where entities are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where, in bytes of the text; on character boundaries.
    pub range: Range<usize>,
    /// Who is called so, sorted; several where the name is ambiguous.
    pub entities: Vec<EntityId>,
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
    spellings: Vec<Vec<Spelling>>,
}

impl Names {
    /// The names and aliases of all entities but those of one letter.
    ///
    /// # Errors
    /// When it is cancelled.
    pub fn of(graph: &Graph, task: &Task) -> Result<Self, Cancelled> {
        let all = graph.entities().into_iter().flat_map(|entity| {
            std::iter::once(&entity.name).chain(&entity.aliases).map(|name| (name.as_str(), &entity.id))
        });
        Self::from_pairs(all, task)
    }

    fn from_pairs<'a>(
        names: impl IntoIterator<Item = (&'a str, &'a EntityId)>,
        task: &Task,
    ) -> Result<Self, Cancelled> {
        let mut patterns: Vec<String> = Vec::new();
        let mut spellings: Vec<Vec<Spelling>> = Vec::new();
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
                spellings.push(Vec::new());
                spellings.len() - 1
            });
            let cases = words(name).map(case_of).collect();
            spellings[at].push(Spelling { cases, entity: entity.clone() });
        }
        // It fails only past four billion states.
        let automaton = if patterns.is_empty() { None } else { AhoCorasick::new(&patterns).ok() };
        Ok(Self { automaton, spellings })
    }

    /// Where they stand in `text`, in order and without overlaps. O(text + found).
    ///
    /// # Errors
    /// When it is cancelled.
    pub fn find(&self, text: &str, task: &Task) -> Result<Vec<Mention>, Cancelled> {
        let Some(automaton) = &self.automaton else { return Ok(Vec::new()) };
        let folded = Folded::of(text);
        let mut found: Vec<Mention> = Vec::new();
        let mut looked = 0;
        for place in automaton.find_overlapping_iter(&folded.text) {
            if place.end() >= looked + STRIDE {
                looked = place.end();
                task.check()?;
            }
            if !stands_alone(&folded.text, place.start()..place.end()) {
                continue;
            }
            let range = folded.original(place.start())..end_in(text, &folded, place.end());
            let written = &text[range.clone()];
            let fitting = self.spellings[place.pattern().as_usize()].iter().filter(|spelling| spelling.fits(written));
            let mut entities: Vec<EntityId> = fitting.map(|spelling| spelling.entity.clone()).collect();
            if !entities.is_empty() {
                entities.sort_unstable();
                entities.dedup();
                found.push(Mention { range, entities });
            }
        }
        found.sort_by_key(|mention| (mention.range.start, std::cmp::Reverse(mention.range.end)));
        let mut end = 0;
        found.retain(|mention| {
            let is_free = mention.range.start >= end;
            if is_free {
                end = mention.range.end;
            }
            is_free
        });
        Ok(found)
    }
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

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|sign: char| !sign.is_alphanumeric() && !matches!(sign, '\u{300}'..='\u{36f}')).filter(|w| !w.is_empty())
}

fn begins_small(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
}

fn case_of(word: &str) -> Case {
    let is_capitals = word.chars().all(|sign| !sign.is_lowercase()) && word.chars().any(char::is_uppercase);
    if is_capitals && word.chars().nth(1).is_some() && word.chars().count() <= SHORT {
        Case::AllCapitals
    } else if word.chars().next().is_some_and(char::is_uppercase) {
        Case::Capital
    } else {
        Case::Any
    }
}

/// Whether a place begins and ends with a word.
fn stands_alone(text: &str, place: Range<usize>) -> bool {
    let joined = |a: Option<char>, b: Option<char>| match (a, b) {
        (Some(a), Some(b)) => {
            let is_word = |sign: char| sign.is_alphanumeric() && !runs_on(sign);
            is_word(a) && is_word(b)
        }
        _ => false,
    };
    let inside = &text[place.clone()];
    let begins = joined(text[..place.start].chars().next_back(), inside.chars().next());
    let last = inside.chars().next_back();
    let ends = joined(last, text[place.end..].chars().next()) && !last.is_some_and(is_hangul);
    !begins && !ends
}

/// Where a place of the folded text ends in the original: behind its last sign and the accents on it.
fn end_in(text: &str, folded: &Folded, end: usize) -> usize {
    let last = folded.text[..end].char_indices().next_back().map_or(0, |(at, _)| folded.original(at));
    let mut signs = text[last..].char_indices();
    signs.next();
    let mut behind = signs.skip_while(|(_, sign)| matches!(sign, '\u{300}'..='\u{36f}'));
    behind.next().map_or(text.len(), |(at, _)| last + at)
}

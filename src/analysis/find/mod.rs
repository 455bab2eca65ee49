//! Finding records by a few letters: names first, then aliases, notes and quotes, in any script and without accents.
//!
//! A [`FindIndex`] is made once a revision, in time linear in all texts; each search then takes a few milliseconds for
//! a hundred thousand names. What fits best comes first: the whole name, its beginning, the beginnings of its words,
//! its initials, something in it, and last what is like it but for a slip.

mod excerpt;
mod letters;
#[cfg(test)]
mod tests;

use memchr::memmem;

pub use excerpt::Excerpt;
use excerpt::excerpt;
use letters::{Letters, each, words};

use super::query::slips_to_beginning;
use super::sentence;
use crate::base::{Cancelled, EntityId, RelationshipId, SourceId, Task};
use crate::model::{Evidence, Graph};

/// More letters than this are no search.
const MOST_LETTERS: usize = 60;
/// Stands between texts; no letter is like it.
const GAP: u8 = 0;
/// After how many records the task is asked whether to stop.
const STRIDE: usize = 512;

/// A record that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// An entity.
    Entity(EntityId),
    /// A relationship.
    Relationship(RelationshipId),
    /// A source.
    Source(SourceId),
}

/// In what it was found. The order is that of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The name of an entity, the wording of a relationship or the title of a source.
    Name,
    /// Another name.
    Alias,
    /// Summary or notes.
    Note,
    /// A quote of its evidence.
    Quote,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The record.
    pub target: Target,
    /// What people call it: a name, or `Kim Jong Un leads North Korea`.
    pub name: String,
    /// In what it was found.
    pub place: Place,
    /// The text in which it was found.
    pub excerpt: Excerpt,
}

/// What was found, the best first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hits {
    /// The best.
    pub best: Vec<Hit>,
    /// How many records there are in all.
    pub total: usize,
}

/// All texts of a graph, ready to be searched.
#[derive(Debug, Default)]
pub struct FindIndex {
    /// The letters of all texts, with a gap after each.
    bytes: Vec<u8>,
    starts: Vec<bool>,
    texts: Vec<IndexedText>,
    records: Vec<Target>,
}

#[derive(Debug)]
struct IndexedText {
    /// Where its letters begin.
    from: usize,
    /// Where its gap stands.
    to: usize,
    record: u32,
    place: Place,
    /// Which alias, note or quote of its record it is.
    nth: u32,
    /// Which letters it holds, each as a bit; digits share one.
    holds: u32,
}

/// How well a text fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Beginning,
    WordBeginnings,
    Initials,
    Inside,
    Slip,
}

impl FindIndex {
    /// Reads all texts of a graph.
    ///
    /// # Errors
    /// When the task is asked to stop.
    pub fn build(graph: &Graph, task: &Task) -> Result<Self, Cancelled> {
        let mut index = Self::default();
        let of_evidence = |index: &mut Self, evidence: &[Evidence]| {
            for (nth, piece) in evidence.iter().enumerate() {
                index.add(Place::Quote, nth, piece.quote.as_ref().map_or("", |quote| &quote.exact));
            }
        };
        for (i, entity) in graph.entities().into_iter().enumerate() {
            if i % STRIDE == 0 {
                task.check()?;
            }
            index.records.push(Target::Entity(entity.id.clone()));
            index.add(Place::Name, 0, &entity.name);
            entity.aliases.iter().enumerate().for_each(|(nth, alias)| index.add(Place::Alias, nth, alias));
            index.add(Place::Note, 0, &entity.summary);
            index.add(Place::Note, 1, &entity.notes);
            of_evidence(&mut index, &entity.evidence);
        }
        for (i, r) in graph.relationships().into_iter().enumerate() {
            if i % STRIDE == 0 {
                task.check()?;
            }
            index.records.push(Target::Relationship(r.id.clone()));
            index.add(Place::Name, 0, &r.label);
            index.add(Place::Note, 1, &r.notes);
            of_evidence(&mut index, &r.evidence);
        }
        for source in graph.sources().values() {
            index.records.push(Target::Source(source.id.clone()));
            index.add(Place::Name, 0, &source.title);
            index.add(Place::Alias, 0, &source.publisher);
            index.add(Place::Alias, 1, &source.author);
            index.add(Place::Note, 1, &source.notes);
        }
        Ok(index)
    }

    /// Adds a text of the last record.
    fn add(&mut self, place: Place, nth: usize, text: &str) {
        let from = self.bytes.len();
        let mut holds = 0;
        let Self { bytes, starts, .. } = self;
        each(text, |byte, begins, _| {
            bytes.push(byte);
            starts.push(begins);
            holds |= bit(byte);
        });
        let to = bytes.len();
        if to > from {
            bytes.push(GAP);
            starts.push(false);
            let record = self.records.len() as u32 - 1;
            self.texts.push(IndexedText { from, to, record, place, nth: nth as u32, holds });
        }
    }

    /// The records in which `typed` is found, each once, by its best text. `graph` is the one of the index, or a later
    /// one: what is gone is left out.
    #[must_use]
    pub fn find(&self, graph: &Graph, typed: &str, most: usize) -> Hits {
        let typed = Letters::of(typed);
        if typed.bytes.is_empty() || typed.bytes.len() > MOST_LETTERS {
            return Hits::default();
        }
        let query = Typed::new(&typed);
        let mut found: Vec<(u8, u32, usize)> = Vec::new();
        self.each_text_with(query.longest, |at, text| {
            if let Some(fit) = query.fit(self.letters(text), self.starts(text)) {
                found.push((rank(text.place, fit), (text.to - text.from) as u32, at));
            }
        });
        self.keep_best(&mut found);
        if found.len() < most {
            // What holds no word of it may still be meant.
            let mut like: Vec<(u8, u32, usize)> = Vec::new();
            let letters: u32 = typed.bytes.iter().fold(0, |all, byte| all | bit(*byte));
            for (at, text) in self.texts.iter().enumerate() {
                let is_name = matches!(text.place, Place::Name | Place::Alias);
                if is_name
                    && (letters & !text.holds).count_ones() <= query.forgiven_in_all
                    && let Some(fit) = query.likeness(self.letters(text), self.starts(text))
                {
                    like.push((rank(text.place, fit), (text.to - text.from) as u32, at));
                }
            }
            found.append(&mut like);
            found.sort_by_key(|(rank, _, at)| (self.texts[*at].record, *rank));
            self.keep_best(&mut found);
        }
        let total = found.len();
        if found.len() > most {
            found.select_nth_unstable(most);
            found.truncate(most);
        }
        found.sort_unstable();
        let best = found.into_iter().filter_map(|(_, _, at)| self.hit(graph, &self.texts[at], &typed)).collect();
        Hits { best, total }
    }

    fn letters(&self, text: &IndexedText) -> &[u8] {
        &self.bytes[text.from..text.to]
    }

    fn starts(&self, text: &IndexedText) -> &[bool] {
        &self.starts[text.from..text.to]
    }

    /// Calls `each` with every text that holds `word`, in order.
    fn each_text_with(&self, word: &[u8], mut each: impl FnMut(usize, &IndexedText)) {
        let finder = memmem::Finder::new(word);
        let mut at = 0;
        let mut text = 0;
        while let Some(found) = finder.find(&self.bytes[at..]) {
            let place = at + found;
            text += self.texts[text..].partition_point(|t| t.to <= place);
            each(text, &self.texts[text]);
            at = self.texts[text].to;
        }
    }

    /// Keeps the best text of each record; texts of one record stand together.
    fn keep_best(&self, found: &mut Vec<(u8, u32, usize)>) {
        found.dedup_by(|next, best| {
            let same = self.texts[next.2].record == self.texts[best.2].record;
            if same && *next < *best {
                *best = *next;
            }
            same
        });
    }

    fn hit(&self, graph: &Graph, text: &IndexedText, typed: &Letters) -> Option<Hit> {
        let target = self.records[text.record as usize].clone();
        let nth = text.nth as usize;
        let quote = |evidence: &[Evidence]| Some(evidence.get(nth)?.quote.as_ref()?.exact.clone());
        let (name, found_in) = match &target {
            Target::Entity(id) => {
                let e = graph.entity(id)?;
                let found_in = match text.place {
                    Place::Name => e.name.clone(),
                    Place::Alias => e.aliases.get(nth)?.clone(),
                    Place::Note => if nth == 0 { &e.summary } else { &e.notes }.to_string(),
                    Place::Quote => quote(&e.evidence)?,
                };
                (e.name.clone(), found_in)
            }
            Target::Relationship(id) => {
                let r = graph.relationship(id)?;
                let found_in = match text.place {
                    Place::Name | Place::Alias => r.label.to_string(),
                    Place::Note => r.notes.to_string(),
                    Place::Quote => quote(&r.evidence)?,
                };
                (sentence(graph, r), found_in)
            }
            Target::Source(id) => {
                let s = graph.sources().get(id)?;
                let found_in = match text.place {
                    Place::Name => &s.title,
                    Place::Alias => {
                        if nth == 0 {
                            &s.publisher
                        } else {
                            &s.author
                        }
                    }
                    Place::Note | Place::Quote => &s.notes,
                };
                (s.title.clone(), found_in.clone())
            }
        };
        Some(Hit { target, name, place: text.place, excerpt: excerpt(&found_in, typed) })
    }
}

/// The bit of a letter among those that a text holds.
fn bit(byte: u8) -> u32 {
    if byte.is_ascii_lowercase() { 1 << (byte - b'a') } else { 1 << 26 }
}

/// Where a text that fits so stands among the results, the first being 0.
fn rank(place: Place, fit: Fit) -> u8 {
    match (place, fit) {
        // A name that is like what was typed comes after a note that holds it.
        (Place::Name | Place::Alias, Fit::Slip) => 20 + u8::from(place == Place::Alias),
        (Place::Name | Place::Alias, _) => 2 * fit as u8 + u8::from(place == Place::Alias),
        (Place::Note, _) => 14 + u8::from(fit > Fit::WordBeginnings),
        (Place::Quote, _) => 16 + u8::from(fit > Fit::WordBeginnings),
    }
}

/// What was typed.
struct Typed<'a> {
    all: &'a [u8],
    words: Vec<&'a [u8]>,
    longest: &'a [u8],
    /// How many letters of it a text may lack.
    forgiven_in_all: u32,
}

/// How many slips are forgiven in a word of so many letters.
fn forgiven(letters: usize) -> usize {
    match letters {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

impl<'a> Typed<'a> {
    fn new(typed: &'a Letters) -> Self {
        let words = typed.words();
        let longest = words.iter().copied().max_by_key(|word| word.len()).unwrap_or(&typed.bytes);
        let forgiven_in_all = words.iter().map(|word| forgiven(word.len()) as u32).sum();
        Self { all: &typed.bytes, words, longest, forgiven_in_all }
    }

    /// How well a text fits that holds the longest word.
    fn fit(&self, letters: &[u8], starts: &[bool]) -> Option<Fit> {
        if letters.starts_with(self.all) {
            return Some(if letters.len() == self.all.len() { Fit::Whole } else { Fit::Beginning });
        }
        let begins_a_word = |word: &[u8]| memmem::find_iter(letters, word).any(|at| starts[at]);
        if begins_a_word(self.all) || self.words.iter().all(|word| begins_a_word(word)) {
            return Some(Fit::WordBeginnings);
        }
        if self.is_initials(letters, starts) {
            return Some(Fit::Initials);
        }
        let is_inside = self.words.iter().all(|word| memmem::find(letters, word).is_some());
        is_inside.then_some(Fit::Inside)
    }

    /// How well a name fits that holds no word of it: as beginnings of its words, or but for a slip.
    fn likeness(&self, letters: &[u8], starts: &[bool]) -> Option<Fit> {
        if self.is_initials(letters, starts) {
            return Some(Fit::Initials);
        }
        let like = |typed: &[u8]| {
            let most = forgiven(typed.len());
            words(letters, starts).any(|word| {
                word.first() == typed.first() && (word.starts_with(typed) || slips_to_beginning(typed, word) <= most)
            })
        };
        self.words.iter().all(|word| like(word)).then_some(Fit::Slip)
    }

    /// Whether it is made of beginnings of words, in their order: `kju` and `nkor` of Kim Jong Un and North Korea.
    fn is_initials(&self, letters: &[u8], starts: &[bool]) -> bool {
        if self.all.len() < 2 {
            return false;
        }
        // Bit i says that the first i letters are found so far; there are at most 60.
        let mut reached: u64 = 1;
        for word in words(letters, starts) {
            let mut next = reached;
            for at in (0..self.all.len()).filter(|at| reached & (1 << at) != 0) {
                let shared = word.iter().zip(&self.all[at..]).take_while(|(a, b)| a == b).count();
                for length in 1..=shared {
                    next |= 1 << (at + length);
                }
            }
            reached = next;
        }
        reached & (1 << self.all.len()) != 0
    }
}

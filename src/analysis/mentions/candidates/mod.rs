//! Names in a text that nobody in the graph has yet.
//!
//! What is written with capitals is put together to names line by line, after the habits of English: titles are left
//! out, "of" leads on from what can be of something, what people of a state are called is no name. What only a capital
//! at the beginning of a sentence or in a headline speaks for must be written so elsewhere as well.

mod lexicon;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use self::lexicon::{Part, WELL_KNOWN};
use self::words::{Gap, Word, words};
use super::Mention;
use super::countries::{Known, known};
use super::folded::fold_name;
use crate::base::{Cancelled, Task};

/// More than so many are of no use to a reader.
const MOST: usize = 500;
/// So many are kept, since some will be set aside.
const MOST_KEPT: usize = 5_000;
/// So many places of one name are kept.
const MOST_PLACES: usize = 20_000;
/// A longer line is looked at in parts.
const LONGEST_LINE: usize = 1 << 14;
/// So many small words of a text are remembered.
const MOST_SMALL: usize = 200_000;
/// The longest small word of German that is looked for, in bytes.
const LONGEST_GERMAN: usize = 6;
/// Words before a colon that begin the line of a form: what follows is no headline.
const FIELDS: &[&str] = &["to", "from", "cc", "attn", "by", "author", "contact", "participants", "present", "signed"];

/// What could be a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// As it is written first.
    pub name: String,
    /// Where it stands, in bytes of the text, in order.
    pub places: Vec<Range<usize>>,
    /// The id of the built-in entity type that its words speak for.
    pub guess: Option<&'static str>,
}

/// What is written like a name outside of the known ones, by the first place. Languages that write no capitals have no
/// candidates. O(text).
///
/// # Errors
/// When it is cancelled.
pub fn candidates(text: &str, mentions: &[Mention], task: &Task) -> Result<Vec<Candidate>, Cancelled> {
    let mut line_words = Vec::new();
    let habits = Habits::of(text, &mut line_words, task)?;
    let mut found = Found::default();
    let mut left = mentions;
    for line in lines(text) {
        task.check()?;
        words(text, line.clone(), &mut line_words);
        left = &left[left.partition_point(|mention| mention.range.end <= line.start)..];
        let here = &left[..left.partition_point(|mention| mention.range.start < line.end)];
        let heading = heading(&text[line], &line_words);
        if heading != Heading::Shouted {
            let line = Line { text, words: &line_words, mentions: here, habits: &habits, heading };
            line.look(&mut found);
        }
    }
    let sure = found.all.into_iter().filter(|(_, is_sure)| *is_sure);
    Ok(sure.map(|(candidate, _)| candidate).take(MOST_KEPT).collect())
}

/// Those that wait for a decision: without the names that were set aside, and no more than a reader can use.
#[must_use]
pub fn reviewed(all: &[Candidate], ignored: &BTreeSet<String>) -> Vec<Candidate> {
    let ignored: FxHashSet<String> = ignored.iter().map(|name| fold_name(name)).collect();
    let waits = |candidate: &&Candidate| ignored.is_empty() || !ignored.contains(&fold_name(&candidate.name));
    all.iter().filter(waits).take(MOST).cloned().collect()
}

/// The lines of a text, long ones in parts that end at a blank.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let start = at;
        let most = text.floor_char_boundary(start + LONGEST_LINE);
        let end = match memchr::memchr(b'\n', &text.as_bytes()[start..most]) {
            Some(end) => start + end,
            None if most == text.len() => most,
            None => text[start..most].rfind(char::is_whitespace).map_or(most, |end| start + end),
        };
        let sign = text[end..].chars().next().filter(|sign| sign.is_whitespace());
        at = end + sign.map_or(0, char::len_utf8);
        Some(start..end)
    })
}

/// How the writer of a text uses capitals.
struct Habits<'t> {
    /// Words that are written small somewhere.
    small: FxHashSet<&'t str>,
    /// Every noun has a capital, as in German: one alone says nothing.
    nouns_are_capital: bool,
}

impl<'t> Habits<'t> {
    fn of(text: &'t str, line_words: &mut Vec<Word<'t>>, task: &Task) -> Result<Self, Cancelled> {
        let mut small = FxHashSet::default();
        let (mut capitals, mut german, mut all) = (0_usize, 0_usize, 0_usize);
        for line in lines(text) {
            task.check()?;
            words(text, line, line_words);
            for word in line_words.iter().filter(|word| !word.begins_sentence) {
                all += 1;
                if word.is_capital() {
                    capitals += usize::from(!word.is_acronym());
                    continue;
                }
                german += usize::from(word.text.len() <= LONGEST_GERMAN && word.is(Part::German));
                // Moon Jae-in does not make "in" a word.
                if word.gap != Gap::Hyphen && small.len() < MOST_SMALL {
                    small.insert(word.text);
                }
            }
        }
        let is_german = german >= 4 && german * 12 > all;
        Ok(Self { small, nouns_are_capital: is_german && capitals * 6 > all })
    }

    fn is_small_elsewhere(&self, word: &str) -> bool {
        self.small.contains(word.to_lowercase().as_str())
    }
}

/// What the capitals of a line are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heading {
    No,
    /// Most of its words have one.
    Capitals,
    /// All its letters are.
    Shouted,
}

fn heading(line: &str, words: &[Word<'_>]) -> Heading {
    if words.len() >= 3 && !line.chars().any(char::is_lowercase) {
        return Heading::Shouted;
    }
    if words.iter().all(Word::is_acronym) && line.trim().chars().all(|sign| sign.is_alphanumeric() || sign == ' ') {
        return Heading::Capitals;
    }
    let is_field = |first: &Word<'_>| FIELDS.contains(&first.text.to_lowercase().as_str());
    if words.first().is_some_and(is_field) && words.get(1).is_some_and(|second| second.begins_sentence) {
        return Heading::No;
    }
    let long = || words.iter().filter(|word| word.text.chars().count() > 3);
    let capitals = long().filter(|word| word.is_capital()).count();
    let is_sentence = line.trim_end().ends_with(['.', ',', ';', '…', '”', '"']) || line.contains(", ");
    if words.len() >= 4 && words.len() <= 24 && !is_sentence && capitals >= 3 && capitals * 5 >= long().count() * 4 {
        return Heading::Capitals;
    }
    Heading::No
}

/// Whether a title stood before a name, which makes it a person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Titled {
    Yes,
    No,
}

/// Names with their places, and whether one of these is sure.
#[derive(Default)]
struct Found {
    all: Vec<(Candidate, bool)>,
    known: FxHashMap<String, usize>,
}

/// A line that is looked at.
struct Line<'l, 't> {
    text: &'t str,
    words: &'l [Word<'t>],
    mentions: &'l [Mention],
    habits: &'l Habits<'t>,
    heading: Heading,
}

impl Line<'_, '_> {
    fn look(&self, found: &mut Found) {
        let mut at = 0;
        while at < self.words.len() {
            if self.is_of_name(&self.words[at]) {
                let end = self.run(at);
                self.name(at, end, Titled::No, found);
                at = end;
            } else {
                at += 1;
            }
        }
    }

    /// Whether a capital may speak for a name. In a headline it does not where the word is small otherwise.
    fn is_of_name(&self, word: &Word<'_>) -> bool {
        let is_word = || word.is(Part::Plain) || self.habits.is_small_elsewhere(word.text);
        word.is_capital() && (self.heading == Heading::No || word.is_acronym() || !is_word())
    }

    /// Behind the last word of a run of capitals that begins here, with the small words inside of names.
    fn run(&self, start: usize) -> usize {
        let words = self.words;
        let mut end = start + 1;
        let mut has_head = words[start].is(Part::Head);
        loop {
            let Some(next) = words.get(end) else { return end };
            let last = &words[end - 1];
            let is_on = match next.gap {
                Gap::Blank | Gap::Hyphen | Gap::Point | Gap::Ampersand => true,
                Gap::Genitive => last.is(Part::Class),
                Gap::Break => false,
            };
            if !is_on {
                return end;
            }
            if self.is_of_name(next) {
                has_head |= next.is(Part::Head);
                end += 1;
                continue;
            }
            if next.is_capital() {
                return end;
            }
            if self.is_tail(start, end) {
                end += 1;
                continue;
            }
            match self.across(end, has_head) {
                Some(further) => end = further,
                None => return end,
            }
        }
    }

    /// Whether the small word here is behind a hyphen and part of a name: Jong-un, but not Trump-era.
    fn is_tail(&self, start: usize, at: usize) -> bool {
        let (word, last) = (&self.words[at], &self.words[at - 1]);
        let length = word.text.chars().count();
        if word.gap != Gap::Hyphen || !last.is_capital() || !word.text.chars().all(char::is_alphabetic) {
            return false;
        }
        // Moon Jae-in, though "in" is a word.
        let goes_on = self.words.get(at + 1).is_some_and(|next| next.gap == Gap::Hyphen);
        let is_syllable = length <= 2 && !goes_on && at > start + 1 && last.gap == Gap::Blank;
        let is_part = length <= 6
            && !word.is(Part::Ending)
            && (at > start + 1 || !last.begins_sentence)
            && !self.habits.is_small_elsewhere(word.text);
        is_part || (is_syllable && last.text.chars().count() <= 5)
    }

    /// Behind the capital that small words lead to from here, where they are part of a name.
    fn across(&self, at: usize, has_head: bool) -> Option<usize> {
        let word = |at: usize| self.words.get(at).filter(|word| matches!(word.gap, Gap::Blank | Gap::Hyphen));
        let small = word(at)?;
        let before = &self.words[at - 1];
        if small.is(Part::Particle) {
            // The building of the embassy, in German.
            if self.habits.nouns_are_capital && small.is(Part::German) {
                return None;
            }
            let far = if word(at + 1)?.is_capital() { at + 1 } else { at + 2 };
            let is_name = word(far)?.is_capital() && (far == at + 1 || word(at + 1)?.is(Part::Particle));
            return is_name.then_some(far + 1);
        }
        if small.is(Part::Link) {
            let far = if word(at + 1)?.text == "the" { at + 2 } else { at + 1 };
            let is_time = |word: &Word<'_>| word.is(Part::NoName) && !word.is_acronym();
            let end = word(far).filter(|word| word.is_capital() && !is_time(word))?;
            return (has_head || (before.is(Part::Title) && end.is(Part::Topic))).then_some(far + 1);
        }
        let is_more = small.text == "and" && before.is(Part::Topic) && word(at + 1)?.is_capital();
        (is_more && word(at + 1)?.is(Part::Topic)).then_some(at + 2)
    }

    /// Takes the names out of a run: without titles, and around the names that are known.
    fn name(&self, start: usize, end: usize, titled: Titled, found: &mut Found) {
        let (start, end) = self.strip(start, end);
        if start >= end {
            return;
        }
        if let Some((left, right)) = self.titles(start, end) {
            self.name(start, left, titled, found);
            self.name(right, end, Titled::Yes, found);
            return;
        }
        let range = self.words[start].range.start..self.words[end - 1].range.end;
        let over = |mention: &&Mention| mention.range.start < range.end && mention.range.end > range.start;
        let mut inside = self.mentions.iter().filter(over).peekable();
        if inside.peek().is_some() && !self.is_more_than(start, end, &range) {
            // What is known, and what lies between.
            let mut from = start;
            for mention in inside {
                let first = (from..end).find(|at| self.words[*at].range.end > mention.range.start).unwrap_or(end);
                self.name(from, first, titled, found);
                from = (first..end).find(|at| self.words[*at].range.start >= mention.range.end).unwrap_or(end);
            }
            if from > start {
                self.name(from, end, titled, found);
            }
            return;
        }
        self.take(start, end, titled, found);
    }

    /// A run without words at its ends that are no names.
    fn strip(&self, mut start: usize, mut end: usize) -> (usize, usize) {
        let words = self.words;
        let is_none = |word: &Word<'_>| !word.is_acronym() && (word.is(Part::Plain) || word.is(Part::NoName));
        let is_link = |word: &Word<'_>| !word.is_capital() && (word.is(Part::Link) || word.is(Part::Particle));
        while start < end {
            let word = &words[start];
            let next = words[..end].get(start + 1);
            // May Day.
            if next.is_some_and(|next| next.gap == Gap::Blank && next.text == "Day") {
                break;
            }
            let is_german = self.habits.nouns_are_capital && word.is(Part::German);
            // The Republican Mitch McConnell, but the Republican Party.
            let rest = &words[start + 1..end];
            let is_adjective = word.is(Part::Adjective)
                && rest.iter().filter(|word| word.is_capital()).nth(1).is_some()
                && !rest.iter().any(|word| word.is(Part::Head));
            // A word that only begins a sentence.
            let is_beginning = word.begins_sentence
                && next.is_some_and(|next| next.gap == Gap::Blank)
                && !word.is(Part::Head)
                && self.habits.is_small_elsewhere(word.text);
            let is_small = is_link(word) || word.text == "the" || word.text == "and";
            if !(is_none(word) || is_small || is_beginning || is_german || is_adjective) {
                break;
            }
            start += 1;
        }
        let is_end = |word: &Word<'_>| is_none(word) || !word.is_capital();
        while end > start + 1 && words[end - 1].gap != Gap::Hyphen && is_end(&words[end - 1]) {
            end -= 1;
        }
        (start, end)
    }

    /// Where the last title of a run begins and ends, if it is one of a person.
    fn titles(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let words = self.words;
        let is_title = |at: &usize| words[*at].is(Part::Title);
        let first = (start..end).find(is_title)?;
        // The Office of the Director is no director.
        if words[start..first].iter().any(|word| word.is(Part::Link) && !word.is_capital()) {
            return None;
        }
        let mut right = (first..end).take_while(|at| is_title(at) || words[*at].is(Part::BeforeTitle)).last()? + 1;
        // Secretary of State, Minister for Trade and Industry.
        while let Some(word) = words[..end].get(right)
            && (word.is(Part::Topic)
                || !word.is_capital() && (word.is(Part::Link) || matches!(word.text, "the" | "and")))
        {
            right += 1;
        }
        // What goes on like an organisation is one: General Assembly, Chief Investment Bank.
        let rest = &words[right..end];
        let is_body = rest.iter().any(|word| word.is(Part::Head));
        if is_body && !rest.first().is_some_and(|word| word.gap == Gap::Point) {
            return None;
        }
        // Robert King, but the Saudi King.
        let is_given = |word: &Word<'_>| {
            let is_other = known(&fold_name(word.text)).is_some() || word.is_acronym();
            word.is_capital() && !is_other && !word.is(Part::BeforeTitle) && !word.is(Part::Adjective)
        };
        if right == end && first > start && words[first].is(Part::Surname) && words[start..first].iter().all(is_given) {
            return None;
        }
        // Attorney General: the last of several titles counts.
        let left = (start..first).rev().take_while(|at| words[*at].is(Part::BeforeTitle)).last().unwrap_or(first);
        Some((left, right))
    }

    /// Whether a run is a name of its own though names that are known stand in it: Korea Herald, Bank of Japan.
    fn is_more_than(&self, start: usize, end: usize, range: &Range<usize>) -> bool {
        let inside = self.mentions.iter().filter(|m| m.range.start < range.end && m.range.end > range.start);
        let mut known = 0;
        for mention in inside {
            let reaches_out = mention.range.start < range.start || mention.range.end > range.end;
            if reaches_out || mention.range == *range {
                return false;
            }
            known += 1;
        }
        let is_free = |word: &&Word<'_>| {
            !self.mentions.iter().any(|m| m.range.start < word.range.end && m.range.end > word.range.start)
        };
        known == 1 && self.words[start..end].iter().filter(is_free).any(|word| word.is_capital() && word.is(Part::Head))
    }

    fn take(&self, start: usize, end: usize, titled: Titled, found: &mut Found) {
        let (run, has_title) = (&self.words[start..end], titled == Titled::Yes);
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
        let range = first.range.start..last.range.end;
        let name = self.text[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
        let key = fold_name(&name);
        let plain = key.replace('.', "");
        let is_one = run.len() == 1;
        let is_plain = |word: &Word<'_>| !word.is_acronym() && (word.is(Part::Plain) || word.is(Part::NoName));
        let is_generic = |word: &Word<'_>| {
            word.is(Part::Title) || word.is(Part::BeforeTitle) || word.is(Part::Topic) || word.is(Part::Head)
        };
        let is_no_name = plain.chars().filter(|sign| sign.is_alphanumeric()).take(2).count() < 2
            || known(&plain) == Some(Known::People)
            || (is_one && (first.is(Part::Adjective) || is_plain(first)))
            || (!has_title
                && run.iter().all(is_generic)
                && is_one
                && !first.is_acronym()
                && known_type(&plain).is_none());
        if is_no_name {
            return;
        }
        let is_lone = is_one && !first.is_acronym();
        // Everybody knows Russia, wherever it stands.
        let is_famous = known_type(&plain).is_some() && !self.habits.is_small_elsewhere(first.text);
        let is_sure = self.heading == Heading::No
            && !(is_lone && !has_title && !is_famous && (first.begins_sentence || self.habits.nouns_are_capital));
        let place = *found.known.entry(key).or_insert_with(|| {
            let guess = guess(run, &plain, has_title);
            found.all.push((Candidate { name, places: Vec::new(), guess }, false));
            found.all.len() - 1
        });
        let (candidate, was_sure) = &mut found.all[place];
        if candidate.places.len() < MOST_PLACES {
            candidate.places.push(range);
        }
        if has_title && candidate.guess.is_none() {
            candidate.guess = Some("person");
        }
        *was_sure |= is_sure;
    }
}

fn known_type(key: &str) -> Option<&'static str> {
    let of_country = known(key).and_then(|what| match what {
        Known::State => Some("state"),
        Known::Capital => Some("place"),
        Known::People => None,
    });
    of_country.or_else(|| WELL_KNOWN.iter().find(|(name, _)| *name == key).map(|(_, kind)| *kind))
}

/// The id of the built-in entity type that the words of a name speak for.
#[must_use]
pub fn guess_type(name: &str) -> Option<&'static str> {
    let mut run = Vec::new();
    words(name, 0..name.len(), &mut run);
    guess(&run, &fold_name(name).replace('.', ""), false)
}

/// The type that the words of a name speak for.
fn guess(run: &[Word<'_>], key: &str, has_title: bool) -> Option<&'static str> {
    if let Some(kind) = known_type(key) {
        return Some(kind);
    }
    if has_title {
        return Some("person");
    }
    // What comes before "of" says what it is.
    let head = run.iter().position(|word| word.is(Part::Link) && !word.is_capital()).unwrap_or(run.len());
    let cue = |words: &[Word<'_>]| words.iter().rev().find_map(|word| word.sense().cue);
    if let Some(kind) = cue(&run[..head]).or_else(|| cue(run)) {
        return Some(kind);
    }
    let capitals = run.iter().filter(|word| word.is_capital()).count();
    match run {
        [word] if word.is_acronym() => Some("organisation"),
        [_] => None,
        [first, ..] if first.is(Part::PlaceBefore) => Some("place"),
        // A Panel of Experts is nobody, nor is May Day.
        _ if run.iter().any(|word| word.is(Part::Head)) => None,
        _ if run.iter().any(|word| word.is_acronym() || word.gap == Gap::Ampersand) => None,
        [first, ..] if first.is(Part::Adjective) || known(&first.text.to_lowercase()) == Some(Known::People) => None,
        _ => (2..=4).contains(&capitals).then_some("person"),
    }
}

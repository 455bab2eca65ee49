//! Names in a text that nobody in the graph has yet.

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Mention;
use super::folded::fold_name;
use crate::base::{Cancelled, Task};

/// More than so many are of no use to a reader.
const MOST: usize = 500;

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

/// Words that begin sentences and are no names.
const PLAIN: &[&str] = &[
    "a",
    "about",
    "after",
    "all",
    "also",
    "although",
    "an",
    "and",
    "another",
    "any",
    "as",
    "at",
    "because",
    "before",
    "both",
    "but",
    "by",
    "during",
    "each",
    "even",
    "every",
    "few",
    "first",
    "for",
    "from",
    "given",
    "he",
    "her",
    "here",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "instead",
    "it",
    "its",
    "last",
    "later",
    "many",
    "meanwhile",
    "more",
    "most",
    "much",
    "my",
    "neither",
    "no",
    "not",
    "now",
    "of",
    "offices",
    "on",
    "one",
    "only",
    "or",
    "other",
    "others",
    "our",
    "over",
    "several",
    "she",
    "since",
    "so",
    "some",
    "still",
    "such",
    "that",
    "the",
    "their",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "though",
    "three",
    "through",
    "to",
    "today",
    "two",
    "under",
    "until",
    "we",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "why",
    "with",
    "without",
    "yesterday",
    "yet",
    "you",
];

/// Days, months and forms of address: capitals, but no names by themselves.
const CALENDAR: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "mr",
    "mrs",
    "ms",
    "dr",
    "sir",
    "madam",
];

/// Small words inside names.
const INNER: &[&str] = &[
    "of", "the", "for", "on", "de", "del", "della", "der", "den", "des", "di", "du", "da", "la", "le", "al", "el",
    "bin", "ibn", "van", "von", "zu",
];

/// What words say of the type of what is called so: the last word that says something decides.
const CUES: &[(&str, &[&str])] = &[
    (
        "government-body",
        &[
            "ministry",
            "department",
            "government",
            "administration",
            "cabinet",
            "parliament",
            "senate",
            "congress",
            "agency",
            "bureau",
            "court",
            "committee",
            "commission",
        ],
    ),
    (
        "think-tank",
        &["institute", "council", "foundation", "university", "college", "center", "centre", "society", "association"],
    ),
    ("media-outlet", &["news", "times", "post", "herald", "tribune", "radio", "television", "journal", "gazette"]),
    ("company", &["inc", "corp", "corporation", "ltd", "gmbh", "company", "bank", "group", "holdings", "plc"]),
    ("diplomatic-mission", &["embassy", "consulate", "mission"]),
    ("international-organisation", &["nations", "union", "organisation", "organization", "league", "alliance"]),
    ("party", &["party", "army", "forces", "navy", "front", "guard"]),
    ("summit", &["summit", "talks", "meeting", "conference", "forum"]),
    ("event", &["war", "crisis", "election", "revolution", "olympics"]),
    (
        "agreement",
        &["agreement", "treaty", "declaration", "framework", "accord", "accords", "pact", "convention", "protocol"],
    ),
    (
        "place",
        &["zone", "island", "islands", "sea", "river", "stadium", "city", "square", "street", "airport", "province"],
    ),
    ("state", &["republic", "kingdom", "states", "emirates"]),
];

/// Words before a name that make it a person's.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "dr",
    "sir",
    "president",
    "chancellor",
    "secretary",
    "minister",
    "ambassador",
    "general",
    "professor",
    "senator",
    "leader",
    "envoy",
    "chairman",
    "director",
];

/// A word of the text.
struct Word<'t> {
    range: Range<usize>,
    text: &'t str,
    /// Nothing but one blank or hyphen lies between it and the word before.
    follows: bool,
    begins_sentence: bool,
}

/// What is written like a name outside of the known ones, by the first place. `ignored` holds names that are none.
/// Languages that write no capitals have no candidates. O(text).
///
/// # Errors
/// When it is cancelled.
pub fn candidates(
    text: &str,
    mentions: &[Mention],
    ignored: &BTreeSet<String>,
    task: &Task,
) -> Result<Vec<Candidate>, Cancelled> {
    let ignored: BTreeSet<String> = ignored.iter().map(|name| fold_name(name)).collect();
    let mut found: Vec<(Candidate, bool)> = Vec::new();
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    task.check()?;
    let words = words(text);
    let mut mentions = mentions.iter().peekable();
    let mut at = 0;
    let mut before = "";
    while at < words.len() {
        if at % 4096 == 0 {
            task.check()?;
        }
        let word = &words[at];
        while mentions.next_if(|mention| mention.range.end <= word.range.start).is_some() {}
        let next_known = mentions.peek().map_or(text.len(), |mention| mention.range.start);
        if word.range.end > next_known || !is_capital(word.text) {
            before = word.text;
            at += 1;
            continue;
        }
        let mut end = at + 1;
        let mut last = at;
        while let Some(next) = words.get(end).filter(|next| next.follows && next.range.end <= next_known) {
            if is_capital(next.text) {
                last = end;
            } else if !INNER.contains(&next.text) {
                break;
            }
            end += 1;
        }
        let run = strip(&words[at..=last]);
        if let [first, .., end] | [first @ end] = run {
            let range = first.range.start..end.range.end;
            let name = text[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
            let key = fold_name(&name);
            // A single word at the start of a sentence has a capital anyway.
            let is_sure = run.len() > 1 || !first.begins_sentence || is_acronym(first.text);
            if !ignored.contains(&key) && key.chars().count() > 1 {
                let place = *known.entry(key).or_insert_with(|| {
                    let title = if std::ptr::eq(first, &words[at]) { before } else { words[at].text };
                    let guess = guess(run, title);
                    found.push((Candidate { name, places: Vec::new(), guess }, false));
                    found.len() - 1
                });
                found[place].0.places.push(range);
                found[place].1 |= is_sure;
            }
        }
        before = words[last].text;
        at = last + 1;
    }
    Ok(found.into_iter().filter(|(_, is_sure)| *is_sure).map(|(candidate, _)| candidate).take(MOST).collect())
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut end = 0;
    let mut signs = text.char_indices().peekable();
    while let Some((start, sign)) = signs.next() {
        if !sign.is_alphanumeric() {
            continue;
        }
        let mut stop = start + sign.len_utf8();
        while let Some((at, next)) = signs.peek().copied() {
            let after = || text[at + next.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric);
            let is_inside = next.is_alphanumeric()
                || matches!(next, '\u{300}'..='\u{36f}')
                || (matches!(next, '\'' | '’')
                    && after()
                    && !text[at..].starts_with("'s")
                    && !text[at..].starts_with("’s"));
            if !is_inside {
                break;
            }
            stop = at + next.len_utf8();
            signs.next();
        }
        let gap = &text[end..start];
        let follows = !words.is_empty() && matches!(gap, " " | "-" | "\u{2010}" | "\u{2011}");
        let is_mark = |sign: char| matches!(sign, '.' | '!' | '?' | ':' | '“' | '"' | '\n' | '•');
        let begins_sentence = words.is_empty() || gap.contains(is_mark);
        words.push(Word { range: start..stop, text: &text[start..stop], follows, begins_sentence });
        end = stop;
    }
    words
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn is_acronym(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(|sign| sign.is_uppercase() || sign.is_ascii_digit())
}

/// A run without words at its ends that are no names.
fn strip<'r, 't>(run: &'r [Word<'t>]) -> &'r [Word<'t>] {
    let is_none = |word: &Word<'_>, list: &[&str]| list.contains(&word.text.to_lowercase().as_str());
    let mut run = run;
    while let [first, rest @ ..] = run
        && (is_none(first, PLAIN) || is_none(first, CALENDAR))
    {
        run = rest;
    }
    while let [rest @ .., last] = run
        && (is_none(last, CALENDAR) || is_none(last, PLAIN))
    {
        run = rest;
    }
    run
}

fn guess(run: &[Word<'_>], before: &str) -> Option<&'static str> {
    let lower: Vec<String> = run.iter().map(|word| word.text.to_lowercase()).collect();
    let cue = |word: &String| CUES.iter().find(|(_, cues)| cues.contains(&word.as_str())).map(|(kind, _)| *kind);
    if let Some(kind) = lower.iter().rev().find_map(cue) {
        return Some(kind);
    }
    let is_title = |word: &str| TITLES.contains(&word.to_lowercase().as_str());
    if is_title(before) || lower.first().is_some_and(|word| is_title(word)) {
        return Some("person");
    }
    let is_plain = run.iter().all(|word| is_capital(word.text) && !is_acronym(word.text));
    match run {
        [word] if is_acronym(word.text) => Some("organisation"),
        [_, _] | [_, _, _] if is_plain => Some("person"),
        _ => None,
    }
}

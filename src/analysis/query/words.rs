//! Words compared as people mean them: without case, accents or script, and forgiving a slip where that is wanted.

use memchr::memmem::Finder;

use super::ast::Text;
use crate::base::{fold, fold_into};

/// A place to fold texts in, so that comparing a hundred thousand of them allocates once.
#[derive(Debug, Default)]
pub(super) struct Scratch(String);

impl Scratch {
    /// The same as [`fold`].
    pub(super) fn folded(&mut self, text: &str) -> &str {
        if !text.is_ascii() {
            fold_into(text, &mut self.0);
            return &self.0;
        }
        self.0.clear();
        for word in text.split_ascii_whitespace() {
            if !self.0.is_empty() {
                self.0.push(' ');
            }
            self.0.push_str(word);
        }
        self.0.make_ascii_lowercase();
        &self.0
    }
}

/// What a text is compared with.
#[derive(Debug)]
pub(super) enum Pattern {
    /// Any text but an empty one.
    Any,
    /// A text that holds this.
    Contains(Box<Finder<'static>>),
    /// This text.
    Equals(String),
    /// A text made of these pieces in order, with anything between them.
    Pieces(Vec<String>),
}

impl Pattern {
    /// What `text` looks for: a part of a text, or a whole one. Bare stars stand for anything.
    pub(super) fn new(text: &Text, whole: bool) -> Self {
        let Text { text, quoted } = text;
        if !quoted && text.contains('*') {
            let pieces: Vec<String> = text.split('*').map(fold).collect();
            return if pieces.iter().all(String::is_empty) { Self::Any } else { Self::Pieces(pieces) };
        }
        let folded = fold(text);
        if whole { Self::Equals(folded) } else { Self::Contains(Box::new(Finder::new(&folded).into_owned())) }
    }

    pub(super) fn matches(&self, text: &str, scratch: &mut Scratch) -> bool {
        if text.is_empty() {
            return false;
        }
        match self {
            Self::Any => true,
            Self::Contains(finder) => finder.find(scratch.folded(text).as_bytes()).is_some(),
            Self::Equals(wanted) => scratch.folded(text) == wanted,
            Self::Pieces(pieces) => fits_pieces(scratch.folded(text), pieces),
        }
    }
}

fn fits_pieces(text: &str, pieces: &[String]) -> bool {
    let [first, middle @ .., last] = pieces else { return false };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
    for piece in middle {
        match rest.find(piece.as_str()) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last.as_str())
}

/// A free word: a part of a text, or one word of it with a slip.
#[derive(Debug)]
pub(super) struct Word {
    pattern: Pattern,
    /// Letters of the word and how many slips are forgiven, where any are.
    slips: Option<(Vec<u8>, usize)>,
}

impl Word {
    pub(super) fn new(text: &Text) -> Self {
        let folded = fold(&text.text);
        let forgiven = match folded.len() {
            0..5 => 0,
            5..9 => 1,
            _ => 2,
        };
        // A number with a slip is another number.
        let is_word = folded.bytes().all(|b| b.is_ascii_alphabetic() || b == b'\'');
        let slips = (forgiven > 0 && is_word && !text.quoted).then(|| (folded.into_bytes(), forgiven));
        Self { pattern: Pattern::new(text, false), slips }
    }

    pub(super) fn matches(&self, text: &str, scratch: &mut Scratch) -> bool {
        if self.pattern.matches(text, scratch) {
            return true;
        }
        let Some((wanted, forgiven)) = &self.slips else { return false };
        // The first letter is hardly ever the wrong one, and most words differ in it.
        let words = scratch.folded(text).split(' ').map(str::as_bytes);
        words.filter(|word| word.first() == wanted.first()).any(|word| slips(word, wanted) <= *forgiven)
    }
}

/// The longest word in which slips are counted, in letters.
const MOST_LETTERS: usize = 40;

/// How many letters were left out, added, mistaken or swapped with the next one (optimal string alignment) between `a`
/// and each beginning of `b`; `None` where one is longer than 40 letters.
fn slips_by_length(a: &[u8], b: &[u8]) -> Option<[usize; MOST_LETTERS + 1]> {
    if a.len() > MOST_LETTERS || b.len() > MOST_LETTERS {
        return None;
    }
    let mut before = [0; MOST_LETTERS + 1];
    let mut last: [usize; MOST_LETTERS + 1] = std::array::from_fn(|i| i);
    for (i, x) in a.iter().enumerate() {
        let mut row = [i + 1; MOST_LETTERS + 1];
        for (j, y) in b.iter().enumerate() {
            let mistaken = last[j] + usize::from(x != y);
            row[j + 1] = mistaken.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        (before, last) = (last, row);
    }
    Some(last)
}

/// The slips between two words. Words whose lengths differ by more than two count as wholly different.
fn slips(a: &[u8], b: &[u8]) -> usize {
    let near = a.len().abs_diff(b.len()) <= 2;
    near.then(|| slips_by_length(a, b)).flatten().map_or(usize::MAX, |slips| slips[b.len()])
}

/// The slips between `typed` and the beginning of `word` that is nearest to it.
pub(in crate::analysis) fn slips_to_beginning(typed: &[u8], word: &[u8]) -> usize {
    let word = &word[..word.len().min(typed.len() + 2)];
    slips_by_length(typed, word).map_or(usize::MAX, |slips| slips[..=word.len()].iter().copied().min().unwrap_or(0))
}

/// The one of `choices` that somebody who wrote `word` probably meant.
pub(super) fn likely_meant<'c>(word: &str, choices: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = fold(word);
    let near = |choice: &&str| {
        let folded = fold(choice);
        let begins = word.len() >= 3 && folded.starts_with(&word);
        let distance = if begins { 1 } else { slips(word.as_bytes(), folded.as_bytes()) };
        (distance <= (word.len() / 3).min(2)).then_some(distance)
    };
    choices.into_iter().filter_map(|choice| Some((near(&choice)?, choice))).min_by_key(|(d, _)| *d).map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, text: &str, expected: bool) {
        let quoted = word.starts_with('"');
        let word = Word::new(&Text { text: word.trim_matches('"').into(), quoted });
        assert_eq!(word.matches(text, &mut Scratch::default()), expected, "{word:?} in {text}");
    }

    #[test]
    fn a_word_is_found_in_any_script_and_with_a_slip() {
        check("ødegård", "Ase Odegard", true);
        check("gimjeong", "김정은", true);
        check("pyongyang", "Pyongynag", true);
        check("\"pyongyang\"", "Pyongynag", false);
        check("korea", "North Kroea", true);
        check("korea", "North Karelia", false);
        check("kim", "Kum", false);
        check("k*n", "kim jong un", true);
        check("k*n", "park chun", false);
        check("*", "anything", true);
        check("19944", "1994", false);
    }

    #[test]
    fn slips_are_counted() {
        for (a, b, expected) in [("", "", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xyz", 3), ("ca", "abc", 3)]
        {
            assert_eq!(slips(a.as_bytes(), b.as_bytes()), expected, "{a} {b}");
        }
        assert_eq!(likely_meant("typ", ["type", "tag"]), Some("type"));
        assert_eq!(likely_meant("degee", ["degree", "tag"]), Some("degree"));
        assert_eq!(likely_meant("born", ["from", "note"]), None);
    }
}

//! The words of a line as names are looked for among them: with what lies between them, abbreviations whole.

use std::ops::Range;

use super::lexicon::{Part, Sense};
use crate::base::{is_accent, is_unseen};

/// What lies between a word and the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// One blank.
    Blank,
    /// One hyphen.
    Hyphen,
    /// The point of an initial or a short form, and a blank.
    Point,
    /// The sign of a genitive, and a blank.
    Genitive,
    /// "&" between blanks.
    Ampersand,
    /// Anything else: no name runs over it.
    Break,
}

/// A word of a line.
#[derive(Debug, Clone)]
pub(super) struct Word<'t> {
    /// Where, in bytes of the text.
    pub range: Range<usize>,
    pub text: &'t str,
    pub gap: Gap,
    pub begins_sentence: bool,
}

impl Word<'_> {
    pub fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Two capitals or more and nothing small: CNN, U.S., G20.
    pub fn is_acronym(&self) -> bool {
        let is_fit = |sign: char| sign.is_uppercase() || sign.is_ascii_digit() || sign == '.';
        self.text.chars().filter(|sign| sign.is_uppercase()).nth(1).is_some() && self.text.chars().all(is_fit)
    }

    pub fn sense(&self) -> Sense {
        Sense::of(self.text)
    }

    pub fn is(&self, part: Part) -> bool {
        self.sense().is(part)
    }
}

/// The words between two bytes of a text.
pub(super) fn words<'t>(text: &'t str, line: Range<usize>, words: &mut Vec<Word<'t>>) {
    words.clear();
    let mut end = line.start;
    let mut at = line.start;
    while let Some(start) = text[at..line.end].find(char::is_alphanumeric).map(|found| at + found) {
        let stop = word_end(text, start, line.end);
        let gap = &text[end..start];
        let before = words.last();
        let is_mark = |sign: char| matches!(sign, '.' | '!' | '?' | ':' | '“' | '"' | '•' | '«');
        let kind = match gap {
            _ if before.is_none() => Gap::Break,
            " " | "\u{a0}" => Gap::Blank,
            "-" | "\u{2010}" | "\u{2011}" => Gap::Hyphen,
            ". " | ".\u{a0}" | "." if before.is_some_and(is_short) => Gap::Point,
            "’s " | "'s " | "’ " | "' " => Gap::Genitive,
            " & " => Gap::Ampersand,
            _ => Gap::Break,
        };
        let begins_sentence = before.is_none() || (kind == Gap::Break && gap.contains(is_mark));
        words.push(Word { range: start..stop, text: &text[start..stop], gap: kind, begins_sentence });
        // The sign of a genitive is no word.
        let rest = &text[stop..line.end];
        let is_end = |rest: &&str| !rest.starts_with(char::is_alphanumeric);
        let after = rest.strip_prefix("’s").or_else(|| rest.strip_prefix("'s")).filter(is_end);
        (end, at) = (stop, after.map_or(stop, |after| line.end - after.len()));
    }
}

/// An initial, or a short form that a name goes on after.
fn is_short(word: &Word<'_>) -> bool {
    word.is_capital() && (word.text.chars().nth(1).is_none() || word.is(Part::ShortForm))
}

fn word_end(text: &str, start: usize, line_end: usize) -> usize {
    // U.S. and D.C. are one word with their points.
    let mut initials = 0;
    let mut stop = start;
    while let Some(letter) = text[stop..line_end].chars().next().filter(|sign| sign.is_uppercase())
        && text[stop + letter.len_utf8()..line_end].starts_with('.')
    {
        stop += letter.len_utf8() + 1;
        initials += 1;
    }
    let goes_on = text[stop..line_end].chars().next().is_some_and(char::is_alphanumeric);
    if initials > 1 && !goes_on {
        return stop;
    }
    let mut signs = text[start..line_end].char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        let at = start + at;
        let rest = &text[at..line_end];
        let is_inside = sign.is_alphanumeric()
            || is_accent(sign)
            || is_unseen(sign)
            || (matches!(sign, '\'' | '’')
                && signs.peek().is_some_and(|(_, next)| next.is_alphanumeric())
                && !["'s", "’s"].iter().any(|genitive| {
                    rest.strip_prefix(genitive).is_some_and(|after| !after.starts_with(char::is_alphanumeric))
                }));
        if !is_inside {
            return at;
        }
    }
    line_end
}

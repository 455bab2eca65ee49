//! The part of a text in which something was found, and where in it.

use std::ops::Range;

use memchr::memmem;

use super::letters::Letters;

/// The longest excerpt, in characters.
const MOST_CHARS: usize = 90;
/// How much of it stands before what was found.
const BEFORE_CHARS: usize = 28;

/// A part of a text with marks in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpt {
    /// One line of the text; `…` stands where it goes on.
    pub text: String,
    /// What was found in it, in bytes, from left to right and apart from each other.
    pub marks: Vec<Range<usize>>,
}

/// The excerpt of `text` around what was typed.
pub(super) fn excerpt(text: &str, typed: &Letters) -> Excerpt {
    let marks = marks(text, typed);
    let center = marks.first().map_or(0, |mark| mark.start);
    let chars_before = text[..center].chars().count();
    let all = text.chars().count();
    let skipped = if all <= MOST_CHARS { 0 } else { chars_before.saturating_sub(BEFORE_CHARS).min(all - MOST_CHARS) };
    let byte = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    let (from, to) = (byte(skipped), byte(skipped + MOST_CHARS));
    let lead = if from > 0 { "…" } else { "" };
    let tail = if to < text.len() { "…" } else { "" };
    // Line feeds are spaces here, of as many bytes.
    let line: String = text[from..to].chars().map(|c| if c.is_ascii_control() { ' ' } else { c }).collect();
    let within = |mark: Range<usize>| {
        let (start, end) = (mark.start.max(from), mark.end.min(to));
        (start < end).then(|| start - from + lead.len()..end - from + lead.len())
    };
    Excerpt { text: format!("{lead}{line}{tail}"), marks: marks.into_iter().filter_map(within).collect() }
}

/// Where in `text` it stands, in bytes: all at once, or else word by word, or else as beginnings of words.
fn marks(text: &str, typed: &Letters) -> Vec<Range<usize>> {
    let letters = Letters::of(text);
    let find = |needle: &[u8]| {
        let mut places = memmem::find_iter(&letters.bytes, needle);
        let first = places.next()?;
        // The start of a word is what people look for.
        let at = std::iter::once(first).chain(places).find(|at| letters.starts[*at]).unwrap_or(first);
        Some(at..at + needle.len())
    };
    let mut found: Vec<Range<usize>> = match find(&typed.bytes) {
        Some(whole) => vec![whole],
        None => match typed.words().into_iter().map(find).collect::<Option<Vec<_>>>() {
            Some(words) => words,
            None => beginnings(&letters, &typed.bytes),
        },
    };
    found.sort_by_key(|range| range.start);
    let mut marks: Vec<Range<usize>> = Vec::new();
    for range in found.into_iter().filter(|range| !range.is_empty()) {
        let end_of = |at: usize| text[letters.from[at]..].chars().next().map_or(0, char::len_utf8) + letters.from[at];
        let mark = letters.from[range.start]..end_of(range.end - 1);
        match marks.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            _ => marks.push(mark),
        }
    }
    marks
}

/// What was typed, as beginnings of words in their order; nothing where it is none.
fn beginnings(letters: &Letters, typed: &[u8]) -> Vec<Range<usize>> {
    fn go_on(letters: &Letters, typed: &[u8], from: usize, found: &mut Vec<Range<usize>>, tries: &mut u32) -> bool {
        if typed.is_empty() {
            return true;
        }
        for at in (from..letters.bytes.len()).filter(|at| letters.starts[*at] && letters.bytes[*at] == typed[0]) {
            let shared = letters.bytes[at..].iter().zip(typed).take_while(|(a, b)| a == b).count();
            for length in (1..=shared).rev() {
                *tries = tries.saturating_sub(1);
                if *tries == 0 {
                    return false;
                }
                found.push(at..at + length);
                if go_on(letters, &typed[length..], at + length, found, tries) {
                    return true;
                }
                found.pop();
            }
        }
        false
    }
    let mut found = Vec::new();
    // Enough for any name; a text made to be slow gets no marks.
    if go_on(letters, typed, 0, &mut found, &mut 1_000) { found } else { Vec::new() }
}

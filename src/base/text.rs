//! Anchors of a passage in a text, and folding of text for comparison.

use std::collections::VecDeque;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::script::{is_attached, is_of_word, runs_on};
use super::task::{Cancelled, Task};

/// A passage of a text, as the W3C Web Annotation Data Model selects it: by its words, by what stands before and after
/// them, and by its position.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextQuote {
    /// The passage itself.
    pub exact: String,
    /// A few words before it.
    pub prefix: String,
    /// A few words after it.
    pub suffix: String,
    /// Where it starts, in Unicode characters from the start of the text, if it was ever found there.
    pub start: Option<u32>,
}

/// How many characters of context an anchor keeps on each side.
const CONTEXT_CHARS: usize = 32;

impl TextQuote {
    /// Anchors `range` (in bytes) of `text`.
    ///
    /// Returns `None` where the range does not lie on character boundaries of the text, or is empty.
    #[must_use]
    pub fn anchor(text: &str, range: Range<usize>) -> Option<Self> {
        let exact = text.get(range.clone()).filter(|t| !t.is_empty())?;
        let before = text.get(..range.start)?;
        let after = text.get(range.end..)?;
        let prefix_start = before.char_indices().rev().take(CONTEXT_CHARS).last().map_or(before.len(), |(i, _)| i);
        Some(Self {
            exact: exact.into(),
            prefix: before[prefix_start..].into(),
            suffix: after.chars().take(CONTEXT_CHARS).collect(),
            start: u32::try_from(before.chars().count()).ok(),
        })
    }

    /// Finds the passage in `text`, as a range in bytes.
    ///
    /// Of several places with the same words, the one with the most matching context wins, then the one nearest to the
    /// stored position. Words that are nowhere are looked for without the blanks at their ends. Takes time linear in the
    /// text; where nothing moved, a count of the signs before the passage.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        let trimmed = self.exact.trim();
        if trimmed.is_empty() {
            return None;
        }
        let wanted = self.start.map(|number| byte_of(text, number as usize));
        // Where it stood, and all that stood around it: no other place can be better.
        if let Some(at) = wanted.flatten()
            && text[at..].starts_with(&self.exact)
            && self.context(text, at..at + self.exact.len()) == full(&self.prefix) + full(&self.suffix)
        {
            return Some(at..at + self.exact.len());
        }
        let wanted = wanted.map(|at| at.unwrap_or(text.len()));
        self.best_of(text, &self.exact, wanted).or_else(|| self.best_of(text, trimmed, wanted))
    }

    fn best_of(&self, text: &str, words: &str, wanted: Option<usize>) -> Option<Range<usize>> {
        let places = memchr::memmem::find_iter(text.as_bytes(), words).map(|at| at..at + words.len());
        places.max_by_key(|place| {
            let away = wanted.map_or(0, |wanted| wanted.abs_diff(place.start));
            // With equal context and distance the first place is taken.
            (self.context(text, place.clone()), std::cmp::Reverse(away), std::cmp::Reverse(place.start))
        })
    }

    /// How many signs around a place are those that stood around the passage.
    fn context(&self, text: &str, place: Range<usize>) -> usize {
        common_suffix(&text[..place.start], &self.prefix) + common_prefix(&text[place.end..], &self.suffix)
    }

    /// Anchors the passage of `text` that is nearest to this one, where the words themselves are no longer there: of
    /// the stretches with as many words, the one that shares most of them in order, if that is three in five or more.
    ///
    /// Words are compared folded and without punctuation. Takes O(t + c · q²) for t signs of text, q words of the passage
    /// and c stretches that could do, and room for the passage alone.
    ///
    /// # Errors
    /// When the task is cancelled.
    pub fn anchor_near(&self, text: &str, task: &Task) -> Result<Option<Self>, Cancelled> {
        let mut numbers: FxHashMap<String, u16> = FxHashMap::default();
        let mut wanted: Vec<u16> = Vec::new();
        let mut folded = String::new();
        for word in words(&self.exact) {
            fold_into(&self.exact[word], &mut folded);
            let next = numbers.len() as u16 + 1;
            wanted.push(*numbers.entry(folded.clone()).or_insert(next));
            if wanted.len() > MOST_WORDS {
                return Ok(None);
            }
        }
        let length = wanted.len();
        let mut left = vec![0_i32; numbers.len() + 1];
        for number in &wanted {
            left[usize::from(*number)] += 1;
        }
        // How many words the last stretch shares in any order: an upper bound of how many it shares in order.
        let mut shared = 0_usize;
        let mut stretch: VecDeque<(u16, Range<usize>)> = VecDeque::with_capacity(length + 1);
        let mut best: Option<(usize, Range<usize>)> = None;
        for (count, word) in words(text).enumerate() {
            if count % 1024 == 0 {
                task.check()?;
            }
            fold_into(&text[word.clone()], &mut folded);
            let number = numbers.get(&folded).copied().unwrap_or_default();
            stretch.push_back((number, word));
            shared += usize::from(number > 0 && left[usize::from(number)] > 0);
            left[usize::from(number)] -= 1;
            if stretch.len() > length
                && let Some((gone, _)) = stretch.pop_front()
            {
                left[usize::from(gone)] += 1;
                shared -= usize::from(gone > 0 && left[usize::from(gone)] > 0);
            }
            let (Some((_, first)), Some((_, last))) = (stretch.front(), stretch.back()) else { break };
            // At the beginning of the text a stretch grows to its length; of equal ones elsewhere the first stays.
            let is_better = |shared: usize, best: Option<&(usize, Range<usize>)>| {
                shared * 5 >= length * 3
                    && best
                        .is_none_or(|(most, place)| shared > *most || (shared == *most && first.start == place.start))
            };
            if is_better(shared, best.as_ref()) {
                let in_order = longest_common(&wanted, stretch.iter().map(|(number, _)| *number));
                if is_better(in_order, best.as_ref()) {
                    best = Some((in_order, first.start..last.end));
                }
            }
        }
        Ok(best.and_then(|(_, range)| Self::anchor(text, range)))
    }
}

/// Longer passages are not looked for word by word.
const MOST_WORDS: usize = 400;

/// The byte at which the sign with this number begins; the end is none.
fn byte_of(text: &str, number: usize) -> Option<usize> {
    let mut signs = text.chars();
    if number > 0 {
        signs.nth(number - 1)?;
    }
    let at = text.len() - signs.as_str().len();
    (at < text.len()).then_some(at)
}

/// The most that a context of these signs can count.
fn full(context: &str) -> usize {
    context.chars().take(CONTEXT_CHARS).count()
}

/// Where the words of a text stand, without punctuation. Where words have no blanks between them, each sign with what
/// belongs to it is one.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut signs = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = signs.by_ref().find(|(_, sign)| sign.is_alphanumeric())?;
        let mut end = start + first.len_utf8();
        let belongs = |sign: char| {
            if runs_on(first) { is_attached(sign) } else { is_of_word(sign) && !runs_on(sign) }
        };
        while let Some((at, sign)) = signs.next_if(|(_, sign)| belongs(*sign)) {
            end = at + sign.len_utf8();
        }
        Some(start..end)
    })
}

/// How many words two stretches share in order.
fn longest_common(a: &[u16], b: impl Iterator<Item = u16> + Clone) -> usize {
    let mut row = vec![0_usize; a.len() + 1];
    for word in b {
        let mut diagonal = 0;
        for (at, other) in a.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == *other { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[a.len()]
}

fn common_prefix(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take(CONTEXT_CHARS).take_while(|(a, b)| a == b).count()
}

fn common_suffix(a: &str, b: &str) -> usize {
    a.chars().rev().zip(b.chars().rev()).take(CONTEXT_CHARS).take_while(|(a, b)| a == b).count()
}

/// Folds a text for comparison: transliterated to ASCII, lower case, white space joined.
///
/// `fold("Åse  Ødegård") == "ase odegard"`. Never shown, only compared.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// The same into a string that is used again and again, in place of what it holds.
pub fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    let mut has_gap = false;
    let mut add = |byte: u8| {
        // Space, and tab to carriage return.
        if matches!(byte, b' ' | 9..=13) {
            has_gap = !folded.is_empty();
            return;
        }
        if std::mem::take(&mut has_gap) {
            folded.push(' ');
        }
        folded.push(char::from(byte.to_ascii_lowercase()));
    };
    for letter in text.chars() {
        match u8::try_from(letter) {
            Ok(byte) if byte.is_ascii() => add(byte),
            _ => any_ascii::any_ascii_char(letter).bytes().for_each(&mut add),
        }
    }
}

/// Whether a sign is a letter or a mark of Hebrew, Arabic or another script that is written from the right to the left.
#[must_use]
pub fn runs_left(sign: char) -> bool {
    let is_of_script = matches!(sign, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}');
    // Numbers in these scripts are written to the right.
    is_of_script && !matches!(sign, '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn folding_is_letters_for_letters_and_one_space_between_words(text in ".{0,40}", spaced in "[ a-zéЯ정\\t\\n\u{b}]{0,20}") {
            for text in [text, spaced] {
                let ascii = any_ascii::any_ascii(&text).to_ascii_lowercase();
                prop_assert_eq!(fold(&text), ascii.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
    }

    #[test]
    fn a_passage_is_found_again_by_its_context() {
        let text = "One official said so. Another official said no. 김정은 said nothing.";
        let second = text.rfind("official").unwrap();
        let quote = TextQuote::anchor(text, second..second + 8).unwrap();
        assert_eq!(quote.find(text), Some(second..second + 8));
        let longer = format!("김 {text}");
        assert_eq!(quote.find(&longer), Some(second + 4..second + 12));
        assert_eq!(quote.find("nothing of the kind"), None);
    }

    #[test]
    fn a_passage_that_was_reworded_is_anchored_anew() {
        let check = |exact: &str, text: &str, expected: Option<&str>| {
            let quote = TextQuote { exact: exact.into(), ..TextQuote::default() };
            let near = quote.anchor_near(text, &Task::default()).unwrap();
            assert_eq!(near.map(|q| q.exact).as_deref(), expected, "{exact:?} in {text:?}");
        };
        let text = "He said: “The office in Pyongyang opens soon.” Then he left.";
        check("the office  in Pyongyang, opens soon", text, Some("The office in Pyongyang opens soon"));
        check("An office in Pyongyang opens soon", text, Some("The office in Pyongyang opens soon"));
        check("soon opens the embassy in Seoul", text, None);
        check("", text, None);
        check("金正恩说他将访问河内", "据报道，金正恩昨天说他要访问河内。", Some("金正恩昨天说他要访问"));
    }

    #[test]
    fn a_passage_that_did_not_move_is_found_where_it_stood_and_blanks_at_its_ends_do_not_matter() {
        let text = "said so. said so. said so.";
        let quote = TextQuote::anchor(text, 9..16).unwrap();
        assert_eq!(quote.find(text), Some(9..16));
        // Past the end of a text that became shorter.
        assert_eq!(quote.find("He said so."), Some(3..10));
        let typed = TextQuote { exact: " said so. He ".into(), ..TextQuote::default() };
        assert_eq!(typed.find("They said so. He"), Some(5..16));
    }

    proptest! {
        #[test]
        fn whatever_is_anchored_is_found_there(text in "[ab é김]{1,24}", a in 0_usize..40, b in 0_usize..40) {
            let (a, b) = (text.floor_char_boundary(a.min(b)), text.floor_char_boundary(a.max(b)));
            if let Some(quote) = TextQuote::anchor(&text, a..b).filter(|quote| !quote.exact.trim().is_empty()) {
                prop_assert_eq!(quote.find(&text), Some(a..b));
            }
        }
    }

    #[test]
    fn anchors_lie_on_character_boundaries() {
        let text = "김정은";
        assert_eq!(TextQuote::anchor(text, 0..1), None);
        assert_eq!(TextQuote::anchor(text, 0..0), None);
        assert_eq!(TextQuote::anchor(text, 0..99), None);
        assert_eq!(TextQuote::anchor(text, 3..6).unwrap().start, Some(1));
    }

    #[test]
    fn folding_joins_scripts_and_spaces() {
        assert_eq!(fold("Åse  Ødegård"), "ase odegard");
        assert_eq!(fold("Пхеньян"), "pkhen'yan");
    }
}

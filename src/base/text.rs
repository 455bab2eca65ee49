//! Anchors of a passage in a text, and folding of text for comparison.

use std::collections::BTreeMap;
use std::ops::Range;

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
    /// stored position. Takes time linear in the text for each occurrence.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        if self.exact.is_empty() {
            return None;
        }
        let wanted_byte = self.start.and_then(|n| text.char_indices().nth(n as usize)).map(|(i, _)| i);
        text.match_indices(&self.exact)
            .max_by_key(|(at, found)| {
                let context =
                    common_suffix(&text[..*at], &self.prefix) + common_prefix(&text[at + found.len()..], &self.suffix);
                let away = wanted_byte.map_or(0, |b| b.abs_diff(*at));
                // With equal context and distance the first place is taken.
                (context, std::cmp::Reverse(away), std::cmp::Reverse(*at))
            })
            .map(|(at, found)| at..at + found.len())
    }

    /// Anchors the passage of `text` that is nearest to this one, where the words themselves are no longer there: of
    /// the stretches with as many words, the one that shares most of them in order, if that is three in five or more.
    ///
    /// Words are compared folded and without punctuation. Takes O(t + c · q²) for t words of text, q of the passage and
    /// c stretches that could do.
    #[must_use]
    pub fn anchor_near(&self, text: &str) -> Option<Self> {
        let wanted = words(&self.exact);
        let all = words(text);
        let length = wanted.len().min(all.len());
        if length == 0 || wanted.len() > MOST_WORDS {
            return None;
        }
        let mut left: BTreeMap<&str, i32> = BTreeMap::new();
        for (word, _) in &wanted {
            *left.entry(word).or_default() += 1;
        }
        // How many words a stretch shares in any order: an upper bound of how many it shares in order.
        let mut shared = 0_usize;
        let mut best: Option<(usize, usize)> = None;
        for end in 0..all.len() {
            if let Some(count) = left.get_mut(all[end].0.as_str()) {
                shared += usize::from(*count > 0);
                *count -= 1;
            }
            if end >= length
                && let Some(count) = left.get_mut(all[end - length].0.as_str())
            {
                *count += 1;
                shared -= usize::from(*count > 0);
            }
            let Some(start) = (end + 1).checked_sub(length) else { continue };
            if shared * 5 >= wanted.len() * 3 && best.is_none_or(|(most, _)| shared > most) {
                let in_order = longest_common(&wanted, &all[start..=end]);
                if in_order * 5 >= wanted.len() * 3 && best.is_none_or(|(most, _)| in_order > most) {
                    best = Some((in_order, start));
                }
            }
        }
        let (_, start) = best?;
        Self::anchor(text, all[start].1.start..all[start + length - 1].1.end)
    }
}

/// Longer passages are not looked for word by word.
const MOST_WORDS: usize = 400;

/// The words of a text, folded and without punctuation, with where they stand.
fn words(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (letter.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push((fold(&text[from..at]), from..at));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// How many words two stretches share in order.
fn longest_common(a: &[(String, Range<usize>)], b: &[(String, Range<usize>)]) -> usize {
    let mut row = vec![0_usize; b.len() + 1];
    for (word, _) in a {
        let mut diagonal = 0;
        for (at, (other, _)) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == other { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[b.len()]
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
            assert_eq!(quote.anchor_near(text).map(|q| q.exact).as_deref(), expected, "{exact:?} in {text:?}");
        };
        let text = "He said: “The office in Pyongyang opens soon.” Then he left.";
        check("the office  in Pyongyang, opens soon", text, Some("The office in Pyongyang opens soon"));
        check("An office in Pyongyang opens soon", text, Some("The office in Pyongyang opens soon"));
        check("soon opens the embassy in Seoul", text, None);
        check("", text, None);
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

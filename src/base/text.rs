//! Anchors of a passage in a text, and folding of text for comparison.

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
    let ascii = any_ascii::any_ascii(text).to_ascii_lowercase();
    ascii.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

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

//! A text as names are looked for in it: lower case, without accents, with one blank between words, and the way back
//! to the text.

use std::ops::Range;

use crate::base::{is_accent, is_unseen};

/// A folded stretch of a text.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// What is searched.
    pub(super) text: String,
    /// For each byte of `text`, where in the stretch the sign begins that it comes from.
    from: Vec<u32>,
    /// Where the stretch lies in the original, in bytes.
    stretch: Range<usize>,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        Self::of_stretch(text, 0..text.len())
    }

    /// Only a stretch of a text, of less than 4 GiB, with the signs at its ends whole. Places are those of the whole
    /// text.
    pub(super) fn of_stretch(text: &str, stretch: Range<usize>) -> Self {
        let end = text.ceil_char_boundary(stretch.end.min(text.len()));
        let stretch = text.floor_char_boundary(stretch.start.min(end))..end;
        let words = &text[stretch.clone()];
        let mut folded =
            Self { text: String::with_capacity(words.len()), from: Vec::with_capacity(words.len()), stretch };
        for (at, sign) in words.char_indices() {
            folded.push(sign, at as u32);
        }
        folded
    }

    fn push(&mut self, sign: char, at: u32) {
        if sign.is_ascii_alphanumeric() {
            self.text.push(sign.to_ascii_lowercase());
            self.from.push(at);
        } else if sign.is_whitespace() || is_dash(sign) {
            // Names run over the ends of lines, and Jong-un is Jong Un.
            if !self.text.ends_with(' ') {
                self.text.push(' ');
                self.from.push(at);
            }
        } else if is_unseen(sign) || is_accent(sign) {
            // Names are written with and without.
        } else if is_apostrophe(sign) {
            self.text.push('\'');
            self.from.push(at);
        } else if is_latin(sign) {
            for letter in any_ascii::any_ascii_char(sign).chars() {
                self.text.push(letter.to_ascii_lowercase());
                self.from.push(at);
            }
        } else if let Some(whole) = self.text.chars().next_back().and_then(|before| joined(before, sign)) {
            let from = self.text.pop().and_then(|_| self.from.get(self.text.len()).copied()).unwrap_or(at);
            self.from.truncate(self.text.len());
            self.text.push(whole);
            self.from.resize(self.text.len(), from);
        } else {
            for letter in sign.to_lowercase().map(plain) {
                self.text.push(letter);
                self.from.resize(self.text.len(), at);
            }
        }
    }

    /// Where in the original a place of the folded text lies.
    pub(super) fn original(&self, at: usize) -> usize {
        self.from.get(at).map_or(self.stretch.end, |from| self.stretch.start + *from as usize)
    }
}

/// A name as it is looked for.
pub(super) fn fold_name(name: &str) -> String {
    Folded::of(name.trim()).text.trim().to_owned()
}

/// One sign out of two: the parts of a syllable of Hangul (Unicode, 3.12), and the marks that voice kana.
fn joined(before: char, sign: char) -> Option<char> {
    let number = |sign: char, first: char| (sign as u32).checked_sub(first as u32);
    match sign {
        '\u{1161}'..='\u{1175}' => {
            let lead = number(before, '\u{1100}').filter(|lead| *lead < 19)?;
            char::from_u32(0xac00 + (lead * 21 + number(sign, '\u{1161}')?) * 28)
        }
        '\u{11a8}'..='\u{11c2}' => {
            let open = number(before, '\u{ac00}').filter(|syllable| *syllable < 11_172 && syllable % 28 == 0)?;
            char::from_u32(0xac00 + open + number(sign, '\u{11a7}')?)
        }
        '\u{3099}' => char::from_u32(before as u32 + 1)
            .filter(|_| matches!(before, 'か'..='と' | 'は'..='ほ' | 'カ'..='ト' | 'ハ'..='ホ')),
        '\u{309a}' => char::from_u32(before as u32 + 2).filter(|_| matches!(before, 'は'..='ほ' | 'ハ'..='ホ')),
        _ => None,
    }
}

/// A small letter as it is without what may be left out in its script, or is written as a sign of its own.
fn plain(letter: char) -> char {
    match letter {
        'й' => 'и',
        'ё' => 'е',
        'ї' => 'і',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'آ' | 'أ' | 'إ' | 'ٱ' => 'ا',
        'ی' | 'ى' => 'ي',
        'ک' => 'ك',
        _ => letter,
    }
}

fn is_dash(sign: char) -> bool {
    matches!(sign, '-' | '\u{2010}'..='\u{2013}')
}

fn is_apostrophe(sign: char) -> bool {
    matches!(sign, '\'' | '\u{2018}' | '\u{2019}' | 'ʼ')
}

/// Latin letters beyond ASCII, and their full-width forms.
fn is_latin(sign: char) -> bool {
    matches!(sign, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff01}'..='\u{ff5e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_breaks_do_not_matter_and_places_are_found_again() {
        let text = "Ødegård,\n Kim  Jong-un’s e\u{301}tat 김정은 Пхеньян";
        let folded = Folded::of(text);
        assert_eq!(folded.text, "odegard, kim jong un's etat 김정은 пхеньян");
        for (at, sign) in folded.text.char_indices() {
            assert!(text.is_char_boundary(folded.original(at)), "{sign}");
        }
        let kim = folded.text.find("kim").unwrap();
        assert!(text[folded.original(kim)..].starts_with("Kim  Jong-un"));
        assert_eq!(folded.original(folded.text.len()), text.len());
    }

    #[test]
    fn what_is_written_in_one_sign_or_in_several_is_the_same() {
        for (one, several) in [
            ("김정은", "\u{1100}\u{1175}\u{11b7}\u{110c}\u{1165}\u{11bc}\u{110b}\u{1173}\u{11ab}"),
            ("バイデン", "ハ\u{3099}イテ\u{3099}ン"),
            ("Сергей", "Сергеи\u{306}"),
            ("Αθήνα", "Αθη\u{301}να"),
            ("محمد", "مُحَمَّد"),
            ("ירושלים", "יְרוּשָׁלַיִם"),
            ("Kim Jong Un", "\u{2067}Ki\u{ad}m\u{2069} \u{200e}Jong Un\u{feff}"),
        ] {
            assert_eq!(fold_name(one), fold_name(several), "{one}");
        }
        let text = "그는 \u{1100}\u{1175}\u{11b7} 씨";
        let folded = Folded::of_stretch(text, 6..17);
        assert_eq!((folded.text.as_str(), folded.original(1), folded.original(4)), (" 김 ", 7, 16));
        // Signs that it would part are whole.
        let folded = Folded::of_stretch(text, 4..18);
        assert_eq!((folded.text.as_str(), folded.original(0), folded.original(11)), ("는 김 씨", 3, 20));
    }
}

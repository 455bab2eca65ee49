//! A text as names are looked for in it: lower case, without accents, with one blank between words, and the way back
//! to the text.

/// A folded text.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// What is searched.
    pub(super) text: String,
    /// For each byte of `text`, where in the original the sign begins that it comes from.
    from: Vec<u32>,
    /// How long the original is, in bytes.
    len: usize,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let mut folded =
            Self { text: String::with_capacity(text.len()), from: Vec::with_capacity(text.len()), len: text.len() };
        for (at, sign) in text.char_indices() {
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
        } else if is_mark(sign) {
            // An accent of its own.
        } else if is_apostrophe(sign) {
            self.text.push('\'');
            self.from.push(at);
        } else if is_latin(sign) {
            for letter in any_ascii::any_ascii_char(sign).chars() {
                self.text.push(letter.to_ascii_lowercase());
                self.from.push(at);
            }
        } else {
            for letter in sign.to_lowercase() {
                self.text.push(letter);
                self.from.resize(self.text.len(), at);
            }
        }
    }

    /// Where in the original a place of the folded text lies.
    pub(super) fn original(&self, at: usize) -> usize {
        self.from.get(at).map_or(self.len, |at| *at as usize)
    }
}

/// A name as it is looked for.
pub(super) fn fold_name(name: &str) -> String {
    Folded::of(name.trim()).text
}

fn is_dash(sign: char) -> bool {
    matches!(sign, '-' | '\u{2010}'..='\u{2013}')
}

fn is_apostrophe(sign: char) -> bool {
    matches!(sign, '\'' | '\u{2018}' | '\u{2019}' | 'ʼ')
}

fn is_mark(sign: char) -> bool {
    matches!(sign, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{feff}')
}

/// Latin letters beyond ASCII, and their full-width forms.
fn is_latin(sign: char) -> bool {
    matches!(sign, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff01}'..='\u{ff5e}')
}

/// Whether a sign is written without blanks around words: Chinese signs and kana.
pub(super) fn runs_on(sign: char) -> bool {
    matches!(sign, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a sign is a syllable of Hangul, to which particles are joined.
pub(super) fn is_hangul(sign: char) -> bool {
    matches!(sign, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}')
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
}

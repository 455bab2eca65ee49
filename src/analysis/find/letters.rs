//! A text as the letters that people type: transliterated, lower case, without anything between them.

/// The letters of a text, each with what is known of it.
#[derive(Debug, Default)]
pub(super) struct Letters {
    /// ASCII letters and digits.
    pub(super) bytes: Vec<u8>,
    /// Whether a word begins there. Every Chinese, Japanese or Korean sign begins one.
    pub(super) starts: Vec<bool>,
    /// Where the sign stands that each comes from, in bytes of the text.
    pub(super) from: Vec<usize>,
}

impl Letters {
    pub(super) fn of(text: &str) -> Self {
        let mut letters = Self::default();
        each(text, |byte, starts, from| {
            letters.bytes.push(byte);
            letters.starts.push(starts);
            letters.from.push(from);
        });
        letters
    }

    /// The words, as ranges of letters.
    pub(super) fn words(&self) -> Vec<&[u8]> {
        words(&self.bytes, &self.starts).collect()
    }
}

/// The words of letters.
pub(super) fn words<'a>(bytes: &'a [u8], starts: &'a [bool]) -> impl Iterator<Item = &'a [u8]> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at;
        (from < bytes.len()).then(|| {
            at += 1;
            while at < bytes.len() && !starts[at] {
                at += 1;
            }
            &bytes[from..at]
        })
    })
}

/// Calls `emit` with each letter of `text`, whether a word begins there, and where it comes from.
pub(super) fn each(text: &str, mut emit: impl FnMut(u8, bool, usize)) {
    let mut starts = true;
    for (from, sign) in text.char_indices() {
        if sign.is_ascii_alphanumeric() {
            emit(sign.to_ascii_lowercase() as u8, starts, from);
            starts = false;
        } else if sign.is_ascii() {
            // O'Brien is one word.
            starts |= sign != '\'';
        } else {
            let latin = any_ascii::any_ascii_char(sign);
            starts |= stands_alone(sign);
            if !sign.is_alphanumeric() {
                // An accent of its own has no letters and ends no word.
                starts |= !latin.is_empty() && !matches!(sign, '’' | 'ʼ');
                continue;
            }
            for byte in latin.bytes().filter(u8::is_ascii_alphanumeric) {
                emit(byte.to_ascii_lowercase(), starts, from);
                starts = false;
            }
        }
    }
}

/// Whether a sign is a word or syllable of its own: Hangul, Chinese signs and kana.
fn stands_alone(sign: char) -> bool {
    matches!(sign, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let letters = Letters::of(text);
        let words: Vec<_> = letters.words().into_iter().map(|w| String::from_utf8(w.to_vec()).unwrap()).collect();
        assert_eq!(words, expected, "{text}");
    }

    #[test]
    fn texts_are_letters_in_words() {
        check("Åse Ødegård-Hansen", &["ase", "odegard", "hansen"]);
        check("O'Brien’s", &["obriens"]);
        check("김정은", &["gim", "jeong", "eun"]);
        check("Пхеньян", &["pkhenyan"]);
        check("e\u{301}tat", &["etat"]);
        check("金正恩 (Kim)", &["jin", "zheng", "en", "kim"]);
        check(" … ", &[]);
    }
}

//! What signs of the world's scripts do to words: which stand for nothing in a comparison, which are written without
//! blanks between words, and where a syllable must not be parted.

/// A sign that is not seen: a soft hyphen, a joiner, a mark of direction, a variation selector.
#[must_use]
pub fn is_unseen(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// An accent of its own, a point of Hebrew, a vowel mark of Arabic or its lengthening stroke: names are written with
/// and without. Vowel signs of other scripts are letters and none of these.
#[must_use]
pub fn is_accent(sign: char) -> bool {
    matches!(
        sign,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}'
            | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
            | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
    )
}

/// A vowel, tone or other sign that belongs to the letter before it, in the scripts of India and South-East Asia.
#[must_use]
pub fn is_dependent(sign: char) -> bool {
    matches!(
        sign,
        // Devanagari to Sinhala lie in blocks of 128 signs that are laid out alike.
        '\u{900}'..='\u{903}' | '\u{93a}'..='\u{93c}' | '\u{93e}'..='\u{94f}' | '\u{955}'..='\u{957}' | '\u{962}' | '\u{963}'
            | '\u{981}'..='\u{983}' | '\u{9bc}' | '\u{9be}'..='\u{9cd}' | '\u{9d7}' | '\u{9e2}' | '\u{9e3}'
            | '\u{a01}'..='\u{a03}' | '\u{a3c}'..='\u{a51}' | '\u{a70}' | '\u{a71}' | '\u{a75}'
            | '\u{a81}'..='\u{a83}' | '\u{abc}' | '\u{abe}'..='\u{acd}' | '\u{b01}'..='\u{b03}' | '\u{b3c}'
            | '\u{b3e}'..='\u{b57}' | '\u{b82}' | '\u{bbe}'..='\u{bcd}' | '\u{c00}'..='\u{c04}' | '\u{c3e}'..='\u{c56}'
            | '\u{c81}'..='\u{c83}' | '\u{cbc}' | '\u{cbe}'..='\u{cd6}' | '\u{d00}'..='\u{d03}' | '\u{d3e}'..='\u{d4d}'
            | '\u{d57}' | '\u{d81}'..='\u{d83}' | '\u{dca}'..='\u{ddf}'
            // Thai and Lao
            | '\u{e30}'..='\u{e3a}' | '\u{e45}' | '\u{e47}'..='\u{e4e}' | '\u{eb0}'..='\u{ebc}' | '\u{ec8}'..='\u{ece}'
            // Burmese and Khmer
            | '\u{102b}'..='\u{103e}' | '\u{1056}'..='\u{1059}' | '\u{105e}'..='\u{1060}' | '\u{1062}'..='\u{1064}'
            | '\u{1067}'..='\u{106d}' | '\u{1071}'..='\u{1074}' | '\u{1082}'..='\u{108d}' | '\u{17b6}'..='\u{17d3}' | '\u{17dd}'
            // Marks of kana
            | '\u{3099}' | '\u{309a}'
    )
}

/// Whether a sign belongs to the one before it, so that no word, mark or step ends between them.
#[must_use]
pub fn is_attached(sign: char) -> bool {
    is_accent(sign) || is_unseen(sign) || is_dependent(sign)
}

/// Whether a sign is part of a word: a letter, a number or a mark on either.
#[must_use]
pub fn is_of_word(sign: char) -> bool {
    sign.is_alphanumeric() || is_attached(sign)
}

/// Whether a sign is of a script without blanks between words: Chinese signs, hiragana, Thai, Lao, Khmer, Burmese and
/// their kin.
#[must_use]
pub fn runs_on(sign: char) -> bool {
    matches!(
        sign,
        '\u{3040}'..='\u{309f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
            | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19ff}'
            | '\u{1a20}'..='\u{1aaf}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aadf}'
    )
}

/// Whether a sign is of katakana, in which words from abroad are written: a run of it is one word.
#[must_use]
pub fn is_katakana(sign: char) -> bool {
    matches!(sign, '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
}

/// Whether a sign is a syllable of Hangul, to which particles are joined.
#[must_use]
pub fn is_hangul(sign: char) -> bool {
    matches!(sign, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}')
}

/// Whether a place in a text between two signs lies within a syllable: before what belongs to the sign before it, behind
/// a vowel that is written before its consonant, or around a stacked or killed consonant.
#[must_use]
pub fn parts_syllable(before: &str, after: &str) -> bool {
    let Some(last) = before.chars().next_back() else { return false };
    let mut following = after.chars();
    let Some(next) = following.next() else { return false };
    if is_attached(next) {
        return true;
    }
    // A vowel before its consonant in Thai and Lao; what stacks consonants in Khmer and Burmese.
    if matches!(last, '\u{e40}'..='\u{e44}' | '\u{ec0}'..='\u{ec4}' | '\u{17d2}' | '\u{1039}') {
        return true;
    }
    // A consonant of Burmese that is killed or stacked ends the syllable before it.
    let is_burmese = matches!(next, '\u{1000}'..='\u{1021}' | '\u{103f}');
    is_burmese
        && matches!(following.find(|sign| *sign != '\u{1037}'), Some('\u{103a}' | '\u{1039}'))
        && matches!(last, '\u{1000}'..='\u{109f}')
}

/// The stretch of whole words that holds `range`, without what is around words: from the beginning of the word that it
/// begins in to the end of the word that it ends in. Where words have no blanks between them it goes by syllables.
#[must_use]
pub fn whole_words(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let is_inside = |before: &str, after: &str| {
        let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else { return false };
        let joins = |sign: char| is_of_word(sign) && !runs_on(sign);
        let is_sign_of_name = |sign: char| matches!(sign, '\'' | '’' | '-' | '\u{2010}' | '\u{2011}');
        let letter = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
        (joins(last) && joins(next))
            || parts_syllable(before, after)
            || (is_sign_of_name(next) && letter(Some(last)) && letter(after.chars().nth(1)))
            || (is_sign_of_name(last) && letter(Some(next)) && letter(before.chars().rev().nth(1)))
    };
    let words = text.get(range.clone()).unwrap_or_default();
    let is_edge = |sign: char| !is_of_word(sign);
    let mut start = range.start + (words.len() - words.trim_start_matches(is_edge).len());
    let mut end = range.start + words.trim_end_matches(is_edge).len();
    if start >= end {
        return range;
    }
    while is_inside(&text[..start], &text[start..]) {
        start = text.floor_char_boundary(start - 1);
    }
    while is_inside(&text[..end], &text[end..]) {
        end = text.ceil_char_boundary(end + 1);
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_passage_grows_to_whole_words() {
        let check = |text: &str, part: &str, expected: &str| {
            let at = text.find(part).unwrap();
            assert_eq!(&text[whole_words(text, at..at + part.len())], expected, "{part:?} in {text:?}");
        };
        check("Kim Jong Un said", "ng U", "Jong Un");
        check("the (DPRK) said", "(DP", "DPRK");
        check("Kim Jong-un’s office", "un", "Jong-un’s");
        check("cafe\u{301} here", "caf", "cafe\u{301}");
        check("朝鮮の金正恩委員長", "金正恩", "金正恩");
        check("ประเทศไทยกับลาว", "ไท", "ไท");
        check("हिन्दी में", "ह", "हिन्दी");
        check("one, two", ", ", ", ");
    }

    #[test]
    fn syllables_stay_whole() {
        let parted = |before, after| parts_syllable(before, after);
        assert!(parted("ก", "่า") && parted("เ", "กาหลี") && parted("กาหล", "ี"));
        assert!(parted("មរ", "្យ") && parted("្", "យ"));
        assert!(parted("မြန်မာ", "က်") && !parted("မြန်မာ", "ကို"));
        assert!(!parted("ไทย", "กับ") && !parted("", "ก") && !parted("ລາວ", "ແລະ"));
    }

    proptest! {
        #[test]
        fn whole_words_hold_their_part_and_lie_on_boundaries(text in "[ab’\\-, é\u{301}กเ่김]{0,16}", a in 0_usize..30, b in 0_usize..30) {
            let (a, b) = (text.floor_char_boundary(a.min(b)), text.floor_char_boundary(a.max(b)));
            let grown = whole_words(&text, a..b);
            let inside = text[a..b].trim_matches(|sign| !is_of_word(sign));
            prop_assert!(text.get(grown.clone()).is_some_and(|words| words.contains(inside)));
            prop_assert_eq!(whole_words(&text, grown.clone()), grown);
        }
    }
}

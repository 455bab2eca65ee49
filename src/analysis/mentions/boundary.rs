//! Where a name may begin and end in a text, by script: at blanks and punctuation, anywhere between syllables where words
//! have no blanks between them, and before a particle in Korean.

use std::ops::Range;

use crate::base::{is_hangul, is_katakana, is_of_word, parts_syllable, runs_on};

/// What is joined to a name in Korean: particles, and what somebody is or belongs to.
const JOINED: &[&str] = &[
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "에서",
    "에게",
    "에게서",
    "한테",
    "께",
    "께서",
    "와",
    "과",
    "랑",
    "이랑",
    "도",
    "만",
    "뿐",
    "로",
    "으로",
    "로서",
    "으로서",
    "로써",
    "으로써",
    "부터",
    "까지",
    "마저",
    "조차",
    "보다",
    "처럼",
    "같이",
    "마다",
    "나",
    "이나",
    "든",
    "이든",
    "라도",
    "이라도",
    "야",
    "이야",
    "여",
    "이여",
    "고",
    "이고",
    "며",
    "이며",
    "다",
    "이다",
    "입니다",
    "인",
    "이라",
    "라",
    "이라고",
    "라고",
    "이라는",
    "라는",
    "이란",
    "란",
    "였다",
    "이었다",
    "지만",
    "이지만",
    "대로",
    "들",
    "씨",
    "님",
    "측",
    "군",
    "당국",
    "정부",
    "정권",
    "지도부",
    "주민",
    "사람",
    "대통령",
    "주석",
    "총리",
    "총리실",
    "장관",
    "위원장",
    "국무위원장",
    "외무상",
    "대표",
    "대표단",
    "대사",
    "대사관",
    "특사",
    "전",
];

/// Names of so many syllables are hardly ever the beginning of another word.
const LONG: usize = 3;

/// Whether a place of a folded text begins and ends with a word.
pub(super) fn stands_alone(text: &str, place: Range<usize>) -> bool {
    let (before, inside, after) = (&text[..place.start], &text[place.clone()], &text[place.end..]);
    let (first, last) = (inside.chars().next(), inside.chars().next_back());
    let begins = joined(before.chars().next_back(), first) || parts_syllable(before, &text[place.start..]);
    if begins || parts_syllable(&text[..place.end], after) {
        return false;
    }
    if !joined(last, after.chars().next()) {
        return true;
    }
    last.is_some_and(is_hangul) && after.chars().next().is_some_and(is_hangul) && {
        let tail: &str = after.split(|sign| !is_hangul(sign)).next().unwrap_or_default();
        inside.chars().filter(|sign| is_hangul(*sign)).take(LONG).count() >= LONG || is_of_particles(tail, 3)
    }
}

/// Whether two signs are of one word.
fn joined(a: Option<char>, b: Option<char>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    // Other scripts begin and end a word of katakana.
    (is_of_word(a) && is_of_word(b) && !runs_on(a) && !runs_on(b)) && is_katakana(a) == is_katakana(b)
}

/// Whether what follows a name is made of at most so many particles.
fn is_of_particles(tail: &str, most: usize) -> bool {
    tail.is_empty()
        || (most > 0
            && JOINED.iter().any(|part| tail.strip_prefix(part).is_some_and(|rest| is_of_particles(rest, most - 1))))
}

//! Letters put together to lines, with the spaces that a page shows without drawing them.

use super::glyphs::Letter;
use crate::base;

/// A gap of this many ems parts words.
const SPACE: f32 = 0.17;
/// Letters on one line may stand this many ems above or below each other, as raised numbers of notes do.
const RAISED: f32 = 0.5;
/// Whoever jumps back by so many ems begins a line of its own, even at the same height.
const BACK: f32 = 1.0;

/// A line of text. Lengths in points, as those of letters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub text: String,
    pub start: f32,
    pub end: f32,
    pub baseline: f32,
    /// The size of most of its letters.
    pub size: f32,
    pub way: i16,
}

/// Puts letters together to lines, in the order in which they were drawn. Takes linear time, but for the letters of a
/// line that runs to the left.
pub(super) fn of(letters: Vec<Letter>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line: Vec<Letter> = Vec::new();
    let mut end = f32::MIN;
    for letter in letters {
        let is_same = line.last().is_some_and(|last| {
            let size = last.size.max(letter.size);
            let is_back = letter.start < last.start - BACK * size && letter.start < end - BACK * size;
            let leftwards = runs_left(&letter.text) || runs_left(&last.text);
            last.way == letter.way && (last.baseline - letter.baseline).abs() < RAISED * size && (!is_back || leftwards)
        });
        // Letters are made bold by drawing them twice.
        let is_twice = is_same
            && line
                .last()
                .is_some_and(|last| last.text == letter.text && (last.start - letter.start).abs() < 0.1 * letter.size);
        if is_twice {
            continue;
        }
        if !is_same {
            lines.extend(join(std::mem::take(&mut line)));
            end = f32::MIN;
        }
        end = end.max(letter.end);
        line.push(letter);
    }
    lines.extend(join(line));
    lines
}

/// Puts the letters of one line together; nothing for one that shows nothing.
fn join(mut letters: Vec<Letter>) -> Option<Line> {
    let first = letters.first()?;
    let (baseline, way) = (first.baseline, first.way);
    let start = letters.iter().map(|letter| letter.start).fold(f32::MAX, f32::min);
    let end = letters.iter().map(|letter| letter.end).fold(f32::MIN, f32::max);
    let leftward = letters.iter().filter(|letter| runs_left(&letter.text)).count();
    if leftward > 0 {
        letters.sort_by(|a, b| a.start.total_cmp(&b.start));
        let strong = letters.iter().filter(|letter| letter.text.chars().any(char::is_alphabetic)).count();
        letters = in_order_of_reading(letters, 2 * leftward > strong);
    }
    let mut sizes: Vec<f32> = letters.iter().map(|letter| letter.size).collect();
    sizes.sort_by(f32::total_cmp);
    let size = sizes[sizes.len() / 2];
    let mut text = String::new();
    let mut last: Option<&Letter> = None;
    for letter in &letters {
        // To the left a gap is before the end of the one that comes, to the right before its start.
        let gap = last.map_or(0.0, |last| (letter.start - last.end).max(last.start - letter.end));
        if gap > SPACE * letter.size && !text.ends_with(char::is_whitespace) {
            text.push(' ');
        }
        push_plain(&mut text, &letter.text);
        last = Some(letter);
    }
    let text = text.trim();
    (!text.is_empty()).then(|| Line { text: text.to_owned(), start, end, baseline, size, way })
}

/// Letters that stand from left to right, in the order in which one reads them: what runs to the left is turned around,
/// and where the line as a whole does, everything but its numbers and foreign words.
fn in_order_of_reading(letters: Vec<Letter>, is_leftward: bool) -> Vec<Letter> {
    let mut letters = letters;
    if is_leftward {
        letters.reverse();
    }
    // The runs that now stand the wrong way round.
    let is_wrong = |letter: &Letter| {
        let text = &letter.text;
        match is_leftward {
            true => !runs_left(text) && text.chars().any(char::is_alphanumeric),
            false => runs_left(text),
        }
    };
    let mut from = 0;
    while from < letters.len() {
        if !is_wrong(&letters[from]) {
            from += 1;
            continue;
        }
        // Signs within a run turn with it, those behind it do not.
        let mut to = from + 1;
        let mut last = from;
        while to < letters.len() && (is_wrong(&letters[to]) || is_neutral(&letters[to].text)) {
            if is_wrong(&letters[to]) {
                last = to;
            }
            to += 1;
        }
        letters[from..=last].reverse();
        from = last + 1;
    }
    letters
}

fn is_neutral(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

/// Whether a text is in a script that is written to the left.
fn runs_left(text: &str) -> bool {
    text.chars().any(|sign| base::runs_left(sign) && sign.is_alphabetic())
}

/// Adds letters as one would type them: ligatures taken apart, every space a plain one, and nothing that does not show.
fn push_plain(text: &mut String, letters: &str) {
    for sign in letters.chars() {
        match sign {
            'ﬀ' => text.push_str("ff"),
            'ﬁ' => text.push_str("fi"),
            'ﬂ' => text.push_str("fl"),
            'ﬃ' => text.push_str("ffi"),
            'ﬄ' => text.push_str("ffl"),
            'ﬅ' | 'ﬆ' => text.push_str("st"),
            sign if sign.is_whitespace() => {
                if !text.ends_with(' ') {
                    text.push(' ');
                }
            }
            sign if sign.is_control() => {}
            sign => text.push(sign),
        }
    }
}

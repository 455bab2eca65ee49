//! Lines put together to paragraphs, over columns and pages, without what every page repeats.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Line;

/// Lines that far apart, measured by what is usual on a page, part paragraphs.
const APART: f32 = 1.35;
/// A line that begins so many ems further in begins a paragraph.
const INDENT: f32 = 0.8;
/// From so many pages on, lines that the edges of most of them share are no text.
const PAGES: usize = 3;
/// How many lines at the top and at the bottom of a page may be a running head.
const EDGE: usize = 2;

/// Puts the lines of pages together to a text, a paragraph a line, with an empty line between them. Takes linear time.
pub(super) fn of(pages: Vec<Vec<Line>>) -> String {
    let pages = without_heads(pages);
    let mut text = String::new();
    // The last line, and where the lines of its paragraph end at most.
    let mut last: Option<(&Line, f32)> = None;
    for page in &pages {
        let usual = usual_distance(page);
        for (at, line) in page.iter().enumerate() {
            let continues = match last {
                None => false,
                Some((before, most)) if at > 0 => follows(before, line, page.get(at + 1), usual, most),
                Some((before, _)) => goes_over(before, line),
            };
            if continues {
                append(&mut text, &line.text);
                last = last.map(|(_, most)| (line, most.max(line.end)));
            } else {
                if !text.is_empty() {
                    text.push_str("\n\n");
                }
                text.push_str(&line.text);
                last = Some((line, line.end));
            }
        }
    }
    text.replace('\u{AD}', "")
}

/// Whether a line goes on with the paragraph of the one before it on its page.
fn follows(before: &Line, line: &Line, next: Option<&Line>, usual: f32, most: f32) -> bool {
    let size = before.size.max(line.size);
    if before.way != line.way || (before.size - line.size).abs() > 0.15 * size {
        return false;
    }
    let down = line.baseline - before.baseline;
    if down < -0.5 * size {
        // At the top of the next column.
        return goes_over(before, line);
    }
    if down > APART * usual.max(size) || is_item(&line.text) || is_entry(&before.text) {
        return false;
    }
    // An indented line begins a paragraph, unless those below it are indented as well.
    let is_indented = line.start > before.start + INDENT * size;
    if is_indented && next.is_some_and(|next| next.start < line.start - 0.5 * INDENT * size) {
        return false;
    }
    // A short line that ends a sentence ends a paragraph.
    !(ends_sentence(&before.text) && before.end < most - 0.25 * (most - before.start))
}

/// Whether a line goes on with a sentence that was cut by the end of a column or a page.
fn goes_over(before: &Line, line: &Line) -> bool {
    let same = before.way == line.way && (before.size - line.size).abs() < 0.15 * before.size.max(line.size);
    let is_cut = !ends_sentence(&before.text) && !is_item(&line.text);
    same && is_cut && (line.text.starts_with(char::is_lowercase) || before.text.ends_with(['-', ',', '\u{AD}']))
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['”', '’', '"', '\'', '»', ')', ']', '」', '』']);
    text.ends_with(['.', '!', '?', ':', '…', '。', '！', '？', '؟'])
}

/// Whether a line is an item of a list.
fn is_item(text: &str) -> bool {
    text.starts_with(['•', '‣', '◦', '▪', '–', '●', '■']) && text.chars().nth(1).is_some_and(char::is_whitespace)
}

/// Whether a line is an entry of a table of contents: dots that lead to a number.
fn is_entry(text: &str) -> bool {
    text.ends_with(|sign: char| sign.is_ascii_digit()) && text.contains("....")
}

/// Adds a line to a paragraph. A word that was parted at the end of the line before is whole again.
fn append(text: &mut String, line: &str) {
    if text.ends_with('\u{AD}') {
        text.pop();
    } else if text.ends_with('-') && line.starts_with(char::is_lowercase) {
        let before = text.trim_end_matches('-');
        // "1990-" and " -" are no parted words.
        if text.len() - before.len() == 1 && before.ends_with(char::is_alphabetic) {
            text.pop();
        }
    } else if text.ends_with(['-', '–', '—', '/']) && !text.ends_with([' ']) {
        // The line was broken at a sign that holds words together.
    } else if !(text.ends_with(is_unspaced) && line.starts_with(is_unspaced)) {
        text.push(' ');
    }
    text.push_str(line);
}

/// Whether a sign is of a script that parts no words by spaces: Chinese and Japanese.
fn is_unspaced(sign: char) -> bool {
    matches!(sign, '\u{3000}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
}

/// The distance from line to line that is most usual on a page, in points; 0 where there is none.
fn usual_distance(page: &[Line]) -> f32 {
    let pairs = page.windows(2).filter_map(|pair| {
        let down = pair[1].baseline - pair[0].baseline;
        let size = pair[0].size.max(pair[1].size);
        (down > 0.6 * size && down < 3.0 * size).then_some(down)
    });
    let mut distances: Vec<f32> = pairs.collect();
    distances.sort_by(f32::total_cmp);
    // Distances within paragraphs are the shorter ones.
    distances.get(distances.len() / 3).copied().unwrap_or(0.0)
}

/// Takes out lines at the top and bottom that most pages share, but for numbers: running heads and page numbers.
fn without_heads(pages: Vec<Vec<Line>>) -> Vec<Vec<Line>> {
    if pages.len() < PAGES {
        return pages;
    }
    let key = |line: &Line| {
        // At the same height, to a few points.
        let mut key = format!("{}:", (line.baseline / 6.0).round());
        for sign in line.text.chars() {
            match sign {
                sign if sign.is_ascii_digit() => {
                    if !key.ends_with('#') {
                        key.push('#');
                    }
                }
                sign => key.push(sign),
            }
        }
        key
    };
    let is_edge = |at: usize, count: usize| at < EDGE || at + EDGE >= count;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for page in &pages {
        let edge = page.iter().enumerate().filter(|(at, _)| is_edge(*at, page.len()));
        let keys: BTreeSet<String> = edge.map(|(_, line)| key(line)).collect();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    // Heads of left and of right pages differ.
    let most = (pages.len() * 2 / 5).max(PAGES);
    let keep = |page: Vec<Line>| {
        let count = page.len();
        let kept = page
            .into_iter()
            .enumerate()
            .filter(|(at, line)| !is_edge(*at, count) || counts.get(&key(line)).is_none_or(|known| *known < most));
        kept.map(|(_, line)| line).collect()
    };
    pages.into_iter().map(keep).collect()
}

//! The text of a source, laid out in paragraphs of which only those in sight are drawn, with a selection over all of it.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::text::{CCursor, LayoutJob, LayoutSection, TextFormat};
use eframe::egui::{Galley, Painter, Pos2, Rect, Vec2, pos2, vec2};

use super::places::{Place, places, ways};
use crate::base::runs_left;
use crate::ui::fonts;
use crate::ui::theme::size;

/// From line to line.
const LINE: f32 = 26.0;
/// Between paragraphs, where the text has an empty line.
const GAP: f32 = 13.0;
/// How many bytes are laid out in a frame to learn their height.
const MEASURED: usize = 1 << 16;
/// A line with more bytes is parted at a blank: what is laid out is laid out whole.
const MOST_BYTES: usize = 1 << 12;

/// A paragraph: a line of the text.
#[derive(Debug)]
struct Paragraph {
    range: Range<usize>,
    height: f32,
    is_measured: bool,
}

/// The laid out text.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: Option<Arc<str>>,
    width: f32,
    points: f32,
    paragraphs: Vec<Paragraph>,
    /// Where each paragraph begins, and after the last where it ends.
    tops: Vec<f32>,
}

/// A paragraph in sight.
pub(super) struct Laid {
    pub range: Range<usize>,
    pub galley: Arc<Galley>,
    /// Of its first line, in points of the screen.
    pub at: Pos2,
}

impl Page {
    /// Takes over the text and its width. Whether all heights are known; they are learned frame by frame.
    pub fn prepare(&mut self, painter: &Painter, text: &Arc<str>, width: f32, points: f32) -> bool {
        let is_same = self.text.as_ref().is_some_and(|known| Arc::ptr_eq(known, text));
        if !is_same || self.width != width || self.points != points {
            if !is_same {
                self.paragraphs = split(text);
            }
            (self.text, self.width, self.points) = (Some(Arc::clone(text)), width, points);
            for paragraph in &mut self.paragraphs {
                paragraph.is_measured = false;
                paragraph.height = estimate(&text[paragraph.range.clone()], width, points);
            }
            self.stack();
        }
        let mut left = MEASURED;
        let mut any = false;
        for paragraph in self.paragraphs.iter_mut().filter(|p| !p.is_measured) {
            let bytes = paragraph.range.len() + 64;
            if bytes > left && any {
                break;
            }
            left = left.saturating_sub(bytes);
            any = true;
            paragraph.is_measured = true;
            let words = &text[paragraph.range.clone()];
            if !words.trim().is_empty() {
                paragraph.height = layout(painter, words, width, points).size().y;
            }
        }
        if any {
            self.stack();
        }
        self.paragraphs.last().is_none_or(|last| last.is_measured)
    }

    fn stack(&mut self) {
        let mut top = 0.0;
        self.tops.clear();
        self.tops.push(top);
        for paragraph in &self.paragraphs {
            top += paragraph.height;
            self.tops.push(top);
        }
    }

    /// How high it is.
    pub fn height(&self) -> f32 {
        self.tops.last().copied().unwrap_or_default()
    }

    /// The paragraphs between two heights, laid out below `origin`.
    pub fn visible(&self, painter: &Painter, origin: Pos2, from: f32, to: f32) -> Vec<Laid> {
        let Some(text) = &self.text else { return Vec::new() };
        let first = self.tops.partition_point(|top| *top <= from).saturating_sub(1);
        let all = self.paragraphs.iter().zip(&self.tops).skip(first).take_while(|(_, top)| **top < to);
        all.map(|(paragraph, top)| Laid {
            range: paragraph.range.clone(),
            galley: layout(painter, &text[paragraph.range.clone()], self.width, self.points),
            at: origin + vec2(0.0, *top),
        })
        .collect()
    }

    /// Where a place of the text stands, as a height.
    pub fn top_of(&self, painter: &Painter, byte: usize) -> f32 {
        let Some(text) = &self.text else { return 0.0 };
        let at = self.paragraphs.partition_point(|p| p.range.end < byte).min(self.paragraphs.len().saturating_sub(1));
        let (Some(paragraph), Some(top)) = (self.paragraphs.get(at), self.tops.get(at)) else { return 0.0 };
        let words = &text[paragraph.range.clone()];
        let galley = layout(painter, words, self.width, self.points);
        let char = chars(words, byte.saturating_sub(paragraph.range.start));
        top + galley.pos_from_cursor(CCursor::new(char)).top()
    }
}

impl Laid {
    /// The places of a part of the text in this paragraph, a rectangle a line.
    pub fn rects(&self, text: &str, part: &Range<usize>) -> Vec<Rect> {
        let start = part.start.max(self.range.start);
        let end = part.end.min(self.range.end);
        if start >= end {
            return Vec::new();
        }
        let words = &text[self.range.clone()];
        let (start, end) = (chars(words, start - self.range.start), chars(words, end - self.range.start));
        if words.chars().any(runs_left) {
            return self.rects_among(&places(words, &self.galley)[..], start..end);
        }
        let mut first = 0;
        let mut rects = Vec::new();
        for row in &self.galley.rows {
            let count = row.char_count_excluding_newline().0;
            let (from, to) = (start.max(first), end.min(first + count));
            if from < to {
                let x = |column: usize| self.at.x + row.pos.x + row.x_offset((column - first).into());
                let top = self.at.y + row.pos.y;
                rects.push(Rect::from_min_max(pos2(x(from), top), pos2(x(to), top + row.size.y)));
            }
            first += row.char_count_including_newline().0;
        }
        rects
    }

    fn rects_among(&self, places: &[Place], part: Range<usize>) -> Vec<Rect> {
        let part = &places[part.start.min(places.len())..part.end.min(places.len())];
        let rects = part.chunk_by(|a, b| a.row == b.row).map(|places| {
            let row = &self.galley.rows[places[0].row];
            let left = places.iter().map(|place| place.left).fold(f32::MAX, f32::min);
            let right = places.iter().map(|place| place.right).fold(f32::MIN, f32::max);
            let top = row.pos.y;
            Rect::from_min_max(pos2(left, top), pos2(right, top + row.size.y)).translate(self.at.to_vec2())
        });
        rects.collect()
    }

    /// The place of the text nearest to a point.
    pub fn byte_at(&self, text: &str, at: Pos2) -> usize {
        let words = &text[self.range.clone()];
        if words.chars().any(runs_left) {
            return self.range.start + byte_among(words, &self.galley, at - self.at);
        }
        let cursor = self.galley.cursor_from_pos(at - self.at);
        self.range.start + words.char_indices().nth(cursor.index.0).map_or(words.len(), |(byte, _)| byte)
    }

    /// Its lower edge.
    pub fn bottom(&self) -> f32 {
        self.at.y + self.galley.size().y
    }
}

/// The place in a paragraph with letters that run to the left which is nearest to a point of it.
fn byte_among(words: &str, galley: &Galley, at: Vec2) -> usize {
    let row = galley.rows.iter().position(|row| at.y < row.pos.y + row.size.y);
    let row = row.unwrap_or(galley.rows.len().saturating_sub(1));
    let places = places(words, galley);
    let far = |place: &Place| (place.left - at.x).max(at.x - place.right).max(0.0);
    let in_row = places.iter().enumerate().filter(|(_, place)| place.row == row);
    let nearest = in_row.min_by(|(_, a), (_, b)| far(a).total_cmp(&far(b)));
    let Some((number, place)) = nearest else { return words.len() };
    let is_behind = (at.x > 0.5 * (place.left + place.right)) != place.leftward;
    words.char_indices().nth(number + usize::from(is_behind)).map_or(words.len(), |(byte, _)| byte)
}

/// The place of the text that is nearest to a point.
pub(super) fn byte_at(text: &str, laid: &[Laid], at: Pos2) -> Option<usize> {
    let below = laid.iter().find(|paragraph| at.y < paragraph.bottom()).or(laid.last())?;
    Some(below.byte_at(text, at))
}

/// The word around a place.
pub(super) fn word_at(text: &str, at: usize) -> Range<usize> {
    let inside = |sign: char| sign.is_alphanumeric() || matches!(sign, '\'' | '’' | '-' | '\u{300}'..='\u{36f}');
    let start = text[..at].char_indices().rev().take_while(|(_, sign)| inside(*sign)).last().map_or(at, |(i, _)| i);
    let end = text[at..].char_indices().find(|(_, sign)| !inside(*sign)).map_or(text.len(), |(i, _)| at + i);
    start..end
}

/// The place one sign, or one word, further.
pub(super) fn step(text: &str, at: usize, forward: bool, by_word: bool) -> usize {
    let is_word = |sign: &char| sign.is_alphanumeric();
    if forward {
        let mut signs = text[at..].char_indices().map(|(i, sign)| (at + i, sign));
        if !by_word {
            signs.next();
            return signs.next().map_or(text.len(), |(i, _)| i);
        }
        let mut behind = signs.skip_while(|(_, sign)| !is_word(sign)).skip_while(|(_, sign)| is_word(sign));
        behind.next().map_or(text.len(), |(i, _)| i)
    } else {
        let mut signs = text[..at].char_indices().rev();
        if !by_word {
            return signs.next().map_or(0, |(i, _)| i);
        }
        let mut start = at;
        let mut in_word = false;
        for (i, sign) in signs {
            if in_word && !is_word(&sign) {
                break;
            }
            in_word |= is_word(&sign);
            start = i;
        }
        start
    }
}

fn chars(words: &str, bytes: usize) -> usize {
    words.get(..bytes).map_or_else(|| words.chars().count(), |before| before.chars().count())
}

fn split(text: &str) -> Vec<Paragraph> {
    let mut start = 0;
    let mut paragraphs = Vec::new();
    for line in text.split_inclusive('\n') {
        let mut words = line.trim_end_matches(['\n', '\r']);
        let mut from = start;
        while words.len() > MOST_BYTES {
            let (most, _) = words.split_at(words.floor_char_boundary(MOST_BYTES));
            let cut = most.rfind(char::is_whitespace).map_or(most.len(), |at| words.ceil_char_boundary(at + 1));
            paragraphs.push(Paragraph { range: from..from + cut, height: 0.0, is_measured: false });
            (from, words) = (from + cut, &words[cut..]);
        }
        paragraphs.push(Paragraph { range: from..from + words.len(), height: 0.0, is_measured: false });
        start += line.len();
    }
    paragraphs
}

fn estimate(words: &str, width: f32, points: f32) -> f32 {
    if words.trim().is_empty() {
        return GAP;
    }
    let lines = (words.chars().count() as f32 * 0.5 * points / width.max(1.0)).ceil().max(1.0);
    lines * line_height(points)
}

fn line_height(points: f32) -> f32 {
    (LINE * points / size::READING).round()
}

/// egui keeps what was laid out in the frame before.
fn layout(painter: &Painter, words: &str, width: f32, points: f32) -> Arc<Galley> {
    let format = TextFormat {
        font_id: fonts::regular(points),
        color: eframe::egui::Color32::PLACEHOLDER,
        line_height: Some(line_height(points)),
        ..Default::default()
    };
    let mut job = LayoutJob::single_section(words.to_owned(), format.clone());
    job.wrap.max_width = width;
    // Each section is shaped on its own, and one that runs to the left turns all of its letters round.
    if words.chars().any(runs_left) {
        let section = |part: Range<usize>| LayoutSection {
            leading_space: 0.0,
            byte_range: part.start.into()..part.end.into(),
            format: format.clone(),
        };
        job.sections = ways(words).into_iter().map(section).collect();
    }
    painter.layout_job(job)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_among_letters_that_run_to_the_left_are_where_they_are_seen() {
        let context = eframe::egui::Context::default();
        fonts::install(&context);
        let text = "שלום Donald Trump עולם and North Korea said";
        let mut shown = context.run_ui(eframe::egui::RawInput::default(), |ui| {
            let galley = layout(ui.painter(), text, 900.0, 16.0);
            let laid = Laid { range: 0..text.len(), galley: Arc::clone(&galley), at: Pos2::ZERO };
            for name in ["Donald Trump", "North Korea", "שלום", "עולם"] {
                let from = text.find(name).unwrap();
                let [rect] = laid.rects(text, &(from..from + name.len()))[..] else { panic!("{name}") };
                let seen = |glyph: &&eframe::epaint::text::Glyph| {
                    glyph.advance_width > 0.0 && rect.x_range().contains(glyph.logical_rect().center().x)
                };
                let mut letters: String = galley.rows[0].glyphs.iter().filter(seen).map(|glyph| glyph.chr).collect();
                if runs_left(name.chars().next().unwrap()) {
                    letters = letters.chars().rev().collect();
                }
                assert_eq!(letters, name);
                let middle = pos2(rect.center().x, rect.center().y);
                assert!((from..=from + name.len()).contains(&laid.byte_at(text, middle)), "{name}");
            }
        });
        shown.textures_delta.clear();
    }

    #[test]
    fn paragraphs_are_lines_without_their_ends() {
        let text = "One\r\n\nTwo 김";
        let parts: Vec<&str> = split(text).iter().map(|p| &text[p.range.clone()]).collect();
        assert_eq!(parts, ["One", "", "Two 김"]);
        // A text without ends of lines is parted between words.
        let text = "김정은 said so ".repeat(1000);
        let parts = split(&text);
        assert!(parts.len() > 3 && parts.iter().all(|part| part.range.len() <= MOST_BYTES));
        assert!(parts.windows(2).all(|pair| pair[0].range.end == pair[1].range.start));
        assert!(parts.iter().all(|part| text[part.range.clone()].ends_with(' ')));
    }

    #[test]
    fn steps_go_by_sign_and_by_word() {
        let text = "Ann 김정은, then";
        assert_eq!(step(text, 0, true, false), 1);
        assert_eq!(&text[..step(text, 0, true, true)], "Ann");
        assert_eq!(&text[..step(text, 3, true, true)], "Ann 김정은");
        assert_eq!(&text[step(text, text.len(), false, true)..], "then");
        assert_eq!(step(text, 0, false, false), 0);
        assert_eq!(step(text, text.len(), true, true), text.len());
        assert_eq!(&text[word_at(text, 4)], "김정은");
    }
}

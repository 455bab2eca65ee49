//! The text of a source, laid out in paragraphs of which only those in sight are drawn, with a selection over all of it.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::text::{CCursor, LayoutJob, LayoutSection, TextFormat};
use eframe::egui::{Galley, Painter, Pos2, Rect, Vec2, pos2, vec2};

use super::places::{Place, places, ways};
use crate::base::{is_attached, is_of_word, runs_left, whole_words};
use crate::ui::fonts;
use crate::ui::theme::size;

/// From line to line.
const LINE: f32 = 26.0;
/// Between paragraphs, where the text has an empty line.
const GAP: f32 = 13.0;
/// About how many bytes are laid out together to learn their height.
const BLOCK: usize = 1 << 13;
/// How many bytes are laid out in a frame beside what is in sight.
const MEASURED: usize = 1 << 15;
/// A longer text is laid out only where it is in sight.
const SHORT: usize = 1 << 19;
/// A line with more bytes is parted at a blank: what is laid out is laid out whole.
const MOST_BYTES: usize = 1 << 12;

/// A paragraph: a line of the text.
#[derive(Debug)]
struct Paragraph {
    range: Range<usize>,
    /// From the top of its block.
    top: f32,
    height: f32,
}

/// Some lines whose height is learned together.
#[derive(Debug)]
struct Block {
    range: Range<usize>,
    /// A guess until the paragraphs are there.
    height: f64,
    paragraphs: Option<Vec<Paragraph>>,
}

/// The laid out text. Heights are of the page, in points, and as exact at its end as at its beginning.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: Option<Arc<str>>,
    width: f32,
    points: f32,
    blocks: Vec<Block>,
    /// Where each block begins, and after the last where it ends.
    tops: Vec<f64>,
    /// Blocks before this one have their height.
    measured: usize,
}

/// A paragraph in sight.
pub(super) struct Laid {
    pub range: Range<usize>,
    pub galley: Arc<Galley>,
    /// Of its first line, in points of the screen.
    pub at: Pos2,
}

impl Page {
    /// Takes over the text and its width. Whether its heights are new.
    pub fn prepare(&mut self, painter: &Painter, text: &Arc<str>, width: f32, points: f32) -> bool {
        let is_same = self.holds(text);
        if is_same && self.width == width && self.points == points {
            return false;
        }
        if !is_same {
            self.blocks = blocks(text);
        }
        (self.text, self.width, self.points, self.measured) = (Some(Arc::clone(text)), width, points, 0);
        for block in &mut self.blocks {
            block.paragraphs = None;
        }
        // The rest of a text is taken to be like its beginning.
        if let Some(first) = self.blocks.first_mut() {
            first.measure(painter, text, width, points);
            let rate = first.height / first.range.len().max(1) as f64;
            for block in self.blocks.iter_mut().skip(1) {
                block.height = block.range.len() as f64 * rate;
            }
        }
        self.stack(0);
        true
    }

    /// Whether it is laid out from this text.
    pub fn holds(&self, text: &Arc<str>) -> bool {
        self.text.as_ref().is_some_and(|known| Arc::ptr_eq(known, text))
    }

    fn stack(&mut self, from: usize) {
        self.tops.resize(self.blocks.len() + 1, 0.0);
        for (at, block) in self.blocks.iter().enumerate().skip(from) {
            self.tops[at + 1] = self.tops[at] + block.height;
        }
    }

    /// The block at a height, and how far down in it that is, as a share of it.
    fn block_at(&self, height: f64) -> (usize, f64) {
        let at = self.tops.partition_point(|top| *top <= height).saturating_sub(1);
        let at = at.min(self.blocks.len().saturating_sub(1));
        let share = self.blocks.get(at).map_or(0.0, |block| (height - self.tops[at]) / block.height.max(1.0));
        (at, share)
    }

    /// Learns the heights of what lies between two heights. How far down what was at the first of them went.
    pub fn measure(&mut self, painter: &Painter, from: f64, to: f64) -> f64 {
        let Some(text) = self.text.clone() else { return 0.0 };
        let (first, share) = self.block_at(from.max(0.0));
        let (mut at, mut any, mut left) = (first, false, to - from);
        while left > 0.0 && at < self.blocks.len() {
            any |= self.blocks[at].measure(painter, &text, self.width, self.points);
            let above = if at == first { share.clamp(0.0, 1.0) } else { 0.0 };
            left -= self.blocks[at].height * (1.0 - above);
            at += 1;
        }
        if !any {
            return 0.0;
        }
        self.stack(first);
        let is_within = from >= 0.0 && share <= 1.0;
        if is_within { self.tops[first] + share * self.blocks[first].height - from } else { 0.0 }
    }

    /// Learns more heights of a text that is not long, so that its length is known. How far down what is at a height
    /// went; `None` once all are known.
    pub fn measure_on(&mut self, painter: &Painter, at: f64) -> Option<f64> {
        let text = self.text.clone().filter(|text| text.len() <= SHORT)?;
        let (first, share) = self.block_at(at.max(0.0));
        let (start, mut left) = (self.measured, MEASURED);
        while let Some(block) = self.blocks.get_mut(self.measured).filter(|_| left > 0) {
            if block.measure(painter, &text, self.width, self.points) {
                left = left.saturating_sub(block.range.len());
            }
            self.measured += 1;
        }
        if start == self.measured {
            return None;
        }
        self.stack(start);
        Some(if at > 0.0 { self.tops[first] + share * self.blocks[first].height - at } else { 0.0 })
    }

    /// How high it is.
    pub fn height(&self) -> f64 {
        self.tops.last().copied().unwrap_or_default()
    }

    /// The paragraphs between two heights, of which the first is at `corner` on the screen. They were measured.
    pub fn visible(&self, painter: &Painter, corner: Pos2, from: f64, to: f64) -> Vec<Laid> {
        let Some(text) = &self.text else { return Vec::new() };
        let (first, _) = self.block_at(from);
        let blocks = self.blocks.iter().zip(&self.tops).skip(first).take_while(|(_, top)| **top < to);
        let paragraphs = blocks.flat_map(|(block, top)| {
            let all = block.paragraphs.iter().flatten();
            all.map(move |paragraph| (paragraph, *top + f64::from(paragraph.top)))
        });
        paragraphs
            .filter(|(paragraph, top)| *top < to && *top + f64::from(paragraph.height) > from)
            .map(|(paragraph, top)| Laid {
                range: paragraph.range.clone(),
                galley: layout(painter, &text[paragraph.range.clone()], self.width, self.points),
                at: corner + vec2(0.0, (top - from) as f32),
            })
            .collect()
    }

    /// Where a place of the text stands, as a height.
    pub fn top_of(&mut self, painter: &Painter, byte: usize) -> f64 {
        let Some(text) = self.text.clone() else { return 0.0 };
        let at = self.blocks.partition_point(|block| block.range.end <= byte).min(self.blocks.len().saturating_sub(1));
        let (width, points) = (self.width, self.points);
        let Some(block) = self.blocks.get_mut(at) else { return 0.0 };
        let is_new = block.measure(painter, &text, width, points);
        let paragraphs = block.paragraphs.as_deref().unwrap_or_default();
        let nth = paragraphs.partition_point(|paragraph| paragraph.range.end < byte);
        let within = paragraphs.get(nth).or(paragraphs.last()).map_or(0.0, |paragraph| {
            let words = &text[paragraph.range.clone()];
            let char = chars(words, byte.saturating_sub(paragraph.range.start));
            let galley = layout(painter, words, width, points);
            paragraph.top + galley.pos_from_cursor(CCursor::new(char)).top()
        });
        if is_new {
            self.stack(at);
        }
        self.tops[at] + f64::from(within)
    }

    /// The place of the text at a height, about.
    pub fn byte_near(&self, height: f64) -> usize {
        let (at, share) = self.block_at(height.max(0.0));
        let (Some(block), Some(text)) = (self.blocks.get(at), &self.text) else { return 0 };
        let within = (height - self.tops[at]) as f32;
        let below = block.paragraphs.iter().flatten().find(|paragraph| paragraph.top + paragraph.height > within);
        let guess = || block.range.start + (share.clamp(0.0, 1.0) * block.range.len() as f64) as usize;
        below.map_or_else(|| text.floor_char_boundary(guess()), |paragraph| paragraph.range.start)
    }
}

impl Block {
    /// Parts it into paragraphs and learns their heights, where that was not done yet.
    fn measure(&mut self, painter: &Painter, text: &str, width: f32, points: f32) -> bool {
        if self.paragraphs.is_some() {
            return false;
        }
        let mut paragraphs = split(text, self.range.clone());
        let mut top = 0.0;
        for paragraph in &mut paragraphs {
            let words = &text[paragraph.range.clone()];
            paragraph.top = top;
            paragraph.height =
                if words.trim().is_empty() { GAP } else { layout(painter, words, width, points).size().y };
            top += paragraph.height;
        }
        self.height = f64::from(top);
        self.paragraphs = Some(paragraphs);
        true
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

/// The word around a place; where words have no blanks between them, the sign.
pub(super) fn word_at(text: &str, at: usize) -> Range<usize> {
    let sign = text[at..].chars().next().map_or(0, char::len_utf8);
    whole_words(text, at..at + sign)
}

/// The place one sign with what belongs to it, or one word, further.
pub(super) fn step(text: &str, at: usize, forward: bool, by_word: bool) -> usize {
    let is_part = |sign: char, is_first: bool| if by_word { is_of_word(sign) } else { is_first || is_attached(sign) };
    if forward {
        let mut signs = text[at..].char_indices().map(|(i, sign)| (at + i, sign)).peekable();
        let mut is_first = true;
        if by_word {
            while signs.next_if(|(_, sign)| !is_of_word(*sign)).is_some() {}
        }
        while signs.next_if(|(_, sign)| is_part(*sign, std::mem::take(&mut is_first))).is_some() {}
        signs.peek().map_or(text.len(), |(i, _)| *i)
    } else {
        let mut start = at;
        let mut in_word = false;
        for (i, sign) in text[..at].char_indices().rev() {
            if by_word && in_word && !is_of_word(sign) {
                break;
            }
            in_word |= is_of_word(sign);
            start = i;
            if !by_word && !is_attached(sign) {
                break;
            }
        }
        start
    }
}

fn chars(words: &str, bytes: usize) -> usize {
    words.get(..bytes).map_or_else(|| words.chars().count(), |before| before.chars().count())
}

/// Parts a text after lines; where these are long, after a blank.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::with_capacity(text.len() / BLOCK + 1);
    let mut start = 0;
    while start < text.len() {
        let least = text.floor_char_boundary(start + BLOCK);
        let most = text.floor_char_boundary(start + 2 * BLOCK);
        let end = match memchr::memchr(b'\n', &text.as_bytes()[least..most]) {
            Some(at) => least + at + 1,
            None if most == text.len() => most,
            None => {
                text[least..most].rfind(char::is_whitespace).map_or(most, |at| text.ceil_char_boundary(least + at + 1))
            }
        };
        blocks.push(Block { range: start..end, height: 0.0, paragraphs: None });
        start = end;
    }
    blocks
}

/// The lines of a part of a text, without their ends; long ones in parts.
fn split(text: &str, part: Range<usize>) -> Vec<Paragraph> {
    let mut start = part.start;
    let mut paragraphs = Vec::new();
    for line in text[part].split_inclusive('\n') {
        let mut words = line.trim_end_matches(['\n', '\r']);
        let mut from = start;
        while words.len() > MOST_BYTES {
            let (most, _) = words.split_at(words.floor_char_boundary(MOST_BYTES));
            let cut = most.rfind(char::is_whitespace).map_or(most.len(), |at| words.ceil_char_boundary(at + 1));
            paragraphs.push(Paragraph { range: from..from + cut, top: 0.0, height: 0.0 });
            (from, words) = (from + cut, &words[cut..]);
        }
        paragraphs.push(Paragraph { range: from..from + words.len(), top: 0.0, height: 0.0 });
        start += line.len();
    }
    paragraphs
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
        let parts: Vec<&str> = split(text, 0..text.len()).iter().map(|p| &text[p.range.clone()]).collect();
        assert_eq!(parts, ["One", "", "Two 김"]);
        // A text without ends of lines is parted between words.
        let text = "김정은 said so ".repeat(1000);
        let parts = split(&text, 0..text.len());
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
        // A sign takes what belongs to it along.
        assert_eq!(step("e\u{301}a", 0, true, false), 3);
        assert_eq!(step("ไก่a", "ไก่".len(), false, false), "ไ".len());
    }

    #[test]
    fn blocks_hold_the_text_and_end_with_lines() {
        for text in
            ["", "One", &"A line that goes on.\n".repeat(4000), &"김정은 said so ".repeat(4000), &"x".repeat(50_000)]
        {
            let blocks = blocks(text);
            let mut end = 0;
            for block in &blocks {
                assert_eq!(block.range.start, end);
                end = block.range.end;
                assert!(block.range.len() <= 2 * BLOCK && text.is_char_boundary(end));
            }
            assert_eq!(end, text.len());
            assert!(!text.contains('\n') || blocks.iter().all(|block| text[block.range.clone()].ends_with('\n')));
        }
    }

    #[test]
    fn what_is_in_sight_stays_where_it_is_while_heights_are_learned() {
        let context = eframe::egui::Context::default();
        fonts::install(&context);
        // Paragraphs unlike those at the beginning, from which heights are guessed.
        let text: Arc<str> =
            ["Short.\n".repeat(2000), "Rather a long line of words. ".repeat(9) + "\n"].concat().repeat(60).into();
        let mut shown = context.run_ui(eframe::egui::RawInput::default(), |ui| {
            let mut page = Page::default();
            assert!(page.prepare(ui.painter(), &text, 400.0, 15.0) && text.len() > SHORT);
            let guessed = page.height();
            let place = text[text.len() / 2..].find("Rather").unwrap() + text.len() / 2;
            let top = page.top_of(ui.painter(), place);
            let down = page.measure(ui.painter(), top - 200.0, top + 400.0);
            // What is drawn at that height is the place itself.
            let laid = page.visible(ui.painter(), Pos2::ZERO, top - 200.0 + down, top + 400.0 + down);
            let paragraph = laid.iter().find(|laid| laid.range.contains(&place)).expect("it is in sight");
            assert!(
                (f64::from(paragraph.at.y) - (page.top_of(ui.painter(), place) - (top - 200.0 + down))).abs() < 1.0
            );
            assert!(page.height() != guessed && page.measure_on(ui.painter(), 0.0).is_none(), "the rest is left");
            assert!(laid.len() < 60);
            let top = page.top_of(ui.painter(), place);
            assert_eq!(page.byte_near(top + 1.0), place);
        });
        shown.textures_delta.clear();
    }
}

//! Where each sign of a paragraph stands. The library lays letters that run to the left out by words and in the order in
//! which they are seen, and puts a mark without width for each of them behind, so a sign is not found by its number.

use std::ops::Range;

use eframe::egui::Galley;

use crate::base::runs_left;

/// Where a sign stands: its row, and from where to where in the galley.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub row: usize,
    pub left: f32,
    pub right: f32,
    /// It is read from the right to the left.
    pub leftward: bool,
}

/// Parts of a paragraph that run one way each, in bytes.
pub(super) fn ways(words: &str) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut last = None;
    for (at, sign) in words.char_indices() {
        let way = runs_left(sign);
        let end = at + sign.len_utf8();
        match parts.last_mut() {
            Some(part) if last == Some(way) => part.end = end,
            _ => parts.push(at..end),
        }
        last = Some(way);
    }
    parts
}

/// The places of all signs of a paragraph that is laid out in its [`ways`]. Takes linear time.
pub(super) fn places(words: &str, galley: &Galley) -> Vec<Place> {
    let signs: Vec<char> = words.chars().collect();
    let mut places = Vec::with_capacity(signs.len());
    for (number, row) in galley.rows.iter().enumerate() {
        let mut glyphs = &row.glyphs[..];
        while let (Some(glyph), Some(sign)) = (glyphs.first(), signs.get(places.len())) {
            if !runs_left(*sign) {
                let left = row.pos.x + glyph.pos.x;
                places.push(Place { row: number, left, right: left + glyph.advance_width, leftward: false });
                glyphs = &glyphs[1..];
                continue;
            }
            let count = signs[places.len()..].iter().take_while(|sign| runs_left(**sign)).count();
            let (word, rest) = glyphs.split_at(glyphs.iter().take_while(|glyph| runs_left(glyph.chr)).count());
            if word.is_empty() {
                break;
            }
            glyphs = rest;
            let left = word.iter().map(|glyph| glyph.pos.x).fold(f32::MAX, f32::min);
            let right = word.iter().map(|glyph| glyph.pos.x + glyph.advance_width).fold(f32::MIN, f32::max);
            // Joined letters are parted evenly: no font tells more.
            let step = (right - left) / count as f32;
            let start = row.pos.x + right;
            places.extend((0..count).map(|at| Place {
                row: number,
                left: start - step * (at + 1) as f32,
                right: start - step * at as f32,
                leftward: true,
            }));
        }
    }
    places
}

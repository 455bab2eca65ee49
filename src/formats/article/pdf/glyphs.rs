//! What a page draws that are letters, and where.

use std::panic::resume_unwind;

use compact_str::{CompactString, ToCompactString};
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::kurbo::{BezPath, Point, Rect, Vec2};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};

use crate::base::Task;

/// How often it is looked whether to go on.
const LOOK_EVERY: usize = 4096;

/// The payload with which the reading of a file is left when it draws too much or is not wanted any more.
pub(super) struct OutOfBounds;

/// One letter, or several that were drawn as one. Lengths in points, measured along and across the way in which the
/// text runs, down the page for text that runs to the right.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Letter {
    pub text: CompactString,
    /// Where it begins.
    pub start: f32,
    /// Where it ends, as far as is known.
    pub end: f32,
    /// Where its baseline is.
    pub baseline: f32,
    /// The size of the font.
    pub size: f32,
    /// The way in which the text runs, in degrees; 0 is to the right.
    pub way: i16,
}

/// Gathers the letters of a page.
pub(super) struct Glyphs<'t> {
    letters: Vec<Letter>,
    drawn: usize,
    most_drawn: usize,
    /// How many letters were drawn, and how many of them have no meaning that the file tells.
    pub seen: usize,
    pub unknown: usize,
    task: &'t Task,
}

impl<'t> Glyphs<'t> {
    pub fn new(most_drawn: usize, task: &'t Task) -> Self {
        Self { letters: Vec::new(), drawn: 0, most_drawn, seen: 0, unknown: 0, task }
    }

    /// The letters since the last call.
    pub fn take(&mut self) -> Vec<Letter> {
        std::mem::take(&mut self.letters)
    }

    fn count(&mut self) {
        self.drawn += 1;
        let is_unwanted = self.drawn.is_multiple_of(LOOK_EVERY) && self.task.is_cancelled();
        if is_unwanted || self.drawn > self.most_drawn {
            // The library has no other way to be stopped. No message: this is no fault of the program.
            resume_unwind(Box::new(OutOfBounds));
        }
    }
}

impl Device<'_> for Glyphs<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.count();
            let transform = props.transform * glyph.transform();
            let origin = transform * Point::ZERO;
            let em = transform * Point::new(1000.0, 0.0) - origin;
            let is_across = matches!(run.writing_mode(), WritingMode::Vertical);
            let way = if is_across { Vec2::new(-em.y, em.x) } else { em };
            let size = way.hypot();
            if !size.is_finite() || size < 0.01 || !origin.is_finite() {
                continue;
            }
            self.seen += 1;
            let text = match glyph.as_unicode() {
                Some(BfString::Char(sign)) => sign.to_compact_string(),
                Some(BfString::String(text)) => text.into(),
                None => CompactString::default(),
            };
            if text.is_empty() || text.contains('\u{FFFD}') {
                self.unknown += 1;
                continue;
            }
            let advance = match &**glyph {
                _ if is_across => Some(1000.0),
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(_) => None,
            };
            let unit = way / size;
            let start = (origin.to_vec2().dot(unit)) as f32;
            let width = advance.filter(|width| *width > 0.0).map_or(0.5, |width| width / 1000.0) * size as f32;
            self.letters.push(Letter {
                text,
                start,
                end: start + width,
                baseline: unit.cross(origin.to_vec2()) as f32,
                size: size as f32,
                way: (unit.atan2().to_degrees().round() as i16).rem_euclid(360),
            });
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {
        self.count();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.count();
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.count();
    }

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'_>, _: &DrawMode) {
        self.count();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {
        self.count();
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.count();
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

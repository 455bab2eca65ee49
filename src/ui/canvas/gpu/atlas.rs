//! Icons and counts as pictures for the shaders, drawn once each from the bundled fonts at several sizes.

use std::sync::Arc;

use eframe::egui::{
    Color32, FontData, FontDefinitions, FontFamily, FontId,
    epaint::text::{FontTweak, Fonts, TextOptions},
};
use rustc_hash::FxHashMap;

use crate::ui::fonts;

use super::marks::Slot;

/// The side of a slot in texels, and the part of it that a picture fills: the rest keeps neighbours apart.
pub(super) const SLOT: usize = 96;
const FILLED: usize = 80;
/// Slots a row, and rows.
const ROW: usize = 16;
/// The side of the whole.
pub(super) const SIDE: usize = SLOT * ROW;
/// The sizes in which each picture is kept, each half the one before.
pub(super) const LEVELS: usize = 5;

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Figure {
    /// A filled icon.
    Icon(char),
    /// A count; more than 99 is `99+`.
    Count(u32),
    /// A letter.
    Letter(char),
}

/// A picture on its way to the device: one byte a texel, largest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Print {
    pub(super) slot: Slot,
    pub(super) levels: [Vec<u8>; LEVELS],
}

impl Print {
    /// Where it stands, in texels of the largest size.
    pub(super) fn origin(&self) -> [usize; 2] {
        let at = usize::from(self.slot.0);
        [at % ROW * SLOT, at / ROW * SLOT]
    }
}

/// Which picture stands where.
#[derive(Default)]
pub(super) struct Atlas {
    slots: FxHashMap<Figure, Slot>,
    fonts: Option<Fonts>,
}

impl Atlas {
    /// The slot of a figure, and its picture when it is new. There is room for 256; what comes later has none.
    pub(super) fn slot(&mut self, figure: Figure) -> (Slot, Option<Print>) {
        let figure = match figure {
            Figure::Count(count) => Figure::Count(count.min(100)),
            Figure::Icon(_) | Figure::Letter(_) => figure,
        };
        if let Some(slot) = self.slots.get(&figure) {
            return (*slot, None);
        }
        let next = self.slots.len();
        if next >= ROW * ROW {
            return (Slot::NONE, None);
        }
        let slot = Slot(next as u16);
        self.slots.insert(figure, slot);
        let levels = self.drawn(figure);
        (slot, Some(Print { slot, levels }))
    }

    /// All pictures again, for a device that lost them.
    pub(super) fn prints(&mut self) -> Vec<Print> {
        let mut all: Vec<(Figure, Slot)> = self.slots.iter().map(|(figure, slot)| (*figure, *slot)).collect();
        all.sort_unstable_by_key(|(_, slot)| slot.0);
        all.into_iter().map(|(figure, slot)| Print { slot, levels: self.drawn(figure) }).collect()
    }

    fn drawn(&mut self, figure: Figure) -> [Vec<u8>; LEVELS] {
        let fonts = self.fonts.get_or_insert_with(|| Fonts::new(TextOptions::default(), definitions()));
        let (text, font, height) = match figure {
            Figure::Icon(glyph) => (glyph.to_string(), FontId::new(FILLED as f32, fonts::icon_fill()), FILLED as f32),
            // Eleven points in the square of 24 that a badge maps the picture to.
            Figure::Count(_) | Figure::Letter(_) => {
                let text = match figure {
                    Figure::Count(count) if count > 99 => "99+".to_owned(),
                    Figure::Count(count) => count.to_string(),
                    Figure::Letter(character) | Figure::Icon(character) => character.to_string(),
                };
                let size = 11.0 / 24.0 * FILLED as f32;
                (text, fonts::semibold(size), fonts::CAP_HEIGHT * size)
            }
        };
        let galley = fonts.with_pixels_per_point(1.0).layout_no_wrap(text, font, Color32::WHITE);
        let image = fonts.texture_atlas().image();
        let mut whole = vec![0_u8; SLOT * SLOT];
        let middle = 0.5 * SLOT as f32;
        let glyphs = || galley.rows.iter().flat_map(|row| &row.glyphs).filter(|glyph| !glyph.uv_rect.is_nothing());
        // The side bearings of the icon fonts say nothing: what is drawn goes into the middle.
        let width = match figure {
            Figure::Icon(_) => glyphs().map(|glyph| glyph.uv_rect.size.x).sum::<f32>(),
            Figure::Count(_) | Figure::Letter(_) => {
                galley.rows.iter().flat_map(|row| &row.glyphs).map(|glyph| glyph.advance_width).sum()
            }
        };
        // Icons hang from the ascent of their font; capitals stand on the baseline.
        let baseline = match figure {
            Figure::Icon(_) => middle - 0.5 * height + height * fonts::ICON_ASCENT,
            Figure::Count(_) | Figure::Letter(_) => middle + 0.5 * height,
        };
        for glyph in glyphs() {
            let uv = glyph.uv_rect;
            let bearing = if matches!(figure, Figure::Icon(_)) { 0.0 } else { glyph.pos.x + uv.offset.x };
            let left = (middle - 0.5 * width + bearing).round() as i64;
            let top = (baseline + uv.offset.y).round() as i64;
            for y in uv.min[1]..uv.max[1] {
                for x in uv.min[0]..uv.max[0] {
                    let (to_x, to_y) = (left + i64::from(x - uv.min[0]), top + i64::from(y - uv.min[1]));
                    let inside = (0..SLOT as i64).contains(&to_x) && (0..SLOT as i64).contains(&to_y);
                    if inside && let Some(texel) = image.pixels.get(usize::from(y) * image.size[0] + usize::from(x)) {
                        whole[to_y as usize * SLOT + to_x as usize] = texel.a();
                    }
                }
            }
        }
        let mut levels = [const { Vec::new() }; LEVELS];
        levels[0] = whole;
        for level in 1..LEVELS {
            levels[level] = halved(&levels[level - 1], SLOT >> (level - 1));
        }
        levels
    }
}

/// A picture at half the size: each texel the mean of four.
fn halved(texels: &[u8], side: usize) -> Vec<u8> {
    let half = side / 2;
    let at = |x: usize, y: usize| u16::from(texels[y * side + x]);
    let mean = |i: usize| {
        let (x, y) = (2 * (i % half), 2 * (i / half));
        ((at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1) + 2) / 4) as u8
    };
    (0..half * half).map(mean).collect()
}

/// Only the fonts that figures are drawn from, and nothing to fall back to.
fn definitions() -> FontDefinitions {
    let all = fonts::definitions();
    let mut few = FontDefinitions::empty();
    for family in [fonts::icon_fill(), fonts::semibold(1.0).family, FontFamily::Proportional, FontFamily::Monospace] {
        let name = match &family {
            FontFamily::Proportional | FontFamily::Monospace => fonts::semibold(1.0).family.to_string(),
            FontFamily::Name(name) => name.to_string(),
        };
        if let Some(data) = all.font_data.get(&name) {
            let tweak = FontTweak { hinting: Some(false), subpixel_binning: Some(false), ..data.tweak.clone() };
            few.font_data.insert(name.clone(), Arc::new(FontData { tweak, ..(**data).clone() }));
        }
        few.families.insert(family, vec![name]);
    }
    few
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::icons;

    fn ink(print: &Print, level: usize) -> f64 {
        let texels = &print.levels[level];
        texels.iter().map(|texel| f64::from(*texel)).sum::<f64>() / (255.0 * texels.len() as f64)
    }

    #[test]
    fn every_icon_is_drawn_in_the_middle_of_its_slot() {
        let mut atlas = Atlas::default();
        for (name, icon) in icons::ALL.iter().take(40) {
            let (_, print) = atlas.slot(Figure::Icon(icon.glyph()));
            let print = print.expect("it is new");
            assert!(ink(&print, 0) > 0.02, "{name} is empty");
            assert!((ink(&print, 0) - ink(&print, 4)).abs() < 0.02, "{name} gets lighter");
            let on_edge = (0..SLOT).map(|i| print.levels[0][i]).max();
            assert_eq!(on_edge, Some(0), "{name} reaches the edge of its slot");
            assert_eq!(atlas.slot(Figure::Icon(icon.glyph())).1, None, "{name} is drawn twice");
        }
    }

    #[test]
    fn icons_stand_where_their_font_puts_them() {
        let mut atlas = Atlas::default();
        for icon in [icons::FILE_TEXT, icons::CALENDAR_BLANK, icons::USER, icons::BANK, icons::CIRCLE] {
            let print = atlas.slot(Figure::Icon(icon.glyph())).1.unwrap();
            let columns: Vec<usize> =
                (0..SLOT).filter(|x| (0..SLOT).any(|y| print.levels[0][y * SLOT + x] > 64)).collect();
            let (left, right) = (columns[0], SLOT - 1 - columns[columns.len() - 1]);
            assert!(left.abs_diff(right) <= 2, "{icon:?} has {left} free on the left and {right} on the right");
        }
    }

    #[test]
    fn a_full_atlas_gives_no_icon_rather_than_another_one() {
        let mut atlas = Atlas::default();
        for i in 0..300 {
            let (slot, print) = atlas.slot(Figure::Icon(char::from_u32(0xe000 + i).unwrap()));
            assert_eq!(slot == Slot::NONE, i >= 256);
            assert_eq!(print.is_some(), i < 256);
        }
        assert_eq!(atlas.prints().len(), 256);
    }

    #[test]
    fn counts_above_ninety_nine_share_a_picture() {
        let mut atlas = Atlas::default();
        let (slot, print) = atlas.slot(Figure::Count(100));
        assert!(ink(&print.unwrap(), 0) > 0.02);
        assert_eq!(atlas.slot(Figure::Count(4_000)), (slot, None));
        assert_ne!(atlas.slot(Figure::Count(99)).0, slot);
    }
}

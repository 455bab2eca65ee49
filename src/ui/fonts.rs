//! Installs the bundled fonts and names their families.
//!
//! Every text family falls back to Noto Sans KR for Hangul and kana, to the fonts that egui brings, and after those to the
//! fonts of the system, which `eframe` adds at run time through its `system_fonts` feature.

use std::sync::Arc;

use eframe::egui::{Context, FontData, FontDefinitions, FontFamily, FontId, epaint::text::FontTweak};

const INTER: &str = "Inter";
const INTER_MEDIUM: &str = "Inter Medium";
const INTER_SEMIBOLD: &str = "Inter SemiBold";
const NOTO_KR: &str = "Noto Sans KR";
const ICON_REGULAR: &str = "Phosphor";
const ICON_FILL: &str = "Phosphor Fill";

/// Height of Inter's capitals as a fraction of the font size, for optical centring.
pub const CAP_HEIGHT: f32 = 1490.0 / 2048.0;

/// Height of an icon above its baseline as a fraction of its size.
pub const ICON_ASCENT: f32 = 960.0 / 1024.0;

/// Inter at weight 400, for running text.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Inter at weight 500, for controls and names.
pub fn medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(INTER_MEDIUM.into()))
}

/// Inter at weight 600, for headings and section titles.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(INTER_SEMIBOLD.into()))
}

/// The family of outlined icons.
pub fn icon_regular() -> FontFamily {
    FontFamily::Name(ICON_REGULAR.into())
}

/// The family of filled icons.
pub fn icon_fill() -> FontFamily {
    FontFamily::Name(ICON_FILL.into())
}

/// The font definitions of the program: Inter in three weights, the two icon fonts, and egui's own as fallback.
pub fn definitions() -> FontDefinitions {
    let mut definitions = FontDefinitions::default();
    let text: [(&str, &'static [u8]); 3] = [
        (INTER, include_bytes!("../../assets/fonts/Inter-Regular.ttf")),
        (INTER_MEDIUM, include_bytes!("../../assets/fonts/Inter-Medium.ttf")),
        (INTER_SEMIBOLD, include_bytes!("../../assets/fonts/Inter-SemiBold.ttf")),
    ];
    let icons: [(&str, &'static [u8]); 2] = [
        (ICON_REGULAR, include_bytes!("../../assets/fonts/Phosphor-Regular.ttf")),
        (ICON_FILL, include_bytes!("../../assets/fonts/Phosphor-Fill.ttf")),
    ];

    let fallback = definitions.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for (name, bytes) in text {
        let family = if name == INTER { FontFamily::Proportional } else { FontFamily::Name(name.into()) };
        let mut chain = vec![name.to_owned()];
        if name != INTER {
            // A character that one weight lacks is better shown in another than in another face.
            chain.push(INTER.to_owned());
        }
        chain.push(NOTO_KR.to_owned());
        chain.extend(fallback.iter().cloned());
        definitions.families.insert(family, chain);
        definitions.font_data.insert(name.to_owned(), unhinted(bytes));
    }
    let korean = include_bytes!("../../assets/fonts/NotoSansKR-Regular.otf");
    definitions.font_data.insert(NOTO_KR.to_owned(), unhinted(korean));
    definitions
        .families
        .insert(FontFamily::Name(INTER.into()), definitions.families[&FontFamily::Proportional].clone());
    for (name, bytes) in icons {
        definitions.font_data.insert(name.to_owned(), unhinted(bytes));
        definitions.families.insert(FontFamily::Name(name.into()), vec![name.to_owned()]);
    }
    definitions
}

/// A font drawn as it was designed: hinting would widen the text and bend the thin strokes of the icons.
fn unhinted(bytes: &'static [u8]) -> Arc<FontData> {
    let tweak = FontTweak { hinting: Some(false), ..FontTweak::default() };
    Arc::new(FontData::from_static(bytes).tweak(tweak))
}

/// Installs the fonts in a context. Call it once, before the first frame.
pub fn install(ctx: &Context) {
    ctx.set_fonts(definitions());
}

//! The colours, sizes and egui styles of the program, light and dark. No other file names a colour.

mod style;

use eframe::egui::{Color32, Context, Theme, Ui};

use super::{
    fonts,
    icons::{self, Icon},
};

/// Font sizes in points.
pub mod size {
    /// Canvas labels and axes.
    pub const CAPTION: f32 = 11.0;
    /// Secondary text, hints and counts.
    pub const SECONDARY: f32 = 12.0;
    /// The text of the interface.
    pub const BODY: f32 = 13.0;
    /// Titles of cards and of panels.
    pub const TITLE: f32 = 14.0;
    /// Running text of a source.
    pub const READING: f32 = 15.0;
    /// A heading inside a page.
    pub const HEADING: f32 = 16.0;
    /// The heading of a page.
    pub const PAGE: f32 = 18.0;
}

/// Distances in points, all on the grid of four.
pub mod space {
    /// Between parts of one control.
    pub const XS: f32 = 4.0;
    /// Between controls.
    pub const S: f32 = 8.0;
    /// Between groups, and inside cards.
    pub const M: f32 = 12.0;
    /// The margin of panels and dialogs.
    pub const L: f32 = 16.0;
    /// Between sections of a page.
    pub const XL: f32 = 24.0;
}

/// Corner radii in points.
pub mod radius {
    /// Chips, tags, key caps.
    pub const CHIP: u8 = 4;
    /// Buttons, fields, cards.
    pub const CONTROL: u8 = 6;
    /// Menus, popups and floating bars.
    pub const FLOATING: u8 = 8;
    /// Dialogs.
    pub const DIALOG: u8 = 10;
}

/// Heights in points of the recurring parts.
pub mod height {
    /// Buttons and fields.
    pub const CONTROL: f32 = 28.0;
    /// Small buttons, and the least size of anything clickable.
    pub const TARGET: f32 = 24.0;
    /// A row in a list.
    pub const ROW: f32 = 24.0;
    /// A row in a table.
    pub const TABLE_ROW: f32 = 28.0;
    /// A row of two lines.
    pub const TALL_ROW: f32 = 44.0;
    /// A strip of tabs.
    pub const TABS: f32 = 36.0;
}

/// Durations in seconds.
pub mod motion {
    /// Hover and press.
    pub const HOVER: f32 = 0.08;
    /// A panel that opens or folds.
    pub const PANEL: f32 = 0.16;
    /// A movement of the camera.
    pub const CAMERA: f32 = 0.24;
    /// A change of layout.
    pub const LAYOUT: f32 = 0.3;
}

/// The class of an entity, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntityClass {
    /// A state.
    Country,
    /// A person or a position.
    Person,
    /// A body or an organisation.
    Organisation,
    /// A building, a mission or a place.
    Facility,
    /// Something that happened or is planned.
    Event,
    /// An agreement or a document.
    Agreement,
    /// Anything else.
    Other,
}

impl EntityClass {
    /// All classes in the order in which lists and legends show them.
    pub const ALL: [Self; 7] =
        [Self::Country, Self::Person, Self::Organisation, Self::Facility, Self::Event, Self::Agreement, Self::Other];

    /// The icon of the class; a subtype may bring another.
    pub fn icon(self) -> Icon {
        match self {
            Self::Country => icons::FLAG,
            Self::Person => icons::USER,
            Self::Organisation => icons::BANK,
            Self::Facility => icons::BUILDINGS,
            Self::Event => icons::CALENDAR_BLANK,
            Self::Agreement => icons::FILE_TEXT,
            Self::Other => icons::CIRCLE,
        }
    }
}

/// Every colour of one theme, by its use.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// Bars and panels.
    pub panel: Color32,
    /// Cards, popups and buttons.
    pub surface: Color32,
    /// The track of a segmented control, and other hollows.
    pub sunken: Color32,
    /// The selected segment on a sunken track.
    pub raised: Color32,
    /// The inside of a text field.
    pub field: Color32,
    /// The ground of a chip.
    pub chip: Color32,
    /// The ground of the graph.
    pub canvas: Color32,
    /// The dots of the canvas.
    pub dot: Color32,
    /// Dividers and card borders.
    pub line: Color32,
    /// Borders of controls.
    pub line2: Color32,
    /// A row or a button under the pointer.
    pub hover: Color32,
    /// Text.
    pub t1: Color32,
    /// Secondary text.
    pub t2: Color32,
    /// Hints and counts.
    pub t3: Color32,
    /// Selection and focus.
    pub accent: Color32,
    /// The primary button.
    pub accent_fill: Color32,
    /// The primary button under the pointer.
    pub accent_fill_hover: Color32,
    /// Text and icons on the primary button.
    pub on_accent: Color32,
    /// A selected row.
    pub accent_weak: Color32,
    /// Links.
    pub accent_text: Color32,
    /// Relationships.
    pub edge: Color32,
    /// Support, added, done.
    pub ok: Color32,
    /// The ground behind `ok`.
    pub ok_weak: Color32,
    /// Dispute, removed, failed.
    pub bad: Color32,
    /// The ground behind `bad`.
    pub bad_weak: Color32,
    /// To be checked, changed.
    pub warn: Color32,
    /// The ground behind `warn`.
    pub warn_weak: Color32,
    /// A line that says changed.
    pub warn_line: Color32,
    /// An icon on a disc or a filled badge.
    pub on_disc: Color32,
    /// The shadow under a popup.
    pub shadow: Color32,
    /// The veil behind a dialog.
    pub scrim: Color32,
    classes: [Color32; 7],
}

impl Tokens {
    /// The colour of a class of entities.
    pub fn class(&self, class: EntityClass) -> Color32 {
        self.classes[class as usize]
    }
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// The light theme.
pub const LIGHT: Tokens = Tokens {
    panel: rgb(0xF8F9FB),
    surface: rgb(0xFFFFFF),
    sunken: rgb(0xECEEF3),
    raised: rgb(0xFFFFFF),
    field: rgb(0xFFFFFF),
    chip: rgb(0xECEEF3),
    canvas: rgb(0xFDFDFE),
    dot: rgb(0xE3E6EC),
    line: rgb(0xE0E3EA),
    line2: rgb(0xC3C9D4),
    hover: rgb(0xEBEEF3),
    t1: rgb(0x171B24),
    t2: rgb(0x434B5C),
    t3: rgb(0x636B7C),
    accent: rgb(0x2B59E0),
    accent_fill: rgb(0x2B59E0),
    accent_fill_hover: rgb(0x244FCB),
    on_accent: rgb(0xFFFFFF),
    accent_weak: rgb(0xE5ECFD),
    accent_text: rgb(0x2349BE),
    edge: rgb(0x717B8E),
    ok: rgb(0x167243),
    ok_weak: rgb(0xE1F3E9),
    bad: rgb(0xB8291F),
    bad_weak: rgb(0xFCE9E7),
    warn: rgb(0x8A5A00),
    warn_weak: rgb(0xFCF1DA),
    warn_line: rgb(0xD59A1E),
    on_disc: rgb(0xFFFFFF),
    shadow: Color32::from_black_alpha(36),
    scrim: Color32::from_black_alpha(48),
    classes: [rgb(0x1B7FD1), rgb(0xA33B0C), rgb(0x4F3A9E), rgb(0xB08621), rgb(0xD0557F), rgb(0x065F54), rgb(0x7A8394)],
};

/// The dark theme.
pub const DARK: Tokens = Tokens {
    panel: rgb(0x171A1F),
    surface: rgb(0x20242B),
    sunken: rgb(0x111317),
    raised: rgb(0x2C323C),
    field: rgb(0x111317),
    chip: rgb(0x2A2F38),
    canvas: rgb(0x101216),
    dot: rgb(0x22262D),
    line: rgb(0x292E37),
    line2: rgb(0x434B58),
    hover: rgb(0x252A32),
    t1: rgb(0xE9ECF1),
    t2: rgb(0xBAC1CD),
    t3: rgb(0x929BAA),
    accent: rgb(0x86A3FF),
    accent_fill: rgb(0x3F66E8),
    accent_fill_hover: rgb(0x375CD6),
    on_accent: rgb(0xFFFFFF),
    accent_weak: rgb(0x1D2A4F),
    accent_text: rgb(0xA3B9FF),
    edge: rgb(0x7C8698),
    ok: rgb(0x5FCB92),
    ok_weak: rgb(0x14301F),
    bad: rgb(0xFF8A7E),
    bad_weak: rgb(0x3A1A18),
    warn: rgb(0xEDBB55),
    warn_weak: rgb(0x352813),
    warn_line: rgb(0xC9912A),
    on_disc: rgb(0x101216),
    shadow: Color32::from_black_alpha(120),
    scrim: Color32::from_black_alpha(48),
    classes: [rgb(0x66C8FC), rgb(0xDE7A30), rgb(0x8A78E0), rgb(0xF0DC70), rgb(0xE4668A), rgb(0x74E8C6), rgb(0x8F98A7)],
};

/// The tokens of a theme.
pub fn of(theme: Theme) -> &'static Tokens {
    match theme {
        Theme::Light => &LIGHT,
        Theme::Dark => &DARK,
    }
}

/// How narrow and how wide a panel beside the canvas may be dragged: in a small window the canvas keeps its room.
pub fn side_panel_widths(ui: &Ui) -> std::ops::RangeInclusive<f32> {
    side_panel_widths_from(ui, 244.0)
}

/// The same for a panel whose content needs so much room at the least, in points.
pub fn side_panel_widths_from(ui: &Ui, least: f32) -> std::ops::RangeInclusive<f32> {
    const MOST: f32 = 480.0;
    const CANVAS: f32 = 400.0;
    least..=(0.5 * (ui.ctx().content_rect().width() - CANVAS)).clamp(least, MOST)
}

/// The tokens of the theme that `ui` is shown in.
pub fn tokens(ui: &Ui) -> &'static Tokens {
    if ui.visuals().dark_mode { &DARK } else { &LIGHT }
}

/// The tokens of the theme that a context is in.
pub fn tokens_of(ctx: &Context) -> &'static Tokens {
    of(ctx.theme())
}

/// Installs the fonts and both styles. Call it once, before the first frame.
pub fn install(ctx: &Context) {
    fonts::install(ctx);
    for theme in [Theme::Light, Theme::Dark] {
        ctx.set_style_of(theme, style::style(theme));
    }
}

#[cfg(test)]
mod tests {
    use eframe::egui::Color32;

    use super::{DARK, LIGHT, Tokens};

    /// Relative luminance after WCAG 2.
    fn luminance(color: Color32) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn check_text(theme: &str, tokens: &Tokens) {
        let t = tokens;
        let grounds = [
            ("panel", t.panel),
            ("surface", t.surface),
            ("field", t.field),
            ("canvas", t.canvas),
            ("hover", t.hover),
            ("accent_weak", t.accent_weak),
        ];
        let texts = [("t1", t.t1), ("t2", t.t2), ("t3", t.t3), ("accent", t.accent), ("accent_text", t.accent_text)];
        let mut pairs: Vec<(String, Color32, Color32)> = Vec::new();
        for (text_name, text) in texts {
            for (ground_name, ground) in grounds {
                pairs.push((format!("{text_name} on {ground_name}"), text, ground));
            }
        }
        for (name, text, ground) in [
            ("t1 on raised", t.t1, t.raised),
            ("t2 on sunken", t.t2, t.sunken),
            ("t2 on chip", t.t2, t.chip),
            ("t1 on bad_weak", t.t1, t.bad_weak),
            ("t2 on bad_weak", t.t2, t.bad_weak),
            ("ok on ok_weak", t.ok, t.ok_weak),
            ("bad on bad_weak", t.bad, t.bad_weak),
            ("warn on warn_weak", t.warn, t.warn_weak),
            ("ok on surface", t.ok, t.surface),
            ("bad on surface", t.bad, t.surface),
            ("warn on surface", t.warn, t.surface),
            ("warn on panel", t.warn, t.panel),
            ("on_accent on accent_fill", t.on_accent, t.accent_fill),
            ("on_accent on accent_fill_hover", t.on_accent, t.accent_fill_hover),
        ] {
            pairs.push((name.to_owned(), text, ground));
        }
        for (name, text, ground) in pairs {
            let ratio = contrast(text, ground);
            assert!(ratio >= 4.5, "{theme}: {name} has only {ratio:.2}");
        }
    }

    #[test]
    fn text_is_readable_in_the_light_theme() {
        check_text("light", &LIGHT);
    }

    #[test]
    fn text_is_readable_in_the_dark_theme() {
        check_text("dark", &DARK);
    }

    #[test]
    fn marks_stand_out_from_the_canvas() {
        for (theme, t) in [("light", &LIGHT), ("dark", &DARK)] {
            for class in super::EntityClass::ALL {
                let ratio = contrast(t.class(class), t.canvas);
                assert!(ratio >= 3.0, "{theme}: {class:?} has only {ratio:.2}");
            }
            assert!(contrast(t.edge, t.canvas) >= 3.0, "{theme}: edge");
        }
    }
}

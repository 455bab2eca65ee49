//! The pages that the pictures of the kit are taken of.

use eframe::egui::{self, Color32, Rect, Stroke, StrokeKind, Theme, Ui, UiBuilder, pos2, vec2};
use liaison::ui::{
    icons,
    theme::{self, EntityClass, Tokens, radius},
    widgets::{
        self, Button, Check, Chip, Dialog, Disc, EmptyState, ErrorCard, EvidenceCard, IconButton, Likelihood, ListRow,
        Notice, ProgressRow, SearchField, Section, Segment, Stance, Tab, TextField, Tone, text,
    },
};

use crate::marks::{classes, node_states, swatches};

/// The seven steps in words and per cent.
pub const LIKELIHOOD: [(&str, &str); 7] = [
    ("Almost no chance", "1–5 %"),
    ("Very unlikely", "5–20 %"),
    ("Unlikely", "20–45 %"),
    ("Roughly even chance", "45–55 %"),
    ("Likely", "55–80 %"),
    ("Very likely", "80–95 %"),
    ("Almost certain", "95–99 %"),
];

/// Which page to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Tokens, discs, controls, and the three situations.
    Kit,
    /// A list panel and an inspector.
    Panels,
    /// A dialog over a page, with notices.
    Dialog,
}

impl Page {
    /// The size of the page in points.
    pub fn size(self) -> (f32, f32) {
        match self {
            Self::Kit => (720.0, 900.0),
            Self::Panels => (640.0, 720.0),
            Self::Dialog => (640.0, 480.0),
        }
    }
}

/// What the pages are about.
pub struct Gallery {
    pub page: Page,
    theme: Theme,
    empty: String,
    date: String,
    wrong_date: String,
    segment: usize,
    likelihood: Option<u8>,
}

impl Gallery {
    pub fn new(theme: Theme) -> Self {
        Self {
            page: Page::Kit,
            theme,
            empty: String::new(),
            date: "2019-02".to_owned(),
            wrong_date: "2019-13".to_owned(),
            segment: 0,
            likelihood: Some(5),
        }
    }

    pub fn show(&mut self, ui: &mut Ui) {
        let t = theme::tokens(ui);
        let all = ui.ctx().content_rect();
        ui.painter().rect_filled(all, 0.0, t.panel);
        match self.page {
            Page::Kit => self.kit(ui, t),
            Page::Panels => self.panels(ui, t),
            Page::Dialog => self.dialog(ui, t),
        }
    }

    fn kit(&mut self, ui: &mut Ui, t: &Tokens) {
        at(ui, 24.0, 14.0, 200.0, 26.0, |ui| {
            let name = format!("{:?}", self.theme);
            text::heading(ui, &name, text::Overflow::Elide);
        });
        at_right(ui, 14.0, |ui| {
            text::hint(ui, "4 px grid, Inter 13, Phosphor 16", text::Overflow::Elide);
        });
        group(ui, 46.0, "Surfaces, text, accent");
        swatches(
            ui,
            70.0,
            &[
                ("panel", t.panel),
                ("surface", t.surface),
                ("sunken", t.sunken),
                ("canvas", t.canvas),
                ("line", t.line),
                ("line2", t.line2),
                ("hover", t.hover),
                ("edge", t.edge),
            ],
        );
        swatches(
            ui,
            128.0,
            &[
                ("t1", t.t1),
                ("t2", t.t2),
                ("t3", t.t3),
                ("accent", t.accent),
                ("accent-fill", t.accent_fill),
                ("accent-weak", t.accent_weak),
                ("accent-text", t.accent_text),
                ("other", t.class(EntityClass::Other)),
            ],
        );
        group(ui, 188.0, "Status: shown with a sign, never by colour alone");
        swatches(
            ui,
            212.0,
            &[
                ("ok +", t.ok),
                ("ok-weak", t.ok_weak),
                ("bad −", t.bad),
                ("bad-weak", t.bad_weak),
                ("warn ~ !", t.warn),
                ("warn-line", t.warn_line),
                ("warn-weak", t.warn_weak),
            ],
        );
        group(ui, 272.0, "Entity types: colour and icon");
        classes(ui, t);
        group(ui, 338.0, "Node states");
        node_states(ui, t);
        group(ui, 452.0, "Rows, chips and signs");
        self.rows(ui, t);
        group(ui, 636.0, "Controls: rest, hover, keyboard focus, disabled, primary, error");
        self.controls(ui);
        group(ui, 736.0, "Empty, working, failed");
        situations(ui, t);
    }

    fn rows(&mut self, ui: &mut Ui, t: &Tokens) {
        let frame = Rect::from_min_max(pos2(24.0, 476.0), pos2(696.0, 626.0));
        boxed(ui, frame, t.canvas, t.line);
        at(ui, 25.0, 482.0, 330.0, 140.0, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut open = true;
            Section::group("Countries").count(3).show(ui, &mut open, |_| {});
            let korea = Disc::new(EntityClass::Country);
            ui.add(ListRow::new("North Korea").disc(korea).trailing("11").trailing_icon(icons::PUSH_PIN));
            ui.add(ListRow::new("Kim Jong Un").disc(Disc::new(EntityClass::Person)).trailing("3").selected(true));
            let office = Disc { proposed: true, icon: icons::HOUSE, ..Disc::new(EntityClass::Facility) };
            ui.add(ListRow::new("Liaison office in Pyongyang").disc(office).trailing("8"));
            ui.add(ListRow::new("Robert Manning").disc(Disc::new(EntityClass::Person)).trailing("2").dimmed(true));
        });
        at(ui, 372.0, 484.0, 312.0, 136.0, |ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            ui.horizontal(|ui| {
                Chip::new("2 support").tone(Tone::Ok).strong().show(ui);
                Chip::new("1 disputes").tone(Tone::Bad).strong().show(ui);
                Chip::new("proposed").tone(Tone::Outline).show(ui);
                Chip::new("Alias").icon(icons::PLUS).tone(Tone::Outline).clickable().show(ui);
            });
            ui.horizontal(|ui| {
                Chip::new("Likelihood is at least even").tone(Tone::Accent).removable().show(ui);
                widgets::key_cap(ui, "Ctrl+J");
                widgets::key_cap(ui, "J");
            });
            ui.horizontal(|ui| {
                ui.add(IconButton::new(icons::ARROW_U_UP_LEFT, "Undo").shortcut("Ctrl+Z"));
                ui.add(IconButton::new(icons::SIDEBAR_SIMPLE, "Left panel").toggled(true));
                ui.add(IconButton::new(icons::DOTS_THREE, "More"));
                ui.add(IconButton::new(icons::CHECK, "Accept").small().tint(t.ok));
                ui.add_enabled(false, IconButton::new(icons::ARROW_U_UP_RIGHT, "Redo"));
                ui.add(Button::danger("Delete").icon(icons::TRASH));
            });
            ui.horizontal(|ui| {
                ui.add(Button::secondary("Import CSV").icon(icons::DOWNLOAD_SIMPLE));
                ui.add(Button::quiet("New row").icon(icons::PLUS).shortcut("N"));
                widgets::likelihood_bars(ui, Some(4), "Likely");
            });
        });
    }

    fn controls(&mut self, ui: &mut Ui) {
        at(ui, 24.0, 660.0, 672.0, 28.0, |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            ui.horizontal(|ui| {
                ui.add(Button::secondary("Rest"));
                ui.add(Button::secondary("Focus"));
                ui.add_enabled(false, Button::secondary("Off"));
                ui.add(Button::primary("Primary"));
                ui.add(Button::quiet("Quiet"));
                ui.add(TextField::new(&mut self.empty, "Filter").hint("Filter").width(73.0));
                ui.add(TextField::new(&mut self.date, "From").width(83.0));
                ui.add(TextField::new(&mut self.wrong_date, "To").width(100.0).error(Some("")));
            });
        });
        at(ui, 24.0, 698.0, 672.0, 28.0, |ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            ui.horizontal(|ui| {
                let segments = [Segment::text(0, "Any"), Segment::text(1, "Arrows")];
                widgets::segmented(ui, "Direction", &mut self.segment, &segments, None);
                Likelihood::new("Likelihood", &LIKELIHOOD).cells_only().show(ui, &mut self.likelihood);
                widgets::grade(ui, "B2", "Usually reliable, probably true");
                Chip::new("tag").show(ui);
                widgets::stance_badge(ui, Stance::Supports);
                widgets::stance_badge(ui, Stance::Disputes);
                widgets::stance_badge(ui, Stance::Check);
                widgets::checkbox(ui, Check::On, "All", true);
                widgets::checkbox(ui, Check::Off, "None", true);
                widgets::checkbox(ui, Check::Mixed, "Some", true);
                widgets::radio(ui, true, "First", true);
                widgets::radio(ui, false, "Second", true);
            });
        });
    }

    fn panels(&mut self, ui: &mut Ui, t: &Tokens) {
        at(ui, 0.0, 0.0, 264.0, 720.0, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let entries = [("Entities", 20), ("Sources", 4), ("Views", 3)];
            let entries: Vec<Tab<'_, usize>> = entries
                .iter()
                .enumerate()
                .map(|(value, (label, count))| Tab { value, label, count: Some(*count) })
                .collect();
            widgets::tabs(ui, "Lists", &mut self.segment, &entries);
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                ui.add_space(8.0);
                ui.spacing_mut().item_spacing.x = 4.0;
                ui.add(SearchField::new(&mut self.empty, "Filter entities").width(178.0));
                ui.add(IconButton::new(icons::FUNNEL_SIMPLE, "Filter by type"));
                ui.add(IconButton::new(icons::SORT_ASCENDING, "Sort"));
            });
            ui.add_space(8.0);
            let mut open = true;
            for (title, class, names) in [
                ("Countries", EntityClass::Country, ["North Korea", "United States"]),
                ("People", EntityClass::Person, ["Donald Trump", "Kim Jong Un"]),
                (
                    "Events",
                    EntityClass::Event,
                    ["Singapore Summit", "Helicopter shoot-down over the demilitarised zone"],
                ),
            ] {
                Section::group(title).count(2).show(ui, &mut open, |_| {});
                for name in names {
                    let row = ListRow::new(name).disc(Disc::new(class)).trailing("4");
                    ui.add(row.selected(name == "Kim Jong Un"));
                }
            }
            ui.add_space(16.0);
            ordinary(ui, &mut self.date);
        });
        let edge = Rect::from_min_max(pos2(299.0, 0.0), pos2(300.0, 720.0));
        ui.painter().rect_filled(edge, 0.0, t.line);
        at(ui, 316.0, 12.0, 308.0, 700.0, |ui| self.inspector(ui));
    }

    fn inspector(&mut self, ui: &mut Ui) {
        ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
        ui.horizontal(|ui| {
            text::hint(ui, "Relationship", text::Overflow::Elide);
        });
        ui.horizontal(|ui| {
            Disc::new(EntityClass::Organisation).show(ui, 10.0, "Organisation");
            text::title(ui, "Trump administration", text::Overflow::Elide);
            Chip::new("proposed").tone(Tone::Outline).show(ui);
        });
        ui.add_space(8.0);
        widgets::field_row(ui, "Type", |ui, _| {
            let width = ui.available_width();
            widgets::select(ui, "Type", "proposes", width, |ui| ui.label("proposes"));
        });
        widgets::field_row(ui, "Direction", |ui, _| {
            let width = ui.available_width();
            let segments = [
                Segment::icon(0, icons::ARROW_RIGHT, "Forwards"),
                Segment::icon(1, icons::ARROW_LEFT, "Backwards"),
                Segment::icon(2, icons::ARROWS_LEFT_RIGHT, "Both ways"),
                Segment::icon(3, icons::MINUS, "None"),
            ];
            widgets::segmented(ui, "Direction", &mut self.segment, &segments, Some(width));
        });
        widgets::field_row(ui, "Valid", |ui, _| {
            ui.add(TextField::new(&mut self.date, "Valid from").width(92.0));
            text::secondary(ui, "to", text::Overflow::Elide);
            let to = TextField::new(&mut self.empty, "Valid to").hint("open");
            ui.add(to.icon(icons::CALENDAR_BLANK));
        });
        widgets::field_row(ui, "Likelihood", |ui, _| {
            Likelihood::new("Likelihood", &LIKELIHOOD).show(ui, &mut self.likelihood);
        });
        ui.add_space(8.0);
        let mut open = true;
        Section::new("Evidence").count(3).add_button("Add evidence").show(ui, &mut open, |ui| {
            Chip::new("1 disputes").tone(Tone::Bad).strong().show(ui);
            Chip::new("2 support").tone(Tone::Ok).strong().show(ui);
        });
        for (stance, source, grade, quote) in [
            (
                Stance::Supports,
                "CNN report",
                "B2",
                "First outlet to report the plan to post a diplomat and open an office.",
            ),
            (
                Stance::Disputes,
                "News article",
                "C3",
                "Same official is unsure that the North wants it; tied to the wider deal.",
            ),
        ] {
            EvidenceCard {
                stance,
                source,
                date: "2019-02",
                grade,
                grade_meaning: "Graded by an analyst",
                quote,
                selected: false,
            }
            .show(ui);
            ui.add_space(2.0);
        }
        widgets::card(ui, |ui| {
            ui.set_width(ui.available_width());
            text::secondary(
                ui,
                "Earlier attempt failed in 1994. Check whether the German building still has room.",
                text::Overflow::Wrap,
            );
        });
        ui.add_space(8.0);
        let mut wrong = "2019-13".to_owned();
        widgets::field_row(ui, "Until", |ui, _| {
            ui.add(TextField::new(&mut wrong, "Until").error(Some("There is no month 13.")));
        });
    }

    fn dialog(&mut self, ui: &mut Ui, t: &Tokens) {
        ui.painter().rect_filled(ui.ctx().content_rect(), 0.0, t.canvas);
        let notice =
            Notice { tone: Tone::Ok, title: "3 relationships deleted", text: "", actions: &["Undo"], opacity: 1.0 };
        let corner = ui.ctx().content_rect().center_bottom() + vec2(133.0, -42.0);
        widgets::notices(ui.ctx(), &[notice], widgets::NoticePlace { corner, waiting: 0 });
        let id = egui::Id::unique("import");
        Dialog::new(id, "Import entities", "Import 128 rows").show(ui.ctx(), |ui| {
            text::body(
                ui,
                "The columns were matched by their names. Rows that exist already are brought up to date.",
                text::Overflow::Wrap,
            );
            widgets::field_row(ui, "Name", |ui, _| {
                ui.add(TextField::new(&mut self.date, "Name"));
            });
            widgets::checkbox(ui, Check::On, "Keep a copy of the file", false);
            widgets::radio(ui, true, "Add to the graph", false);
            widgets::radio(ui, false, "Open as a new graph", false);
        });
    }
}

/// Ordinary egui widgets, which the style makes look like the kit.
fn ordinary(ui: &mut Ui, value: &mut String) {
    at_cursor(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        ui.horizontal(|ui| {
            let _ = ui.button("Button");
            let _ = ui.selectable_label(true, "Selected");
        });
        ui.add(egui::TextEdit::singleline(value).desired_width(160.0).hint_text("Text"));
        let mut number = 0.4_f32;
        ui.add(egui::Slider::new(&mut number, 0.0..=1.0).text("Gravity"));
        let mut on = true;
        ui.checkbox(&mut on, "Check box of egui");
        ui.hyperlink_to("Hanoi meeting", "https://example.org");
    });
}

fn at_cursor(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 0)).show(ui, content);
}

fn at(ui: &mut Ui, x: f32, y: f32, width: f32, height: f32, content: impl FnOnce(&mut Ui)) {
    let rect = Rect::from_min_size(pos2(x, y), vec2(width, height));
    ui.scope_builder(UiBuilder::new().max_rect(rect), content);
}

fn at_right(ui: &mut Ui, y: f32, content: impl FnOnce(&mut Ui)) {
    let rect = Rect::from_min_size(pos2(24.0, y), vec2(672.0, 24.0));
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(rect).layout(layout), content);
}

fn group(ui: &mut Ui, y: f32, title: &str) {
    at(ui, 24.0, y, 672.0, 20.0, |ui| {
        text::group_title(ui, title);
    });
}

pub fn boxed(ui: &Ui, rect: Rect, fill: Color32, line: Color32) {
    ui.painter().rect(rect, radius::CONTROL, fill, Stroke::new(1.0, line), StrokeKind::Inside);
}

fn situations(ui: &mut Ui, t: &Tokens) {
    let empty = Rect::from_min_max(pos2(24.0, 760.0), pos2(257.0, 888.0));
    boxed(ui, empty, t.canvas, t.line);
    ui.scope_builder(UiBuilder::new().max_rect(empty), |ui| {
        EmptyState {
            icon: icons::GRAPH,
            sentence: "No entities yet",
            hint: "Type two names joined by >",
            primary: Some("Quick add"),
            secondary: Some("Import CSV"),
        }
        .show(ui);
    });
    let working = Rect::from_min_max(pos2(265.0, 760.0), pos2(447.0, 888.0));
    boxed(ui, working, t.surface, t.line);
    let inside = Rect::from_min_max(pos2(278.0, 790.0), pos2(434.0, 862.0));
    ui.scope_builder(UiBuilder::new().max_rect(inside), |ui| {
        ProgressRow { title: "Force layout", fraction: Some(0.62), detail: "12,400 nodes", cancellable: true }.show(ui);
    });
    let failed = Rect::from_min_max(pos2(455.0, 760.0), pos2(696.0, 888.0));
    ui.scope_builder(UiBuilder::new().max_rect(failed), |ui| {
        ErrorCard {
            title: "File not saved",
            message: "The disk is full. Your changes are kept in the recovery copy.",
            steps: &["Save elsewhere", "Retry"],
        }
        .show(ui);
    });
}

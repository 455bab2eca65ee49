//! The field of quick-add: what is typed, with a chip behind each piece.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    Color32, CornerRadius, Event, Frame, Galley, Id, Key, KeyboardShortcut, Layout, Margin, Modifiers, Rect,
    ScrollArea, Sense, Shape, Stroke, StrokeKind, TextEdit, Ui, UiBuilder, pos2, vec2,
};

use super::QuickAdd;
use crate::edit::quick_add::{self, Look, Plan};
use crate::model::Graph;
use crate::session::OpenDocument;
use crate::ui::icons::{self, IconStyle};
use crate::ui::theme::{self, Tokens, radius, size};
use crate::ui::{fonts, marks, widgets};

/// What a screen reader calls the field.
const NAME: &str = "Quick add";
/// The least height of the field, that of a control.
const HEIGHT: f32 = 28.0;
/// Above and below the text.
const PAD: f32 = 5.0;
/// What the sign takes on the left, and the key on the right.
const LEFT: f32 = 36.0;
const RIGHT: f32 = 64.0;
/// Between a piece and the space beside it, so that its chip has room.
const GAP: f32 = 4.5;
/// What a longer text scrolls in.
const MOST_HEIGHT: f32 = 180.0;

/// The field, for the keyboard.
pub(super) fn id() -> Id {
    Id::unique("field of quick-add")
}

impl QuickAdd {
    /// Shows the field. Returns whether the text changed.
    pub(super) fn field(&mut self, ui: &mut Ui, open: &OpenDocument, width: f32) -> bool {
        let tokens = theme::tokens(ui);
        let pasted = self.take_lines(ui);
        let ground = ui.painter().add(Shape::Noop);
        let origin = ui.cursor().min;
        let inside = Rect::from_min_size(origin + vec2(LEFT, PAD), vec2(width - LEFT - RIGHT, MOST_HEIGHT));
        let mut child = ui.new_child(UiBuilder::new().max_rect(inside));
        let area = ScrollArea::vertical().max_height(MOST_HEIGHT).min_scrolled_height(MOST_HEIGHT);
        let (changed, height) = area.show(&mut child, |ui| self.edit(ui, open, tokens, inside.width())).inner;
        let size = vec2(width, (height.min(MOST_HEIGHT) + 2.0 * PAD).max(HEIGHT));
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let corner = CornerRadius::same(radius::CONTROL);
        let border = Stroke::new(2.0, tokens.accent);
        ui.painter().set(
            ground,
            Shape::Vec(vec![
                Shape::rect_filled(rect, corner, tokens.field),
                Shape::rect_stroke(rect, corner, border, StrokeKind::Outside),
            ]),
        );
        let plus = pos2(rect.left() + 15.0, rect.top() + 0.5 * HEIGHT);
        widgets::icon(ui.painter(), icons::PLUS_CIRCLE, IconStyle::Regular, plus, 16.0, tokens.t1);
        let end =
            Rect::from_min_max(pos2(rect.right() - 90.0, rect.top()), pos2(rect.right() - 6.0, rect.top() + HEIGHT));
        let builder = UiBuilder::new().max_rect(end).layout(Layout::right_to_left(eframe::egui::Align::Center));
        widgets::key_cap(&mut ui.new_child(builder), "Enter");
        changed || pasted
    }

    fn edit(&mut self, ui: &mut Ui, open: &OpenDocument, tokens: &'static Tokens, width: f32) -> (bool, f32) {
        let chips = ui.painter().add(Shape::Noop);
        let (graph, lexicon) = (open.graph().as_ref(), self.lexicon.as_ref().map(|(lexicon, _)| Arc::clone(lexicon)));
        let mut laid_out: Option<Arc<Plan>> = None;
        // The plan of this frame was made before what is typed in it.
        let planned = self.made_for.as_ref().map(|(text, ..)| text.clone());
        let known = (Arc::clone(&self.plan), planned);
        let mut layouter = |ui: &Ui, text: &dyn eframe::egui::TextBuffer, wrap: f32| -> Arc<Galley> {
            let text = text.as_str();
            let plan = if known.1.as_deref() == Some(text) {
                Arc::clone(&known.0)
            } else {
                lexicon.as_ref().map(|lexicon| Arc::new(quick_add::plan(graph, lexicon, text))).unwrap_or_default()
            };
            let job = job(tokens, &plan, text, wrap);
            laid_out = Some(plan);
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let field = TextEdit::multiline(&mut self.text)
            .id(id())
            .desired_rows(1)
            .desired_width(width)
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            // Enter adds what is written; a line break takes Shift.
            .return_key(KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter))
            .lock_focus(true)
            .hint_text("Kim Jong Un > leads > North Korea @2011..")
            .layouter(&mut layouter);
        let output = field.show(ui);
        ui.ctx().accesskit_node_builder(id(), |node| node.set_label(NAME));
        if let Some(plan) = laid_out {
            let shapes = chip_shapes(tokens, graph, &plan, &self.text, &output.galley, output.galley_pos);
            ui.painter().set(chips, Shape::Vec(shapes));
        }
        let response = &output.response;
        if !self.began {
            response.request_focus();
            self.began = response.has_focus();
        }
        if let Some(at) = self.move_to.take_if(|_| response.has_focus()) {
            let mut state = output.state.clone();
            state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(at))));
            TextEditState::store(state, ui.ctx(), id());
            self.cursor = byte_of(&self.text, at);
            ui.ctx().request_repaint();
        } else if let Some(range) = output.cursor_range {
            self.cursor = byte_of(&self.text, range.primary.index.0);
        }
        (response.changed(), output.galley.size().y)
    }

    /// Puts in pasted text that has several lines, with them.
    fn take_lines(&mut self, ui: &Ui) -> bool {
        if !ui.memory(|memory| memory.has_focus(id())) {
            return false;
        }
        let pasted = ui.input_mut(|input| {
            let at = input.events.iter().position(|e| matches!(e, Event::Paste(text) if text.trim().contains('\n')))?;
            match input.events.remove(at) {
                Event::Paste(text) => Some(text),
                _ => None,
            }
        });
        let Some(pasted) = pasted else { return false };
        let mut pasted = pasted.replace("\r\n", "\n").replace('\r', "\n");
        pasted.truncate(pasted.trim_end().len());
        let state = TextEditState::load(ui.ctx(), id());
        let chosen = state.and_then(|state| state.cursor.char_range()).map(|range| range.as_sorted_char_range());
        let chosen = chosen.map_or(self.cursor..self.cursor, |range| {
            byte_of(&self.text, range.start.0)..byte_of(&self.text, range.end.0)
        });
        self.text.replace_range(chosen.clone(), &pasted);
        self.cursor = chosen.start + pasted.len();
        self.move_to = Some(self.text[..self.cursor].chars().count());
        true
    }
}

/// Where a character stands, in bytes.
fn byte_of(text: &str, character: usize) -> usize {
    text.char_indices().nth(character).map_or(text.len(), |(at, _)| at)
}

/// Ground, border and text of a piece.
fn colors(tokens: &Tokens, graph: &Graph, plan: &Plan, look: &Look) -> (Color32, Color32, Color32) {
    let of_kind = |kind| {
        let class = tokens.class(marks::class_of(graph.schema(), kind));
        (tokens.field.lerp_to_gamma(class, 0.16), class, tokens.t1)
    };
    let none = Color32::TRANSPARENT;
    match look {
        Look::Known(id) => match graph.entity(id) {
            Some(entity) => {
                let (fill, _, text) = of_kind(&entity.kind);
                (fill, none, text)
            }
            None => (none, none, tokens.t1),
        },
        Look::New(at) => plan.newcomers.get(*at).map_or((none, none, tokens.t1), |new| of_kind(&new.kind)),
        Look::Type(_) => (tokens.chip, none, tokens.t1),
        Look::Label => (none, tokens.line2, tokens.t1),
        Look::Arrow => (none, none, tokens.t3),
        Look::Mark => (tokens.accent_weak, none, tokens.accent_text),
        Look::Wrong => (tokens.bad_weak, none, tokens.bad),
    }
}

fn job(tokens: &Tokens, plan: &Plan, text: &str, wrap: f32) -> LayoutJob {
    let mut job = LayoutJob { break_on_newline: true, ..LayoutJob::default() };
    job.wrap.max_width = wrap;
    let font = fonts::regular(size::BODY);
    let mut push = |range: Range<usize>, color: Color32, spacing: f32| {
        let format = TextFormat { extra_letter_spacing: spacing, ..TextFormat::simple(font.clone(), color) };
        job.append(&text[range], 0.0, format);
    };
    let mut at = 0;
    for token in plan.lines.iter().flat_map(|line| &line.tokens) {
        if token.span.start < at || text.get(token.span.clone()).is_none() {
            continue;
        }
        push(at..token.span.start, tokens.t1, GAP);
        let color = match token.look {
            Look::Arrow => tokens.t3,
            Look::Mark => tokens.accent_text,
            Look::Wrong => tokens.bad,
            _ => tokens.t1,
        };
        push(token.span.clone(), color, 0.0);
        at = token.span.end;
    }
    push(at..text.len(), tokens.t1, GAP);
    job
}

/// The chips behind the pieces, one for each row that a piece lies in.
fn chip_shapes(
    tokens: &Tokens,
    graph: &Graph,
    plan: &Plan,
    text: &str,
    galley: &Galley,
    origin: eframe::egui::Pos2,
) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let (mut byte, mut character) = (0, 0);
    for token in plan.lines.iter().flat_map(|line| &line.tokens) {
        let (fill, border, _) = colors(tokens, graph, plan, &token.look);
        let Some(before) = text.get(byte..token.span.start) else { continue };
        let start = character + before.chars().count();
        let Some(piece) = text.get(token.span.clone()) else { continue };
        let end = start + piece.chars().count();
        (byte, character) = (token.span.end, end);
        if fill == Color32::TRANSPARENT && border == Color32::TRANSPARENT {
            continue;
        }
        let (from, to) = (galley.pos_from_cursor(CCursor::new(start)), galley.pos_from_cursor(CCursor::new(end)));
        let rows: Vec<Rect> = if from.top() == to.top() {
            vec![Rect::from_min_max(from.left_top(), to.right_bottom())]
        } else {
            vec![
                Rect::from_min_max(from.left_top(), pos2(galley.rect.right(), from.bottom())),
                Rect::from_min_max(pos2(0.0, to.top()), to.right_bottom()),
            ]
        };
        for row in rows {
            // The gap before the next piece belongs to the space, which widens towards its end.
            let row = row.translate(origin.to_vec2());
            let rect = Rect::from_min_max(row.min - vec2(5.0, 0.5), row.max + vec2(3.0, 0.5));
            shapes.push(Shape::rect_filled(rect, radius::CHIP, fill));
            if border != Color32::TRANSPARENT {
                shapes.push(Shape::rect_stroke(rect, radius::CHIP, Stroke::new(1.0, border), StrokeKind::Inside));
            }
        }
    }
    shapes
}

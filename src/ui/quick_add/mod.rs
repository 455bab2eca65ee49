//! Quick-add: the field in the middle of the toolbar, what its words would make, and what could be meant by them.
//!
//! Nothing is changed before Enter. Until then the plan is shown under the field and as a draft on the canvas.

mod field;
mod preview;

use std::sync::Arc;

use eframe::egui::{Area, Context, Event, Frame, Id, ImeEvent, Key, Margin, Modifiers, Order, Rect, Stroke, Ui, vec2};

use super::desk::Outbox;
use super::theme::{self, radius};
use super::widgets::text;
use crate::base::{IdMint, Point};
use crate::edit::Merging;
use crate::edit::quick_add::{self, Completion, Gravity, Lexicon, Places, Plan};
use crate::session::{Command, DocumentKey, Freshness, OpenDocument, Session};

/// How many suggestions are shown.
const MOST_SUGGESTED: usize = 6;

/// The field, open or not.
#[derive(Default)]
pub(super) struct QuickAdd {
    open: bool,
    text: String,
    /// Where the cursor stands, in bytes.
    cursor: usize,
    /// The suggestion that Enter takes.
    marked: Option<usize>,
    /// Enter was pressed on what could not be done.
    tried: bool,
    /// It was opened in this frame.
    fresh: bool,
    /// The field has had the keyboard.
    began: bool,
    /// An input method is composing.
    composing: bool,
    /// Where the cursor goes next, in characters.
    move_to: Option<usize>,
    /// What was done last, until more is typed.
    done: Option<String>,
    /// The names of the document; none until they are read.
    lexicon: Option<(Arc<Lexicon>, Freshness)>,
    /// Enter was pressed while they were read: it is done once they are.
    waits: bool,
    of: Option<DocumentKey>,
    plan: Arc<Plan>,
    completion: Completion,
    /// Text and cursor, the revision, and the lexicon by address.
    made_for: Option<(String, usize, u64, usize)>,
}

/// What a key asks the field to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Nothing,
    /// Take a suggestion.
    Take(usize),
    /// Do what is written.
    Do,
    /// Leave the field; the words stay.
    Leave,
}

impl QuickAdd {
    /// Opens it.
    pub fn open(&mut self) {
        self.open = true;
        self.fresh = true;
        self.began = false;
        self.move_to = Some(self.text.chars().count());
    }

    /// Brings the names that it knows up with the document.
    pub fn keep_up(&mut self, session: &mut Session) {
        if self.open {
            self.lexicon = session.lexicon();
        }
    }

    /// What is written in it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What would be made, to be shown on the canvas.
    pub fn draft(&self) -> Option<Arc<Plan>> {
        (self.open && self.plan.is_news()).then(|| Arc::clone(&self.plan))
    }

    /// Shows it over its place in the toolbar. `places` is where the canvas shows new entities.
    pub fn show(
        &mut self,
        ctx: &Context,
        place: Rect,
        open: Option<&OpenDocument>,
        places: &[Point],
        mint: &mut IdMint,
        out: &mut Outbox,
    ) {
        let Some(open) = open.filter(|_| self.open) else {
            self.open = false;
            return;
        };
        self.prepare(open);
        let asked = self.hear(ctx);
        let is_due = self.waits && asked == Asked::Nothing && self.is_current();
        let asked = if is_due { Asked::Do } else { asked };
        self.act(asked, open, places, mint, out);
        if !self.open {
            return;
        }
        let area = Area::new(Id::unique("quick-add")).order(Order::Foreground).fixed_pos(place.min);
        let shown = area.show(ctx, |ui| {
            ui.set_width(place.width());
            ui.spacing_mut().item_spacing = vec2(0.0, 6.0);
            let changed = self.field(ui, open, place.width());
            if changed {
                (self.marked, self.tried, self.done, self.waits) = (None, false, None, false);
                ctx.request_repaint();
            }
            self.prepare(open);
            self.popup(ui, open)
        });
        let asked = shown.inner;
        let elsewhere = !self.fresh && shown.response.clicked_elsewhere();
        let focused = ctx.memory(|memory| memory.focused());
        let gone = self.began && focused.is_some_and(|id| id != field::id()) && asked == Asked::Nothing;
        self.fresh = false;
        self.act(asked, open, places, mint, out);
        if elsewhere || gone {
            self.open = false;
        }
    }

    /// Whether it has the keyboard.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Brings plan and suggestions up with text and graph.
    fn prepare(&mut self, open: &OpenDocument) {
        if self.of != Some(open.key()) {
            self.of = Some(open.key());
            (self.made_for, self.waits) = (None, false);
        }
        let Some((lexicon, _)) = &self.lexicon else {
            (self.plan, self.completion, self.made_for) = (Arc::default(), Completion::default(), None);
            return;
        };
        let wanted = (self.text.clone(), self.cursor, open.revision(), Arc::as_ptr(lexicon).addr());
        if self.made_for.as_ref() == Some(&wanted) {
            return;
        }
        self.plan = Arc::new(quick_add::plan(open.graph(), lexicon, &self.text));
        self.completion = quick_add::complete(open.graph(), lexicon, &self.text, self.cursor, MOST_SUGGESTED);
        self.made_for = Some(wanted);
    }

    /// Whether it knows the names of the document as it is now.
    fn is_current(&self) -> bool {
        self.lexicon.as_ref().is_some_and(|(_, freshness)| *freshness == Freshness::Current)
    }

    /// Takes the keys that are not for the text.
    fn hear(&mut self, ctx: &Context) -> Asked {
        ctx.input(|input| {
            for event in &input.events {
                if let Event::Ime(event) = event {
                    self.composing = matches!(event, ImeEvent::Preedit { text, .. } if !text.is_empty());
                }
            }
        });
        if self.composing || self.fresh {
            return Asked::Nothing;
        }
        let count = self.completion.suggestions.len();
        let is_list = count > 0 && !self.text.contains('\n');
        ctx.input_mut(|input| {
            if is_list && input.consume_key(Modifiers::NONE, Key::ArrowDown) {
                self.marked = Some(self.marked.map_or(0, |at| (at + 1).min(count - 1)));
            }
            if is_list && self.marked.is_some() && input.consume_key(Modifiers::NONE, Key::ArrowUp) {
                self.marked = self.marked.and_then(|at| at.checked_sub(1));
            }
            if input.consume_key(Modifiers::NONE, Key::Escape) {
                return if self.marked.take().is_some() { Asked::Nothing } else { Asked::Leave };
            }
            if input.consume_key(Modifiers::NONE, Key::Tab) && count > 0 {
                return Asked::Take(self.marked.unwrap_or(0));
            }
            if input.consume_key(Modifiers::NONE, Key::Enter) {
                return self.marked.map_or(Asked::Do, Asked::Take);
            }
            Asked::Nothing
        })
    }

    fn act(&mut self, asked: Asked, open: &OpenDocument, places: &[Point], mint: &mut IdMint, out: &mut Outbox) {
        match asked {
            Asked::Nothing => {}
            Asked::Take(at) => self.take(at),
            Asked::Leave => (self.open, self.waits) = (false, false),
            Asked::Do if self.text.trim().is_empty() => {}
            // Who was added a moment ago may be meant, and must not be added once more.
            Asked::Do if !self.is_current() => self.waits = true,
            Asked::Do if !self.plan.is_ready() => self.tried = true,
            Asked::Do => {
                let places = Places { view: open.view_id(), newcomers: places };
                let (transaction, selection) = self.plan.transaction(open.graph(), mint, Some(places));
                let label = transaction.label.clone();
                self.done = Some(if transaction.is_empty() { "It is there already".into() } else { label });
                let (merging, select) = (Merging::Never, Some(selection));
                out.send(Command::Apply { transaction, merging, select });
                self.text.clear();
                (self.cursor, self.marked, self.tried, self.move_to, self.waits) = (0, None, false, Some(0), false);
                self.prepare(open);
            }
        }
    }

    /// Writes a suggestion in the place of what was typed.
    fn take(&mut self, at: usize) {
        let Some(suggestion) = self.completion.suggestions.get(at) else { return };
        let span = self.completion.span.clone();
        if self.text.get(span.clone()).is_none() {
            return;
        }
        let rest = &self.text[span.end..];
        // A relationship leads on to a name, and a name ends a word.
        let is_relation = matches!(suggestion.what, quick_add::Suggested::RelationshipType(_));
        let after = match rest.trim_start_matches([' ', '\t']).chars().next() {
            None | Some('\n') if is_relation => " > ",
            None | Some('\n') => " ",
            Some(_) => "",
        };
        let rest = if after.is_empty() { rest } else { rest.trim_start_matches([' ', '\t']) };
        let before = &self.text[..span.start];
        let gap = if before.ends_with(['>', '→', '＞']) { " " } else { "" };
        let head = format!("{before}{gap}{}{after}", suggestion.insert);
        self.cursor = head.len();
        self.move_to = Some(head.chars().count());
        self.text = format!("{head}{rest}");
        (self.marked, self.tried, self.done) = (None, false, None);
    }

    /// What lies under the field.
    fn popup(&mut self, ui: &mut Ui, open: &OpenDocument) -> Asked {
        let tokens = theme::tokens(ui);
        let shadow = ui.visuals().popup_shadow;
        let frame = Frame::new()
            .fill(tokens.surface)
            .stroke(Stroke::new(1.0, tokens.line2))
            .corner_radius(radius::FLOATING)
            .shadow(shadow)
            .inner_margin(Margin::same(8));
        let shown = frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
            let faults = self.faults_to_show();
            preview::show(ui, open.graph(), &self.plan, &self.text, &faults);
            let taken = preview::suggestions(ui, open.graph(), &self.completion.suggestions, self.marked);
            if self.lexicon.is_none() || self.waits {
                text::hint(ui, "Reading the names of this graph…", text::Overflow::Elide);
            }
            preview::footer(ui, &self.plan, self.done.as_deref(), !self.completion.suggestions.is_empty());
            taken
        });
        shown.inner.map_or(Asked::Nothing, Asked::Take)
    }

    /// Faults by line: what other words are needed for at once, what may only need more words after Enter or further up.
    fn faults_to_show(&self) -> Vec<(usize, quick_add::Fault)> {
        let last = self.plan.lines.last().map(|line| line.number);
        let lines = self.plan.lines.iter();
        let all = lines.flat_map(|line| line.faults.iter().map(|fault| (line.number, fault.clone())));
        all.filter(|(number, fault)| {
            self.tried || (fault.gravity == Gravity::Wrong && !self.is_being_typed(fault)) || Some(*number) != last
        })
        .collect()
    }

    /// Whether the cursor stands in what is wrong, with suggestions that would mend it.
    fn is_being_typed(&self, fault: &quick_add::Fault) -> bool {
        (fault.span.start..=fault.span.end).contains(&self.cursor) && !self.completion.suggestions.is_empty()
    }
}

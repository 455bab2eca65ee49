//! The Read workspace: the sources and the text of one on the left of the canvas.
//!
//! Who is mentioned in the text is underlined, what could be a new name is proposed, and a passage that is selected
//! becomes an entity, a relationship or evidence. What is quoted already has a rule at its side.

mod bar;
mod list;
mod lost;
mod page;
mod pane;
mod paste;
mod places;
mod review;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{Frame, Key, Modifiers, Panel, Ui, vec2};

use self::page::Page;
use self::paste::Paste;
use super::desk::Desk;
use super::theme::{self, size, space};
use crate::analysis;
use crate::base::{EvidenceId, RelationshipId, SourceId};
use crate::edit::Selection;
use crate::model::{Credibility, EvidenceHome, Source, Stance};
use crate::session::Reading;

/// What the workspace remembers of a document.
#[derive(Debug)]
pub(super) struct ReadState {
    source: Option<SourceId>,
    filter: String,
    page: Page,
    /// The text that is open. A selection is of no other one.
    text: Option<Arc<str>>,
    /// Where a selection of text begins and where it is now, in bytes.
    marked: Option<(usize, usize)>,
    /// The candidate that is looked at.
    at: usize,
    /// A type is being chosen for the candidate that is looked at.
    choosing: bool,
    /// A type is to be chosen for what is marked.
    asks_kind: bool,
    /// The evidence for which a passage is to be marked.
    anchoring: Option<EvidenceId>,
    /// A place to bring into sight.
    reveal: Option<usize>,
    /// The relationships that a passage is to be evidence for, where the reader has said so.
    chosen: BTreeSet<RelationshipId>,
    refused: BTreeSet<RelationshipId>,
    stance: Stance,
    credibility: Option<Credibility>,
    /// The passage whose bar is open.
    bar_for: Option<Range<usize>>,
    /// What is quoted from the source already.
    quoted: Quoted,
    /// The heights of the text between which it is in sight.
    seen: (f64, f64),
    /// How far the text is scrolled, and how far down what is in sight went since, as heights became known.
    scrolled: (f32, f64),
    /// What is selected on the canvas brings its passage into sight.
    follows: bool,
    followed: Selection,
    /// The size of the letters.
    points: f32,
    paste: Option<Paste>,
}

impl Default for ReadState {
    fn default() -> Self {
        Self {
            source: None,
            filter: String::new(),
            page: Page::default(),
            text: None,
            marked: None,
            at: 0,
            choosing: false,
            asks_kind: false,
            anchoring: None,
            reveal: None,
            chosen: BTreeSet::new(),
            refused: BTreeSet::new(),
            stance: Stance::Supports,
            credibility: None,
            bar_for: None,
            quoted: Quoted::default(),
            seen: (0.0, 0.0),
            scrolled: (0.0, 0.0),
            follows: true,
            followed: Selection::none(),
            points: size::READING,
            paste: None,
        }
    }
}

impl ReadState {
    /// Opens a source.
    pub fn open(&mut self, source: &SourceId) {
        if self.source.as_ref() != Some(source) {
            self.source = Some(source.clone());
            self.at = 0;
            self.choosing = false;
            self.anchoring = None;
            self.reveal = Some(0);
            self.unmark();
        }
    }

    /// Opens the source of a piece of evidence to have the passage marked that it quotes.
    pub fn choose_passage(&mut self, evidence: EvidenceId, source: &SourceId) {
        self.open(source);
        self.unmark();
        self.anchoring = Some(evidence);
    }

    fn unmark(&mut self) {
        self.marked = None;
        self.bar_for = None;
        self.asks_kind = false;
        self.chosen.clear();
        self.refused.clear();
    }

    /// The marked part of the text.
    fn passage(&self) -> Option<Range<usize>> {
        let (from, to) = self.marked?;
        (from != to).then(|| from.min(to)..from.max(to))
    }
}

/// What is read: a source, its text, and what was found in it.
struct Open {
    source: Arc<Source>,
    text: Arc<str>,
    reading: Arc<Reading>,
}

/// Shows the workspace. While it is covered by something, that has the keys.
pub(super) fn show(ui: &mut Ui, is_list_open: &mut bool, is_covered: bool, desk: &mut Desk<'_>, state: &mut ReadState) {
    choose(desk, state);
    follow(desk, state);
    let open = opened(desk, state);
    let text = open.as_ref().map(|open| &open.text);
    let is_same = match (text, &state.text) {
        (Some(now), Some(before)) => Arc::ptr_eq(now, before),
        (now, before) => now.is_none() && before.is_none(),
    };
    if !is_same {
        state.text = text.cloned();
        state.unmark();
    }
    if let Some(open) = &open
        && !is_covered
        && !ui.ctx().text_edit_focused()
    {
        keys(ui, desk, state, open);
    }
    let tokens = theme::tokens(ui);
    let panel = Panel::left("reading list").default_size(264.0).size_range(theme::side_panel_widths(ui));
    panel.frame(Frame::new().fill(tokens.panel)).show_collapsible(ui, is_list_open, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, 0.0);
        list::show(ui, desk, state, open.as_ref());
    });
    let most = (ui.available_width() - 240.0).max(320.0);
    let panel = Panel::left("reading pane").default_size(578.0_f32.min(most)).size_range(320.0..=most);
    panel.frame(Frame::new().fill(tokens.surface)).show(ui, |ui| pane::show(ui, desk, state, open.as_ref()));
    paste::show(ui.ctx(), desk, state);
}

/// Keeps a source open that exists: the one that was, or the first with a text.
fn choose(desk: &Desk<'_>, state: &mut ReadState) {
    let sources = desk.graph().sources();
    if state.source.as_ref().is_some_and(|id| sources.contains_key(id)) {
        return;
    }
    let by_title = |a: &&Arc<Source>, b: &&Arc<Source>| a.title.cmp(&b.title);
    let with_text = sources.values().filter(|source| source.text.is_some()).min_by(by_title);
    match with_text.or_else(|| sources.values().min_by(by_title)) {
        Some(source) => state.open(&source.id),
        None => state.source = None,
    }
}

fn opened(desk: &Desk<'_>, state: &ReadState) -> Option<Open> {
    let source = desk.graph().sources().get(state.source.as_ref()?)?;
    let text = source.text.clone()?;
    let known = desk.open.readings().get(&source.id);
    // What is known of an earlier text says nothing of this one.
    let known = known.filter(|reading| reading.text.as_ref().is_some_and(|read| Arc::ptr_eq(read, &text)));
    let reading = known.cloned().unwrap_or_default();
    Some(Open { source: Arc::clone(source), text, reading })
}

/// Brings the passage of what was selected on the canvas into sight, and opens its source where need be.
fn follow(desk: &Desk<'_>, state: &mut ReadState) {
    let selection = desk.open.selection();
    if state.followed == *selection {
        return;
    }
    state.followed.clone_from(selection);
    let Some(id) = selection.only_relationship().filter(|_| state.follows) else { return };
    let Some(relationship) = desk.graph().relationship(id) else { return };
    let quotes = desk.open.quotes();
    let mut passages = relationship.evidence.iter().filter_map(|piece| Some((&piece.source, quotes.place(&piece.id)?)));
    let here = passages.clone().find(|(source, _)| state.source.as_ref() == Some(*source));
    if let Some((source, place)) = here.or_else(|| passages.next()) {
        state.open(source);
        state.reveal = Some(place.start);
    }
}

/// The keys of a reader.
fn keys(ui: &Ui, desk: &mut Desk<'_>, state: &mut ReadState, open: &Open) {
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let count = open.reading.candidates.len();
    state.at = state.at.min(count.saturating_sub(1));
    if let Some(passage) = state.passage() {
        if pressed(Key::Escape) {
            state.unmark();
        } else if state.anchoring.is_some() {
            if pressed(Key::V) {
                lost::choose(desk, state, open, &passage);
            }
        } else if pressed(Key::E) {
            bar::ask_kind(state, open, &passage);
        } else if pressed(Key::R) {
            bar::make_relationship(desk, state, open, &passage);
        } else if pressed(Key::V) {
            bar::add_evidence(desk, state, open, &passage);
        }
    }
    if state.anchoring.is_some() && pressed(Key::Escape) {
        state.anchoring = None;
    }
    if count > 0 {
        if pressed(Key::J) {
            review::go(state, open, (state.at + 1) % count);
        } else if pressed(Key::K) {
            review::go(state, open, (state.at + count - 1) % count);
        } else if pressed(Key::A) {
            review::accept_at(desk, state, open);
        } else if pressed(Key::X) {
            review::ignore(desk, open, state.at);
        }
    }
    for (key, forward) in [(Key::ArrowRight, true), (Key::ArrowLeft, false)] {
        for (modifiers, by_word) in [(Modifiers::SHIFT, false), (Modifiers::SHIFT | Modifiers::COMMAND, true)] {
            let is_pressed = state.marked.is_some() || state.reveal.is_none();
            if is_pressed && ui.input_mut(|input| input.consume_key(modifiers, key)) {
                let start = open.reading.candidates.get(state.at).and_then(|c| c.places.first()).map_or(0, |p| p.start);
                let (from, to) = state.marked.unwrap_or((start, start));
                let to = page::step(&open.text, to, forward, by_word);
                state.marked = Some((from, to));
                state.reveal = Some(to);
            }
        }
    }
}

/// The passages of a source that are quoted already, kept while the graph stays as it is.
#[derive(Debug, Default)]
struct Quoted {
    of: Option<(u64, usize, SourceId)>,
    /// Where, for what, and how; by place.
    all: Vec<(Range<usize>, EvidenceHome, Stance)>,
    /// What its text no longer has.
    lost: Vec<EvidenceId>,
}

impl Quoted {
    fn keep_up(&mut self, desk: &Desk<'_>, open: &Open) {
        let wanted = (desk.open.revision(), Arc::as_ptr(desk.open.quotes()) as usize, open.source.id.clone());
        if self.of.as_ref() == Some(&wanted) {
            return;
        }
        self.of = Some(wanted);
        self.all.clear();
        let graph = desk.graph();
        for (id, range) in desk.open.quotes().of_source_unsorted(&open.source.id) {
            if let (Some(home), Some(piece)) = (graph.evidence_home(id), analysis::hypotheses::evidence(graph, id))
                && open.text.get(range.clone()).is_some()
            {
                self.all.push((range, home.clone(), piece.stance));
            }
        }
        self.lost = desk.open.quotes().lost_of_source_unsorted(&open.source.id).cloned().collect();
        self.lost.sort();
        self.all.sort_by(|a, b| (a.0.start, a.0.end, name(&a.1)).cmp(&(b.0.start, b.0.end, name(&b.1))));
    }
}

fn name(home: &EvidenceHome) -> &str {
    match home {
        EvidenceHome::Entity(id) => id.as_str(),
        EvidenceHome::Relationship(id) => id.as_str(),
    }
}

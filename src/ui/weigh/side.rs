//! What is chosen, which hypothesis has the least against it, and what that hangs on.

use eframe::egui::{Frame, Id, Margin, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::grid::{points, said};
use super::{Chosen, Open, WeighState, paint};
use crate::analysis::hypotheses::{Without, evidence, label};
use crate::analysis::sentence;
use crate::base::{HypothesisId, MatrixItemId};
use crate::edit::{Selection, intent};
use crate::model::{Consistency, EvidenceHome, Matrix, MatrixItem, Relevance};
use crate::session::{Command, Verb};
use crate::ui::desk::{Desk, Wish};
use crate::ui::theme::{self, size, space};
use crate::ui::widgets::{self, Button, Section, Segment, TextArea, field_row, segmented, text};
use crate::ui::{fonts, icons, marks};

/// Shows the panel.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut WeighState, open: &Open) {
    ScrollArea::vertical().id_salt("ranking").auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: 12, right: 12, top: 8, bottom: 16 }).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            chosen(ui, desk, state, open);
            ranking(ui, state, open);
            hangs_on(ui, desk, state, open);
            counted(ui);
            notes(ui, desk, open);
        });
    });
}

// ---- what is chosen ----------------------------------------------------------------------------------------------

fn chosen(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut WeighState, open: &Open) {
    let matrix = &open.matrix;
    match state.chosen.clone() {
        Chosen::Nothing => return,
        Chosen::Hypothesis(id) => hypothesis(ui, desk, state, matrix, &id),
        Chosen::Item(id) => item(ui, desk, state, open, &id),
        Chosen::Cell(item, id) => {
            mark(ui, desk, matrix, &item, &id);
            self::item(ui, desk, state, open, &item);
        }
    }
    ui.add_space(space::S);
    ui.separator();
}

fn hypothesis(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut WeighState, matrix: &Matrix, id: &HypothesisId) {
    let Some(at) = matrix.hypotheses.iter().position(|h| h.id == *id) else { return };
    text::title(ui, &format!("Hypothesis {}", label(at)), text::Overflow::Elide);
    let field = desk.field_id(id.as_str(), "hypothesis");
    let mut words = matrix.hypotheses[at].text.clone();
    let shown = ui.add(TextArea::new(field, &mut words, "Hypothesis").rows(3).hint("What would answer the question"));
    if shown.changed() {
        desk.out.typed(ui.ctx(), intent::rename_hypothesis(desk.graph(), &matrix.id, id, &words), field);
    }
    take_focus(ui, state, field);
    if ui.add(Button::link("Remove").icon(icons::TRASH).small()).clicked() {
        desk.out.apply(intent::remove_hypothesis(desk.graph(), &matrix.id, id));
    }
}

/// Gives the keyboard to the field of what was asked to be written.
fn take_focus(ui: &Ui, state: &mut WeighState, field: Id) {
    if std::mem::take(&mut state.focus) {
        ui.memory_mut(|memory| memory.request_focus(field));
    }
}

fn mark(ui: &mut Ui, desk: &mut Desk<'_>, matrix: &Matrix, item: &MatrixItemId, id: &HypothesisId) {
    let (Some(known), Some(at)) = (matrix.item(item), matrix.hypotheses.iter().position(|h| h.id == *id)) else {
        return;
    };
    let words = said(&matrix.hypotheses[at].text, "A hypothesis without words");
    text::title(ui, &format!("{} {words}", label(at)), text::Overflow::Wrap);
    let before = known.marks.get(id).copied();
    let mut mark = before;
    let segments: Vec<Segment<'_, Option<Consistency>>> =
        Consistency::ALL.iter().map(|choice| Segment::text(Some(*choice), choice.key())).collect();
    segmented(ui, "How it fits", &mut mark, &segments, Some(ui.available_width()));
    if mark != before {
        desk.out.apply(intent::set_mark(desk.graph(), &matrix.id, item, id, mark));
    }
    text::hint(ui, mark.map_or("Not judged yet", meaning), text::Overflow::Wrap);
    ui.add_space(space::S);
}

/// What a mark says, as a question that one can ask oneself.
fn meaning(mark: Consistency) -> &'static str {
    match mark {
        Consistency::VeryConsistent => "Very consistent: just what one would expect if it held",
        Consistency::Consistent => "Consistent: one would expect it if it held",
        Consistency::Neutral => "Neutral: it tells nothing about it",
        Consistency::Inconsistent => "Inconsistent: one would not expect it if it held",
        Consistency::VeryInconsistent => "Very inconsistent: it can hardly be if that holds",
        Consistency::NotApplicable => "Not applicable: it has nothing to do with it",
    }
}

fn item(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut WeighState, open: &Open, id: &MatrixItemId) {
    let matrix = &open.matrix;
    let Some(at) = matrix.items.iter().position(|item| item.id == *id) else { return };
    let item = &matrix.items[at];
    text::strong(ui, "What it says", text::Overflow::Elide);
    let field = desk.field_id(id.as_str(), "item");
    let mut words = item.text.clone();
    let hint = "An assumption, or that something is absent";
    if ui.add(TextArea::new(field, &mut words, "What it says").rows(3).hint(hint)).changed() {
        desk.out.typed(ui.ctx(), intent::set_item_text(desk.graph(), &matrix.id, id, &words), field);
    }
    take_focus(ui, state, field);
    field_row(ui, "Relevance", |ui, _| {
        let mut relevance = item.relevance;
        let segments: Vec<Segment<'_, Relevance>> =
            Relevance::ALL.iter().map(|r| Segment::text(*r, r.label())).collect();
        segmented(ui, "Relevance", &mut relevance, &segments, Some(ui.available_width()));
        if relevance != item.relevance {
            desk.out.apply(intent::set_relevance(desk.graph(), &matrix.id, id, relevance));
        }
    });
    origin(ui, desk, item);
    let weight = open.weighed.items[at].weight;
    text::hint(ui, &format!("Each mark against counts {} times.", points(weight)), text::Overflow::Wrap);
    if ui.add(Button::link("Remove the line").icon(icons::TRASH).small()).clicked() {
        desk.out.apply(intent::remove_item(desk.graph(), &matrix.id, id));
    }
}

/// The evidence that an item is: its source, its claim, and a way to the passage.
fn origin(ui: &mut Ui, desk: &mut Desk<'_>, item: &MatrixItem) {
    let graph = desk.graph();
    let Some(about) = &item.about else {
        let words = "In our own words: nobody vouches for it, so it counts like a source that cannot be judged.";
        text::hint(ui, words, text::Overflow::Wrap);
        return;
    };
    let (Some(piece), Some(home)) = (evidence(graph, about), graph.evidence_home(about)) else {
        text::hint(ui, "The evidence is gone; its words were kept.", text::Overflow::Wrap);
        return;
    };
    let (claim, selection) = match home {
        EvidenceHome::Entity(id) => {
            (graph.entity(id).map_or("", |e| marks::name(e)).to_owned(), Selection::entity(id.clone()))
        }
        EvidenceHome::Relationship(id) => {
            let words = graph.relationship(id).map_or_else(String::new, |r| sentence(graph, r));
            (words, Selection::relationship(id.clone()))
        }
    };
    field_row(ui, "Source", |ui, _| {
        let title = marks::source_title(graph, &piece.source);
        if let Some(pair) = marks::pair(graph, piece) {
            widgets::grade(ui, &pair.to_string(), &marks::pair_in_words(pair));
        }
        text::body(ui, title, text::Overflow::Elide);
    });
    field_row(ui, "Claim", |ui, _| text::body(ui, &claim, text::Overflow::Wrap));
    ui.horizontal(|ui| {
        if ui.add(Button::link("Show passage").icon(icons::BOOK_OPEN_TEXT).small()).clicked() {
            desk.out.send(Command::Select(selection.clone()));
            desk.out.verb(Verb::ShowRead);
        }
        if ui.add(Button::link("Show on canvas").icon(icons::GRAPH).small()).clicked() {
            desk.out.send(Command::Select(selection));
            desk.out.verb(Verb::ShowGraph);
            desk.out.wish(Wish::Centre);
        }
    });
}

// ---- what comes of it ---------------------------------------------------------------------------------------------

fn ranking(ui: &mut Ui, state: &mut WeighState, open: &Open) {
    ui.add_space(space::XS);
    text::title(ui, "Least against", text::Overflow::Elide);
    let scores = &open.weighed.scores;
    let most = scores.iter().map(|score| score.inconsistency).fold(0.0, f64::max);
    let leaders = open.weighed.leaders();
    for at in open.weighed.ranking() {
        let (score, hypothesis) = (&scores[at], &open.matrix.hypotheses[at]);
        let tokens = theme::tokens(ui);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 40.0), Sense::click());
        let words = said(&hypothesis.text, "A hypothesis without words");
        let spoken = format!("{}. {}, {words}, {} against", score.rank, label(at), points(score.inconsistency));
        let is_chosen = state.chosen == Chosen::Hypothesis(hypothesis.id.clone());
        response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_chosen, &spoken));
        if response.hovered() {
            ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), 4.0, tokens.hover);
        }
        let y = rect.top() + 15.0;
        let is_first = leaders.contains(&at);
        let color = if is_first { tokens.accent_text } else { tokens.t1 };
        let line = |words: &str, font, room: f32| widgets::line(ui.painter(), words, font, tokens.t1, room);
        let galley = line(&label(at), fonts::semibold(size::BODY), 40.0);
        widgets::text_left(ui.painter(), rect.left(), y, galley, color);
        let value = line(&points(score.inconsistency), fonts::medium(size::BODY), 80.0);
        let value_left = rect.right() - value.size().x;
        widgets::text_left(ui.painter(), value_left, y, value, tokens.t1);
        let left = rect.left() + 30.0;
        let galley = line(words, fonts::regular(size::BODY), value_left - left - 8.0);
        widgets::text_left(ui.painter(), left, y, galley, tokens.t1);
        let share = if most > 0.0 { (score.inconsistency / most) as f32 } else { 0.0 };
        let track = Rect::from_min_max(pos2(left, rect.bottom() - 9.0), pos2(rect.right(), rect.bottom() - 6.0));
        paint::bar(ui.painter(), tokens, track, share, if is_first { tokens.accent } else { tokens.bad });
        if response.has_focus() {
            widgets::focus_ring(ui, rect.expand2(vec2(4.0, 0.0)), 4);
        }
        if response.clicked() {
            state.choose(Chosen::Hypothesis(hypothesis.id.clone()));
        }
    }
    match open.weighed.unjudged {
        0 => {}
        1 => drop(text::hint(ui, "One cell is not judged yet.", text::Overflow::Wrap)),
        n => drop(text::hint(ui, &format!("{n} cells are not judged yet."), text::Overflow::Wrap)),
    }
}

fn hangs_on(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut WeighState, open: &Open) {
    ui.add_space(space::S);
    text::title(ui, "What the order hangs on", text::Overflow::Elide);
    if open.weighed.turns.is_empty() {
        let words = match open.weighed.leaders().is_empty() {
            true => "Nothing tells the hypotheses apart yet.",
            false => "No single line, and no single source, changes which comes first.",
        };
        text::hint(ui, words, text::Overflow::Wrap);
    }
    for (number, turn) in open.weighed.turns.iter().enumerate() {
        let words = turn.sentence(desk.graph(), &open.matrix);
        ui.push_id(number, |ui| {
            let tokens = theme::tokens(ui);
            let frame = Frame::new().fill(tokens.warn_weak).corner_radius(6).inner_margin(Margin::symmetric(10, 6));
            let shown = frame.show(ui, |ui| {
                ui.set_width(ui.available_width());
                text::body(ui, &words, text::Overflow::Wrap);
            });
            let Without::Item(id) = &turn.without else { return };
            let response = ui.interact(shown.response.rect, ui.scope_id().with("turn"), Sense::click());
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
            if response.has_focus() || response.hovered() {
                widgets::focus_ring(ui, response.rect.shrink(1.0), 6);
            }
            if response.clicked() {
                state.choose(Chosen::Item(id.clone()));
            }
        });
    }
}

/// The rule by which is counted.
fn counted(ui: &mut Ui) {
    ui.add_space(space::S);
    let memory = ui.scope_id().with("how it is counted");
    let mut is_open = ui.data(|data| data.get_temp(memory)).unwrap_or(false);
    Section::new("How it is counted").show(ui, &mut is_open, |_| {});
    ui.data_mut(|data| data.insert_temp(memory, is_open));
    if is_open {
        let words = "Only what speaks against a hypothesis counts: II two points, I one. What is consistent never \
                     helps, since it may be consistent with all. Points are multiplied by relevance (high 2, medium 1, \
                     low ½), by the reliability of the source (A 1, B ¾, C ½, D ¼, E 0, F ½) and by the credibility of \
                     the information (1 1, 2 ¾, 3 ½, 4 ¼, 5 0, 6 ½). The method is Heuer’s analysis of competing \
                     hypotheses.";
        text::hint(ui, words, text::Overflow::Wrap);
    }
}

fn notes(ui: &mut Ui, desk: &mut Desk<'_>, open: &Open) {
    ui.add_space(space::S);
    text::strong(ui, "Notes", text::Overflow::Elide);
    let field = desk.field_id(open.matrix.id.as_str(), "notes");
    let mut words = open.matrix.notes.clone();
    if ui.add(TextArea::new(field, &mut words, "Notes").rows(2).hint("What was left out, and why")).changed() {
        let change = |matrix: &mut Matrix| matrix.notes.clone_from(&words);
        let transaction = intent::change_matrix(desk.graph(), &open.matrix.id, "change notes", change);
        desk.out.typed(ui.ctx(), transaction, field);
    }
}

//! The drawer of checks under the canvas: what is wrong or doubtful by rule, with a way to mend it where there is one,
//! and pairs of entities that may be one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use eframe::egui::{
    self, Align, Color32, Frame, Layout, Margin, Panel, Popup, Rect, Role, ScrollArea, Sense, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use super::desk::{Desk, Wish};
use super::icons::{self, Icon, IconStyle};
use super::theme::{self, Tokens, height, size, space};
use super::widgets::{self, Button, IconButton, MenuItem, Segment, text};
use super::{fonts, marks};
use crate::analysis::check::{Finding, Fix, Rule, Severity, fixes};
use crate::base::EntityId;
use crate::edit::{Selection, intent};
use crate::session::{Checks, Command, Verb};

const ROW: f32 = height::TABLE_ROW;

/// What the drawer of a document remembers.
#[derive(Debug, Default)]
pub(super) struct ChecksState {
    /// Whether it is shown.
    pub is_open: bool,
    /// Only what is so grave.
    only: Option<Severity>,
    /// The rules whose findings are folded away.
    folded: BTreeSet<Rule>,
    /// Nobody has folded anything yet: notes begin folded.
    has_begun: bool,
    /// The rules that are explained.
    explained: BTreeSet<Rule>,
    /// What mends a finding, by its place, worked out when its row is first shown.
    fixes: BTreeMap<usize, Vec<Fix>>,
    /// What the fixes are of.
    of: Option<Arc<Checks>>,
}

/// A row of the list.
enum Row {
    Rule { rule: Rule, count: usize },
    Explanation(String),
    Finding(usize),
}

/// Shows the drawer where it is open.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ChecksState) {
    if !state.is_open {
        return;
    }
    let tokens = theme::tokens(ui);
    let panel = Panel::bottom("checks").resizable(true).default_size(248.0).size_range(132.0..=520.0);
    panel.frame(Frame::new().fill(tokens.panel)).show(ui, |ui| {
        let known = desk.open.checks().cloned();
        if state.of.as_ref().map(Arc::as_ptr) != known.as_ref().map(Arc::as_ptr) {
            state.fixes.clear();
            state.of.clone_from(&known);
        }
        if !state.has_begun && known.is_some() {
            state.has_begun = true;
            let notes = Rule::ALL.iter().filter(|rule| rule.severity() == Severity::Note);
            state.folded.extend(notes.filter(|rule| **rule != Rule::Duplicate));
        }
        head(ui, desk, state, known.as_deref());
        let top = ui.cursor().top().round() - 0.5;
        ui.painter().hline(ui.max_rect().x_range(), top, (1.0, tokens.line));
        match known {
            Some(known) => list(ui, desk, state, &known),
            None => said(ui, "Checking…"),
        }
    });
}

fn head(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ChecksState, known: Option<&Checks>) {
    Frame::new().inner_margin(Margin::symmetric(12, 4)).show(ui, |ui| {
        let room = vec2(ui.available_width(), 28.0);
        ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            text::strong(ui, "Checks", text::Overflow::Elide);
            if let Some(known) = known {
                let count = |severity: Severity| format!("{} {}", severity.label(), known.count(severity));
                let words: Vec<(Severity, String)> = Severity::ALL.iter().map(|s| (*s, count(*s))).collect();
                let all = format!("All {}", known.findings.len());
                let mut segments = vec![Segment::text(None, all.as_str())];
                segments.extend(words.iter().map(|(severity, words)| Segment::text(Some(*severity), words.as_str())));
                widgets::segmented(ui, "How grave", &mut state.only, &segments, None);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.add(IconButton::new(icons::X, "Close checks").small().shortcut("F8")).clicked() {
                    state.is_open = false;
                }
                let is_current = desk.open.are_checks_current();
                if desk.open.is_being_checked() {
                    text::hint(ui, "Checking…", text::Overflow::Elide);
                } else if !is_current && known.is_some() {
                    if ui.add(Button::link("Check again").small()).clicked() {
                        desk.out.verb(Verb::CheckAgain);
                    }
                    text::hint(ui, "Of an earlier state of the graph", text::Overflow::Elide);
                }
            });
        });
    });
}

fn said(ui: &mut Ui, words: &str) {
    Frame::new().inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| text::hint(ui, words, text::Overflow::Wrap));
}

fn list(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ChecksState, known: &Arc<Checks>) {
    let rows = rows(ui, state, known);
    if rows.is_empty() {
        let words = if known.findings.is_empty() { "Nothing to see: every check passes." } else { "None of these." };
        said(ui, words);
        return;
    }
    ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
    ScrollArea::vertical().id_salt("checks").auto_shrink(false).show_rows(ui, ROW, rows.len(), |ui, range| {
        for row in &rows[range] {
            match row {
                Row::Rule { rule, count } => rule_row(ui, desk, state, *rule, *count),
                Row::Explanation(line) => explanation_row(ui, line),
                Row::Finding(at) => {
                    ui.push_id(at, |ui| finding_row(ui, desk, state, known, *at));
                }
            }
        }
    });
}

fn rows(ui: &Ui, state: &ChecksState, known: &Checks) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut at = 0;
    while let Some(first) = known.findings.get(at) {
        let rule = first.rule;
        let count = known.findings[at..].iter().take_while(|finding| finding.rule == rule).count();
        if state.only.is_none_or(|only| rule.severity() == only) {
            rows.push(Row::Rule { rule, count });
            if state.explained.contains(&rule) {
                let font = fonts::regular(size::SECONDARY);
                let width = ui.available_width() - 64.0;
                let galley = ui.painter().layout(rule.explanation().to_owned(), font, Color32::PLACEHOLDER, width);
                rows.extend(galley.rows.iter().map(|row| Row::Explanation(row.text())));
            }
            if !state.folded.contains(&rule) {
                rows.extend((at..at + count).map(Row::Finding));
            }
        }
        at += count;
    }
    rows
}

/// The sign of a severity.
fn sign(tokens: &Tokens, severity: Severity) -> (Icon, Color32) {
    match severity {
        Severity::Fault => (icons::WARNING_OCTAGON, tokens.bad),
        Severity::Warning => (icons::WARNING, tokens.warn),
        Severity::Note => (icons::INFO, tokens.t3),
    }
}

fn rule_row(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ChecksState, rule: Rule, count: usize) {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let is_open = !state.folded.contains(&rule);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_open, format!("{} {count}", rule.name())));
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let y = rect.center().y;
    let caret = if is_open { icons::CARET_DOWN } else { icons::CARET_RIGHT };
    widgets::icon(ui.painter(), caret, IconStyle::Regular, pos2(rect.left() + 18.0, y), 12.0, tokens.t3);
    let (icon, color) = sign(tokens, rule.severity());
    widgets::icon(ui.painter(), icon, IconStyle::Fill, pos2(rect.left() + 38.0, y), 16.0, color);
    let galley = ui.painter().layout_no_wrap(rule.name().to_owned(), fonts::medium(size::BODY), tokens.t1);
    let left = rect.left() + 54.0;
    let end = left + galley.size().x;
    widgets::text_left(ui.painter(), left, y, galley, tokens.t1);
    let number = text::thousands(count);
    let galley = ui.painter().layout_no_wrap(number, fonts::regular(size::SECONDARY), tokens.t2);
    widgets::text_left(ui.painter(), end + 8.0, y, galley, tokens.t2);
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(2.0), 4);
    }
    if response.clicked() {
        if is_open {
            state.folded.insert(rule);
        } else {
            state.folded.remove(&rule);
        }
    }
    let place = Rect::from_min_max(pos2(rect.right() - 184.0, rect.top()), pos2(rect.right() - 8.0, rect.bottom()));
    let builder = UiBuilder::new().max_rect(place).id_salt(rule).layout(Layout::right_to_left(Align::Center));
    let name = format!("Explain {}", rule.name().to_lowercase());
    let is_explained = state.explained.contains(&rule);
    let button = IconButton::new(icons::QUESTION, &name).small().toggled(is_explained);
    let mut buttons = ui.new_child(builder);
    buttons.spacing_mut().item_spacing.x = space::XS;
    if buttons.add(button).clicked() {
        if is_explained {
            state.explained.remove(&rule);
        } else {
            state.explained.insert(rule);
        }
    }
    if count > 1 && rule.has_sure_fix() && desk.open.are_checks_current() {
        let link = buttons.add(Button::link("Mend all").small());
        let words = "Mends each in its likeliest way, as one step; what only you can know stays";
        if link.on_hover_text(words).clicked() {
            desk.out.send(Command::MendAll(rule));
        }
    }
}

fn explanation_row(ui: &mut Ui, line: &str) {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, line));
    let galley = ui.painter().layout_no_wrap(line.to_owned(), fonts::regular(size::SECONDARY), tokens.t2);
    widgets::text_left(ui.painter(), rect.left() + 54.0, rect.center().y, galley, tokens.t2);
}

fn finding_row(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ChecksState, known: &Checks, at: usize) {
    let finding = &known.findings[at];
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let name = if finding.name.trim().is_empty() { "Unnamed" } else { finding.name.trim() };
    let spoken = if finding.detail.is_empty() { name.to_owned() } else { format!("{name}: {}", finding.detail) };
    let is_selected = is_selected(desk, finding);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
    if is_selected || response.hovered() {
        let ground = if is_selected { tokens.accent_weak } else { tokens.hover };
        ui.painter().rect_filled(rect, 0.0, ground);
    }
    let is_current = desk.open.are_checks_current();
    let place = rect.with_max_x(rect.right() - 8.0);
    let builder = UiBuilder::new().max_rect(place).layout(Layout::right_to_left(Align::Center));
    let mut buttons = ui.new_child(builder);
    buttons.spacing_mut().item_spacing.x = space::XS;
    // What would mend an earlier state of the graph might not fit this one.
    if is_current {
        actions(&mut buttons, desk, state, known, at);
    }
    let right = buttons.min_rect().left().min(place.right()) - 8.0;
    let y = rect.center().y;
    let left = rect.left() + 54.0;
    let line = |words: &str, font: f32, color: Color32, width: f32| {
        let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), fonts::regular(font), color);
        job.wrap = egui::text::TextWrapping {
            max_width: width.max(0.0),
            max_rows: 1,
            break_anywhere: true,
            ..Default::default()
        };
        ui.painter().layout_job(job)
    };
    let room = right - left;
    let share = if finding.detail.is_empty() { 1.0 } else { 0.58 };
    let galley = line(name, size::BODY, tokens.t1, share * room);
    let end = left + galley.size().x + 12.0;
    widgets::text_left(ui.painter(), left, y, galley, tokens.t1);
    if !finding.detail.is_empty() {
        let galley = line(&finding.detail, size::SECONDARY, tokens.t2, right - end);
        widgets::text_left(ui.painter(), end, y, galley, tokens.t2);
    }
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(2.0), 4);
    }
    if response.on_hover_text(&spoken).clicked() {
        reveal(desk, finding);
    }
}

fn is_selected(desk: &Desk<'_>, finding: &Finding) -> bool {
    let selection = desk.open.selection();
    match (finding.entity(), finding.relationship()) {
        (Some(a), _) if finding.other.is_none() => selection.only_entity() == Some(&a),
        (Some(a), _) => {
            selection.entities.contains(&a) && finding.other.as_ref().is_some_and(|b| selection.entities.contains(b))
        }
        (_, Some(id)) => selection.only_relationship() == Some(&id),
        _ => false,
    }
}

/// Selects what a finding is about and brings it into sight.
fn reveal(desk: &mut Desk<'_>, finding: &Finding) {
    if let Some(source) = finding.source() {
        desk.out.wish(Wish::ShowSource(source));
        return;
    }
    let mut selection = Selection::none();
    selection.entities.extend(finding.entity());
    selection.entities.extend(finding.other.clone());
    selection.relationships.extend(finding.relationship());
    desk.out.select(selection);
    desk.out.wish(Wish::Centre);
}

fn actions(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut ChecksState, known: &Checks, at: usize) {
    let finding = &known.findings[at];
    if let (Some(a), Some(b)) = (finding.entity(), &finding.other) {
        pair_actions(ui, desk, &a, b);
        return;
    }
    let fixes = state.fixes.entry(at).or_insert_with(|| fixes(desk.graph(), finding, &known.quotes));
    let Some(first) = fixes.first() else { return };
    if fixes.len() > 1 {
        let dots = ui.add(IconButton::new(icons::DOTS_THREE, "Other ways to mend it").small());
        Popup::menu(&dots).show(|ui| {
            for fix in fixes.iter() {
                if ui.add(MenuItem::new(&fix.label)).clicked() {
                    desk.out.apply(fix.transaction.clone());
                }
            }
            if let Some(evidence) = finding.evidence().filter(|_| finding.rule == Rule::LostQuote)
                && ui.add(MenuItem::new("Choose the passage…")).clicked()
            {
                desk.out.wish(Wish::ChoosePassage(evidence.clone()));
            }
        });
    }
    if ui.add(Button::link(&first.label).small()).clicked() {
        desk.out.apply(first.transaction.clone());
    }
}

fn pair_actions(ui: &mut Ui, desk: &mut Desk<'_>, a: &EntityId, b: &EntityId) {
    let dots = ui.add(IconButton::new(icons::DOTS_THREE, "Judge the pair").small());
    Popup::menu(&dots).show(|ui| {
        if ui.add(MenuItem::new("They are different").icon(Some(icons::NOT_EQUALS))).clicked() {
            desk.out.apply(intent::judge_different(desk.graph(), a, b));
        }
        if ui.add(MenuItem::new("Possibly the same").icon(Some(icons::QUESTION))).clicked() {
            let id = desk.mint.mint("possibly-same");
            desk.out.apply(intent::mark_possibly_same(desk.graph(), a, b, id));
        }
    });
    if ui.add(Button::link("Compare…").small()).clicked() {
        desk.out.wish(Wish::Compare(a.clone(), b.clone()));
    }
}

/// What the status bar says: `2 checks`, or that there are none.
pub(super) fn in_words(checks: &Checks) -> String {
    let open = checks.count(Severity::Fault) + checks.count(Severity::Warning);
    if open == 0 { "No faults".to_owned() } else { marks::count(open, "check", "checks") }
}

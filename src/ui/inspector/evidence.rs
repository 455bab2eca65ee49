//! What a claim rests on, in the inspector of an entity or of a relationship.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use eframe::egui::{self, Frame, Margin, Stroke, Ui, vec2};

use super::{InspectorState, Part, fields, section};
use crate::analysis::confidence::assess;
use crate::base::{Day, EntityId, EvidenceId, PartialDate, RelationshipId, SourceId, TextQuote, fold};
use crate::edit::{Transaction, intent};
use crate::model::{
    Access, Credibility, Entity, Evidence, EvidenceHome, Graph, Relationship, Reliability, Source, Stance,
};
use crate::ui::desk::{Desk, Wish};
use crate::ui::icons::IconStyle;
use crate::ui::theme::{self, radius, space};
use crate::ui::widgets::{self, Button, Chip, Choice, Picker, Segment, Sign, Tone, field_row, text};
use crate::ui::{fonts, icons, marks};

/// The claim that evidence is about.
pub(super) struct Claim<'a> {
    home: EvidenceHome,
    pieces: &'a [Evidence],
    /// The names of its properties, each of which evidence can be about.
    properties: Vec<&'a str>,
}

impl<'a> Claim<'a> {
    /// That an entity exists and is as it is said to be.
    pub fn of_entity(entity: &'a Entity) -> Self {
        Self {
            home: EvidenceHome::Entity(entity.id.clone()),
            pieces: &entity.evidence,
            properties: entity.properties.keys().map(String::as_str).collect(),
        }
    }

    /// That a relationship holds.
    pub fn of_relationship(relationship: &'a Relationship) -> Self {
        Self {
            home: EvidenceHome::Relationship(relationship.id.clone()),
            pieces: &relationship.evidence,
            properties: relationship.properties.keys().map(String::as_str).collect(),
        }
    }
}

/// What the list that adds evidence offers.
#[derive(Debug, Clone, PartialEq)]
enum From {
    Source(SourceId),
    New(String),
}

/// Shows the section.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, claim: &Claim<'_>) {
    let count = |stance: Stance| claim.pieces.iter().filter(|piece| piece.stance == stance).count();
    let (supports, disputes) = (count(Stance::Supports), count(Stance::Disputes));
    let mut from = None;
    let graph = desk.graph();
    let trailing = |ui: &mut Ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let picker = Picker::plus("Add evidence").search("Choose a source").list_width(300.0);
        from = picker.show(ui, |query| source_choices(graph, query));
        if disputes > 0 {
            let words = if disputes == 1 { "1 disputes".to_owned() } else { format!("{disputes} dispute") };
            Chip::new(&words).tone(Tone::Bad).strong().show(ui);
        }
        if supports > 0 {
            let words = if supports == 1 { "1 supports".to_owned() } else { format!("{supports} support") };
            Chip::new(&words).tone(Tone::Ok).strong().show(ui);
        }
    };
    let part = Part { title: "Evidence", count: Some(claim.pieces.len()), add: None };
    section(ui, state, part, trailing, |ui, state| {
        if claim.pieces.is_empty() {
            text::hint(ui, "Nothing yet says so. Add a source with the plus.", text::Overflow::Wrap);
        }
        for piece in claim.pieces {
            card(ui, desk, state, claim, piece);
            ui.add_space(2.0);
        }
        origins(ui, graph, claim);
    });
    if let Some(from) = from {
        add(desk, state, claim, from);
    }
}

/// How the sources were counted: those of one origin count once.
fn origins(ui: &mut Ui, graph: &Graph, claim: &Claim<'_>) {
    let supporting = claim.pieces.iter().filter(|piece| piece.stance == Stance::Supports);
    let sources: BTreeSet<&SourceId> = supporting.map(|piece| &piece.source).collect();
    if sources.len() < 2 {
        return;
    }
    let assessment = assess(claim.pieces, graph.sources(), None);
    let counted = marks::count(assessment.origins, "independent origin", "independent origins");
    let shared: Vec<&str> =
        assessment.reasons.iter().map(String::as_str).filter(|reason| reason.starts_with("Counted once")).collect();
    let words = format!("{} sources, {counted}. {}", sources.len(), shared.join(" "));
    text::hint(ui, words.trim(), text::Overflow::Wrap).on_hover_text(assessment.reasons.join("\n"));
}

/// Where a piece of evidence goes among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// Changes places with the piece before or after.
fn reorder(graph: &Graph, home: &EvidenceHome, id: &EvidenceId, way: Way) -> Transaction {
    let swap = |pieces: &mut Vec<Evidence>| {
        let Some(at) = pieces.iter().position(|piece| piece.id == *id) else { return };
        let other = match way {
            Way::Up => at.checked_sub(1),
            Way::Down => Some(at + 1).filter(|other| *other < pieces.len()),
        };
        if let Some(other) = other {
            pieces.swap(at, other);
        }
    };
    match home {
        EvidenceHome::Entity(entity) => change_of_entity(graph, entity, swap),
        EvidenceHome::Relationship(relationship) => change_of_relationship(graph, relationship, swap),
    }
}

fn source_choices(graph: &Graph, query: &str) -> Vec<Choice<From>> {
    let folded = fold(query);
    let mut found: Vec<_> = graph.sources().values().filter(|s| fold(&s.title).contains(&folded)).collect();
    found.sort_by(|a, b| a.title.cmp(&b.title));
    let known = found.into_iter().take(80).map(|source| Choice {
        sign: Sign::Icon(marks::source_icon(source.kind)),
        detail: source.reliability.map_or(String::new(), |r| r.key().to_owned()),
        ..Choice::new(From::Source(source.id.clone()), marks::source_title(graph, &source.id))
    });
    let words = if query.is_empty() { "New source".to_owned() } else { format!("New source “{query}”") };
    let name = if query.is_empty() { "New source".to_owned() } else { query.to_owned() };
    known.chain([Choice { sign: Sign::Icon(icons::PLUS), ..Choice::new(From::New(name), words) }]).collect()
}

fn add(desk: &mut Desk<'_>, state: &mut InspectorState, claim: &Claim<'_>, from: From) {
    let graph = desk.graph();
    let mut edits = Vec::new();
    let source = match from {
        From::Source(source) => source,
        From::New(title) => {
            let source = Source::new(desk.mint.mint(&title), title);
            let id = source.id.clone();
            edits.extend(intent::create_source(source).edits);
            id
        }
    };
    let id: EvidenceId = desk.mint.mint("evidence");
    let mut piece = Evidence::new(id.clone(), source);
    piece.analyst.clone_from(&desk.session.settings().analyst);
    piece.recorded = today();
    let Transaction { label, edits: added } = intent::add_evidence(graph, &claim.home, &piece);
    edits.extend(added);
    desk.out.apply(Transaction { label, edits });
    state.evidence = Some(id);
    state.evidence_is_new = true;
}

/// The date, in Greenwich.
pub(in crate::ui) fn today() -> Option<PartialDate> {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    let days = i32::try_from(since_epoch.as_secs() / 86_400).ok()?;
    let (year, month, day) = Day(days).to_civil();
    PartialDate::from_civil(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?).ok()
}

/// A change of one piece of evidence.
fn change(graph: &Graph, home: &EvidenceHome, id: &EvidenceId, set: impl Fn(&mut Evidence)) -> Transaction {
    let set = |pieces: &mut Vec<Evidence>| pieces.iter_mut().filter(|piece| piece.id == *id).for_each(&set);
    match home {
        EvidenceHome::Entity(entity) => change_of_entity(graph, entity, set),
        EvidenceHome::Relationship(relationship) => change_of_relationship(graph, relationship, set),
    }
}

fn change_of_entity(graph: &Graph, id: &EntityId, set: impl Fn(&mut Vec<Evidence>)) -> Transaction {
    let label = format!("change evidence for {}", intent::describe_entities(graph, &[id]));
    intent::change_entities(graph, [id], label, |e| set(&mut e.evidence))
}

fn change_of_relationship(graph: &Graph, id: &RelationshipId, set: impl Fn(&mut Vec<Evidence>)) -> Transaction {
    let label = format!("change evidence for {}", intent::describe_relationships(graph, &[id]));
    intent::change_relationships(graph, [id], label, |r| set(&mut r.evidence))
}

fn card(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, claim: &Claim<'_>, piece: &Evidence) {
    let graph = desk.graph();
    let is_open = state.evidence.as_ref() == Some(&piece.id);
    let source = graph.sources().get(&piece.source);
    let date = source.and_then(|s| s.published).map_or(String::new(), marks::month);
    let pair = marks::pair(graph, piece);
    let quote = piece.quote.as_ref().map_or("", |quote| quote.exact.as_str());
    let shown = widgets::EvidenceCard {
        stance: marks::stance(piece.stance),
        source: marks::source_title(graph, &piece.source),
        date: &date,
        grade: &pair.map_or(String::new(), |pair| pair.to_string()),
        grade_meaning: &pair.map_or(String::new(), marks::pair_in_words),
        quote: if quote.is_empty() { &piece.note } else { quote },
        selected: is_open,
    };
    let response = shown.show(ui);
    let response = if desk.open.quotes().is_lost(&piece.id) {
        let at = response.rect.right_bottom() - vec2(16.0, 14.0);
        let color = theme::tokens(ui).warn;
        widgets::icon(ui.painter(), icons::WARNING, IconStyle::Fill, at, 14.0, color);
        response.ctx.accesskit_node_builder(response.id, |node| node.set_description(LOST));
        response.on_hover_text(LOST)
    } else {
        response
    };
    if response.clicked() {
        state.evidence = if is_open { None } else { Some(piece.id.clone()) };
        state.evidence_is_new = !is_open;
    }
    if is_open {
        let tokens = theme::tokens(ui);
        let frame = Frame::new()
            .fill(tokens.panel)
            .stroke(Stroke::new(1.0, tokens.line))
            .corner_radius(radius::CONTROL)
            .inner_margin(Margin::same(10));
        let shown = frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
            editor(ui, desk, state, claim, piece);
        });
        if std::mem::take(&mut state.evidence_is_new) {
            shown.response.scroll_to_me(None);
        }
    }
}

/// What is wrong with a quote that its source does not hold.
const LOST: &str = "The quote is not in the text of its source";

fn warning(ui: &mut Ui, words: &str) {
    let color = theme::tokens(ui).warn;
    let font = fonts::regular(theme::size::SECONDARY);
    ui.add(egui::Label::new(egui::RichText::new(words).font(font).color(color)).wrap());
}

fn editor(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, claim: &Claim<'_>, piece: &Evidence) {
    let graph = desk.graph();
    let record = piece.id.as_str();
    source_rows(ui, desk, claim, piece);
    let mut stance = piece.stance;
    let segments = [
        Segment::text(Stance::Supports, "Supports"),
        Segment::text(Stance::Disputes, "Disputes"),
        Segment::text(Stance::Context, "Context"),
    ];
    let width = ui.available_width();
    if widgets::segmented(ui, "Stance", &mut stance, &segments, Some(width)).changed() {
        desk.out.apply(change(graph, &claim.home, &piece.id, |e| e.stance = stance));
    }
    let field = desk.field_id(record, "quote");
    let quote = piece.quote.as_ref().map_or("", |quote| quote.exact.as_str());
    if let Some(words) = fields::area(ui, field, "Quote", "The words that say so", 2, quote) {
        let words = anchored(graph, &piece.source, &words);
        let transaction = change(graph, &claim.home, &piece.id, |e| e.quote.clone_from(&words));
        desk.out.typed(ui.ctx(), transaction, field);
    }
    if desk.open.quotes().is_lost(&piece.id) {
        let words = "These words are not in the text of the source. Correct them, or choose the passage in the text.";
        warning(ui, words);
        if ui.add(Button::link("Choose the passage…").small()).clicked() {
            desk.out.wish(Wish::ChoosePassage(piece.id.clone()));
        }
    }
    grade_rows(ui, desk, claim, piece);
    if !claim.properties.is_empty() {
        about_row(ui, desk, claim, piece);
    }
    let field = desk.field_id(record, "note");
    if let Some(note) = fields::area(ui, field, "Note on this evidence", "Your remark", 1, &piece.note) {
        let transaction = change(graph, &claim.home, &piece.id, |e| e.note.clone_from(&note));
        desk.out.typed(ui.ctx(), transaction, field);
    }
    recorded_rows(ui, desk, claim, piece);
    ui.horizontal(|ui| {
        for (icon, name, way) in [(icons::ARROW_UP, "Move up", Way::Up), (icons::ARROW_DOWN, "Move down", Way::Down)] {
            let moved = reorder(graph, &claim.home, &piece.id, way);
            let button = widgets::IconButton::new(icon, name).small();
            if ui.add_enabled(!moved.is_empty(), button).clicked() {
                desk.out.apply(moved);
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.add(Button::danger("Remove evidence").small()).clicked() {
                state.evidence = None;
                desk.out.apply(intent::remove_evidence(graph, &piece.id));
            }
        });
    });
}

/// Who recorded a piece of evidence, and when.
fn recorded_rows(ui: &mut Ui, desk: &mut Desk<'_>, claim: &Claim<'_>, piece: &Evidence) {
    let graph = desk.graph();
    let record = piece.id.as_str();
    let field = desk.field_id(record, "analyst");
    if let Some(analyst) = fields::text_row(ui, field, "Analyst", "who recorded it", &piece.analyst) {
        let transaction = change(graph, &claim.home, &piece.id, |e| e.analyst.clone_from(&analyst));
        desk.out.typed(ui.ctx(), transaction, field);
    }
    let field = desk.field_id(record, "recorded");
    if let Some(recorded) = fields::date_row(ui, field, "Recorded", piece.recorded) {
        let transaction = change(graph, &claim.home, &piece.id, |e| e.recorded = recorded);
        desk.out.typed(ui.ctx(), transaction, field);
    }
}

/// The source of a piece of evidence, and how reliable that is.
fn source_rows(ui: &mut Ui, desk: &mut Desk<'_>, claim: &Claim<'_>, piece: &Evidence) {
    let graph = desk.graph();
    field_row(ui, "Source", |ui, _| {
        ui.spacing_mut().item_spacing.x = space::XS;
        let title = marks::source_title(graph, &piece.source);
        let width = ui.available_width() - 32.0;
        let picker = Picker::new("Source", title).width(width).search("Choose a source").list_width(300.0);
        let chosen = picker.show(ui, |query| {
            let mut choices = source_choices(graph, query);
            choices.retain(|choice| matches!(choice.value, From::Source(_)));
            choices
        });
        if let Some(From::Source(source)) = chosen {
            desk.out.apply(change(graph, &claim.home, &piece.id, |e| e.source.clone_from(&source)));
        }
        if ui.add(widgets::IconButton::new(icons::ARROW_UP_RIGHT, "Open source")).clicked() {
            super::open_source(desk, &piece.source);
        }
    });
    let reliability = graph.sources().get(&piece.source).and_then(|s| s.reliability);
    field_row(ui, "Reliability", |ui, _| {
        let words = |r: Reliability| format!("{}  {}", r.key(), r.label());
        let chosen = fields::optional_choice(
            ui,
            "Reliability of the source",
            "Not graded",
            reliability,
            Reliability::ALL,
            words,
        );
        if let Some(reliability) = chosen {
            desk.out.apply(intent::change_source(graph, &piece.source, |s| s.reliability = reliability));
        }
    });
    let uses = graph.citation_count(&piece.source);
    if uses > 1 {
        let words = format!("Of the source, so for all {} pieces of evidence from it", marks::thousands(uses));
        text::hint(ui, &words, text::Overflow::Wrap);
    }
}

fn grade_rows(ui: &mut Ui, desk: &mut Desk<'_>, claim: &Claim<'_>, piece: &Evidence) {
    let graph = desk.graph();
    field_row(ui, "Credibility", |ui, _| {
        let words = |c: Credibility| format!("{}  {}", c.key(), c.label());
        let chosen =
            fields::optional_choice(ui, "Credibility", "Not graded", piece.credibility, Credibility::ALL, words);
        if let Some(credibility) = chosen {
            desk.out.apply(change(graph, &claim.home, &piece.id, |e| e.credibility = credibility));
        }
    });
    field_row(ui, "Access", |ui, _| {
        let words = |access: Access| access.label().to_owned();
        let chosen = fields::optional_choice(ui, "Access", "Not known", piece.access, Access::ALL, words);
        if let Some(access) = chosen {
            desk.out.apply(change(graph, &claim.home, &piece.id, |e| e.access = access));
        }
    });
}

fn about_row(ui: &mut Ui, desk: &mut Desk<'_>, claim: &Claim<'_>, piece: &Evidence) {
    field_row(ui, "About", |ui, _| {
        let whole = "The whole record";
        let shown = if piece.about.is_empty() { whole } else { &piece.about };
        let chosen = Picker::new("About", shown).show(ui, |_| {
            let all = std::iter::once("").chain(claim.properties.iter().copied());
            all.map(|name| {
                let words = if name.is_empty() { whole } else { name };
                Choice::new(name.to_owned(), words).selected(piece.about == name)
            })
            .collect()
        });
        if let Some(about) = chosen {
            desk.out.apply(change(desk.graph(), &claim.home, &piece.id, |e| e.about.clone_from(&about)));
        }
    });
}

/// A quote, with its place in the source's text where that is kept and holds it.
fn anchored(graph: &Graph, source: &SourceId, words: &str) -> Option<TextQuote> {
    if words.is_empty() {
        return None;
    }
    let text = graph.sources().get(source).and_then(|s| s.text.as_deref());
    let found = text.and_then(|text| {
        let start = text.find(words.trim())?;
        TextQuote::anchor(text, start..start + words.trim().len())
    });
    // The words stay as they are typed, blanks at the end included.
    Some(TextQuote { exact: words.to_owned(), ..found.unwrap_or_default() })
}

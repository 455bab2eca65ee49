//! The inspector of one source: what it is, how reliable, its words, what rests on it, and what would fall without it.

use std::collections::BTreeSet;

use eframe::egui::{self, Frame, Margin, Stroke, Ui};

use super::fields;
use super::{InspectorState, Part, divider, header, section};
use crate::analysis;
use crate::analysis::retraction::{Claim, Effect, Fate, Retraction, retract, same_origin};
use crate::base::{EntityId, RelationshipId, SourceId};
use crate::edit::{Selection, Transaction, intent};
use crate::model::{Graph, Handling, Reliability, Source, SourceKind};
use crate::ui::desk::{Desk, Wish, WithOrigin};
use crate::ui::icons::IconStyle;
use crate::ui::theme::{self, radius, size, space};
use crate::ui::widgets::{self, Button, IconButton, ListRow, field_row, text};
use crate::ui::{fonts, icons, marks, retraction};

/// Where a source is cited, kept while the graph stays as it is.
#[derive(Debug, Default)]
pub(super) struct Citations {
    of: Option<(SourceId, u64)>,
    entities: Vec<EntityId>,
    relationships: Vec<RelationshipId>,
    /// Sources of the same origin, this one included.
    kin: BTreeSet<SourceId>,
    /// What would become of all that rests on it, and on its whole origin where that is more.
    without: Retraction,
    without_origin: Option<Retraction>,
}

impl Citations {
    fn update(&mut self, graph: &Graph, source: &SourceId, revision: u64) {
        if self.of.as_ref().is_some_and(|(id, at)| id == source && *at == revision) {
            return;
        }
        self.entities = graph
            .entities()
            .into_iter()
            .filter(|e| e.evidence.iter().any(|piece| piece.source == *source))
            .map(|e| e.id.clone())
            .collect();
        self.relationships = graph
            .relationships()
            .into_iter()
            .filter(|r| r.evidence.iter().any(|piece| piece.source == *source))
            .map(|r| r.id.clone())
            .collect();
        self.kin = same_origin(graph.sources(), source);
        self.without = retract(graph, &BTreeSet::from([source.clone()]));
        self.without_origin = (self.kin.len() > 1).then(|| retract(graph, &self.kin));
        self.of = Some((source.clone(), revision));
    }
}

/// Shows the source called `id`.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, id: &SourceId) {
    let Some(source) = desk.graph().sources().get(id).cloned() else { return };
    header(ui, "Source", |ui| {
        if ui.add(IconButton::new(icons::X, "Close").small().shortcut("Esc")).clicked() {
            desk.out.wish(Wish::CloseSource);
        }
        if ui.add(IconButton::new(icons::TRASH, "Delete source").small()).clicked() {
            desk.out.apply(intent::delete_source(desk.graph(), id));
        }
    });
    let record = id.as_str();
    let field = desk.field_id(record, "title");
    super::take_focus(ui, state, &super::Focus::First, field);
    if let Some(title) = fields::title(ui, field, "Title", "Title", &source.title) {
        let transaction = change(desk, &source, |s| s.title.clone_from(&title));
        desk.out.typed(ui.ctx(), transaction, field);
    }
    let cited = desk.graph().citation_count(id);
    let line = if cited == 0 {
        source.kind.label().to_owned()
    } else {
        format!("{} · {}", source.kind.label(), marks::count(cited, "piece of evidence", "pieces of evidence"))
    };
    text::hint(ui, &line, text::Overflow::Elide);
    divider(ui);
    field_rows(ui, desk, &source);
    without(ui, desk, state, id);
    words(ui, desk, state, &source);
    section(
        ui,
        state,
        Part { title: "Notes", count: None, add: None },
        |_| {},
        |ui, _| {
            let field = desk.field_id(record, "notes");
            if let Some(notes) = fields::notes(ui, field, "Notes", "Add a note", 3, &source.notes) {
                let transaction = change(desk, &source, |s| s.notes.clone_from(&notes));
                desk.out.typed(ui.ctx(), transaction, field);
            }
        },
    );
    citations(ui, desk, state, id);
}

fn change(desk: &Desk<'_>, source: &Source, set: impl Fn(&mut Source)) -> Transaction {
    intent::change_source(desk.graph(), &source.id, set)
}

fn field_rows(ui: &mut Ui, desk: &mut Desk<'_>, source: &Source) {
    let record = source.id.as_str();
    if let Some(kind) = fields::vocabulary_row(ui, "Kind", Some(source.kind), SourceKind::ALL, SourceKind::label) {
        desk.out.apply(change(desk, source, |s| s.kind = kind));
    }
    field_row(ui, "Reliability", |ui, _| {
        let words = |r: Reliability| format!("{}  {}", r.key(), r.label());
        let chosen =
            fields::optional_choice(ui, "Reliability", "Not graded", source.reliability, Reliability::ALL, words);
        if let Some(reliability) = chosen {
            desk.out.apply(change(desk, source, |s| s.reliability = reliability));
        }
    });
    let field = desk.field_id(record, "author");
    if let Some(author) = fields::text_row(ui, field, "Author", "who wrote or said it", &source.author) {
        desk.out.typed(ui.ctx(), change(desk, source, |s| s.author.clone_from(&author)), field);
    }
    let field = desk.field_id(record, "publisher");
    if let Some(publisher) = fields::text_row(ui, field, "Publisher", "who published it", &source.publisher) {
        desk.out.typed(ui.ctx(), change(desk, source, |s| s.publisher.clone_from(&publisher)), field);
    }
    let field = desk.field_id(record, "published");
    if let Some(date) = fields::date_row(ui, field, "Published", source.published) {
        desk.out.typed(ui.ctx(), change(desk, source, |s| s.published = date), field);
    }
    let field = desk.field_id(record, "retrieved");
    if let Some(date) = fields::date_row(ui, field, "Retrieved", source.retrieved) {
        desk.out.typed(ui.ctx(), change(desk, source, |s| s.retrieved = date), field);
    }
    address_row(ui, desk, source);
    let field = desk.field_id(record, "origin");
    if let Some(origin) = fields::text_row(ui, field, "Origin", "where it has it from", &source.origin) {
        desk.out.typed(ui.ctx(), change(desk, source, |s| s.origin.clone_from(&origin)), field);
    }
    field_row(ui, "Handling", |ui, _| {
        let words = |handling: Handling| handling.label().to_owned();
        let chosen = fields::optional_choice(ui, "Handling", "Not marked", source.handling, Handling::ALL, words);
        if let Some(handling) = chosen {
            desk.out.apply(change(desk, source, |s| s.handling = handling));
        }
    });
}

fn address_row(ui: &mut Ui, desk: &mut Desk<'_>, source: &Source) {
    let field = desk.field_id(source.id.as_str(), "address");
    field_row(ui, "Address", |ui, _| {
        ui.spacing_mut().item_spacing.x = space::XS;
        let opens = source.url.starts_with("http://") || source.url.starts_with("https://");
        let room = if opens { 32.0 } else { 0.0 };
        let width = ui.available_width() - room;
        ui.allocate_ui(egui::vec2(width, 28.0), |ui| {
            if let Some(url) = fields::text(ui, field, "Address", "https://", &source.url) {
                desk.out.typed(ui.ctx(), change(desk, source, |s| s.url.clone_from(&url)), field);
            }
        });
        if opens && ui.add(IconButton::new(icons::ARROW_UP_RIGHT, "Open in the browser")).clicked() {
            ui.open_url(egui::OpenUrl::new_tab(&source.url));
        }
    });
}

/// The words of the source, to be read; they change only when that is asked for, because quotes are found in them.
fn words(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, source: &Source) {
    section(
        ui,
        state,
        Part { title: "Text", count: None, add: None },
        |_| {},
        |ui, state| {
            let field = desk.field_id(source.id.as_str(), "text");
            match source.text.as_deref() {
                Some(text) if text.len() > MOST_TEXT => beginning(ui, desk, source, text),
                Some(text) if !state.editing_text => {
                    let tokens = theme::tokens(ui);
                    let frame = Frame::new()
                        .fill(tokens.surface)
                        .stroke(Stroke::new(1.0, tokens.line))
                        .corner_radius(radius::CONTROL)
                        .inner_margin(Margin::same(12));
                    frame.show(ui, |ui| {
                        ui.set_width(ui.available_width());
                        egui::ScrollArea::vertical().id_salt("text").max_height(420.0).show(ui, |ui| {
                            // The bar does not lie on the letters.
                            ui.set_width(ui.available_width() - 10.0);
                            let words = egui::RichText::new(text)
                                .font(fonts::regular(size::READING))
                                .line_height(Some(24.0))
                                .color(tokens.t1);
                            ui.add(egui::Label::new(words).wrap().selectable(true));
                        });
                    });
                    ui.horizontal(|ui| {
                        let count = text.split_whitespace().count();
                        text::hint(ui, &marks::count(count, "word", "words"), text::Overflow::Elide);
                        if ui.add(Button::link("Change the text").small()).clicked() {
                            state.editing_text = true;
                        }
                    });
                }
                text => {
                    let hint = "Paste the words of the source here, to quote from them.";
                    let shown = text.unwrap_or_default();
                    if let Some(new) = fields::reading(ui, field, "Text of the source", hint, 4, shown) {
                        state.editing_text = true;
                        let new = (!new.is_empty()).then(|| new.into());
                        desk.out.typed(ui.ctx(), change(desk, source, |s| s.text.clone_from(&new)), field);
                    }
                    if text.is_some() && ui.add(Button::secondary("Done").small()).clicked() {
                        state.editing_text = false;
                    }
                }
            }
        },
    );
}

/// A longer text is read elsewhere, and not laid out whole beside what is said of it.
const MOST_TEXT: usize = 1 << 16;
/// So much of it is shown.
const BEGINNING: usize = 1200;

/// The beginning of a long text, and the way to the rest.
fn beginning(ui: &mut Ui, desk: &mut Desk<'_>, source: &Source, words: &str) {
    let cut = words.floor_char_boundary(BEGINNING);
    let end = words[..cut].rfind(char::is_whitespace).unwrap_or(cut);
    text::secondary(ui, &format!("{} …", words[..end].trim_end()), text::Overflow::Wrap);
    ui.horizontal(|ui| {
        let size = if words.len() >= 1 << 20 {
            format!("{} MB", words.len() >> 20)
        } else {
            format!("{} KB", words.len() >> 10)
        };
        text::hint(ui, &format!("The beginning of {size}"), text::Overflow::Elide);
        if ui.add(Button::link("Read it").small()).clicked() {
            desk.out.wish(Wish::Read(source.id.clone()));
        }
    });
}

/// What rests on the source.
fn citations(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, id: &SourceId) {
    state.citations.update(desk.graph(), id, desk.open.revision());
    let (entities, relationships) = (state.citations.entities.clone(), state.citations.relationships.clone());
    let part = Part { title: "Cited by", count: Some(entities.len() + relationships.len()), add: None };
    let mut chosen = None;
    section(
        ui,
        state,
        part,
        |_| {},
        |ui, _| {
            if entities.is_empty() && relationships.is_empty() {
                text::hint(ui, "Nothing rests on it yet.", text::Overflow::Wrap);
            }
            ui.spacing_mut().item_spacing.y = 0.0;
            // A source behind thousands of claims shows the first of them.
            let most = 200;
            for id in entities.iter().take(most) {
                let Some(entity) = desk.graph().entity(id) else { continue };
                let row = ListRow::new(marks::name(entity)).disc(marks::disc(desk.graph(), entity)).indent(0.0);
                if ui.add(row).clicked() {
                    chosen = Some(Selection::entity(id.clone()));
                }
            }
            for id in relationships.iter().take(most) {
                let Some(relationship) = desk.graph().relationship(id) else { continue };
                let words = analysis::sentence(desk.graph(), relationship);
                if ui.add(ListRow::new(&words).icon(icons::ARROW_RIGHT).indent(0.0)).clicked() {
                    chosen = Some(Selection::relationship(id.clone()));
                }
            }
            let more = entities.len().saturating_sub(most) + relationships.len().saturating_sub(most);
            if more > 0 {
                text::hint(ui, &format!("and {} more", marks::thousands(more)), text::Overflow::Elide);
            }
        },
    );
    if let Some(selection) = chosen {
        desk.out.select(selection);
    }
}

/// What would fall if the source were withdrawn.
fn without(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, id: &SourceId) {
    let losses = state.citations.without.losses();
    let part = Part { title: "Without it", count: Some(losses), add: None };
    let mut chosen = None;
    section(
        ui,
        state,
        part,
        |_| {},
        |ui, state| {
            let Citations { kin, without, without_origin, .. } = &state.citations;
            let words = text::capitalised(&retraction::in_words(without));
            text::secondary(ui, &format!("{words}."), text::Overflow::Wrap);
            if let Some(whole) = without_origin {
                let count = marks::count(kin.len(), "source", "sources");
                let words = retraction::in_words(whole);
                text::secondary(ui, &format!("Without its whole origin, {count}: {words}."), text::Overflow::Wrap);
            }
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                if losses > 0 && ui.add(Button::secondary("Show on the canvas").small()).clicked() {
                    desk.out.wish(Wish::Retract(id.clone(), WithOrigin::No));
                }
                let falls = without_origin.as_ref().is_some_and(|whole| whole.losses() > 0);
                if falls && ui.add(Button::secondary("With its origin").small()).clicked() {
                    desk.out.wish(Wish::Retract(id.clone(), WithOrigin::Yes));
                }
            });
            let area = egui::ScrollArea::vertical().id_salt("without it").max_height(196.0);
            area.show(ui, |ui| {
                ui.set_width(ui.available_width());
                chosen = effects(ui, without);
            });
        },
    );
    if let Some(selection) = chosen {
        desk.out.select(selection);
        desk.out.wish(Wish::Centre);
    }
}

/// What falls and what rises, by what becomes of it. A press gives what selects it.
fn effects(ui: &mut Ui, without: &Retraction) -> Option<Selection> {
    let mut chosen = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    for fate in [Fate::Unsupported, Fate::Falls, Fate::Rises, Fate::Undisputed] {
        let count = without.of(fate).count();
        if count == 0 {
            continue;
        }
        ui.add_space(space::S);
        heading(ui, fate, &fate.headline(count));
        for effect in without.of(fate).take(MOST_EFFECTS) {
            chosen = effect_row(ui, effect).or(chosen);
        }
        if count > MOST_EFFECTS {
            let more = marks::thousands(count - MOST_EFFECTS);
            text::hint(ui, &format!("and {more} more"), text::Overflow::Elide);
        }
    }
    chosen
}

/// The heading over the claims that share a fate.
fn heading(ui: &mut Ui, fate: Fate, words: &str) {
    let tokens = theme::tokens(ui);
    let (icon, color) = match fate {
        Fate::Unsupported => (icons::X_CIRCLE, tokens.bad),
        Fate::Falls => (icons::CARET_DOWN, tokens.warn),
        Fate::Rises => (icons::CARET_UP, tokens.ok),
        Fate::Undisputed | Fate::Stays => (icons::CHECK, tokens.t2),
    };
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 24.0), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, words));
    let y = rect.center().y;
    widgets::icon(ui.painter(), icon, IconStyle::Regular, egui::pos2(rect.left() + 8.0, y), 14.0, color);
    let font = fonts::medium(size::SECONDARY);
    let galley = widgets::line(ui.painter(), words, font, tokens.t1, rect.width() - 22.0);
    widgets::text_left(ui.painter(), rect.left() + 22.0, y, galley, tokens.t1);
}

/// A source behind thousands of claims shows the first of each fate.
const MOST_EFFECTS: usize = 100;

/// A claim with what becomes of it. A press gives what selects it.
fn effect_row(ui: &mut Ui, effect: &Effect) -> Option<Selection> {
    let Effect { claim, name, before, after, .. } = effect;
    let levels = if before == after { before.to_string() } else { format!("{before} → {after}") };
    let (icon, selection) = match claim {
        Claim::Relationship(id) => (icons::ARROW_RIGHT, Selection::relationship(id.clone())),
        Claim::Entity { entity, .. } => (icons::CIRCLE, Selection::entity(entity.clone())),
    };
    let spoken = format!("{name}, {levels}");
    let row = ListRow::new(name).icon(icon).indent(0.0).trailing(&levels).spoken(&spoken);
    ui.add(row).clicked().then_some(selection)
}

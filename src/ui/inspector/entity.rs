//! The inspector of one entity.

use eframe::egui::{self, Ui, vec2};

use super::chips::{ChipChange, Chips, chips};
use super::evidence::{self, Claim};
use super::properties::{self, Holder};
use super::{Focus, InspectorState, Part, close_button, divider, fields, header, links, more_button, section};
use crate::base::EntityId;
use crate::edit::{Transaction, intent};
use crate::model::{Entity, EvidenceHome};
use crate::session::Verb;
use crate::ui::desk::Desk;
use crate::ui::pictures::{self, Picture};
use crate::ui::theme::{self, space};
use crate::ui::widgets::{Disc, DiscRing, IconButton, field_row, paint_disc, text};
use crate::ui::{icons, marks};

/// The side of the picture at the head of the panel, in points.
const PORTRAIT: f32 = 40.0;

/// Shows the entity called `id`.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, id: &EntityId) {
    let Some(entity) = desk.graph().entity(id).cloned() else { return };
    header(ui, "Entity", |ui| {
        close_button(ui, desk);
        let verbs: &[&[Verb]] = &[
            &[Verb::Rename, Verb::Duplicate, Verb::Copy],
            &[Verb::SetPicture, Verb::RemovePicture],
            &[Verb::FitSelection, Verb::Hide],
            &[Verb::Delete],
        ];
        more_button(ui, desk, verbs);
        let pinned = marks::is_pinned(desk.open.view(), &entity);
        let name = if pinned { "Unpin" } else { "Pin" };
        if ui.add(IconButton::new(icons::PUSH_PIN, name).small().shortcut("P").toggled(pinned)).clicked() {
            desk.out.verb(Verb::Pin);
        }
    });
    identity(ui, desk, state, &entity);
    divider(ui);
    field_rows(ui, desk, &entity);
    links::show(ui, desk, state, &entity);
    evidence::show(ui, desk, state, &Claim::of_entity(&entity));
    let holder = Holder { home: EvidenceHome::Entity(id.clone()), record: id.as_str(), values: &entity.properties };
    let definitions = desk.graph().schema().entity_types.get(&entity.kind).map(|t| t.properties.as_slice());
    properties::show(ui, desk, state, &holder, definitions.unwrap_or_default());
    identifiers(ui, desk, state, &entity);
    section(
        ui,
        state,
        Part { title: "Notes", count: None, add: None },
        |_| {},
        |ui, _| {
            let field = desk.field_id(id.as_str(), "notes");
            if let Some(notes) = fields::notes(ui, field, "Notes", "Add a note", 3, &entity.notes) {
                let transaction = change(desk, &entity, "notes", |e| e.notes = notes.clone().into());
                desk.out.typed(ui.ctx(), transaction, field);
            }
        },
    );
}

/// A change of one field, labelled for the undo menu.
fn change(desk: &Desk<'_>, entity: &Entity, field: &str, set: impl Fn(&mut Entity)) -> Transaction {
    let name = intent::describe_entities(desk.graph(), &[&entity.id]);
    intent::change_entities(desk.graph(), [&entity.id], format!("change {field} of {name}"), set)
}

fn identity(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, entity: &Entity) {
    let record = entity.id.as_str();
    let kind = desk.graph().schema().entity_types.get(&entity.kind).map_or("", |t| t.name.as_str());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::M, 0.0);
        match entity.image.as_ref().and_then(|hash| pictures::picture(ui.ctx(), desk.graph(), hash)) {
            Some(Picture::Ready(texture)) => portrait(ui, &texture, marks::name(entity)),
            Some(Picture::Broken(why)) => {
                let shown = marks::disc(desk.graph(), entity).show(ui, 16.0, kind);
                shown.on_hover_text(format!("Its picture cannot be shown: {why}"));
            }
            Some(Picture::Pending) | None => {
                marks::disc(desk.graph(), entity).show(ui, 16.0, kind);
            }
        }
        ui.vertical(|ui| {
            // The name is higher than its letters, to be pressed.
            ui.spacing_mut().item_spacing.y = -2.0;
            let field = desk.field_id(record, "name");
            super::take_focus(ui, state, &Focus::Name(entity.id.clone()), field);
            if let Some(name) = fields::title(ui, field, "Name", "Name", &entity.name) {
                let transaction = intent::rename(desk.graph(), &entity.id, &name);
                desk.out.typed(ui.ctx(), transaction, field);
            }
            let summary = entity.summary.trim();
            let line = if summary.is_empty() { kind.to_owned() } else { format!("{kind} · {summary}") };
            text::hint(ui, &line, text::Overflow::Elide);
        });
    });
    ui.add_space(space::XS);
    let look = Chips { id: desk.field_id(record, "aliases"), add: "Alias", field: "New alias", partial: None };
    match chips(ui, look, &entity.aliases) {
        Some(ChipChange::Add(alias)) => {
            let transaction = change(desk, entity, "the aliases", |e| e.aliases.push(alias.clone()));
            desk.out.apply(transaction);
        }
        Some(ChipChange::Remove(alias)) => {
            let transaction = change(desk, entity, "the aliases", |e| e.aliases.retain(|a| *a != alias));
            desk.out.apply(transaction);
        }
        None => {}
    }
}

/// The picture of an entity in place of its disc, its middle cut to a square with round corners.
fn portrait(ui: &mut Ui, texture: &egui::TextureHandle, name: &str) {
    let size = texture.size_vec2();
    let visible = vec2(size.min_elem() / size.x, size.min_elem() / size.y);
    let uv = egui::Rect::from_center_size(egui::pos2(0.5, 0.5), visible);
    let picture = egui::Image::new((texture.id(), egui::Vec2::splat(PORTRAIT)))
        .fit_to_exact_size(egui::Vec2::splat(PORTRAIT))
        .uv(uv)
        .corner_radius(theme::radius::CONTROL)
        .alt_text(format!("Picture of {name}"));
    let whole = texture.clone();
    ui.add(picture).on_hover_ui(|ui| {
        ui.add(egui::Image::new((whole.id(), whole.size_vec2())).max_size(egui::Vec2::splat(256.0)));
    });
}

fn field_rows(ui: &mut Ui, desk: &mut Desk<'_>, entity: &Entity) {
    let record = entity.id.as_str();
    if let Some(kind) = fields::entity_type_row(ui, desk.graph().schema(), Some(&entity.kind)) {
        desk.out.apply(intent::retype_entities(desk.graph(), [&entity.id], &kind));
    }
    if let Some(status) = fields::status_row(ui, Some(entity.status)) {
        let transaction = change(desk, entity, "the status", |e| e.status = status);
        desk.out.apply(transaction);
    }
    let ids = (desk.field_id(record, "valid from"), desk.field_id(record, "valid to"));
    if let Some(valid) = fields::valid_row(ui, ids, "Active", entity.valid, false) {
        let transaction = change(desk, entity, "the time", |e| e.valid = valid);
        desk.out.typed(ui.ctx(), transaction, ids.0);
    }
    let field = desk.field_id(record, "summary");
    if let Some(summary) = fields::text_row(ui, field, "Summary", "One line", &entity.summary) {
        let transaction = change(desk, entity, "the summary", |e| e.summary = summary.clone().into());
        desk.out.typed(ui.ctx(), transaction, field);
    }
    grading(ui, desk, entity);
    field_row(ui, "Tags", |ui, _| {
        let tags: Vec<String> = entity.tags.iter().cloned().collect();
        let look = Chips { id: desk.field_id(record, "tags"), add: "Tag", field: "New tag", partial: None };
        match chips(ui, look, &tags) {
            Some(ChipChange::Add(tag)) => {
                let transaction = change(desk, entity, "the tags", |e| {
                    e.tags.insert(tag.clone());
                });
                desk.out.apply(transaction);
            }
            Some(ChipChange::Remove(tag)) => {
                let transaction = change(desk, entity, "the tags", |e| {
                    e.tags.remove(&tag);
                });
                desk.out.apply(transaction);
            }
            None => {}
        }
    });
}

/// What the entity itself rests on, where it rests on anything.
fn grading(ui: &mut Ui, desk: &Desk<'_>, entity: &Entity) {
    if entity.evidence.is_empty() {
        return;
    }
    let sources: std::collections::BTreeSet<_> = entity.evidence.iter().map(|e| &e.source).collect();
    field_row(ui, "Grading", |ui, _| {
        let plain = marks::disc(desk.graph(), entity);
        let (word, ring) = if sources.len() > 1 {
            ("Corroborated", DiscRing::Corroborated)
        } else {
            ("Single source", DiscRing::None)
        };
        let (rect, _) = ui.allocate_exact_size(vec2(20.0, 24.0), egui::Sense::hover());
        // No icon fits a disc this small.
        paint_disc(ui.painter(), theme::tokens(ui), rect.center(), 5.0, &Disc { ring, ..plain });
        text::body(ui, word, text::Overflow::Elide);
        if sources.len() > 1 {
            text::hint(ui, &marks::count(sources.len(), "source", "sources"), text::Overflow::Elide);
        }
        if let Some(pair) = marks::best_pair(desk.graph(), &entity.evidence) {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                crate::ui::widgets::grade(ui, &pair.to_string(), &marks::pair_in_words(pair));
            });
        }
    });
}

/// What other registers call the entity.
fn identifiers(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, entity: &Entity) {
    let record = entity.id.as_str();
    let part = Part { title: "Identifiers", count: Some(entity.external_ids.len()), add: Some("Add identifier") };
    let mut removed = None;
    let added = section(
        ui,
        state,
        part,
        |_| {},
        |ui, _| {
            if entity.external_ids.is_empty() {
                text::hint(ui, "What Wikidata, LEI or other registers call it.", text::Overflow::Wrap);
            }
            for (register, value) in &entity.external_ids {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = space::XS;
                    let name_id = desk.field_id(record, &format!("register {register}"));
                    if let Some(new) = fields::quiet_text(
                        ui,
                        name_id,
                        "Register",
                        "register",
                        register,
                        crate::ui::widgets::LABEL_WIDTH,
                    ) && !new.trim().is_empty()
                        && !entity.external_ids.contains_key(&new)
                    {
                        let transaction = change(desk, entity, "the identifiers", |e| {
                            if let Some(value) = e.external_ids.remove(register) {
                                e.external_ids.insert(new.clone(), value);
                            }
                        });
                        // The field of the new name takes over the keyboard.
                        super::super::desk::begin_visit(ui.ctx());
                        ui.memory_mut(|m| m.request_focus(desk.field_id(record, &format!("register {new}"))));
                        desk.out.typed(ui.ctx(), transaction, name_id);
                    }
                    let field = desk.field_id(record, &format!("id in {register}"));
                    let width = ui.available_width() - 28.0;
                    if let Some(new) = fields::quiet_text(ui, field, &format!("{register} id"), "id", value, width) {
                        let transaction = change(desk, entity, "the identifiers", |e| {
                            e.external_ids.insert(register.clone(), new.clone());
                        });
                        desk.out.typed(ui.ctx(), transaction, field);
                    }
                    let words = format!("Remove {register}");
                    if ui.add(IconButton::new(icons::X, &words).small()).clicked() {
                        removed = Some(register.clone());
                    }
                });
            }
        },
    );
    if let Some(register) = removed {
        let transaction = change(desk, entity, "the identifiers", |e| {
            e.external_ids.remove(&register);
        });
        desk.out.apply(transaction);
    }
    if added {
        let known = ["wikidata", "lei", "iso3166", "opencorporates", "imo", "orcid"];
        let free = known.iter().map(|name| (*name).to_owned());
        let numbered = (1..).map(|n| format!("register {n}"));
        let name = free.chain(numbered).find(|name| !entity.external_ids.contains_key(name));
        let name = name.unwrap_or_default();
        let transaction = change(desk, entity, "the identifiers", |e| {
            e.external_ids.insert(name.clone(), String::new());
        });
        desk.out.apply(transaction);
        let field = desk.field_id(record, &format!("id in {name}"));
        ui.memory_mut(|memory| memory.request_focus(field));
    }
}

//! The inspector of one relationship.

use eframe::egui::{self, Color32, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::chips::{ChipChange, Chips, chips};
use super::evidence::{self, Claim};
use super::fields::{self, Look, Parsed};
use super::properties::{self, Holder};
use super::{Focus, InspectorState, Part, close_button, divider, header, more_button, section};
use crate::analysis::confidence::{Assessment, assess_relationship};
use crate::base::{EntityId, RelationshipId, RelationshipTypeId, fold};
use crate::edit::{Selection, Transaction, intent};
use crate::model::{ConfidenceOverride, Direction, EvidenceHome, Graph, Level, Likelihood, Relationship, Status};
use crate::session::Verb;
use crate::ui::desk::Desk;
use crate::ui::theme::{self, radius, size, space};
use crate::ui::widgets::{self, Chip, Choice, IconButton, Picker, Segment, Tone, field_row, text};
use crate::ui::{fonts, icons, marks};

/// Shows the relationship called `id`.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, id: &RelationshipId) {
    let Some(relationship) = desk.graph().relationship(id).cloned() else { return };
    header(ui, "Relationship", |ui| {
        close_button(ui, desk);
        more_button(ui, desk, &[&[Verb::Rename, Verb::Copy, Verb::FitSelection, Verb::Hide], &[Verb::Delete]]);
        let forward = relationship.direction == Direction::Forward;
        if ui.add_enabled(forward, IconButton::new(icons::ARROWS_LEFT_RIGHT, "Reverse").small()).clicked() {
            desk.out.verb(Verb::Reverse);
        }
    });
    picture(ui, desk, &relationship);
    divider(ui);
    field_rows(ui, desk, state, &relationship);
    evidence::show(ui, desk, state, &Claim::of_relationship(&relationship));
    let home = EvidenceHome::Relationship(id.clone());
    let holder = Holder { home, record: id.as_str(), values: &relationship.properties };
    let definitions = desk.graph().schema().relationship_types.get(&relationship.kind);
    let definitions = definitions.map(|t| t.properties.as_slice()).unwrap_or_default();
    properties::show(ui, desk, state, &holder, definitions);
    section(
        ui,
        state,
        Part { title: "Notes", count: None, add: None },
        |_| {},
        |ui, _| {
            let field = desk.field_id(id.as_str(), "notes");
            if let Some(notes) = fields::notes(ui, field, "Notes", "Add a note", 3, &relationship.notes) {
                let transaction = change(desk, &relationship, "notes", |r| r.notes = notes.clone().into());
                desk.out.typed(ui.ctx(), transaction, field);
            }
        },
    );
}

/// A change of one field, labelled for the undo menu.
fn change(desk: &Desk<'_>, relationship: &Relationship, field: &str, set: impl Fn(&mut Relationship)) -> Transaction {
    let name = intent::describe_relationships(desk.graph(), &[&relationship.id]);
    intent::change_relationships(desk.graph(), [&relationship.id], format!("change {field} of {name}"), set)
}

/// One end above the other, with an arrow and the type between them.
fn picture(ui: &mut Ui, desk: &mut Desk<'_>, relationship: &Relationship) {
    ui.spacing_mut().item_spacing.y = 0.0;
    end(ui, desk, &relationship.from);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 24.0;
        let (rect, _) = ui.allocate_exact_size(vec2(20.0, 24.0), Sense::hover());
        arrow(ui, rect, relationship.direction);
        ui.spacing_mut().item_spacing.x = 4.0;
        Chip::new(marks::relationship_name(desk.graph(), relationship)).tone(Tone::Accent).show(ui);
    });
    let bottom = end(ui, desk, &relationship.to);
    if relationship.status != Status::InEffect {
        let word = relationship.status.label().to_lowercase();
        let place = Rect::from_min_size(pos2(bottom + 8.0, ui.cursor().top() - 24.0), vec2(90.0, 24.0));
        let builder = egui::UiBuilder::new().max_rect(place).layout(egui::Layout::left_to_right(egui::Align::Center));
        Chip::new(&word).tone(Tone::Outline).show(&mut ui.new_child(builder));
    }
    ui.spacing_mut().item_spacing.y = space::XS;
}

/// One end; a press selects it. Returns where its name ends.
fn end(ui: &mut Ui, desk: &mut Desk<'_>, id: &EntityId) -> f32 {
    let graph = desk.graph();
    let entity = graph.entity(id);
    let name = entity.map_or("a missing entity", |e| marks::name(e));
    let available = ui.available_width();
    let mut job =
        egui::text::LayoutJob::simple_singleline(name.to_owned(), fonts::semibold(size::TITLE), theme::tokens(ui).t1);
    job.wrap = egui::text::TextWrapping {
        max_width: available - 30.0 - 84.0,
        max_rows: 1,
        break_anywhere: true,
        ..Default::default()
    };
    let galley = ui.painter().layout_job(job);
    let width = 28.0 + galley.size().x.ceil();
    let (rect, response) = ui.allocate_exact_size(vec2(width, 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), format!("Go to {name}")));
    let tokens = theme::tokens(ui);
    if let Some(entity) = entity {
        let center = pos2(rect.left() + 10.0, rect.center().y);
        widgets::paint_disc(ui.painter(), tokens, center, 10.0, &marks::disc(graph, entity));
    }
    let color = if response.hovered() { tokens.accent_text } else { tokens.t1 };
    let left = rect.left() + 28.0;
    // The galley was laid out in the text colour; a plain override would not reach it.
    let shown = ui.painter().layout_no_wrap(galley.text().to_owned(), fonts::semibold(size::TITLE), color);
    let shown = if galley.elided { galley } else { shown };
    widgets::text_left(ui.painter(), left, rect.center().y, shown, color);
    if response.has_focus() {
        widgets::focus_ring(ui, rect, radius::CONTROL);
    }
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        desk.out.select(Selection::entity(id.clone()));
    }
    rect.right()
}

fn arrow(ui: &Ui, rect: Rect, direction: Direction) {
    let color = theme::tokens(ui).accent;
    let x = rect.center().x;
    let (top, bottom) = (rect.top(), rect.bottom() - 1.0);
    let painter = ui.painter();
    let (line_top, line_bottom) = match direction {
        Direction::Forward => (top, bottom - 6.0),
        Direction::Both => (top + 6.0, bottom - 6.0),
        Direction::Neither => (top, bottom),
    };
    painter.vline(x, line_top..=line_bottom, Stroke::new(1.75, color));
    let head = |tip: f32, back: f32| {
        let points = vec![pos2(x, tip), pos2(x + 4.0, back), pos2(x - 4.0, back)];
        painter.add(egui::Shape::convex_polygon(points, color, Stroke::new(0.0, Color32::TRANSPARENT)));
    };
    if direction != Direction::Neither {
        head(bottom, bottom - 7.0);
    }
    if direction == Direction::Both {
        head(top, top + 7.0);
    }
}

fn field_rows(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, relationship: &Relationship) {
    let record = relationship.id.as_str();
    let graph = desk.graph();
    let opening = match &state.focus {
        Some(Focus::Type(id)) if *id == relationship.id => {
            state.focus = None;
            Opening::Now
        }
        _ => Opening::OnWish,
    };
    let ends = Some((&relationship.from, &relationship.to));
    if let Some(kind) = type_row(ui, graph, Some(&relationship.kind), ends, opening) {
        desk.out.apply(intent::retype_relationships(graph, [&relationship.id], &kind));
    }
    if let Some(direction) = direction_row(ui, Some(relationship.direction)) {
        let transaction = change(desk, relationship, "the direction", |r| r.direction = direction);
        desk.out.apply(transaction);
    }
    let field = desk.field_id(record, "label");
    super::take_focus(ui, state, &Focus::Label(relationship.id.clone()), field);
    let type_name = graph.schema().relationship_types.get(&relationship.kind).map_or("", |t| t.name.as_str());
    if let Some(label) = fields::text_row(ui, field, "Label", type_name, &relationship.label) {
        let transaction = change(desk, relationship, "the label", |r| r.label = label.clone().into());
        desk.out.typed(ui.ctx(), transaction, field);
    }
    let ids = (desk.field_id(record, "valid from"), desk.field_id(record, "valid to"));
    if let Some(valid) = fields::valid_row(ui, ids, "Valid", relationship.valid, false) {
        let transaction = change(desk, relationship, "the time", |r| r.valid = valid);
        desk.out.typed(ui.ctx(), transaction, ids.0);
    }
    if let Some(status) = fields::status_row(ui, Some(relationship.status)) {
        let transaction = change(desk, relationship, "the status", |r| r.status = status);
        desk.out.apply(transaction);
    }
    confidence_row(ui, desk, relationship);
    if let Some(likelihood) = likelihood_row(ui, relationship.likelihood) {
        let transaction = change(desk, relationship, "the likelihood", |r| r.likelihood = likelihood);
        desk.out.apply(transaction);
    }
    let field = desk.field_id(record, "weight");
    let weight = relationship.weight.map_or(String::new(), |w| w.to_string());
    let look = Parsed { id: field, name: "Weight", hint: "1", value: &weight, width: None, look: Look::Plain };
    if let Some(weight) = fields::parsed_row(ui, "Weight", look, fields::parse_number) {
        let transaction = change(desk, relationship, "the weight", |r| r.weight = weight);
        desk.out.typed(ui.ctx(), transaction, field);
    }
    field_row(ui, "Tags", |ui, _| {
        let tags: Vec<String> = relationship.tags.iter().cloned().collect();
        let look = Chips { id: desk.field_id(record, "tags"), add: "Tag", field: "New tag", partial: None };
        let Some(tag) = chips(ui, look, &tags) else { return };
        let transaction = change(desk, relationship, "the tags", |r| match &tag {
            ChipChange::Add(tag) => {
                r.tags.insert(tag.clone());
            }
            ChipChange::Remove(tag) => {
                r.tags.remove(tag);
            }
        });
        desk.out.apply(transaction);
    });
}

/// A choice among relationship types, by their groups, those first that may run between two given entities.
pub(super) fn type_row(
    ui: &mut Ui,
    graph: &Graph,
    current: Option<&RelationshipTypeId>,
    ends: Option<(&EntityId, &EntityId)>,
    opening: Opening,
) -> Option<RelationshipTypeId> {
    let schema = graph.schema();
    field_row(ui, "Type", |ui, _| {
        let kind = current.and_then(|id| schema.relationship_types.get(id));
        let shown = kind.map_or("mixed", |t| t.name.as_str());
        let picker = Picker::new("Type", shown).faint(kind.is_none()).search("Find a type").list_width(240.0);
        let picker = if opening == Opening::Now { picker.open_now() } else { picker };
        picker.show(ui, |query| type_choices(graph, query, current, ends))
    })
}

/// When a list opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// When it is asked for.
    OnWish,
    /// In this frame.
    Now,
}

/// The relationship types that a list offers.
pub(in crate::ui) fn type_choices(
    graph: &Graph,
    query: &str,
    current: Option<&RelationshipTypeId>,
    ends: Option<(&EntityId, &EntityId)>,
) -> Vec<Choice<RelationshipTypeId>> {
    let schema = graph.schema();
    let query = fold(query);
    let kinds = ends.and_then(|(from, to)| Some((&graph.entity(from)?.kind, &graph.entity(to)?.kind)));
    let fits = |id: &RelationshipTypeId| kinds.is_none_or(|(from, to)| schema.allows(id, from, to));
    let mut types: Vec<_> = schema.relationship_types.values().filter(|t| fold(&t.name).contains(&query)).collect();
    types.sort_by_key(|t| (!fits(&t.id), t.group.clone(), t.name.clone()));
    types
        .into_iter()
        .map(|t| Choice {
            heading: if fits(&t.id) { t.group.clone() } else { "Not made for these two".into() },
            ..Choice::new(t.id.clone(), &t.name).selected(current == Some(&t.id))
        })
        .collect()
}

/// The row of the direction. Turning a relationship round is another command.
pub(super) fn direction_row(ui: &mut Ui, current: Option<Direction>) -> Option<Direction> {
    field_row(ui, "Direction", |ui, _| {
        let mut value = current;
        let segments = Direction::ALL
            .iter()
            .map(|direction| Segment::icon(Some(*direction), marks::direction_icon(*direction), direction.label()))
            .collect::<Vec<_>>();
        let width = ui.available_width();
        widgets::segmented(ui, "Direction", &mut value, &segments, Some(width)).changed().then_some(value).flatten()
    })
}

/// The row of the likelihood, in the words of ICD 203.
pub(super) fn likelihood_row(ui: &mut Ui, current: Option<Likelihood>) -> Option<Option<Likelihood>> {
    field_row(ui, "Likelihood", |ui, _| {
        let at = current.and_then(|now| Likelihood::ALL.iter().position(|l| *l == now));
        let mut step = at.and_then(|at| u8::try_from(at).ok());
        let response = widgets::Likelihood::new("Likelihood", &marks::LIKELIHOOD).show(ui, &mut step);
        response.changed().then(|| step.and_then(|step| Likelihood::ALL.get(usize::from(step)).copied()))
    })
}

/// How firmly the claim rests on its evidence: what the rule gives, or what was set by hand and why.
fn confidence_row(ui: &mut Ui, desk: &mut Desk<'_>, relationship: &Relationship) {
    let assessment: Assessment = assess_relationship(relationship, desk.graph().sources());
    let by_hand = relationship.confidence.as_deref();
    field_row(ui, "Confidence", |ui, _| {
        let shown = match by_hand {
            Some(_) => format!("{}, set by hand", assessment.level.label()),
            None => assessment.level.label().to_owned(),
        };
        let (computed, levels) = (assessment.computed.label(), [Level::High, Level::Moderate, Level::Low]);
        let place = ui.available_rect_before_wrap();
        let chosen = Picker::new("Confidence", &shown).list_width(220.0).show(ui, |_| {
            let rule = Choice::new(None, format!("As the evidence gives it: {computed}")).selected(by_hand.is_none());
            let set = levels.iter().map(|level| {
                let words = format!("{}, set by hand", level.label());
                Choice::new(Some(*level), words).selected(by_hand.is_some_and(|set| set.level == *level))
            });
            std::iter::once(rule).chain(set).collect()
        });
        let reasons = assessment.reasons.join("\n");
        let control = Rect::from_min_size(place.min, vec2(place.width(), 28.0));
        ui.interact(control, ui.scope_id().with("why"), Sense::hover()).on_hover_text(&reasons);
        if let Some(level) = chosen {
            let rationale = by_hand.map(|set| set.rationale.clone()).unwrap_or_default();
            let set = level.map(|level| ConfidenceOverride { level, rationale });
            let transaction =
                change(desk, relationship, "the confidence", |r| r.confidence = set.clone().map(Box::new));
            desk.out.apply(transaction);
        }
    });
    fields::field_row_below(ui, |ui| match by_hand {
        None => {
            if let Some(first) = assessment.reasons.first() {
                text::hint(ui, first, text::Overflow::Elide).on_hover_text(assessment.reasons.join("\n"));
            }
        }
        Some(set) => {
            let field = desk.field_id(relationship.id.as_str(), "rationale");
            if let Some(why) =
                fields::area(ui, field, "Why this confidence", "Why your grade differs", 1, &set.rationale)
            {
                let set = ConfidenceOverride { level: set.level, rationale: why.into() };
                let transaction =
                    change(desk, relationship, "the confidence", |r| r.confidence = Some(Box::new(set.clone())));
                desk.out.typed(ui.ctx(), transaction, field);
            }
        }
    });
}

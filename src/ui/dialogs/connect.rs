//! A relationship from two entities and a type, without the canvas.

use eframe::egui::{Context, Id, Ui};

use super::{Connect, Ended};
use crate::base::{EntityId, RelationshipId, RelationshipTypeId};
use crate::edit::{Merging, Selection, intent};
use crate::model::{Evidence, Relationship};
use crate::session::Command;
use crate::ui::desk::Desk;
use crate::ui::inspector::{entity_choices, type_choices};
use crate::ui::marks;
use crate::ui::theme::space;
use crate::ui::widgets::{Dialog, DialogAction, Picker, Sign, field_row};

/// Shows the dialog.
pub(super) fn show(ctx: &Context, connect: &mut Connect, desk: &mut Desk<'_>) -> Ended {
    let ready = connect.from.is_some() && connect.to.is_some();
    let id = Id::unique("new relationship");
    let dialog = Dialog::new(id, "New relationship", "Connect").primary_enabled(ready).width(380.0);
    let response = dialog.show(ctx, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        if let Some(from) = end(ui, desk, "From", connect.from.as_ref()) {
            connect.from = Some(from);
        }
        kind(ui, desk, connect);
        if let Some(to) = end(ui, desk, "To", connect.to.as_ref()) {
            connect.to = Some(to);
        }
    });
    match (response.action, &connect.from, &connect.to) {
        (DialogAction::Primary, Some(from), Some(to)) => {
            let (kind, from, to) = (connect.kind.clone(), from.clone(), to.clone());
            match connect.evidence.take() {
                Some(piece) => connect_with(desk, kind, from, to, *piece),
                None => desk.out.send(Command::Connect { kind, from, to }),
            }
            Ended::Done
        }
        (DialogAction::Cancelled, ..) => Ended::GivenUp,
        _ => Ended::No,
    }
}

/// Adds the relationship with what it rests on, as one step.
fn connect_with(desk: &mut Desk<'_>, kind: Option<RelationshipTypeId>, from: EntityId, to: EntityId, piece: Evidence) {
    let graph = desk.graph();
    let first = || graph.schema().relationship_types.keys().next().cloned();
    let Some(kind) = kind.or_else(|| intent::suggest_type(graph, &from, &to)).or_else(first) else { return };
    let name = graph.schema().relationship_types.get(&kind).map_or("relationship", |kind| kind.name.as_str());
    let id: RelationshipId = desk.mint.mint(name);
    let mut relationship = Relationship::new(id.clone(), kind.clone(), from, to);
    if let Some(kind) = graph.schema().relationship_types.get(&kind) {
        relationship.direction = kind.direction;
    }
    relationship.evidence.push(piece);
    let transaction = intent::connect(graph, relationship);
    let select = Some(Selection::relationship(id));
    desk.out.send(Command::Apply { transaction, merging: Merging::Never, select });
}

fn end(ui: &mut Ui, desk: &Desk<'_>, label: &str, chosen: Option<&EntityId>) -> Option<EntityId> {
    let entity = chosen.and_then(|id| desk.graph().entity(id));
    field_row(ui, label, |ui, _| {
        let shown = entity.map_or("choose an entity", |e| marks::name(e));
        let sign = entity.map_or(Sign::None, |e| Sign::Disc(marks::disc(desk.graph(), e)));
        let picker = Picker::new(label, shown).sign(sign).faint(entity.is_none()).search("Find an entity");
        picker.show(ui, |query| entity_choices(desk, query, &[]))
    })
}

fn kind(ui: &mut Ui, desk: &Desk<'_>, connect: &mut Connect) {
    let graph = desk.graph();
    let ends = connect.from.as_ref().zip(connect.to.as_ref());
    let likeliest = ends.and_then(|(from, to)| intent::suggest_type(graph, from, to));
    let kind = connect.kind.clone().or(likeliest);
    let shown = kind.as_ref().and_then(|id| graph.schema().relationship_types.get(id));
    let chosen = field_row(ui, "Type", |ui, _| {
        let words = shown.map_or("the likeliest", |t| t.name.as_str());
        let picker = Picker::new("Type", words).faint(shown.is_none()).search("Find a type");
        picker.show(ui, |query| type_choices(graph, query, kind.as_ref(), ends))
    });
    if chosen.is_some() {
        connect.kind = chosen;
    }
}

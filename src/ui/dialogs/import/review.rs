//! What will happen, and what cannot be brought in.

use eframe::egui::{Align, Layout, ScrollArea, Ui, vec2};

use super::{act, rule};
use crate::session::ImportAct;
use crate::session::import::{Import, Target};
use crate::ui::desk::Outbox;
use crate::ui::theme::{self, space};
use crate::ui::widgets::{Segment, segmented, text};

/// Shows what will happen.
pub(super) fn show(ui: &mut Ui, import: &Import, out: &mut Outbox) {
    let Some(read) = &import.read else { return };
    let width = ui.available_width();
    if import.document.is_some() {
        ui.add_space(space::S);
        ui.allocate_ui_with_layout(vec2(width, theme::height::CONTROL), Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            text::secondary(ui, "Bring it into", text::Overflow::Elide);
            let mut target = import.target;
            let targets = [
                Segment::text(Target::ThisDocument, "This document"),
                Segment::text(Target::NewDocument, "A new document"),
            ];
            segmented(ui, "Bring it into", &mut target, &targets, None);
            if target != import.target {
                act(out, ImportAct::SetTarget(target));
            }
        });
    }
    ui.add_space(space::S);
    let graph = &read.loaded.graph;
    let mut facts: Vec<(String, &str)> = Vec::new();
    let mut fact = |n: usize, one: &'static str, several: &'static str| {
        if n > 0 {
            facts.push((text::thousands(n), if n == 1 { one } else { several }));
        }
    };
    if let (Target::ThisDocument, Some(brought)) = (import.target, &import.brought) {
        let t = brought.tally;
        fact(t.new_entities, "new entity", "new entities");
        fact(t.joined_entities, "entity that is there", "entities that are there");
        fact(t.new_relationships, "new relationship", "new relationships");
        fact(t.joined_relationships, "relationship that is there", "relationships that are there");
        fact(t.new_sources, "new source", "new sources");
        fact(t.new_types, "new type", "new types");
        fact(t.gaining, "record that gains something", "records that gain something");
        fact(import.undecided(), "open one that comes as a new entity", "open ones that come as new entities");
        fact(t.skipped_entities, "entity left out as decided", "entities left out as decided");
        fact(t.skipped_relationships, "relationship left out with it", "relationships left out with them");
    } else if import.target == Target::NewDocument {
        fact(graph.entity_count(), "entity", "entities");
        fact(graph.relationship_count(), "relationship", "relationships");
        fact(graph.sources().len(), "source", "sources");
    }
    for (number, words) in facts {
        ui.allocate_ui_with_layout(vec2(width, 22.0), Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            ui.allocate_ui_with_layout(vec2(64.0, 20.0), Layout::right_to_left(Align::Center), |ui| {
                ui.set_min_width(64.0);
                text::strong(ui, &number, text::Overflow::Elide);
            });
            text::body(ui, words, text::Overflow::Elide);
        });
    }
    if let (Target::ThisDocument, Some(brought)) = (import.target, &import.brought)
        && brought.transaction.is_empty()
    {
        text::secondary(ui, "Everything in the file is in this graph already.", text::Overflow::Wrap);
    }
    ui.add_space(space::S);
    rule(ui);
    remarks(ui, import);
}

/// Issues of the reader, contradictions, and what does not come along.
fn remarks(ui: &mut Ui, import: &Import) {
    let Some(read) = &import.read else { return };
    let mut lines: Vec<(String, String)> =
        read.issues().iter().map(|issue| (issue.severity.key().to_owned(), issue.to_string())).collect();
    if let (Target::ThisDocument, Some(brought)) = (import.target, &import.brought) {
        lines.extend(brought.left_out.iter().map(|what| ("left out".into(), what.clone())));
        lines.extend(brought.conflicts.iter().map(|c| {
            ("kept".into(), format!("{}: {} stays “{}”; the file says “{}”", c.name, c.field, c.kept, c.found))
        }));
    }
    ui.add_space(space::S);
    if lines.is_empty() {
        text::secondary(ui, "Everything in the file could be read.", text::Overflow::Wrap);
        return;
    }
    text::group_title(ui, &format!("Remarks ({})", text::thousands(lines.len())));
    ui.add_space(space::XS);
    ScrollArea::vertical().id_salt("remarks").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        for (kind, line) in lines {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                ui.allocate_ui_with_layout(vec2(56.0, 16.0), Layout::left_to_right(Align::Min), |ui| {
                    ui.set_min_width(56.0);
                    text::hint(ui, &kind, text::Overflow::Elide);
                });
                text::secondary(ui, &line, text::Overflow::Wrap);
            });
        }
    });
}

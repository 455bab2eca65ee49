//! Verbs that arrange what is selected, and those that select and show more or less of it.

use super::{OpenDocument, Session};
use crate::base::{EntityId, RelationshipId};
use crate::edit::intent::{Alignment, Spread};
use crate::edit::{Merging, Selection, Transaction, intent};

impl Session {
    pub(super) fn align(&mut self, alignment: Alignment) {
        self.arrange(|open| intent::align(open.graph(), open.view_id(), &open.selection().entities, alignment));
    }

    pub(super) fn distribute(&mut self, spread: Spread) {
        self.arrange(|open| intent::distribute(open.graph(), open.view_id(), &open.selection().entities, spread));
    }

    fn arrange(&mut self, intent: impl FnOnce(&OpenDocument) -> Transaction) {
        if let Some(open) = self.active() {
            let transaction = intent(open);
            self.apply(transaction, Merging::Never, None);
        }
    }

    /// What would show the hidden neighbours of the selection.
    pub(super) fn expansion(&self, open: &OpenDocument) -> Transaction {
        intent::expand(open.graph(), open.view_id(), &open.selection().entities)
    }

    /// Selects what is shown within so many steps of the selection too.
    pub(super) fn select_within(&mut self, steps: usize) {
        let Some(open) = self.active_mut() else { return };
        let found = intent::within_steps(open.graph(), &open.selection().entities, steps);
        let is_shown = |id: &EntityId| open.view().is_none_or(|view| !view.placement(id).hidden);
        let entities = found.into_iter().filter(is_shown).collect();
        let relationships = open.selection().relationships.clone();
        open.select(Selection { entities, relationships });
    }

    /// Selects another relationship between the same two entities.
    pub(super) fn select_parallel(&mut self, by: isize) {
        let Some(open) = self.active_mut() else { return };
        let all = parallels(open);
        let selected = open.selection().only_relationship();
        let Some(at) = all.iter().position(|id| Some(id) == selected) else { return };
        let count = all.len() as isize;
        let next = (at as isize + by).rem_euclid(count) as usize;
        let next = all[next].clone();
        open.select(Selection::relationship(next));
    }
}

/// The relationships that are shown between the ends of the one that is selected, by id.
pub(super) fn parallels(open: &OpenDocument) -> Vec<RelationshipId> {
    let graph = open.graph();
    let selected = open.selection().only_relationship().and_then(|id| graph.relationship(id));
    let Some(selected) = selected else { return Vec::new() };
    let between = graph.relationships_between(&selected.from, &selected.to);
    let is_shown = |id: &RelationshipId| open.view().is_none_or(|view| !view.route(id).hidden);
    let mut all: Vec<RelationshipId> = between.iter().map(|r| r.id.clone()).filter(is_shown).collect();
    all.sort();
    all.dedup();
    all
}

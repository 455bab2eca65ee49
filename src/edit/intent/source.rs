//! Intents about sources and evidence.

use std::sync::Arc;

use super::entity::{change_entities, describe_entities};
use super::relationship::{change_relationships, describe_relationships};
use crate::base::{EvidenceId, SourceId};
use crate::edit::{Edit, Swap, Transaction};
use crate::model::{Evidence, EvidenceHome, Graph, Source};

/// Adds a source.
#[must_use]
pub fn create_source(source: Source) -> Transaction {
    let mut transaction = Transaction::new(format!("add source {}", source.title));
    transaction.edits.push(Edit::Source(Swap::add(source)));
    transaction
}

/// Changes any field of a source but its id.
pub fn change_source(graph: &Graph, id: &SourceId, change: impl Fn(&mut Source)) -> Transaction {
    let Some(before) = graph.sources().get(id) else { return Transaction::default() };
    let mut after = Source::clone(before);
    change(&mut after);
    after.id.clone_from(id);
    let mut transaction = Transaction::new(format!("change source {}", before.title));
    if after != **before {
        transaction.edits.push(Edit::Source(Swap::change(Arc::clone(before), after)));
    }
    transaction
}

/// Puts a piece of evidence behind the others of a record.
#[must_use]
pub fn add_evidence(graph: &Graph, home: &EvidenceHome, evidence: &Evidence) -> Transaction {
    change_all(graph, home, "add evidence for", |all| all.push(evidence.clone()))
}

/// Takes a piece of evidence away.
#[must_use]
pub fn remove_evidence(graph: &Graph, id: &EvidenceId) -> Transaction {
    let Some(home) = graph.evidence_home(id) else { return Transaction::default() };
    change_all(graph, home, "remove evidence for", |all| all.retain(|piece| &piece.id != id))
}

/// Changes one piece of evidence.
pub fn change_evidence(graph: &Graph, id: &EvidenceId, change: impl Fn(&mut Evidence)) -> Transaction {
    let Some(home) = graph.evidence_home(id) else { return Transaction::default() };
    change_all(graph, home, "change evidence for", |all| {
        all.iter_mut().filter(|piece| piece.id == *id).for_each(&change);
    })
}

fn change_all(graph: &Graph, home: &EvidenceHome, verb: &str, change: impl Fn(&mut Vec<Evidence>)) -> Transaction {
    match home {
        EvidenceHome::Entity(id) => {
            let label = format!("{verb} {}", describe_entities(graph, &[id]));
            change_entities(graph, [id], label, |e| change(&mut e.evidence))
        }
        EvidenceHome::Relationship(id) => {
            let label = format!("{verb} {}", describe_relationships(graph, &[id]));
            change_relationships(graph, [id], label, |r| change(&mut r.evidence))
        }
    }
}

//! Intents of a reader: names that are none, and a new text for a source.

use std::sync::Arc;

use crate::base::{EvidenceId, SourceId, TextQuote};
use crate::edit::{Edit, Swap, Transaction};
use crate::model::{Evidence, Graph};

/// Sets names in the text of a source aside: they are no names, or nobody that matters here.
#[must_use]
pub fn ignore_names(graph: &Graph, id: &SourceId, names: &[String]) -> Transaction {
    let mut transaction = super::change_source(graph, id, |source| source.ignored.extend(names.iter().cloned()));
    if let [name] = names {
        transaction.label = format!("set {name} aside");
    }
    transaction
}

/// Gives a source another text, and finds the passages that evidence quotes in it again: by their words, what stands
/// around them and where they stood. Those that are not there any more keep what they quote; they are returned.
///
/// O(records + text · quotes).
#[must_use]
pub fn set_source_text(graph: &Graph, id: &SourceId, text: Option<Arc<str>>) -> (Transaction, Vec<EvidenceId>) {
    let mut transaction = super::change_source(graph, id, |source| source.text.clone_from(&text));
    let mut lost = Vec::new();
    let mut moved = |evidence: &[Evidence]| -> Option<Vec<Evidence>> {
        let mut evidence = evidence.to_vec();
        let mut any = false;
        for piece in evidence.iter_mut().filter(|piece| piece.source == *id) {
            let Some(quote) = &mut piece.quote else { continue };
            let again = text.as_deref().and_then(|text| TextQuote::anchor(text, quote.find(text)?));
            match again {
                Some(found) => {
                    any |= found != *quote;
                    *quote = found;
                }
                None => lost.push(piece.id.clone()),
            }
        }
        any.then_some(evidence)
    };
    for entity in graph.entities() {
        if let Some(evidence) = moved(&entity.evidence) {
            let mut after = entity.as_ref().clone();
            after.evidence = evidence.into();
            transaction.edits.push(Edit::Entity(Swap::change(Arc::clone(entity), after)));
        }
    }
    for relationship in graph.relationships() {
        if let Some(evidence) = moved(&relationship.evidence) {
            let mut after = relationship.as_ref().clone();
            after.evidence = evidence.into();
            transaction.edits.push(Edit::Relationship(Swap::change(Arc::clone(relationship), after)));
        }
    }
    (transaction, lost)
}

/// One step out of several, called after what it did last.
#[must_use]
pub fn together(label: impl Into<String>, steps: impl IntoIterator<Item = Transaction>) -> Transaction {
    let mut transaction = Transaction::new(label);
    transaction.edits.extend(steps.into_iter().flat_map(|step| step.edits));
    transaction
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::EntityId;
    use crate::edit::{Document, Merging, Selection};
    use crate::model::{Entity, EvidenceHome, Source};

    #[test]
    fn quotes_are_found_again_in_a_new_text_and_lost_ones_are_told() {
        let mut graph = Graph::new(crate::base::ViewId::new("main").unwrap());
        let source_id = SourceId::new("s").unwrap();
        let old: Arc<str> = "One. The office opens. It was said. Gone tomorrow.".into();
        let mut source = Source::new(source_id.clone(), "News");
        source.text = Some(Arc::clone(&old));
        graph.put_source(&source_id, Some(Arc::new(source))).unwrap();
        let home = EntityId::new("office").unwrap();
        let mut entity = Entity::new(home.clone(), "state".parse().unwrap(), "Office");
        for (name, passage) in [("kept", "The office opens"), ("lost", "Gone tomorrow")] {
            let mut piece = Evidence::new(EvidenceId::new(name).unwrap(), source_id.clone());
            let at = old.find(passage).unwrap();
            piece.quote = TextQuote::anchor(&old, at..at + passage.len());
            entity.evidence.push(piece);
        }
        graph.put_entity(&home, Some(Arc::new(entity))).unwrap();
        let mut document = Document::new(graph);
        let before = document.graph().clone();
        let new: Arc<str> = "Corrected on Monday. One. The office opens, they say.".into();
        let (transaction, lost) = set_source_text(document.graph(), &source_id, Some(Arc::clone(&new)));
        assert_eq!(lost, [EvidenceId::new("lost").unwrap()]);
        document.apply(transaction, Merging::Never, &Selection::none(), &Selection::none()).unwrap();
        let evidence = &document.graph().entity(&home).unwrap().evidence;
        let kept = evidence[0].quote.as_ref().unwrap();
        assert_eq!(kept.find(&new).map(|range| &new[range]), Some("The office opens"));
        assert_eq!((kept.start, kept.suffix.as_str()), (Some(26), ", they say."));
        assert_eq!(evidence[1].quote.as_ref().unwrap().exact, "Gone tomorrow", "it keeps its words");
        document.undo();
        assert!(**document.graph() == *before);
        assert_eq!(document.graph().evidence_home(&lost[0]), Some(&EvidenceHome::Entity(home)));
    }
}

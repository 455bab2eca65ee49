//! Intents about matrices of competing hypotheses.

use std::sync::Arc;

use super::entity::{describe_entities, name_or};
use super::relationship::describe_relationships;
use crate::base::{EvidenceId, HypothesisId, MatrixId, MatrixItemId};
use crate::edit::{Edit, Swap, Transaction};
use crate::model::{Consistency, Evidence, EvidenceHome, Graph, Hypothesis, Matrix, MatrixItem, Relevance};

/// Adds a matrix.
#[must_use]
pub fn create_matrix(matrix: Matrix) -> Transaction {
    let mut transaction = Transaction::new(format!("add question {}", name_or(&matrix.question, "without words")));
    transaction.edits.push(Edit::Matrix(Swap::add(matrix)));
    transaction
}

/// Deletes a matrix; the evidence that it weighs stays.
#[must_use]
pub fn delete_matrix(graph: &Graph, id: &MatrixId) -> Transaction {
    let Some(matrix) = graph.matrices().get(id) else { return Transaction::default() };
    let mut transaction = Transaction::new(format!("delete question {}", name_or(&matrix.question, "without words")));
    transaction.edits.push(Edit::Matrix(Swap::remove(Arc::clone(matrix))));
    transaction
}

/// Changes any field of a matrix but its id.
pub fn change_matrix(
    graph: &Graph,
    id: &MatrixId,
    label: impl Into<String>,
    change: impl FnOnce(&mut Matrix),
) -> Transaction {
    let mut transaction = Transaction::new(label);
    let Some(before) = graph.matrices().get(id) else { return transaction };
    let mut after = Matrix::clone(before);
    change(&mut after);
    after.id.clone_from(id);
    if after != **before {
        transaction.edits.push(Edit::Matrix(Swap::change(Arc::clone(before), after)));
    }
    transaction
}

/// Adds a hypothesis behind the others.
#[must_use]
pub fn add_hypothesis(graph: &Graph, id: &MatrixId, new: Hypothesis) -> Transaction {
    change_matrix(graph, id, "add a hypothesis", |matrix| matrix.hypotheses.push(new))
}

/// Says a hypothesis in other words.
#[must_use]
pub fn rename_hypothesis(graph: &Graph, id: &MatrixId, hypothesis: &HypothesisId, text: &str) -> Transaction {
    change_matrix(graph, id, "change a hypothesis", |matrix| {
        for known in matrix.hypotheses.iter_mut().filter(|known| known.id == *hypothesis) {
            known.text = text.into();
        }
    })
}

/// Moves a hypothesis to another place, counted from 0; beyond the end is the last.
#[must_use]
pub fn move_hypothesis(graph: &Graph, id: &MatrixId, hypothesis: &HypothesisId, to: usize) -> Transaction {
    change_matrix(graph, id, "move a hypothesis", |matrix| {
        if let Some(from) = matrix.hypotheses.iter().position(|known| known.id == *hypothesis) {
            let moved = matrix.hypotheses.remove(from);
            matrix.hypotheses.insert(to.min(matrix.hypotheses.len()), moved);
        }
    })
}

/// Takes a hypothesis away, with all marks for it.
#[must_use]
pub fn remove_hypothesis(graph: &Graph, id: &MatrixId, hypothesis: &HypothesisId) -> Transaction {
    change_matrix(graph, id, "remove a hypothesis", |matrix| {
        matrix.hypotheses.retain(|known| known.id != *hypothesis);
        for item in &mut matrix.items {
            item.marks.remove(hypothesis);
        }
    })
}

/// Adds an item in words, for what is no evidence of the graph: an assumption, or that something is absent.
#[must_use]
pub fn add_item(graph: &Graph, id: &MatrixId, item: MatrixItemId, text: &str) -> Transaction {
    change_matrix(graph, id, "add a line", |matrix| matrix.items.push(MatrixItem::new(item, text)))
}

/// Adds a piece of evidence as an item, with its words, so that they stay when it is deleted.
#[must_use]
pub fn add_evidence_item(graph: &Graph, id: &MatrixId, item: MatrixItemId, evidence: &EvidenceId) -> Transaction {
    let Some(words) = words_of(graph, evidence) else { return Transaction::default() };
    change_matrix(graph, id, "weigh a piece of evidence", |matrix| {
        matrix.items.push(MatrixItem { about: Some(evidence.clone()), ..MatrixItem::new(item, words) });
    })
}

/// What a piece of evidence says: its quote, else its note, else the claim that it is about.
fn words_of(graph: &Graph, id: &EvidenceId) -> Option<String> {
    let own = |pieces: &[Evidence]| {
        let piece = pieces.iter().find(|piece| piece.id == *id)?;
        let quote = piece.quote.as_ref().map(|quote| quote.exact.trim()).unwrap_or_default();
        [quote, piece.note.trim()].into_iter().find(|words| !words.is_empty()).map(str::to_owned)
    };
    Some(match graph.evidence_home(id)? {
        EvidenceHome::Entity(entity) => {
            own(&graph.entity(entity)?.evidence).unwrap_or_else(|| describe_entities(graph, &[entity]))
        }
        EvidenceHome::Relationship(relationship) => own(&graph.relationship(relationship)?.evidence)
            .unwrap_or_else(|| describe_relationships(graph, &[relationship])),
    })
}

/// Marks how an item fits a hypothesis; `None` takes the mark away.
#[must_use]
pub fn set_mark(
    graph: &Graph,
    id: &MatrixId,
    item: &MatrixItemId,
    hypothesis: &HypothesisId,
    mark: Option<Consistency>,
) -> Transaction {
    let label = match mark {
        Some(mark) => format!("mark {}", mark.label().to_lowercase()),
        None => "clear a mark".into(),
    };
    change_item(graph, id, item, label, |item| match mark {
        Some(mark) => drop(item.marks.insert(hypothesis.clone(), mark)),
        None => drop(item.marks.remove(hypothesis)),
    })
}

/// Says how much an item bears on the question.
#[must_use]
pub fn set_relevance(graph: &Graph, id: &MatrixId, item: &MatrixItemId, relevance: Relevance) -> Transaction {
    let label = format!("set relevance {}", relevance.label().to_lowercase());
    change_item(graph, id, item, label, |item| item.relevance = relevance)
}

/// Says an item in other words.
#[must_use]
pub fn set_item_text(graph: &Graph, id: &MatrixId, item: &MatrixItemId, text: &str) -> Transaction {
    change_item(graph, id, item, "change a line", |item| item.text = text.into())
}

/// Moves an item to another place, counted from 0; beyond the end is the last.
#[must_use]
pub fn move_item(graph: &Graph, id: &MatrixId, item: &MatrixItemId, to: usize) -> Transaction {
    change_matrix(graph, id, "move a line", |matrix| {
        if let Some(from) = matrix.items.iter().position(|known| known.id == *item) {
            let moved = matrix.items.remove(from);
            matrix.items.insert(to.min(matrix.items.len()), moved);
        }
    })
}

/// Takes an item away with its marks; the evidence stays.
#[must_use]
pub fn remove_item(graph: &Graph, id: &MatrixId, item: &MatrixItemId) -> Transaction {
    change_matrix(graph, id, "remove a line", |matrix| matrix.items.retain(|known| known.id != *item))
}

fn change_item(
    graph: &Graph,
    id: &MatrixId,
    item: &MatrixItemId,
    label: impl Into<String>,
    change: impl FnOnce(&mut MatrixItem),
) -> Transaction {
    change_matrix(graph, id, label, |matrix| {
        if let Some(item) = matrix.items.iter_mut().find(|known| known.id == *item) {
            change(item);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::TextQuote;
    use crate::edit::intent::{create_source, delete_source, remove_evidence};
    use crate::model::{Entity, Source};

    /// Ann, with a piece of evidence from CNN, and a question with two hypotheses.
    fn graph() -> Graph {
        let mut graph = Graph::new("main".parse().unwrap());
        let mut ann = Entity::new("ann".parse().unwrap(), "person".parse().unwrap(), "Ann");
        let mut piece = Evidence::new("e".parse().unwrap(), "cnn".parse().unwrap());
        piece.quote = Some(TextQuote { exact: "Ann was there".into(), ..TextQuote::default() });
        ann.evidence.push(piece);
        let edits = vec![Edit::Entity(Swap::add(ann))];
        create_source(Source::new("cnn".parse().unwrap(), "CNN")).apply_to(&mut graph).unwrap();
        Transaction { label: String::new(), edits }.apply_to(&mut graph).unwrap();
        create_matrix(Matrix::new("m".parse().unwrap(), "Was she?")).apply_to(&mut graph).unwrap();
        for text in ["yes", "no"] {
            let new = Hypothesis { id: text.parse().unwrap(), text: text.into() };
            add_hypothesis(&graph, &"m".parse().unwrap(), new).apply_to(&mut graph).unwrap();
        }
        graph
    }

    /// The matrix as text: its hypotheses, then each item with its marks.
    fn shown(graph: &Graph) -> String {
        let matrix = &graph.matrices()["m"];
        let hypotheses: Vec<&str> = matrix.hypotheses.iter().map(|h| h.text.as_str()).collect();
        let item = |item: &MatrixItem| {
            let marks: Vec<String> = item.marks.iter().map(|(id, mark)| format!("{id}={}", mark.key())).collect();
            format!("; {} [{}] {}", item.text, marks.join(" "), item.relevance)
        };
        format!("{}{}", hypotheses.join(" "), matrix.items.iter().map(item).collect::<String>())
    }

    type Step<'s> = Box<dyn Fn(&Graph, &MatrixId) -> Transaction + 's>;

    #[test]
    fn each_step_is_undone_alone() {
        let item = |text: &str| text.parse::<MatrixItemId>().unwrap();
        let (yes, no): (HypothesisId, HypothesisId) = ("yes".parse().unwrap(), "no".parse().unwrap());
        let steps: Vec<(Step<'_>, &str)> = vec![
            (
                Box::new(|g, m| add_evidence_item(g, m, item("i"), &"e".parse().unwrap())),
                "yes no; Ann was there [] Medium",
            ),
            (
                Box::new(|g, m| set_mark(g, m, &item("i"), &no, Some(Consistency::VeryInconsistent))),
                "yes no; Ann was there [no=II] Medium",
            ),
            (Box::new(|g, m| set_relevance(g, m, &item("i"), Relevance::High)), "yes no; Ann was there [no=II] High"),
            (
                Box::new(|g, m| add_item(g, m, item("j"), "Nobody saw her")),
                "yes no; Ann was there [no=II] High; Nobody saw her [] Medium",
            ),
            (
                Box::new(|g, m| move_item(g, m, &item("j"), 0)),
                "yes no; Nobody saw her [] Medium; Ann was there [no=II] High",
            ),
            (Box::new(|g, m| remove_item(g, m, &item("j"))), "yes no; Ann was there [no=II] High"),
            (Box::new(|g, m| move_hypothesis(g, m, &yes, 9)), "no yes; Ann was there [no=II] High"),
            (Box::new(|g, m| rename_hypothesis(g, m, &yes, "perhaps")), "no perhaps; Ann was there [no=II] High"),
            (Box::new(|g, _| remove_evidence(g, &"e".parse().unwrap())), "no perhaps; Ann was there [no=II] High"),
            (Box::new(|g, _| delete_source(g, &"cnn".parse().unwrap())), "no perhaps; Ann was there [no=II] High"),
            (Box::new(|g, m| set_mark(g, m, &item("i"), &no, None)), "no perhaps; Ann was there [] High"),
            (
                Box::new(|g, m| set_mark(g, m, &item("i"), &no, Some(Consistency::Neutral))),
                "no perhaps; Ann was there [no=N] High",
            ),
            (Box::new(|g, m| remove_hypothesis(g, m, &no)), "perhaps; Ann was there [] High"),
        ];
        let mut graph = graph();
        let id = "m".parse().unwrap();
        for (step, expected) in steps {
            let transaction = step(&graph, &id);
            assert!(!transaction.is_empty(), "{}", transaction.label);
            let before = graph.clone();
            transaction.apply_to(&mut graph).unwrap();
            assert_eq!(shown(&graph), expected, "{}", transaction.label);
            let mut back = graph.clone();
            transaction.inverted().apply_to(&mut back).unwrap();
            assert!(back == before, "{}", transaction.label);
        }
        delete_matrix(&graph, &id).apply_to(&mut graph).unwrap();
        assert!(graph.matrices().is_empty());
    }

    #[test]
    fn what_is_not_there_is_not_changed() {
        let graph = graph();
        let (id, other) = ("m".parse().unwrap(), "x".parse().unwrap());
        assert!(add_evidence_item(&graph, &id, "i".parse().unwrap(), &"gone".parse().unwrap()).is_empty());
        assert!(set_relevance(&graph, &id, &"i".parse().unwrap(), Relevance::High).is_empty());
        assert!(delete_matrix(&graph, &other).is_empty());
        assert!(rename_hypothesis(&graph, &id, &"yes".parse().unwrap(), "yes").is_empty());
    }
}

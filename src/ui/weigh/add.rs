//! What adds columns and rows: hypotheses, evidence of the graph, and lines in words.

use std::collections::BTreeSet;

use eframe::egui::{Id, Ui};

use super::{Chosen, Open, WeighState};
use crate::analysis::sentence;
use crate::base::{EvidenceId, HypothesisId, MatrixItemId, fold};
use crate::edit::intent;
use crate::model::{Evidence, Graph, Hypothesis};
use crate::ui::desk::Desk;
use crate::ui::widgets::{Choice, Picker, Sign, kept};
use crate::ui::{icons, marks};

/// So many are listed; who looks for another types some of its words.
const MOST: usize = 80;

/// What the list of evidence offers.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Offer {
    Evidence(EvidenceId),
    Line(String),
}

/// Adds a hypothesis that is to be written at once.
pub(super) fn hypothesis(desk: &mut Desk<'_>, state: &mut WeighState, open: &Open) {
    let id: HypothesisId = desk.mint.mint("hypothesis");
    let new = Hypothesis { id: id.clone(), text: String::new() };
    desk.out.apply(intent::add_hypothesis(desk.graph(), &open.matrix.id, new));
    state.write(Chosen::Hypothesis(id));
}

/// Adds a line in words: an assumption, or that something is absent.
pub(super) fn line(desk: &mut Desk<'_>, state: &mut WeighState, open: &Open, words: &str) {
    let id: MatrixItemId = desk.mint.mint("line");
    desk.out.apply(intent::add_item(desk.graph(), &open.matrix.id, id.clone(), words));
    if words.is_empty() {
        state.write(Chosen::Item(id));
    } else {
        state.choose(Chosen::Item(id));
    }
}

/// The control that lists the evidence of the graph and adds what is chosen.
pub(super) fn evidence(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut WeighState, open: &Open) {
    let picker = Picker::button("Weigh evidence", "Evidence").search("Find evidence, or say something else");
    let picker = picker.list_width(560.0);
    let (graph, of) = (desk.graph(), (desk.open.key().0, desk.open.revision()));
    let memory = Id::unique(("evidence to weigh", open.matrix.id.as_str()));
    let context = ui.ctx().clone();
    let offers = |query: &str| kept(&context, memory, of, query, || found(graph, open, query));
    match picker.show(ui, offers) {
        Some(Offer::Evidence(evidence)) => {
            let id: MatrixItemId = desk.mint.mint("line");
            desk.out.apply(intent::add_evidence_item(graph, &open.matrix.id, id.clone(), &evidence));
            state.choose(Chosen::Item(id));
        }
        Some(Offer::Line(words)) => line(desk, state, open, &words),
        None => {}
    }
}

/// The evidence with the words of a query that is not weighed yet, and the words themselves as a line of their own.
fn found(graph: &Graph, open: &Open, query: &str) -> Vec<Choice<Offer>> {
    let weighed: BTreeSet<&EvidenceId> = open.matrix.items.iter().filter_map(|item| item.about.as_ref()).collect();
    let folded = fold(query);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let relationships = graph.relationships();
    let of_relationships = relationships.iter().flat_map(|r| {
        r.evidence.iter().map(move |piece| (piece, Box::new(move || sentence(graph, r)) as Box<dyn Fn() -> String>))
    });
    let entities = graph.entities();
    let of_entities = entities.iter().flat_map(|entity| {
        let name = move || marks::name(entity).to_owned();
        entity.evidence.iter().map(move |piece| (piece, Box::new(name) as Box<dyn Fn() -> String>))
    });
    let all = of_relationships.chain(of_entities).filter(|(piece, _)| !weighed.contains(&piece.id));
    let choices = all.filter_map(|(piece, claim)| {
        let (claim, title) = (claim(), marks::source_title(graph, &piece.source));
        let said = said(piece);
        let text = fold(&format!("{claim} {title} {said}"));
        words.iter().all(|word| text.contains(word)).then(|| choice(graph, piece, claim, title, said))
    });
    let mut choices: Vec<Choice<Offer>> = choices.collect();
    choices.sort_by(|a, b| a.heading.cmp(&b.heading));
    choices.truncate(MOST);
    if !query.trim().is_empty() {
        let words = query.trim().to_owned();
        let label = format!("“{words}” as a line of its own");
        choices.push(Choice { sign: Sign::Icon(icons::PLUS), ..Choice::new(Offer::Line(words), label) });
    }
    choices
}

fn said(piece: &Evidence) -> &str {
    let quote = piece.quote.as_ref().map_or("", |quote| quote.exact.trim());
    if quote.is_empty() { piece.note.trim() } else { quote }
}

fn choice(graph: &Graph, piece: &Evidence, claim: String, title: &str, said: &str) -> Choice<Offer> {
    let source = graph.sources().get(&piece.source);
    let label = if said.is_empty() { claim.clone() } else { said.split_whitespace().collect::<Vec<_>>().join(" ") };
    Choice {
        sign: source.map_or(Sign::None, |source| Sign::Icon(marks::source_icon(source.kind))),
        detail: marks::pair(graph, piece).map_or_else(String::new, |pair| pair.to_string()),
        heading: format!("{title} · {claim}"),
        ..Choice::new(Offer::Evidence(piece.id.clone()), label)
    }
}

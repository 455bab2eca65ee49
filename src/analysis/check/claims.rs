//! Rules about evidence: claims that rest on nothing, on little or on doubt, and quotes that got lost.

use super::{Part, Rule, Said, SaidOf};
use crate::analysis::confidence::independent_origins;
use crate::analysis::quotes::Quotes;
use crate::model::{Credibility, Evidence, Graph, Relationship, Reliability, Stance};

pub(super) fn check_support(graph: &Graph, relationship: &Relationship, add: &mut Said<'_>) {
    let evidence = &relationship.evidence;
    if evidence.is_empty() {
        add(Rule::Unsourced, String::new());
        return;
    }
    let count = |stance: Stance| evidence.iter().filter(|e| e.stance == stance).count();
    if independent_origins(evidence, graph.sources()) == 1 {
        let mut titles: Vec<&str> = evidence
            .iter()
            .filter(|e| e.stance == Stance::Supports && e.credibility.is_some_and(|c| c != Credibility::Six))
            .filter_map(|e| graph.sources().get(&e.source))
            .filter(|s| s.reliability.is_some_and(|r| r != Reliability::F))
            .map(|s| s.title.as_str())
            .collect();
        titles.sort_unstable();
        titles.dedup();
        let how_many = if titles.len() > 1 { format!("{} sources, one origin: ", titles.len()) } else { String::new() };
        add(Rule::SingleSource, format!("{how_many}{}", titles.join(", ")));
    }
    let disputes = count(Stance::Disputes);
    if disputes > 0 {
        add(Rule::Disputed, format!("{disputes} of {} pieces of evidence dispute it", evidence.len()));
    }
}

pub(super) fn check_evidence(graph: &Graph, quotes: &Quotes, evidence: &[Evidence], add: &mut SaidOf<'_>) {
    for piece in evidence {
        let Some(source) = graph.sources().get(&piece.source) else { continue };
        let part = || Part::Evidence(piece.id.clone());
        if piece.stance != Stance::Context && (piece.credibility.is_none() || source.reliability.is_none()) {
            add(part(), Rule::Ungraded, format!("from {:?}", source.title));
        }
        if quotes.is_lost(&piece.id) {
            let quote = piece.quote.as_ref().map_or("", |quote| &quote.exact);
            let start: String = quote.chars().take(60).collect();
            add(part(), Rule::LostQuote, format!("{start:?} is not in {:?}", source.title));
        }
    }
}

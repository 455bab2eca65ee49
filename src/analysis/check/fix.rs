//! What mends a finding, as transactions that can be undone like any other.

use super::{Finding, Rule, claims, time};
use crate::base::{EntityId, Interval, RelationshipId, SourceId};
use crate::edit::{Transaction, intent};
use crate::model::{Direction, Evidence, Graph, Properties, Relationship, Status, Value};

/// How many types are offered in place of one that does not fit.
const MOST_TYPES: usize = 4;

/// One way to mend a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What it does, as the words of a button.
    pub label: String,
    /// Does it.
    pub transaction: Transaction,
}

/// All ways to mend a finding, the likeliest first; none where only the analyst can know.
#[must_use]
pub fn fixes(graph: &Graph, finding: &Finding) -> Vec<Fix> {
    let mut fixes = match finding.rule {
        Rule::Unnamed => finding.entity().map(|id| name(graph, &id)).unwrap_or_default(),
        Rule::TypeRule => finding.relationship().map(|id| fit_types(graph, &id)).unwrap_or_default(),
        Rule::EndBeforeStart => swap_dates(graph, finding),
        Rule::CircularOrigin => finding.source().map(|id| clear_origin(graph, &id)).unwrap_or_default(),
        Rule::LostQuote => anchor_again(graph, finding),
        Rule::GoneEntity => drop_gone(graph, finding),
        Rule::BeyondLife => finding.relationship().map(|id| clip(graph, &id)).unwrap_or_default(),
        Rule::StillInEffect => finding.relationship().map(|id| end(graph, &id)).unwrap_or_default(),
        Rule::OutsideLife
        | Rule::Duplicate
        | Rule::Unsourced
        | Rule::SingleSource
        | Rule::Disputed
        | Rule::Ungraded => Vec::new(),
    };
    fixes.retain(|fix| !fix.transaction.is_empty());
    fixes
}

fn fix(label: impl Into<String>, transaction: Transaction) -> Fix {
    Fix { label: label.into(), transaction }
}

fn name(graph: &Graph, id: &EntityId) -> Vec<Fix> {
    let Some(alias) = graph.entity(id).and_then(|e| e.aliases.iter().find(|alias| !alias.trim().is_empty())) else {
        return Vec::new();
    };
    let transaction = intent::change_entities(graph, [id], format!("name an entity {alias}"), |e| {
        e.name.clone_from(alias);
        e.aliases.retain(|other| other != alias);
    });
    vec![fix(format!("Call it “{alias}”"), transaction)]
}

fn fit_types(graph: &Graph, id: &RelationshipId) -> Vec<Fix> {
    let Some(relationship) = graph.relationship(id) else { return Vec::new() };
    let (Some(from), Some(to)) = (graph.entity(&relationship.from), graph.entity(&relationship.to)) else {
        return Vec::new();
    };
    let schema = graph.schema();
    let mut fixes = Vec::new();
    if relationship.direction == Direction::Forward && schema.allows(&relationship.kind, &to.kind, &from.kind) {
        fixes.push(fix("Turn around", intent::reverse(graph, [id])));
    }
    let group = schema.relationship_types.get(&relationship.kind).map_or("", |kind| kind.group.as_str());
    let fits = |kind: &&std::sync::Arc<crate::model::RelationshipType>| {
        kind.id != relationship.kind && schema.allows(&kind.id, &from.kind, &to.kind)
    };
    // Those of its group first; the one that asserts least after them.
    let mut types: Vec<_> = schema
        .relationship_types
        .values()
        .filter(fits)
        .filter(|kind| kind.group == group && kind.id.as_str() != "possibly-same-as")
        .take(MOST_TYPES - 1)
        .collect();
    if let Some(plain) = schema.relationship_types.values().filter(fits).find(|kind| kind.id.as_str() == "related-to")
        && !types.iter().any(|kind| kind.id == plain.id)
    {
        types.push(plain);
    }
    for kind in types {
        let transaction = intent::retype_relationships(graph, [id], &kind.id);
        fixes.push(fix(format!("Change to “{}”", kind.name), transaction));
    }
    fixes
}

fn swap_dates(graph: &Graph, finding: &Finding) -> Vec<Fix> {
    const LABEL: &str = "Swap the dates";
    let transaction = if let Some(id) = finding.source() {
        intent::change_source(graph, &id, |source| {
            if time::is_fetched_early(source) {
                std::mem::swap(&mut source.published, &mut source.retrieved);
            }
        })
    } else if let Some(id) = finding.entity() {
        let label = format!("swap dates of {}", finding.name);
        intent::change_entities(graph, [&id], label, |entity| swap_backwards(&mut entity.properties))
    } else if let Some(id) = finding.relationship() {
        let label = format!("swap dates of {}", finding.name);
        intent::change_relationships(graph, [&id], label, |r| swap_backwards(&mut r.properties))
    } else {
        return Vec::new();
    };
    vec![fix(LABEL, transaction)]
}

fn swap_backwards(properties: &mut Properties) {
    let pairs: Vec<(String, String)> =
        time::backwards(properties).into_iter().map(|(a, b)| (a.clone(), b.clone())).collect();
    for (first, second) in pairs {
        if let (Some(a), Some(b)) = (properties.get(&first).cloned(), properties.get(&second).cloned()) {
            properties.insert(first, b);
            properties.insert(second, a);
        }
    }
}

fn clear_origin(graph: &Graph, id: &SourceId) -> Vec<Fix> {
    vec![fix("Clear its origin", intent::change_source(graph, id, |source| source.origin.clear()))]
}

/// Quotes the nearest passage that the text has now, in the piece of evidence that the finding is about.
fn anchor_again(graph: &Graph, finding: &Finding) -> Vec<Fix> {
    let anchor = |evidence: &mut Vec<Evidence>| {
        for piece in evidence {
            let Some(source) = graph.sources().get(&piece.source) else { continue };
            if Some(&piece.id) != finding.evidence.as_ref() || !claims::is_lost(piece, source) {
                continue;
            }
            if let (Some(quote), Some(text)) = (&piece.quote, &source.text)
                && let Some(nearest) = quote.anchor_near(text)
            {
                piece.quote = Some(nearest);
            }
        }
    };
    let label = format!("anchor quotes of {}", finding.name);
    let transaction = if let Some(id) = finding.entity() {
        intent::change_entities(graph, [&id], label, |entity| anchor(&mut entity.evidence))
    } else if let Some(id) = finding.relationship() {
        intent::change_relationships(graph, [&id], label, |r| anchor(&mut r.evidence))
    } else {
        return Vec::new();
    };
    vec![fix("Quote the nearest passage", transaction)]
}

fn drop_gone(graph: &Graph, finding: &Finding) -> Vec<Fix> {
    fn keep(graph: &Graph, value: &mut Value) -> bool {
        match value {
            Value::Entity(id) => graph.entity(id).is_some(),
            Value::List(values) => {
                let had = values.len();
                values.retain_mut(|value| keep(graph, value));
                had == 0 || !values.is_empty()
            }
            _ => true,
        }
    }
    let clean = |properties: &mut Properties| properties.retain(|_, value| keep(graph, value));
    let label = format!("remove names of what is gone from {}", finding.name);
    let transaction = if let Some(id) = finding.entity() {
        intent::change_entities(graph, [&id], label, |entity| clean(&mut entity.properties))
    } else if let Some(id) = finding.relationship() {
        intent::change_relationships(graph, [&id], label, |r| clean(&mut r.properties))
    } else {
        return Vec::new();
    };
    vec![fix("Remove the value", transaction)]
}

/// The time within the lives of both ends, where both can be true.
fn within_lives(graph: &Graph, relationship: &Relationship) -> Option<Interval> {
    let lives = time::ends(graph, relationship)?.into_iter().filter_map(|end| end.valid);
    lives.fold(relationship.valid, |valid, life| time::clipped(valid?, life))
}

fn clip(graph: &Graph, id: &RelationshipId) -> Vec<Fix> {
    let Some(valid) = graph.relationship(id).and_then(|r| within_lives(graph, r)) else { return Vec::new() };
    let label = "clip a relationship to the life of its ends";
    vec![fix(format!("Clip to {valid}"), intent::change_relationships(graph, [id], label, |r| r.valid = Some(valid)))]
}

fn end(graph: &Graph, id: &RelationshipId) -> Vec<Fix> {
    let label = "mark a relationship as ended";
    vec![fix("Mark as ended", intent::change_relationships(graph, [id], label, |r| r.status = Status::Ended))]
}

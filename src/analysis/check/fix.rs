//! What mends a finding, as transactions that can be undone like any other.

use super::{Finding, Part, Rule, time};
use crate::analysis::quotes::Quotes;
use crate::base::{Cancelled, EntityId, Interval, RelationshipId, SourceId, Task};
use crate::edit::{Transaction, intent};
use crate::model::{Direction, Graph, Properties, Relationship, Status, Value};

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
pub fn fixes(graph: &Graph, finding: &Finding, quotes: &Quotes) -> Vec<Fix> {
    let mut fixes = match finding.rule {
        Rule::Unnamed => finding.entity().map(|id| name(graph, &id)).unwrap_or_default(),
        Rule::TypeRule => finding.relationship().map(|id| fit_types(graph, &id)).unwrap_or_default(),
        Rule::EndBeforeStart => swap_dates(graph, finding),
        Rule::CircularOrigin => finding.source().map(|id| clear_origin(graph, &id)).unwrap_or_default(),
        Rule::LostQuote => mend_quote(graph, finding, quotes),
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

/// Mends all findings of a rule, each in the likeliest way, as one transaction; those that only the analyst can mend
/// stay. Quotes that have no nearest passage stay as well: nothing is given up for many at once.
///
/// # Errors
/// When the task is cancelled.
pub fn fix_all(
    graph: &Graph,
    findings: &[Finding],
    rule: Rule,
    quotes: &Quotes,
    task: &Task,
) -> Result<Transaction, Cancelled> {
    // Two findings of one record: the second is mended in what the first left.
    let mut mended = graph.clone();
    let mut all = Transaction::default();
    let mut count = 0;
    for finding in findings.iter().filter(|finding| finding.rule == rule) {
        task.check()?;
        if rule == Rule::LostQuote && finding.evidence().is_none_or(|id| quotes.nearest(id).is_none()) {
            continue;
        }
        let Some(Fix { transaction, .. }) = fixes(&mended, finding, quotes).into_iter().next() else { continue };
        if transaction.apply_to(&mut mended).is_ok() {
            all.edits.extend(transaction.edits);
            count += 1;
        }
    }
    all.label = format!("mend {count} of {}", rule.name().to_lowercase());
    Ok(all)
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
    let transaction = match (&finding.part, finding.source()) {
        (Part::Properties(first, second), _) => {
            let label = format!("swap dates of {}", finding.name);
            change_properties(graph, finding, label, |properties| {
                if let (Some(a), Some(b)) = (properties.get(first).cloned(), properties.get(second).cloned()) {
                    properties.insert(first.clone(), b);
                    properties.insert(second.clone(), a);
                }
            })
        }
        (_, Some(id)) => intent::change_source(graph, &id, |source| {
            if time::is_fetched_early(source) {
                std::mem::swap(&mut source.published, &mut source.retrieved);
            }
        }),
        _ => return Vec::new(),
    };
    vec![fix("Swap the dates", transaction)]
}

/// Changes the properties of the record that a finding is about.
fn change_properties(graph: &Graph, finding: &Finding, label: String, change: impl Fn(&mut Properties)) -> Transaction {
    if let Some(id) = finding.entity() {
        intent::change_entities(graph, [&id], label, |entity| change(&mut entity.properties))
    } else if let Some(id) = finding.relationship() {
        intent::change_relationships(graph, [&id], label, |r| change(&mut r.properties))
    } else {
        Transaction::default()
    }
}

fn clear_origin(graph: &Graph, id: &SourceId) -> Vec<Fix> {
    vec![fix("Clear its origin", intent::change_source(graph, id, |source| source.origin.clear()))]
}

/// What can be done about words that the text no longer has: quote the nearest passage, keep them in the note, or take
/// the evidence back.
fn mend_quote(graph: &Graph, finding: &Finding, quotes: &Quotes) -> Vec<Fix> {
    let Some(id) = finding.evidence().filter(|id| quotes.is_lost(id)) else { return Vec::new() };
    let mut fixes = Vec::new();
    if let Some(nearest) = quotes.nearest(id) {
        let transaction = intent::change_evidence(graph, id, |piece| piece.quote = Some(nearest.clone()));
        fixes.push(fix("Quote the nearest passage", transaction));
    }
    let kept = intent::change_evidence(graph, id, |piece| {
        if let Some(quote) = piece.quote.take() {
            let words = format!("Quoted from an earlier text: “{}”", quote.exact.trim());
            piece.note =
                [piece.note.trim(), &words].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n");
        }
    });
    fixes.push(fix("Keep the words in the note", kept));
    fixes.push(fix("Withdraw the evidence", intent::remove_evidence(graph, id)));
    fixes
}

/// Takes away the one value that names what is gone, and its property where nothing is left of it.
fn drop_gone(graph: &Graph, finding: &Finding) -> Vec<Fix> {
    fn keep(gone: &EntityId, value: &mut Value) -> bool {
        match value {
            Value::Entity(id) => id != gone,
            Value::List(values) => {
                let had = values.len();
                values.retain_mut(|value| keep(gone, value));
                had == 0 || !values.is_empty()
            }
            _ => true,
        }
    }
    let Part::Value(name, gone) = &finding.part else { return Vec::new() };
    let label = format!("remove a name of what is gone from {}", finding.name);
    let transaction = change_properties(graph, finding, label, |properties| {
        if properties.get_mut(name).is_some_and(|value| !keep(gone, value)) {
            properties.remove(name);
        }
    });
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

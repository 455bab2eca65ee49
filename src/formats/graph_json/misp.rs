//! MISP galaxies: the clusters of one file, and their relations to clusters of this and of other files.

use crate::base::Task;
use crate::formats::foreign::{At, Draft, Undeclared};
use crate::formats::json::{Columns, Node, Outline, malformed, read_with};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};
use crate::model::Likelihood;

/// The key of the format.
pub(in crate::formats) const FORMAT: &str = "misp-galaxy";

/// Whether bytes look like it.
pub(in crate::formats) fn recognises(bytes: &[u8]) -> Certainty {
    let Some(outline) = Outline::of(bytes) else { return Certainty::No };
    if outline.has_all(&["values[].value", "values[].uuid"]) { Certainty::Sure } else { Certainty::No }
}

/// Reads it.
///
/// # Errors
/// When it is no JSON, holds no clusters or too many records, or the task is cancelled.
pub(in crate::formats) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    read_with(bytes, FORMAT, Undeclared::Ordinary, options, task, fill)
}

fn fill(draft: &mut Draft, root: &Node<'_>) -> Result<(), ReadError> {
    let Some(values) = root.get("values").filter(|v| v.is_list()) else {
        return Err(malformed("MISP galaxy", "it has no `values`"));
    };
    draft.set_title(root.text_of("name"));
    draft.add_description(root.text_of("description"));
    let kind = root.text_of("type").replace('-', " ");
    let mut columns = Columns::default();
    columns.node_name_means("synonyms", "aliases");
    columns.node_name_means("refs", "sources");
    columns.node_name_means("external_id", "external:mitre");
    let (name, misp, of_kind) = (columns.of_node("label"), columns.of_node("external:misp"), columns.of_node("type"));
    for cluster in values.items() {
        let at = At::Byte(cluster.at);
        let Some(key) = cluster.first_of(&["uuid", "value"]).and_then(Node::key_text) else {
            draft.report.error(at, "a cluster has neither a UUID nor a value", "", "left it out");
            continue;
        };
        let made = draft.node(key, at)?;
        draft.set_node(made, &name, cluster.text_of("value"), at);
        draft.set_node(made, &misp, cluster.text_of("uuid"), at);
        draft.set_node(made, &of_kind, kind.as_str(), at);
        columns.set_node(draft, made, cluster, &["uuid", "value", "meta", "related"]);
        if let Some(meta) = cluster.get("meta") {
            columns.set_node(draft, made, meta, &[]);
        }
    }
    let mut elsewhere = 0_usize;
    for cluster in values.items() {
        let Some(from) = cluster.first_of(&["uuid", "value"]).and_then(Node::key_text) else { continue };
        for related in cluster.get("related").map(Node::items).unwrap_or_default() {
            let at = At::Byte(related.at);
            let Some(to) = related.get("dest-uuid").and_then(Node::key_text) else {
                draft.count_record()?;
                draft.report.error(at, "a relation names no other cluster", "", "left it out");
                continue;
            };
            let known = draft.node_count();
            let (from, to_node) = (draft.refer(from, at)?, draft.refer(to, at)?);
            if draft.node_count() > known {
                elsewhere += 1;
                draft.set_node(to_node, &misp, to, at);
            }
            let edge = draft.edge(None, from, to_node, Some(true))?;
            let relation = columns.of_edge("type");
            draft.set_edge(edge, &relation, related.text_of("type").replace('-', " "), at);
            let column = columns.of_edge("likelihood");
            let tags = columns.of_edge("tags");
            for tag in related.get("tags").map(Node::items).unwrap_or_default() {
                let tag = tag.text().unwrap_or_default();
                match likelihood(tag) {
                    Some(likelihood) => draft.set_edge(edge, &column, likelihood.key(), at),
                    None => draft.set_edge(edge, &tags, tag, at),
                }
            }
        }
    }
    if elsewhere > 0 {
        let done = "made an entity of each that has its UUID for a name; join them when the other file is there";
        draft.report.note(At::Nowhere, "clusters of other files are named", elsewhere, done);
    }
    Ok(())
}

/// The estimative language of ICD 203 as MISP's taxonomy spells it.
fn likelihood(tag: &str) -> Option<Likelihood> {
    let term = tag.strip_prefix("estimative-language:likelihood-probability=")?.trim_matches('"');
    match term {
        "roughly-even-chance" => Some(Likelihood::EvenChance),
        term => term.parse().ok(),
    }
}

//! Graphs as two tables, of entities and of relationships, with headers that Gephi and most other programs know.

use std::borrow::Cow;

use csv::WriterBuilder;

use super::sheet::made_safe;
use crate::base::{Cancelled, Task};
use crate::formats::Exported;
use crate::formats::foreign::carry::{self, Carried, Carrier};
use crate::formats::foreign::values;
use crate::model::{Direction, Entity, Graph, Relationship};

/// The two tables of a graph: headers and rows.
pub(super) struct Tables<'g> {
    carrier: Carrier<'g>,
    entity_columns: Vec<String>,
    relationship_columns: Vec<String>,
}

impl<'g> Tables<'g> {
    pub fn of(graph: &'g Graph) -> Self {
        let carrier = Carrier::new(graph);
        let (of_entities, of_relationships) = carrier.attributes();
        Self {
            carrier,
            entity_columns: of_entities.into_keys().collect(),
            relationship_columns: of_relationships.into_keys().filter(|name| name != "type").collect(),
        }
    }

    /// The headers of the table of entities.
    pub fn entity_headers(&self) -> impl Iterator<Item = &str> {
        ["Id", "Label", "x", "y"].into_iter().chain(self.entity_columns.iter().map(String::as_str))
    }

    /// The headers of the table of relationships. `Type` is Gephi's word for whether there is a direction.
    pub fn relationship_headers(&self) -> impl Iterator<Item = &str> {
        let known = ["Source", "Target", "Type", "Id", "Label", "Kind"];
        known.into_iter().chain(self.relationship_columns.iter().map(String::as_str))
    }

    /// The cells of an entity; `None` where there is nothing.
    pub fn entity(&self, entity: &'g Entity) -> Vec<Option<Carried<'g>>> {
        let mut cells = vec![None; 4 + self.entity_columns.len()];
        cells[0] = Some(Carried::Text(entity.id.as_str().into()));
        cells[1] = Some(Carried::Text(entity.name.as_str().into()));
        if let Some(point) = self.carrier.position(entity) {
            cells[2] = Some(Carried::Number(point.x.into()));
            cells[3] = Some(Carried::Number(point.y.into()));
        }
        self.carrier.entity(entity, &mut |name, value| {
            if let Ok(at) = self.entity_columns.binary_search_by(|known| known.as_str().cmp(name)) {
                cells[4 + at] = Some(value);
            }
        });
        cells
    }

    /// The cells of a relationship.
    pub fn relationship(&self, relationship: &'g Relationship) -> Vec<Option<Carried<'g>>> {
        let text = |text: &'g str| (!text.is_empty()).then_some(Carried::Text(Cow::Borrowed(text)));
        let mut cells = vec![None; 6 + self.relationship_columns.len()];
        cells[0] = text(relationship.from.as_str());
        cells[1] = text(relationship.to.as_str());
        cells[2] = text(if relationship.direction == Direction::Neither { "Undirected" } else { "Directed" });
        cells[3] = text(relationship.id.as_str());
        cells[4] = text(&relationship.label);
        self.carrier.relationship(relationship, &mut |name, value| {
            if name == "type" {
                cells[5] = Some(value);
            } else if let Ok(at) = self.relationship_columns.binary_search_by(|known| known.as_str().cmp(name)) {
                cells[6 + at] = Some(value);
            }
        });
        cells
    }
}

/// A cell as text that no spreadsheet program takes for a formula.
fn text<'c>(cell: &'c Option<Carried<'_>>) -> Cow<'c, str> {
    match cell {
        None => Cow::Borrowed(""),
        Some(Carried::Text(text)) => made_safe(text),
        Some(value) => value.text(),
    }
}

fn table<'t>(
    headers: impl Iterator<Item = &'t str>,
    rows: impl Iterator<Item = Vec<Option<Carried<'t>>>>,
    task: &Task,
) -> Result<Vec<u8>, Cancelled> {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    // Writing to memory does not fail, and all rows are as long as the headers.
    let _ = writer.write_record(headers.map(|header| made_safe(header).into_owned()));
    for row in rows {
        task.check()?;
        let _ = writer.write_record(row.iter().map(|cell| text(cell).into_owned()));
    }
    Ok(writer.into_inner().unwrap_or_default())
}

/// Writes rows of texts, with titles over them, that no spreadsheet program takes for formulas.
///
/// # Errors
/// When the task is cancelled.
pub fn write_rows(
    titles: impl IntoIterator<Item = String>,
    rows: impl Iterator<Item = Vec<String>>,
    task: &Task,
) -> Result<Vec<u8>, Cancelled> {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    // Writing to memory does not fail, and all rows are as long as the titles.
    let _ = writer.write_record(titles.into_iter().map(|title| made_safe(&title).into_owned()));
    for row in rows {
        task.check()?;
        let _ = writer.write_record(row.iter().map(|cell| made_safe(cell).into_owned()));
    }
    Ok(writer.into_inner().unwrap_or_default())
}

/// Writes the table of entities and that of relationships.
///
/// # Errors
/// When the task is cancelled.
pub fn write_pair(graph: &Graph, task: &Task) -> Result<(Exported, Exported), Cancelled> {
    let tables = Tables::of(graph);
    let (entities, relationships) = (graph.entities(), graph.relationships());
    let of_entities = table(tables.entity_headers(), entities.iter().map(|e| tables.entity(e)), task)?;
    let of_relationships =
        table(tables.relationship_headers(), relationships.iter().map(|r| tables.relationship(r)), task)?;
    let mut left_out = carry::left_out(graph);
    left_out.extend(retyped(graph));
    Ok((Exported { bytes: of_entities, left_out }, Exported { bytes: of_relationships, left_out: Vec::new() }))
}

/// Writes the table of relationships alone.
///
/// # Errors
/// When the task is cancelled.
pub fn write_edges(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let (nodes, mut edges) = write_pair(graph, task)?;
    edges.left_out = nodes.left_out;
    if graph.entity_count() > 0 {
        edges.left_out.push(carry::loss(
            "all of entities but their ids is not carried over: it stands in the other file of a pair".into(),
        ));
    }
    Ok(edges)
}

/// A note where texts look like numbers, which a table does not tell apart.
fn retyped(graph: &Graph) -> Option<crate::formats::Issue> {
    let of_entities = graph.entities_unsorted().flat_map(|e| e.properties.values());
    let all = of_entities.chain(graph.relationships_unsorted().flat_map(|r| r.properties.values()));
    let looks_so = |value: &&crate::model::Value| matches!(value, crate::model::Value::Text(text) if !matches!(values::guessed_value(text), crate::model::Value::Text(_)));
    let count = all.filter(looks_so).count();
    (count > 0).then(|| carry::loss(format!("{count} texts that look like numbers or addresses will be read as such")))
}

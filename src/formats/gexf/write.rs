//! Writes GEXF 1.3.
//!
//! A graph with both kinds of edges is written as directed, and an edge without direction says so in an attribute:
//! networkx refuses files that mix the two. Where anything is dated the file is dynamic, with whole days; the dates as
//! we know them stand in the attribute `valid`.

use std::io::Write;

use rustc_hash::FxHashMap;

use crate::base::{Cancelled, Day, Interval, Task};
use crate::formats::Exported;
use crate::formats::foreign::carry::{self, Carried, CarriedKind, Carrier};
use crate::formats::foreign::xml::escape_into;
use crate::formats::foreign::{COLOUR, SIZE, values};
use crate::model::{Direction, Entity, Graph, Properties, Relationship, Value};

/// After how many records the work looks whether it was cancelled.
const RECORDS_PER_CHECK: usize = 4096;

/// Writes a graph.
///
/// # Errors
/// When the work was cancelled.
pub(crate) fn write(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let carrier = Carrier::new(graph);
    let (of_entities, of_relationships) = carrier.attributes();
    task.check()?;
    let all_undirected =
        graph.relationship_count() > 0 && graph.relationships_unsorted().all(|r| r.direction == Direction::Neither);
    let is_dated = graph.entities_unsorted().any(|e| e.valid.is_some())
        || graph.relationships_unsorted().any(|r| r.valid.is_some());
    let mut writer = Writer {
        carrier,
        out: Vec::with_capacity(graph.entity_count() * 300 + graph.relationship_count() * 200),
        node_keys: FxHashMap::default(),
        edge_keys: FxHashMap::default(),
        all_undirected,
    };
    writer.out.extend_from_slice(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n\
        <meta><creator>Liaison</creator>",
    );
    let meta = graph.meta();
    for (name, text) in [("title", &meta.title), ("description", &meta.description)] {
        if !text.is_empty() {
            let _ = write!(writer.out, "<{name}>");
            escape_into(&mut writer.out, text, false);
            let _ = write!(writer.out, "</{name}>");
        }
    }
    let _ = writeln!(
        writer.out,
        "</meta>\n<graph defaultedgetype=\"{}\"{}>",
        if all_undirected { "undirected" } else { "directed" },
        if is_dated {
            " mode=\"dynamic\" timeformat=\"date\" timerepresentation=\"interval\""
        } else {
            " mode=\"static\""
        }
    );
    writer.node_keys = writer.declare("node", &of_entities, &[SIZE]);
    let mut edges = of_relationships;
    if !all_undirected {
        edges.insert("direction".into(), CarriedKind::Text);
    }
    writer.edge_keys = writer.declare("edge", &edges, &["weight"]);
    writer.out.extend_from_slice(b"<nodes>\n");
    for (index, entity) in graph.entities().into_iter().enumerate() {
        if index.is_multiple_of(RECORDS_PER_CHECK) {
            task.check()?;
        }
        writer.node(entity);
    }
    writer.out.extend_from_slice(b"</nodes>\n<edges>\n");
    for (index, relationship) in graph.relationships().into_iter().enumerate() {
        if index.is_multiple_of(RECORDS_PER_CHECK) {
            task.check()?;
        }
        writer.edge(relationship);
    }
    writer.out.extend_from_slice(b"</edges>\n</graph>\n</gexf>\n");
    Ok(Exported { bytes: writer.out, left_out: carry::left_out(graph) })
}

struct Writer<'g> {
    carrier: Carrier<'g>,
    out: Vec<u8>,
    node_keys: FxHashMap<String, usize>,
    edge_keys: FxHashMap<String, usize>,
    all_undirected: bool,
}

impl<'g> Writer<'g> {
    /// Declares attributes but for those that GEXF has tags or attributes of its own for, where they hold what those hold.
    fn declare(&mut self, class: &str, attributes: &carry::Attributes, own: &[&str]) -> FxHashMap<String, usize> {
        let mut keys = FxHashMap::default();
        let _ = writeln!(self.out, "<attributes class=\"{class}\" mode=\"static\">");
        for (number, (name, kind)) in attributes.iter().enumerate() {
            if own.contains(&name.as_str()) && *kind == CarriedKind::Number {
                continue;
            }
            let kind = match kind {
                CarriedKind::Text => "string",
                CarriedKind::Number => "double",
                CarriedKind::Flag => "boolean",
            };
            keys.insert(name.clone(), number);
            let _ = write!(self.out, "<attribute id=\"{number}\" title=\"");
            escape_into(&mut self.out, name, true);
            let _ = writeln!(self.out, "\" type=\"{kind}\"/>");
        }
        self.out.extend_from_slice(b"</attributes>\n");
        keys
    }

    fn attribute(&mut self, name: &str, text: &str) {
        let _ = write!(self.out, " {name}=\"");
        escape_into(&mut self.out, text, true);
        self.out.push(b'"');
    }

    fn times(&mut self, valid: Option<Interval>) {
        let Some(valid) = valid else { return };
        for (name, day) in [("start", valid.first_day()), ("end", valid.last_day())] {
            if let Some(day) = day {
                self.attribute(name, &day_text(day));
            }
        }
    }

    fn node(&mut self, entity: &'g Entity) {
        self.out.extend_from_slice(b"<node");
        self.attribute("id", entity.id.as_str());
        self.attribute("label", &entity.name);
        self.times(entity.valid);
        self.out.extend_from_slice(b"><attvalues>");
        let Self { carrier, out, node_keys, .. } = self;
        carrier.entity(entity, &mut |name, held| put(out, node_keys, name, &held));
        self.out.extend_from_slice(b"</attvalues>");
        self.colour(&entity.properties);
        if let Some(at) = self.carrier.position(entity) {
            let _ = write!(self.out, "<viz:position x=\"{}\" y=\"{}\" z=\"0\"/>", at.x, -at.y);
        }
        if let Some(Value::Number(size)) = entity.properties.get(SIZE)
            && !self.node_keys.contains_key(SIZE)
        {
            let _ = write!(self.out, "<viz:size value=\"{size}\"/>");
        }
        self.out.extend_from_slice(b"</node>\n");
    }

    fn colour(&mut self, properties: &Properties) {
        let text = properties.get(COLOUR).map(ToString::to_string);
        if let Some([r, g, b]) = text.and_then(|text| values::colour(&text)) {
            let _ = write!(self.out, "<viz:color r=\"{r}\" g=\"{g}\" b=\"{b}\"/>");
        }
    }

    fn edge(&mut self, relationship: &'g Relationship) {
        self.out.extend_from_slice(b"<edge");
        self.attribute("id", relationship.id.as_str());
        self.attribute("source", relationship.from.as_str());
        self.attribute("target", relationship.to.as_str());
        if !relationship.label.is_empty() {
            self.attribute("label", &relationship.label);
        }
        if let Some(weight) = relationship.weight {
            let _ = write!(self.out, " weight=\"{weight}\"");
        }
        self.times(relationship.valid);
        self.out.extend_from_slice(b"><attvalues>");
        let Self { carrier, out, edge_keys, all_undirected, .. } = self;
        if relationship.direction == Direction::Neither && !*all_undirected {
            put(out, edge_keys, "direction", &Carried::Text(Direction::Neither.key().into()));
        }
        carrier.relationship(relationship, &mut |name, held| put(out, edge_keys, name, &held));
        self.out.extend_from_slice(b"</attvalues>");
        self.colour(&relationship.properties);
        self.out.extend_from_slice(b"</edge>\n");
    }
}

/// Gephi reads dates of whole days.
fn day_text(day: Day) -> String {
    let (year, month, day) = day.to_civil();
    format!("{}{:04}-{month:02}-{day:02}", if year < 0 { "-" } else { "" }, year.unsigned_abs())
}

fn put(out: &mut Vec<u8>, keys: &FxHashMap<String, usize>, name: &str, held: &Carried<'_>) {
    let Some(number) = keys.get(name) else { return };
    let _ = write!(out, "<attvalue for=\"{number}\" value=\"");
    match held {
        Carried::Text(text) => escape_into(out, text, true),
        held => out.extend_from_slice(held.text().as_bytes()),
    }
    out.extend_from_slice(b"\"/>");
}

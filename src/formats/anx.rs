//! Reads i2 Analyst's Notebook's exchange files (`.anx`): entities, links, attributes, cards and dates.
//!
//! Format: as the files of Analyst's Notebook 7 to 9 show it. y points downwards there as here.

use crate::base::Task;
use crate::formats::foreign::xml::{self, Halt, Tag, Token, Xml};
use crate::formats::foreign::{Column, Draft, NodeRef, Undeclared, values};
use crate::formats::{Certainty, Loaded, ReadError, ReadOptions};
use crate::model::Direction;

/// The key of the format.
pub(super) const FORMAT: &str = "anx";

/// How surely bytes are a chart: a root element `Chart` with items in it.
pub(super) fn recognises(bytes: &[u8]) -> Certainty {
    match xml::root(bytes) {
        Some((root, _)) if root == "Chart" => Certainty::Sure,
        _ => Certainty::No,
    }
}

/// Reads a chart. Linear in the file.
///
/// # Errors
/// [`ReadError`] says what is wrong. A file that breaks off is read up to there.
pub(super) fn read(bytes: &[u8], options: &ReadOptions, task: &Task) -> Result<Loaded, ReadError> {
    let mut draft = Draft::new(options, task, Undeclared::Fault);
    let text = xml::decode_xml(bytes, &mut draft.report)?;
    let mut reader = Reader { xml: Xml::new(&text, &options.limits), draft };
    let result = reader.document();
    let mut draft = reader.draft;
    let nothing = draft.node_count() == 0;
    xml::after_halt(result, "chart of Analyst's Notebook", &text, &mut draft.report, nothing)?;
    draft.finish(FORMAT, &text)
}

struct Reader<'t> {
    xml: Xml<'t>,
    draft: Draft,
}

/// What a chart item is about.
#[derive(Default)]
struct Item {
    entity: Option<(String, String)>,
    ends: Option<(String, String)>,
    is_theme: bool,
    kind: Option<String>,
    place: (Option<f64>, Option<f64>),
    colour: Option<[u8; 3]>,
    arrow: Option<String>,
    attributes: Vec<(String, String)>,
    cards: Vec<(String, String)>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<(), Halt> {
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(tag) => match tag.name() {
                    "Chart" | "ChartItemCollection" => {}
                    "ChartItem" => self.item(&tag)?,
                    "Summary" | "Prompt" | "DocumentSummary" => self.xml.skip(&mut self.draft.report)?,
                    // Types, strengths, palettes and the like, which items name.
                    _ => self.xml.skip(&mut self.draft.report)?,
                },
                Token::Close | Token::Text(_) => {}
                Token::End => return Ok(()),
            }
        }
    }

    fn item(&mut self, tag: &Tag<'_>) -> Result<(), Halt> {
        let at = self.xml.at();
        let own: Vec<(String, String)> =
            tag.attributes().map(|(name, value)| (name.to_owned(), value.into_owned())).collect();
        let get = |name: &str| own.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty());
        let mut item = Item { place: (get("XPosition").and_then(values::number), None), ..Item::default() };
        let mut inside = 0_usize;
        loop {
            match self.xml.next(&mut self.draft.report)? {
                Token::Open(inner) => {
                    inside += 1;
                    item.look_at(&inner);
                }
                Token::Close if inside == 0 => break,
                Token::Close => inside -= 1,
                Token::End => break,
                Token::Text(_) => {}
            }
        }
        let label = get("Label").unwrap_or_default();
        let date = get("DateTime").filter(|_| get("DateSet") != Some("false")).or_else(|| get("Date"));
        let description = get("Description").unwrap_or_default();
        let Item { entity, ends, is_theme, kind, place, colour, arrow, attributes, cards } = item;
        if let Some((id, identity)) = entity {
            let node: NodeRef = self.draft.node(&id, at)?;
            let name = if label.is_empty() { &identity } else { label };
            let set = |draft: &mut Draft, name: &str, value: &str| {
                draft.set_node(node, &Column::of_node(name), value, at);
            };
            set(&mut self.draft, "label", name);
            if identity != name && identity != id {
                self.draft.set_node(node, &Column::property("identity"), &*identity, at);
            }
            set(&mut self.draft, "type", kind.as_deref().unwrap_or(if is_theme { "Theme line" } else { "" }));
            set(&mut self.draft, "summary", description);
            set(&mut self.draft, "date", date.unwrap_or_default());
            for (name, value) in attributes {
                self.draft.set_node(node, &Column::of_node(&name), value, at);
            }
            for (name, value) in cards {
                let column = if name == "source" { Column::of_node("sources") } else { Column::of_node("notes") };
                self.draft.set_node(node, &column, value, at);
            }
            if let (Some(x), Some(y)) = place {
                self.draft.place(node, x, y);
            }
            if let Some(rgb) = colour {
                self.draft.colour(node, rgb);
            }
        } else if let Some((from, to)) = ends {
            let (from, to) = (self.draft.refer(&from, at)?, self.draft.refer(&to, at)?);
            let edge = self.draft.edge(None, from, to, Some(true))?;
            let direction = match arrow.as_deref() {
                Some("ArrowNone") => Direction::Neither,
                Some("ArrowOnBoth") => Direction::Both,
                _ => Direction::Forward,
            };
            self.draft.set_direction(edge, direction);
            if arrow.as_deref() == Some("ArrowOnTail") {
                self.draft.set_edge(edge, &Column::property("arrow"), "at the source", at);
            }
            // "Link" is the type of everything in charts without types of their own.
            let kind = kind.filter(|k| k != "Link").unwrap_or_default();
            for (name, value) in
                [("type", &*kind), ("label", label), ("notes", description), ("date", date.unwrap_or_default())]
            {
                self.draft.set_edge(edge, &Column::of_edge(name), value, at);
            }
            for (name, value) in attributes {
                self.draft.set_edge(edge, &Column::of_edge(&name), value, at);
            }
            for (name, value) in cards {
                let column = if name == "source" { Column::of_edge("sources") } else { Column::of_edge("notes") };
                self.draft.set_edge(edge, &column, value, at);
            }
        } else {
            self.draft.report.note(at, "an item of the chart that is no entity and no link", label, "left it out");
        }
        Ok(())
    }
}

impl Item {
    /// Takes what an element in the item says.
    fn look_at(&mut self, tag: &Tag<'_>) {
        let text = |name: &str| tag.get(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        match tag.name() {
            "End" => {
                let place = (tag.number("X"), tag.number("Y"));
                self.place = (place.0.or(self.place.0), place.1);
            }
            "Entity" => {
                let identity = text("Identity");
                let id = text("EntityId").or_else(|| identity.clone());
                self.entity = id.map(|id| (id.clone(), identity.unwrap_or(id)));
            }
            "Theme" => self.is_theme = true,
            "Link" => self.ends = text("End1Id").zip(text("End2Id")),
            "IconStyle" | "EventStyle" | "ThemeStyle" | "BoxStyle" | "CircleStyle" | "TextBlockStyle" => {
                self.kind = text("Type").or_else(|| text("EntityTypeReference"));
                self.colour = number_colour(tag.get("BackColour").as_deref());
            }
            "LinkStyle" => {
                self.kind = text("Type").or_else(|| text("LinkTypeReference"));
                self.arrow = text("ArrowStyle");
            }
            "Attribute" => {
                self.attributes.extend(text("AttributeClass").zip(text("Value")));
            }
            "Card" => {
                let words = text("Summary").into_iter().chain(text("Text"));
                self.cards.extend(words.map(|w| ("text".to_owned(), w)));
                self.cards.extend(text("SourceReference").map(|s| ("source".to_owned(), s)));
            }
            _ => {}
        }
    }
}

/// Windows writes a colour as one number, blue first.
fn number_colour(text: Option<&str>) -> Option<[u8; 3]> {
    let number = text?.trim().parse::<u32>().ok().filter(|n| (1..0xFF_FFFF).contains(n))?;
    let [r, g, b, _] = number.to_le_bytes();
    Some([r, g, b])
}

//! What yEd (desktop and Live) and Maltego put into the data of nodes and edges.

use crate::formats::foreign::xml::{Halt, Tag, Token, Xml};
use crate::formats::foreign::{At, Column, Draft, EdgeRef, NodeRef, values};
use crate::model::Direction;

/// What the graphics of a record say, the first realizer's in yEd's files: later ones show the same node folded.
#[derive(Default)]
struct Seen {
    label: Option<String>,
    further_labels: Vec<String>,
    geometry: Option<(f64, f64)>,
    colour: Option<[u8; 3]>,
    shape: Option<String>,
    /// Whether an arrow stands at the source and at the target.
    arrows: Option<(bool, bool)>,
}

/// Reads where a node stands, and nothing else: the rest of what we write for yEd follows from other data.
pub(super) fn place(xml: &mut Xml<'_>, draft: &mut Draft, node: NodeRef) -> Result<(), Halt> {
    let mut seen = Seen::default();
    walk(xml, draft, &mut seen, &mut Maltego::default())?;
    if let Some((x, y)) = seen.geometry {
        draft.place(node, x, y);
    }
    Ok(())
}

/// Reads the graphics of a node, whose `<data>` was opened last.
pub(super) fn node(xml: &mut Xml<'_>, draft: &mut Draft, node: NodeRef) -> Result<(), Halt> {
    let at = xml.at();
    let mut seen = Seen::default();
    let mut maltego = Maltego::default();
    walk(xml, draft, &mut seen, &mut maltego)?;
    let Seen { label, further_labels, geometry, colour, shape, arrows: _ } = seen;
    maltego.into_node(draft, node, at);
    if let Some(label) = label {
        draft.set_node(node, &Column::of_node("label"), label, at);
    }
    for label in further_labels {
        draft.set_node(node, &Column::property("further label"), label, at);
    }
    if let Some((x, y)) = geometry {
        draft.place(node, x, y);
    }
    if let Some(rgb) = colour {
        draft.colour(node, rgb);
    }
    if let Some(shape) = shape {
        draft.set_node(node, &Column::property("shape"), shape, at);
    }
    Ok(())
}

/// Reads the graphics of an edge, whose `<data>` was opened last.
pub(super) fn edge(xml: &mut Xml<'_>, draft: &mut Draft, edge: EdgeRef) -> Result<(), Halt> {
    let at = xml.at();
    let mut seen = Seen::default();
    let mut maltego = Maltego::default();
    walk(xml, draft, &mut seen, &mut maltego)?;
    let Seen { label, further_labels, geometry: _, colour, shape: _, arrows } = seen;
    maltego.into_edge(draft, edge, at);
    if let Some(label) = label {
        draft.set_edge(edge, &Column::of_edge("label"), label, at);
    }
    for label in further_labels {
        draft.set_edge(edge, &Column::property("further label"), label, at);
    }
    if let Some(rgb) = colour.filter(|rgb| *rgb != [0, 0, 0]) {
        draft.set_edge(edge, &Column::of_edge("colour"), values::colour_text(rgb), at);
    }
    match arrows {
        Some((true, true)) => draft.set_direction(edge, Direction::Both),
        Some((false, false)) => draft.set_direction(edge, Direction::Neither),
        // An arrow at the source only points the other way; the ends stay as the file has them.
        Some((true, false)) => draft.set_edge(edge, &Column::property("arrow"), "at the source", at),
        Some((false, true)) | None => {}
    }
    Ok(())
}

/// Goes through the elements of one `<data>`, up to its end.
fn walk(xml: &mut Xml<'_>, draft: &mut Draft, seen: &mut Seen, maltego: &mut Maltego) -> Result<(), Halt> {
    let mut inside = 0_usize;
    // yEd shows a folded group with a second realizer; only the active one counts.
    let (mut realizers, mut active) = (0_usize, 0_usize);
    loop {
        match xml.next(&mut draft.report)? {
            Token::Open(tag) => {
                inside += 1;
                let first = realizers == 0 || realizers - 1 == active;
                match tag.name() {
                    "Realizers" => active = tag.number("active").map_or(0, |n| n as usize),
                    "GroupNode" | "GenericGroupNode" | "ShapeNode" | "GenericNode" | "ImageNode" | "SVGNode"
                    | "TableNode" => {
                        realizers += 1;
                    }
                    "NodeLabel" | "EdgeLabel" if first => {
                        let hidden = tag.get("visible").as_deref() == Some("false");
                        let text = label(xml, draft)?;
                        inside -= 1;
                        if !hidden {
                            add_label(seen, text);
                        }
                    }
                    // yEd Live: <y:Label><y:Label.Text>…, or the text as an attribute.
                    "Label" => {
                        if let Some(text) = tag.get("Text") {
                            add_label(seen, text.into_owned());
                        }
                    }
                    "Label.Text" => {
                        let text = xml.text(&mut draft.report)?;
                        inside -= 1;
                        add_label(seen, text.into_owned());
                    }
                    "Geometry" if first && seen.geometry.is_none() => seen.geometry = centre(&tag),
                    "RectD" if seen.geometry.is_none() => seen.geometry = live_centre(&tag),
                    "Position" if seen.geometry.is_none() => {
                        seen.geometry = tag.number("x").zip(tag.number("y"));
                    }
                    "Fill" if first && seen.colour.is_none() => {
                        seen.colour = tag.get("color").and_then(|c| values::colour(&c));
                    }
                    "LineStyle" if seen.colour.is_none() => {
                        seen.colour = tag.get("color").and_then(|c| values::colour(&c));
                    }
                    "Shape" if first => seen.shape = tag.get("type").map(std::borrow::Cow::into_owned),
                    "ShapeNodeStyle" => {
                        seen.shape = tag.get("shape").map(|s| s.to_lowercase());
                        seen.colour = tag.get("fill").and_then(|c| live_colour(&c));
                    }
                    "PolylineEdgeStyle" | "ArcEdgeStyle" | "BezierEdgeStyle" => {
                        let arrow = |name: &str| {
                            tag.get(name).is_some_and(|a| !a.is_empty() && !a.eq_ignore_ascii_case("none"))
                        };
                        if tag.get("sourceArrow").is_some() || tag.get("targetArrow").is_some() {
                            seen.arrows = Some((arrow("sourceArrow"), arrow("targetArrow")));
                        }
                    }
                    "Arrows" => {
                        let arrow = |name: &str| tag.get(name).is_some_and(|a| a != "none");
                        seen.arrows = Some((arrow("source"), arrow("target")));
                    }
                    "MaltegoEntity" | "MaltegoLink" => {
                        maltego.kind = tag.get("type").map(std::borrow::Cow::into_owned);
                    }
                    "Property" => {
                        maltego.property(&tag, xml, draft)?;
                        inside -= 1;
                    }
                    "Notes" => {
                        let text = xml.text(&mut draft.report)?;
                        inside -= 1;
                        maltego.notes.push_str(text.trim());
                    }
                    _ => {}
                }
            }
            // yEd Live writes plain data of its keys as text.
            Token::Text(_) => {}
            Token::Close if inside == 0 => return Ok(()),
            Token::Close => inside -= 1,
            Token::End => return Ok(()),
        }
    }
}

/// The words of a label, without those of the elements in it, which are about its place.
fn label(xml: &mut Xml<'_>, draft: &mut Draft) -> Result<String, Halt> {
    let mut text = String::new();
    let mut inside = 0_usize;
    loop {
        match xml.next(&mut draft.report)? {
            Token::Open(_) => inside += 1,
            Token::Close if inside == 0 => return Ok(without_html(text.trim())),
            Token::Close => inside -= 1,
            Token::Text(more) if inside == 0 => text.push_str(&more),
            Token::Text(_) => {}
            Token::End => return Ok(text),
        }
    }
}

/// yEd shows a label that begins with `<html>` as such: its words are what counts.
fn without_html(text: &str) -> String {
    if !text.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("<html>")) {
        return text.to_owned();
    }
    values::words_of_html(text)
}

fn add_label(seen: &mut Seen, text: String) {
    if text.trim().is_empty() {
    } else if seen.label.is_none() {
        seen.label = Some(text);
    } else if seen.label.as_ref() != Some(&text) {
        seen.further_labels.push(text);
    }
}

/// yEd places the upper left corner; we place centres.
fn centre(tag: &Tag<'_>) -> Option<(f64, f64)> {
    let (x, y) = (tag.number("x")?, tag.number("y")?);
    Some((x + tag.number("width").unwrap_or(0.0) / 2.0, y + tag.number("height").unwrap_or(0.0) / 2.0))
}

fn live_centre(tag: &Tag<'_>) -> Option<(f64, f64)> {
    let (x, y) = (tag.number("X")?, tag.number("Y")?);
    Some((x + tag.number("Width").unwrap_or(0.0) / 2.0, y + tag.number("Height").unwrap_or(0.0) / 2.0))
}

/// yEd Live writes `#AARRGGBB` where there are eight digits.
fn live_colour(text: &str) -> Option<[u8; 3]> {
    match text.strip_prefix('#') {
        Some(digits) if digits.len() == 8 && digits.is_ascii() => values::colour(&format!("#{}", &digits[2..])),
        _ => values::colour(text),
    }
}

/// An entity or link of Maltego.
#[derive(Default)]
struct Maltego {
    kind: Option<String>,
    notes: String,
    /// Display name, name, value.
    properties: Vec<(String, String, String)>,
}

impl Maltego {
    fn property(&mut self, tag: &Tag<'_>, xml: &mut Xml<'_>, draft: &mut Draft) -> Result<(), Halt> {
        let name = tag.get("name").unwrap_or_default().into_owned();
        let shown = tag.get("displayName").filter(|n| !n.is_empty()).map_or(name.clone(), |n| n.into_owned());
        let value = xml.text(&mut draft.report)?.trim().to_owned();
        if !value.is_empty() {
            self.properties.push((shown, name, value));
        }
        Ok(())
    }

    fn into_node(self, draft: &mut Draft, node: NodeRef, at: At) {
        let Self { kind, notes, properties } = self;
        let Some(kind) = kind else { return };
        draft.set_node(node, &Column::of_node("type"), kind.strip_prefix("maltego.").unwrap_or(&kind), at);
        draft.set_node(node, &Column::of_node("notes"), notes, at);
        // Maltego calls an entity by its main property, which stands first.
        for (place, (shown, name, value)) in properties.into_iter().enumerate() {
            let column = if place == 0 { Column::of_node("label") } else { Column::property(&shown) };
            if place == 0 || !name.starts_with("maltego.") {
                draft.set_node(node, &column, value, at);
            }
        }
    }

    fn into_edge(self, draft: &mut Draft, edge: EdgeRef, at: At) {
        let Self { kind, notes, properties } = self;
        let Some(kind) = kind else { return };
        draft.set_edge(edge, &Column::property("maltego link"), kind, at);
        draft.set_edge(edge, &Column::of_edge("notes"), notes, at);
        for (shown, name, value) in properties {
            let column = match name.as_str() {
                "maltego.link.manual.type" | "maltego.link.label" => Column::of_edge("label"),
                "maltego.link.manual.description" => Column::of_edge("notes"),
                _ => Column::property(&shown),
            };
            draft.set_edge(edge, &column, value, at);
        }
    }
}

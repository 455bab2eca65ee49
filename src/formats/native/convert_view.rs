//! Turns views, and what they say of single entities and relationships, into records of the model.

use std::collections::BTreeMap;

use super::borrowed::{Pairs, Str};
use super::convert::{LEFT_OUT, finite, id, ids, parsed, site, unused_name};
use super::report::{Report, Site};
use super::v2;
use crate::base::{Point, Rect};
use crate::model::{CanvasNote, ColourBy, Group, Placement, Route, SizeBy, Style, TimeRule, View};

/// A view, and apart from it what it says of single entities and relationships.
#[allow(clippy::type_complexity, reason = "the two maps of the file")]
pub(super) fn view<'a>(
    report: &mut Report<'_>,
    key: &Str<'_>,
    read: v2::View<'a>,
) -> Option<(View, Pairs<'a, v2::Placement>, Pairs<'a, v2::Route>)> {
    let site = site(report, "view", key);
    let v2::View {
        title,
        notes,
        filter,
        at,
        time,
        hide_undated,
        rank,
        size_by,
        colour_by,
        hide_dates,
        groups: groups_read,
        canvas_notes: notes_read,
        placements,
        routes,
    } = read;
    let mut groups = BTreeMap::new();
    for (key, group) in groups_read.0 {
        let v2::Group { name, members, collapsed, colour } = group;
        let group_key = unused_name(report, site, &key, |name| groups.contains_key(name));
        let Some(group_key) = group_key else { continue };
        let group_site = Site { kind: "group", id: &group_key, offset: report.offset_of(&key) };
        let Some(id) = id(report, group_site) else { continue };
        let group = Group {
            name: name.into_string(),
            members: ids(report, group_site, "members", &members),
            collapsed,
            colour: parsed(report, group_site, "colour", colour.as_ref()),
        };
        groups.insert(id, group);
    }
    let mut canvas_notes = BTreeMap::new();
    for (key, note) in notes_read.0 {
        let v2::CanvasNote { text, area, image } = note;
        let note_key = unused_name(report, site, &key, |name| canvas_notes.contains_key(name));
        let Some(note_key) = note_key else { continue };
        let note_site = Site { kind: "note", id: &note_key, offset: report.offset_of(&key) };
        let Some(id) = id(report, note_site) else { continue };
        if area.is_none() {
            report.error(note_site, None, "the field `area` is missing", "put the note at 0, 0");
        }
        let image = parsed(report, note_site, "image", image.as_ref());
        let finite_area = |(a, b, c, d): (f32, f32, f32, f32)| [a, b, c, d].into_iter().all(f32::is_finite);
        let area = finite(report, note_site, "area", area, finite_area).unwrap_or((0.0, 0.0, 200.0, 100.0));
        let area = Rect { min: Point::new(area.0, area.1), max: Point::new(area.2, area.3) };
        canvas_notes.insert(id, CanvasNote { text: text.into_string(), area, image });
    }
    let view = View {
        id: id(report, site)?,
        title: title.into_string(),
        notes: notes.into_string(),
        filter: filter.into_string(),
        at: parsed(report, site, "at", at.as_ref()),
        time: parsed(report, site, "time", time.as_ref()).unwrap_or(TimeRule::ValidDuring),
        hide_undated,
        rank,
        style: Style {
            size_by: choice(report, site, "size_by", SIZES, size_by.as_ref(), size).unwrap_or_default(),
            colour_by: choice(report, site, "colour_by", COLOURS, colour_by.as_ref(), colour).unwrap_or_default(),
            hide_dates,
        },
        groups,
        canvas_notes,
    };
    Some((view, placements, routes))
}

/// What may stand behind `size_by`.
const SIZES: &str = "degree, uniform, property:NAME, metric:NAME";

fn size(word: &str) -> Option<SizeBy> {
    Some(match word.split_once(':') {
        Some(("property", name)) => SizeBy::Property(name.into()),
        Some(("metric", name)) => SizeBy::Metric(name.into()),
        None if word == "degree" => SizeBy::Degree,
        None if word == "uniform" => SizeBy::Uniform,
        _ => return None,
    })
}

/// What may stand behind `colour_by`.
const COLOURS: &str = "type, status, confidence, community, tag, property:NAME";

fn colour(word: &str) -> Option<ColourBy> {
    Some(match (word, word.split_once(':')) {
        (_, Some(("property", name))) => ColourBy::Property(name.into()),
        ("type", _) => ColourBy::Type,
        ("status", _) => ColourBy::Status,
        ("confidence", _) => ColourBy::Confidence,
        ("community", _) => ColourBy::Community,
        ("tag", _) => ColourBy::Tag,
        _ => return None,
    })
}

/// What size or colour say; `None` when nothing is said or it is unknown.
fn choice<T>(
    report: &mut Report<'_>,
    site: Site<'_>,
    field: &str,
    words: &str,
    value: Option<&Str<'_>>,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let value = value?;
    let word = value.as_str();
    let known = read(word);
    if known.is_none() {
        let message = format!("{field}: {word:?} is unknown; expected one of {words}");
        report.error(site, report.offset_of(value), message, LEFT_OUT);
    }
    known
}

pub(super) fn placement(report: &mut Report<'_>, site: Site<'_>, read: &v2::Placement) -> Placement {
    let v2::Placement { x, y, pinned, hidden } = *read;
    if x.is_some() != y.is_some() {
        report.error(site, None, "a position needs both x and y", "left the position out");
    }
    let x = finite(report, site, "x", x, f32::is_finite);
    let y = finite(report, site, "y", y, f32::is_finite);
    Placement { position: x.zip(y).map(|(x, y)| Point::new(x, y)), pinned, hidden }
}

pub(super) fn route(report: &mut Report<'_>, site: Site<'_>, read: &v2::Route) -> Route {
    let v2::Route { bend, hidden } = *read;
    Route { bend: finite(report, site, "bend", bend, f32::is_finite), hidden }
}

//! What the size and the colour of a disc say.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::confidence::level_of_all;
use crate::analysis::figures::{Colours, Figures, SHADES, shade_of, shades};
use crate::base::EntityId;
use crate::model::{ColourBy, Entity, Graph, Level, Palette, SizeBy, Status, Value};

use rustc_hash::FxHashMap;

use super::ink::Ink;
use super::node::{MAX_RADIUS, MIN_RADIUS};
use super::scope::Scope;

/// What a colour means, as the key of the picture lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// The colour.
    pub ink: Ink,
    /// A letter that says the same, for whoever cannot tell the colours apart; the rest has none.
    pub sign: Option<char>,
    /// In words.
    pub words: String,
}

/// What the size and colour of a node say, worked out once for a scene.
#[derive(Debug, Clone, Default)]
pub(super) struct Scales {
    /// The least and the most that the property or the measure of size comes to.
    size: Option<(f64, f64)>,
    /// Where shades end, where colours are shades.
    ends: Vec<f64>,
    /// Colours stand for communities.
    colours_are_communities: bool,
    /// What was measured.
    figures: Arc<Figures>,
    /// What the colours mean; nothing where they stand for types. The last one is the rest.
    meanings: Vec<Meaning>,
}

/// The colours that can be told apart, most telling first.
const COLOURS: [Palette; 6] =
    [Palette::Country, Palette::Person, Palette::Organisation, Palette::Facility, Palette::Event, Palette::Agreement];

/// The colours of what is told of whether something exists.
const STATUS: [(Status, Palette); 6] = [
    (Status::InEffect, Palette::Agreement),
    (Status::Proposed, Palette::Facility),
    (Status::Planned, Palette::Country),
    (Status::Alleged, Palette::Event),
    (Status::Denied, Palette::Person),
    (Status::Ended, Palette::Other),
];

/// The colours of how firmly something rests on evidence.
const CONFIDENCE: [(Level, Palette); 4] = [
    (Level::High, Palette::Agreement),
    (Level::Moderate, Palette::Country),
    (Level::Low, Palette::Facility),
    (Level::Ungraded, Palette::Other),
];

impl Scales {
    pub(super) fn of(graph: &Graph, scope: &Scope<'_>, figures: Arc<Figures>) -> Self {
        let style = &scope.state.view.style;
        let shown = || graph.entities_unsorted().filter(|entity| scope.shows(entity));
        let numbers: Box<dyn Iterator<Item = f64>> = match &style.size_by {
            SizeBy::Property(name) => Box::new(shown().filter_map(move |e| number(e, name))),
            SizeBy::Metric(_) => Box::new(shown().filter_map(|e| measured(&figures.sizes, e))),
            SizeBy::Degree | SizeBy::Uniform => Box::new(std::iter::empty()),
        };
        let size = numbers.fold(None, |range, value| {
            let (least, most) = range.unwrap_or((value, value));
            Some((value.min(least), value.max(most)))
        });
        let by = Says::of(&figures, &style.colour_by);
        let ends = match by {
            Says::Shades(values) => shades(shown().filter_map(|e| measured(values, e))),
            Says::Style(ColourBy::Property(name)) => graded(shown().map(|e| e.properties.get(name))),
            Says::Community | Says::Style(_) => Vec::new(),
        };
        let meanings = match by {
            _ if !ends.is_empty() => shade_meanings(&ends),
            Says::Shades(_) => Vec::new(),
            Says::Community => community_meanings(&figures),
            Says::Style(by) => Self::meanings_of(graph, scope, by),
        };
        let colours_are_communities = matches!(by, Says::Community);
        Self { size, ends, meanings, colours_are_communities, figures }
    }

    fn meanings_of(graph: &Graph, scope: &Scope<'_>, by: &ColourBy) -> Vec<Meaning> {
        let shown = || graph.entities_unsorted().filter(|entity| scope.shows(entity));
        match by {
            ColourBy::Type | ColourBy::Community => Vec::new(),
            ColourBy::Status => listed(STATUS.map(|(status, palette)| (palette, status.label().to_owned()))),
            ColourBy::Confidence => listed(CONFIDENCE.map(|(level, palette)| (palette, level.label().to_owned()))),
            by @ (ColourBy::Property(_) | ColourBy::Tag) => {
                let mut counts = BTreeMap::<Option<String>, usize>::new();
                for entity in shown() {
                    *counts.entry(value(entity, by)).or_default() += 1;
                }
                by_count(counts)
            }
        }
    }

    /// Whether colours stand for communities.
    pub(super) fn are_communities(&self) -> bool {
        self.colours_are_communities
    }

    /// What was measured.
    pub(super) fn figures(&self) -> &Arc<Figures> {
        &self.figures
    }

    /// What the colours mean, where they do not stand for types.
    pub(super) fn meanings(&self) -> &[Meaning] {
        &self.meanings
    }

    /// Whether what colour or size say of one entity depends on all.
    pub(super) fn are_relative(size_by: &SizeBy, colour_by: &ColourBy) -> bool {
        matches!(size_by, SizeBy::Property(_)) || matches!(colour_by, ColourBy::Property(_) | ColourBy::Tag)
    }

    /// Whether measured sizes and shades, which reach from the least to the most that is shown, still do.
    pub(super) fn still_hold(&self, graph: &Graph, scope: &Scope<'_>) -> bool {
        let style = &scope.state.view.style;
        let is_measured = matches!(style.size_by, SizeBy::Metric(_)) && !self.figures.sizes.is_empty()
            || matches!(self.figures.colours, Colours::Shades(_));
        if !is_measured {
            return true;
        }
        let now = Self::of(graph, scope, Arc::clone(&self.figures));
        (now.size, now.ends) == (self.size, self.ends.clone())
    }

    /// What the colour of an entity says; `None` where it stands for its type.
    pub(super) fn said(&self, scope: &Scope<'_>, entity: &Entity, by: &ColourBy) -> Option<&Meaning> {
        let shade = |value: Option<f64>| match value.map(|value| shade_of(&self.ends, value)) {
            Some(at) => self.meanings.get(at),
            None => self.meanings.last(),
        };
        let by = match Says::of(&self.figures, by) {
            Says::Style(ColourBy::Property(name)) if !self.ends.is_empty() => return shade(number(entity, name)),
            Says::Style(by) => by,
            Says::Community => {
                let own = self.figures.community_of.get(&entity.id).map(|at| *at as usize);
                let coloured = self.meanings.iter().filter(|meaning| meaning.sign.is_some()).count();
                // Who is new has the colour of the type until it is measured again.
                let rest = self.meanings.get(coloured);
                return own.filter(|at| *at < coloured).map_or(rest, |at| self.meanings.get(at));
            }
            Says::Shades(values) => return shade(measured(values, entity)),
        };
        let place = match by {
            ColourBy::Type | ColourBy::Community => return None,
            ColourBy::Status => STATUS.iter().position(|(status, _)| *status == entity.status),
            ColourBy::Confidence => {
                let around = scope.graph.relationships_at_unsorted(&entity.id);
                let evidence = entity.evidence.iter().chain(around.flat_map(|r| &r.evidence));
                let level = level_of_all(evidence, scope.graph.sources());
                CONFIDENCE.iter().position(|(known, _)| *known == level)
            }
            ColourBy::Property(_) | ColourBy::Tag => {
                let value = value(entity, by);
                value.and_then(|value| self.meanings.iter().position(|known| known.words == value))
            }
        };
        place.map_or(self.meanings.last(), |place| self.meanings.get(place))
    }

    pub(super) fn radius(&self, entity: &Entity, degree: u32, by: &SizeBy) -> f32 {
        let radius = match (by, self.size) {
            // Until it is measured.
            (SizeBy::Degree, _) | (SizeBy::Metric(_), None) => 10.5 + 2.9 * (degree as f32).sqrt(),
            (SizeBy::Uniform, _) => 16.0,
            (SizeBy::Property(_) | SizeBy::Metric(_), Some((least, most))) if most > least => {
                // By area: a disc of twice the area says twice the number.
                let own = match by {
                    SizeBy::Property(name) => number(entity, name),
                    _ => measured(&self.figures.sizes, entity),
                };
                let share = own.map_or(0.0, |n| ((n - least) / (most - least)).clamp(0.0, 1.0));
                let area = |radius: f32| radius * radius;
                (area(MIN_RADIUS) + (area(MAX_RADIUS) - area(MIN_RADIUS)) * share as f32).sqrt()
            }
            (SizeBy::Property(_) | SizeBy::Metric(_), _) => 16.0,
        };
        radius.clamp(MIN_RADIUS, MAX_RADIUS)
    }
}

/// What colours say: what was measured, or what the view has them say.
#[derive(Debug, Clone, Copy)]
enum Says<'a> {
    Style(&'a ColourBy),
    Community,
    Shades(&'a FxHashMap<EntityId, f64>),
}

impl<'a> Says<'a> {
    fn of(figures: &'a Figures, by: &'a ColourBy) -> Self {
        match (&figures.colours, by) {
            (Colours::Shades(values), _) => Self::Shades(values),
            (Colours::Communities, _) | (Colours::OfView, ColourBy::Community) if !figures.communities.is_empty() => {
                Self::Community
            }
            (Colours::Communities | Colours::OfView, by) => Self::Style(by),
        }
    }
}

/// Where the shades of a property end; nothing unless it is a number wherever it is something, and too many different
/// ones to have a colour each.
fn graded<'a>(values: impl Iterator<Item = Option<&'a Value>>) -> Vec<f64> {
    let mut numbers = Vec::new();
    for value in values.flatten() {
        match value {
            Value::Number(number) => numbers.push(*number),
            _ => return Vec::new(),
        }
    }
    let mut different = numbers.clone();
    different.sort_unstable_by(f64::total_cmp);
    different.dedup();
    if different.len() > COLOURS.len() { shades(numbers.into_iter()) } else { Vec::new() }
}

fn measured(values: &FxHashMap<EntityId, f64>, entity: &Entity) -> Option<f64> {
    values.get(&entity.id).copied().filter(|value| value.is_finite())
}

/// The lowest shade first; the rest is what has no number.
fn shade_meanings(ends: &[f64]) -> Vec<Meaning> {
    // As many places as tell the ends apart.
    let told = |places: usize| ends.iter().map(|end| format!("{end:.places$}")).collect::<Vec<_>>();
    let is_told = |words: &[String]| words.windows(2).all(|two| two[0] != two[1]);
    let words = [0, 1, 2, 3, 4].map(told).into_iter().find(|words| is_told(words));
    let words = words.unwrap_or_else(|| ends.iter().map(|end| format!("{end:.1e}")).collect());
    let last = SHADES - 1;
    let nth = |at: usize| if ends.len() < 2 { last } else { at * last / (ends.len() - 1) };
    let meaning = |(at, end): (usize, &String)| Meaning {
        ink: Ink::Shade(nth(at) as u8),
        sign: char::from_digit(at as u32 + 1, 10),
        words: format!("up to {end}"),
    };
    let rest = Meaning { ink: Ink::Palette(Palette::Other), sign: None, words: "No value".into() };
    words.iter().enumerate().map(meaning).chain([rest]).collect()
}

/// The largest communities have a colour each; the rest share one.
fn community_meanings(figures: &Figures) -> Vec<Meaning> {
    let several = figures.communities.iter().filter(|community| community.members.len() > 1);
    let named = several.zip(COLOURS).map(|(community, palette)| (palette, community.name.clone()));
    let mut meanings = listed(named);
    if figures.communities.len() > meanings.len() {
        meanings.push(Meaning { ink: Ink::Palette(Palette::Other), sign: None, words: "Others".into() });
    }
    meanings
}

fn number(entity: &Entity, name: &str) -> Option<f64> {
    match entity.properties.get(name) {
        Some(Value::Number(number)) if number.is_finite() => Some(*number),
        _ => None,
    }
}

/// The value whose colour an entity has, where values are not known beforehand.
fn value(entity: &Entity, by: &ColourBy) -> Option<String> {
    match by {
        ColourBy::Property(name) => entity.properties.get(name).map(Value::to_string).filter(|value| !value.is_empty()),
        ColourBy::Tag => entity.tags.first().cloned(),
        ColourBy::Type | ColourBy::Status | ColourBy::Confidence | ColourBy::Community => None,
    }
}

/// The most common values have a colour each; the rest share one.
fn by_count(counts: BTreeMap<Option<String>, usize>) -> Vec<Meaning> {
    let lacks = counts.contains_key(&None);
    let mut by_count: Vec<(String, usize)> =
        counts.into_iter().filter_map(|(value, count)| Some((value?, count))).collect();
    by_count.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
    let rest = match (by_count.len() > COLOURS.len(), lacks) {
        (true, _) => Some("Others"),
        (false, true) => Some("None"),
        (false, false) => None,
    };
    let mut meanings = listed(by_count.into_iter().zip(COLOURS).map(|((value, _), palette)| (palette, value)));
    meanings.extend(rest.map(|words| Meaning { ink: Ink::Palette(Palette::Other), sign: None, words: words.into() }));
    meanings
}

/// Meanings in this order, each with a letter of its words that none before it has, or else a digit.
fn listed(all: impl IntoIterator<Item = (Palette, String)>) -> Vec<Meaning> {
    let mut taken = String::new();
    let meaning = |(palette, words): (Palette, String)| {
        let latin = any_ascii::any_ascii(&words).to_ascii_uppercase();
        let letters = latin.chars().filter(char::is_ascii_alphanumeric).chain('1'..='9');
        let sign = letters.into_iter().find(|letter| !taken.contains(*letter));
        taken.extend(sign);
        Meaning { ink: Ink::Palette(palette), sign, words }
    };
    all.into_iter().map(meaning).collect()
}

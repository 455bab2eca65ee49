//! What records look like in lists and panels: the class, disc, icon and words for them.

use std::collections::BTreeSet;

use eframe::egui::Color32;

use super::icons::{self, Icon};
use super::theme::EntityClass;
pub(super) use super::widgets::text::thousands;
use super::widgets::{self, Disc};
use crate::analysis::network::{METRICS, Unit};
use crate::base::{Endpoint, EntityTypeId, Interval, PartialDate, Precision, SourceId};
use crate::model::{
    Colour, ColourBy, Direction, Entity, EntityType, Evidence, Graph, Pair, Palette, PropertyKind, Relationship,
    Schema, SizeBy, SourceKind, Stance, Status, ViewState,
};

/// The words of likelihood, least likely first, with the range of each.
pub(super) const LIKELIHOOD: [(&str, &str); 7] = [
    ("Almost no chance", "1–5 %"),
    ("Very unlikely", "5–20 %"),
    ("Unlikely", "20–45 %"),
    ("Roughly even chance", "45–55 %"),
    ("Likely", "55–80 %"),
    ("Very likely", "80–95 %"),
    ("Almost certain", "95–99 %"),
];

/// What several entities of a class are called.
pub(super) fn class_name(class: EntityClass) -> &'static str {
    match class {
        EntityClass::Country => "Countries",
        EntityClass::Person => "People",
        EntityClass::Organisation => "Organisations",
        EntityClass::Facility => "Facilities",
        EntityClass::Event => "Events",
        EntityClass::Agreement => "Agreements",
        EntityClass::Other => "Other",
    }
}

/// The class of entities of a type. A type with a colour of its own, or one that is missing, stands with the others.
pub(super) fn class_of(schema: &Schema, kind: &EntityTypeId) -> EntityClass {
    schema.entity_types.get(kind).map_or(EntityClass::Other, |t| class_of_colour(t.colour))
}

fn class_of_colour(colour: Colour) -> EntityClass {
    match colour {
        Colour::Palette(Palette::Country) => EntityClass::Country,
        Colour::Palette(Palette::Person) => EntityClass::Person,
        Colour::Palette(Palette::Organisation) => EntityClass::Organisation,
        Colour::Palette(Palette::Facility) => EntityClass::Facility,
        Colour::Palette(Palette::Event) => EntityClass::Event,
        Colour::Palette(Palette::Agreement) => EntityClass::Agreement,
        Colour::Palette(Palette::Other) | Colour::Rgb(..) => EntityClass::Other,
    }
}

/// The disc of a type.
pub(super) fn type_disc(kind: &EntityType) -> Disc {
    let class = class_of_colour(kind.colour);
    let fixed = match kind.colour {
        Colour::Rgb(r, g, b) => Some(Color32::from_rgb(r, g, b)),
        Colour::Palette(_) => None,
    };
    Disc { fixed, icon: icons::by_name(&kind.icon).unwrap_or(class.icon()), ..Disc::new(class) }
}

/// The disc of an entity in a list.
pub(super) fn disc(graph: &Graph, entity: &Entity) -> Disc {
    let plain = graph.schema().entity_types.get(&entity.kind).map_or(Disc::new(EntityClass::Other), |t| type_disc(t));
    Disc { proposed: matches!(entity.status, Status::Proposed | Status::Planned), ..plain }
}

/// Whether an entity is held in its place in a view.
pub(super) fn is_pinned(view: Option<&ViewState>, entity: &Entity) -> bool {
    view.is_some_and(|view| view.placement(&entity.id).pinned)
}

/// The name of an entity, or what stands for one.
pub(super) fn name(entity: &Entity) -> &str {
    if entity.name.trim().is_empty() { "Unnamed" } else { &entity.name }
}

/// What a relationship is called, from its first end.
pub(super) fn relationship_name<'a>(graph: &'a Graph, relationship: &'a Relationship) -> &'a str {
    if relationship.label.trim().is_empty() {
        graph.schema().relationship_types.get(&relationship.kind).map_or("relationship", |t| t.name.as_str())
    } else {
        &relationship.label
    }
}

/// What a relationship is called from its second end.
pub(super) fn inverse_name<'a>(graph: &'a Graph, relationship: &'a Relationship) -> &'a str {
    match graph.schema().relationship_types.get(&relationship.kind) {
        Some(t) if relationship.label.trim().is_empty() && !t.inverse.is_empty() => &t.inverse,
        _ => relationship_name(graph, relationship),
    }
}

/// What the size of discs says, in words.
pub(super) fn size_words(by: &SizeBy) -> String {
    match by {
        SizeBy::Degree => "Relationships".into(),
        SizeBy::Uniform => "Nothing".into(),
        SizeBy::Property(name) => name.clone(),
        SizeBy::Metric(name) => metric_words(name),
    }
}

/// The name of a measure where people read it.
pub(super) fn metric_words(name: &str) -> String {
    widgets::text::capitalised(&name.replace('-', " "))
}

/// What the colour of discs says, in words.
pub(super) fn colour_words(by: &ColourBy) -> String {
    match by {
        ColourBy::Type => "Type".into(),
        ColourBy::Property(name) => name.clone(),
        ColourBy::Status => "Status".into(),
        ColourBy::Confidence => "Confidence".into(),
        ColourBy::Community => "Community".into(),
        ColourBy::Tag => "First tag".into(),
    }
}

/// What the size of discs can say: besides what every graph has, the numbers among the properties of the types, and the
/// measures of the network.
pub(super) fn size_choices(graph: &Graph) -> Vec<SizeBy> {
    let all = graph.schema().entity_types.values().flat_map(|t| &t.properties);
    let numbers: BTreeSet<&str> = all.filter(|p| p.kind == PropertyKind::Number).map(|p| p.name.as_str()).collect();
    let numbers = numbers.into_iter().map(|name| SizeBy::Property(name.into()));
    let measures = METRICS.iter().filter(|metric| metric.unit != Unit::Group);
    let measures = measures.map(|metric| SizeBy::Metric(metric.name.into()));
    [SizeBy::Degree, SizeBy::Uniform].into_iter().chain(numbers).chain(measures).collect()
}

/// What the colour of discs can say: besides what every graph has, the properties of the types that are used.
pub(super) fn colour_choices(graph: &Graph) -> Vec<ColourBy> {
    let used = graph.schema().entity_types.values().filter(|t| graph.entity_count_of(&t.id) > 0);
    let names: BTreeSet<&str> = used.flat_map(|t| &t.properties).map(|p| p.name.as_str()).collect();
    let names = names.into_iter().map(|name| ColourBy::Property(name.into()));
    let all = [ColourBy::Type, ColourBy::Status, ColourBy::Confidence, ColourBy::Tag, ColourBy::Community];
    all.into_iter().chain(names).collect()
}

/// The icon of a direction.
pub(super) fn direction_icon(direction: Direction) -> Icon {
    match direction {
        Direction::Forward => icons::ARROW_RIGHT,
        Direction::Both => icons::ARROWS_LEFT_RIGHT,
        Direction::Neither => icons::MINUS,
    }
}

/// The kit's word for what a piece of evidence does.
pub(super) fn stance(stance: Stance) -> widgets::Stance {
    match stance {
        Stance::Supports => widgets::Stance::Supports,
        Stance::Disputes => widgets::Stance::Disputes,
        Stance::Context => widgets::Stance::Context,
    }
}

/// The icon of a kind of source.
pub(super) fn source_icon(kind: SourceKind) -> Icon {
    match kind {
        SourceKind::Article => icons::NEWSPAPER,
        SourceKind::Broadcast => icons::BROADCAST,
        SourceKind::Post => icons::CHAT_TEXT,
        SourceKind::Report => icons::FILE_TEXT,
        SourceKind::Official => icons::CERTIFICATE,
        SourceKind::Interview => icons::MICROPHONE,
        SourceKind::Book => icons::BOOK,
        SourceKind::Dataset => icons::DATABASE,
        SourceKind::WebPage => icons::GLOBE,
        SourceKind::Other => icons::FILE,
    }
}

/// The grades of a piece of evidence; `None` where there is neither.
pub(super) fn pair(graph: &Graph, evidence: &Evidence) -> Option<Pair> {
    let reliability = graph.sources().get(&evidence.source).and_then(|s| s.reliability);
    (reliability.is_some() || evidence.credibility.is_some()).then_some(Pair(reliability, evidence.credibility))
}

/// A pair in words: `Usually reliable, probably true`.
pub(super) fn pair_in_words(pair: Pair) -> String {
    let Pair(reliability, credibility) = pair;
    let first = reliability.map_or("Source not graded", |r| r.label());
    let second = credibility.map_or_else(|| "information not graded".to_owned(), |c| c.label().to_lowercase());
    format!("{first}, {second}")
}

/// The best pair among what supports a claim.
pub(super) fn best_pair(graph: &Graph, evidence: &[Evidence]) -> Option<Pair> {
    let supports = evidence.iter().filter(|e| e.stance == Stance::Supports).filter_map(|e| pair(graph, e));
    // A missing grade is worse than the worst one.
    supports.min_by_key(|Pair(r, c)| (r.is_none(), *r, c.is_none(), *c))
}

/// The title of a source, or what stands for one.
pub(super) fn source_title<'a>(graph: &'a Graph, source: &SourceId) -> &'a str {
    match graph.sources().get(source) {
        Some(source) if !source.title.trim().is_empty() => &source.title,
        Some(_) => "Untitled source",
        None => "Missing source",
    }
}

/// The year in which something begins, or by which it has ended: `2011`, `to 2018`.
pub(super) fn year(valid: Option<Interval>) -> String {
    match valid {
        None => String::new(),
        Some(Interval::On(date) | Interval::Between(Endpoint::Date(date), _)) => cut_to(date, Precision::Year),
        Some(Interval::Between(_, Endpoint::Date(to))) => format!("to {}", cut_to(to, Precision::Year)),
        Some(Interval::Between(..)) => String::new(),
    }
}

/// A date to the month at most, where there is room for no more.
pub(super) fn month(date: PartialDate) -> String {
    cut_to(date, Precision::Month)
}

/// A date as it is written, without what is more precise than wanted.
fn cut_to(date: PartialDate, precision: Precision) -> String {
    let text = date.to_string();
    if date.precision() <= precision {
        return text;
    }
    // A minus before the year makes it a letter longer.
    let sign = usize::from(text.starts_with('-'));
    let letters = sign + if precision == Precision::Month { 7 } else { 4 };
    text.chars().take(letters).collect()
}

/// `1 entity`, `20 entities`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{} {many}", thousands(number)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Likelihood;
    use crate::session::Verb;

    #[test]
    fn the_words_of_likelihood_are_those_of_the_model() {
        for (likelihood, (word, range)) in Likelihood::ALL.iter().zip(LIKELIHOOD) {
            let (from, to) = likelihood.percent();
            assert_eq!((likelihood.label(), format!("{from}–{to} %").as_str()), (word, range));
        }
    }

    #[test]
    fn every_icon_that_a_table_names_is_bundled() {
        for kind in Schema::built_in().entity_types.values() {
            assert!(icons::by_name(&kind.icon).is_some(), "{}", kind.icon);
        }
        for verb in Verb::ALL.iter().filter(|verb| !verb.icon().is_empty()) {
            assert!(icons::by_name(verb.icon()).is_some(), "{}", verb.icon());
        }
    }

    #[test]
    fn dates_are_cut_and_never_made_more_precise() {
        let year_of = |text: &str| year(Some(text.parse().unwrap()));
        assert_eq!(year_of("2011-12/.."), "2011");
        assert_eq!(year_of("../2018-01-02"), "to 2018");
        assert_eq!(year_of("199X"), "199X");
        assert_eq!(year_of("1994~"), "1994~");
        assert_eq!(month("2019-02-18".parse().unwrap()), "2019-02");
        assert_eq!(month("-0044-03-15".parse().unwrap()), "-0044-03");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(count(1, "entity", "entities"), "1 entity");
        assert_eq!(count(100_000, "entity", "entities"), "100,000 entities");
    }
}

//! What was measured of each entity, as a picture tells it: by the size of its disc, by a shade, by the colour and the
//! outline of its community. Plain data that is never part of a graph.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::base::EntityId;
use crate::model::Graph;

/// What a picture tells of entities beside what their records say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// A number for each, told by the size of its disc where the view asks for a measure.
    pub sizes: FxHashMap<EntityId, f64>,
    /// What colours say, in place of what the view has them say.
    pub colours: Colours,
    /// The communities of the network, as far as they are known.
    pub communities: Vec<Community>,
    /// The community of each, as a place among these.
    pub community_of: FxHashMap<EntityId, u32>,
}

/// What colours say.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Colours {
    /// What the view has them say.
    #[default]
    OfView,
    /// A number for each, as shades.
    Shades(FxHashMap<EntityId, f64>),
    /// The community of each.
    Communities,
}

/// Entities that have more ties among each other than chance would give them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Community {
    /// It is called after its best connected member.
    pub name: String,
    /// Who belongs to it, the best connected first.
    pub members: Vec<EntityId>,
    /// Whether a line is drawn around it.
    pub is_outlined: bool,
}

impl Community {
    /// The communities that numbers tell of, the largest first. Those whose number is not finite belong to none.
    /// O(n log n).
    #[must_use]
    pub fn all(graph: &Graph, numbers: impl Iterator<Item = (EntityId, f64)>) -> Vec<Self> {
        let mut by_number: BTreeMap<u64, Vec<EntityId>> = BTreeMap::new();
        for (id, number) in numbers.filter(|(_, number)| number.is_finite()) {
            by_number.entry(number as u64).or_default().push(id);
        }
        let mut all: Vec<Self> = by_number.into_values().map(|members| Self::of(graph, members)).collect();
        // The numbers have this order already, but for those that tie.
        all.sort_by_key(|community| Reverse(community.members.len()));
        all
    }

    fn of(graph: &Graph, mut members: Vec<EntityId>) -> Self {
        members.sort_by_cached_key(|id| (Reverse(graph.degree(id)), id.clone()));
        let first = members.first().and_then(|id| graph.entity(id));
        let name =
            first.map(|entity| entity.name.trim()).filter(|name| !name.is_empty()).unwrap_or("Unnamed").to_owned();
        Self { name, is_outlined: members.len() > 1, members }
    }
}

impl Figures {
    /// Tells of these communities.
    pub fn set_communities(&mut self, communities: Vec<Community>) {
        let all = communities
            .iter()
            .zip(0..)
            .flat_map(|(community, at)| community.members.iter().map(move |id| (id.clone(), at)));
        self.community_of = all.collect();
        self.communities = communities;
    }

    /// The numbers of the measure that is shown, by size or else by shade.
    #[must_use]
    pub fn measure(&self) -> Option<&FxHashMap<EntityId, f64>> {
        match &self.colours {
            _ if !self.sizes.is_empty() => Some(&self.sizes),
            Colours::Shades(values) => Some(values),
            Colours::OfView | Colours::Communities => None,
        }
    }

    /// Whether nothing is told.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sizes.is_empty() && self.communities.is_empty() && self.colours == Colours::OfView
    }

    /// The community of an entity.
    #[must_use]
    pub fn community(&self, id: &EntityId) -> Option<&Community> {
        self.communities.get(*self.community_of.get(id)? as usize)
    }
}

/// How many shades there are.
pub const SHADES: usize = 5;

/// Where shades end: numbers up to the first are of the lightest shade, and so on. Up to [`SHADES`] of them share the
/// entities about evenly, since measures of networks are skewed: with shades of equal width nearly all would be of the
/// lightest. Equal numbers are of one shade, so that there are fewer where many are equal.
#[must_use]
pub fn shades(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let Some(last) = sorted.last().copied() else { return Vec::new() };
    let mut ends: Vec<f64> = (1..SHADES).map(|nth| sorted[(nth * sorted.len() / SHADES).saturating_sub(1)]).collect();
    ends.push(last);
    ends.dedup();
    ends
}

/// The shade of a number: a place among the ends of shades.
#[must_use]
pub fn shade_of(ends: &[f64], value: f64) -> usize {
    ends.partition_point(|end| *end < value).min(ends.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn communities_are_called_after_their_best_connected_member() {
        let mut graph = Graph::new("main".parse().unwrap());
        let mut numbers = Vec::new();
        for (name, number) in [("ann", 2.0), ("bob", 1.0), ("cid", 1.0), ("dan", f64::NAN), ("eve", 1.0)] {
            let id: EntityId = name.parse().unwrap();
            let entity = crate::model::Entity::new(id.clone(), "person".parse().unwrap(), name.to_uppercase());
            graph.put_entity(&id, Some(std::sync::Arc::new(entity))).unwrap();
            numbers.push((id, number));
        }
        let (from, to, kind) = ("cid".parse().unwrap(), "eve".parse().unwrap(), "related-to".parse().unwrap());
        let relationship = crate::model::Relationship::new("r".parse().unwrap(), kind, from, to);
        graph.put_relationship(&relationship.id.clone(), Some(std::sync::Arc::new(relationship))).unwrap();
        let mut figures = Figures::default();
        figures.set_communities(Community::all(&graph, numbers.into_iter()));
        let told: Vec<(&str, usize, bool)> =
            figures.communities.iter().map(|c| (c.name.as_str(), c.members.len(), c.is_outlined)).collect();
        assert_eq!(told, [("CID", 3, true), ("ANN", 1, false)]);
        assert_eq!(figures.community(&"bob".parse().unwrap()).map(|c| c.name.as_str()), Some("CID"));
        assert_eq!(figures.community(&"dan".parse().unwrap()), None);
    }

    proptest! {
        #[test]
        fn shades_rise_with_their_numbers(values in proptest::collection::vec(-1e3_f64..1e3, 1..50)) {
            let ends = shades(values.iter().copied());
            prop_assert!(ends.len() <= SHADES && ends.is_sorted_by(|a, b| a < b));
            for value in &values {
                let shade = shade_of(&ends, *value);
                prop_assert!(*value <= ends[shade] && (shade == 0 || *value > ends[shade - 1]));
            }
        }
    }

    #[test]
    fn few_numbers_have_few_shades() {
        assert_eq!(shades([f64::NAN].into_iter()), Vec::<f64>::new());
        assert_eq!(shades([2.0, 2.0, 2.0].into_iter()), [2.0]);
        assert_eq!(shades([1.0, 3.0].into_iter()), [1.0, 3.0]);
        assert_eq!(shade_of(&[1.0, 3.0], 9.0), 1);
    }
}

//! Where the entities of a view stand, by their ids.

use super::Placement;
use crate::base::{EntityId, Lookup};

/// Placements that say something. They stand behind each other, found through a lookup that holds no ids: of a million
/// entities that takes two thirds of what a hash map does.
#[derive(Debug, Clone, Default)]
pub(super) struct Placements {
    all: Vec<(EntityId, Placement)>,
    place_of: Lookup,
}

impl PartialEq for Placements {
    /// Whether both say the same; the order in which that came does not matter.
    fn eq(&self, other: &Self) -> bool {
        self.all.len() == other.all.len() && self.all.iter().all(|(id, placement)| other.get(id) == Some(placement))
    }
}

impl Placements {
    fn place(&self, id: &EntityId) -> Option<u32> {
        self.place_of.get(id, |place| self.all[place as usize].0 == *id)
    }

    /// What is said of an entity.
    pub(super) fn get(&self, id: &EntityId) -> Option<&Placement> {
        Some(&self.all[self.place(id)? as usize].1)
    }

    /// Says it.
    pub(super) fn insert(&mut self, id: &EntityId, placement: Placement) {
        match self.place(id) {
            Some(place) => self.all[place as usize].1 = placement,
            None => {
                self.place_of.insert(id, self.all.len() as u32);
                self.all.push((id.clone(), placement));
            }
        }
    }

    /// Says nothing more of an entity.
    pub(super) fn remove(&mut self, id: &EntityId) {
        let Some(place) = self.place(id) else { return };
        self.place_of.remove(id, place);
        self.all.swap_remove(place as usize);
        if let Some((moved, _)) = self.all.get(place as usize) {
            self.place_of.shift(moved, self.all.len() as u32, place);
        }
    }

    /// All of them, in no order that means anything.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&EntityId, Placement)> {
        self.all.iter().map(|(id, placement)| (id, *placement))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::base::Point;

    proptest! {
        #[test]
        fn they_are_a_map(steps in proptest::collection::vec((0..6_u8, any::<bool>(), -9_f32..9.0), 0..40)) {
            let (mut placements, mut map) = (Placements::default(), BTreeMap::new());
            for (id, is_said, x) in steps {
                let id: EntityId = format!("e{id}").parse().unwrap();
                let placement = Placement { position: Some(Point::new(x, 0.0)), ..Placement::default() };
                if is_said {
                    placements.insert(&id, placement);
                    map.insert(id, placement);
                } else {
                    placements.remove(&id);
                    map.remove(&id);
                }
                let mut all: Vec<_> = placements.iter().map(|(id, placement)| (id.clone(), placement)).collect();
                all.sort_by(|a, b| a.0.cmp(&b.0));
                prop_assert_eq!(all, map.clone().into_iter().collect::<Vec<_>>());
                prop_assert!(map.iter().all(|(id, placement)| placements.get(id) == Some(placement)));
            }
        }
    }
}

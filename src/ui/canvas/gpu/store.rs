//! What waits to be uploaded, and which edge stands where on the device.

use std::collections::BTreeMap;

use super::atlas::Print;
use super::marks::{EdgeMark, NodeMark};

/// A list of marks on its way to the device: all of it, or single marks of it.
#[derive(Debug, Clone)]
pub(super) struct Patch<T> {
    /// All marks, where there is no list on the device that could be changed.
    pub(super) whole: Option<Vec<T>>,
    /// Single marks by place.
    pub(super) single: BTreeMap<u32, T>,
    /// How many marks the list has.
    pub(super) len: u32,
}

impl<T> Default for Patch<T> {
    fn default() -> Self {
        Self { whole: None, single: BTreeMap::new(), len: 0 }
    }
}

impl<T: Copy> Patch<T> {
    /// Replaces all.
    pub(super) fn replace(&mut self, marks: Vec<T>) {
        self.len = marks.len() as u32;
        self.whole = Some(marks);
        self.single.clear();
    }

    /// Changes one, or adds one at the end.
    pub(super) fn set(&mut self, at: u32, mark: T) {
        self.len = self.len.max(at + 1);
        match &mut self.whole {
            Some(whole) if (at as usize) < whole.len() => whole[at as usize] = mark,
            Some(whole) if at as usize == whole.len() => whole.push(mark),
            Some(_) | None => {
                self.single.insert(at, mark);
            }
        }
    }

    /// Drops those from `len` on.
    pub(super) fn truncate(&mut self, len: u32) {
        self.len = self.len.min(len);
        if let Some(whole) = &mut self.whole {
            whole.truncate(len as usize);
        }
        self.single.split_off(&len);
    }

    /// The single marks in runs without a gap: where each begins, and its marks.
    pub(super) fn runs(&self) -> Vec<(u32, Vec<T>)> {
        let mut runs: Vec<(u32, Vec<T>)> = Vec::new();
        for (at, mark) in &self.single {
            match runs.last_mut() {
                Some((first, marks)) if *first + marks.len() as u32 == *at => marks.push(*mark),
                _ => runs.push((*at, vec![*mark])),
            }
        }
        runs
    }

    /// How many bytes wait.
    pub(super) fn bytes(&self) -> usize {
        (self.whole.as_ref().map_or(0, Vec::len) + self.single.len()) * size_of::<T>()
    }

    /// What is taken off is on the device.
    pub(super) fn taken(&mut self) -> Self {
        let len = self.len;
        std::mem::replace(self, Self { len, ..Self::default() })
    }
}

/// All that waits. It stays until a device takes it, so that a frame that is never drawn loses nothing.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    pub(super) nodes: Patch<NodeMark>,
    pub(super) straight: Patch<EdgeMark>,
    pub(super) curved: Patch<EdgeMark>,
    pub(super) nodes_on_top: Patch<NodeMark>,
    pub(super) edges_on_top: Patch<EdgeMark>,
    pub(super) prints: Vec<Print>,
    /// Something was taken before.
    pub(super) was_taken: bool,
    /// The device that took it is gone: all has to come again.
    pub(super) is_lost: bool,
}

impl Waiting {
    /// How many bytes wait.
    pub(super) fn bytes(&self) -> usize {
        let prints: usize = self.prints.iter().flat_map(|print| &print.levels).map(Vec::len).sum();
        let nodes = self.nodes.bytes() + self.nodes_on_top.bytes();
        nodes + self.straight.bytes() + self.curved.bytes() + self.edges_on_top.bytes() + prints
    }

    /// Takes all that waits.
    pub(super) fn taken(&mut self) -> Self {
        self.was_taken = true;
        Self {
            was_taken: true,
            nodes: self.nodes.taken(),
            straight: self.straight.taken(),
            curved: self.curved.taken(),
            nodes_on_top: self.nodes_on_top.taken(),
            edges_on_top: self.edges_on_top.taken(),
            prints: std::mem::take(&mut self.prints),
            is_lost: std::mem::take(&mut self.is_lost),
        }
    }
}

/// A place on the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Straight(u32),
    Curved(u32),
}

/// Which edge stands where: straight ones and curved ones have a list each, as a strip of one piece costs a fraction of
/// one that bends.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// By edge; the highest bit says that it is curved.
    of_edge: Vec<u32>,
    straight: Vec<u32>,
    curved: Vec<u32>,
}

const CURVED: u32 = 1 << 31;

impl Places {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many edges there are.
    pub(super) fn len(&self) -> u32 {
        self.of_edge.len() as u32
    }

    fn list(&mut self, curved: bool) -> &mut Vec<u32> {
        if curved { &mut self.curved } else { &mut self.straight }
    }

    /// Adds the edge after the last.
    pub(super) fn push(&mut self, curved: bool) -> Place {
        let edge = self.len();
        let list = self.list(curved);
        let at = list.len() as u32;
        list.push(edge);
        self.of_edge.push(if curved { at | CURVED } else { at });
        if curved { Place::Curved(at) } else { Place::Straight(at) }
    }

    pub(super) fn place(&self, edge: u32) -> Place {
        let word = self.of_edge[edge as usize];
        if word & CURVED == 0 { Place::Straight(word) } else { Place::Curved(word & !CURVED) }
    }

    /// Takes the place of an edge away from it. The last of that list goes there: that edge is returned.
    fn vacate(&mut self, edge: u32) -> Option<u32> {
        let (curved, at) = match self.place(edge) {
            Place::Straight(at) => (false, at),
            Place::Curved(at) => (true, at),
        };
        let list = self.list(curved);
        list.swap_remove(at as usize);
        let moved = list.get(at as usize).copied()?;
        self.of_edge[moved as usize] = if curved { at | CURVED } else { at };
        Some(moved)
    }

    /// Removes the last edge. Another one may take its place, which is returned.
    pub(super) fn pop(&mut self) -> Option<u32> {
        let edge = self.len().checked_sub(1)?;
        let moved = self.vacate(edge);
        self.of_edge.pop();
        moved
    }

    /// Moves an edge to the other list if it bends now or no longer does. Another one may take its place, which is
    /// returned.
    pub(super) fn turn(&mut self, edge: u32, curved: bool) -> Option<u32> {
        if matches!(self.place(edge), Place::Curved(_)) == curved {
            return None;
        }
        let moved = self.vacate(edge);
        let list = self.list(curved);
        let at = list.len() as u32;
        list.push(edge);
        self.of_edge[edge as usize] = if curved { at | CURVED } else { at };
        moved
    }

    /// How many are straight, and how many curved.
    pub(super) fn counts(&self) -> (u32, u32) {
        (self.straight.len() as u32, self.curved.len() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_edge_has_a_place_of_its_own(steps in proptest::collection::vec((0..3_u8, any::<usize>(), any::<bool>()), 0..60)) {
            let mut places = Places::default();
            let mut bends: Vec<bool> = Vec::new();
            for (step, which, curved) in steps {
                match step {
                    0 => {
                        places.push(curved);
                        bends.push(curved);
                    }
                    1 => {
                        places.pop();
                        bends.pop();
                    }
                    _ if !bends.is_empty() => {
                        let edge = which % bends.len();
                        places.turn(edge as u32, curved);
                        bends[edge] = curved;
                    }
                    _ => {}
                }
                prop_assert_eq!(places.len() as usize, bends.len());
                let counts = (bends.iter().filter(|bends| !**bends).count(), bends.iter().filter(|bends| **bends).count());
                prop_assert_eq!(places.counts(), (counts.0 as u32, counts.1 as u32));
                for (edge, bends) in bends.iter().enumerate() {
                    let (list, at) = match places.place(edge as u32) {
                        Place::Straight(at) => (&places.straight, at),
                        Place::Curved(at) => (&places.curved, at),
                    };
                    prop_assert_eq!(matches!(places.place(edge as u32), Place::Curved(_)), *bends);
                    prop_assert_eq!(list[at as usize] as usize, edge);
                }
            }
        }

        #[test]
        fn a_patch_makes_the_list_that_it_stands_for(start in proptest::collection::vec(0..100_u32, 0..20), steps in proptest::collection::vec((0..3_u8, 0..25_u32, 100..200_u32), 0..30)) {
            let mut patch = Patch::default();
            patch.replace(start.clone());
            let (mut on_device, mut list) = (patch.taken().whole.unwrap(), start);
            for (step, at, mark) in steps {
                match step {
                    0 if (at as usize) <= list.len() => {
                        if at as usize == list.len() { list.push(mark) } else { list[at as usize] = mark }
                        patch.set(at, mark);
                    }
                    1 if (at as usize) < list.len() => {
                        list.truncate(at as usize);
                        patch.truncate(at);
                    }
                    2 if at == 0 => {
                        list = vec![mark; 3];
                        patch.replace(list.clone());
                    }
                    _ => {}
                }
            }
            let patch = patch.taken();
            if let Some(whole) = &patch.whole {
                on_device.clone_from(whole);
            }
            on_device.resize(patch.len as usize, 0);
            for (first, marks) in patch.runs() {
                on_device[first as usize..first as usize + marks.len()].copy_from_slice(&marks);
            }
            prop_assert_eq!(on_device, list);
        }
    }
}

//! What of a scene looks different since it was last drawn, so that only that is drawn again.

use super::build::Scene;

/// The places in the lists of a scene that look different. Places beyond the end of a list are gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// All of it, whatever the lists say.
    pub everything: bool,
    /// Nodes, in no order and some more than once.
    pub nodes: Vec<u32>,
    /// Edges, likewise.
    pub edges: Vec<u32>,
}

impl Default for Changes {
    /// A scene that was never drawn.
    fn default() -> Self {
        Self { everything: true, nodes: Vec::new(), edges: Vec::new() }
    }
}

impl Changes {
    /// So many entries are looked through as fast as everything is made anew.
    const MOST: usize = 1 << 18;

    /// Nothing.
    #[must_use]
    pub fn none() -> Self {
        Self { everything: false, ..Self::default() }
    }

    /// Whether nothing is different.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.everything && self.nodes.is_empty() && self.edges.is_empty()
    }

    pub(super) fn node(&mut self, at: u32) {
        if !self.everything {
            self.nodes.push(at);
            self.bound();
        }
    }

    pub(super) fn edge(&mut self, at: u32) {
        if !self.everything {
            self.edges.push(at);
            self.bound();
        }
    }

    /// Nobody may come to take them.
    fn bound(&mut self) {
        if self.nodes.len() + self.edges.len() > Self::MOST {
            *self = Self::default();
        }
    }
}

impl Scene {
    /// What looks different since this was last called.
    #[must_use]
    pub fn take_changes(&mut self) -> Changes {
        std::mem::replace(&mut self.changes, Changes::none())
    }
}

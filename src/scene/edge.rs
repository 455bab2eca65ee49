//! Edges: what is drawn for the relationships between two entities.

use std::sync::Arc;

use compact_str::CompactString;

use crate::analysis::confidence::{is_disputed, level_of};
use crate::base::{Point, Rare, RelationshipId};
use crate::model::{Direction, Graph, Level, Relationship, RelationshipType, Status};

use super::curve::{Path, Quad};
use super::ends::Run;
use super::ink::Ink;
use super::node::Standing;
use super::route::{MOST_LANES, Rim, arc, lane_offset, self_loop};
use super::scope::Scope;

/// What is drawn for a relationship, or for a bundle of more than five parallel ones, in world units.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneEdge {
    /// The relationship; of a bundle the first by id.
    pub id: RelationshipId,
    /// The rest of a bundle, by id; empty for a single relationship.
    pub others: Rare<Vec<RelationshipId>>,
    /// The node at which it starts, as an index into the nodes of the scene.
    pub from: u32,
    /// The node to which it leads.
    pub to: u32,
    /// The way it takes, from rim to rim.
    pub path_in_world: Path,
    /// At which ends it has arrows.
    pub arrows: Arrows,
    /// The kind of line, by confidence.
    pub line: Line,
    /// The colour of the line.
    pub ink: Ink,
    /// Whether it is drawn double, with the sign of dispute.
    pub dispute: Dispute,
    /// Whether it holds.
    pub standing: Standing,
    /// What it is called; of a bundle the count, such as `×12`.
    pub label: CompactString,
    pub(super) lane: Lane,
    /// How it runs, compared with the order of its nodes by id.
    pub(super) way: Way,
}

/// At which ends of its path an edge has arrows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrows {
    /// At neither.
    None,
    /// Where it starts; only a bundle can.
    Start,
    /// Where it ends.
    End,
    /// At both.
    Both,
}

impl Arrows {
    /// Whether the start has one.
    #[must_use]
    pub fn at_start(self) -> bool {
        matches!(self, Self::Start | Self::Both)
    }

    /// Whether the end has one.
    #[must_use]
    pub fn at_end(self) -> bool {
        matches!(self, Self::End | Self::Both)
    }

    fn of(start: bool, end: bool) -> Self {
        match (start, end) {
            (false, false) => Self::None,
            (true, false) => Self::Start,
            (false, true) => Self::End,
            (true, true) => Self::Both,
        }
    }
}

/// The kind of line, by confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// High confidence: solid.
    Solid,
    /// Moderate: long dashes.
    Dash,
    /// Low: dots.
    Dot,
    /// No graded evidence: thin, solid and a little lighter.
    Thin,
    /// More than five parallel: one thick line.
    Bundle,
}

impl Line {
    /// Its width in screen pixels, at rest.
    #[must_use]
    pub fn width(self) -> f32 {
        match self {
            Self::Solid | Self::Dash | Self::Dot => 1.5,
            Self::Thin => 1.0,
            Self::Bundle => 3.0,
        }
    }

    /// Lengths of stroke and gap in screen pixels; `None` for a solid line.
    #[must_use]
    pub fn pattern(self) -> Option<(f32, f32)> {
        match self {
            Self::Dash => Some((7.0, 4.0)),
            Self::Dot => Some((1.5, 4.0)),
            Self::Solid | Self::Thin | Self::Bundle => None,
        }
    }
}

impl From<Level> for Line {
    fn from(level: Level) -> Self {
        match level {
            Level::High => Self::Solid,
            Level::Moderate => Self::Dash,
            Level::Low => Self::Dot,
            Level::Ungraded => Self::Thin,
        }
    }
}

/// Whether evidence, or a party, speaks against a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dispute {
    /// None does.
    Undisputed,
    /// Some does.
    Disputed,
}

/// Where among its parallels an edge runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Lane {
    /// Pulled so far to the left, seen from the end with the lesser id to the other.
    Arc(f32),
    /// The loop of this number, of so many.
    Loop(u16, u16),
}

impl SceneEdge {
    /// All relationships that it stands for, by id.
    pub fn ids(&self) -> impl Iterator<Item = &RelationshipId> {
        std::iter::once(&self.id).chain(self.others.iter())
    }

    /// Whether it stands for a relationship.
    pub(super) fn holds(&self, id: &RelationshipId) -> bool {
        &self.id == id || self.others.binary_search(id).is_ok()
    }

    /// The way between two rims.
    pub(super) fn routed(&self, from: Rim, to: Rim) -> Path {
        match (self.lane, self.way) {
            (Lane::Arc(offset), Way::Along) => arc(from, to, offset),
            (Lane::Arc(offset), Way::Against) => arc(to, from, offset).reversed(),
            (Lane::Loop(lane, lanes), _) => self_loop(from, usize::from(lane), usize::from(lanes)),
        }
    }
}

/// How an edge runs, compared with the order of its ends by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From the lesser id to the greater.
    Along,
    /// From the greater to the lesser.
    Against,
}

/// Whether several relationships of a pair are drawn beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lanes {
    /// They are, as long as they are few.
    Fanned,
    /// They are one line, as those at a folded group.
    One,
}

/// Two nodes that relationships join, the one with the lesser id first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    pub(super) first: u32,
    pub(super) second: u32,
}

/// What a record says of the looks of its edge.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look<'g> {
    kind: Option<&'g Arc<RelationshipType>>,
    arrows: Arrows,
    line: Line,
    dispute: Dispute,
    standing: Standing,
    /// It has a label of its own.
    is_labelled: bool,
}

impl<'g> Look<'g> {
    pub(super) fn of(graph: &Graph, scope: &Scope<'g>, r: &Relationship) -> Self {
        let is_disputed = is_disputed(&r.evidence) || r.status == Status::Denied;
        Self {
            kind: scope.relationship_type(&r.kind),
            arrows: match r.direction {
                Direction::Forward => Arrows::End,
                Direction::Both => Arrows::Both,
                Direction::Neither => Arrows::None,
            },
            line: level_of(r, graph.sources()).into(),
            dispute: if is_disputed { Dispute::Disputed } else { Dispute::Undisputed },
            standing: scope.status(r.status, r.valid).into(),
            is_labelled: !r.label.trim().is_empty(),
        }
    }
}

/// Adds the edges of all relationships that are shown between two nodes, given by id. They are not routed yet.
pub(super) fn edges_of_pair(scope: &Scope<'_>, runs: &[Run<'_>], lanes: Lanes, edges: &mut Vec<SceneEdge>) {
    let Some(Run { pair, .. }) = runs.first() else { return };
    let nowhere = || Path::Arc([Quad { from: Point::ORIGIN, control: Point::ORIGIN, to: Point::ORIGIN }]);
    let can_bend = pair.first != pair.second && lanes == Lanes::Fanned;
    let bend = |r: &Relationship| scope.state.route(&r.id).bend.filter(|_| can_bend);
    let edge = |run: &Run<'_>, lane: Lane| {
        let Run { pair: _, way, relationship: r, look } = *run;
        let Look { kind, arrows, line, dispute, standing, is_labelled } = look;
        let (from, to) = match way {
            Way::Along => (pair.first, pair.second),
            Way::Against => (pair.second, pair.first),
        };
        SceneEdge {
            id: r.id.clone(),
            others: Rare::empty(),
            from,
            to,
            path_in_world: nowhere(),
            arrows,
            line,
            ink: kind.and_then(|kind| kind.colour).map_or(Ink::Edge, Ink::from),
            dispute,
            standing,
            label: match kind {
                Some(kind) if !is_labelled => kind.name.as_str().into(),
                _ => r.label.trim().into(),
            },
            lane,
            way,
        }
    };
    let lane = |lane: usize, lanes: usize| {
        if pair.first == pair.second {
            Lane::Loop(lane as u16, lanes as u16)
        } else {
            Lane::Arc(lane_offset(lane, lanes))
        }
    };
    let bent = |run: &Run<'_>| Some(bend(run.relationship)? * if run.way == Way::Along { 1.0 } else { -1.0 });
    // The most usual case needs no list.
    if let [run] = runs {
        edges.push(edge(run, bent(run).map_or_else(|| lane(0, 1), Lane::Arc)));
        return;
    }
    // What was bent by hand keeps its way; the rest share the room.
    let mut fanned = Vec::new();
    for run in runs {
        match bent(run) {
            Some(bend) => edges.push(edge(run, Lane::Arc(bend))),
            None => fanned.push(run),
        }
    }
    let most_lanes = if lanes == Lanes::One { 1 } else { MOST_LANES };
    let lanes = fanned.len();
    if lanes > most_lanes {
        let heads_to = |end: Way| {
            fanned.iter().any(|run| match run.look.arrows {
                Arrows::End => run.way == end,
                Arrows::Both => true,
                Arrows::Start | Arrows::None => false,
            })
        };
        edges.push(SceneEdge {
            id: fanned[0].relationship.id.clone(),
            others: fanned[1..].iter().map(|run| run.relationship.id.clone()).collect(),
            from: pair.first,
            to: pair.second,
            path_in_world: nowhere(),
            arrows: Arrows::of(heads_to(Way::Against), heads_to(Way::Along)),
            line: Line::Bundle,
            ink: Ink::Edge,
            dispute: Dispute::Undisputed,
            standing: Standing::Present,
            label: format!("×{lanes}").into(),
            lane: lane(0, 1),
            way: Way::Along,
        });
    } else {
        edges.extend(fanned.iter().enumerate().map(|(i, run)| edge(run, lane(i, lanes))));
    }
}

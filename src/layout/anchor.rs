//! What stays and what moves: pins, parts of a graph that nobody asked to move, and pictures that grow.

use super::overlap::separate;
use super::pack::{Part, pack};
use super::pieces::{self, Measures, mean};
use super::polish::Moves;
use super::topology::Topology;
use super::{Algorithm, Mode, Request, care, force, grid, grouped, stress};
use crate::base::{Cancelled, Point, Rect, Task, Vector};

/// How a node is held while others move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// It moves.
    Free,
    /// It moves little.
    Soft,
    /// It does not move.
    Fixed,
}

/// Positions farther out than this come from a damaged file; they count as none.
const FARTHEST: f32 = 1e7;

/// All that the parts of one call share.
struct Plan<'a> {
    algorithm: &'a Algorithm,
    initial: Vec<Option<Point>>,
    holds: Vec<Hold>,
    measures: Measures,
    seed: u64,
    task: &'a Task,
}

pub(super) fn arrange(topology: &Topology, request: &Request, task: &Task) -> Result<Vec<Point>, Cancelled> {
    let Request { algorithm, initial, pinned, sizes, seed, mode } = request;
    let usable = |p: &Point| p.is_finite() && p.x.abs() <= FARTHEST && p.y.abs() <= FARTHEST;
    let initial: Vec<Option<Point>> = initial.iter().map(|p| p.filter(usable)).collect();
    let hold = |i: usize| match (mode, initial[i]) {
        (_, None) => Hold::Free,
        _ if pinned[i] => Hold::Fixed,
        (Mode::Selection(selected), _) if !selected[i] => Hold::Fixed,
        (Mode::Incremental, _) => Hold::Soft,
        (Mode::Fresh | Mode::Selection(_), _) => Hold::Free,
    };
    let holds = (0..initial.len()).map(hold).collect();
    let plan = Plan { algorithm, initial, holds, measures: Measures::of(sizes), seed: *seed, task };
    match mode {
        Mode::Selection(_) => plan.selection(topology),
        Mode::Fresh | Mode::Incremental => plan.whole(topology),
    }
}

/// A picture of nodes that stand nowhere yet.
pub(super) fn fresh(
    topology: &Topology,
    algorithm: &Algorithm,
    measures: Measures,
    seed: u64,
    task: &Task,
) -> Result<Vec<Point>, Cancelled> {
    let count = topology.node_count();
    Plan { algorithm, initial: vec![None; count], holds: vec![Hold::Free; count], measures, seed, task }.whole(topology)
}

impl Plan<'_> {
    /// The same for some of the nodes.
    fn part<'a>(&'a self, nodes: &[u32], algorithm: &'a Algorithm) -> Plan<'a> {
        let Self { algorithm: _, initial, holds, measures, seed, task } = self;
        Plan {
            algorithm,
            initial: nodes.iter().map(|n| initial[*n as usize]).collect(),
            holds: nodes.iter().map(|n| holds[*n as usize]).collect(),
            measures: measures.part(nodes),
            seed: *seed,
            task,
        }
    }

    fn is_held(&self) -> bool {
        self.holds.iter().any(|hold| *hold != Hold::Free)
    }

    fn fixed(&self) -> Vec<bool> {
        self.holds.iter().map(|hold| *hold == Hold::Fixed).collect()
    }

    fn stood(&self) -> Option<Point> {
        self.initial.iter().any(Option::is_some).then(|| mean(self.initial.iter().flatten().copied()))
    }

    /// Everything: part by part, then packed.
    fn whole(&self, topology: &Topology) -> Result<Vec<Point>, Cancelled> {
        let mut positions = if self.algorithm.draws_parts() { self.parts(topology)? } else { self.piece(topology)? };
        if self.is_held() {
            separate(&self.measures.footprints, &self.fixed(), &mut positions, self.task)?;
        } else {
            let drawn = mean(positions.iter().copied());
            let by = self.stood().unwrap_or(Point::ORIGIN) - drawn;
            positions.iter_mut().for_each(|p| *p += by);
        }
        Ok(positions)
    }

    fn parts(&self, topology: &Topology) -> Result<Vec<Point>, Cancelled> {
        let mut positions = vec![Point::ORIGIN; topology.node_count()];
        let (mut nodes_of, mut parts) = (Vec::new(), Vec::new());
        let mut alone = Vec::new();
        let mut done = 0;
        for nodes in topology.components() {
            self.task.check()?;
            self.task.set_progress(0.95 * done as f32 / topology.node_count() as f32);
            done += nodes.len();
            if nodes.len() == 1 && self.holds[nodes[0] as usize] == Hold::Free {
                alone.push(nodes[0]);
                continue;
            }
            let algorithm = self.algorithm.part(&nodes);
            let plan = self.part(&nodes, &algorithm);
            let drawn = plan.piece(&topology.part(&nodes))?;
            parts.push(Part { areas: plan.measures.areas(&drawn), stays: plan.is_held() });
            nodes.iter().zip(drawn).for_each(|(node, p)| positions[*node as usize] = p);
            nodes_of.push(nodes);
        }
        if !alone.is_empty() {
            alone.sort_unstable();
            let measures = self.measures.part(&alone);
            let drawn = grid::draw(&measures.footprints);
            let bounds = measures.areas(&drawn).into_iter().fold(Rect::NOTHING, Rect::union);
            parts.push(Part { areas: vec![bounds], stays: false });
            alone.iter().zip(drawn).for_each(|(node, p)| positions[*node as usize] = p);
            nodes_of.push(alone);
        }
        if parts.len() > 1 {
            let moves = pack(&parts, self.measures.spacing * 0.4, self.task)?;
            for (nodes, by) in nodes_of.iter().zip(moves) {
                nodes.iter().for_each(|node| positions[*node as usize] += by);
            }
        }
        Ok(positions)
    }

    /// One part: as what holds it allows, and a small one the best of several.
    fn piece(&self, topology: &Topology) -> Result<Vec<Point>, Cancelled> {
        let keeps = self.holds.contains(&Hold::Soft);
        let tries = if keeps || !self.algorithm.eases() { 1 } else { care::tries(topology, &self.measures) };
        if tries == 1 {
            return self.try_piece(topology, self.seed);
        }
        let by_hops = !matches!(self.algorithm, Algorithm::Grouped { .. });
        let seeds = (0..tries as u64).map(|attempt| self.seed.wrapping_add(attempt));
        let pictures = seeds.map(|seed| self.try_piece(topology, seed)).collect::<Result<_, _>>()?;
        care::best(topology, &self.measures.footprints, &self.fixed(), by_hops, pictures, self.task)
    }

    fn try_piece(&self, topology: &Topology, seed: u64) -> Result<Vec<Point>, Cancelled> {
        let Self { algorithm, initial, holds, measures, seed: _, task } = self;
        let keeps = holds.contains(&Hold::Soft) && algorithm.eases();
        let mut positions = if keeps {
            self.joined_to_what_stands(topology)
        } else {
            let hint: &[_] = if holds.contains(&Hold::Soft) { initial } else { &[] };
            let mut drawn = pieces::draw(topology, measures, algorithm, hint, seed, task)?;
            if !self.is_held() {
                return Ok(drawn);
            }
            let held = |i: &usize| holds[*i] != Hold::Free;
            let anchors: Vec<(usize, Point)> =
                (0..drawn.len()).filter(held).filter_map(|i| Some((i, initial[i]?))).collect();
            align(&mut drawn, &anchors, algorithm.turns());
            let is_pin = |(i, _): &(usize, Point)| holds[*i] == Hold::Fixed;
            reach_over(&mut drawn, &anchors.into_iter().filter(is_pin).collect::<Vec<_>>());
            drawn
        };
        let natural = positions.clone();
        self.put_back_fixed(&mut positions);
        self.ease(topology, &natural, &mut positions)?;
        separate(&measures.footprints, &self.fixed(), &mut positions, task)?;
        if let (Algorithm::Layered { flow, .. }, false) = (algorithm, holds.contains(&Hold::Soft)) {
            let moves = Moves::Layer { upright: flow.is_across() };
            care::reorder(topology, measures, &self.fixed(), moves, &mut positions, task)?;
        }
        Ok(positions)
    }

    /// Lets nodes find places among those that are held. `natural` is a picture without that, for its size.
    fn ease(&self, topology: &Topology, natural: &[Point], positions: &mut Vec<Point>) -> Result<(), Cancelled> {
        if topology.edge_count() > 0 && self.algorithm.eases() {
            match self.algorithm {
                Algorithm::Grouped { .. } => {
                    grouped::ease(topology, natural, positions, &self.holds, self.seed, self.task)?;
                }
                Algorithm::Stress => stress::ease(topology, natural, positions, &self.holds, self.seed, self.task)?,
                _ => force::ease(topology, natural, positions, &self.holds, self.task)?,
            }
            // Scaling there and back has rounded.
            self.put_back_fixed(positions);
        }
        Ok(())
    }

    fn put_back_fixed(&self, positions: &mut [Point]) {
        for ((p, hold), initial) in positions.iter_mut().zip(&self.holds).zip(&self.initial) {
            if let (Hold::Fixed, Some(initial)) = (hold, initial) {
                *p = *initial;
            }
        }
    }

    /// New nodes come beside the middle of their neighbours that stand, outwards from what stands.
    fn joined_to_what_stands(&self, topology: &Topology) -> Vec<Point> {
        let mut places = self.initial.clone();
        let mut random = fastrand::Rng::with_seed(self.seed);
        let mut queue: std::collections::VecDeque<u32> =
            topology.nodes().filter(|node| places[*node as usize].is_some()).collect();
        let out = self.stood().unwrap_or_default();
        while let Some(node) = queue.pop_front() {
            for next in topology.neighbours(node) {
                if places[*next as usize].is_some() {
                    continue;
                }
                let near = topology.neighbours(*next).iter().filter_map(|n| places[*n as usize]);
                let middle = mean(near);
                let away = (middle - out).normalized() + Vector::from_angle(random.f32() * std::f32::consts::TAU);
                places[*next as usize] = Some(middle + away * (self.measures.spacing * 0.5));
                queue.push_back(*next);
            }
        }
        places.into_iter().map(Option::unwrap_or_default).collect()
    }

    /// Only what is selected, where it stood, among the rest that stays.
    fn selection(&self, topology: &Topology) -> Result<Vec<Point>, Cancelled> {
        let moving: Vec<u32> = topology.nodes().filter(|n| self.holds[*n as usize] == Hold::Free).collect();
        let mut positions: Vec<Point> = self.initial.iter().map(|p| p.unwrap_or_default()).collect();
        if !moving.is_empty() {
            let algorithm = self.algorithm.part(&moving);
            let plan = self.part(&moving, &algorithm);
            let mut drawn = plan.whole(&topology.part(&moving))?;
            if let (None, Some(middle)) = (plan.stood(), self.stood()) {
                drawn.iter_mut().for_each(|p| *p += middle - Point::ORIGIN);
            }
            let anchors: Vec<(usize, Point)> =
                plan.initial.iter().enumerate().filter_map(|(i, p)| Some((i, (*p)?))).collect();
            align(&mut drawn, &anchors, algorithm.turns());
            moving.iter().zip(drawn).for_each(|(node, p)| positions[*node as usize] = p);
            let natural = positions.clone();
            self.ease(topology, &natural, &mut positions)?;
        }
        separate(&self.measures.footprints, &self.fixed(), &mut positions, self.task)?;
        Ok(positions)
    }
}

/// Moves a picture so that some of its nodes come as near as they can to where they stood; turns or mirrors it, too,
/// where that is allowed (the orthogonal Procrustes problem).
fn align(drawn: &mut [Point], anchors: &[(usize, Point)], turns: bool) {
    if anchors.is_empty() {
        return;
    }
    let from = mean(anchors.iter().map(|(i, _)| drawn[*i]));
    let to = mean(anchors.iter().map(|(_, p)| *p));
    let (mut same, mut mirrored) = ((0.0_f64, 0.0_f64), (0.0_f64, 0.0_f64));
    for (i, p) in anchors {
        let (a, b) = (drawn[*i] - from, *p - to);
        let (ax, ay, bx, by) = (f64::from(a.x), f64::from(a.y), f64::from(b.x), f64::from(b.y));
        same = (same.0 + ax * bx + ay * by, same.1 + ax * by - ay * bx);
        mirrored = (mirrored.0 + ax * bx - ay * by, mirrored.1 + ax * by + ay * bx);
    }
    let flips = turns && mirrored.0.hypot(mirrored.1) > same.0.hypot(same.1) * 1.000_1;
    let (cos, sin) = if flips { mirrored } else { same };
    let turn = if turns && cos.hypot(sin) > 1e-9 { sin.atan2(cos) as f32 } else { 0.0 };
    let (sin, cos) = turn.sin_cos();
    for p in drawn {
        let mut v = *p - from;
        if flips {
            v.y = -v.y;
        }
        *p = to + Vector::new(v.x * cos - v.y * sin, v.x * sin + v.y * cos);
    }
}

/// Draws a picture out where the places that some of its nodes are held at reach farther than all of it: what is free is
/// then spread over the same area.
fn reach_over(drawn: &mut [Point], pins: &[(usize, Point)]) {
    let reach = |bounds: Rect| if bounds.is_empty() { 0.0 } else { bounds.width().hypot(bounds.height()) };
    let held = reach(Rect::around(pins.iter().map(|(_, p)| *p)));
    let all = reach(Rect::around(drawn.iter().copied()));
    if held > all && all > 0.0 {
        let (middle, by) = (mean(pins.iter().map(|(_, p)| *p)), held / all);
        drawn.iter_mut().for_each(|p| *p = middle + (*p - middle) * by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_and_mirrored_picture_comes_back() {
        let picture: Vec<Point> =
            [(0.0, 0.0), (4.0, 0.0), (4.0, 1.0), (9.0, 5.0)].map(|(x, y)| Point::new(x, y)).into();
        let turned = |flip: f32, angle: f32| -> Vec<Point> {
            let (x, y) = (Vector::from_angle(angle), Vector::from_angle(angle).perpendicular() * flip);
            picture.iter().map(|p| Point::new(30.0, -7.0) + x * p.x + y * p.y).collect()
        };
        for (flip, angle) in [(1.0, 0.3), (-1.0, 2.0), (1.0, -3.0)] {
            let mut drawn = turned(flip, angle);
            let anchors: Vec<_> = picture.iter().copied().enumerate().collect();
            align(&mut drawn, &anchors, true);
            for (a, b) in drawn.iter().zip(&picture) {
                assert!(a.distance(*b) < 1e-3, "{a:?} {b:?}");
            }
        }
    }
}

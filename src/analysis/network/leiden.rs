//! The Leiden algorithm (Traag, Waltman and van Eck 2019) for modularity with a resolution.
//!
//! Each round moves single nodes to better communities until none is left to move, takes each community apart into
//! well-connected pieces, makes every piece one node of a smaller network, and goes on there with the communities as
//! they were. Random choices come from a seed, so the same network gives the same communities.

use fastrand::Rng;

use super::Part;
use crate::base::Cancelled;

/// How freely pieces are merged: the probability of a merge that gains d, in ties of mean strength, is proportional to
/// exp(d / θ).
const THETA: f64 = 0.01;

/// A gain below this share of the strengths concerned is rounding.
const TINY: f64 = 1e-12;

/// A network whose nodes may stand for several: rows without self-loops, and for each node the strength of all its ties,
/// those within it counted twice.
#[derive(Debug, Clone, Default)]
pub(super) struct Net {
    pub(super) starts: Vec<u32>,
    pub(super) ends: Vec<u32>,
    /// The strengths of `ends`; empty where all are 1.
    pub(super) strengths: Vec<f64>,
    pub(super) mass: Vec<f64>,
}

impl Net {
    pub(super) fn len(&self) -> usize {
        self.mass.len()
    }

    pub(super) fn row(&self, node: u32) -> impl Iterator<Item = (u32, f64)> {
        let range = self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize;
        let strengths = self.strengths.get(range.clone()).unwrap_or(&[]).iter().copied();
        self.ends[range].iter().copied().zip(strengths.chain(std::iter::repeat(1.0)))
    }
}

/// Improves the communities of `net`, given as a number below its size for each node, by one run down to the coarsest
/// network. Returns whether any node ended up elsewhere.
pub(super) fn improve(
    net: &Net,
    community: &mut Vec<u32>,
    resolution: f64,
    random: &mut Rng,
    part: Part<'_>,
) -> Result<bool, Cancelled> {
    let total: f64 = net.mass.iter().sum();
    if total <= 0.0 {
        return Ok(false);
    }
    let price = resolution / total;
    let mut scratch = Scratch::default();
    // What each node of the first network belongs to in the present one.
    let mut place: Vec<u32> = Vec::new();
    let mut coarse: Option<(Net, Vec<u32>)> = None;
    let mut moved = false;
    loop {
        let (net, community_here) = match &mut coarse {
            None => (net, &mut *community),
            Some((net, community)) => (&*net, community),
        };
        moved |= scratch.move_nodes(net, community_here, price, random, part)?;
        let communities = scratch.tidy(community_here);
        if communities == net.len() {
            break;
        }
        let pieces = scratch.refine(net, community_here, price, random, part)?;
        let count = pieces.iter().max().map_or(0, |most| *most as usize + 1);
        if count == net.len() {
            // Nothing could be merged; go on with the communities as they are.
            break;
        }
        let smaller = scratch.aggregate(net, &pieces, count, part)?;
        let mut of_piece = vec![0; count];
        for (piece, community) in pieces.iter().zip(&*community_here) {
            of_piece[*piece as usize] = *community;
        }
        if place.is_empty() {
            place = pieces;
        } else {
            place.iter_mut().for_each(|at| *at = pieces[*at as usize]);
        }
        coarse = Some((smaller, of_piece));
    }
    if let Some((_, coarse)) = coarse {
        for (community, at) in community.iter_mut().zip(&place) {
            *community = coarse[*at as usize];
        }
    }
    Ok(moved)
}

/// Working memory, kept between steps.
#[derive(Default)]
struct Scratch {
    /// How strongly the node in hand is tied to each community; 0 but while it is in hand.
    tied: Vec<f64>,
    /// The communities that it is tied to.
    touched: Vec<u32>,
}

impl Scratch {
    /// Finds how strongly `node` is tied to each community around it: `touched` names them, `tied` says how.
    fn look_around(&mut self, net: &Net, node: u32, community: &[u32]) {
        for (to, strength) in net.row(node).filter(|(_, strength)| *strength > 0.0) {
            let of = community[to as usize];
            let tied = &mut self.tied[of as usize];
            if *tied == 0.0 {
                self.touched.push(of);
            }
            *tied += strength;
        }
    }

    fn forget(&mut self) {
        for of in self.touched.drain(..) {
            self.tied[of as usize] = 0.0;
        }
    }

    /// Moves nodes to the communities where modularity is highest until none would move, starting from all nodes in
    /// random order and coming back to the neighbours of those that moved.
    fn move_nodes(
        &mut self,
        net: &Net,
        community: &mut [u32],
        price: f64,
        random: &mut Rng,
        part: Part<'_>,
    ) -> Result<bool, Cancelled> {
        let n = net.len();
        self.tied.resize(n.max(self.tied.len()), 0.0);
        let mut mass = vec![0.0; n];
        let mut size = vec![0_u32; n];
        for (of, m) in community.iter().zip(&net.mass) {
            mass[*of as usize] += m;
            size[*of as usize] += 1;
        }
        let mut empty: Vec<u32> = (0..n as u32).filter(|c| size[*c as usize] == 0).collect();
        // A ring with room for every node once.
        let mut queue: Vec<u32> = (0..n as u32).collect();
        random.shuffle(&mut queue);
        let mut queued = vec![true; n];
        let (mut head, mut waiting, mut steps) = (0, n, 0_usize);
        let mut moved = false;
        while waiting > 0 {
            steps += 1;
            if steps % 4096 == 0 {
                part.check()?;
            }
            let node = queue[head];
            head = if head + 1 == n { 0 } else { head + 1 };
            waiting -= 1;
            queued[node as usize] = false;
            let own = community[node as usize];
            let weight = net.mass[node as usize];
            self.look_around(net, node, community);
            mass[own as usize] -= weight;
            let (mut best, mut best_gain) = (own, self.tied[own as usize] - price * weight * mass[own as usize]);
            let least = TINY * weight;
            for of in &self.touched {
                let gain = self.tied[*of as usize] - price * weight * mass[*of as usize];
                if gain > best_gain + least {
                    (best, best_gain) = (*of, gain);
                }
            }
            // Alone it gains nothing and loses nothing.
            if best_gain < -least
                && size[own as usize] > 1
                && let Some(free) = empty.last()
            {
                best = *free;
            }
            self.forget();
            mass[best as usize] += weight;
            if best != own {
                moved = true;
                if size[best as usize] == 0 {
                    empty.pop();
                }
                size[own as usize] -= 1;
                size[best as usize] += 1;
                if size[own as usize] == 0 {
                    empty.push(own);
                }
                community[node as usize] = best;
                for (to, _) in net.row(node) {
                    let to_queue = &mut queued[to as usize];
                    if !*to_queue && community[to as usize] != best {
                        *to_queue = true;
                        let tail = head + waiting;
                        queue[if tail >= n { tail - n } else { tail }] = to;
                        waiting += 1;
                    }
                }
            }
        }
        Ok(moved)
    }

    /// Numbers communities without gaps, in the order of their first nodes. Returns how many there are.
    fn tidy(&mut self, community: &mut [u32]) -> usize {
        let mut number = vec![u32::MAX; community.len()];
        let mut count = 0;
        for of in community {
            let number = &mut number[*of as usize];
            if *number == u32::MAX {
                *number = count;
                count += 1;
            }
            *of = *number;
        }
        count as usize
    }

    /// Takes each community apart into pieces: every node starts as one, and those that are well tied to the rest of
    /// their community join pieces of it that are, with more probability the more modularity gains.
    fn refine(
        &mut self,
        net: &Net,
        community: &[u32],
        price: f64,
        random: &mut Rng,
        part: Part<'_>,
    ) -> Result<Vec<u32>, Cancelled> {
        let n = net.len();
        let mut community_mass = vec![0.0; n];
        for (of, m) in community.iter().zip(&net.mass) {
            community_mass[*of as usize] += m;
        }
        let mut piece: Vec<u32> = (0..n as u32).collect();
        let mut alone = vec![true; n];
        let mut mass = net.mass.clone();
        // How strongly each piece is tied to the rest of its community.
        let mut outward: Vec<f64> = (0..n as u32)
            .map(|node| {
                net.row(node)
                    .filter(|(to, _)| community[*to as usize] == community[node as usize])
                    .map(|(_, s)| s)
                    .sum()
            })
            .collect();
        let mut order: Vec<u32> = (0..n as u32).collect();
        random.shuffle(&mut order);
        let mean_strength =
            if net.strengths.is_empty() { 1.0 } else { net.strengths.iter().sum::<f64>() / net.strengths.len() as f64 };
        let mut choices: Vec<(u32, f64)> = Vec::new();
        for (at, node) in order.into_iter().enumerate() {
            if at % 4096 == 0 {
                part.check()?;
            }
            let here = node as usize;
            let of = community[here];
            let weight = net.mass[here];
            let whole = community_mass[of as usize];
            if !alone[here] || outward[here] < price * weight * (whole - weight) {
                continue;
            }
            for (to, strength) in net.row(node) {
                if community[to as usize] == of && strength > 0.0 {
                    let of = piece[to as usize];
                    let tied = &mut self.tied[of as usize];
                    if *tied == 0.0 {
                        self.touched.push(of);
                    }
                    *tied += strength;
                }
            }
            let mut sum = 0.0;
            for of in &self.touched {
                let at = *of as usize;
                let gain = self.tied[at] - price * weight * mass[at];
                if gain >= 0.0 && outward[at] >= price * mass[at] * (whole - mass[at]) {
                    sum += (gain / (THETA * mean_strength)).min(500.0).exp();
                    choices.push((*of, sum));
                }
            }
            if sum > 0.0 {
                // To stay alone gains 0.
                let drawn = random.f64() * (sum + 1.0);
                if let Some((to, _)) = choices.iter().find(|(_, up_to)| drawn < *up_to) {
                    let into = *to as usize;
                    // Its ties into the piece no longer lead outward from either.
                    outward[into] += outward[here] - 2.0 * self.tied[into];
                    mass[into] += weight;
                    piece[here] = *to;
                    alone[into] = false;
                    mass[here] = 0.0;
                }
            }
            choices.clear();
            self.forget();
        }
        self.tidy(&mut piece);
        Ok(piece)
    }

    /// The network of pieces.
    fn aggregate(&mut self, net: &Net, piece: &[u32], count: usize, part: Part<'_>) -> Result<Net, Cancelled> {
        let mut first = vec![0_u32; count + 1];
        let mut mass = vec![0.0; count];
        for (piece, m) in piece.iter().zip(&net.mass) {
            first[*piece as usize + 1] += 1;
            mass[*piece as usize] += m;
        }
        for at in 0..count {
            first[at + 1] += first[at];
        }
        let mut members = vec![0_u32; piece.len()];
        let mut next = first.clone();
        for (node, piece) in piece.iter().enumerate() {
            let slot = &mut next[*piece as usize];
            members[*slot as usize] = node as u32;
            *slot += 1;
        }
        let mut starts = Vec::with_capacity(count + 1);
        starts.push(0);
        let (mut ends, mut strengths) = (Vec::new(), Vec::new());
        for at in 0..count {
            if at % 4096 == 0 {
                part.check()?;
            }
            for node in &members[first[at] as usize..first[at + 1] as usize] {
                self.look_around(net, *node, piece);
            }
            for to in &self.touched {
                if *to as usize != at {
                    ends.push(*to);
                    strengths.push(self.tied[*to as usize]);
                }
            }
            self.forget();
            starts.push(ends.len() as u32);
        }
        Ok(Net { starts, ends, strengths, mass })
    }
}

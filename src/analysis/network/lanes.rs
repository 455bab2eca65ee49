//! Betweenness from several sources at once: what the searches keep of a node lies side by side, so that a row of
//! neighbours is read once for all of them.
//!
//! The searches first spread together, each with a bit of its own, and tell which nodes are found at which level
//! (Then et al. 2014, "The more the merrier: efficient multi-source graph traversal"). Then paths are counted level by
//! level, and what is passed back is gathered, with all lanes of a neighbour added at once; lanes in which the node
//! stands on another level are multiplied away. Sources that are near each other share levels, so most sums are wanted.

use super::Part;
use super::fold::Folded;
use crate::base::Cancelled;

/// How many searches run side by side: one number of each fills a line of the cache.
pub(super) const LANES: usize = 8;

/// A number for each search.
type Row = [f64; LANES];

/// Where a sum counts, for each set of lanes.
static MASKS: [Row; 1 << LANES] = masks();

/// Path counts past this are left to a search that scales them.
const MANY: f64 = 1e100;

/// Nodes between two looks at whether to stop.
const STRETCH: usize = 16_384;

/// Where a level comes to more than one of so many nodes, it is quicker to look at all of them than to sort.
const MOST: usize = 16;

const fn masks() -> [Row; 1 << LANES] {
    let mut all = [[0.0; LANES]; 1 << LANES];
    let mut set = 0;
    while set < all.len() {
        let mut lane = 0;
        while lane < LANES {
            if set >> lane & 1 == 1 {
                all[set][lane] = 1.0;
            }
            lane += 1;
        }
        set += 1;
    }
    all
}

/// Searches over the folded network; what it keeps between two calls is all zeros.
pub(super) struct Lanes<'a> {
    net: &'a Folded,
    /// The lanes in which a node has been found, and in which the level at hand comes to it.
    seen: Vec<u8>,
    coming: Vec<u8>,
    /// The nodes of each level, in ascending order, with the lanes in which they stand on it.
    found: Vec<(u32, u8)>,
    /// Where each level ends in `found`.
    ends: Vec<usize>,
    candidates: Vec<u32>,
    /// How many shortest paths lead to each node.
    paths: Vec<Row>,
    /// What a node passes on to each path that leads to it.
    passed: Vec<Row>,
    /// The sums of one level, put into place once all are taken.
    waiting: Vec<Row>,
}

impl<'a> Lanes<'a> {
    pub(super) fn new(net: &'a Folded) -> Self {
        let n = net.len();
        Self {
            net,
            seen: vec![0; n],
            coming: vec![0; n],
            found: Vec::new(),
            ends: Vec::new(),
            candidates: Vec::new(),
            paths: vec![[0.0; LANES]; n],
            passed: vec![[0.0; LANES]; n],
            waiting: Vec::new(),
        }
    }

    /// Adds to `sums` what lies between up to [`LANES`] sources and everyone, times the weight of each. Says whether it
    /// could; if not, because there are too many paths to count, nothing has been added.
    pub(super) fn run(&mut self, starts: &[(u32, f64)], sums: &mut [f64], part: Part<'_>) -> Result<bool, Cancelled> {
        let mut weights = [0.0; LANES];
        weights.iter_mut().zip(starts).for_each(|(weight, start)| *weight = start.1);
        let done = self.spread(starts, part).and_then(|()| {
            let countable = self.count_paths(part)?;
            if countable {
                self.pass_back(&weights, sums, part)?;
            }
            Ok(countable)
        });
        for (node, _) in &self.found {
            let node = *node as usize;
            self.seen[node] = 0;
            self.paths[node] = [0.0; LANES];
            self.passed[node] = [0.0; LANES];
        }
        done
    }

    /// Finds the levels of all lanes.
    fn spread(&mut self, starts: &[(u32, f64)], part: Part<'_>) -> Result<(), Cancelled> {
        let Self { net, seen, coming, found, ends, candidates, .. } = self;
        let ahead = net.ahead();
        found.clear();
        ends.clear();
        found.extend(starts.iter().enumerate().map(|(lane, start)| (start.0, 1 << lane)));
        // Each source once: the same from all lanes that start there.
        found.sort_unstable();
        found.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 |= if same { next.1 } else { 0 };
            same
        });
        found.iter().for_each(|(node, lanes)| seen[*node as usize] = *lanes);
        let mut level = 0;
        while level < found.len() {
            let end = found.len();
            ends.push(end);
            candidates.clear();
            let mut stop = Ok(());
            for (at, (node, lanes)) in found[level..end].iter().enumerate() {
                if at % STRETCH == 0 {
                    stop = part.check();
                    if stop.is_err() {
                        break;
                    }
                }
                for to in ahead.of_node(*node) {
                    let here = &mut coming[*to as usize];
                    if *here == 0 {
                        candidates.push(*to);
                    }
                    *here |= lanes;
                }
            }
            let mut take = |node: u32| {
                let at = node as usize;
                let new = coming[at] & !seen[at];
                coming[at] = 0;
                if new != 0 {
                    seen[at] |= new;
                    found.push((node, new));
                }
            };
            // In the order of their numbers, so that rows are read one after the other.
            if candidates.len() > net.len() / MOST {
                (0..net.len() as u32).for_each(take);
            } else {
                candidates.sort_unstable();
                candidates.iter().for_each(|node| take(*node));
            }
            stop?;
            level = end;
        }
        Ok(())
    }

    /// Counts the shortest paths to every node, level by level. False where there are too many.
    fn count_paths(&mut self, part: Part<'_>) -> Result<bool, Cancelled> {
        let Self { net, found, ends, paths, waiting, .. } = self;
        let behind = net.behind();
        let Some(first) = ends.first() else { return Ok(true) };
        for (node, lanes) in &found[..*first] {
            paths[*node as usize] = MASKS[*lanes as usize];
        }
        let mut most = [0.0_f64; LANES];
        for level in ends.windows(2) {
            let nodes = &found[level[0]..level[1]];
            waiting.clear();
            for stretch in nodes.chunks(STRETCH) {
                part.check()?;
                waiting.extend(stretch.iter().map(|(node, lanes)| {
                    // Only those one level nearer have paths yet, in the lanes that are wanted.
                    let mut sum = gathered(paths, behind.of_node(*node));
                    let mask = &MASKS[*lanes as usize];
                    for lane in 0..LANES {
                        sum[lane] *= mask[lane];
                        most[lane] = most[lane].max(sum[lane]);
                    }
                    sum
                }));
            }
            for ((node, _), sum) in nodes.iter().zip(&*waiting) {
                let own = &mut paths[*node as usize];
                for lane in 0..LANES {
                    own[lane] += sum[lane];
                }
            }
            if !most.iter().all(|most| *most < MANY) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn pass_back(&mut self, weights: &Row, sums: &mut [f64], part: Part<'_>) -> Result<(), Cancelled> {
        let Self { net, found, ends, paths, passed, waiting, .. } = self;
        let ahead = net.ahead();
        for level in ends.windows(2).rev() {
            let nodes = &found[level[0]..level[1]];
            waiting.clear();
            for stretch in nodes.chunks(STRETCH) {
                part.check()?;
                waiting.extend(stretch.iter().map(|(node, lanes)| {
                    // Only those one level farther have passed anything on yet, in the lanes that are wanted.
                    let mut sum = gathered(passed, ahead.of_node(*node));
                    let (mask, size, own) = (&MASKS[*lanes as usize], net.size(*node), &paths[*node as usize]);
                    let mut through = 0.0;
                    for lane in 0..LANES {
                        let wanted = sum[lane] * mask[lane];
                        through += wanted * own[lane] * weights[lane];
                        sum[lane] = wanted + mask[lane] * size / own[lane].max(1.0);
                    }
                    sums[*node as usize] += through;
                    sum
                }));
            }
            for ((node, _), sum) in nodes.iter().zip(&*waiting) {
                let own = &mut passed[*node as usize];
                for lane in 0..LANES {
                    own[lane] += sum[lane];
                }
            }
        }
        Ok(())
    }
}

/// The sum over a row of neighbours, lane by lane.
fn gathered(of: &[Row], row: &[u32]) -> Row {
    let mut sum = [0.0; LANES];
    for node in row {
        let other = &of[*node as usize];
        for lane in 0..LANES {
            sum[lane] += other[lane];
        }
    }
    sum
}

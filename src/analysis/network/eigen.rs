//! The largest eigenvalue of a network and its vector, of which centralities are made.
//!
//! Powers come first: they settle within dozens of rounds where one part of the network is clearly the densest. What has
//! not settled then goes on along the best combination of where it stands, where another round leads and where the last
//! one came from (Knyazev 2001), whose rounds grow with the root of what powers take. That is for symmetric operators.
//! Whatever the unit of the operator, the same is found.

use rayon::prelude::*;

use super::Part;
use super::spectral::{CHUNK, MOST_ROUNDS, total};
use crate::base::Cancelled;

/// Rounds of powers before they give way.
const POWERS: usize = 40;
/// Powers after that: they clear small values of what the combination of large ones left there.
const LAST_POWERS: usize = 3;
/// After so many rounds of combining, the operator is applied anew, so that rounding does not add up.
const FRESH: usize = 16;

/// What is known of an operator. None has a negative entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// Symmetric, and no eigenvalue is below 0.
    Square,
    /// Symmetric.
    Symmetric,
    /// Nothing.
    General,
}

/// An eigenvector of length 1.
#[derive(Debug, Clone)]
pub(super) struct Eigen {
    pub(super) vector: Vec<f64>,
    pub(super) value: f64,
    /// How far the operator leads off the vector: |A x − λ x| / λ.
    pub(super) off: f64,
}

/// The vector of the largest eigenvalue that is nearest to an even one, until it is `close` to one or for
/// [`MOST_ROUNDS`] rounds. `multiply` gives what the operator makes of its first argument.
pub(super) fn dominant(
    nodes: usize,
    operator: Operator,
    close: f64,
    part: Part<'_>,
    mut multiply: impl FnMut(&[f64], &mut [f64]),
) -> Result<Eigen, Cancelled> {
    let mut found = Eigen { vector: vec![(nodes as f64).sqrt().recip(); nodes], value: 0.0, off: f64::INFINITY };
    // A share of the vector is kept, or it would swing between the sides of a bipartite network.
    let kept = if operator == Operator::Square { 0.0 } else { 0.5 };
    let rounds = if operator == Operator::General { MOST_ROUNDS } else { POWERS };
    found.powers(kept, rounds, close, part, &mut multiply)?;
    if found.off > close && operator != Operator::General {
        found.combine(MOST_ROUNDS - POWERS, close, part, &mut multiply)?;
        found.vector.iter_mut().for_each(|x| *x = x.max(0.0));
        found.powers(kept, LAST_POWERS, 0.0, part, &mut multiply)?;
    }
    Ok(found)
}

impl Eigen {
    fn powers(
        &mut self,
        kept: f64,
        rounds: usize,
        close: f64,
        part: Part<'_>,
        multiply: &mut impl FnMut(&[f64], &mut [f64]),
    ) -> Result<(), Cancelled> {
        let Self { vector: x, value, off } = self;
        let mut next = vec![0.0; x.len()];
        normalise(x);
        for round in 0..rounds {
            part.check()?;
            part.done(round as f32 / MOST_ROUNDS as f32);
            multiply(x, &mut next);
            *value = dot(x, &next);
            if *value <= 0.0 {
                break;
            }
            let by = *value;
            *off = total(x.len(), |i| (next[i] - by * x[i]).powi(2)).sqrt() / by;
            if *off <= close {
                break;
            }
            each(x, |i, x| *x = next[i] + kept * by * *x);
            normalise(x);
        }
        Ok(())
    }

    fn combine(
        &mut self,
        rounds: usize,
        close: f64,
        part: Part<'_>,
        multiply: &mut impl FnMut(&[f64], &mut [f64]),
    ) -> Result<(), Cancelled> {
        let x = &mut self.vector;
        let none = || vec![0.0; x.len()];
        // Where another round leads, and where the last came from; with what the operator makes of each.
        let (mut ahead, mut back) = (none(), none());
        let (mut of_x, mut of_ahead, mut of_back) = (none(), none(), none());
        let mut comes_from = false;
        for round in 0..rounds {
            part.check()?;
            part.done((POWERS + round) as f32 / MOST_ROUNDS as f32);
            if round % FRESH == 0 {
                normalise(x);
                multiply(x, &mut of_x);
            }
            let value = dot(x, &of_x);
            each(&mut ahead, |i, ahead| *ahead = of_x[i] - value * x[i]);
            if norm(&ahead) <= close * value {
                break;
            }
            normalise(&mut ahead);
            let along = dot(x, &ahead);
            each(&mut ahead, |i, ahead| *ahead -= along * x[i]);
            multiply(&ahead, &mut of_ahead);
            if comes_from {
                let (a, b) = (dot(x, &back), dot(&ahead, &back));
                each(&mut back, |i, back| *back -= a * x[i] + b * ahead[i]);
                let length = norm(&back);
                comes_from = length > 1e-6;
                let scale = if comes_from { length.recip() } else { 0.0 };
                each(&mut of_back, |i, of_back| *of_back = (*of_back - a * of_x[i] - b * of_ahead[i]) * scale);
                each(&mut back, |_, back| *back *= scale);
            }
            let (xa, xb, ab) = (dot(x, &of_ahead), dot(x, &of_back), dot(&ahead, &of_back));
            let [of_it, by_ahead, by_back] =
                largest_of([[value, xa, xb], [xa, dot(&ahead, &of_ahead), ab], [xb, ab, dot(&back, &of_back)]]);
            let step = by_ahead.hypot(by_back);
            if step == 0.0 {
                break;
            }
            let (by_ahead, by_back) = (by_ahead / step, by_back / step);
            each(&mut back, |i, back| *back = by_ahead * ahead[i] + by_back * *back);
            each(&mut of_back, |i, of_back| *of_back = by_ahead * of_ahead[i] + by_back * *of_back);
            each(x, |i, x| *x = of_it * *x + step * back[i]);
            each(&mut of_x, |i, of_x| *of_x = of_it * *of_x + step * of_back[i]);
            comes_from = true;
        }
        Ok(())
    }
}

fn each(values: &mut [f64], of: impl Fn(usize, &mut f64) + Sync) {
    values.par_iter_mut().with_min_len(CHUNK).enumerate().for_each(|(i, value)| of(i, value));
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    total(a.len(), |i| a[i] * b[i])
}

fn norm(values: &[f64]) -> f64 {
    dot(values, values).sqrt()
}

fn normalise(values: &mut [f64]) {
    let length = norm(values);
    if length > 0.0 && length.is_finite() {
        let scale = length.recip();
        each(values, |_, value| *value *= scale);
    }
}

/// The vector of the largest eigenvalue of a small symmetric matrix, by Jacobi's rotations; its first number is not
/// below 0.
fn largest_of(mut matrix: [[f64; 3]; 3]) -> [f64; 3] {
    let mut vectors = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    for (p, q) in [(0, 1), (0, 2), (1, 2)].into_iter().cycle().take(3 * 12) {
        if matrix[p][q] == 0.0 {
            continue;
        }
        let ratio = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
        let tangent = ratio.signum() / (ratio.abs() + ratio.hypot(1.0));
        let cosine = tangent.hypot(1.0).recip();
        let sine = tangent * cosine;
        let turn = |a: f64, b: f64| (cosine * a - sine * b, sine * a + cosine * b);
        for row in matrix.iter_mut().chain(&mut vectors) {
            (row[p], row[q]) = turn(row[p], row[q]);
        }
        for column in 0..3 {
            (matrix[p][column], matrix[q][column]) = turn(matrix[p][column], matrix[q][column]);
        }
    }
    let most = (1..3).fold(0, |most, i| if matrix[i][i] > matrix[most][most] { i } else { most });
    let sign = if vectors[0][most] < 0.0 { -1.0 } else { 1.0 };
    vectors.map(|row| row[most] * sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_of_three_by_three() {
        let [a, b, c] = largest_of([[2.0, 1.0, 0.0], [1.0, 2.0, 1.0], [0.0, 1.0, 2.0]]);
        let half = std::f64::consts::FRAC_1_SQRT_2;
        assert!((a - 0.5).abs() < 1e-12 && (b - half).abs() < 1e-12 && (c - 0.5).abs() < 1e-12, "{a} {b} {c}");
        // What is nearly nothing is still known to many digits.
        let [a, b, _] = largest_of([[1.0, 1e-11, 0.0], [1e-11, 0.5, 0.0], [0.0, 0.0, 0.0]]);
        assert!(a == 1.0 && (b - 2e-11).abs() < 1e-20, "{b}");
    }
}

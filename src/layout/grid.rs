//! The grid layout: rows and columns, in the order of the nodes.

use super::overlap::Footprint;
use super::pack::ASPECT;
use crate::base::Point;

/// Puts nodes into rows from the left, as many in each as make the whole about as wide as a page.
pub(super) fn draw(footprints: &[Footprint]) -> Vec<Point> {
    let width = footprints.iter().map(|f| f.width()).fold(1.0, f32::max);
    let height = footprints.iter().map(|f| f.height()).fold(1.0, f32::max);
    let columns = ((footprints.len() as f32 * height / width * ASPECT).sqrt().round() as usize).max(1);
    (0..footprints.len()).map(|i| Point::new((i % columns) as f32 * width, (i / columns) as f32 * height)).collect()
}

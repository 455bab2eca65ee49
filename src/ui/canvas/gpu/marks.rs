//! Nodes and edges as the shaders read them: a few words each, packed side by side.
//!
//! The flags are those that `discs.wgsl` and `lines.wgsl` name.

use eframe::egui::{Color32, Pos2, Vec2, vec2};

use crate::model::Shape;
use crate::scene::{Anchor, Dispute, Line, Path, SceneEdge, SceneNode, Sourcing, Standing};
use crate::ui::theme::Tokens;

use super::super::ink;

/// A node: place and radius in world units, colour, flags, and icon and badge.
pub(in crate::ui::canvas) type NodeMark = [u32; 6];
/// An edge: from, control and to in world units, colour, and flags.
pub(in crate::ui::canvas) type EdgeMark = [u32; 8];

/// How a node stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ui::canvas) enum DiscLook {
    /// It does not.
    Rest = 0,
    /// The pointer is over it.
    Hovered = 1,
    /// A neighbour of the selection.
    Neighbour = 2,
    /// It is selected.
    Selected = 3,
}

/// How a line stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ui::canvas) enum LineLook {
    /// It does not.
    Rest = 0,
    /// The pointer is over it.
    Hovered = 1,
    /// A selected entity lies at its end.
    AtSelected = 2,
    /// It is selected.
    Selected = 3,
}

/// In which pass a mark is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui::canvas) enum Pass {
    /// With all others; dimmed where something else is looked at.
    Base,
    /// Once more over all others, as what stands out.
    OnTop,
}

/// Where a picture stands in the atlas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui::canvas) struct Slot(pub(super) u16);

impl Slot {
    /// No picture.
    pub(super) const NONE: Self = Self(1023);
}

/// The badge of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Badge {
    None,
    Pin(Slot),
    /// A count, with how many characters it has.
    Count(Slot, u8),
}

const ON_TOP_DISC: u32 = 8;
const ON_TOP_LINE: u32 = 128;

/// What the badge of a node says.
pub(super) fn count_of(node: &SceneNode) -> Option<u32> {
    (node.anchor != Anchor::Pinned && node.hidden_neighbours > 0).then_some(node.hidden_neighbours)
}

/// Middle and half size of the badge on a disc, in points, with a little room, as `discs.wgsl` draws it.
pub(in crate::ui::canvas) fn badge_area(node: &SceneNode, center: Pos2, radius: f32) -> Option<(Pos2, Vec2)> {
    let half = if node.anchor == Anchor::Pinned {
        Vec2::splat(7.5 * (radius / 14.0).clamp(0.8, 1.6) + 1.0)
    } else {
        let characters = count_of(node)?.to_string().len().min(3) as f32;
        vec2(4.7 + 3.0 * (characters - 1.0) + 2.0, 9.5)
    };
    Some((center + vec2(0.76, -0.76) * radius, half))
}

/// Packs a node.
pub(super) fn node(
    tokens: &Tokens,
    node: &SceneNode,
    icon: Slot,
    badge: Badge,
    sign: Option<Slot>,
    look: DiscLook,
    pass: Pass,
) -> NodeMark {
    let color = ink::color_of_standing(tokens, node.fill, node.standing);
    let shape = match node.kind.shape {
        Shape::Disc => 0,
        Shape::Square => 1,
        Shape::Diamond => 2,
        Shape::Hexagon => 3,
    };
    let flag = |is: bool, bit: u32| if is { bit } else { 0 };
    let flags = flag(node.standing == Standing::Ahead, 1)
        | flag(node.sourcing == Sourcing::Corroborated, 2)
        | flag(node.folded.is_some(), 4)
        | flag(pass == Pass::OnTop, ON_TOP_DISC)
        | (look as u32) << 4
        | shape << 8
        | sign.map_or(0, |slot| u32::from(slot.0) << 16 | 1 << 26);
    let badge = match badge {
        Badge::None => 0,
        Badge::Pin(slot) => u32::from(slot.0) | 1 << 10,
        Badge::Count(slot, characters) => u32::from(slot.0) | (1 + u32::from(characters.clamp(1, 3))) << 10,
    };
    [
        node.center_in_world.x.to_bits(),
        node.center_in_world.y.to_bits(),
        node.radius.to_bits(),
        packed(color),
        flags,
        u32::from(icon.0) | badge << 16,
    ]
}

/// Whether an edge bends, so that it needs a strip of many pieces.
pub(super) fn is_curved(edge: &SceneEdge) -> bool {
    /// Off the straight line by less than this, in world units, it is straight at any zoom.
    const FLAT: f32 = 0.02;
    match &edge.path_in_world {
        Path::Arc([quad]) => {
            let way = (quad.to - quad.from).normalized();
            (quad.control - quad.from).dot(way.perpendicular()).abs() > FLAT
        }
        Path::Loop(_) => true,
    }
}

/// Packs an edge.
pub(super) fn edge(tokens: &Tokens, edge: &SceneEdge, look: LineLook, pass: Pass) -> EdgeMark {
    let color = ink::color_of_standing(tokens, edge.ink, edge.standing);
    let flag = |is: bool, bit: u32| if is { bit } else { 0 };
    let pattern = match edge.line {
        Line::Dash => 1,
        Line::Dot => 2,
        Line::Solid | Line::Thin | Line::Bundle => 0,
    };
    let (quad, is_loop) = match &edge.path_in_world {
        Path::Arc([quad]) => (quad, false),
        Path::Loop(halves) => (&halves[0], true),
    };
    let flags = pattern
        | flag(edge.dispute == Dispute::Disputed, 4)
        | flag(edge.arrows.at_end(), 8)
        | flag(edge.arrows.at_start(), 16)
        | flag(edge.standing == Standing::Ahead, 32)
        | flag(is_loop, 64)
        | flag(pass == Pass::OnTop, ON_TOP_LINE)
        | (look as u32) << 8
        | flag(edge.line == Line::Thin, 1024)
        | ((edge.line.width() * 8.0) as u32) << 16;
    let [from, control, to] = [quad.from, quad.control, quad.to].map(|point| [point.x.to_bits(), point.y.to_bits()]);
    [from[0], from[1], control[0], control[1], to[0], to[1], packed(color), flags]
}

fn packed(color: Color32) -> u32 {
    u32::from_le_bytes(color.to_array())
}

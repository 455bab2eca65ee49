// Nodes as squares with a distance field inside: disc or other outline, dashes, rings, halo, icon; and their badges.

// Flags of a node, as `marks.rs` sets them.
const HOLLOW: u32 = 1u;
const CORROBORATED: u32 = 2u;
const FOLDED: u32 = 4u;
const ON_TOP: u32 = 8u;
const LOOK_SHIFT: u32 = 4u;
const SHAPE_SHIFT: u32 = 8u;
const HOVERED: u32 = 1u;
const NEIGHBOUR: u32 = 2u;
const SELECTED: u32 = 3u;
const NO_ICON: u32 = 1023u;

struct Node {
    @location(0) place: vec3<f32>,
    @location(1) color: vec4<f32>,
    @location(2) marks: vec2<u32>,
}

struct Spot {
    @builtin(position) position: vec4<f32>,
    @location(0) off: vec2<f32>,
    @location(1) @interpolate(flat) radius: f32,
    @location(2) @interpolate(flat) color: vec4<f32>,
    @location(3) @interpolate(flat) marks: vec2<u32>,
}

fn corner_of(index: u32) -> vec2<f32> {
    return vec2<f32>(f32(index & 1u), f32(index >> 1u)) * 2.0 - 1.0;
}

@vertex
fn vs_node(@builtin(vertex_index) index: u32, node: Node) -> Spot {
    var spot: Spot;
    let look = (node.marks.x >> LOOK_SHIFT) & 3u;
    let least = select(0.75, LEAST_DISC, look != 0u) * view.point;
    let radius = max(node.place.z * view.scale, least);
    var reach = radius + 1.5;
    if radius >= LEAST_ICON * view.point || look != 0u {
        reach = radius * 1.16 + select(9.0, 13.0, look == SELECTED) * view.point + 1.0;
    }
    let center = on_screen(node.place.xy);
    spot.position = nowhere();
    if !is_outside(center - vec2<f32>(reach), center + vec2<f32>(reach)) {
        spot.position = clip(center + corner_of(index) * reach);
    }
    spot.off = corner_of(index) * reach;
    spot.radius = radius;
    spot.color = node.color;
    spot.marks = node.marks;
    return spot;
}

// The distance from the outline: disc, round square, diamond or hexagon, all of about the same area.
fn outline(off: vec2<f32>, radius: f32, shape: u32) -> f32 {
    if shape == 0u {
        return length(off) - radius;
    }
    let round_off = 0.22 * radius;
    var flat_off = abs(off);
    if shape == 1u {
        let q = flat_off - vec2<f32>(0.9 * radius - round_off);
        return length(max(q, vec2<f32>(0.0))) + min(max(q.x, q.y), 0.0) - round_off;
    }
    if shape == 2u {
        let turned = vec2<f32>(flat_off.x + flat_off.y, abs(flat_off.x - flat_off.y)) * 0.70710678;
        let q = turned - vec2<f32>(0.9 * radius - round_off);
        return length(max(q, vec2<f32>(0.0))) + min(max(q.x, q.y), 0.0) - round_off;
    }
    let side = vec3<f32>(-0.8660254, 0.5, 0.57735027);
    let inner = 0.95 * radius - round_off;
    flat_off -= 2.0 * min(dot(side.xy, flat_off), 0.0) * side.xy;
    flat_off -= vec2<f32>(clamp(flat_off.x, -side.z * inner, side.z * inner), inner);
    return length(flat_off) * sign(flat_off.y) - round_off;
}

fn dashed(off: vec2<f32>, radius: f32) -> f32 {
    // A whole number of dashes closes the outline without a seam; small ones take finer dashes.
    let period = select(6.6, 4.6, radius < 12.0 * view.point) * view.point;
    let dashes = max(round(6.2831853 * radius / period), 6.0);
    let turn = fract(atan2(off.y, off.x) / 6.2831853 * dashes);
    let length_of = 6.2831853 * radius / dashes;
    return cover((abs(turn - 0.3) - 0.3) * length_of);
}

fn ring(distance: f32, gap: f32, width: f32) -> f32 {
    return cover(abs(distance - (gap + 0.5 * width) * view.point) - 0.5 * width * view.point);
}

@fragment
fn fs_node(spot: Spot) -> @location(0) vec4<f32> {
    let flags = spot.marks.x;
    let look = (flags >> LOOK_SHIFT) & 3u;
    let is_hollow = (flags & HOLLOW) != 0u;
    let is_on_top = (flags & ON_TOP) != 0u;
    let fade = select(view.faded_disc, 1.0, is_on_top);
    let radius = spot.radius;
    let points = radius / view.point;
    let distance = outline(spot.off, radius, (flags >> SHAPE_SHIFT) & 3u);
    let is_small = points < LEAST_ICON && look == 0u;

    var color = vec4<f32>(0.0);
    if look == SELECTED {
        color = over(color, view.accent, 0.22 * cover(distance - 12.0 * view.point));
        color = over(color, view.canvas, cover(distance - 4.0 * view.point));
    }
    if is_hollow && points >= LEAST_DISC {
        let is_fine = points < 12.0;
        let width = select(1.75, 1.0, is_fine) * view.point;
        color = over(color, view.canvas, select(0.0, 1.0, is_on_top) * cover(distance));
        color = over(color, spot.color, select(0.14, 0.0, is_fine) * fade * cover(distance));
        let line = cover(abs(distance + 0.5 * width) - 0.5 * width);
        color = over(color, spot.color, fade * line * dashed(spot.off, radius - 0.5 * width));
    } else {
        color = over(color, spot.color, fade * cover(distance));
    }
    let side = round(points * 0.58) * 2.0;
    let slot = spot.marks.y & 1023u;
    if !is_small && side >= 8.0 && slot != NO_ICON {
        let found = icon_at(spot.off / (side * view.point), slot, side * view.point);
        let ink = select(view.on_disc, spot.color, is_hollow);
        color = over(color, ink, found * select(min(1.0, fade * 2.5), 1.0, is_on_top));
    }
    if !is_small {
        if look == SELECTED {
            color = over(color, view.accent, ring(distance, 4.0, 3.0));
        } else if look == NEIGHBOUR {
            color = over(color, view.accent, ring(distance, 3.0, 1.75));
        } else if look == HOVERED {
            color = over(color, view.soft, ring(distance, 3.0, 1.75));
        } else if (flags & FOLDED) != 0u {
            color = over(color, spot.color, fade * max(ring(distance, 2.2, 1.5), 0.6 * ring(distance, 5.2, 1.25)));
        } else if (flags & CORROBORATED) != 0u {
            color = over(color, spot.color, fade * ring(distance, 2.6, 1.25));
        }
    }
    return finished(color);
}

// ---- badges --------------------------------------------------------------------------------------------------------

// In the upper half of the second word: the slot, and what kind of badge it is.
const BADGE_SHIFT: u32 = 16u;
const KIND_SHIFT: u32 = 26u;
const PIN: u32 = 1u;
// A sign is told apart by a kind that no badge has. Its slot stands in the upper half of the flags.
const SIGN: u32 = 5u;
const SIGN_SHIFT: u32 = 16u;
const HAS_SIGN: u32 = 67108864u;

struct Badge {
    @builtin(position) position: vec4<f32>,
    @location(0) off: vec2<f32>,
    @location(1) @interpolate(flat) badge: u32,
    @location(2) @interpolate(flat) scale: f32,
    @location(3) @interpolate(flat) fade: f32,
}

@vertex
fn vs_badge(@builtin(vertex_index) index: u32, node: Node) -> Badge {
    var badge: Badge;
    let radius = node.place.z * view.scale;
    let reach = 17.0 * view.point;
    // The badge is up right and the sign up left: one strip, which goes over from one to the other without a trace.
    let is_sign = index > 4u;
    let corner = select(min(index, 3u), max(index, 6u) - 6u, is_sign);
    let side = select(vec2<f32>(0.76, -0.76), vec2<f32>(-0.84, -0.84), is_sign);
    let center = on_screen(node.place.xy) + side * radius;
    let has_badge = select((node.marks.y >> KIND_SHIFT) != 0u, (node.marks.x & HAS_SIGN) != 0u, is_sign);
    let is_shown = has_badge && radius >= LEAST_ICON * view.point
        && !is_outside(center - vec2<f32>(reach), center + vec2<f32>(reach));
    badge.position = nowhere();
    if is_shown {
        badge.position = clip(center + corner_of(corner) * reach);
    }
    badge.off = corner_of(corner) * reach;
    let sign = ((node.marks.x >> SIGN_SHIFT) & 1023u) | (SIGN << (KIND_SHIFT - BADGE_SHIFT));
    badge.badge = select(node.marks.y >> BADGE_SHIFT, sign, is_sign);
    badge.scale = clamp(radius / view.point / 14.0, 0.5, 1.6);
    badge.fade = select(view.faded_disc, 1.0, (node.marks.x & ON_TOP) != 0u);
    return badge;
}

@fragment
fn fs_badge(badge: Badge) -> @location(0) vec4<f32> {
    let kind = badge.badge >> (KIND_SHIFT - BADGE_SHIFT);
    let slot = badge.badge & 1023u;
    var color = vec4<f32>(0.0);
    if kind == PIN {
        let distance = length(badge.off) - 7.5 * max(badge.scale, 0.8) * view.point;
        color = over(color, view.surface, cover(distance));
        color = over(color, view.border, cover(abs(distance) - 0.5 * view.point));
        let side = round(11.0 * badge.scale) * view.point;
        color = over(color, view.soft, icon_at(badge.off / side, slot, side));
    } else if kind == SIGN {
        let distance = length(badge.off) - 6.5 * view.point;
        color = over(color, view.surface, cover(distance));
        color = over(color, view.border, cover(abs(distance) - 0.5 * view.point));
        let side = 20.0 * view.point;
        color = over(color, view.soft, icon_at(badge.off / side, slot, side));
    } else {
        // One, two or three characters.
        let half = vec2<f32>(4.7 + 3.0 * f32(kind - 1u), 7.5) * view.point;
        let q = abs(badge.off) - half + vec2<f32>(half.y);
        let distance = length(max(q, vec2<f32>(0.0))) + min(max(q.x, q.y), 0.0) - half.y;
        color = over(color, view.canvas, cover(distance - 1.5 * view.point));
        color = over(color, view.badge, cover(distance));
        let side = 24.0 * view.point;
        color = over(color, view.on_disc, icon_at(badge.off / side, slot, side));
    }
    return finished(color * badge.fade);
}

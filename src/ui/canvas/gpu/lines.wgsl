// Relationships as strips along their curve: quadratic arcs, loops of two of them, dashes by arc length, double lines;
// and their arrowheads.

// Flags of an edge, as `marks.rs` sets them.
const PATTERN: u32 = 3u;
const DOUBLE: u32 = 4u;
const HEAD_AT_END: u32 = 8u;
const HEAD_AT_START: u32 = 16u;
const HOLLOW_HEAD: u32 = 32u;
const LOOP: u32 = 64u;
const LINE_ON_TOP: u32 = 128u;
const LINE_LOOK_SHIFT: u32 = 8u;
const THIN: u32 = 1024u;
// Eighths of a point.
const WIDTH_SHIFT: u32 = 16u;

const LINE_HOVERED: u32 = 1u;
const AT_SELECTED: u32 = 2u;
const LINE_SELECTED: u32 = 3u;

const HEAD_LENGTH: f32 = 8.0;
const HEAD_WIDTH: f32 = 7.0;
const DOUBLE_GAP: f32 = 1.75;
const HALO: f32 = 9.0;

struct Edge {
    @location(0) ends: vec4<f32>,
    @location(1) to: vec2<f32>,
    @location(2) color: vec4<f32>,
    @location(3) flags: u32,
}

struct Curve {
    start: vec2<f32>,
    control: vec2<f32>,
    to: vec2<f32>,
    is_loop: bool,
}

fn curve_of(edge: Edge) -> Curve {
    return Curve(on_screen(edge.ends.xy), on_screen(edge.ends.zw), on_screen(edge.to), (edge.flags & LOOP) != 0u);
}

// A loop is its first half and the mirror of that.
fn mirrored(curve: Curve) -> Curve {
    let side = normalize(curve.to - curve.control);
    let end = curve.start - 2.0 * dot(curve.start - curve.to, side) * side;
    return Curve(curve.to, 2.0 * curve.to - curve.control, end, false);
}

fn at(curve: Curve, t: f32) -> vec2<f32> {
    var part = curve;
    var u = t;
    if curve.is_loop {
        u = 2.0 * t;
        if t > 0.5 {
            part = mirrored(curve);
            u = 2.0 * t - 1.0;
        }
    }
    return mix(mix(part.start, part.control, u), mix(part.control, part.to, u), u);
}

// The derivative by `t`.
fn speed(curve: Curve, t: f32) -> vec2<f32> {
    var part = curve;
    var u = t;
    var times = 2.0;
    if curve.is_loop {
        times = 4.0;
        u = 2.0 * t;
        if t > 0.5 {
            part = mirrored(curve);
            u = 2.0 * t - 1.0;
        }
    }
    return times * mix(part.control - part.start, part.to - part.control, u);
}

// The length up to `t`, by Gauss and Legendre with four points.
fn length_to(curve: Curve, t: f32) -> f32 {
    let half = 0.5 * t;
    let near = 0.33998104 * half;
    let far = 0.86113631 * half;
    let inner = length(speed(curve, half - near)) + length(speed(curve, half + near));
    let outer = length(speed(curve, half - far)) + length(speed(curve, half + far));
    return half * (0.65214515 * inner + 0.34785485 * outer);
}

fn is_far() -> bool {
    return view.scale < ARROW_ZOOM * view.point;
}

struct Look {
    color: vec4<f32>,
    width: f32,
}

fn look_of(edge: Edge) -> Look {
    let look = (edge.flags >> LINE_LOOK_SHIFT) & 3u;
    var width = f32((edge.flags >> WIDTH_SHIFT) & 255u) / 8.0;
    var color = edge.color;
    if look == LINE_HOVERED {
        color = view.strong;
        width += 0.5;
    } else if look == AT_SELECTED {
        color = view.accent;
        width = max(width, 1.75);
    } else if look == LINE_SELECTED {
        color = view.accent;
        width = max(width, 2.5);
    } else {
        let lighter = select(0.0, 0.3, (edge.flags & THIN) != 0u);
        color = mix(color, view.canvas, max(lighter, 0.65 * view.crowd));
        width = mix(width, 1.0, view.crowd);
    }
    // From afar a broken line is a lighter one.
    if is_far() && (edge.flags & PATTERN) != 0u {
        color = mix(color, view.canvas, 0.4);
        width = min(width, 1.0);
    }
    color *= select(view.faded_line, 1.0, (edge.flags & LINE_ON_TOP) != 0u);
    return Look(color, width * view.point);
}

fn is_unseen(curve: Curve) -> bool {
    var low = min(min(curve.start, curve.control), curve.to);
    var high = max(max(curve.start, curve.control), curve.to);
    if curve.is_loop {
        let size = high - low;
        low -= size + abs(curve.to - curve.control);
        high += size + abs(curve.to - curve.control);
    }
    let room = vec2<f32>(12.0 * view.point);
    return is_outside(low - room, high + room);
}

// How far along the parameter a head reaches, from an end where the curve runs this fast.
fn head_length(total: f32) -> f32 {
    return min(HEAD_LENGTH * view.point, 0.5 * total);
}

fn head_share(curve: Curve, total: f32, t: f32) -> f32 {
    return min(head_length(total) / max(length(speed(curve, t)), 1e-3), 0.5);
}

struct Strip {
    @builtin(position) position: vec4<f32>,
    // Off the middle of the line, and along it.
    @location(0) place: vec2<f32>,
    @location(1) @interpolate(flat) color: vec4<f32>,
    @location(2) @interpolate(flat) width: f32,
    @location(3) @interpolate(flat) flags: u32,
}

fn strip(index: u32, edge: Edge, pieces: f32) -> Strip {
    var out: Strip;
    let curve = curve_of(edge);
    let look = look_of(edge);
    out.position = nowhere();
    out.color = look.color;
    out.width = look.width;
    out.flags = edge.flags;
    if is_unseen(curve) {
        return out;
    }
    let is_straight = pieces == 1.0;
    var total = distance(curve.start, curve.to);
    if !is_straight {
        total = length_to(curve, 1.0);
    }
    var first = 0.0;
    var last = 1.0;
    if !is_far() {
        if (edge.flags & HEAD_AT_START) != 0u {
            first = head_share(curve, total, 0.0);
        }
        if (edge.flags & HEAD_AT_END) != 0u {
            last = 1.0 - head_share(curve, total, 1.0);
        }
    }
    let t = mix(first, last, f32(index >> 1u) / pieces);
    var along = speed(curve, t);
    if dot(along, along) < 1e-8 {
        along = curve.to - curve.start;
    }
    if dot(along, along) < 1e-8 {
        return out;
    }
    along = normalize(along);
    var half = 0.5 * look.width;
    if (edge.flags & DOUBLE) != 0u && !is_far() {
        half += DOUBLE_GAP * view.point;
    }
    if ((edge.flags >> LINE_LOOK_SHIFT) & 3u) == LINE_SELECTED {
        half = max(half, 0.5 * HALO * view.point);
    }
    half += 1.0;
    let side = select(-half, half, (index & 1u) == 1u);
    out.position = clip(at(curve, t) + vec2<f32>(-along.y, along.x) * side);
    var run = t * total;
    if !is_straight {
        run = length_to(curve, t);
    }
    out.place = vec2<f32>(side, run);
    return out;
}

@vertex
fn vs_straight(@builtin(vertex_index) index: u32, edge: Edge) -> Strip {
    return strip(index, edge, 1.0);
}

@vertex
fn vs_curved(@builtin(vertex_index) index: u32, edge: Edge) -> Strip {
    return strip(index, edge, 16.0);
}

fn broken(run: f32, stroke: f32, gap: f32) -> f32 {
    let period = (stroke + gap) * view.point;
    let half = 0.5 * stroke * view.point;
    let off = run - floor(run / period) * period;
    return cover(abs(off - half) - half);
}

@fragment
fn fs_line(strip: Strip) -> @location(0) vec4<f32> {
    let off = abs(strip.place.x);
    let is_double = (strip.flags & DOUBLE) != 0u && !is_far();
    var color = vec4<f32>(0.0);
    if ((strip.flags >> LINE_LOOK_SHIFT) & 3u) == LINE_SELECTED {
        color = over(color, view.accent, 0.22 * cover(off - 0.5 * HALO * view.point));
    }
    var away = off - 0.5 * strip.width;
    if is_double {
        away = abs(off - DOUBLE_GAP * view.point) - 0.5 * min(strip.width, 1.75 * view.point);
    }
    // Less than a pixel wide it is lighter rather than broken.
    var share = cover(away) * min(1.0, max(strip.width, 0.35));
    if strip.width >= 1.0 {
        share = cover(away);
    }
    let pattern = strip.flags & PATTERN;
    if pattern != 0u && !is_far() {
        share *= select(broken(strip.place.y, 2.0, 3.5), broken(strip.place.y, 7.0, 4.0), pattern == 1u);
    }
    return finished(over(color, strip.color, share));
}

// ---- arrowheads ----------------------------------------------------------------------------------------------------

struct Head {
    @builtin(position) position: vec4<f32>,
    // Behind the tip, and off the middle.
    @location(0) place: vec2<f32>,
    @location(1) @interpolate(flat) color: vec4<f32>,
    @location(2) @interpolate(flat) length: f32,
    @location(3) @interpolate(flat) is_hollow: u32,
}

// Six corners for the head at the end, and six for the one at the start.
@vertex
fn vs_head(@builtin(vertex_index) index: u32, edge: Edge) -> Head {
    var out: Head;
    out.position = nowhere();
    let is_start = index >= 6u;
    let wanted = select(HEAD_AT_END, HEAD_AT_START, is_start);
    let curve = curve_of(edge);
    if (edge.flags & wanted) == 0u || is_unseen(curve) {
        return out;
    }
    let total = length_to(curve, 1.0);
    let end = select(1.0, 0.0, is_start);
    let share = head_share(curve, total, end);
    let tip = at(curve, end);
    let base = at(curve, select(1.0 - share, share, is_start));
    let along = tip - base;
    if dot(along, along) < 1e-6 {
        return out;
    }
    // Two triangles: 0 1 2 and 2 1 3 of the corners of a square.
    let of_six = index % 6u;
    let of_four = select(of_six, select(5u - of_six, 3u, of_six == 5u), of_six >= 3u);
    let corner = vec2<f32>(f32(of_four & 1u), f32(of_four >> 1u) * 2.0 - 1.0);
    let unit = normalize(along);
    let size = length(along);
    let room = 2.0 + view.point;
    let behind = mix(-room, size + room, corner.x);
    let aside = corner.y * (0.5 * HEAD_WIDTH / HEAD_LENGTH * size + room);
    out.position = clip(tip - unit * behind + vec2<f32>(-unit.y, unit.x) * aside);
    out.place = vec2<f32>(behind, aside);
    out.color = look_of(edge).color;
    out.length = size;
    out.is_hollow = edge.flags & HOLLOW_HEAD;
    return out;
}

@fragment
fn fs_head(head: Head) -> @location(0) vec4<f32> {
    let slope = 0.5 * HEAD_WIDTH / HEAD_LENGTH;
    let side = (abs(head.place.y) - head.place.x * slope) / sqrt(1.0 + slope * slope);
    let away = max(side, head.place.x - head.length);
    var color = vec4<f32>(0.0);
    if head.is_hollow != 0u {
        color = over(color, view.canvas, cover(away));
        color = over(color, head.color, cover(abs(away) - 0.625 * view.point));
    } else {
        // A little larger, as a corner loses most of its last pixel.
        color = over(color, head.color, cover(away - 0.35 * view.point));
    }
    return finished(color);
}

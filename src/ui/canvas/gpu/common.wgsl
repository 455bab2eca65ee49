// What all marks share: the view, and how colours are laid over each other. Lengths are in physical pixels.
// Colours are premultiplied and in gamma space, as egui's are.

struct View {
    // The middle of what is seen, in world units.
    center: vec2<f32>,
    // The same in pixels from the upper left corner of the part of the screen that is drawn on.
    middle: vec2<f32>,
    // The size of that part.
    size: vec2<f32>,
    // Where that part begins in the target.
    corner: vec2<f32>,
    // Pixels a world unit, and pixels a point.
    scale: f32,
    point: f32,
    // How much of a disc and of a line is left where all else is looked at.
    faded_disc: f32,
    faded_line: f32,
    // From 0 where lines are few to 1 where they are very many.
    crowd: f32,
    // 1 where the target wants linear colours.
    linear: f32,
    canvas: vec4<f32>,
    accent: vec4<f32>,
    strong: vec4<f32>,
    soft: vec4<f32>,
    surface: vec4<f32>,
    border: vec4<f32>,
    on_disc: vec4<f32>,
    badge: vec4<f32>,
    dot: vec4<f32>,
}

@group(0) @binding(0) var<uniform> view: View;
@group(0) @binding(1) var atlas: texture_2d<f32>;
@group(0) @binding(2) var atlas_sampler: sampler;

// Discs smaller than this, in points, are points; smaller than that have neither icon, ring nor badge.
const LEAST_DISC: f32 = 3.0;
const LEAST_ICON: f32 = 8.0;
// Arrows and dashes are drawn from this zoom.
const ARROW_ZOOM: f32 = 0.4;
// Slots a row of the atlas, the side of one, and the part of it that an icon fills.
const ATLAS_ROW: u32 = 16u;
const SLOT: f32 = 96.0;
const FILLED: f32 = 80.0;

fn on_screen(world: vec2<f32>) -> vec2<f32> {
    return (world - view.center) * view.scale + view.middle;
}

fn clip(pixel: vec2<f32>) -> vec4<f32> {
    let unit = pixel / view.size;
    return vec4<f32>(unit.x * 2.0 - 1.0, 1.0 - unit.y * 2.0, 0.0, 1.0);
}

// Where nothing is drawn.
fn nowhere() -> vec4<f32> {
    return vec4<f32>(2.0, 2.0, 2.0, 1.0);
}

fn is_outside(low: vec2<f32>, high: vec2<f32>) -> bool {
    return any(high < vec2<f32>(0.0)) || any(low > view.size);
}

// How much of a pixel is inside, given its distance from the border.
fn cover(distance: f32) -> f32 {
    return clamp(0.5 - distance, 0.0, 1.0);
}

fn over(below: vec4<f32>, color: vec4<f32>, share: f32) -> vec4<f32> {
    let above = color * share;
    return above + below * (1.0 - above.a);
}

// The part of an icon at a place from -0.5 to 0.5 in its square of `side` pixels.
fn icon_at(place: vec2<f32>, slot: u32, side: f32) -> f32 {
    let inside = all(abs(place) <= vec2<f32>(0.5 * SLOT / FILLED));
    let cell = vec2<f32>(f32(slot % ATLAS_ROW), f32(slot / ATLAS_ROW));
    let texel = (cell + vec2<f32>(0.5)) * SLOT + place * FILLED;
    let level = max(log2(FILLED / max(side, 1.0)) - 0.35, 0.0);
    let found = textureSampleLevel(atlas, atlas_sampler, texel / (SLOT * f32(ATLAS_ROW)), level).r;
    // Enlarged, the border stays a pixel wide.
    let sharper = clamp((found - 0.5) * max(side / FILLED, 1.0) + 0.5, 0.0, 1.0);
    return select(0.0, sharper, inside);
}

fn linear_from_gamma(color: vec3<f32>) -> vec3<f32> {
    let low = color / 12.92;
    let high = pow((color + vec3<f32>(0.055)) / 1.055, vec3<f32>(2.4));
    return select(high, low, color < vec3<f32>(0.04045));
}

fn finished(color: vec4<f32>) -> vec4<f32> {
    return select(color, vec4<f32>(linear_from_gamma(color.rgb), color.a), view.linear > 0.5);
}

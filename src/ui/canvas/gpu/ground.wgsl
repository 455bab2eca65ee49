// The dots of the ground, which move with the world. Their distance doubles and halves so that it stays near 24 points.

const GAP: f32 = 24.0;
const SIDE: f32 = 1.5;

@vertex
fn vs_ground(@builtin(vertex_index) corner: u32) -> @builtin(position) vec4<f32> {
    return clip(view.size * vec2<f32>(f32(corner & 1u), f32(corner >> 1u)));
}

@fragment
fn fs_ground(@builtin(position) place: vec4<f32>) -> @location(0) vec4<f32> {
    let zoom = view.scale / view.point;
    let gap = GAP * view.point * zoom / exp2(round(log2(zoom)));
    // The remainder before the product, so that far from the origin the dots stay even.
    let steps = gap / view.scale;
    let origin = view.middle - (view.center - floor(view.center / steps) * steps) * view.scale;
    let off = place.xy - view.corner - origin;
    let away = abs(off - round(off / gap) * gap) - vec2<f32>(0.5 * SIDE * view.point);
    return finished(view.dot * cover(away.x) * cover(away.y));
}

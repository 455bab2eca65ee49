//! The device's side of the canvas: pipelines, lists of marks, and drawing them.

use std::sync::{Arc, Mutex, Weak};

use eframe::egui::{PaintCallbackInfo, Rect};
use eframe::egui_wgpu::{CallbackResources, CallbackTrait, ScreenDescriptor, wgpu};
use eframe::wgpu::util::{BufferInitDescriptor, DeviceExt as _};
use rustc_hash::FxHashMap;

use super::atlas::{LEVELS, Print, SIDE, SLOT};
use super::marks::{EdgeMark, NodeMark};
use super::store::{Patch, Waiting};

const SHADERS: &str = concat!(
    include_str!("common.wgsl"),
    include_str!("ground.wgsl"),
    include_str!("lines.wgsl"),
    include_str!("discs.wgsl")
);

/// Corners of a strip along a bent edge; the shader has as many pieces.
const CURVED_CORNERS: u32 = 2 * (16 + 1);

/// The numbers of `View` in `common.wgsl`.
pub(super) const VIEW_WORDS: usize = 52;
/// Where in them the upper left corner stands, and whether the target is linear: only the device knows.
const CORNER_WORD: usize = 6;
const LINEAR_WORD: usize = 13;

/// The format that the window is drawn in, where it is not the usual one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target(pub(super) wgpu::TextureFormat);

/// What lies over what; egui's own shapes come between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui::canvas) enum Layer {
    /// The dots.
    Ground,
    /// The relationships.
    Lines,
    /// The nodes and their badges.
    Discs,
}

/// All that the layers of one frame share.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) canvas: u64,
    pub(super) waiting: Arc<Mutex<Waiting>>,
    pub(super) view: [f32; VIEW_WORDS],
    pub(super) rect: Rect,
    pub(super) lines: bool,
    pub(super) heads: bool,
    pub(super) badges: bool,
}

/// One layer of a frame, as egui calls for it.
pub(super) struct Callback {
    pub(super) layer: Layer,
    pub(super) frame: Arc<Frame>,
}

/// What every canvas draws with.
struct Pipelines {
    format: wgpu::TextureFormat,
    bindings: wgpu::BindGroupLayout,
    sampler: wgpu::Sampler,
    ground: wgpu::RenderPipeline,
    straight: wgpu::RenderPipeline,
    curved: wgpu::RenderPipeline,
    head: wgpu::RenderPipeline,
    node: wgpu::RenderPipeline,
    badge: wgpu::RenderPipeline,
}

/// The lists of one canvas.
struct Lists {
    /// Gone when the canvas is.
    owner: Weak<Mutex<Waiting>>,
    view: wgpu::Buffer,
    atlas: wgpu::Texture,
    bound: wgpu::BindGroup,
    nodes: List,
    straight: List,
    curved: List,
    nodes_on_top: List,
    edges_on_top: List,
}

/// What is kept between frames.
struct Kept {
    pipelines: Pipelines,
    canvases: FxHashMap<u64, Lists>,
}

impl CallbackTrait for Callback {
    fn prepare(
        &self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        screen: &ScreenDescriptor,
        encoder: &mut wgpu::CommandEncoder,
        resources: &mut CallbackResources,
    ) -> Vec<wgpu::CommandBuffer> {
        // The lowest layer does it for all.
        if self.layer == Layer::Ground {
            let format = resources.get::<Target>().map_or(wgpu::TextureFormat::Rgba8Unorm, |target| target.0);
            if resources.get::<Kept>().is_none_or(|kept| kept.pipelines.format != format) {
                let pipelines = Pipelines::new(device, format);
                resources.insert(Kept { pipelines, canvases: FxHashMap::default() });
            }
            if let Some(kept) = resources.get_mut::<Kept>() {
                self.frame.upload(device, queue, screen, encoder, kept);
            }
        }
        Vec::new()
    }

    fn paint(&self, _: PaintCallbackInfo, pass: &mut wgpu::RenderPass<'static>, resources: &CallbackResources) {
        if let Some(Kept { pipelines, canvases }) = resources.get::<Kept>()
            && let Some(lists) = canvases.get(&self.frame.canvas)
        {
            self.draw(pass, pipelines, lists);
        }
    }
}

impl Callback {
    fn draw(&self, pass: &mut wgpu::RenderPass<'static>, pipelines: &Pipelines, lists: &Lists) {
        pass.set_bind_group(0, &lists.bound, &[]);
        match self.layer {
            Layer::Ground => {
                pass.set_pipeline(&pipelines.ground);
                pass.draw(0..4, 0..1);
            }
            Layer::Lines => {
                if self.frame.lines {
                    lists.straight.draw(pass, &pipelines.straight, 4);
                    lists.curved.draw(pass, &pipelines.curved, CURVED_CORNERS);
                }
                if self.frame.lines && self.frame.heads {
                    lists.straight.draw(pass, &pipelines.head, 12);
                    lists.curved.draw(pass, &pipelines.head, 12);
                }
                lists.edges_on_top.draw(pass, &pipelines.curved, CURVED_CORNERS);
                if self.frame.heads {
                    lists.edges_on_top.draw(pass, &pipelines.head, 12);
                }
            }
            Layer::Discs => {
                lists.nodes.draw(pass, &pipelines.node, 4);
                if self.frame.badges {
                    lists.nodes.draw(pass, &pipelines.badge, BADGE_CORNERS);
                }
                lists.nodes_on_top.draw(pass, &pipelines.node, 4);
                if self.frame.badges {
                    lists.nodes_on_top.draw(pass, &pipelines.badge, BADGE_CORNERS);
                }
            }
        }
    }
}

/// Two quads in one strip: the badge and the sign, with two corners in between that draw nothing.
const BADGE_CORNERS: u32 = 10;

impl Frame {
    fn upload(
        &self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        screen: &ScreenDescriptor,
        encoder: &mut wgpu::CommandEncoder,
        kept: &mut Kept,
    ) {
        let Kept { pipelines, canvases } = kept;
        canvases.retain(|_, lists| lists.owner.strong_count() > 0);
        let Ok(mut waiting) = self.waiting.lock() else { return };
        let is_new = !canvases.contains_key(&self.canvas);
        let lists = canvases.entry(self.canvas).or_insert_with(|| {
            // Lists that were sent before went to a device that is gone.
            waiting.is_lost |= waiting.was_taken;
            Lists::new(device, pipelines, Arc::downgrade(&self.waiting))
        });
        let was_lost = waiting.is_lost;
        let waited = waiting.taken();
        waiting.is_lost = was_lost && is_new;
        drop(waiting);

        lists.nodes.change(device, queue, encoder, waited.nodes);
        lists.straight.change(device, queue, encoder, waited.straight);
        lists.curved.change(device, queue, encoder, waited.curved);
        lists.nodes_on_top.change(device, queue, encoder, waited.nodes_on_top);
        lists.edges_on_top.change(device, queue, encoder, waited.edges_on_top);
        for print in &waited.prints {
            lists.print(queue, print);
        }
        let mut view = self.view;
        let viewport = PaintCallbackInfo {
            viewport: self.rect,
            clip_rect: self.rect,
            pixels_per_point: screen.pixels_per_point,
            screen_size_px: screen.size_in_pixels,
        }
        .viewport_in_pixels();
        // The view comes with its middle counted from the corner of the screen.
        let corner = [viewport.left_px as f32, viewport.top_px as f32];
        (view[2], view[3]) = (view[2] - corner[0], view[3] - corner[1]);
        (view[4], view[5]) = ((viewport.width_px as f32).max(1.0), (viewport.height_px as f32).max(1.0));
        view[CORNER_WORD..CORNER_WORD + 2].copy_from_slice(&corner);
        view[LINEAR_WORD] = if pipelines.format.is_srgb() { 1.0 } else { 0.0 };
        queue.write_buffer(&lists.view, 0, bytemuck::cast_slice(&view));
    }
}

impl Pipelines {
    fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let both = wgpu::ShaderStages::VERTEX_FRAGMENT;
        let entry = |binding, visibility, ty| wgpu::BindGroupLayoutEntry { binding, visibility, ty, count: None };
        let bindings = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("canvas"),
            entries: &[
                entry(
                    0,
                    both,
                    wgpu::BindingType::Buffer {
                        ty: wgpu::BufferBindingType::Uniform,
                        has_dynamic_offset: false,
                        min_binding_size: std::num::NonZeroU64::new((VIEW_WORDS * 4) as u64),
                    },
                ),
                entry(
                    1,
                    wgpu::ShaderStages::FRAGMENT,
                    wgpu::BindingType::Texture {
                        sample_type: wgpu::TextureSampleType::Float { filterable: true },
                        view_dimension: wgpu::TextureViewDimension::D2,
                        multisampled: false,
                    },
                ),
                entry(2, wgpu::ShaderStages::FRAGMENT, wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering)),
            ],
        });
        let sampler = device.create_sampler(&wgpu::SamplerDescriptor {
            label: Some("canvas icons"),
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            mipmap_filter: wgpu::MipmapFilterMode::Linear,
            ..wgpu::SamplerDescriptor::default()
        });
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("canvas"),
            source: wgpu::ShaderSource::Wgsl(SHADERS.into()),
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("canvas"),
            bind_group_layouts: &[Some(&bindings)],
            immediate_size: 0,
        });
        let pipeline = |vertex: &str, fragment: &str, topology, stride: usize, attributes: &[wgpu::VertexAttribute]| {
            let marks = Some(wgpu::VertexBufferLayout {
                array_stride: stride as u64,
                step_mode: wgpu::VertexStepMode::Instance,
                attributes,
            });
            device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                label: Some(vertex),
                layout: Some(&layout),
                vertex: wgpu::VertexState {
                    module: &module,
                    entry_point: Some(vertex),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    buffers: if stride == 0 { &[] } else { std::slice::from_ref(&marks) },
                },
                primitive: wgpu::PrimitiveState { topology, ..wgpu::PrimitiveState::default() },
                depth_stencil: None,
                multisample: wgpu::MultisampleState::default(),
                fragment: Some(wgpu::FragmentState {
                    module: &module,
                    entry_point: Some(fragment),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    targets: &[Some(wgpu::ColorTargetState {
                        format,
                        blend: Some(BLEND),
                        write_mask: wgpu::ColorWrites::ALL,
                    })],
                }),
                multiview_mask: None,
                cache: None,
            })
        };
        let edge = wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x2, 2 => Unorm8x4, 3 => Uint32];
        let node = wgpu::vertex_attr_array![0 => Float32x3, 1 => Unorm8x4, 2 => Uint32x2];
        let (strip, list) = (wgpu::PrimitiveTopology::TriangleStrip, wgpu::PrimitiveTopology::TriangleList);
        let (edge_size, node_size) = (size_of::<EdgeMark>(), size_of::<NodeMark>());
        Self {
            ground: pipeline("vs_ground", "fs_ground", strip, 0, &[]),
            straight: pipeline("vs_straight", "fs_line", strip, edge_size, &edge),
            curved: pipeline("vs_curved", "fs_line", strip, edge_size, &edge),
            head: pipeline("vs_head", "fs_head", list, edge_size, &edge),
            node: pipeline("vs_node", "fs_node", strip, node_size, &node),
            badge: pipeline("vs_badge", "fs_badge", strip, node_size, &node),
            format,
            bindings,
            sampler,
        }
    }
}

/// Premultiplied, as egui blends.
const BLEND: wgpu::BlendState = wgpu::BlendState {
    color: wgpu::BlendComponent {
        src_factor: wgpu::BlendFactor::One,
        dst_factor: wgpu::BlendFactor::OneMinusSrcAlpha,
        operation: wgpu::BlendOperation::Add,
    },
    alpha: wgpu::BlendComponent {
        src_factor: wgpu::BlendFactor::OneMinusDstAlpha,
        dst_factor: wgpu::BlendFactor::One,
        operation: wgpu::BlendOperation::Add,
    },
};

impl Lists {
    fn new(device: &wgpu::Device, pipelines: &Pipelines, owner: Weak<Mutex<Waiting>>) -> Self {
        let view = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("canvas view"),
            size: (VIEW_WORDS * 4) as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let side = SIDE as u32;
        let atlas = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("canvas icons"),
            size: wgpu::Extent3d { width: side, height: side, depth_or_array_layers: 1 },
            mip_level_count: LEVELS as u32,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::R8Unorm,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        let bound = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("canvas"),
            layout: &pipelines.bindings,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: view.as_entire_binding() },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: wgpu::BindingResource::TextureView(
                        &atlas.create_view(&wgpu::TextureViewDescriptor::default()),
                    ),
                },
                wgpu::BindGroupEntry { binding: 2, resource: wgpu::BindingResource::Sampler(&pipelines.sampler) },
            ],
        });
        let list = List::default;
        Self {
            owner,
            view,
            atlas,
            bound,
            nodes: list(),
            straight: list(),
            curved: list(),
            nodes_on_top: list(),
            edges_on_top: list(),
        }
    }

    fn print(&self, queue: &wgpu::Queue, print: &Print) {
        let [x, y] = print.origin();
        for (level, texels) in print.levels.iter().enumerate() {
            let side = (SLOT >> level) as u32;
            queue.write_texture(
                wgpu::TexelCopyTextureInfo {
                    texture: &self.atlas,
                    mip_level: level as u32,
                    origin: wgpu::Origin3d { x: (x >> level) as u32, y: (y >> level) as u32, z: 0 },
                    aspect: wgpu::TextureAspect::All,
                },
                texels,
                wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(side), rows_per_image: Some(side) },
                wgpu::Extent3d { width: side, height: side, depth_or_array_layers: 1 },
            );
        }
    }
}

/// A list of marks on the device.
#[derive(Default)]
struct List {
    buffer: Option<wgpu::Buffer>,
    len: u32,
}

impl List {
    fn draw(&self, pass: &mut wgpu::RenderPass<'static>, pipeline: &wgpu::RenderPipeline, corners: u32) {
        if let Some(buffer) = self.buffer.as_ref().filter(|_| self.len > 0) {
            pass.set_pipeline(pipeline);
            pass.set_vertex_buffer(0, buffer.slice(..));
            pass.draw(0..corners, 0..self.len);
        }
    }

    /// Brings the list up with its patch.
    fn change<T: bytemuck::Pod>(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        encoder: &mut wgpu::CommandEncoder,
        patch: Patch<T>,
    ) {
        let size = size_of::<T>() as u64;
        // More than a device takes in one list is not drawn.
        let most = u32::try_from(device.limits().max_buffer_size / size).unwrap_or(u32::MAX);
        let len = patch.len.min(most);
        let room = self.buffer.as_ref().map_or(0, |buffer| (buffer.size() / size) as u32);
        if let Some(whole) = &patch.whole {
            if len > room {
                self.buffer = Some(new_list(device, grown(len, most), size));
            }
            if let Some(buffer) = self.buffer.as_ref().filter(|_| len > 0) {
                queue.write_buffer(buffer, 0, bytemuck::cast_slice(&whole[..len as usize]));
            }
        } else if len > room {
            let larger = new_list(device, grown(len, most), size);
            if let Some(buffer) = &self.buffer {
                encoder.copy_buffer_to_buffer(buffer, 0, &larger, 0, u64::from(self.len.min(room)) * size);
            }
            self.buffer = Some(larger);
        }
        self.len = len;
        let mut runs = patch.runs();
        runs.retain(|(first, marks)| first + marks.len() as u32 <= len);
        let Some(buffer) = self.buffer.as_ref().filter(|_| !runs.is_empty()) else { return };
        // One staging buffer for all: a write each would cost more than the copies.
        let marks: Vec<T> = runs.iter().flat_map(|(_, marks)| marks.iter().copied()).collect();
        let staging = device.create_buffer_init(&BufferInitDescriptor {
            label: Some("canvas changes"),
            contents: bytemuck::cast_slice(&marks),
            usage: wgpu::BufferUsages::COPY_SRC,
        });
        let mut from = 0;
        for (first, marks) in &runs {
            let bytes = marks.len() as u64 * size;
            encoder.copy_buffer_to_buffer(&staging, from, buffer, u64::from(*first) * size, bytes);
            from += bytes;
        }
    }
}

/// Room for more than is there, so that not every new mark makes a new list.
fn grown(len: u32, most: u32) -> u32 {
    len.saturating_add(len / 4).saturating_add(64).min(most)
}

fn new_list(device: &wgpu::Device, marks: u32, size: u64) -> wgpu::Buffer {
    device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("canvas marks"),
        size: u64::from(marks) * size,
        usage: wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::COPY_SRC,
        mapped_at_creation: false,
    })
}

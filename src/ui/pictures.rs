//! Pictures of entities and on notes as textures: decoded on threads, small, and kept while they are looked at.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use eframe::egui::{ColorImage, Context, Id, TextureHandle, TextureOptions, mutex::Mutex};

use crate::base::ContentHash;
use crate::model::{Attachment, Graph};

/// The longer side of a texture, in pixels.
const SIDE: u32 = 512;

/// The longest side of a picture that is decoded, in pixels, and the memory that this may take, in bytes.
const MAX_SIDE: u32 = 16_384;
const MAX_MEMORY: u64 = 512 << 20;

/// How many textures are kept.
const KEPT: usize = 128;

/// How many are decoded at once.
const MOST_AT_ONCE: usize = 4;

/// A picture, as far as it is known.
#[derive(Clone)]
pub(super) enum Picture {
    /// It is being decoded.
    Pending,
    /// It can be drawn.
    Ready(TextureHandle),
    /// It cannot be drawn, and why.
    Broken(String),
}

enum Slot {
    Waiting(Receiver<Result<ColorImage, String>>),
    Known(Picture),
}

#[derive(Default)]
struct Pictures {
    /// By hash, with the pass of the context in which each was wanted last.
    slots: BTreeMap<ContentHash, (u64, Slot)>,
}

/// The attachment called `hash` as a texture of this context; `None` when the graph has none of that name.
pub(super) fn picture(ctx: &Context, graph: &Graph, hash: &ContentHash) -> Option<Picture> {
    let attachment = graph.attachments().get(hash)?;
    let all: Arc<Mutex<Pictures>> =
        ctx.data_mut(|data| Arc::clone(data.get_temp_mut_or_default(Id::unique("pictures"))));
    let mut all = all.lock();
    let now = ctx.cumulative_pass_nr();
    if !all.slots.contains_key(hash) {
        for (hash, (_, slot)) in &mut all.slots {
            slot.settle(ctx, hash);
        }
        if all.slots.values().filter(|(_, slot)| matches!(slot, Slot::Waiting(_))).count() >= MOST_AT_ONCE {
            // The end of each of them paints again, and then this one has its turn.
            return Some(Picture::Pending);
        }
        make_room(&mut all.slots, now);
        all.slots.insert(*hash, (now, Slot::Waiting(start(ctx, Arc::clone(attachment)))));
    }
    let (wanted, slot) = all.slots.get_mut(hash)?;
    *wanted = now;
    Some(slot.settle(ctx, hash))
}

impl Slot {
    /// Takes the answer if it is there.
    fn settle(&mut self, ctx: &Context, hash: &ContentHash) -> Picture {
        let answer = match self {
            Self::Known(picture) => return picture.clone(),
            Self::Waiting(answer) => answer.try_recv(),
        };
        let known = match answer {
            Err(TryRecvError::Empty) => return Picture::Pending,
            Ok(Ok(image)) => Picture::Ready(ctx.load_texture(format!("picture {hash}"), image, TextureOptions::LINEAR)),
            Ok(Err(why)) => Picture::Broken(why),
            Err(TryRecvError::Disconnected) => Picture::Broken("it could not be decoded".into()),
        };
        *self = Self::Known(known.clone());
        known
    }
}

/// Drops what was looked at longest ago, but nothing of this pass.
fn make_room(slots: &mut BTreeMap<ContentHash, (u64, Slot)>, now: u64) {
    if slots.len() < KEPT {
        return;
    }
    let oldest = slots.iter().filter(|(_, (wanted, _))| *wanted + 1 < now).min_by_key(|(_, (wanted, _))| *wanted);
    if let Some(hash) = oldest.map(|(hash, _)| *hash) {
        slots.remove(&hash);
    }
}

fn start(ctx: &Context, attachment: Arc<Attachment>) -> Receiver<Result<ColorImage, String>> {
    let (sender, answer) = channel();
    let wake = ctx.clone();
    let work = move || {
        // Whoever wanted it may have gone.
        let _ = sender.send(decode(&attachment.bytes));
        wake.request_repaint();
    };
    // Without a thread the sender goes, which reads as broken.
    let _ = std::thread::Builder::new().name("picture".into()).spawn(work);
    answer
}

/// Decodes a picture and makes it small.
fn decode(bytes: &[u8]) -> Result<ColorImage, String> {
    let mut reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| e.to_string())?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| error.to_string())?;
    let picture = if picture.width().max(picture.height()) > SIDE { picture.thumbnail(SIDE, SIDE) } else { picture };
    let rgba = picture.to_rgba8();
    let size = [rgba.width() as usize, rgba.height() as usize];
    Ok(ColorImage::from_rgba_unmultiplied(size, rgba.as_raw()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = image::RgbaImage::from_pixel(width, height, image::Rgba([10, 20, 30, 255]));
        picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture is written");
        bytes.into_inner()
    }

    #[test]
    fn large_pictures_become_small_and_keep_their_shape() {
        assert_eq!(decode(&png(20, 10)).expect("a picture").size, [20, 10]);
        assert_eq!(decode(&png(1024, 512)).expect("a picture").size, [512, 256]);
    }

    #[test]
    fn what_is_no_picture_says_so() {
        let cut = &png(64, 64)[..60];
        for broken in [&b""[..], b"\x89PNG\r\n\x1a\n", cut, b"no picture at all"] {
            assert!(decode(broken).is_err_and(|why| !why.is_empty()));
        }
    }
}

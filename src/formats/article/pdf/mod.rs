//! The text layer of a PDF (ISO 32000): its letters, in the order in which the pages draw them, put together to words,
//! lines and paragraphs. Pictures are not looked at, nothing is run, and nothing is fetched.

mod glyphs;
mod lines;
mod paragraphs;
mod unpacked;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page, kurbo};

use super::{Article, ArticleError};
use crate::base::Task;
use glyphs::{Glyphs, OutOfBounds};

/// What a file may ask for at most.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    /// What its streams other than pictures unpack to, in bytes.
    unpacked: u64,
    /// How much it draws. A page can draw a form that draws a form, each many times.
    drawn: usize,
}

const BOUNDS: Bounds = Bounds { unpacked: 512 << 20, drawn: 8_000_000 };

/// From this share of letters without a meaning on, a text is not worth keeping.
const MOST_UNKNOWN: f32 = 0.3;

/// Reads the text of a PDF. Takes time linear in what it unpacks to, which is bounded.
///
/// # Errors
/// A sentence for the user.
pub(super) fn read(bytes: &[u8], task: &Task) -> Result<Article, ArticleError> {
    read_within(bytes, BOUNDS, task)
}

fn read_within(bytes: &[u8], bounds: Bounds, task: &Task) -> Result<Article, ArticleError> {
    unpacked::check(bytes, bounds.unpacked)?;
    // What the library trips over is a damaged file, not the end of the program.
    match catch_unwind(AssertUnwindSafe(|| pages(bytes, bounds, task))) {
        Ok(result) => result,
        Err(payload) if payload.is::<OutOfBounds>() => {
            task.check().map_err(|_| ArticleError::Cancelled)?;
            Err(ArticleError::PdfTooLarge)
        }
        Err(_) => Err(ArticleError::PdfDamaged),
    }
}

fn pages(bytes: &[u8], bounds: Bounds, task: &Task) -> Result<Article, ArticleError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ArticleError::PdfLocked,
        LoadPdfError::Decryption(_) | LoadPdfError::Invalid => ArticleError::PdfDamaged,
    })?;
    let cache = InterpreterCache::new();
    let mut glyphs = Glyphs::new(bounds.drawn, task);
    let mut pages = Vec::new();
    let mut unpacked = 0;
    for (at, page) in pdf.pages().iter().enumerate() {
        task.check().map_err(|_| ArticleError::Cancelled)?;
        task.set_progress(at as f32 / pdf.pages().len() as f32);
        // What pages share is unpacked for each of them.
        unpacked += page.page_stream().map_or(0, <[u8]>::len) as u64;
        if unpacked > bounds.unpacked {
            return Err(ArticleError::PdfTooLarge);
        }
        let (width, height) = page.render_dimensions();
        let room = kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let upright = page.initial_transform(true).to_kurbo();
        let settings = InterpreterSettings::default();
        let mut context = Context::new(upright, room, &cache, pdf.xref(), settings);
        interpret_page(page, &mut context, &mut glyphs);
        pages.push(lines::of(glyphs.take()));
    }
    let text = paragraphs::of(pages);
    if text.trim().is_empty() {
        return Err(if glyphs.seen == 0 { ArticleError::PdfOfPictures } else { ArticleError::PdfUnreadable });
    }
    if glyphs.unknown as f32 > MOST_UNKNOWN * glyphs.seen as f32 {
        return Err(ArticleError::PdfUnreadable);
    }
    let metadata = pdf.metadata();
    let said = |bytes: &Option<Box<[u8]>>| bytes.as_deref().map(string).unwrap_or_default();
    let title = said(&metadata.title);
    // A word processor writes its own name before that of the file.
    let title = title.strip_prefix("Microsoft Word - ").unwrap_or(&title).trim().to_owned();
    Ok(Article { title, author: said(&metadata.author), text, ..Article::default() })
}

/// A text string of a PDF: UTF-16 or UTF-8 with a mark of order, else nearly Latin-1 (ISO 32000-2, 7.9.2.2).
fn string(bytes: &[u8]) -> String {
    let decoded = match bytes {
        [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0xEF, 0xBB, 0xBF, ..] => encoding_rs::UTF_8.decode(bytes).0,
        _ => encoding_rs::WINDOWS_1252.decode(bytes).0,
    };
    decoded.trim_matches(|sign: char| sign.is_whitespace() || sign.is_control()).to_owned()
}

#[cfg(test)]
mod tests;

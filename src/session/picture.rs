//! Taking a picture out of a file, for an entity or for the canvas.

use std::path::{Path, PathBuf};

use super::file::{file_name, finish};
use super::job::Stop;
use super::{DocumentKey, Gravity, Request, Session, disk};
use crate::base::{EntityId, NoteId, Point, Rect, Vector};
use crate::edit::{Merging, intent};
use crate::model::Attachment;

fn load(path: &Path) -> Result<Attachment, String> {
    let bytes = disk::content(path, Attachment::MAX_PICTURE).map_err(|error| error.to_string())?;
    Attachment::picture(bytes)
        .ok_or_else(|| "It is no picture that Liaison knows; a PNG, a JPEG or a WebP file will do.".into())
}

/// The longer side of a picture that is put on the canvas, in world units; a smaller one keeps its size.
const LONGER_SIDE: f32 = 240.0;

/// The room of a picture of so many pixels around a place.
fn room(at: Point, (width, height): (u32, u32)) -> Rect {
    let (width, height) = (width as f32, height as f32);
    let scale = (LONGER_SIDE / width.max(height)).min(1.0);
    // What is very long and thin can still be taken by its corner.
    Rect::from_center(at, Vector::new((width * scale).max(8.0), (height * scale).max(8.0)))
}

impl Session {
    pub(super) fn add_picture(&mut self, document: DocumentKey, at: Point, path: PathBuf) {
        self.jobs.start(format!("Reading {}", file_name(&path)), Stop::Never, move |_| {
            let result = load(&path).and_then(|picture| match picture.picture_size() {
                Some(size) => Ok((picture, size)),
                None => Err("It begins like a picture, but its head is damaged.".into()),
            });
            finish(move |session| {
                let id: NoteId = session.mint.mint("picture");
                let applied = result.and_then(|(picture, size)| {
                    let Some(open) = session.document_mut(document) else { return Ok(()) };
                    let transaction = intent::add_picture(open.graph(), open.view_id(), &id, picture, room(at, size));
                    open.apply(transaction, Merging::Never, None).map_err(|error| error.to_string())
                });
                if let Err(why) = applied {
                    let title = format!("{} was not put on the canvas", file_name(&path));
                    session.notify(Gravity::Failure, title, why, Vec::new());
                }
            })
        });
    }

    pub(super) fn ask_picture(&mut self) {
        let Some(open) = self.active() else { return };
        let document = open.key();
        if let Some(entity) = open.selection().only_entity().cloned() {
            self.ask(Request::AskPicture { document, entity: Some(entity) });
        }
    }

    pub(super) fn set_picture(&mut self, document: DocumentKey, entity: EntityId, path: PathBuf) {
        self.jobs.start(format!("Reading {}", file_name(&path)), Stop::Never, move |_| {
            let result = load(&path);
            finish(move |session| {
                let applied = result.and_then(|picture| {
                    let Some(open) = session.document_mut(document) else { return Ok(()) };
                    if open.graph().entity(&entity).is_none() {
                        return Ok(());
                    }
                    let transaction = intent::set_picture(open.graph(), &entity, Some(picture));
                    open.apply(transaction, Merging::Never, None).map_err(|error| error.to_string())
                });
                if let Err(why) = applied {
                    let title = format!("{} was not taken in", file_name(&path));
                    session.notify(Gravity::Failure, title, why, Vec::new());
                }
            })
        });
    }
}

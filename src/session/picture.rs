//! Taking a picture for an entity out of a file.

use std::path::{Path, PathBuf};

use super::file::{file_name, finish};
use super::job::Stop;
use super::{DocumentKey, Gravity, Request, Session, disk};
use crate::base::EntityId;
use crate::edit::{Merging, intent};
use crate::model::Attachment;

fn load(path: &Path) -> Result<Attachment, String> {
    let (bytes, _) = disk::read(path, Attachment::MAX_PICTURE).map_err(|error| error.to_string())?;
    Attachment::picture(bytes)
        .ok_or_else(|| "It is no picture that Liaison knows; a PNG, a JPEG or a WebP file will do.".into())
}

impl Session {
    pub(super) fn ask_picture(&mut self) {
        let Some(open) = self.active() else { return };
        let document = open.key();
        if let Some(entity) = open.selection().only_entity().cloned() {
            self.ask(Request::AskPicture { document, entity });
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

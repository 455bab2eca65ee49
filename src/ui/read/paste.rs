//! A text by hand: of a new source, or a new version of one that is there.

use std::sync::Arc;

use eframe::egui::{Context, Id, ScrollArea};

use super::ReadState;
use crate::base::SourceId;
use crate::edit::intent;
use crate::model::{Source, SourceKind};
use crate::ui::desk::Desk;
use crate::ui::marks;
use crate::ui::theme::space;
use crate::ui::widgets::{Dialog, DialogAction, TextArea, TextField, field_row, text};

/// A text that is being put in.
#[derive(Debug, Default)]
pub(super) struct Paste {
    /// The source that gets it; a new one otherwise.
    of: Option<SourceId>,
    title: String,
    publisher: String,
    words: String,
}

impl Paste {
    /// Another text for a source.
    pub fn version_of(source: &Source) -> Self {
        Self { of: Some(source.id.clone()), title: source.title.clone(), ..Self::default() }
    }
}

/// Shows the dialog, where it is open.
pub(super) fn show(ctx: &Context, desk: &mut Desk<'_>, state: &mut ReadState) {
    let Some(paste) = &mut state.paste else { return };
    let is_new = paste.of.is_none();
    let title = if is_new { "Paste text" } else { "New version of the text" };
    let id = Id::unique("paste a text");
    let is_ready = !paste.words.trim().is_empty();
    let dialog = Dialog::new(id, title, if is_new { "Add source" } else { "Replace" }).primary_enabled(is_ready);
    let response = dialog.width(560.0).show(ctx, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        if is_new {
            field_row(ui, "Title", |ui, _| {
                ui.add(TextField::new(&mut paste.title, "Title").hint("its first line, if you leave this empty"));
            });
            field_row(ui, "Publisher", |ui, _| {
                ui.add(TextField::new(&mut paste.publisher, "Publisher").hint("who published it"));
            });
        } else {
            let words = "Passages that are quoted are found again by their words and what stands around them. Those \
                         that the new text no longer has keep what they quote, and are marked.";
            text::hint(ui, words, text::Overflow::Wrap);
        }
        ScrollArea::vertical().id_salt("pasted").max_height(360.0).show(ui, |ui| {
            let field = id.with("words");
            let area = TextArea::new(field, &mut paste.words, "Text").hint("Paste the words here").rows(14);
            let area = ui.add(area);
            if !is_ready && ui.memory(|memory| memory.focused().is_none()) {
                area.request_focus();
            }
        });
    });
    match response.action {
        DialogAction::Primary => {
            if let Some(paste) = state.paste.take() {
                put(desk, state, paste);
            }
        }
        DialogAction::Cancelled => state.paste = None,
        _ => {}
    }
}

fn put(desk: &mut Desk<'_>, state: &mut ReadState, paste: Paste) {
    let Paste { of, title, publisher, words } = paste;
    let words: Arc<str> = words.replace("\r\n", "\n").into();
    if let Some(id) = of {
        let (transaction, lost) = intent::set_source_text(desk.graph(), &id, Some(words));
        desk.out.apply(transaction);
        if !lost.is_empty() {
            let count = marks::count(lost.len(), "passage is", "passages are");
            let text = format!("{count} no longer in the text. Each keeps what it quotes, marked in the inspector.");
            desk.out.tell("Passages lost", text);
        }
        return;
    }
    let first = words.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("New source");
    let title = if title.trim().is_empty() { first.chars().take(80).collect() } else { title.trim().to_owned() };
    let mut source = Source::new(desk.mint.mint(&title), title);
    source.kind = SourceKind::Article;
    source.publisher = publisher.trim().to_owned();
    source.text = Some(words);
    state.open(&source.id);
    desk.out.apply(intent::create_source(source));
}

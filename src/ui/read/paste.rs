//! A source by hand: with its text, as a reference without one, or with another text for one that is there.

use std::sync::Arc;

use eframe::egui::{Context, Event, Id, Key, ScrollArea, Ui};

use super::ReadState;
use crate::base::{PartialDate, SourceId};
use crate::edit::intent;
use crate::model::{Reliability, Source, SourceKind};
use crate::session::Command;
use crate::ui::desk::Desk;
use crate::ui::inspector::parse_date;
use crate::ui::theme::space;
use crate::ui::widgets::{
    Button, Choice, Dialog, DialogAction, Picker, Segment, TextArea, TextField, field_row, segmented, text,
};

/// A longer text is kept beside the field and not laid out in it, in bytes.
const LONG: usize = 1 << 17;

/// What is put in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum What {
    /// A new source with its text.
    #[default]
    Text,
    /// A new source without one.
    Reference,
    /// Another text for a source.
    Version(SourceId),
}

/// A source that is being put in.
#[derive(Debug, Default)]
pub(super) struct Paste {
    what: What,
    title: String,
    kind: Option<SourceKind>,
    author: String,
    publisher: String,
    published: String,
    url: String,
    reliability: Option<Reliability>,
    words: String,
    /// A text that is too long for a field.
    long: Option<Arc<str>>,
    has_begun: bool,
}

impl Paste {
    /// A source of which only is known what it is.
    pub fn reference() -> Self {
        Self { what: What::Reference, ..Self::default() }
    }

    /// Another text for a source.
    pub fn version_of(source: &Source) -> Self {
        Self { what: What::Version(source.id.clone()), ..Self::default() }
    }

    fn date(&self) -> Result<Option<PartialDate>, String> {
        parse_date(&self.published)
    }

    fn is_ready(&self) -> bool {
        let has_words = self.long.is_some() || !self.words.trim().is_empty();
        let is_named = [&self.title, &self.url, &self.publisher].iter().any(|text| !text.trim().is_empty());
        self.date().is_ok()
            && match self.what {
                What::Reference => is_named,
                What::Text | What::Version(_) => has_words,
            }
    }
}

/// Shows the dialog, where it is open.
pub(super) fn show(ctx: &Context, desk: &mut Desk<'_>, state: &mut ReadState) {
    let Some(paste) = &mut state.paste else { return };
    let (title, primary) = match paste.what {
        What::Text => ("Paste text", "Add source"),
        What::Reference => ("Reference without text", "Add source"),
        What::Version(_) => ("New version of the text", "Replace"),
    };
    let id = Id::unique("paste a text");
    take_long(ctx, paste);
    let dialog = Dialog::new(id, title, primary).primary_enabled(paste.is_ready());
    let response = dialog.width(560.0).show(ctx, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        match paste.what {
            What::Text => {
                about(ui, id, paste);
                words(ui, id, paste);
            }
            What::Reference => about(ui, id, paste),
            What::Version(_) => {
                let hint = "Passages that are quoted are found again by their words and what stands around them. Those \
                            that the new text no longer has keep what they quote, and are listed above it.";
                text::hint(ui, hint, text::Overflow::Wrap);
                words(ui, id, paste);
            }
        }
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

/// Takes a long text out of what is pasted, before a field lays it out.
fn take_long(ctx: &Context, paste: &mut Paste) {
    if paste.what == What::Reference {
        return;
    }
    ctx.input_mut(|input| {
        input.events.retain_mut(|event| match event {
            Event::Paste(words) if words.len() > LONG => {
                paste.long = Some(std::mem::take(words).replace("\r\n", "\n").into());
                false
            }
            _ => true,
        });
    });
}

/// What is known of a source beside its text.
fn about(ui: &mut Ui, id: Id, paste: &mut Paste) {
    let is_reference = paste.what == What::Reference;
    let hint = if is_reference { "what it is called" } else { "its first line, if you leave this empty" };
    field_row(ui, "Title", |ui, _| {
        let field = ui.add(TextField::new(&mut paste.title, "Title").hint(hint).id(id.with("title")));
        if is_reference && !paste.has_begun {
            field.request_focus();
            paste.has_begun = field.has_focus();
        }
    });
    field_row(ui, "Kind", |ui, _| {
        let shown = paste.kind.map_or("News article", SourceKind::label);
        let kinds = |_: &str| {
            let now = paste.kind.unwrap_or(SourceKind::Article);
            SourceKind::ALL.iter().map(|kind| Choice::new(*kind, kind.label()).selected(*kind == now)).collect()
        };
        if let Some(kind) = Picker::new("Kind", shown).show(ui, kinds) {
            paste.kind = Some(kind);
        }
    });
    if is_reference {
        field_row(ui, "Author", |ui, _| {
            ui.add(TextField::new(&mut paste.author, "Author").hint("who wrote or said it"));
        });
    }
    field_row(ui, "Publisher", |ui, _| {
        ui.add(TextField::new(&mut paste.publisher, "Publisher").hint("who published it"));
    });
    let error = paste.date().err();
    field_row(ui, "Published", |ui, _| {
        let field = TextField::new(&mut paste.published, "Published").hint("2019-02-18, 2019-02 or 2019");
        // The sentence below it comes and goes, and the field keeps the keyboard.
        let field = ui.add(field.id(id.with("published")).error(error.as_deref()));
        // Enter does not leave a date that there is not.
        if error.is_some() && field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            field.request_focus();
        }
    });
    field_row(ui, "Address", |ui, _| {
        ui.add(TextField::new(&mut paste.url, "Address").hint("https://"));
    });
    field_row(ui, "Reliability", |ui, _| {
        ui.spacing_mut().item_spacing.x = space::S;
        let all: Vec<Segment<'_, Option<Reliability>>> =
            Reliability::ALL.iter().map(|grade| Segment::text(Some(*grade), grade.key())).collect();
        segmented(ui, "Reliability", &mut paste.reliability, &all, None);
        let words = paste.reliability.map_or("Not graded", |grade| grade.label());
        text::secondary(ui, words, text::Overflow::Elide);
    });
}

/// The text itself, or what is said of one that is too long for a field.
fn words(ui: &mut Ui, id: Id, paste: &mut Paste) {
    if let Some(long) = &paste.long {
        let size = if long.len() >= 1 << 20 {
            format!("{:.1} MB", long.len() as f64 / f64::from(1 << 20))
        } else {
            format!("{} KB", long.len() >> 10)
        };
        let first: String = first_line(long).chars().take(80).collect();
        text::body(ui, &format!("{size} of text, beginning “{first}”"), text::Overflow::Wrap);
        if ui.add(Button::link("Paste another").small()).clicked() {
            paste.long = None;
        }
        return;
    }
    let is_empty = paste.words.is_empty();
    ScrollArea::vertical().id_salt("pasted").max_height(280.0).show(ui, |ui| {
        let rows = if paste.what == What::Text { 9 } else { 14 };
        let area = TextArea::new(id.with("words"), &mut paste.words, "Text").hint("Paste the words here").rows(rows);
        let area = ui.add(area);
        if is_empty && ui.memory(|memory| memory.focused().is_none()) {
            area.request_focus();
        }
    });
}

fn first_line(words: &str) -> &str {
    words.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("New source")
}

fn put(desk: &mut Desk<'_>, state: &mut ReadState, paste: Paste) {
    let date = paste.date().ok().flatten();
    let Paste { what, title, kind, author, publisher, published: _, url, reliability, words, long, has_begun: _ } =
        paste;
    let words: Option<Arc<str>> = match (&what, long) {
        (What::Reference, _) => None,
        (_, Some(long)) => Some(long),
        (_, None) => Some(words.replace("\r\n", "\n").into()),
    };
    if let (What::Version(source), Some(text)) = (&what, &words) {
        desk.out.send(Command::SetSourceText { source: source.clone(), text: Arc::clone(text) });
        return;
    }
    let given = [&title, &publisher, &url].into_iter().map(|text| text.trim()).find(|text| !text.is_empty());
    let first = || words.as_deref().map_or("New source", first_line).chars().take(80).collect();
    let title = match (title.trim(), &words) {
        ("", Some(_)) => first(),
        ("", None) => given.unwrap_or("New source").to_owned(),
        (title, _) => title.to_owned(),
    };
    let mut source = Source::new(desk.mint.mint(&title), title);
    source.kind = kind.unwrap_or(SourceKind::Article);
    (source.author, source.publisher, source.url) =
        (author.trim().to_owned(), publisher.trim().to_owned(), url.trim().to_owned());
    (source.published, source.reliability, source.text) = (date, reliability, words);
    state.open(&source.id);
    desk.out.apply(intent::create_source(source));
}

//! Questions that stop the work, and pages to read.

mod about;
mod compare;
mod connect;
mod export;
mod import;
mod keys;
mod remarks;

use std::path::{Path, PathBuf};

use eframe::egui::{self, Align, Context, Id, Layout, Role, Sense, Ui, WidgetInfo, vec2};

use super::desk::{Desk, Outbox};
use super::icons::{self, Icon, IconStyle};
use super::theme::{self, radius, space};
use super::widgets::{self, Button, Dialog, DialogAction, text};
use super::{fonts, marks};
use crate::base::{EntityId, RelationshipTypeId};
use crate::model::Evidence;
use crate::session::{Command, DocumentKey, ImportAct, Part, Session, Unsaved};
pub(super) use import::ImportView;

pub(super) use compare::Compare;

/// What is open over the window.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Shown {
    /// Nothing.
    #[default]
    Nothing,
    /// What to do with changes that are not saved.
    Unsaved {
        /// Whose.
        document: DocumentKey,
        /// Whether the program is being left.
        quitting: bool,
    },
    /// What to do with a file that something else has changed.
    ChangedOnDisk(DocumentKey),
    /// What stopped programs left behind.
    Recovery,
    /// Two entities and a type, to connect them.
    Connect(Connect),
    /// The import under way.
    Import(ImportView),
    /// In which format a graph is written.
    Export(Export),
    /// Remarks on what was read or written.
    Remarks {
        /// What they are on.
        title: String,
        /// The remarks.
        lines: Vec<String>,
    },
    /// A file of another program was let go over an open graph.
    Dropped(PathBuf),
    /// Two entities that may be one.
    Compare(Compare),
    /// The keys.
    Keys,
    /// Which program this is.
    About,
}

/// How a graph is to be written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Export {
    /// Which.
    pub document: DocumentKey,
    /// The key of the format.
    pub format: &'static str,
    /// How much of it.
    pub part: Part,
}

/// A relationship that is being put together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Connect {
    /// Its first end.
    pub from: Option<EntityId>,
    /// Its type; the likeliest otherwise.
    pub kind: Option<RelationshipTypeId>,
    /// Its second end.
    pub to: Option<EntityId>,
    /// What it rests on.
    pub evidence: Option<Box<Evidence>>,
}

/// What came of a dialog in this frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// It is still open, or there is none.
    No,
    /// It is done.
    Done,
    /// It was given up: what it was part of does not go on.
    GivenUp,
}

/// Shows what is open.
pub(super) fn show(
    ctx: &Context,
    shown: &mut Shown,
    session: &Session,
    desk: Option<Desk<'_>>,
    out: &mut Outbox,
) -> Ended {
    let ended = match shown {
        Shown::Nothing => return Ended::No,
        Shown::Unsaved { document, quitting } => unsaved(ctx, session, *document, *quitting, out),
        Shown::ChangedOnDisk(document) => changed_on_disk(ctx, session, *document, out),
        Shown::Recovery => recovery(ctx, session, out),
        Shown::Connect(connect) => match desk {
            Some(mut desk) => connect::show(ctx, connect, &mut desk),
            None => Ended::GivenUp,
        },
        Shown::Import(view) => import::show(ctx, view, session, desk.as_ref(), out),
        Shown::Export(export) => export::show(ctx, export, session, out),
        Shown::Remarks { title, lines } => remarks::show(ctx, title, lines),
        Shown::Dropped(path) => dropped(ctx, path, out),
        Shown::Compare(compare) => match desk {
            Some(mut desk) => compare::show(ctx, compare, &mut desk),
            None => Ended::GivenUp,
        },
        Shown::Keys => keys::show(ctx),
        Shown::About => about::show(ctx),
    };
    if ended != Ended::No {
        *shown = Shown::Nothing;
    }
    ended
}

fn unsaved(ctx: &Context, session: &Session, document: DocumentKey, quitting: bool, out: &mut Outbox) -> Ended {
    let Some(open) = session.document(document) else { return Ended::GivenUp };
    let title = format!("Save changes to {}?", open.name());
    let dialog = Dialog::new(Id::unique("unsaved changes"), &title, "Save").other("Don't save").width(400.0);
    let response = dialog.show(ctx, |ui| {
        let what = if quitting { "before leaving" } else { "before closing it" };
        let words = match open.path() {
            Some(path) => format!("It has changes that are not in {} yet. Save them {what}?", path.display()),
            None => format!("It has never been saved. Save it {what}?"),
        };
        text::secondary(ui, &words, text::Overflow::Wrap);
    });
    match response.action {
        DialogAction::Open => Ended::No,
        DialogAction::Primary => {
            // While leaving, closing this one goes on to the next.
            out.send(Command::Close(document, Unsaved::Save));
            Ended::Done
        }
        DialogAction::Other => {
            out.send(Command::Close(document, Unsaved::Discard));
            Ended::Done
        }
        DialogAction::Cancelled => Ended::GivenUp,
    }
}

fn changed_on_disk(ctx: &Context, session: &Session, document: DocumentKey, out: &mut Outbox) -> Ended {
    let Some(open) = session.document(document) else { return Ended::GivenUp };
    let title = format!("{} changed on disk", open.name());
    let mut chosen = None;
    let response = Dialog::new(Id::unique("changed on disk"), &title, "").width(460.0).show(ctx, |ui| {
        let words = "Another program wrote the file after it was opened here. Nothing has been replaced yet.";
        text::secondary(ui, words, text::Overflow::Wrap);
        ui.add_space(space::XS);
        let ways = [
            Way {
                icon: icons::ARROWS_CLOCKWISE,
                title: "Reload",
                text: "Takes what the file holds now. Your changes go, and undo brings them back.",
                command: Command::Reload(document),
            },
            Way {
                icon: icons::FLOPPY_DISK,
                title: "Save elsewhere",
                text: "Asks for another name and saves your version there. The file stays as it is.",
                command: Command::AskSaveAs(document),
            },
            Way {
                icon: icons::ARROW_SQUARE_IN,
                title: "Overwrite",
                text: "Replaces the file with your version. What it holds now is kept as its backup.",
                command: Command::Overwrite(document),
            },
        ];
        for way in ways {
            if way_row(ui, &way) {
                chosen = Some(way.command);
            }
        }
    });
    match chosen {
        Some(command) => {
            // What is chosen is meant for this document, whichever has come to the front since.
            out.send(Command::Activate(document));
            out.send(command);
            Ended::Done
        }
        None if response.action == DialogAction::Cancelled => Ended::GivenUp,
        None => Ended::No,
    }
}

/// A file can be opened beside what is open, or brought into it.
fn dropped(ctx: &Context, path: &Path, out: &mut Outbox) -> Ended {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut chosen = None;
    let title = format!("What to do with {name}?");
    let response = Dialog::new(Id::unique("dropped"), &title, "").width(460.0).show(ctx, |ui| {
        let ways = [
            Way {
                icon: icons::FOLDER_OPEN,
                title: "Open as a new document",
                text: "It gets a tab of its own. The graph that is open stays as it is.",
                command: Command::Open(path.to_owned()),
            },
            Way {
                icon: icons::ARROW_SQUARE_IN,
                title: "Import into this graph",
                text: "Its entities are matched with those that are there. One undo takes all of it back.",
                command: Command::Import(ImportAct::Begin(path.to_owned())),
            },
        ];
        for way in ways {
            if way_row(ui, &way) {
                chosen = Some(way.command);
            }
        }
    });
    match chosen {
        Some(command) => {
            out.send(command);
            Ended::Done
        }
        None if response.action == DialogAction::Cancelled => Ended::GivenUp,
        None => Ended::No,
    }
}

/// One way to go on.
struct Way {
    icon: Icon,
    title: &'static str,
    text: &'static str,
    command: Command,
}

/// A way to go on as a large button; whether it was pressed.
fn way_row(ui: &mut Ui, way: &Way) -> bool {
    let Way { icon, title, text: words, command: _ } = way;
    let tokens = theme::tokens(ui);
    let width = ui.available_width();
    let font = fonts::regular(theme::size::SECONDARY);
    let galley = ui.painter().layout((*words).to_owned(), font, tokens.t2, width - 60.0);
    let height = 34.0 + galley.size().y + 6.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, title));
    response.ctx.accesskit_node_builder(response.id, |node| node.set_description(*words));
    let fill = if response.hovered() { tokens.hover } else { tokens.surface };
    let border = egui::Stroke::new(1.0, tokens.line2);
    ui.painter().rect(rect, f32::from(radius::CONTROL), fill, border, egui::StrokeKind::Inside);
    let center = egui::pos2(rect.left() + 22.0, rect.top() + 20.0);
    widgets::icon(ui.painter(), *icon, IconStyle::Regular, center, 16.0, tokens.t2);
    let left = rect.left() + 44.0;
    let head = ui.painter().layout_no_wrap((*title).to_owned(), fonts::medium(theme::size::BODY), tokens.t1);
    widgets::text_left(ui.painter(), left, rect.top() + 20.0, head, tokens.t1);
    ui.painter().galley(egui::pos2(left, rect.top() + 32.0), galley, tokens.t2);
    if response.has_focus() {
        widgets::focus_ring(ui, rect, radius::CONTROL);
    }
    response.clicked()
}

fn recovery(ctx: &Context, session: &Session, out: &mut Outbox) -> Ended {
    if session.recoveries().is_empty() {
        return Ended::Done;
    }
    let dialog = Dialog::to_read(Id::unique("recovery"), "Unsaved work was found", "Later").width(500.0);
    let response = dialog.show(ctx, |ui| {
        let words = "The program stopped before these were saved. Recovering opens them as they were, and saves nothing \
                     by itself.";
        text::secondary(ui, words, text::Overflow::Wrap);
        if let Some(recovery) = session.recoveries().first() {
            let kept = format!(
                "The latest five that are discarded stay in {} with names that end in .discarded; named .journal again, \
                 they are offered at the next start.",
                recovery.folder().display()
            );
            text::hint(ui, &kept, text::Overflow::Wrap);
        }
        ui.add_space(space::XS);
        for recovery in session.recoveries() {
            ui.push_id(recovery.id.0, |ui| {
                widgets::card(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.horizontal(|ui| {
                        ui.vertical(|ui| {
                            ui.set_width(ui.available_width() - 190.0);
                            ui.spacing_mut().item_spacing.y = 2.0;
                            text::strong(ui, &recovery.name, text::Overflow::Elide);
                            let changes = marks::count(recovery.changes, "change", "changes");
                            let place = match &recovery.path {
                                Some(path) => format!("{changes} not in {}", path.display()),
                                None => format!("{changes}, never saved"),
                            };
                            text::hint(ui, &place, text::Overflow::Elide);
                        });
                        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                            if ui.add(Button::primary("Recover").small()).clicked() {
                                out.send(Command::Recover(recovery.id));
                            }
                            if ui.add(Button::danger("Discard").small()).clicked() {
                                out.send(Command::DiscardRecovery(recovery.id));
                            }
                        });
                    });
                });
            });
        }
    });
    if response.action == DialogAction::Open { Ended::No } else { Ended::Done }
}

//! In which format a graph is written, and how much of it.

use eframe::egui::{Context, Id};

use super::{Ended, Export};
use crate::formats::table;
use crate::session::{Part, Session, writers};
use crate::ui::desk::{Outbox, Wish};
use crate::ui::theme::space;
use crate::ui::widgets::{Choice, Dialog, DialogAction, Picker, Segment, field_row, segmented, text};

/// Shows the dialog.
pub(super) fn show(ctx: &Context, export: &mut Export, session: &Session, out: &mut Outbox) -> Ended {
    let Some(open) = session.document(export.document) else { return Ended::GivenUp };
    let title = format!("Export {}", open.name());
    let dialog = Dialog::new(Id::unique("export"), &title, "Choose a file…").width(440.0);
    let response = dialog.show(ctx, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        let format = writers().find(|format| format.key == export.format).or_else(|| writers().next());
        field_row(ui, "Format", |ui, _| {
            let shown = format.map_or("", |format| format.label);
            let chosen = Picker::new("Format", shown).search("Find a format").show(ui, |query| {
                let query = query.to_lowercase();
                let fits = |label: &str| label.to_lowercase().contains(&query);
                writers()
                    .filter(|known| fits(known.label) || known.extensions.iter().any(|ending| fits(ending)))
                    .map(|known| Choice {
                        detail: known.extensions.first().map(|ending| format!(".{ending}")).unwrap_or_default(),
                        ..Choice::new(known.key, known.label).selected(known.key == export.format)
                    })
                    .collect()
            });
            if let Some(key) = chosen {
                export.format = key;
            }
        });
        field_row(ui, "What", |ui, _| {
            let parts =
                [Segment::text(Part::Whole, "The whole graph"), Segment::text(Part::Shown, "What the view shows")];
            segmented(ui, "What", &mut export.part, &parts, None);
        });
        let hint = if export.format == table::CSV {
            "Two files: one of entities and one of relationships."
        } else if export.format == crate::formats::native::FORMAT {
            "A copy in the format of this program, with everything in it."
        } else {
            "What the format cannot hold is named when it is written. The graph here stays as it is."
        };
        text::hint(ui, hint, text::Overflow::Wrap);
    });
    match response.action {
        DialogAction::Primary => {
            out.wish(Wish::AskExportPath { document: export.document, format: export.format, part: export.part });
            Ended::Done
        }
        DialogAction::Cancelled => Ended::GivenUp,
        DialogAction::Open | DialogAction::Other => Ended::No,
    }
}

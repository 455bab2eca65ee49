//! Find and replace over the rows that are shown: every change is seen before it is made.

use std::sync::Arc;

use eframe::egui::{Context, Id, ScrollArea, Sense, Ui, vec2};

use super::state::DataState;
use crate::analysis::table::{Column, Field, Finder, Hit, Holds, Replace, Rows, record};
use crate::base::Task;
use crate::session::{CellWork, Command};
use crate::ui::desk::Desk;
use crate::ui::fonts;
use crate::ui::marks::{count, thousands};
use crate::ui::theme::{self, height, size, space};
use crate::ui::widgets::{self, Check, Choice, Dialog, DialogAction, Picker, TextField, checkbox, text};

/// So many rows are looked through in a frame.
const AT_ONCE: usize = 2_000;

/// Find and replace, and what was found so far.
#[derive(Default)]
pub(super) struct Replacing {
    replace: Replace,
    /// What looks for it, or why the pattern cannot be read.
    finder: Option<Result<Finder, String>>,
    /// The column that is looked through; all that hold words otherwise.
    field: Option<Field>,
    hits: Vec<Hit>,
    /// The hits that are to stay as they are.
    left: std::collections::BTreeSet<usize>,
    /// What the hits were found for.
    found_for: Option<(Replace, Option<Field>, u64, usize)>,
    /// How many rows have been looked through.
    at: usize,
    began: bool,
}

fn is_searched(column: &Column) -> bool {
    column.editable
        && matches!(
            column.holds,
            Holds::Text
                | Holds::Prose
                | Holds::Url
                | Holds::List
                | Holds::Tags
                | Holds::Start
                | Holds::Stop
                | Holds::Date
                | Holds::Time
        )
}

impl Replacing {
    /// Looks through some more rows.
    fn search(&mut self, ctx: &Context, desk: &Desk<'_>, rows: &Arc<Rows>, columns: &[&Column]) {
        let wanted = (self.replace.clone(), self.field.clone(), desk.open.revision(), Arc::as_ptr(rows) as usize);
        if self.found_for.as_ref() != Some(&wanted) {
            self.found_for = Some(wanted);
            self.finder = Some(self.replace.finder());
            self.hits.clear();
            self.left.clear();
            self.at = 0;
        }
        let Some(Ok(finder)) = &self.finder else { return };
        if self.replace.find.is_empty() || self.at >= rows.ids.len() {
            return;
        }
        let fields: Vec<Field> = columns
            .iter()
            .filter(|column| self.field.as_ref().is_none_or(|field| *field == column.field))
            .map(|column| column.field.clone())
            .collect();
        let to = (self.at + AT_ONCE).min(rows.ids.len());
        // Nobody stops so little.
        self.hits
            .extend(finder.hits(desk.graph(), &rows.ids[self.at..to], &fields, &Task::default()).unwrap_or_default());
        self.at = to;
        if to < rows.ids.len() {
            ctx.request_repaint();
        }
    }

    /// Why the pattern cannot be read.
    fn error(&self) -> Option<&str> {
        self.finder.as_ref().and_then(|finder| finder.as_ref().err()).map(String::as_str)
    }
}

/// Shows the dialog; nothing once it is over.
pub(super) fn show(
    ctx: &Context,
    desk: &mut Desk<'_>,
    state: &mut DataState,
    mut replacing: Replacing,
) -> Option<Replacing> {
    let Some(rows) = state.table().rows.clone() else { return Some(replacing) };
    let columns: Vec<&Column> = rows.columns.iter().filter(|column| is_searched(column)).collect();
    replacing.search(ctx, desk, &rows, &columns);
    let chosen = replacing.hits.len() - replacing.left.len();
    let is_done = replacing.replace.find.is_empty() || replacing.error().is_some() || replacing.at >= rows.ids.len();
    let primary = if chosen > 0 { format!("Replace in {}", count(chosen, "cell", "cells")) } else { "Replace".into() };
    let title = format!("Find and replace in {}", state.kind.title().to_lowercase());
    let dialog = Dialog::new(Id::unique("replace in a table"), &title, &primary)
        .primary_enabled(chosen > 0 && is_done)
        .width(620.0);
    let response = dialog.show(ctx, |ui| {
        fields(ui, &mut replacing, &columns);
        ui.add_space(space::XS);
        hits(ui, desk, &mut replacing, &columns, is_done, rows.ids.len());
    });
    match response.action {
        DialogAction::Open => Some(replacing),
        DialogAction::Primary => {
            let find: String = replacing.replace.find.chars().take(30).collect();
            let label = format!("replace “{find}” in {}", count(chosen, "cell", "cells"));
            let Replacing { hits, left, .. } = replacing;
            desk.out.send(Command::WorkOnCells(CellWork::Replace { hits, left, label }));
            None
        }
        DialogAction::Other | DialogAction::Cancelled => None,
    }
}

fn fields(ui: &mut Ui, replacing: &mut Replacing, columns: &[&Column]) {
    let half = 0.5 * (ui.available_width() - space::S);
    ui.horizontal(|ui| {
        let id = Id::unique("replace in a table").with("find");
        let error = replacing.error().map(str::to_owned);
        let hint = if replacing.replace.pattern { "A pattern, such as (\\d+) km" } else { "Find" };
        let field = TextField::new(&mut replacing.replace.find, "Find").hint(hint).width(half).id(id);
        let find = ui.add(field.error(error.as_deref()));
        if !replacing.began {
            find.request_focus();
            ui.ctx().request_repaint();
            replacing.began = ui.memory(|memory| memory.has_focus(id));
        }
        let hint = if replacing.replace.pattern { "Replace with; $1 is the first (…)" } else { "Replace with" };
        ui.add(TextField::new(&mut replacing.replace.with, "Replace with").hint(hint).width(half));
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        let shown = replacing.field.as_ref().and_then(|field| columns.iter().find(|column| column.field == *field));
        let shown = shown.map_or("All columns of words", |column| column.title.as_str());
        let picked = Picker::new("In", shown).width(200.0).show(ui, |_| {
            let all = Choice::new(None, "All columns of words").selected(replacing.field.is_none());
            let each = columns.iter().map(|column| {
                let is_now = replacing.field.as_ref() == Some(&column.field);
                Choice::new(Some(column.field.clone()), &column.title).selected(is_now)
            });
            std::iter::once(all).chain(each).collect()
        });
        if let Some(field) = picked {
            replacing.field = field;
        }
        let Replace { whole, case, pattern, find: _, with: _ } = &mut replacing.replace;
        for (on, words) in [(whole, "Whole cell"), (case, "Match case"), (pattern, "Pattern")] {
            if checkbox(ui, Check::from(*on), words, false).clicked() {
                *on = !*on;
            }
        }
    });
}

fn hits(ui: &mut Ui, desk: &Desk<'_>, replacing: &mut Replacing, columns: &[&Column], is_done: bool, total: usize) {
    let sentence = if replacing.replace.find.is_empty() {
        "Type what to look for. It is looked for in the rows that are shown.".to_owned()
    } else if replacing.error().is_some() {
        "Nothing is looked for until the pattern can be read.".to_owned()
    } else if !is_done {
        format!("{} of {} rows looked through", thousands(replacing.at), thousands(total))
    } else if replacing.hits.is_empty() {
        "Found nowhere in the rows that are shown.".to_owned()
    } else {
        format!("Found in {}", count(replacing.hits.len(), "cell", "cells"))
    };
    text::hint(ui, &sentence, text::Overflow::Wrap);
    let Replacing { hits, left, .. } = replacing;
    let area = ScrollArea::vertical().max_height(300.0).min_scrolled_height(300.0).auto_shrink([false, false]);
    ui.spacing_mut().item_spacing.y = 0.0;
    area.show_rows(ui, height::TABLE_ROW, hits.len(), |ui, range| {
        for at in range {
            let hit = &hits[at];
            ui.push_id(at, |ui| {
                let Hit { change, before } = hit;
                let title = record(desk.graph(), &change.row).map_or_else(String::new, |r| r.title(desk.graph()));
                let column = columns.iter().find(|column| column.field == change.field);
                let column = column.map_or("", |column| column.title.as_str());
                let name = format!("{column} of {title}: {before} becomes {}", change.text);
                let on = !left.contains(&at);
                if hit_row(ui, on, &name, (column, before, &change.text)) && !left.remove(&at) {
                    left.insert(at);
                }
            });
        }
    });
}

/// A row of the preview; whether its box was pressed.
fn hit_row(ui: &mut Ui, on: bool, name: &str, (column, before, after): (&str, &str, &str)) -> bool {
    let tokens = theme::tokens(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let pressed = checkbox(ui, Check::from(on), name, true).clicked();
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height::TABLE_ROW), Sense::hover());
        let (painter, y) = (ui.painter(), rect.center().y);
        let part = |left: f32, width: f32, words: &str, color| {
            let words = words.replace('\n', " ");
            let galley = widgets::line(painter, &words, fonts::regular(size::SECONDARY), color, width);
            widgets::text_left(painter, left, y, galley, color);
        };
        let half = 0.5 * (rect.width() - 110.0 - 28.0);
        part(rect.left(), 100.0, column, tokens.t3);
        part(rect.left() + 110.0, half - 4.0, before, tokens.bad);
        part(rect.left() + 110.0 + half, 20.0, "→", tokens.t3);
        part(rect.left() + 110.0 + half + 24.0, half, after, tokens.ok);
        pressed
    })
    .inner
}

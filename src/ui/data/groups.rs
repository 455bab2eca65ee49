//! Rows in groups: which line of the table shows which row, and the headings between them.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2};

use super::grid::Layout;
use super::state::{DataState, TableState};
use crate::analysis::table::{Column, Field, Holds, Rows};
use crate::ui::fonts;
use crate::ui::icons::{self, IconStyle};
use crate::ui::marks::thousands;
use crate::ui::theme::{self, radius, size};
use crate::ui::widgets::{self, Button, Choice, open_list};

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Heading {
    line: usize,
    /// The first row under it, and how many there are.
    row: usize,
    rows: usize,
    title: String,
    folded: bool,
}

/// The lines of a table: its rows, and headings over those that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Lines {
    headings: Vec<Heading>,
    /// How many lines there are.
    pub count: usize,
}

/// What a line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Row(usize),
    /// A heading, by its place among them.
    Heading(usize),
}

impl Lines {
    pub fn of(rows: &Rows, folded: &BTreeSet<String>) -> Self {
        let mut headings = Vec::with_capacity(rows.groups.len());
        let mut line = 0;
        for group in &rows.groups {
            let is_folded = folded.contains(&group.title);
            let (row, count, title) = (group.first, group.count, group.title.clone());
            headings.push(Heading { line, row, rows: count, title, folded: is_folded });
            line += 1 + if is_folded { 0 } else { count };
        }
        // Rows that have just been added stand behind the last group.
        let grouped = rows.groups.last().map_or(0, |group| group.first + group.count);
        Self { headings, count: line + rows.ids.len() - grouped }
    }

    /// The line of a row, or of the heading that it is folded under.
    pub fn of_row(&self, row: usize) -> usize {
        let Some(heading) = self.heading_over(row) else { return row };
        let beyond = row - heading.row;
        if beyond >= heading.rows {
            // Behind the last group.
            let end = heading.line + 1 + if heading.folded { 0 } else { heading.rows };
            return end + beyond - heading.rows;
        }
        if heading.folded { heading.line } else { heading.line + 1 + beyond }
    }

    fn heading_over(&self, row: usize) -> Option<&Heading> {
        let after = self.headings.partition_point(|heading| heading.row <= row);
        after.checked_sub(1).and_then(|at| self.headings.get(at))
    }

    /// What a line shows.
    pub fn at(&self, line: usize) -> Line {
        let after = self.headings.partition_point(|heading| heading.line <= line);
        let Some(at) = after.checked_sub(1) else { return Line::Row(line) };
        let heading = &self.headings[at];
        match line - heading.line {
            0 => Line::Heading(at),
            beyond if heading.folded => Line::Row(heading.row + heading.rows + beyond - 1),
            beyond => Line::Row(heading.row + beyond - 1),
        }
    }

    /// The row itself, or the next one in this direction that is not folded away; where there is none, the one before.
    pub fn seen(&self, row: usize, down: bool, last: usize) -> Option<usize> {
        let is_seen = |row: usize| !self.is_folded(row);
        let mut at = row;
        while !is_seen(at) {
            let heading = self.heading_over(at)?;
            at = if down { heading.row + heading.rows } else { heading.row.checked_sub(1)? };
            if at > last {
                return None;
            }
        }
        Some(at)
    }

    fn is_folded(&self, row: usize) -> bool {
        self.heading_over(row).is_some_and(|heading| heading.folded && row < heading.row + heading.rows)
    }
}

impl TableState {
    /// The lines of the rows that are shown.
    pub fn lines(&mut self, rows: &Rows) -> Arc<Lines> {
        let stamp = (std::ptr::from_ref(rows) as usize, self.folded.len(), self.folds);
        match &self.lines {
            Some((known, lines)) if *known == stamp => Arc::clone(lines),
            _ => {
                let lines = Arc::new(Lines::of(rows, &self.folded));
                self.lines = Some((stamp, Arc::clone(&lines)));
                lines
            }
        }
    }

    fn fold(&mut self, title: &str) {
        if !self.folded.remove(title) {
            self.folded.insert(title.to_owned());
        }
        self.folds += 1;
    }
}

/// Shows a heading; a press folds what is under it, or shows it again.
pub(super) fn heading(ui: &Ui, table: &mut TableState, layout: &Layout<'_>, at: usize, rect: Rect, body: &Response) {
    let Some(Heading { title, rows, folded, .. }) = layout.lines.headings.get(at) else { return };
    let tokens = theme::tokens(ui);
    let clip = ui.clip_rect().intersect(layout.body);
    let painter = ui.painter().with_clip_rect(clip);
    // The bar of the rows has the right edge.
    let pressable = rect.intersect(clip).with_max_x(layout.cells.right() - 12.0);
    let response = ui.interact(pressable, body.id.with(("group", title)), Sense::click());
    let state = if *folded { "folded" } else { "open" };
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Button, true, format!("{title}, {} rows, {state}", thousands(*rows)))
    });
    painter.rect_filled(rect, 0.0, if response.hovered() { tokens.hover } else { tokens.sunken });
    let below = painter.round_to_pixel_center(rect.bottom() - 0.5);
    painter.hline(rect.x_range(), below, Stroke::new(1.0, tokens.line));
    let y = rect.center().y;
    let caret = if *folded { icons::CARET_RIGHT } else { icons::CARET_DOWN };
    widgets::icon(&painter, caret, IconStyle::Regular, pos2(rect.left() + 18.0, y), 13.0, tokens.t2);
    let room = (rect.width() - 160.0).max(40.0);
    let galley = widgets::line(&painter, title, fonts::semibold(size::BODY), tokens.t1, room);
    let right = rect.left() + 34.0 + galley.size().x;
    widgets::text_left(&painter, rect.left() + 34.0, y, galley, tokens.t1);
    let galley = widgets::line(&painter, &thousands(*rows), fonts::regular(size::SECONDARY), tokens.t3, 100.0);
    widgets::text_left(&painter, right + 8.0, y, galley, tokens.t3);
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(2.0), radius::CHIP);
    }
    if response.clicked() {
        let title = title.clone();
        table.fold(&title);
    }
}

/// Whether rows can be put together by what stands in a column.
fn groups(column: &Column) -> bool {
    matches!(
        column.holds,
        Holds::Type
            | Holds::Entity
            | Holds::Source
            | Holds::Sources
            | Holds::Choice { .. }
            | Holds::Words(_)
            | Holds::Flag
            | Holds::Level
            | Holds::Grade
            | Holds::Tags
            | Holds::Start
            | Holds::Date
    )
}

/// The button that says by what the rows are grouped, and changes it.
pub(super) fn control(ui: &mut Ui, state: &mut DataState, rows: &Rows) {
    let table = state.table();
    let now = table.group.as_ref().and_then(|field| rows.columns.iter().find(|column| column.field == *field));
    let words = format!("Group: {}", now.map_or("none".to_owned(), |column| column.title.to_lowercase()));
    let button = ui.add(Button::quiet(&words).icon(icons::ROWS));
    let chosen: Option<Option<Field>> = open_list(ui, &button, 220.0, None, |_| {
        let none = Choice::new(None, "No groups").selected(now.is_none());
        let each = rows.columns.iter().filter(|column| groups(column)).map(|column| {
            let is_now = now.is_some_and(|now| now.field == column.field);
            Choice::new(Some(column.field.clone()), &column.title).selected(is_now)
        });
        std::iter::once(none).chain(each).collect()
    });
    if let Some(field) = chosen {
        table.group = field;
        table.folded.clear();
        table.folds += 1;
        table.held = None;
        table.reveal = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::table::RowGroup;

    #[test]
    fn rows_keep_their_lines_when_groups_fold() {
        let group = |title: &str, first, count| RowGroup { title: title.into(), first, count };
        let id = |n: u32| crate::analysis::table::RowId::Entity(format!("e{n}").parse().unwrap());
        let ids = (0..7).map(id).collect();
        // Two groups, and two rows that have just been added.
        let rows = Rows { ids, groups: vec![group("a", 0, 2), group("b", 2, 3)], ..Rows::default() };
        let shown = |folded: &[&str]| {
            let lines = Lines::of(&rows, &folded.iter().map(|title| (*title).to_owned()).collect());
            let word = |line| match lines.at(line) {
                Line::Row(row) => {
                    assert_eq!(lines.of_row(row), line);
                    row.to_string()
                }
                Line::Heading(at) => lines.headings[at].title.clone(),
            };
            (0..lines.count).map(word).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(&[]), "a 0 1 b 2 3 4 5 6");
        assert_eq!(shown(&["a"]), "a b 2 3 4 5 6");
        assert_eq!(shown(&["b"]), "a 0 1 b 5 6");
        assert_eq!(shown(&["a", "b"]), "a b 5 6");
        let lines = Lines::of(&rows, &["b".to_owned()].into());
        assert_eq!((lines.seen(3, true, 6), lines.seen(3, false, 6)), (Some(5), Some(1)));
        let lines = Lines::of(&rows, &["a".to_owned()].into());
        assert_eq!(lines.seen(1, false, 6), None);
    }
}

//! The list of sources, with how reliable each is.

use std::sync::Arc;

use eframe::egui::{self, Frame, Margin, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::base::fold;
use crate::edit::intent;
use crate::model::Source;
use crate::ui::desk::{Desk, Wish};
use crate::ui::icons::{self, IconStyle};
use crate::ui::theme::{self, height, size, space};
use crate::ui::widgets::{self, EmptyState, MenuItem, SearchField, menu_separator, no_matches};
use crate::ui::{fonts, marks};

/// Adds a source and shows it.
pub(super) fn add(desk: &mut Desk<'_>) {
    let source = Source::new(desk.mint.mint("new source"), "New source");
    let id = source.id.clone();
    desk.out.apply(intent::create_source(source));
    desk.out.wish(Wish::ShowSource(id));
}

/// Shows the list.
pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, filter: &mut String) {
    Frame::new().inner_margin(Margin { left: 8, right: 8, top: 8, bottom: 4 }).show(ui, |ui| {
        ui.add(SearchField::new(filter, "Filter sources"));
    });
    if desk.graph().sources().is_empty() {
        let empty = EmptyState {
            icon: icons::NEWSPAPER,
            sentence: "No sources yet",
            hint: "Articles, reports, people asked",
            primary: Some("New source"),
            secondary: None,
        };
        if empty.show(ui).is_some() {
            add(desk);
        }
        return;
    }
    let folded = fold(filter);
    let matches = |source: &&Arc<Source>| {
        folded.is_empty()
            || [&source.title, &source.publisher, &source.author].iter().any(|t| fold(t).contains(&folded))
    };
    let mut found: Vec<&Arc<Source>> = desk.graph().sources().values().filter(matches).collect();
    found.sort_by(|a, b| a.title.cmp(&b.title).then_with(|| a.id.cmp(&b.id)));
    if found.is_empty() {
        ui.add_space(space::XL);
        if no_matches(ui, "Clear filter") {
            filter.clear();
        }
        return;
    }
    let area = ScrollArea::vertical().id_salt("sources").auto_shrink(false);
    ui.spacing_mut().item_spacing.y = 0.0;
    area.show_rows(ui, height::TALL_ROW, found.len(), |ui, range| {
        for source in &found[range] {
            ui.push_id(&source.id, |ui| row(ui, desk, source));
        }
    });
}

/// A row of two lines: the title, and under it who published it and when.
fn row(ui: &mut Ui, desk: &mut Desk<'_>, source: &Source) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height::TALL_ROW), Sense::click());
    let title = marks::source_title(desk.graph(), &source.id);
    let date = source.published.map(|date| date.to_string());
    let parts = [source.publisher.as_str(), date.as_deref().unwrap_or("")];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let detail = if parts.is_empty() { source.kind.label().to_owned() } else { parts.join(", ") };
    let spoken = match source.reliability {
        Some(reliability) => format!("{title}, {detail}, {}", reliability.label().to_lowercase()),
        None => format!("{title}, {detail}"),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, ui.is_enabled(), &spoken));
    let tokens = theme::tokens(ui);
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let icon = pos2(rect.left() + 20.0, rect.top() + 15.0);
    widgets::icon(ui.painter(), marks::source_icon(source.kind), IconStyle::Regular, icon, 16.0, tokens.t2);
    let mut right = rect.right() - 12.0;
    if let Some(reliability) = source.reliability {
        let place = Rect::from_min_max(pos2(right - 30.0, rect.top()), pos2(right, rect.top() + 30.0));
        let builder = UiBuilder::new().max_rect(place).layout(egui::Layout::right_to_left(egui::Align::Center));
        let grade = widgets::grade(&mut ui.new_child(builder), reliability.key(), reliability.label());
        right = grade.rect.left() - 6.0;
    }
    let left = rect.left() + 36.0;
    let line = |text: &str, size: f32, color| {
        let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), fonts::regular(size), color);
        job.wrap = egui::text::TextWrapping {
            max_width: (right - left).max(0.0),
            max_rows: 1,
            break_anywhere: true,
            ..Default::default()
        };
        ui.painter().layout_job(job)
    };
    widgets::text_left(ui.painter(), left, rect.top() + 15.0, line(title, size::BODY, tokens.t1), tokens.t1);
    let detail = line(&detail, size::SECONDARY, tokens.t3);
    widgets::text_left(ui.painter(), left, rect.top() + 32.0, detail, tokens.t3);
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(4.0), 3);
    }
    if response.clicked() {
        desk.out.wish(Wish::ShowSource(source.id.clone()));
    }
    response.context_menu(|ui| {
        if ui.add(MenuItem::new("Open").icon(Some(icons::ARROW_UP_RIGHT))).clicked() {
            desk.out.wish(Wish::ShowSource(source.id.clone()));
        }
        menu_separator(ui);
        if ui.add(MenuItem::new("Delete with its evidence").icon(Some(icons::TRASH)).dangerous()).clicked() {
            desk.out.apply(intent::delete_source(desk.graph(), &source.id));
        }
    });
}

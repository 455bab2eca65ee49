//! What the words of a column stand for.

use eframe::egui::{Align, Layout, ScrollArea, Ui, vec2};

use super::{ImportView, act, rule};
use crate::formats::table::{Meaning, Rows};
use crate::model::{Likelihood, Schema, Status};
use crate::session::ImportAct;
use crate::session::import::Import;
use crate::ui::desk::{Desk, Outbox};
use crate::ui::theme::space;
use crate::ui::widgets::{Choice, Picker, text};

use super::meanings::resolved;

/// Shows the words of a column that stand for nothing, and those that were mapped.
pub(super) fn show(
    ui: &mut Ui,
    import: &Import,
    view: &mut ImportView,
    header: &str,
    desk: Option<&Desk<'_>>,
    out: &mut Outbox,
) {
    let Some(tables) = &import.tables else { return };
    let (Some(table), Some(told)) = (tables.tables.get(view.table), import.mapping.tables.get(view.table)) else {
        return;
    };
    let at = table.headers.iter().position(|known| known == header);
    let check = import.checked.as_ref().and_then(|c| c.tables.get(view.table)?.get(at?));
    let usual = Default::default();
    let column = told.columns.get(header).unwrap_or(&usual);
    let meaning = resolved(header, column, told.rows);
    let makes_types = meaning == Meaning::Type;
    let mut words: Vec<String> = column.words.keys().cloned().collect();
    words.extend(check.iter().flat_map(|check| &check.unknown).filter(|w| !column.words.contains_key(*w)).cloned());
    ui.add_space(space::M);
    let title = format!("Words in “{header}”");
    text::title(ui, &title, text::Overflow::Elide);
    let hint = if makes_types {
        "A word that is no type becomes a new type of its own, unless it stands for one that is there."
    } else {
        "Say what each word stands for. What stands for nothing becomes a property."
    };
    ui.add_space(space::XS);
    text::secondary(ui, hint, text::Overflow::Wrap);
    ui.add_space(space::S);
    rule(ui);
    let schema = desk.map_or_else(Schema::built_in, |desk| desk.graph().schema().clone());
    let values: Vec<(String, String)> = match meaning {
        Meaning::Likelihood => {
            Likelihood::ALL.iter().rev().map(|l| (l.key().to_owned(), l.label().to_owned())).collect()
        }
        Meaning::Status => Status::ALL.iter().map(|s| (s.key().to_owned(), s.label().to_owned())).collect(),
        _ if told.rows == Rows::Relationships => {
            schema.relationship_types.values().map(|t| (t.name.clone(), t.name.clone())).collect()
        }
        _ => schema.entity_types.values().map(|t| (t.name.clone(), t.name.clone())).collect(),
    };
    ScrollArea::vertical().id_salt("words").auto_shrink(false).show(ui, |ui| {
        for word in words {
            let now = column.words.get(&word);
            let width = ui.available_width();
            ui.allocate_ui_with_layout(vec2(width, 36.0), Layout::left_to_right(Align::Center), |ui| {
                ui.allocate_ui_with_layout(vec2(260.0, 28.0), Layout::left_to_right(Align::Center), |ui| {
                    ui.set_min_width(260.0);
                    text::body(ui, &word, text::Overflow::Elide);
                });
                let unsaid = if makes_types { "New type" } else { "Nothing yet" };
                let shown = match now.map(String::as_str) {
                    None => unsaid,
                    Some("") => "Left out",
                    Some(value) => {
                        values.iter().find(|(key, _)| key == value).map_or(value, |(_, label)| label.as_str())
                    }
                };
                let spoken = format!("What “{word}” stands for");
                let picker = Picker::new(&spoken, shown).width(240.0).faint(now.is_none()).search("Find");
                let chosen: Option<Option<String>> = picker.show(ui, |query| {
                    let query = query.to_lowercase();
                    let fits = |label: &str| label.to_lowercase().contains(&query);
                    let mut all = vec![
                        Choice::new(None, unsaid).selected(now.is_none()),
                        Choice::new(Some(String::new()), "Leave it out").selected(now.is_some_and(String::is_empty)),
                    ];
                    all.extend(
                        values.iter().map(|(key, label)| {
                            Choice::new(Some(key.clone()), label.clone()).selected(now == Some(key))
                        }),
                    );
                    all.retain(|choice| fits(&choice.label));
                    all
                });
                if let Some(meant) = chosen {
                    let mut mapping = import.mapping.clone();
                    if let Some(told) = mapping.tables.get_mut(view.table) {
                        let column = told.columns.entry(header.to_owned()).or_default();
                        match meant {
                            Some(meant) => column.words.insert(word.clone(), meant),
                            None => column.words.remove(&word),
                        };
                        act(out, ImportAct::SetMapping(mapping));
                    }
                }
            });
            rule(ui);
        }
    });
}

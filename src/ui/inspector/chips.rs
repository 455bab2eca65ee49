//! A row of chips to which one can be added: aliases and tags.

use std::collections::BTreeMap;

use eframe::egui::{self, Id, Key, Ui};

use super::super::widgets::{Chip, ChipResponse, TextField, Tone};
use super::super::{icons, theme::space};

/// What was done with a row of chips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ChipChange {
    /// A new one was written.
    Add(String),
    /// The cross of one was pressed.
    Remove(String),
}

/// What a row of chips is called.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chips<'a> {
    pub id: Id,
    /// The words on the chip that adds one, such as "Alias".
    pub add: &'a str,
    /// What a screen reader calls the field, such as "New alias".
    pub field: &'a str,
    /// Chips for several records say how many of them have it when not all do, and a click gives it to the rest.
    pub partial: Option<&'a BTreeMap<String, String>>,
}

/// Shows chips with crosses, and one that turns into a field and adds.
pub(super) fn chips(ui: &mut Ui, look: Chips<'_>, items: &[String]) -> Option<ChipChange> {
    let Chips { id, add, field, partial } = look;
    let mut change = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(space::XS, 0.0);
        for item in items {
            let shown = match partial.and_then(|partial| partial.get(item)) {
                None => Chip::new(item).removable().show(ui),
                Some(share) => {
                    let words = format!("{item} · {share}");
                    let ChipResponse { response, removed } =
                        Chip::new(&words).tone(Tone::Outline).clickable().removable().show(ui);
                    if response.clicked() && !removed {
                        change = Some(ChipChange::Add(item.clone()));
                    }
                    ChipResponse { response: response.on_hover_text("Click to give it to all"), removed }
                }
            };
            if shown.removed {
                change = Some(ChipChange::Remove(item.clone()));
            }
        }
        let writing: Option<String> = ui.data(|data| data.get_temp(id));
        let field_id = id.with("field");
        match writing {
            None => {
                let plus = Chip::new(add).icon(icons::PLUS).tone(Tone::Outline).clickable().show(ui).response;
                if plus.clicked() {
                    ui.data_mut(|data| data.insert_temp(id, String::new()));
                    ui.memory_mut(|memory| memory.request_focus(field_id));
                }
            }
            Some(mut text) => {
                let width = ui.available_width().clamp(80.0, 140.0);
                let response = ui.add(TextField::new(&mut text, field).hint(field).width(width).id(field_id));
                let (enter, escape) = ui.input(|i| (i.key_pressed(Key::Enter), i.key_pressed(Key::Escape)));
                let written = text.trim().to_owned();
                if response.lost_focus() {
                    ui.data_mut(|data| data.remove::<String>(id));
                    if !escape && !written.is_empty() && !items.contains(&written) {
                        change = Some(ChipChange::Add(written));
                        if enter {
                            // The next one can follow at once.
                            ui.data_mut(|data| data.insert_temp(id, String::new()));
                            ui.memory_mut(|memory| memory.request_focus(field_id));
                        }
                    }
                } else {
                    ui.data_mut(|data| data.insert_temp(id, text));
                }
            }
        }
    });
    change
}

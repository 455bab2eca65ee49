//! Facts by name in the inspector: those of the record's type, and free ones.

use std::collections::BTreeMap;

use eframe::egui::{self, Id, Key, Popup, Ui, vec2};

use super::fields::{self, Look, Parsed};
use super::links::entity_choices;
use super::{InspectorState, Part, item, section};
use crate::base::EntityId;
use crate::edit::{Transaction, intent};
use crate::model::{EvidenceHome, Properties, PropertyDefinition, PropertyKind, Value};
use crate::ui::desk::Desk;
use crate::ui::theme::space;
use crate::ui::widgets::{
    Check, Choice, IconButton, LABEL_WIDTH, MenuItem, Picker, Sign, TextField, checkbox, menu_separator, text,
};
use crate::ui::{icons, marks};

/// The record whose properties are shown.
pub(super) struct Holder<'a> {
    pub home: EvidenceHome,
    pub record: &'a str,
    pub values: &'a Properties,
}

impl Holder<'_> {
    /// A change of the properties, labelled for the undo menu.
    fn change(&self, desk: &Desk<'_>, what: &str, set: impl Fn(&mut Properties)) -> Transaction {
        let graph = desk.graph();
        match &self.home {
            EvidenceHome::Entity(id) => {
                let label = format!("{what} of {}", intent::describe_entities(graph, &[id]));
                intent::change_entities(graph, [id], label, |e| set(&mut e.properties))
            }
            EvidenceHome::Relationship(id) => {
                let label = format!("{what} of {}", intent::describe_relationships(graph, &[id]));
                intent::change_relationships(graph, [id], label, |r| set(&mut r.properties))
            }
        }
    }

    fn put(&self, desk: &Desk<'_>, name: &str, value: Option<&Value>) -> Transaction {
        let what = if value.is_some() { format!("change {name}") } else { format!("remove {name}") };
        self.change(desk, &what, |all| match value {
            Some(value) => {
                all.insert(name.to_owned(), value.clone());
            }
            None => {
                all.remove(name);
            }
        })
    }
}

/// The kinds that a free property can have.
const KINDS: [(&str, &PropertyKind); 6] = [
    ("Text", &PropertyKind::Text),
    ("Number", &PropertyKind::Number),
    ("Yes or no", &PropertyKind::Flag),
    ("Date", &PropertyKind::Date),
    ("Web address", &PropertyKind::Url),
    ("Entity", &PropertyKind::Entity),
];

fn kind_of(value: &Value) -> PropertyKind {
    match value {
        Value::Text(_) | Value::List(_) => PropertyKind::Text,
        Value::Number(_) => PropertyKind::Number,
        Value::Flag(_) => PropertyKind::Flag,
        Value::Date(_) => PropertyKind::Date,
        Value::Url(_) => PropertyKind::Url,
        Value::Entity(_) => PropertyKind::Entity,
    }
}

/// Whether a kind can hold a value as it is.
fn holds(kind: &PropertyKind, value: &Value) -> bool {
    match kind {
        PropertyKind::Choice(_) => matches!(value, Value::Text(_)),
        kind => *kind == kind_of(value),
    }
}

/// A value of another kind that says the same, if any can.
fn converted(value: &Value, kind: &PropertyKind) -> Option<Value> {
    let text = value.to_string();
    match kind {
        PropertyKind::Text | PropertyKind::Choice(_) => Some(Value::Text(text)),
        PropertyKind::Url => Some(Value::Url(text)),
        PropertyKind::Number => fields::parse_number(&text).ok().flatten().map(Value::Number),
        PropertyKind::Date => fields::parse_interval(&text).ok().flatten().map(Value::Date),
        PropertyKind::Flag => Some(Value::Flag(matches!(text.trim(), "yes" | "true" | "1"))),
        PropertyKind::Entity => None,
    }
}

/// Shows the section.
pub(super) fn show(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    state: &mut InspectorState,
    holder: &Holder<'_>,
    definitions: &[PropertyDefinition],
) {
    let defined: BTreeMap<&str, &PropertyKind> = definitions.iter().map(|d| (d.name.as_str(), &d.kind)).collect();
    let part = Part { title: "Properties", count: Some(holder.values.len()), add: Some("Add property") };
    let added = section(
        ui,
        state,
        part,
        |_| {},
        |ui, state| {
            if definitions.is_empty() && holder.values.is_empty() {
                text::hint(ui, "No properties yet.", text::Overflow::Wrap);
            }
            for definition in definitions {
                row(ui, desk, state, holder, &definition.name, Some(&definition.kind));
            }
            for name in holder.values.keys().filter(|name| !defined.contains_key(name.as_str())) {
                row(ui, desk, state, holder, name, None);
            }
        },
    );
    if added {
        let names = std::iter::once("New property".to_owned()).chain((2..).map(|n| format!("New property {n}")));
        let free = |name: &String| !holder.values.contains_key(name) && !defined.contains_key(name.as_str());
        if let Some(name) = { names }.find(free) {
            desk.out.apply(holder.change(desk, "add a property", |all| {
                all.insert(name.clone(), Value::Text(String::new()));
            }));
            state.renaming = Some(name);
        }
    }
}

fn row(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    state: &mut InspectorState,
    holder: &Holder<'_>,
    name: &str,
    defined: Option<&PropertyKind>,
) {
    let value = holder.values.get(name);
    let mut error = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        if defined.is_none() && state.renaming.as_deref() == Some(name) {
            rename_field(ui, desk, state, holder, name);
        } else {
            let (rect, _) = ui.allocate_exact_size(vec2(LABEL_WIDTH, 28.0), egui::Sense::hover());
            let builder =
                egui::UiBuilder::new().max_rect(rect).layout(egui::Layout::left_to_right(egui::Align::Center));
            text::hint(&mut ui.new_child(builder), &capitalised(name), text::Overflow::Elide);
        }
        ui.add_space(space::S);
        let width = ui.available_width() - 24.0;
        let kind = match (defined, value) {
            (Some(kind), None) => kind.clone(),
            (Some(kind), Some(value)) if holds(kind, value) => kind.clone(),
            (_, Some(value)) => kind_of(value),
            (None, None) => PropertyKind::Text,
        };
        let id = desk.field_id(holder.record, &format!("property {name}"));
        error = editor(ui, desk, Edited { holder, name, value, kind: &kind, id, width });
        if value.is_some() {
            more(ui, desk, state, holder, name, defined);
        }
    });
    if error.is_some() {
        fields::field_row_below(ui, |ui| fields::error_below(ui, error.as_deref()));
    }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The name of a free property while it is changed.
fn rename_field(ui: &mut Ui, desk: &mut Desk<'_>, state: &mut InspectorState, holder: &Holder<'_>, name: &str) {
    let id = desk.field_id(holder.record, "name of a property");
    let draft: Option<String> = ui.data(|data| data.get_temp(id));
    let is_new = draft.is_none();
    let mut typed = draft.unwrap_or_else(|| name.to_owned());
    let response = ui.add(TextField::new(&mut typed, "Name of the property").width(LABEL_WIDTH).id(id));
    if is_new {
        super::focus_all(ui, id);
    }
    ui.data_mut(|data| data.insert_temp(id, typed.clone()));
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(id));
        state.renaming = None;
        let new = typed.trim().to_owned();
        let escaped = ui.input(|input| input.key_pressed(Key::Escape));
        if !escaped && !new.is_empty() && !holder.values.contains_key(&new) {
            desk.out.apply(holder.change(desk, &format!("rename {name}"), |all| {
                if let Some(value) = all.remove(name) {
                    all.insert(new.clone(), value);
                }
            }));
        }
    }
}

/// The dots at the end of a row.
fn more(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    state: &mut InspectorState,
    holder: &Holder<'_>,
    name: &str,
    defined: Option<&PropertyKind>,
) {
    let dots = ui.add(IconButton::new(icons::DOTS_THREE_VERTICAL, &format!("More about {name}")).small());
    Popup::menu(&dots).show(|ui| {
        let Some(value) = holder.values.get(name) else { return };
        if defined.is_none() {
            if item(ui, MenuItem::new("Rename").icon(Some(icons::PENCIL_SIMPLE))) {
                state.renaming = Some(name.to_owned());
            }
            menu_separator(ui);
            for (words, kind) in KINDS {
                let now = kind_of(value) == *kind;
                let first = || desk.directory.entries().first().map(|entry| Value::Entity(entry.entity.id.clone()));
                let new = if *kind == PropertyKind::Entity { first() } else { converted(value, kind) };
                if item(ui, MenuItem::new(words).checked(now).enabled(now || new.is_some()))
                    && !now
                    && let Some(new) = new
                {
                    desk.out.apply(holder.put(desk, name, Some(&new)));
                }
            }
            menu_separator(ui);
        }
        if item(ui, MenuItem::new("Remove").icon(Some(icons::TRASH)).dangerous()) {
            desk.out.apply(holder.put(desk, name, None));
        }
    });
}

/// A value under its editor.
struct Edited<'a> {
    holder: &'a Holder<'a>,
    name: &'a str,
    value: Option<&'a Value>,
    kind: &'a PropertyKind,
    id: Id,
    width: f32,
}

/// The editor that fits the kind. Returns what is wrong with what stands in it.
fn editor(ui: &mut Ui, desk: &mut Desk<'_>, edited: Edited<'_>) -> Option<String> {
    let Edited { holder, name, value, kind, id, width } = edited;
    let shown = value.map_or(String::new(), ToString::to_string);
    let typed = |ui: &Ui, desk: &mut Desk<'_>, new: Option<Value>| {
        let transaction = holder.put(desk, name, new.as_ref());
        desk.out.typed(ui.ctx(), transaction, id);
    };
    let look = Parsed { id, name, hint: "not set", value: &shown, width: Some(width), look: Look::Quiet };
    match kind {
        PropertyKind::Text => {
            if let Some(new) = fields::quiet_text(ui, id, name, "not set", &shown, width) {
                let new = match value {
                    Some(Value::List(_)) => list_of(&new),
                    _ => Value::Text(new),
                };
                typed(ui, desk, Some(new));
            }
            None
        }
        PropertyKind::Url => {
            let room = if shown.is_empty() { width } else { width - 24.0 };
            if let Some(new) = fields::quiet_text(ui, id, name, "not set", &shown, room) {
                typed(ui, desk, (!new.is_empty()).then_some(Value::Url(new)));
            }
            if !shown.is_empty()
                && ui.add(IconButton::new(icons::ARROW_UP_RIGHT, "Open in the browser").small()).clicked()
            {
                crate::ui::widgets::markdown::follow(ui.ctx(), &shown);
            }
            None
        }
        PropertyKind::Number => {
            let response = fields::parsed(ui, look, fields::parse_number);
            if let Some(number) = response.typed {
                typed(ui, desk, number.map(Value::Number));
            }
            response.error
        }
        PropertyKind::Date => {
            let response = fields::parsed(ui, look, fields::parse_interval);
            if let Some(date) = response.typed {
                typed(ui, desk, date.map(Value::Date));
            }
            response.error
        }
        PropertyKind::Flag => {
            let on = matches!(value, Some(Value::Flag(true)));
            let check = if value.is_none() { Check::Mixed } else { Check::from(on) };
            let size = vec2(width, 28.0);
            ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add_space(10.0);
                if checkbox(ui, check, name, true).clicked() {
                    desk.out.apply(holder.put(desk, name, Some(&Value::Flag(!on))));
                }
                ui.set_min_width(width);
            });
            None
        }
        PropertyKind::Choice(words) => {
            let picker = Picker::new(name, if shown.is_empty() { "not set" } else { &shown });
            let chosen = picker.width(width).faint(shown.is_empty()).show(ui, |_| {
                words.iter().map(|word| Choice::new(word.clone(), word).selected(*word == shown)).collect()
            });
            if let Some(word) = chosen {
                desk.out.apply(holder.put(desk, name, Some(&Value::Text(word))));
            }
            None
        }
        PropertyKind::Entity => {
            entity_editor(ui, desk, edited);
            None
        }
    }
}

fn entity_editor(ui: &mut Ui, desk: &mut Desk<'_>, edited: Edited<'_>) {
    let Edited { holder, name, value, kind: _, id: _, width } = edited;
    let id: Option<&EntityId> = match value {
        Some(Value::Entity(id)) => Some(id),
        _ => None,
    };
    let entity = id.and_then(|id| desk.graph().entity(id));
    let shown = match (entity, id) {
        (Some(entity), _) => marks::name(entity),
        // What it names is gone; its id is all there is to show.
        (None, Some(id)) => id.as_str(),
        (None, None) => "not set",
    };
    let sign = entity.map_or(Sign::None, |e| Sign::Disc(marks::disc(desk.graph(), e)));
    let room = if entity.is_some() { width - 24.0 } else { width };
    let picker = Picker::new(name, shown).sign(sign).width(room).faint(id.is_none()).search("Find an entity");
    if let Some(chosen) = picker.list_width(240.0).show(ui, |query| entity_choices(desk, query, &[])) {
        desk.out.apply(holder.put(desk, name, Some(&Value::Entity(chosen))));
    }
    if let Some(entity) = entity
        && ui.add(IconButton::new(icons::ARROW_UP_RIGHT, "Go to the entity").small()).clicked()
    {
        desk.out.select(crate::edit::Selection::entity(entity.id.clone()));
    }
}

/// Several values from text with commas between them.
fn list_of(text: &str) -> Value {
    Value::List(text.split(", ").map(|part| Value::Text(part.to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_what_it_says_when_its_kind_changes() {
        let text = |text: &str| Value::Text(text.into());
        assert_eq!(converted(&text("12,5"), &PropertyKind::Number), Some(Value::Number(12.5)));
        assert_eq!(converted(&text("many"), &PropertyKind::Number), None);
        assert_eq!(
            converted(&text("2011-12/.."), &PropertyKind::Date).map(|v| v.to_string()),
            Some("2011-12/..".into())
        );
        assert_eq!(converted(&Value::Flag(true), &PropertyKind::Text), Some(text("yes")));
        assert_eq!(converted(&text("yes"), &PropertyKind::Flag), Some(Value::Flag(true)));
    }
}

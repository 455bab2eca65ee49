//! The page of keys and mouse.

use eframe::egui::{Align, Context, Id, Layout, ScrollArea, Sense, Ui, UiBuilder, vec2};

use super::Ended;
use crate::session::{Menu, Verb};
use crate::ui::theme::space;
use crate::ui::widgets::{Dialog, DialogAction, key_cap, text};

/// Keys that are not those of a verb.
const OTHER_KEYS: &[(&str, &str)] = &[
    ("Esc", "One step back: closes a list, leaves a field, selects nothing"),
    ("Tab", "The next control; Shift+Tab the one before"),
    ("F6", "The next pane"),
    ("Ctrl+Y", "Redo, as well"),
    ("Enter", "On the canvas: goes to the fields of what is selected"),
    ("← ↑ ↓ →", "On the canvas: the nearest entity that way"),
    ("Shift+← ↑ ↓ →", "Moves what is selected a little"),
    ("R, then ← ↑ ↓ → and Enter", "Draws a relationship from the selected entity to the one that the arrows lead to"),
    ("F10, Alt+letter", "Opens a menu; arrow keys walk through it"),
    ("Shift+F10", "The menu of what is selected on the canvas"),
];

/// What the mouse does.
const MOUSE: &[(&str, &str)] = &[
    ("Click", "Selects; with Shift it adds, in lists with Ctrl it turns over"),
    (
        "Double-click",
        "On the ground: a new entity. On a name, a line or a note: changes its words. On an entity with a number: shows its hidden neighbours",
    ),
    (
        "Drag",
        "On the ground: selects what the frame goes around. On an entity: moves and pins it, in line with others; with Alt anywhere",
    ),
    ("Drag the rim", "Draws a relationship; let go on the ground, it makes the entity as well"),
    ("Drag a handle", "Of the selected relationship: an end goes to another entity, the middle bends it"),
    ("Wheel", "Nearer and farther; with Shift sideways"),
    ("Two fingers", "Push the canvas; spread or with Ctrl they zoom"),
    ("Space + drag", "Pushes the canvas; so does the middle button"),
    ("Right-click", "What can be done with it"),
    ("Drag an edge", "Makes a panel wider, narrower or shuts it"),
    ("Drop files", "Opens them"),
];

/// Shows the page.
pub(super) fn show(ctx: &Context) -> Ended {
    let dialog = Dialog::to_read(Id::unique("keys and mouse"), "Keys and mouse", "Close").width(620.0);
    let response = dialog.show(ctx, |ui| {
        let most = (ctx.content_rect().height() - 200.0).max(160.0);
        ScrollArea::vertical().max_height(most).show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(space::XL, 0.0);
            ui.columns(2, |columns| {
                if let [left, right] = columns {
                    verbs(left, &[Menu::File, Menu::Edit]);
                    rows(left, "Mouse", MOUSE.iter().map(|(keys, words)| ((*keys).to_owned(), *words)));
                    verbs(right, &[Menu::Insert, Menu::View, Menu::Layout, Menu::Help]);
                    rows(right, "Everywhere", OTHER_KEYS.iter().map(|(keys, words)| ((*keys).to_owned(), *words)));
                }
            });
        });
    });
    if response.action == DialogAction::Open { Ended::No } else { Ended::Done }
}

fn verbs(ui: &mut Ui, menus: &[Menu]) {
    for menu in menus {
        let all = Verb::ALL.iter().filter(|verb| verb.menu() == *menu);
        let with_keys = all.filter_map(|verb| Some((verb.chord()?.label(), verb.label().trim_end_matches('…'))));
        let with_keys: Vec<_> = with_keys.collect();
        if with_keys.is_empty() {
            continue;
        }
        rows(ui, menu.label(), with_keys.into_iter());
    }
}

fn rows<'a>(ui: &mut Ui, title: &str, all: impl Iterator<Item = (String, &'a str)>) {
    text::group_title(ui, title);
    ui.add_space(space::XS);
    for (keys, words) in all {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let (place, _) = ui.allocate_exact_size(vec2(104.0, 22.0), Sense::hover());
            let builder = UiBuilder::new().max_rect(place).layout(Layout::left_to_right(Align::Center));
            key_cap(&mut ui.new_child(builder), &keys);
            ui.vertical(|ui| {
                ui.add_space(3.0);
                text::secondary(ui, words, text::Overflow::Wrap);
            });
        });
    }
    ui.add_space(space::M);
}

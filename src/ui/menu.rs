//! The menu bar: the mark of the program, its menus, and the name of the document.

use eframe::egui::{
    self, Color32, Frame, Id, Key, Layout, Margin, MenuBar, Modifiers, Panel, Popup, Pos2, Rect, RichText, Role, Sense,
    Stroke, Style, Ui, UiBuilder, WidgetInfo, containers::menu::SubMenu, pos2, vec2,
};

use super::desk::Outbox;
use super::theme::{self, Tokens, size, space};
use super::widgets::{MenuItem, begin_by_keys, menu_separator, text};
use super::{fonts, icons};
use crate::session::{Command, Menu, OpenDocument, Session, Verb};

/// Verbs before which a line stands.
const PART_STARTS: &[Verb] = &[
    Verb::ToolSelect,
    Verb::Save,
    Verb::Close,
    Verb::Cut,
    Verb::Delete,
    Verb::Find,
    Verb::Replace,
    Verb::SelectAll,
    Verb::SelectNeighbours,
    Verb::AddView,
    Verb::ZoomIn,
    Verb::Pin,
    Verb::Filter,
    Verb::Group,
    Verb::NextView,
    Verb::ToggleOutline,
    Verb::Larger,
    Verb::NextDocument,
    Verb::AlignLeft,
    Verb::AlignTop,
    Verb::DistributeAcross,
    Verb::About,
];

/// Which panels and colours a switch in a menu shows as on.
#[derive(Debug, Clone, Copy)]
struct Switches {
    outline: bool,
    inspector: bool,
    timeline: bool,
    still: bool,
}

/// Where it is kept what the keyboard does with the menus.
const KEYS: &str = "keys of the menus";

/// What the keyboard does with the menus.
#[derive(Debug, Clone, Copy, Default)]
struct Keys {
    /// The menu to go to.
    wanted: Option<Menu>,
    /// What had the keyboard before.
    back_to: Option<Id>,
}

/// Shows the bar.
pub(super) fn show(ui: &mut Ui, session: &Session, out: &mut Outbox) {
    let tokens = theme::tokens(ui);
    let panel = Panel::top("menu").exact_size(28.0).show_separator_line(false);
    panel.frame(Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(12, 0))).show(ui, |ui| {
        let bar = ui.max_rect();
        let mut keys = ui.data(|data| data.get_temp::<Keys>(Id::unique(KEYS))).unwrap_or_default();
        let wanted = keys.wanted.take().or_else(|| asked_by_key(ui));
        if wanted.is_some() {
            keys.back_to = keys.back_to.or_else(|| ui.memory(|memory| memory.focused()));
        }
        let menus = MenuBar::new().style(bar_style).ui(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let (rect, _) = ui.allocate_exact_size(vec2(20.0, 28.0), Sense::hover());
            paint_mark(ui, tokens, rect.center(), 1.0);
            ui.add_space(space::S);
            for menu in Menu::ALL {
                let label = RichText::new(menu.label()).font(fonts::regular(size::BODY));
                let shown = ui.menu_button(label, |ui| {
                    show_menu(ui, *menu, session, out);
                    keys.wanted = keys.wanted.or(beside(ui, *menu));
                });
                if wanted == Some(*menu) {
                    Popup::open_id(ui.ctx(), Popup::default_response_id(&shown.response));
                    // Not before: the menu that was open until now would take the keyboard.
                    begin_by_keys(ui.ctx());
                }
            }
            ui.cursor().left()
        });
        if wanted.is_none() && keys.wanted.is_none() && !Popup::is_any_open(ui.ctx()) {
            let left = keys.back_to.take().filter(|_| ui.input(|input| input.key_pressed(Key::Escape)));
            if let Some(id) = left {
                ui.memory_mut(|memory| memory.request_focus(id));
            }
        }
        if keys.wanted.is_some() {
            ui.ctx().request_repaint();
        }
        ui.data_mut(|data| data.insert_temp(Id::unique(KEYS), keys));
        if let Some(open) = session.active() {
            document_name(ui, bar, menus.inner, open);
        }
    });
}

/// The menu that the keyboard opens: F10 the first, Alt with its first letter any. macOS has its own ways.
fn asked_by_key(ui: &Ui) -> Option<Menu> {
    let first = |menu: &Menu| menu.label().get(..1).and_then(Key::from_name);
    ui.input_mut(|input| {
        // With Shift it asks for the menu of what is selected.
        if !input.modifiers.shift && input.consume_key(Modifiers::NONE, Key::F10) {
            return Menu::ALL.first().copied();
        }
        let asked = |menu: &&Menu| first(menu).is_some_and(|key| input.consume_key(Modifiers::ALT, key));
        if cfg!(target_os = "macos") { None } else { Menu::ALL.iter().find(asked).copied() }
    })
}

/// The menu beside one that the left and right arrow keys go to, round and round.
fn beside(ui: &Ui, menu: Menu) -> Option<Menu> {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let by = if pressed(Key::ArrowRight) {
        1
    } else if pressed(Key::ArrowLeft) {
        Menu::ALL.len() - 1
    } else {
        return None;
    };
    let at = Menu::ALL.iter().position(|known| *known == menu)?;
    Menu::ALL.get((at + by) % Menu::ALL.len()).copied()
}

fn bar_style(style: &mut Style) {
    style.spacing.button_padding = vec2(9.0, 4.0);
    let visuals = &mut style.visuals.widgets;
    for state in [&mut visuals.inactive, &mut visuals.hovered, &mut visuals.active, &mut visuals.open] {
        state.bg_stroke = Stroke::NONE;
    }
    visuals.inactive.weak_bg_fill = Color32::TRANSPARENT;
}

fn show_menu(ui: &mut Ui, menu: Menu, session: &Session, out: &mut Outbox) {
    ui.set_min_width(200.0);
    let settings = session.settings();
    let switches = Switches {
        outline: settings.outline,
        inspector: settings.inspector,
        timeline: settings.timeline,
        still: settings.reduced_motion,
    };
    let mut is_first = true;
    for verb in Verb::ALL.iter().copied().filter(|verb| verb.menu() == menu) {
        if PART_STARTS.contains(&verb) && !is_first {
            menu_separator(ui);
        }
        is_first = false;
        if item(ui, session, verb, Some(switches)) {
            out.verb(verb);
        }
        if verb == Verb::OpenExample {
            recent_files(ui, session, out);
        }
    }
}

/// The files that were open before.
fn recent_files(ui: &mut Ui, session: &Session, out: &mut Outbox) {
    let recent = &session.settings().recent;
    let head = MenuItem::new("Open recent")
        .icon(Some(icons::CLOCK_COUNTER_CLOCKWISE))
        .enabled(!recent.is_empty())
        .opens_menu();
    let response = ui.add(head);
    if recent.is_empty() {
        return;
    }
    SubMenu::new().show(ui, &response, |ui| {
        for path in recent {
            let name =
                path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
            let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
            let row = ui.add(MenuItem::new(&name)).on_hover_text(folder);
            if row.clicked() {
                out.send(Command::Open(path.clone()));
            }
        }
    });
}

/// A row for a verb, as it stands now; whether it was pressed.
pub(super) fn verb_item(ui: &mut Ui, session: &Session, verb: Verb) -> bool {
    item(ui, session, verb, None)
}

fn item(ui: &mut Ui, session: &Session, verb: Verb, switches: Option<Switches>) -> bool {
    let label = session.label(verb);
    let keys = verb.chord().map(|chord| chord.label()).unwrap_or_default();
    let mut row =
        MenuItem::new(&label).icon(icons::by_name(verb.icon())).shortcut(&keys).enabled(session.is_enabled(verb));
    match (verb, switches) {
        (Verb::ToggleOutline, Some(switches)) => row = row.checked(switches.outline),
        (Verb::ToggleInspector, Some(switches)) => row = row.checked(switches.inspector),
        (Verb::ToggleTimeline, Some(switches)) => row = row.checked(switches.timeline),
        (Verb::ReduceMotion, Some(switches)) => row = row.checked(switches.still),
        (Verb::Delete, _) => row = row.dangerous(),
        _ => {}
    }
    ui.add(row).clicked()
}

/// Whether what is on screen is what is on disk, in a word.
fn state_word(open: &OpenDocument) -> &'static str {
    if open.is_modified() {
        "edited"
    } else if open.on_disk().is_some() {
        "saved"
    } else {
        "not saved yet"
    }
}

/// The name of the document and its state, in the middle of the window, right of the menus.
fn document_name(ui: &mut Ui, bar: Rect, menus_end: f32, open: &OpenDocument) {
    let tokens = theme::tokens(ui);
    let (name, state) = (open.name(), state_word(open));
    let mut job = egui::text::LayoutJob::default();
    let format = |font, color| egui::TextFormat::simple(font, color);
    job.append(&name, 0.0, format(fonts::medium(size::BODY), tokens.t1));
    job.append(&format!(" · {state}"), 0.0, format(fonts::regular(size::BODY), tokens.t3));
    // Menus come first: what does not fit beside them is cut.
    let center = bar.center().x;
    let room = 2.0 * (center - menus_end - space::L).max(0.0);
    job.wrap = egui::text::TextWrapping { max_width: room, max_rows: 1, break_anywhere: true, ..Default::default() };
    if room < 60.0 {
        return;
    }
    let galley = ui.painter().layout_job(job);
    let place = Rect::from_center_size(pos2(center, bar.center().y), vec2(galley.size().x, 28.0));
    let builder = UiBuilder::new().max_rect(place).layout(Layout::left_to_right(egui::Align::Center));
    let mut child = ui.new_child(builder);
    let (_, response) = child.allocate_exact_size(place.size(), Sense::hover());
    let spoken = format!("{name}, {state}");
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    let x = (place.center().x - 0.5 * galley.size().x).round();
    super::widgets::text_left(child.painter(), x, place.center().y, galley, tokens.t1);
    if let Some(path) = open.path() {
        let path = path.display().to_string();
        response.on_hover_ui(|ui| {
            text::secondary(ui, &path, text::Overflow::Wrap);
        });
    }
}

/// Paints the mark of the program: two rings that hold each other. At scale 1 it is 20 points wide.
pub(super) fn paint_mark(ui: &Ui, tokens: &Tokens, center: Pos2, scale: f32) {
    let painter = ui.painter();
    let (radius, offset) = (5.4 * scale, 3.9 * scale);
    let (left, right) = (center - vec2(offset, 0.0), center + vec2(offset, 0.0));
    painter.circle_filled(right, radius, tokens.accent.gamma_multiply(0.22));
    painter.circle_stroke(left, radius, Stroke::new(1.9 * scale, tokens.accent));
    painter.circle_stroke(right, radius, Stroke::new(1.9 * scale, tokens.accent.gamma_multiply(0.75)));
}

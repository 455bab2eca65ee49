//! A row of a menu: an icon, words, and the keys that do the same; and a walk through the rows by keys.

use eframe::egui::{
    Color32, Context, EventFilter, FocusDirection, Id, Key, Modifiers, Response, Role, Sense, Ui, Widget, WidgetInfo,
    pos2, vec2,
};

use super::paint;
use crate::ui::{
    fonts,
    icons::{self, Icon, IconStyle},
    theme::{self, radius, size},
};

const ROW: f32 = 28.0;

const MIN_WIDTH: f32 = 184.0;

/// Where the rows of a menu are kept, and that the next menu begins with the keyboard.
const ROWS: &str = "rows of a menu";
const BEGINS: &str = "menu by keys";

/// A row of a menu. It closes its menu when it is pressed.
#[derive(Debug, Clone)]
#[must_use = "a row shows only when it is added to a ui"]
pub struct MenuItem<'a> {
    label: &'a str,
    icon: Option<Icon>,
    shortcut: &'a str,
    checked: Option<bool>,
    enabled: bool,
    dangerous: bool,
    opens_menu: bool,
}

impl<'a> MenuItem<'a> {
    /// A row with these words.
    pub fn new(label: &'a str) -> Self {
        Self { label, icon: None, shortcut: "", checked: None, enabled: true, dangerous: false, opens_menu: false }
    }

    /// Puts an icon before the words.
    pub fn icon(mut self, icon: Option<Icon>) -> Self {
        self.icon = icon;
        self
    }

    /// Shows the keys at the end. It only shows them, and listens to none.
    pub fn shortcut(mut self, shortcut: &'a str) -> Self {
        self.shortcut = shortcut;
        self
    }

    /// Makes it a switch that is on or off.
    pub fn checked(mut self, on: bool) -> Self {
        self.checked = Some(on);
        self
    }

    /// Says whether it can be chosen now.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Marks it as one that destroys something.
    pub fn dangerous(mut self) -> Self {
        self.dangerous = true;
        self
    }

    /// Shows a caret at the end, for a row that opens a menu of its own.
    pub fn opens_menu(mut self) -> Self {
        self.opens_menu = true;
        self
    }

    /// How wide it must be to show all of its words.
    fn width(&self, ui: &Ui) -> f32 {
        let measure = |text: &str, font| paint::line(ui.painter(), text, font, Color32::PLACEHOLDER, f32::INFINITY);
        let label = measure(self.label, fonts::regular(size::BODY)).size().x;
        let keys = measure(self.shortcut, fonts::regular(size::SECONDARY)).size().x;
        32.0 + label.ceil().min(320.0) + 32.0 + keys.ceil() + 12.0
    }
}

impl Widget for MenuItem<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let width = column_width(ui, self.width(ui));
        let Self { label, icon, shortcut, checked, enabled, dangerous, opens_menu } = self;
        let sense = if enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(vec2(width, ROW), sense);
        response.widget_info(|| match checked {
            Some(on) => WidgetInfo::selected(Role::MenuItemCheckBox, enabled, on, label),
            None => WidgetInfo::labeled(Role::MenuItem, enabled, label),
        });
        if enabled {
            note_row(ui, response.id);
        }
        let tokens = theme::tokens(ui);
        let painter = ui.painter();
        if enabled && (response.hovered() || response.has_focus()) {
            painter.rect_filled(rect, f32::from(radius::CHIP), tokens.hover);
        }
        let fade = |color: Color32| if enabled { color } else { color.gamma_multiply(0.45) };
        let text_color = fade(if dangerous { tokens.bad } else { tokens.t1 });
        let y = rect.center().y;
        let sign = if checked == Some(true) { Some(icons::CHECK) } else { icon };
        if let Some(icon) = sign {
            let color = fade(if dangerous { tokens.bad } else { tokens.t2 });
            paint::icon(painter, icon, IconStyle::Regular, pos2(rect.left() + 16.0, y), 16.0, color);
        }
        let mut right = rect.right() - 10.0;
        if opens_menu {
            let center = pos2(right - 6.0, y);
            paint::icon(painter, icons::CARET_RIGHT, IconStyle::Regular, center, 12.0, fade(tokens.t2));
            right -= 20.0;
        }
        if !shortcut.is_empty() {
            let font = fonts::regular(size::SECONDARY);
            let color = fade(tokens.t3);
            let galley = paint::line(painter, shortcut, font, color, f32::INFINITY);
            right -= galley.size().x.ceil();
            paint::text_left(painter, right, y, galley, color);
            right -= 16.0;
        }
        let left = rect.left() + 32.0;
        let galley = paint::line(painter, label, fonts::regular(size::BODY), text_color, right - left);
        paint::text_left(painter, left, y, galley, text_color);
        if response.has_focus() {
            paint::inner_focus_ring(ui, rect, radius::CHIP);
        }
        if response.clicked() && !opens_menu {
            ui.close();
        }
        response
    }
}

/// The width of all rows of a menu: that of the widest in the frame before, since a menu is given more room than it
/// needs. Rows stand close together.
fn column_width(ui: &mut Ui, needed: f32) -> f32 {
    ui.spacing_mut().item_spacing.y = 0.0;
    let id = ui.scope_id().with("menu column");
    let widest = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or(MIN_WIDTH).max(needed);
    ui.data_mut(|data| data.insert_temp(id, widest));
    widest
}

/// A line between parts of a menu.
pub fn menu_separator(ui: &mut Ui) {
    let width = column_width(ui, 0.0);
    let (rect, _) = ui.allocate_exact_size(vec2(width, 9.0), Sense::hover());
    let y = rect.center().y.round() + 0.5;
    let stroke = (1.0, theme::tokens(ui).line);
    ui.painter().hline(rect.left() + 4.0..=rect.right() - 4.0, y, stroke);
}

/// Gives the keyboard to the first row of the menu that is shown next: it was asked for by keys.
pub fn begin_by_keys(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(Id::unique(BEGINS), true));
    ctx.request_repaint();
}

/// The rows of a menu that can be chosen, in the pass that is under way and in the one before.
#[derive(Debug, Clone, Default)]
struct Rows {
    pass: u64,
    now: Vec<Id>,
    before: Vec<Id>,
}

/// Notes a row that can be chosen. With the first of a menu, the arrow keys walk.
fn note_row(ui: &Ui, row: Id) {
    let key = Id::unique(ROWS).with(ui.layer_id());
    let pass = ui.ctx().cumulative_pass_nr();
    let mut rows: Rows = ui.data_mut(|data| data.remove_temp(key)).unwrap_or_default();
    if rows.pass != pass {
        rows = Rows { pass, now: Vec::new(), before: rows.now };
        if ui.data_mut(|data| data.remove_temp(Id::unique(BEGINS))) == Some(true) {
            ui.memory_mut(|memory| memory.request_focus(row));
            ui.ctx().request_repaint();
        }
        walk(ui, &rows.before);
    }
    rows.now.push(row);
    ui.data_mut(|data| data.insert_temp(key, rows));
}

/// Lets the arrow keys walk through rows, round and round.
fn walk(ui: &Ui, rows: &[Id]) {
    let Some(last) = rows.len().checked_sub(1) else { return };
    let focused = ui.memory(|memory| memory.focused());
    let at = focused.and_then(|id| rows.iter().position(|row| *row == id));
    if let Some(at) = at {
        // Otherwise the focus would go to whatever lies that way on the screen.
        let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(rows[at], filter));
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let next = if pressed(Key::Home) {
        0
    } else if pressed(Key::End) {
        last
    } else if pressed(Key::ArrowDown) {
        at.map_or(0, |at| if at == last { 0 } else { at + 1 })
    } else if pressed(Key::ArrowUp) {
        at.map_or(last, |at| if at == 0 { last } else { at - 1 })
    } else {
        return;
    };
    ui.memory_mut(|memory| {
        memory.request_focus(rows[next]);
        memory.move_focus(FocusDirection::None);
    });
    ui.ctx().request_repaint();
}

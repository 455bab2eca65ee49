//! A choice from a list that opens under a control, with a field that narrows a long list down.

use std::sync::Arc;

use eframe::egui::{
    Color32, Context, Event, EventFilter, Galley, Id, Key, Modifiers, Popup, PopupCloseBehavior, Rect, Response, Role,
    ScrollArea, Sense, SetOpenCommand, Ui, WidgetInfo, pos2, vec2,
};

use super::{Disc, SearchField, paint, paint_disc, text};
use crate::base::fold;
use crate::ui::{
    fonts,
    icons::{self, Icon, IconStyle},
    theme::{self, Tokens, height, radius, size, space},
};

/// The sign before a name.
#[derive(Debug, Clone, Copy, Default)]
pub enum Sign {
    /// No sign.
    #[default]
    None,
    /// The disc of an entity or of a type.
    Disc(Disc),
    /// An icon.
    Icon(Icon),
}

/// One thing to choose.
#[derive(Debug, Clone)]
pub struct Choice<T> {
    /// What is chosen.
    pub value: T,
    /// Its name.
    pub label: String,
    /// What stands at the end of its row.
    pub detail: String,
    /// The sign before its name.
    pub sign: Sign,
    /// The heading under which it stands; a new one opens a new part of the list.
    pub heading: String,
    /// Whether it is the one that holds now.
    pub selected: bool,
}

impl<T> Choice<T> {
    /// A choice with a name alone.
    pub fn new(value: T, label: impl Into<String>) -> Self {
        Self {
            value,
            label: label.into(),
            detail: String::new(),
            sign: Sign::None,
            heading: String::new(),
            selected: false,
        }
    }

    /// Says whether it is the one that holds now.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }
}

/// What opens the list.
#[derive(Debug, Clone, Copy)]
enum Opener {
    Field,
    Chip,
    Button,
    Plus,
}

/// A control that opens a list of choices.
#[derive(Debug, Clone)]
#[must_use = "a picker shows only when `show` is called"]
pub struct Picker<'a> {
    name: &'a str,
    shown: &'a str,
    sign: Sign,
    width: Option<f32>,
    search: Option<&'a str>,
    list_width: f32,
    opener: Opener,
    faint: bool,
    quiet: bool,
    open_now: bool,
}

impl<'a> Picker<'a> {
    /// A field that shows what is chosen now; `name` is what a screen reader calls it.
    pub fn new(name: &'a str, shown: &'a str) -> Self {
        Self {
            name,
            shown,
            sign: Sign::None,
            width: None,
            search: None,
            list_width: 0.0,
            opener: Opener::Field,
            faint: false,
            quiet: false,
            open_now: false,
        }
    }

    /// A small chip instead of a field, such as "+ Tag".
    pub fn chip(name: &'a str, shown: &'a str) -> Self {
        Self { opener: Opener::Chip, ..Self::new(name, shown) }
    }

    /// A small button with a plus instead of a field.
    pub fn button(name: &'a str, shown: &'a str) -> Self {
        Self { opener: Opener::Button, ..Self::new(name, shown) }
    }

    /// A plus of 24 points instead of a field.
    pub fn plus(name: &'a str) -> Self {
        Self { opener: Opener::Plus, ..Self::new(name, "") }
    }

    /// Puts a sign before what is shown.
    pub fn sign(mut self, sign: Sign) -> Self {
        self.sign = sign;
        self
    }

    /// Sets the width of the field, which else is all there is.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Adds a field above the list that narrows it down; `hint` shows while it is empty.
    pub fn search(mut self, hint: &'a str) -> Self {
        self.search = Some(hint);
        self
    }

    /// Makes the list at least this wide.
    pub fn list_width(mut self, width: f32) -> Self {
        self.list_width = width;
        self
    }

    /// Shows what is chosen in the colour of a hint, where it stands for no choice.
    pub fn faint(mut self, faint: bool) -> Self {
        self.faint = faint;
        self
    }

    /// Shows the field without border and ground of its own, for a bar that has both.
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Opens the list in this frame.
    pub fn open_now(mut self) -> Self {
        self.open_now = true;
        self
    }

    /// Shows the control. `choices` is asked for those that match what was typed, only while the list is open.
    pub fn show<T>(self, ui: &mut Ui, choices: impl FnOnce(&str) -> Vec<Choice<T>>) -> Option<T> {
        let response = match self.opener {
            Opener::Field => self.field(ui),
            Opener::Chip => {
                super::Chip::new(self.shown).icon(icons::PLUS).tone(super::Tone::Outline).clickable().show(ui).response
            }
            Opener::Button => ui.add(super::Button::secondary(self.shown).icon(icons::PLUS).small()),
            Opener::Plus => ui.add(super::IconButton::new(icons::PLUS, self.name).small()),
        };
        let width = response.rect.width().max(self.list_width);
        if self.open_now {
            Popup::open_id(ui.ctx(), Popup::default_response_id(&response));
        }
        open_list(ui, &response, width, self.search, choices)
    }

    fn field(&self, ui: &mut Ui) -> Response {
        let width = self.width.unwrap_or_else(|| ui.available_width());
        let (rect, response) = ui.allocate_exact_size(vec2(width, height::CONTROL), Sense::click());
        response.widget_info(|| WidgetInfo {
            current_text_value: Some(self.shown.to_owned()),
            ..WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), self.name)
        });
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let tokens = theme::tokens(ui);
        let fill = match (response.hovered(), self.quiet) {
            (true, _) => tokens.hover,
            (false, true) => Color32::TRANSPARENT,
            (false, false) => tokens.field,
        };
        let painter = ui.painter();
        paint::boxed(painter, rect, radius::CONTROL, fill, if self.quiet { fill } else { tokens.line2 });
        let y = rect.center().y;
        let mut left = rect.left() + 10.0;
        left += paint_sign(ui, self.sign, left, y);
        let right = rect.right() - 24.0;
        let caret = pos2(rect.right() - 15.0, y);
        paint::icon(painter, icons::CARET_DOWN, IconStyle::Regular, caret, 14.0, tokens.t2);
        let color = if self.faint { tokens.t3 } else { tokens.t1 };
        let galley = paint::line(painter, self.shown, fonts::regular(size::BODY), color, right - left);
        let elided = galley.elided;
        paint::text_left(painter, left, y, galley, color);
        if response.has_focus() {
            paint::focus_ring(ui, rect, radius::CONTROL);
        }
        if elided { response.on_hover_text(self.shown) } else { response }
    }
}

/// Paints a sign of 16 points and returns how much room it takes.
fn paint_sign(ui: &Ui, sign: Sign, left: f32, y: f32) -> f32 {
    let tokens = theme::tokens(ui);
    match sign {
        Sign::None => 0.0,
        Sign::Disc(disc) => {
            paint_disc(ui.painter(), tokens, pos2(left + 8.0, y), 8.0, &disc);
            22.0
        }
        Sign::Icon(icon) => {
            paint::icon(ui.painter(), icon, IconStyle::Regular, pos2(left + 8.0, y), 16.0, tokens.t2);
            22.0
        }
    }
}

/// The choices for what was typed, looked for once a revision of a document and not in each frame. `memory` names what
/// is looked for.
pub fn kept<T: Clone + Send + Sync + 'static>(
    ctx: &Context,
    memory: Id,
    of: (u64, u64),
    typed: &str,
    look: impl FnOnce() -> Vec<Choice<T>>,
) -> Vec<Choice<T>> {
    type Known<T> = ((u64, u64), String, Arc<Vec<Choice<T>>>);
    let known: Option<Known<T>> = ctx.data(|data| data.get_temp(memory));
    if let Some((.., found)) = known.filter(|(known, before, _)| *known == of && before == typed) {
        return Vec::clone(&found);
    }
    let found = look();
    ctx.data_mut(|data| data.insert_temp(memory, (of, typed.to_owned(), Arc::new(found.clone()))));
    found
}

/// Opens a list of choices under `opener` when that is pressed, and returns what was chosen.
pub fn open_list<T>(
    ui: &mut Ui,
    opener: &Response,
    width: f32,
    search: Option<&str>,
    choices: impl FnOnce(&str) -> Vec<Choice<T>>,
) -> Option<T> {
    let popup = Popup::menu(opener).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(width);
    let id = popup.get_id();
    let was_open = popup.is_open();
    // The arrow opens a list as the space bar does.
    let by_arrow = !was_open && opener.has_focus() && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::ArrowDown));
    if was_open && opener.has_focus() {
        // The arrows belong to the list; the focus stays where it is.
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(opener.id, filter));
    }
    let popup = if by_arrow && !was_open { popup.open_memory(Some(SetOpenCommand::Bool(true))) } else { popup };
    let shown = popup.show(|ui| {
        ui.set_width(width - 8.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        list(ui, id, search, choices)
    });
    let chosen = shown.and_then(|shown| shown.inner);
    if chosen.is_some() {
        Popup::close_id(ui.ctx(), id);
        opener.request_focus();
    }
    chosen
}

/// What a list remembers while it is open.
#[derive(Debug, Clone, Default)]
struct ListState {
    query: String,
    /// The pass in which it was shown last.
    pass: u64,
    /// The row that Enter takes.
    marked: usize,
    /// The field has had the keyboard. Before it is laid out for good it cannot take it.
    began: bool,
}

fn list<T>(ui: &mut Ui, id: Id, search: Option<&str>, choices: impl FnOnce(&str) -> Vec<Choice<T>>) -> Option<T> {
    // A list that was not shown just now has been opened, by whatever it was.
    let pass = ui.ctx().cumulative_pass_nr();
    let known: Option<ListState> = ui.data(|data| data.get_temp(id.with("list")));
    let known = known.filter(|state| state.pass + 1 >= pass);
    let just_opened = known.is_none();
    let mut state = known.unwrap_or_else(|| ListState { marked: usize::MAX, ..ListState::default() });
    state.pass = pass;
    if let Some(hint) = search {
        let field_id = id.with("query");
        let response = ui.add(SearchField::new(&mut state.query, hint).id(field_id));
        if response.changed() {
            state.marked = 0;
        }
        if !state.began {
            response.request_focus();
            state.began = response.has_focus();
        }
        ui.add_space(space::XS);
    }
    let choices = choices(state.query.trim());
    if state.marked == usize::MAX {
        state.marked = choices.iter().position(|c| c.selected).unwrap_or(0);
    }
    let mut moved = just_opened;
    let mut entered = false;
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
            state.marked = (state.marked + 1).min(choices.len().saturating_sub(1));
            moved = true;
        }
        if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
            state.marked = state.marked.saturating_sub(1);
            moved = true;
        }
        // The Enter that opened the list chooses nothing yet.
        entered = !just_opened && input.consume_key(Modifiers::NONE, Key::Enter);
    });
    if search.is_none()
        && let Some(found) = typed_ahead(ui, &choices, state.marked)
    {
        state.marked = found;
        moved = true;
    }
    let mut chosen = entered.then_some(state.marked);
    if choices.is_empty() {
        text::hint(ui, "No matches", text::Overflow::Elide);
    }
    ScrollArea::vertical().max_height(280.0).id_salt("choices").show(ui, |ui| {
        let mut heading = "";
        for (index, choice) in choices.iter().enumerate() {
            if choice.heading != heading {
                heading = &choice.heading;
                list_heading(ui, heading);
            }
            let response = choice_row(ui, choice, index == state.marked);
            if index == state.marked && moved {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                chosen = Some(index);
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(id.with("list"), state));
    chosen.and_then(|index| choices.into_iter().nth(index)).map(|choice| choice.value)
}

/// The next choice behind the marked one that begins with the letter that was typed.
fn typed_ahead<T>(ui: &Ui, choices: &[Choice<T>], marked: usize) -> Option<usize> {
    let typed = ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::Text(text) if !text.trim().is_empty() => Some(fold(text)),
            _ => None,
        })
    })?;
    let count = choices.len();
    let after = (1..=count).map(|step| (marked + step) % count);
    after.into_iter().find(|index| fold(&choices[*index].label).starts_with(&typed))
}

fn list_heading(ui: &mut Ui, heading: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), heading));
    let color = theme::tokens(ui).t3;
    let galley = paint::line(ui.painter(), heading, fonts::medium(size::CAPTION), color, rect.width());
    paint::text_left(ui.painter(), rect.left() + 8.0, rect.center().y + 2.0, galley, color);
}

/// Shows one row of a list of choices, `marked` when Enter would take it.
pub fn choice_row<T>(ui: &mut Ui, choice: &Choice<T>, marked: bool) -> Response {
    let Choice { value: _, label, detail, sign, heading: _, selected } = choice;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    response.widget_info(|| {
        let spoken = if detail.is_empty() { label.clone() } else { format!("{label}, {detail}") };
        WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), *selected, spoken)
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let tokens = theme::tokens(ui);
    let ground = row_ground(tokens, marked, response.hovered());
    ui.painter().rect_filled(rect, f32::from(radius::CHIP), ground);
    let y = rect.center().y;
    let mut left = rect.left() + 8.0;
    left += paint_sign(ui, *sign, left, y);
    let mut right = rect.right() - 8.0;
    if *selected {
        let center = pos2(right - 7.0, y);
        paint::icon(ui.painter(), icons::CHECK, IconStyle::Regular, center, 14.0, tokens.accent_text);
        right -= 20.0;
    }
    if !detail.is_empty() {
        // Half of the row, or what the name leaves of it.
        let name = line(ui, label, size::BODY, tokens.t1, right - left).size().x;
        let room = (right - left - name - space::L).max(0.5 * rect.width());
        let galley = line(ui, detail, size::SECONDARY, tokens.t3, room);
        right -= galley.size().x.ceil();
        paint::text_left(ui.painter(), right, y, galley, tokens.t3);
        right -= space::S;
    }
    let galley = line(ui, label, size::BODY, tokens.t1, right - left);
    paint::text_left(ui.painter(), left, y, galley, tokens.t1);
    if response.has_focus() {
        paint::inner_focus_ring(ui, Rect::from_min_max(rect.min, rect.max), radius::CHIP);
    }
    response
}

fn row_ground(tokens: &Tokens, marked: bool, hovered: bool) -> Color32 {
    if marked {
        tokens.accent_weak
    } else if hovered {
        tokens.hover
    } else {
        Color32::TRANSPARENT
    }
}

fn line(ui: &Ui, text: &str, size: f32, color: Color32, width: f32) -> Arc<Galley> {
    paint::line(ui.painter(), text, fonts::regular(size), color, width)
}

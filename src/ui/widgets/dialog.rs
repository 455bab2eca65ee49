//! The frame of a modal dialog: a title to move it by, its content, and the buttons that end it.

use eframe::egui::{
    self, Align2, Area, Context, Frame, Id, Key, Layout, Margin, Modal, Modifiers, Order, Sense, Stroke, Ui, UiKind,
    Vec2, vec2,
};

use super::{Button, IconButton, paint, text};
use crate::ui::{
    icons::{self, Icon, IconStyle},
    theme::{self, radius, space},
};

/// How a dialog stands after this frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialogAction {
    /// It stays open.
    Open,
    /// The primary action was chosen, by its button or with Enter.
    Primary,
    /// The other action was chosen.
    Other,
    /// It was given up, by Cancel, by the cross or with Escape.
    Cancelled,
}

/// What a dialog returns each frame.
#[derive(Debug)]
pub struct DialogResponse<R> {
    /// How it stands.
    pub action: DialogAction,
    /// What its content returned.
    pub inner: R,
}

/// A modal dialog over a veil.
#[derive(Debug, Clone, Copy)]
#[must_use = "a dialog shows only when `show` is called"]
pub struct Dialog<'a> {
    id: Id,
    title: &'a str,
    primary: &'a str,
    primary_enabled: bool,
    other: Option<&'a str>,
    cancel: Option<&'a str>,
    destructive: bool,
    width: f32,
    aside: Option<(Icon, &'a str)>,
    bare: bool,
}

impl<'a> Dialog<'a> {
    /// A dialog of 440 points whose primary button says `primary`.
    pub fn new(id: Id, title: &'a str, primary: &'a str) -> Self {
        Self {
            id,
            title,
            primary,
            primary_enabled: true,
            other: None,
            cancel: Some("Cancel"),
            destructive: false,
            width: 440.0,
            aside: None,
            bare: false,
        }
    }

    /// A dialog to read, which a button that says `close` ends.
    pub fn to_read(id: Id, title: &'a str, close: &'a str) -> Self {
        Self { cancel: None, ..Self::new(id, title, close) }
    }

    /// Adds an action apart from the others, at the left, such as "Don't save".
    pub fn other(mut self, label: &'a str) -> Self {
        self.other = Some(label);
        self
    }

    /// Says whether the primary action can be chosen now.
    pub fn primary_enabled(mut self, enabled: bool) -> Self {
        self.primary_enabled = enabled;
        self
    }

    /// Marks the primary action as one that destroys something. Enter does not choose it.
    pub fn destructive(mut self) -> Self {
        self.destructive = true;
        self
    }

    /// Sets the width of the dialog.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Adds a few words beside the title, such as the name of a file.
    pub fn aside(mut self, icon: Icon, words: &'a str) -> Self {
        self.aside = Some((icon, words));
        self
    }

    /// Leaves the buttons to the content, for a dialog of several steps.
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Shows the dialog. The caller keeps whether it is open, and stops calling when it is not.
    pub fn show<R>(self, ctx: &Context, content: impl FnOnce(&mut Ui) -> R) -> DialogResponse<R> {
        let Self { id, title, primary, primary_enabled, other, cancel, destructive, width, aside, bare } = self;
        let tokens = theme::tokens_of(ctx);
        let offset_id = id.with("offset");
        let offset: Vec2 = ctx.data(|data| data.get_temp(offset_id)).unwrap_or_default();
        let area = Area::new(id)
            .kind(UiKind::Modal)
            .sense(Sense::hover())
            .anchor(Align2::CENTER_CENTER, offset)
            .order(Order::Foreground)
            .interactable(true);
        let style = ctx.style_of(ctx.theme());
        let frame = Frame::new()
            .fill(tokens.surface)
            .stroke(Stroke::new(1.0, tokens.line2))
            .shadow(style.visuals.window_shadow)
            .corner_radius(radius::DIALOG)
            .inner_margin(Margin::same(16));
        let modal = Modal::new(id).area(area).frame(frame).backdrop_color(tokens.scrim);

        let mut action = DialogAction::Open;
        let shown = modal.show(ctx, |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing = vec2(space::S, space::S);
            let moved = header(ui, id, title, aside, &mut action);
            if moved != Vec2::ZERO {
                ctx.data_mut(|data| data.insert_temp(offset_id, offset + moved));
            }
            ui.add_space(space::XS);
            let inner = content(ui);
            if bare {
                return inner;
            }
            ui.add_space(space::S);
            let size = vec2(ui.available_width(), theme::height::CONTROL);
            ui.allocate_ui_with_layout(size, Layout::right_to_left(egui::Align::Center), |ui| {
                // A dialog without a primary action has its choices in its content.
                if !primary.is_empty() {
                    let button = match cancel {
                        _ if destructive => Button::danger(primary),
                        Some(_) => Button::primary(primary),
                        None => Button::secondary(primary),
                    };
                    if ui.add_enabled(primary_enabled, button).clicked() {
                        action = DialogAction::Primary;
                    }
                }
                if let Some(cancel) = cancel
                    && ui.add(Button::secondary(cancel)).clicked()
                {
                    action = DialogAction::Cancelled;
                }
                if let Some(other) = other {
                    ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                        if ui.add(Button::secondary(other)).clicked() {
                            action = DialogAction::Other;
                        }
                    });
                }
            });
            inner
        });

        if action == DialogAction::Open && shown.is_top_modal && !shown.any_popup_open {
            // A field of several lines and a focused button keep Enter for themselves.
            let nothing_focused = ctx.memory(|memory| memory.focused().is_none());
            if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
                action = DialogAction::Cancelled;
            } else if nothing_focused
                && primary_enabled
                && !primary.is_empty()
                && !destructive
                && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter))
            {
                action = DialogAction::Primary;
            }
        }
        if action != DialogAction::Open {
            ctx.data_mut(|data| data.remove::<Vec2>(offset_id));
        }
        DialogResponse { action, inner: shown.inner }
    }
}

/// The title, whole however long it is, and the cross. Returns how far the dialog was dragged by its title.
fn header(ui: &mut Ui, id: Id, title: &str, aside: Option<(Icon, &str)>, action: &mut DialogAction) -> Vec2 {
    let width = ui.available_width();
    let below = ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let room = vec2(width - theme::height::TARGET - space::S, theme::height::TARGET);
        ui.allocate_ui_with_layout(room, Layout::top_down(egui::Align::Min), |ui| {
            ui.set_min_size(room);
            // The first line stands level with the cross.
            ui.add_space(3.0);
            let Some((icon, words)) = aside else {
                text::heading(ui, title, text::Overflow::Wrap);
                return;
            };
            ui.horizontal(|ui| {
                text::heading(ui, title, text::Overflow::Elide);
                ui.add_space(space::S);
                let (place, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
                let color = theme::tokens(ui).t2;
                paint::icon(ui.painter(), icon, IconStyle::Regular, place.center(), 14.0, color);
                text::secondary(ui, words, text::Overflow::Elide);
            });
        });
        let cross = IconButton::new(icons::X, "Close").small();
        if ui.add(cross).clicked() {
            *action = DialogAction::Cancelled;
        }
    });
    let handle = below.response.rect.with_max_x(below.response.rect.right() - theme::height::TARGET);
    ui.interact(handle, id.with("handle"), Sense::drag()).drag_delta()
}

//! What pointer, wheel and keys say, in the words of the tools.

use eframe::egui::{
    self, Event, EventFilter, Key, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, Rect, Response, Ui,
};

use super::ink;
use crate::base::{Point, Vector};
use crate::scene::{Button, Held, ToolEvent, Way};

/// A notch of a wheel zooms by this factor.
const NOTCH: f32 = 1.2;
/// A pixel of a two-finger gesture with Ctrl zooms by this, as an exponent.
const PIXEL: f32 = 0.005;
/// A line of a wheel in points.
const POINTS_A_LINE: f32 = 40.0;

/// Something that was heard, in order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Heard {
    /// For the tool.
    Tool(ToolEvent),
    /// Zoom at a place.
    Zoom {
        /// Where.
        at_in_screen: Point,
        /// By how much.
        factor: f32,
    },
    /// Push the picture.
    Pan(Vector),
    /// Delete what is selected.
    Delete,
    /// Edit the name of what is selected.
    Rename,
    /// Go to the fields of what is selected.
    Inspect,
    /// Open the menu of what is selected.
    Menu,
}

/// What the canvas takes of the input of this frame.
pub(super) struct Listener<'a> {
    pub(super) ui: &'a Ui,
    pub(super) response: &'a Response,
    /// What lies over the canvas and has its own use for the pointer.
    pub(super) covers: &'a [Rect],
    /// Whether a gesture is under way, which goes on wherever the pointer is.
    pub(super) is_busy: bool,
    /// Whether keys are for the canvas.
    pub(super) has_keys: bool,
    /// Whether the canvas itself has them, and not one of its marks.
    pub(super) is_at_canvas: bool,
    /// Whether a relationship is being drawn with the arrow keys.
    pub(super) is_pointing: bool,
}

impl Listener<'_> {
    /// Whether the pointer is over the canvas itself at `pos`.
    pub(super) fn is_over(&self, pos: Pos2) -> bool {
        self.response.rect.contains(pos)
            && !self.covers.iter().any(|cover| cover.contains(pos))
            && self.ui.ctx().layer_id_at(pos).is_none_or(|layer| layer == self.ui.layer_id())
    }

    /// Whether a press is for the canvas: not for what else is near its edge, such as the handle of a panel.
    fn takes_press(&self, pos: Pos2) -> bool {
        let is_ours = || self.response.is_pointer_button_down_on() || !self.ui.input(|i| i.pointer.any_down());
        self.is_over(pos) && is_ours()
    }

    pub(super) fn hear(&self) -> Vec<Heard> {
        let events = self.ui.input(|i| i.events.clone());
        let space = self.has_keys && self.ui.input(|i| i.key_down(Key::Space));
        let doubled = self.ui.input(|i| i.pointer.button_double_clicked(PointerButton::Primary));
        let mut pointer = self.ui.input(|i| i.pointer.latest_pos());
        // When the window is slow, both clicks of a double click come in one frame: only the second completes it.
        let is_release = |event: &Event| {
            matches!(event, Event::PointerButton { button: PointerButton::Primary, pressed: false, .. })
        };
        let last_release = events.iter().rposition(is_release);
        let mut heard = Vec::new();
        let mut is_pressed = self.is_busy;
        for (index, event) in events.into_iter().enumerate() {
            match event {
                Event::PointerMoved(pos) => {
                    pointer = Some(pos);
                    heard.push(Heard::Tool(ToolEvent::Moved { at_in_screen: ink::point(pos) }));
                }
                Event::PointerButton { pos, button, pressed, modifiers } => {
                    let Some(button) = button_of(button) else { continue };
                    let at_in_screen = ink::point(pos);
                    if pressed && self.takes_press(pos) {
                        is_pressed = true;
                        let held = Held { shift: modifiers.shift, space };
                        heard.push(Heard::Tool(ToolEvent::Pressed { at_in_screen, button, held }));
                    } else if !pressed && is_pressed {
                        heard.push(Heard::Tool(ToolEvent::Released { at_in_screen, button }));
                        if doubled && Some(index) == last_release && self.is_over(pos) {
                            heard.push(Heard::Tool(ToolEvent::DoubleClicked { at_in_screen }));
                        }
                    }
                }
                Event::MouseWheel { unit, delta, source, modifiers, .. } => {
                    if let Some(at) = pointer.filter(|at| self.is_over(*at)) {
                        heard.push(wheel(Turned::by(source, unit), unit, delta, modifiers, ink::point(at)));
                    }
                }
                Event::Zoom(factor) => {
                    if let Some(at) = pointer.filter(|at| self.is_over(*at)) {
                        heard.push(Heard::Zoom { at_in_screen: ink::point(at), factor });
                    }
                }
                _ => {}
            }
        }
        self.hear_fingers(&mut heard, is_pressed);
        if self.has_keys {
            self.hear_keys(&mut heard);
        }
        heard
    }

    /// Two fingers on a screen push the picture and pull it apart; what the first of them began is given up.
    fn hear_fingers(&self, heard: &mut Vec<Heard>, is_pressed: bool) {
        let Some(touch) = self.ui.input(|i| i.multi_touch()).filter(|touch| self.is_over(touch.center_pos)) else {
            return;
        };
        heard.retain(|heard| !matches!(heard, Heard::Tool(_) | Heard::Zoom { .. }));
        if self.is_busy || is_pressed {
            heard.push(Heard::Tool(ToolEvent::Escape));
        }
        heard.push(Heard::Zoom { at_in_screen: ink::point(touch.center_pos), factor: touch.zoom_delta });
        heard.push(Heard::Pan(Vector::new(touch.translation_delta.x, touch.translation_delta.y)));
    }

    fn hear_keys(&self, heard: &mut Vec<Heard>) {
        use egui::Modifiers;
        self.ui.input_mut(|i| {
            for (key, way) in [
                (Key::ArrowLeft, Way::Left),
                (Key::ArrowRight, Way::Right),
                (Key::ArrowUp, Way::Up),
                (Key::ArrowDown, Way::Down),
            ] {
                for (modifiers, shift) in [(Modifiers::SHIFT, true), (Modifiers::NONE, false)] {
                    for _ in 0..i.count_and_consume_key(modifiers, key) {
                        heard.push(Heard::Tool(ToolEvent::Arrow { way, held: Held { shift, space: false } }));
                    }
                }
            }
            if i.consume_key(Modifiers::NONE, Key::Escape) {
                heard.push(Heard::Tool(ToolEvent::Escape));
            }
            if i.consume_key(Modifiers::NONE, Key::Delete) || i.consume_key(Modifiers::NONE, Key::Backspace) {
                heard.push(Heard::Delete);
            }
            if self.is_pointing && i.consume_key(Modifiers::NONE, Key::Enter) {
                heard.push(Heard::Tool(ToolEvent::Enter));
            }
            if self.is_at_canvas && i.consume_key(Modifiers::NONE, Key::Enter) {
                heard.push(Heard::Inspect);
            }
            if i.consume_key(Modifiers::SHIFT, Key::F10) {
                heard.push(Heard::Menu);
            }
            if i.consume_key(Modifiers::NONE, Key::F2) {
                heard.push(Heard::Rename);
            }
        });
    }
}

fn button_of(button: PointerButton) -> Option<Button> {
    match button {
        PointerButton::Primary => Some(Button::Primary),
        PointerButton::Secondary => Some(Button::Secondary),
        PointerButton::Middle => Some(Button::Middle),
        PointerButton::Extra1 | PointerButton::Extra2 => None,
    }
}

/// Who turned a wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turned {
    /// A wheel, in notches.
    Wheel,
    /// Two fingers, in points.
    Fingers,
}

impl Turned {
    fn by(source: MouseWheelSource, unit: MouseWheelUnit) -> Self {
        match (source, unit) {
            (MouseWheelSource::Trackpad | MouseWheelSource::Momentum, _) => Self::Fingers,
            (MouseWheelSource::Unknown, MouseWheelUnit::Point) => Self::Fingers,
            (MouseWheelSource::Unknown | MouseWheelSource::Wheel, _) => Self::Wheel,
        }
    }
}

/// A wheel zooms and two fingers pan; with Shift a wheel pans sideways, and with Ctrl two fingers zoom.
fn wheel(turned: Turned, unit: MouseWheelUnit, delta: egui::Vec2, modifiers: egui::Modifiers, at: Point) -> Heard {
    let points = match unit {
        MouseWheelUnit::Point => delta,
        MouseWheelUnit::Line | MouseWheelUnit::Page => delta * POINTS_A_LINE,
    };
    // With Shift some systems turn the wheel on its other axis.
    let most = if points.y == 0.0 { points.x } else { points.y };
    match turned {
        Turned::Fingers if modifiers.command => Heard::Zoom { at_in_screen: at, factor: (points.y * PIXEL).exp() },
        Turned::Fingers => Heard::Pan(Vector::new(points.x, points.y)),
        Turned::Wheel if modifiers.shift => Heard::Pan(Vector::new(most, 0.0)),
        Turned::Wheel => Heard::Zoom { at_in_screen: at, factor: NOTCH.powf(most / POINTS_A_LINE) },
    }
}

/// Keeps the keys that steer the canvas from steering the focus.
pub(super) fn lock_keys(ui: &Ui, id: egui::Id) {
    let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
}

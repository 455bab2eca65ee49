//! Keys for the whole window: chords and single keys become verbs, and the clipboard's events become commands.

use eframe::egui::{Context, Event, Key, Modifiers};

use super::desk::Outbox;
use crate::session::{Chord, Command, Verb};

/// What the window does with keys that no widget took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pressed {
    /// Escape: one step back.
    Back,
    /// The next pane gets the keyboard.
    NextPane,
}

/// What has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keyboard {
    /// A text field: letters, the clipboard and undo are its own.
    Text,
    /// Anything else.
    Free,
}

/// Reads the keys of this frame. Called after the panels, so that what a widget took is gone. `paste_at` is where the
/// clipboard's content goes, in world units.
pub(super) fn read(ctx: &Context, paste_at: crate::base::Point, out: &mut Outbox) -> Option<Pressed> {
    let keyboard = if ctx.text_edit_focused() { Keyboard::Text } else { Keyboard::Free };
    let events = ctx.input(|input| input.events.clone());
    let mut pressed = None;
    for event in events {
        match event {
            Event::Copy if keyboard == Keyboard::Free => out.verb(Verb::Copy),
            Event::Cut if keyboard == Keyboard::Free => out.verb(Verb::Cut),
            Event::Paste(text) if keyboard == Keyboard::Free => out.send(Command::Paste { text, at: paste_at }),
            Event::Key { key, pressed: true, modifiers, repeat, .. } => {
                if let Some(verb) = verb_for(key, modifiers, keyboard)
                    && (!repeat || repeats(verb))
                {
                    out.verb(verb);
                } else if key == Key::Escape && modifiers.is_none() {
                    pressed = Some(Pressed::Back);
                } else if key == Key::F6 {
                    pressed = Some(Pressed::NextPane);
                }
            }
            _ => {}
        }
    }
    pressed
}

/// Whether a key that is held down asks for a verb again and again.
fn repeats(verb: Verb) -> bool {
    matches!(verb, Verb::Undo | Verb::Redo | Verb::ZoomIn | Verb::ZoomOut | Verb::NextDocument)
}

/// The verb that keys ask for.
fn verb_for(key: Key, modifiers: Modifiers, keyboard: Keyboard) -> Option<Verb> {
    let verb = Verb::ALL.iter().copied().find(|verb| verb.chord().is_some_and(|chord| fits(chord, key, modifiers)));
    // Redo has a second chord where the first is not what hands have learned.
    let second = key == Key::Y && modifiers.command && !modifiers.shift && !modifiers.alt;
    let verb = verb.or(second.then_some(Verb::Redo))?;
    let belongs_to_text = match verb {
        // These come as events of their own, also from menus of the system.
        Verb::Copy | Verb::Cut | Verb::Paste => return None,
        Verb::Undo | Verb::Redo | Verb::SelectAll => true,
        // A function key types nothing.
        Verb::Shortcuts => false,
        verb => verb.chord().is_some_and(Chord::is_single_key),
    };
    (keyboard == Keyboard::Free || !belongs_to_text).then_some(verb)
}

/// The key of a chord. Digits are called by themselves.
fn key_of(chord: Chord) -> Option<Key> {
    Key::from_name(chord.key.strip_prefix("Num").unwrap_or(chord.key))
}

fn fits(chord: Chord, key: Key, modifiers: Modifiers) -> bool {
    let Some(wanted) = key_of(chord) else { return false };
    // The sign + lies on the key = on many keyboards, where it takes Shift.
    let is_plus = wanted == Key::Plus && matches!(key, Key::Plus | Key::Equals);
    let shift = is_plus || modifiers.shift == chord.shift;
    (wanted == key || is_plus) && modifiers.command == chord.command && modifiers.alt == chord.alt && shift
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: Key, modifiers: Modifiers, keyboard: Keyboard, expected: Option<Verb>) {
        assert_eq!(verb_for(key, modifiers, keyboard), expected, "{modifiers:?} {key:?} {keyboard:?}");
    }

    #[test]
    fn every_chord_names_a_key() {
        for chord in Verb::ALL.iter().filter_map(|verb| verb.chord()) {
            assert!(key_of(chord).is_some(), "{}", chord.key);
        }
    }

    #[test]
    fn chords_fit_exactly() {
        let (none, ctrl) = (Modifiers::NONE, Modifiers::COMMAND);
        check(Key::Z, ctrl, Keyboard::Free, Some(Verb::Undo));
        check(Key::Z, ctrl | Modifiers::SHIFT, Keyboard::Free, Some(Verb::Redo));
        check(Key::Y, ctrl, Keyboard::Free, Some(Verb::Redo));
        check(Key::F, none, Keyboard::Free, Some(Verb::FitSelection));
        check(Key::F, Modifiers::SHIFT, Keyboard::Free, Some(Verb::FitAll));
        check(Key::Equals, ctrl, Keyboard::Free, Some(Verb::ZoomIn));
        check(Key::Plus, ctrl | Modifiers::SHIFT, Keyboard::Free, Some(Verb::ZoomIn));
        check(Key::B, ctrl | Modifiers::ALT, Keyboard::Free, Some(Verb::ToggleInspector));
        check(Key::Num0, ctrl, Keyboard::Free, Some(Verb::ZoomActual));
        check(Key::C, ctrl, Keyboard::Free, None);
    }

    #[test]
    fn a_text_field_keeps_its_letters_and_its_undo() {
        check(Key::V, Modifiers::NONE, Keyboard::Text, None);
        check(Key::Delete, Modifiers::NONE, Keyboard::Text, None);
        check(Key::Z, Modifiers::COMMAND, Keyboard::Text, None);
        check(Key::S, Modifiers::COMMAND, Keyboard::Text, Some(Verb::Save));
        check(Key::K, Modifiers::COMMAND, Keyboard::Text, Some(Verb::Palette));
        check(Key::F1, Modifiers::NONE, Keyboard::Text, Some(Verb::Shortcuts));
    }
}

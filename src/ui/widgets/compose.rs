//! Whether an input method is composing: Enter and Escape are its own then.

use eframe::egui::{Context, Event, Id, ImeEvent};

/// As it stood when a frame began, and as its events left it.
#[derive(Debug, Clone, Copy, Default)]
struct Composing {
    pass: u64,
    before: bool,
    now: bool,
}

/// Whether an input method is composing, or was when this frame began: the key that ends a composition belongs to it too.
/// To be asked in every frame in which a field has the keyboard.
#[must_use]
pub fn is_composing(ctx: &Context) -> bool {
    let id = Id::unique("an input method is composing");
    let pass = ctx.cumulative_pass_nr();
    let known: Composing = ctx.data(|data| data.get_temp(id)).unwrap_or_default();
    let before = if known.pass == pass { known.before } else { known.now };
    let told = ctx.input(|input| input.events.iter().rev().find_map(composes));
    let now = told.unwrap_or(if known.pass == pass { known.now } else { before });
    ctx.data_mut(|data| data.insert_temp(id, Composing { pass, before, now }));
    before || now
}

/// What an event says of it.
fn composes(event: &Event) -> Option<bool> {
    match event {
        Event::Ime(event) => Some(matches!(event, ImeEvent::Preedit { text, .. } if !text.is_empty())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use eframe::egui::RawInput;

    use super::*;

    #[test]
    fn keys_belong_to_the_composition_up_to_the_one_that_ends_it() {
        let ctx = Context::default();
        let frame = |events: Vec<Event>| {
            let mut told = (false, false);
            let input = RawInput { events, ..RawInput::default() };
            let output = ctx.run_ui(input, |ui| told = (is_composing(ui.ctx()), is_composing(ui.ctx())));
            output.drop_without_applying_deltas();
            assert_eq!(told.0, told.1, "however often it is asked");
            told.0
        };
        let preedit = |text: &str| Event::Ime(ImeEvent::Preedit { text: text.into(), active_range_chars: None });
        assert!(!frame(vec![]));
        assert!(frame(vec![preedit("ㄱ")]));
        assert!(frame(vec![]), "it goes on");
        assert!(frame(vec![preedit(""), Event::Ime(ImeEvent::Commit("김".into()))]));
        assert!(!frame(vec![]));
    }
}

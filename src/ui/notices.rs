//! What the session tells the user, shown over the window for as long as it takes to read.

use std::time::Duration;

use eframe::egui::{Context, Rect, vec2};

use super::desk::Outbox;
use super::widgets::{self, NoticeEvent, NoticePlace, Tone};
use crate::session::{Command, Gravity, NoticeId, Session};

/// How long a message stays at least that something was done, in seconds.
const STAYS: f64 = 3.0;

/// How much longer it stays for each of its letters, in seconds: about a slow reader's speed.
const PER_LETTER: f64 = 0.06;

/// How many are shown at once, so that they never cover the canvas; older ones come back when these are gone.
const SHOWN: usize = 3;

/// How long it takes to fade, in seconds.
const FADES: f64 = 0.4;

/// The height of the controls in the corner of the canvas, with the distance to them, in points.
const CONTROLS: f32 = 46.0;

/// Since when each message has been shown.
#[derive(Debug, Default)]
pub(super) struct NoticeTimes(Vec<(NoticeId, f64)>);

/// Shows the messages and passes on what is done with them.
///
/// They stand in the lower right corner of `canvas`, above what floats there.
pub(super) fn show(ctx: &Context, session: &Session, times: &mut NoticeTimes, canvas: Rect, out: &mut Outbox) {
    let now = ctx.input(|input| input.time);
    let all = session.notices();
    let notices = &all[all.len().saturating_sub(SHOWN)..];
    times.0.retain(|(id, _)| all.iter().any(|notice| notice.id == *id));
    let mut shown = Vec::with_capacity(notices.len());
    let words: Vec<String> = notices.iter().map(|notice| as_sentence(&notice.text)).collect();
    let labels: Vec<Vec<&str>> =
        notices.iter().map(|notice| notice.actions.iter().map(|(label, _)| label.as_str()).collect()).collect();
    for ((notice, actions), text) in notices.iter().zip(&labels).zip(&words) {
        let since = match times.0.iter().find(|(id, _)| *id == notice.id) {
            Some((_, since)) => *since,
            None => {
                times.0.push((notice.id, now));
                now
            }
        };
        let mut opacity = 1.0;
        // What failed, and what asks for something to be done, stays until somebody has seen it.
        let goes = match notice.gravity {
            Gravity::Done => true,
            Gravity::Warning => notice.actions.is_empty(),
            Gravity::Failure => false,
        };
        if goes {
            let letters = notice.title.chars().count() + notice.text.chars().count();
            let left = since + STAYS + PER_LETTER * letters as f64 - now;
            if left <= 0.0 {
                out.send(Command::Dismiss(notice.id));
            } else if left < FADES {
                opacity = (left / FADES) as f32;
                ctx.request_repaint();
            } else {
                ctx.request_repaint_after(Duration::from_secs_f64(left - FADES));
            }
        }
        let tone = match notice.gravity {
            Gravity::Done => Tone::Ok,
            Gravity::Warning => Tone::Warn,
            Gravity::Failure => Tone::Bad,
        };
        shown.push(widgets::Notice { tone, title: &notice.title, text, actions, opacity });
    }
    let place =
        NoticePlace { corner: canvas.right_bottom() - vec2(12.0, 12.0 + CONTROLS), waiting: all.len() - notices.len() };
    match widgets::notices(ctx, &shown, place) {
        Some(NoticeEvent::Action(index, action)) => {
            let notice = &notices[index];
            out.send(Command::Dismiss(notice.id));
            out.send(notice.actions[action].1.clone());
        }
        Some(NoticeEvent::DismissedAll) => {
            for notice in all {
                out.send(Command::Dismiss(notice.id));
            }
        }
        Some(NoticeEvent::Dismissed(index)) => out.send(Command::Dismiss(notices[index].id)),
        None => {}
    }
}

/// What an error says, with a capital first: a message of the library begins where a longer one would go on.
fn as_sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

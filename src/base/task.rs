//! A handle on long work: how far it is, and whether it should stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// The work was asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// Progress and cancellation, shared between the work and whoever waits for it.
///
/// Clones share one state. Work calls [`Task::check`] often enough to stop within 50 milliseconds.
#[derive(Debug, Clone)]
pub struct Task {
    state: Arc<State>,
    /// The part of the whole that it is: where it begins, and how much it is.
    from: f32,
    share: f32,
}

impl Default for Task {
    fn default() -> Self {
        Self { state: Arc::default(), from: 0.0, share: 1.0 }
    }
}

#[derive(Debug, Default)]
struct State {
    cancelled: AtomicBool,
    /// Millionths of the whole.
    done: AtomicU32,
}

impl Task {
    /// Asks the work to stop.
    pub fn cancel(&self) {
        self.state.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the work was asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.state.cancelled.load(Ordering::Relaxed)
    }

    /// # Errors
    /// [`Cancelled`] once the work was asked to stop.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }

    /// Whether both are handles on one piece of work.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.state, &other.state)
    }

    /// Says how far the work is, from 0 to 1.
    pub fn set_progress(&self, share: f32) {
        let whole = self.from + self.share * share.clamp(0.0, 1.0);
        self.state.done.store((whole * 1e6) as u32, Ordering::Relaxed);
    }

    /// The same work from one share to another of it: what says how far that part is says how far the whole is.
    #[must_use]
    pub fn part(&self, from: f32, to: f32) -> Self {
        let share = (to - from).max(0.0) * self.share;
        Self { state: Arc::clone(&self.state), from: self.from + from * self.share, share }
    }

    /// How far the whole work is, from 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f32 {
        self.state.done.load(Ordering::Relaxed) as f32 / 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_tells_how_far_the_whole_is_and_stops_with_it() {
        let task = Task::default();
        let part = task.part(0.5, 1.0).part(0.0, 0.5);
        part.set_progress(0.5);
        assert!((task.progress() - 0.625).abs() < 1e-5);
        task.cancel();
        assert_eq!(part.check(), Err(Cancelled));
    }
}

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
#[derive(Debug, Clone, Default)]
pub struct Task(Arc<State>);

#[derive(Debug, Default)]
struct State {
    cancelled: AtomicBool,
    /// Millionths of the whole.
    done: AtomicU32,
}

impl Task {
    /// Asks the work to stop.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the work was asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Relaxed)
    }

    /// # Errors
    /// [`Cancelled`] once the work was asked to stop.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }

    /// Whether both are handles on one piece of work.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Says how far the work is, from 0 to 1.
    pub fn set_progress(&self, share: f32) {
        self.0.done.store((share.clamp(0.0, 1.0) * 1e6) as u32, Ordering::Relaxed);
    }

    /// How far the work is, from 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f32 {
        self.0.done.load(Ordering::Relaxed) as f32 / 1e6
    }
}

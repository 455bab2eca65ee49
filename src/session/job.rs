//! Work on other threads: one list, each with progress and a way to stop it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use crate::base::Task;

/// What a job did, to be done with the session on its own thread.
pub(super) type Finish = Box<dyn FnOnce(&mut super::Session) + Send>;

/// A running job, for the status bar.
#[derive(Debug, Clone)]
pub struct JobView {
    /// What it does: `Opening big.ron`.
    pub label: String,
    /// How far it is, and how to stop it.
    pub task: Task,
    /// Whether it can be stopped.
    pub stop: Stop,
}

/// Whether a job can be stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// It looks again and again whether it should.
    AtAnyTime,
    /// It is short, and done whole or not at all.
    Never,
}

struct Job {
    id: u64,
    view: JobView,
    /// Joined at the end, so that a job never outlives the program that waits for it.
    thread: Option<JoinHandle<()>>,
}

pub(super) struct Jobs {
    running: Vec<Job>,
    next: u64,
    sender: Sender<(u64, Finish)>,
    receiver: Receiver<(u64, Finish)>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Jobs {
    pub(super) fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let (sender, receiver) = channel();
        Self { running: Vec::new(), next: 1, sender, receiver, wake }
    }

    pub(super) fn views(&self) -> Vec<JobView> {
        self.running.iter().map(|job| job.view.clone()).collect()
    }

    /// Runs `work` on a thread; what it returns is done with the session at the next poll. A panic becomes a notice.
    /// Returns what stops it.
    pub(super) fn start(
        &mut self,
        label: String,
        stop: Stop,
        work: impl FnOnce(&Task) -> Finish + Send + 'static,
    ) -> Task {
        let id = self.next;
        self.next += 1;
        let view = JobView { label: label.clone(), task: Task::default(), stop };
        let handle = view.task.clone();
        let (task, sender, wake) = (view.task.clone(), self.sender.clone(), Arc::clone(&self.wake));
        let run = move || {
            let finish = catch_unwind(AssertUnwindSafe(|| work(&task))).unwrap_or_else(|panic| {
                let what = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
                let what = what.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
                Box::new(move |session: &mut super::Session| {
                    session.give_up_waiting();
                    let text = format!("This is a fault of the program, and nothing was changed. It said: {what}");
                    session.notify(super::Gravity::Failure, format!("{label} failed"), text, Vec::new());
                })
            });
            // The session may be gone by now; then nobody is left to tell.
            let _ = sender.send((id, finish));
            wake();
        };
        match std::thread::Builder::new().name("job".into()).spawn(run) {
            Ok(thread) => self.running.push(Job { id, view, thread: Some(thread) }),
            Err(error) => {
                let finish: Finish = Box::new(move |session| {
                    session.give_up_waiting();
                    let text = format!("The system gave no thread for it: {error}.");
                    session.notify(super::Gravity::Failure, "Not started", text, Vec::new());
                });
                let _ = self.sender.send((id, finish));
                (self.wake)();
            }
        }
        handle
    }

    /// Whether the job of this task has not come to its end.
    pub(super) fn runs(&self, task: &Task) -> bool {
        self.running.iter().any(|job| job.view.task.is_same(task))
    }

    /// What has come to its end since the last call.
    pub(super) fn finished(&mut self) -> Vec<Finish> {
        let done: Vec<_> = self.receiver.try_iter().collect();
        done.into_iter().map(|(id, finish)| self.end(id, finish)).collect()
    }

    /// Waits for one job to end; `None` when none runs.
    pub(super) fn wait(&mut self) -> Option<Finish> {
        if self.running.is_empty() {
            return None;
        }
        self.receiver.recv().ok().map(|(id, finish)| self.end(id, finish))
    }

    fn end(&mut self, id: u64, finish: Finish) -> Finish {
        if let Some(at) = self.running.iter().position(|job| job.id == id) {
            let mut job = self.running.remove(at);
            if let Some(thread) = job.thread.take() {
                // It has sent its result and is about to end; its panics were caught.
                let _ = thread.join();
            }
        }
        finish
    }
}

impl Drop for Jobs {
    /// Lets saves come to their end, and stops everything else.
    fn drop(&mut self) {
        for job in &self.running {
            job.view.task.cancel();
        }
        for job in &mut self.running {
            if let Some(thread) = job.thread.take() {
                let _ = thread.join();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::session::{Environment, Gravity, Session};

    use super::*;

    #[test]
    fn a_job_that_panics_becomes_a_notice_and_the_next_one_runs() {
        let mut session = Session::new(Environment::none());
        session.jobs.start("Counting".into(), Stop::AtAnyTime, |_| panic!("lost count"));
        session.wait();
        let notice = session.notices().last().unwrap();
        assert_eq!((notice.gravity, notice.title.as_str()), (Gravity::Failure, "Counting failed"));
        assert!(notice.text.ends_with("It said: lost count"), "{}", notice.text);
        session.jobs.start("Counting".into(), Stop::AtAnyTime, |task| {
            task.set_progress(1.0);
            Box::new(|session: &mut Session| session.tell("Counted", ""))
        });
        session.wait();
        assert_eq!(session.notices().last().unwrap().title, "Counted");
        assert!(session.jobs().is_empty());
    }
}

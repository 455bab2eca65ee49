//! What users do with whole views: add, duplicate, rename, delete, and go from one to the next.

use super::{Command, OpenDocument, Request, Session};
use crate::base::ViewId;
use crate::edit::{Transaction, intent};
use crate::model::View;

/// Which of the views beside the shown one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    Next,
    Previous,
}

impl Session {
    /// Adds a view that starts like the shown one.
    pub(super) fn add_view(&mut self) {
        let title = self.unused_title();
        self.add_shown(title, |open, view| intent::create_view(open.graph(), view, Some(open.view_id())));
    }

    /// Adds a view that shows nothing yet.
    pub(super) fn add_empty_view(&mut self) {
        let title = self.unused_title();
        self.add_shown(title, |open, view| intent::create_empty_view(open.graph(), view));
    }

    /// Adds a view of what is selected alone.
    pub(super) fn add_view_of_selection(&mut self) {
        let title = self.unused_title();
        self.add_shown(title, |open, view| {
            intent::create_view_of(open.graph(), view, Some(open.view_id()), open.selection())
        });
    }

    /// Copies the shown view under another title.
    pub(super) fn duplicate_view(&mut self) {
        let Some(shown) = self.active().and_then(OpenDocument::view) else { return };
        let title = format!("{} copy", shown.view.title);
        self.add_shown(title, |open, view| intent::create_view(open.graph(), view, Some(open.view_id())));
    }

    /// Adds a view, shows it, and asks for its title.
    fn add_shown(&mut self, title: String, intent: impl FnOnce(&OpenDocument, View) -> Transaction) {
        let id: ViewId = self.mint.mint(&title);
        let view = View::new(id.clone(), title);
        self.with_graph(|open| intent(open, view));
        self.dispatch(Command::ShowView(id.clone()));
        self.ask(Request::BeginRenameView(id));
    }

    /// `View 2` and so on: the first that no view has.
    fn unused_title(&self) -> String {
        let Some(open) = self.active() else { return String::new() };
        let views = open.graph().views();
        let title = |n: usize| format!("View {n}");
        let taken = |n: &usize| views.values().any(|state| state.view.title == title(*n));
        let free = (views.len() + 1..).find(|n| !taken(n)).unwrap_or_default();
        title(free)
    }

    pub(super) fn begin_rename_view(&mut self) {
        if let Some(view) = self.active().map(|open| open.view_id().clone()) {
            self.ask(Request::BeginRenameView(view));
        }
    }

    pub(super) fn delete_view(&mut self) {
        let next = self.view_beside(Beside::Next);
        self.with_graph(|open| intent::delete_view(open.graph(), open.view_id()));
        self.dispatch_view(next);
    }

    /// Shows the view before or after the shown one in the list, and beyond an end the one at the other.
    pub(super) fn go_to_view(&mut self, beside: Beside) {
        let view = self.view_beside(beside);
        self.dispatch_view(view);
    }

    fn dispatch_view(&mut self, view: Option<ViewId>) {
        if let Some(view) = view {
            self.dispatch(Command::ShowView(view));
        }
    }

    fn view_beside(&self, beside: Beside) -> Option<ViewId> {
        let open = self.active()?;
        let views = open.graph().views_in_order();
        let at = views.iter().position(|state| state.view.id == *open.view_id())?;
        let to = match beside {
            Beside::Next => at + 1,
            Beside::Previous => at + views.len() - 1,
        };
        Some(views[to % views.len()].view.id.clone())
    }
}

//! The palette: one field that finds commands, files, views and entities by a few of their letters.

use std::path::PathBuf;

use eframe::egui::{
    Align2, Area, Context, Frame, Id, Key, Margin, Modifiers, Order, Rect, ScrollArea, Stroke, Ui, vec2,
};

use super::desk::Outbox;
use super::directory::Directory;
use super::icons;
use super::marks;
use super::theme::{self, radius, space};
use super::widgets::{Choice, SearchField, Sign, choice_row, text};
use crate::base::{EntityId, ViewId, fold};
use crate::edit::Selection;
use crate::session::{Command, Session, Verb};

/// How many things of each kind the list shows.
const MOST: usize = 12;

/// Something to go to or to do.
#[derive(Debug, Clone, PartialEq)]
enum Target {
    Verb(Verb),
    Entity(EntityId),
    View(ViewId),
    File(PathBuf),
}

/// The palette, open or not.
#[derive(Debug, Default)]
pub(super) struct Palette {
    open: bool,
    query: String,
    marked: usize,
    /// It was opened in this frame.
    fresh: bool,
    /// The field has had the keyboard. Before it is laid out for good it cannot take it.
    began: bool,
    /// What was found, and for which query and revision.
    found: Vec<Choice<Target>>,
    found_for: Option<(String, Option<u64>)>,
}

impl Palette {
    /// Opens it, empty, or closes it.
    pub fn toggle(&mut self) {
        *self = Self { open: !self.open, fresh: true, ..Self::default() };
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Shows it over the field in the toolbar, at `place`.
    pub fn show(
        &mut self,
        ctx: &Context,
        place: Rect,
        session: &Session,
        directory: Option<&Directory>,
        out: &mut Outbox,
    ) {
        if !self.open {
            return;
        }
        let tokens = theme::tokens_of(ctx);
        let width = place.width().max(520.0).min(ctx.content_rect().width() - 32.0);
        let top = place.top() - 8.0;
        let shadow = ctx.style_of(ctx.theme()).visuals.popup_shadow;
        let area = Area::new(Id::unique("palette")).order(Order::Foreground);
        let shown = area.anchor(Align2::CENTER_TOP, vec2(0.0, top)).show(ctx, |ui| {
            let frame = Frame::new()
                .fill(tokens.surface)
                .stroke(Stroke::new(1.0, tokens.line2))
                .corner_radius(radius::FLOATING)
                .shadow(shadow)
                .inner_margin(Margin::same(8));
            frame
                .show(ui, |ui| {
                    ui.set_width(width - 16.0);
                    ui.spacing_mut().item_spacing = vec2(space::S, 0.0);
                    self.content(ui, session, directory)
                })
                .inner
        });
        if let Some(target) = shown.inner {
            self.open = false;
            go(target, out);
        }
        let pressed_elsewhere = !self.fresh && shown.response.clicked_elsewhere();
        if pressed_elsewhere || ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            self.open = false;
        }
        self.fresh = false;
    }

    fn content(&mut self, ui: &mut Ui, session: &Session, directory: Option<&Directory>) -> Option<Target> {
        let id = Id::unique("query of the palette");
        // The arrows and Enter move in the list; the field has no use for them.
        let (down, up, enter) = ui.input_mut(|input| {
            (
                input.consume_key(Modifiers::NONE, Key::ArrowDown),
                input.consume_key(Modifiers::NONE, Key::ArrowUp),
                input.consume_key(Modifiers::NONE, Key::Enter),
            )
        });
        let field = SearchField::new(&mut self.query, "Search entities and commands").id(id);
        let response = ui.add(field);
        if response.changed() {
            self.marked = 0;
        }
        if !self.began {
            response.request_focus();
            self.began = response.has_focus();
        }
        ui.add_space(space::XS);
        let wanted = (self.query.clone(), session.active().map(|open| open.revision()));
        if self.found_for.as_ref() != Some(&wanted) {
            self.found = choices(&self.query, session, directory);
            self.found_for = Some(wanted);
        }
        let choices = &self.found;
        if down {
            self.marked = (self.marked + 1).min(choices.len().saturating_sub(1));
        }
        if up {
            self.marked = self.marked.saturating_sub(1);
        }
        self.marked = self.marked.min(choices.len().saturating_sub(1));
        if choices.is_empty() {
            ui.add_space(space::XS);
            text::hint(ui, "No matches", text::Overflow::Elide);
            return None;
        }
        let mut chosen = enter.then_some(self.marked);
        ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            for (index, choice) in choices.iter().enumerate() {
                let response = choice_row(ui, choice, index == self.marked);
                if index == self.marked && (down || up) {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    chosen = Some(index);
                }
            }
        });
        chosen.and_then(|index| choices.get(index)).map(|choice| choice.value.clone())
    }
}

fn go(target: Target, out: &mut Outbox) {
    match target {
        Target::Verb(verb) => out.verb(verb),
        Target::View(view) => out.send(Command::ShowView(view)),
        Target::File(path) => out.send(Command::Open(path)),
        Target::Entity(id) => {
            out.select(Selection::entity(id));
            out.verb(Verb::FitSelection);
        }
    }
}

/// What fits the query, the best first. Without one, the commands that can be given now.
fn choices(query: &str, session: &Session, directory: Option<&Directory>) -> Vec<Choice<Target>> {
    let query = fold(query.trim());
    let mut found: Vec<(i32, Choice<Target>)> = Vec::new();
    for verb in Verb::ALL.iter().copied().filter(|verb| *verb != Verb::Palette && session.is_enabled(*verb)) {
        let label = session.label(verb);
        if let Some(score) = score(&query, &fold(&label)) {
            let detail = verb.chord().map(|chord| chord.label()).unwrap_or_default();
            let sign = icons::by_name(verb.icon()).map_or(Sign::None, Sign::Icon);
            found.push((score, Choice { detail, sign, ..Choice::new(Target::Verb(verb), label) }));
        }
    }
    if query.is_empty() {
        return found.into_iter().map(|(_, choice)| choice).collect();
    }
    if let Some(open) = session.active() {
        for state in open.graph().views().values() {
            if let Some(score) = score(&query, &fold(&state.view.title)) {
                let choice = Choice::new(Target::View(state.view.id.clone()), &state.view.title);
                let sign = Sign::Icon(icons::FRAME_CORNERS);
                found.push((score, Choice { detail: "View".into(), sign, ..choice }));
            }
        }
    }
    for path in &session.settings().recent {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(score) = score(&query, &fold(&name)) {
            let sign = Sign::Icon(icons::FILE);
            found.push((
                score,
                Choice { detail: "Recent file".into(), sign, ..Choice::new(Target::File(path.clone()), name) },
            ));
        }
    }
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.truncate(MOST);
    let graph = session.active().map(|open| open.graph());
    if let (Some(directory), Some(graph)) = (directory, graph) {
        let mut entities: Vec<_> = directory
            .entries()
            .iter()
            .filter_map(|entry| Some((entry.folded.lines().filter_map(|name| score(&query, name)).max()?, entry)))
            .collect();
        // The directory's own order decides among equals: the sort is stable.
        entities.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.extend(entities.into_iter().take(MOST).map(|(score, entry)| {
            let entity = &entry.entity;
            let kind = graph.schema().entity_types.get(&entity.kind).map_or("", |t| t.name.as_str());
            let sign = Sign::Disc(marks::disc(graph, entity));
            let choice = Choice::new(Target::Entity(entity.id.clone()), marks::name(entity));
            (score, Choice { detail: kind.to_owned(), sign, ..choice })
        }));
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    }
    found.into_iter().map(|(_, choice)| choice).collect()
}

/// How well letters fit a text, both folded: as they stand, or cut into starts of words, as in `kju` for Kim Jong Un.
/// The start of the text beats the start of a word, and that the middle of one; `None` when they do not fit.
fn score(query: &str, text: &str) -> Option<i32> {
    if query.is_empty() {
        return Some(0);
    }
    if let Some(at) = text.find(query) {
        let at_word = at == 0 || !text[..at].ends_with(|c: char| c.is_alphanumeric());
        let length = i32::try_from(text.len()).unwrap_or(i32::MAX).min(500);
        return Some(
            if at == 0 {
                3000
            } else if at_word {
                2500
            } else {
                1500
            } - length,
        );
    }
    let text: Vec<char> = text.chars().take(LONGEST).collect();
    let letters: Vec<char> = query.chars().filter(|c| !c.is_whitespace()).collect();
    let length = i32::try_from(text.len()).unwrap_or(i32::MAX);
    pieces(&letters, &text).map(|count| 2200 - 100 * count - length)
}

/// So many characters of a text are looked at for letters that stand apart.
const LONGEST: usize = 500;

/// Into how few pieces letters can be cut so that each piece starts a word of a text, in order; `None` where they stand
/// only strewn about. O(letters times text).
fn pieces(letters: &[char], text: &[char]) -> Option<i32> {
    if letters.is_empty() || letters.len() > text.len() {
        return letters.is_empty().then_some(0);
    }
    let starts_word = |at: usize| at == 0 || !text[at - 1].is_alphanumeric();
    let fewer = |a: Option<i32>, b: Option<i32>| a.into_iter().chain(b).min();
    // By place: how few pieces the letters so far take when the last of them stands there.
    let mut so_far = vec![None; text.len()];
    for (nth, letter) in letters.iter().enumerate() {
        let before = std::mem::replace(&mut so_far, vec![None; text.len()]);
        let mut least = (nth == 0).then_some(0);
        for at in 0..text.len() {
            if text[at] == *letter {
                let goes_on = at.checked_sub(1).and_then(|last| before[last]);
                let begins = least.filter(|_| starts_word(at)).map(|count| count + 1);
                so_far[at] = fewer(goes_on, begins);
            }
            least = fewer(least, before[at]);
        }
    }
    so_far.into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_better(query: &str, better: &str, worse: &str) {
        let (a, b) = (score(query, better), score(query, worse));
        assert!(a > b, "{query}: {better} {a:?}, {worse} {b:?}");
    }

    #[test]
    fn the_likeliest_comes_first() {
        check_better("kim", "kim jong un", "david kim");
        check_better("kim", "david kim", "askimo");
        check_better("kju", "kim jong un", "lockjaw union");
        check_better("fs", "fit selection", "offset");
        assert_eq!(score("xyz", "kim jong un"), None);
        assert_eq!(score("iou", "kim jong bun"), None, "letters strewn about");
        assert_eq!(pieces(&['k', 'i', 'j', 'u'], &"kim jong un".chars().collect::<Vec<_>>()), Some(3));
    }

    #[test]
    fn a_name_of_very_many_equal_words_is_looked_through() {
        let name = "a ".repeat(5_000);
        assert!(score("aaaaaaaaaaaa", &name).is_some());
        assert_eq!(score("aaaaaaaaaaab", &name), None);
        assert_eq!(score(&"a".repeat(9_900), &name), None);
    }
}

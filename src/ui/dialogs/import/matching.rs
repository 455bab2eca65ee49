//! Which entities of the file are known, and what becomes of those that are not sure.

use std::sync::Arc;

use eframe::egui::{Align, Layout, ScrollArea, Sense, Ui, vec2};

use super::{ImportView, act, place, rule};
use crate::base::EntityId;
use crate::edit::intent::{Candidate, Decision, Verdict};
use crate::session::ImportAct;
use crate::session::import::{Import, Read};
use crate::ui::desk::{Desk, Outbox};
use crate::ui::icons;
use crate::ui::marks;
use crate::ui::theme::{self, space};
use crate::ui::widgets::{self, Button, Choice, EmptyState, Picker, Sign, Tab, tabs, text};

const ROW: f32 = 44.0;

/// Which entities are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Class {
    /// Those that somebody has to decide on.
    #[default]
    Open,
    /// New ones that something comes near to.
    Near,
    /// Those that are there.
    Known,
    /// Those that are not.
    New,
}

impl Class {
    fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Open(_) => Self::Open,
            Verdict::Near(_) => Self::Near,
            Verdict::Known(_) => Self::Known,
            Verdict::New => Self::New,
        }
    }
}

fn count(read: &Read, class: Class) -> usize {
    read.matches.iter().filter(|(_, verdict)| Class::of(verdict) == class).count()
}

/// The entities of a class by name, found once.
fn listed(view: &mut ImportView, read: &Arc<Read>) -> Arc<Vec<EntityId>> {
    if let Some((of, class, listed)) = &view.listed
        && Arc::ptr_eq(of, read)
        && *class == view.class
    {
        return Arc::clone(listed);
    }
    let graph = &read.loaded.graph;
    let mut found: Vec<_> = read
        .matches
        .iter()
        .filter(|(_, verdict)| Class::of(verdict) == view.class)
        .filter_map(|(id, _)| graph.entity(id))
        .collect();
    found.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let found = Arc::new(found.into_iter().map(|entity| entity.id.clone()).collect::<Vec<_>>());
    view.listed = Some((Arc::clone(read), view.class, Arc::clone(&found)));
    found
}

/// Shows the entities.
pub(super) fn show(ui: &mut Ui, import: &Import, view: &mut ImportView, desk: Option<&Desk<'_>>, out: &mut Outbox) {
    let Some(read) = &import.read else { return };
    if import.document.is_none() {
        ui.add_space(space::L);
        let words = "No graph is open to match with: the file becomes a new one.";
        text::secondary(ui, words, text::Overflow::Wrap);
        return;
    }
    let tab = |value, label| Tab { value, label, count: Some(count(read, value)) };
    let all = [
        tab(Class::Open, "To resolve"),
        tab(Class::Near, "Near to a known one"),
        tab(Class::Known, "Known"),
        tab(Class::New, "New"),
    ];
    // What needs nobody is not what one wants to see first.
    if view.listed.is_none() && all[0].count == Some(0) {
        view.class = all.iter().find(|tab| tab.count > Some(0)).map_or(Class::New, |tab| tab.value);
    }
    tabs(ui, "Entities of the file", &mut view.class, &all);
    let ids = listed(view, read);
    if ids.is_empty() {
        let sentence = match view.class {
            Class::Open => "Nothing to resolve",
            Class::Near => "No new entity comes near to a known one",
            Class::Known => "No entity of the file is known",
            Class::New => "All entities of the file are known",
        };
        let empty = EmptyState { icon: icons::CHECK_CIRCLE, sentence, hint: "", primary: None, secondary: None };
        empty.show(ui);
        return;
    }
    ScrollArea::vertical().id_salt(("entities", view.class as u8)).auto_shrink(false).show_rows(
        ui,
        ROW + 1.0,
        ids.len(),
        |ui, range| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for id in ids.get(range).unwrap_or_default() {
                ui.push_id(id.as_str(), |ui| entity(ui, import, read, id, desk, out));
                rule(ui);
            }
        },
    );
}

fn candidates(verdict: Option<&Verdict>) -> &[Candidate] {
    match verdict {
        Some(Verdict::Open(all) | Verdict::Near(all)) => all,
        Some(Verdict::Known(one)) => std::slice::from_ref(one),
        Some(Verdict::New) | None => &[],
    }
}

fn entity(ui: &mut Ui, import: &Import, read: &Read, id: &EntityId, desk: Option<&Desk<'_>>, out: &mut Outbox) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let graph = &read.loaded.graph;
    let Some(entity) = graph.entity(id) else { return };
    let verdict = read.matches.verdict(id);
    let all = candidates(verdict);
    let disc = marks::disc(graph, entity);
    let center = eframe::egui::pos2(row.left() + 10.0, row.center().y);
    widgets::paint_disc(ui.painter(), theme::tokens(ui), center, 9.0, &disc);
    let mut words = place(ui, row, 28.0, 330.0);
    words.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.add_space(4.0);
        text::body(ui, marks::name(entity), text::Overflow::Elide);
        let kind = graph.schema().entity_types.get(&entity.kind).map_or("", |t| t.name.as_str());
        let why = match all {
            [] => format!("{kind} · nothing like it in the graph"),
            [one] => format!("{kind} · {}", one.why.words()),
            several => format!("{kind} · {} entities: {}", several.len(), several[0].why.words()),
        };
        text::hint(ui, &why, text::Overflow::Elide);
    });
    let is_open = matches!(verdict, Some(Verdict::Open(_))) && !import.decisions.contains_key(id);
    let settled = read.matches.settled(&import.decisions, id);
    let ours = desk.map(|desk| desk.graph());
    let named =
        |id: &EntityId| ours.and_then(|g| g.entity(id)).map_or_else(|| id.to_string(), |e| marks::name(e).to_owned());
    let sign_of = |id: &EntityId| match ours.and_then(|g| Some((g, g.entity(id)?))) {
        Some((graph, entity)) => Sign::Disc(marks::disc(graph, entity)),
        None => Sign::None,
    };
    let (shown, sign) = match &settled {
        _ if is_open => ("Choose what it is".to_owned(), Sign::Icon(icons::WARNING)),
        Decision::Same(same) => (format!("Same as {}", named(same)), sign_of(same)),
        Decision::New => ("New entity".to_owned(), Sign::Icon(icons::PLUS_CIRCLE)),
        Decision::Skip => ("Skip".to_owned(), Sign::Icon(icons::PROHIBIT)),
    };
    let mut field = place(ui, row, 372.0, row.width() - 372.0 - 8.0);
    let spoken = format!("What {} is", marks::name(entity));
    let picker = Picker::new(&spoken, &shown).sign(sign).faint(is_open).search("Find an entity");
    let chosen = picker.show(&mut field, |query| {
        let is = |decision: &Decision| !is_open && settled == *decision;
        let mut choices: Vec<Choice<Decision>> = Vec::new();
        let same = |id: &EntityId, detail: String| Choice {
            sign: sign_of(id),
            detail,
            selected: is(&Decision::Same(id.clone())),
            ..Choice::new(Decision::Same(id.clone()), named(id))
        };
        if query.trim().is_empty() {
            choices.extend(all.iter().map(|one| same(&one.entity, one.why.words())));
            for (decision, label, icon) in [
                (Decision::New, "New entity", icons::PLUS_CIRCLE),
                (Decision::Skip, "Skip, with its relationships", icons::PROHIBIT),
            ] {
                let selected = is(&decision);
                choices.push(Choice { sign: Sign::Icon(icon), selected, ..Choice::new(decision, label) });
            }
        } else if let Some(desk) = desk {
            choices
                .extend(desk.directory.find(query, 60).into_iter().map(|entry| same(&entry.entity.id, String::new())));
        }
        choices
    });
    if let Some(decision) = chosen {
        act(out, ImportAct::Decide(id.clone(), Some(decision)));
    }
}

/// What can be said of all that are open at once.
pub(super) fn bulk(ui: &mut Ui, import: &Import, out: &mut Outbox) {
    if import.undecided() == 0 {
        return;
    }
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        if ui.add(Button::quiet("All open ones are new").small()).clicked() {
            act(out, ImportAct::DecideRest(Decision::New));
        }
        let any = EntityId::new("first").map(Decision::Same);
        if ui.add(Button::quiet("Take the first of each").small()).clicked()
            && let Ok(first) = any
        {
            act(out, ImportAct::DecideRest(first));
        }
    });
}

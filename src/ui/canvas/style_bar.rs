//! The floating menus for what size and colour of discs say and for layouts, beside the tools.

use eframe::egui::{Align, CornerRadius, Layout, Rect, Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2};

use super::CanvasState;
use super::act::apply;
use crate::base::fold;
use crate::edit::intent;
use crate::layout::Described;
use crate::model::{ColourBy, SizeBy};
use crate::session::{Command, Lens, OpenDocument, Verb};
use crate::ui::icons;
use crate::ui::marks::{colour_choices, colour_words, metric_words, size_choices, size_words};
use crate::ui::theme::{self, radius};
use crate::ui::widgets::{Choice, Picker, Sign};

/// From the edges of the canvas, and what the tools take on the left.
const INSET: f32 = 12.0;
const TOOLS: f32 = 36.0;
const GAP: f32 = 6.0;
const PAD: f32 = 4.0;
/// A menu without its words, what a letter takes about, and how wide menus are.
const BARE_MENU: f32 = 66.0;
const LETTER: f32 = 7.0;
const MENU: std::ops::RangeInclusive<f32> = 92.0..=160.0;
/// The list of layouts, with what each is good for.
const LAYOUTS: f32 = 640.0;

/// How wide a menu is that shows these words.
fn menu_width(words: &str) -> f32 {
    (BARE_MENU + LETTER * words.chars().count() as f32).clamp(*MENU.start(), *MENU.end()).round()
}

/// What the menus for size, colour and layout show.
pub(super) fn words(open: &OpenDocument) -> [String; 3] {
    let style = open.view().map(|state| state.view.style.clone()).unwrap_or_default();
    let lens = open.lens();
    let colour = match lens.shade {
        Some(name) => metric_words(name),
        None if lens.communities => colour_words(&ColourBy::Community),
        None => colour_words(&style.colour_by),
    };
    let layout = open.last_layout().and_then(|layout| Verb::layout(layout.by)).map_or("Layout", |layout| layout.title);
    [size_words(&style.size_by), colour, layout.to_owned()]
}

/// How wide menus with these words are beside each other.
fn width(words: &[String]) -> f32 {
    words.iter().map(|words| menu_width(words) + GAP).sum::<f32>() - GAP + 2.0 * PAD
}

/// Where the menus stand: all three or, where there is no room for these, those for size and colour; nothing where there
/// is no room for them either, or nothing to show.
pub(super) fn place(canvas: Rect, words: &[String; 3], entities: usize) -> Option<Rect> {
    let left = canvas.left() + INSET + TOOLS + GAP;
    let rect = |words| Rect::from_min_size(pos2(left, canvas.top() + INSET), vec2(width(words), TOOLS));
    let mut fitting = [rect(&words[..]), rect(&words[..2])].into_iter().filter(|r| r.right() + INSET < canvas.right());
    fitting.next().filter(|_| entities > 0)
}

impl CanvasState {
    /// Shows the menus.
    pub(super) fn show_style_bar(ui: &mut Ui, rect: Rect, open: &OpenDocument, commands: &mut Vec<Command>) {
        let Some(state) = open.view() else { return };
        let tokens = theme::tokens(ui);
        let corners = CornerRadius::same(radius::FLOATING);
        ui.painter().rect(rect, corners, tokens.surface, Stroke::new(1.0, tokens.line2), StrokeKind::Inside);
        let builder = UiBuilder::new().max_rect(rect.shrink(PAD)).id_salt("style bar");
        let mut bar = ui.new_child(builder.layout(Layout::left_to_right(Align::Center)));
        bar.spacing_mut().item_spacing.x = GAP;
        let (graph, style) = (open.graph(), &state.view.style);
        let view = open.view_id();
        let all_words = words(open);
        let [size, colour, layout] = &all_words;
        let picker = Picker::new("Size by", size).sign(Sign::Icon(icons::CIRCLES_THREE)).width(menu_width(size));
        let picker = picker.search("Find a measure").list_width(260.0).quiet();
        let chosen: Option<SizeBy> = picker.show(&mut bar, |query| {
            let query = fold(query);
            let all = size_choices(graph).into_iter().filter(|by| fold(&size_words(by)).contains(&query));
            all.map(|by| Choice::new(by.clone(), size_words(&by)).selected(by == style.size_by)).collect()
        });
        if let Some(by) = chosen {
            let label = "change what size says";
            commands.push(apply(intent::change_view(graph, view, label, |v| v.style.size_by.clone_from(&by))));
        }
        let picker = Picker::new("Colour by", colour).sign(Sign::Icon(icons::PALETTE)).width(menu_width(colour));
        let picker = picker.list_width(180.0).quiet();
        let lens = open.lens();
        let is_of_view = lens.shade.is_none() && !lens.communities;
        let chosen: Option<ColourBy> = picker.show(&mut bar, |_| {
            let all = colour_choices(graph).into_iter();
            let is_shown = |by: &ColourBy| is_of_view && *by == style.colour_by;
            all.map(|by| Choice::new(by.clone(), colour_words(&by)).selected(is_shown(&by))).collect()
        });
        if let Some(by) = chosen {
            if !is_of_view {
                commands.push(Command::Look(Lens { shade: None, communities: false, ..lens.clone() }));
            }
            let label = "change what colour says";
            commands.push(apply(intent::change_view(graph, view, label, |v| v.style.colour_by.clone_from(&by))));
        }
        if rect.width() >= width(&all_words) {
            show_layouts(&mut bar, open, layout, commands);
        }
    }
}

/// The menu of layouts, which shows the one that the view got last.
fn show_layouts(ui: &mut Ui, open: &OpenDocument, shown: &str, commands: &mut Vec<Command>) {
    let last = open.last_layout().map(|layout| layout.by);
    let sign = |verb: Verb| icons::by_name(verb.icon()).map_or(Sign::None, Sign::Icon);
    let picker =
        Picker::new("Layout", shown).sign(last.map_or(Sign::Icon(icons::GRAPH), sign)).width(menu_width(shown));
    let chosen: Option<Verb> = picker.quiet().list_width(LAYOUTS).show(ui, |_| {
        let layouts = Verb::ALL.iter().filter_map(|verb| Some((*verb, verb.layout()?)));
        let choice = |(verb, layout): (Verb, &Described)| {
            let choice = Choice::new(verb, layout.title).selected(last == Some(verb));
            Choice { detail: layout.purpose.into(), sign: sign(verb), ..choice }
        };
        layouts.map(choice).collect()
    });
    commands.extend(chosen.map(Command::Do));
}

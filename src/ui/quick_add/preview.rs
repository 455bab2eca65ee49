//! What lies under the field of quick-add: what each line would do, what is wrong, suggestions and hints.

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{Color32, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::base::{Endpoint, Interval};
use crate::edit::quick_add::{Cited, Claim, End, Fault, LinePlan, Marks, Plan, Suggested, Suggestion};
use crate::model::{Direction, Graph, Stance};
use crate::scene::short_date;
use crate::ui::icons::{self, IconStyle};
use crate::ui::theme::{self, EntityClass, radius, size};
use crate::ui::widgets::{self, Choice, Disc, Sign, choice_row, paint_disc, text_left};
use crate::ui::{fonts, marks};

/// How many rows are shown; the rest is counted.
const MOST_ROWS: usize = 7;
const ROW: f32 = 28.0;

/// What one row says.
struct Said<'a> {
    number: Option<usize>,
    from: &'a End,
    words: String,
    direction: Direction,
    to: Option<&'a End>,
    facts: String,
}

/// Shows what the plan would do, and the faults of it by line.
pub(super) fn show(ui: &mut Ui, graph: &Graph, plan: &Plan, text: &str, faults: &[(usize, Fault)]) {
    let is_many = plan.lines.len() > 1;
    let mut said: Vec<Said<'_>> = Vec::new();
    for line in &plan.lines {
        let number = is_many.then_some(line.number);
        said.extend(rows_of(graph, plan, line, number));
    }
    for row in said.iter().take(MOST_ROWS) {
        claim_row(ui, graph, plan, row);
    }
    if said.len() > MOST_ROWS {
        plain_row(ui, &format!("and {} more", said.len() - MOST_ROWS), theme::tokens(ui).t3, None);
    }
    for (number, fault) in faults.iter().take(MOST_ROWS) {
        let piece = text.get(fault.span.clone()).unwrap_or_default().trim();
        let place = if is_many { format!("Line {number}: ") } else { String::new() };
        let is_quoted =
            piece.is_empty() || fault.message.contains(piece.trim_start_matches(['@', '~', '?', '!', '#', '[']));
        let at = if is_quoted || piece.chars().count() > 40 { String::new() } else { format!("at “{piece}”: ") };
        let color = theme::tokens(ui).bad;
        plain_row(ui, &format!("{place}{at}{}", fault.message), color, Some(icons::WARNING_CIRCLE));
    }
    if faults.len() > MOST_ROWS {
        let more = format!("and {} more to mend", faults.len() - MOST_ROWS);
        plain_row(ui, &more, theme::tokens(ui).bad, None);
    }
    for remark in plan.lines.iter().flat_map(|line| &line.remarks).take(3) {
        plain_row(ui, remark, theme::tokens(ui).warn, Some(icons::INFO));
    }
}

fn rows_of<'a>(graph: &Graph, plan: &'a Plan, line: &'a LinePlan, number: Option<usize>) -> Vec<Said<'a>> {
    let mut rows = Vec::new();
    if let Some((subject, marks)) = &line.subject
        && (line.claims.is_empty() || *marks != Marks::default())
    {
        let kind = plan.kind(graph, subject).and_then(|id| graph.schema().entity_types.get(id));
        let kind = kind.map_or("", |kind| kind.name.as_str());
        let words = match subject {
            End::New(_) => format!("new · {kind}"),
            End::Known(_) => kind.to_owned(),
        };
        let facts = facts(graph, plan, marks);
        rows.push(Said { number, from: subject, words, direction: Direction::Neither, to: None, facts });
    }
    rows.extend(line.claims.iter().map(|claim| {
        let Claim { from, to, direction, marks, .. } = claim;
        let facts = facts(graph, plan, marks);
        Said { number, from, words: words_of(graph, claim), direction: *direction, to: Some(to), facts }
    }));
    rows
}

fn words_of(graph: &Graph, claim: &Claim) -> String {
    match claim.label.as_str() {
        "" => graph.schema().relationship_types.get(&claim.kind).map_or_else(String::new, |kind| kind.name.clone()),
        label => label.to_owned(),
    }
}

/// `from 2011, open`.
fn time(valid: Interval) -> String {
    let date = |date| short_date(Interval::On(date)).to_string();
    match valid {
        Interval::On(day) => date(day),
        Interval::Between(Endpoint::Date(from), Endpoint::Open) => format!("from {}, open", date(from)),
        Interval::Between(Endpoint::Date(from), Endpoint::Unknown) => format!("from {}", date(from)),
        Interval::Between(Endpoint::Date(from), Endpoint::Date(to)) => format!("{} to {}", date(from), date(to)),
        Interval::Between(_, Endpoint::Date(to)) => format!("until {}", date(to)),
        Interval::Between(..) => valid.to_string(),
    }
}

/// What else is said, such as `from 2011, open · likely · #summit · CNN report`.
fn facts(graph: &Graph, plan: &Plan, marks: &Marks) -> String {
    let Marks { valid, likelihood, confidence, status, tags, citations } = marks;
    let mut parts = Vec::new();
    parts.extend(valid.map(time));
    parts.extend(status.map(|status| status.label().to_lowercase()));
    parts.extend(likelihood.map(|likelihood| likelihood.label().to_lowercase()));
    parts.extend(confidence.iter().map(|held| format!("{} confidence", held.level.label().to_lowercase())));
    parts.extend(tags.iter().map(|tag| format!("#{tag}")));
    for citation in citations {
        let title = match &citation.source {
            Cited::Known(id) => graph.sources().get(id).map_or("", |source| source.title.as_str()).to_owned(),
            Cited::New(at) => plan.sources.get(*at).map_or(String::new(), |new| format!("new source {}", new.title)),
        };
        parts.push(if citation.stance == Stance::Disputes { format!("disputed by {title}") } else { title });
    }
    parts.join(" · ")
}

fn disc(graph: &Graph, plan: &Plan, end: &End) -> Disc {
    match end {
        End::Known(id) => graph.entity(id).map_or(Disc::new(EntityClass::Other), |entity| marks::disc(graph, entity)),
        End::New(_) => {
            let kind = plan.kind(graph, end).and_then(|id| graph.schema().entity_types.get(id));
            let plain = kind.map_or(Disc::new(EntityClass::Other), |kind| marks::type_disc(kind));
            Disc { proposed: true, ..plain }
        }
    }
}

fn claim_row(ui: &mut Ui, graph: &Graph, plan: &Plan, said: &Said<'_>) {
    let Said { number, from, words, direction, to, facts } = said;
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let (first, second) = (plan.name(graph, from), to.map(|to| plan.name(graph, to)));
    let mut spoken = format!("Adds: {first} {words}");
    spoken.extend(second.map(|name| format!(" {name}")));
    if !facts.is_empty() {
        spoken.push_str(&format!(", {facts}"));
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect_filled(rect, radius::CHIP, tokens.accent_weak);
    let y = rect.center().y;
    let mut x = rect.left() + 8.0;
    let put = |x: &mut f32, words: &str, color: Color32, strong: bool| {
        let font = if strong { fonts::medium(size::BODY) } else { fonts::regular(size::BODY) };
        let galley = painter.layout_no_wrap(words.to_owned(), font, color);
        let width = galley.size().x;
        text_left(&painter, *x, y, galley, color);
        *x += width + 6.0;
    };
    if let Some(number) = number {
        put(&mut x, &number.to_string(), tokens.t3, false);
    }
    let name = |x: &mut f32, end: &End, name: &str| {
        paint_disc(&painter, tokens, pos2(*x + 8.0, y), 8.0, &disc(graph, plan, end));
        *x += 22.0;
        put(x, name, tokens.t1, true);
    };
    name(&mut x, from, first);
    put(&mut x, words, tokens.t2, false);
    if let (Some(to), Some(second)) = (to, second) {
        let icon = marks::direction_icon(*direction);
        widgets::icon(&painter, icon, IconStyle::Regular, pos2(x + 8.0, y), 16.0, tokens.t2);
        x += 22.0;
        name(&mut x, to, second);
    }
    if !facts.is_empty() {
        let mut job = LayoutJob::simple_singleline(facts.clone(), fonts::regular(size::SECONDARY), tokens.t2);
        let max_width = (rect.right() - 8.0 - x - 6.0).max(0.0);
        job.wrap = TextWrapping { max_width, max_rows: 1, break_anywhere: true, ..TextWrapping::default() };
        let galley = painter.layout_job(job);
        let left = rect.right() - 8.0 - galley.size().x;
        text_left(&painter, left, y, galley, tokens.t2);
    }
    response.on_hover_text(spoken);
}

fn plain_row(ui: &mut Ui, words: &str, color: Color32, icon: Option<icons::Icon>) {
    let left = if icon.is_some() { 26.0 } else { 8.0 };
    let width = ui.available_width() - left - 8.0;
    let font = fonts::regular(size::SECONDARY);
    let galley = ui.painter().layout(words.to_owned(), font, color, width);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), galley.size().y + 8.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    if let Some(icon) = icon {
        let center = pos2(rect.left() + 15.0, rect.top() + 12.0);
        widgets::icon(ui.painter(), icon, IconStyle::Regular, center, 14.0, color);
    }
    ui.painter().galley(pos2(rect.left() + left, rect.top() + 4.0), galley, color);
}

/// Shows what could be meant. Returns which one was pressed.
pub(super) fn suggestions(
    ui: &mut Ui,
    graph: &Graph,
    suggestions: &[Suggestion],
    marked: Option<usize>,
) -> Option<usize> {
    let mut taken = None;
    for (at, suggestion) in suggestions.iter().enumerate() {
        let Suggestion { label, detail, what, .. } = suggestion;
        let sign = match what {
            Suggested::Entity(id) => graph.entity(id).map_or(Sign::None, |e| Sign::Disc(marks::disc(graph, e))),
            Suggested::EntityType(id) => {
                graph.schema().entity_types.get(id).map_or(Sign::None, |t| Sign::Disc(marks::type_disc(t)))
            }
            Suggested::RelationshipType(_) => Sign::Icon(icons::ARROW_RIGHT),
            Suggested::Source(_) => Sign::Icon(icons::NEWSPAPER),
            Suggested::Word => Sign::None,
        };
        let choice = Choice { detail: detail.clone(), sign, ..Choice::new((), label) };
        if choice_row(ui, &choice, marked == Some(at)).clicked() {
            taken = Some(at);
        }
    }
    taken
}

/// Shows how things stand, and what else can be written.
pub(super) fn footer(ui: &mut Ui, plan: &Plan, done: Option<&str>, can_complete: bool) {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    let (words, color, icon) = standing(plan, done);
    let (color, icon) = match color {
        Standing::Good => (tokens.ok, Some(icon)),
        Standing::New => (tokens.accent_text, Some(icon)),
        Standing::Plain => (tokens.t3, None),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    let y = rect.center().y + 2.0;
    let mut x = rect.left() + 8.0;
    if let Some(icon) = icon {
        widgets::icon(ui.painter(), icon, IconStyle::Regular, pos2(x + 7.0, y), 14.0, color);
        x += 20.0;
    }
    let font = fonts::regular(size::SECONDARY);
    let galley = ui.painter().layout_no_wrap(words, font.clone(), color);
    let end = x + galley.size().x;
    text_left(ui.painter(), x, y, galley, color);
    let mut right = rect.right() - 8.0;
    if can_complete {
        let galley = ui.painter().layout_no_wrap("complete".into(), font.clone(), tokens.t3);
        right -= galley.size().x;
        text_left(ui.painter(), right, y, galley, tokens.t3);
        let cap = Rect::from_min_max(pos2(right - 60.0, y - 12.0), pos2(right - 6.0, y + 12.0));
        let layout = eframe::egui::Layout::right_to_left(eframe::egui::Align::Center);
        let cap = widgets::key_cap(&mut ui.new_child(UiBuilder::new().max_rect(cap).layout(layout)), "Tab");
        right = cap.rect.left() - 12.0;
    }
    let galley = ui.painter().layout_no_wrap("@2011..   ~likely   #tag   [source".into(), font, tokens.t3);
    right -= galley.size().x;
    if right > end + 12.0 {
        text_left(ui.painter(), right, y, galley, tokens.t3);
    }
}

/// How a plan stands.
enum Standing {
    Good,
    New,
    Plain,
}

fn standing(plan: &Plan, done: Option<&str>) -> (String, Standing, icons::Icon) {
    if let Some(done) = done {
        return (format!("Done: {done}"), Standing::Good, icons::CHECK);
    }
    let new: Vec<&str> = plan.newcomers.iter().map(|new| new.name.as_str()).collect();
    let sources = match plan.sources.len() {
        0 => String::new(),
        1 => ", a new source".into(),
        count => format!(", {count} new sources"),
    };
    let is_related = plan.claims().next().is_some();
    match new.as_slice() {
        _ if plan.lines.is_empty() => ("Enter adds it, as one step".into(), Standing::Plain, icons::CHECK),
        [] if is_related && plan.lines.len() == 1 && plan.claims().count() == 1 => {
            (format!("both ends known{sources}"), Standing::Good, icons::CHECK)
        }
        [] if is_related => (format!("all ends known{sources}"), Standing::Good, icons::CHECK),
        [] => (sources.trim_start_matches(", ").to_owned(), Standing::Plain, icons::CHECK),
        [one] if one.chars().count() < 24 => (format!("{one} is new{sources}"), Standing::New, icons::PLUS_CIRCLE),
        [_] => (format!("1 entity is new{sources}"), Standing::New, icons::PLUS_CIRCLE),
        several => (format!("{} entities are new{sources}", several.len()), Standing::New, icons::PLUS_CIRCLE),
    }
}

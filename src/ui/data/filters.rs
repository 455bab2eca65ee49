//! The filter row: under each title a control that fits what stands in the column.

use eframe::egui::{Rect, Ui, UiBuilder};

use super::state::TableState;
use crate::analysis::table::{Column, Field, Filter, Holds, TableKind};
use crate::base::{EntityId, Interval, PartialDate, SourceId, fold};
use crate::model::Graph;
use crate::ui::desk::Desk;
use crate::ui::icons;
use crate::ui::inspector::entity_choices;
use crate::ui::marks;
use crate::ui::widgets::{Choice, IconButton, Picker, Sign, TextField};

/// What a text in the filter row lets through; nothing filters with a blank one.
pub(super) fn filter_of(column: &Column, text: &str) -> Result<Option<Filter>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let number = |text: &str| {
        let digits = text.trim_start_matches(['≥', '>', '=', ' ']);
        digits.replace(',', ".").parse::<f64>().map_err(|_| "A number is wanted here.".to_owned())
    };
    Ok(Some(match &column.holds {
        Holds::Text | Holds::Prose | Holds::Url | Holds::List | Holds::Tags => Filter::Contains(fold(text)),
        Holds::Type | Holds::Entity | Holds::Source | Holds::Sources | Holds::Words(_) | Holds::Flag => {
            Filter::Is(text.to_owned())
        }
        Holds::Choice { .. } | Holds::Level => {
            let rank = column.field.words().iter().position(|(key, _)| *key == text);
            let rank = rank.ok_or("There is no such word.")?;
            match column.field {
                Field::Likelihood | Field::Confidence => Filter::Rank(rank),
                Field::Reliability | Field::Credibility => Filter::Grade(rank, None),
                _ => Filter::Is(text.to_owned()),
            }
        }
        Holds::Grade => {
            let mut letters = text.chars();
            let reliability = letters.next().map(|letter| letter.to_ascii_uppercase());
            let reliability = reliability.and_then(|letter| "ABCDEF".find(letter)).ok_or("A grade is A to F.")?;
            let credibility = letters.next().map(|digit| "123456".find(digit).ok_or("The second part is 1 to 6."));
            Filter::Grade(reliability, credibility.transpose()?)
        }
        Holds::Number | Holds::Count => Filter::AtLeast(number(text)?),
        Holds::Counts => Filter::Supported(number(text)?.max(0.0) as usize),
        Holds::Start | Holds::Stop | Holds::Date | Holds::Time => {
            let why = |_| "Dates look like 1994, 2019-02 or 2011/2015.".to_owned();
            match text.parse::<PartialDate>() {
                Ok(date) if column.holds == Holds::Start => Filter::Since(date.first_day()),
                Ok(date) if column.holds == Holds::Stop => Filter::Until(date.last_day()),
                Ok(date) => Filter::Within(Interval::On(date)),
                Err(_) => Filter::Within(text.parse().map_err(why)?),
            }
        }
    }))
}

/// What a filter says, for its chip: `Likelihood is at least likely`.
pub(super) fn words_of(graph: &Graph, column: &Column, text: &str) -> String {
    let title = &column.title;
    let word = |key: &str| {
        let words = column.field.words();
        words.iter().find(|(known, _)| *known == key).map_or(key.to_owned(), |(_, label)| label.to_lowercase())
    };
    match &column.holds {
        Holds::Choice { .. } | Holds::Level => match column.field {
            Field::Likelihood | Field::Confidence => format!("{title} is at least {}", word(text)),
            Field::Reliability | Field::Credibility => format!("{title} is {text} or better"),
            _ => format!("{title} is {}", word(text)),
        },
        Holds::Grade => format!("{title} is {} or better", text.to_uppercase()),
        Holds::Number | Holds::Count | Holds::Counts => {
            format!("{title} is at least {}", text.trim_start_matches(['≥', '>', '=', ' ']))
        }
        Holds::Start => format!("From {text}"),
        Holds::Stop => format!("Until {text}"),
        Holds::Date | Holds::Time => format!("{title} in {text}"),
        Holds::Type | Holds::Entity | Holds::Source | Holds::Sources => {
            format!("{title} is {}", name_of(graph, column, text))
        }
        Holds::Words(_) | Holds::Flag => format!("{title} is {text}"),
        _ => format!("{title} contains “{text}”"),
    }
}

/// The name of what a picker of the filter row has chosen.
fn name_of(graph: &Graph, column: &Column, id: &str) -> String {
    let name = match &column.holds {
        Holds::Entity => EntityId::new(id).ok().and_then(|id| graph.entity(&id)).map(|e| marks::name(e).to_owned()),
        Holds::Source | Holds::Sources => SourceId::new(id).ok().map(|id| marks::source_title(graph, &id).to_owned()),
        Holds::Type => {
            let schema = graph.schema();
            let of_entities = schema.entity_types.values().find(|t| t.id.as_str() == id).map(|t| t.name.clone());
            of_entities
                .or_else(|| schema.relationship_types.values().find(|t| t.id.as_str() == id).map(|t| t.name.clone()))
        }
        _ => column.field.words().iter().find(|(key, _)| *key == id).map(|(_, label)| (*label).to_owned()),
    };
    name.unwrap_or_else(|| id.to_owned())
}

/// Shows the control of a column in `rect`.
pub(super) fn control(
    ui: &mut Ui,
    desk: &Desk<'_>,
    table: &mut TableState,
    kind: TableKind,
    column: &Column,
    rect: Rect,
) {
    let builder = UiBuilder::new().max_rect(rect).id_salt(("filter", &column.field));
    let mut child = ui.new_child(builder);
    let ui = &mut child;
    let before = table.filters.get(&column.field).cloned().unwrap_or_default();
    let name = format!("Filter by {}", column.title.to_lowercase());
    let hint = match &column.holds {
        Holds::Start => "from",
        Holds::Stop => "to",
        Holds::Date | Holds::Time => "in",
        Holds::Number | Holds::Count | Holds::Counts => "≥ 1",
        Holds::Grade => "A–F",
        Holds::Choice { .. } | Holds::Level => "Any",
        Holds::Type => "Any type",
        Holds::Entity => "Any entity",
        Holds::Source | Holds::Sources => "Any source",
        Holds::Words(_) | Holds::Flag => "Any",
        _ => "contains",
    };
    let after = match &column.holds {
        Holds::Type
        | Holds::Entity
        | Holds::Source
        | Holds::Sources
        | Holds::Words(_)
        | Holds::Flag
        | Holds::Choice { .. }
        | Holds::Level => picker(ui, desk, kind, column, (&name, hint, &before), rect),
        _ => {
            let mut text = before.clone();
            let error = filter_of(column, &text).err();
            let mut field = TextField::new(&mut text, &name).hint(hint).width(rect.width()).tight();
            field = field.id(desk.field_id("filter of a table", &format!("{:?} {kind:?}", column.field)));
            let response = ui.add(field.error(error.as_ref().map(|_| "")));
            if let Some(error) = error {
                response.on_hover_text(error);
            }
            (text != before).then_some(text)
        }
    };
    if let Some(after) = after {
        if after.is_empty() {
            table.filters.remove(&column.field);
        } else {
            table.filters.insert(column.field.clone(), after);
        }
        table.held = None;
    }
}

fn picker(
    ui: &mut Ui,
    desk: &Desk<'_>,
    kind: TableKind,
    column: &Column,
    (name, hint, before): (&str, &str, &str),
    rect: Rect,
) -> Option<String> {
    let graph = desk.graph();
    let at_least = matches!(column.field, Field::Likelihood | Field::Confidence);
    let shown = if before.is_empty() { hint.to_owned() } else { name_of(graph, column, before) };
    let shown = if at_least && !before.is_empty() { format!("{shown} or more") } else { shown };
    let cross = if before.is_empty() { 0.0 } else { 24.0 };
    let picker = Picker::new(name, &shown).faint(before.is_empty()).width(rect.width() - cross).list_width(220.0);
    let search = match &column.holds {
        Holds::Entity => Some("Find an entity"),
        Holds::Type => Some("Find a type"),
        Holds::Source | Holds::Sources => Some("Find a source"),
        _ => None,
    };
    let picker = match search {
        Some(search) => picker.search(search),
        None => picker,
    };
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        chosen = picker.show(ui, |query| {
            let any = (query.is_empty()).then(|| Choice::new(String::new(), hint).selected(before.is_empty()));
            let all = choices(desk, kind, column, query).into_iter();
            any.into_iter()
                .chain(all.map(|choice| {
                    let is = choice.value == before;
                    choice.selected(is)
                }))
                .collect()
        });
        if !before.is_empty() {
            let clear = format!("Clear the filter by {}", column.title.to_lowercase());
            if ui.add(IconButton::new(icons::X, &clear).small()).clicked() {
                chosen = Some(String::new());
            }
        }
    });
    chosen
}

/// What a column of things that are chosen offers: ids, or keys of words.
pub(super) fn choices(desk: &Desk<'_>, kind: TableKind, column: &Column, query: &str) -> Vec<Choice<String>> {
    let graph = desk.graph();
    let schema = graph.schema();
    let letters = fold(query);
    let fits = |name: &str| letters.is_empty() || fold(name).contains(&letters);
    match &column.holds {
        Holds::Entity => entity_choices(desk, query, &[])
            .into_iter()
            .map(|choice| Choice {
                sign: choice.sign,
                detail: choice.detail,
                ..Choice::new(choice.value.as_str().to_owned(), choice.label)
            })
            .collect(),
        Holds::Type if kind == TableKind::Entities => {
            let mut types: Vec<_> = schema.entity_types.values().filter(|t| fits(&t.name)).collect();
            types.sort_by_key(|t| (marks::class_of(schema, &t.id) as u8, t.parent.is_some(), t.name.clone()));
            let choice = |t: &std::sync::Arc<crate::model::EntityType>| Choice {
                sign: Sign::Disc(marks::type_disc(t)),
                ..Choice::new(t.id.as_str().to_owned(), &t.name)
            };
            types.into_iter().map(choice).collect()
        }
        Holds::Type => {
            let mut types: Vec<_> = schema.relationship_types.values().filter(|t| fits(&t.name)).collect();
            types.sort_by(|a, b| (&a.group, &a.name).cmp(&(&b.group, &b.name)));
            let choice = |t: &std::sync::Arc<crate::model::RelationshipType>| Choice {
                heading: t.group.clone(),
                ..Choice::new(t.id.as_str().to_owned(), &t.name)
            };
            types.into_iter().map(choice).collect()
        }
        Holds::Source | Holds::Sources => {
            let sources = graph.sources().values().filter(|source| fits(&source.title));
            let choice = |source: &std::sync::Arc<crate::model::Source>| Choice {
                sign: Sign::Icon(marks::source_icon(source.kind)),
                ..Choice::new(source.id.as_str().to_owned(), marks::source_title(graph, &source.id))
            };
            sources.map(choice).collect()
        }
        Holds::Words(words) => words.iter().map(|word| Choice::new(word.clone(), word)).collect(),
        Holds::Flag => ["yes", "no"].into_iter().map(|word| Choice::new(word.to_owned(), word)).collect(),
        _ => {
            let is_grade = matches!(column.field, Field::Reliability | Field::Credibility);
            let label = |key: &str, label: &str| if is_grade { format!("{key} {label}") } else { label.to_owned() };
            let words = column.field.words();
            words.into_iter().map(|(key, word)| Choice::new(key.to_owned(), label(key, word))).collect()
        }
    }
}

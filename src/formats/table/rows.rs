//! Puts the rows of tables into a draft, as a mapping says.

use rustc_hash::FxHashMap;

use super::guess::{comparable, direction};
use super::mapping::{ColumnMapping, FindBy, Kind, Meaning, Rows, TableMapping};
use super::sheet::Cell;
use crate::base::{Interval, PartialDate};
use crate::formats::ReadError;
use crate::formats::foreign::{self, At, Column, Draft, EdgeRef, Field, NodeRef, values};
use crate::model::{Direction, Value};

/// A column of a table with what it fills.
struct Planned {
    at: usize,
    column: Column,
    split: String,
    kind: Option<Kind>,
    /// What words stand for, by the words as they are compared.
    words: FxHashMap<String, String>,
}

impl Planned {
    fn new(at: usize, column: Column, told: &ColumnMapping) -> Self {
        let words = told.words.iter().map(|(word, meant)| (comparable(word), meant.clone())).collect();
        Self { at, column, split: told.split.clone(), kind: told.kind, words }
    }
}

/// What to do with each row of one table.
pub(super) struct Plan<'m> {
    mapping: &'m TableMapping,
    /// The name of the table, for messages; empty where there is only one.
    name: String,
    id: Option<usize>,
    /// What an entity is called, and so its key where there is no other.
    label: Option<usize>,
    from: Option<(usize, String)>,
    to: Option<(usize, String)>,
    directed: Option<usize>,
    /// An Admiralty grade.
    grade: Option<usize>,
    columns: Vec<Planned>,
    /// The type of records whose row says none.
    usual_type: Option<(Column, String)>,
    source: Option<Column>,
    /// The sheet, where several hold relationships that may be the same but for the year that its name says.
    pub sheet: String,
}

impl<'m> Plan<'m> {
    /// Works out what each column fills. Headers are numbers where there are none.
    pub fn new(mapping: &'m TableMapping, headers: &[String], name: String) -> Self {
        let of_edge = mapping.rows == Rows::Relationships;
        let of = if of_edge { Column::of_edge } else { Column::of_node };
        let usual = if of_edge { &mapping.relationship_type } else { &mapping.entity_type };
        let mut plan = Self {
            mapping,
            name,
            id: None,
            label: None,
            from: None,
            to: None,
            directed: None,
            grade: None,
            columns: Vec::new(),
            usual_type: (!usual.is_empty()).then(|| (of("type"), usual.clone())),
            source: (!mapping.source.is_empty()).then(|| of("sources")),
            sheet: String::new(),
        };
        let usual = ColumnMapping::default();
        for (at, header) in headers.iter().enumerate() {
            let told = mapping.columns.get(header).unwrap_or(&usual);
            let split = told.split.clone();
            match &told.is {
                Meaning::Id => plan.id = plan.id.or(Some(at)),
                Meaning::From => drop(plan.from.get_or_insert((at, split))),
                Meaning::To => drop(plan.to.get_or_insert((at, split))),
                Meaning::Directed => plan.directed = plan.directed.or(Some(at)),
                Meaning::Nothing => {}
                // A column without a header still holds what it holds.
                Meaning::Header if header.is_empty() => {
                    let column = Column::property(&format!("column {}", at + 1));
                    plan.columns.push(Planned::new(at, column, told));
                }
                Meaning::Grade if of_edge => plan.grade = Some(at),
                Meaning::Grade => {
                    plan.columns.push(Planned::new(at, Column::property(header), told));
                }
                meaning => {
                    if *meaning == Meaning::Name {
                        plan.label = plan.label.or(Some(at));
                    }
                    if let Some(column) = meaning.column(header, of_edge) {
                        plan.columns.push(Planned::new(at, column, told));
                    }
                }
            }
        }
        plan
    }

    /// Whether no row makes what is one thing for all rows: sources and groups.
    pub fn is_plain(&self) -> bool {
        let is_shared = |planned: &Planned| matches!(planned.column.field, Field::Sources | Field::Groups);
        self.source.is_none() && self.grade.is_none() && !self.columns.iter().any(is_shared)
    }

    fn which(&self, what: &str) -> String {
        if self.name.is_empty() { what.to_owned() } else { format!("{what} in {:?}", self.name) }
    }

    /// An entity.
    pub fn entity(&self, draft: &mut Draft, line: u32, cells: &[Cell<'_>]) -> Result<(), ReadError> {
        let at = At::Line(line);
        let cell = |column: Option<usize>| column.and_then(|c| cells.get(c)).filter(|cell| !cell.is_empty());
        let node = match cell(self.id).or_else(|| cell(self.label)) {
            Some(key) => draft.node(&key.text(), at)?,
            None => {
                draft.report.warning(at, "a row has neither an id nor a name", self.which(""), "named it by its line");
                draft.node(&format!("row {line}"), at)?
            }
        };
        if let Some((column, kind)) = &self.usual_type
            && !self.columns.iter().any(|p| p.column == *column && cell(Some(p.at)).is_some())
        {
            draft.set_node(node, column, kind.as_str(), at);
        }
        for planned in &self.columns {
            let Some(cell) = cells.get(planned.at) else { continue };
            each_value(cell, planned, |value| draft.set_node(node, &planned.column, value, at));
        }
        if let Some(column) = &self.source {
            draft.set_node(node, column, self.mapping.source.as_str(), at);
        }
        Ok(())
    }

    /// A relationship, or several where its ends are several.
    pub fn relationship(
        &self,
        draft: &mut Draft,
        names: &mut Names,
        line: u32,
        cells: &[Cell<'_>],
    ) -> Result<(), ReadError> {
        let at = At::Line(line);
        let ends = |end: &Option<(usize, String)>| -> Vec<String> {
            let Some((column, split)) = end else { return Vec::new() };
            let text = cells.get(*column).map(Cell::text).unwrap_or_default();
            let parts: Vec<&str> = if split.is_empty() { vec![&text] } else { text.split(split.as_str()).collect() };
            parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        // The usual row has one of each, and needs no list.
        let single = |end: &Option<(usize, String)>| match end {
            Some((column, split)) if split.is_empty() => cells.get(*column).filter(|cell| !cell.is_empty()),
            _ => None,
        };
        if let (Some(from), Some(to)) = (single(&self.from), single(&self.to)) {
            let (from, to) = (self.end(draft, names, &from.text(), at)?, self.end(draft, names, &to.text(), at)?);
            return self.edge(draft, from, to, line, cells);
        }
        let (from, to) = (ends(&self.from), ends(&self.to));
        if from.is_empty() || to.is_empty() {
            draft.count_record()?;
            draft.report.error(at, "a row lacks one end of its relationship", self.which(""), "left it out");
            return Ok(());
        }
        let weight = |cell: &Cell<'_>| if let Cell::Text(text) = cell { foreign::weight_of(text) } else { 1 };
        draft.multiply([from.len(), to.len()], cells.iter().map(weight).sum())?;
        for from in &from {
            for to in &to {
                let (from, to) = (self.end(draft, names, from, at)?, self.end(draft, names, to, at)?);
                self.edge(draft, from, to, line, cells)?;
            }
        }
        Ok(())
    }

    fn end(&self, draft: &mut Draft, names: &mut Names, key: &str, at: At) -> Result<NodeRef, ReadError> {
        if self.mapping.find_by == FindBy::IdNameOrAlias
            && let Some(known) = names.find(draft, key, at)
        {
            return Ok(known);
        }
        draft.refer(key, at)
    }

    fn edge(
        &self,
        draft: &mut Draft,
        from: NodeRef,
        to: NodeRef,
        line: u32,
        cells: &[Cell<'_>],
    ) -> Result<(), ReadError> {
        let at = At::Line(line);
        let cell = |column: Option<usize>| column.and_then(|c| cells.get(c)).filter(|cell| !cell.is_empty());
        let several = [&self.from, &self.to].iter().any(|end| end.as_ref().is_some_and(|(_, split)| !split.is_empty()));
        let key = cell(self.id).filter(|_| !several).map(Cell::text);
        let told = cell(self.directed).map(Cell::text);
        let directed = told.as_deref().and_then(direction).unwrap_or(!self.mapping.undirected);
        let edge = draft.edge(key.as_deref(), from, to, Some(directed))?;
        if told.is_some_and(|word| word.eq_ignore_ascii_case("mutual")) {
            draft.set_direction(edge, Direction::Both);
        }
        self.attributes(draft, edge, at, cells);
        Ok(())
    }

    fn attributes(&self, draft: &mut Draft, edge: EdgeRef, at: At, cells: &[Cell<'_>]) {
        if let Some((column, kind)) = &self.usual_type
            && !self.columns.iter().any(|p| p.column == *column && cells.get(p.at).is_some_and(|c| !c.is_empty()))
        {
            draft.set_edge(edge, column, kind.as_str(), at);
        }
        for planned in &self.columns {
            let Some(cell) = cells.get(planned.at) else { continue };
            each_value(cell, planned, |value| draft.set_edge(edge, &planned.column, value, at));
        }
        if !self.sheet.is_empty() {
            draft.set_edge(edge, &Column::property("sheet"), self.sheet.as_str(), at);
        }
        if let Some(column) = &self.source {
            draft.set_edge(edge, column, self.mapping.source.as_str(), at);
        }
        if let Some(cell) = self.grade.and_then(|column| cells.get(column)).filter(|cell| !cell.is_empty()) {
            match values::grade(&cell.text()) {
                Some(grade) => {
                    let title = if self.name.is_empty() { "Imported table" } else { &self.name };
                    draft.grade_edge(edge, grade, title, at);
                }
                None => {
                    draft.report.warning(
                        at,
                        "a grade that the Admiralty code does not have",
                        cell.text(),
                        "left it out",
                    );
                }
            }
        }
    }

    /// An entity and those that it is related to.
    pub fn neighbours(&self, draft: &mut Draft, line: u32, cells: &[Cell<'_>]) -> Result<(), ReadError> {
        let at = At::Line(line);
        let mut filled = cells.iter().filter(|cell| !cell.is_empty());
        let Some(first) = filled.next() else { return Ok(()) };
        let from = draft.node_again(&first.text(), at)?;
        for cell in filled {
            let to = draft.node_again(&cell.text(), at)?;
            let edge = draft.edge(None, from, to, Some(!self.mapping.undirected))?;
            self.attributes(draft, edge, at, &[]);
        }
        Ok(())
    }
}

/// Hands over the values of a cell.
fn each_value(cell: &Cell<'_>, planned: &Planned, mut hand: impl FnMut(foreign::Cell<'_>)) {
    match cell {
        Cell::Empty => {}
        Cell::Number(number) => hand(match planned.kind {
            Some(Kind::Text) => number.to_string().into(),
            _ => (*number).into(),
        }),
        Cell::Flag(flag) => hand((*flag).into()),
        Cell::Date(date) => hand(Value::Date(Interval::On(*date)).into()),
        Cell::Text(text) if planned.split.is_empty() => each_typed(planned.meant(text), planned.kind, &mut hand),
        Cell::Text(text) => {
            for part in text.split(planned.split.as_str()).map(str::trim).filter(|part| !part.is_empty()) {
                each_typed(planned.meant(part), planned.kind, &mut hand);
            }
        }
    }
}

impl Planned {
    /// What a word stands for; itself where nothing else was said.
    fn meant<'t>(&'t self, text: &'t str) -> &'t str {
        if self.words.is_empty() {
            return text;
        }
        self.words.get(&comparable(text)).map_or(text, String::as_str)
    }
}

fn each_typed(text: &str, kind: Option<Kind>, hand: &mut impl FnMut(foreign::Cell<'_>)) {
    match kind {
        None => hand(foreign::Cell::Untyped(text)),
        Some(Kind::Text) => hand(text.into()),
        Some(Kind::Number) => hand(match values::point_number(text).filter(|number| values::is_held(text, *number)) {
            Some(number) => number.into(),
            None => text.into(),
        }),
        Some(Kind::CommaNumber) => {
            let number = text.replace('.', "").replace(',', ".").parse().ok().filter(|n: &f64| n.is_finite());
            hand(number.map_or_else(|| text.into(), foreign::Cell::from));
        }
        Some(Kind::Flag) => hand(values::flag(text).map_or_else(|| text.into(), foreign::Cell::from)),
        Some(order @ (Kind::DayFirst | Kind::MonthFirst)) => match ordered_date(text, order) {
            Some(date) => {
                // A time of day is no part of our dates: as words it is not lost.
                let iso = text.split_once([' ', 'T']).map(|(_, time)| format!("{date} {}", time.trim()));
                match iso {
                    Some(with_time) => hand(with_time.into()),
                    None => hand(Value::Date(Interval::On(date)).into()),
                }
            }
            None => hand(text.into()),
        },
    }
}

/// Whether a text is read as a time.
pub(super) fn reads_as_time(text: &str, kind: Option<Kind>) -> bool {
    let mut is_read = false;
    each_typed(text, kind, &mut |cell: foreign::Cell<'_>| is_read = cell.is_time());
    is_read
}

fn ordered_date(text: &str, order: Kind) -> Option<PartialDate> {
    let mut parts = text.split([' ', 'T']).next()?.split(['/', '-', '.']);
    let (a, b, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let (day, month) = if order == Kind::DayFirst { (a, b) } else { (b, a) };
    PartialDate::from_civil(year, month, day).ok()
}

/// The entities by what they are called, for ends of relationships that are no ids.
#[derive(Default)]
pub(super) struct Names {
    /// `None` for a name of several.
    by_name: FxHashMap<String, Option<NodeRef>>,
    /// How many nodes are in it.
    seen: usize,
}

impl Names {
    /// The declared entity of this id, else of this name or alias.
    fn find(&mut self, draft: &mut Draft, key: &str, at: At) -> Option<NodeRef> {
        if let Some(node) = draft.find(key) {
            return Some(node);
        }
        if self.seen == 0 {
            self.learn(draft);
        }
        if self.by_name.is_empty() {
            return None;
        }
        match self.by_name.get(&comparable(key)) {
            Some(Some(node)) => Some(*node),
            Some(None) => {
                let done = "made another entity; say which by its id";
                draft.report.warning(at, "a name is that of several entities", key, done);
                None
            }
            None => None,
        }
    }

    /// Takes in all that are declared so far, once: what ends make is found by its key.
    fn learn(&mut self, draft: &Draft) {
        for (node, names) in draft.names() {
            for name in names {
                self.by_name
                    .entry(comparable(name))
                    .and_modify(|known| *known = known.filter(|known| *known == node))
                    .or_insert(Some(node));
            }
        }
        self.seen = draft.node_count().max(1);
    }
}

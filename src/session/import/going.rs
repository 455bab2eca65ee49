//! How an import goes on: its jobs, and what they find.

use std::path::PathBuf;
use std::sync::Arc;

use super::check::check;
use super::{Checked, Import, ImportAct, ImportStep, Read, Target};
use crate::base::{Cancelled, EntityId, Task};
use crate::edit::Merging;
use crate::edit::intent::{Brought, Decision, Incoming, Verdict, bring_in, match_entities};
use crate::formats::table::{self, Census, Mapping, Preview};
use crate::formats::{self, FORMATS, Loaded, ReadError, ReadOptions};
use crate::model::Graph;
use crate::session::file::{file_name, finish};
use crate::session::job::Stop;
use crate::session::{Command, Gravity, Request, Session, disk};

/// What the first look into a file found.
enum Opened {
    Tables(Preview),
    Other(&'static str),
}

fn open(name: &str, bytes: &[u8], task: &Task) -> Result<Opened, ReadError> {
    let options = ReadOptions::default();
    let format = formats::tell(bytes, Some(name)).unwrap_or(&FORMATS[0]);
    if format.key == table::CSV || format.key == table::WORKBOOK {
        return table::preview(name, bytes, None, &options, task).map(Opened::Tables);
    }
    Ok(Opened::Other(format.label))
}

/// Reads the file as its mapping says, and matches it.
fn read(
    name: &str,
    bytes: &[u8],
    mapping: Option<&Mapping>,
    graph: Option<&Graph>,
    task: &Task,
) -> Result<Read, ReadError> {
    let options = ReadOptions::default();
    let loaded: Loaded = match mapping {
        Some(mapping) => table::read_files(&[(name, bytes)], Some(mapping), &options, task)?,
        None => formats::read_named(bytes, Some(name), &options, task)?,
    };
    let empty = Graph::empty();
    let matches = match_entities(graph.unwrap_or(&empty), &loaded.graph, task)?;
    let name = |id: &EntityId| loaded.graph.entity(id).map(|e| e.name.clone()).unwrap_or_default();
    let mut to_review: Vec<(bool, String, EntityId)> = Vec::new();
    for (id, verdict) in matches.iter() {
        match verdict {
            Verdict::Open(_) => to_review.push((false, name(id), id.clone())),
            Verdict::Near(_) => to_review.push((true, name(id), id.clone())),
            Verdict::Known(_) | Verdict::New => {}
        }
    }
    to_review.sort();
    let to_review = to_review.into_iter().map(|(.., id)| id).collect();
    Ok(Read { loaded, matches, to_review })
}

impl Session {
    /// The import under way.
    #[must_use]
    pub fn import(&self) -> Option<&Import> {
        self.import.as_ref()
    }

    pub(in crate::session) fn do_import(&mut self, act: ImportAct) {
        match act {
            ImportAct::Begin(path) => self.begin_import(path),
            ImportAct::GiveUp => self.end_import(),
            ImportAct::LoadMapping(path) => self.load_mapping(path),
            ImportAct::SaveMapping(path) => self.save_mapping(path),
            ImportAct::AskMapping => self.ask(Request::AskMapping),
            ImportAct::AskSaveMapping => {
                if let Some(import) = &self.import {
                    let suggestion = import.path.with_extension("mapping.ron");
                    self.ask(Request::AskSaveMapping { suggestion });
                }
            }
            ImportAct::SetMapping(mapping) => self.set_mapping(mapping),
            ImportAct::Again => {
                if let Some(import) = &mut self.import {
                    import.failed = None;
                    if import.step == ImportStep::File && import.bytes.is_empty() {
                        let path = import.path.clone();
                        self.begin_import(path);
                    } else {
                        self.read_import();
                    }
                }
            }
            ImportAct::Go(step) => {
                let can_go = |import: &&mut Import| step > ImportStep::File && import.steps().contains(&step);
                if let Some(import) = self.import.as_mut().filter(can_go) {
                    import.step = step;
                }
            }
            ImportAct::Decide(id, decision) => {
                if let Some(import) = &mut self.import {
                    match decision {
                        Some(decision) => import.decisions.insert(id, decision),
                        None => import.decisions.remove(&id),
                    };
                    self.weigh_import();
                }
            }
            ImportAct::DecideRest(decision) => {
                if let Some(import) = &mut self.import
                    && let Some(read) = import.read.clone()
                {
                    for (id, verdict) in read.matches.iter() {
                        let Verdict::Open(candidates) = verdict else { continue };
                        let decided = match (&decision, candidates.first()) {
                            (Decision::Same(_), Some(first)) => Decision::Same(first.entity.clone()),
                            (other, _) => other.clone(),
                        };
                        import.decisions.entry(id.clone()).or_insert(decided);
                    }
                    self.weigh_import();
                }
            }
            ImportAct::SetTarget(target) => {
                if let Some(import) = &mut self.import {
                    import.target = if import.document.is_some() { target } else { Target::NewDocument };
                }
            }
            ImportAct::Finish => self.finish_import(),
        }
    }

    fn end_import(&mut self) {
        if let Some(mut import) = self.import.take() {
            import.stop();
        }
    }

    fn begin_import(&mut self, path: PathBuf) {
        self.end_import();
        let document = self.active;
        let mut import = Import {
            name: file_name(&path),
            format: "",
            document,
            target: if document.is_some() { Target::ThisDocument } else { Target::NewDocument },
            step: ImportStep::File,
            tables: None,
            mapping: Mapping::default(),
            checked: None,
            read: None,
            decisions: Default::default(),
            brought: None,
            failed: None,
            path: path.clone(),
            bytes: Arc::default(),
            census: None,
            version: 0,
            weighed: 0,
            brought_for: None,
            work: Vec::new(),
            weighing: None,
            is_finishing: false,
        };
        let name = import.name.clone();
        let task = self.jobs.start(format!("Reading {name}"), Stop::AtAnyTime, move |task| {
            let limit = ReadOptions::default().limits.bytes as u64;
            let result = match disk::content(&path, limit) {
                Ok(bytes) => open(&name, &bytes, task).map(|o| (bytes, o)).map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            finish(move |session| session.opened_import(&path, result))
        });
        import.work.push(task);
        self.import = Some(import);
    }

    fn opened_import(&mut self, path: &PathBuf, result: Result<(Vec<u8>, Opened), String>) {
        let Some(import) = self.import.as_mut().filter(|i| i.path == *path && i.step == ImportStep::File) else {
            return;
        };
        match result {
            Err(why) => import.failed = Some(why),
            Ok((bytes, opened)) => {
                import.bytes = Arc::new(bytes);
                match opened {
                    Opened::Tables(preview) => {
                        import.format = if preview.encoding.is_empty() { "workbook" } else { "table" };
                        import.mapping = preview.mapping();
                        import.tables = Some(Arc::new(preview));
                        import.step = ImportStep::Map;
                        self.check_import();
                    }
                    Opened::Other(label) => {
                        import.format = label;
                        import.step = ImportStep::Match;
                    }
                }
                self.read_import();
            }
        }
    }

    /// Takes another mapping. Another separator or header cuts the file anew.
    fn set_mapping(&mut self, mapping: Mapping) {
        let Some(import) = &mut self.import else { return };
        let Some(tables) = import.tables.clone() else { return };
        import.decisions.clear();
        let is_cut_alike = mapping.tables.len() == tables.tables.len()
            && mapping.tables.iter().zip(&tables.tables).all(|(new, old)| {
                (new.delimiter.is_none() || new.delimiter == old.delimiter) && new.no_header == old.mapping.no_header
            });
        import.mapping = mapping;
        if is_cut_alike {
            self.check_import();
            self.read_import();
        } else {
            self.cut_import();
        }
    }

    /// Cuts the file into cells as its mapping says, and goes on with that.
    fn cut_import(&mut self) {
        let Some(import) = &mut self.import else { return };
        import.version += 1;
        import.stop();
        (import.census, import.read, import.brought, import.failed) = (None, None, None, None);
        let (name, bytes, version) = (import.name.clone(), Arc::clone(&import.bytes), import.version);
        let mapping = import.mapping.clone();
        let task = self.jobs.start(format!("Reading {name}"), Stop::AtAnyTime, move |task| {
            let cut = table::preview(&name, &bytes, Some(&mapping), &ReadOptions::default(), task);
            finish(move |session| {
                let Some(import) = session.import.as_mut().filter(|import| import.version == version) else { return };
                match cut {
                    Ok(preview) => {
                        import.mapping = preview.mapping();
                        import.tables = Some(Arc::new(preview));
                        session.check_import();
                        session.read_import();
                    }
                    Err(error) => import.failed = Some(error.to_string()),
                }
            })
        });
        import.work.push(task);
    }

    /// Looks at the columns: at the first rows at once, and where there are more, at all of them by and by.
    fn check_import(&mut self) {
        let Some(import) = &mut self.import else { return };
        let Some(preview) = import.tables.clone() else { return };
        import.version += 1;
        import.stop();
        let open = import.document.and_then(|key| self.documents.iter().find(|d| d.key() == key));
        let (graph, view) = (open.map(|d| Arc::clone(d.graph())), open.map(|d| d.view_id().clone()));
        let (version, mapping, known) = (import.version, import.mapping.clone(), import.census.clone());
        let (name, bytes) = (import.name.clone(), Arc::clone(&import.bytes));
        let is_whole = preview.tables.iter().all(|table| table.whole);
        let first = {
            let (graph, view, preview) = (graph.clone(), view.clone(), Arc::clone(&preview));
            let (mapping, known) = (mapping.clone(), known.clone());
            self.jobs.start(format!("Looking at {name}"), Stop::AtAnyTime, move |task| {
                let known = known.as_deref().map(Vec::as_slice);
                let checked = check(graph.as_deref(), view.as_ref(), &preview, &mapping, known, task);
                finish(move |session| session.checked_import(version, checked, None))
            })
        };
        import.work.push(first);
        if is_whole || known.is_some() {
            return;
        }
        let all = self.jobs.start(format!("Looking at all rows of {name}"), Stop::AtAnyTime, move |task| {
            let options = ReadOptions::default();
            let counted = |sheet: &str| table::census(&name, &bytes, &mapping, sheet, &options, task);
            let census: Result<Vec<Census>, ReadError> = preview.tables.iter().map(|t| counted(&t.name)).collect();
            let checked = census.map_err(|_| Cancelled).and_then(|census| {
                let checked = check(graph.as_deref(), view.as_ref(), &preview, &mapping, Some(&census), task)?;
                Ok((checked, census))
            });
            finish(move |session| match checked {
                Ok((checked, census)) => session.checked_import(version, Ok(checked), Some(census)),
                Err(why) => session.checked_import(version, Err(why), None),
            })
        });
        import.work.push(all);
    }

    fn checked_import(&mut self, version: u64, checked: Result<Checked, Cancelled>, census: Option<Vec<Census>>) {
        let Some(import) = self.import.as_mut().filter(|import| import.version == version) else { return };
        if let Ok(checked) = checked {
            let is_less =
                import.checked.as_ref().is_some_and(|known| known.whole && !checked.whole) && import.census.is_some();
            if !is_less {
                import.checked = Some(Arc::new(checked));
            }
        }
        if let Some(census) = census {
            import.census = Some(Arc::new(census));
        }
    }

    /// Reads the whole file as the mapping says, and matches its entities.
    fn read_import(&mut self) {
        let Some(import) = &mut self.import else { return };
        if import.tables.is_none() {
            import.version += 1;
            import.stop();
        }
        (import.read, import.brought, import.failed) = (None, None, None);
        let open = import.document.and_then(|key| self.documents.iter().find(|d| d.key() == key));
        let graph = open.map(|d| Arc::clone(d.graph()));
        let (name, bytes, version) = (import.name.clone(), Arc::clone(&import.bytes), import.version);
        let mapping = import.tables.is_some().then(|| import.mapping.clone());
        let task = self.jobs.start(format!("Reading {name}"), Stop::AtAnyTime, move |task| {
            let result = read(&name, &bytes, mapping.as_ref(), graph.as_deref(), task);
            finish(move |session| session.read_ended(version, result))
        });
        import.work.push(task);
    }

    fn read_ended(&mut self, version: u64, result: Result<Read, ReadError>) {
        let Some(import) = self.import.as_mut().filter(|import| import.version == version) else { return };
        match result {
            Ok(read) => {
                import.read = Some(Arc::new(read));
                self.weigh_import();
            }
            Err(error) => import.failed = Some(error.to_string()),
        }
    }

    /// Works out what would happen.
    fn weigh_import(&mut self) {
        let Some(import) = &mut self.import else { return };
        let Some(read) = import.read.clone() else { return };
        import.brought = None;
        let open = import.document.and_then(|key| self.documents.iter().find(|d| d.key() == key));
        let Some(open) = open else {
            import.brought = Some(Arc::default());
            return;
        };
        import.weighed += 1;
        let (version, revision, decisions) = (import.weighed, open.revision(), import.decisions.clone());
        let (graph, view) = (Arc::clone(open.graph()), open.view_id().clone());
        let label = format!("import {}", import.name);
        if let Some(before) = import.weighing.take() {
            before.cancel();
        }
        let name = import.name.clone();
        let task = self.jobs.start(format!("Comparing {name}"), Stop::AtAnyTime, move |task| {
            let incoming =
                Incoming { graph: &read.loaded.graph, matches: &read.matches, decisions: &decisions, label: &label };
            let brought = bring_in(&graph, incoming, &view, task);
            finish(move |session| session.weighed_import(version, revision, brought))
        });
        import.weighing = Some(task);
    }

    fn weighed_import(&mut self, version: u64, revision: u64, brought: Result<Brought, Cancelled>) {
        let Some(import) = self.import.as_mut().filter(|import| import.weighed == version) else { return };
        match brought {
            Ok(brought) => {
                import.brought = Some(Arc::new(brought));
                import.brought_for = Some(revision);
                if import.is_finishing {
                    self.finish_import();
                }
            }
            Err(Cancelled) => import.failed = Some("The reading was cancelled.".into()),
        }
    }

    fn load_mapping(&mut self, path: PathBuf) {
        let name = file_name(&path);
        self.jobs.start(format!("Reading {name}"), Stop::AtAnyTime, move |_| {
            let read = disk::content(&path, 1 << 20).map_err(|error| error.to_string());
            let read = read
                .and_then(|bytes| Mapping::parse(&String::from_utf8_lossy(&bytes)).map_err(|error| error.to_string()));
            finish(move |session| match read {
                Ok(told) => session.take_mapping(&told),
                Err(why) => session.notify(Gravity::Failure, format!("{name} was not taken"), why, Vec::new()),
            })
        });
    }

    /// Takes a mapping that was kept: what it says of each table.
    fn take_mapping(&mut self, told: &Mapping) {
        let Some(import) = &mut self.import else { return };
        import.decisions.clear();
        import.mapping = told.clone();
        self.cut_import();
    }

    fn save_mapping(&mut self, path: PathBuf) {
        let Some(import) = &self.import else { return };
        let (text, name) = (import.mapping.to_text(), file_name(&path));
        self.jobs.start(format!("Saving {name}"), Stop::Never, move |_| {
            let result = disk::save(&path, text.as_bytes());
            finish(move |session| match result {
                Ok(_) => {
                    let text = format!("Use it here again, or as convert --mapping {name}.");
                    session.notify(Gravity::Done, format!("The mapping is in {name}"), text, Vec::new());
                }
                Err(error) => {
                    session.notify(Gravity::Failure, "The mapping was not saved", error.to_string(), Vec::new());
                }
            })
        });
    }

    /// Brings it in, or opens it.
    fn finish_import(&mut self) {
        let Some(import) = &mut self.import else { return };
        if import.target == Target::NewDocument {
            let Some(read) = import.read.clone() else { return };
            let (name, path) = (import.name.clone(), import.path.clone());
            self.end_import();
            let stem = path.file_stem().map_or(name.clone(), |stem| stem.to_string_lossy().into_owned());
            self.add_document(read.loaded.graph.clone(), None, stem);
            let remarks: Vec<String> = read.issues().iter().map(ToString::to_string).collect();
            self.tell_remarks(format!("{name} was imported"), "", remarks);
            return;
        }
        let Some(key) = import.document else { return };
        let (brought, brought_for) = (import.brought.clone(), import.brought_for);
        let Some(open) = self.documents.iter().find(|d| d.key() == key) else { return self.end_import() };
        let Some(brought) = brought.filter(|_| brought_for == Some(open.revision())) else {
            // The document changed in the meantime, or the last decision is not weighed yet.
            import.is_finishing = true;
            return self.weigh_import();
        };
        let Some(import) = self.import.take() else { return };
        self.activate(key);
        let name = import.name.clone();
        if brought.transaction.is_empty() {
            let text = "Everything in it is in this graph already.";
            return self.notify(Gravity::Done, format!("{name} brought nothing new"), text, Vec::new());
        }
        let selection = (!brought.selection.is_empty()).then(|| brought.selection.clone());
        let Some(open) = self.document_mut(key) else { return };
        if let Err(error) = open.apply(brought.transaction.clone(), Merging::Never, selection) {
            let text = format!("{error}. Nothing was changed.");
            return self.notify(Gravity::Failure, format!("{name} was not imported"), text, Vec::new());
        }
        let t = brought.tally;
        let count =
            |n: usize, one: &str, several: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {several}") };
        let text = format!(
            "{} and {} are new; {} gained something.",
            count(t.new_entities, "entity", "entities"),
            count(t.new_relationships, "relationship", "relationships"),
            count(t.gaining, "record", "records")
        );
        let mut remarks: Vec<String> =
            import.read.iter().flat_map(|read| read.issues()).map(ToString::to_string).collect();
        remarks.extend(brought.left_out.iter().map(|what| format!("not brought in: {what}")));
        remarks.extend(
            brought
                .conflicts
                .iter()
                .map(|c| format!("{}: {} stays “{}”; the file says “{}”", c.name, c.field, c.kept, c.found)),
        );
        self.tell_remarks(format!("{name} was imported"), &text, remarks);
    }

    /// Tells what was done, with remarks that can be read on demand.
    pub(in crate::session) fn tell_remarks(&mut self, title: String, text: &str, remarks: Vec<String>) {
        if remarks.is_empty() {
            return self.notify(Gravity::Done, title, text, Vec::new());
        }
        let first = match remarks.as_slice() {
            [one] => as_sentence(one),
            [first, _] => format!("{} And 1 more remark.", as_sentence(first)),
            [first, others @ ..] => format!("{} And {} more remarks.", as_sentence(first), others.len()),
            [] => String::new(),
        };
        let text = if text.is_empty() { first } else { format!("{text} {first}") };
        let actions =
            vec![("Show all remarks".to_owned(), Command::ShowRemarks { title: title.clone(), lines: remarks })];
        self.notify(Gravity::Warning, title, text, actions);
    }
}

/// A remark with a capital first and a full stop last.
fn as_sentence(remark: &str) -> String {
    let mut letters = remark.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

//! `liaison check`: every problem in files.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::info::issue_json;
use super::network::progress;
use super::{Console, Outcome, Timings, input, output};
use crate::analysis::check::{Finding, Rule, Severity, check_while, duplicate_findings};
use crate::analysis::duplicates;
use crate::analysis::quotes::Quotes;
use crate::base::{Cancelled, EntityId, EvidenceId, Task};
use crate::formats::{self, Issue, ReadError, Repair};

/// How many records of one kind are named in the text; `--json` names all.
const NAMED: usize = 8;

#[derive(Debug, Args)]
#[command(
    after_help = "Faults make the status 1. Warnings and notes do not: they are what may have its reasons, doubt \
                        that is written down, and work that is not done yet."
)]
pub(super) struct Check {
    /// The files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Name only pairs of entities that may be one
    #[arg(long)]
    duplicates: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What was found in one file.
struct Report {
    name: String,
    /// Why the file could not be read, when it has no places to name.
    unreadable: Option<String>,
    issues: Vec<Issue>,
    findings: Vec<Finding>,
}

impl Report {
    /// Whether there is anything wrong with the file, or only things to know.
    fn has_faults(&self) -> bool {
        self.issues.iter().any(|i| i.severity != formats::Severity::Note)
            || self.findings.iter().any(|f| f.rule.is_fault())
    }
}

impl Check {
    pub(super) fn run(self, console: &Console, spent: &mut Timings) -> Outcome {
        let Self { files, duplicates, json } = self;
        let reports: Vec<Report> = files.iter().map(|file| look(file, duplicates, console, spent)).collect();
        let printed = if json {
            let value: Vec<Value> = reports.iter().map(as_json).collect();
            output::print_json(console, &Value::Array(value))
        } else {
            let text: String = reports.iter().map(as_text).collect();
            output::print(console, text.as_bytes())
        };
        for report in &reports {
            if let Some(why) = &report.unreadable {
                console.fail(why);
            }
        }
        if printed != Outcome::Done {
            printed
        } else if reports.iter().any(|r| r.unreadable.is_some()) {
            Outcome::Failed
        } else if reports.iter().any(Report::has_faults) {
            Outcome::SomethingToSee
        } else {
            Outcome::Done
        }
    }
}

fn look(file: &Path, only_duplicates: bool, console: &Console, spent: &mut Timings) -> Report {
    let mut report = Report { name: input::name_of(file), unreadable: None, issues: Vec::new(), findings: Vec::new() };
    match input::read(file, None, Repair::No, spent) {
        Ok(loaded) => {
            let (graph, task) = (&loaded.graph, Task::default());
            let found = progress(console, &task, || {
                Timings::of(&mut spent.own, || {
                    let mut found = if only_duplicates {
                        Vec::new()
                    } else {
                        let quotes = Quotes::of(graph, &Quotes::default(), &task)?;
                        check_while(graph, &quotes, &task)?
                    };
                    found.extend(duplicate_findings(graph, &duplicates::find(graph, &task)?));
                    found.sort_by_key(|finding| finding.rule);
                    Ok::<_, Cancelled>(found)
                })
            });
            match found {
                Ok(found) => report.findings = found,
                Err(cancelled) => report.unreadable = Some(cancelled.to_string()),
            }
            report.issues = loaded.issues;
        }
        Err(input::InputError::Read { error: ReadError::Broken { issues, more }, .. }) => {
            report.issues = issues;
            if more > 0 {
                report.issues.push(Issue {
                    severity: formats::Severity::Error,
                    message: format!("and {more} more errors"),
                    line: None,
                    column: None,
                    record: None,
                    done: String::new(),
                });
            }
        }
        Err(error) => report.unreadable = Some(error.to_string()),
    }
    report
}

fn as_json(report: &Report) -> Value {
    let Report { name, unreadable, issues, findings } = report;
    let finding = |f: &Finding| {
        let Finding { rule, record, name, detail, other, part: _ } = f;
        json!({
            "severity": rule.severity().key(), "rule": rule.key(), "kind": record.kind, "id": record.id,
            "other": other.as_ref().map(EntityId::as_str), "evidence": f.evidence().map(EvidenceId::as_str), "name": name, "message": detail,
        })
    };
    json!({
        "file": name,
        "clean": unreadable.is_none() && !report.has_faults(),
        "error": unreadable,
        "issues": issues.iter().map(issue_json).collect::<Vec<_>>(),
        "findings": findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn as_text(report: &Report) -> String {
    let Report { name, unreadable, issues, findings } = report;
    let mut out = String::new();
    if unreadable.is_some() {
        return out;
    }
    for issue in issues {
        let _ = writeln!(out, "{name}: {issue}");
    }
    for rule in Rule::ALL {
        let of_rule: Vec<_> = findings.iter().filter(|f| f.rule == *rule).collect();
        if of_rule.is_empty() {
            continue;
        }
        let note = match rule.severity() {
            Severity::Fault => "",
            Severity::Warning => "warning: ",
            Severity::Note => "note: ",
        };
        let _ = writeln!(out, "{name}: {note}{}", rule.headline(of_rule.len()));
        for finding in of_rule.iter().take(NAMED) {
            let Finding { rule: _, record, name, detail, other, part: _ } = finding;
            let detail = if detail.is_empty() { String::new() } else { format!(": {detail}") };
            let other = other.as_ref().map_or(String::new(), |other| format!(", {other}"));
            let _ = writeln!(out, "    {name} ({}{other}){detail}", record.id);
        }
        if of_rule.len() > NAMED {
            let _ = writeln!(out, "    and {} more", of_rule.len() - NAMED);
        }
    }
    if !report.has_faults() {
        let _ = writeln!(out, "{name}: clean");
    }
    out
}

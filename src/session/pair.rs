//! Graphs that are two files: a table of entities and one of relationships beside each other.

use std::path::Path;

use super::disk;
use crate::base::Task;
use crate::formats::table::{self, Mapping, Rows};
use crate::formats::{self, Issue, Loaded, ReadError, ReadOptions, Severity};

/// Reads the content of a file. A table of entities is read with the table of relationships that lies beside it under
/// the matching name, such as `x.edges.csv` beside `x.nodes.csv`, and the other way round. With a mapping, any table
/// is read as it says.
///
/// # Errors
/// As [`formats::read_named`].
pub fn read(
    path: &Path,
    bytes: &[u8],
    mapping: Option<&Mapping>,
    options: &ReadOptions,
    task: &Task,
) -> Result<Loaded, ReadError> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let told = formats::tell(bytes, Some(&name)).map(|format| format.key);
    if told == Some(table::CSV) {
        if let Some((other, content)) = other_half(path, &name, bytes, mapping, options, task) {
            let mut loaded = table::read_files(&[(&name, bytes), (&other, &content)], mapping, options, task)?;
            loaded.issues.insert(0, read_with(&other));
            return Ok(loaded);
        }
        return table::read_files(&[(&name, bytes)], mapping, options, task);
    }
    if let Some(mapping) = mapping {
        return table::read_files(&[(&name, bytes)], Some(mapping), options, task);
    }
    formats::read_named(bytes, Some(&name), options, task)
}

/// The name and content of the other file of a pair, if it is there and is the other half.
fn other_half(
    path: &Path,
    name: &str,
    bytes: &[u8],
    mapping: Option<&Mapping>,
    options: &ReadOptions,
    task: &Task,
) -> Option<(String, Vec<u8>)> {
    let halves = [Rows::Entities, Rows::Relationships];
    let rows = |name: &str, bytes: &[u8]| {
        let told = mapping.and_then(|m| m.tables.iter().find(|t| !t.sheet.is_empty() && name.contains(&t.sheet)));
        told.map(|t| t.rows).or_else(|| {
            let guessed = table::guessed_mapping(&[(name, bytes)], options, task).ok()?;
            guessed.tables.first().map(|table| table.rows)
        })
    };
    table::companions(name).into_iter().find_map(|other| {
        let beside = path.with_file_name(&other);
        if !beside.is_file() {
            return None;
        }
        let content = disk::content(&beside, options.limits.bytes as u64).ok()?;
        let (mine, theirs) = (rows(name, bytes)?, rows(&other, &content)?);
        (mine != theirs && halves.contains(&mine) && halves.contains(&theirs)).then_some((other, content))
    })
}

fn read_with(other: &str) -> Issue {
    let message = format!("the graph is two files: {other} was read as well");
    Issue { severity: Severity::Note, message, line: None, column: None, record: None, done: String::new() }
}

/// The names under which the two tables of a graph are written: `x.nodes.csv` and `x.edges.csv` for `x.csv`.
#[must_use]
pub fn names(name: &str) -> (String, String) {
    let edges = ["edge", "link", "relation", "connection"];
    if let Some(other) = table::companions(name).into_iter().next() {
        let is_of_edges = edges.iter().any(|word| name.to_ascii_lowercase().contains(word));
        return if is_of_edges { (other, name.to_owned()) } else { (name.to_owned(), other) };
    }
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "csv"));
    (format!("{stem}.nodes.{ending}"), format!("{stem}.edges.{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_pair() {
        let check =
            |name: &str, nodes: &str, edges: &str| assert_eq!(names(name), (nodes.into(), edges.into()), "{name}");
        check("x.csv", "x.nodes.csv", "x.edges.csv");
        check("x.nodes.csv", "x.nodes.csv", "x.edges.csv");
        check("tulip-edges.csv", "tulip-nodes.csv", "tulip-edges.csv");
        check("Entities.tsv", "Entities.tsv", "Relationships.tsv");
        check("anecdotes.csv", "anecdotes.nodes.csv", "anecdotes.edges.csv");
    }

    #[test]
    fn a_pair_is_read_from_either_file() {
        let folder = tempfile::tempdir().unwrap();
        let (nodes, edges) = (folder.path().join("x.nodes.csv"), folder.path().join("x.edges.csv"));
        std::fs::write(&nodes, "id,label\n1,Ann\n2,Bob\n3,Cy\n").unwrap();
        std::fs::write(&edges, "source,target\n1,2\n").unwrap();
        for path in [&nodes, &edges] {
            let bytes = std::fs::read(path).unwrap();
            let loaded = read(path, &bytes, None, &ReadOptions::default(), &Task::default()).unwrap();
            assert_eq!((loaded.graph.entity_count(), loaded.graph.relationship_count()), (3, 1));
        }
        std::fs::remove_file(&edges).unwrap();
        let bytes = std::fs::read(&nodes).unwrap();
        let loaded = read(&nodes, &bytes, None, &ReadOptions::default(), &Task::default()).unwrap();
        assert_eq!((loaded.graph.entity_count(), loaded.graph.relationship_count()), (3, 0));
    }
}

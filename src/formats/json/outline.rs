//! What a JSON file looks like from its first part: which keys it has, and which the first entries of its lists have.

use super::Json;
use super::parse::Parser;
use crate::base::Task;

/// How much of a file is looked at. The lists of a graph can be long; their first entries say what they are.
const HEAD_BYTES: usize = 64 << 10;

/// How many keys of one map are looked at.
const KEYS: usize = 64;

/// How deep the outline goes.
const DEPTH: usize = 5;

/// The paths of the keys of a JSON file: `nodes`, `nodes[].id`, `graph.nodes`; a map of many keys counts like a list
/// by its first: `graph.nodes{}.label`. A `type` that is a text is there with its value: `type=bundle`.
pub(in crate::formats) struct Outline {
    paths: Vec<String>,
}

impl Outline {
    /// Looks at the head of a file; `None` when it does not begin as JSON.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let first = bytes.iter().find(|b| !b.is_ascii_whitespace())?;
        if !matches!(first, b'{' | b'[') {
            return None;
        }
        let head = &bytes[..bytes.len().min(HEAD_BYTES)];
        let text = match std::str::from_utf8(head) {
            Ok(text) => text,
            // The cut, or another encoding, whose keys are ASCII all the same.
            Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).ok()?,
        };
        let mut outline = Self { paths: Vec::new() };
        let task = Task::default();
        // It ends in the middle: what was seen until then is the outline.
        let _ = outline.walk(&mut Parser::new(text, &task), String::new(), 0);
        Some(outline)
    }

    /// Whether there is such a path.
    pub fn has(&self, path: &str) -> bool {
        self.paths.iter().any(|known| known == path)
    }

    /// Whether there are all of these paths.
    pub fn has_all(&self, paths: &[&str]) -> bool {
        paths.iter().all(|path| self.has(path))
    }

    /// Whether there is any of these paths.
    pub fn has_any(&self, paths: &[&str]) -> bool {
        paths.iter().any(|path| self.has(path))
    }

    fn walk(&mut self, parser: &mut Parser<'_, '_>, path: String, depth: usize) -> Option<()> {
        if depth > DEPTH {
            parser.value(0).ok()?;
            return Some(());
        }
        match parser.blank_then()? {
            b'{' => {
                parser.step();
                if parser.blank_then()? == b'}' {
                    parser.step();
                    return Some(());
                }
                let mut keys = 0;
                loop {
                    let key = parser.key().ok()?;
                    let below = if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
                    keys += 1;
                    if keys > KEYS {
                        parser.value(0).ok()?;
                    } else {
                        self.paths.push(below.clone());
                        if keys == 1 && parser.blank_then()? == b'{' {
                            // A map by ids: its first entry stands for all.
                            let mark = self.paths.len();
                            self.walk(parser, format!("{path}{{}}"), depth + 1)?;
                            let copies: Vec<String> = self.paths[mark..]
                                .iter()
                                .map(|p| p.replacen(&format!("{path}{{}}"), &below, 1))
                                .collect();
                            self.paths.extend(copies);
                        } else if key == "type" && parser.blank_then()? == b'"' {
                            if let Json::Text(text) = parser.value(0).ok()?.value {
                                self.paths.push(format!("{below}={text}"));
                            }
                        } else {
                            self.walk(parser, below, depth + 1)?;
                        }
                    }
                    if parser.next_or(b'}')? {
                        return Some(());
                    }
                }
            }
            b'[' => {
                parser.step();
                if parser.blank_then()? == b']' {
                    parser.step();
                    return Some(());
                }
                let mut items = 0;
                loop {
                    items += 1;
                    // Aspects of CX stand behind each other in one list, so a few of the outermost are looked at.
                    if items == 1 || (depth == 0 && items <= 16) {
                        self.walk(parser, format!("{path}[]"), depth + 1)?;
                    } else {
                        parser.value(0).ok()?;
                    }
                    if parser.next_or(b']')? {
                        return Some(());
                    }
                }
            }
            _ => {
                parser.value(0).ok()?;
                Some(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_first_entries() {
        let outline = Outline::of(
            br#" {"type": "x", "nodes": [{"id": 1}, {"other": 2}], "graph": {"nodes": {"7": {"label": ""}}}"#,
        );
        let outline = outline.unwrap();
        assert!(outline.has_all(&["type=x", "nodes", "nodes[].id", "graph.nodes", "graph.nodes{}.label"]));
        assert!(!outline.has_any(&["nodes[].other", "links"]));
        assert!(Outline::of(b"a,b").is_none());
        assert!(Outline::of(b"[[[[[[[[[[[").is_some());
    }

    #[test]
    fn a_cut_file_still_has_an_outline() {
        let text = format!("{{\"links\": [{{\"source\": 1, \"target\": 2}}, \"{}", "é".repeat(100_000));
        let outline = Outline::of(text.as_bytes()).unwrap();
        assert!(outline.has_all(&["links", "links[].source", "links[].target"]));
    }
}

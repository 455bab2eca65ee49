//! The parser of JSON (RFC 8259), with Python's `NaN` and `Infinity` besides.

use std::borrow::Cow;

use memchr::memchr2;

use super::{Json, Node};
use crate::base::Task;
use crate::formats::native::place_of;
use crate::formats::{Limits, Place, ReadError};

/// How many values are parsed between two looks at whether to stop.
const VALUES_BETWEEN_CHECKS: usize = 4096;

/// Parses a text that is one JSON value.
///
/// # Errors
/// When it is no JSON, nests deeper or holds more values than `limits` say, or the task is cancelled.
pub(in crate::formats) fn parse<'t>(text: &'t str, limits: &Limits, task: &Task) -> Result<Node<'t>, ReadError> {
    let mut documents = Documents::new(text, limits, task);
    let node = documents.next().unwrap_or(Err(ReadError::Empty))?;
    if documents.parser.blank_then().is_some() {
        return Err(documents.parser.wrong("the end of the file"));
    }
    Ok(node)
}

/// The JSON values of a text that holds several behind each other, such as one a line.
pub(in crate::formats) struct Documents<'t, 'l> {
    parser: Parser<'t, 'l>,
    failed: bool,
}

impl<'t, 'l> Documents<'t, 'l> {
    pub fn new(text: &'t str, limits: &'l Limits, task: &'l Task) -> Self {
        // A value takes some 50 bytes of memory, so that a file of zeros and commas could take 25 times its size.
        let most = limits.records.saturating_mul(4);
        Self { parser: Parser { text, at: 0, left: most, most, depth: limits.depth, task }, failed: false }
    }

    /// Where the next value begins or the text ends.
    pub fn at(&self) -> usize {
        self.parser.at
    }

    /// Goes to the line after `from`, where a broken value began.
    pub fn skip_line(&mut self, from: usize) {
        let rest = &self.parser.text.as_bytes()[from..];
        self.parser.at = memchr2(b'\n', b'\r', rest).map_or(self.parser.text.len(), |at| from + at + 1);
        self.failed = false;
    }
}

impl<'t> Iterator for Documents<'t, '_> {
    type Item = Result<Node<'t>, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        self.parser.blank_then()?;
        let result = self.parser.value(0);
        self.failed = result.is_err();
        Some(result)
    }
}

pub(super) struct Parser<'t, 'l> {
    text: &'t str,
    at: usize,
    /// How many more values are taken.
    left: usize,
    most: usize,
    /// How deep lists and maps may stand in each other.
    depth: usize,
    task: &'l Task,
}

impl<'t, 'l> Parser<'t, 'l> {
    /// A parser of a text that is small enough to need no limits but on depth.
    pub(super) fn new(text: &'t str, task: &'l Task) -> Self {
        Self { text, at: 0, left: usize::MAX, most: usize::MAX, depth: 100, task }
    }

    /// Goes over the byte that was looked at.
    pub(super) fn step(&mut self) {
        self.at += 1;
    }

    /// A key and its colon.
    pub(super) fn key(&mut self) -> Result<Cow<'t, str>, ReadError> {
        if self.blank_then() != Some(b'"') {
            return Err(self.wrong("a key in quotes"));
        }
        let key = self.string()?;
        if self.blank_then() != Some(b':') {
            return Err(self.wrong("a colon after a key"));
        }
        self.at += 1;
        Ok(key)
    }

    /// Goes over a comma (false) or a closing bracket (true); `None` when there is neither.
    pub(super) fn next_or(&mut self, close: u8) -> Option<bool> {
        let byte = self.blank_then().filter(|b| *b == b',' || *b == close)?;
        self.at += 1;
        Some(byte == close)
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not blank.
    pub(super) fn blank_then(&mut self) -> Option<u8> {
        while let Some(byte) = self.byte() {
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    fn place(&self, at: usize) -> Place {
        place_of(self.text, at)
    }

    /// An error at the current byte.
    fn wrong(&self, expected: &str) -> ReadError {
        let place = self.place(self.at);
        let Some(found) = self.text[self.at..].chars().next() else {
            return ReadError::Truncated { place, record: None, open: None };
        };
        ReadError::Syntax { place, record: None, problem: format!("expected {expected}, found {found:?}") }
    }

    pub(super) fn value(&mut self, depth: usize) -> Result<Node<'t>, ReadError> {
        self.left = self.left.checked_sub(1).ok_or_else(|| ReadError::Limit {
            place: Some(self.place(self.at)),
            what: format!("the file holds more than {} values", self.most),
        })?;
        if self.left.is_multiple_of(VALUES_BETWEEN_CHECKS) {
            self.task.check()?;
        }
        let first = self.blank_then();
        let at = self.at;
        let value = match first {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Json::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node { at, value })
    }

    /// Steps into a list or map.
    fn enter(&mut self, depth: usize) -> Result<usize, ReadError> {
        if depth >= self.depth {
            let place = Some(self.place(self.at));
            let what = format!("more than {} brackets stand in each other", self.depth);
            return Err(ReadError::Limit { place, what });
        }
        self.at += 1;
        Ok(depth + 1)
    }

    fn list(&mut self, depth: usize) -> Result<Json<'t>, ReadError> {
        let depth = self.enter(depth)?;
        let mut items = Vec::new();
        if self.blank_then() == Some(b']') {
            self.at += 1;
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth)?);
            match self.next_or(b']') {
                Some(false) => {}
                Some(true) => {
                    items.shrink_to_fit();
                    return Ok(Json::List(items));
                }
                None => return Err(self.wrong("a comma or ] in a list")),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Json<'t>, ReadError> {
        let depth = self.enter(depth)?;
        let mut entries = Vec::new();
        if self.blank_then() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Map(entries));
        }
        loop {
            let key = self.key()?;
            entries.push((key, self.value(depth)?));
            match self.next_or(b'}') {
                Some(false) => {}
                Some(true) => {
                    entries.shrink_to_fit();
                    return Ok(Json::Map(entries));
                }
                None => return Err(self.wrong("a comma or } after a value")),
            }
        }
    }

    fn number(&mut self) -> Result<Json<'t>, ReadError> {
        let start = self.at;
        if self.text[start..].starts_with("-Infinity") {
            self.at += "-Infinity".len();
            return Ok(Json::Null);
        }
        let part = |b: u8| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
        let length = self.text.as_bytes()[start..].iter().take_while(|b| part(**b)).count();
        let number = &self.text[start..start + length];
        if number.parse::<f64>().is_err() {
            return Err(self.wrong("a number"));
        }
        self.at += length;
        Ok(Json::Number(number))
    }

    fn word(&mut self) -> Result<Json<'t>, ReadError> {
        const WORDS: [(&str, Json<'static>); 5] = [
            ("true", Json::Flag(true)),
            ("false", Json::Flag(false)),
            ("null", Json::Null),
            ("NaN", Json::Null),
            ("Infinity", Json::Null),
        ];
        let rest = &self.text[self.at..];
        let Some((word, value)) = WORDS.into_iter().find(|(word, _)| rest.starts_with(word)) else {
            return Err(self.wrong("a value"));
        };
        self.at += word.len();
        Ok(value)
    }

    fn string(&mut self) -> Result<Cow<'t, str>, ReadError> {
        let open = self.at;
        self.at += 1;
        let mut built: Option<String> = None;
        loop {
            let rest = &self.text[self.at..];
            let Some(length) = memchr2(b'"', b'\\', rest.as_bytes()) else {
                let open = Some(("a text", self.place(open)));
                return Err(ReadError::Truncated { place: self.place(self.text.len()), record: None, open });
            };
            let piece = &rest[..length];
            self.at += length + 1;
            if rest.as_bytes()[length] == b'"' {
                return Ok(match built {
                    None => Cow::Borrowed(piece),
                    Some(text) => Cow::Owned(text + piece),
                });
            }
            let text = built.get_or_insert_default();
            text.push_str(piece);
            let c = self.escape()?;
            text.push(c);
        }
    }

    /// The character behind a backslash.
    fn escape(&mut self) -> Result<char, ReadError> {
        let Some(byte) = self.byte() else { return Err(self.wrong("an escape")) };
        let c = match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at += 1;
                return self.unicode();
            }
            _ => return Err(self.wrong("one of \" \\ / b f n r t u after a backslash")),
        };
        self.at += 1;
        Ok(c)
    }

    /// The character of `\uXXXX` or of a pair of them; half a pair becomes the replacement character.
    fn unicode(&mut self) -> Result<char, ReadError> {
        let high = self.four_digits()?;
        if let Some(c) = char::from_u32(high) {
            return Ok(c);
        }
        let before = self.at;
        if (0xD800..0xDC00).contains(&high) && self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            let low = self.four_digits()?;
            if (0xDC00..0xE000).contains(&low)
                && let Some(c) = char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
            {
                return Ok(c);
            }
            self.at = before;
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn four_digits(&mut self) -> Result<u32, ReadError> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(value) = digits.and_then(|d| u32::from_str_radix(d, 16).ok()) else {
            return Err(self.wrong("four hexadecimal digits"));
        };
        self.at += 4;
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Node<'_>, ReadError> {
        parse(text, &Limits::default(), &Task::default())
    }

    /// What serde_json makes of the same tree.
    fn plain(node: &Node<'_>) -> serde_json::Value {
        match &node.value {
            Json::Null => serde_json::Value::Null,
            Json::Flag(flag) => (*flag).into(),
            Json::Number(number) => number.parse::<f64>().unwrap().into(),
            Json::Text(text) => text.as_ref().into(),
            Json::List(items) => items.iter().map(plain).collect(),
            Json::Map(entries) => entries.iter().map(|(k, v)| (k.to_string(), plain(v))).collect(),
        }
    }

    fn check_error(text: &str, expected: &str) {
        let error = read(text).expect_err(text).to_string();
        assert!(error.starts_with(expected), "{text}: {error}");
    }

    #[test]
    fn trees_are_those_of_serde_json() {
        for text in [
            r#"{"a": [1.5, -2e3, true, false, null], "b": {}, "c": [], "": "\u00e9\ud83d\ude00\n\"\\\/"}"#,
            "\n[ \"\u{e9}\" , [[]] ]\r\n",
            "0.0",
        ] {
            let expected: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_eq!(plain(&read(text).unwrap()), floats(expected), "{text}");
        }
    }

    fn floats(value: serde_json::Value) -> serde_json::Value {
        match value {
            serde_json::Value::Number(n) => n.as_f64().unwrap().into(),
            serde_json::Value::Array(items) => items.into_iter().map(floats).collect(),
            serde_json::Value::Object(entries) => entries.into_iter().map(|(k, v)| (k, floats(v))).collect(),
            other => other,
        }
    }

    #[test]
    fn order_repeated_keys_long_numbers_and_places_are_kept() {
        let node = read(r#"{"b": 12345678901234567890, "a": NaN, "b": -Infinity, "c": "\ud800x"}"#).unwrap();
        let keys: Vec<&str> = node.entries().iter().map(|(key, _)| key.as_ref()).collect();
        assert_eq!(keys, ["b", "a", "b", "c"]);
        assert_eq!(node.entries()[0].1.key_text(), Some("12345678901234567890"));
        assert_eq!(node.entries()[0].1.at, 6);
        assert_eq!(node.text_of("c"), "\u{fffd}x");
    }

    #[test]
    fn errors_have_places() {
        check_error("{\n \"a\" 1}", "line 2, column 6: expected a colon after a key, found '1'");
        check_error("[1, x]", "line 1, column 5: expected a value, found 'x'");
        check_error("[1 2]", "line 1, column 4: expected a comma or ]");
        check_error("[1]]", "line 1, column 4: expected the end of the file");
        check_error("[1, -]", "line 1, column 5: expected a number");
        check_error(r#"["\x"]"#, "line 1, column 4: expected one of");
        check_error(r#"["\u12"]"#, "line 1, column 5: expected four hexadecimal digits");
        check_error("[1,", "line 1, column 4: the file ends in the middle");
        check_error("[\"abc", "line 1, column 6: the file ends in the middle of a text that began at line 1, column 2");
        check_error("", "The file is empty");
    }

    #[test]
    fn depth_and_number_of_values_are_limited() {
        check_error(&"[".repeat(1_000_000), "line 1, column 101: more than 100 brackets stand in each other");
        let limits = Limits { records: 10, ..Limits::default() };
        let error = parse(&format!("[{}0]", "0,".repeat(100)), &limits, &Task::default()).unwrap_err();
        assert!(error.to_string().contains("the file holds more than 40 values"), "{error}");
    }

    #[test]
    fn several_values_behind_each_other_are_read_past_a_broken_one() {
        let text = "{\"a\":1}\n{\"a\":}\n{\"a\":3}";
        let (limits, task) = (Limits::default(), Task::default());
        let mut documents = Documents::new(text, &limits, &task);
        assert!(documents.next().unwrap().is_ok());
        let at = documents.at();
        assert!(documents.next().unwrap().is_err());
        documents.skip_line(at + 1);
        assert_eq!(documents.next().unwrap().unwrap().get("a").and_then(Node::number), Some(3.0));
        assert!(documents.next().is_none());
    }
}

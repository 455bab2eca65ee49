//! The syntax of the file: containers, fields, texts and numbers, the same to the byte every time.

/// How records are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One field a line, as in a file.
    Lines,
    /// A whole record on one line, without any line break.
    OneLine,
}

/// Writes the syntax. Every container is opened, filled with items and closed.
pub(super) struct Writer {
    pub out: Vec<u8>,
    layout: Layout,
    level: usize,
    /// Whether the container that is open holds nothing yet.
    pub fresh: bool,
}

const HEX: &[u8; 16] = b"0123456789abcdef";

impl Writer {
    pub(super) fn new(layout: Layout, level: usize) -> Self {
        Self { out: Vec::new(), layout, level, fresh: false }
    }

    /// What was written.
    pub(super) fn into_string(self) -> String {
        // Only whole texts and ASCII were written.
        String::from_utf8(self.out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    // ---- syntax --------------------------------------------------------------------------------------------------

    fn newline(&mut self) {
        const SPACES: &[u8] = &[b' '; 64];
        match self.layout {
            Layout::Lines => {
                self.out.push(b'\n');
                let mut missing = self.level * 4;
                while missing > 0 {
                    let part = missing.min(SPACES.len());
                    self.out.extend_from_slice(&SPACES[..part]);
                    missing -= part;
                }
            }
            Layout::OneLine if self.out.last() == Some(&b',') => self.out.push(b' '),
            Layout::OneLine => {}
        }
    }

    /// Starts the next item of the open container.
    pub(super) fn item(&mut self) {
        if self.fresh {
            self.fresh = false;
        } else {
            self.out.push(b',');
        }
        self.newline();
    }

    pub(super) fn open(&mut self, bracket: u8) {
        self.out.push(bracket);
        self.level += 1;
        self.fresh = true;
    }

    pub(super) fn close(&mut self, bracket: u8) {
        self.level -= 1;
        if !self.fresh && self.layout == Layout::Lines {
            self.out.push(b',');
            self.newline();
        }
        self.out.push(bracket);
        self.fresh = false;
    }

    /// Starts a field.
    pub(super) fn name(&mut self, name: &str) {
        self.item();
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b": ");
    }

    /// Starts an entry of a map.
    pub(super) fn key(&mut self, key: &str) {
        self.item();
        self.text(key);
        self.out.extend_from_slice(b": ");
    }

    pub(super) fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// A text in quotes. Characters that would not be seen, or would make a line look like another, are escaped.
    pub(super) fn text(&mut self, text: &str) {
        self.out.push(b'"');
        let bytes = text.as_bytes();
        let mut done = 0;
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            // Plain ASCII, and the inside of characters whose first byte was looked at.
            let plain = (0x20..0x7F).contains(&byte) && byte != b'"' && byte != b'\\';
            if plain || !matches!(byte, 0..=0x7F | 0xC2 | 0xD8 | 0xE2 | 0xEF) {
                at += 1;
                continue;
            }
            let Some(character) = text[at..].chars().next() else { break };
            let length = character.len_utf8();
            if must_be_escaped(character) {
                self.out.extend_from_slice(&bytes[done..at]);
                self.escape(character);
                done = at + length;
            }
            at += length;
        }
        self.out.extend_from_slice(&bytes[done..]);
        self.out.push(b'"');
    }

    fn escape(&mut self, character: char) {
        match character {
            '"' => self.raw("\\\""),
            '\\' => self.raw("\\\\"),
            '\n' => self.raw("\\n"),
            '\r' => self.raw("\\r"),
            '\t' => self.raw("\\t"),
            _ => {
                self.raw("\\u{");
                let code = u32::from(character);
                let digits = (8 - code.leading_zeros() / 4).max(1);
                for digit in (0..digits).rev() {
                    self.out.push(HEX[(code >> (digit * 4) & 0xF) as usize]);
                }
                self.raw("}");
            }
        }
    }

    pub(super) fn inline_list(&mut self, texts: impl IntoIterator<Item = impl AsRef<str>>) {
        self.out.push(b'[');
        for (i, text) in texts.into_iter().enumerate() {
            if i > 0 {
                self.raw(", ");
            }
            self.text(text.as_ref());
        }
        self.out.push(b']');
    }

    // ---- fields, left out when they say nothing ------------------------------------------------------------------

    pub(super) fn text_field(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.name(name);
            self.text(text);
        }
    }

    pub(super) fn key_field(&mut self, name: &str, key: Option<&str>) {
        if let Some(key) = key {
            self.name(name);
            self.text(key);
        }
    }

    pub(super) fn shown_field(&mut self, name: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.name(name);
            self.text(&value.to_string());
        }
    }

    pub(super) fn list_field(&mut self, name: &str, texts: impl ExactSizeIterator<Item = impl AsRef<str>>) {
        if texts.len() > 0 {
            self.name(name);
            self.inline_list(texts);
        }
    }

    pub(super) fn flag_field(&mut self, name: &str, yes: bool) {
        if yes {
            self.name(name);
            self.raw("true");
        }
    }

    /// A map or list, left out when it is empty.
    pub(super) fn container_field<T>(
        &mut self,
        name: &str,
        brackets: [u8; 2],
        items: impl ExactSizeIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        if items.len() == 0 {
            return;
        }
        self.name(name);
        self.open(brackets[0]);
        for item in items {
            write(self, item);
        }
        self.close(brackets[1]);
    }

    pub(super) fn number(&mut self, number: f64) {
        // Rust's debug form: the shortest that reads back, with `.0` for whole numbers.
        self.raw(&format!("{number:?}"));
    }

    pub(super) fn small_number(&mut self, number: f32) {
        self.raw(&format!("{number:?}"));
    }
}

fn must_be_escaped(character: char) -> bool {
    matches!(
        character,
        '"' | '\\' | '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        // Marks and controls of the bidirectional algorithm, line and paragraph separators, the byte order mark.
        | '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    )
}

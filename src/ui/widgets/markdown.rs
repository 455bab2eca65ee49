//! Markdown as laid-out text: headings, emphasis, lists, quotes, code and links. A line break stays one.

use std::ops::Range;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Color32, Context, FontId, OpenUrl, Stroke};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::ui::{
    fonts,
    theme::{Tokens, size},
};

/// Markdown that was laid out.
#[derive(Debug, Clone, Default)]
pub struct Markdown {
    /// The text as it is shown.
    pub job: LayoutJob,
    /// Where links stand in it, in bytes of its text, and where they lead.
    pub links: Vec<(Range<usize>, String)>,
    /// There is nothing in it but plain lines, which look the same in the field where they are written.
    pub is_plain: bool,
}

/// How deep lists may stand in each other before they are no longer indented.
const MAX_DEPTH: usize = 6;

impl Markdown {
    /// Lays out `text` in letters of `text_size` points and of the colour `plain`; what is strong is darker.
    #[must_use]
    pub fn new(text: &str, text_size: f32, plain: Color32, tokens: &Tokens) -> Self {
        let mut writer = Writer {
            out: Self { is_plain: true, ..Self::default() },
            look: Look::default(),
            text_size,
            plain,
            tokens,
            lists: Vec::new(),
            gap: Gap::None,
            link: None,
            links_open: 0,
        };
        for event in Parser::new_ext(text.trim(), Options::ENABLE_STRIKETHROUGH) {
            writer.take(event);
        }
        writer.out
    }

    /// Where a link leads that covers a character of the shown text.
    #[must_use]
    pub fn link_at(&self, character: usize) -> Option<&str> {
        let byte = self.job.text.char_indices().nth(character).map(|(at, _)| at)?;
        self.links.iter().find(|(place, _)| place.contains(&byte)).map(|(_, target)| target.as_str())
    }
}

/// What the letters look like now.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    strong: u8,
    emphasis: u8,
    strike: u8,
    heading: u8,
    quote: u8,
    code: bool,
}

/// What is to come before the next letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Line,
    Paragraph,
}

struct Writer<'a> {
    out: Markdown,
    look: Look,
    text_size: f32,
    plain: Color32,
    tokens: &'a Tokens,
    /// The lists that are open, each with the number of its next point.
    lists: Vec<Option<u64>>,
    gap: Gap,
    link: Option<(usize, String)>,
    links_open: u32,
}

impl Writer<'_> {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.write(&text),
            Event::Code(text) => {
                self.out.is_plain = false;
                let before = std::mem::replace(&mut self.look.code, true);
                self.write(&text);
                self.look.code = before;
            }
            Event::SoftBreak | Event::HardBreak => self.gap = self.gap.max(Gap::Line),
            Event::Rule => {
                self.out.is_plain = false;
                self.gap = Gap::Paragraph;
                self.write("———");
                self.gap = Gap::Paragraph;
            }
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            // Their extensions are off.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        if !matches!(tag, Tag::Paragraph | Tag::HtmlBlock) {
            self.out.is_plain = false;
        }
        match tag {
            Tag::Heading { level, .. } => {
                self.gap = Gap::Paragraph;
                self.look.heading = level as u8;
            }
            Tag::BlockQuote(_) => {
                self.gap = Gap::Paragraph;
                self.look.quote = self.look.quote.saturating_add(1);
            }
            Tag::CodeBlock(_) => {
                self.gap = Gap::Paragraph;
                self.look.code = true;
            }
            Tag::List(first) => {
                self.gap = if self.lists.is_empty() { Gap::Paragraph } else { Gap::Line };
                self.lists.push(first);
            }
            Tag::Item => {
                self.gap = self.gap.max(Gap::Line);
                let depth = self.lists.len().min(MAX_DEPTH);
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "•  ".to_owned(),
                };
                self.write(&format!("{}{mark}", "    ".repeat(depth.saturating_sub(1))));
            }
            Tag::Emphasis => self.look.emphasis = self.look.emphasis.saturating_add(1),
            Tag::Strong => self.look.strong = self.look.strong.saturating_add(1),
            Tag::Strikethrough => self.look.strike = self.look.strike.saturating_add(1),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.flush_gap();
                // A picture in a link leads where the link does.
                if self.link.is_none() {
                    self.link = Some((self.out.job.text.len(), dest_url.into_string()));
                }
                self.links_open = self.links_open.saturating_add(1);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.gap = if self.lists.is_empty() { Gap::Paragraph } else { Gap::Line },
            TagEnd::Heading(_) => {
                self.look.heading = 0;
                self.gap = Gap::Paragraph;
            }
            TagEnd::BlockQuote(_) => {
                self.look.quote = self.look.quote.saturating_sub(1);
                self.gap = Gap::Paragraph;
            }
            TagEnd::CodeBlock => {
                self.look.code = false;
                self.gap = Gap::Paragraph;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.gap = if self.lists.is_empty() { Gap::Paragraph } else { Gap::Line };
            }
            TagEnd::Emphasis => self.look.emphasis = self.look.emphasis.saturating_sub(1),
            TagEnd::Strong => self.look.strong = self.look.strong.saturating_sub(1),
            TagEnd::Strikethrough => self.look.strike = self.look.strike.saturating_sub(1),
            TagEnd::Link | TagEnd::Image => {
                self.links_open = self.links_open.saturating_sub(1);
                if self.links_open == 0
                    && let Some((start, target)) = self.link.take()
                {
                    self.out.links.push((start..self.out.job.text.len(), target));
                }
            }
            _ => {}
        }
    }

    fn flush_gap(&mut self) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        if !self.out.job.text.is_empty() {
            let breaks = match gap {
                Gap::None => "",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            };
            self.append(breaks);
        }
    }

    fn write(&mut self, text: &str) {
        self.flush_gap();
        // The line break that ends a block of code is not one of the text.
        let ended = self.look.code && text.ends_with('\n');
        self.append(if ended { &text[..text.len() - 1] } else { text });
        if ended {
            self.gap = Gap::Line;
        }
    }

    fn append(&mut self, text: &str) {
        let Look { strong, emphasis, strike, heading, quote, code } = self.look;
        let text_size = match heading {
            1 => self.text_size + 3.0,
            2 => self.text_size + 1.5,
            _ => self.text_size,
        };
        let font = if code {
            FontId::monospace(text_size)
        } else if heading > 0 || strong > 0 {
            fonts::semibold(text_size)
        } else {
            fonts::regular(text_size)
        };
        let color = if self.link.is_some() {
            self.tokens.accent_text
        } else if quote > 0 {
            self.tokens.t2
        } else if strong > 0 || heading > 0 {
            self.tokens.t1
        } else {
            self.plain
        };
        let line = |on: bool| if on { Stroke::new(1.0, color) } else { Stroke::NONE };
        let format = TextFormat {
            italics: emphasis > 0 || quote > 0,
            underline: line(self.link.is_some()),
            strikethrough: line(strike > 0),
            background: if code { self.tokens.chip } else { Color32::TRANSPARENT },
            line_height: Some(text_size * LINE_HEIGHT),
            ..TextFormat::simple(font, color)
        };
        self.out.job.append(text, 0.0, format);
    }
}

/// Opens an address of the web, or writes a mail; anything else that a note or a property may hold, such as a path of
/// this machine, is not handed to the system.
pub fn follow(ctx: &Context, address: &str) {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    if scheme.is_some_and(|scheme| ["http", "https", "mailto"].contains(&scheme.as_str())) {
        ctx.open_url(OpenUrl::new_tab(address));
    }
}

/// The height of a line, in letters.
pub const LINE_HEIGHT: f32 = 1.4;

/// Lays out `text` as panels show notes.
pub fn notes(text: &str, tokens: &Tokens) -> Markdown {
    Markdown::new(text, size::SECONDARY, tokens.t1, tokens)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::LIGHT;

    fn shown(text: &str) -> Markdown {
        notes(text, &LIGHT)
    }

    #[test]
    fn marks_become_looks() {
        let found = shown("# Head\nOne **two** _three_\nnext\n\n- a\n  - b\n- c\n\n3. x\n4. `y`");
        assert_eq!(found.job.text, "Head\n\nOne two three\nnext\n\n•  a\n    •  b\n•  c\n\n3. x\n4. y");
        assert!(!found.is_plain);
        let bold =
            found.job.sections.iter().find(|s| &found.job.text[s.byte_range.start.0..s.byte_range.end.0] == "two");
        assert_eq!(bold.map(|s| s.format.font_id.clone()), Some(fonts::semibold(size::SECONDARY)));
    }

    #[test]
    fn plain_lines_stay_as_they_are() {
        for text in ["", "One line", "Two\nlines", "김정은 — 2 * 3 < 7"] {
            let found = shown(text);
            assert!(found.is_plain, "{text}");
            assert_eq!(found.job.text, text);
        }
    }

    #[test]
    fn links_know_where_they_lead() {
        let found = shown("See [the räport](https://example.org/a) again");
        assert_eq!(found.job.text, "See the räport again");
        assert_eq!(found.link_at(5), Some("https://example.org/a"));
        assert_eq!(found.link_at(13), Some("https://example.org/a"));
        assert_eq!(found.link_at(15), None);
        assert_eq!(found.link_at(500), None);
    }
}

//! Notes in Markdown as laid-out text: headings, lists, quotes, bold, italic, struck, code and links.
//!
//! What is not understood is shown as it is written.

use eframe::egui::{
    Color32, FontId, Stroke,
    text::{LayoutJob, TextFormat},
};

use crate::ui::fonts;
use crate::ui::theme::Tokens;

/// How a run of words looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Look {
    bold: bool,
    italic: bool,
    struck: bool,
    code: bool,
    link: bool,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    /// A heading of this level.
    Heading(usize),
    /// A quote.
    Quote,
    /// Anything else.
    Plain,
}

/// The words of a note at a size in points.
pub(super) fn laid_out(markdown: &str, text_size: f32, tokens: &Tokens) -> LayoutJob {
    let mut job = LayoutJob::default();
    for (i, line) in markdown.trim().lines().enumerate() {
        if i > 0 {
            append(&mut job, "\n", Look::default(), Block::Plain, text_size, tokens);
        }
        let (block, mark, rest) = block_of(line);
        append(&mut job, &mark, Look::default(), block, text_size, tokens);
        let mut look = Look { bold: matches!(block, Block::Heading(_)), ..Look::default() };
        inline(rest, &mut look, &mut |words, look| append(&mut job, words, look, block, text_size, tokens));
    }
    job
}

/// What a line is, what stands before its words, and those.
fn block_of(line: &str) -> (Block, String, &str) {
    let indent = &line[..line.len() - line.trim_start().len()];
    let words = line.trim_start();
    let level = words.len() - words.trim_start_matches('#').len();
    if (1..=6).contains(&level)
        && let Some(rest) = words[level..].strip_prefix(' ')
    {
        return (Block::Heading(level), String::new(), rest);
    }
    if let Some(rest) = words.strip_prefix('>') {
        return (Block::Quote, "  ".into(), rest.trim_start());
    }
    for mark in ["- ", "* ", "+ "] {
        if let Some(rest) = words.strip_prefix(mark) {
            return (Block::Plain, format!("{indent}•  "), rest);
        }
    }
    (Block::Plain, String::new(), line)
}

/// Tells the runs of a line. A mark that is never closed is a word like others.
fn inline(mut rest: &str, look: &mut Look, tell: &mut dyn FnMut(&str, Look)) {
    let mut plain_until = 0;
    let mut at = 0;
    while let Some(next) = rest[at..].chars().next() {
        let here = &rest[at..];
        let before = rest[..at].chars().next_back();
        let run = MARKS.iter().find_map(|(mark, set)| {
            let inside = here.strip_prefix(mark)?;
            let close = inside.find(mark).filter(|close| *close > 0)?;
            // Inside a word an underscore is one, and `2 * 3 * 4` is no emphasis.
            let in_word = *mark == "_" && before.is_some_and(char::is_alphanumeric);
            let words = &inside[..close];
            (!in_word && words.trim() == words).then_some((words, mark.len() + close + mark.len(), *set))
        });
        let link = || {
            let inside = here.strip_prefix('[')?;
            let (words, rest) = inside.split_once("](")?;
            let url = rest.find(')')?;
            (!words.contains(['[', ']'])).then_some((words, 1 + words.len() + 2 + url + 1))
        };
        if let Some((words, taken, set)) = run {
            tell(&rest[plain_until..at], *look);
            let mut inner = *look;
            set(&mut inner);
            if inner.code {
                tell(words, inner)
            } else {
                inline(words, &mut inner, tell)
            }
            (rest, at, plain_until) = (&rest[at + taken..], 0, 0);
        } else if let Some((words, taken)) = link() {
            tell(&rest[plain_until..at], *look);
            tell(words, Look { link: true, ..*look });
            (rest, at, plain_until) = (&rest[at + taken..], 0, 0);
        } else {
            at += next.len_utf8();
        }
    }
    tell(&rest[plain_until..], *look);
}

/// A mark around a run, and what it does.
type Mark = (&'static str, fn(&mut Look));

/// Longest first.
const MARKS: &[Mark] = &[
    ("**", |look| look.bold = true),
    ("__", |look| look.bold = true),
    ("~~", |look| look.struck = true),
    ("`", |look| look.code = true),
    ("*", |look| look.italic = true),
    ("_", |look| look.italic = true),
];

fn append(job: &mut LayoutJob, words: &str, look: Look, block: Block, text_size: f32, tokens: &Tokens) {
    if words.is_empty() {
        return;
    }
    let size = match block {
        Block::Heading(1) => text_size * 1.3,
        Block::Heading(2) => text_size * 1.15,
        Block::Heading(_) | Block::Quote | Block::Plain => text_size,
    };
    let color = match (block, look) {
        (_, Look { link: true, .. }) => tokens.accent_text,
        (_, Look { bold: true, .. }) => tokens.t1,
        (Block::Quote, _) => tokens.t3,
        _ => tokens.t2,
    };
    let font: FontId = match look {
        Look { code: true, .. } => FontId::monospace(size * 0.95),
        Look { bold: true, .. } => fonts::semibold(size),
        _ => fonts::regular(size),
    };
    let line = |is: bool| if is { Stroke::new(1.0, color) } else { Stroke::NONE };
    let format = TextFormat {
        line_height: Some(size * 1.4),
        italics: look.italic || block == Block::Quote,
        strikethrough: line(look.struck),
        underline: line(look.link),
        background: if look.code { tokens.chip } else { Color32::TRANSPARENT },
        ..TextFormat::simple(font, color)
    };
    job.append(words, 0.0, format);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme;
    use proptest::prelude::*;

    /// The runs of a text, with what is special of each in front.
    fn check(markdown: &str, expected: &str) {
        let job = laid_out(markdown, 12.0, &theme::LIGHT);
        let runs = job.sections.iter().map(|section| {
            let format = &section.format;
            let mut told = String::new();
            let bold = format.font_id.family == fonts::semibold(1.0).family;
            let code = format.font_id.family == eframe::egui::FontFamily::Monospace;
            for (is, sign) in [
                (format.font_id.size > 12.0, 'h'),
                (bold, 'b'),
                (format.italics, 'i'),
                (format.strikethrough.width > 0.0, 's'),
                (code, 'c'),
                (format.underline.width > 0.0, 'u'),
            ] {
                told.extend(is.then_some(sign));
            }
            let words = &job.text[section.byte_range.start.0..section.byte_range.end.0];
            if told.is_empty() { words.to_owned() } else { format!("{told}({words})") }
        });
        assert_eq!(runs.collect::<String>(), expected);
    }

    #[test]
    fn runs_and_blocks_are_told_apart() {
        check("plain words", "plain words");
        check("**1994**\nBoth sides", "b(1994)\nBoth sides");
        check("a **b *c* d** ~~e~~ `f*g*` h", "a b(b )bi(c)b( d) s(e) c(f*g*) h");
        check("# Head\n## Next\ntext", "hb(Head)\nhb(Next)\ntext");
        check("- one\n  * two", "•  one\n  •  two");
        check("> said *he*", "i(  said he)");
        check("see [the report](https://example.org/a_b) now", "see u(the report) now");
    }

    #[test]
    fn marks_that_mark_nothing_are_words() {
        check("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name");
        check("**open", "**open");
        check("[not a link] (x)", "[not a link] (x)");
        check("#tag", "#tag");
        check("", "");
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text in "[a-c*_`~\\[\\]() #>\\n-]{0,60}") {
            let letters = |text: &str| text.chars().filter(|c| ('a'..='c').contains(c)).collect::<String>();
            let job = laid_out(&text, 12.0, &theme::LIGHT);
            // The address of a link is not shown.
            if !text.contains("](") {
                prop_assert_eq!(letters(&job.text), letters(&text));
            }
        }
    }
}

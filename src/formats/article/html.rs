//! The words of a web page: a tokenizer that goes over the page once, is content with any markup, and knows which tags
//! part paragraphs and which hold no words. It follows the HTML Standard (WHATWG) as far as that matters to words.

use super::Article;

/// Tags whose content is no text of the page.
const SILENT: &[&str] =
    &["script", "style", "noscript", "template", "svg", "nav", "select", "iframe", "button", "math", "textarea"];

/// Tags that always have a closing one, so that it is known where what they hide ends.
const CLOSED: &[&str] =
    &["a", "article", "aside", "div", "figure", "footer", "form", "header", "ol", "section", "span", "ul"];

/// Of these, the ones whose content is no markup either: it goes to the closing tag, whatever stands in it.
const RAW: &[&str] = &["script", "style", "iframe", "noscript"];

/// Tags that begin or end a paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

/// How many of the first bytes may declare an encoding.
const HEAD: usize = 1024;

/// Whether a text is a web page.
pub(super) fn is_html(text: &str) -> bool {
    let start = text.trim_start();
    let head: String = start.chars().take(64).collect::<String>().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<article", "<div", "<p>", "<h1"]
        .iter()
        .any(|sign| head.starts_with(sign))
        || (head.starts_with("<?xml") && text.get(..HEAD.min(text.len())).unwrap_or(text).contains("<html"))
        || (head.starts_with("<!--") && text.to_ascii_lowercase().contains("<html"))
}

/// The encoding that a page declares in its head.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
    if !head.contains("<meta") {
        return None;
    }
    let at = head.find("charset=")? + "charset=".len();
    let name = head[at..].trim_start_matches(['"', '\'', ' ']);
    let end = name.find(|sign: char| !sign.is_ascii_alphanumeric() && !matches!(sign, '-' | '_')).unwrap_or(name.len());
    (end > 0).then(|| name[..end].to_owned())
}

/// A tag.
struct Tag<'t> {
    name: String,
    closes: bool,
    attributes: &'t str,
}

/// Where the words go.
#[derive(Default)]
struct Words {
    out: String,
    /// What is between the last word and the next.
    gap: Gap,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Gap {
    #[default]
    None,
    Blank,
    Line,
    Paragraph,
}

impl Words {
    fn part(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn push(&mut self, text: &str) {
        // Where a word may be parted is no part of it.
        for sign in text.chars().filter(|sign| *sign != '\u{ad}') {
            if sign.is_whitespace() {
                self.part(Gap::Blank);
                continue;
            }
            if !self.out.is_empty() {
                self.out.push_str(match self.gap {
                    Gap::None => "",
                    Gap::Blank => " ",
                    Gap::Line => "\n",
                    Gap::Paragraph => "\n\n",
                });
            }
            self.gap = Gap::None;
            self.out.push(sign);
        }
    }
}

/// Reads a page.
pub(super) fn read(page: &str) -> Article {
    let mut article = Article { is_web_page: true, ..Article::default() };
    let mut words = Words::default();
    let mut title = Words::default();
    let mut in_title = false;
    // The silent tag that is open, and how often it stands in itself.
    let mut silent: Option<(String, usize)> = None;
    let mut rest = page;
    let mut quotes = Quotes::Closed;
    while let Some(at) = rest.find('<') {
        if silent.is_none() {
            let text = unescaped(&rest[..at]);
            if in_title { title.push(&text) } else { words.push(&text) }
        }
        let (piece, after) = next(&rest[at..], &mut quotes);
        rest = after;
        let tag = match piece {
            Piece::Tag(tag) => tag,
            Piece::Text(text) => {
                if silent.is_none() {
                    if in_title { title.push(text) } else { words.push(text) }
                }
                continue;
            }
            Piece::Nothing => continue,
        };
        let name = tag.name.as_str();
        if !tag.closes && RAW.contains(&name) {
            rest = behind_raw(rest, name);
            continue;
        }
        if let Some((open, depth)) = &mut silent {
            if name == open {
                *depth = if tag.closes { *depth - 1 } else { *depth + 1 };
                if *depth == 0 {
                    silent = None;
                }
            }
            continue;
        }
        let is_silent = SILENT.contains(&name) && !tag.attributes.trim_end().ends_with('/');
        let is_hidden = CLOSED.contains(&name) && attribute(tag.attributes, "hidden").is_some();
        if !tag.closes && (is_silent || is_hidden) {
            silent = Some((tag.name.clone(), 1));
        } else if name == "title" {
            in_title = !tag.closes && title.out.is_empty();
        } else if name == "meta" {
            meta(&mut article, tag.attributes);
        } else if name == "link"
            && attribute(tag.attributes, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"))
        {
            article.url = attribute(tag.attributes, "href").unwrap_or_default();
        } else if name == "br" {
            words.part(Gap::Line);
        } else if BLOCKS.contains(&name) {
            words.part(Gap::Paragraph);
            if name == "li" && !tag.closes {
                words.push("•");
                words.part(Gap::Blank);
            }
        }
    }
    if silent.is_none() {
        words.push(&unescaped(rest));
    }
    article.text = words.out;
    if article.title.is_empty() {
        article.title = title.out;
    }
    article
}

enum Piece<'t> {
    Tag(Tag<'t>),
    /// A `<` that begins no tag.
    Text(&'t str),
    /// A comment, a declaration, or a tag without an end.
    Nothing,
}

/// Whether the quotes of a page are in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Closed,
    /// One was never closed: from there on none of them is trusted, so that the page is gone over once and not for each
    /// tag.
    Broken,
}

/// How far the end of a tag is looked for behind an open quote, in bytes.
const FAR: usize = 1 << 16;

/// The piece that begins with `<`, and what is behind it.
fn next<'t>(text: &'t str, quotes: &mut Quotes) -> (Piece<'t>, &'t str) {
    let inside = &text[1..];
    if let Some(comment) = inside.strip_prefix("!--") {
        return (Piece::Nothing, comment.find("-->").map_or("", |end| &comment[end + 3..]));
    }
    let (closes, named) = inside.strip_prefix('/').map_or((false, inside), |rest| (true, rest));
    if inside.starts_with(['!', '?']) {
        return (Piece::Nothing, inside.find('>').map_or("", |end| &inside[end + 1..]));
    }
    if !named.starts_with(|sign: char| sign.is_ascii_alphabetic()) {
        return (Piece::Text("<"), inside);
    }
    let length = named.find(|sign: char| sign.is_whitespace() || matches!(sign, '>' | '/')).unwrap_or(named.len());
    let (name, rest) = named.split_at(length);
    let Some(end) = end_of_tag(rest, quotes) else { return (Piece::Nothing, "") };
    let tag = Tag { name: name.to_ascii_lowercase(), closes, attributes: &rest[..end] };
    (Piece::Tag(tag), &rest[end + 1..])
}

/// Where the `>` stands that ends a tag, outside of quotes.
fn end_of_tag(rest: &str, quotes: &mut Quotes) -> Option<usize> {
    if *quotes == Quotes::Broken {
        return rest.find('>');
    }
    let mut quote = None;
    let mut before = b' ';
    for (at, byte) in rest.bytes().enumerate().take(FAR) {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            // A quote opens a value, and is a letter elsewhere.
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (None, b'>') => return Some(at),
            (None, _) => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    // A value whose quote is never closed ends with its tag all the same.
    *quotes = Quotes::Broken;
    rest.find('>')
}

/// What is behind the closing tag of a raw element.
fn behind_raw<'t>(rest: &'t str, name: &str) -> &'t str {
    let mut at = 0;
    while let Some(found) = rest[at..].find("</") {
        let close = at + found + 2;
        let is_it = rest.get(close..close + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
        if is_it {
            return rest[close..].find('>').map_or("", |end| &rest[close + end + 1..]);
        }
        at = close;
    }
    ""
}

/// What a page says of itself.
fn meta(article: &mut Article, attributes: &str) {
    let key = attribute(attributes, "name").or_else(|| attribute(attributes, "property"));
    let (Some(key), Some(content)) = (key, attribute(attributes, "content")) else { return };
    let content = content.trim().to_owned();
    if content.is_empty() {
        return;
    }
    match key.to_ascii_lowercase().as_str() {
        "author" | "article:author" | "dc.creator" if article.author.is_empty() => article.author = content,
        "og:site_name" | "publisher" | "dc.publisher" if article.publisher.is_empty() => article.publisher = content,
        "og:url" if article.url.is_empty() => article.url = content,
        "article:published_time" | "date" | "dc.date" | "pubdate" if article.published.is_none() => {
            let day: String = content.chars().take(10).collect();
            article.published = day.parse().ok();
        }
        _ => {}
    }
}

/// The value of an attribute, unescaped; empty for one without a value.
fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes.trim_start();
    while !rest.is_empty() {
        let length = rest.find(|sign: char| sign.is_whitespace() || matches!(sign, '=' | '/')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(length);
        let after = after.trim_start_matches('/').trim_start();
        let Some(value) = after.strip_prefix('=') else {
            if length == 0 && after.len() == rest.len() {
                return None;
            }
            if name.eq_ignore_ascii_case(wanted) {
                return Some(String::new());
            }
            rest = after;
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|sign| matches!(sign, '"' | '\''));
        let (value, behind) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(unescaped(value));
        }
        rest = behind.trim_start();
    }
    None
}

/// Named characters that articles use.
const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("hellip", '…'),
    ("bull", '•'),
    ("middot", '·'),
    ("euro", '€'),
    ("pound", '£'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("deg", '°'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("agrave", 'à'),
    ("ccedil", 'ç'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("ntilde", 'ñ'),
    ("shy", '\u{ad}'),
];

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let sign = end.and_then(|end| {
            let name = &rest[1..end];
            let code = match name.strip_prefix('#') {
                Some(hex) if hex.starts_with(['x', 'X']) => u32::from_str_radix(&hex[1..], 16).ok(),
                Some(decimal) => decimal.parse().ok(),
                None => return NAMED.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign),
            };
            char::from_u32(code?).filter(|sign| !sign.is_control() || sign.is_whitespace())
        });
        match (sign, end) {
            (Some(sign), Some(end)) => {
                out.push(sign);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

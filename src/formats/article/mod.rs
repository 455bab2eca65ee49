//! Texts to be read: an article, a report or notes as a file, reduced to words.
//!
//! Plain text and Markdown are kept as they are. Of HTML the words are taken, with title, author, publisher and date
//! where the page says them, of PDF the text layer with title and author; scripts are never run and nothing is fetched.

mod html;
mod pdf;

use crate::base::{PartialDate, Task};
use crate::formats::foreign::{Report, decode};

/// The longest text that is kept, in bytes: more than any book.
pub const MOST_BYTES: usize = 64 << 20;

/// What the names of such files end with.
pub const ENDINGS: &[&str] = &["txt", "md", "markdown", "html", "htm", "xhtml", "pdf"];

/// What a file says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Article {
    /// What it is called; empty where it does not say.
    pub title: String,
    /// Who wrote it; empty where it does not say.
    pub author: String,
    /// Who published it; empty where it does not say.
    pub publisher: String,
    /// When it was published.
    pub published: Option<PartialDate>,
    /// Where it stands on the web; empty where it does not say.
    pub url: String,
    /// Its words, a paragraph a line.
    pub text: String,
    /// It came as HTML.
    pub is_web_page: bool,
}

/// Why a file is no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArticleError {
    /// There are no words in it.
    #[error("There is no text in it. Nothing was changed.")]
    Empty,
    /// A PDF whose pages are pictures.
    #[error(
        "There is no text in this PDF: its pages are pictures. Recognise their text with another program first, or \
             paste its words."
    )]
    PdfOfPictures,
    /// A PDF whose letters are numbers without a meaning.
    #[error(
        "This PDF does not say which letters it shows. Recognise its text with another program, or paste its words."
    )]
    PdfUnreadable,
    /// A PDF that opens with a password only.
    #[error("This PDF is locked with a password. Save it without one in a viewer, or paste its words.")]
    PdfLocked,
    /// A PDF that cannot be read.
    #[error("This PDF is damaged. Open it in a viewer and save it anew, or paste its words.")]
    PdfDamaged,
    /// A PDF that unpacks to more than can be kept.
    #[error("This PDF unpacks to more than can be read. Keep the pages that matter as a file of its own.")]
    PdfTooLarge,
    /// It was stopped.
    #[error("It was stopped. Nothing was changed.")]
    Cancelled,
    /// Something else that is no text.
    #[error("It is no text: {0}. Save it as plain text or HTML, or paste its words.")]
    NotText(String),
    /// More than any book.
    #[error("It is longer than 64 MB. Keep the part that matters as a file of its own.")]
    TooLong,
}

/// Reads a text. A PDF is told by its content, a web page by the ending of the file's name, without its dot, or by its
/// content where there is none that is known. Takes time linear in the bytes.
///
/// # Errors
/// A sentence for the user.
pub fn read(bytes: &[u8], ending: &str, task: &Task) -> Result<Article, ArticleError> {
    if bytes.len() > MOST_BYTES {
        return Err(ArticleError::TooLong);
    }
    if bytes.starts_with(b"%PDF") {
        return pdf::read(bytes, task);
    }
    let declared = html::declared_encoding(bytes);
    let text = decode(bytes, declared.as_deref(), &mut Report::default()).map_err(|error| match error {
        crate::formats::ReadError::NotText { found, .. } => ArticleError::NotText(found),
        _ => ArticleError::Empty,
    })?;
    let is_page = match ending.to_ascii_lowercase().as_str() {
        "html" | "htm" | "xhtml" => true,
        "md" | "markdown" => false,
        _ => html::is_html(&text),
    };
    let mut article = if is_page {
        html::read(&text)
    } else {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        // A heading of Markdown names the text.
        let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let title = first.strip_prefix("# ").unwrap_or_default().trim().to_owned();
        Article { title, text, ..Article::default() }
    };
    let words = article.text.trim();
    if words.is_empty() {
        return Err(ArticleError::Empty);
    }
    article.text = words.to_owned();
    Ok(article)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Result<Article, ArticleError> {
        super::read(bytes, "", &Task::default())
    }

    #[test]
    fn a_page_is_reduced_to_its_words_and_what_it_says_of_itself() {
        let page = r#"<!DOCTYPE html><html><head><meta charset="windows-1252"><title>Washington weighs &amp; waits</title>
            <meta name=author content='Ann &quot;A.&quot; Lee'><meta property="og:site_name" content="The Paper">
            <META PROPERTY="article:published_time" CONTENT="2019-02-18T10:00:00Z"/>
            <link rel="canonical" href="https://paper.example/a?b=1&amp;c=2">
            <style>p { color: red }</style><script>document.write("<p>never</p>")</script></head>
            <body><nav><a href=/>Home</a></nav><h1>Washington&nbsp;weighs</h1><!-- <p>no</p> -->
            <p>A <b>small</b>
            post in &#80;yongyang &#x2014; caf\u{e9}.</p><ul><li>One<li>Two</ul><p>1 < 2<br>end<div title="not hidden" hidden>
            <div>kept from sight</div></div></body></html>"#;
        let bytes = encoding_rs::WINDOWS_1252.encode(&page.replace("\\u{e9}", "é")).0.into_owned();
        let article = read(&bytes).unwrap();
        assert_eq!(article.title, "Washington weighs & waits");
        assert_eq!((article.author.as_str(), article.publisher.as_str()), ("Ann \"A.\" Lee", "The Paper"));
        assert_eq!(article.published, Some("2019-02-18".parse().unwrap()));
        assert_eq!(article.url, "https://paper.example/a?b=1&c=2");
        let expected = "Washington weighs\n\nA small post in Pyongyang — café.\n\n• One\n\n• Two\n\n1 < 2\nend";
        assert_eq!(article.text, expected);
    }

    #[test]
    fn scripts_within_silent_parts_neither_show_nor_hide_anything() {
        for inside in ["<nav>", "</nav>secret", "<svg>", "</svg>secret"] {
            for tag in ["nav", "svg", "button", "template"] {
                let page = format!("<html><{tag}><script>x = \"{inside}\"</script></{tag}><p>Wash&shy;ington");
                assert_eq!(read(page.as_bytes()).unwrap().text, "Washington", "{page}");
            }
        }
        // Quotes that never close cost one look and not one for each tag.
        let page = format!("<html><p>Kim{}", "<a \"=\">".repeat(200_000));
        assert_eq!(read(page.as_bytes()).unwrap().text, "Kim");
    }

    #[test]
    fn plain_text_is_kept_and_what_is_none_says_what_to_do() {
        let article = read(b"\xef\xbb\xbf# Notes\r\n\r\nKim said so.\r\n").unwrap();
        assert_eq!((article.title.as_str(), article.text.as_str()), ("Notes", "# Notes\n\nKim said so."));
        assert_eq!(read(b" \n"), Err(ArticleError::Empty));
        assert_eq!(read(b"%PDF-1.7 \x00"), Err(ArticleError::PdfDamaged));
        assert_eq!(read(b"<html><script>1</script></html>"), Err(ArticleError::Empty));
        assert!(matches!(read(b"\x00\x01\x02\x00\x03"), Err(ArticleError::NotText(_))));
    }

    #[test]
    fn the_ending_of_a_name_tells_a_page_from_notes() {
        let read = |text: &str, ending| super::read(text.as_bytes(), ending, &Task::default()).unwrap();
        let page = "<section>Kim</section>";
        assert_eq!((read(page, "HTM").text.as_str(), read(page, "md").text.as_str()), ("Kim", page));
        let notes = "<h1 align=center>Notes</h1>\n\n* one";
        assert_eq!(read(notes, "md").text, notes);
        assert!(read(notes, "").is_web_page);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }

        #[test]
        fn any_markup_leaves_no_tag_of_a_script(inside in "[a-z<>/!&;#\"'= -]{0,60}") {
            let page = format!("<html><body>{inside}<script>secret()</script><p>end</body></html>");
            if let Ok(article) = read(page.as_bytes()) {
                // What stands before may swallow it whole, as it does in a browser, but a script never shows.
                prop_assert!(!article.text.contains("<script"));
            }
        }
    }
}

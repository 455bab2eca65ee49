//! Sources: what evidence is taken from.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Reliability;
use super::grade::vocabulary;
use crate::base::{PartialDate, SourceId};

/// Something that says something: an article, a report, a person asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Never changes.
    pub id: SourceId,
    /// What it is called.
    pub title: String,
    /// What it is.
    pub kind: SourceKind,
    /// Who wrote or said it.
    pub author: String,
    /// Who published it.
    pub publisher: String,
    /// When it was published.
    pub published: Option<PartialDate>,
    /// When it was fetched.
    pub retrieved: Option<PartialDate>,
    /// Where it stands on the web; never fetched by the program.
    pub url: String,
    /// How reliable it is.
    pub reliability: Option<Reliability>,
    /// The outlet or person that its information first comes from. Sources of one origin count once; without one, a
    /// source is its own origin.
    pub origin: String,
    /// Who may see it.
    pub handling: Option<Handling>,
    /// Anything on it, in Markdown.
    pub notes: String,
    /// Its words, if they are kept.
    pub text: Option<Arc<str>>,
    /// Names in its text that a reader has decided are no mentions to review.
    pub ignored: BTreeSet<String>,
}

impl Source {
    /// A source of which only the title is known.
    #[must_use]
    pub fn new(id: SourceId, title: impl Into<String>) -> Self {
        Self {
            id,
            title: title.into(),
            kind: SourceKind::Other,
            author: String::new(),
            publisher: String::new(),
            published: None,
            retrieved: None,
            url: String::new(),
            reliability: None,
            origin: String::new(),
            handling: None,
            notes: String::new(),
            text: None,
            ignored: BTreeSet::new(),
        }
    }
}

vocabulary! {
    /// What a source is.
    SourceKind: "kind of source" {
        /// A news article.
        Article = "article", "News article";
        /// A broadcast report.
        Broadcast = "broadcast", "Broadcast";
        /// A post on a network or blog.
        Post = "post", "Post";
        /// A study or report.
        Report = "report", "Report";
        /// A declaration, treaty, law or other official paper.
        Official = "official", "Official document";
        /// A conversation with somebody.
        Interview = "interview", "Interview";
        /// A book.
        Book = "book", "Book";
        /// A table, register or database.
        Dataset = "dataset", "Dataset";
        /// A web page of another kind.
        WebPage = "web-page", "Web page";
        /// Anything else.
        Other = "other", "Other";
    }
}

vocabulary! {
    /// Who may see it: the Traffic Light Protocol, version 2.0 (FIRST, 2022).
    Handling: "handling marking" {
        /// Anybody.
        Clear = "clear", "TLP:CLEAR";
        /// The community.
        Green = "green", "TLP:GREEN";
        /// The organisation and its clients, as needed.
        Amber = "amber", "TLP:AMBER";
        /// The organisation only.
        AmberStrict = "amber-strict", "TLP:AMBER+STRICT";
        /// The people it was given to.
        Red = "red", "TLP:RED";
    }
}

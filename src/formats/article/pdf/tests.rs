//! PDFs written here, letter by letter, and what they are read as.

use super::*;

/// A PDF with a page for each content stream, in Helvetica; `extra` goes into the dictionary of the trailer.
fn pdf(pages: &[&str], extra: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 5 + 2 * at)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Title (Microsoft Word - A plan\\205) /Author <FEFFAE40C815C740> >>".to_owned(),
    ];
    for (at, content) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents {} 0 R \
             /Resources << /Font << /F 3 0 R >> >> >>",
            6 + 2 * at
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let xref = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for offset in offsets {
        out.push_str(&format!("{offset:010} 00000 n \n"));
    }
    let size = objects.len() + 1;
    out.push_str(&format!("trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R {extra} >>\nstartxref\n{xref}\n%%EOF\n"));
    out.into_bytes()
}

/// Draws each line 14 points below the one before it.
fn lines(from: &str, lines: &[&str]) -> String {
    let shown: Vec<String> = lines.iter().map(|line| format!("({line}) Tj 0 -14 Td")).collect();
    format!("BT /F 12 Tf {from} Td {} ET ", shown.join(" "))
}

fn text(pages: &[&str]) -> Result<String, ArticleError> {
    read(&pdf(pages, ""), &Task::default()).map(|article| article.text)
}

#[test]
fn lines_become_paragraphs_and_parted_words_are_whole() {
    let page = lines(
        "40 500",
        &[
            "Washington is weighing a small diplo-",
            "matic post in North Korea, a senior US",
            "official says.",
            "The plan is of 2018-",
            "2019.",
        ],
    ) + &lines("40 400", &["It is not new."]);
    let expected = "Washington is weighing a small diplomatic post in North Korea, a senior US official says.\n\n\
                    The plan is of 2018-2019.\n\nIt is not new.";
    assert_eq!(text(&[&page]).unwrap(), expected);
}

#[test]
fn gaps_part_words_and_kerning_does_not() {
    let page = "BT /F 12 Tf 40 500 Td [(Py) 20 (ong) -10 (yang) -400 (waits) -300 (\\(again\\))] TJ ET";
    assert_eq!(text(&[page]).unwrap(), "Pyongyang waits (again)");
    // Bold by drawing twice, and a raised number.
    let page =
        "BT /F 12 Tf 40 500 Td (A) Tj ET BT /F 12 Tf 40.2 500 Td (A) Tj 12 0 Td (pact) Tj 23 4 Td /F 7 Tf (3) Tj ET";
    assert_eq!(text(&[page]).unwrap(), "A pact3");
}

#[test]
fn columns_are_read_one_after_the_other_and_sentences_go_over_pages() {
    let columns =
        lines("40 500", &["The talks went", "on until the"]) + &lines("220 500", &["morning of the", "next day."]);
    assert_eq!(text(&[&columns]).unwrap(), "The talks went on until the morning of the next day.");
    let (one, two) = (lines("40 80", &["They did not,"]), lines("40 560", &["in the end, agree."]));
    assert_eq!(text(&[&one, &two]).unwrap(), "They did not, in the end, agree.");
}

#[test]
fn running_heads_and_page_numbers_are_left_out() {
    let page = |number: usize, words: &str| {
        lines("40 580", &["The Paper"])
            + &lines("40 500", &[words])
            + &lines("200 20", &[&format!("Page {number} of 3")])
    };
    let pages = [page(1, "One came."), page(2, "Two saw."), page(3, "Three won.")];
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    assert_eq!(text(&pages).unwrap(), "One came.\n\nTwo saw.\n\nThree won.");
}

#[test]
fn what_a_file_says_of_itself_is_taken() {
    let article = read(&pdf(&[&lines("40 500", &["Words."])], ""), &Task::default()).unwrap();
    assert_eq!((article.title.as_str(), article.author.as_str()), ("A plan…", "김정은"));
}

#[test]
fn what_cannot_be_read_says_why() {
    assert_eq!(text(&["0 0 100 100 re f"]), Err(ArticleError::PdfOfPictures));
    let locked = "/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 \
                  /O <0000000000000000000000000000000000000000000000000000000000000000> \
                  /U <0000000000000000000000000000000000000000000000000000000000000000> >>";
    assert_eq!(read(&pdf(&[&lines("40 500", &["x"])], locked), &Task::default()), Err(ArticleError::PdfLocked));
    assert_eq!(read(b"%PDF-1.7 nothing of it", &Task::default()), Err(ArticleError::PdfDamaged));
    let stopped = Task::default();
    stopped.cancel();
    assert_eq!(read(&pdf(&[&lines("40 500", &["x"])], ""), &stopped), Err(ArticleError::Cancelled));
}

#[test]
fn what_unpacks_to_too_much_is_refused_before_it_does() {
    use std::io::Write;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b' '; 2 << 20]).unwrap();
    let mut bytes = b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n".to_vec();
    bytes.extend(packed.finish().unwrap());
    bytes.extend(b"\nendstream\nendobj\n");
    let bounds = |unpacked, drawn| Bounds { unpacked, drawn };
    assert_eq!(read_within(&bytes, bounds(1 << 20, 10_000), &Task::default()), Err(ArticleError::PdfTooLarge));
    assert_eq!(read_within(&bytes, bounds(4 << 20, 10_000), &Task::default()), Err(ArticleError::PdfDamaged));
    // A form that draws a form ten times, nine deep, is a thousand million letters.
    let mut page = lines("40 500", &["x"]);
    page.push_str("/X Do");
    let mut forms = pdf(&[&page], "");
    let start = forms.windows(4).position(|w| w == b"xref").unwrap();
    forms.truncate(start);
    let mut file = String::from_utf8(forms)
        .unwrap()
        .replace("/Font << /F 3 0 R >>", "/Font << /F 3 0 R >> /XObject << /X 100 0 R >>");
    for depth in 0..9 {
        let draws = if depth < 8 { "/X Do ".repeat(10) } else { lines("40 500", &["x"]) };
        file.push_str(&format!(
            "{} 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 400 600] /Resources << /Font << /F 3 0 R >> \
             /XObject << /X {} 0 R >> >> /Length {} >>\nstream\n{draws}\nendstream\nendobj\n",
            100 + depth,
            101 + depth,
            draws.len()
        ));
    }
    file.push_str("trailer\n<< /Root 1 0 R >>\n");
    assert_eq!(read_within(file.as_bytes(), bounds(1 << 20, 10_000), &Task::default()), Err(ArticleError::PdfTooLarge));
}

proptest::proptest! {
    #[test]
    fn a_damaged_file_is_read_or_refused(at in 0usize..1500, to in proptest::prelude::any::<u8>()) {
        let mut bytes = pdf(&[&lines("40 500", &["Washington is weighing", "a post."])], "");
        let at = at % bytes.len();
        bytes[at] = to;
        let _ = super::super::read(&bytes, "pdf", &Task::default());
    }
}

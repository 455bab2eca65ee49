//! Graphs as a workbook of two sheets, by ECMA-376 in its smallest form: texts stand in their cells, nothing is styled
//! but the headers.
//!
//! Every text is a cell of type text, so that nothing that begins with `=` is taken for a formula.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::csv_write::Tables;
use crate::base::{Cancelled, Task};
use crate::formats::Exported;
use crate::formats::foreign::carry::{self, Carried};
use crate::model::Graph;

/// How long a text in a cell may be, in UTF-16 units, as Excel has it.
const LONGEST_TEXT: usize = 32_767;

/// How large a sheet may be, as Excel has it; the first row are headers.
const MOST_ROWS: usize = 1 << 20;
const MOST_COLUMNS: usize = 1 << 14;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// Writes the workbook.
///
/// # Errors
/// When the task is cancelled.
pub fn write(graph: &Graph, task: &Task) -> Result<Exported, Cancelled> {
    let tables = Tables::of(graph);
    let (entities, relationships) = (graph.entities(), graph.relationships());
    let mut cut = 0;
    let first = sheet(tables.entity_headers(), entities.iter().map(|e| tables.entity(e)), &mut cut, task)?;
    let second =
        sheet(tables.relationship_headers(), relationships.iter().map(|r| tables.relationship(r)), &mut cut, task)?;
    let parts = [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", rels(&[("officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", workbook()),
        (
            "xl/_rels/workbook.xml.rels",
            rels(&[
                ("worksheet", "worksheets/sheet1.xml"),
                ("worksheet", "worksheets/sheet2.xml"),
                ("styles", "styles.xml"),
            ]),
        ),
        ("xl/styles.xml", styles()),
        ("xl/worksheets/sheet1.xml", first),
        ("xl/worksheets/sheet2.xml", second),
    ];
    let mut left_out = carry::left_out(graph);
    for (what, rows, columns) in [
        ("entities", entities.len(), tables.entity_headers().count()),
        ("relationships", relationships.len(), tables.relationship_headers().count()),
    ] {
        if rows >= MOST_ROWS || columns > MOST_COLUMNS {
            let most = format!("{MOST_ROWS} rows and {MOST_COLUMNS} columns");
            left_out.push(carry::loss(format!(
                "the sheet of {what} is larger than the {most} that Excel opens: write CSV"
            )));
        }
    }
    if cut > 0 {
        left_out.push(carry::loss(format!("{cut} texts were cut to the {LONGEST_TEXT} characters that a cell holds")));
    }
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut packed = || -> Result<Vec<u8>, zip::result::ZipError> {
        for (name, content) in &parts {
            archive.start_file(*name, options)?;
            archive.write_all(content.as_bytes())?;
        }
        Ok(std::mem::replace(&mut archive, ZipWriter::new(Cursor::new(Vec::new()))).finish()?.into_inner())
    };
    match packed() {
        Ok(bytes) => Ok(Exported { bytes, left_out }),
        Err(error) => unreachable!("packing a few named parts in memory: {error}"),
    }
}

fn content_types() -> String {
    let part =
        |name: &str, kind: &str| format!("<Override PartName=\"/xl/{name}.xml\" ContentType=\"{TYPE}.{kind}+xml\"/>");
    format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>{}{}{}{}</Types>",
        part("workbook", "sheet.main"),
        part("styles", "styles"),
        part("worksheets/sheet1", "worksheet"),
        part("worksheets/sheet2", "worksheet"),
    )
}

fn rels(targets: &[(&str, &str)]) -> String {
    let mut out = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (number, (kind, target)) in targets.iter().enumerate() {
        let _ = write!(out, "<Relationship Id=\"rId{}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>", number + 1);
    }
    out + "</Relationships>"
}

fn workbook() -> String {
    format!(
        "{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Entities\" sheetId=\"1\" r:id=\"rId1\"/>\
         <sheet name=\"Relationships\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>"
    )
}

/// Plain cells, and bold ones for headers.
fn styles() -> String {
    format!(
        "{HEAD}<styleSheet xmlns=\"{MAIN}\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>\
         <font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts><fills count=\"2\"><fill><patternFill \
         patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders \
         count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf \
         xfId=\"0\"/><xf xfId=\"0\" fontId=\"1\" applyFont=\"1\"/></cellXfs></styleSheet>"
    )
}

fn sheet<'t>(
    headers: impl Iterator<Item = &'t str>,
    rows: impl Iterator<Item = Vec<Option<Carried<'t>>>>,
    cut: &mut usize,
    task: &Task,
) -> Result<String, Cancelled> {
    let mut out = format!(
        "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" \
         topLeftCell=\"A2\" state=\"frozen\"/></sheetView></sheetViews><sheetData><row r=\"1\">"
    );
    for (column, header) in headers.enumerate() {
        put_text(&mut out, column, 1, header, " s=\"1\"", cut);
    }
    out.push_str("</row>");
    for (index, row) in rows.enumerate() {
        task.check()?;
        let number = index + 2;
        let _ = write!(out, "<row r=\"{number}\">");
        for (column, cell) in row.iter().enumerate() {
            match cell {
                None => {}
                Some(Carried::Text(text)) => put_text(&mut out, column, number, text, "", cut),
                Some(Carried::Number(value)) => {
                    let _ = write!(out, "<c r=\"{}{number}\"><v>{value}</v></c>", letters(column));
                }
                Some(Carried::Flag(flag)) => {
                    let _ = write!(out, "<c r=\"{}{number}\" t=\"b\"><v>{}</v></c>", letters(column), u8::from(*flag));
                }
            }
        }
        out.push_str("</row>");
    }
    out.push_str("</sheetData></worksheet>");
    Ok(out)
}

fn put_text(out: &mut String, column: usize, row: usize, text: &str, style: &str, cut: &mut usize) {
    let _ = write!(out, "<c r=\"{}{row}\"{style} t=\"inlineStr\"><is><t xml:space=\"preserve\">", letters(column));
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if c == '_' && is_spelled(&text[at..]) {
            // What only looks like a spelled character has its first sign spelled.
            out.push_str("_x005F_");
            units += 1;
            continue;
        }
        units += c.len_utf16();
        if units > LONGEST_TEXT {
            *cut += 1;
            break;
        }
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' => out.push(c),
            // XML has no other control characters; ECMA-376 spells them so.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                let _ = write!(out, "_x{:04X}_", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push_str("</t></is></c>");
}

/// Whether a text begins as a spelled character does: `_xHHHH_`.
fn is_spelled(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

/// The letters of a column: A to Z, AA …
fn letters(column: usize) -> String {
    let mut left = column + 1;
    let mut out = Vec::new();
    while left > 0 {
        left -= 1;
        out.push(b'A' + (left % 26) as u8);
        left /= 26;
    }
    out.reverse();
    String::from_utf8(out).unwrap_or_default()
}
